"""The flow `annual`: everything from a raw folder to a published release. The deployment's entry point.

What each stage does is `yusuan/`; what a stage is as a task is `stages.py`. This file says in which order they run, on which
documents, and when a run counts as failed.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import fastapi.encoders  # noqa: F401 - Prefect does so when a flow begins; here it loads beside the server
from prefect import flow, get_run_logger, runtime
from prefect.futures import PrefectFuture, as_completed
from prefect.states import Completed, Failed, State

from flows import display, stages
from flows.runners import NoRunner, Runner, open_runner
from yusuan import alert, batch, pipeline, publication
from yusuan.address import absolute, beside, holds, is_url
from yusuan.artifacts import Store, open_store
from yusuan.batch import Item
from yusuan.code_version import versions
from yusuan.journal import DOCUMENT_STAGES, Journal, Run, StageOutcome, executed, host, load, new_run_id
from yusuan.occupancy import Occupied
from yusuan.output import Output, output
from yusuan.raw_file import RawFile
from yusuan.release import current
from yusuan.scope import Scope, year_of
from yusuan.selection import Selection
from yusuan.stages import is_passed_by
from yusuan.unwritable import Unwritable
from yusuan.workers import Limits, prepare


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a run was asked for. `desk` is the folder that it works in, laid out like an output."""

    raw: str
    out: Output
    desk: Path
    corrections: str
    scope: Scope
    selection: Selection
    runner: Runner
    limits: Limits
    run_id: str


def _run_name() -> str:
    return str(runtime.flow_run.parameters.get("run_id") or new_run_id())


@flow(name="annual", flow_run_name=_run_name, persist_result=False)
def annual(
    raw: str = "data/raw",
    out: str = "data/processed",
    fiscal_year: int | Literal["all"] | None = None,
    region: str | None = None,
    corrections: str | None = None,
    workers: int | None = None,
    dask: str | None = None,
    rerun: bool = False,
    documents: list[str] | None = None,
    stage: str | None = None,
    from_stage: str | None = None,
    run_id: str | None = None,
    seconds_per_document: float = 300.0,
    megabytes_per_document: int = 4096,
) -> State:
    """Bring the release of `out` up to date with the documents of `raw`, folders or URLs on object storage.

    New files are taken in of `fiscal_year` (by default the year in Beijing when the run was to start) and `region`, as the
    folders say (`yusuan/scope.py`); what was taken in before stays in. Stages whose artifact is there are not run again.
    `rerun` runs only what failed in the last run, or what `documents` (ids, paths or patterns of paths), `stage` and
    `from_stage` name, and leaves all else as the last run left it. `corrections` is the folder of corrections by people, by
    default the one beside the raw folder. Batches go to the cluster of the scheduler `dask` (`tcp://host:8786`), if it is named.

    The run is written to the journal `run_id` beside the artifacts; it fails at its end if any document failed, after
    publishing the others. Whoever is to know of that is told (`yusuan/alert.py`).
    """
    if holds(raw, out):
        raise ValueError(f"输出 {out} 不能放在原始文件 {raw} 之下：下次会被当作原始文件读取")
    place = output(out)
    run_id = run_id or runtime.flow_run.name or new_run_id()
    limits = Limits(seconds_per_document, megabytes_per_document * 2**20)
    with place.at_desk(run_id) as desk:
        before, error = current(desk), None
        try:
            with open_runner(dask or None, workers) as runner, place.occupy(desk, run_id):
                asked = _Asked(
                    raw, place, desk, corrections or beside(raw, "corrections"),
                    _scope(fiscal_year, region), Selection(rerun, tuple(documents or ()), stage, from_stage),
                    runner, limits, run_id,
                )  # fmt: skip
                return _run(asked)
        except (Occupied, NoRunner, Unwritable) as reason:
            error = str(reason)
            return Failed(message=error)
        except Exception as failure:
            error = f"{type(failure).__name__}: {failure}"
            raise
        finally:
            for reason in alert.tell(desk, run_id, before, error, absolute(out)).values():
                get_run_logger().warning(reason)


def _scope(fiscal_year: int | Literal["all"] | None, region: str | None) -> Scope:
    if fiscal_year is None:
        return Scope(year_of(runtime.flow_run.scheduled_start_time), region)
    return Scope(None if fiscal_year == "all" else fiscal_year, region)


def _run(asked: _Asked) -> State:
    out, last = asked.desk, load(asked.desk)
    scope = Scope.of(last) if asked.selection.rerun and last else asked.scope
    journal = Journal(out, asked.run_id)
    options = asked.selection.describe() | scope.describe()
    journal.write("started", raw=asked.raw, out=absolute(asked.out.address), options=options, **host(), versions=versions())
    store = open_store(asked.out.artifacts())
    store.look_over()
    began = time.perf_counter()
    files = stages.ingest(asked.raw, str(asked.out.unpacked()), not is_url(asked.out.address))
    journal.write("ingested", files=len(files), seconds=round(time.perf_counter() - began, 3))
    files, orphans = _corrected(files, asked.corrections)
    journal.stage(orphans)
    known = last.taken() if last else set()
    taken = [file for file in files if publication.is_readable(file) and scope.takes(file, known)]
    with ThreadPoolExecutor(store.at_once) as askers:
        items = list(askers.map(lambda file: _item(store, file, asked.selection, last), taken))
    progress = _plan(journal, files, items, scope)
    asked.out.keep(out)
    with batch.open_pool(asked.runner.slots, asked.limits):
        items = _run_stages(items, store, asked, journal, progress)
        release = _publish(store, files, items, asked, journal)
    progress.finish()
    return _finish(journal, asked.out, files, items, release, orphans)


def _corrected(files: list[RawFile], corrections: str) -> tuple[list[RawFile], list[StageOutcome]]:
    if not is_url(corrections):
        return pipeline.with_corrections(files, Path(corrections))
    from yusuan.storage import raw as objects

    with TemporaryDirectory() as place:
        folder = Path(place) / "corrections"
        objects.folder(corrections, folder)
        return pipeline.with_corrections(files, folder)


def _publish(store: Store, files: list[RawFile], items: list[Item], asked: _Asked, journal: Journal) -> dict[str, Any]:
    """Reconcile departments and publish; the release that stands if it would be the same."""
    passed = [item for item in items if len(item.outcomes) == len(DOCUMENT_STAGES) and item.is_under_way]
    validated = [item.outcomes[DOCUMENT_STAGES.index("validate")] for item in passed]
    comparisons = pipeline.comparisons(validated)
    started = time.perf_counter()
    if wanted := [one for one in comparisons if store.meta("reconcile", one.key) is None]:
        stages.reconcile_departments(store.address, wanted, asked.limits)
    journal.write("compared", comparisons=len(wanted), seconds=round(time.perf_counter() - started, 3))
    order = publication.order(files, {item.file.source_path: item.outcomes for item in items}, [one.key for one in comparisons])
    key = order.key()
    release = publication.standing(store, asked.desk, key)
    if release is None or asked.selection.forces("publish"):
        manifest = {"run_id": asked.run_id, **host(), "versions": versions()}
        started = time.perf_counter()
        release = stages.publish(store.address, str(asked.desk), order, key, manifest, asked.limits)
        journal.write("published", release_id=release["release_id"], seconds=round(time.perf_counter() - started, 3))
    return asked.out.settle(asked.desk, release)


def _item(store: Store, file: RawFile, selection: Selection, last: Run | None) -> Item:
    """A document with what it has already: all of it if this run leaves it alone, else up to the first stage that has to run."""
    before = last.outcomes.get(file.source_path, {}) if last else {}
    forced = selection.forced(file, before)
    if forced is None:
        kept = pipeline.recorded(store, file, before)
        if kept is not None:
            return Item(file, tuple(kept))
    return Item(file, tuple(pipeline.standing(store, file, forced or frozenset())), forced or frozenset())


def _plan(journal: Journal, files: list[RawFile], items: list[Item], scope: Scope) -> display.Progress:
    for item in items:
        journal.stage(list(item.outcomes))
    pending = {
        name: sum(1 for item in items if batch.waits_for(name, item) and not is_passed_by(name, item.file))
        for name in DOCUMENT_STAGES
    }
    rejected = sum(1 for file in files if file.rejection)
    covered = sum(1 for file in files if scope.covers(file.source_path))
    taken = [item.file.source_path for item in items]
    journal.write(
        "planned", files=len(files), covered=covered, rejected=rejected, documents=len(items), pending=pending, taken=taken
    )
    return display.Progress(pending)


def _run_stages(items: list[Item], store: Store, asked: _Asked, journal: Journal, progress: display.Progress) -> list[Item]:
    """Run what the documents wait for, batch by batch, each through its stages without waiting for the others.

    What a task did of a batch is in the journal as soon as it is done, after what was before it: where a task failed the run ends
    with its reason, not with that of a task that waited for it.
    """
    waiting = [item for item in items if any(batch.waits_for(name, item) for name in DOCUMENT_STAGES)]
    if waiting:
        prepare()
    batches = batch.batches(waiting, asked.runner.slots)
    chains: list[list[tuple[str, PrefectFuture[list[Item]]]]] = [[] for _ in batches]
    for name in DOCUMENT_STAGES:
        for number, (documents, chain) in enumerate(zip(batches, chains, strict=True), start=1):
            if batch.is_due(name, documents):
                before = chain[-1][1] if chain else documents
                what = (f"{number:03d}", before, asked.runner, store.address, asked.limits)
                chain.append((name, asked.runner.submit(stages.TASKS[name], *what)))
    done = {item.file.source_path: item for item in items}
    finished: set[PrefectFuture[list[Item]]] = set()
    chain_of = {future: chain for chain in chains for _, future in chain}
    for future in as_completed(list(chain_of)):
        finished.add(future)
        chain = chain_of[future]
        while chain and chain[0][1] in finished:
            name, step = chain.pop(0)
            documents = step.result()
            news = [outcome for item in documents for outcome in item.outcomes[len(done[item.file.source_path].outcomes) :]]
            journal.stage(news)
            progress.batch(name, [outcome for outcome in news if outcome.stage == name])
            done |= {item.file.source_path: item for item in documents}
    return list(done.values())


def _finish(
    journal: Journal,
    out: Output,
    files: list[RawFile],
    items: list[Item],
    release: dict[str, Any],
    orphans: list[StageOutcome],
) -> State:
    failures = orphans + [item.outcomes[-1] for item in items if item.outcomes and item.outcomes[-1].status == "failed"]
    worked = executed(outcome for item in items for outcome in item.outcomes)
    journal.write("finished", release=release, executed=worked, failed=len(failures))
    display.show(journal.run_id, out.address, files, items, failures, release)
    if failures:
        return Failed(message=f"{len(failures)} 份文件未能处理：" + "；".join(display.line(outcome) for outcome in failures[:5]))
    return Completed(message=f"release {release['release_id']}")
