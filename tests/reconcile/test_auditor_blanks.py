"""Blank cells that the form asks for, and targets far exceeded."""

from decimal import Decimal as D

import pytest

from tests.reconcile.rows import project
from tests.reconcile.test_auditor import found, indicator
from tests.reconcile.test_auditor_meaning import EVALUATION, evaluated

FULL = EVALUATION | {"implementing_unit": "某县某中心", "expected_goals": "认证2次", "actual_goals": "认证2次"}


def scored(number: int, **columns) -> dict:
    row = evaluated("数量指标", f"认证人数{number}", "≥100人", "101人", weight=D(10), score=D(10))
    return row | {"indicator_id": f"e-i{number}", **columns}


def marked(rule: str, *rows: dict, evaluation: dict = FULL) -> list[dict]:
    return found(rule, "self_evaluation", projects=[], evaluations=[evaluation], evaluation_indicators=list(rows))


@pytest.mark.parametrize("column", ["actual_text", "weight", "score"])
def test_an_indicator_without_its_result(column):
    rows = [scored(1), scored(2), scored(3), scored(4, **{column: None})]
    assert [(mark["record_id"], mark["column"]) for mark in marked("L1.results", *rows)] == [("e-i4", column)]
    assert marked("L1.results", *(row | {column: None} for row in rows)) == []


def test_a_form_with_blank_places():
    assert marked("L1.evaluation_head", scored(1)) == []
    (mark,) = marked("L1.evaluation_head", scored(1), evaluation=FULL | {"total_score": None, "actual_goals": None})
    assert "总分" in mark["message"] and "实际完成情况" in mark["message"]


@pytest.mark.parametrize(
    ("actual", "deviation", "severity"),
    [("320人", None, "warning"), ("150人", None, "info"), ("110人", None, None), ("320人", "年初指标值偏低", None)],
)
def test_targets_far_exceeded(actual, deviation, severity):
    row = evaluated("数量指标", "培训人数", "≥100人", actual, deviation=deviation)
    assert [mark["severity"] for mark in marked("H7.exceeded", row)] == ([severity] if severity else [])


def test_projects_without_budget_or_sources():
    projects = [project(number, D(100)) for number in range(1, 9)]
    assert found("L1.budget", projects=projects) == []
    projects[2] = project(3, D(100), fiscal_funds_yuan=None)
    projects[3] = project(4, None)
    marks = found("L1.budget", projects=projects)
    assert [mark["column"] for mark in marks] == ["fiscal_funds_yuan", "budget_yuan"]
    projects[2] |= {"other_funds_yuan": D(100)}
    assert len(found("L1.budget", projects=projects)) == 1


def test_indicators_without_a_target():
    rows = [indicator("数量指标", f"培训次数{number}", "≥3次") for number in range(4)]
    rows[3] |= {"target_text": None, "target_value": None, "target_unit": None}
    assert len(found("L1.targets", indicators=rows)) == 1
    lost = [{"finding_id": "f", "rule": "extraction.columns_lost"}]
    assert found("L1.targets", indicators=rows, findings=lost) == []


@pytest.mark.parametrize(
    ("name", "target", "count"), [("培训次数", "≥-3次", 1), ("案件减少数", "-3件", 0), ("培训次数", "≥3次", 0)]
)
def test_targets_below_zero(name, target, count):
    row = indicator("数量指标", name, target, target_value=D(-3) if "-" in target else D(3), target_unit=target[-1])
    assert len(found("I1.negative", indicators=[row])) == count


def test_any_one_benefit_will_do():
    names = ("数量指标", "质量指标", "时效指标", "成本指标", "满意度指标")
    rows = [indicator(name, f"事项{number}", "≥90%") for number, name in enumerate(names)]
    (mark,) = found("L1.categories", indicators=rows)
    assert "没有效益指标" in mark["message"]
    assert found("L1.categories", indicators=[*rows, indicator("可持续影响指标", "发挥作用", "≥3年")]) == []
