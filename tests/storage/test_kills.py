"""A flow killed at random moments of a run with everything on object storage, as `tests/flows/test_kills.py` does in folders."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.flows.test_kills import Runs, copies, endure
from yusuan.output import output
from yusuan.storage.bucket import Bucket

pytestmark = pytest.mark.slow


def test_a_flow_killed_at_any_moment_leaves_a_whole_release_on_object_storage(
    prefect_server: None, raw: Path, tmp_path: Path, url: str, machine: Callable[[str], None]
) -> None:
    quick = tmp_path / "quick"
    quick.mkdir()
    for path in sorted(raw.iterdir(), key=lambda path: path.stat().st_size)[:2]:
        shutil.copy(path, quick)
    twenty = copies(quick, tmp_path / "raw", 20)
    for name, files in {"few": sorted(twenty.iterdir())[:5], "raw": list(twenty.iterdir())}.items():
        Bucket(f"{url}/{name}").put({path.name: path for path in files})
    runs, bucket = Runs(tmp_path, f"{url}/raw", f"{url}/out"), Bucket(f"{url}/out")
    before = runs.finish(f"{url}/few")
    saved = {name: tmp_path / "saved" / name for name in bucket.list()}
    for path in saved.values():
        path.parent.mkdir(parents=True, exist_ok=True)
    bucket.fetch(saved)

    def reset() -> None:
        bucket.remove(list(bucket.list()))
        bucket.put(saved)
        machines.append(f"{len(machines)}")
        machine(machines[-1])  # one that has nothing yet

    def read() -> Path:
        machine("of a reader")
        shutil.rmtree(os.environ["YUSUAN_CACHE"], ignore_errors=True)
        found = output(runs.out).current()
        assert found is not None
        machine(machines[-1])
        return found

    machines: list[str] = []
    reset()
    began = time.monotonic()
    undisturbed = runs.finish()
    endure(runs, 10, before, undisturbed, time.monotonic() - began, reset, read)
