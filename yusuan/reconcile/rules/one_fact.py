"""Facts in the words of goals and indicators: one number for one fact, computed amounts against the budget (M7, G5)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from yusuan.reconcile.facts import Facts, Row, money
from yusuan.reconcile.judgement import Mark, Place
from yusuan.reconcile.registry import Due, rule
from yusuan.reconcile.rules.target_categories import in_two_lists
from yusuan.values import YUAN_PER_UNIT, comparable

_TEXTS = Due("载有绩效目标或指标", lambda facts: bool(facts["project_goals"] or facts["indicators"]))
_CONSISTENT = "同一口径的事实应一致"
# The words just before a number of people: 贫困户18000人, (其中退休11.17万人; their last three characters tell the fact.
_COUNTED = re.compile(r"([一-鿿]{2,6})(?:约|共|有)?(\d[\d,]*(?:\.\d+)?)(万)?(?:人|户|$|[,，)）;；。])")
_TELLING = 3
_NOT_FACTS = re.compile(r"(?:档次|标准|每人|每月|金额|低于|高于|不少于|超过|达到|补贴|元|第|新增|培训|招聘|左右|年度)$")


def _words(facts: Facts, project: Row) -> Iterator[tuple[str, Place]]:
    key = project.get("project_id")
    for row in facts.of("project_goals", key):
        yield comparable(row.get("goal")), Place.of("project_goals", row, "goal")
    for row in facts.of("indicators", key):
        for column in ("level3", "description"):
            if row.get(column):
                yield comparable(row[column]), Place.of("indicators", row, column)


@rule(
    "M7.fact",
    title="同一事实有两个数",
    title_en="One fact has two numbers",
    severity="info",
    source=_CONSISTENT,
    due=_TEXTS,
    not_applicable="标准、档次、增量；不同的对象；长期与年度两套目标",
    example="目标写“贫困户8300人”，指标写“贫困户18000人”；一处“退休10.9万”，一处“退休11.17万人”",
    ledger=False,
)
def one_fact_two_numbers(facts: Facts) -> Iterator[Mark]:
    said: dict[str, dict[Decimal, tuple[str, Place, Row]]] = defaultdict(dict)
    for project in facts["projects"]:
        if in_two_lists(facts.of("indicators", project.get("project_id"))):
            continue  # each period has its own number
        for text, place in _words(facts, project):
            for match in _COUNTED.finditer(text):
                number = Decimal(match[2].replace(",", "")) * (10_000 if match[3] else 1)
                if number >= 100 and not _NOT_FACTS.search(match[1]):
                    said[match[1][-_TELLING:]].setdefault(number, (match[0].rstrip(",，)）;；。"), place, project))
    for numbers in said.values():
        if len(numbers) > 1:
            (first, _, here), *others = numbers.values()
            for words, place, project in others:
                inside = project is here
                where = "同一项目" if inside else f"项目“{here.get('project_name')}”和“{project.get('project_name')}”"
                yield Mark(
                    f"{where}中同一事实有两个数：“{first}”与“{words}”。",
                    f"One fact has two numbers: “{first}” and “{words}”.", place, "核对口径。", "warning" if inside else None,
                )  # fmt: skip


_RESULT = re.compile(r"[\d.一-鿿]{0,20}[*×xX÷/+\-][^=]{1,20}=(\d[\d,]*(?:\.\d+)?)(亿元|万元|元)")


@rule(
    "G5.computed",
    title="文字中测算的金额与预算数不符",
    title_en="An amount computed in the text differs from the budget",
    severity="warning",
    source="预算按测算安排",
    due=_TEXTS,
    not_applicable="文字没有算式；算式只是预算的一部分（小于预算数）",
    example="“27.86万人*0.5=13.93万元”，预算数100,000.00元",
    ledger=False,
)
def computed_amount_against_budget(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        budget = project.get("budget_yuan")
        for text, place in _words(facts, project):
            match = _RESULT.search(text)
            if match and budget is not None:
                amount = Decimal(match[1].replace(",", "")) * YUAN_PER_UNIT[match[2]]
                unit = project.get("printed_unit") or facts.unit()
                if amount > budget and amount - budget >= YUAN_PER_UNIT[unit] / 100:
                    yield Mark(
                        f"项目“{project.get('project_name')}”的文字测算为“{match[0]}”，"
                        f"超过预算数{money(budget, unit)}。",
                        f"The text computes {match[1]}{match[2]}, more than the budget.", place, "核对测算或预算数。",
                    )  # fmt: skip
