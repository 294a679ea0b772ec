"""The rules over faultless readings: what the samples must give, and every planted error of the synthetic corpus."""

import json
import random
from pathlib import Path

import pytest

from schemas import DATASETS
from tests.reconcile.gold_facts import facts_of
from tests.reconcile.rows import checks, statuses
from yusuan.reconcile import Facts, Outcome, within_document

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    return {path.name[:3]: within_document(facts_of(json.loads(path.read_text("utf-8")))) for path in GOLDEN.glob("0*.json")}


def test_rows_of_003_sum_to_its_total(outcomes):
    (row,) = checks(outcomes["003"], "D3.rows_total")
    assert (row["status"], str(row["expected"]), row["tolerance"]) == ("exact", "24871801.310000", 0)
    assert statuses(outcomes["003"], "H1.targets") == ["exact"] * 15


def test_listed_projects_of_004_are_its_project_expenditure(outcomes):
    (row,) = checks(outcomes["004"], "D1.listed")
    assert (row["status"], str(row["actual"])) == ("exact", "26664300.000000")
    assert "2,666.43万元" in row["explanation"]


@pytest.mark.parametrize(
    "rule", ["A1.balance", "A1.total", "A5.revenue", "B1.expenditure", "B2.basic", "E1.three_public", "F1.parts"]
)
def test_parts_and_wholes_of_004(outcomes, rule):
    assert statuses(outcomes["004"], rule) == ["exact"]


@pytest.mark.parametrize(("name", "projects"), [("000", 14), ("001", 26)])
def test_performance_texts(outcomes, name, projects):
    outcome = outcomes[name]
    assert statuses(outcome, "D4.sources") == ["exact"] * projects
    assert statuses(outcome, "J1.check_character") == ["exact"] * projects
    assert statuses(outcome, "D7.contents") == statuses(outcome, "D7.pages") == statuses(outcome, "J2.unique") == ["exact"]
    assert statuses(outcome, "D1.tables") == ["insufficient_data"]
    assert not [row for row in outcome.findings if row["severity"] == "error"]


def test_002_is_judged_without_its_nameless_row(outcomes):
    outcome = outcomes["002"]
    assert statuses(outcome, "D5.funds") == ["failed", "failed", "exact"]
    assert statuses(outcome, "H1.weights") == statuses(outcome, "H4.total") == ["exact"]
    assert "108" in checks(outcome, "H1.weights")[0]["explanation"]
    assert statuses(outcome, "H2.execution_rate") == ["rounding"]


def test_planted_errors_are_found_and_nothing_else_is_an_error(corpus):
    for path in sorted((corpus / "synthetic").glob("*.gold.json")):
        planted = path.with_name(path.name.replace(".gold.", ".injected."))
        plants = json.loads(planted.read_text("utf-8")) if planted.exists() else []
        outcome = within_document(facts_of(json.loads(path.read_text("utf-8"))))
        errors = [row["message"] for row in outcome.findings if row["severity"] == "error"]
        assert bool(plants) == bool(errors), (path.name, errors)
        for plant in plants:
            assert any(plant["project_name"] in error or "表内合计" in error for error in errors), (path.name, plant)


@pytest.mark.parametrize("share", [0.05, 0.4, 0.9])
def test_blanks_anywhere_break_nothing(share):
    choose = random.Random(7)
    for path in sorted(GOLDEN.glob("0*.json")):
        facts = facts_of(json.loads(path.read_text("utf-8")))
        for dataset, rows in facts.rows.items():
            schema = DATASETS[dataset].arrow_schema()
            for row in rows:
                blanks = [name for name in schema.names if schema.field(name).nullable and choose.random() < share]
                row.update(dict.fromkeys(blanks))
        outcome = within_document(Facts(facts.rows))
        assert outcome.reconciliations
        for row in outcome.reconciliations:
            if row["status"] == "exact" and row["difference"] is not None:
                assert row["difference"] == 0
