"""What a careful reader marks, and what he must not."""

from decimal import Decimal as D

import pytest

from tests.reconcile.rows import DOCUMENT_ID, facts, findings, project, statuses
from yusuan import values, vocabulary
from yusuan.reconcile import within_document

P = f"{DOCUMENT_ID}-p01"


def _indicator(level2: str, level3: str, target: str, description: str | None = None, **columns) -> dict:
    read = values.target(target)
    return {
        "indicator_id": f"{P}-i-{level2}-{level3}", "project_id": P, "level2": level2, "level3": level3,
        "description": description, "category": vocabulary.category(level2), "target_text": target, "operator": read.operator,
        "target_value": read.value, "target_value_high": read.high, "target_unit": read.unit,
        "is_qualitative": read.is_qualitative,
        "basis": "计划", **columns,
    }  # fmt: skip


def _read(*indicators: dict, budget: D | None = D(200_000), **datasets):
    return within_document(facts(projects=[project(1, budget)], indicators=list(indicators), **datasets))


@pytest.mark.parametrize(
    ("indicator", "rule"),
    [
        (_indicator("质量指标", "补贴核算正确率", "1000%"), "I1.percent"),
        (_indicator("质量指标", "运行", "≥90用于办公取暖正常运行的程度"), "I3.no_unit"),
        (_indicator("质量指标", "运行", "≥90办公取暖的程度", "办公取暖的程度"), "I3.repeats"),
        (_indicator("社会效益指标", "失业人员再就业", "失业人员再就业"), "I3.repeats"),
        (_indicator("数量指标", "参保人数", "≥90%"), "I3.unit"),
        (_indicator("质量指标", "宣传的及时率", "28天"), "I3.unit"),
        (_indicator("数量指标", "全部认证", "≥7.87万人", "全县7.24万人全部认证"), "I2.own_words"),
        (_indicator("成本指标", "每人4元", "2.6元"), "I2.own_words"),
        (_indicator("成本指标", "享受补助的代办员人数", "≥300人"), "I4.category"),
        (_indicator("时效指标", "养老金发放成本", "≤3155万元"), "I4.category"),
        (_indicator("质量指标", "完成时间", "≤12月"), "I4.category"),
        (_indicator("数量指标", "检查次数", "≥3次", direction="反向指标"), "I3.operator"),
        (_indicator("成本指标", "项目工作人员（其中退休", "≤3元"), "L3.cut"),
        (_indicator("数量指标", "指标1：", "≥3次"), "L2.template"),
    ],
)
def test_what_a_reader_marks(indicator, rule):
    (finding,) = findings(_read(indicator), rule)
    assert finding["record_id"] == indicator["indicator_id"]
    assert finding["check_id"] is None
    assert finding["message"] and finding["message_en"]


@pytest.mark.parametrize(
    "indicator",
    [
        _indicator("经济效益指标", "财政收入增长率", "≥120%"),
        _indicator("质量指标", "资金发放准确率", "≥90%", "准确发放金额/总金额*100%"),
        _indicator("时效指标", "发放补贴时间", "≤90天", "自申请即日起发放时间不高于90天"),
        _indicator("满意度指标", "社会公众满意度（%）", "≥95"),
        _indicator("时效指标", "资金发放及时率", "100%"),
        _indicator("质量指标", "设备使用年限", "≥5年"),
        _indicator("成本指标", "成本节约率", "≥5%"),
        _indicator("社会效益指标", "构建和谐劳动关系", "效果显著", "构建和谐劳动关系"),
        _indicator("数量指标", "检查次数", "≥3次", direction="正向指标"),
        _indicator("数量指标", "补助标准（含税）", "=3人"),
    ],
)
def test_what_is_right_stays_quiet(indicator):
    assert [row["rule"] for row in _read(indicator).findings if row["rule"] != "L1.categories"] == []


@pytest.mark.parametrize(
    ("name", "target", "expected"),
    [
        ("预算成本", "20万元", "exact"), ("预算成本", "≤200000元", "exact"), ("人员支出成本", "=20.4万", "failed"),
        ("培训成本", "5万元", "not_applicable"),
    ],
)  # fmt: skip
def test_cost_against_the_budget(name, target, expected):
    assert statuses(_read(_indicator("成本指标", name, target)), "G2.cost") == [expected]


def test_a_unit_cost_is_not_compared_with_the_budget():
    assert statuses(_read(_indicator("成本指标", "人均补贴水平", "≤2420元")), "G2.cost") == []


def test_quantity_times_price():
    rows = [_indicator("数量指标", "案件数量", "≥60件"), _indicator("成本指标", "案件成本", "0.05万元\\件")]
    assert statuses(_read(*rows, budget=D(30_000)), "G3.product") == ["exact"]
    assert statuses(_read(*rows, budget=D(36_000)), "G3.product") == ["failed"]
    assert statuses(_read(*rows, budget=D(900_000)), "G3.product") == ["not_applicable"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("养老保险补助项目-2374万元", ["exact"]), ("养老保险补助项目(2374万元)", ["exact"]),
        ("养老保险补助项目2473万元", ["failed"]),
        ("冀财社[2022]170号关于提前下达2023年补助", []),
    ],
)  # fmt: skip
def test_amounts_in_names(name, expected):
    row = project(1, D(23_740_000), project_name=name)
    assert statuses(within_document(facts(projects=[row])), "G4.name") == expected


def test_a_numbers_issuer_in_two_ways():
    row = project(1, project_name="冀财社【2022】150号关于提前下达就业补助资金")
    odd = _indicator("数量指标", "岗位数", "≥3个", basis="冀财社会【2022】150号")
    right = _indicator("质量指标", "岗位率", "≥3%", basis="冀财规【2018】21号")
    outcome = within_document(facts(projects=[row], indicators=[right, odd]))
    assert [finding["record_id"] for finding in findings(outcome, "M1.number")] == [odd["indicator_id"]]


def test_values_ten_times_apart_are_named_once():
    rows = [
        {**_indicator("成本指标", "发放补贴标准", target, "发放标准"), "indicator_id": f"i{i}"}
        for i, target in enumerate(["2000元", "2000元", "200元"])
    ]
    assert [row["record_id"] for row in findings(_read(*rows), "I2.same_indicator")] == ["i2"]


def test_template_goals_and_a_draft():
    goals = [{"goal_id": "g1", "project_id": P, "ordinal": 1, "goal": "目标内容1"}]
    outcome = _read(_indicator("数量指标", "检查次数", "≥3次"), project_goals=goals)
    assert "没有实际内容" in findings(outcome, "L2.template")[0]["message"]
    document = facts(projects=[project(1)])
    document.document["is_draft"] = True
    assert len(findings(within_document(document), "L4.draft")) == 1


def test_little_spent_and_full_marks():
    evaluation = {"evaluation_id": "e", "project_name": "系统费用", "total_score": D("92.4")}
    fund = {"evaluation_id": "e", "fund_source": "total", "execution_rate_percent": D(24)}
    rows = [{"indicator_id": "i", "evaluation_id": "e", "weight": D(90), "score": D(90)}]
    outcome = within_document(
        facts("self_evaluation", evaluations=[evaluation], evaluation_funds=[fund], evaluation_indicators=rows)
    )
    assert len(findings(outcome, "H5.full_marks")) == 1
    assert len(findings(outcome, "H6.execution")) == 1
    rows[0]["deviation"] = "资金未到位"
    explained = facts("self_evaluation", evaluations=[evaluation], evaluation_funds=[fund], evaluation_indicators=rows)
    assert findings(within_document(explained), "H6.execution") == []


def test_a_homophone_in_near_identical_wording_is_shown_with_both_readings():
    row = project(1, project_name="中央财政养老保险制度改革不住经费项目")
    goal = {"goal_id": "g1", "project_id": P, "goal": "通过拨付养老保险制度改革补助经费，保障补助发放"}
    (finding,) = findings(within_document(facts(projects=[row], project_goals=[goal])), "N1.homophone")
    assert (finding["severity"], finding["record_id"]) == ("info", P)
    assert "不住" in finding["message"] and "补助" in finding["message"]


def test_other_words_in_the_same_place_are_no_homophones():
    row = project(1, project_name="下达城乡居民养老保险中央补助资金")
    goal = {"goal_id": "g1", "project_id": P, "goal": "下达城乡居民养老保险省级补助资金"}
    assert findings(within_document(facts(projects=[row], project_goals=[goal])), "N1.homophone") == []


def test_years():
    rows = [
        project(1, project_name="冀财社2023年205号提前下达2024年中央就业补助资金"),
        project(2, project_name="提前下达2023年中央补助"),
        project(3, project_name="冀财社〔2025〕10号补助"), project(4, project_name="2020年新招录人员费用缺口"),
    ]  # fmt: skip
    outcome = within_document(facts(projects=rows))
    assert [row["record_id"][-3:] for row in findings(outcome, "O1.passed_down")] == ["p02"]
    assert [row["record_id"][-3:] for row in findings(outcome, "O1.future")] == ["p03"]


@pytest.mark.parametrize(
    ("indicator", "rule"),
    [
        (_indicator("成本指标", "宣传成本", "≥20万元"), "I3.sense"),
        (_indicator("满意度指标", "群众满意度", "≤95%"), "I3.sense"),
        (_indicator("时效指标", "发放时间", "≥90天"), "I3.sense"),
        (_indicator("成本指标", "档案管理成本", "≤10元"), "G2.scale"),
        (_indicator("成本指标", "资金发放到位率", "≥90%"), "I4.category"),
        (_indicator("成本指标", "征缴收入", "≥10万元"), "I4.category"),
    ],
)
def test_the_wrong_way_round(indicator, rule):
    assert [row["record_id"] for row in findings(_read(indicator), rule)] == [indicator["indicator_id"]]


def test_goals_that_speak_of_another_project():
    projects = [project(1, project_name="劳动监察执法经费"), project(2, project_name="劳动仲裁经费")]
    goals = [
        {"goal_id": "g1", "project_id": P, "goal": "提高劳动仲裁办案质量"},
        {"goal_id": "g2", "project_id": f"{DOCUMENT_ID}-p02", "goal": "提高劳动仲裁水平"},
    ]
    (finding,) = findings(within_document(facts(projects=projects, project_goals=goals)), "M4.other_project")
    assert finding["record_id"] == "g1" and "“仲裁”" in finding["message"]


@pytest.mark.parametrize(("purpose", "rule"), [("用于目标内容1", "L2.template"), ("用于培训、印刷（其中退休", "L3.cut")])
def test_a_purpose_alone_is_looked_at_too(purpose: str, rule: str):
    outcome = within_document(facts(projects=[project(1, purpose=purpose)]))
    assert [row["column"] for row in findings(outcome, rule)] == ["purpose"]
