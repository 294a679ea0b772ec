"""A store that is not there, does not let us in, or goes in the middle of a run: plain words, an alert, nothing half done."""

import json
import sys
import time
from pathlib import Path

import pytest

from tests.storage.conftest import Runs, new_bucket, start_server
from yusuan.address import cache

pytestmark = pytest.mark.slow


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the alert's command was given."""
    path = tmp_path / "told.json"
    script = tmp_path / "tell.py"
    script.write_text(f"import sys; open({str(path)!r}, 'wb').write(sys.stdin.buffer.read())")
    monkeypatch.setenv("YUSUAN_ALERT_COMMAND", f"{sys.executable} {script}")
    return path


def reason(told: Path) -> str:
    return json.loads(told.read_text("utf-8"))["reasons"]["error"]


def test_a_bucket_that_is_not_there_ends_the_run_and_somebody_is_told(runs: Runs, url: str, raw: Path, told: Path) -> None:
    for number, (raw_files, out) in enumerate(((str(raw), "s3://no-such-bucket/out"), (f"{url}/nothing", f"{url}/out"))):
        runs.call("run", "--raw", raw_files, "--out", out, code=3)
        words = ("bucket 要先建好", "没有原始文件")[number]
        assert words in runs.errors() and words in reason(told)
        assert "Traceback" not in runs.errors() and "Error:" not in runs.errors()


def test_a_server_that_is_not_there_ends_the_run_and_somebody_is_told(
    runs: Runs, url: str, raw: Path, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    runs.call("run", "--raw", str(raw), "--out", url, code=3)
    assert "连不上服务器" in runs.errors() and "连不上服务器" in reason(told) and "Traceback" not in runs.errors()


def test_a_server_that_goes_in_the_middle_of_a_run(
    runs: Runs, url: str, raw: Path, told: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (runs.place / "raw").mkdir()
    for number, path in enumerate(sorted(raw.iterdir()) * 2):
        (runs.place / "raw" / f"{number}.txt").write_bytes(path.read_bytes() + b"\n" * number)
    with start_server(runs.place) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        out = f"s3://{new_bucket()}/out"
        began = time.monotonic()
        running = runs.start(
            "-m", "yusuan", "run", "--raw", "raw", "--out", out, "--workers", "2", "--seconds-per-document", "60"
        )
        while not any(cache(f"{out}/.yusuan/artifacts").glob("read/*/*")):
            assert running.poll() is None and time.monotonic() - began < 200, runs.errors()
            time.sleep(0.1)
    gone = time.monotonic()
    running.communicate(timeout=600)
    print(f"{time.monotonic() - gone:.0f} s after the server was gone")
    assert running.returncode == 3, runs.errors()
    assert "连不上服务器" in runs.errors() and "连不上服务器" in reason(told) and "Traceback" not in runs.errors()
