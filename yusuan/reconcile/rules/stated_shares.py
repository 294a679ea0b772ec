"""Shares and completion rates that the text states, against the figures that they are of (F3)."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from yusuan.reconcile.facts import Facts, Figure, Row, money
from yusuan.reconcile.interval import Interval, decimals_of
from yusuan.reconcile.judgement import FAILED, INSUFFICIENT, NOT_APPLICABLE, Check, Place, compare_ratio, lacking
from yusuan.reconcile.registry import Due, rule
from yusuan.reconcile.rules.statement_links import in_tables

THREE_PUBLIC = ("overseas_travel", "official_vehicles", "official_reception")
_HUNDRED = Interval(Decimal(100), Decimal(100))
_SOURCE = "财预〔2016〕143号：说明收支构成和预算执行情况；比率按印出精度作区间运算"


def _of_kind(kind: str, words: str) -> Due:
    return Due(words, lambda facts: any(row.get("kind") == kind for row in facts["shares"]))


@rule(
    "F3.share",
    title="占比 = 部分 / 总体",
    title_en="Stated share = part / whole",
    severity="error",
    source=_SOURCE,
    due=_of_kind("share", "写明占比"),
    not_applicable="总体为0",
    example="基本支出7,666.68占本年支出13,649.07的56.17%",
)
def shares(facts: Facts) -> Iterator[Check]:
    yield from _checks(facts, "share")


@rule(
    "F3.completion",
    title="完成率 = 决算数 / 预算数",
    title_en="Completion rate = final figure / budget",
    severity="error",
    source=_SOURCE,
    due=_of_kind("completion", "写明完成预算的比率"),
    not_applicable="预算数为0",
    example="0.39 / 2.85万元 = 13.68%",
)
def completion_rates(facts: Facts) -> Iterator[Check]:
    yield from _checks(facts, "completion")


def _checks(facts: Facts, kind: str) -> Iterator[Check]:
    """One check a rate; those whose figures are not printed anywhere are one together, which names them."""
    found = [(row, _check(facts, row)) for row in facts["shares"] if row.get("kind") == kind]
    yield from (check for _, check in found if check is not None)
    rest = [row for row, check in found if check is None]
    if rest:
        names = "、".join(f"{row.get('item_text')}{row['percent'].normalize():f}%" for row in rest[:5]) + (
            "等" if len(rest) > 5 else ""
        )
        yield lacking(
            f"{len(rest)}处比率没有印出部分或总体的金额，无从核对：{names}。", measure="percent", scope="department",
            subject_id=rest[0].get("share_id"), subject_name=rest[0].get("item_text"),
        )  # fmt: skip


def _check(facts: Facts, share: Row) -> Check | None:
    part = _figure(facts, share.get("total_id"), share.get("item"), share)
    whole = _figure(facts, share.get("of_total_id"), share.get("of_item"), share)
    names = share.get("item_text") or "", share.get("of_item_text") or "总体"
    details: dict = dict(
        scope="department", subject_id=share.get("share_id"), subject_name=f"{names[0]}/{names[1]}", measure="percent",
        place=Place.of("shares", share, "percent"),
        whole=whole.origin if whole else None, parts=(part.origin,) if part and part.origin else (),
    )  # fmt: skip
    if part is None or whole is None:
        return None
    if whole.value == 0:
        return Check(NOT_APPLICABLE, f"{names[1]}为0，没有可比的比率。", **details)
    divisor = Interval.around(whole.value, whole.half)
    if divisor.low <= 0 <= divisor.high:
        return lacking(f"{names[1]}小于印出精度，比率不能确定。", **details)
    printed, decimals = share["percent"], share.get("printed_decimals")
    check = compare_ratio(
        part.value / whole.value * 100, Interval.around(part.value, part.half) / divisor * _HUNDRED, printed,
        decimals_of(printed) if decimals is None else decimals,
        formula=f"{names[0]}{money(part.value, part.unit)} ÷ {names[1]}{money(whole.value, whole.unit)}", **details,
    )  # fmt: skip
    if check.status != FAILED:
        return check
    if share.get("kind") == "share" and not _names_its_whole(facts, share):
        beside = any(row.get("total_id") == share.get("of_total_id") for row in facts.of("totals", share.get("quote"), "quote"))
        if not beside or _is_of_another(facts, share, part, printed, check):
            words = f"{check.explanation}句中没有写明是占什么的比重，可能是另一总体的，不能断定不符。"
            return replace(check, status=INSUFFICIENT, explanation=words)
    if abs(printed - check.expected) < Decimal(1).scaleb(-(decimals or 0)):
        words = f"{check.explanation}只差末位，多半是截去尾数或为凑足100%。"
        return replace(check, explanation=words, severity="warning")
    return check


def _names_its_whole(facts: Facts, share: Row) -> bool:
    """Whether the sentence itself says what the share is of (占本年收入的), by the name of the total that is its whole."""
    row = next((row for row in facts["totals"] if row.get("total_id") == share.get("of_total_id")), None)
    same = row is None or share.get("of_item") in (None, row.get("item"))
    return same and f"占{share.get('of_item_text')}" in (share.get("quote") or "")


def _is_of_another(facts: Facts, share: Row, part: Figure, printed: Decimal, failed: Check) -> bool:
    """Whether the share is right of another total that the document states."""
    tried = (facts.figure("totals", row) for row in facts["totals"] if facts.is_current(row))
    for whole in tried:
        if whole is None or whole.value <= whole.half or whole.origin == failed.whole:
            continue
        possible = Interval.around(part.value, part.half) / Interval.around(whole.value, whole.half) * _HUNDRED
        if part.value and Interval.printed(printed, share.get("printed_decimals") or 0).meets(possible):
            return True
    return False


def _figure(facts: Facts, record_id: str | None, item: str | None, share: Row) -> Figure | None:
    """An operand: the total that the share refers to, else what the document states or its tables print of the item."""
    row = next((row for row in facts["totals"] if record_id and row.get("total_id") == record_id), None)
    if row is None and item and share.get("year") in (None, facts.fiscal_year):
        row = facts.stated(item, beside=share)
    figure = facts.figure("totals", row) if row else None
    if figure is None and item and share.get("year") in (None, facts.fiscal_year):
        spot = in_tables(facts, item)
        figure = spot.figure if spot else _of_its_parts(facts, item, share)
    return figure


def _of_its_parts(facts: Facts, item: str, share: Row) -> Figure | None:
    """“三公”经费 where only its three parts are printed: their sum."""
    rows = [facts.stated(part, beside=share) for part in THREE_PUBLIC] if item == "three_public" else []
    figures = [facts.figure("totals", row) for row in rows if row]
    if len(figures) < len(THREE_PUBLIC) or None in figures:
        return None
    value, half = (sum((getattr(figure, name) for figure in figures), Decimal(0)) for name in ("value", "half"))
    return Figure(value, half, figures[0].unit)
