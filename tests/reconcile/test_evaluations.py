"""Self-evaluations and weights."""

from decimal import Decimal as D

import pytest

from tests.reconcile.rows import DOCUMENT_ID, PRINTED, checks, facts, project, statuses
from yusuan.reconcile import within_document

E = f"{DOCUMENT_ID}-e01"


def _fund(source: str, budget: str | None, executed: str | None, **columns) -> dict:
    amounts = {
        name: None if value is None else D(value) for name, value in
        (("initial_budget_yuan", budget), ("revised_budget_yuan", budget), ("executed_yuan", executed))
    }  # fmt: skip
    return {
        "fund_id": f"{E}-{source}",
        "evaluation_id": E,
        "source": source,
        "fund_source": source,
        **amounts,
        **PRINTED,
        **columns,
    }


def _evaluation(scores: list[str], total: str, rate: str = "24", score: str = "2.4", extra: list[dict] | None = None):
    funds = [
        _fund("total", "224100", "53800", weight=D(10), execution_rate_percent=D(rate), score=D(score),
              printed_rate_decimals=len(rate.partition(".")[2]), printed_score_decimals=len(score.partition(".")[2])),
        _fund("current_appropriation", "36800", "36800"), _fund("carried_forward", "17000", "17000"), _fund("other", None, None),
    ]  # fmt: skip
    indicators = [{"indicator_id": f"{E}-i{i}", "evaluation_id": E, "level1": "产出指标90分", "level3": f"指标{i}",
                   "weight": D(30), "score": D(value)} for i, value in enumerate(scores)]  # fmt: skip
    evaluation = {"evaluation_id": E, "project_name": "系统费用", "total_weight": D(100), "total_score": D(total)}
    rows = {"evaluations": [evaluation], "evaluation_funds": funds, "evaluation_indicators": indicators}
    return within_document(facts("self_evaluation", findings=extra or [], **rows))


def test_a_sound_evaluation():
    outcome = _evaluation(["30", "30", "30"], "92.4")
    assert statuses(outcome, "H1.weights") == ["exact"]
    assert statuses(outcome, "H1.dimensions") == ["exact"]
    assert statuses(outcome, "H3.execution_score") == ["exact"]
    assert statuses(outcome, "H4.total") == ["exact"]
    assert statuses(outcome, "H4.bounds") == ["exact"]


def test_the_rate_is_rounded_and_says_so():
    (row,) = checks(_evaluation(["30", "30", "30"], "92.4"), "H2.execution_rate")
    assert row["status"] == "rounding"
    assert row["expected"] == D("24.007140")


def test_funds_by_source_per_column():
    outcome = _evaluation(["30", "30", "30"], "92.4")
    assert statuses(outcome, "D5.funds") == ["failed", "failed", "exact"]
    assert "按0计" in checks(outcome, "D5.funds")[2]["explanation"]


@pytest.mark.parametrize(("rate", "expected"), [("24", "rounding"), ("24.01", "rounding"), ("24.5", "failed"), ("25", "failed")])
def test_execution_rates(rate, expected):
    assert statuses(_evaluation(["30", "30", "30"], "92.4", rate=rate), "H2.execution_rate") == [expected]


def test_a_wrong_total_and_a_score_above_its_points_fail():
    outcome = _evaluation(["30", "30", "31"], "92.4")
    assert statuses(outcome, "H4.total") == ["failed"]
    assert statuses(outcome, "H4.bounds") == ["failed"]


def test_a_nameless_row_is_not_counted_and_its_effect_is_said():
    row = {"rule": "extraction.nameless_row", "value": "weight=8;score=8", "record_id": E}
    outcome = _evaluation(["30", "30", "30"], "92.4", extra=[row])
    assert statuses(outcome, "H1.weights") == ["exact"]
    assert "108" in checks(outcome, "H1.weights")[0]["explanation"]
    assert "100.4" in checks(outcome, "H4.total")[0]["explanation"]


@pytest.mark.parametrize(
    ("weights", "expected"), [([50, 40], "exact"), ([50, 50], "exact"), ([50, 45], "failed"), ([50, None], "insufficient_data")]
)
def test_target_weights(weights, expected):
    rows = [{"indicator_id": f"i{i}", "project_id": f"{DOCUMENT_ID}-p01", "weight": w and D(w)} for i, w in enumerate(weights)]
    outcome = within_document(facts("target_table", projects=[project(1)], indicators=rows))
    assert statuses(outcome, "H1.targets") == [expected]
