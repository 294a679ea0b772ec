"""The columns of standard tables in the shapes in which departments print them, each drawn as it looks."""

from decimal import Decimal

from tests.forms.statement_records import cells, first, found, read
from tests.forms.tables import line, table


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
