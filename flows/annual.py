"""The flow `annual`: everything from a raw folder to a published release. The deployment's entry point.

What each stage does is `yusuan/`; what a stage is as a task is `stages.py`. This file says in which order they run, on which
documents, and when a run counts as failed.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from prefect import flow, runtime
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.futures import as_completed
from prefect.states import Completed, Failed, State
from prefect.task_runners import ThreadPoolTaskRunner

from flows import stages
from flows.stages import Item
from yusuan import pipeline, publication
from yusuan.artifacts import Store
from yusuan.code_version import versions
from yusuan.journal import DOCUMENT_STAGES, Journal, Run, StageOutcome, executed, host, load, new_run_id
from yusuan.occupancy import Occupied, occupy
from yusuan.raw_file import RawFile
from yusuan.selection import Selection
from yusuan.stages import is_passed_by
from yusuan.workers import Limits

_TASKS: dict[str, Callable[..., Any]] = {
    "read": stages.read,
    "parse": stages.parse,
    "correct": stages.correct,
    "validate": stages.validate,
    "reconcile": stages.reconcile,
}


def _run_name() -> str:
    return str(runtime.flow_run.parameters.get("run_id") or new_run_id())


@flow(name="annual", flow_run_name=_run_name, task_runner=ThreadPoolTaskRunner(max_workers=8), persist_result=False)
def annual(
    raw: str = "data/raw",
    out: str = "data/processed",
    corrections: str | None = None,
    workers: int | None = None,
    rerun: bool = False,
    documents: list[str] | None = None,
    stage: str | None = None,
    from_stage: str | None = None,
    run_id: str | None = None,
    seconds_per_document: float = 300.0,
    megabytes_per_document: int = 4096,
) -> State:
    """Bring the release of `out` up to date with the documents of `raw`.

    `corrections` is the folder of corrections by people, by default the one beside the raw folder.
    Stages whose artifact is there are not run again. `rerun` runs only what failed in the last run, or what `documents` (ids,
    paths or patterns of paths), `stage` and `from_stage` name, and leaves all else as the last run left it. The run is written
    to the journal `run_id` beside the artifacts; it fails at its end if any document failed, after publishing the others.
    """
    out_path = Path(out).resolve()
    run_id = run_id or runtime.flow_run.name or new_run_id()
    limits = Limits(seconds_per_document, megabytes_per_document * 2**20)
    try:
        with occupy(out_path, run_id):
            selection = Selection(rerun, tuple(documents or ()), stage, from_stage)
            corrected = Path(corrections) if corrections else Path(raw).resolve().parent / "corrections"
            return _run(Path(raw), out_path, corrected, workers or host()["processors"] or 1, limits, selection, run_id)
    except Occupied as reason:
        return Failed(message=str(reason))


def _run(raw: Path, out: Path, corrections: Path, workers: int, limits: Limits, selection: Selection, run_id: str) -> State:
    last = load(out)
    journal = Journal(out, run_id)
    journal.write("started", raw=str(raw), out=str(out), options=selection.describe(), **host(), versions=versions())
    store = Store(out / ".yusuan" / "artifacts")
    files = stages.ingest(str(raw), str(out / ".yusuan" / "unpacked"))
    files, orphans = pipeline.with_corrections(files, corrections)
    journal.stage(orphans)
    items = [_item(store, file, selection, last) for file in files if publication.is_readable(file)]
    _plan(journal, files, items)
    with stages.open_pool(workers, limits):
        for name in DOCUMENT_STAGES:
            items = _run_stage(name, items, store, workers, journal)
        release = _publish(store, out, files, items, selection, run_id)
    return _finish(journal, items, release, orphans)


def _publish(
    store: Store, out: Path, files: list[RawFile], items: list[Item], selection: Selection, run_id: str
) -> dict[str, Any]:
    """Reconcile departments and publish; the release that stands if it would be the same."""
    passed = [item for item in items if len(item.outcomes) == len(DOCUMENT_STAGES) and item.is_under_way]
    groups = pipeline.departments(item.outcomes[DOCUMENT_STAGES.index("validate")] for item in passed)
    group_keys = stages.reconcile_departments(str(store.root), groups) if groups else []
    order = publication.order(files, {item.file.source_path: item.outcomes for item in items}, group_keys)
    release = publication.standing(store, out, order)
    if release is None or selection.forces("publish"):
        manifest = {"run_id": run_id, **host(), "versions": versions()}
        release = stages.publish(str(store.root), str(out), order, manifest)
    return release


def _item(store: Store, file: RawFile, selection: Selection, last: Run | None) -> Item:
    """A document with what it has already: all of it if this run leaves it alone, else up to the first stage that has to run."""
    before = last.outcomes.get(file.source_path, {}) if last else {}
    forced = selection.forced(file, before)
    if forced is None:
        kept = pipeline.recorded(store, file, before)
        if kept is not None:
            return Item(file, tuple(kept))
    return Item(file, tuple(pipeline.standing(store, file, forced or frozenset())), forced or frozenset())


def _plan(journal: Journal, files: list[RawFile], items: list[Item]) -> None:
    for item in items:
        journal.stage(list(item.outcomes))
    pending = {
        name: sum(1 for item in items if stages.waits_for(name, item) and not is_passed_by(name, item.file))
        for name in DOCUMENT_STAGES
    }
    rejected = sum(1 for file in files if file.rejection)
    journal.write("planned", files=len(files), rejected=rejected, documents=len(items), pending=pending)


def _run_stage(name: str, items: list[Item], store: Store, workers: int, journal: Journal) -> list[Item]:
    """Run a stage over the documents that wait for it, batch by batch; each batch is in the journal as soon as it is done."""
    waiting = [item for item in items if stages.waits_for(name, item)]
    if not waiting:
        return items
    futures = [
        _TASKS[name].submit(f"{number:03d}", batch, str(store.root))
        for number, batch in enumerate(stages.batches(waiting, workers), start=1)
    ]
    done: dict[str, Item] = {}
    for future in as_completed(futures):
        batch = future.result()
        journal.stage([item.outcomes[-1] for item in batch if item.outcomes and item.outcomes[-1].stage == name])
        done |= {item.file.source_path: item for item in batch}
    return [done.get(item.file.source_path, item) for item in items]


def _finish(journal: Journal, items: list[Item], release: dict[str, Any], orphans: list[StageOutcome]) -> State:
    failures = orphans + [item.outcomes[-1] for item in items if item.outcomes and item.outcomes[-1].status == "failed"]
    worked = executed(outcome for item in items for outcome in item.outcomes)
    journal.write("finished", release=release, executed=worked, failed=len(failures))
    create_table_artifact(key="documents", table=[_row(item) for item in items], description="每份文件到了哪一步，得到了什么")
    create_markdown_artifact(key="summary", markdown=_markdown(journal.run_id, items, failures, release))
    if failures:
        return Failed(message=f"{len(failures)} 份文件未能处理：" + "；".join(_line(outcome) for outcome in failures[:5]))
    return Completed(message=f"release {release['release_id']}")


def _row(item: Item) -> dict[str, Any]:
    last = item.outcomes[-1] if item.outcomes else None
    counts: dict[str, int] = {}
    for outcome in item.outcomes:
        counts |= outcome.counts
    return {
        "document": item.file.source_path,
        "stage": last.stage if last else "-",
        "outcome": last.status if last else "-",
        "projects": counts.get("projects", 0),
        "indicators": counts.get("indicators", 0),
        "checks": sum(n for name, n in counts.items() if name.startswith("check:")),
        "findings": sum(n for name, n in counts.items() if name.startswith("finding:")),
        "reason": (last.reason if last else None) or "",
    }


def _line(outcome: StageOutcome) -> str:
    place = f" 第{outcome.page}页" if outcome.page else ""
    return f"{outcome.source_path} [{outcome.stage}]{place} {outcome.reason}"


def _markdown(run_id: str, items: list[Item], failures: list[StageOutcome], release: dict[str, Any]) -> str:
    lines = [
        f"# {run_id}",
        f"release **{release['release_id']}**: `{release['path']}`",
        f"{len(items)} documents, {len(failures)} failed",
        *(f"- {_line(outcome)}" for outcome in failures),
    ]
    return "\n\n".join(lines)
