"""What indicators mean, what goals contradict, what reports say: each rule with rows that show it and rows that stay quiet."""

from datetime import date
from decimal import Decimal as D

import pytest

from tests.reconcile.rows import DOCUMENT_ID, facts, project
from tests.reconcile.test_auditor import P, found, goal, indicator, plan, text
from yusuan import values
from yusuan.reconcile import within_document


def evaluated(level2: str, level3: str, target: str, actual: str | None = None, **columns) -> dict:
    row = indicator(level2, level3, target, None, "e", **columns)
    number = values.target(actual).value if actual else None
    return row | {"project_id": None, "evaluation_id": "e", "actual_text": actual, "actual_value": number}


EVALUATION = {"evaluation_id": "e", "project_name": "人脸识别系统费用", "total_score": D("92.4")}


@pytest.mark.parametrize(
    ("row", "rule", "severity"),
    [
        (indicator("时效指标", "资金发放及时性", "及时"), "I3.in_words", "info"),
        (indicator("社会效益指标", "保障参保人合法权益", "保障"), "I3.in_words", "info"),
        (indicator("社会效益指标", "构建和谐劳动关系", "≥90构建和谐劳动关系"), "I3.number_on_words", "info"),
        (indicator("数量指标", "上年贷款发放额", "≥15万元"), "I10.last_year", "info"),
        (indicator("社会效益指标", "贷款发放笔数", "≥300笔"), "I4.output_as_benefit", "info"),
        (indicator("满意度指标", "群众满意度", "≥70%"), "I10.low", "info"),
        (indicator("质量指标", "系统运行情况", "≥95%"), "I3.state", "info"),
        (indicator("满意度指标", "群众满意的程度", "≥90%", "单位职工对取暖的满意程度"), "I8.group", "info"),
        (indicator("时效指标", "成果提交时间", "≥90工作成果提交时间的程度"), "I3.unit", "info"),
        (indicator("时效指标", "项目完成时间", "≥90%"), "I3.unit", "warning"),
        (indicator("质量指标", "系统故障率", "≥10%"), "I3.sense", "warning"),
        (indicator("生态效益指标", "资源利用率", "≤90%", "提高资源综合利用率"), "I3.sense", "warning"),
        (indicator("生态效益指标", "资源利用率", "195%", "提高资源综合利用率"), "I1.percent", "warning"),
        (indicator("数量指标", "对象数(2)", "≥8015"), "I3.no_unit", "warning"),
        (indicator("时效指标", "完成时间", "2023年12月底前"), "O2.deadline", "warning"),
    ],
)
def test_indicators_that_say_what_they_should_not(row, rule, severity):
    marks = found(rule, indicators=[row])
    assert [(mark["record_id"], mark["severity"]) for mark in marks] == [(row["indicator_id"], severity)]


@pytest.mark.parametrize(
    "row",
    [
        indicator("社会效益指标", "维护社会稳定", "效果显著"),
        indicator("数量指标", "强制免疫畜禽", "≥296万头（只）", target_unit=None),
        indicator("社会效益指标", "提高就业率", "≥3%"),
        indicator("数量指标", "上年结转资金支付人数", "≥15人"),
        indicator("社会效益指标", "直接受益人数", "≥300人"),
        indicator("时效指标", "项目完成时间", "≤12月"),
        indicator("质量指标", "系统故障率", "≤10%"),
        indicator("质量指标", "事故率下降", "≥10%"),
        indicator("时效指标", "完成时间", "2024年12月底前"),
        indicator("满意度指标", "群众满意度", "≥90%", "群众对单位职工服务的满意程度"),
    ],
)
def test_right_indicators_stay_quiet(row):
    rules = {mark["rule"] for mark in within_document(facts(projects=[project(1)], indicators=[row])).findings}
    assert rules <= {"L1.categories"}


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (evaluated("质量指标", "认证正确率", "≥950%", "100%"), "I1.percent"),
        (evaluated("满意度指标", "用户满意度", "≥95%", "120%"), "I1.percent"),
        (evaluated("满意度指标", "用户满意度", "≤95%", "96%"), "I3.sense"),
        (evaluated("数量指标", "参保人数", "≥95%", "96%"), "I3.unit"),
        (evaluated("数量指标", "认证人数", "≥95", "96"), "I3.no_unit"),
        (evaluated("质量指标", "系统运行效果", "系统运行效果"), "I3.repeats"),
        (evaluated("时效指标", "发放成本", "≤30万元", "30"), "I4.category"),
        (evaluated("数量指标", "指标1：", "≥3次", "3次"), "L2.template"),
        (evaluated("时效指标", "处理及时性", "及时处理", "及时处理"), "I3.in_words"),
    ],
)
def test_self_evaluations_are_read_like_targets(row, rule):
    assert found(rule, "self_evaluation", projects=[], evaluations=[EVALUATION], evaluation_indicators=[row])


def test_a_missed_target_whose_unit_is_not_known():
    row = evaluated("数量指标", "免疫头数", "≥350万头（只）", weight=D(8), score=D(8), target_unit=None)
    row |= {"actual_text": "300万头（只）", "actual_value": D(300)}
    assert found("H7.target", "self_evaluation", evaluations=[EVALUATION], evaluation_indicators=[row])


def test_doubles_in_a_self_evaluation():
    rows = [evaluated("数量指标", "认证人数", "15万人") | {"indicator_id": key} for key in ("a", "b")]
    assert len(found("I5.duplicate", "self_evaluation", evaluations=[EVALUATION], evaluation_indicators=rows)) == 1


def test_one_number_and_words_of_another_row():
    rows = [indicator("数量指标", f"完成事项{i}", f"≥90完成事项{i}的程度") for i in range(5)]
    assert len(found("I10.one_number", indicators=rows)) == 1
    assert found("I10.one_number", indicators=[indicator("数量指标", f"完成事项{i}率", "≥90%") for i in range(5)]) == []
    pair = [
        indicator("可持续影响指标", "维持人力资源市场服务能力", "≥90维持市场服务能力"),
        indicator("满意度指标", "满意率", "≥90维持人力资源市场服务满意率"),
    ]
    assert len(found("I8.other_row", indicators=pair)) == 1
    pair[1] = indicator("满意度指标", "人力资源市场服务满意率", "≥90维持人力资源市场服务满意率")
    assert found("I8.other_row", indicators=pair) == []


@pytest.mark.parametrize(
    ("name", "level3", "count"),
    [
        ("网络信息化管理项目", "案件受理率", 1), ("劳动仲裁经费", "案件受理率", 0), ("老干部医疗费", "老年人健康管理率", 1),
        ("基本公共卫生服务补助", "老年人健康管理率", 0),
    ],
)  # fmt: skip
def test_indicators_of_another_field(name, level3, count):
    rows = [indicator("数量指标", level3, "≥90%")]
    assert len(found("I7.field", projects=[project(1, project_name=name)], indicators=rows)) == count


def test_description_that_is_the_projects_name():
    rows = [indicator("数量指标", "设置岗位数", "≥9个", "网上业务经办服务费")]
    assert len(found("I8.project_name", projects=[project(1, project_name="网上业务经办服务费项目")], indicators=rows)) == 1


def test_goals_against_targets_and_plan():
    rows = [indicator("质量指标", "资金到位率", "≥90%")]
    assert len(found("I6.goal", project_goals=[goal("确保养老金按时足额发放")], indicators=rows)) == 1
    assert found("I6.goal", project_goals=[goal("确保养老金发放")], indicators=rows) == []
    late = plan(None, None, None, 100)
    assert found("G1.year_end", project_goals=[goal("及时发放贴息")], spending_plans=late) == []
    assert [m["severity"] for m in found("G1.year_end", project_goals=[goal("按月发放")], spending_plans=late)] == ["warning"]
    assert found("G1.year_end", project_goals=[goal("按月发放")], spending_plans=plan(25, 50, 75, 100)) == []
    short = [{"plan_id": f"s{i}", "project_id": P, "due_date": date(2024, m, 28), "cumulative_percent": D(v)}
             for i, (m, v) in enumerate([(3, 25), (6, 50), (10, 75)])]  # fmt: skip
    (mark,) = found("G1.columns", spending_plans=short)
    assert mark["severity"] == "warning" and "75%" in mark["message"]


@pytest.mark.parametrize(
    ("words", "count"),
    [("目标内容1就业专项补助资金", 1), ("用于城乡代办员补助", 1), ("按时发放补助资金", 0), ("完成20场培训，支付经费", 0)],
)
def test_goals_without_a_result(words, count):
    assert len(found("M5.no_result", project_goals=[goal(words)])) == count


@pytest.mark.parametrize(
    ("rule", "form", "words", "count"),
    [
        ("P8.unspent", "self_evaluation", "预算300万元，实际支出0万元。", 1),
        ("P8.unspent", "self_evaluation", "实际支出300万元，执行进度100%。", 0),
        ("P8.twice", "self_evaluation", "参保5人，" + "缴费每增加一档政府补贴增加十五元，重度残疾人仍按最低档次缴费。" * 2, 1),
        ("L2.form", "budget_disclosure", "XX县XX局20XX年部门预算", 1),
        ("L2.form", "budget_disclosure", "某县财政(局)审核", 1),
        ("L2.form", "budget_disclosure", "某街道2024年部门预算，办公用房300平方米", 0),
        ("P9.outdated", "performance_text", "支持建档立卡人员创业", 1),
        ("H9.result", "self_evaluation", "人脸识别系统费用自评得分95分", 1),
        ("H9.result", "self_evaluation", "人脸识别系统费用自评得分92.4分，评价等级为优。", 0),
        ("H9.result", "self_evaluation", "人脸识别系统费用评价等级为良。", 1),
    ],
)
def test_words_of_reports(rule, form, words, count):
    assert len(found(rule, form, paragraphs=text(words), evaluations=[EVALUATION])) == count


FUNDS = {
    "fund_id": "e-f01", "evaluation_id": "e", "fund_source": "total", "initial_budget_yuan": D(400_000),
    "revised_budget_yuan": D(400_000), "executed_yuan": D(300_000), "execution_rate_percent": D(75),
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("人脸识别系统费用预算40万元，实际支出30万元，预算执行率为75%", 0), ("人脸识别系统费用预算执行率为85%", 1),
        ("人脸识别系统费用预算45万元，实际支出35万元", 2), ("另一项目的自评报告：预算45万元，执行率85%", 0),
    ],
)  # fmt: skip
def test_funds_in_reports(words, count):
    rows = dict(paragraphs=text(words), evaluations=[EVALUATION], evaluation_funds=[FUNDS])
    assert len(found("H9.funds", "self_evaluation", **rows)) == count


def test_copied_sections_are_marked_each_at_its_place():
    long = "".join(f"{n}是完善城乡就业服务体系，全面提升公共就业服务的质量和水平；" for n in "一二三四")
    own = "另起一段写明本部分自己的内容，与其他部分没有一个字相同；"
    marks = found("P3.copied", paragraphs=text(long, long, own, long))
    assert len(marks) == 2 and all(mark["record_id"].startswith(DOCUMENT_ID) for mark in marks)


@pytest.mark.parametrize(
    ("name", "target", "count"), [("经济成本", "≤25万元", 1), ("耗材成本", "≤5万元", 0), ("征缴收入", "≥900万元", 0)]
)
def test_a_cost_above_the_budget(name, target, count):
    assert len(found("G2.cost", indicators=[indicator("成本指标", name, target)])) == count


def test_an_indicators_name_without_the_number_of_its_goal_is_whole():
    rows = [indicator("数量指标", "办理法律援助案件", "≥300件")]
    assert found("L3.clipped", project_goals=[goal("办理法律援助案件300件。")], indicators=rows) == []


def test_a_contradicted_direction_is_said_once():
    rows = [indicator("满意度指标", "受援人满意度", "≤95%", direction="正向指标")]
    assert len(found("I3.operator", indicators=rows)) == 1
    assert found("I3.sense", indicators=rows) == []


def test_the_report_on_another_project_is_not_held_against_the_table():
    words = text(
        "人脸识别系统费用项目支出绩效自评表", "关于贫困户补贴项目绩效自评工作报告", "预算300万元，实际支出0万元，执行率0%"
    )
    rows = dict(paragraphs=words, evaluations=[EVALUATION], evaluation_funds=[FUNDS])
    assert found("H9.funds", "self_evaluation", **rows) == []


@pytest.mark.parametrize(
    ("name", "purpose", "count"),
    [
        ("六级以上伤残军人医疗费用", "六级以上军人补助", 1), ("脱贫县离休干部医药费", "脱贫离休干部补助资金", 1),
        ("城乡居民基本养老保险补助", "城乡居民养老保险补助", 0), ("农机培训经费", "开展农机培训", 0),
    ],
)  # fmt: skip
def test_purposes_that_lack_a_word_of_the_name(name, purpose, count):
    assert len(found("M6.lost_word", projects=[project(1, D(200_000), project_name=name, purpose=purpose)])) == count


def test_an_indicator_of_the_long_term_list_and_of_the_years_is_no_duplicate():
    year = [
        indicator("数量指标", "小区数量", "≥22个", dimension="output"),
        indicator("满意度指标", "满意度", "≥9%", dimension="satisfaction"),
    ]
    period = [year[0] | {"indicator_id": "x1", "target_text": "≥68个"}, year[1] | {"indicator_id": "x2"}]
    assert not found("I5.duplicate", "target_table", indicators=[*period, *year])
    assert found("I5.duplicate", "target_table", indicators=[period[0], *year])


def test_a_finding_holds_text_whatever_the_column():
    row = indicator("社会效益指标", "到馆读者", "≥18万人次", evaluation_id="e", indicator_id="i", actual_text="16.2万人次")
    row |= {"actual_value": D("16.2"), "weight": D("15.000000"), "score": D("15.000000")}
    (finding,) = found("H7.target", "self_evaluation", evaluations=[EVALUATION], evaluation_indicators=[row])
    assert finding["value"] == "15"


def test_a_basis_of_the_future_a_time_in_percent_and_times_counted():
    rows = [indicator("时效指标", "检测报告出具时限", "≤7%", basis="冀农发〔2031〕3号")]
    assert [row["column"] for row in found("O1.future", indicators=rows)] == ["basis"]
    assert len(found("I3.unit", indicators=rows)) == 1
    days = indicator("数量指标", "开放天数", "≥300天", evaluation_id="e", actual_text="313次") | {"actual_value": D(313)}
    assert len(found("H7.unit", "self_evaluation", evaluations=[EVALUATION], evaluation_indicators=[days])) == 1


def test_sources_that_come_to_more_than_the_budget_fail_in_every_form():
    rows = [project(1, D(1_000_000), fiscal_funds_yuan=D(900_000), other_funds_yuan=D(200_000))]
    assert len(found("D4.sources", "target_table", projects=rows)) == 1
    rows = [project(1, D(1_000_000), fiscal_funds_yuan=D(700_000), other_funds_yuan=D(200_000))]
    assert not found("D4.sources", "target_table", projects=rows)


def test_a_number_of_people_is_no_money():
    assert found("I3.unit", indicators=[indicator("成本指标", "补助寄宿生人数", "1250元")])
    assert not found("I3.unit", indicators=[indicator("成本指标", "寄宿生补助标准", "1250元")])
