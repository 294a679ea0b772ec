"""Totals that the text or a table states about the department: wholes and their parts, both sides of the budget (A, B, E)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.judgement import FAILED, INSUFFICIENT, NOT_APPLICABLE, Check, Place, compare_sum, lacking
from yusuan.reconcile.registry import Due, form, rule
from yusuan.values import YUAN_PER_UNIT, comparable

_PRINTED = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(亿元|万元|元)")
# Two amounts of one item that differ by more than this are of different scope rather than a slip of the pen.
_SLIP = Decimal("0.2")
# Where a disclosure prints its tables, these owe the identities (rules/statement_*.py); the text owes those that it states.
_DISCLOSURE = Due(
    f"{form('budget_disclosure').words}而没有读到收支报表",
    lambda facts: facts.form == "budget_disclosure" and not facts["statement_lines"],
)
_LAW = "《预算法实施条例》、财预〔2016〕143号"


@dataclass(frozen=True, slots=True)
class _Parts:
    """A whole and its parts: those that must be stated, and those that are added where the whole's sentence states them.

    `unknown`: words by which a part that the vocabulary does not know is told; with it, the set of parts is open.
    `same`: other items of the same composition.
    """

    whole: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    unknown: str | None = None
    same: tuple[str, ...] = ()


NAMES = {
    "revenue_budget": "收入预算",
    "expenditure_budget": "支出预算",
    "current_revenue": "本年收入",
    "total_revenue": "收入总计",
    "current_expenditure": "本年支出",
    "total_expenditure": "支出总计",
    "department_budget": "收支总额",
    "basic_expenditure": "基本支出",
    "project_expenditure": "项目支出",
    "personnel": "人员经费",
    "public_funds": "公用经费",
    "agency_operating": "机关运行经费",
    "appropriation_revenue": "财政拨款收入",
    "general_public_budget_revenue": "一般公共预算收入",
    "government_fund_revenue": "政府性基金收入",
    "three_public": "“三公”经费",
    "overseas_travel": "因公出国（境）费",
    "official_vehicles": "公务用车购置及运行费",
    "vehicle_purchase": "公务用车购置费",
    "vehicle_operation": "公务用车运行费",
    "official_reception": "公务接待费",
}
_APPROPRIATION = ("general_public_budget_revenue", "government_fund_revenue", "state_capital_revenue")
_OTHER_REVENUE = (
    "fiscal_account_revenue", "institutional_revenue", "business_revenue", "superior_subsidy_revenue", "subsidiary_revenue",
    "unit_funds_revenue", "other_funds_revenue", "other_revenue", "carried_forward", "non_appropriation_balance_used",
)  # fmt: skip
_WHOLE_REVENUES = ("current_revenue", "total_revenue")
_EXPENDITURE = _Parts(
    "expenditure_budget",
    ("basic_expenditure", "project_expenditure"),
    unknown="上缴|经营支出|补助支出|结转|预留|机动",
    same=("current_expenditure", "total_expenditure"),
)
_BASIC = _Parts("basic_expenditure", ("personnel", "public_funds"))
_REVENUE = _Parts(
    "revenue_budget",
    _APPROPRIATION[:1],
    (*_APPROPRIATION[1:], *_OTHER_REVENUE),
    unknown="收入|拨款|结转|资金",
    same=_WHOLE_REVENUES,
)
_BY_APPROPRIATION = _Parts(
    "revenue_budget", ("appropriation_revenue",), _OTHER_REVENUE, unknown="收入|结转|资金", same=_WHOLE_REVENUES
)
_THREE = _Parts("three_public", ("overseas_travel", "official_vehicles", "official_reception"))
_THREE_APART = _Parts("three_public", ("overseas_travel", "vehicle_purchase", "vehicle_operation", "official_reception"))
_VEHICLES = _Parts("official_vehicles", ("vehicle_purchase", "vehicle_operation"))


def _states_parts(parts: _Parts, words: str) -> Due:
    """Documents whose text states a whole and one of its parts owe the identity; one that states the whole alone does not."""

    def owes(facts: Facts) -> bool:
        stated = {row.get("item") for row in facts["totals"]}
        return bool(stated.intersection(parts.required) and stated.intersection((parts.whole, *parts.same)))

    return Due(words, owes)


def _compare(facts: Facts, parts: _Parts) -> Iterator[Check]:
    """Each whole whose sentence states its parts against them; where none does, the document's whole against its parts."""
    wholes = [
        row for row in facts["totals"]
        if row.get("item") in (parts.whole, *parts.same) and row.get("scope") == "department" and facts.is_current(row)
        and row.get("amount_yuan") is not None and all(_part(facts, item, row) for item in parts.required)
    ]  # fmt: skip
    for whole in {row.get("quote"): row for row in wholes}.values():
        yield _against_parts(facts, parts, whole)
    if not wholes:
        yield _throughout(facts, parts)


def _part(facts: Facts, item: str, whole: Row) -> Row | None:
    row = facts.stated(item, beside=whole)
    return row if row and _beside(row, whole) else None


def _throughout(facts: Facts, parts: _Parts) -> Check:
    whole = next((row for item in (parts.whole, *parts.same) if (row := facts.stated(item))), None)
    name = NAMES[whole["item"] if whole else parts.whole]
    if whole is None:
        several = any(row.get("item") == parts.whole and facts.is_current(row) for row in facts["totals"])
        words = f"文件几处所述的{name}不一致，无从取用。" if several else f"文件没有写明可读的{name}。"
        return lacking(words, scope="department", subject_name=facts.document.get("department_name"))
    check = _against_parts(facts, parts, whole)
    if check.status == FAILED and parts.unknown:
        # A whole whose parts stand elsewhere may have more of them than were found: reserves, balances carried forward.
        words = f"{check.explanation}各组成项不在{name}同一句，可能另有组成项，不能断定不符。"
        return replace(check, status=INSUFFICIENT, explanation=words)
    return check


def _against_parts(facts: Facts, parts: _Parts, whole: Row) -> Check:
    """A stated whole against its parts, those of its own sentence first."""
    name = NAMES.get(whole.get("item") or "", NAMES[parts.whole])
    named: list[tuple[str, Row | None]] = [(NAMES[item], facts.stated(item, beside=whole)) for item in parts.required]
    optional = [row for item in parts.optional if (row := _part(facts, item, whole))]
    named += [(row.get("item_text") or row["item"], row) for row in optional]
    others = [(row.get("item_text") or "", row) for row in _others(facts, parts, whole)]
    check = _compared(facts, whole, name, [*named, *others])
    if check.status == FAILED and others:
        # An item that the vocabulary does not know may be a part of a part: 其中甲收入.
        without = _compared(facts, whole, name, named)
        check = check if without.status == FAILED else without
    if check.status == FAILED and parts.unknown:
        # Sources go on in further sentences: one whose amount is exactly what is missing belongs to the whole.
        rest = check.actual - check.expected
        beyond = [
            row for item in parts.optional if (row := facts.stated(item)) and row["amount_yuan"] == rest and row not in optional
        ] or [row for row in _unknown(facts, parts) if row["amount_yuan"] == rest][:1]
        if len(beyond) == 1:
            further = (beyond[0].get("item_text") or "", beyond[0])
            check = _compared(facts, whole, name, [*named, *others, further], "，后者见另一句")
    if check.status == FAILED and (amount := _unread_remainder(facts, whole, check)):
        words = f"{check.explanation}差额恰为同句中尚未识别其项目的{amount}，不能断定不符。"
        return replace(check, status=INSUFFICIENT, explanation=words)
    return check


def _compared(facts: Facts, whole: Row, name: str, parts: Sequence[tuple[str, Row | None]], note: str = "") -> Check:
    figures = [(label, facts.figure("totals", row) if row else None) for label, row in parts]
    return compare_sum(
        facts.figure("totals", whole), figures, whole_name=name, unit=whole.get("printed_unit") or facts.unit(),
        note=f"（{name} = {' + '.join(label for label, _ in figures)}{note}）", scope="department",
        subject_id=whole.get("total_id"), subject_name=facts.document.get("department_name"),
        place=Place.of("totals", whole, "amount_yuan"),
    )  # fmt: skip


def _beside(row: Row, whole: Row) -> bool:
    return row.get("quote") == whole.get("quote")


def _others(facts: Facts, parts: _Parts, whole: Row) -> Iterator[Row]:
    """Further parts in the whole's sentence: of an item that the vocabulary does not know, in words of the right kind."""
    yield from (row for row in _unknown(facts, parts) if _beside(row, whole))


def _unknown(facts: Facts, parts: _Parts) -> Iterator[Row]:
    for row in facts["totals"]:
        unknown = row.get("item") is None and row.get("amount_yuan") is not None and facts.is_current(row)
        if unknown and parts.unknown and re.search(parts.unknown, row.get("item_text") or ""):
            yield row


def _unread_remainder(facts: Facts, whole: Row, check: Check) -> str | None:
    """An amount in the whole's sentence that no total was read from and that is exactly what is missing."""
    read = {row.get("amount_yuan") for row in facts["totals"] if row.get("quote") == whole.get("quote")}
    for digits, unit in _PRINTED.findall(comparable(whole.get("quote"))):
        amount = Decimal(digits.replace(",", "")) * YUAN_PER_UNIT[unit]
        if amount not in read and amount == abs(check.actual - check.expected):
            return f"{digits}{unit}"
    return None


@rule(
    "A1.balance",
    title="收入预算 = 支出预算",
    title_en="Budgeted revenue = budgeted expenditure",
    severity="error",
    source=f"{_LAW}：部门收支总表收支平衡",
    due=_DISCLOSURE | _states_parts(replace(_REVENUE, same=("total_revenue",)), "写明收入预算及其来源"),
    not_applicable="只写明一方的文件（如绩效文本）",
    example="3,347.82 = 3,347.82万元",
)
def revenue_is_expenditure(facts: Facts) -> Iterator[Check]:
    sides = [("revenue_budget", "expenditure_budget"), ("total_revenue", "total_expenditure")]
    stated = [(facts.stated(revenue), facts.stated(expenditure)) for revenue, expenditure in sides]
    revenue, expenditure = next((both for both in stated if all(both)), stated[0])
    yield compare_sum(
        facts.figure("totals", expenditure) if expenditure else None,
        [("收入预算", facts.figure("totals", revenue) if revenue else None)],
        whole_name="支出预算", unit=facts.unit(), scope="department", subject_name=facts.document.get("department_name"),
        place=Place.of("totals", expenditure, "amount_yuan"),
    )  # fmt: skip


@rule(
    "A1.total",
    title="收支总额与收入、支出预算",
    title_en="The stated total of the budget against revenue and expenditure",
    severity="error",
    source=f"{_LAW}：文字各处所述一致",
    due=Due(
        "文字既写明预算收支安排总额，又写明支出预算",
        lambda facts: {"department_budget", "expenditure_budget"} <= {row.get("item") for row in facts["totals"]},
    ),
    not_applicable="只写明其中之一",
    example="预算收支安排3,347.82 = 支出预算3,347.82万元",
)
def total_is_expenditure(facts: Facts) -> Iterator[Check]:
    total, expenditure = facts.stated("department_budget"), facts.stated("expenditure_budget")
    yield compare_sum(
        facts.figure("totals", total) if total else None,
        [("支出预算", facts.figure("totals", expenditure) if expenditure else None)],
        whole_name="收支总额", unit=facts.unit(), scope="department", subject_name=facts.document.get("department_name"),
        place=Place.of("totals", total, "amount_yuan"),
    )  # fmt: skip


@rule(
    "A5.revenue",
    title="收入预算 = 各来源收入之和",
    title_en="Budgeted revenue = sum of its sources",
    severity="error",
    source=f"{_LAW}：部门收入总表",
    due=_DISCLOSURE | _states_parts(_REVENUE, "写明收入预算及其来源"),
    not_applicable="没有写明收入来源的文件",
    example="3,347.82 + 0 = 3,347.82万元",
)
def revenue_by_source(facts: Facts) -> Iterator[Check]:
    by_appropriation = any(
        row.get("item") in ("revenue_budget", *_WHOLE_REVENUES) and _part(facts, "appropriation_revenue", row)
        for row in facts["totals"]
    )
    yield from _compare(facts, _BY_APPROPRIATION if by_appropriation else _REVENUE)


@rule(
    "B1.expenditure",
    title="支出预算 = 基本支出 + 项目支出",
    title_en="Budgeted expenditure = basic expenditure + project expenditure",
    severity="error",
    source=f"{_LAW}：部门支出总表",
    due=_DISCLOSURE | _states_parts(_EXPENDITURE, "写明支出预算及其构成"),
    not_applicable="没有写明支出构成的文件",
    example="681.39 + 2,666.43 = 3,347.82万元",
)
def expenditure_by_kind(facts: Facts) -> Iterator[Check]:
    yield from _compare(facts, _EXPENDITURE)


@rule(
    "B2.basic",
    title="基本支出 = 人员经费 + 公用经费",
    title_en="Basic expenditure = personnel + public funds",
    severity="error",
    source=f"{_LAW}：基本支出表",
    due=_DISCLOSURE | _states_parts(_BASIC, "写明基本支出及其构成"),
    not_applicable="没有写明基本支出构成的文件",
    example="616.92 + 64.47 = 681.39万元",
)
def basic_by_kind(facts: Facts) -> Iterator[Check]:
    yield from _compare(facts, _BASIC)


@rule(
    "E1.three_public",
    title="“三公”经费 = 因公出国（境）费 + 公务用车购置及运行费 + 公务接待费",
    title_en="The three public expenses = overseas travel + official vehicles + official reception",
    severity="error",
    source="财预〔2016〕143号：“三公”经费支出表分项公开",
    due=_DISCLOSURE | _states_parts(_THREE, "写明“三公”经费及其分项"),
    not_applicable="没有“三公”经费内容的文件",
    example="0 + 0 + 0 = 0；7 + 15.15 = 22.15",
)
def three_public_parts(facts: Facts) -> Iterator[Check]:
    apart = facts.stated("official_vehicles") is None and all(facts.stated(item) for item in _VEHICLES.required)
    yield from _compare(facts, _THREE_APART if apart else _THREE)


@rule(
    "E1.vehicles",
    title="公务用车购置及运行费 = 购置费 + 运行费",
    title_en="Official vehicles = purchase + operation",
    severity="error",
    source="财预〔2016〕143号：公务用车费用分购置、运行公开",
    due=_DISCLOSURE | _states_parts(_VEHICLES, "写明公务用车购置及运行费及其分项"),
    not_applicable="没有“三公”经费内容的文件",
    example="1,422 + 2,648 = 4,070",
)
def vehicle_parts(facts: Facts) -> Iterator[Check]:
    yield from _compare(facts, _VEHICLES)


@rule(
    "K1.one_amount",
    title="同一项目在文中各处的金额一致",
    title_en="One item, one amount throughout the document",
    severity="warning",
    source="同一文件前后一致",
    due=Due("同一项目的金额写明两次以上", lambda facts: bool(_stated_twice(facts))),
    not_applicable="不同年度、不同单位的金额；相差很大的是另一口径",
    example="支出说明写项目支出2,666.43，项目支出表合计2,666.43万元",
)
def one_amount_for_an_item(facts: Facts) -> Iterator[Check]:
    for (item, _), rows in _stated_twice(facts).items():
        first, *others = rows
        odd = next((row for row in others if row["amount_yuan"] != first["amount_yuan"]), others[0])
        check = compare_sum(
            facts.figure("totals", odd), [("一处", facts.figure("totals", first))],
            whole_name="另一处", unit=odd.get("printed_unit") or facts.unit(), scope="department",
            subject_id=odd.get("total_id"), subject_name=NAMES[item], place=Place.of("totals", odd, "amount_yuan"),
        )  # fmt: skip
        if check.status == FAILED and abs(check.actual - check.expected) > _SLIP * max(abs(check.actual), abs(check.expected)):
            check = Check(
                NOT_APPLICABLE, f"{check.explanation}相差很大，应是另一口径。", scope="department", subject_name=NAMES[item]
            )
        yield check


def _stated_twice(facts: Facts) -> dict[tuple, list[Row]]:
    """Totals of the department for its own year, by item and words, where there are several."""
    stated: dict[tuple, list[Row]] = {}
    for row in facts["totals"]:
        own = row.get("scope") == "department" and facts.is_current(row) and row.get("amount_yuan") is not None
        if own and row.get("item") in NAMES:
            stated.setdefault((row["item"], row.get("item_text")), []).append(row)
    return {key: rows for key, rows in stated.items() if len(rows) > 1}
