"""Names, copies, bases and slips as a careful reader marks them; each rule with wordings that must stay quiet."""

from decimal import Decimal as D

import pytest

from tests.reconcile.rows import DOCUMENT_ID, findings, project
from tests.reconcile.test_auditor import P, found, goal, indicator, text
from yusuan.reconcile import Facts, within_corpus

Q = f"{DOCUMENT_ID}-p02"


@pytest.mark.parametrize(
    ("rule", "row", "count"),
    [
        ("I9.label", indicator("服务对象满意度指标", "服务对象满意度指标", "≥98%"), 1),
        ("I9.label", indicator("社会效益指标", "社会效益指标", "明显"), 1),
        ("I9.label", indicator("服务对象满意度指标", "群众满意度", "≥98%"), 0),
        ("I9.label", indicator("服务对象满意度指标", "服务对象满意度", "≥98%"), 0),
        (
            "I9.sentence",
            indicator("数量指标", "印刷宣传资料、媒体宣传等。全县参保人员27.86万人，每人0.5元，合计13.93万元", "≥100%"),
            1,
        ),
        (
            "I9.sentence",
            indicator("质量指标", "预算编制准确率（计算方法为：（执行数-预算数）/预算数，取绝对值，再乘100%）", "≤5%"),
            0,
        ),
        ("I3.rate_in_words", indicator("社会效益指标", "办公效率提高比例", "效果显著"), 1),
        ("I3.rate_in_words", indicator("社会效益指标", "办公效率", "效果显著"), 0),
        ("I3.rate_in_words", indicator("社会效益指标", "问题整改率", "百分之95以上"), 0),
        ("I3.short_unit", indicator("成本指标", "支出成本", "=24.4万"), 1),
        ("I3.short_unit", indicator("数量指标", "参保人数", "7.24万人"), 0),
        ("I3.percent_of_what", indicator("社会效益指标", "影响力", "≥96%"), 1),
        ("I3.percent_of_what", indicator("可持续影响指标", "社会稳定", "≥90%"), 1),
        ("I3.percent_of_what", indicator("社会效益指标", "受益群众覆盖率", "≥96%"), 0),
        ("I3.percent_of_what", indicator("社会效益指标", "就业带动", "≥96%", "就业人数占服务人数的比例"), 0),
        ("I4.process", indicator("社会效益指标", "工作完成率", "≥98%", "费用支出完成率"), 1),
        ("I4.process", indicator("社会效益指标", "补贴资金发放率", "100%"), 1),
        ("I4.process", indicator("质量指标", "补贴资金发放率", "100%"), 0),
        ("I4.process", indicator("社会效益指标", "政策知晓率", "≥98%"), 0),
        ("I3.unit", indicator("成本指标", "工伤补助金", "≥90%"), 1),
        ("I4.category", indicator("成本指标", "工伤补助金", "≥90%"), 0),
        ("I3.unit", indicator("成本指标", "成本节约率", "≥5%"), 0),
    ],
)
def test_names_that_name_no_measure(rule, row, count):
    assert len(found(rule, indicators=[row])) == count


def test_descriptions_that_only_repeat_are_said_once_for_a_document():
    rows = [indicator("质量指标", name, "≥95%", name) for name in ("发放率", "参保率", "合格率")]
    assert len(found("I8.same", indicators=rows)) == 1
    assert not found("I8.same", indicators=rows[:2])
    assert not found("I8.same", indicators=[{**row, "category": "satisfaction"} for row in rows])


def _two(name: str = "项目2") -> list[dict]:
    return [project(1, D(200_000)), project(2, D(100_000), project_name=name)]


def test_rows_of_another_project():
    names = ("补贴核算正确率", "发放补贴时间", "补贴发放标准合规率")
    rows = [indicator("质量指标", name, "≥95%", f"{name}的实际完成情况", owner) for owner in (P, Q) for name in names]
    (mark,) = found("M2.rows", projects=_two(), indicators=rows)
    assert "3项指标" in mark["message"] and mark["record_id"].startswith(Q)
    assert not found("M2.rows", projects=_two(), indicators=rows[:-2])
    assert not found("M2.rows", projects=_two("定额公用经费-事业"), indicators=rows)


def _goals(owner: str, *texts: str) -> list[dict]:
    return [{**goal(words, owner), "goal_id": f"{owner}-g{i:02d}"} for i, words in enumerate(texts, 1)]


def test_goals_mostly_the_same():
    one = _goals(P, "促进就业工作有序开展", "增加再就业人员收入", "减轻困难人员负担")
    other = _goals(Q, "促进就业工作有序发展", "减轻困难人员负担。", "增加再就业人员收入")
    assert len(found("M2.alike", projects=_two(), project_goals=one + other)) == 1
    assert not found("M2.alike", projects=_two(), project_goals=one + other[:1])
    assert not found("M2.alike", projects=_two(), project_goals=one + _goals(Q, *(row["goal"] for row in one)))


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (("促进基层做好城乡居民养老保险工作，确保顺利进行", "为促进基层做好城乡居民养老保险工作。"), 1),
        (("保障自收自支人员正常生活开支需求。", "提高自收自支人员工作热情。"), 0),
        (("提高服务水平", "提高服务水平，方便群众办事"), 0),
    ],
)
def test_one_goal_twice(texts, count):
    assert len(found("M5.goal_twice", project_goals=_goals(P, *texts))) == count


@pytest.mark.parametrize(
    ("purpose", "count"),
    [
        ("让未参保人员深入了解养老保险的政策。", 1),
        ("印刷宣传资料费用，让未参保人员深入了解养老保险的政策。", 0),
        ("培训讲师的劳务报酬", 0),
    ],
)
def test_a_goal_as_the_purpose(purpose, count):
    goals = _goals(P, "让未参保人员深入了解养老保险的政策，熟知权利和义务")
    assert len(found("M5.goal_as_purpose", projects=[project(1, D(1), purpose=purpose)], project_goals=goals)) == count


@pytest.mark.parametrize(
    ("basis", "count"),
    [
        ("运用现代化手段，由领导批示", 1),
        ("无", 1),
        ("冀财社〔2023〕205号", 0),
        ("单位工作年度计划", 0),
        ("县委、县政府工作安排", 0),
    ],
)
def test_words_that_are_no_basis(basis, count):
    row = indicator("数量指标", "认证人数", "≥7万人", basis=basis)
    assert len(found("L1.weak_basis", indicators=[row])) == count


def test_satisfaction_without_survey():
    rows = [
        indicator("满意度指标", f"群众满意度{i}", "≥95%", basis=basis)
        for i, basis in enumerate(("调查问卷", "电话回访", "工作安排"))
    ]
    (mark,) = found("L1.survey", indicators=rows)
    assert mark["value"] == "工作安排"
    assert not found("L1.survey", indicators=[{**row, "basis": "年度计划"} for row in rows])


def test_a_character_lost_against_other_places():
    rows = [
        indicator("质量指标", "发放率", "100%", "我单位自收自支人员工资发放率"),
        indicator("成本指标", "成本", "=24万元", "我单位自收自支人员工资支出成本"),
        indicator("时效指标", "及时性", "≤31天", "我单位自收自支员工资发放的时间"),
    ]
    (mark,) = found("N1.lost", indicators=rows)
    assert mark["record_id"] == rows[2]["indicator_id"] and "人" in mark["message"]
    assert not found("N1.lost", indicators=rows[:2])


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("职业年经单位部分的利息做实", "职业年金"),
        ("做好城乡居民养老保险绩郊目标管理", None),
        ("落实创业担保待款贴息", "担保贷款"),
        ("落实绩效目标管理和绩效评级", None),
        ("保障职业年龄人口", None),
    ],
)
def test_homophones_in_fixed_terms(words, right):
    marks = found("N3.term", project_goals=[goal(words)])
    assert [mark["suggestion"] for mark in marks] == ([f"改为“{right}”。"] if right else [])


def _year(number: int, year: int, *words: str, department: str = "某局") -> Facts:
    key = f"{number:016x}"
    document = {"document_id": key, "form": "performance_text", "fiscal_year": year, "title": f"{year}年文本"}
    rows = [{"paragraph_id": f"{key}-a{i:04d}", "text": line} for i, line in enumerate(words, 1)]
    return Facts({"documents": [{**document, "region_name": "某县", "department_name": department}], "paragraphs": rows})


@pytest.mark.parametrize(
    ("lines", "department", "count"),
    [
        (("2、强化预算执行，严格支出管",), "某局", 1),
        (("2、强化预算执行，严格支出管",), "另一局", 0),
        (("2、强化预算执行，严格支出管", "理，严格监督"), "某局", 0),
        (("2、强化预算执行，严格支出管理",), "某局", 0),
    ],
)
def test_a_character_lost_since_another_year(lines, department, count):
    marks = findings(
        within_corpus([_year(1, 2021, "2、强化预算执行，严格支出管理"), _year(2, 2024, *lines, department=department)]),
        "N1.other_year",
    )
    assert len(marks) == count


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("推进人才队伍建设和推荐人事制度改革", 1),
        ("推荐优秀人才参加评选", 0),
        ("截止2023年底已完成", 1),
        ("报名截止日期为2023年底", 0),
        ("某资金项目项目支出绩效自评表", 0),
        ("机关运行费是指各部门的公用经费", 1),
    ],
)
def test_slips(words, count):
    assert len(found("N2.slips", paragraphs=text(words))) == count


def test_a_slip_across_two_lines_is_said_once():
    assert len(found("N2.slips", paragraphs=text("加强人才队伍建设和推荐人事制度", "改革。三是构建和谐劳动关系"))) == 1


@pytest.mark.parametrize(
    ("description", "count"),
    [("实际领取补贴占领取补贴的比例", 1), ("实际领取补贴占应领取补贴的比例", 0), ("实际登记人数占失业人数的比例", 0)],
)
def test_a_rate_of_a_thing_to_itself(description, count):
    assert len(found("I8.tautology", indicators=[indicator("社会效益指标", "补贴发放率", "100%", description)])) == count


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (("现将某局2021年部门预算公开如下：", "："), 1),
        (("现将某局2021年部门预算公开如下：", "一、部门职责"), 0),
        (("绩效目标", "。"), 0),
    ],
)
def test_a_mark_on_a_line_of_its_own(lines, count):
    assert len(found("P7.stray", paragraphs=text(*lines))) == count
