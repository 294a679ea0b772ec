"""The catalogue is complete and current, and what is due leaves a row."""

import ast
import re
from decimal import Decimal as D
from importlib import reload

import pytest

import yusuan.reconcile
from tests.reconcile.rows import facts, findings, project
from yusuan.code_version import _closure
from yusuan.reconcile import catalogue, extraction, within_document
from yusuan.reconcile.grading import FILE, GRADES, Grade, graded, load
from yusuan.reconcile.registry import SEVERITIES, rules
from yusuan.validate import to_tables


def test_the_page_of_rules_is_current():
    assert catalogue.PAGE.read_text(encoding="utf-8") == catalogue.page(), "run: python -m yusuan.reconcile.catalogue"


def test_every_rule_says_what_an_auditor_asks_of_it():
    assert len({rule.id for rule in rules()}) == len(rules())
    for rule in rules():
        assert all((rule.title, rule.title_en, rule.source, rule.due.words, rule.not_applicable, rule.example)), rule.id


@pytest.mark.parametrize(("severity", "expected"), [("info", ["info"]), (None, [])])
def test_a_rule_is_graded_anew_or_switched_off(monkeypatch, severity, expected):
    unequal = facts(projects=[project(1, D(300_000), fiscal_funds_yuan=D(100_000))])
    assert [row["severity"] for row in findings(within_document(unequal), "D4.sources")] == ["error"]
    monkeypatch.setitem(GRADES, "D4.sources", Grade(severity, "试行"))
    assert [row["severity"] for row in findings(within_document(unequal), "D4.sources")] == expected


def test_grades_are_read_with_their_reasons(tmp_path):
    grades = 'L1.categories: {severity: "off", reason: 试行}\nM2.goals: {severity: error, reason: 本省}\n'
    (tmp_path / "g.yaml").write_text(grades, encoding="utf-8")
    assert load(tmp_path / "g.yaml") == {"L1.categories": Grade(None, "试行"), "M2.goals": Grade("error", "本省")}
    (tmp_path / "g.yaml").write_text("L1.categories: {severity: error}\n")
    with pytest.raises(ValueError, match=r"L1\.categories"):
        load(tmp_path / "g.yaml")


@pytest.mark.parametrize(("severity", "expected"), [("warning", ["warning", "error"]), (None, ["error"])])
def test_findings_of_extraction_are_graded_as_they_are_published(monkeypatch, severity, expected):
    rows = [
        {"finding_id": "a-x0001", "rule": "extraction.row_shifted", "severity": "info", "message": "…", "message_en": "…"},
        {"finding_id": "a-f001", "rule": "D4.sources", "severity": "error", "message": "…", "message_en": "…"},
    ]
    tables = to_tables({"findings": [{**row, "document_id": "a" * 16, "fiscal_year": 2024} for row in rows]}, "a" * 16)
    assert graded(tables) is tables
    monkeypatch.setitem(GRADES, "extraction.row_shifted", Grade(severity, "试行"))
    assert graded(tables)["findings"]["severity"].to_pylist() == expected
    assert FILE in _closure("yusuan.publication")[0].values()


def test_the_grades_are_part_of_the_version_that_reconcile_depends_on():
    assert FILE in _closure("yusuan.reconcile")[0].values()


@pytest.mark.parametrize("name", ["L1.categoriess", "extraction.row_shiftet"])
def test_a_grade_of_a_rule_that_does_not_exist_ends_a_run_before_it_begins(monkeypatch, name):
    monkeypatch.setitem(GRADES, name, Grade("info", "试行"))
    rules.cache_clear()
    with pytest.raises(ValueError, match=f"不存在的规则：{name}"):
        reload(yusuan.reconcile)
    monkeypatch.undo()
    assert rules()


def test_grades_are_of_known_severities():
    assert {grade.severity for grade in GRADES.values()} <= {*SEVERITIES, None}


def test_the_list_of_extraction_rules_is_complete():
    """A new note of a reader or a form is added to `yusuan/reconcile/extraction.py`, with a sentence for the catalogue."""
    root = catalogue.PAGE.parents[1] / "yusuan"
    files = [path for path in root.rglob("*.py") if "reconcile" not in path.parts]
    nodes = [node for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    named = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    # The PDF reader names them without their beginning.
    notes = [node for node in nodes if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "_note"]
    named |= {f"extraction.{node.args[0].value}" for node in notes if isinstance(node.args[0], ast.Constant)}
    assert {name for name in named if re.fullmatch(r"extraction\.[a-z_]+", name)} == set(extraction.RULES)
