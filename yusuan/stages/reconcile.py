"""`reconcile`: validated records become checks and findings, within a document, a department and year, and the whole corpus."""

from collections import Counter
from collections.abc import Sequence

from yusuan.artifacts import Meta, Store
from yusuan.reconcile import Facts, Outcome, within_corpus, within_department, within_document
from yusuan.stages import Job
from yusuan.typed import decode_tables, encode_tables
from yusuan.validate import to_tables, validate

_LEFT_OUT = ("cells", "lineage", "quarantine", "corrections")
_COMPARED = (
    "documents", "projects", "project_goals", "indicators", "evaluation_indicators", "listed_projects", "totals", "changes",
)  # fmt: skip


def run(store: Store, job: Job) -> Meta:
    return _write(store, job.key, within_document(_facts(store, str(job.input_key))), job.file.document_id)


def run_department(store: Store, key: str, validated: Sequence[str]) -> Meta:
    """The documents of a department and year with each other; `validated` are the keys of their validated records."""
    return _write(store, key, within_department([_facts(store, input_key) for input_key in validated]), f"department-{key[:12]}")


def run_corpus(store: Store, key: str, validated: Sequence[str]) -> Meta:
    """All documents with each other; `validated` are the keys of their validated records."""
    documents = [_facts(store, input_key, _COMPARED) for input_key in validated]
    return _write(store, key, within_corpus(documents), f"across-documents-{key[:12]}")


def _facts(store: Store, key: str, only: Sequence[str] | None = None) -> Facts:
    tables = decode_tables(store.payload("validate", key), only)
    return Facts({name: table.to_pylist() for name, table in tables.items() if name not in _LEFT_OUT})


def _write(store: Store, key: str, outcome: Outcome, owner: str) -> Meta:
    rows = {
        "reconciliations": outcome.reconciliations, "check_operands": outcome.operands, "findings": outcome.findings,
    }  # fmt: skip
    tables = validate({owner: to_tables(rows, owner)})[owner].tables
    counts = Counter(f"check:{row['status']}" for row in outcome.reconciliations)
    counts.update(f"finding:{row['severity']}" for row in outcome.findings)
    return store.write("reconcile", key, encode_tables(tables), counts=dict(counts))
