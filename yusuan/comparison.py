"""Two releases beside each other: documents, projects, amounts, checks and findings that came, went or changed.

Records are matched by what stays the same when a file is replaced or the code gets better: a project by its code (else its name)
within department and year, an amount by what it is of, a check by its rule and subject; by the record's id only where those fail.
Nothing in here depends on when or where it runs. How it is told to people is `change_notes.py`.
"""

import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from schemas import DATASETS
from yusuan.summary import scan


class Section(msgspec.Struct, frozen=True):
    """What became of the records of one kind.

    `counts` are exact: added, gone, changed (documents also replaced, moved), same. `items` say of each record which it is
    (`change`), what it is, and its values `before` and `after`: of a changed one those that differ.
    """

    counts: dict[str, int]
    items: list[dict[str, Any]]


class Total(msgspec.Struct, frozen=True):
    """A figure of both releases; None where a release cannot say."""

    name: str
    before: str | int | None
    after: str | int | None


class SchemaChange(msgspec.Struct, frozen=True):
    """A column (or a dataset: no column) that is new, gone or declared otherwise; `before` and `after` are its declarations."""

    dataset: str
    column: str | None
    change: str
    before: str | None = None
    after: str | None = None


class Comparison(msgspec.Struct, frozen=True):
    """A release against an earlier one. `rows` are rows by dataset, `schema` what a reader of the earlier one has to know."""

    before: str
    after: str
    totals: list[Total]
    documents: Section
    projects: Section
    amounts: Section
    checks: Section
    findings: Section
    rows: list[Total]
    schema: list[SchemaChange]


def compare(before: Path, after: Path, limit: int | None = None) -> Comparison:
    """The release `after` against `before`, with at most `limit` items a section (the counts are of all).

    Raises OSError, ValueError, KeyError or duckdb.Error if one of them is no whole release.
    """
    packages = [_package(before), _package(after)]
    with tempfile.TemporaryDirectory(prefix="yusuan-") as spill, duckdb.connect(config=_LIMITS) as connection:
        connection.execute(f"SET temp_directory = '{spill}'")
        for side, release in zip(_SIDES, (before, after), strict=True):
            for dataset, columns in _COLUMNS.items():
                connection.execute(f"CREATE VIEW {side}_{dataset} AS {_read(connection, release, dataset, columns)}")
        sections = {kind.name: _section(connection, kind, limit) for kind in _KINDS}
        totals = [Total(name, *_both(connection, sql)) for name, sql in _TOTALS.items()]
        totals += _counted(connection, "checks", "reconciliations", "status") + _counted(
            connection, "findings", "findings", "severity"
        )
    ids = [str(package["id"]) for package in packages]
    rows = [Total(dataset, *(_rows(package, dataset) for package in packages)) for dataset in DATASETS]
    return Comparison(*ids, totals, **sections, rows=rows, schema=_schema_changes(*packages))


# --- What is compared ---------------------------------------------------------------------------------------------------

_SIDES = ("old", "new")
_LIMITS = {"memory_limit": "1GB", "threads": 2}  # a release of a thousand documents holds half a million amounts
# The columns that are read; one that a release does not have is null.
_COLUMNS = {
    "documents": (
        "document_id", "source_path", "fiscal_year", "region_code", "region_name", "department_code", "department_name", "form",
        "title", "is_draft", "page_count", "status", "status_reason",
    ),
    "projects": (
        "project_id", "document_id", "project_code", "project_name", "unit_name", "budget_yuan", "fiscal_funds_yuan",
        "other_funds_yuan", "carried_forward_yuan", "page",
    ),
    "indicators": ("indicator_id",),
    "totals": ("total_id", "document_id", "scope", "unit_name", "item", "item_text", "amount_year", "amount_yuan", "page"),
    "changes": ("change_id", "document_id", "item", "item_text", "from_year", "to_year", "amount_yuan", "page"),
    "listed_projects": ("listed_id", "document_id", "name", "amount_yuan", "page"),
    "statement_lines": (
        "statement_line_id", "document_id", "statement", "statement_title", "side", "code", "name", "column", "column_text",
        "amount_yuan", "page",
    ),
    "evaluation_funds": (
        "fund_id", "document_id", "source", "fund_source", "initial_budget_yuan", "revised_budget_yuan", "executed_yuan", "page",
    ),
    "reconciliations": ("check_id", "document_id", "rule", "scope", "subject_id", "subject_name", "status", "explanation"),
    "findings": (
        "finding_id", "document_id", "rule", "severity", "dataset", "record_id", "column", "message", "message_en", "page",
    ),
}  # fmt: skip

# A document as others point at it: where it stands in the raw folder and what it is about. A file that lies there twice is one.
_OWNER = """
    SELECT document_id, min(source_path) AS source_path, min(fiscal_year) AS fiscal_year,
      min(coalesce(region_name, region_code)) AS region, min(coalesce(department_name, department_code)) AS department
    FROM {side}_documents WHERE status <> 'rejected' GROUP BY document_id
"""
# Department and year; a document that names no department keeps to itself.
_GROUP = "concat_ws('|', coalesce(d.fiscal_year, '?'), coalesce(d.region, ''), coalesce(d.department, d.source_path, ''))"
_PLACE = "d.fiscal_year::SMALLINT AS fiscal_year, d.region, d.department, d.source_path, r.page::INTEGER AS page"


@dataclass(frozen=True, slots=True)
class _Kind:
    """Records of one kind: their query (`{side}` stands for the release), the keys by which they are matched, one after the
    other, the columns that are compared and those that say what a record is. `listed` chooses the items that are told, `gravest`
    ranks those of one change."""

    name: str
    query: str
    keys: tuple[str, ...]
    compared: tuple[str, ...]
    shown: tuple[str, ...]
    change: str = "'changed'"
    listed: str = "true"
    gravest: str = "position"


def _key(*parts: str) -> str:
    """A key of several parts, null parts among them, as one number: names and messages are long."""
    return "md5_number(concat_ws(chr(31), " + ", ".join(f"coalesce({part}, chr(30))" for part in parts) + "))"


def _amounts() -> str:
    """All stated amounts in one relation: what they are of (`subject`) and in which record and column they stand."""
    subjects = {
        "totals": "concat_ws(' ', r.scope, r.unit_name, coalesce(r.item, r.item_text), r.amount_year)",
        "changes": "concat_ws(' ', coalesce(r.item, r.item_text), r.from_year, r.to_year)",
        "listed_projects": "r.name",
        "statement_lines": (
            "concat_ws(' ', coalesce(r.statement, r.statement_title), r.side, r.code, r.name, "
            'coalesce(r."column", r.column_text))'
        ),
        "evaluation_funds": "coalesce(r.source, r.fund_source)",
    }
    parts = [
        f"SELECT '{dataset}' AS dataset, r.{DATASETS[dataset].key()} AS id, '{column}' AS \"column\", {subject} AS subject, "
        f"r.{column} AS amount_yuan, {_GROUP} AS owner, {_PLACE} FROM {{side}}_{dataset} r LEFT JOIN ({_OWNER}) d "
        f"USING (document_id) WHERE r.{column} IS NOT NULL"
        for dataset, subject in subjects.items()
        for column in _COLUMNS[dataset]
        if column.endswith("_yuan")
    ]
    return " UNION ALL ".join(parts)


_OF_CODE = _key("owner", "project_code")
_WHERE = ("fiscal_year", "region", "department")
_KINDS = (
    _Kind(
        "documents",
        "SELECT document_id AS id, * REPLACE (fiscal_year::SMALLINT AS fiscal_year, page_count::INTEGER AS page_count) "
        "FROM {side}_documents",
        (_key("source_path", "document_id"), "source_path", "document_id"),
        tuple(column for column in _COLUMNS["documents"]),
        ("source_path",),
        change="CASE WHEN o.document_id <> n.document_id THEN 'replaced' WHEN o.source_path <> n.source_path THEN 'moved' "
        "ELSE 'changed' END",
    ),
    _Kind(
        "projects",
        f'SELECT r.* EXCLUDE (page), project_id AS id, {_GROUP} AS owner, {_PLACE} '
        f"FROM {{side}}_projects r LEFT JOIN ({_OWNER}) d USING (document_id)",
        (
            f"CASE WHEN project_code IS NOT NULL THEN {_OF_CODE} END",
            _key("owner", "project_name", "budget_yuan"),
            _key("owner", "project_name"),
            "id",
        ),
        (
            "project_code", "project_name", "unit_name", "budget_yuan", "fiscal_funds_yuan", "other_funds_yuan",
            "carried_forward_yuan", *_WHERE,
        ),
        (*_WHERE, "project_code", "project_name", "source_path", "page"),
    ),
    _Kind(
        "amounts",
        _amounts(),
        (
            _key("dataset", "id", '"column"', "subject", "amount_yuan"),
            _key("dataset", "owner", '"column"', "subject", "amount_yuan"),
            _key("dataset", "owner", '"column"', "subject"),
            _key("dataset", "id", '"column"'),
        ),
        ("amount_yuan",),
        (*_WHERE, "dataset", "column", "subject", "source_path", "page"),
    ),
    _Kind(
        "checks",
        f"SELECT r.* EXCLUDE (explanation), check_id AS id, explanation, NULL AS page, {_PLACE.replace('r.page', 'NULL')}, "
        f"CASE WHEN r.document_id IS NULL THEN regexp_replace(check_id, '-k\\d+$', '') ELSE {_GROUP} END AS owner "
        f"FROM {{side}}_reconciliations r LEFT JOIN ({_OWNER}) d USING (document_id)",
        (
            _key("rule", "subject_id", "subject_name", "owner", "status", "explanation"),
            _key("rule", "subject_id", "subject_name", "owner", "status"),
            _key("rule", "subject_id", "subject_name", "owner"),
            _key("rule", "subject_name", "owner"),
            _key("rule", "subject_name", "coalesce(source_path, id)"),
        ),
        ("status",),
        (*_WHERE, "rule", "subject_id", "subject_name", "source_path", "explanation"),
        listed="change = 'changed' OR coalesce(n_status, o_status) = 'failed'",
    ),
    _Kind(
        "findings",
        f'SELECT r.* EXCLUDE (page), finding_id AS id, {_GROUP} AS owner, {_PLACE} '
        f"FROM {{side}}_findings r LEFT JOIN ({_OWNER}) d USING (document_id)",
        (
            _key("rule", "record_id", '"column"', "message", "owner"),
            _key("rule", '"column"', "message", "owner"),
            _key("rule", "record_id", '"column"', "owner"),
            _key("rule", "owner", "dataset", "record_id[17:]", '"column"'),
        ),
        ("severity",),
        (*_WHERE, "rule", "dataset", "record_id", "column", "message", "message_en", "source_path", "page"),
        gravest="list_position(['error', 'warning', 'info'], coalesce(n_severity, o_severity))",
    ),
)  # fmt: skip

_TOTALS = {
    "documents": "SELECT count(*) FROM {side}_documents",
    "projects": "SELECT count(*) FROM {side}_projects",
    "project_budgets_yuan": "SELECT sum(budget_yuan::DECIMAL(20, 2))::VARCHAR FROM {side}_projects",
    "indicators": "SELECT count(*) FROM {side}_indicators",
}


# --- How it is compared -------------------------------------------------------------------------------------------------


def _read(connection: duckdb.DuckDBPyConnection, release: Path, dataset: str, columns: Sequence[str]) -> str:
    """A query of these columns as text, money with two decimals; what the release does not have is null."""
    if not any((release / dataset).glob("*/*.parquet")):
        return "SELECT " + ", ".join(f'NULL::VARCHAR AS "{column}"' for column in columns) + " WHERE false"
    source = scan(release, dataset)
    known = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    return f"SELECT {', '.join(_column(column, column in known) for column in columns)} FROM {source}"


def _column(name: str, is_known: bool) -> str:
    value = "NULL" if not is_known else f'"{name}"::DECIMAL(20, 2)' if name.endswith("_yuan") else f'"{name}"'
    return f'{value}::VARCHAR AS "{name}"'


def _section(connection: duckdb.DuckDBPyConnection, kind: _Kind, limit: int | None) -> Section:
    for side in _SIDES:
        place = "source_path, id" if kind.name != "amounts" else 'source_path, id, dataset, "column"'
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {side} AS SELECT row_number() OVER (ORDER BY {place}) AS position, * "
            f"FROM ({kind.query.format(side=side)})"
        )
    connection.execute("CREATE OR REPLACE TEMP TABLE pairs (o BIGINT, n BIGINT)")
    for key in kind.keys:
        old, new = _unmatched("old", "o", key), _unmatched("new", "n", key)
        connection.execute(f"INSERT INTO pairs SELECT a.position, b.position FROM ({old}) a JOIN ({new}) b USING (key, nth)")
    columns = list(dict.fromkeys([*kind.compared, *kind.shown]))
    values = ", ".join(f'{side}."{column}" AS "{side}_{column}"' for side in "on" for column in columns)
    differs = " OR ".join(f'o."{column}" IS DISTINCT FROM n."{column}"' for column in kind.compared)
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW compared AS SELECT {values}, coalesce(n.position, o.position) AS position, "
        f"CASE WHEN o.position IS NULL THEN 'added' WHEN n.position IS NULL THEN 'gone' WHEN {differs} THEN {kind.change} "
        "ELSE 'same' END AS change FROM old o LEFT JOIN pairs ON pairs.o = o.position FULL JOIN new n ON n.position = pairs.n"
    )
    counts = {"added": 0, "gone": 0, "changed": 0, **({"replaced": 0, "moved": 0} if kind.name == "documents" else {}), "same": 0}
    counts |= dict(connection.execute("SELECT change, count(*) FROM compared GROUP BY 1").fetchall())
    return Section(counts, _items(connection, kind, columns, limit))


def _unmatched(side: str, letter: str, key: str) -> str:
    """The records of a side that have no pair yet, by key and by their turn among those of one key."""
    rest = f"SELECT position, {key} AS key FROM {side} WHERE position NOT IN (SELECT {letter} FROM pairs)"
    return (
        f"SELECT position, key, row_number() OVER (PARTITION BY key ORDER BY position) AS nth FROM ({rest}) WHERE key IS NOT NULL"
    )


def _items(connection: duckdb.DuckDBPyConnection, kind: _Kind, columns: list[str], limit: int | None) -> list[dict[str, Any]]:
    cursor = connection.execute(
        f"SELECT * FROM compared WHERE change <> 'same' AND ({kind.listed}) "
        f"ORDER BY list_position(['replaced', 'changed', 'added', 'gone', 'moved'], change), {kind.gravest}, position LIMIT ?",
        [2**31 if limit is None else limit],
    )
    names = [description[0] for description in cursor.description or ()]
    return [_item(kind, dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _item(kind: _Kind, row: dict[str, Any]) -> dict[str, Any]:
    change = row["change"]
    side = "o" if change == "gone" else "n"
    is_pair = change not in ("added", "gone")
    differing = [c for c in kind.compared if row[f"o_{c}"] != row[f"n_{c}"]]
    item = {"change": change, **{column: row[f"{side}_{column}"] for column in kind.shown}}
    if change != "added":
        item["before"] = {c: row[f"o_{c}"] for c in differing if is_pair or row[f"o_{c}"] is not None}
    if change != "gone":
        item["after"] = {c: row[f"n_{c}"] for c in differing if is_pair or row[f"n_{c}"] is not None}
    return item


def _both(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Any]:
    return [connection.execute(sql.format(side=side)).fetchall()[0][0] for side in _SIDES]


def _counted(connection: duckdb.DuckDBPyConnection, name: str, dataset: str, column: str) -> list[Total]:
    sql = f"SELECT {column}, count(*) FROM {{side}}_{dataset} GROUP BY 1"
    before, after = (dict(connection.execute(sql.format(side=side)).fetchall()) for side in _SIDES)
    return [Total(f"{name}:{value}", before.get(value, 0), after.get(value, 0)) for value in sorted({*before, *after})]


# --- What the packages say ----------------------------------------------------------------------------------------------


def _package(release: Path) -> dict[str, Any]:
    return json.loads((release / "datapackage.json").read_text(encoding="utf-8"))


def _rows(package: dict[str, Any], dataset: str) -> int | None:
    found = [resource["row_count"] for resource in package["resources"] if resource["dataset"] == dataset]
    return sum(found) if found else None


def _schema_changes(before: dict[str, Any], after: dict[str, Any]) -> list[SchemaChange]:
    old, new = _declared(before), _declared(after)
    changes: list[SchemaChange] = []
    for dataset in sorted({*old, *new}):
        if dataset not in old or dataset not in new:
            changes.append(SchemaChange(dataset, None, "added" if dataset in new else "dropped"))
            continue
        columns = [*new[dataset], *(name for name in old[dataset] if name not in new[dataset])]
        changes += _column_changes(dataset, old[dataset], new[dataset], columns)
    return changes


def _column_changes(dataset: str, old: dict[str, str], new: dict[str, str], columns: Iterable[str]) -> list[SchemaChange]:
    words = {(False, True): "added", (True, False): "dropped", (True, True): "changed"}
    return [
        SchemaChange(dataset, name, words[name in old, name in new], old.get(name), new.get(name))
        for name in columns
        if old.get(name) != new.get(name)
    ]


def _declared(package: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The declarations of a release: type and nullability by column and dataset."""
    return {
        resource["dataset"]: {
            field["name"]: field["arrow_type"] + (" not null" if field.get("constraints", {}).get("required") else "")
            for field in resource["schema"]["fields"]
        }
        for resource in package["resources"]
    }
