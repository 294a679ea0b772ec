"""The views of a release as BI tools meet them: declared types, relative paths, departments by year with nothing made up."""

import hashlib
import os
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from schemas import DATASETS
from yusuan import views
from yusuan.release import publish
from yusuan.validate import to_tables, validate

YUAN = {"printed_unit": "元", "printed_decimals": 2}


def document(number: str, department: str, year: int | None = 2024, form: str = "budget_disclosure", **made):
    """A document and its tables. `lines`: (statement, item, column, amount); `totals`: (item, amount); `projects`: (name,
    amount); `checks`: outcomes; `facts`: further columns of the document itself."""
    document_id = number * 16
    facts = {"document_id": document_id, "fiscal_year": year, "form": form, "department_name": department, "region_name": "某县"}
    facts |= {"status": "parsed", "sha256": number * 64, "source_path": f"{number}.txt", "media_type": "text/plain"}
    facts |= {"byte_size": 1, **made.get("facts", {})}

    def rows(dataset: str, name: str, values) -> list[dict]:
        key = DATASETS[dataset].key()
        place = {"document_id": document_id, "fiscal_year": year}
        return [
            {key: f"{document_id}-{dataset[0]}{n:02d}", **place, **values(*each)} for n, each in enumerate(made.get(name, ()), 1)
        ]

    tables = {
        "documents": [facts],
        "statement_lines": rows("statement_lines", "lines", lambda statement, item, column, amount: {
            "statement": statement, "statement_title": "表", "line_number": 1, "item": item, "column": column,
            "column_text": "决算数" if statement.startswith("final") else "预算数", "name": item, "amount_yuan": amount, **YUAN}),
        "totals": rows("totals", "totals", lambda item, amount: {
            "scope": "department", "item": item, "item_text": item, "amount_yuan": amount, "stated_in": "narrative",
            "quote": "……", **YUAN}),
        "projects": rows("projects", "projects", lambda name, amount: {
            "title": name, "project_name": name, "project_code_check": "not_applicable", "budget_yuan": amount, **YUAN}),
        "reconciliations": rows("reconciliations", "checks", lambda outcome: {
            "rule": "D1", "scope": "department", "measure": "yuan", "status": outcome, "explanation": "……"}),
    }  # fmt: skip
    known = {name: facts[name] for name in ("document_id", "sha256", "source_path", "media_type", "byte_size")}
    return known, validate({document_id: to_tables(tables, document_id)})[document_id].tables


def across(year: int, part: str):
    """A check over several documents of a department: it has no document, its operands have."""
    rows = {
        "reconciliations": [
            {"check_id": "county-dept-k001", "fiscal_year": year, "rule": "K1", "scope": "department", "measure": "yuan",
             "status": "failed", "explanation": "……"}
        ],
        "check_operands": [
            {"operand_id": "county-dept-k001-a001", "fiscal_year": year, "check_id": "county-dept-k001", "role": "part",
             "dataset": "totals", "record_id": f"{part * 16}-t01", "column": "amount_yuan"}
        ],
    }  # fmt: skip
    return validate({"county-dept": to_tables(rows, "county-dept")})["county-dept"].tables


SUMMARY, FINAL, EXPENDITURE = "revenue_expenditure_summary", "final_revenue_expenditure_summary", "expenditure_summary"
DOCUMENTS = [
    document(
        "1", "甲局",
        lines=[
            (SUMMARY, "total_revenue", "budget", Decimal("171915169.00")), (SUMMARY, "total_expenditure", "total", Decimal(9)),
            (EXPENDITURE, "total", "basic_expenditure", Decimal(4)), (EXPENDITURE, "total", "project_expenditure", None),
            ("three_public", "total", "three_public", Decimal(0)),
        ],
        totals=[("revenue_budget", Decimal("171920000.00")), ("project_expenditure", Decimal(5))],
        projects=[("办公费", Decimal(2)), ("办公费", Decimal(3)), ("未定", None)], checks=[("exact",), ("failed",)],
    ),
    document(
        "2", "甲局", form="final_accounts",
        lines=[
            (FINAL, "total_revenue", "budget", Decimal(1)), (FINAL, "total_revenue", "final", Decimal(2)),
            ("final_three_public", "total", "three_public", Decimal(3)),
        ],
    ),
    document("3", "甲局", totals=[("revenue_budget", Decimal(99))], facts={"is_draft": True, "title": "甲局预算草案"}),
    document("4", "甲局", totals=[("revenue_budget", Decimal(98))], facts={"title": "甲局本级2024年单位预算"}),
    document(
        "5", "乙局", totals=[("expenditure_budget", Decimal(7)), ("department_budget", Decimal(8))],
        projects=[("一", Decimal(1))],
    ),
    document("6", "乙局", totals=[("expenditure_budget", Decimal(6))], projects=[("一", Decimal(2))]),
    document("7", "丙局", totals=[("three_public", Decimal(1))], facts={"title": "丙局信息中心单位预算"}),
    document("8", "丁局", year=None), document("9", "丁局", year=None),
    document("a", "戊局", projects=[("一", Decimal(1))]),
    document("b", "戊局", projects=[("二", Decimal(2)), ("三", Decimal(2))]),
    document("c", "己局", projects=[("一", Decimal(4))]), document("d", "己局", projects=[("一", Decimal(4))]),
    document("e", "甲局", year=2023),
    document("f", "未知", facts={"department_name": None}),
]  # fmt: skip


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Path:
    rows = [known for known, _ in DOCUMENTS]
    twice = [*rows, rows[0] | {"source_path": "副本/1.txt"}]
    tables = [*(tables for _, tables in DOCUMENTS), across(2024, "1")]
    return publish(tmp_path_factory.mktemp("out"), twice, lambda: iter([dict(part) for part in tables]), version="v1").path


@pytest.fixture(scope="module")
def departments(release: Path) -> dict[tuple, dict]:
    cursor = views.connect(release).execute("SELECT * FROM department_totals")
    names = [column[0] for column in cursor.description]
    found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {(row["fiscal_year"], row["department_name"]): row for row in found if row["fiscal_year"]} | {"all": found}


# --- The files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_view_has_the_declared_columns_types_and_words(release: Path, dataset: str) -> None:
    with views.connect(release) as connection:
        found = connection.execute(f'SELECT column_name, column_type FROM (DESCRIBE "{dataset}")').fetchall()
        schema = DATASETS[dataset].arrow_schema()
        empty = schema.empty_table()  # noqa: F841, DuckDB sees it
        assert found == duckdb.sql("SELECT column_name, column_type FROM (DESCRIBE empty)").fetchall()
        words = connection.execute("SELECT column_name, comment FROM duckdb_columns() WHERE table_name = ?", [dataset])
        titles = {name: comment.partition(" / ")[0] for name, comment in words.fetchall()}
    assert titles == {field.name: field.metadata[b"title"].decode() for field in schema}


def test_the_database_is_read_from_anywhere_and_only_read(release: Path, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with views.connect(release) as connection:
        assert connection.execute("SELECT count(*) FROM projects WHERE fiscal_year = 2024").fetchall() == [(10,)]
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            connection.execute("CREATE TABLE t (a INT)")


def test_both_files_work_in_the_folder_of_the_release(release: Path, monkeypatch) -> None:
    monkeypatch.chdir(release)
    for connection in (duckdb.connect(views.DATABASE_FILE, read_only=True), duckdb.connect()):
        if not connection.execute("SELECT 1 FROM duckdb_views() WHERE view_name = 'projects'").fetchall():
            connection.execute(Path(views.SQL_FILE).read_text(encoding="utf-8"))
        assert connection.execute("SELECT sum(budget_yuan) FROM projects").fetchall() == [(Decimal("21.00"),)]
        connection.close()


def test_a_release_that_was_moved_is_read_where_it_lies(release: Path, tmp_path: Path) -> None:
    shutil.copytree(release, tmp_path / "somewhere else's")
    with views.connect(tmp_path / "somewhere else's") as connection:
        assert connection.execute("SELECT count(*) FROM department_totals").fetchall() == [(8,)]
        assert str(release) not in str(connection.execute("SELECT sql FROM duckdb_views()").fetchall())


def test_the_same_declarations_give_the_same_bytes(release: Path, tmp_path: Path) -> None:
    place = tmp_path / "a" / "longer, [stranger] path"
    shutil.copytree(release, place, ignore=shutil.ignore_patterns(views.DATABASE_FILE))
    views.write(place)
    digests = {hashlib.sha256((folder / views.DATABASE_FILE).read_bytes()).hexdigest() for folder in (release, place)}
    assert len(digests) == 1 and os.listdir(release).count(views.DATABASE_FILE + ".wal") == 0


# --- Departments by year ------------------------------------------------------------------------------------------------


def test_there_is_one_row_a_department_and_year(departments: dict) -> None:
    known = [(row["fiscal_year"], row["department_name"]) for row in departments["all"] if row["fiscal_year"]]
    assert sorted(known) == sorted({(2023, "甲局"), *((2024, name) for name in ("甲局", "乙局", "丙局", "戊局", "己局"))})


def test_tables_come_before_text_and_budgets_are_not_mixed_with_final_accounts(departments: dict) -> None:
    found = departments[2024, "甲局"]
    assert found["revenue_yuan"] == Decimal("171915169.00"), "the table prints finer digits than the text"
    assert found["expenditure_yuan"] == Decimal("9.00")
    assert found["project_expenditure_yuan"] == Decimal("5.00"), "blank in the table, stated in the text"
    assert (found["final_revenue_yuan"], found["final_three_public_yuan"]) == (Decimal("2.00"), Decimal("3.00"))
    assert found["final_basic_expenditure_yuan"] is None


def test_a_stated_zero_is_zero_and_what_is_not_stated_is_null(departments: dict) -> None:
    assert departments[2024, "甲局"]["three_public_yuan"] == Decimal("0.00")
    silent = departments[2023, "甲局"]
    assert all(value is None for name, value in silent.items() if name.endswith("_yuan"))
    assert (silent["documents"], silent["projects"], silent["checks_exact"]) == (1, 0, 0)


def test_units_and_drafts_do_not_stand_for_the_department_beside_better(departments: dict) -> None:
    assert (departments[2024, "甲局"]["stated_by"], departments[2024, "甲局"]["ambiguous"]) == ("department", None)
    assert (departments[2024, "丙局"]["stated_by"], departments[2024, "丙局"]["three_public_yuan"]) == ("unit", Decimal("1.00"))


def test_figures_that_documents_state_differently_are_left_null_and_named(departments: dict) -> None:
    found = departments[2024, "乙局"]
    assert (found["expenditure_yuan"], found["revenue_yuan"]) == (None, Decimal("8.00"))
    assert (found["project_budgets_yuan"], found["projects"]) == (None, 1)
    assert found["ambiguous"] == "expenditure, project_budgets"


def test_projects_are_summed_once_however_many_documents_list_them(departments: dict) -> None:
    sums = {name: departments[2024, name]["project_budgets_yuan"] for name in ("甲局", "戊局", "己局")}
    assert sums == {"甲局": Decimal("5.00"), "戊局": Decimal("5.00"), "己局": Decimal("4.00")}
    assert (departments[2024, "甲局"]["projects"], departments[2024, "甲局"]["projects_without_amount"]) == (3, 1)
    assert (departments[2024, "戊局"]["projects"], departments[2024, "己局"]["projects"]) == (3, 1)


def test_checks_are_counted_by_outcome_those_over_documents_too(departments: dict) -> None:
    found = departments[2024, "甲局"]
    assert {name: value for name, value in found.items() if name.startswith("checks_")} == {
        "checks_exact": 1, "checks_rounding": 0, "checks_failed": 2, "checks_insufficient_data": 0, "checks_not_applicable": 0,
    }  # fmt: skip


def test_documents_of_unknown_year_are_not_thrown_together(departments: dict) -> None:
    assert [row["documents"] for row in departments["all"] if row["fiscal_year"] is None] == [1, 1]
