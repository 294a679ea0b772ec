"""Where the batches of a run are worked on: by threads of this process, or by the workers of a Dask cluster that is there.

Batches go out and outcomes come back; what is read and written lies in folders that all machines see under the same path. A
worker that dies loses its batch, which Dask gives to another. Needs the extra `yusuan[dask]`, on the cluster as well.
"""

import os
from typing import Any

from flows.annual import annual
from yusuan.code_version import code_version
from yusuan.journal import DOCUMENT_STAGES
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


def annual_on(runner: str, address: str | None) -> tuple[Any, int | None]:
    """The flow with a runner, and how many batches that can work on at once (None: as many as this machine has processors).

    Raises NoRunner.
    """
    if runner == "local":
        return annual, None
    if runner != "dask" or address is None:
        raise NoRunner(f"没有名为“{runner}”的 runner，可选：{', '.join(RUNNERS)}；dask 须用 --address 指定 tcp://…")
    if not os.environ.get("PREFECT_API_URL"):
        raise NoRunner("在集群上运行须设 PREFECT_API_URL，否则每个 worker 都会另起一个 Prefect 服务器")
    try:
        import distributed
        from prefect_dask import DaskTaskRunner
    except ImportError:
        raise NoRunner("没有安装 Dask：pip install --constraint constraints.txt 'yusuan[dask]'") from None
    try:
        with distributed.Client(address, timeout=_CONNECT_SECONDS, set_as_default=False) as client:
            threads = sum(client.nthreads().values())
            versions = client.run(_make_ready)
    except (OSError, ValueError) as error:
        raise NoRunner(f"无法连接 Dask 集群 {address}：{error}") from None
    except ImportError as error:
        raise NoRunner(f"Dask 集群 {address} 的 worker 上缺少程序：{error}") from None
    if not threads:
        raise NoRunner(f"Dask 集群 {address} 没有 worker")
    if others := sorted(worker for worker, version in versions.items() if version != _code()):
        raise NoRunner(f"Dask 集群 {address} 上程序或依赖的版本与本机不同：{', '.join(others)}；请更新后重启这些 worker")
    return annual.with_options(task_runner=DaskTaskRunner(address=address)), threads
