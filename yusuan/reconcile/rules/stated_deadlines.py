"""Months, years and ranges that contradict each other or cannot be; units of what was reached (H7, I1, I2, M5, O2, O4)."""

import re
from collections.abc import Iterator

from yusuan.reconcile.facts import Facts
from yusuan.reconcile.indicators import PERCENT, TARGETS, each_target, place
from yusuan.reconcile.judgement import Mark, Place, plain
from yusuan.reconcile.registry import Due, holds, rule
from yusuan.values import comparable

_CONSISTENT = "同一项目前后一致"
_GOALS = holds("project_goals", "载有绩效目标")
_DONE = "完成|完工|竣工|建成|交付|验收|办结|拨付到位|发放到位|支付完毕|发放完毕"
_BY_MONTH = re.compile(rf"(?<!\d)(1[0-2]|[1-9])月(?:底|末|份|\d+日)?(?:之?前|以前)?[^,，。;；\d]{{0,10}}?(?:{_DONE})")
_MONTH = re.compile(r"(?<!\d)(1[0-2]|[1-9])月(?!.*月)")


@rule(
    "I2.deadline",
    title="目标所写完成时间与时效指标不同",
    title_en="The deadline in the goals differs from the timeliness indicator",
    severity="warning",
    source=_CONSISTENT,
    due=Due("载有绩效目标和指标", lambda facts: bool(facts["project_goals"]) and bool(facts["indicators"])),
    not_applicable="目标或指标写有几个时间（分阶段完成）；指标不是完成的时间",
    example="目标“6月底前完成培训”，指标“培训完成时间”12月底前",
    ledger=False,
)
def deadlines_in_two_places(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        key = project.get("project_id")
        said = [
            (match, row) for row in facts.of("project_goals", key) for match in _BY_MONTH.finditer(comparable(row.get("goal")))
        ]
        timed = [
            (row, match) for row in facts.of("indicators", key)
            if row.get("category") == "timeliness" and re.search(rf"{_DONE}|时间|时限", comparable(row.get("level3")))
            and (match := _MONTH.search(comparable(row.get("target_text")))) and "个月" not in comparable(row.get("target_text"))
        ]  # fmt: skip
        if len(said) == len(timed) == 1 and said[0][0][1] != timed[0][1][1]:
            row = timed[0][0]
            yield Mark(
                f"项目“{project.get('project_name')}”的目标写“{said[0][0][0]}”，"
                f"时效指标“{row.get('level3')}”却是“{row.get('target_text')}”。",
                f"The goals say month {said[0][0][1]}, “{row.get('level3')}” says {row.get('target_text')}.", place(row),
                "统一完成时间。",
            )  # fmt: skip


_BY_YEAR = re.compile(
    rf"(20\d{{2}})年(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?:年?底|年?末)?(?:之?前|以前|内)?(?:全部|基本|要)?(?:{_DONE}|实现)"
)


@rule(
    "O2.goal",
    title="目标的完成时间在文件年度之前",
    title_en="A goal to be reached before the document's year",
    severity="warning",
    source="年度绩效目标在预算年度内完成",
    due=Due("载有绩效目标，且文件年度已知", lambda facts: bool(facts["project_goals"]) and bool(facts.fiscal_year)),
    not_applicable="文字另写到本年度；回顾已完成的工作（“已完成”）",
    example="2024年的文件，目标“2022年底前完成改造”",
    ledger=False,
)
def goals_of_the_past(facts: Facts) -> Iterator[Mark]:
    names = {row.get("project_id"): row.get("project_name") for row in facts["projects"]}
    for row in facts["project_goals"]:
        text = comparable(row.get("goal"))
        match = _BY_YEAR.search(text)
        if match and int(match[1]) < facts.fiscal_year and str(facts.fiscal_year) not in text and "已" not in text:
            yield Mark(
                f"项目“{names.get(row.get('project_id'))}”的目标写“{match[0]}”，文件年度是{facts.fiscal_year}年。",
                f"The goal is to be reached in {match[1]}, the document is of {facts.fiscal_year}.",
                Place.of("project_goals", row, "goal"),
                "核对年份是否沿用旧文本。",
            )  # fmt: skip


_NO_MONTH = re.compile(r"(?<!\d)(?:1[3-9]|[2-9]\d|0)月(?:底|末|份|初|中旬|上旬|下旬|\d{1,2}日)")


@rule(
    "O4.month",
    title="没有这个月份",
    title_en="A month that no calendar has",
    severity="warning",
    source="历法",
    due=Due("有目标、指标或叙述文字", lambda facts: any(facts[name] for name in ("indicators", "project_goals", "paragraphs"))),
    not_applicable="“18个月”一类的期限",
    example="“13月底前完成”",
    ledger=False,
)
def months_that_cannot_be(facts: Facts) -> Iterator[Mark]:
    for dataset, column in (
        ("project_goals", "goal"), ("indicators", "target_text"),
        ("evaluation_indicators", "target_text"), ("paragraphs", "text"),
    ):  # fmt: skip
        for row in facts[dataset]:
            if match := _NO_MONTH.search(comparable(row.get(column))):
                yield Mark(
                    f"文字写“{match[0]}”，没有这个月份。", f"There is no such month: “{match[0]}”.",
                    Place.of(dataset, row, column, match[0]), "核对月份。",
                )  # fmt: skip


@rule(
    "I1.range",
    title="范围的下限大于上限",
    title_en="A range whose lower end is above its upper end",
    severity="warning",
    source="范围由小到大",
    due=TARGETS,
    not_applicable="只有一个数的指标值",
    example="补助标准“2000元-1000元”",
    ledger=False,
)
def ranges_upside_down(facts: Facts) -> Iterator[Mark]:
    for row, dataset in each_target(facts):
        low, high = row.get("target_value"), row.get("target_value_high")
        if low is not None and high is not None and low > high:
            yield Mark(
                f"指标“{row.get('level3')}”的范围“{row.get('target_text')}”下限大于上限。",
                f"The range of “{row.get('level3')}” runs from {plain(low)} down to {plain(high)}.",
                place(row, "target_text", dataset), "核对两个数。",
            )  # fmt: skip


_MONEY, _COUNTS = ("元", "万元", "亿元"), ("人", "户", "件", "个", "家", "台", "场", "次", "份", "套")
_SPANS = ("天", "日", "个工作日", "工作日", "小时", "分钟", "月", "个月", "年")


@rule(
    "H7.unit",
    title="完成值与指标值的计量单位不同",
    title_en="The actual value is in another unit than its target",
    severity="warning",
    source="财预〔2020〕10号：完成值对照指标值填写",
    due=holds("evaluations", "载有绩效自评表"),
    not_applicable="写法不同的同一单位（人、人次）；完成值没有单位或是文字",
    example="目标≥95%，完成96人；目标30万元，完成25元",
    ledger=False,
)
def results_in_another_unit(facts: Facts) -> Iterator[Mark]:
    for row in facts["evaluation_indicators"]:
        target, actual = comparable(row.get("target_unit")), _unit_of(comparable(row.get("actual_text")))
        kinds = {_kind(target), _kind(actual)}
        if row.get("actual_value") is not None and None not in kinds and len(kinds) == 2:
            yield Mark(
                f"指标“{row.get('level3')}”目标“{row.get('target_text')}”，完成值却是“{row.get('actual_text')}”，单位不同。",
                f"The target of “{row.get('level3')}” is in {target}, its actual value in {actual}.",
                place(row, "actual_text", "evaluation_indicators"), "统一计量单位。",
            )  # fmt: skip


def _unit_of(text: str) -> str:
    match = re.fullmatch(r"[≥≤><=]*\d[\d,.]*(\D{1,3})", text)
    return match[1] if match else ""


def _kind(unit: str) -> str | None:
    """What a unit measures: the share, the very amount of money, a time or a count of things; None where it is not known."""
    if unit in PERCENT:
        return "%"
    if unit in _MONEY:
        return unit
    return "count" if unit in _COUNTS else "time" if unit in _SPANS else None


_CLAUSE = re.compile(r"[^,，。;；、:：()]{8,}")


@rule(
    "M5.clause_twice",
    title="同一条目标中同一句话写了两次",
    title_en="A clause stands twice in one goal",
    severity="info",
    source="填报质量",
    due=_GOALS,
    not_applicable="8字以下的短句",
    example="“确保养老金按时足额发放，维护社会稳定，确保养老金按时足额发放”",
    ledger=False,
)
def clauses_twice(facts: Facts) -> Iterator[Mark]:
    for row in facts["project_goals"]:
        clauses = _CLAUSE.findall(comparable(row.get("goal")))
        twice = next((clause for i, clause in enumerate(clauses) if clause in clauses[:i]), None)
        if twice:
            yield Mark(
                f"目标中“{twice}”写了两次。",
                f"“{twice}” stands twice in one goal.",
                Place.of("project_goals", row, "goal"),
                "删去重复的一句。",
            )
