"""A document that hangs, crashes or takes too much memory stops itself and nothing else."""

import os
import time

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


def test_a_pool_starts_no_process_that_nobody_needs() -> None:
    with Pool(4) as pool:
        assert pool.started == 0
        with pool.worker() as worker:
            assert call(worker, "add", 1, 2) == 3
        assert pool.started == 1
