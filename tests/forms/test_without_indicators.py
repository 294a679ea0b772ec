"""A document that promises indicators of which none could be read says so."""

from tests.forms.tables import document, line, table
from yusuan.forms import parse


def rules(*blocks) -> set[str]:
    return {finding["rule"] for finding in parse(document(*blocks)).rows.get("findings", ())}


def test_a_target_table_without_lines():
    lines = [
        line(text) for text in ("部门预算项目绩效目标表（2024年度）", "金额单位：元", "单位名称 项目名称 预算数 一级 二级 指标值")
    ]
    assert "extraction.no_indicators_read" in rules(*lines)


def test_indicators_that_were_read_are_not_missed():
    flat = table(
        """单位名称 | 项目名称 | 预算数 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标值
        307001-某县某局 | 年检经费 | 100.00 | 做好 | 产出指标 | 数量指标 | 人数 | 5"""
    )
    assert "extraction.no_indicators_read" not in rules(line("部门预算项目绩效目标表（2024年度）"), line("金额单位：元"), flat)
