"""Where the batches of a run are worked on: by this machine, or by the machines of a Dask cluster that is there.

Prefect's tasks run in threads of the flow's process either way. On a cluster, what a task has to do goes out as a call of our own
and outcomes come back; what is read and written lies in folders that all machines see under the same path, or on object storage.
A worker that dies loses its batch, which Dask gives to another. Needs the extra `yusuan[dask]`, on the cluster as well.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from prefect import Task
from prefect.futures import PrefectFuture
from prefect.task_runners import ThreadPoolTaskRunner

from yusuan import batch
from yusuan.journal import StageOutcome, host

RUNNERS = ("local", "dask")
Work = Callable[..., list[tuple[StageOutcome, ...]]]  # `batch.work`, here or elsewhere
_CONNECT_SECONDS = 20
_FEWEST_THREADS = 8


class NoRunner(Exception):
    """The runner that was asked for cannot be had; the message says why, for people."""


class Runner:
    """Threads for tasks, and what works on a batch in one of them. `slots` is how many batches are worked on at once."""

    def __init__(self, slots: int, work: Work, threads: ThreadPoolTaskRunner[Any]):
        self.slots = slots
        self.work = work
        self._threads = threads

    def submit(self, task: Task[..., Any], *arguments: Any) -> PrefectFuture[Any]:
        return self._threads.submit(task, dict(zip(inspect.signature(task.fn).parameters, arguments, strict=True)))


@contextmanager
def open_runner(dask: str | None, workers: int | None) -> Iterator[Runner]:
    """This machine, or the Dask cluster of a scheduler's address; `workers` at once, or as many as there are. Raises NoRunner."""
    if dask is None:
        slots = workers or host()["processors"] or 1
        with _threads(slots) as threads:
            yield Runner(slots, batch.work, threads)
        return
    if why := refusal("dask", dask):
        raise NoRunner(why)
    with _cluster(dask) as cluster:

        def work(*arguments: Any) -> list[tuple[StageOutcome, ...]]:
            return cluster.submit(batch.work, *arguments, pure=False).result()

        slots = workers or sum(cluster.nthreads().values())
        with _threads(slots) as threads:
            try:
                yield Runner(slots, work, threads)
            finally:
                cluster.close()  # threads that wait for it would keep an interrupted run from ending


def _threads(slots: int) -> ThreadPoolTaskRunner[Any]:
    """Threads wait most of the time: with more of them than slots the next batch is there when one is done."""
    return ThreadPoolTaskRunner(max_workers=max(_FEWEST_THREADS, 2 * slots))


def refusal(runner: str, address: str | None) -> str | None:
    """Why a runner cannot be had, in words for people, as far as is known here; None if it may be."""
    if runner == "local" and address is None:
        return None
    if runner != "dask" or not address:
        return f"没有名为“{runner}”的 runner，可选：{', '.join(RUNNERS)}；dask 须用 --address 指定 tcp://…，local 没有 --address"
    if find_spec("distributed") is None:
        return "没有安装 Dask：pip install --constraint constraints.txt 'yusuan[dask]'"
    return None


@contextmanager
def _cluster(address: str) -> Iterator[Any]:
    """The client of a Dask cluster whose workers all have our code. Raises NoRunner."""
    import distributed

    try:
        client = distributed.Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise NoRunner(f"无法连接 Dask 集群 {address}：{error}") from None
    with client:
        try:
            versions = client.run(batch.make_ready)
        except Exception as error:  # whatever a worker says whose code is not ours
            raise NoRunner(f"Dask 集群 {address} 的 worker 上没有同样的程序：{error}；请更新后重启这些 worker") from None
        ours = batch.make_ready()
        if not versions:
            raise NoRunner(f"Dask 集群 {address} 没有 worker")
        if others := sorted(worker for worker, version in versions.items() if version != ours):
            raise NoRunner(f"Dask 集群 {address} 上程序或依赖的版本与本机不同：{', '.join(others)}；请更新后重启这些 worker")
        yield client
