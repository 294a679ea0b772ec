"""Rows that a page cut with a border on both sides, narrow cells, text exports: where nothing but the words tells."""

import pytest

from tests.forms.tables import document, exported, line, table
from yusuan.forms import parse
from yusuan.forms.contents import _entries
from yusuan.forms.indicator_headings import headers
from yusuan.forms.indicator_rows import read_rows
from yusuan.forms.sentences import sentences

HEAD = "一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据"
ROW = "产出指标 | 数量指标 | 人数 | 人数 | =5人 | 计划"


def project(drawing: str, breaks: tuple[int, ...]) -> dict[str, list[dict]]:
    heading = line("1.就业工作经费绩效目标表"), line("323001巨鹿县人社局本级　单位：万元")
    return parse(document(*heading, table(drawing, breaks=breaks))).rows


def test_a_label_cut_through_is_one_row():
    rows = project(
        f"""项目名称 | 就业工作经费 | < | < | < | <
        绩效目 | 1.保障就业 | < | < | < | <
        标 | 2.减轻负担 | < | < | < | <
        {HEAD}
        {ROW}""",
        (2,),
    )
    assert [goal["goal"] for goal in rows["project_goals"]] == ["保障就业", "减轻负担"]


def test_a_plans_label_cut_between_dates_and_percentages_joins_no_rows():
    rows = project(
        f"""项目名称 | 就业工作经费 | < | < | < | <
        资金支出计划 | 3月底 | 6月底 | 10月底 | 12月底 | <
        （%） | 25% | 50% | | 100% | <
        {HEAD}
        {ROW}""",
        (2,),
    )
    assert [plan["cumulative_percent"] for plan in rows["spending_plans"]] == [25, 50, None, 100]


def test_a_name_and_a_code_that_go_on_below_blank_places_of_their_labels():
    rows = project(
        f"""项目编码 | 13052924P0058421 | 项目名称 | 就业工作 | < | <
        | 0648N | | 经费 | < | <
        {HEAD}
        {ROW}""",
        (1,),
    )
    assert (rows["projects"][0]["project_code"], rows["projects"][0]["project_name"]) == ("13052924P00584210648N", "就业工作经费")


def test_a_heading_of_which_every_label_is_cut():
    rows = project(
        f"""项目名称 | 就业工作经费 | < | < | < | <
        一级指 | 二级指 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定
        标 | 标 | | | | 依据
        {ROW}""",
        (2,),
    )
    assert rows["indicators"][0]["basis"] == "计划"


def test_what_stands_under_no_label_of_the_head_is_a_finding():
    rows = project(
        f"""项目名称 | 就业工作经费 | < | < | < | <
        看不懂的标签 | 25% | < | < | < | <
        {HEAD}
        {ROW}""",
        (),
    )
    unplaced = [finding["value"] for finding in rows["findings"] if finding["rule"] == "extraction.unplaced_cell"]
    assert "25%" in unplaced


def test_a_level_cut_between_whole_rows_is_whole_for_all_of_them():
    drawing = f"""{HEAD}
        效益指标30 | 经济效益指标 | 甲 | 甲 | ≥1元 | 计划
        分 | 社会效益指标 | 乙 | 乙 | ≥2元 | 计划
        ^ | 可持续影响指标 | 丙 | 丙 | ≥3年 | 计划"""
    whole = table(drawing, breaks=(2,))
    rows = read_rows(whole, headers(whole)[0])
    assert [row.text("level1") for row in rows] == ["效益指标30分"] * 3


def test_a_level_whose_rest_is_itself_a_level():
    drawing = f"""{HEAD}
        满意度指 | 服务对象 | 群众满 | 满意的 | ≥95% | 调查
        标 | 满意度指标 | 意度 | 程度 | | """
    whole = table(drawing, breaks=(2,))
    (row,) = read_rows(whole, headers(whole)[0])
    assert (row.text("level2"), row.text("level3")) == ("服务对象满意度指标", "群众满意度")


@pytest.mark.parametrize(
    "upper, lower, budget",
    [("3,568,83", "0.00", "3568830.00"), ("19,930,000.0", "0", "19930000.00")],
)
def test_an_amount_cut_in_two_is_never_two_amounts(upper, lower, budget):
    flat = table(
        f"""单位名称 | 项目名称 | 预算数 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标值
        307001-某县某局 | 年检经费 | 100.00 | 做好 | 产出指标 | 数量指标 | 人数 | 5
        307001-某县某局 | 特殊政策 | {upper} | 核定 | 效益指 | 社会效益 | 补助 | 100
        | 军龄补差 | {lower} | 待遇 | 标 | 指标 | 发放 | """,
        breaks=(3,),
    )
    rows = parse(document(line("金额单位：元"), flat)).rows
    assert [project["project_name"] for project in rows["projects"]] == ["年检经费", "特殊政策军龄补差"]
    assert str(rows["projects"][1]["budget_yuan"]) == budget


def test_a_unit_code_wrapped_by_a_narrow_cell():
    flat = table(
        """单位名称 | 项目名称 | 预算数 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标值
        42900 1-平 城县环境局 | 年检经费 | 100.00 | 做好 | 产出指标 | 数量指标 | 人数 | 5"""
    )
    (unit,) = parse(document(line("金额单位：元"), flat)).rows["units"]
    assert (unit["unit_code"], unit["unit_name"]) == ("429001", "平城县环境局")


def test_a_text_export_that_leaves_out_the_blanks_of_merged_cells_behind_a_page(tmp_path):
    text = (
        "1.就业经费绩效目标表\n\n323001某县某局本级 单位：万元\n\n项目名称\t\t就业经费\t\t\t\t\t\t\n"
        "一级指标\t二级指标\t\t三级指标\t\t绩效指标描述\t\t指标值\t指标值确定依据\n"
        "产出指标\t数量指标\t\t人数\t\t受益人数\t\t=5人\t计划\n\n- 1 -\n\n"
        "满意度指标\t服务对象满意度指标\t满意率\t群众满意率\t≥90%\t调查问卷\n"
    )
    rows = parse(exported(tmp_path, text)).rows["indicators"]
    assert [(row["level3"], row["target_text"], row["basis"]) for row in rows] == [
        ("人数", "=5人", "计划"),
        ("满意率", "≥90%", "调查问卷"),
    ]


def test_running_heads_of_a_text_export_stand_beside_its_page_numbers(tmp_path):
    pages = ["2024年本部门预算安排的全部项目支出", "120万元，其中人员经费50万元。", "完。", "完。"]
    text = "".join(f"政务公开\n\n{page}\n\n- {number} -\n\n" for number, page in enumerate(pages, 1))
    first = sentences(exported(tmp_path, text))[0]
    assert first.text.startswith("2024年本部门预算安排的全部项目支出120万元")


@pytest.mark.parametrize(
    "lines",
    [
        ("1.关于提前下达就业补助资金项目绩效................18", "目标表"),
        ("1.关于提前下达就业补助资金项目绩效目标表", "..................18"),
        ("1.关于提前下达就业补助资金项目绩效目标表18",),
    ],
)
def test_where_contents_print_the_page_of_a_long_title(lines):
    (entry,) = _entries([line("目录"), *map(line, lines)])
    assert (entry.title, entry.printed_page) == ("关于提前下达就业补助资金项目绩效目标表", 18)
