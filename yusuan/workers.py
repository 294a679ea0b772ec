"""Processes that read and parse documents, one at a time each, within limits of time and memory.

A document that hangs, takes gigabytes or crashes a library ends its worker and nothing else: the worker is replaced, the caller
gets the reason. Which functions run in them is the caller's matter; they and their arguments must pickle.

On Linux a worker is forked from a process of one thread that has imported what stages need (`forerunner.py`); elsewhere each
begins anew, for what those systems bring along does not bear forking.
"""

import multiprocessing
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from yusuan.unwritable import Unwritable, refusal


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may take: seconds of wall-clock time, bytes of address space beyond what the worker has at its start."""

    seconds: float = 300.0
    memory: int = 4 * 2**30


class CallFailed(Exception):
    """A call that gave no result. `reason` is for people, `detail` for engineers."""

    def __init__(self, reason: str, detail: str | None = None):
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def context() -> Any:
    """How worker processes begin on this system."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload(["yusuan.forerunner"])
    return forking


def prepare() -> None:
    """Begin to load what workers need, in a process of its own, so that the first ones start at once. Returns without waiting."""
    if context().get_start_method() == "forkserver":
        from multiprocessing import forkserver

        forkserver.ensure_running()


class Worker:
    """One process that runs calls one after the other."""

    def __init__(self, limits: Limits):
        self.limits = limits
        self._is_over = False
        self._start()

    def _start(self) -> None:
        processes = context()
        self._connection, child = processes.Pipe()
        arguments = (child, self.limits.memory, dict(os.environ))
        self._process = processes.Process(target=_serve, args=arguments, daemon=True)
        self._process.start()
        child.close()

    def call(self, function: str, *arguments: Any, seconds: float | None = None) -> Any:
        """The result of `package.module:function` with these arguments. Raises CallFailed, and is usable again after it."""
        [result] = self.each(function, [arguments], seconds)
        if isinstance(result, CallFailed):
            raise result
        return result

    def each(self, function: str, calls: Sequence[tuple[Any, ...]], seconds: float | None = None) -> list[Any]:
        """The results of calls of a function, one after the other, in their order; a CallFailed for a call that gave none.

        Raises Unwritable as soon as a call meets a full disk, for the next would meet it too. `seconds` and the limits hold for
        each call. All calls are sent at once, so that the process never waits for this one between two documents; a process that
        was lost is replaced for the calls behind the one that it was lost with.
        """
        limit, results = self.limits.seconds if seconds is None else seconds, []
        while len(results) < len(calls):
            try:
                self._connection.send((function, calls[len(results) :]))
                while len(results) < len(calls):
                    results.append(self._answer(limit))
            except TimeoutError:
                self._restart()
                results.append(CallFailed(f"超过时间上限（{limit:g}秒），已停止"))
            except (EOFError, BrokenPipeError, ConnectionResetError):
                code = None if self._is_over else self._exit_code()
                self._restart()
                results.append(CallFailed("处理进程意外退出（可能是内存不足或文件触发了底层库的崩溃）", f"exit code {code}"))
            except BaseException:
                self._restart()  # answers on their way would be taken for those of the next calls
                raise
        return results

    def _answer(self, limit: float) -> Any:
        if not self._connection.poll(limit):
            raise TimeoutError
        succeeded, result = self._connection.recv()
        if isinstance(result, Unwritable):
            raise result
        return result if succeeded else CallFailed(*result)

    def _exit_code(self) -> int | None:
        self._process.join(5)
        return self._process.exitcode

    def _restart(self) -> None:
        self.stop()
        if self._is_over:
            raise CallFailed("运行已结束，处理进程已停止")
        self._start()

    def stop(self) -> None:
        self._connection.close()
        self._process.kill()
        self._process.join()

    def end(self) -> None:
        """Stop for good, while another thread may wait for an answer: it gets CallFailed. A connection that is closed under it
        would let it wait for as long as a call may take.
        """
        self._is_over = True
        self._process.kill()
        self._process.join()


class Pool:
    """Workers that are handed out to threads, started when first needed. Use as a context manager."""

    def __init__(self, size: int, limits: Limits | None = None):
        self._limits = limits or Limits()
        self._idle: queue.LifoQueue[Worker | None] = queue.LifoQueue()  # the last one to work has all at hand
        self._started: list[Worker] = []
        for _ in range(size):
            self._idle.put(None)

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._started:
            worker.end()

    @property
    def started(self) -> int:
        """How many processes there are."""
        return len(self._started)

    @contextmanager
    def worker(self) -> Iterator[Worker]:
        worker = self._idle.get()
        if worker is None:
            worker = Worker(self._limits)
            self._started.append(worker)
        try:
            yield worker
        finally:
            self._idle.put(worker)


def _serve(connection: Connection, memory: int, environment: dict[str, str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.clear()
    os.environ.update(environment)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit_memory(memory)
    while True:
        try:
            function, calls = connection.recv()
        except (EOFError, OSError):
            return
        for arguments in calls:
            answer = _run(function, arguments, memory)
            try:
                connection.send(answer)
            except (BrokenPipeError, OSError):
                return  # the run was killed: nobody waits for this answer


def _run(function: str, arguments: tuple[Any, ...], memory: int) -> tuple[bool, Any]:
    """Whether the call gave a result, and that; else what `CallFailed` is made of, or Unwritable."""
    try:
        module, _, name = function.partition(":")
        return True, getattr(import_module(module), name)(*arguments)
    except MemoryError:
        return False, (f"超过内存上限（{memory // 2**20}MB），已停止", None)
    except Exception as error:
        if isinstance(error, OSError) and (refused := refusal(error)):
            return False, refused
        return False, (f"程序异常：{type(error).__name__}: {error}", "".join(traceback.format_exception(error)[-3:]))


def _end_with_parent() -> None:
    """End this process when the run's is gone: a publisher whose run was killed must not meet that of the next run."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _limit_memory(memory: int) -> None:
    """Bound the address space of this process; without effect where the system has no such limit (macOS, Windows)."""
    if sys.platform != "linux":
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + memory, hard))
