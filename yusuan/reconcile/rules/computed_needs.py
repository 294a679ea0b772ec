"""What a project needs by its own numbers, against its budget: people x standard, heads in a goal (G3, G5)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from yusuan.reconcile.facts import Facts, Figure, Row, money
from yusuan.reconcile.indicators import place
from yusuan.reconcile.judgement import Mark, Place, plain
from yusuan.reconcile.registry import Due, rule
from yusuan.reconcile.rules.target_amounts import budgets, priced
from yusuan.values import comparable

_SOURCE = "预算按数量和标准测算"
_PEOPLE = {"人": 1, "名": 1, "户": 1, "万人": 10_000, "万户": 10_000}
_MONEY = {"元": 1, "万元": 10_000}
_STANDARD = re.compile(r"标准|人均|户均|每人|每户")
_EACH = re.compile(r"每[人户](\d+(?:\.\d+)?)元")
_PART = re.compile(r"最高|不超过|以内|上限|新增|累计|覆盖|惠及|服务|参保|受益|总")
_MUCH = Decimal("1.05")


@rule(
    "G3.exceeds",
    title="人数 × 补贴标准超过预算数",
    title_en="People x standard is more than the budget",
    severity="info",
    source=_SOURCE,
    due=Due("既有人数指标，又有补贴标准", lambda facts: any(_needs(facts, row) for row in facts["projects"])),
    not_applicable="单位成本与数量直接相乘的见G3.product；标准是上限；人数是覆盖、服务的人数",
    example="460人 × 2000元 = 92万元，预算50万元",
    ledger=False,
)
def needs_beyond_the_budget(facts: Facts) -> Iterator[Mark]:
    for project, budget, source in budgets(facts).values():
        needs = _needs(facts, project)
        if not needs or budget is None:
            continue
        count, price, quantity, standard = needs
        if count * price > budget.value * _MUCH:
            need = money(count * price, budget.unit)
            yield Mark(
                f"项目“{project.get('project_name')}”：{quantity.get('target_text')} × {plain(price)}元 = {need}，"
                f"{source}只有{money(budget.value, budget.unit)}。",
                f"By its own numbers “{project.get('project_name')}” needs {need}, more than its budget.",
                place(standard), "核对人数、标准或预算数。",
            )  # fmt: skip


def _needs(facts: Facts, project: Row) -> tuple[Decimal, Decimal, Row, Row] | None:
    """The one number of people and the one standard of a project, with their indicators."""
    key = project.get("project_id")
    rows = facts.of("indicators", key)
    people = [
        row for row in rows
        if row.get("category") == "quantity" and row.get("target_value") and comparable(row.get("target_unit")) in _PEOPLE
        and not _PART.search(comparable(row.get("level3")))
    ]  # fmt: skip
    standards = [(price, row) for row in rows if (price := _standard(row)) is not None]
    if len(people) != 1 or len(standards) != 1 or priced(facts, key):
        return None
    count = people[0]["target_value"] * _PEOPLE[comparable(people[0].get("target_unit"))]
    return count, standards[0][0], people[0], standards[0][1]


def _standard(indicator: Row) -> Decimal | None:
    """Yuan for each person: the target of a standard, or the amount in a name such as 每人4元 whose target is no money."""
    words = comparable(f"{indicator.get('level3') or ''},{indicator.get('description') or ''}")
    unit, value = comparable(indicator.get("target_unit")), indicator.get("target_value")
    if unit in _MONEY and value is not None:
        whole = indicator.get("target_value_high") is None and indicator.get("operator") not in ("≤", "<")
        return value * _MONEY[unit] if whole and _STANDARD.search(words) and not _PART.search(words) else None
    match = _EACH.search(words)
    return Decimal(match[1]) if match else None


_HEADS = re.compile(r"(\d[\d,]*(?:\.\d+)?)(万)?(?:人|户|名)[^\d;；。]{0,24}?标准[为:]?(\d[\d,]*(?:\.\d+)?)元/[人户]")
_NEAR = Decimal("0.3")


@rule(
    "G5.heads",
    title="目标所写人数 × 标准与预算数不符",
    title_en="People x standard in a goal against the budget",
    severity="info",
    source=_SOURCE,
    due=Due(
        "目标写有人数和每人标准", lambda facts: any(_HEADS.search(comparable(row.get("goal"))) for row in facts["project_goals"])
    ),
    not_applicable="相差三成以上：只是预算的一部分",
    example="“8300人……标准100元/人；……9071人……标准100元/人”合计1,737,100元，预算1,800,000元",
    ledger=False,
)
def heads_against_the_budget(facts: Facts) -> Iterator[Mark]:
    for project, budget, source in budgets(facts).values():
        for row in facts.of("project_goals", project.get("project_id")):
            found = _HEADS.findall(comparable(row.get("goal")))
            if found and budget is not None and (total := _total(found)) and _differs(total, budget):
                sums = " + ".join(f"{heads}{wan}×{standard}元" for heads, wan, standard in found)
                yield Mark(
                    f"项目“{project.get('project_name')}”的目标所写人数和标准为{sums} = {money(total, budget.unit)}，"
                    f"{source}{money(budget.value, budget.unit)}。",
                    f"The people and standards of the goal come to {money(total, budget.unit)}, not to the budget.",
                    Place.of("project_goals", row, "goal"),
                    "核对人数、标准或预算数。",
                )  # fmt: skip


def _total(found: list[tuple[str, str, str]]) -> Decimal:
    numbers = ((Decimal(heads.replace(",", "")), wan, Decimal(standard.replace(",", ""))) for heads, wan, standard in found)
    return sum((heads * (10_000 if wan else 1) * standard for heads, wan, standard in numbers), Decimal(0))


def _differs(total: Decimal, budget: Figure) -> bool:
    difference = abs(total - budget.value)
    return budget.half + budget.value / 1000 < difference <= _NEAR * budget.value
