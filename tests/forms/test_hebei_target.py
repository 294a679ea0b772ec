"""Project target forms: from text exports as they come, with shifted, split and missing cells, to records with lineage."""

from datetime import date
from decimal import Decimal

import pytest

from yusuan.document import Cell, Document, Paragraph, Table, cell_place
from yusuan.forms import hebei_target
from yusuan.readers import text
from yusuan.records import Records
from yusuan.tables.join import join_tables

FORM = """
3.就业工作经费绩效目标表

323001 某县人力资源和社会保障局本级

单位：万元

项目编码\t13052924P00584011713 2\t\t项目名称\t就业工作 经费\t\t
预算规模及 资金用途\t预算数\t15.00\t其中：财政 资金\t14.50\t其他资金\t
\t用于培训， 印刷。\t\t\t\t\t
资金支出计 划（%）\t3月底\t\t6月底\t10月底\t12月底\t
\t\t\t50%\t75%\t100%\t
绩效目标\t1.健全就业服务体系。 2.开展培训。 3.构建和谐劳动关系。\t\t\t\t\t
一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\t指标值确定 依据\t
产出指标\t数量指标\t开展就业培 训数\t开展培训次数\t≥10次\t单位工作年 度计划\t
\t质量指标\t合格率\t合格率\t≥90 培训的程度\t单位工作年 度计划\t
效益指标\t社会效益指\t构建和谐\t构建和谐劳动关系\t效果显著\t单位工作⇥\t

一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\t指标值确定依据
\t标\t劳动关系\t\t\t年度计划
满意度指标\t服务对象满意度指标\t满意率\t满意率\t≥98%\t
""".replace("⇥", "")


def read(source: str, tmp_path, year: int | None = 2024) -> Records:
    path = tmp_path / "form.txt"
    path.write_text(source, "utf-8")
    return parse(text.read(path, "ab" * 32), year)


def parse(document: Document, year: int | None = 2024) -> Records:
    whole = join_tables(document)
    records = Records(document.document_id)
    records.document["fiscal_year"] = year
    hebei_target.parse(whole, hebei_target.recognise(whole), records)
    return records


@pytest.fixture
def records(tmp_path) -> Records:
    return read(FORM, tmp_path)


def test_amounts_with_units_of_their_own_keep_the_precision_of_the_larger_one(tmp_path):
    own = FORM.replace("\t15.00\t", "\t15.0万元\t").replace("\t14.50\t", "\t145,000.00元\t").replace("单位：万元", "单位：元")
    (project,) = read(own, tmp_path).rows["projects"]
    assert (project["budget_yuan"], project["fiscal_funds_yuan"]) == (150000, 145000)
    assert (project["printed_unit"], project["printed_decimals"]) == ("万元", 1)


def test_the_head_block(records):
    (project,) = records.rows["projects"]
    assert project["project_id"] == "abababababababab-p01"
    assert (project["ordinal"], project["title"], project["project_name"]) == (3, "就业工作经费绩效目标表", "就业工作经费")
    assert (project["unit_code"], project["unit_name"]) == ("323001", "某县人力资源和社会保障局本级")
    assert (project["project_code"], project["project_code_check"]) == ("13052924P005840117132", "valid")
    assert (project["budget_yuan"], project["fiscal_funds_yuan"]) == (Decimal("150000.00"), Decimal("145000.00"))
    assert project["other_funds_yuan"] is None
    assert (project["budget_source"], project["printed_unit"], project["printed_decimals"]) == ("table", "万元", 2)
    assert project["purpose"] == "用于培训，印刷。"
    assert records.rows["units"][0]["department_code"] == "323"
    assert "findings" not in records.rows


def test_goals_lose_their_numbers(records):
    goals = [row["goal"] for row in records.rows["project_goals"]]
    assert goals == ["健全就业服务体系。", "开展培训。", "构建和谐劳动关系。"]


def test_the_plan_has_a_row_for_each_printed_date_and_null_for_a_blank(records):
    plan = [(row["due_date"], row["cumulative_percent"]) for row in records.rows["spending_plans"]]
    assert plan == [
        (date(2024, 3, 31), None),
        (date(2024, 6, 30), Decimal(50)),
        (date(2024, 10, 31), Decimal(75)),
        (date(2024, 12, 31), Decimal(100)),
    ]


def test_dates_need_a_year(tmp_path):
    assert {row["due_date"] for row in read(FORM, tmp_path, None).rows["spending_plans"]} == {None}


def test_a_row_split_by_the_page_is_one_indicator(records):
    indicators = records.rows["indicators"]
    assert [row["level2"] for row in indicators] == ["数量指标", "质量指标", "社会效益指标", "服务对象满意度指标"]
    split = indicators[2]
    assert (split["level1"], split["level3"], split["basis"]) == ("效益指标", "构建和谐劳动关系", "单位工作年度计划")
    assert (split["category"], split["target_text"], split["is_qualitative"]) == ("social", "效果显著", True)
    traced = {
        row["cell_id"]
        for row in records.rows["lineage"]
        if (row["record_id"], row["column"]) == (split["indicator_id"], "level2")
    }
    assert traced == {"abababababababab-t001-r009-c01", "abababababababab-t002-r001-c01"}


def test_targets_and_merged_levels(records):
    first, second, *_ = records.rows["indicators"]
    assert (first["operator"], first["target_value"], first["target_unit"]) == ("≥", Decimal(10), "次")
    assert (second["level1"], second["target_value"], second["target_unit"]) == ("产出指标", Decimal(90), None)


def test_every_value_leads_to_its_place(records):
    traced = {(row["record_id"][17:], row["column"]) for row in records.rows["lineage"]}
    for column in ("title", "ordinal", "unit_code", "unit_name", "project_code", "project_name", "budget_yuan", "purpose"):
        assert ("p01", column) in traced
    for column in ("level1", "level2", "level3", "description", "target_text", "target_value", "basis"):
        assert ("p01-i01", column) in traced
    heading = next(row for row in records.rows["lineage"] if row["column"] == "title")
    assert FORM[heading["text_start"] : heading["text_end"]].strip() == "3.就业工作经费绩效目标表"


def test_heading_over_two_lines_with_marks_and_without_its_own_word(tmp_path):
    source = FORM.replace("3.就业工作经费绩效目标表", "### 12. 冀财社【2023】5号关于\n\n#### 就业工作经费目标\n\n表")
    (project,) = read(source, tmp_path).rows["projects"]
    assert (project["ordinal"], project["title"]) == (12, "冀财社【2023】5号关于就业工作经费目标表")


def test_an_amount_that_cannot_be_read_is_a_finding_and_blank(tmp_path):
    records = read(FORM.replace("15.00", "十五万"), tmp_path)
    assert records.rows["projects"][0]["budget_yuan"] is None
    (finding,) = records.rows["findings"]
    assert (finding["rule"], finding["column"], finding["value"]) == ("extraction.unreadable_amount", "budget_yuan", "十五万")
    assert "t001-r001-c02" in finding["message"]


def test_template_rows_are_no_indicators(tmp_path):
    source = FORM + "\t\t指标 1:\t\t\t\n\t\t……\t\t\t\n"
    assert len(read(source, tmp_path).rows["indicators"]) == 4


def cells(*rows: tuple[str | tuple[str, int, int], ...], index: int = 1, columns: int = 6) -> Table:
    """A table with spans from rows of texts or (text, row_span, column_span)."""
    taken: set[tuple[int, int]] = set()
    made = []
    for r, row in enumerate(rows):
        c = 0
        for item in row:
            words, down, across = item if isinstance(item, tuple) else (item, 1, 1)
            while (r, c) in taken:
                c += 1
            taken |= {(r + i, c + j) for i in range(down) for j in range(across)}
            made.append(Cell(r, c, words, down, across, sources=(cell_place(index, r, c),)))
            c += across
    return Table(index, len(rows), columns, tuple(made))


HEAD = (
    ("项目编码", ("13052924P005840117132", 1, 2), "项目名称", ("就业工作经费", 1, 2)),
    (("预算规模及资金用途", 2, 1), "预算数", "15.00", "其中：财政资金", "15.00", "其他资金"),
    (("用于培训", 1, 5),),
    (("资金支出计划（%）", 2, 1), ("3月底", 1, 2), "6月底", ("12月底", 1, 2)),
    (("25%", 1, 2), "50%", ("", 1, 2)),
    ("绩效目标", ("培训工作有序开展", 1, 5)),
)
INDICATORS = (
    ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"),
    (("产出指标", 2, 1), "数量指标", "人数", "人数", "≥10人", "计划"),
    ("质量指标", "率", "率", "≥90%", "计划"),
    (("满意度指标", 1, 2), "满意度", "满意度", "≥95%", "问卷"),
)


def document(*blocks: Table | str) -> Document:
    made = [Paragraph(block, 100 * place) if isinstance(block, str) else block for place, block in enumerate(blocks)]
    return Document("cd" * 32, "text/html", "test", None, tuple(made))


def test_spans_in_real_tables():
    records = parse(document("1.就业工作经费绩效目标表", "323001某局本级 单位：万元", cells(*HEAD, *INDICATORS)))
    (project,) = records.rows["projects"]
    assert (project["unit_name"], project["purpose"], project["budget_yuan"]) == ("某局本级", "用于培训", Decimal("150000.00"))
    assert [row["cumulative_percent"] for row in records.rows["spending_plans"]] == [Decimal(25), Decimal(50), None]
    assert [row["level1"] for row in records.rows["indicators"]] == ["产出指标", "产出指标", "满意度指标"]
    assert records.rows["indicators"][2]["category"] == "satisfaction"


def test_head_and_indicators_in_two_tables():
    pair = (cells(*HEAD), cells(*INDICATORS, index=2))
    records = parse(document("1.甲绩效目标表", "单位：万元", *pair, "2.乙绩效目标表", "单位：万元", *pair))
    assert [row["title"] for row in records.rows["projects"]] == ["甲绩效目标表", "乙绩效目标表"]
    assert len(records.rows["indicators"]) == 6


def test_several_forms_in_one_sheet():
    sheet = [*HEAD, *INDICATORS]
    stacked = [(("1.甲绩效目标表", 1, 6),), *sheet, (("2.乙绩效目标表", 1, 6),), (("单位：元", 1, 6),), *sheet]
    records = parse(document("单位：万元", cells(*stacked)))
    assert [row["title"] for row in records.rows["projects"]] == ["甲绩效目标表", "乙绩效目标表"]
    assert [row["budget_yuan"] for row in records.rows["projects"]] == [Decimal("150000.00"), Decimal("15.00")]
    assert len(records.rows["indicators"]) == 6


def test_the_form_of_a_disclosure_has_heading_goals_and_indicators_alone():
    table = cells(("绩效目标", ("1、甲\n2、乙", 1, 5)), *INDICATORS)
    records = parse(document("3、人员经费补助目标表", table))
    (project,) = records.rows["projects"]
    assert (project["ordinal"], project["project_name"], project["budget_yuan"]) == (3, "人员经费补助", None)
    assert [row["goal"] for row in records.rows["project_goals"]] == ["甲", "乙"]


def test_other_forms_are_left_alone():
    evaluation = cells(("项目名称", ("甲", 1, 5)), ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "得分"))
    whole = cells(("年度目标", ("甲", 1, 5)), *INDICATORS)
    assert not hebei_target.recognise(document("项目支出绩效自评表", evaluation))
    assert not hebei_target.recognise(document("部门整体支出绩效目标表", whole))


def test_rows_that_lost_their_blanks_or_their_first_cell(tmp_path):
    source = FORM.replace("\t\t\t50%\t75%\t100%\t", "20%\t50%\t75%\t100%").replace("\t质量指标\t合格率", "质量指标\t合格率")
    records = read(source, tmp_path)
    assert [row["cumulative_percent"] for row in records.rows["spending_plans"]] == [20, 50, 75, 100]
    second = records.rows["indicators"][1]
    assert (second["level1"], second["level2"], second["level3"]) == ("产出指标", "质量指标", "合格率")


def test_all_in_one_run_of_lines_without_blank_ones(tmp_path):
    form = "\n".join(line for line in FORM.splitlines() if line.strip())
    records = read(form + "\n" + form.replace("3.就业", "4.创业") + "\n", tmp_path)
    assert [row["title"] for row in records.rows["projects"]] == ["就业工作经费绩效目标表", "创业工作经费绩效目标表"]
    assert len(records.rows["indicators"]) == 8


def test_a_percentage_below_no_date_is_a_finding(tmp_path):
    records = read(FORM.replace("\t\t\t50%\t75%\t100%\t", "\t\t20%\t50%\t\t100%\t"), tmp_path)
    assert [row["rule"] for row in records.rows["findings"]] == ["extraction.unplaced_cell"]
    assert [row["cumulative_percent"] for row in records.rows["spending_plans"]] == [None, 50, None, 100]


def test_a_cell_below_no_heading_is_a_finding(tmp_path):
    records = read(FORM.replace("≥10次\t单位工作年 度计划\t", "≥10次\t单位工作年 度计划\t多出的文字"), tmp_path)
    (finding,) = records.rows["findings"]
    assert (finding["rule"], finding["value"]) == ("extraction.unplaced_cell", "多出的文字")


def test_points_without_a_name_are_no_indicator_but_a_finding():
    table = cells(*HEAD, *INDICATORS, ("", "", "", "", "", "计划"))
    records = parse(document("1.甲绩效目标表", "单位：万元", table))
    assert len(records.rows["indicators"]) == 3
    assert [row["rule"] for row in records.rows["findings"]] == ["extraction.nameless_indicator"]


def test_a_form_without_indicators_keeps_its_head():
    records = parse(
        document("1.甲绩效目标表", "单位：万元", cells(*HEAD), "2.乙绩效目标表", "单位：万元", cells(*HEAD, *INDICATORS))
    )
    assert [row["title"] for row in records.rows["projects"]] == ["甲绩效目标表", "乙绩效目标表"]
    assert [row["rule"] for row in records.rows["findings"]] == ["extraction.no_indicators"]


@pytest.mark.parametrize(
    "line, code, name",
    [
        ("323001巨鹿县某局本级    单位：万元", "323001", "巨鹿县某局本级"),
        ("预算单位：323003-某中心", "323003", "某中心"),
        ("单位名称：某中心  （单位：万元）", None, "某中心"),
    ],
)
def test_lines_that_name_the_unit(line, code, name):
    records = parse(document("1.甲绩效目标表", line, "金额单位：万元", cells(*HEAD, *INDICATORS)))
    (project,) = records.rows["projects"]
    assert (project["unit_code"], project["unit_name"], project["printed_unit"]) == (code, name, "万元")


CENTRAL = (
    (("项目名称", 1, 2), ("教学改革专项", 1, 4)),
    (("主管部门及代\n码", 1, 2), "教育部105", "实施单位", ("某大学本级", 1, 2)),
    (("项目资金\n（万元）", 4, 2), "年度资金总额：", ("2112.76", 1, 2), ("执行率\n分值\n（10）", 4, 1)),
    ("其中：财政拨款", ("2112.00", 1, 2)),
    ("上年结转", ("0.76", 1, 2)),
    ("其他资金", ("", 1, 2)),
    ("年\n度\n总\n体\n目\n标", ("目标 1：改革。目标 2：建设 20 门课。", 1, 5)),
    (("绩\n效\n指\n标", 3, 1), "一级\n指标", "二级指标", "三级指标", "指标值", "分值\n（90）"),
    (("产出指标", 2, 1), ("数量指标", 2, 1), "课程数", "20 门", "5"),
    ("指标 2：设备数", "≥27 台", "5"),
)


def test_the_central_form_with_funds_carried_forward_and_a_wrapped_title_without_number():
    records = parse(document("（一）教学改革专项", "某类", "教学改革专项", "绩效目标表", "（2023年度）", cells(*CENTRAL)))
    (project,) = records.rows["projects"]
    assert (project["title"], project["unit_name"]) == ("教学改革专项绩效目标表", "某大学本级")
    money = [project[f"{name}_yuan"] for name in ("budget", "fiscal_funds", "carried_forward", "other_funds")]
    assert money == [Decimal("21127600.00"), Decimal("21120000.00"), Decimal("7600.00"), None]
    assert [row["goal"] for row in records.rows["project_goals"]] == ["改革。", "建设20门课。"]
    assert [(row["level2"], row["level3"], row["weight"]) for row in records.rows["indicators"]] == [
        ("数量指标", "课程数", 5),
        ("数量指标", "指标2：设备数", 5),
    ]
    assert "findings" not in records.rows


DECLARATION = (
    ("项目名称", ("危房改造", 1, 2), "项目实施单位", ("323001-某局", 1, 2)),
    (("项目预算\n（万元）", 2, 1), ("资金总额：", 1, 2), ("20", 1, 3)),
    (("其中：财政拨款", 1, 2), ("12.5", 1, 3)),
    (("项目绩效目标", 2, 1), ("长期目标", 1, 2), ("年度目标", 1, 3)),
    (("解决住房困难", 1, 2), ("改造10户", 1, 3)),
    (("年度绩效指标", 2, 1), "一级指标", "二级指标", "指标内容", "指标值", "备注"),
    ("产出指标", "数量指标", "改造户数", "≥10户", "无"),
)


def test_the_declaration_form_of_older_years():
    records = parse(document("某县项目支出绩效目标申报表", "（2017年度）", cells(*DECLARATION)))
    (project,) = records.rows["projects"]
    assert (project["project_name"], project["unit_code"], project["unit_name"]) == ("危房改造", "323001", "某局")
    assert (project["budget_yuan"], project["fiscal_funds_yuan"]) == (Decimal("200000.00"), Decimal("125000.00"))
    assert [row["goal"] for row in records.rows["project_goals"]] == ["解决住房困难改造10户"]
    (indicator,) = records.rows["indicators"]
    assert (indicator["level2"], indicator["level3"], indicator["target_value"]) == ("数量指标", "改造户数", 10)
    assert "findings" not in records.rows


def test_a_template_that_nobody_filled_in_is_no_project():
    blank = (("项目名称", ("", 1, 2), "项目实施单位", ("", 1, 2)), *DECLARATION[1:])
    records = parse(document("某县项目支出绩效目标申报表", cells(*blank)))
    assert "projects" not in records.rows
    assert [row["rule"] for row in records.rows["findings"]] == ["extraction.nameless_project"]


def test_a_standard_table_that_numbers_projects_is_no_target_form():
    found = document("政府采购预算明细表", "单位：元", cells(("项目编号", "货物", "总计"), ("A", "货物", "200.00"), columns=3))
    assert not hebei_target.recognise(found)
