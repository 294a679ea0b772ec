"""What a workbook shows for a number: the number formats of Excel (ECMA-376 part 1, 18.8.30-31) as far as budgets use them.

Exact: a decimal goes in, text comes out, nothing is a float on the way. Not in here: fractions and exponents (shown as the plain
number), colours (no text).
"""

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

BUILTIN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "yyyy/m/d", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"', 42: '"¥"#,##0;-"¥"#,##0;"-"', 43: '#,##0.00;-#,##0.00;"-"',
    44: '"¥"#,##0.00;-"¥"#,##0.00;"-"', 45: "mm:ss", 47: "mm:ss", 48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: 'yyyy"年"m"月"', 56: 'm"月"d"日"',
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
_GENERAL = ("", "general", "g/通用格式", "@")
_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_(?P<blank>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式)'
    r"|(?P<number>(?:[#0?][#0?,]*(?:\.[#0?]*)?|\.[#0?]+),*)|(?P<date>AM/PM|上午/下午|y+|m+|d+|h+|s+(?:\.0+)?|a{3,4})|(?P<plain>.)",
    re.I | re.S,
)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
_OWN_SIGN = re.compile(r"[-(（△▲]")
_HOLDS = {"<=": le, ">=": ge, "<>": ne, "<": lt, ">": gt, "=": eq}
_PRECISE = Context(prec=15, rounding=ROUND_HALF_UP)  # a workbook keeps fifteen digits; what follows is the float's noise
_SHOWN_DIGITS = 10
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def shown(value: Decimal, code: str = "", epoch_1904: bool = False) -> str:
    """The number as a cell of this format shows it, without padding."""
    value = _PRECISE.create_decimal(value)
    if code.strip().lower() in _GENERAL:
        return plain(value)
    section, value = _section(code, value)
    pieces = _pieces(section)
    kinds = {piece.lastgroup for piece in pieces}
    if "date" in kinds and "number" not in kinds:
        return _date(value, pieces, epoch_1904)
    if ("/" in section and "number" in kinds) or re.search(r"E[+-]", section):
        return plain(value)
    return _number(value, pieces, section)


@lru_cache(maxsize=512)
def _pieces(section: str) -> list[re.Match[str]]:
    return list(_PIECE.finditer(section))


def plain(value: Decimal) -> str:
    """The number as the general format shows it: no trailing zeros, no exponent, and none of the noise that binary sums leave.

    A sum of amounts comes as 935.0000000001; where a far shorter decimal lies within a millionth of a millionth, that is meant.
    Excel cuts what is left to eleven characters; two decimals are kept all the same, they are cents.
    """
    value = _PRECISE.create_decimal(value)
    for places in range(7):
        short = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if abs(value) < Decimal(10) ** 20 else value
        if abs(short - value) <= min(max(abs(value) * Decimal("1e-12"), Decimal("1e-11")), Decimal("1e-6")):
            value = short
            break
    places = max(_SHOWN_DIGITS - len(str(abs(int(value)))), 2)
    if value.is_finite() and -value.as_tuple().exponent > places and abs(value) >= Decimal("0.001"):
        value = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _section(code: str, value: Decimal) -> tuple[str, Decimal]:
    """The part of a format that holds for this value, and the value to format: a section for negatives has its own sign."""
    sections, quoted, start = [], False, 0
    for at, char in enumerate(code):
        if char == '"':
            quoted = not quoted
        elif char == ";" and not quoted and (at == 0 or code[at - 1] != "\\"):
            sections.append(code[start:at])
            start = at + 1
    sections.append(code[start:])
    conditions = [_CONDITION.search(section) for section in sections[:2]]
    if any(conditions):
        holding = (
            section
            for section, condition in zip(sections, conditions, strict=False)
            if condition is None or _HOLDS[condition[1]](value, Decimal(condition[2]))
        )
        section = next(holding, sections[-1])
        return section, abs(value) if _OWN_SIGN.search(section) else value
    if len(sections) >= 2 and value < 0:
        return sections[1], abs(value)
    if len(sections) >= 3 and value == 0:
        return sections[2], value
    return sections[0], value


def _number(value: Decimal, pieces: list[re.Match[str]], section: str) -> str:
    """A number with the digits, grouping and scale of its placeholders, between the literal text around them."""
    placeholders = [piece["number"] for piece in pieces if piece.lastgroup == "number"]
    parts: list[str] = []
    if placeholders:
        percent = sum(1 for piece in pieces if piece.lastgroup == "plain" and piece[0] == "%")
        scale = len(placeholders[-1]) - len(placeholders[-1].rstrip(","))
        value = value.scaleb(2 * percent - 3 * scale)
        if any("." in placeholder for placeholder in placeholders):
            placeholders = placeholders[:1]
        value, parts = _digits(value, [placeholder.rstrip(",") for placeholder in placeholders])
    text, placed = "", 0
    for piece in pieces:
        kind = piece.lastgroup
        if kind == "number":
            text += parts[placed] if placed < len(parts) else ""
            placed += 1
        elif kind == "general":
            text += plain(abs(value))
        elif kind == "bracket":
            symbol = re.match(r"\$([^-\]]*)", piece["bracket"])
            text += symbol[1] if symbol else ""
        elif kind in ("quoted", "escaped", "plain", "date"):
            text += piece[kind] if kind != "plain" or piece[0] != "@" else ""
    return ("-" if value < 0 and (placed or not pieces) else "") + text.strip()


def _digits(value: Decimal, placeholders: list[str]) -> tuple[Decimal, list[str]]:
    """The value as rounded, and its digits for each of the placeholders.

    Where literal text stands between placeholders ("0!.0," shows tens of thousands with a point written by hand), the last digits
    go to the last placeholder, and so on from the right.
    """
    whole, _, fraction = "".join(placeholders).partition(".")
    value = value.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP, Context(prec=400))
    digits = f"{abs(value):f}"
    optional = len(fraction) - len(fraction.rstrip("#?"))
    for _ in range(optional):
        digits = digits[:-1] if digits.endswith("0") else digits
    digits = digits.rstrip(".") if optional == len(fraction) else digits
    least = whole.count("0")
    before, dot, after = digits.partition(".")
    before = before.rjust(least, "0") if least else before.lstrip("0")
    later = []
    for placeholder in placeholders[:0:-1]:
        cut = max(len(before) - sum(placeholder.count(mark) for mark in "#0?"), 0)
        before, taken = before[:cut], before[cut:]
        later.append(taken)
    if "," in whole and before:
        before = before if least > 1 and before.startswith("0") else f"{int(before):,}"
    return value, [before + dot + after, *reversed(later)]


def _date(value: Decimal, pieces: list[re.Match[str]], epoch_1904: bool) -> str:
    """A date from its serial number. Days before March 1900 are one too early: Excel believes in a 29 February 1900."""
    if not 0 <= value < 2_958_466:
        return plain(value)
    start = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30)
    moment = start + timedelta(seconds=int((value * 86_400).to_integral_value(ROUND_HALF_UP)))
    tokens = [piece["date"].lower() if piece.lastgroup == "date" else None for piece in pieces]
    half_day = any(token in ("am/pm", "上午/下午") for token in tokens)
    text = ""
    for at, piece in enumerate(pieces):
        token = tokens[at]
        if token is None:
            text += piece[piece.lastgroup] if piece.lastgroup in ("quoted", "escaped", "plain") else ""
            continue
        near = [other for other in tokens[:at] if other][-1:] + [other for other in tokens[at + 1 :] if other][:1]
        minutes = token in ("m", "mm") and (
            near[:1] == ["h"] or near[:1] == ["hh"] or any(other.startswith("s") for other in near)
        )
        text += _moment(moment, token, minutes, half_day)
    return text.strip()


def _moment(moment: datetime, token: str, minutes: bool, half_day: bool) -> str:
    wide = len(token) >= 2
    if token.startswith("y"):
        return f"{moment.year:04d}" if len(token) > 2 else f"{moment.year % 100:02d}"
    if token.startswith("m") and not minutes:
        return _MONTHS[moment.month - 1] if len(token) > 2 else f"{moment.month:0{2 if wide else 1}d}"
    if token.startswith("d"):
        return "" if len(token) > 2 else f"{moment.day:0{2 if wide else 1}d}"
    if token.startswith("h"):
        return f"{(moment.hour % 12 or 12) if half_day else moment.hour:0{2 if wide else 1}d}"
    if token.startswith("m"):
        return f"{moment.minute:0{2 if wide else 1}d}"
    if token.startswith("s"):
        return f"{moment.second:0{2 if len(token.partition('.')[0]) > 1 else 1}d}"
    if token.startswith("a") and token != "am/pm":
        return "星期" * (len(token) > 3) + "一二三四五六日"[moment.weekday()]
    return ("AM" if moment.hour < 12 else "PM") if token == "am/pm" else ("上午" if moment.hour < 12 else "下午")
