"""The block of funds (项目资金, 预算执行情况) of a self-evaluation: budget, spending, rate and points by source of funds.

Columns are found by their headings, with or without the letters of their formula: 全年预算数(A), 全年执行数(B), 执行率(B/A). Not
in here: where the block lies in its form (`self_evaluation.py`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yusuan import values, vocabulary
from yusuan.document import Cell
from yusuan.forms import ragged
from yusuan.forms.evaluation_rows import already_recorded
from yusuan.forms.printed_amounts import amount_and_unit
from yusuan.records import Records, in_cells
from yusuan.values import Amount, Unreadable, comparable

_HEADINGS = {
    "initial": "年初预算数 年初预算 年初预算金额 年初批复数 年初数",
    "revised": "全年预算数 全年预算 调整后预算数 调整后预算 调整预算数 预算数 年度预算数 预算金额 全年预算金额 预算安排数 "
    "预算资金 本年预算数",
    "executed": "全年执行数 全年执行 执行数 预算执行数 实际执行数 全年支出数 实际支出数 支出数 执行金额 全年执行金额 实际支出",
    "weight": "分值 权重 指标分值",
    "rate": "执行率 预算执行率 资金执行率 全年执行率 支出率",
    "score": "得分 自评得分",
    "reason": "原因 未完成原因 偏差原因 备注 未完成原因分析",
}
_ROLES = {heading: role for role, headings in _HEADINGS.items() for heading in headings.split()}
_BRACKETS = re.compile(r"\([^()]*\)$")
_UNIT = re.compile(r"(?:\(|单位[:：])(?:单位[:：])?([亿万]?元)\)?")
_DECIMALS = ("printed_decimals", "printed_rate_decimals", "printed_score_decimals")
_NUMBERS = {"weight": "weight", "rate": "execution_rate_percent", "score": "score"}
_MONEY = {"initial": "initial_budget_yuan", "revised": "revised_budget_yuan", "executed": "executed_yuan"}


@dataclass(frozen=True, slots=True)
class FundsHeader:
    """The heading row of a block of funds: the columns of its roles, where its sources are named, the unit it declares."""

    row: int
    columns: dict[str, range]
    unit: str | None


def header_of(number: int, cells: Sequence[Cell]) -> FundsHeader | None:
    """The header if this row heads a block of funds: a column of spending beside one of the budget."""
    columns: dict[str, range] = {}
    unit = None
    for cell in cells:
        label = comparable(cell.text)
        if declared := _UNIT.search(label):
            unit = unit or declared[1]
        role = _ROLES.get(label) or _ROLES.get(_BRACKETS.sub("", label))
        if cell.row != number or role is None or role in columns:
            continue
        if role == "initial":
            columns.pop("revised", None)  # 年度预算数（万元） to the left of 年初预算 is the block's name
        columns[role] = range(cell.column, cell.column + cell.column_span)
    if "executed" not in columns or not columns.keys() & {"initial", "revised"}:
        return None
    first = min(span.start for role, span in columns.items() if role in _MONEY)
    return FundsHeader(number, {"source": range(first), **columns}, unit)


def is_source(cells: Sequence[Cell], header: FundsHeader, is_ragged: bool) -> bool:
    """Whether a row below the heading is one of the block: a source of funds with amounts or blanks beside it, and no words."""
    fields = _fields(cells, header, is_ragged)
    if fields is None:
        return any(_known(cell) for cell in cells)
    if "source" not in fields:
        return False
    if _known(fields["source"]):
        return True
    numbers = [cell for role, cell in fields.items() if role not in ("source", "reason")]
    return bool(numbers) and all(_is_amount(cell.text) for cell in numbers)


def add_funds(
    rows: Sequence[Sequence[Cell]], header: FundsHeader, unit: str | None, place: str, is_ragged: bool, records: Records
) -> None:
    """Adds a record for each row of the block; amounts without a declared unit are not read."""
    ordinal = already_recorded("evaluation_funds", place, records)
    shifted: list[tuple[int, Sequence[Cell]]] = []
    for number, cells in enumerate(rows):
        fields = _fields(cells, header, is_ragged)
        if fields is None:
            ragged.report_unplaced(cells, records)
            continue
        if any(cell.column not in header.columns[role] for role, cell in fields.items() if role in header.columns):
            shifted.append((number, cells))
        ordinal += 1
        _add(fields, ordinal, unit, place, records)
    ragged.report_shifted(shifted, records)


def _add(fields: dict[str, Cell], ordinal: int, unit: str | None, place: str, records: Records) -> None:
    fund = f"{place}-f{ordinal:02d}"
    source = values.tidy(fields["source"].text)
    read: dict[str, Any] = {
        "evaluation_id": f"{records.document_id}-{place}",
        "ordinal": ordinal,
        "source": source,
        "fund_source": _known(fields["source"]),
        "printed_unit": unit,
        "page": fields["source"].page,
    } | dict.fromkeys((*_MONEY.values(), *_NUMBERS.values(), *_DECIMALS))
    sources = {column: in_cells(fields["source"]) for column in ("source", "fund_source") if read[column] is not None}
    for role, column in (_MONEY | _NUMBERS).items():
        cell = fields.get(role)
        try:
            printed = None if cell is None else amount_and_unit(cell.text, unit) if role in _MONEY else _number(role, cell.text)
        except Unreadable as problem:
            records.find(
                "extraction.unreadable_amount", "error", f"“{source}”的数值无法读取：{problem}",
                f"A number of “{source}” cannot be read: {problem}", dataset="evaluation_funds",
                record_id=f"{records.document_id}-{fund}", column=column, value=values.tidy(cell.text) if cell else None,
                page=read["page"],
            )  # fmt: skip
            continue
        if cell is None or printed is None:
            continue
        amount, own = printed
        read[column] = amount.yuan(own) if own else amount.value
        sources[column] = in_cells(cell)
        if own:
            read["printed_unit"] = own
            read["printed_decimals"] = max(read["printed_decimals"] or 0, amount.decimals)
        elif role != "weight":
            read[f"printed_{role}_decimals"] = amount.decimals
    records.add("evaluation_funds", "fund_id", fund, read, sources)


def _number(role: str, text: str) -> tuple[Amount, None] | None:
    amount = values.percentage(text) if role == "rate" else values.amount(re.sub(r"分$", "", comparable(text)))
    return None if amount is None else (amount, None)


def _fields(cells: Sequence[Cell], header: FundsHeader, is_ragged: bool) -> dict[str, Cell] | None:
    """The row's printed cells by role; None for a row without geometry that fits in no or in several ways."""
    number = max(cell.row for cell in cells)
    own = [cell for cell in cells if cell.text.strip() and cell.row == number]
    if is_ragged:
        columns = {span.start: ragged.Column(role, _kind(role)) for role, span in header.columns.items() if role != "source"}
        columns |= {place: ragged.Column(f"label{place}", _is_label) for place in header.columns["source"]}
        labels = [cell.column for cell in own if cell.column in header.columns["source"] and _is_label(cell.text)]
        # The label of a source that spans several columns stands in the first of them.
        columns[labels[-1] if labels else header.columns["source"].stop - 1] = ragged.Column("source", _is_label)
        found = ragged.fit(own, dict(sorted(columns.items())), lambda named: "source" in named)
        return dict(found.cells) if found else None
    fields: dict[str, Cell] = {}
    for role, span in header.columns.items():
        under = [cell for cell in own if cell.column in span]
        if under:
            fields[role] = under[-1] if role == "source" else under[0]
    return fields


def _known(source: Cell) -> str | None:
    return vocabulary.fund_source(comparable(source.text))


def _kind(role: str) -> Any:
    return (lambda text: True) if role == "reason" else _is_amount


def _is_label(text: str) -> bool:
    return not _is_amount(text)


def _is_amount(text: str) -> bool:
    return bool(re.fullmatch(r"[-—/]+|[-(△]?[\d,]+(?:\.\d+)?\)?(?:%|分|[亿万]?元)?", comparable(text)))
