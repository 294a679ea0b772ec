"""Whether a run that has not ended is at work: told by who has its output, and shown by `yusuan status`."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from yusuan.cli import app
from yusuan.journal import Journal, StageOutcome, host
from yusuan.occupancy import Holder, Occupied, holder, occupy, standing
from yusuan.output import output

ONE, TWO = "20240315T060000000Z-aaaa", "20240316T060000000Z-bbbb"
_HOLD = "import sys; from pathlib import Path; from yusuan.occupancy import occupy\nwith occupy(Path(sys.argv[1]), sys.argv[2]): "


@contextmanager
def run_of_another_process(out: Path, run_id: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", f"{_HOLD}print('here', flush=True); sys.stdin.read()", str(out), run_id]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdout.readline() == "here\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The output of a run of four documents that has read two and parsed one."""
    journal = Journal(tmp_path, ONE)
    journal.write("started", **host())
    journal.write("planned", pending={"read": 4, "parse": 4})
    done = [("a", "read"), ("b", "read"), ("a", "parse")]
    journal.stage([StageOutcome(f"{name}.pdf", name * 16, stage, "done") for name, stage in done])
    return tmp_path


def status(out: Path) -> str:
    shown = CliRunner().invoke(app, ["status", "--out", str(out)])
    assert shown.exit_code == 0, shown.output
    return shown.output


def test_a_run_at_work_says_in_which_process_and_how_far_it_is(out: Path) -> None:
    with run_of_another_process(out, ONE) as process:
        shown = status(out)
        assert f"正在进行 at work：进程 process {process.pid}，在 {host()['host']} 上" in shown
        assert "2/4" in shown and "1/4" in shown
        assert "中断" not in shown


def test_a_killed_run_was_cut_off(out: Path) -> None:
    with run_of_another_process(out, ONE) as process:
        process.kill()
        process.wait()
        shown = status(out)
    assert "已被中断" in shown and "last entry 20" in shown and "at work" not in shown


def test_another_run_at_work_is_named(out: Path) -> None:
    with run_of_another_process(out, TWO):
        shown = status(out)
    assert "已被中断" in shown and f"another run is at work：{TWO}" in shown


def test_of_a_run_on_another_machine_it_says_what_it_knows(out: Path) -> None:
    Journal(out, TWO).write("started", host="elsewhere")
    Journal(out, TWO).write("planned", pending={"read": 1})
    assert "在 elsewhere 上" in status(out) and "看不出" in status(out)
    run = output(str(out)).load(TWO)
    assert run is not None and standing(run, None, is_seen_everywhere=True).state == "cut_off"
    assert standing(run, Holder(TWO, "now", "elsewhere", 7)).state == "at_work"


def test_a_run_that_could_not_be_finished_is_not_said_to_be_cut_off(out: Path) -> None:
    Journal(out, ONE).write("alert", reasons={"error": "运行未能完成 not finished: 磁盘已满"}, hooks=[])
    shown = status(out)
    assert "没有完成 not finished" in shown and "磁盘已满" in shown and "中断" not in shown


def test_to_look_who_is_there_keeps_nobody_out(tmp_path: Path) -> None:
    assert holder(tmp_path) is None and list(tmp_path.iterdir()) == [], "nor does it leave anything"
    with occupy(tmp_path, ONE):
        found = holder(tmp_path)
        assert found is not None and (found.run_id, found.pid) == (ONE, os.getpid())
        with pytest.raises(Occupied, match=ONE), occupy(tmp_path, TWO):
            pass
    assert holder(tmp_path) is None
    with occupy(tmp_path, TWO):
        pass
