"""Standard tables in the shapes in which departments print them, each drawn as it looks."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from tests.forms.tables import document, exported, line, table
from yusuan.document import Block
from yusuan.forms import statements
from yusuan.records import Records


def read(*blocks: Block) -> Records:
    source = document(*blocks)
    records = Records(source.document_id)
    statements.parse(source, statements.recognise(source), records)
    return records


def cells(records: Records) -> list[tuple]:
    """(line, code, name, column, amount in yuan) of every amount that is printed."""
    return [
        (row["line_number"], row["code"], row["name"], row["column_text"], row["amount_yuan"])
        for row in records.rows.get("statement_lines", [])
        if row["amount_yuan"] is not None
    ]


def found(records: Records, rule: str) -> list[str | None]:
    return [finding["value"] for finding in records.rows.get("findings", []) if finding["rule"] == rule]


def first(records: Records, column: str) -> str | None:
    return records.rows["statement_lines"][0][column]


def test_two_sides_side_by_side():
    records = read(
        line("表一 部门收支总表"),
        line("部门：某县民政局　　单位：万元"),
        table("""
            收入 | < | 支出 | <
            项 目 | 预算数 | 项 目 | 预算数
            一、一般公共预算拨款收入 | 1,000.50 | 一、一般公共服务支出 | --
            二、事业收入 | — | 二、社会保障和就业支出 | 900.50
            本年收入合计 | 1,000.50 | 本年支出合计 | 900.50
            上年结转 | | 结转下年 | 100
            收 入 总 计 | 1,000.50 | 支 出 总 计 | 1,000.50
        """),
    )
    rows = records.rows["statement_lines"]
    assert {row["statement"] for row in rows} == {"revenue_expenditure_summary"}
    assert {row["statement_title"] for row in rows} == {"部门收支总表"}
    assert [(row["side"], row["name"], row["item"], row["amount_yuan"]) for row in rows[-2:]] == [
        ("revenue", "收入总计", "total_revenue", Decimal("10005000.00")),
        ("expenditure", "支出总计", "total_expenditure", Decimal("10005000.00")),
    ]
    assert rows[1]["amount_yuan"] is None and rows[1]["name"] == "一、一般公共服务支出", "a dash is a blank, never zero"
    assert len(rows) == 10 and rows[-1]["statement_line_id"].endswith("-s01-l010-c2")
    assert rows[7]["printed_decimals"] == 0 and rows[7]["printed_unit"] == "万元"


def test_final_accounts_with_line_numbers_and_a_row_of_column_numbers():
    records = read(
        line("收入支出决算总表"),
        line("公开01表"),
        line("部门：某局　金额单位：元"),
        table("""
            收入 | < | < | 支出 | < | <
            项目 | 行次 | 金额 | 项目 | 行次 | 金额
            栏次 | | 1 | 栏次 | | 2
            一、一般公共预算财政拨款收入 | 1 | 500.00 | 一、一般公共服务支出 | 32 | 450.00
            本年收入合计 | 27 | 500.00 | 本年支出合计 | 58 | 450.00
            年初结转和结余 | 29 | 20.00 | 年末结转和结余 | 60 | 70.00
            总计 | 31 | 520.00 | 总计 | 62 | 520.00
        """),
    )
    assert first(records, "statement") == "final_revenue_expenditure_summary"
    assert [cell[4] for cell in cells(records)] == [Decimal(n) for n in (500, 450, 500, 450, 20, 70, 520, 520)]
    assert [row["item"] for row in records.rows["statement_lines"]][-2:] == ["total_revenue", "total_expenditure"]
    assert not found(records, "extraction.unknown_column")


def test_heading_words_beside_the_column_numbers():
    records = read(
        line("收入决算表"),
        line("单位：万元"),
        table("""
            项目 | < | < | < | 本年收入合计 | 财政拨款收入 | 其他收入
            功能分类科目编码 | < | < | 科目名称 | ^ | ^ | ^
            类 | 款 | 项 | 栏次 | 1 | 2 | 3
            ^ | ^ | ^ | 合计 | 30.00 | 20.00 | 10.00
            208 | < | < | 社会保障和就业支出 | 30.00 | 20.00 | 10.00
            20805 | < | < | 行政事业单位养老支出 | 30.00 | 20.00 | 10.00
        """),
    )
    assert cells(records)[::3] == [
        (1, None, "合计", "本年收入合计", Decimal(300000)),
        (2, "208", "社会保障和就业支出", "本年收入合计", Decimal(300000)),
        (3, "20805", "行政事业单位养老支出", "本年收入合计", Decimal(300000)),
    ]


def test_codes_in_three_cells_each_printing_its_own_level():
    records = read(
        line("一般公共预算支出表"),
        line("单位：元"),
        table("""
            科目编码 | < | < | 科目名称 | 合计 | 基本支出 | <  | 项目支出
            类 | 款 | 项 | ^ | ^ | 人员经费 | 公用经费 | ^
            208 | | | 社会保障和就业支出 | 3 | 1 | 1 | 1
             | 05 | | 行政事业单位养老支出 | 3 | 1 | 1 | 1
             | | 05 | 机关事业单位基本养老保险缴费支出 | 2 | 1 | 1 |
             | | 6 | 机关事业单位职业年金缴费支出 | 1 | | | 1
        """),
    )
    assert list(dict.fromkeys(cell[1] for cell in cells(records))) == ["208", "20805", "2080505", "2080506"]
    assert list(dict.fromkeys(row["column"] for row in records.rows["statement_lines"])) == [
        "total", "personnel", "public_funds", "project_expenditure",
    ]  # fmt: skip
    assert found(records, "extraction.code_padded") == ["2080506"]


def test_codes_of_a_classification_beside_units():
    records = read(
        line("表1-2 部门支出总表"),
        line("金额单位：元"),
        table("""
            项目 | < | < | < | < | 合计 | 基本支出 | 项目支出
            科目编码 | < | < | 单位代码 | 单位名称（科目） | ^ | ^ | ^
            类 | 款 | 项 | ^ | ^ | ^ | ^ | ^
             | | | | 合 计 | 9.00 | 4.00 | 5.00
             | | | 307 | 某县人社局 | 9.00 | 4.00 | 5.00
            208 | 01 | 06 | 307 | 就业管理事务 | 9.00 | 4.00 | 5.00
        """),
    )
    assert [cell[1:3] for cell in cells(records)[::3]] == [(None, "合计"), (None, "某县人社局"), ("2080106", "就业管理事务")]


def test_code_and_name_in_one_cell():
    records = read(
        line("2024年一般公共预算支出表"),
        line("单位：万元"),
        table("""
            功能分类科目 | 2023年执行数 | 2024年预算数 | < | <
            ^ | ^ | 小计 | 基本支出 | 项目支出
            合计 | 8.00 | 10.00 | 6.00 | 4.00
            205 教育支出 | 8.00 | 10.00 | 6.00 | 4.00
            20502普通教育 | 8.00 | 10.00 | 6.00 | 4.00
            2050202-小学教育 | 8.00 | 10.00 | 6.00 | 4.00
        """),
    )
    assert [cell[1:4] for cell in cells(records)[::4]] == [
        (None, "合计", "2023年执行数"), ("205", "教育支出", "2023年执行数"),
        ("20502", "普通教育", "2023年执行数"), ("2050202", "小学教育", "2023年执行数"),
    ]  # fmt: skip
    assert [row["column"] for row in records.rows["statement_lines"][:4]] == [
        "previous_final", "total", "basic_expenditure", "project_expenditure",
    ]  # fmt: skip


def test_three_blocks_of_economic_codes():
    records = read(
        line("一般公共预算财政拨款基本支出决算明细表"),
        line("单位：万元"),
        table("""
            人员经费 | < | < | 公用经费 | < | < | < | < | <
            科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数
            301 | 工资福利支出 | 10.00 | 302 | 商品和服务支出 | 5.00 | 310 | 资本性支出 | 1.00
            30101 | 基本工资 | 10.00 | 30201 | 办公费 | 5.00 | 31002 | 办公设备购置 | 1.00
            303 | 对个人和家庭的补助 | 2.00 | 30202 | 印刷费 | | | |
            人员经费合计 | < | 12.00 | 公用经费合计 | < | < | < | < | 6.00
        """),
    )
    assert [(cell[1], cell[4]) for cell in cells(records)] == [
        ("301", Decimal(100000)), ("302", Decimal(50000)), ("310", Decimal(10000)),
        ("30101", Decimal(100000)), ("30201", Decimal(50000)), ("31002", Decimal(10000)),
        ("303", Decimal(20000)), (None, Decimal(120000)), (None, Decimal(60000)),
    ]  # fmt: skip
    assert [row["item"] for row in records.rows["statement_lines"]][-2:] == ["personnel_total", "public_funds_total"]


def test_three_public_expenses_across_and_down():
    across = read(
        line("财政拨款“三公”经费支出决算表"),
        line("单位：万元"),
        table("""
            预算数 | < | < | < | < | < | 决算数 | < | < | < | < | <
            合计 | 因公出国 | 公务用车费 | < | < | 公务接待费 | 合计 | 因公出国 | 公务用车费 | < | < | 公务接待费
            ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^ | ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费 | ^
            1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12
            9.00 | | 7.00 | | 7.00 | 2.00 | 8.00 | | 7.00 | | 7.00 | 1.00
        """),
    )
    terms = [row["column"] for row in across.rows["statement_lines"]]
    assert terms[2] == "official_vehicles_budget" and terms[10] == "vehicle_operation_final" and len(terms) == 12
    down = read(
        line("一般公共预算“三公”经费支出表"),
        line("单位：万元"),
        table("""
            项目 | 2023年预算数 | 2024年预算数 | 增减额 | 增减（%）
            合计 | 15.17 | 13.73 | -1.44 | -9.5
            一、因公出国（境）费 | | | |
            二、公务用车购置及运行费 | 15.17 | 13.73 | (1.44) | -9.5
            其中：公务用车购置 | | | |
            公务用车运行费 | 15.17 | 13.73 | △1.44 | -9.5
        """),
    )
    assert [row["column"] for row in down.rows["statement_lines"][:3]] == ["previous_budget", "budget", "change"]
    assert [cell[4] for cell in cells(down) if cell[3] == "增减额"] == [Decimal(-14400)] * 3
    figures = down.rows["statement_figures"]
    assert [(row["name"], row["measure"], row["value"]) for row in figures[:2]] == [
        ("合计", "percent", Decimal("-9.5")), ("二、公务用车购置及运行费", "percent", Decimal("-9.5")),
    ]  # fmt: skip
    assert (figures[0]["column_text"], figures[0]["line_number"], figures[0]["printed_decimals"]) == ("增减（%）", 1, 1)
    assert len(figures) == 3, "a blank is no figure"


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


def test_unknown_columns_and_titles_are_named_and_their_amounts_kept():
    records = read(
        line("部门统筹安排表"),
        line("单位：万元"),
        table("""
            科目编码 | 科目名称 | 合计 | 统筹调剂数
            208 | 社会保障和就业支出 | 12.00 | 3.00
        """),
    )
    assert found(records, "extraction.unknown_table") == ["部门统筹安排表"]
    assert found(records, "extraction.unknown_column") == ["统筹调剂数"]
    assert [(row["statement"], row["column"], row["amount_yuan"]) for row in records.rows["statement_lines"]] == [
        (None, "total", Decimal(120000)), (None, None, Decimal(30000)),
    ]  # fmt: skip


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


def test_sides_that_only_the_headings_of_names_or_the_names_tell():
    named = read(
        line("部门财务收支总体情况表"),
        line("单位：万元"),
        table("序号 | 收入项目 | 预算数 | 支出项目 | 预算数\n1 | 一、财政拨款 | 5.00 | 一、教育支出 | 5.00"),
    )
    bare = read(
        line("收支预算总表"),
        line("单位：万元"),
        table("项目 | 金额 | 项目 | 金额\n一、财政拨款收入 | 5.00 | 一、教育支出 | 5.00"),
    )
    for records in (named, bare):
        assert [row["side"] for row in records.rows["statement_lines"]] == ["revenue", "expenditure"]


def test_a_fund_and_its_kinds_of_expenditure():
    records = read(
        line("2-1 财政拨款支出预算表（部门经济分类）"),
        line("单位：万元"),
        table("""
            科目编码 | 科目名称 | 总计 | 一般公共预算拨款 | < | < | 政府性基金安排 | < | <
            ^ | ^ | ^ | 小计 | 基本支出 | 项目支出 | 小计 | 基本支出 | 项目支出
            301 | 工资福利支出 | 9.00 | 6.00 | 4.00 | 2.00 | 3.00 | | 3.00
        """),
    )
    assert first(records, "statement") == "appropriation_expenditure_by_economy"
    assert first(records, "statement_title") == "财政拨款支出预算表（部门经济分类）"
    assert [row["column"] for row in records.rows["statement_lines"]] == [
        "total", "general_public_budget", "general_public_budget_basic_expenditure",
        "general_public_budget_project_expenditure", "government_fund", "government_fund_basic_expenditure",
        "government_fund_project_expenditure",
    ]  # fmt: skip


def test_counts_are_no_money():
    records = read(
        line("财政拨款“三公”经费支出决算表"),
        line("单位：万元"),
        table("""
            项目 | 预算数 | 决算数
            一、“三公”经费支出 | 5.00 | 4.00
            1．因公出国（境）费 | 5.00 | 4.00
            因公出国（境）团组数（个） | — | 2
        """),
    )
    assert [cell[4] for cell in cells(records)] == [Decimal(50000), Decimal(40000)] * 2
    [count] = records.rows["statement_figures"]
    assert (count["measure"], count["value"], count["unit"], count["column_text"]) == ("count", Decimal(2), "个", "决算数")


def test_quantities_beside_amounts_and_words_for_a_rate():
    records = read(
        line("部门政府采购预算"),
        line("单位：万元"),
        table("""
            采购物品名称 | 数量 | 单价 | 采购金额 | 增减幅度（%）
            计算机 | 12 | 0.50 | 6.00 | 不可比
        """),
    )
    assert [cell[3:] for cell in cells(records)] == [("单价", Decimal(5000)), ("采购金额", Decimal(60000))]
    figures = [(row["measure"], row["value"], row["value_text"]) for row in records.rows["statement_figures"]]
    assert figures == [("count", Decimal(12), "12"), ("percent", None, "不可比")]
    places = [row["column"] for row in records.rows["lineage"] if row["dataset"] == "statement_figures"]
    assert places.count("value_text") == 2 and places.count("value") == 1


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
    assert found(records, "extraction.shifted_row") == ["5.00", "5.00"]


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
