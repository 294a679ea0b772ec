"""A document that hangs, crashes or takes too much memory stops itself and nothing else."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from yusuan.workers import CallFailed, Limits, Pool, Worker


def add(a: int, b: int) -> int:
    return a + b


def hang() -> None:
    time.sleep(60)


def crash() -> None:
    os._exit(139)


def fail() -> None:
    raise ValueError("表格第3行无法解析")


def fill_memory() -> int:
    return len(bytearray(8 * 2**30))


@pytest.fixture(scope="module")
def worker():
    worker = Worker(Limits(seconds=20, memory=2**30))
    yield worker
    worker.stop()


def call(worker: Worker, name: str, *arguments: int, seconds: float | None = None) -> int:
    return worker.call(f"tests.test_workers:{name}", *arguments, seconds=seconds)


def test_a_call_returns(worker: Worker) -> None:
    assert call(worker, "add", 2, 3) == 5


def test_an_exception_comes_back_as_a_reason_and_the_worker_lives(worker: Worker) -> None:
    with pytest.raises(CallFailed) as failure:
        call(worker, "fail")
    assert "表格第3行无法解析" in failure.value.reason
    assert "Traceback" not in failure.value.reason
    assert call(worker, "add", 1, 1) == 2


@pytest.mark.skipif(os.uname().sysname != "Linux", reason="the system has no limit of address space")
def test_a_document_that_takes_gigabytes_is_stopped(worker: Worker) -> None:
    with pytest.raises(CallFailed, match="内存上限"):
        call(worker, "fill_memory")
    assert call(worker, "add", 1, 1) == 2


def test_a_document_that_hangs_is_stopped(worker: Worker) -> None:
    with pytest.raises(CallFailed, match="时间上限"):
        call(worker, "hang", seconds=0.2)
    assert call(worker, "add", 4, 4) == 8


def test_a_document_that_crashes_its_process_is_named(worker: Worker) -> None:
    with pytest.raises(CallFailed, match="意外退出"):
        call(worker, "crash")
    assert call(worker, "add", 5, 5) == 10


def answer(number: int) -> int:
    """Crashes at 2, hangs at 4, fails at 5."""
    {2: crash, 4: hang, 5: fail}.get(number, int)()
    return number


def test_of_calls_sent_together_the_culprits_alone_are_lost(worker: Worker) -> None:
    answers = worker.each("tests.test_workers:answer", [(number,) for number in range(8)], seconds=2)
    assert [result for result in answers if not isinstance(result, CallFailed)] == [0, 1, 3, 6, 7]
    assert [type(answers[number]) for number in (2, 4, 5)] == [CallFailed] * 3
    assert ["意外退出" in answers[2].reason, "时间上限" in answers[4].reason, "无法解析" in answers[5].reason] == [True] * 3
    assert worker.each("tests.test_workers:answer", []) == []


class Unreadable:
    def __reduce__(self) -> tuple:
        return int, ("no number",)


def unreadable(number: int) -> object:
    return Unreadable() if number == 0 else number


def test_answers_to_calls_that_were_given_up_are_not_those_of_the_next_calls(worker: Worker) -> None:
    with pytest.raises(ValueError, match="no number"):
        worker.each("tests.test_workers:unreadable", [(number,) for number in range(8)])
    assert call(worker, "add", 2, 2) == 4


def test_a_pool_starts_no_process_that_nobody_needs() -> None:
    with Pool(4) as pool:
        assert pool.started == 0
        with pool.worker() as worker:
            assert call(worker, "add", 1, 2) == 3
        assert pool.started == 1


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_worker_ends_with_its_run_even_in_the_middle_of_a_call(tmp_path: Path) -> None:
    """A publisher that lived on after its run was killed would meet the publisher of the next run."""
    script = tmp_path / "killed_run.py"
    script.write_text(KILLED_RUN, encoding="utf-8")
    run = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    pid = int(run.stdout.readline())
    assert run.stdout.readline() == "called\n"
    run.kill()
    run.wait()
    deadline = time.monotonic() + 20
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(pid)


KILLED_RUN = """
import threading
from yusuan.workers import Limits, Worker

if __name__ == "__main__":
    worker = Worker(Limits())
    worker.call("time:sleep", 0)
    print(worker._process.pid, flush=True)
    threading.Timer(0.2, print, ["called"], {"flush": True}).start()
    worker.call("time:sleep", 60)
"""


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2][:3] if Path("/proc").is_dir() else True


def test_a_worker_has_the_environment_of_its_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUSUAN_TEST", "一")
    with Pool(1) as pool, pool.worker() as worker:
        assert worker.call("os:getenv", "YUSUAN_TEST") == "一"
