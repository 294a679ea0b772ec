"""Sums of projects and stated totals: rounding never passes as exact, a missing operand never passes, a fen too much fails."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reconcile.rows import DOCUMENT_ID, change, checks, facts, findings, project, statuses, total
from yusuan.reconcile import within_document
from yusuan.values import rounding_bound

HUNDREDS = st.integers(0, 10_000_000).map(lambda n: D(n) * 100)  # whole 0.01 万元


def _listed(amounts: list[D | None], stated: D | None, **columns):
    listed = [
        {"listed_id": f"n{i}", "name": f"项目{i}", "amount_yuan": a, "printed_unit": "万元", "printed_decimals": 2}
        for i, a in enumerate(amounts)
    ]
    return within_document(facts("budget_disclosure", listed_projects=listed, totals=[total("project_expenditure", stated)]))


@given(st.lists(HUNDREDS, min_size=1, max_size=30), st.integers(1, 10_000))
def test_a_fen_beyond_the_tolerance_always_fails(amounts, fen):
    bound = rounding_bound(len(amounts), 2, "万元")
    outcome = _listed(amounts, sum(amounts) - bound - D(fen) / 100)
    assert statuses(outcome, "D1.listed") == ["failed"]
    assert [row["check_id"] for row in findings(outcome, "D1.listed")] == [checks(outcome, "D1.listed")[0]["check_id"]]


@given(st.lists(HUNDREDS, min_size=1, max_size=30), st.integers(1, 40))
def test_rounding_never_passes_as_exact(amounts, hundredths):
    difference = min(D(hundredths) * 100, rounding_bound(len(amounts), 2, "万元"))
    outcome = _listed(amounts, sum(amounts) + difference)
    assert statuses(outcome, "D1.listed") == ["rounding"]
    assert _listed(amounts, sum(amounts)).reconciliations[0]["status"] == "exact"


@given(st.lists(HUNDREDS, min_size=1, max_size=10), st.data())
def test_a_missing_operand_never_passes(amounts, data):
    stated = sum(amounts)
    position = data.draw(st.integers(0, len(amounts)))
    with_gap = [*amounts[:position], None, *amounts[position:]]
    assert statuses(_listed(with_gap, stated), "D1.listed") == ["insufficient_data"]
    assert statuses(_listed(amounts, None), "D1.listed") == ["insufficient_data"]


@given(st.lists(st.integers(1, 10**9).map(lambda n: D(n) / 100), min_size=1, max_size=20), st.integers(1, 99))
def test_in_yuan_there_is_no_tolerance(amounts, fen):
    rows = [project(i, amount, printed_unit="元") for i, amount in enumerate(amounts)]
    stated = total("budget_total", sum(amounts) + D(fen) / 100, stated_in="table", printed_unit="元")
    assert statuses(within_document(facts("target_table", projects=rows, totals=[stated])), "D3.rows_total") == ["failed"]


def test_trailing_zeros_that_were_cut_do_not_widen_the_tolerance():
    listed = [
        {"listed_id": "n1", "name": "甲", "amount_yuan": D(300_000), "printed_decimals": 0, "quote": "甲30万元"},
        {"listed_id": "n2", "name": "乙", "amount_yuan": D(182_500), "printed_decimals": 2, "quote": "乙18.25万元"},
    ]
    listed = [row | {"printed_unit": "万元"} for row in listed]
    stated = total("project_expenditure", D(484_500))
    assert statuses(within_document(facts("budget_disclosure", listed_projects=listed, totals=[stated])), "D1.listed") == [
        "failed"
    ]


def test_a_performance_text_without_a_control_total_says_so():
    outcome = within_document(facts(projects=[project(1, D(200)), project(2, D(300))]))
    (row,) = checks(outcome, "D1.tables")
    assert row["status"] == "insufficient_data"
    assert "没有印出" in row["explanation"]
    assert not findings(outcome, "D1.tables")


def test_a_selection_of_projects_is_not_a_failure():
    tables = facts("budget_disclosure", projects=[project(1, D(100_000))], totals=[total("project_expenditure", D(1_000_000))])
    outcome = within_document(tables)
    (row,) = checks(outcome, "D1.tables")
    assert row["status"] == "not_applicable"
    assert "10%" in row["explanation"]
    listed = [{"listed_id": f"n{n}", "name": f"项目{n}", "amount_yuan": D(480_000)} for n in (1, 2)]
    most = facts("budget_disclosure", projects=[project(1, D(960_000))], totals=tables["totals"], listed_projects=listed)
    assert statuses(within_document(most), "D1.tables") == ["not_applicable"]  # more are listed than have a table
    assert statuses(within_document(most), "D1.listed") == ["failed"]
    compared = {operand["record_id"] for operand in outcome.operands if operand["check_id"] == row["check_id"]}
    assert compared == {f"{DOCUMENT_ID}-p01", f"{DOCUMENT_ID}-t-project_expenditure"}


@pytest.mark.parametrize(
    ("fiscal", "other", "expected"),
    [(D(100), None, "exact"), (None, D(100), "exact"), (None, None, "insufficient_data"), (None, D(60), "insufficient_data"),
     (D(40_000), D(60_000), "failed"), (D(100_100), None, "failed"), (D(40_000), D(60_050), "rounding")],
)  # fmt: skip
def test_budget_by_source(fiscal, other, expected):
    budget = {"failed": D(100_200), "rounding": D(100_100)}.get(expected, D(100))
    row = project(1, budget, fiscal_funds_yuan=fiscal, other_funds_yuan=other)
    (check,) = checks(within_document(facts(projects=[row])), "D4.sources")
    assert check["status"] == expected
    if expected == "exact" and other is None:
        assert "按0计" in check["explanation"]


def test_parts_come_from_the_sentence_of_the_whole():
    rows = [
        total("expenditure_budget", D(500), "总"), total("basic_expenditure", D(200), "总"),
        total("project_expenditure", D(300), "总"),
        total("project_expenditure", D(250), "一般公共预算的项目支出"),
    ]  # fmt: skip
    assert statuses(within_document(facts("budget_disclosure", totals=rows)), "B1.expenditure") == ["exact"]


def test_an_amount_of_the_sentence_that_was_not_understood_is_no_proof_of_an_error():
    quote = "支出预算690.36万元，其中基本支出400万元，项目支出275.82万元，年终结余14.54万元"
    rows = [
        total("expenditure_budget", D(6_903_600), quote), total("basic_expenditure", D(4_000_000), quote),
        total("project_expenditure", D(2_758_200), quote),
    ]  # fmt: skip
    assert statuses(within_document(facts("budget_disclosure", totals=rows)), "B1.expenditure") == ["insufficient_data"]


def test_a_disclosure_owes_its_identities_even_if_nothing_was_read():
    outcome = within_document(facts("budget_disclosure"))
    owed = {"A1.balance", "A5.revenue", "B1.expenditure", "B2.basic", "E1.three_public", "E1.vehicles"}
    assert {row["rule"] for row in outcome.reconciliations} == owed
    assert {row["status"] for row in outcome.reconciliations} == {"insufficient_data"}


def test_changes_sum_to_the_total_change():
    rows = [
        change("department_budget", D(7_532_000)),
        change("basic_expenditure", D(-378_800)),
        change("project_expenditure", D(7_910_800)),
    ]
    assert statuses(within_document(facts("budget_disclosure", changes=rows)), "F1.parts") == ["exact"]
    rows[2]["amount_yuan"] = D(7_910_000)
    assert statuses(within_document(facts("budget_disclosure", changes=rows)), "F1.parts") == ["failed"]


@pytest.mark.parametrize(
    ("amount", "now", "percent", "expected"),
    [
        (D(206_300), D(225_900), D("1055.4"), "rounding"),  # Guangdong 2023: the interval is [1047.0, 1058.2]
        (D(3_320_000), D(45_870_000), D("7.81"), "rounding"),  # Baise 2024
        (D(321_900), D(5_191_900), D("6.76"), "failed"),  # Jinhua 2021: 6.61 %
        (D(100_000), D(100_000), D("100"), "not_applicable"),  # from nothing
    ],
)
def test_growth_rates_by_intervals(amount, now, percent, expected):
    decimals = 0 if percent == D("7.81") else 2
    rows = {
        "changes": [change("official_reception", amount, percent, printed_decimals=decimals)],
        "totals": [total("official_reception", now, printed_decimals=decimals)],
    }
    assert statuses(within_document(facts("budget_disclosure", **rows)), "F2.growth") == [expected]
