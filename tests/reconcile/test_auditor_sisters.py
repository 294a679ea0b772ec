"""Sisters of planted errors: the same kinds in other columns and wordings, with correct variants that must stay quiet."""

from decimal import Decimal as D

import pytest

from tests.reconcile.rows import DOCUMENT_ID, project
from tests.reconcile.test_auditor import found, goal, indicator, plan, text
from yusuan import values


@pytest.mark.parametrize(
    ("rule", "row", "count"),
    [
        ("I3.sign_on_words", indicator("社会效益指标", "社会影响", "≥效果显著"), 1),
        ("I3.sign_on_words", indicator("社会效益指标", "社会影响", "明显提升", operator="≥"), 1),
        ("I3.sign_on_words", indicator("质量指标", "工程质量", "≥良好"), 0),
        ("I3.sign_on_words", indicator("社会效益指标", "社会影响", "=效果显著"), 0),
        ("I3.sign_on_words", indicator("数量指标", "举办次数", "≥两次"), 0),
        ("I4.misfiled", indicator("社会效益指标", "受益群众满意度", "≥95%"), 1),
        ("I4.misfiled", indicator("满意度指标", "受益群众满意度", "≥95%"), 0),
        ("I4.misfiled", indicator("满意度指标", "服务人数", "≥300人"), 1),
        ("I4.misfiled", indicator("满意度指标", "群众投诉次数", "≤3次"), 0),
        ("I4.misfiled", indicator("数量指标", "完成时间", "2024年12月底前"), 1),
        ("I4.misfiled", indicator("质量指标", "培训人数", "≥300人"), 1),
        ("I4.misfiled", indicator("质量指标", "事故次数", "≤3次"), 0),
        ("L2.template", indicator("数量指标", "培训人数", "待定"), 1),
        ("L2.template", indicator("数量指标", "确定待定岗位人数", "3人"), 0),
    ],
)
def test_signs_and_categories(rule, row, count):
    assert len(found(rule, indicators=[row])) == count


@pytest.mark.parametrize(
    ("rule", "words", "count"),
    [
        ("L2.template", "目标1：", 1),
        ("L2.template", "此处填写年度绩效目标", 1),
        ("L2.template", "目标1：发放补贴350人", 0),
        ("L3.cut", "完成全县危房改造任务，确保", 1),
        ("L3.cut", "完成全县危房改造任务，为群众生活提供保障", 0),
        ("O4.dates", "2024年13月底完成", 1),
        ("O4.dates", "自2024年12月起每月发放", 0),
    ],
)
def test_words_of_goals(rule, words, count):
    assert len(found(rule, project_goals=[goal(words)])) == count


@pytest.mark.parametrize(
    ("words", "row", "count"),
    [
        ("全年举办培训班6期，培训学员500人。", indicator("数量指标", "举办培训班期数", "≥4期"), 1),
        ("全年举办培训班6期，培训学员500人。", indicator("数量指标", "举办培训班期数", "≥6期"), 0),
        ("群众满意度达到95%以上", indicator("满意度指标", "群众满意度", "≥90%"), 1),
        ("群众满意度达到95%以上", indicator("满意度指标", "群众满意度", "≥95%"), 0),
        ("群众满意度提高5%", indicator("满意度指标", "群众满意度", "≥90%"), 0),
        ("每期培训班培训30人", indicator("数量指标", "培训班培训人数", "≥120人"), 0),
        ("培训学员500人，其中贫困学员100人", indicator("数量指标", "培训学员人数", "≥500人"), 0),
    ],
)
def test_goals_against_targets(words, row, count):
    assert len(found("I2.goal", project_goals=[goal(words)], indicators=[row])) == count


@pytest.mark.parametrize(
    ("rule", "purpose", "count"),
    [
        ("G6.amount", "投入资金30万元用于办公楼维修", 1),
        ("G6.amount", "投入资金20万元用于办公楼维修", 0),
        ("G6.amount", "项目总投资300万元，分年安排", 0),
        ("G6.amount", "安排资金30万元，其中县级配套20万元", 0),
        ("G6.parts", "印刷费5万元，会议费10万元，差旅费6万元", 1),
        ("G6.parts", "印刷费5万元，会议费10万元，差旅费5万元", 0),
        ("G6.parts", "主要是印刷费5万元", 0),
        ("G6.parts", "用于办公楼维修30万元", 1),
        ("G6.parts", "每人补贴30万元", 0),
    ],
)
def test_amounts_in_the_purpose(rule, purpose, count):
    assert len(found(rule, projects=[project(1, D(200_000), purpose=purpose)])) == count


def test_a_blank_plan_among_others():
    other = f"{DOCUMENT_ID}-p02"
    filled = [{**row, "project_id": other, "plan_id": row["plan_id"].replace("p01", "p02")} for row in plan(25, 50, 75, 100)]
    projects = [project(1, D(1)), project(2, D(1))]
    assert len(found("L1.plan", projects=projects, spending_plans=plan(None, None, None, None) + filled)) == 1
    assert not found("L1.plan", spending_plans=plan(None, None, None, None))
    assert not found("L1.plan", spending_plans=plan(None, 50, 100, None))


@pytest.mark.parametrize(
    ("target", "shares", "count"),
    [
        ("2024年6月底前", (10, 20, 30, 100), 1),
        ("2024年6月底前", (50, 100, None, None), 0),
        ("2024年12月底前", (10, 20, 30, 100), 0),
    ],
)
def test_a_deadline_before_the_plan_ends(target, shares, count):
    row = indicator("时效指标", "资金支付完成时间", target)
    assert len(found("G1.deadline", indicators=[row], spending_plans=plan(*shares))) == count


@pytest.mark.parametrize(
    ("rule", "words", "count"),
    [
        ("P1.numbered", "重点抓好三项工作：1.促进就业；2.加强监管；3.优化服务；4.强化保障。", 1),
        ("P1.numbered", "突出五个方面工作：（一）就业；（二）社保；（三）人才；（四）仲裁。", 1),
        ("P1.numbered", "抓好两项重点：①就业；②社保；③人才。", 1),
        ("P1.numbered", "重点抓好三项工作：1.促进就业；2.加强监管；3.优化服务。", 0),
        ("P1.numbered", "重点抓好三项工作：促进就业、加强监管。", 0),
        ("P2.parts", "全年举办招聘会8场，其中：春季5场，秋季4场。", 1),
        ("P2.parts", "全年举办招聘会9场，其中：春季5场，秋季4场。", 0),
        ("P2.listed", "部门下设5个内设机构：办公室、财务科、人事科、社保科。", 1),
        ("P2.listed", "部门下设4个内设机构：办公室、财务科、人事科、社保科。", 0),
        ("P2.listed", "部门下设4个内设机构：办公室、财务科、人事科和社保科。", 0),
        ("P2.listed", "部门下设5个内设机构：办公室、财务科、人事科等。", 0),
        ("L4.stage", "2024年部门预算（征求意见稿）", 1),
        ("L4.stage", "2024年部门预算", 0),
        ("P5.projects", "2024年部门预算共安排项目3个，资金20万元。", 1),
        ("P5.projects", "2024年部门预算共安排项目2个，资金20万元。", 0),
    ],
)
def test_counts_of_the_text(rule, words, count):
    assert len(found(rule, projects=[project(1, D(1)), project(2, D(1))], paragraphs=text(words))) == count


def _with_columns(level2: str, level3: str, sign: str, value: str, unit: str) -> dict:
    """An indicator of a form that has operator and unit in columns of their own."""
    read = values.target(value, sign, unit)
    return {
        **indicator(level2, level3, value), "operator": read.operator, "target_value": read.value, "target_unit": read.unit,
        "target_text": value, "is_qualitative": read.is_qualitative,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "row", "count"),
    [
        ("I1.odd", _with_columns("质量指标", "合格率", "≥", "0.95", "%"), 1),
        ("I1.odd", _with_columns("质量指标", "故障率", "≤", "0.95", "%"), 0),
        ("I1.odd", _with_columns("质量指标", "合格率", "≥", "95", "%"), 0),
        ("I1.odd", _with_columns("满意度指标", "群众满意度", "≥", "0", "%"), 1),
        ("I1.odd", indicator("数量指标", "培训人数", "30.5人"), 1),
        ("I1.odd", indicator("数量指标", "参保人数", "7.24万人"), 0),
        ("I1.odd", indicator("数量指标", "户均人数", "3.5人"), 0),
        ("I3.scale", _with_columns("质量指标", "服务质量", "定性", "优良中低差", ""), 1),
        ("I3.scale", _with_columns("质量指标", "服务质量", "定性", "优良", ""), 0),
        ("G2.scale", _with_columns("经济成本指标", "项目总成本", "≤", "20", "元"), 1),
        ("G2.cost", _with_columns("经济成本指标", "项目总成本", "≤", "20", "元"), 0),
        ("G2.cost", _with_columns("经济成本指标", "项目总成本", "≤", "300000", "元"), 1),
        ("G2.cost", _with_columns("经济成本指标", "项目总成本", "≤", "20", "万元"), 0),
    ],
)
def test_odd_values(rule, row, count):
    assert len(found(rule, "target_table", indicators=[row])) == count


def test_a_negative_budget():
    assert len(found("G7.negative", projects=[project(1, D(-500_000))])) == 1
    assert not found("G7.negative", projects=[project(1, D(0), project_name="补助项目-2374万元")])


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("完成2022年度危房改造任务", 1),
        ("完成2024年度危房改造任务", 0),
        ("支付2022年危房改造项目尾款，落实清算", 0),
        ("自2022年以来持续开展技能培训", 0),
        ("落实冀财社2022年170号文件", 0),
    ],
)
def test_goals_of_an_earlier_year(words, count):
    assert len(found("O2.goal_year", project_goals=[goal(words)])) == count
