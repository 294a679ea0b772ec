"""Records -> typed Arrow tables; what breaks its schema goes whole into `quarantine`, the rest goes on.

Two gates. `to_tables` lets in only values of the declared type, exactly (no float becomes money, no decimal is rounded, no
number is cut); `validate` then runs the declared checks of `schemas/`, once a dataset for a whole batch of documents, and by
Arrow alone where nothing breaks them (`constraints.py`). Between them and in the artifacts a table is as `relaxed` says:
declared types, everything nullable.

`quarantine` has one row a record, with the first of its failures in the order of columns. Records that refer to a quarantined
one (a project's indicators, its lineage) stay, for they are right themselves: an id that is in no dataset is a `record_id` of
`quarantine`. The row of `documents` never vanishes: what broke in it is blanked, and its status is partial.

Not in here: whether figures agree (`reconcile/`), how a release is written (`release.py`).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import pandas as pd
import pandera.pandas as pa_pandas
import pyarrow as pa
import pyarrow.compute as pc
from pandera.errors import SchemaErrors

from schemas import DATASETS
from schemas.columns import YEARS
from yusuan.constraints import constraints_of, keeps
from yusuan.document import Document, cell_place
from yusuan.records import Records
from yusuan.typed import Tables, exact_array, relaxed

_DOCUMENT_ID = re.compile(r"[0-9a-f]{16}")
_REASONS_SHOWN = 3


class Failure(NamedTuple):
    """Why a record is not let in: the column, the check that it broke, and the value that broke it, as text."""

    column: str | None
    check: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Validated:
    """The tables of a document that keep to their schema, `quarantine` among them; `counts` are rows by dataset."""

    tables: Tables
    counts: dict[str, int]


# --- From records to tables ---------------------------------------------------------------------------------------------


def tables_of(records: Records, document: Document) -> Tables:
    """Everything that is published of a parsed document: its records, the row of `documents`, its cells and paragraphs.

    `document` is the document as it was read, its tables not joined. `source_path` and `byte_size` are null: they belong to
    the raw folder, and `release` gets them from its catalogue.
    """
    year = records.document.get("fiscal_year")
    tables, broken = _tabulate(rows_of(records, document))
    cells, broken_cells = _tabulate_columns("cells", cell_columns(document, year))
    return _with_quarantine({**tables, "cells": cells}, broken + broken_cells, document.document_id)


def to_tables(rows: Mapping[str, Sequence[Mapping[str, Any]]], owner: str) -> Tables:
    """Rows of plain values by dataset as Arrow tables; a row with a value that its column cannot hold goes to `quarantine`.

    `owner` begins the ids of the quarantine: the document's id, or the department's for checks over documents. A blank text
    becomes null. Raises KeyError for a dataset that is not declared.
    """
    tables, broken = _tabulate(rows)
    return _with_quarantine(tables, broken, owner)


def rows_of(records: Records, document: Document) -> dict[str, list[dict[str, Any]]]:
    """The records with their fiscal year, the row of `documents` and the paragraphs; cells are `cell_columns`."""
    year = records.document.get("fiscal_year")
    rows = {dataset: [{**row, "fiscal_year": year} for row in found] for dataset, found in records.rows.items()}
    return {**rows, "documents": [_document_row(records, document)], "paragraphs": _paragraph_rows(document, year)}


def cell_columns(document: Document, fiscal_year: int | None) -> dict[str, list[Any]]:
    """The columns of `cells`: lists, not rows, for a document may have 20,000."""
    found = [(table, cell) for table in document.tables() for cell in table.cells]
    owner = document.document_id
    places = [cell.sources[0] if cell.sources else cell_place(table.index, cell.row, cell.column) for table, cell in found]
    boxes = [cell.box for _, cell in found]
    return {
        "cell_id": [f"{owner}-{place}" for place in places],
        "document_id": [owner] * len(found),
        "fiscal_year": [fiscal_year] * len(found),
        "page": [table.page if cell.page is None else cell.page for table, cell in found],
        "table": [table.index for table, _ in found],
        "row": [cell.row for _, cell in found],
        "column": [cell.column for _, cell in found],
        "row_span": [cell.row_span for _, cell in found],
        "column_span": [cell.column_span for _, cell in found],
        **{edge: [None if box is None else getattr(box, edge) for box in boxes] for edge in ("x0", "top", "x1", "bottom")},
        "text": [cell.text for _, cell in found],
        "confidence": [cell.confidence for _, cell in found],
    }


def _paragraph_rows(document: Document, fiscal_year: int | None) -> list[dict[str, Any]]:
    return [
        {
            "paragraph_id": f"{document.document_id}-a{ordinal:04d}",
            "document_id": document.document_id,
            "fiscal_year": fiscal_year,
            "page": paragraph.page,
            "ordinal": ordinal,
            "text_start": paragraph.start,
            "text": paragraph.text,
        }
        for ordinal, paragraph in enumerate(document.paragraphs(), 1)
        if paragraph.text.strip()
    ]


def _document_row(records: Records, document: Document) -> dict[str, Any]:
    unread = [
        finding["message"]
        for finding in records.rows.get("findings", ())
        if finding["rule"].startswith("extraction.") and finding["severity"] in ("error", "warning")
    ]
    return {
        "form": "unknown",
        **records.document,
        "document_id": document.document_id,
        "sha256": document.sha256,
        "media_type": document.media_type,
        "page_count": document.page_count,
        "status": "partial" if unread else "parsed",
        "status_reason": _partial_reason(unread),
        "reader": document.reader,
    }


def _partial_reason(messages: Sequence[str]) -> str | None:
    if not messages:
        return None
    distinct = list(dict.fromkeys(message.rstrip("。") for message in messages))
    more = "……" if len(distinct) > _REASONS_SHOWN else ""
    return f"{len(messages)}处未能完整读取：{'；'.join(distinct[:_REASONS_SHOWN])}{more}"


# --- Values of the declared type, exactly -------------------------------------------------------------------------------

_Broken = tuple[str, dict[str, Any], list[Failure]]  # dataset, the record, why


def _tabulate(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[Tables, list[_Broken]]:
    tables, broken = {}, []
    for dataset, found in rows.items():
        names = relaxed(dataset).names
        declared = set(names)
        kept = []
        for row in found:
            unknown = [name for name in row if name not in declared]
            if unknown:
                broken.append((dataset, dict(row), [Failure(name, "declared", _text(row[name])) for name in unknown]))
            if not unknown or dataset == "documents":
                kept.append(row)
        tables[dataset], failed = _tabulate_columns(dataset, {name: [row.get(name) for row in kept] for name in names})
        broken += failed
    return tables, broken


def _tabulate_columns(dataset: str, columns: Mapping[str, list[Any]]) -> tuple[pa.Table, list[_Broken]]:
    """The table of the columns without the rows that hold a value not of its column's type, and those rows."""
    arrays, failures = [], {}
    for field in relaxed(dataset):
        array, failed = exact_array(columns[field.name], field.type)
        arrays.append(array)
        for index, value in failed.items():
            failures.setdefault(index, []).append(Failure(field.name, f"type {field.type}", _text(value)))
    table = pa.table(arrays, schema=relaxed(dataset))
    broken = [(dataset, {name: values[i] for name, values in columns.items()}, failures[i]) for i in sorted(failures)]
    return _without(table, failures, dataset), broken


# --- The declared checks ------------------------------------------------------------------------------------------------


def validate(tables_by_document: Mapping[str, Tables]) -> dict[str, Validated]:
    """The tables of a batch of documents after the declared checks, by document; the result does not depend on the batch.

    The keys are document ids, or ids of departments for checks over documents. Every record's id must begin with the id of
    the document that it is from.
    """
    tables = {owner: dict(found) for owner, found in tables_by_document.items()}
    broken: dict[str, list[_Broken]] = {owner: [] for owner in tables}
    for dataset in (name for name in DATASETS if name != "quarantine"):
        present = {owner: found[dataset] for owner, found in tables.items() if dataset in found}
        for owner, failures in _failures(dataset, present).items():
            table = present[owner]
            records = table.take(pa.array(sorted(failures), pa.int64())).to_pylist()
            broken[owner] += [(dataset, row, failures[i]) for i, row in zip(sorted(failures), records, strict=True)]
            tables[owner][dataset] = _without(table, failures, dataset)
    return {owner: _finish(found, broken[owner], owner) for owner, found in tables.items()}


def _failures(dataset: str, tables: Mapping[str, pa.Table]) -> dict[str, dict[int, list[Failure]]]:
    """What breaks the schema: by owner, by row of its table."""
    tables = {owner: table for owner, table in tables.items() if table.num_rows}
    other = {owner: failure for owner, table in tables.items() if (failure := _schema_failure(dataset, table))}
    result = {owner: {i: [failure] for i in range(tables.pop(owner).num_rows)} for owner, failure in other.items()}
    if not tables:
        return result
    try:
        found = _checked(dataset, pa.concat_tables(tables.values()))
    except _FrameFailure as frame:
        if len(tables) == 1:
            return result | {owner: {i: [frame.failure] for i in range(table.num_rows)} for owner, table in tables.items()}
        for owner, table in tables.items():  # which document it is shows when each is checked alone
            result |= _failures(dataset, {owner: table})
        return result
    offset = 0
    for owner, table in tables.items():
        rows = {i - offset: failures for i, failures in found.items() if offset <= i < offset + table.num_rows}
        for i, name in _foreign(dataset, table, owner):
            rows.setdefault(i, []).append(Failure(DATASETS[dataset].key(), "id_of_document", name))
        if rows:
            result[owner] = rows
        offset += table.num_rows
    return result


def _schema_failure(dataset: str, table: pa.Table) -> Failure | None:
    """The first column that differs from the declaration (an artifact of older code), if any does."""
    if table.schema.equals(relaxed(dataset)):
        return None
    declared, present = (dict(zip(schema.names, schema.types, strict=True)) for schema in (relaxed(dataset), table.schema))
    name = next((name for name in declared | present if declared.get(name) != present.get(name)), None)
    return Failure(name, "schema", _text(present.get(name)))


class _FrameFailure(Exception):
    """pandera's failure names no row: a check could not be run."""

    def __init__(self, failure: Failure):
        super().__init__(failure)
        self.failure = failure


def _checked(dataset: str, table: pa.Table) -> dict[int, list[Failure]]:
    """pandera's failures by row, in the order of columns. Raises _FrameFailure."""
    if keeps(table, _limits(dataset)):
        return {}
    frame = table.to_pandas(types_mapper=pd.ArrowDtype)
    try:
        _schema(dataset).validate(frame, lazy=True)
    except SchemaErrors as error:
        order = {name: i for i, name in enumerate(relaxed(dataset).names)}
        cases = error.failure_cases[["column", "check", "failure_case", "index"]].itertuples(index=False)
        failures: dict[int, list[Failure]] = {}
        for column, check, value, index in cases:
            failure = Failure(str(column), str(check), _text(value))
            if pd.isna(index):
                raise _FrameFailure(failure) from None
            failures.setdefault(int(index), []).append(failure)
        return {i: sorted(found, key=lambda f: (order[f.column], f.check)) for i, found in sorted(failures.items())}
    return {}


@cache
def _schema(dataset: str) -> pa_pandas.DataFrameSchema:
    """The declared schema; for `documents` without what only the raw folder knows."""
    schema = DATASETS[dataset].to_schema()
    return schema.update_column("source_path", nullable=True, unique=False) if dataset == "documents" else schema


@cache
def _limits(dataset: str) -> dict[str, dict[str, Any]]:
    return constraints_of(_schema(dataset))


def _foreign(dataset: str, table: pa.Table, owner: str) -> list[tuple[int, str]]:
    """Rows whose id is not one of this document: with them the same id could come from two documents."""
    if not _DOCUMENT_ID.fullmatch(owner):
        return []
    ids = table[DATASETS[dataset].key()]
    mine = pc.equal(ids, owner) if dataset == "documents" else pc.starts_with(ids, f"{owner}-")
    mine = pc.and_(mine, pc.equal(table["document_id"], owner))
    if pc.all(mine, min_count=0).as_py():
        return []
    return [(i, ids[i].as_py()) for i, own in enumerate(mine.to_pylist()) if own is False]


# --- Quarantine ---------------------------------------------------------------------------------------------------------


def _without(table: pa.Table, failures: Mapping[int, Sequence[Failure]], dataset: str) -> pa.Table:
    """The table without the rows that failed; in `documents` with their failed columns blanked instead."""
    if not failures:
        return table
    if dataset == "documents":
        rows = table.to_pylist()
        for i, found in failures.items():
            rows[i] |= {failure.column: None for failure in found} | {"form": rows[i]["form"], "status": "partial"}
            if any(failure.column == "form" for failure in found):
                rows[i]["form"] = "unknown"
        return pa.Table.from_pylist(rows, relaxed(dataset))
    if len(failures) == table.num_rows:
        return relaxed(dataset).empty_table()
    return table.filter(pa.array([i not in failures for i in range(table.num_rows)], pa.bool_()))


def _with_quarantine(tables: Tables, broken: Sequence[_Broken], owner: str) -> Tables:
    if not broken:
        return tables
    before = tables.get("quarantine")
    first = 1 + (before.num_rows if before is not None else 0)
    rows = [_quarantine_row(found, f"{owner}-q{number:03d}") for number, found in enumerate(broken, first)]
    table = pa.Table.from_pylist(rows, relaxed("quarantine"))
    return {**tables, "quarantine": table if before is None else pa.concat_tables([before, table])}


def _quarantine_row(broken: _Broken, quarantine_id: str) -> dict[str, Any]:
    dataset, record, failures = broken
    failure = failures[0]
    record_id, document_id, year = (record.get(name) for name in (DATASETS[dataset].key(), "document_id", "fiscal_year"))
    return {
        "quarantine_id": quarantine_id,
        "document_id": document_id if isinstance(document_id, str) and _DOCUMENT_ID.fullmatch(document_id) else None,
        "fiscal_year": year if type(year) is int and year in YEARS else None,
        "dataset": dataset,
        "record_id": _text(record_id),
        "column": failure.column,
        "check": failure.check,
        "failure": failure.value,
        "record": _encodable(json.dumps(record, ensure_ascii=False, default=str)),
    }


def _finish(tables: Tables, broken: Sequence[_Broken], owner: str) -> Validated:
    tables = _with_quarantine(tables, broken, owner)
    count = tables["quarantine"].num_rows if "quarantine" in tables else 0
    if count and "documents" in tables:
        tables["documents"] = _as_partial(tables["documents"], count)
    return Validated(tables, {name: tables[name].num_rows for name in DATASETS if name in tables})


def _as_partial(documents: pa.Table, quarantined: int) -> pa.Table:
    reason = f"{quarantined}条记录不合数据规范，已隔离（quarantine）"
    rows = [
        {**row, "status": "partial", "status_reason": "；".join(filter(None, [row["status_reason"], reason]))}
        for row in documents.to_pylist()
    ]
    return pa.Table.from_pylist(rows, documents.schema)


def _text(value: Any) -> str | None:
    return None if value is None or value is pd.NA else _encodable(str(value))


def _encodable(text: str) -> str:
    """The text with what UTF-8 cannot hold (lone surrogates of a broken PDF) written as an escape."""
    return text.encode("utf-8", "backslashreplace").decode()
