"""`reconcile`: validated records become checks and findings, within a document, a department and year, and the whole corpus."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from schemas import DATASETS
from yusuan.artifacts import Meta, Store, open_store
from yusuan.reconcile import Facts, Outcome, within_corpus, within_department, within_document
from yusuan.stages import Job
from yusuan.typed import Tables, decode_tables, encode_tables
from yusuan.validate import to_tables, validate

_READ = frozenset(DATASETS) - {"cells", "lineage", "quarantine", "corrections"}
_COMPARED = (
    "documents", "projects", "project_goals", "indicators", "evaluation_indicators", "listed_projects", "totals", "changes",
)  # fmt: skip


def run_batch(jobs: list[Job]) -> list[Meta]:
    """Each document by itself; what came of a batch is validated at once, for pandera costs by call."""
    stores = [open_store(job.store) for job in jobs]
    outcomes = {
        job.file.document_id: within_document(_facts(store, str(job.input_key))) for store, job in zip(stores, jobs, strict=True)
    }
    tables = _validated(outcomes)
    return [
        _write(store, job.key, outcomes[job.file.document_id], tables[job.file.document_id])
        for store, job in zip(stores, jobs, strict=True)
    ]


def run_departments(store: Store, groups: Mapping[str, Sequence[str]]) -> None:
    """The documents of each department and year with each other: by key of the artifact the keys of their validated records.

    What came of all groups is validated at once, as for a batch of documents.
    """
    outcomes = {key: within_department([_facts(store, input_key) for input_key in groups[key]]) for key in groups}
    owners = {key: f"department-{key[:12]}" for key in groups}
    tables = _validated({owners[key]: outcome for key, outcome in outcomes.items()})
    for key, outcome in outcomes.items():
        _write(store, key, outcome, tables[owners[key]])


def run_corpus(store: Store, key: str, validated: Sequence[str]) -> Meta:
    """All documents with each other; `validated` are the keys of their validated records."""
    documents = [_facts(store, input_key, _COMPARED) for input_key in validated]
    # The running text is large; only rules between the years of one department read it.
    years: dict[tuple | None, set] = defaultdict(set)
    for facts in documents:
        years[facts.department].add(facts.fiscal_year)
    documents = [
        _facts(store, input_key, (*_COMPARED, "paragraphs")) if facts.department and len(years[facts.department]) > 1 else facts
        for input_key, facts in zip(validated, documents, strict=True)
    ]
    outcome, owner = within_corpus(documents), f"across-documents-{key[:12]}"
    return _write(store, key, outcome, _validated({owner: outcome})[owner])


def _facts(store: Store, key: str, only: Iterable[str] = _READ) -> Facts:
    return Facts({name: table.to_pylist() for name, table in decode_tables(store.payload("validate", key), only).items()})


def _validated(outcomes: Mapping[str, Outcome]) -> dict[str, Tables]:
    """The rows of each outcome as tables that keep to their schema, by the owner that begins the ids of their quarantine."""
    rows = {
        owner: {"reconciliations": found.reconciliations, "check_operands": found.operands, "findings": found.findings}
        for owner, found in outcomes.items()
    }
    validated = validate({owner: to_tables(found, owner) for owner, found in rows.items()})
    return {owner: result.tables for owner, result in validated.items()}


def _write(store: Store, key: str, outcome: Outcome, tables: Tables) -> Meta:
    counts = Counter(f"check:{row['status']}" for row in outcome.reconciliations)
    counts.update(f"finding:{row['severity']}" for row in outcome.findings)
    return store.write("reconcile", key, encode_tables(tables), counts=dict(counts))
