"""Two releases beside each other: what a reader is told has come, gone or changed, and that nothing else is."""

import json
import shutil
from decimal import Decimal
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import Result
from typer.testing import CliRunner

from schemas import DATASETS
from yusuan import change_notes, datapackage
from yusuan.change_notes import notes, readable, render
from yusuan.cli import app
from yusuan.compared import COLUMNS
from yusuan.comparison import Comparison, compare
from yusuan.release import Release, publish
from yusuan.typed import merge
from yusuan.validate import to_tables, validate

A, B, C, D, E = ("a" * 16, "b" * 16, "c" * 16, "d" * 16, "e" * 16)
PROJECT = {"project_code_check": "not_applicable", "printed_unit": "元", "printed_decimals": 2, "budget_source": "table"}
CODE = "13052924P00584210648N"


def row(dataset: str, key: str, document_id: str, **values):
    return {DATASETS[dataset].key(): f"{document_id}-{key}", "document_id": document_id, "fiscal_year": 2024, **values}


def document(document_id, path, projects=(), totals=(), checks=(), findings=(), department="某县人社局", figures=()):
    """A document's row as the raw folder has it, and its tables: projects (code, name, amount), totals (item, amount),
    checks (rule, subject, status), findings (rule, message), figures (a share's percentage, a table's, a target)."""
    made = {
        **(other_figures(document_id, *figures) if figures else {}),
        "projects": [
            row("projects", f"p{n:02d}", document_id, title=name, project_name=name, project_code=code, budget_yuan=amount,
                **PROJECT)
            for n, (code, name, amount) in enumerate(projects, 1)
        ],
        "totals": [
            row("totals", f"t{n:02d}", document_id, scope="department", item=item, item_text=item, amount_yuan=amount,
                stated_in="narrative", quote=f"{item}{amount}元", printed_unit="元", printed_decimals=2)
            for n, (item, amount) in enumerate(totals, 1)
        ],
        "reconciliations": [
            row("reconciliations", f"k{n:03d}", document_id, rule=rule, scope="department", measure="yuan", status=status,
                subject_id=f"{document_id}-p01", subject_name=subject, explanation=f"结果{status}")
            for n, (rule, subject, status) in enumerate(checks, 1)
        ],
        "findings": [
            row("findings", f"f{n:03d}", document_id, rule=rule, severity="warning", message=message, message_en="Seen.")
            for n, (rule, message) in enumerate(findings, 1)
        ],
        "documents": [
            {"document_id": document_id, "fiscal_year": 2024, "form": "budget_disclosure", "department_name": department,
             "status": "parsed", "sha256": document_id * 4, "source_path": path, "media_type": "text/plain", "byte_size": 1}
        ],
    }  # fmt: skip
    known = {
        "document_id": document_id,
        "sha256": document_id * 4,
        "source_path": path,
        "media_type": "text/plain",
        "byte_size": 1,
    }
    return known, validate({document_id: to_tables(made, document_id)})[document_id].tables


def other_figures(document_id, percent, printed, target):
    """One row each of the datasets that hold numbers which are no money."""
    return {
        "shares": [row("shares", "h01", document_id, kind="share", item_text="基本支出", of_item_text="总支出",
             percent=percent, year=2024, quote="占")],
        "statement_figures": [row("statement_figures", "s01-l001-f1", document_id, statement_title="收入表", line_number=1,
             name="合计", measure="percent", column_text="增减%", value_text=printed)],
        "indicators": [row("indicators", "p02-i01", document_id, project_id=f"{document_id}-p02", ordinal=1, level3="发放率",
             target_text=target, is_qualitative=False)],
    }  # fmt: skip


def released(out: Path, documents) -> Release:
    tables = [merge(tables) for _, tables in sorted(documents, key=lambda made: made[0]["document_id"])]
    rows = [known for known, _ in documents]
    return publish(out, rows, lambda: iter([dict(part) for part in tables]), version="v1", notes=notes)


YUAN = Decimal("1.00")
BUREAU = "某县人社局"
BEFORE = [
    document(
        A, "甲.txt",
        projects=[(CODE, "就业见习补贴", 300 * YUAN), (None, "办公费", 20 * YUAN), (None, "办公费", 30 * YUAN)],
        totals=[("expenditure_budget", 350 * YUAN)],
        checks=[("D1.tables", BUREAU, "exact"), ("B1", BUREAU, "exact")], findings=[("L1", "没有成本指标。")],
        figures=(Decimal("24.50"), "1.2", "≥95%"),
    ),
    document(
        B, "乙.txt", [(None, "培训费", 5 * YUAN)], [("three_public", 2 * YUAN)], [("D1.tables", "乙", "failed")],
        department="乙局",
    ),
    document(C, "丙.txt", [(None, "印刷费", 7 * YUAN)], department="丙局"),
]  # fmt: skip
AFTER = [
    document(  # another file in the place of the first: one project renamed, one with another amount, one gone, one new
        D, "甲.txt",
        projects=[(None, "宣传费", 1 * YUAN), (None, "办公费", 30 * YUAN), (CODE, "就业见习补助", 310 * YUAN)],
        totals=[("expenditure_budget", 341 * YUAN)],
        checks=[("B1", BUREAU, "exact"), ("D1.tables", BUREAU, "failed")], findings=[("L2", "模板文字。")],
        figures=(Decimal("25"), "1.20", "≥95%"),
    ),
    document(
        B, "乙局/乙.txt", [(None, "培训费", 5 * YUAN)], [("three_public", 2 * YUAN)], [("D1.tables", "乙", "failed")],
        department="乙局",
    ),
    document(E, "戊.txt", [(None, "采购<b>|费", 9 * YUAN)], department="戊局"),
]  # fmt: skip


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    """An output folder in which the second release followed the first."""
    out = tmp_path_factory.mktemp("out")
    released(out, BEFORE)
    released(out, AFTER)
    return out


@pytest.fixture(scope="module")
def first(out: Path) -> Path:
    return next(path for path in (out / "releases").iterdir() if path != (out / "current").resolve())


@pytest.fixture(scope="module")
def change(out: Path, first: Path) -> Comparison:
    return compare(first, (out / "current").resolve())


def told(section) -> list[tuple]:
    return [(item["change"], item.get("before"), item.get("after")) for item in section.items]


def test_documents_are_replaced_moved_added_and_gone(change: Comparison) -> None:
    assert change.documents.counts == {"added": 1, "gone": 1, "changed": 0, "replaced": 1, "moved": 1, "same": 0}
    assert [(item["change"], item["source_path"]) for item in change.documents.items] == [
        ("replaced", "甲.txt"), ("added", "戊.txt"), ("gone", "丙.txt"), ("moved", "乙局/乙.txt"),
    ]  # fmt: skip
    assert change.documents.items[0]["before"] == {"document_id": A}


def test_projects_are_matched_by_code_else_by_name_and_amount(change: Comparison) -> None:
    assert change.projects.counts == {"added": 2, "gone": 2, "changed": 1, "same": 2}
    by_change = {item["change"]: item for item in change.projects.items}
    assert by_change["changed"]["before"] == {"project_name": "就业见习补贴", "budget_yuan": "300.00"}
    assert by_change["changed"]["after"] == {"project_name": "就业见习补助", "budget_yuan": "310.00"}
    gone = [(i["project_name"], i["before"]["budget_yuan"]) for i in change.projects.items if i["change"] == "gone"]
    assert gone == [("印刷费", "7.00"), ("办公费", "20.00")]
    assert by_change["added"]["department"] in ("某县人社局", "戊局")


def test_stated_amounts_are_matched_by_what_they_are_of(change: Comparison) -> None:
    assert change.amounts.counts == {"added": 0, "gone": 0, "changed": 1, "same": 1}
    assert told(change.amounts) == [("changed", {"amount_yuan": "350.00"}, {"amount_yuan": "341.00"})]
    assert change.amounts.items[0]["subject"] == "department expenditure_budget"


def test_numbers_that_are_no_money_are_compared_too(change: Comparison) -> None:
    assert change.figures.counts == {"added": 0, "gone": 0, "changed": 2, "same": 1}
    told = {item["dataset"]: (item["before"]["value"], item["after"]["value"]) for item in change.figures.items}
    assert told == {"shares": ("24.5", "25"), "statement_figures": ("1.2", "1.20")}


def test_every_figure_of_every_dataset_is_compared_or_known_not_to_be() -> None:
    """A dataset with numbers that nobody thought of here would change without a word."""
    numbers = {
        (dataset, column.name)
        for dataset in DATASETS
        for column in DATASETS[dataset].arrow_schema()
        if pa.types.is_decimal(column.type)
    }
    compared = {(dataset, column) for dataset, columns in COLUMNS.items() for column in columns}
    printed = {  # compared as printed, in target_text, actual_text and value_text
        *((dataset, f"target_value{end}") for dataset in COLUMNS if "target_text" in COLUMNS[dataset] for end in ("", "_high")),
        ("evaluation_indicators", "actual_value"),
        ("statement_figures", "value"),
    }
    checks = {("reconciliations", column) for column in ("expected", "actual", "difference", "tolerance")}  # in explanation
    assert numbers - compared == printed | checks


def test_checks_that_changed_outcome_are_told(change: Comparison) -> None:
    assert change.checks.counts == {"added": 0, "gone": 0, "changed": 1, "same": 2}
    (check,) = change.checks.items
    assert (check["rule"], check["before"], check["after"]) == ("D1.tables", {"status": "exact"}, {"status": "failed"})


def test_findings_come_and_go(change: Comparison) -> None:
    assert change.findings.counts == {"added": 1, "gone": 1, "changed": 0, "same": 0}
    assert {(item["change"], item["rule"]) for item in change.findings.items} == {("gone", "L1"), ("added", "L2")}


def test_totals_and_rows_of_both(change: Comparison) -> None:
    totals = {total.name: (total.before, total.after) for total in change.totals}
    assert totals["documents"] == (3, 3)
    assert totals["project_budgets_yuan"] == ("362.00", "355.00")
    assert (totals["checks:exact"], totals["checks:failed"]) == ((2, 1), (1, 2))
    assert {rows.name: (rows.before, rows.after) for rows in change.rows}["projects"] == (5, 5)


def test_a_release_differs_from_itself_in_nothing(first: Path) -> None:
    same = compare(first, first)
    assert [getattr(same, name).items for name in ("documents", "projects", "amounts", "figures", "checks", "findings")] == [
        []
    ] * 6
    assert same.schema == [] and all(total.before == total.after for total in same.totals)


def test_the_same_releases_give_the_same_bytes(change: Comparison, out: Path, first: Path) -> None:
    again = compare(first, out / "current")
    assert msgspec.json.encode(again) == msgspec.json.encode(change)
    cut = compare(first, out / "current", limit=1)
    assert (cut.projects.counts, len(cut.projects.items)) == (change.projects.counts, 1)


# --- A release of older code --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def older(first: Path, tmp_path_factory) -> Path:
    """The first release as older code would have written it: a column less, one that is gone, one of another type, and a
    dataset less."""
    older = tmp_path_factory.mktemp("older") / "0000"
    shutil.copytree(first, older)
    for path in (older / "projects").rglob("*.parquet"):
        table = pq.ParquetFile(path).read().drop_columns(["carried_forward_yuan", "purpose"])
        pq.write_table(table, path)
    shutil.rmtree(older / "changes")
    package = json.loads((older / "datapackage.json").read_text())
    package["resources"] = [resource for resource in package["resources"] if resource["dataset"] != "changes"]
    for resource in package["resources"]:
        if resource["dataset"] == "projects":
            fields = [f for f in resource["schema"]["fields"] if f["name"] not in ("carried_forward_yuan", "purpose")]
            next(field for field in fields if field["name"] == "ordinal")["arrow_type"] = "int64"
            resource["schema"]["fields"] = [*fields, {"name": "use", "arrow_type": "string"}]
            del resource["schema_version"]
    (older / "datapackage.json").write_text(json.dumps(package))
    return older


def test_readers_of_an_older_release_are_told_which_columns_changed(older: Path, out: Path) -> None:
    told = {(c.dataset, c.column): (c.change, c.before, c.after) for c in compare(older, out / "current").schema}
    assert told == {
        ("projects", "carried_forward_yuan"): ("added", None, "decimal128(20, 2)"),
        ("projects", "purpose"): ("added", None, "string"),
        ("projects", "ordinal"): ("changed", "int64", "int32"),
        ("projects", "use"): ("dropped", "string", None),
        ("changes", None): ("added", None, None),
    }


def test_a_release_without_a_column_or_dataset_is_compared_all_the_same(older: Path, first: Path) -> None:
    found = compare(older, first)
    assert found.projects.counts == {"added": 0, "gone": 0, "changed": 0, "same": 5}
    assert next(rows for rows in found.rows if rows.name == "changes").before is None


def test_the_version_of_a_schema_follows_names_types_and_nullability(first: Path) -> None:
    resources = json.loads((first / "datapackage.json").read_text())["resources"]
    versions = {resource["dataset"]: resource["schema_version"] for resource in resources}
    assert versions == {dataset: datapackage.schema_version(dataset) for dataset in DATASETS}
    assert len(set(versions.values())) == len(DATASETS)


# --- CHANGES.md ---------------------------------------------------------------------------------------------------------


def test_each_release_keeps_what_changed(out: Path, first: Path, change: Comparison) -> None:
    assert "这是第一个版本" in (first / "CHANGES.md").read_text()
    text = (out / "current" / "CHANGES.md").read_text()
    assert text == render(change)
    for words in (
        f"# 变化 Changes: {change.before} → {change.after}",
        "| project_budgets_yuan | 362.00 | 355.00 |",
        f"- 改变 changed 2024 某县人社局 {CODE} 就业见习补助: budget 300.00 → 310.00; project_name 就业见习补贴 → 就业见习补助",
        "- 改变 changed 2024 某县人社局 D1.tables 某县人社局: status exact → failed",
        r"采购\<b\>\|费: 9.00",
    ):
        assert words in text, text


def test_what_changed_takes_no_part_in_the_id(out: Path, tmp_path: Path) -> None:
    alone = released(tmp_path, AFTER)
    assert alone.release_id == (out / "current").resolve().name
    assert (alone.path / "CHANGES.md").read_text() != (out / "current" / "CHANGES.md").read_text()
    assert "CHANGES.md" not in (alone.path / "datapackage.json").read_text()


def test_a_release_written_anew_over_its_ruins_keeps_what_it_said(out: Path, tmp_path: Path) -> None:
    shutil.copytree(out, tmp_path / "out", symlinks=True)
    current = tmp_path / "out" / "current"
    (current / "projects" / "fiscal_year=2024" / "part-0.parquet").unlink()
    assert released(tmp_path / "out", AFTER).is_new
    assert (current / "CHANGES.md").read_text() == (out / "current" / "CHANGES.md").read_text()


def test_a_release_before_that_cannot_be_read_stops_nothing(first: Path, tmp_path: Path) -> None:
    ruin = tmp_path / "0001"
    shutil.copytree(first, ruin)
    next((ruin / "projects").rglob("*.parquet")).write_bytes(b"PAR1 no")
    assert "无法读取" in notes(ruin, first)
    with pytest.raises(LookupError, match="0001"):
        readable(ruin, first, limit=None)


def test_years_are_no_amounts() -> None:
    item = {"change": "changed", "source_path": "甲.txt", "before": {"fiscal_year": None}, "after": {"fiscal_year": 2021}}
    assert change_notes.words("documents", item) == "改变 changed 甲.txt: fiscal_year – → 2021"


# --- The command --------------------------------------------------------------------------------------------------------


def diff(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["diff", *map(str, arguments)], env={"COLUMNS": "100"})


def test_people_see_totals_first_and_all_of_it_on_one_screen(out: Path) -> None:
    shown = diff("--out", out)
    assert shown.exit_code == 0, shown.output
    lines = shown.output.splitlines()
    assert lines[0] == "project_budgets_yuan  362.00 → 355.00" and len(lines) < 40
    for words in ("替换 replaced", "budget 300.00 → 310.00", "status exact → failed", "yusuan diff --json"):
        assert words in shown.output, shown.output


def test_machines_get_all_of_it(out: Path, first: Path, change: Comparison) -> None:
    told = json.loads(diff("--out", out, "--json").output)
    assert told == msgspec.to_builtins(change)
    assert json.loads(diff(first.name[:6], "current", "--out", out, "--json").output) == told
    backwards = json.loads(diff("current", first, "--out", out, "--json").output)
    assert (backwards["before"], backwards["documents"]["counts"]["added"]) == (
        told["after"],
        told["documents"]["counts"]["gone"],
    )


def test_the_first_release_is_no_failure_and_a_missing_one_is(out: Path, first: Path, tmp_path: Path) -> None:
    released(tmp_path, BEFORE[:1])
    alone = diff("--out", tmp_path)
    assert (alone.exit_code, "第一个版本" in alone.output) == (0, True)
    assert json.loads(diff("--out", tmp_path, "--json").output)["before"] is None
    assert diff("--out", tmp_path / "nowhere").exit_code == diff("0000", "--out", out).exit_code == 3
