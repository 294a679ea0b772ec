"""The stages as Prefect tasks, one a stage and batch. What a task does is `yusuan/batch.py`, on which machine `runners.py`."""

from pathlib import Path
from typing import Any

from prefect import Task, task
from prefect.cache_policies import NO_CACHE

from flows.runners import Runner
from yusuan import pipeline, publication
from yusuan.address import is_url
from yusuan.archive import catalogue
from yusuan.batch import Item, pool
from yusuan.journal import DOCUMENT_STAGES
from yusuan.publication import Order
from yusuan.raw_file import RawFile
from yusuan.workers import Limits

_OVER_ALL_SECONDS = 3600.0  # for what works on all documents at once


@task(name="ingest", cache_policy=NO_CACHE, persist_result=False)
def ingest(raw: str, unpacked: str, is_shared: bool = True) -> list[RawFile]:
    """`is_shared`: whether all machines see what is unpacked here."""
    if is_shared and not is_url(raw):
        return catalogue(Path(raw), Path(unpacked))
    from yusuan.storage import raw as objects

    return objects.catalogue(raw, Path(unpacked))


def _task(stage: str) -> Task[..., list[Item]]:
    def of_batch(batch: str, items: list[Item], runner: Runner, store: str, limits: Limits) -> list[Item]:
        news = runner.work(stage, items, store, limits)
        return [item.then(*outcomes) for item, outcomes in zip(items, news, strict=True)]

    return task(of_batch, name=stage, task_run_name=f"{stage}-{{batch}}", cache_policy=NO_CACHE, persist_result=False)


TASKS = {stage: _task(stage) for stage in DOCUMENT_STAGES}


@task(name="reconcile-departments", cache_policy=NO_CACHE, persist_result=False)
def reconcile_departments(store: str, wanted: list[pipeline.Comparison], limits: Limits) -> None:
    with pool(limits).worker() as worker:
        worker.call("yusuan.pipeline:compare", store, wanted, seconds=_OVER_ALL_SECONDS)


@task(name="publish", cache_policy=NO_CACHE, persist_result=False)
def publish(store: str, out: str, order: Order, key: str, manifest: dict[str, Any], limits: Limits) -> dict[str, Any]:
    version = publication.release_version()
    with pool(limits).worker() as worker:
        return worker.call("yusuan.publication:publish_run", store, out, order, key, version, manifest, seconds=_OVER_ALL_SECONDS)
