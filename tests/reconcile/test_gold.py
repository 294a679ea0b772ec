"""The rules over faultless readings: what the samples must give, and every planted error of the synthetic corpus."""

import json
import random
from pathlib import Path

import pytest

from schemas import DATASETS
from tests.reconcile.gold_facts import facts_of
from tests.reconcile.rows import checks, statuses
from yusuan.reconcile import Facts, Outcome, within_document

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
_SAMPLES = {"000": "巨鹿县*2024*", "001": "丰宁县*", "002": "承德县*", "003": "井研县*", "004": "巨鹿县*2021*"}
GOLDEN = Path(__file__).resolve().parents[1] / "golden"


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    return {path.name[:3]: within_document(_with_text(path)) for path in GOLDEN.glob("0*.json")}


def _with_text(path: Path) -> Facts:
    """A sample's gold reading with the lines of the sample as its paragraphs."""
    facts = facts_of(json.loads(path.read_text("utf-8")))
    raw = next(RAW.glob(_SAMPLES[path.name[:3]]))
    lines = [line for line in raw.read_text("utf-8").splitlines() if line.strip() and "\t" not in line]
    facts.rows["paragraphs"] = [{"paragraph_id": f"a{number}", "text": line} for number, line in enumerate(lines)]
    return facts


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


# What is right in the samples and looks wrong: sample, the rules that could mistake it, the record ("" for the whole document).
_RIGHT = [
    ("000", "G1.", "p04"),  # complete in June, blanks after
    ("000", "G1.", "p11"),  # ≤12月 and 100 % in December
    ("000", "G1.plan", "p12"),  # blank before the first share
    ("000", "J1.", ""),  # a code of 2023 in the document of 2024
    ("000", "G3.product", "p05"),  # 60 x 0.05 = 3.00
    ("000", "G3.product", "p07"),  # 374 x 4.77 within the printed precision of 1785.00
    ("000", "G2.", "p10"),  # two recruitments at 5万元 each, budget 10万元
    ("000", "I1.percent", "p08"),
    ("001", "G4.name", ""),  # -2374万元 and (66万元) in names
    ("001", "J2.", ""),  # two projects of one name with different codes
    ("001", "D7.", ""),  # contents as headings, a slip included
    ("001", "G1.", "p07"),  # everything in December
    ("001", "G2.", ""),  # costs that are the budgets
    ("001", "M2.goals", "p08"),  # one programme, two levels of funds
    ("002", "H1.", ""),  # 100 points without the nameless row
    ("002", "H2.", ""),  # 24 % of 24.007 %
    ("002", "H3.", ""),
    ("002", "H4.", ""),
    ("002", "P2.parts", ""),  # nine projects: five and four
    ("003", "H1.", ""),  # weights of 90
    ("003", "D3.", ""),
    ("003", "I3.sense", ""),
    ("003", "I1.percent", "p11"),  # 三公经费控制率 ≤100
    ("003", "M7.fact", "p15"),  # 29.02 = 11.17 + 17.85, cited twice: only the other number of pensioners is marked
    ("003", "J1.", ""),
    ("004", "D1.", ""),
    ("004", "E1.", ""),  # nothing spent on the three public expenses
    ("004", "F", ""),
    ("004", "O1.", "p12"),  # a gap of 2020 in the budget of 2021
    ("004", "G3.product", "p11"),  # 7 workshops at 1000-2000元
    ("004", "G2.", "p12"),  # 32000元 = 3.2万元
    ("004", "L1.code", ""),  # a form without codes
    ("004", "L1.basis", ""),
]


@pytest.mark.parametrize(("sample", "rule", "record"), _RIGHT)
def test_what_is_right_in_the_samples_stays_quiet(outcomes, sample, rule, record):
    marked = [row for row in outcomes[sample].findings if row["rule"].startswith(rule)]
    if (sample, rule) == ("003", "M7.fact"):
        assert not any("29.02" in row["message"] for row in marked)
        return
    assert [row["message"] for row in marked if f"-{record}" in (row["record_id"] or "-")] == []


def test_only_one_sample_has_errors(outcomes):
    errors = {(name, row["rule"]) for name, outcome in outcomes.items() for row in outcome.findings if row["severity"] == "error"}
    assert errors == {("002", "D5.funds")}


# What a careful reader marks in the samples: sample, rule, the records of its findings ("" for what is said of the whole).
_MARKED = [
    ("000", "G1.deadline", "p08-g03 p12-i03"),
    ("000", "G1.plan", "p13-d03 p14-d03"),
    ("000", "I1.percent", "p01-i02"),
    ("000", "I2.own_words", "p14-i01 p14-i04"),
    ("000", "I2.same_indicator", "p02-i04"),
    ("000", "M4.other_project", "p06-g01"),
    ("000", "M3.alike", "p01-i01"),
    ("000", "M6.purpose", "p07"),
    ("001", "G1.plan", "p11-d03 p20-d03 p23-d03"),
    ("001", "L1.basis", "p17-i01 p18-i01 p19-i01 p20-i01"),
    ("001", "M1.number", "p09-i01"),
    ("001", "I7.subject", "p12-i07 p17-i01 p19-i01 p20-i01 p21-i07"),
    ("001", "I5.duplicate", "p14-i06 p16-i05"),
    ("001", "L4.draft", "0123456789abcdef"),
    ("002", "D5.funds", "e01-f01 e01-f01"),
    ("002", "H5.full_marks", "e01"),
    ("002", "O3.unit_name", "e01"),
    ("003", "G5.computed", "p06-i01"),
    ("003", "L3.clipped", "p04-g01 p05-i01 p08-i01 p10-i01"),
    ("003", "L3.cut", "p01-g01 p06-i01 p11-i04 p12-i03 p13-i02 p14-i03"),
    ("003", "I3.operator", "p15-i02 p15-i04"),
    ("004", "M4.other_project", "p08-g01 p09-g01"),
    ("004", "I4.levels", "p20-i05"),
]


@pytest.mark.parametrize(("sample", "rule", "records"), _MARKED)
def test_what_a_reader_marks_in_the_samples(outcomes, sample, rule, records):
    marked = [row["record_id"].removeprefix("0123456789abcdef-") for row in outcomes[sample].findings if row["rule"] == rule]
    assert sorted(marked) == sorted(records.split())


@pytest.mark.parametrize(
    ("sample", "rule", "count"),
    [
        ("000", "P1.enumeration", 1), ("001", "P3.copied", 3), ("002", "P2.carried", 1), ("002", "P5.announced", 2),
        ("002", "P6.ourselves", 1), ("004", "P1.enumeration", 1), ("004", "P4.quantities", 1), ("004", "P6.purchase", 1),
        ("000", "P4.quantities", 0), ("001", "L2.template", 19), ("001", "I3.no_unit", 19), ("003", "I5.duplicate", 7),
    ],
)  # fmt: skip
def test_how_often_the_samples_are_marked(outcomes, sample, rule, count):
    assert len([row for row in outcomes[sample].findings if row["rule"] == rule]) == count
