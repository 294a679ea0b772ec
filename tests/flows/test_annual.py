"""The flow as its users see it: what it publishes, what it runs again and what not, what a failure does. Counted, not timed."""

import hashlib
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.conftest import Ran
from yusuan import workers
from yusuan.journal import load
from yusuan.occupancy import occupy
from yusuan.summary import scan

DOCUMENTS = 5
ALL = {"read": DOCUMENTS, "parse": DOCUMENTS, "validate": DOCUMENTS, "reconcile": DOCUMENTS}
ONE = dict.fromkeys(ALL, 1)


def parquet(release: str) -> dict[str, str]:
    """The Parquet files of a release and their digests."""
    root = Path(release)
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in root.rglob("*.parquet")}


def query(ran: Ran, sql: str, *datasets: str) -> list[tuple]:
    return duckdb.sql(sql.format(*(scan(ran.out / "current", name) for name in datasets))).fetchall()


def folder_of(raw: Path, target: Path, *words: str) -> Path:
    """A raw folder with those of the sample documents whose names hold one of the words."""
    target.mkdir()
    for path in raw.iterdir():
        if any(word in path.name for word in words):
            shutil.copy(path, target)
    return target


def test_the_samples_become_a_release(samples: Ran) -> None:
    assert samples.state.is_completed(), samples.state.message
    assert samples.executed == ALL
    assert query(samples, "select count(*) from {} where status <> 'rejected'", "documents") == [(DOCUMENTS,)]
    assert query(samples, "select count(*) from {}", "projects") == [(14 + 26 + 15 + 21,)]


@pytest.fixture(scope="module")
def copied(samples: Ran, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples' output, for runs of its own."""
    return shutil.copytree(samples.out, tmp_path_factory.mktemp("samples") / "out", symlinks=True)


def test_nothing_changed_executes_nothing_and_publishes_nothing(
    samples: Ran, copied: Path, run_annual: Callable[..., Ran], raw: Path
) -> None:
    again = run_annual(raw, copied)
    assert again.executed == {}
    where, before = Path(again.release.pop("path")), Path(samples.release["path"])
    assert where.name == before.name and again.release | {"path": str(before)} == {**samples.release, "is_new": False}


def test_an_exception_in_a_parser_costs_one_document_and_a_rerun_runs_nothing_else(
    run_annual: Callable[..., Ran], raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(raw, tmp_path / "raw", "井研县", "承德县", "2024年部门预算绩效文本")
    victim = hashlib.sha256(next(folder.glob("*井研县*")).read_bytes()).hexdigest()[:16]
    (tmp_path / "sitecustomize.py").write_text(
        "from yusuan import forms\n"
        "real = forms.parse\n"
        "def parse(document):\n"
        f"    if document.document_id == '{victim}':\n"
        "        raise ZeroDivisionError('预算数为0')\n"
        "    return real(document)\n"
        "forms.parse = parse\n",
        encoding="utf-8",
    )
    with monkeypatch.context() as broken:
        broken.setenv("PYTHONPATH", str(tmp_path))  # seen by workers that begin anew, as they do outside Linux
        broken.setattr(workers, "context", lambda: multiprocessing.get_context("spawn"))
        failed = run_annual(folder, tmp_path / "out")
    assert failed.state.is_failed()
    assert failed.executed == {"read": 3, "parse": 3, "validate": 2, "reconcile": 2}
    (failure,) = failed.run.failures()
    assert failure.stage == "parse" and "预算数为0" in (failure.reason or "") and "Traceback" not in (failure.reason or "")
    published = query(failed, "select document_id, status_reason from {} where status = 'rejected'", "documents")
    assert published == [(victim, f"解析失败：{failure.reason}")]
    assert query(failed, "select count(*) from {}", "projects") == [(14,)]

    mended = run_annual(folder, tmp_path / "out", rerun=True)
    assert mended.state.is_completed(), mended.state.message
    assert mended.executed == {"parse": 1, "validate": 1, "reconcile": 1}
    assert query(mended, "select count(*) from {}", "projects") == [(14 + 15,)]


def test_a_truncated_file_fails_and_its_replacement_is_all_that_a_rerun_reads(
    run_annual: Callable[..., Ran], raw: Path, tmp_path: Path
) -> None:
    folder = folder_of(raw, tmp_path / "raw", "承德县")
    (folder / "报表.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Ty")
    failed = run_annual(folder, tmp_path / "out")
    assert failed.state.is_failed()
    (failure,) = failed.run.failures()
    assert (failure.source_path, failure.stage) == ("报表.pdf", "read")
    shutil.copy(next(raw.glob("*井研县*")), folder / "报表.pdf")
    mended = run_annual(folder, tmp_path / "out", rerun=True)
    assert mended.state.is_completed(), mended.state.message
    assert mended.executed == ONE


def test_stage_and_from_stage_run_again_what_they_name(
    samples: Ran, copied: Path, run_annual: Callable[..., Ran], raw: Path
) -> None:
    parsed = run_annual(raw, copied, rerun=True, documents=["井研县"], stage="parse")
    assert parsed.executed == {"parse": 1}, "the same output reruns nothing after it"
    later = run_annual(raw, copied, rerun=True, documents=["井研县"], from_stage="validate")
    assert later.executed == {"validate": 1, "reconcile": 1}
    assert later.release["release_id"] == samples.release["release_id"]


def test_every_odd_file_ends_as_a_row_with_a_reason(run_annual: Callable[..., Ran], raw: Path, tmp_path: Path) -> None:
    folder = folder_of(raw, tmp_path / "raw", "承德县")
    shutil.copy(next(folder.iterdir()), folder / "重复的文件.txt")
    (folder / "空文件.txt").write_bytes(b"")
    (folder / "乱码.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "utf16.txt").write_bytes("部门预算".encode("utf-16") * 100)
    (folder / "散文.txt").write_text("今天天气很好，没有预算。\n", encoding="utf-8")
    (folder / "旧文档.doc").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2048)
    with (folder / "巨大.txt").open("wb") as file:
        for _ in range(210):
            file.write("预算\n".encode() * (2**20 // 7))
    ran = run_annual(folder, tmp_path / "out")
    assert ran.state.is_completed(), ran.state.message
    rows = dict(query(ran, "select source_path, status_reason from {} where status = 'rejected'", "documents"))
    assert set(rows) == {path.name for path in folder.iterdir()} - {next(raw.glob("*承德县*")).name}
    assert "承德县" in rows["重复的文件.txt"], "a duplicate names the file that it repeats"
    assert all(reason and "Traceback" not in reason for reason in rows.values())


def test_a_document_beyond_its_time_limit_fails_and_passes_with_a_larger_one(
    run_annual: Callable[..., Ran], raw: Path, tmp_path: Path
) -> None:
    folder = folder_of(raw, tmp_path / "raw", "井研县")
    failed = run_annual(folder, tmp_path / "out", seconds_per_document=0.001)
    assert failed.state.is_failed()
    assert "时间上限" in (failed.run.failures()[0].reason or "")
    assert run_annual(folder, tmp_path / "out", rerun=True).state.is_completed()


def test_a_killed_run_loses_nothing_but_the_running_batch_and_two_outputs_are_byte_identical(
    samples: Ran, run_annual: Callable[..., Ran], raw: Path, prefect_server: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "yusuan", "run", "--raw", str(raw), "--out", str(tmp_path), "--workers", "1", "--json"]
    environment = {**os.environ, "PREFECT_API_URL": prefect_server}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env=environment, start_new_session=True, **quiet)
    deadline = time.monotonic() + 120
    while not list((tmp_path / ".yusuan" / "artifacts").glob("read/*/[!.]*")):
        assert process.poll() is None and time.monotonic() < deadline, "the run did not get as far as reading"
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "current").exists()
    resumed = run_annual(raw, tmp_path)
    assert resumed.state.is_completed(), resumed.state.message
    assert resumed.executed["read"] < DOCUMENTS, "what was read before the kill is not read again"
    assert resumed.release["release_id"] == samples.release["release_id"]
    assert parquet(resumed.release["path"]) == parquet(samples.release["path"])


def test_a_second_run_on_the_same_output_says_who_is_there(run_annual: Callable[..., Ran], copied: Path, raw: Path) -> None:
    before = load(copied)
    with occupy(copied, "20240315T060000000Z-aaaa"):
        second = run_annual(raw, copied)
    assert second.state.is_failed()
    assert "20240315T060000000Z-aaaa" in second.state.message
    assert before is not None and second.run.run_id == before.run_id, "it began nothing"
