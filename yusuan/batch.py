"""A batch of documents in one stage: what has to be done of it, done in the worker processes of the machine that got it.

That is the machine of the flow, or one of a cluster. Documents do not fail a batch: what became of each is data (`StageOutcome`).
The work runs in worker processes, so that a document that hangs or crashes stops itself only; threads here merely wait for them.
Not in here: in which order stages run (`flows/annual.py`), and on which machine (`flows/runners.py`).
"""

import multiprocessing
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from yusuan import pipeline
from yusuan.artifacts import open_store
from yusuan.code_version import code_version
from yusuan.journal import DOCUMENT_STAGES, StageOutcome, host
from yusuan.pipeline import stage_version
from yusuan.raw_file import RawFile
from yusuan.stages import Job, is_passed_by
from yusuan.workers import CallFailed, Limits, Pool, Worker, prepare

_BATCH = 50
_BATCH_BYTES = 64 * 2**20  # progress shows batch by batch
_BATCHES_PER_WORKER = 4
_MOST_BATCHES = 250

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

    def then(self, *outcomes: StageOutcome) -> "Item":
        return msgspec.structs.replace(self, outcomes=(*self.outcomes, *outcomes))


def make_ready() -> list[str]:
    """Begin to load what stages need. The versions of the code that stages depend on: another one makes other artifacts."""
    prepare()
    return [code_version("yusuan.readers"), *(stage_version(stage, None) for stage in DOCUMENT_STAGES)]


@contextmanager
def open_pool(size: int, limits: Limits) -> Iterator[None]:
    """The worker processes of a run on the machine of its flow."""
    with Pool(size, limits) as opened:
        _pools[limits] = opened
        try:
            yield
        finally:
            del _pools[limits]


def pool(limits: Limits) -> Pool:
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


def work(stage: str, items: list[Item], store: str, limits: Limits) -> list[tuple[StageOutcome, ...]]:
    """What a stage adds to the outcomes of each document of a batch, in their order. An artifact that is there is used."""
    found = [_reuse(stage, item, store) for item in items]
    made: dict[str, StageOutcome] = {}
    if jobs := [_job(stage, item, store) for item in found if waits_for(stage, item)]:
        with pool(limits).worker() as worker:
            made = _outcomes(worker, pipeline.calls(jobs))
    done = [item.then(made[item.file.source_path]) if item.file.source_path in made else item for item in found]
    return [_pass_by(item, store).outcomes[len(before.outcomes) :] for item, before in zip(done, items, strict=True)]


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
