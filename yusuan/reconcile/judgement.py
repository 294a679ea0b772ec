"""A check with its outcome, and how outcomes are decided: exact, rounding, failed, insufficient_data, not_applicable.

Only arithmetic and words in here; which checks a document owes is `rules/`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from schemas import DATASETS
from yusuan.reconcile.facts import Facts, Figure, Origin, Row, money, sum_in_words
from yusuan.reconcile.interval import Interval, half_digit

EXACT, ROUNDING, FAILED = "exact", "rounding", "failed"
INSUFFICIENT, NOT_APPLICABLE = "insufficient_data", "not_applicable"
_OWN = object()


@dataclass(frozen=True, slots=True)
class Place:
    """The record and column that a finding is about."""

    dataset: str | None = None
    record_id: str | None = None
    column: str | None = None
    value: Any = None  # as the record holds it; a finding has it as text
    page: int | None = None

    @classmethod
    def of(cls, dataset: str, row: Row | None, column: str | None = None, value: Any = _OWN) -> "Place":
        """Where a column of a record stands (None: the whole record); its value, or the part of it that is meant."""
        if row is None:
            return cls()
        if value is _OWN:
            value = row.get(column) if column else None
            if value is not None and column and column.endswith("_yuan"):
                value = str(value)  # an amount keeps its two decimals
        return cls(dataset, row.get(DATASETS[dataset].key()), column, value, row.get("page"))

    @classmethod
    def said(cls, facts: Facts, position: int, words: str) -> "Place":
        """Where words of the running text stand, which begin at a position of `facts.text`."""
        return cls.of("paragraphs", facts.paragraph_at(position), "text", words)


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the ledger. `explanation` is the sum in words, or why it could not be made.

    `place`, `suggestion`, `severity` (if not the rule's own) and `english` serve the finding that a failed check becomes.
    `whole` and `parts` are the figures that were compared, where they are values of records.
    """

    status: str
    explanation: str
    scope: str = "document"
    subject_id: str | None = None
    subject_name: str | None = None
    measure: str = "yuan"
    expected: Decimal | None = None
    actual: Decimal | None = None
    tolerance: Decimal | None = None
    place: Place = Place()
    suggestion: str | None = None
    severity: str | None = None
    english: str | None = None
    whole: Origin | None = None
    parts: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What a careful reader marks on the page without computing anything: a finding that no check stands behind."""

    message: str
    english: str
    place: Place = Place()
    suggestion: str | None = None
    severity: str | None = None


def decide(expected: Decimal, actual: Decimal, tolerance: Decimal) -> str:
    """exact for no difference at all, rounding for one that printing explains, failed beyond."""
    difference = abs(actual - expected)
    if difference == 0:
        return EXACT
    return ROUNDING if difference <= tolerance else FAILED


def lacking(explanation: str, **details: object) -> Check:
    """A check that was due and could not be made."""
    return Check(INSUFFICIENT, explanation, **details)


def compare_sum(
    whole: Figure | None, parts: Sequence[tuple[str, Figure | None]], *,
    whole_name: str, unit: str, note: str = "", **details: object,
) -> Check:  # fmt: skip
    """A printed whole against the sum of printed parts; the tolerance is half the last digit of each of the n + 1 figures.

    A part or whole that is not printed makes the check insufficient, whatever the others add up to.
    """
    origins = tuple(figure.origin for _, figure in parts if figure is not None and figure.origin is not None)
    details = {"whole": whole.origin if whole else None, "parts": origins, **details}
    missing = [name for name, figure in parts if figure is None]
    if whole is None:
        known = [figure.value for _, figure in parts if figure is not None]
        total = f"各项合计{money(sum(known, Decimal(0)), unit)}，" if known and not missing else ""
        return lacking(f"{total}没有印出可读的{whole_name}，无从核对。{note}", **details)
    if missing or not parts:
        absent = "、".join(missing[:5]) + ("等" if len(missing) > 5 else "") if missing else "各组成项"
        words = f"{whole_name}{money(whole.value, unit)}；{absent}没有印出金额，无从核对。{note}"
        return lacking(words, actual=whole.value, **details)
    figures = [figure for _, figure in parts if figure is not None]
    expected = sum((figure.value for figure in figures), Decimal(0))
    tolerance = sum((figure.half for figure in figures), whole.half)
    terms = sum_in_words((figure.value for figure in figures), unit)
    sum_text = f"{terms} = {money(expected, unit)}" if len(figures) > 1 else f"{parts[0][0]}{money(expected, unit)}"
    verdict = _difference_in_words(expected, whole.value, tolerance, unit)
    words = f"{sum_text}；{whole_name}{money(whole.value, unit)}；{verdict}。{note}"
    status = decide(expected, whole.value, tolerance)
    return Check(status, words, expected=expected, actual=whole.value, tolerance=tolerance, **details)


def _difference_in_words(expected: Decimal, actual: Decimal, tolerance: Decimal, unit: str) -> str:
    status = decide(expected, actual, tolerance)
    if status == EXACT:
        return "相符"
    difference = money(actual - expected, unit)
    if status == ROUNDING:
        return f"相差{difference}，在四舍五入容差{money(tolerance, unit)}之内"
    return f"相差{difference}，超出容差{money(tolerance, unit)}"


def compare_ratio(
    expected: Decimal, possible: Interval, printed: Decimal, decimals: int, *, formula: str, measure: str, **details: object
) -> Check:
    """A printed rate or score against what its printed operands allow: `possible` is the interval that follows from them.

    It is exact if the printed value is the ratio itself, rounding if the printed value (plus or minus half its last digit) meets
    the interval.
    """
    own = Interval.printed(printed, decimals)
    margin = expected - possible.low if printed < expected else possible.high - expected
    tolerance = margin + half_digit(decimals)
    sign = "%" if measure == "percent" else ("分" if measure == "points" else "")
    shown = f"{formula} = {plain(expected)}{sign}；印出{plain(printed)}{sign}"
    if printed == expected:
        status, words = EXACT, "相符"
    elif own.meets(possible):
        status, words = ROUNDING, f"在印出精度之内（可取{plain(possible.low)}～{plain(possible.high)}{sign}）"
    else:
        status, words = FAILED, f"不在印出精度所容许的范围{plain(possible.low)}～{plain(possible.high)}{sign}之内"
    text = f"{shown}；{words}。"
    return Check(status, text, measure=measure, expected=expected, actual=printed, tolerance=tolerance, **details)


def compare_counts(expected: int, actual: int, explanation: str, **details: object) -> Check:
    return Check(
        EXACT if expected == actual else FAILED, explanation, measure="count",
        expected=Decimal(expected), actual=Decimal(actual), tolerance=Decimal(0), **details,
    )  # fmt: skip


def plain(value: Decimal, places: int = 4) -> str:
    """A number as people read it: at most four decimals, no trailing zeros, no exponent."""
    rounded = round(value, places)
    return f"{rounded.normalize():f}" if rounded else "0"


def named(names: Iterable[str | None], limit: int = 5) -> str:
    """Names as a Chinese enumeration, shortened behind `limit`."""
    known = [f"“{name}”" for name in names if name]
    return "、".join(known[:limit]) + (f"等{len(known)}个" if len(known) > limit else "")
