"""The catalogue is complete and current, and what is due leaves a row."""

from decimal import Decimal as D

import pytest

from tests.reconcile.rows import facts, findings, project
from yusuan.reconcile import catalogue, within_document
from yusuan.reconcile.grading import GRADES, Grade
from yusuan.reconcile.registry import SEVERITIES, rules


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


def test_grades_name_rules_that_exist():
    assert set(GRADES) <= {rule.id for rule in rules()}
    assert {grade.severity for grade in GRADES.values()} <= {*SEVERITIES, None}
