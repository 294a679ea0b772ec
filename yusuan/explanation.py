"""Where a figure comes from: a record of a release with the printed text, its cell and row, its checks and findings."""

from pathlib import Path
from typing import Any

import duckdb
import msgspec

from schemas import DATASETS
from yusuan.summary import scan


class Place(msgspec.Struct, frozen=True):
    """A place that a column's value was read from: a cell with its table row, or a span of the text with the lines it stands in.

    `row` holds the texts of the row's cells, or those lines, the first of which begins at `row_start` of the text. `box` is the
    cell's x0, top, x1, bottom in points, from the top left of its page; None where the source has no geometry.
    """

    column: str
    page: int | None
    printed: str
    cell_id: str | None = None
    row: list[str] = []
    box: tuple[float, float, float, float] | None = None
    text_start: int | None = None
    text_end: int | None = None
    row_start: int | None = None


class Explanation(msgspec.Struct, frozen=True):
    """A record and all that a release knows of its origin. `checks` and `findings` are rows of those datasets."""

    dataset: str
    record_id: str
    source_path: str
    record: dict[str, Any]
    places: list[Place]
    checks: list[dict[str, Any]]
    findings: list[dict[str, Any]]


def explain(release: Path, record_id: str, column: str | None = None) -> Explanation:
    """The origin of a record, or of one of its columns. Raises KeyError, with a reason for people, if there is no such record."""
    with duckdb.connect() as connection:

        def rows(sql: str, dataset: str, *values: Any) -> list[dict[str, Any]]:
            if not any((release / dataset).glob("*/*.parquet")):
                return []  # a release of older code
            cursor = connection.execute(sql.format(scan(release, dataset)), values)
            names = [description[0] for description in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

        dataset, record = _find(rows, record_id)
        if column is not None and column not in record:
            raise KeyError(f"{dataset} 没有字段 {column}，可选：{', '.join(record)}")
        documents = rows("select * from {} where document_id = ?", "documents", record.get("document_id"))
        return Explanation(
            dataset,
            record_id,
            documents[0]["source_path"] if documents else "",
            record if column is None else {column: record[column]},
            _places(rows, record_id, column),
            _checks(rows, record_id, column),
            [
                finding
                for finding in rows("select * from {} where record_id = ? order by finding_id", "findings", record_id)
                if column is None or finding["column"] in (column, None)
            ],
        )


def _find(rows: Any, record_id: str) -> tuple[str, dict[str, Any]]:
    for name, model in DATASETS.items():
        found = rows(f"select * from {{}} where {model.key()} = ?", name, record_id)
        if found:
            return name, found[0]
    raise KeyError(f"发布的数据里没有记录 {record_id}")


def _places(rows: Any, record_id: str, column: str | None) -> list[Place]:
    places = []
    for trace in rows("select * from {} where record_id = ? order by lineage_id", "lineage", record_id):
        if column is not None and trace["column"] != column:
            continue
        if trace["cell_id"] is not None:
            places += _cell(rows, trace)
        else:
            places += _span(rows, trace)
    return places


def _cell(rows: Any, trace: dict[str, Any]) -> list[Place]:
    found = rows("select * from {} where cell_id = ?", "cells", trace["cell_id"])
    if not found:
        return []
    cell = found[0]
    neighbours = rows(
        'select text from {} where document_id = ? and "table" = ? and "row" = ? order by "column"',
        "cells", cell["document_id"], cell["table"], cell["row"],
    )  # fmt: skip
    row = [neighbour["text"] or "" for neighbour in neighbours]
    edges = tuple(cell[edge] for edge in ("x0", "top", "x1", "bottom"))
    box = None if None in edges else edges
    return [Place(trace["column"], cell["page"], cell["text"] or "", trace["cell_id"], row, box)]


def _span(rows: Any, trace: dict[str, Any]) -> list[Place]:
    start, end = trace["text_start"], trace["text_end"]
    paragraphs = rows(
        "select * from {} where document_id = ? and text_start < ? and text_start + length(text) > ? order by text_start",
        "paragraphs", trace["document_id"], end, start,
    )  # fmt: skip
    printed = "".join(
        paragraph["text"][max(start - paragraph["text_start"], 0) : end - paragraph["text_start"]] for paragraph in paragraphs
    )
    page = paragraphs[0]["page"] if paragraphs else None
    lines = [paragraph["text"] for paragraph in paragraphs]
    return [
        Place(
            trace["column"],
            page,
            printed,
            row=lines,
            text_start=start,
            text_end=end,
            row_start=paragraphs[0]["text_start"] if paragraphs else None,
        )
    ]


def _checks(rows: Any, record_id: str, column: str | None) -> list[dict[str, Any]]:
    """The checks that compared a value of the record, or that were about it."""
    compared = rows('select check_id, "column" from {} where record_id = ?', "check_operands", record_id)
    ids = sorted({row["check_id"] for row in compared if column is None or row["column"] in (column, None)})
    if not ids:
        return []
    return rows(f"select * from {{}} where check_id in ({', '.join('?' * len(ids))}) order by check_id", "reconciliations", *ids)
