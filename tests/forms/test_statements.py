"""Standard tables in the shapes in which departments print them, each drawn as it looks."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from tests.forms.statement_records import cells, first, found, read
from tests.forms.tables import document, exported, line, table
from yusuan.forms import statements
from yusuan.records import Records


def test_title_and_unit_inside_the_table():
    records = read(
        table("""
            预算02表 | < | <
            2024年部门收入预算总表 | < | <
            2024年度 | < | <
            编制单位：某局 | | 单位：万元
            单位代码 | 单位名称 | 合计
            428001 | 某局本级 | 7.00
        """),
    )
    assert (first(records, "statement_title"), first(records, "statement")) == ("2024年部门收入预算总表", "revenue_summary")
    assert cells(records) == [(1, "428001", "某局本级", "合计", Decimal(70000))]


def test_units_of_money_differ_between_tables_and_stand_in_headings():
    records = read(
        line("部门支出总表"),
        line("单位：元"),
        table("科目编码 | 科目名称 | 合计\n208 | 社会保障和就业支出 | 1,234,567.89"),
        line("“三公”经费支出表"),
        table("单位名称 | 合计（万元） | 公务接待费（万元）\n某局 | 1.5 | 1.5", index=2),
    )
    assert [cell[4] for cell in cells(records)] == [Decimal("1234567.89"), Decimal(15000), Decimal(15000)]


def test_no_unit_of_money_no_amounts():
    records = read(line("部门支出总表"), table("科目编码 | 科目名称 | 合计\n208 | 社会保障和就业支出 | 12.00"))
    assert found(records, "extraction.unit_missing") == ["部门支出总表"] and cells(records) == []
    assert len(records.rows["statement_lines"]) == 1


def test_an_empty_table_is_named_with_its_sentence_and_yields_no_lines():
    records = read(
        line("政府性基金预算支出表"),
        line("单位：万元"),
        table("科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n | | | |\n合计 | | | |"),
        line("注：本部门2024年无政府性基金预算支出，故本表为空表。"),
    )
    assert "statement_lines" not in records.rows
    [finding] = records.rows["findings"]
    assert finding["rule"] == "extraction.empty_statement" and finding["value"] == "government_fund_expenditure"
    assert "故本表为空表" in finding["message"]


def test_figures_above_a_note_that_says_there_are_none():
    records = read(
        line("“三公”经费支出表"),
        line("单位：万元"),
        table("合计 | 因公出国（境）费 | 公务接待费\n47.91 | 0 | 47.91"),
        line("注：本部门2024年无“三公”经费预算，故本表为空表。"),
    )
    assert len(found(records, "extraction.empty_note_contradicted")) == 1 and len(cells(records)) == 3


def test_an_empty_table_may_print_its_zeros():
    records = read(
        line("国有资本经营预算支出表"),
        line("单位：万元"),
        table("科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n | 合计 | 0.00 | 0.00 | 0.00"),
        line("本部门没有使用国有资本经营预算安排的支出，故本表无数据。"),
    )
    assert not found(records, "extraction.empty_note_contradicted") and len(cells(records)) == 3


def test_a_title_over_two_lines():
    records = read(
        line("“三公”经费、会议费、培训费支出预算"),
        line("表"),
        line("单位：万元"),
        table("合计 | 因公出国（境）费 | 公务接待费 | 会议费\n3.00 | 1.00 | 1.00 | 1.00"),
    )
    assert first(records, "statement") == "three_public"


@pytest.mark.parametrize(
    "heading",
    [
        "一级指标 | 二级指标 | 三级指标 | 指标值",
        "单位名称 | 单位性质 | 单位规格 | 经费保障形式",
        "年度 | 人数 | 备注 | 说明",
    ],
)
def test_tables_of_other_kinds_are_left_alone(heading: str):
    source = document(line("某某绩效目标表"), line("单位：万元"), table(f"{heading}\n甲 | 乙 | 丙 | 丁"))
    assert statements.recognise(source) == frozenset()


def test_a_row_that_a_page_cut():
    records = read(
        line("部门支出总表"),
        line("单位：万元"),
        table(
            """
            科目编码 | 科目名称 | 合计
            合计 | < | 303.99
            208050 | 机关事业单位基本养老保险缴 | 30
            5 | 费支出 | 3.99
            """,
            breaks=(3,),
        ),
    )
    assert cells(records)[1:] == [(2, "2080505", "机关事业单位基本养老保险缴费支出", "合计", Decimal(3039900))]
    places = {row["column"] for row in records.rows["lineage"] if row["record_id"].endswith("l002-c1")}
    assert places == {"amount_yuan", "name", "code"}
    assert sum(row["record_id"].endswith("l002-c1") and row["column"] == "name" for row in records.rows["lineage"]) == 2


def test_a_row_cut_above_its_middle():
    coded = """
        科目编码 | 科目名称 | 合计
        208 | 社会保障和就业支出 | 3.00
         | 机关事业单位基本养老保险缴 |
        2080505 | 费支出 | 3.00
        """
    records = read(line("部门支出总表"), line("单位：万元"), table(coded, breaks=(3,)))
    assert [cell[1:3] for cell in cells(records)][1:] == [("2080505", "机关事业单位基本养老保险缴费支出")]
    numbered = """
        项目 | 预算数
        一、一般公共服务支出 | 5.00
        二、社会保障和就 |
        业支出 | 3.00
        本年支出合计 | 8.00
        """
    records = read(line("支出预算总表"), line("单位：万元"), table(numbered, breaks=(3,)))
    assert [cell[2] for cell in cells(records)] == ["一、一般公共服务支出", "二、社会保障和就业支出", "本年支出合计"]


def test_a_cut_name_with_its_code_or_without_any():
    together = "科目 | 合计\n2080505机关事业单位基本养老保险缴 | 3.00\n费支出 | "
    records = read(line("部门支出总表"), line("单位：万元"), table(together, breaks=(2,)))
    assert [cell[1:3] for cell in cells(records)] == [("2080505", "机关事业单位基本养老保险缴费支出")]
    purchases = "经济科目 | 采购物品名称 | 总计\n | 打印设备（20万以 | 2.10\n | 下） | "
    records = read(line("政府采购预算表"), line("单位：万元"), table(purchases, breaks=(2,)))
    assert [cell[2] for cell in cells(records)] == ["打印设备（20万以下）"]


def test_a_line_that_only_follows_a_break_is_a_line_of_its_own():
    drawing = """
        科目编码 | 科目名称 | 合计
        208 | 社会保障和就业支出 | 3.00
        2080505 | 机关事业单位基本养老保险缴费支出 | 3.00
         | 合计 | 3.00
        """
    for place in (2, 3):
        records = read(line("部门支出总表"), line("单位：万元"), table(drawing, breaks=(place,)))
        assert len(cells(records)) == 3


def test_groups_of_lines_keep_their_group():
    records = read(
        line("收入预算总表"),
        line("单位：万元"),
        table("""
            项目名称 | < | 金额
            收入总计 | < | 5.00
            一般公共预算资金 | 小计 | 5.00
            ^ | |
            ^ | 专项收入 | 5.00
        """),
    )
    assert len(records.rows["statement_lines"]) == 3
    assert [cell[2] for cell in cells(records)] == ["收入总计", "一般公共预算资金/小计", "一般公共预算资金/专项收入"]


def test_an_amount_that_cannot_be_read():
    records = read(
        line("部门支出总表"), line("单位：万元"), table("科目编码 | 科目名称 | 合计\n208 | 社保 | 1,2,3\n210 | 卫生 | 4")
    )
    assert found(records, "extraction.unreadable_amount") == ["1,2,3"]
    assert [row["amount_yuan"] for row in records.rows["statement_lines"]] == [None, Decimal(40000)]


def test_a_text_export_keeps_or_loses_its_blank_cells(tmp_path):
    source = exported(
        tmp_path,
        "部门支出总表\n单位：万元\n"
        "科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
        "208\t社会保障和就业支出\t9.00\t\t9.00\n210\t卫生健康支出\t5.00\t5.00\n",
    )
    records = Records(source.document_id)
    statements.parse(source, statements.recognise(source), records)
    assert cells(records) == [
        (1, "208", "社会保障和就业支出", "合计", Decimal(90000)), (1, "208", "社会保障和就业支出", "项目支出", Decimal(90000)),
    ]  # fmt: skip
    assert found(records, "extraction.row_unplaced") == ["5.00", "5.00"]


def test_a_table_that_goes_on_inside_another_frame():
    upper = table("采购品目 | 采购物品名称 | 总计\n合计 | | 9.00\n一、货物 | | 9.00", index=1)
    lower = table(" | | 计算机 | 9.00 | \n^ | | 打印机 | | ^", index=2)
    lower = replace(lower, page=2, cells=tuple(replace(cell, page=2) for cell in lower.cells))
    records = read(line("政府采购预算表"), line("单位：万元"), upper, line("- 17 -"), lower)
    assert [row["name"] for row in records.rows["statement_lines"]] == ["合计", "一、货物", "计算机", "打印机"]
    assert len(statements.recognise(document(line("政府采购预算表"), line("单位：万元"), upper, line("- 17 -"), lower))) == 2


def test_a_table_that_the_contents_promise():
    records = read(
        line("目录"),
        line("一、部门收支总表........5"),
        line("二、部门收入总表........6"),
        line("部门收支总表"),
        line("单位：万元"),
        table("收入 | < | 支出 | <\n项目 | 预算数 | 项目 | 预算数\n收入总计 | 5.00 | 支出总计 | 5.00"),
    )
    assert found(records, "extraction.statement_not_found") == ["部门收入总表"]


def test_a_column_that_is_ruled_as_two():
    records = read(
        line("部门支出总表"),
        line("单位：万元"),
        table("项目 | 预算数 | < | 备注\n教育支出 | | 3.00 |\n卫生健康支出 | | 2.00 |"),
    )
    assert [cell[2:] for cell in cells(records)] == [
        ("教育支出", "预算数", Decimal(30000)), ("卫生健康支出", "预算数", Decimal(20000)),
    ]  # fmt: skip
    assert len(records.rows["statement_lines"]) == 2


def test_a_column_that_another_pages_lines_divide():
    records = read(
        line("部门支出总表"),
        line("单位：万元"),
        table("科目编码 | 科目名称 | < | 合计 | < | 基本支出\n208 | 社会保障和就业支出 | < | 3.00 | < | 2.00"),
    )
    assert [cell[3:] for cell in cells(records)] == [("合计", Decimal(30000)), ("基本支出", Decimal(20000))]
    assert len(records.rows["statement_lines"]) == 2


def test_a_heading_that_a_page_cut():
    words = table(
        """
        科目编码 | 科目名称 | 本年支出合 | 基本支
        | | 计 | 出
        208 | 社会保障和就业支出 | 3.00 | 3.00
        """,
        breaks=(1,),
    )
    rows = table(
        """
        项目 | < | < | < | 支出预算 | <
        功能分类科目编码 | < | < | 功能分类科目名称 | 合计 | 基本支出
        类 | 款 | 项 | | |
        208 | | | 社会保障和就业支出 | 3.00 | 3.00
        """,
        breaks=(2,),
    )
    both = table(
        """
        项目 | < | 本年支出合 | 基本支
        科目编码 | 科目名称 | 计 | 出
        208 | 社会保障和就业支出 | 3.00 | 3.00
        """,
        breaks=(1,),
    )
    spanned = table(
        """
        科目编码 | 科目名称 | 合计 | 支出 | <
        ^ | ^ | ^ | 基本 | 项目
        ^ | ^ | ^ | 支出 | 支出
        208 | 社会保障和就业支出 | 3.00 | 3.00 |
        """,
        breaks=(2,),
    )
    above_levels = table(
        """
        项目 | < | < | < | 支出预算 | <
        功能分类科目 | < | < | 功能分类科目名称 | 合计 | 基本支出
        编码 | < | < | ^ | ^ | ^
        类 | 款 | 项 | ^ | ^ | ^
        208 | | | 社会保障和就业支出 | 3.00 | 3.00
        """,
        breaks=(2,),
    )
    drawings = ((words, "本年支出合计"), (rows, "合计"), (both, "本年支出合计"), (spanned, "合计"), (above_levels, "合计"))
    for drawn, heading in drawings:
        records = read(line("部门支出总表"), line("单位：万元"), drawn)
        assert cells(records) == [
            (1, "208", "社会保障和就业支出", heading, Decimal(30000)),
            (1, "208", "社会保障和就业支出", "支出/基本支出" if drawn is spanned else "基本支出", Decimal(30000)),
        ]
