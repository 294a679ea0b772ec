"""Whether goals and targets can be measured at all, over a whole document: goals without a number, numbers without a sign
(I3, M5).
"""

import re
from collections.abc import Iterator

from yusuan.reconcile.facts import Facts
from yusuan.reconcile.indicators import place
from yusuan.reconcile.judgement import Mark, Place, named
from yusuan.reconcile.registry import holds, rule
from yusuan.values import comparable

_SEVERAL = 3
_NUMBER = re.compile(r"\d|[一二三四五六七八九十百千]+(?:个|次|项|人|户|家|场|所|处|件)|百分之")
_NUMBER_OF_DOCUMENT = re.compile(r"\d{4}年(?:度)?|[〔\[【(]\d{4}[〕\]】)]|\d+号")
_UNIFORM = re.compile(r"公用经费|人员经费|工资|公积金")


@rule(
    "M5.unquantified",
    title="绩效目标没有量化",
    title_en="Goals without any quantity",
    severity="info",
    source="财预〔2015〕88号、财预〔2021〕101号：绩效目标应指向明确、细化量化",
    due=holds("project_goals", "载有绩效目标"),
    not_applicable="公用经费、人员经费的统一目标；不到半数的项目",
    example="14个项目的绩效目标都没有数量，如“促进就业工作有序开展”",
    ledger=False,
)
def goals_without_a_quantity(facts: Facts) -> Iterator[Mark]:
    goals = {row.get("project_id"): facts.of("project_goals", row.get("project_id")) for row in facts["projects"]}
    projects = [
        row for row in facts["projects"]
        if goals[row.get("project_id")] and not _UNIFORM.search(comparable(row.get("project_name")))
    ]  # fmt: skip
    vague = [
        row for row in projects
        if not any(
            _NUMBER.search(_NUMBER_OF_DOCUMENT.sub("", comparable(goal.get("goal")))) for goal in goals[row.get("project_id")]
        )
    ]  # fmt: skip
    if len(vague) >= _SEVERAL and len(vague) * 2 > len(projects):
        goal = goals[vague[0].get("project_id")][0]
        yield Mark(
            f"{len(projects)}个项目中有{len(vague)}个的绩效目标没有任何数量：{named(row.get('project_name') for row in vague)}。",
            f"The goals of {len(vague)} of {len(projects)} projects have no quantity.",
            Place.of("project_goals", goal, "goal"),
            "写明数量、标准和时间，如“发放补贴350人”。",
        )  # fmt: skip


@rule(
    "I3.no_sign",
    title="指标值有的写运算符，有的不写",
    title_en="Some targets have a comparison sign, others have none",
    severity="info",
    source="财预〔2021〕101号：指标值应明确是下限、上限还是等于",
    due=holds("indicators", "载有绩效指标"),
    not_applicable="全文都不写运算符；100%、区间和截止日期",
    example="“≥350人”与“2000元”“6万元”并见：2000元是标准还是上限不清楚",
    ledger=False,
)
def numbers_without_a_sign(facts: Facts) -> Iterator[Mark]:
    numbers = [row for row in facts["indicators"] if row.get("target_value") is not None and not row.get("is_qualitative")]
    bare = [
        row for row in numbers
        if row.get("operator") is None and row.get("target_value_high") is None and row["target_value"] != 100
        and not re.search(r"[年月日]|[前后]$", comparable(row.get("target_text")))
    ]  # fmt: skip
    signed = [row for row in numbers if row.get("operator")]
    if len(bare) >= _SEVERAL and len(signed) > len(bare):
        yield Mark(
            f"{len(bare)}项指标值没有≥、≤或=，其他{len(signed)}项写有：{named((row.get('target_text') for row in bare), 4)}。",
            f"{len(bare)} targets have no comparison sign, {len(signed)} have one.", place(bare[0], "operator"),
            "补上运算符，写明是下限、上限还是定额。",
        )  # fmt: skip
