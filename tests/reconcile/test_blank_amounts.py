"""Amounts that a sentence leaves out, and words of a form that nobody struck out."""

import pytest

from tests.reconcile.rows import facts, findings
from yusuan.reconcile import within_document


def found(text: str, form: str = "budget_disclosure") -> list[dict]:
    return findings(within_document(facts(form, paragraphs=[{"paragraph_id": "a1", "text": text, "page": 3}])), "L2.no_amount")


@pytest.mark.parametrize(
    "text",
    [
        "2024年政府性基金预算支出  万元。",
        "比上年增加万元，增长5%。",
        "公务接待费____万元；",
        "与上年相比增加（减少）5万元。",
        "下降(增长)27.78%，",
    ],
)
def test_what_was_left_out_is_told_with_its_paragraph_and_page(text):
    assert [(row["page"], row["record_id"], row["severity"]) for row in found(text)] == [(3, "a1", "warning")]


@pytest.mark.parametrize(
    "text", ["（单位：万元）", "金额单位为万元。", "收入10万元。", "增加（减少）0万元，增长（减少）0%。", "以亿元、万元为单位。"]
)
def test_what_is_right_stays_quiet(text):
    assert found(text) == []


def test_a_blank_form_is_not_told_blank_by_blank():
    assert found("支出万元。" * 12) == []
    assert found("支出万元。", "target_table") == []
