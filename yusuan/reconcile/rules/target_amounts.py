"""Amounts that a project repeats elsewhere: in its name, as a cost indicator, as quantity x unit price (G2-G4)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from yusuan.reconcile.facts import Facts, Figure, Row, money
from yusuan.reconcile.interval import Interval, decimals_of, half_digit
from yusuan.reconcile.judgement import (
    EXACT,
    FAILED,
    NOT_APPLICABLE,
    ROUNDING,
    Check,
    Mark,
    Place,
    compare_sum,
    decide,
    lacking,
    plain,
)
from yusuan.reconcile.registry import Due, rule
from yusuan.values import YUAN_PER_UNIT, comparable

_IN_NAME = re.compile(r"(\d[\d,]*(?:\.\d+)?)(亿元|万元|元)")
_MONEY = {**YUAN_PER_UNIT, "万": Decimal(10_000), "千元": Decimal(1000), "亿": Decimal(100_000_000)}
_PER_UNIT = re.compile(r"每|人均|户均|均|单价|单位成本|标准|水平|/|\\|／|日|月度|平均")
_EACH = re.compile(r"每一?([人户件次场个家])|([人户])均")
_EACH_TIME = re.compile(r"每月|每天|每日|月均|日均|/月|标准|水平")
_WHOLE = re.compile(r"总成本|预算成本|项目成本|预算控制|项目预算|总预算|预算批复|总额|成本控制数|支出成本")
_REVENUE = re.compile(r"收入|征缴|税收|节约|节省|效益")
_NEAR = Decimal("0.1")
_ABOUT = Decimal("0.25")
_OUT_OF_SCALE = 1000
_CONSISTENT = "同一项目前后一致"


def budgets(facts: Facts) -> dict[str, tuple[Row, Figure | None, str]]:
    """Each project's budget and where it was printed: its table, or the list in the text where the table has none."""
    listed = {row.get("project_id"): row for row in facts["listed_projects"] if row.get("project_id")}
    found = {}
    for project in facts["projects"]:
        figure, source = facts.figure("projects", project, "budget_yuan"), "预算数"
        if figure is None and project.get("project_id") in listed:
            figure, source = facts.figure("listed_projects", listed[project["project_id"]]), "文中列示金额"
        found[project.get("project_id")] = (project, figure, source)
    return found


def _amounts_in_name(project: Row) -> list[Figure]:
    figures = []
    for digits, unit in _IN_NAME.findall(comparable(project.get("project_name"))):
        value = Decimal(digits.replace(",", "")) * YUAN_PER_UNIT[unit]
        half = Decimal(0) if unit == "元" else half_digit(len(digits.partition(".")[2])) * YUAN_PER_UNIT[unit]
        figures.append(Figure(value, half, unit))
    return figures


@rule(
    "G4.name",
    title="项目名称中的金额 = 预算数",
    title_en="Amount in the project's name = its budget",
    severity="warning",
    source=_CONSISTENT,
    due=Due("项目名称中写有金额", lambda facts: any(_amounts_in_name(row) for row in facts["projects"])),
    not_applicable="名称中的年度、文号不是金额；连字符、括号不表示负数",
    example="“……补助项目-2374万元”，预算数2,374.00万元",
)
def amount_in_name(facts: Facts) -> Iterator[Check]:
    for project, budget, source in budgets(facts).values():
        amounts = _amounts_in_name(project)
        if len(amounts) != 1:
            continue
        yield compare_sum(
            budget, [("名称中的金额", amounts[0])], whole_name=source, unit=project.get("printed_unit") or facts.unit(),
            scope="project", subject_id=project.get("project_id"), subject_name=project.get("project_name"),
            place=Place.of("projects", project, "project_name"),
        )  # fmt: skip


def _cost(indicator: Row) -> Decimal | None:
    """The target of a cost indicator in yuan, None if it is none, of one unit only, or a range."""
    unit = comparable(indicator.get("target_unit"))
    is_cost = indicator.get("category") in ("cost", "economic_cost") or "成本" in (indicator.get("level3") or "")
    if (
        not is_cost
        or unit not in _MONEY
        or indicator.get("target_value") is None
        or indicator.get("target_value_high") is not None
    ):
        return None
    words = comparable(f"{indicator.get('level3') or ''}{indicator.get('description') or ''}{indicator.get('target_text') or ''}")
    return None if _PER_UNIT.search(words) else indicator["target_value"] * _MONEY[unit]


@rule(
    "G2.cost",
    title="成本指标与预算数",
    title_en="Cost indicator against the budget",
    severity="warning",
    source="财预〔2021〕101号：经济成本指标反映预算控制数；金额换算后比较",
    due=Due(
        "成本指标以金额表示",
        lambda facts: any(_cost(row) is not None for row in facts["indicators"]) and bool(facts["projects"]),
    ),
    not_applicable="单位成本、人均、标准；只是项目一部分的成本（与预算数相差较大而名称又不是总成本）",
    example="预算成本20万元，预算数20.00万元；=24.4万，列示24.20万元：不符；≤25万元，预算数18万元：不符",
)
def cost_against_budget(facts: Facts) -> Iterator[Check]:
    for project_id, (_, budget, source) in budgets(facts).items():
        costs = [row for row in facts.of("indicators", project_id) if _cost(row) is not None]
        for indicator in costs:
            yield _compare_cost(indicator, budget, source, alone=len(costs) == 1)


def _compare_cost(indicator: Row, budget: Figure | None, source: str, *, alone: bool) -> Check:
    cost, text = _cost(indicator), indicator.get("target_text")
    place = Place.of("indicators", indicator, "target_text", text)
    details: dict = dict(
        scope="project", subject_id=indicator.get("indicator_id"), subject_name=indicator.get("level3"), place=place
    )
    if budget is None:
        return lacking(f"成本指标{text}；没有印出预算数。", expected=cost, **details)
    unit = budget.unit
    half = half_digit(decimals_of(indicator["target_value"])) * _MONEY[comparable(indicator["target_unit"])]
    tolerance = budget.half + (Decimal(0) if budget.unit == "元" else min(half, budget.half))
    status = decide(budget.value, cost, tolerance)
    words = f"成本指标“{indicator.get('level3')}”{text}，{source}{money(budget.value, unit)}"
    numbers = dict(expected=budget.value, actual=cost, tolerance=tolerance)
    if status in (EXACT, ROUNDING):
        return Check(status, f"{words}，相符。", **numbers, **details)
    if _in_yuan(indicator) and 0 < cost * _OUT_OF_SCALE < budget.value:
        return Check(NOT_APPLICABLE, f"{words}：相差悬殊，见G2.scale。", **details)
    near = abs(cost - budget.value) <= _NEAR * budget.value
    # A part can cost less than the budget, never more than the whole.
    if alone and (
        near
        or (cost > budget.value > 0 and not _REVENUE.search(indicator.get("level3") or ""))
        or _WHOLE.search(indicator.get("level3") or "")
    ):
        return Check(FAILED, f"{words}，相差{money(cost - budget.value, unit)}。", **numbers, **details)
    return Check(NOT_APPLICABLE, f"{words}：只是项目的一部分或另一口径，不作比较。", **details)


def _unit_price(indicator: Row) -> tuple[Decimal, Decimal, str] | None:
    """Price in yuan, half its last digit and the unit it is for: 0.05万元\\件 -> (500, 50, 件)."""
    amount, separator, per = re.sub(r"[\\／]", "/", comparable(indicator.get("target_unit"))).partition("/")
    words = comparable(f"{indicator.get('level3') or ''},{indicator.get('description') or ''}")
    if not separator and (match := _EACH.search(words)) and not _EACH_TIME.search(words):
        separator, per = "/", match[1] or match[2]
    if not separator or amount not in _MONEY or indicator.get("target_value") is None:
        return None
    value, scale = indicator["target_value"], _MONEY[amount]
    return value * scale, half_digit(decimals_of(value)) * scale, per


def priced(facts: Facts, project_id: str) -> tuple[Row, Row] | None:
    """The one quantity and the one unit price of a project whose units fit together."""
    rows = facts.of("indicators", project_id)
    for price in rows:
        per = _unit_price(price)
        counted = [row for row in rows if row.get("category") == "quantity" and row.get("target_value")]
        quantities = [row for row in counted if per and comparable(row.get("target_unit")) in (per[2], f"万{per[2]}")]
        if len(quantities) == 1:
            return quantities[0], price
    return None


@rule(
    "G3.product",
    title="数量 × 单价 = 预算数",
    title_en="Quantity x unit price = budget",
    severity="info",
    source="预算按数量和标准测算",
    due=Due(
        "数量指标与单位成本指标的计量单位相合",
        lambda facts: any(priced(facts, row.get("project_id")) for row in facts["projects"]),
    ),
    not_applicable="单位不相合，或有几项数量；乘积与预算数相差较大（只是预算的一部分）",
    example="60件 × 0.05万元/件 = 3.00万元",
)
def quantity_times_price(facts: Facts) -> Iterator[Check]:
    for project_id, (project, budget, source) in budgets(facts).items():
        pair = priced(facts, project_id)
        if not pair or budget is None:
            continue
        quantity, price = pair
        value, half, per = _unit_price(price)
        count = quantity["target_value"] * (10_000 if comparable(quantity.get("target_unit")).startswith("万") else 1)
        possible = Interval.around(value, half) * Interval(count, count)
        product = value * count
        unit = budget.unit
        text = f"{plain(count)}{per} × {price.get('target_text')} = {money(product, unit)}，{source}{money(budget.value, unit)}"
        place = Place.of("indicators", price, "target_text")
        about: dict = dict(scope="project", subject_id=project_id, subject_name=project.get("project_name"), place=place)
        numbers = dict(expected=product, actual=budget.value, tolerance=half * count + budget.half)
        if product == budget.value:
            yield Check(EXACT, f"{text}，相符。", **numbers, **about)
        elif possible.meets(Interval.around(budget.value, budget.half)):
            yield Check(ROUNDING, f"{text}，在印出精度之内。", **numbers, **about)
        elif price.get("operator") in ("≤", "<") and product > budget.value:
            yield Check(NOT_APPLICABLE, f"{text}：单价是上限，预算数没有超过。", **about)
        elif abs(product - budget.value) <= _ABOUT * budget.value:
            yield Check(FAILED, f"{text}，不相符。", **numbers, **about)
        else:
            yield Check(NOT_APPLICABLE, f"{text}：相差较大，数量或单价只是预算的一部分，不作比较。", **about)


@rule(
    "G2.scale",
    title="成本指标的金额与预算数相差悬殊",
    title_en="A cost indicator is out of all proportion to the budget",
    severity="warning",
    source=_CONSISTENT,
    due=Due("成本指标以元表示", lambda facts: any(_in_yuan(row) for row in facts["indicators"]) and bool(facts["projects"])),
    not_applicable="单位成本、人均、标准",
    example="档案管理成本≤10元，预算30万元：疑为10万元",
    ledger=False,
)
def cost_out_of_scale(facts: Facts) -> Iterator[Mark]:
    for project_id, (project, budget, source) in budgets(facts).items():
        for row in facts.of("indicators", project_id):
            if budget is not None and _in_yuan(row) and 0 < _cost(row) * _OUT_OF_SCALE < budget.value:
                yield Mark(
                    f"项目“{project.get('project_name')}”的成本指标“{row.get('level3')}”为“{row.get('target_text')}”，"
                    f"{source}{money(budget.value, budget.unit)}，相差悬殊，疑为万元。",
                    f"The cost indicator “{row.get('level3')}” ({row.get('target_text')}) is out of proportion to the budget.",
                    Place.of("indicators", row, "target_text"),
                    "核对计量单位。",
                )  # fmt: skip


def _in_yuan(indicator: Row) -> bool:
    return comparable(indicator.get("target_unit")) == "元" and _cost(indicator) is not None
