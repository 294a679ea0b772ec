"""Indicator tables of any form: headings in their many wordings, rows put together, levels filled down, goals told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan import values
from yusuan.document import Cell, Table, cell_place
from yusuan.forms.indicator_headings import headers, role
from yusuan.forms.indicator_rows import names_indicator, points, read_rows
from yusuan.forms.project_records import split_goals

HEADINGS = ("一级指标", "二级指标", "三级指标", "指标值", "分值")


def table(*rows: tuple[str, ...], breaks: tuple[int, ...] = (), ragged: bool = False) -> Table:
    cells = tuple(Cell(r, c, text, sources=(cell_place(1, r, c),)) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Table(1, len(rows), max(len(row) for row in rows), cells, ragged=ragged, breaks=breaks)


def read(*rows: tuple[str, ...], **more) -> list[dict[str, str]]:
    whole = table(*rows, **more)
    return [{name: row.text(name) for name in row.fields} for row in read_rows(whole, headers(whole)[0])]


@pytest.mark.parametrize(
    "label, expected",
    [
        ("年度 指标值", "target"), ("年度指标值（A）", "target"), ("分值\n（90）", "weight"), ("指标值确定\n依据", "basis"),
        ("偏差原因分析\n及改进措施", "deviation"), ("度量单位", "unit"), ("绩效指标", None), ("", None),
    ],
)  # fmt: skip
def test_headings_in_their_wordings(label, expected):
    assert role(label) == expected


def test_levels_are_filled_down_and_a_new_level_1_ends_the_level_2_above():
    rows = read(
        HEADINGS, ("产出指标", "数量指标", "甲", "1", "5"), ("", "", "乙", "2", "5"), ("满意度指标", "", "丙", "3", "5"),
        HEADINGS, ("", "", "丁", "4", "5"),
    )  # fmt: skip
    assert [row.get("level1") for row in rows] == ["产出指标", "产出指标", "满意度指标", "满意度指标"]
    assert [row.get("level2") for row in rows] == ["数量指标", "数量指标", None, None]


def test_below_a_break_a_row_of_its_own_is_told_from_the_rest_of_one():
    above = ("效益指标", "社会效益指标", "构建和谐", "效果显著", "5")
    assert len(read(HEADINGS, above, ("", "", "另一指标", "良好", "5"), breaks=(2,))) == 2
    (row,) = read(HEADINGS, above, ("", "", "劳动关系", "", ""), breaks=(2,))
    assert row["level3"] == "构建和谐劳动关系"
    (row,) = read(HEADINGS, ("效益指标", "社会效益指", "甲", "好", "5"), ("", "标", "乙", "的", ""), breaks=(2,))
    assert (row["level2"], row["level3"], row["weight"]) == ("社会效益指标", "甲乙", "5")


def test_a_heading_that_a_page_cut():
    cut = ("一级指标", "二级指标", "三级指标", "指标值", "指标值确定依")
    rows = read(cut, ("", "", "", "", "据"), ("产出指标", "数量指标", "甲", "1", "计划"), breaks=(1,))
    assert rows[0]["basis"] == "计划"


def test_templates_name_no_indicator():
    blank = (("产出指标", "数量指标", "指标1：", "", ""), ("", "", "……", "", ""), ("", "", "", "", "8"))
    whole = table(HEADINGS, *blank, ("", "", "甲", "", ""))
    assert [names_indicator(row) for row in read_rows(whole, headers(whole)[0])] == [False, False, False, True]


def test_points():
    whole = table(HEADINGS, *(("产出指标", "数量指标", "甲", "1", text) for text in ("（10分）", "—", "十分")))
    rows = read_rows(whole, headers(whole)[0])
    assert (points(rows[0], "weight"), points(rows[1], "weight")) == (10, None)
    with pytest.raises(values.Unreadable):
        points(rows[2], "weight")


@pytest.mark.parametrize(
    "text, goals",
    [
        ("1.甲。 2.乙 3.丙", ["甲。", "乙", "丙"]),
        ("1、达到2.5万人；2、增长1,000人", ["达到2.5万人；", "增长1,000人"]),
        ("目标1：改革。目标 2：建设20门课", ["改革。", "建设20门课"]),
        ("（1）甲（2）乙", ["甲", "乙"]),
        ("完成12月底前的2项工作", ["完成12月底前的2项工作"]),
        ("1.目标内容 1", ["目标内容1"]),
        (None, []),
        (" \n", []),
    ],
)
def test_goals_are_cut_where_their_numbers_follow_each_other(text, goals):
    assert split_goals(text) == goals


@given(st.lists(st.text("甲乙丙丁，。", min_size=1, max_size=8), min_size=1, max_size=9))
def test_numbered_goals_come_back(goals):
    assert split_goals("".join(f"{place}.{goal}" for place, goal in enumerate(goals, 1))) == goals
