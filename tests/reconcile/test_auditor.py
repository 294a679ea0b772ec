"""What an auditor reads between the lines, each rule with the smallest rows that show it and some that must stay quiet."""

from datetime import date
from decimal import Decimal as D

import pytest

from tests.reconcile.rows import DOCUMENT_ID, facts, findings, project, total
from yusuan import values, vocabulary
from yusuan.reconcile import Facts, within_corpus, within_document

P = f"{DOCUMENT_ID}-p01"


def indicator(level2: str, level3: str, target: str, description: str | None = None, owner: str = P, **columns) -> dict:
    read = values.target(target)
    return {
        "indicator_id": f"{owner}-i-{level2}-{level3}", "project_id": owner, "level2": level2, "level3": level3,
        "description": description, "category": vocabulary.category(level2), "target_text": target, "operator": read.operator,
        "target_value": read.value, "target_value_high": read.high, "target_unit": read.unit,
        "is_qualitative": read.is_qualitative, "basis": "计划", **columns,
    }  # fmt: skip


def goal(text: str, owner: str = P) -> dict:
    return {"goal_id": f"{owner}-g01", "project_id": owner, "ordinal": 1, "goal": text}


def text(*paragraphs: str) -> list[dict]:
    return [{"paragraph_id": f"{DOCUMENT_ID}-a{i:04d}", "text": words} for i, words in enumerate(paragraphs, 1)]


def plan(*shares: int | None) -> list[dict]:
    days = [date(2024, 3, 31), date(2024, 6, 30), date(2024, 10, 31), date(2024, 12, 31)]
    return [
        {"plan_id": f"{P}-d{i}", "project_id": P, "due_date": day, "cumulative_percent": None if share is None else D(share)}
        for i, (day, share) in enumerate(zip(days, shares, strict=False))
    ]


def found(rule: str, form: str = "performance_text", **datasets) -> list[dict]:
    datasets.setdefault("projects", [project(1, D(200_000))])
    rows = findings(within_document(facts(form, **datasets)), rule)
    assert all(row["message"] and row["message_en"] for row in rows)
    return rows


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("突出做好四方面重点工作：一是甲。二是乙。三是丙。四是丁。五是戊。", 1),
        ("突出做好五方面重点工作：一是甲。二是乙。三是丙。四是丁。五是戊。", 0),
        ("突出做好两方面工作：一是甲。二是乙。", 0),
        ("统筹三项重点任务：抓好落实。", 0),
    ],
)
def test_points_announced(words, count):
    assert len(found("P1.enumeration", paragraphs=text(words))) == count


@pytest.mark.parametrize(("words", "count"), [("2021年资金不足，结转至2021年支付", 1), ("2021年资金不足，结转至2022年支付", 0)])
def test_funds_carried_over(words, count):
    assert len(found("P2.carried", paragraphs=text(words))) == count


@pytest.mark.parametrize(
    ("words", "count"),
    [("共设预算项目9个，其中：城乡项目5个，专项经费4个，严格", 0), ("共设项目8个，其中：城乡项目5个，专项经费4个。", 1)],
)
def test_counts_and_their_parts(words, count):
    assert len(found("P2.parts", paragraphs=text(words))) == count


def test_copied_sections_are_said_once():
    long = "".join(f"{n}是完善城乡就业服务体系，全面提升公共就业服务的质量和水平；" for n in "一二三四五")
    assert len(found("P3.copied", paragraphs=text(long, "二、分项绩效目标", long, long))) == 1
    assert found("P3.copied", paragraphs=text(long, "短的段落", "短的段落")) == []


@pytest.mark.parametrize(
    ("words", "count"),
    [("办理劳动仲裁案件60起", 1), ("办理劳动仲裁案件80起", 0), ("为80起劳动仲裁案件", 0), ("办理信访案件7起", 0)],
)
def test_quantities_of_the_text_against_indicators(words, count):
    rows = [indicator("数量指标", "劳动仲裁案件数量", "=80件")]
    assert len(found("P4.quantities", indicators=rows, paragraphs=text(words))) == count


def test_the_sum_of_several_indicators_is_what_a_text_may_say():
    rows = [
        {**indicator("数量指标", "发放人数", target, "劳务派遣人数"), "indicator_id": target} for target in ("=216人", "=90人")
    ]
    assert found("P4.quantities", indicators=rows, paragraphs=text("为306名劳务派遣人员申请工资")) == []
    assert len(found("P4.quantities", indicators=rows, paragraphs=text("为301名劳务派遣人员申请工资"))) == 1


def test_parts_that_the_text_announces():
    evaluation = {"evaluation_id": "e", "project_name": "人脸识别费用"}
    words = text("关于2021年度县级代缴补贴项目绩效自评工作报告", "我单位共设预算项目9个")
    assert len(found("P5.announced", "self_evaluation", evaluations=[evaluation], paragraphs=words)) == 2
    words = text("关于2021年度人脸识别费用项目绩效自评工作报告", "我单位共设预算项目1个")
    assert found("P5.announced", "self_evaluation", evaluations=[evaluation], paragraphs=words) == []
    assert len(found("P5.announced", "budget_disclosure", paragraphs=text("收支预算总表反映全部收支"))) == 1


def test_two_names_for_oneself_and_assets_without_procurement():
    assert len(found("P6.ourselves", paragraphs=text("我局认真自评", "我中心将严格管理"))) == 1
    assert found("P6.ourselves", paragraphs=text("我局认真自评", "我县经济")) == []
    bought = "本年度拟购置固定资产总额为8万元"
    assert len(found("P6.purchase", "budget_disclosure", paragraphs=text(bought, "我单位无政府采购"))) == 1
    assert found("P6.purchase", "budget_disclosure", paragraphs=text(bought, "政府采购预算8万元")) == []


@pytest.mark.parametrize(("agency", "words", "count"), [(100, "及所属事业单位", 1), (90, "及所属事业单位", 0), (100, "本级", 0)])
def test_scope_of_agency_operating_expenses(agency, words, count):
    totals = [total("agency_operating", D(agency)), total("public_funds", D(100))]
    assert len(found("B4.agency", "budget_disclosure", totals=totals, paragraphs=text(words))) == count


@pytest.mark.parametrize(
    ("words", "shares", "count"),
    [
        ("预计12月份支出完毕", (50, 100, None, None), 1),
        ("预计6月份支出完毕", (50, 100, None, None), 0),
        ("预计12月份支出完毕", (25, 50, 75, 100), 0),
        ("12月底前支付完毕", (50, 100, None, None), 0),
        ("每年12月份征缴期之后发放", (None, 50, 80, 100), 1),
        ("每年12月份征缴期之后发放", (None, None, None, 100), 0),
    ],
)
def test_deadlines_in_words_against_the_plan(words, shares, count):
    assert len(found("G1.deadline", project_goals=[goal(words)], spending_plans=plan(*shares))) == count


def test_a_plan_without_its_last_column():
    assert len(found("G1.columns", spending_plans=plan(30, 60, 90))) == 1
    assert found("G1.columns", spending_plans=plan(30, 60, 90, None)) == found("G1.columns", spending_plans=plan(50, 100)) == []


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (indicator("社会效益指标", "参保全覆盖", "≥93%"), "I6.all"),
        (indicator("时效指标", "就业人数登记率", "100%", "实际登记失业人数占应登记失业人数"), "I8.description"),
        (indicator("社会效益指标", "享受代办员补助", "≥90%", "社会保险报销事项及时处结的件数比率"), "I8.description"),
        (indicator("质量指标", "工资发率", "100%", "我单位人员工资发放率"), "N1.missing"),
        (indicator("社会效益指标", "护职工住房权益", "效果显著", "维护职工住房权益"), "N1.missing"),
        (indicator("数量指标", "系统认证人", "15万人"), "L3.name"),
        (indicator("质量指标", "资金合规使用", "不存在节流、挤占等现象"), "N2.slips"),
        (indicator("质量指标", "合格率", ">100%"), "I1.percent"),
        (indicator("数量指标", "工伤待遇领取人数", "享受工伤保险人数"), "I3.repeats"),
        (indicator("经济效益指标", "促进社会稳定", "效果显著"), "I4.category"),
        (indicator("社会成本指标", "加强业务学习", "加强", is_qualitative=True), "I4.category"),
        (indicator("成本指标", "缴费率", "≥90%"), "I4.category"),
        (indicator("数量指标", "案件结案率", "≥90%"), "I4.rate_as_quantity"),
    ],
)
def test_words_of_indicators(row, rule):
    assert [mark["record_id"] for mark in found(rule, indicators=[row])] == [row["indicator_id"]]


@pytest.mark.parametrize(
    "row",
    [
        indicator("社会效益指标", "参保全覆盖", "100%"),
        indicator("时效指标", "资金使用及时率", "100%", "及时使用的资金占总费用的比例"),
        indicator("质量指标", "工资发放率", "100%", "我单位人员工资发放率"),
        indicator("质量指标", "群众满意的程度", "≥90%", "群众满意程度"),
        indicator("数量指标", "举办活动场次", "≥3次"),
        indicator("数量指标", "指标1：更新设备", "857台（套）"),
        indicator("时效指标", "完成修缮", "2024年12月30日前完成"),
        indicator("质量指标", "资金合规使用", "不存在截留、挤占等现象"),
        indicator("质量指标", "合格率", "≥100%"),
        indicator("社会成本指标", "加强成本控制", "加强", is_qualitative=True),
        indicator("经济效益指标", "促进社会经济发展", "效果显著"),
        indicator("成本指标", "三公经费控制率", "≤100%"),
    ],
)
def test_right_words_stay_quiet(row):
    rules = {mark["rule"] for mark in within_document(facts(projects=[project(1)], indicators=[row])).findings}
    assert rules <= {"L1.categories"}


@pytest.mark.parametrize(
    ("name", "level3", "count"),
    [
        ("城乡居民养老保险配套资金", "企业满意度", 1), ("机关事业单位养老保险补助", "企业职工参保率", 1),
        ("企业职工养老保险补助", "企业满意度", 0), ("企业和机关事业单位养老保险补助", "企业满意度", 0),
        ("就业补助资金", "企业满意度", 0),
    ],
)  # fmt: skip
def test_indicators_for_another_group_of_people(name, level3, count):
    rows = [indicator("服务对象满意度指标", level3, "≥90%")]
    assert len(found("I7.subject", projects=[project(1, project_name=name)], indicators=rows)) == count


def test_indicators_that_say_nothing_of_their_own():
    same = "退休人员职业年金利息贴息到位"
    rows = [indicator("数量指标", same, "100%"), indicator("质量指标", "发放准确率", "100%")]
    assert len(found("I9.not_an_indicator", project_goals=[goal(same)], indicators=rows)) == 1
    assert found("I9.not_an_indicator", project_goals=[goal("保障退休人员待遇")], indicators=rows) == []
    twins = [indicator("质量指标", name, "≥90是否到人到户", "按照县级补贴是否到人到户") for name in ("完成率", "到位率")]
    assert len(found("I8.twins", indicators=twins)) == 1
    assert found("I8.twins", indicators=[indicator("质量指标", name, "≥90%", name) for name in ("完成率", "到位率")]) == []


def test_goals_and_purposes_that_say_no_more_than_the_name():
    assert len(found("M5.purpose", projects=[project(1, project_name="就业工作经费", purpose="就业工作经费")])) == 1
    heating = [project(1, project_name="办公取暖费项目")]
    assert len(found("M5.purpose", projects=heating, project_goals=[goal("用于办公取暖费用")])) == 1
    assert found("M5.purpose", projects=[project(1, project_name="就业工作经费", purpose="开展就业培训和招聘会")]) == []
    pair = dict(project_name="劳务派遣人员工资及各类保险资金")
    assert len(found("M6.purpose", projects=[project(1, purpose="劳务派遣人员工资及各类奖金", **pair)])) == 1
    assert found("M6.purpose", projects=[project(1, purpose="劳务派遣人员工资", **pair)]) == []


def test_goals_that_begin_alike_and_numbers_of_one_issuer():
    other = f"{DOCUMENT_ID}-p02"
    whole = "完成企业职工养老、工伤保险社会发放及人员管理29.02万人(其中退休11.17万人，在职17.85万人)"
    goals = [goal(whole[:32].replace("(", "（")), goal(whole, other)]
    projects = [project(1, project_name="编外人员费用"), project(2, project_name="社保管理经费")]
    assert len(found("M2.goals", projects=projects, project_goals=goals)) == 1
    named = [project(1, project_name="冀财社2020年190号提前下达2021年补助资金")]
    rows = [indicator("数量指标", "代办员人数", "≥5人", basis="冀财社2020年（67）号文")]
    assert [row["severity"] for row in found("M1.number", projects=named, indicators=rows)] == ["info"]
    rows = [indicator("数量指标", "代办员人数", "≥5人", basis="冀财规【2018】21号")]
    assert found("M1.number", projects=named, indicators=rows) == []


@pytest.mark.parametrize(
    ("words", "column", "count"),
    [
        ("养老保险县级补助资", "level3", 1),
        ("养老保险县级补助资金", "level3", 0),
        ("重新核定待遇约1164人，每月金额", "level3", 1),
    ],
)
def test_text_clipped_at_a_border(words, column, count):
    rows = [indicator("数量指标", words, "100%")]
    projects = [project(1, project_name="养老保险县级补助资金（据实结算）"), project(2)]
    goals = [goal("代发约138人，每月金额196501.14元", f"{DOCUMENT_ID}-p02")]
    assert len(found("L3.clipped", projects=projects, project_goals=goals, indicators=rows)) == count


def test_one_fact_with_two_numbers():
    rows = [indicator("社会效益指标", "贫困户18000人，代缴养老保险", "100%")]
    (mark,) = found("M7.fact", project_goals=[goal("为贫困户8300人代缴保险")], indicators=rows)
    assert mark["severity"] == "warning" and "8300" in mark["message"]
    assert found("M7.fact", project_goals=[goal("为贫困户18000人代缴保险")], indicators=rows) == []


@pytest.mark.parametrize(("words", "count"), [("27.86万人*0.5=13.93万元", 0), ("60万人*0.5=30万元", 1), ("20.00万元", 0)])
def test_amounts_computed_in_the_text(words, count):
    assert len(found("G5.computed", indicators=[indicator("社会效益指标", f"发放短信{words}", "100%")])) == count


def test_names_of_units_and_evaluations_without_cost():
    evaluation = {"evaluation_id": "e", "authority": "某县人力资源和社会保障局", "implementing_unit": "某县承县居民社会养老保险"}
    words = text("某县城乡居民社会养老保险中心")
    (mark,) = found("O3.unit_name", "self_evaluation", evaluations=[evaluation], paragraphs=words)
    assert "某县城乡居民社会养老保险中心" in mark["suggestion"]
    right = evaluation | {"implementing_unit": "某县社会保险中心"}
    assert found("O3.unit_name", "self_evaluation", evaluations=[right]) == []
    categories = ("数量指标", "质量指标", "时效指标", "社会效益指标", "服务对象满意度指标")
    rows = [{**indicator(name, name, "≥90%"), "evaluation_id": "e"} for name in categories]
    assert len(found("L1.evaluation", "self_evaluation", evaluations=[right], evaluation_indicators=rows)) == 1
    rows.append({**indicator("成本指标", "成本", "≤9元"), "evaluation_id": "e"})
    assert found("L1.evaluation", "self_evaluation", evaluations=[right], evaluation_indicators=rows) == []


def test_doubled_words():
    assert len(found("N2.slips", paragraphs=text("偏离较大的预算预算进行分析"))) == 1
    assert found("N2.slips", paragraphs=text("部门预算，预算单位，好好学习")) == []


def test_results_answer_the_goals():
    evaluation = {"evaluation_id": "e", "expected_goals": "每年进行2次资格认证", "actual_goals": "软件正常运行"}
    assert len(found("H8.results", "self_evaluation", evaluations=[evaluation])) == 1
    evaluation["actual_goals"] = "完成2次认证"
    assert found("H8.results", "self_evaluation", evaluations=[evaluation]) == []


@pytest.mark.parametrize(
    ("words", "count"),
    [("每月30日前发放完成", 1), ("每月底前发放", 0), ("4月31日前完成", 1), ("2月29日前完成", 0), ("截至12月31日", 0)],
)
def test_days_that_cannot_be(words, count):
    assert len(found("O4.dates", project_goals=[goal(words)])) == count


def test_headings_letters_and_brackets():
    names = [f"冀财社[2022]{n}号补助" for n in range(10, 16)]
    projects = [project(i, project_name=name) for i, name in enumerate(names, 1)]
    assert found("D8.heading", projects=projects) == found("M9.brackets", projects=projects) == []
    assert found("M9.letter", projects=projects) == []
    projects[2] |= {"title": "项目3目标表", "project_name": "冀财社【2022】1号关于下达预算的通知"}
    for rule in ("D8.heading", "M9.brackets", "M9.letter"):
        assert len(found(rule, projects=projects)) == 1, rule


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("3、强化劳动关系建设。活动；五是", 1), ("1、是突出提升就业质量", 1), ("（承县财政字[2019]75）号文件", 1),
        ("一是突出提升就业质量", 0), ("1、是否达到目标", 0), ("（承县财监[2022]1号）文件", 0),
    ],
)  # fmt: skip
def test_words_left_over(words, count):
    assert len(found("P7.left_over", paragraphs=text(words))) == count


def test_units_in_words_and_standards_without_their_object():
    rows = [indicator("质量指标", "工资发放率", "100百分比"), indicator("质量指标", "完成率", "100%")]
    assert len(found("I3.percent_word", indicators=rows)) == 1
    assert found("I3.percent_word", indicators=rows[:1]) == []
    assert len(found("I3.standard", indicators=[indicator("成本指标", "补贴发放标准", "2000元")])) == 1
    assert found("I3.standard", indicators=[indicator("成本指标", "人均补贴水平", "≤2420元")]) == []
    late = indicator("时效指标", "资金在规定时间内支付到位", "=90天")
    assert [row["severity"] for row in found("I3.sense", indicators=[late])] == ["info"]


def test_names_that_are_nearly_one():
    other = f"{DOCUMENT_ID}-p02"
    rows = [indicator("数量指标", "公益岗人数", "≥350人"), indicator("数量指标", "公益性岗位人数", "≥255人", owner=other)]
    assert len(found("M3.alike", projects=[project(1), project(2)], indicators=rows)) == 1
    rows[1] = indicator("数量指标", "公益性岗位人数", "≥350人", owner=other)
    assert found("M3.alike", projects=[project(1), project(2)], indicators=rows) == []


def _document(number: int, year: int, basis: str, *names: str) -> Facts:
    owner = f"{number:016x}"
    rows = [
        {"indicator_id": f"{owner}-i{i}", "level3": name, "basis": basis, "project_id": f"{owner}-p01"}
        for i, name in enumerate(names)
    ]
    head = {"document_id": owner, "fiscal_year": year, "department_name": "某局", "region_name": "某县", "title": f"{year}年文件"}
    return Facts({"documents": [head], "indicators": rows})


def test_the_corpus_shows_homophones_and_numbers_in_two_ways():
    group = [
        _document(1, 2021, "冀财社【2018】21号", "养老保险制度改革补助经费"),
        _document(2, 2023, "冀财社【2018】21号", "养老保险制度改革补助经费"),
        _document(3, 2024, "冀财规【2018】21号", "养老保险制度改革不住经费"),
    ]
    outcome = within_corpus(group)
    assert [row["rule"] for row in outcome.findings] == ["M8.number", "N1.corpus"]
    assert {row["fiscal_year"] for row in outcome.findings} == {2024}
    assert {row["record_id"][:16] for row in outcome.findings} == {f"{3:016x}"}
    assert within_corpus(group[:2]).findings == within_corpus(group[:1]).findings == []
