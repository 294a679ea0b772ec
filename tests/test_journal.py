"""The journal tells what a run did, also of a run that was killed."""

import os
from pathlib import Path

from yusuan.journal import Journal, StageOutcome, is_news, load, new_run_id


def outcome(path: str, stage: str, status: str = "done", executed: bool = True) -> StageOutcome:
    return StageOutcome(path, "0123456789abcdef", stage, status, executed, reason=None if status == "done" else "截断的文件")


def test_a_run_is_replayed(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "20240315T060000000Z-aaaa")
    journal.write("planned", pending={"read": 2})
    journal.stage([outcome("a.pdf", "read"), outcome("b.pdf", "read", "failed"), outcome("c.pdf", "read", executed=False)])
    journal.write("finished", failed=1)
    run = load(tmp_path)
    assert run is not None
    assert run.executed()["read"] == 2
    assert [failure.source_path for failure in run.failures()] == ["b.pdf"]
    assert run.failures()[0].reason == "截断的文件"


def test_a_line_cut_off_by_a_kill_is_left_out(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "20240315T060000000Z-aaaa")
    journal.write("planned", pending={})
    journal.stage([outcome("a.pdf", "read")])
    with journal.path.open("a", encoding="utf-8") as file:
        file.write('{"event": "stage", "source_pa')
    run = load(tmp_path)
    assert run is not None and run.finished is None
    assert list(run.outcomes) == ["a.pdf"]


def test_the_last_run_is_the_one_that_came_as_far_as_planning(tmp_path: Path) -> None:
    Journal(tmp_path, "20240315T060000000Z-aaaa").write("planned", pending={})
    Journal(tmp_path, "20240316T060000000Z-bbbb").write("started", raw="data/raw")
    run = load(tmp_path)
    assert run is not None and run.run_id == "20240315T060000000Z-aaaa"


def test_news_is_told_by_the_times_of_files(tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "old.pdf").write_bytes(b"%PDF")
    assert is_news(raw, out)
    Journal(out, new_run_id()).write("started")
    for path in (raw, raw / "old.pdf"):
        os.utime(path, (1, 1))
    assert not is_news(raw, out)
    (raw / "gone").symlink_to(raw / "nowhere")
    os.utime(raw, (1, 1))
    assert is_news(raw, out)
