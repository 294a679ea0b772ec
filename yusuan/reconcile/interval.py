"""Interval arithmetic over printed numbers: a number printed with last digit u stands for anything within u/2 of it.

Ratios of rounded figures are judged by intervals, since a fixed tolerance is wrong in both directions: 20.63 grown to 22.59 from
an unprinted 1.96 is right for any rate between 1,047 % and 1,058 %.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from `low` to `high`, both included. Raises ValueError if they are the wrong way round."""

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"{self.low} > {self.high}")

    @classmethod
    def around(cls, value: Decimal, half: Decimal) -> "Interval":
        """What a printed value may stand for, `half` being half its last digit."""
        return cls(value - half, value + half)

    @classmethod
    def printed(cls, value: Decimal, decimals: int) -> "Interval":
        return cls.around(value, half_digit(decimals))

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: "Interval") -> "Interval":
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: "Interval") -> "Interval":
        products = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(products), max(products))

    def __truediv__(self, other: "Interval") -> "Interval":
        """Raises ZeroDivisionError if the divisor may be zero: then the ratio may be anything."""
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError(f"the divisor may be zero: {other}")
        pairs = [(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        with localcontext() as context:
            context.rounding = ROUND_FLOOR
            low = min(a / b for a, b in pairs)
            context.rounding = ROUND_CEILING
            high = max(a / b for a, b in pairs)
        return Interval(low, high)

    def capped(self, limit: Decimal) -> "Interval":
        return Interval(min(self.low, limit), min(self.high, limit))

    def meets(self, other: "Interval") -> bool:
        return self.low <= other.high and other.low <= self.high


def half_digit(decimals: int) -> Decimal:
    """Half the last digit of a number printed with so many decimal places."""
    return Decimal(1).scaleb(-decimals) / 2


def decimals_of(value: Decimal) -> int:
    """The decimal places that a number needs: 92.40 needs one, 100 none."""
    return max(0, -value.normalize().as_tuple().exponent)
