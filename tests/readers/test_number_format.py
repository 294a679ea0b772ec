"""What a workbook shows for a number."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.readers.number_format import BUILTIN, plain, shown

SHOWN = [
    ("935.00000000011", "#,##0.00", "935.00"),
    ("935.00000000000011", "", "935"),
    ("24871801.31", "General", "24871801.31"),
    ("24871801.31", "#,##0.00", "24,871,801.31"),
    ("1234.5", "0.00", "1234.50"),
    ("2.675", "0.00", "2.68"),
    ("0.24", "0%", "24%"),
    ("0.24007", "0.00%", "24.01%"),
    ("0", '#,##0.00;-#,##0.00;"-"', "-"),
    ("0", BUILTIN[43], "-"),
    ("-37.88", "#,##0.00", "-37.88"),
    ("-37.88", '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-37.88"),
    ("37.88", '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "37.88"),
    ("0", '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
    ("-37.88", "#,##0.00_);(#,##0.00)", "(37.88)"),
    ("-37.88", "0.00_ ;[Red]-0.00 ", "-37.88"),
    ("37.88", '0.00"万元"', "37.88万元"),
    ("1785", "[$¥-804]#,##0.00", "¥1,785.00"),
    ("0", "0.00;-0.00;;@", ""),
    ("12345678", "#,##0.00,", "12,345.68"),
    ("33478200", '0.00,"千元"', "33478.20千元"),
    ("35", "0000", "0035"),
    ("0.5", "#.##", ".5"),
    ("5", "0.##", "5"),
    ("5.10", "0.0#", "5.1"),
    ("208", "@", "208"),
    ("3", "第0项", "第3项"),
    ("0.3333333333333333", "# ?/?", "0.333333333"),
    ("45352", "yyyy/m/d", "2024/3/1"),
    ("45352", 'yyyy"年"m"月"d"日"', "2024年3月1日"),
    ("45352", BUILTIN[57], "2024年3月"),
    ("45352", "[$-804]yyyy-mm-dd;@", "2024-03-01"),
    ("45352.5", "yyyy/m/d h:mm", "2024/3/1 12:00"),
    ("45352.604166667", "h:mm AM/PM", "2:30 PM"),
    ("-1", "yyyy/m/d", "-1"),
    ("1E-7", "", "0.0000001"),
    ("1.5E+3", "", "1500"),
]


@pytest.mark.parametrize(("value", "code", "text"), SHOWN)
def test_shown(value: str, code: str, text: str):
    assert shown(Decimal(value), code) == text


def test_dates_of_the_other_epoch():
    assert shown(Decimal(43890), "yyyy/m/d", epoch_1904=True) == "2024/3/1"


@pytest.mark.parametrize(
    ("value", "text"),
    [("935.0000000001", "935"), ("0.30000000000000004", "0.3"), ("753.1999999999999", "753.2"),
     ("12345678901.23", "12345678901.23"), ("66.66666666666667", "66.66666667"), ("123456789.12345", "123456789.12"),
     ("123456789012345", "123456789012345"), ("-0.0", "0"), ("100", "100"), ("1e20", "100000000000000000000")],
)  # fmt: skip
def test_plain(value: str, text: str):
    assert plain(Decimal(value)) == text


@given(st.decimals(-(10**11), 10**11, places=2))
def test_amounts_come_through_a_float_unharmed(amount: Decimal):
    assert Decimal(plain(Decimal(repr(float(amount))))) == amount
    assert Decimal(shown(Decimal(repr(float(amount))), "#,##0.00").replace(",", "")) == amount


@given(st.decimals(-(10**50), 10**50), st.text(max_size=12))
def test_no_format_fails(value: Decimal, code: str):
    shown(value, code)


@given(st.decimals(-(10**6), 10**6, places=3), st.text('0#?,.%;"\\-()_* @ymdhs/:元[]E+', max_size=12))
def test_no_likely_format_fails(value: Decimal, code: str):
    shown(value, code)
