"""Target tables and self-evaluations as other provinces print them: two periods, administrative labels, text exports."""

import pytest

from tests.forms.tables import document, exported, line, table
from yusuan.forms import parse

TWO_PERIODS = """
项目名称|老旧小区改造补助|<|<|<
项目编码|42068123T000000104|项目主管部门|某市住建局[126]|<
项目负责人|张某某|联系电话|0728-3210000|<
项目类型|特定目标类|项目期限|2023年-2025年|<
项目资金（万元）|资金总额|4380|<|<
^|其中：财政拨款|4000|<|<
^|其他资金|380|<|<
项目概述|对老旧小区实施改造。|<|<|<
长期绩效目标|三年内改造68个小区。|<|<|<
年度绩效目标|改造22个小区。|<|<|<
长期绩效目标表|<|<|<|<
一级指标|二级指标|三级指标|指标值|备注
产出指标|数量指标|改造小区数量|≥68个|
满意度指标|服务对象满意度指标|居民满意度|≥90%|
年度绩效目标表|<|<|<|<
一级指标|二级指标|三级指标|指标值|备注
产出指标|数量指标|改造小区数量|≥22个|
满意度指标|服务对象满意度指标|居民满意度|≥90%|
"""
FUNDS = """2023年度项目支出绩效自评表

项目名称\t购书\t\t\t\t\t\t\t
主管部门\t某县文旅局\t\t\t\t实施单位\t某县图书馆\t\t
项目资金（万元）\t\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t\t52.00\t52.00\t50.44\t10\t97.00%\t9.7
\t其中：当年财政拨款\t\t52.00\t52.00\t50.44\t—\t\t—
\t其他资金\t\t\t\t\t—\t\t—
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t数量指标\t新购图书\t≥8000册\t8126册\t90\t90\t
"""


def test_a_form_with_two_periods_keeps_both_goals_and_takes_no_label_for_stray_words():
    records = parse(document(line("某市2023年部门预算项目绩效目标表"), table(TWO_PERIODS)))
    assert [row["goal"] for row in records.rows["project_goals"]] == ["三年内改造68个小区。", "改造22个小区。"]
    assert [row["target_text"] for row in records.rows["indicators"]] == ["≥68个", "≥90%", "≥22个", "≥90%"]
    assert not records.rows.get("findings")


def test_a_text_export_names_a_source_of_funds_in_the_first_of_its_columns(tmp_path):
    records = parse(exported(tmp_path, FUNDS))
    funds = [(row["source"], row["executed_yuan"]) for row in records.rows["evaluation_funds"]]
    assert funds == [("年度资金总额", 504400), ("其中：当年财政拨款", 504400), ("其他资金", None)]
    assert not records.rows.get("findings")


def test_a_total_in_the_column_of_the_numbers_of_a_text_export(tmp_path):
    flat = (
        "2024年项目支出绩效目标表\n\n单位：万元\n\n"
        "序号\t单位名称\t项目名称\t预算金额\t绩效目标\t一级指标\t二级指标\t三级指标\t指标值\n"
        "1\t某市城管局\t垃圾分类\t312.60\t参与率达85%\t产出指标\t数量指标\t点位数量\t≥420个\n"
        "合计\t\t\t312.60\t\t\t\t\t\n"
    )
    records = parse(exported(tmp_path, flat))
    assert [row["amount_yuan"] for row in records.rows["totals"]] == [3126000]
    assert not records.rows.get("findings")


@pytest.mark.parametrize("above", ["表6", "预算05-2表", "报表编号：510000_0013zp", "附表3"])
def test_the_number_of_a_form_is_no_part_of_its_title(above):
    about = parse(document(line(above), line("部门预算项目绩效目标表（2025年度）"), table(TWO_PERIODS))).document
    assert about["title"] == "部门预算项目绩效目标表（2025年度）"
    assert (about["department_name"], about["department_code"]) == ("某市住建局", "126")


def test_a_table_of_a_whole_department_without_known_headings_is_told():
    drawing = "部门名称|某县审批局|<\n绩效指标|一级指标|指标值\n^|产出指标|≥3个"
    records = parse(document(line("部门整体支出绩效目标表"), line("（2024年度）"), table(drawing)))
    assert [row["rule"] for row in records.rows["findings"]] == ["extraction.no_indicators", "extraction.unplaced_cell"]
    assert "产出指标 | ≥3个" in records.rows["findings"][1]["message"]
    assert records.document["department_name"] == "某县审批局"
