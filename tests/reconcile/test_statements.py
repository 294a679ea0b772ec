"""Standard tables against themselves, each other and the text: what agrees, what fails, and where nothing may be due."""

from collections import Counter
from decimal import Decimal

import pytest

from tests.forms.tables import line, table
from tests.reconcile.statement_ledger import facts, failing, ledger, outcomes, titled
from yusuan.reconcile.ledger import within_department

SUMMARY = """
    收入 | < | < | 支出 | < | < | < | <
    项目 | 行次 | 金额 | 项目 | 行次 | 合计 | 一般公共预算财政拨款 | 政府性基金预算财政拨款
    栏次 | | 1 | 栏次 | | 2 | 3 | 4
    一、一般公共预算财政拨款 | 1 | 900.00 | 一、一般公共服务支出 | 30 | 300.00 | 300.00 |
    二、政府性基金预算财政拨款 | 2 | 100.00 | 二、社会保障和就业支出 | 31 | 650.00 | 560.00 | 90.00
    本年收入合计 | 24 | 1,000.00 | 本年支出合计 | 59 | 950.00 | 860.00 | 90.00
    年初财政拨款结转和结余 | 25 | 20.00 | 年末财政拨款结转和结余 | 60 | 70.00 | 60.00 | 10.00
    一般公共预算财政拨款 | 26 | 20.00 | | 61 | | |
    政府性基金预算财政拨款 | 27 | | | 62 | | |
    总计 | 28 | 1,020.00 | 总计 | 64 | 1,020.00 | 920.00 | 100.00
"""
CODED = """
    科目编码 | 科目名称 | 合计 | 基本支出 | < | < | 项目支出
    ^ | ^ | ^ | 小计 | 人员经费 | 公用经费 | ^
    合计 | < | 860.00 | 500.00 | 400.00 | 100.00 | 360.00
    201 | 一般公共服务支出 | 300.00 | 300.00 | 250.00 | 50.00 |
    20101 | 人大事务 | 300.00 | 300.00 | 250.00 | 50.00 |
    208 | 社会保障和就业支出 | 560.00 | 200.00 | 150.00 | 50.00 | 360.00
    20801 | 人力资源和社会保障管理事务 | 360.00 | | | | 360.00
    20805 | 行政事业单位养老支出 | 200.00 | 200.00 | 150.00 | 50.00 |
"""
BASIC = """
    人员经费 | < | < | 公用经费 | < | < | < | < | <
    科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数
    301 | 工资福利支出 | 390.00 | 302 | 商品和服务支出 | 95.00 | 30202 | 印刷费 | 5.00
    30101 | 基本工资 | 390.00 | 30201 | 办公费 | 90.00 | 310 | 资本性支出 | 5.00
    303 | 对个人和家庭的补助 | 10.00 | | | | 31002 | 办公设备购置 | 5.00
    人员经费合计 | < | 400.00 | 公用经费合计 | < | < | < | < | 100.00
"""
FUND = """
    项目 | < | 年初结转和结余 | 本年收入 | 本年支出 | < | < | 年末结转和结余
    功能分类科目编码 | 科目名称 | ^ | ^ | 小计 | 基本支出 | 项目支出 | ^
    合计 | < | | 100.00 | 90.00 | | 90.00 | 10.00
    208 | 社会保障和就业支出 | | 100.00 | 90.00 | | 90.00 | 10.00
"""
THREE = """
    项目 | 2023年预算数 | 2024年预算数 | 增减额
    合计 | 30.00 | 24.00 | -6.00
    1、因公出国（境）费 | | |
    2、公务接待费 | 10.00 | 9.00 | -1.00
    3、公务用车购置及运行费 | 20.00 | 15.00 | -5.00
    其中：（1）公务用车运行费 | 20.00 | 15.00 | -5.00
    （2）公务用车购置 | | |
"""
PURCHASES = """
    项目 | 金额
    合计 | 9.00
    一、货物 | 4.00
    二、服务 | 5.00
"""


SET = [
    *titled("财政拨款收入支出决算总表", SUMMARY),
    *titled("一般公共预算财政拨款支出决算表", CODED, 2),
    *titled("一般公共预算财政拨款基本支出决算表", BASIC, 3),
    *titled("政府性基金预算财政拨款收入支出决算表", FUND, 4),
    *titled("“三公”经费支出决算表", THREE, 5),
    *titled("政府采购情况表", PURCHASES, 6),
]


def test_a_set_that_agrees():
    rows = ledger(*SET)
    assert {row["status"] for row in rows} == {"exact"}, [row for row in rows if row["status"] != "exact"]
    counts = Counter(row["rule"] for row in rows)
    assert set(counts) == {
        "A1.statement", "A2.statement", "A3.statement", "A3.carried", "A4.statement", "A5.statement", "A5.parts", "B3.statement",
        "C1.statement", "C2.row", "C3.tables", "D3.statement", "F1.statement",
    }  # fmt: skip
    shared = {row["subject_name"] for row in rows if row["rule"] == "C3.tables"}
    assert "一般公共预算财政拨款支出决算表：一般公共预算基本支出" in shared
    assert "政府性基金预算财政拨款收入支出决算表：政府性基金预算支出" in shared


@pytest.mark.parametrize(
    ("drawing", "right", "wrong", "fails"),
    [
        (0, "一、一般公共预算财政拨款 | 1 | 900.00", "一、一般公共预算财政拨款 | 1 | 901.00", {"A5.statement"}),
        (0, "年初财政拨款结转和结余 | 25 | 20.00", "年初财政拨款结转和结余 | 25 | 21.00", {"A2.statement", "A5.parts"}),
        (0, "总计 | 28 | 1,020.00", "总计 | 28 | 1,021.00", {"A1.statement", "A2.statement"}),
        (0, "60 | 70.00 | 60.00", "60 | 71.00 | 60.00", {"A3.statement", "C2.row"}),
        (0, "31 | 650.00 | 560.00", "31 | 650.00 | 561.00", {"A4.statement", "C2.row", "C3.tables"}),
        (1, "20805 | 行政事业单位养老支出 | 200.00", "20805 | 行政事业单位养老支出 | 200.03", {"C1.statement", "C2.row"}),
        (1, "合计 | < | 860.00 | 500.00", "合计 | < | 860.00 | 501.00", {"C2.row", "C3.tables", "D3.statement"}),
        (2, "301 | 工资福利支出 | 390.00", "301 | 工资福利支出 | 380.00", {"B3.statement", "C1.statement"}),
        (2, "30202 | 印刷费 | 5.00", "30202 | 印刷费 | 50.00", {"C1.statement"}),
        (3, "90.00 | 10.00\n    208", "90.00 | 12.00\n    208", {"A3.carried", "D3.statement"}),
        (4, "2、公务接待费 | 10.00", "2、公务接待费 | 12.00", {"A5.parts", "F1.statement"}),
        (4, "购置 | | |", "购置 | 3.00 | 3.00 | 0.00", {"A5.parts"}),
        (5, "二、服务 | 5.00", "二、服务 | 6.00", {"A5.parts"}),
    ],
)
def test_one_wrong_figure(drawing: int, right: str, wrong: str, fails: set[str]):
    drawings = [SUMMARY, CODED, BASIC, FUND, THREE, PURCHASES]
    assert right in drawings[drawing]
    blocks = list(SET)
    blocks[3 * drawing + 2] = table(drawings[drawing].replace(right, wrong, 1), drawing + 1)
    rows = ledger(*blocks)
    assert {row["rule"] for row in rows if row["status"] == "failed"} == fails
    assert all(row["status"] in ("exact", "failed") for row in rows)


def test_rounding_is_no_failure_and_whole_yuan_neither():
    rows = ledger(*titled("部门支出总表", "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n208 | 社保 | 10.01 | 5.00 | 5.00"))
    assert outcomes(rows) == {("C2.row", "rounding")}
    rows = ledger(*titled("部门支出总表", "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n208 | 社保 | 11 | 5 | 5", unit="元"))
    assert outcomes(rows) == {("C2.row", "rounding")}
    rows = ledger(
        *titled("部门支出总表", "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n208 | 社保 | 10.01 | 5.00 | 5.00", unit="元")
    )
    assert outcomes(rows) == {("C2.row", "failed")}


def test_what_is_only_a_part_is_not_added():
    rows = ledger(
        *titled(
            "部门收入总表",
            """
            科目编码 | 科目名称 | 合计 | 上年执行数 | 财政拨款收入 | 事业收入 | < | 占比（%）
            ^ | ^ | ^ | ^ | ^ | 金额 | 其中：教育收费 | ^
            2050205 | 高等教育 | 30.00 | 99.00 | 10.00 | 20.00 | 15.00 | 100
            """,
        )
    )
    assert outcomes(rows) == {("C2.row", "exact"), ("F2.statement", "exact")}


def test_units_over_their_codes():
    drawing = """
        科目编码 | 科目名称 | 合计
        | 合计 | 12.00
        105236 | 某大学 | 8.00
        205 | 教育支出 | 5.00
        20502 | 普通教育 | 5.00
        208 | 社会保障和就业支出 | 3.00
        105237 | 某研究院 | 4.00
        205 | 教育支出 | 4.00
    """
    assert outcomes(ledger(*titled("支出预算表", drawing))) == {("C1.statement", "exact"), ("D3.statement", "exact")}
    wrong = ledger(*titled("支出预算表", drawing.replace("105237 | 某研究院 | 4.00", "105237 | 某研究院 | 5.00")))
    assert Counter(row["rule"] for row in wrong if row["status"] == "failed") == {"C1.statement": 1, "D3.statement": 1}


def test_projects_of_one_code_are_no_tree():
    drawing = """
        单位名称 | 项目名称 | 功能科目编码 | 合计 | 一般公共预算拨款 | 单位资金
        合计 | < | < | 9.00 | 8.00 | 1.00
        甲单位 | 项目一 | 2050202 | 4.00 | 3.00 | 1.00
        乙单位 | 项目二 | 2050202 | 5.00 | 5.00 |
    """
    assert outcomes(ledger(*titled("项目支出表", drawing))) == {("C2.row", "exact"), ("D3.statement", "exact")}


def test_the_text_against_the_tables():
    total = {
        "total_id": "x-t01", "item": "official_reception", "item_text": "公务接待费", "scope": "department", "amount_year": 2024,
        "amount_yuan": Decimal(90_000), "stated_in": "narrative", "quote": "公务接待费9万元", "printed_unit": "万元",
        "printed_decimals": 0,
    }  # fmt: skip
    rows = ledger(*titled("“三公”经费支出决算表", THREE), totals=[total])
    assert ("K1.text_and_tables", "exact") in outcomes(rows)
    rows = ledger(*titled("“三公”经费支出决算表", THREE), totals=[total | {"amount_yuan": Decimal(190_000)}])
    assert ("K1.text_and_tables", "failed") in outcomes(rows)
    apart = [facts(*titled("“三公”经费支出决算表", THREE)), facts(line("说明"), totals=[total])]
    apart[1].document["document_id"] = "cd" * 8
    assert ("K1.text_and_tables_across", "exact") in outcomes(within_department(apart).reconciliations)


def test_nothing_is_due_without_statements():
    assert ledger(line("没有报表")) == []


def test_headings_without_spanning_cells_are_not_added_twice():
    drawing = """
        科目编码 | 科目名称 | 合计 | 基本支出 | 人员经费 | 公用经费 | 项目支出 | 一般公共预算 | 政府性基金
        201 | 一般公共服务支出 | 9.00 | 6.00 | 4.00 | 2.00 | 3.00 | 8.00 | 1.00
        208 | 社会保障和就业支出 | 5.00 | 5.00 | 4.00 | 1.00 | | 5.00 |
        210 | 卫生健康支出 | 2.00 | 2.00 | 2.00 | | | 2.00 |
    """
    assert outcomes(ledger(*titled("部门支出总表", drawing))) == {("C2.row", "exact")}
    wrong = ledger(*titled("部门支出总表", drawing.replace("5.00 | 4.00 | 1.00", "5.00 | 4.00 | 3.00")))
    assert [row["subject_name"] for row in wrong if row["status"] == "failed"] == ["部门支出总表：社会保障和就业支出"]


def test_unknown_columns_leave_the_sum_open():
    drawing = """
        科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 | 统筹数
        201 | 一般公共服务支出 | 9.00 | 6.00 | 3.00 | {0}
        208 | 社会保障和就业支出 | 5.00 | 5.00 | | {1}
    """
    assert outcomes(ledger(*titled("部门支出总表", drawing.format("1.00", "2.00")))) == {("C2.row", "exact")}
    odd = drawing.format("1.00", "2.00").replace("9.00", "19.00").replace("| 5.00 | 5.00", "| 15.00 | 5.00")
    assert outcomes(ledger(*titled("部门支出总表", odd))) == {("C2.row", "insufficient_data")}


def test_lines_without_codes_beside_coded_ones():
    further = """
        科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
        合计 | < | 12.00 | 7.00 | 5.00
        201 | 一般公共服务支出 | 9.00 | 6.00 | 3.00
         | 结转下年 | 3.00 | 1.00 | 2.00
    """
    details = further.replace("12.00 | 7.00 | 5.00", "9.00 | 6.00 | 3.00").replace("结转下年", "某项目")
    for drawing in (further, details):
        assert {row["status"] for row in ledger(*titled("部门支出总表", drawing))} == {"exact"}


def test_a_list_without_numbers():
    drawing = """
        收入 | < | 支出 | <
        项目 | 金额 | 项目 | 金额
        财政拨款收入 | 9.00 | 教育支出 | 10.00
        其中：一般公共预算 | 8.00 | 其他支出 | 1.00
        政府性基金 | 1.00 | |
        事业收入 | 2.00 | |
        收入总计 | 11.00 | 支出总计 | 11.00
    """
    assert {row["status"] for row in ledger(*titled("收支预算总表", drawing))} == {"exact"}
    unclear = ledger(
        *titled(
            "收支预算总表", drawing.replace("其他支出 | 1.00", "职业教育 | 10.00").replace("教育支出 | 10.00", "教育支出 | 11.00")
        )
    )
    assert ("A4.statement", "insufficient_data") in outcomes(unclear)


def test_two_years_beside_each_other():
    drawing = """
        单位名称 | 2023年预算数 | < | < | 2024年预算数 | < | <
        ^ | 合计 | 因公出国（境）费 | 公务接待费 | 合计 | 因公出国（境）费 | 公务接待费
        某局 | 5.00 | 2.00 | 3.00 | 4.00 | 1.00 | 3.00
    """
    rows = ledger(*titled("“三公”经费支出表", drawing))
    assert [(row["rule"], row["status"], row["expected"]) for row in rows] == [
        ("E1.statement", "exact", 50_000), ("E1.statement", "exact", 40_000),
    ]  # fmt: skip


def test_purchases_by_kind_and_the_projects_that_head_them():
    drawing = """
        项目名称 | 采购品目 | 金额
        合计 | | 30.00
        货物 | | 12.00
        办公保障 | | 9.00
         | 计算机 | 5.00
         | 打印机 | 4.00
        会议保障 | | 3.00
         | 投影仪 | 3.00
        服务 | | 18.00
        物业 | | 18.00
    """
    assert failing("政府采购预算表", drawing) == []
    assert failing("政府采购预算表", drawing.replace("会议保障 | | 3.00", "会议保障 | | 2.00")) == [("A5.parts", "货物")]
    assert failing("政府采购预算表", drawing.replace("服务 | | 18.00", "服务 | | 19.00")) == [
        ("A5.parts", "合计"),
        ("A5.parts", "服务"),
    ]


def test_projects_below_the_units_that_carry_them():
    drawing = """
        项目（单位） | 合计 | 一般公共预算 | 政府性基金
        合计 | 9.00 | 6.00 | 3.00
        某局 | 9.00 | 6.00 | 3.00
        设备更新 | 5.00 | 5.00 |
        道路修缮 | 4.00 | 1.00 | 3.00
    """
    assert failing("部门预算项目支出表", drawing) == []
    assert ("D3.statement", "合计") in failing("部门预算项目支出表", drawing.replace("合计 | 9.00 | 6.00", "合计 | 10.00 | 7.00"))


def test_changes_against_last_year_and_against_the_budget():
    drawing = """
        项目 | 上年决算数 | 本年预算数 | 本年决算数 | 比上年增减 | < | 比预算增减 | <
        ^ | ^ | ^ | ^ | 金额 | % | 金额 | %
        公务接待费 | 10.00 | 8.00 | 6.00 | -4.00 | -40.00 | -2.00 | -25.00
        公务用车运行费 | 20.00 | 20.00 | 15.00 | -5.00 | -25.00 | -5.00 | -25.00
    """
    rows = ledger(*titled("“三公”经费支出决算对比表", drawing))
    assert Counter((row["rule"], row["status"]) for row in rows) == {("F1.statement", "exact"): 4, ("F2.statement", "exact"): 4}
    assert ("F1.statement", "公务接待费") in failing("“三公”经费支出决算对比表", drawing.replace("| -2.00 |", "| -3.00 |"))


def test_summaries_without_numbers():
    old = """
        收入 | < | 支出 | <
        项目 | 预算数 | 功能分类 | 预算数
        财政拨款（补助） | 10.00 | 201 一般公共服务支出 | 6.00
        一般公共预算 | 9.00 | 205 教育支出 | 6.00
        政府性基金预算 | 1.00 | |
        事业收入 | 2.00 | |
        小  计 | 12.00 | 小  计 | 12.00
        单位上年结余（不包括额度结余） | 1.00 | 230 转移性支出 | 1.00
        收 入 总 计 | 13.00 | 支 出 总 计 | 13.00
    """
    below = """
        收入 | < | 支出 | <
        项目 | 预算数 | 项目（按功能分类） | 合计
        一、本年收入 | 10.00 | 一、本年支出 | 10.00
        （一）一般公共预算拨款 | 10.00 | 教育支出 | 10.00
        收入总计 | 10.00 | 支出总计 | 10.00
    """
    assert failing("部门收支总体情况表", old) == [] and failing("财政拨款收支预算总表", below) == []
    assert ("A2.statement", "收入总计") in failing("部门收支总体情况表", old.replace("结余） | 1.00", "结余） | 2.00"))
    assert ("A5.parts", "一、本年支出") in failing("财政拨款收支预算总表", below.replace("教育支出 | 10.00", "教育支出 | 9.00"))


def test_a_fund_with_both_sides_is_not_added_over_them():
    drawing = """
        收入 | < | 支出 | <
        项目 | 预算数 | 项目 | 预算数
        一、政府性基金拨款 | 95.00 | 一、城乡社区支出 | 95.00
        | | 二、其他支出 |
        收入总计 | 95.00 | 支出总计 | 95.00
    """
    assert {row["status"] for row in ledger(*titled("政府性基金收支表", drawing))} == {"exact"}
    wrong = drawing.replace("城乡社区支出 | 95.00", "城乡社区支出 | 94.00")
    assert "failed" in {row["status"] for row in ledger(*titled("政府性基金收支表", wrong))}


def test_units_without_codes():
    drawing = """
        单位名称 | 合计 | 财政拨款收入 | 事业收入
        合计 | 10.00 | 8.00 | 2.00
        某局（本级） | 6.00 | 6.00 |
        某中心 | 4.00 | 2.00 | 2.00
    """
    assert failing("收入决算表（分单位）", drawing) == []
    assert (
        failing("收入决算表（分单位）", drawing.replace("某中心 | 4.00 | 2.00", "某中心 | 5.00 | 3.00"))
        == [("A5.parts", "合计")] * 2
    )
