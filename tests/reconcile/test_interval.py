from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.reconcile.interval import Interval, decimals_of

PRINTED = st.decimals(-1000, 1000, places=2)
ERROR = st.decimals("-0.005", "0.005", places=4)


@given(PRINTED, ERROR, PRINTED, ERROR)
def test_what_the_true_values_give_is_within(a, error_a, b, error_b):
    one, other = Interval.printed(a, 2), Interval.printed(b, 2)
    true_a, true_b = a + error_a, b + error_b
    for result, true in ((one + other, true_a + true_b), (one - other, true_a - true_b), (one * other, true_a * true_b)):
        assert result.low <= true <= result.high
    if not other.low <= 0 <= other.high:
        ratio = one / other
        assert ratio.low <= true_a / true_b <= ratio.high


def test_a_divisor_that_may_be_zero():
    with pytest.raises(ZeroDivisionError):
        Interval.printed(D(1), 0) / Interval.printed(D("0.00"), 2)


@pytest.mark.parametrize(("value", "decimals"), [("92.40", 1), ("100", 0), ("1E+2", 0), ("3.360000", 2), ("0", 0)])
def test_decimals(value, decimals):
    assert decimals_of(D(value)) == decimals
