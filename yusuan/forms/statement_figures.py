"""What standard tables print that is no money: columns of percentages and quantities, lines that count things (团组数, 保有量).

Not in here: which columns these are (`statement_columns.py`), whether a percentage is right (`reconcile/rules/`).
"""

from typing import Any

from yusuan import statement_terms, values
from yusuan.document import Cell
from yusuan.forms.statement_columns import Column
from yusuan.forms.statement_rows import Line
from yusuan.records import Records, in_cells
from yusuan.values import Amount, Unreadable


def counts(line: Line, statement: str | None) -> bool:
    """Whether a line counts things. A table of assets prints their value beside their number in columns of their own."""
    return statement_terms.is_count(line.name) and "fixed_assets" not in (statement or "")


def add(place: str, head: dict[str, Any], line: Line, records: Records) -> None:
    """Adds the figures of a line; `head` and `place` as for its amounts."""
    figures: list[tuple[Column, Cell]] = list(line.figures)
    if counts(line, head["statement"]):
        figures += [(column, cell) for column, cell in line.amounts if cell is not None and cell.text.strip()]
    for column, cell in () if line.doubtful else figures:
        measure = "percent" if column.role == "percent" else "count"
        value = _value(cell.text)
        if value is None and not _says_something(cell.text):
            continue
        unit = statement_terms.unit_of_count(line.name, column.text) if measure == "count" else None
        read = {
            **head,
            "measure": measure,
            "column_text": column.text or f"第{column.place + 1}列",
            "value": value and value.value,
            "value_text": values.tidy(cell.text),
            "unit": unit,
            "printed_decimals": value and value.decimals,
        }
        sources = {
            "value": in_cells(cell) if value else None,
            "value_text": in_cells(cell),
            "name": in_cells(*line.named) if line.name else None,
            "code": in_cells(*line.coded) if line.code else None,
        }
        records.add("statement_figures", "statement_figure_id", f"{place}-f{column.place + 1}", read, sources)


def _value(text: str) -> Amount | None:
    try:
        return values.percentage(text)
    except Unreadable:
        return None  # words, kept as they are printed


def _says_something(text: str) -> bool:
    return any(character.isalnum() for character in text)
