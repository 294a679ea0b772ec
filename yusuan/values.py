"""Printed values read exactly: amounts, percentages, targets with operator and unit, ranges, declared units.

Only what stands in one cell or phrase; which column a value belongs to is the forms' matter. Decimals are made from the printed
digits; no float is on the way. A blank is None and never zero; what cannot be read raises `Unreadable` with the reason.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from yusuan import vocabulary

YUAN_PER_UNIT = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}

_CJK = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2018-\u201d\u2014\u2026\u2265\u2264"
_WRAP = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])")
_SPACE = re.compile(r"\s+")
_BLANK = re.compile(r"^(?:[-—–―－/]+|[-—–―－]*[(（]基数为0.*)?$")
_NUMBER = re.compile(r"^(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$")
_DECLARED_UNIT = re.compile(r"(?:金额)?(?:计量)?单位[:：]\s*(?:人民币)?\s*(亿元|万元|元)")
_MARKS = {"≧": "≥", "≦": "≤", "⩾": "≥", "⩽": "≤", ">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤", "==": "="}
_TARGET = re.compile(r"^(?P<operator>>=|=>|<=|=<|==|[≥≤≧≦⩾⩽><=])?(?P<value>-?\d[\d,]*(?:\.\d+)?)(?P<unit>[^\d].*)?$", re.DOTALL)
_RANGE = re.compile(r"^(?P<low>\d[\d,]*(?:\.\d+)?)(?P<unit_low>\D*?)[-~—–至到](?P<high>\d[\d,]*(?:\.\d+)?)(?P<unit>\D*)$")


class Unreadable(ValueError):
    """A printed text that is not blank and cannot be read as what its place calls for."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed number: its exact value, and how many decimal places were printed."""

    value: Decimal
    decimals: int

    def yuan(self, unit: str) -> Decimal:
        """The amount in yuan, two decimal places. Raises Unreadable if it is finer than a fen or over 18 digits."""
        if self.value.adjusted() + YUAN_PER_UNIT[unit].adjusted() > 17:
            raise Unreadable(f"{self.value} {unit} 超过任何预算的数额")
        exact = self.value * YUAN_PER_UNIT[unit]
        rounded = exact.quantize(Decimal("0.01"))
        if exact != rounded:
            raise Unreadable(f"{self.value} {unit} 精度细于分")
        return rounded


@dataclass(frozen=True, slots=True)
class Target:
    """An indicator's target as read from its cell. `unit` is a unit of measure or None; `rest` what stands behind the number.

    A text without a number, or one that only mentions a number (每年12月份征缴期之后), is qualitative and has no value.
    """

    operator: str | None = None
    value: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    rest: str | None = None
    is_qualitative: bool = False


def tidy(text: str | None) -> str | None:
    """Text as printed without the white space that line wraps and extraction add next to Chinese characters; blank is None."""
    if text is None:
        return None
    return _SPACE.sub(" ", _WRAP.sub("", text)).strip() or None


@lru_cache(maxsize=2**16)
def comparable(text: str | None) -> str:
    """The form in which printed texts are compared: NFKC, no white space. Never published."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text or ""))


def amount(text: str | None) -> Amount | None:
    """A printed amount: 24,871,801.31 / 935.00 / -37.88 / (37.88) / △37.88; None for a blank, — and --.

    Raises Unreadable for anything else, misplaced thousands separators included.
    """
    printed = comparable(text).replace("，", ",")
    if _BLANK.match(printed):
        return None
    negative = False
    if match := re.match(r"^(?:\((.+)\)|[-−－△▲](.+))$", printed):
        negative, printed = True, match[1] or match[2]
    if not _NUMBER.match(printed):
        raise Unreadable(f"“{text.strip() if text else text}”不是金额")
    digits = printed.replace(",", "")
    value = Decimal(digits)
    return Amount(-value if negative else value, len(digits.partition(".")[2]))


def percentage(text: str | None) -> Amount | None:
    """A printed percentage without its sign: 25% -> 25, 100百分比 -> 100; None for a blank. Raises Unreadable."""
    printed = comparable(text)
    return amount(re.sub(r"(?:%|百分比)$", "", printed))


def declared_unit(text: str | None) -> str | None:
    """The unit that a line declares for the amounts below it (单位：万元, 金额单位：元); None where it declares none."""
    match = _DECLARED_UNIT.search(comparable(text))
    return match[1] if match else None


def operator(text: str | None) -> str | None:
    """The comparison that a cell prints, in its canonical form (>= is ≥, ﹦ is =); None for blank, 定性 and words."""
    printed = comparable(text)
    printed = _MARKS.get(printed, printed)
    return printed if printed in ("≥", "≤", ">", "<", "=") else None


def target(text: str | None, operator_text: str | None = None, unit_text: str | None = None) -> Target:
    """An indicator's target from its cell, or from three cells where operator (指标性质) and unit (度量单位) have their own."""
    printed = comparable(text)
    stated = operator(operator_text)
    qualitative = comparable(operator_text) == "定性"
    unit = comparable(unit_text) or None
    if not printed:
        return Target(operator=stated, unit=unit, is_qualitative=qualitative)
    if match := _RANGE.match(printed):
        low_unit, high_unit = match["unit_low"], match["unit"]
        if not low_unit or low_unit == high_unit:
            rest = high_unit or unit
            return Target(stated, _decimal(match["low"]), _decimal(match["high"]), _measure(rest), rest, qualitative)
    match = _TARGET.match(printed)
    if match is None or (value := _decimal(match["value"])) is None:
        return Target(operator=stated, unit=unit if unit and _measure(unit) else None, is_qualitative=True)
    rest = match["unit"] or unit
    mark = match["operator"]
    return Target(stated or (_MARKS.get(mark, mark) if mark else None), value, None, _measure(rest), rest, qualitative)


def rounding_bound(terms: int, decimals: int, unit: str) -> Decimal:
    """Largest difference in yuan that printing explains between a total and the sum of `terms` printed terms: u/2 * (n + 1).

    u is the last printed digit. In yuan the source is exact and the bound is zero (docs/rules.md, 2.1 of the domain notes).
    """
    if unit == "元":
        return Decimal(0)
    return YUAN_PER_UNIT[unit].scaleb(-decimals) / 2 * (terms + 1)


def _decimal(digits: str) -> Decimal | None:
    plain = digits.replace(",", "")
    return Decimal(plain) if _NUMBER.match(digits.lstrip("-")) else None


def _measure(unit: str | None) -> str | None:
    return unit if unit and vocabulary.is_measure(unit) else None
