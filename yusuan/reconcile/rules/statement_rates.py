"""Percentages that standard tables print: rates of change, of completion, shares, each against its amounts (F2)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from yusuan.reconcile.facts import Facts, Origin, Row, money
from yusuan.reconcile.interval import Interval
from yusuan.reconcile.judgement import Check, Place, compare_ratio, lacking
from yusuan.reconcile.registry import rule
from yusuan.reconcile.rules.statements import likeliest
from yusuan.reconcile.statement_tables import Column, Line, Statement, statements

_HUNDRED = Interval(Decimal(100), Decimal(100))
_CHANGE = re.compile(r"增|减|变动|变化|升降|比.*(?:年|数)")
_SHARE = re.compile(r"占.*(?:比|%|％)|比重|比例|构成")


@rule(
    "F2.statement",
    title="表内比率与金额相符",
    title_en="Percentages of a table agree with its amounts",
    severity="error",
    source="比率按印出精度作区间运算",
    due="报表印有增减率、完成率或占比",
    not_applicable="以文字代替比率（不可比）",
    example="-1.44 ÷ 15.17 = -9.49%",
)
def rates(facts: Facts) -> Iterator[Check]:
    columns: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in facts["statement_figures"]:
        if row["measure"] == "percent" and row.get("value") is not None:
            columns[row["statement_figure_id"].rsplit("-", 2)[0], row["column_text"]].append(row)
    tables = {statement.key: statement for statement in reversed(statements(facts))}
    for (key, text), rows in columns.items():
        if key in tables:
            yield from _column(tables[key], text, rows)


def _column(statement: Statement, text: str, rows: Sequence[Row]) -> Sequence[Check]:
    """The checks of one column of percentages, in the reading that most of them bear out."""
    lines = {(line.number, line.side): line for line in statement.lines}
    own = [(lines.get((row["line_number"], row.get("side"))), row) for row in rows]
    readings = []
    for reading in _readings(statement, text):
        checks = [check for line, row in own if line and (check := _check(statement, line, row, reading)) is not None]
        if checks:
            readings.append(checks)
    if not readings:
        return [_lacking(statement, row) for row in rows]
    most = max(len(checks) for checks in readings)
    # A single reading would be taken at its word, whatever it comes to.
    return likeliest([checks for checks in readings if len(checks) == most] + [[]])


def _readings(statement: Statement, text: str) -> Iterator[tuple[str, Column, Column | None]]:
    """What the percentages may be of: (kind, numerator, divisor) by the words of their heading."""
    near = [column for column in statement.columns if (column.term or "").endswith("change")]
    whole = [column for column in statement.columns if column not in near]
    if _SHARE.search(text):
        yield from (("share", column, None) for column in whole)
        return
    if _CHANGE.search(text):
        group = text.rpartition("/")[0]
        beside = [column for column in near if group and column.text.startswith(f"{group}/")] or near
        yield from (("rate", column, base) for column in beside for base in whole)
        yield from (("growth", now, base) for now in whole for base in whole if now is not base)
        return
    yield from (("rate", part, base) for part in whole for base in whole if part is not base)


def _check(statement: Statement, line: Line, row: Row, reading: tuple[str, Column, Column | None]) -> Check | None:
    """None where an amount is not printed, or where the divisor may be zero."""
    kind, column, divisor = reading
    part = line.figures.get(column.text)
    total = statement.total()
    base = line.figures.get(divisor.text) if divisor else (total.figures.get(column.text) if total else None)
    if part is None or base is None or base.value == 0:
        return None
    over, under = Interval.around(part.value, part.half), Interval.around(base.value, base.half)
    if under.low <= 0 <= under.high:
        return None
    value = part.value - base.value if kind == "growth" else part.value
    possible = (over - under if kind == "growth" else over) / under * _HUNDRED
    words = (
        f"（{money(part.value, statement.unit)} - {money(base.value, statement.unit)}）"
        if kind == "growth"
        else money(part.value, statement.unit)
    )
    return compare_ratio(
        value / base.value * 100, possible, row["value"], row.get("printed_decimals") or 0,
        formula=f"{words} ÷ {money(base.value, statement.unit)}", measure="percent", **_about(statement, row),
        parts=tuple(figure.origin for figure in (part, base) if figure.origin),
    )  # fmt: skip


def _lacking(statement: Statement, row: Row) -> Check:
    return lacking("比率所依据的金额没有印出，或为0，无从核对。", measure="percent", **_about(statement, row))


def _about(statement: Statement, row: Row) -> dict:
    name = row.get("name") or row.get("code") or ""
    return dict(
        scope="statement", subject_id=statement.key, subject_name=f"{statement.title}：{name}{row['column_text']}",
        place=Place.of("statement_figures", row, "value"), whole=Origin("statement_figures", row["statement_figure_id"], "value"),
    )  # fmt: skip
