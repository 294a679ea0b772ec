"""The stages of one document as functions from artifact to artifact, and the plan of what still has to run.

Each stage function runs in a worker process, reads its input from the store, writes its artifact and returns a `StageOutcome`.
Only what failed, or whose code or input changed, is ever run: an artifact that is there is used. What runs in which order and how
often is `flows/`.
"""

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec

from yusuan import document as documents
from yusuan.archive import RawFile
from yusuan.artifacts import Meta, Store, address
from yusuan.code_version import code_version
from yusuan.document import Damaged, Rejected
from yusuan.journal import DOCUMENT_STAGES, StageOutcome
from yusuan.readers import READERS

STAGE_MODULES = {
    "parse": "yusuan.forms",
    "correct": "yusuan.corrections",
    "validate": "yusuan.validate",
    "reconcile": "yusuan.reconcile",
}


class Job(msgspec.Struct, frozen=True):
    """One document in one stage: its raw file, the key of the artifact to read and of the artifact to write."""

    store: str
    file: RawFile
    stage: str
    key: str
    input_key: str | None = None


def stage_version(stage: str, media_type: str | None) -> str:
    """The version of the code that a stage of a document depends on: for `read` that of its medium's reader alone."""
    return code_version(READERS.get(media_type or "", "yusuan.readers") if stage == "read" else STAGE_MODULES[stage])


def next_key(stage: str, file: RawFile, previous: StageOutcome | None) -> str:
    """The key of a stage's artifact, given the outcome of the stage before (None for `read`)."""
    source = f"{file.sha256} {file.media_type}" if previous is None else str(previous.digest)
    options = (msgspec.json.encode(file.corrections).decode(),) if stage == "correct" else ()
    return address(stage, stage_version(stage, file.media_type), source, *options)


def is_passed_by(stage: str, file: RawFile) -> bool:
    """Whether a document has nothing to do in a stage: its result is that of the stage before."""
    return stage == "correct" and not file.corrections


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


def run(job: Job) -> StageOutcome:
    """Run one document through any stage but `validate`. Exceptions other than Rejected and Damaged are the caller's."""
    store, started = Store(Path(job.store)), time.perf_counter()
    work: Callable[[Store, Job], Meta] = {
        "read": _read, "parse": _parse, "correct": _correct, "reconcile": _reconcile,
    }[job.stage]  # fmt: skip
    try:
        meta = work(store, job)
    except Rejected as rejection:
        meta = store.write(job.stage, job.key, b"", rejection=str(rejection))
    except Damaged as damage:
        return failed(job.file, job.stage, damage.reason, page=damage.page)
    return _outcome(job.file, job.stage, job.key, meta, time.perf_counter() - started)


def run_validate(jobs: list[Job]) -> list[StageOutcome]:
    """Validate a batch of documents at once: pandera costs by call, not by row."""
    from yusuan.typed import decode_tables, encode_tables
    from yusuan.validate import validate

    started, outcomes = time.perf_counter(), []
    tables = {}
    for job in jobs:
        tables[job.file.document_id] = decode_tables(Store(Path(job.store)).payload(_parsed_by(job), str(job.input_key)))
    validated = validate(tables)
    share = (time.perf_counter() - started) / len(jobs)
    for job in jobs:
        store, result = Store(Path(job.store)), validated[job.file.document_id]
        facts = store.meta(_parsed_by(job), str(job.input_key))
        meta = store.write(
            "validate", job.key, encode_tables(result.tables), counts=result.counts, facts=facts.facts if facts else {}
        )
        outcomes.append(_outcome(job.file, "validate", job.key, meta, share))
    return outcomes


def _read(store: Store, job: Job) -> Meta:
    from yusuan.readers import read

    document = read(Path(job.file.path), str(job.file.sha256), str(job.file.media_type))
    counts = {"tables": sum(1 for _ in document.tables()), "paragraphs": sum(1 for _ in document.paragraphs())}
    return store.write("read", job.key, documents.encode(document), counts=counts, facts={"pages": document.page_count})


def _parse(store: Store, job: Job) -> Meta:
    from yusuan import forms
    from yusuan.typed import encode_tables
    from yusuan.validate import tables_of

    document = documents.decode(store.payload("read", str(job.input_key)))
    records = forms.parse(document)
    if not set(records.rows) - {"findings", "lineage"} and not any(document.tables()):
        raise Rejected("没有认出任何已知的文种或表格，也没有可提取的表格")
    tables = tables_of(records, document)
    facts = {name: records.document.get(name) for name in _GROUP_FACTS}
    counts = {name: table.num_rows for name, table in tables.items()}
    return store.write("parse", job.key, encode_tables(tables), counts=counts, facts=facts)


def _correct(store: Store, job: Job) -> Meta:
    from yusuan import corrections
    from yusuan.typed import decode_tables, encode_tables

    tables = corrections.apply(decode_tables(store.payload("parse", str(job.input_key))), job.file)
    (document,) = tables["documents"].to_pylist()
    facts = {name: document.get(name) for name in _GROUP_FACTS}
    counts = {name: table.num_rows for name, table in tables.items()}
    return store.write("correct", job.key, encode_tables(tables), counts=counts, facts=facts)


def _parsed_by(job: Job) -> str:
    """The stage that made the records to be validated."""
    return "parse" if is_passed_by("correct", job.file) else "correct"


_GROUP_FACTS = ("form", "fiscal_year", "region_code", "region_name", "department_code", "department_name")
_FACT_DATASETS_LEFT_OUT = ("cells", "paragraphs", "lineage", "quarantine")


def _reconcile(store: Store, job: Job) -> Meta:
    from yusuan import reconcile

    payload = store.payload("validate", str(job.input_key))
    return _write_checks(store, job.key, reconcile.within_document(_facts(payload)), job.file.document_id)


def _facts(payload: bytes) -> Any:
    from yusuan import reconcile
    from yusuan.typed import decode_tables

    tables = decode_tables(payload)
    return reconcile.Facts({name: table.to_pylist() for name, table in tables.items() if name not in _FACT_DATASETS_LEFT_OUT})


def _write_checks(store: Store, key: str, outcome: Any, owner: str) -> Meta:
    from yusuan.typed import encode_tables
    from yusuan.validate import to_tables, validate

    rows = {
        "reconciliations": outcome.reconciliations, "check_operands": outcome.operands, "findings": outcome.findings,
    }  # fmt: skip
    tables = to_tables(rows, owner)
    tables = validate({owner: tables})[owner].tables
    counts: dict[str, int] = {}
    for row in outcome.reconciliations:
        counts[f"check:{row['status']}"] = counts.get(f"check:{row['status']}", 0) + 1
    for row in outcome.findings:
        counts[f"finding:{row['severity']}"] = counts.get(f"finding:{row['severity']}", 0) + 1
    return store.write("reconcile", key, encode_tables(tables), counts=counts)


def departments(outcomes: Iterable[StageOutcome]) -> list[list[StageOutcome]]:
    """Validated documents by department and year, only those groups that hold more than one; order does not matter."""
    groups: dict[str, list[StageOutcome]] = {}
    for outcome in outcomes:
        facts = outcome.facts
        department = facts.get("department_name") or facts.get("department_code")
        if department and facts.get("fiscal_year"):
            group = json.dumps([facts.get("region_name") or facts.get("region_code"), department, facts["fiscal_year"]])
            groups.setdefault(group, []).append(outcome)
    return [sorted(groups[name], key=lambda o: o.document_id) for name in sorted(groups) if len(groups[name]) > 1]


def run_departments(store_root: str, groups: list[list[StageOutcome]]) -> list[str]:
    """Reconcile the documents of each department and year with each other. Returns the keys of the artifacts made or found."""
    from yusuan import reconcile

    store, keys = Store(Path(store_root)), []
    for group in groups:
        key = address("departments", stage_version("reconcile", None), *(str(outcome.digest) for outcome in group))
        if store.meta("reconcile", key) is None:
            facts = [_facts(store.payload("validate", str(outcome.key))) for outcome in group]
            _write_checks(store, key, reconcile.within_department(facts), f"department-{key[:12]}")
        keys.append(key)
    return keys
