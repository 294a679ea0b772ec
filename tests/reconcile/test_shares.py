"""Shares, completion rates and rates of change that the text states, against the figures that they are of."""

from decimal import Decimal as D

import pytest

from tests.reconcile.rows import DOCUMENT_ID, change, checks, facts, statuses, total
from yusuan.reconcile import within_document


def share(percent: str, *, kind: str = "share", part: str | None = "part", whole: str | None = "whole", **columns) -> dict:
    return {
        "share_id": f"{DOCUMENT_ID}-s01", "kind": kind, "page": 1, "year": 2024, "quote": "一句",
        "item": None, "item_text": "甲支出", "of_item": None, "of_item_text": "乙支出",
        "percent": D(percent), "printed_decimals": len(percent.partition(".")[2]),
        "total_id": f"{DOCUMENT_ID}-t-{part}" if part else None,
        "of_total_id": f"{DOCUMENT_ID}-t-{whole}" if whole else None, **columns,
    }  # fmt: skip


def outcome(row: dict, part: str, whole: str, rule: str = "F3.share") -> list[str]:
    totals = [total("part", D(part)), total("whole", D(whole))]
    return statuses(within_document(facts("budget_disclosure", totals=totals, shares=[row])), rule)


@pytest.mark.parametrize(
    ("percent", "part", "whole", "expected"),
    [
        ("50", "500000", "1000000", "exact"),
        ("56.17", "76666800", "136490700", "rounding"),
        ("56.18", "76666800", "136490700", "failed"),
        ("33", "100", "400", "rounding"),  # 0.01 of 0.04万元: anything between 11 and 43 %
        ("0", "0", "1000000", "exact"),
        ("0", "0", "0", "not_applicable"),
    ],
)
def test_a_share_is_judged_by_what_its_figures_may_stand_for(percent, part, whole, expected):
    assert outcome(share(percent), part, whole) == [expected]


def test_a_share_without_its_figures_says_so():
    row = share("12.5", part=None)
    (check,) = checks(within_document(facts("budget_disclosure", totals=[total("whole", D(100))], shares=[row])), "F3.share")
    assert check["status"] == "insufficient_data"
    assert "甲支出" in check["explanation"]


def test_a_share_of_an_unnamed_whole_may_be_of_another():
    rows = [total("part", D(250000)), total("whole", D(400000)), total("other", D(1000000))]
    found = within_document(facts("budget_disclosure", totals=rows, shares=[share("25.00")]))
    assert statuses(found, "F3.share") == ["insufficient_data"]
    named = share("25.00", quote="甲支出25万元，占乙支出的25.00%")
    assert statuses(within_document(facts("budget_disclosure", totals=rows, shares=[named])), "F3.share") == ["failed"]


def test_completion_is_of_the_budget():
    row = share("13.68", kind="completion")
    assert outcome(row, "3900", "28500", "F3.completion") == ["rounding"]
    assert outcome(row, "3900", "0", "F3.completion") == ["not_applicable"]
    assert outcome(share("94.00", kind="completion"), "3900", "28500", "F3.completion") == ["failed"]


def test_the_whole_of_three_public_expenses_is_their_sum_where_it_is_not_printed():
    parts = [total("overseas_travel", D(100000)), total("official_vehicles", D(200000)), total("official_reception", D(100000))]
    row = share("25.00", part="overseas_travel", whole=None, of_item="three_public", of_item_text="“三公”经费")
    assert statuses(within_document(facts("budget_disclosure", totals=parts, shares=[row])), "F3.share") == ["exact"]


def test_growth_of_an_item_that_no_vocabulary_knows_from_two_years_amounts():
    unknown = {"item": None, "item_text": "甲（项）"}
    rows = [
        total("a", D(601300), amount_year=2023, amount_kind="executed") | unknown,
        total("b", D(257700), amount_kind="budget") | unknown,
        total("c", D(900000)) | unknown | {"item_text": "乙（项）"},
    ]
    row = change("x", None, D("-57.14"), from_kind="executed") | unknown
    assert statuses(within_document(facts("budget_disclosure", totals=rows, changes=[row])), "F2.growth") == ["rounding"]
    wrong = row | {"percent": D("-42.86")}
    assert statuses(within_document(facts("budget_disclosure", totals=rows, changes=[wrong])), "F2.growth") == ["failed"]


def test_a_result_against_its_own_budget():
    rows = [total("official_reception", D(3900)), total("official_reception_budget", D(28500), amount_kind="budget")]
    row = change("official_reception", D(-24600), D("-86.32"), from_year=2024, from_kind="budget")
    found = within_document(facts("final_accounts", totals=rows, changes=[row]))
    assert statuses(found, "F1.last_year") == ["exact"]
    assert statuses(found, "F2.growth") == ["rounding"]
