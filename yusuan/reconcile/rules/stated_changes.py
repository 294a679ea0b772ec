"""Changes between years that the text states: parts against the whole, last year's total, rates of growth (F1, F2)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from yusuan.reconcile.facts import Facts, Figure, Row, money
from yusuan.reconcile.interval import Interval, decimals_of
from yusuan.reconcile.judgement import NOT_APPLICABLE, Check, Place, compare_ratio, compare_sum, lacking
from yusuan.reconcile.registry import Due, holds, rule
from yusuan.reconcile.rules.stated_totals import NAMES
from yusuan.reconcile.rules.statement_links import in_tables
from yusuan.values import comparable

_WHOLES = {
    "department_budget": ("basic_expenditure", "project_expenditure"),
    "total_expenditure": ("basic_expenditure", "project_expenditure"),
    "expenditure_budget": ("basic_expenditure", "project_expenditure"),
    "three_public": ("overseas_travel", "official_vehicles", "official_reception"),
}
_BUDGETS = ("budget", "revised_budget")
_HUNDRED = Decimal(100)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)[%％]")


def _wholes_with_parts(facts: Facts) -> list[tuple[Row, list[tuple[str, Row]]]]:
    """Stated changes of a whole, each with the changes of its parts in the same sentence."""
    found = []
    for whole in facts["changes"]:
        items = _WHOLES.get(whole.get("item") or "", ())
        beside = [row for row in facts["changes"] if _compares_alike(row, whole) and row is not whole]
        parts = [(item, row) for item in items for row in beside if row.get("item") == item][: len(items)]
        if parts:
            found.append((whole, parts))
    return found


@rule(
    "F1.parts",
    title="各项增减之和 = 总增减",
    title_en="Sum of the stated changes = total change",
    severity="error",
    source="财预〔2016〕143号：说明增减变化情况",
    due=Due("同一句写明总增减和各项增减", lambda facts: bool(_wholes_with_parts(facts))),
    not_applicable="只写明总增减，或各项不在同一句",
    example="-37.88 + 791.08 = 753.20万元",
)
def changes_by_part(facts: Facts) -> Iterator[Check]:
    for whole, parts in _wholes_with_parts(facts):
        missing = [NAMES[item] for item in _WHOLES[whole["item"]] if item not in {part for part, _ in parts}]
        figures = [(NAMES[item], facts.figure("changes", row)) for item, row in parts] + [(name, None) for name in missing]
        yield compare_sum(
            facts.figure("changes", whole), figures, whole_name="总增减", unit=whole.get("printed_unit") or facts.unit(),
            scope="department", subject_id=whole.get("change_id"), subject_name=whole.get("item_text"),
            place=Place.of("changes", whole, "amount_yuan"),
        )  # fmt: skip


@rule(
    "F1.last_year",
    title="本年数 - 增减 = 上年数",
    title_en="This year's amount less the change = last year's amount",
    severity="error",
    source="财预〔2016〕143号：说明增减变化情况",
    due=Due("写明增减额，又写明上年数（或年初预算数）", lambda facts: any(_bridges(facts))),
    not_applicable="没有印出上年数",
    example="3,347.82 - 753.20 = 2,594.62万元",
)
def last_years_amount(facts: Facts) -> Iterator[Check]:
    for change, last in _bridges(facts):
        now = _this_year(facts, change)
        reduction = facts.figure("changes", change)
        yield compare_sum(
            facts.figure("totals", now) if now else None, [("上年数", facts.figure("totals", last)), ("增减额", reduction)],
            whole_name="本年数", unit=change.get("printed_unit") or facts.unit(), scope="department",
            subject_id=change.get("change_id"), subject_name=change.get("item_text"),
            place=Place.of("changes", change, "amount_yuan"),
        )  # fmt: skip


def _bridges(facts: Facts) -> Iterator[tuple[Row, Row]]:
    """Changes of an amount, each with the total that it is against."""
    for change in facts["changes"]:
        last = _last_year(facts, change) if change.get("amount_yuan") is not None else None
        if last is not None:
            yield change, last


def _compares_alike(row: Row, other: Row) -> bool:
    """Whether two changes of one sentence are against the same year's figures."""
    return all(row.get(name) == other.get(name) for name in ("quote", "from_year", "from_kind"))


def _same_item(total: Row, change: Row) -> bool:
    """Whether a total is of a change's item: of one that the vocabulary does not know, by its words."""
    if change.get("item") is None:
        return total.get("item") is None and comparable(total.get("item_text")) == comparable(change.get("item_text"))
    return total.get("item") == change["item"]


def _last_year(facts: Facts, change: Row) -> Row | None:
    """The total that a change is against: of the year compared with, or the item's own budget of the same year."""
    year, kind = change.get("from_year"), change.get("from_kind")
    if year is None:
        return None
    if year == change.get("to_year"):
        budget = change | {"item": f"{change['item']}_{kind}"} if change.get("item") and kind else change
        found = [row for row in facts["totals"] if _same_item(row, budget) and row.get("amount_kind") == kind]
    else:
        found = [row for row in facts["totals"] if _same_item(row, change)]
        found = [row for row in found if kind in (None, row.get("amount_kind")) or row.get("amount_kind") is None]
    found = [row for row in found if row.get("amount_year") == year and row.get("amount_yuan") is not None]
    return _nearest(found, change) if year == change.get("to_year") or year != facts.fiscal_year else None


def _nearest(found: list[Row], change: Row) -> Row | None:
    """The total of the change's own sentence, else the one that the document states; None where it states several that differ."""
    near = [row for row in found if row.get("quote") == change.get("quote")]
    if not near and len({row["amount_yuan"] for row in found}) > 1:
        return None
    return (near or found)[0] if found else None


def _this_year(facts: Facts, change: Row) -> Row | None:
    if change.get("to_year") not in (None, facts.fiscal_year):
        return None
    if change.get("item") is not None:
        return facts.stated(change["item"], beside=change)
    own = [row for row in facts["totals"] if _same_item(row, change) and facts.is_current(row)]
    own = [row for row in own if row.get("amount_yuan") is not None]
    if _own(change):
        own = [row for row in own if row.get("amount_kind") not in _BUDGETS]
    return _nearest(own, change)


def _of_tables(facts: Facts, change: Row) -> Figure | None:
    """This year's figure as a table prints it, where the text tells the change alone."""
    if change.get("item") is None or change.get("to_year") != facts.fiscal_year:
        return None
    spot = in_tables(facts, change["item"])
    return spot.figure if spot else None


def _own(change: Row) -> bool:
    """Whether a result is compared with its own budget."""
    return change.get("from_year") is not None and change["from_year"] == change.get("to_year")


@rule(
    "F2.growth",
    title="增减率 = 增减额 / 上年数",
    title_en="Rate of change = change / last year's amount",
    severity="error",
    source="比率按印出精度作区间运算",
    due=holds("changes", "写明增减率", "percent"),
    not_applicable="上年数为0时没有增减率",
    example="由20.63增至22.59……：1.96/20.63 = 9.5%",
)
def growth_rates(facts: Facts) -> Iterator[Check]:
    for change in facts["changes"]:
        if change.get("percent") is not None:
            yield _growth(facts, change)


def _growth(facts: Facts, change: Row) -> Check:
    details: dict = dict(scope="department", subject_id=change.get("change_id"), subject_name=change.get("item_text"))
    details |= dict(place=Place.of("changes", change, "percent"))
    last, now = _last_year(facts, change), _this_year(facts, change)
    amount = facts.figure("changes", change)
    base = facts.figure("totals", last) if last else None
    current = facts.figure("totals", now) if now else _of_tables(facts, change)
    if amount is None and base is not None and current is not None:
        amount = Figure(current.value - base.value, current.half + base.half, current.unit)
    if amount is None or (base is None and current is None):
        return lacking("没有印出增减额或本年数、上年数，增减率无从核对。", measure="percent", **details)
    rise = Interval.around(amount.value, amount.half)
    if base is not None:
        start, divisor = base.value, Interval.around(base.value, base.half)
    else:
        start, divisor = current.value - amount.value, Interval.around(current.value, current.half) - rise
    unit = change.get("printed_unit") or facts.unit()
    if start == 0:
        return Check(NOT_APPLICABLE, "上年数为0，没有可比的增减率。", measure="percent", **details)
    if divisor.low <= 0 <= divisor.high:
        return lacking("上年数小于印出精度，增减率不能确定。", measure="percent", **details)
    hundred = Interval(_HUNDRED, _HUNDRED)
    possible = rise / divisor * hundred
    return compare_ratio(
        amount.value / start * _HUNDRED, possible, change["percent"], _percent_decimals(change),
        formula=f"{money(amount.value, unit)} ÷ {money(start, unit)}", measure="percent", **details,
    )  # fmt: skip


def _percent_decimals(change: Row) -> int:
    """Decimal places of the rate as its sentence prints it."""
    magnitude = abs(change["percent"])
    for digits in _PERCENT.findall(comparable(change.get("quote"))):
        if Decimal(digits) == magnitude:
            return len(digits.partition(".")[2])
    return decimals_of(magnitude)
