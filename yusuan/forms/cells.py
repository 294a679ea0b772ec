"""Cells of a table as forms look at them: row by row, beside and below each other, their texts put together.

Not in here: what their words mean (each form's own headings and labels).
"""

from collections.abc import Iterable, Sequence

from yusuan.document import Cell, Table


def rows_of(table: Table) -> list[list[Cell]]:
    """The distinct cells that stand in each row, from left to right; a spanning cell is in every row that it covers."""
    rows: list[list[Cell]] = [[] for _ in range(table.rows)]
    for cell in sorted(table.cells, key=lambda cell: (cell.column, cell.row)):
        for number in range(cell.row, min(cell.row + cell.row_span, table.rows)):
            rows[number].append(cell)
    return rows


def begun_in(row: Iterable[Cell], number: int) -> list[Cell]:
    """The printed cells that begin in a row, row number `number` of its table, from left to right."""
    return [cell for cell in row if cell.row == number and cell.text.strip()]


def with_lead(rows: Sequence[Sequence[Cell]], start: int) -> int:
    """The first row of a form with the title rows above it that stand inside the table (sheets, web pages)."""
    while start > 0 and len({cell.text.strip() for cell in rows[start - 1] if cell.text.strip()}) <= 1:
        start -= 1
    return start


def overlap(cell: Cell, other: Cell) -> bool:
    """Whether two cells stand in a column in common."""
    return cell.column < other.column + other.column_span and other.column < cell.column + cell.column_span


def joined_text(texts: Iterable[str]) -> str:
    """Parts of one cell's text put together; the white space that this adds inside words is what `values.tidy` removes."""
    return "\n".join(text for text in texts if text.strip())
