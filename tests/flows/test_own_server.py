"""The server that a run starts for itself ends with it."""

import os
import subprocess
import sys
import time

import pytest

from flows import own_server
from tests.test_workers import alive

KILLED_RUN = """
import time
from flows import own_server
own_server.start()
print(own_server._started[0].pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_it_ends_with_a_run_that_was_killed() -> None:
    run = subprocess.Popen([sys.executable, "-c", KILLED_RUN], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    server = int(run.stdout.readline())
    run.kill()
    run.wait()
    deadline = time.monotonic() + 60
    while alive(server) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(server)


def test_a_server_that_is_named_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    own_server.start()
    own_server.wait()
    assert not own_server._started
