"""What users see of validation: exact types, a quarantine that keeps records whole, results that do not depend on the batch."""

import json
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from schemas import DATASETS
from yusuan.document import Box, Cell, Document, Paragraph, Table
from yusuan.readers import text
from yusuan.records import Records, in_cells
from yusuan.typed import decode_tables, encode_tables, merge, relaxed
from yusuan.validate import tables_of, to_tables, validate

ONE, TWO = "0123456789abcdef", "fedcba9876543210"


def project(owner: str = ONE, place: str = "p01", **values):
    base = {
        "project_id": f"{owner}-{place}",
        "document_id": owner,
        "fiscal_year": 2024,
        "title": "一、某项目绩效目标表",
        "project_code_check": "not_applicable",
        "project_name": "某项目",
        "budget_yuan": Decimal("30000.00"),
        "printed_unit": "万元",
        "printed_decimals": 2,
    }
    return base | values


def quarantine_of(rows: dict, owner: str = ONE) -> list[dict]:
    tables = validate({owner: to_tables(rows, owner)})[owner].tables
    return tables["quarantine"].to_pylist() if "quarantine" in tables else []


def test_values_keep_their_declared_type_exactly():
    rows = {
        "projects": [project(budget_yuan=Decimal("123456789012345678.90"))],
        "spending_plans": [
            {
                "plan_id": f"{ONE}-p01-d01",
                "document_id": ONE,
                "fiscal_year": 2024,
                "project_id": f"{ONE}-p01",
                "due_date": date(2024, 3, 31),
                "cumulative_percent": Decimal("25"),
            }
        ],
    }
    tables = validate({ONE: to_tables(rows, ONE)})[ONE].tables
    assert tables["projects"].schema == relaxed("projects")
    assert tables["projects"]["budget_yuan"].to_pylist() == [Decimal("123456789012345678.90")]
    assert tables["spending_plans"]["due_date"].to_pylist() == [date(2024, 3, 31)]
    assert "quarantine" not in tables


@pytest.mark.parametrize(
    ("values", "column", "check", "failure"),
    [
        ({"budget_yuan": 30000.0}, "budget_yuan", "type decimal128(20, 2)", "30000.0"),
        ({"budget_yuan": "30000"}, "budget_yuan", "type decimal128(20, 2)", "30000"),
        ({"budget_yuan": Decimal("0.001")}, "budget_yuan", "type decimal128(20, 2)", "0.001"),
        ({"budget_yuan": Decimal("1e18")}, "budget_yuan", "type decimal128(20, 2)", "1E+18"),
        ({"budget_yuan": Decimal("NaN")}, "budget_yuan", "type decimal128(20, 2)", "NaN"),
        ({"printed_decimals": True}, "printed_decimals", "type int8", "True"),
        ({"printed_decimals": Decimal("1.5")}, "printed_decimals", "type int8", "1.5"),
        ({"fiscal_year": 70000}, "fiscal_year", "type int16", "70000"),
        ({"unit_name": 7}, "unit_name", "type string", "7"),
        ({"unit_name": "\ud800"}, "unit_name", "type string", "\\ud800"),
        ({"budget": 1}, "budget", "declared", "1"),
        ({"title": None}, "title", "not_nullable", None),
        ({"title": " "}, "title", "not_nullable", None),
        ({"printed_unit": "千元"}, "printed_unit", "isin(('元', '万元', '亿元'))", "千元"),
        ({"unit_code": "32300"}, "unit_code", r"str_matches('^\d{6}$')", "32300"),
        ({"page": 0}, "page", "greater_than_or_equal_to(1)", "0"),
        ({"project_id": f"{TWO}-p01"}, "project_id", "id_of_document", f"{TWO}-p01"),
    ],
)
def test_a_record_that_breaks_its_schema_is_kept_whole(values, column, check, failure):
    rows = {"projects": [project(place="p00"), project(**values), project(place="p02")]}
    validated = validate({ONE: to_tables(rows, ONE)})[ONE]
    assert validated.tables["projects"]["project_id"].to_pylist() == [f"{ONE}-p00", f"{ONE}-p02"]
    (found,) = validated.tables["quarantine"].to_pylist()
    assert (found["column"], found["check"], found["failure"]) == (column, check, failure)
    assert (found["quarantine_id"], found["dataset"], found["record_id"]) == (
        f"{ONE}-q001",
        "projects",
        values.get("project_id", f"{ONE}-p01"),
    )
    assert json.loads(found["record"])["project_name"] == "某项目"
    assert validated.counts == {"projects": 2, "quarantine": 1}


def test_decimals_of_a_quarantined_record_are_written_as_text():
    (found,) = quarantine_of({"projects": [project(printed_unit="千元", budget_yuan=Decimal("0.10"))]})
    assert json.loads(found["record"])["budget_yuan"] == "0.10"


def test_of_records_with_one_id_none_is_preferred():
    found = quarantine_of({"projects": [project(), project(project_name="另一项目"), project(place="p02")]})
    assert [(row["check"], json.loads(row["record"])["project_name"]) for row in found] == [
        ("field_uniqueness", "某项目"),
        ("field_uniqueness", "另一项目"),
    ]


def test_several_failures_are_one_record_and_both_gates_number_on():
    rows = {"projects": [project(budget_yuan=1.5), project(place="p02", title=None, printed_unit="千元")]}
    found = quarantine_of(rows)
    assert [(row["quarantine_id"], row["column"]) for row in found] == [(f"{ONE}-q001", "budget_yuan"), (f"{ONE}-q002", "title")]


def test_the_result_does_not_depend_on_the_batch():
    one = to_tables({"projects": [project(), project(place="p02", page=0)]}, ONE)
    two = to_tables({"projects": [project(TWO), project(TWO, "p02", title=None)]}, TWO)
    together = validate({ONE: one, TWO: two})
    assert together == {**validate({TWO: two}), **validate({ONE: one})}
    assert {owner: found.counts for owner, found in together.items()} == {
        ONE: {"projects": 1, "quarantine": 1},
        TWO: {"projects": 1, "quarantine": 1},
    }


def test_a_table_without_a_declared_column_is_quarantined_for_its_document_alone():
    old = {"projects": to_tables({"projects": [project(TWO)]}, TWO)["projects"].drop_columns(["page"])}
    new = to_tables({"projects": [project()]}, ONE)
    found = validate({TWO: old, ONE: new})
    assert found[ONE].counts == {"projects": 1}
    assert found[TWO].counts == {"projects": 0, "quarantine": 1}
    assert found[TWO].tables["quarantine"].select(["column", "check"]).to_pylist() == [{"column": "page", "check": "schema"}]


def test_checks_over_documents_have_no_document():
    row = {
        "check_id": "130529-323-2024-D2",
        "document_id": None,
        "fiscal_year": 2024,
        "rule": "D2",
        "scope": "department",
        "measure": "yuan",
        "status": "exact",
        "explanation": "相符",
    }
    rows = {"reconciliations": [row, {**row, "check_id": "130529-323-2024-D1", "status": "passed"}]}
    validated = validate({"130529-323-2024": to_tables(rows, "130529-323-2024")})["130529-323-2024"]
    assert validated.counts == {"reconciliations": 1, "quarantine": 1}
    assert validated.tables["quarantine"]["quarantine_id"].to_pylist() == ["130529-323-2024-q001"]


def document() -> Document:
    cells = (
        Cell(0, 0, "预算数", box=Box(1.0, 2.0, 3.5, 4.25), page=2, sources=("t001-r000-c00",)),
        Cell(0, 1, " \n", sources=("t001-r000-c01",)),
    )
    blocks = (Paragraph("一、某项目", 0, 1), Paragraph("  ", 6, 1), Table(1, 1, 2, cells, page=1), Paragraph("完", 9, 2))
    return Document(ONE + "0" * 48, "application/pdf", "pdf", 2, blocks)


def records(**known) -> Records:
    made = Records(ONE, {"form": "performance_text", "fiscal_year": 2024, "title": "绩效文本", **known})
    values = {key: value for key, value in project().items() if key not in ("project_id", "document_id", "fiscal_year")}
    (table,) = document().tables()
    made.add("projects", "project_id", "p01", values, {"budget_yuan": in_cells(table.cells[0])})
    return made


def test_a_parsed_document_comes_with_its_cells_paragraphs_and_lineage():
    validated = validate({ONE: tables_of(records(), document())})[ONE]
    assert validated.counts == {"documents": 1, "projects": 1, "cells": 2, "paragraphs": 2, "lineage": 1}
    tables = validated.tables
    first, blank = tables["cells"].to_pylist()
    assert (first["cell_id"], first["page"], first["x1"], first["text"]) == (f"{ONE}-t001-r000-c00", 2, 3.5, "预算数")
    assert (blank["page"], blank["x0"], blank["text"]) == (1, None, None)
    assert tables["lineage"]["cell_id"].to_pylist() == [first["cell_id"]]
    assert [(row["paragraph_id"], row["ordinal"], row["text_start"]) for row in tables["paragraphs"].to_pylist()] == [
        (f"{ONE}-a0001", 1, 0),
        (f"{ONE}-a0003", 3, 9),
    ]
    assert {year for table in tables.values() for year in table["fiscal_year"].to_pylist()} == {2024}
    (row,) = tables["documents"].to_pylist()
    assert (row["status"], row["status_reason"], row["source_path"]) == ("parsed", None, None)


def test_a_document_with_unread_parts_is_partial_and_says_so():
    made = records()
    made.find("extraction.page_without_text", "warning", "第2页没有文字。", "Page 2 has no text.", page=2)
    made.find("extraction.note", "info", "表一为空表。", "Table 1 is empty.")
    (row,) = validate({ONE: tables_of(made, document())})[ONE].tables["documents"].to_pylist()
    assert (row["status"], row["status_reason"]) == ("partial", "1处未能完整读取：第2页没有文字")


@pytest.mark.parametrize("known", [{"region_code": "13"}, {"is_draft": "是"}, {"form": "novel"}, {"pages": 3}])
def test_the_row_of_a_document_never_vanishes(known):
    validated = validate({ONE: tables_of(records(**known), document())})[ONE]
    (row,) = validated.tables["documents"].to_pylist()
    assert (row["document_id"], row["status"], row["title"]) == (ONE, "partial", "绩效文本")
    assert row["status_reason"] == "1条记录不合数据规范，已隔离（quarantine）"
    assert validated.counts["quarantine"] == 1
    assert validate({ONE: validated.tables})[ONE].counts["quarantine"] == 1


def test_a_quarantined_record_makes_its_document_partial():
    made = records()
    made.rows["projects"][0]["printed_unit"] = "千元"
    validated = validate({ONE: tables_of(made, document())})[ONE]
    assert validated.tables["documents"]["status"].to_pylist() == ["partial"]
    assert validated.counts["lineage"] == 1


def test_tables_survive_as_bytes_and_the_same_tables_are_the_same_bytes():
    tables = tables_of(records(), document())
    payload = encode_tables(tables)
    again = decode_tables(payload)
    assert again == {name: table for name, table in tables.items() if table.num_rows}
    assert encode_tables(dict(reversed(again.items()))) == payload
    assert decode_tables(payload, only=["cells", "units"]) == {"cells": tables["cells"]}


def test_parts_are_merged_dataset_by_dataset():
    parts = to_tables({"projects": [project()]}, ONE), to_tables({"projects": [project(place="p02")], "units": []}, ONE)
    merged = merge(*parts)
    assert merged["projects"]["project_id"].to_pylist() == [f"{ONE}-p01", f"{ONE}-p02"]
    assert list(merged) == ["units", "projects"]


def test_the_quarantines_of_parts_are_numbered_on():
    parts = [to_tables({"projects": [project(page=0.5)]}, ONE), to_tables({"findings": [{"severity": 1}]}, ONE)]
    assert merge(*parts)["quarantine"]["quarantine_id"].to_pylist() == [f"{ONE}-q001", f"{ONE}-q002"]


def test_every_quarantine_keeps_to_its_own_schema():
    tables = to_tables({"projects": [project(page=0.5)]}, ONE)
    DATASETS["quarantine"].validate(tables["quarantine"].to_pandas(types_mapper=pd.ArrowDtype), lazy=True)


def test_samples_without_a_form_still_give_cells_and_paragraphs(raw: Path):
    for path in sorted(raw.glob("*.txt")):
        read = text.read(path, "0" * 64)
        validated = validate({read.document_id: tables_of(Records(read.document_id), read)})[read.document_id]
        assert "quarantine" not in validated.tables
        assert validated.counts["cells"] + validated.counts["paragraphs"] > 50


def test_ten_thousand_records_and_a_hundred_thousand_cells_take_seconds():
    rows = {"projects": [project(place=f"p{i:05d}") for i in range(10_000)]}
    cells = tuple(
        Cell(row, column, "935.00", sources=(f"t001-r{row:04d}-c{column:02d}",)) for row in range(10_000) for column in range(10)
    )
    big = Document(ONE + "0" * 48, "text/plain", "text", None, (Table(1, 10_000, 10, cells),))
    start = time.perf_counter()
    tables = merge(to_tables(rows, ONE), tables_of(Records(ONE), big))
    validated = validate({ONE: tables})[ONE]
    assert validated.counts["cells"] == 100_000
    assert time.perf_counter() - start < 10
