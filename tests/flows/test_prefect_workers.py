"""Two Prefect workers on one pool: one is killed in the middle of a run, with all it started; the other ends the next run."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows import deployment
from tests.conftest import PROJECT, Ran
from tests.flows.cluster import Servers, ask, descendants, kill_machine, wait
from yusuan.journal import load, runs_folder

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not Path("/proc").is_dir(), reason="descendants are read from /proc")]
SECONDS = 600  # the flow's engine renews a run's place for 300 seconds, whatever the settings say


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Servers]:
    wakeful = {"PREFECT_WORKER_QUERY_SECONDS": "1", "PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS": "2"}
    servers = Servers(tmp_path, PREFECT_SERVER_CONCURRENCY_MAXIMUM_CONCURRENCY_SLOT_WAIT_SECONDS="2", **wakeful)
    wait("Prefect server", servers.answers)
    yield servers
    servers.stop()


def test_a_run_whose_worker_was_killed_is_ended_by_the_other_worker(
    servers: Servers, run_annual: Callable[..., Ran], raw: Path, tmp_path: Path
) -> None:
    folder, out = tmp_path / "raw", tmp_path / "out"
    folder.mkdir()
    for number, sample in enumerate(sorted(raw.iterdir()) * 3):
        (folder / f"{number:02d}.txt").write_bytes(sample.read_bytes() + b"\n" * number)
    code = f"from pathlib import Path; from flows.deployment import deploy; deploy(Path({str(folder)!r}), Path({str(out)!r}))"
    deployed = subprocess.run([sys.executable, "-c", code], env=servers.environment, capture_output=True, text=True, cwd=PROJECT)
    assert deployed.returncode == 0, deployed.stderr
    arguments = ("worker", "start", "--pool", deployment.POOL, "--type", "process")
    workers = [servers.start("prefect", *arguments, cwd=PROJECT) for _ in range(2)]

    path = f"deployments/{ask(servers.api, 'GET', f'deployments/name/{deployment.NAME}')['id']}/create_flow_run"
    asked = {"parameters": {"fiscal_year": "all"}, "state": {"type": "SCHEDULED"}}
    ask(servers.api, "POST", path, asked)
    wait("document read", lambda: list((out / ".yusuan" / "artifacts" / "read").glob("*/*")), SECONDS)
    # Prefect starts a flow's process in a session of its own: killing the worker alone, or its group, would leave the run alive
    kill_machine(max(workers, key=lambda worker: len(descendants(worker.pid))))
    killed = load(out)
    assert killed is not None and killed.finished is None and not (out / "current").exists()

    again = f"flow_runs/{ask(servers.api, 'POST', path, asked)['id']}"
    wait("run on the other worker", lambda: ask(servers.api, "GET", again)["state_type"] == "COMPLETED", SECONDS)
    ended = load(out)
    assert ended is not None and ended.finished is not None and ended.run_id != killed.run_id
    assert load(out, killed.run_id).finished is None, "it was killed, and nothing of it lived on"
    assert 0 < ended.executed()["reconcile"] <= 15 and ended.executed()["read"] < 15, (
        "what was read before the kill is not read again"
    )
    local = run_annual(folder, tmp_path / "local", fiscal_year="all")
    assert ended.finished["release"]["release_id"] == local.release["release_id"]
    assert len(list(runs_folder(out).glob("*.jsonl"))) == 2
    assert os.readlink(out / "current").endswith(local.release["release_id"])
