"""A disk that is full while stages write: the run says so once and publishes nothing; with room the same command goes on."""

import json
import multiprocessing
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flows import own_server
from tests.conftest import Ran
from tests.test_unwritable import files_up_to
from yusuan import workers
from yusuan.unwritable import Unwritable

# of the processes that stages run in: the system refuses larger files than this, as a full disk does
_SMALL = """
import multiprocessing, resource, sys
if any("multiprocessing" in argument for argument in sys.orig_argv):
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
"""


def test_a_full_disk_is_said_once_and_with_room_the_run_goes_on(
    run_annual: Callable[..., Ran], raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = tmp_path / "raw", tmp_path / "out"
    folder.mkdir()
    shutil.copy(next(raw.glob("*井研县*")), folder)
    (folder / "散文.txt").write_text("今天天气很好，没有预算。\n", encoding="utf-8")
    (folder / "空.txt").write_bytes(b"")
    (tmp_path / "sitecustomize.py").write_text(_SMALL)
    with monkeypatch.context() as full:
        full.setenv("PYTHONPATH", str(tmp_path))
        full.setattr(workers, "context", lambda: multiprocessing.get_context("spawn"))
        stopped = run_annual(folder, out)
    assert stopped.state.is_failed()
    assert "file too large" in stopped.state.message and str(out) in stopped.state.message
    assert stopped.run.failures() == [], "no document is to blame"
    assert stopped.run.finished is None and stopped.run.alert is not None and list(stopped.run.alert["reasons"]) == ["error"]
    assert not (out / "current").exists() and not list(out.glob("releases/*"))

    done = run_annual(folder, out)
    assert done.state.is_completed(), done.state.message
    rows, summary = json.loads(artifact(done, "documents")), artifact(done, "summary")
    assert {row["document"]: row["outcome"] for row in rows} == {
        "空.txt": "rejected",
        "散文.txt": "rejected",
        next(folder.glob("*井研县*")).name: "done",
    }
    assert all(row["reason"] in summary and row["document"] in summary for row in rows if row["outcome"] == "rejected")


def test_a_server_that_cannot_start_for_want_of_room_says_so(tmp_path: Path) -> None:
    own_server._check_room(tmp_path / "prefect")
    assert list((tmp_path / "prefect").iterdir()) == []
    with files_up_to(2**20), pytest.raises(Unwritable, match=str(tmp_path)):
        own_server._check_room(tmp_path / "prefect")


def artifact(ran: Ran, key: str) -> str:
    """What Prefect's UI shows of a run."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId, ArtifactFilterKey

    of_run = ArtifactFilterFlowRunId(any_=[ran.state.state_details.flow_run_id])
    wanted = ArtifactFilter(flow_run_id=of_run, key=ArtifactFilterKey(any_=[key]))
    with get_client(sync_client=True) as client:
        [found] = client.read_artifacts(artifact_filter=wanted)
    return found.data
