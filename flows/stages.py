"""The stages as Prefect tasks: one task a stage, run over a batch of documents. The work itself is `yusuan.pipeline`.

Documents do not fail tasks: what became of each is data (`StageOutcome`). The work runs in worker processes of their own, so that
a document that hangs or crashes stops itself only; threads here merely wait for them. A task runs in the process of the flow or
on a machine of a cluster; there it has worker processes of its own, and the same folders.
"""

import multiprocessing
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from prefect import Task, task
from prefect.cache_policies import NO_CACHE

from yusuan import pipeline, publication
from yusuan.address import is_url
from yusuan.archive import catalogue
from yusuan.artifacts import open_store
from yusuan.journal import DOCUMENT_STAGES, StageOutcome, host
from yusuan.publication import Order
from yusuan.raw_file import RawFile
from yusuan.stages import Job, is_passed_by
from yusuan.workers import CallFailed, Limits, Pool, Worker

_BATCH = 100
_BATCH_BYTES = 64 * 2**20  # progress shows batch by batch
_BATCHES_PER_WORKER = 4
_MOST_BATCHES = 250
_OVER_ALL_SECONDS = 3600.0  # for what works on all documents at once

_pools: dict[Limits, Pool] = {}
_opening = threading.Lock()


class Item(msgspec.Struct, frozen=True):
    """A document on its way: its outcomes so far, and the stages that have to run even if their artifact is there."""

    file: RawFile
    outcomes: tuple[StageOutcome, ...]
    forced: frozenset[str] = frozenset()

    @property
    def is_under_way(self) -> bool:
        return not self.outcomes or self.outcomes[-1].has_result

    def then(self, outcome: StageOutcome) -> "Item":
        return msgspec.structs.replace(self, outcomes=(*self.outcomes, outcome))


@contextmanager
def open_pool(size: int, limits: Limits) -> Iterator[None]:
    """The worker processes of this run, for the tasks that run in this process."""
    with Pool(size, limits) as pool:
        _pools[limits] = pool
        try:
            yield
        finally:
            del _pools[limits]


def _pool(limits: Limits) -> Pool:
    """The run's worker processes, or on a cluster those of the machine, which stay for its next batch."""
    with _opening:
        if limits not in _pools:
            # Dask's workers are daemons, which may have no children; ours end with them, when their pipe closes.
            multiprocessing.process.current_process()._config["daemon"] = False
            _pools[limits] = Pool(host()["processors"] or 1, limits)
        return _pools[limits]


def batches(items: list[Item], workers: int) -> list[list[Item]]:
    """Batches small enough to keep all workers busy to the end, large enough for orchestration to cost little.

    Prefect is at its best up to about a thousand task runs a flow: of very many documents batches are larger. A batch that is
    lost with its machine does not begin anew, for what was done of it is there.
    """
    most = max(1, min(-(-len(items) // (_BATCHES_PER_WORKER * workers)), max(_BATCH, -(-len(items) // _MOST_BATCHES))))
    most_bytes = max(_BATCH_BYTES, sum(item.file.byte_size or 0 for item in items) // _MOST_BATCHES)
    made: list[list[Item]] = []
    held = 0
    for item in items:
        size = item.file.byte_size or 0
        if not made or len(made[-1]) == most or held + size > most_bytes:
            made.append([])
            held = 0
        made[-1].append(item)
        held += size
    return made


@task(name="ingest", cache_policy=NO_CACHE, persist_result=False)
def ingest(raw: str, unpacked: str, is_shared: bool = True) -> list[RawFile]:
    """`is_shared`: whether all machines see what is unpacked here."""
    if is_shared and not is_url(raw):
        return catalogue(Path(raw), Path(unpacked))
    from yusuan.storage import raw as objects

    return objects.catalogue(raw, Path(unpacked))


@task(name="read", task_run_name="read-{batch}", cache_policy=NO_CACHE, persist_result=False)
def read(batch: str, items: list[Item], store: str, limits: Limits) -> list[Item]:
    return _work("read", items, store, limits)


@task(name="parse", task_run_name="parse-{batch}", cache_policy=NO_CACHE, persist_result=False)
def parse(batch: str, items: list[Item], store: str, limits: Limits) -> list[Item]:
    return _work("parse", items, store, limits)


@task(name="correct", task_run_name="correct-{batch}", cache_policy=NO_CACHE, persist_result=False)
def correct(batch: str, items: list[Item], store: str, limits: Limits) -> list[Item]:
    return _work("correct", items, store, limits)


@task(name="validate", task_run_name="validate-{batch}", cache_policy=NO_CACHE, persist_result=False)
def validate(batch: str, items: list[Item], store: str, limits: Limits) -> list[Item]:
    return _work("validate", items, store, limits)


@task(name="reconcile", task_run_name="reconcile-{batch}", cache_policy=NO_CACHE, persist_result=False)
def reconcile(batch: str, items: list[Item], store: str, limits: Limits) -> list[Item]:
    return _work("reconcile", items, store, limits)


_TASKS = {"read": read, "parse": parse, "correct": correct, "validate": validate, "reconcile": reconcile}


@task(name="stages", task_run_name="stages-{batch}", cache_policy=NO_CACHE, persist_result=False)
def _several(batch: str, items: list[Item], store: str, limits: Limits, names: tuple[str, ...]) -> list[Item]:
    """Stages one after the other, each a task within this one: that shares what it costs to begin a task elsewhere."""
    for name in names:
        if is_due(name, items):
            items = _TASKS[name](batch, items, store, limits)
    return items


def task_of(names: tuple[str, ...]) -> tuple[Task[..., list[Item]], tuple[tuple[str, ...], ...]]:
    """The task that takes a batch through these stages, and what it is to be told besides batch, documents, store and limits."""
    return (_TASKS[names[0]], ()) if len(names) == 1 else (_several, (names,))


@task(name="reconcile-departments", cache_policy=NO_CACHE, persist_result=False)
def reconcile_departments(store: str, wanted: list[pipeline.Comparison], limits: Limits) -> None:
    with _pool(limits).worker() as worker:
        worker.call("yusuan.pipeline:compare", store, wanted, seconds=_OVER_ALL_SECONDS)


@task(name="publish", cache_policy=NO_CACHE, persist_result=False)
def publish(store: str, out: str, order: Order, key: str, manifest: dict[str, Any], limits: Limits) -> dict[str, Any]:
    version = publication.release_version()
    with _pool(limits).worker() as worker:
        return worker.call("yusuan.publication:publish_run", store, out, order, key, version, manifest, seconds=_OVER_ALL_SECONDS)


def _work(stage: str, items: list[Item], store: str, limits: Limits) -> list[Item]:
    items = [_reuse(stage, item, store) for item in items]
    made: dict[str, StageOutcome] = {}
    if jobs := [_job(stage, item, store) for item in items if waits_for(stage, item)]:
        with _pool(limits).worker() as worker:
            made = _outcomes(worker, pipeline.calls(jobs))
    return [_pass_by(item.then(made[item.file.source_path]) if item.file.source_path in made else item, store) for item in items]


def _outcomes(worker: Worker, calls: list[list[Job]]) -> dict[str, StageOutcome]:
    """By source path. Where a call for several documents fails, each gets one of its own: the culprit alone is lost."""
    made: dict[str, StageOutcome] = {}
    for jobs, answer in zip(calls, worker.each("yusuan.pipeline:run", [(jobs,) for jobs in calls]), strict=True):
        if not isinstance(answer, CallFailed):
            made |= {outcome.source_path: outcome for outcome in answer}
        elif len(jobs) > 1:
            made |= _outcomes(worker, [[job] for job in jobs])
        else:
            made[jobs[0].file.source_path] = pipeline.failed(jobs[0].file, jobs[0].stage, answer.reason, detail=answer.detail)
    return made


def _stage_before(item: Item) -> StageOutcome | None:
    return item.outcomes[-1] if item.outcomes else None


def waits_for(stage: str, item: Item) -> bool:
    return item.is_under_way and all(outcome.stage != stage for outcome in item.outcomes)


def is_due(stage: str, items: list[Item]) -> bool:
    """Whether any of the documents has anything to do in a stage."""
    return any(waits_for(stage, item) and not is_passed_by(stage, item.file) for item in items)


def _reuse(stage: str, item: Item, store: str) -> Item:
    """The item with the artifact that is there already, if one is: unchanged output upstream means nothing to do here."""
    if not waits_for(stage, item) or (stage in item.forced and not is_passed_by(stage, item.file)):
        return item
    outcome = pipeline.reused(open_store(store), stage, item.file, _stage_before(item))
    return item.then(outcome) if outcome else item


def _pass_by(item: Item, store: str) -> Item:
    """The item behind a stage that comes next and in which it has nothing to do: no task is needed for that."""
    come = len(item.outcomes)
    is_next = item.is_under_way and come < len(DOCUMENT_STAGES) and is_passed_by(DOCUMENT_STAGES[come], item.file)
    return _reuse(DOCUMENT_STAGES[come], item, store) if is_next else item


def _job(stage: str, item: Item, store: str) -> Job:
    before = _stage_before(item)
    key = pipeline.next_key(stage, item.file, before)
    return Job(store, item.file, stage, key, before.key if before else None)
