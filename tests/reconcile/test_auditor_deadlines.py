"""Months, years, ranges and units that contradict each other or cannot be."""

from decimal import Decimal as D

import pytest

from tests.reconcile.rows import project
from tests.reconcile.test_auditor import found, goal, indicator, text
from tests.reconcile.test_auditor_meaning import EVALUATION, evaluated


@pytest.mark.parametrize(
    ("words", "target", "count"),
    [
        ("2024年6月底前完成全部培训", "12月底前", 1), ("2024年12月底前完成全部培训", "12月底前", 0),
        ("3月底前完成招标，6月底前完成培训", "12月底前", 0), ("做好6月份的宣传", "12月底前", 0), ("6月底前完成培训", "12个月", 0),
    ],
)  # fmt: skip
def test_deadlines_in_two_places(words, target, count):
    rows = [indicator("时效指标", "培训完成时间", target)]
    assert len(found("I2.deadline", project_goals=[goal(words)], indicators=rows)) == count


@pytest.mark.parametrize(
    ("words", "count"),
    [("2022年底前完成改造工作", 1), ("2024年底前完成改造工作", 0), ("2022年已完成招标，2024年完成改造", 0), ("2022年的欠账", 0)],
)
def test_goals_of_the_past(words, count):
    assert len(found("O2.goal", project_goals=[goal(words)])) == count


@pytest.mark.parametrize(("words", "count"), [("13月底前完成", 1), ("工期18个月", 0), ("12月底前完成", 0), ("2024年10月20日", 0)])
def test_months_that_cannot_be(words, count):
    assert len(found("O4.month", paragraphs=text(words))) == len(found("O4.month", project_goals=[goal(words)])) == count


def test_ranges_upside_down():
    row = indicator("成本指标", "补助标准", "1000元-2000元")
    assert found("I1.range", indicators=[row]) == []
    assert found("I1.range", indicators=[row | {"target_value": D(2000), "target_value_high": D(1000)}])


@pytest.mark.parametrize(
    ("target", "actual", "count"),
    [("≥95%", "96人", 1), ("≤30万元", "25元", 1), ("≥95%", "96%", 0), ("≥30人", "31人次", 0), ("≥30人", "31", 0)],
)
def test_results_in_another_unit(target, actual, count):
    rows = [evaluated("数量指标", "认证", target, actual)]
    assert len(found("H7.unit", "self_evaluation", evaluations=[EVALUATION], evaluation_indicators=rows)) == count


def test_a_clause_twice_and_people_under_time():
    assert len(found("M5.clause_twice", project_goals=[goal("确保养老金按时发放，维护稳定，确保养老金按时发放")])) == 1
    assert found("M5.clause_twice", project_goals=[goal("确保养老金按时发放，维护社会稳定")]) == []
    assert len(found("I4.category", indicators=[indicator("时效指标", "受训农民", "≥50人")])) == 1
    rows = [indicator("数量指标", "农机培训人次", "≥50人次")]
    named = [project(1, D(200_000), project_name="农机培训经费")]
    assert len(found("I2.goal", projects=named, project_goals=[goal("开展农机培训500人次")], indicators=rows)) == 1
