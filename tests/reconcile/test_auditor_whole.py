"""A project's own numbers against its budget, and what only the whole document shows."""

from decimal import Decimal as D

import pytest

from tests.reconcile.rows import DOCUMENT_ID, project
from tests.reconcile.test_auditor import P, found, goal, indicator, text


@pytest.mark.parametrize(
    ("people", "standard", "budget", "count"),
    [
        (indicator("数量指标", "就业见习人数", "≥460人"), indicator("成本指标", "补贴标准", "2000元"), 500_000, 1),
        (indicator("数量指标", "就业见习人数", "≥460人"), indicator("成本指标", "补贴标准", "2000元"), 920_000, 0),
        (indicator("数量指标", "就业见习人数", "≥460人"), indicator("成本指标", "补贴标准", "≤2000元"), 500_000, 0),
        (indicator("数量指标", "认证人数", "7.24万人"), indicator("成本指标", "每人4元", "≥90%"), 200_000, 1),
        (indicator("数量指标", "覆盖人数", "7.24万人"), indicator("成本指标", "补贴标准", "4元"), 200_000, 0),
        (indicator("数量指标", "培训次数", "≥460次"), indicator("成本指标", "补贴标准", "2000元"), 500_000, 0),
        (indicator("数量指标", "就业见习人数", "≥460人"), indicator("成本指标", "办公费", "2000元"), 500_000, 0),
    ],
)
def test_people_times_standard_beyond_the_budget(people, standard, budget, count):
    marks = found("G3.exceeds", projects=[project(1, D(budget))], indicators=[people, standard])
    assert len(marks) == count


@pytest.mark.parametrize(
    ("words", "budget", "count"),
    [
        ("为贫困户8300人代缴，标准100元/人；为低保对象9071人代缴，标准100元/人。", 1_800_000, 1),
        ("为贫困户8300人代缴，标准100元/人；为低保对象9071人代缴，标准100元/人。", 1_737_100, 0),
        ("为贫困户8300人代缴，标准100元/人。", 12_000_000, 0),
        ("为贫困户8300人代缴保费。", 1_800_000, 0),
    ],
)
def test_heads_of_a_goal_against_the_budget(words, budget, count):
    row = project(1, D(budget), printed_unit="元")
    assert len(found("G5.heads", projects=[row], project_goals=[goal(words)])) == count


_OVERALL = "突出四方面工作：一是提升就业质量。二是加强人才建设。三是构建和谐关系。四是加强监管。"


@pytest.mark.parametrize(
    ("parts", "count"),
    [
        (("1、提升就业质量", "绩效目标：甲", "2、加强人才建设", "3、构建和谐关系"), 1),
        (("1、提升就业质量", "2、加强人才建设", "3、构建和谐关系", "4、加强监管"), 0),
        (("（1）提升就业质量", "（2）加强人才建设"), 1),
        (("提升就业质量", "加强人才建设"), 0),
    ],
)
def test_tasks_without_a_part(parts, count):
    lines = text("一、总体绩效目标", _OVERALL, "二、分项绩效目标", *parts, "三、工作保障措施", "1、加强领导")
    assert len(found("P8.parts", paragraphs=lines)) == count


@pytest.mark.parametrize(("lines", "count"), [(("某县人力资源和社会保障局", "局"), 1), (("某县人力资源", "和社会保障局"), 0)])
def test_the_cover_repeats_the_end_of_a_name(lines, count):
    assert len(found("P7.cover", paragraphs=text(*lines, "2024年部门预算"))) == count


def _projects(*goals: str) -> dict:
    owners = [f"{DOCUMENT_ID}-p{i:02d}" for i in range(1, len(goals) + 1)]
    return {
        "projects": [project(i, D(1)) for i in range(1, len(goals) + 1)],
        "project_goals": [goal(words, owner) for words, owner in zip(goals, owners, strict=True)],
    }


def test_goals_without_any_quantity():
    vague = ("促进就业工作有序开展", "保障2024年工作顺利进行", "落实冀财社〔2023〕205号文件")
    assert len(found("M5.unquantified", **_projects(*vague))) == 1
    assert not found("M5.unquantified", **_projects("发放补贴350人", "举办三场招聘会", "保障工作顺利进行"))


def test_some_numbers_with_a_sign_and_some_without():
    signed = [indicator("数量指标", f"人数{i}", f"≥{i}0人") for i in range(1, 5)]
    bare = [indicator("数量指标", f"户数{i}", f"{i}0户") for i in range(1, 4)]
    assert len(found("I3.no_sign", indicators=signed + bare)) == 1
    assert not found("I3.no_sign", indicators=bare)
    dated = [indicator("时效指标", f"时间{i}", f"2024年{i}月底前") for i in range(1, 4)]
    assert not found("I3.no_sign", indicators=signed + dated)
    assert P in signed[0]["indicator_id"]
