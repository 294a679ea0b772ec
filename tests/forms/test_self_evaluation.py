"""Self-evaluations: the sample, and the forms of other places."""

import hashlib
from decimal import Decimal
from pathlib import Path

import pytest

from tests.forms.tables import document, exported, line, table
from yusuan.document import Document
from yusuan.forms import self_evaluation
from yusuan.readers import text
from yusuan.records import Records
from yusuan.tables.join import join_tables

NATIONAL = """
项目名称|<|{name}|<|<|<|<|<|<
主管部门|<|某县水利局|<|实施单位|某县水利局本级|<|<|<
项目资金（万元）|{blank}|年初预算数|全年预算数|全年执行数|分值|执行率|得分|<
^|年度资金总额|3.00|3.00|1.03|10分|34.33%|3.43|<
^|其中：当年财政拨款|3.00|3.00|1.03|—||—|<
^|其他资金||||—||—|<
年度总体目标|预期目标|<|<|实际完成情况|<|<|<|<
^|1.修渠；2.清淤|<|<|已完成|<|<|<|<
绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施
^|产出指标(50分)|数量指标|修渠长度|≥10公里|12公里|50|50|
^|效益指标(30分)|社会效益指标|社会影响|效果显著|效果显著|30|28|宣传不够
^|满意度指标(10分)|服务对象满意度指标|满意度|>=90%|91%|10|10|
总分|<|<|<|<|<|100|91.43|
"""


def read(source: Document) -> Records:
    joined = join_tables(source)
    records = Records(joined.document_id)
    self_evaluation.parse(joined, self_evaluation.recognise(joined), records)
    return records


def findings(records: Records) -> list[tuple[str, str | None]]:
    return [(finding["rule"], finding["value"]) for finding in records.rows.get("findings", [])]


def columns(records: Records, dataset: str, *names: str) -> list[tuple]:
    return [tuple(row[name] for name in names) for row in records.rows[dataset]]


@pytest.fixture(scope="module")
def sample(raw: Path) -> Records:
    path = next(raw.glob("承德县*.txt"))
    return read(text.read(path, hashlib.sha256(path.read_bytes()).hexdigest()))


def test_the_samples_funds_keep_blanks_and_printed_decimals(sample: Records):
    assert columns(sample, "evaluation_funds", "source", "fund_source", "revised_budget_yuan", "printed_decimals") == [
        ("年度资金总额", "total", Decimal("224100.00"), 2),
        ("其中:当年财政拨款", "current_appropriation", Decimal("36800.00"), 2),
        ("上年结转资金", "carried_forward", Decimal("17000.00"), 1),
        ("其他资金", "other", None, None),
    ]
    [total, *_] = sample.rows["evaluation_funds"]
    assert (total["weight"], total["execution_rate_percent"], total["score"]) == (10, 24, Decimal("2.4"))
    assert (total["printed_rate_decimals"], total["printed_score_decimals"]) == (0, 1)


def test_the_samples_named_indicators_make_up_its_total(sample: Records):
    assert len(sample.rows["evaluation_indicators"]) == 10
    named = sum(row["score"] for row in sample.rows["evaluation_indicators"])
    [evaluation] = sample.rows["evaluations"]
    assert (evaluation["total_weight"], evaluation["total_score"]) == (100, Decimal("92.4"))
    assert named + sample.rows["evaluation_funds"][0]["score"] == evaluation["total_score"]


def test_the_samples_nameless_points_and_template_rows_are_findings(sample: Records):
    found = findings(sample)
    assert ("extraction.nameless_row", "weight=8;score=8") in found
    assert [value for rule, value in found if rule == "extraction.template_row"][:3] == [
        ".....", "产出指标50分、成本指标：指标1:", "产出指标50分、成本指标：指标2:",
    ]  # fmt: skip
    assert not [value for rule, value in found if rule == "extraction.row_unplaced"]


def test_the_samples_shifted_rows_stand_under_their_headings(sample: Records):
    assert columns(sample, "evaluation_indicators", "level1", "level2", "level3", "target_text", "weight")[6:9] == [
        ("效益指标30分", "经济效益指标", "防冒领,确定基金安全", "安全", 10),
        ("效益指标30分", "社会效益指标", "维护社会稳定", "良好", 10),
        ("效益指标30分", "可持续影响指标", "保证长期连续性工作", "正常", 10),
    ]


def test_every_value_of_the_sample_has_its_cell(sample: Records):
    traced = {(trace["record_id"], trace["column"]) for trace in sample.rows["lineage"] if trace["cell_id"]}
    for dataset, key in (
        ("evaluations", "evaluation_id"),
        ("evaluation_funds", "fund_id"),
        ("evaluation_indicators", "indicator_id"),
    ):
        for row in sample.rows[dataset]:
            for column in ("project_name", "total_score", "source", "executed_yuan", "score", "level3", "actual_text"):
                if row.get(column) is not None:
                    assert (row[key], column) in traced


def test_several_evaluations_in_one_document():
    first, second = (NATIONAL.format(name=name, blank="") for name in ("甲项目", "乙项目"))
    records = read(document(table(first), line("附件2"), table(second, 2)))
    assert columns(records, "evaluations", "project_name", "implementing_unit", "expected_goals", "total_score") == [
        ("甲项目", "某县水利局本级", "1.修渠；2.清淤", Decimal("91.43")),
        ("乙项目", "某县水利局本级", "1.修渠；2.清淤", Decimal("91.43")),
    ]
    assert [row["fund_id"][17:] for row in records.rows["evaluation_funds"]] == [
        f"e0{e}-f0{f}" for e in (1, 2) for f in (1, 2, 3)
    ]
    assert columns(records, "evaluation_indicators", "operator", "target_value", "actual_value", "score", "deviation")[:3] == [
        ("≥", 10, 12, 50, None),
        (None, None, None, 28, "宣传不够"),
        ("≥", 90, 91, 10, None),
    ]
    assert findings(records) == []


def test_a_sheet_may_hold_several_evaluations():
    stacked = "\n".join(NATIONAL.format(name=name, blank="").strip() for name in ("甲项目", "乙项目"))
    records = read(document(table(stacked)))
    assert [row["project_name"] for row in records.rows["evaluations"]] == ["甲项目", "乙项目"]
    assert len(records.rows["evaluation_indicators"]) == 6


def test_head_and_indicators_may_be_two_tables():
    rows = NATIONAL.format(name="甲项目", blank="").strip().split("\n")
    records = read(document(table("\n".join(rows[:8])), line("绩效指标完成情况"), table("\n".join(rows[8:]), 2)))
    assert len(records.rows["evaluations"]) == 1
    assert {row["evaluation_id"] for row in records.rows["evaluation_indicators"]} == {"abababababababab-e01"}


def test_sichuan_counts_ninety_points_for_indicators_and_explains_low_execution():
    records = read(
        document(
            table(
                """
                项目名称|<|救助项目|<|<|<|<|<|<|<|<
                部门（单位）|<|某市民政局|<|<|实施单位（盖章）|<|某市救助站|<|<|<
                项目基本情况|1.项目年度目标完成情况|项目年度目标|<|<|<|年度目标完成情况|<|<|<|<
                ^|^|救助200人|<|<|<|已救助210人|<|<|<|<
                预算执行情况（10分）|年度预算数（万元）|年初预算|调整后预算数|预算执行数|<|预算执行率|权重|得分|原因|<
                ^|总额|100.00|120.00|90.00|<|75.00%|10|7.5|资金下达晚|<
                ^|其中：财政资金|100.00|120.00|90.00|<|75.00%|/|/||<
                ^|单位资金||||<||/|/||<
                绩效指标（90分）|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|完成值|权重|得分|未完成原因分析
                ^|产出指标|数量指标|救助人数|≥|200|人|210|60|60|
                ^|效益指标|社会效益指标|社会影响|定性|好||好|30|28|个别投诉
                合计|<|<|<|<|<|<|<|100|95.5|
                评价结论|<|项目总体良好，得分95.5分。|<|<|<|<|<|<|<|<
                """
            )
        )
    )
    assert columns(records, "evaluations", "authority", "expected_goals", "actual_goals", "total_weight") == [
        ("某市民政局", "救助200人", "已救助210人", 100)
    ]
    assert columns(
        records, "evaluation_funds", "initial_budget_yuan", "revised_budget_yuan", "executed_yuan", "score", "printed_unit"
    ) == [
        (1_000_000, 1_200_000, 900_000, Decimal("7.5"), "万元"),
        (1_000_000, 1_200_000, 900_000, None, "万元"),
        (None, None, None, None, "万元"),
    ]
    assert columns(records, "evaluation_indicators", "operator", "target_unit", "is_qualitative", "weight") == [
        ("≥", "人", False, 60),
        (None, None, True, 30),
    ]


def test_transfer_funds_print_points_before_the_target():
    records = read(
        document(
            table(
                """
                转移支付（项目）名称|<|衔接资金|<|<|<|<|<
                主管部门|<|某县农业农村局|<|资金使用单位|<|某镇政府|<
                资金情况（万元）|{blank}|全年预算数（A）|<|全年执行数（B）|<|分值|执行率（B/A）
                ^|年度资金总额|500|<|500|<|10|100%
                ^|其中：中央财政资金|300|<|300|<|—|100%
                绩效指标|一级指标|二级指标|三级指标|分值|年度指标值|全年实际完成值|得分
                ^|产出指标（50分）|数量指标|修路里程|90|≥10公里|10.2公里|90
                总分|<|<|<|100|||100
                """.replace("{blank}", "")
            )
        )
    )
    assert columns(records, "evaluations", "project_name", "implementing_unit", "total_weight", "total_score") == [
        ("衔接资金", "某镇政府", 100, 100)
    ]
    assert columns(records, "evaluation_funds", "source", "initial_budget_yuan", "revised_budget_yuan") == [
        ("年度资金总额", None, 5_000_000),
        ("其中：中央财政资金", None, 3_000_000),
    ]
    assert columns(records, "evaluation_indicators", "target_text", "actual_text", "weight", "score") == [
        ("≥10公里", "10.2公里", 90, 90)
    ]


def test_yunnan_prints_the_headings_of_indicators_in_two_rows():
    records = read(
        document(
            line("单位：元"),
            table(
                """
                项目名称|<|建校|<|<|<|<|<|<|<
                项目资金|<|年初预算数|全年预算数|全年执行数|<|分值|执行率|得分|<
                ^|年度资金总额|10.50|10.50|10.50|<|10.00|100.00|10.00|<
                ^|非财政拨款||||<|—|—|—|<
                绩效指标|<|<|年度指标值|<|<|实际完成值|分值|得分|偏差原因分析及改进措施
                一级指标|二级指标|三级指标|指标性质|指标值|度量单位|^|^|^|^
                产出指标|数量指标|建成数|=|1|所|1|90|88|
                总分|<|<|<|<|<|<|100|98.00|优
                """
            ),
        )
    )
    assert columns(records, "evaluation_funds", "executed_yuan", "fund_source") == [(Decimal("10.50"), "total"), (None, "other")]
    assert columns(records, "evaluation_indicators", "operator", "target_text", "actual_text", "weight", "score") == [
        ("=", "1", "1", 90, 88)
    ]
    assert columns(records, "evaluations", "total_weight", "total_score") == [(100, Decimal("98.00"))]


def test_hubei_heads_each_goals_indicators_again():
    records = read(
        document(
            table(
                """
                项目名称|<|宣传经费|<|<|<|<
                预算执行情况（万元）|{blank}|预算数（A）|执行数（B）|执行率（B/A）|得分（20分*执行率）|<
                ^|年度财政资金总额|80|72|90%|18|<
                年度绩效目标1（40分）|一级指标|二级指标|三级指标|年初目标值（A）|实际完成值（B）|得分
                ^|产出指标|数量指标|宣传场次|20场|22场|40
                年度绩效目标2（40分）|一级指标|二级指标|三级指标|年初目标值（A）|实际完成值（B）|得分
                ^|产出指标|质量指标|合格率|100%|100%|40
                总分|<|<|<|<|<|98
                """.replace("{blank}", "")
            )
        )
    )
    assert columns(records, "evaluation_indicators", "level3", "actual_text", "score") == [
        ("宣传场次", "22场", 40),
        ("合格率", "100%", 40),
    ]
    assert columns(records, "evaluation_funds", "revised_budget_yuan", "score") == [(800_000, 18)]
    assert columns(records, "evaluations", "total_score") == [(98,)]


def test_a_head_printed_as_lines_above_the_table():
    rows = NATIONAL.format(name="甲项目", blank="").strip().split("\n")
    records = read(document(line("项目名称：甲项目"), line("主管部门：某县水利局"), table("\n".join(rows[2:]))))
    assert columns(records, "evaluations", "project_name", "authority") == [("甲项目", "某县水利局")]


def test_funds_without_a_unit_give_no_amounts():
    records = read(document(table(NATIONAL.format(name="甲项目", blank="").replace("（万元）", ""))))
    assert columns(records, "evaluation_funds", "executed_yuan", "execution_rate_percent")[0] == (None, Decimal("34.33"))
    assert findings(records) == [("extraction.unit_missing", None)]


def test_a_shifted_row_that_could_be_two_things_is_left_out(tmp_path: Path):
    head = "项目名称\t\t甲\n绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施\n"
    rows = "\t产出指标\t数量指标\t人数\t1人\t1人\t50\t50\t\n\t\t\t\t\t50\n总分\t\t\t\t\t\t100\t100\t"
    records = read(exported(tmp_path, head + rows))
    assert len(records.rows["evaluation_indicators"]) == 1
    assert findings(records) == [("extraction.row_unplaced", "50")]  # points or score?


def test_an_amount_with_its_own_unit_needs_no_declared_one():
    form = (
        NATIONAL.format(name="甲项目", blank="")
        .replace("（万元）", "")
        .replace("|3.00|3.00|1.03|", "|3.00万元|3.00万元|1.03万元|")
    )
    records = read(document(table(form)))
    assert columns(records, "evaluation_funds", "executed_yuan", "printed_unit", "printed_decimals")[0] == (10_300, "万元", 2)


def test_a_list_of_projects_is_no_evaluation():
    listed = """
    序号|项目名称|全年预算数|全年执行数|执行率|得分
    1|甲项目|3.00|1.03|34.33%|91
    """
    assert self_evaluation.recognise(document(line("单位：万元"), table(listed))) == frozenset()


def test_a_row_cut_by_the_page_is_put_together(tmp_path: Path):
    headings = "绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施\n"
    rows = "\t效益指标\t社会效益指\t影响很\t效果显\t显著\t90\t88\t宣传\n\n\t\t标\t大\t著\t\t\t\t不够\n总分\t\t\t\t\t\t100\t98\t"
    records = read(exported(tmp_path, "项目名称\t\t甲\t\t\t\t\t\t\n" + headings + rows))
    assert columns(records, "evaluation_indicators", "level2", "level3", "target_text", "score", "deviation") == [
        ("社会效益指标", "影响很大", "效果显著", 88, "宣传不够")
    ]
    assert columns(records, "evaluations", "total_score") == [(98,)]


def test_funds_that_lost_their_first_cell_are_put_right(tmp_path: Path):
    head = "项目名称\t\t甲\t\t\t\t\t\n项目资金(万元)\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n"
    rows = "年度资金总额：\t3.00\t3.00\t1.5\t10分\t50%\t5\t\n\t其中:财政拨款\t3.00\t3.00\t1.5\t—\t\t—\n"
    records = read(exported(tmp_path, head + rows))
    assert columns(records, "evaluation_funds", "fund_source", "initial_budget_yuan", "executed_yuan", "score") == [
        ("total", 30_000, 15_000, 5),
        ("current_appropriation", 30_000, 15_000, None),
    ]
    assert [rule for rule, _ in findings(records)] == ["extraction.row_shifted"]


def test_goals_may_stand_on_the_next_page_than_their_labels():
    rows = NATIONAL.format(name="甲项目", blank="").strip().replace("\n^|1.修渠", "\n|1.修渠").split("\n")
    records = read(document(table("\n".join(rows[:7])), line("续前"), table("\n".join(rows[7:]), 2)))
    assert columns(records, "evaluations", "expected_goals", "actual_goals") == [("1.修渠；2.清淤", "已完成")]
    assert len(records.rows["evaluation_indicators"]) == 3
