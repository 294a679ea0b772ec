"""The plan: which stages of which documents have to run, with which keys; and the running of one, in a worker process.

Only what failed, or whose code or input changed, is ever run: an artifact that is there is used. What a stage does is `stages/`;
in which order and how often they run is `flows/`.
"""

import json
import time
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path

import msgspec

from yusuan.artifacts import Meta, Store, address, open_store
from yusuan.code_version import code_version
from yusuan.department_names import department_key
from yusuan.document import Damaged, Rejected
from yusuan.journal import DOCUMENT_STAGES, StageOutcome
from yusuan.raw_file import RawFile
from yusuan.readers import READERS
from yusuan.stages import Job, is_passed_by

# Stages that take several documents in one call, for pandera costs by call, and how many; others take one.
_TOGETHER = {"validate": 25, "reconcile": 25}


def stage_version(stage: str, media_type: str | None) -> str:
    """The version of the code that a stage of a document depends on; for `read`, of its medium's reader and no other."""
    version = code_version(f"yusuan.stages.{stage}")
    return f"{version} {code_version(READERS[media_type])}" if stage == "read" and media_type in READERS else version


def next_key(stage: str, file: RawFile, previous: StageOutcome | None) -> str:
    """The key of a stage's artifact, given the outcome of the stage before (None for `read`)."""
    source = f"{file.sha256} {file.media_type}" if previous is None else str(previous.digest)
    options = (msgspec.json.encode(file.corrections).decode(),) if stage == "correct" else ()
    return address(stage, stage_version(stage, file.media_type), source, *options)


def with_corrections(files: list[RawFile], folder: Path) -> tuple[list[RawFile], list[StageOutcome]]:
    """The files with the corrections of a folder, and a failure for each correction whose document is not among them.

    Raises ValueError for a file of corrections that cannot be read.
    """
    if not folder.is_dir():
        return files, []
    from yusuan import corrections

    attached, orphans = corrections.attach(files, corrections.load(folder))
    reasons = [(orphan, f"更正 {orphan.file} 无法执行：原始文件夹里没有文件“{orphan.document}”") for orphan in orphans]
    return attached, [StageOutcome(orphan.file, "", "correct", "failed", False, reason=reason) for orphan, reason in reasons]


def standing(store: Store, file: RawFile, forced: frozenset[str] = frozenset()) -> list[StageOutcome]:
    """The outcomes that a document has already, in the order of the stages, up to the first that has to run.

    `forced` stages have to run even if their artifact is there.
    """
    outcomes: list[StageOutcome] = []
    for stage in DOCUMENT_STAGES:
        outcome = (
            None
            if stage in forced and not is_passed_by(stage, file)
            else reused(store, stage, file, outcomes[-1] if outcomes else None)
        )
        if outcome is None:
            break
        outcomes.append(outcome)
        if not outcome.has_result:
            break
    return outcomes


def reused(store: Store, stage: str, file: RawFile, before: StageOutcome | None) -> StageOutcome | None:
    """The outcome of a stage whose artifact is there already; None if it has to run."""
    if before is not None and is_passed_by(stage, file):
        return msgspec.structs.replace(before, stage=stage, executed=False, seconds=0.0)
    key = next_key(stage, file, before)
    meta = store.meta(stage, key)
    return None if meta is None else _outcome(file, stage, key, meta)


def recorded(store: Store, file: RawFile, outcomes: dict[str, StageOutcome]) -> list[StageOutcome] | None:
    """The outcomes of a document as an earlier run left them, whatever the code is now; None if one of its artifacts is gone.

    For `rerun`, which touches nothing but what failed.
    """
    kept: list[StageOutcome] = []
    for stage in DOCUMENT_STAGES:
        outcome = outcomes.get(stage)
        if outcome is None or outcome.key is None or outcome.document_id != file.document_id:
            return None
        meta = store.meta("parse" if is_passed_by(stage, file) else stage, outcome.key)
        if meta is None:
            return None
        kept.append(_outcome(file, stage, outcome.key, meta))
        if meta.rejection:
            break
    return kept


def _outcome(file: RawFile, stage: str, key: str, meta: Meta, seconds: float | None = None) -> StageOutcome:
    """The outcome that an artifact stands for; `seconds` is None where it was there already."""
    status = "rejected" if meta.rejection else "done"
    return StageOutcome(
        file.source_path, file.document_id, stage, status, seconds is not None, key, meta.digest, meta.rejection,
        seconds=round(seconds or 0, 4), counts=meta.counts, facts=meta.facts,
    )  # fmt: skip


def failed(file: RawFile, stage: str, reason: str, *, page: int | None = None, detail: str | None = None) -> StageOutcome:
    return StageOutcome(file.source_path, file.document_id, stage, "failed", reason=reason, page=page, detail=detail)


def calls(jobs: list[Job]) -> list[list[Job]]:
    """Jobs of one stage by the calls of `run` that they are worth."""
    size = _TOGETHER.get(jobs[0].stage, 1)
    return [jobs[start : start + size] for start in range(0, len(jobs), size)]


def run(jobs: list[Job]) -> list[StageOutcome]:
    """Run the documents of a call through their stage. Exceptions other than Rejected and Damaged are the caller's."""
    return _run_together(jobs) if jobs[0].stage in _TOGETHER else [_run(job) for job in jobs]


def _run(job: Job) -> StageOutcome:
    store, started = open_store(job.store), time.perf_counter()
    try:
        meta = import_module(f"yusuan.stages.{job.stage}").run(store, job)
    except Rejected as rejection:
        meta = store.write(job.stage, job.key, b"", rejection=str(rejection))
    except Damaged as damage:
        return failed(job.file, job.stage, damage.reason, page=damage.page)
    return _outcome(job.file, job.stage, job.key, meta, time.perf_counter() - started)


def _run_together(jobs: list[Job]) -> list[StageOutcome]:
    """Each document is given its share of the time."""
    started, stage = time.perf_counter(), jobs[0].stage
    metas = import_module(f"yusuan.stages.{stage}").run_batch(jobs)
    share = (time.perf_counter() - started) / len(jobs)
    return [_outcome(job.file, stage, job.key, meta, share) for job, meta in zip(jobs, metas, strict=True)]


class Comparison(msgspec.Struct, frozen=True):
    """Documents that are reconciled with each other: those of a department and year, or all (`of_everything`).

    `key` is that of the artifact to write, `validated` are those of the documents' validated records.
    """

    key: str
    validated: tuple[str, ...]
    of_everything: bool = False


def comparisons(outcomes: Sequence[StageOutcome]) -> list[Comparison]:
    """What there is to compare between validated documents, by department and year, then everything; nothing for one document."""
    version = stage_version("reconcile", None)
    found = [("departments", group) for group in _departments(outcomes)]
    if len(outcomes) > 1:
        found.append(("corpus", sorted(outcomes, key=lambda outcome: outcome.document_id)))
    return [
        Comparison(
            address(kind, version, *(str(outcome.digest) for outcome in group)),
            tuple(str(outcome.key) for outcome in group),
            kind == "corpus",
        )
        for kind, group in found
    ]


def _departments(outcomes: Iterable[StageOutcome]) -> list[list[StageOutcome]]:
    """Validated documents by department and year, only those groups that hold more than one; order does not matter."""
    groups: dict[str, list[StageOutcome]] = {}
    for outcome in outcomes:
        facts = outcome.facts
        department = department_key(facts.get("department_name")) or facts.get("department_code")
        if department and facts.get("fiscal_year"):
            group = json.dumps([facts.get("region_name") or facts.get("region_code"), department, facts["fiscal_year"]])
            groups.setdefault(group, []).append(outcome)
    return [sorted(groups[name], key=lambda o: o.document_id) for name in sorted(groups) if len(groups[name]) > 1]


def compare(store_address: str, wanted: Sequence[Comparison]) -> None:
    """Make comparisons, in a worker process."""
    store, stage = open_store(store_address), import_module("yusuan.stages.reconcile")
    stage.run_departments(store, {one.key: one.validated for one in wanted if not one.of_everything})
    for one in wanted:
        if one.of_everything:
            stage.run_corpus(store, one.key, one.validated)
