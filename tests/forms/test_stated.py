"""Sentences of disclosures in the wordings of many provinces: shares, completion rates, classes, years. All invented."""

from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms.test_narrative import changes, parsed, totals


def shares(*lines: str, form: str = "budget_disclosure") -> list[tuple]:
    """Item, percentage and whole of each share, with the amounts that it is between."""
    records = parsed(*lines, form=form)
    amounts = {row["total_id"]: row["amount_yuan"] for row in records.rows.get("totals", ())}
    return [
        (row["item"] or row["item_text"], row["percent"], row["of_item"] or row["of_item_text"],
         amounts.get(row["total_id"]), amounts.get(row["of_total_id"]))
        for row in records.rows.get("shares", ())
    ]  # fmt: skip


def told(*lines: str, form: str = "budget_disclosure") -> list[tuple]:
    """Words, year, kind and amount of each total."""
    rows = parsed(*lines, form=form).rows.get("totals", ())
    return [(row["item_text"], row["amount_year"], row["amount_kind"], row["amount_yuan"]) for row in rows]


def test_a_share_is_of_the_item_that_it_names():
    assert shares("2024年基本支出60万元，占本年支出合计的60.00%。", "本年支出合计100万元。") == [
        ("basic_expenditure", D("60.00"), "current_expenditure", 600000, None)
    ]
    assert shares("支出总预算100万元。", "教育支出类科目48 万元，占支出总预算 48.00 %。") == [
        ("教育支出类科目", D("48.00"), "expenditure_budget", 480000, 1000000)
    ]


def test_shares_of_parts_are_of_the_whole_before_them():
    found = shares("本年收入合计100万元，其中：财政拨款收入90万元，占90%；其他收入10万元（其中：利息收入2万元，占20%），占10%。")
    assert found == [
        ("appropriation_revenue", 90, "current_revenue", 900000, 1000000),
        ("利息收入", 20, "other_revenue", 20000, 100000),
        ("other_revenue", 10, "current_revenue", 100000, 1000000),
    ]


def test_shares_go_on_in_sentences_and_in_numbered_lines():
    sentences = shares("本年支出合计100万元，其中：基本支出60万元，占60%。", "项目支出40万元，占40%。")
    lines = shares("2024年支出预算100万元，其中：", "1.基本支出60万元，占60%；", "2.项目支出40万元，占40%。")
    assert [row[2:] for row in sentences] == [("current_expenditure", 600000, 1000000), ("current_expenditure", 400000, 1000000)]
    assert [row[2:] for row in lines] == [("expenditure_budget", 600000, 1000000), ("expenditure_budget", 400000, 1000000)]
    # Below another heading the list is over.
    assert shares("本年收入100万元，其中：财政拨款80万元。", "二、其他事项", "办公用房经费10万元，占10%。")[-1][2:] == (
        None,
        100000,
        None,
    )


def test_a_whole_that_is_only_named():
    found = shares(
        "“三公”经费支出决算中，因公出国（境）费支出决算0万元，占0%；公务接待费支出决算1.2万元，占100%。", form="final_accounts"
    )
    assert [(row[0], row[2]) for row in found] == [("overseas_travel", "three_public"), ("official_reception", "three_public")]
    found = shares("本年收入合计100万元。", "本年收入的具体构成为：财政拨款收入99万元，占99%；其他收入1万元，占1%。")
    assert [row[2:] for row in found] == [("current_revenue", 990000, 1000000), ("current_revenue", 10000, 1000000)]


def test_the_whole_by_another_name():
    found = shares("2024年度收入合计100.00元。", "其中：财政拨款收入90.00元，占总收入的90.00%。")
    assert found == [("appropriation_revenue", D("90.00"), "total_revenue", 90, 100)]


def test_completion_is_of_the_items_own_budget():
    line = "公务接待费支出全年预算数为4万元，支出决算数为1万元，完成预算的25.00%，决算数较2023年减少0.5万元，下降33.33%。"
    assert shares(line, form="final_accounts") == [("official_reception", D("25.00"), "official_reception_budget", 10000, 40000)]
    assert changes(parsed(line, form="final_accounts"))["official_reception"] == (-5000, D("-33.33"), 2023, 2024)


def test_a_class_in_a_heading_is_what_the_lines_below_tell_of():
    lines = ("1.教育支出（类）普通教育（款）小学教育（项）。", "年初预算为50万元，支出决算为49.5万元，完成年初预算的99.00%。")
    name = "教育支出（类）普通教育（款）小学教育（项）"
    assert told(*lines, form="final_accounts") == [(name, 2024, "budget", 500000), (name, 2024, "final", 495000)]
    assert shares(*lines, form="final_accounts") == [
        ("教育支出（类）普通教育（款）小学教育（项）", D("99.00"), "年初预算", 495000, 500000)
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "3.行政运行（2010301）年初预算10万元，支出决算9万元。",
            [("行政运行（2010301）", "budget"), ("行政运行（2010301）", "final")],
        ),
        ("教育支出年初预算数为15万元，决算数为18万元。", [("教育支出", "budget"), ("教育支出", "final")]),
        ("党委办公厅（室）事务（款）专项业务（项）支出5万元。", [("党委办公厅（室）事务（款）专项业务（项）支出", None)]),
        ("面向中小企业预留政府采购项目预算金额5万元。", [("面向中小企业预留政府采购项目预算金额", None)]),
        ("工资福利支出5万元、商品和服务支出3万元。", [("工资福利支出", None), ("商品和服务支出", None)]),
        ("授予中小企业合同金额2.50万，占政府采购支出总额的50%。", [("授予中小企业合同金额", None)]),
        ("政府采购金额（以合同签订为准）为8万元。", [("政府采购金额", None)]),
        ("国内公务接待支出1万元（含外宾接待支出0万元）。", [("国内公务接待支出", None), ("外宾接待支出", None)]),
    ],
)
def test_items_that_no_vocabulary_holds(line, expected):
    assert [(words, kind) for words, _, kind, _ in told(line, form="final_accounts")] == expected


@pytest.mark.parametrize(
    "line",
    [
        "主要原因是新增办公用房租金280万元。",
        "单价50万元（含）以上设备2台。",
        "每人补助200元，补助标准由100元提高到200元。",
        "第一季度用款计划15万元。",
        "涉及预算金额40万元，平均得分95分，占100%。",
        "实际参保人数占应参保人数的比例100%",
    ],
)
def test_what_is_no_total_is_not_recorded(line):
    records = parsed(line)
    assert not {"totals", "changes", "shares"} & set(records.rows)


def test_two_years_in_one_sentence():
    line = "2023年当年预算执行数为60.13万元，2024年预算安排25.77万元，比2023年预算执行数减少57.14%。"
    records = parsed("1.教育支出（类）普通教育（款）小学教育（项）25.77万元。", line)
    assert [(row["amount_year"], row["amount_kind"]) for row in records.rows["totals"][1:]] == [
        (2023, "executed"),
        (2024, "budget"),
    ]
    (change,) = records.rows["changes"]
    assert (change["from_year"], change["from_kind"], change["to_year"], change["percent"]) == (
        2023,
        "executed",
        2024,
        D("-57.14"),
    )
    assert told("公务接待费2024年预算8万元，2023年预算12.5万元；对比减少4.5万元。")[1][1:] == (2023, "budget", 125000)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("较2023年度决算数减少0.5万元，下降20%", (-5000, -20, 2023, 2024)),
        ("同比增长20%", (None, 20, 2023, 2024)),
        ("与上年相比无增减变化", (0, None, 2023, 2024)),
        ("比年初预算减少0.5万元，降低20%", (-5000, -20, 2024, 2024)),
        ("决算数大于预算数0.5万元", (5000, None, 2024, 2024)),
        ("上年决算数为2.5万元，减少0.5万元，下降20%", (-5000, -20, 2023, 2024)),
        ("较上年2.5万元减少0.5万元，减少了20%", (-5000, -20, 2023, 2024)),
        ("与2023年相比增加-0.5万元，增长-20%", (-5000, -20, 2023, 2024)),
        ("与上年基本持平", (None, None, 2023, 2024)),
        ("同比提高1.2个百分点", None),
        ("比上年减少-0.5万元", None),
        ("原因是人员减少，比上年减少0.5万元", None),
    ],
)
def test_changes_in_many_words(words, expected):
    records = parsed(f"公务接待费支出决算2万元，{words}。", form="final_accounts")
    assert changes(records).get("official_reception") == expected
    assert records.rows["totals"][0]["amount_yuan"] == 20000


def test_what_projects_cost_is_no_total_of_the_item():
    assert totals(parsed("对3个项目开展了自评，涉及一般公共预算支出150万元。")) == {None: 1500000}


def test_zero_needs_no_unit():
    records = parsed("公务用车购置费为0，与上年持平。")
    assert totals(records) == {"vehicle_purchase": 0}
    assert changes(records) == {"vehicle_purchase": (0, None, 2023, 2024)}


def test_every_value_of_a_share_and_a_change_leads_to_its_words():
    lines = (
        "本年收入合计100万元，其中：财政拨款收入90万元，占90%，",
        "比上年增加5万元，增长5.88%。",
        "其他收入10万元，占本年收入的10.0%。",
    )
    printed, records = "\n".join(lines), parsed(*lines)
    spans = {(row["record_id"], row["column"]): printed[row["text_start"] : row["text_end"]] for row in records.rows["lineage"]}
    for dataset, key in (("shares", "share_id"), ("changes", "change_id")):
        for row in records.rows[dataset]:
            ours = {
                "item",
                "of_item",
                "kind",
                "page",
                "printed_decimals",
                "printed_unit",
                "total_id",
                "of_total_id",
                "document_id",
                key,
            }
            assert {column for column, value in row.items() if value is not None} - ours <= {
                column for record, column in spans if record == row[key]
            }
            assert f"{row['percent']}%" in spans[row[key], "percent"]
    assert [row["printed_decimals"] for row in records.rows["shares"]] == [0, 1]
    assert [spans[row["share_id"], "of_item_text"] for row in records.rows["shares"]] == ["本年收入合计", "本年收入"]


_WORDS = (
    "本年支出 教育支出（类）小学教育（项） 年初预算为 支出决算为 3.5万元 0 占 占本年支出的 完成年初预算的 12.5% 较上年决算数 "
    "比预算 决算数大于预算数 上年决算数为 增加 减少 持平 其中： 中， 构成为： （ ） ， ； 。 ： 2023年 1、 用于 主要原因是 "
    "某经费 涉及 对比 万"
)
_PIECES = st.sampled_from(_WORDS.split())


@given(
    st.lists(st.lists(_PIECES, max_size=12).map("".join), max_size=5), st.sampled_from(["budget_disclosure", "final_accounts"])
)
@settings(max_examples=150)
def test_whatever_is_printed_figures_lead_back_to_it(lines, form):
    printed = "\n".join(lines)
    records = parsed(*lines, form=form)
    spans = {
        (row["record_id"], row["column"]): printed[row["text_start"] : row["text_end"]] for row in records.rows.get("lineage", ())
    }
    for row in records.rows.get("shares", ()):
        assert "12.5" in spans[row["share_id"], "percent"]
        assert row["percent"] == D("12.5")
    for row in records.rows.get("totals", ()):
        assert row["amount_yuan"] in (0, 35000)
    known = {row["total_id"] for row in records.rows.get("totals", ())}
    assert all({row["total_id"], row["of_total_id"]} - {None} <= known for row in records.rows.get("shares", ()))


def test_a_comparison_behind_a_list_of_parts_is_of_the_whole():
    found = changes(parsed("2024年总收入90万元，其中：事业收入90万元，其他收入0万元。与上年对比减少10万元，下降10%。"))
    assert found == {"total_revenue": (-100000, -10, 2023, 2024)}


def test_completion_of_a_budget_that_is_printed_in_the_same_words():
    line = "“三公”经费支出决算8万元，完成全年预算10万元的80%，比上年决算数减少2万元，下降20%。"
    assert shares(line, form="final_accounts") == [("three_public", 80, "three_public_budget", 80000, 100000)]
    assert changes(parsed(line, form="final_accounts"))["three_public"] == (-20000, -20, 2023, 2024)


def test_a_source_named_by_its_budget_alone():
    assert told("2024年收入预算5万元，其中：", "一般公共预算5万元，占100%。")[1] == ("一般公共预算", 2024, None, 50000)


def test_a_whole_told_by_its_budget_first():
    found = changes(
        parsed("“三公”经费全年预算数为10万元，支出决算为8万元，完成预算的80%。其中：公务接待费支出决算3万元，完成预算的60%。",
               "决算数较上年减少2万元，下降20%。", form="final_accounts")
    )  # fmt: skip
    assert found["three_public"] == (-20000, -20, 2023, 2024)
