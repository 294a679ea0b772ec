"""Two releases beside each other: documents, projects, amounts, checks and findings that came, went or changed.

Records are matched by what stays the same when a file is replaced or the code gets better: a project by its code (else its name)
within department and year, an amount or another figure by what it is of, a check by its rule and subject; by the record's id
only where those fail.
Nothing in here depends on when or where it runs. Which records and columns these are is `compared.py`, how it is told to people
`change_notes.py`.
"""

import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from schemas import DATASETS
from yusuan.compared import COLUMNS, KINDS, OWNERS, TOTALS, Kind
from yusuan.summary import scan

_SIDES = ("old", "new")
_LIMITS = {"memory_limit": "1GB", "threads": 2}  # a release of a thousand documents holds half a million amounts


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
    figures: Section
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
            for dataset, columns in COLUMNS.items():
                connection.execute(f"CREATE VIEW {side}_{dataset} AS {_read(connection, release, dataset, columns)}")
            connection.execute(f"CREATE TEMP TABLE {side}_owners AS {OWNERS.format(side=side)}")
        sections = {kind.name: _section(connection, kind, limit) for kind in KINDS}
        totals = [Total(name, *_both(connection, sql)) for name, sql in TOTALS.items()]
        totals += _counted(connection, "checks", "reconciliations", "status") + _counted(
            connection, "findings", "findings", "severity"
        )
    ids = [str(package["id"]) for package in packages]
    rows = [Total(dataset, *(_rows(package, dataset) for package in packages)) for dataset in DATASETS]
    return Comparison(*ids, totals, **sections, rows=rows, schema=_schema_changes(*packages))


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


def _section(connection: duckdb.DuckDBPyConnection, kind: Kind, limit: int | None) -> Section:
    for side in _SIDES:
        place = 'source_path, id, dataset, "column"' if kind.name in ("amounts", "figures") else "source_path, id"
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
    return Section(counts, _items(connection, kind, limit))


def _unmatched(side: str, letter: str, key: str) -> str:
    """The records of a side that have no pair yet, by key and by their turn among those of one key."""
    rest = f"SELECT position, {key} AS key FROM {side} WHERE position NOT IN (SELECT {letter} FROM pairs)"
    return (
        f"SELECT position, key, row_number() OVER (PARTITION BY key ORDER BY position) AS nth FROM ({rest}) WHERE key IS NOT NULL"
    )


def _items(connection: duckdb.DuckDBPyConnection, kind: Kind, limit: int | None) -> list[dict[str, Any]]:
    cursor = connection.execute(
        f"SELECT * FROM compared WHERE change <> 'same' AND ({kind.listed}) "
        f"ORDER BY list_position(['replaced', 'changed', 'added', 'gone', 'moved'], change), {kind.gravest}, position LIMIT ?",
        [2**31 if limit is None else limit],
    )
    names = [description[0] for description in cursor.description or ()]
    return [_item(kind, dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _item(kind: Kind, row: dict[str, Any]) -> dict[str, Any]:
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
