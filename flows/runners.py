"""Where the batches of a run are worked on: by threads of this process, or by the workers of a Dask cluster that is there.

Batches go out and outcomes come back; what is read and written lies in folders that all machines see under the same path. A
worker that dies loses its batch, which Dask gives to another. Needs the extra `yusuan[dask]`, on the cluster as well.
"""

import inspect
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from prefect import Task
from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner

from yusuan.code_version import code_version
from yusuan.journal import DOCUMENT_STAGES, host
from yusuan.pipeline import stage_version
from yusuan.workers import prepare

RUNNERS = ("local", "dask")
_CONNECT_SECONDS = 20


class NoRunner(Exception):
    """The runner that was asked for cannot be had; the message says why, for people."""


def _make_ready() -> list[str]:
    """In each process of a cluster: begin to load what stages need. The versions of the code that stages depend on; another one
    would make other artifacts of the same documents.
    """
    prepare()
    return _code()


def _code() -> list[str]:
    return [code_version("yusuan.readers"), *(stage_version(stage, None) for stage in DOCUMENT_STAGES)]


# A task costs 5 ms in a thread of this process and 0.2 s on a cluster: there it takes a batch through several stages.
_STAGE_BY_STAGE = tuple((stage,) for stage in DOCUMENT_STAGES)
_IN_TWO_LEGS = (DOCUMENT_STAGES[:2], DOCUMENT_STAGES[2:])


class Runner:
    """Where tasks go, which stages one of them takes a batch through, and how many can be worked on there at once."""

    def __init__(self, slots: int, prefects: TaskRunner[Any] | None = None):
        self.slots = slots
        self.legs = _STAGE_BY_STAGE if prefects is None else _IN_TWO_LEGS
        self._prefects = prefects

    def submit(self, task: Task[..., Any], *arguments: Any) -> PrefectFuture[Any]:
        if self._prefects is None:
            return task.submit(*arguments)
        return self._prefects.submit(task, dict(zip(inspect.signature(task.fn).parameters, arguments, strict=False)))


@contextmanager
def open_runner(dask: str | None) -> Iterator[Runner]:
    """This machine, or the Dask cluster of a scheduler's address. Raises NoRunner."""
    if dask is None:
        yield Runner(host()["processors"] or 1)
        return
    if why := refusal("dask", dask):
        raise NoRunner(why)
    from prefect_dask import DaskTaskRunner

    slots = _slots(dask)
    with DaskTaskRunner(address=dask) as prefects:
        yield Runner(slots, prefects)


def refusal(runner: str, address: str | None) -> str | None:
    """Why a runner cannot be had, in words for people, as far as is known here; None if it may be."""
    if runner == "local" and address is None:
        return None
    if runner != "dask" or not address:
        return f"没有名为“{runner}”的 runner，可选：{', '.join(RUNNERS)}；dask 须用 --address 指定 tcp://…，local 没有 --address"
    if not os.environ.get("PREFECT_API_URL"):
        return "在集群上运行须设 PREFECT_API_URL，否则每个 worker 都会另起一个 Prefect 服务器"
    if find_spec("prefect_dask") is None:
        return "没有安装 Dask：pip install --constraint constraints.txt 'yusuan[dask]'"
    return None


def _slots(address: str) -> int:
    """The threads of a cluster whose workers all have our code. Raises NoRunner."""
    import distributed

    try:
        with distributed.Client(address, timeout=_CONNECT_SECONDS, set_as_default=False) as client:
            slots = sum(client.nthreads().values())
            versions = client.run(_make_ready)
    except (OSError, ValueError) as error:
        raise NoRunner(f"无法连接 Dask 集群 {address}：{error}") from None
    except ImportError as error:
        raise NoRunner(f"Dask 集群 {address} 的 worker 上缺少程序：{error}") from None
    if not slots:
        raise NoRunner(f"Dask 集群 {address} 没有 worker")
    if others := sorted(worker for worker, version in versions.items() if version != _code()):
        raise NoRunner(f"Dask 集群 {address} 上程序或依赖的版本与本机不同：{', '.join(others)}；请更新后重启这些 worker")
    return slots
