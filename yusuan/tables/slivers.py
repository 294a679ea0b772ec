"""Rows that hold nothing: slivers between a cell and the end of its row, closed up.

A producer that lets every cell of a row break for itself (Chromium, with separate borders) ends a merged cell above or below the
row that it ends with. The line there looks like one between rows, with blank cells on one side where the merged cell stopped,
while the record beside it goes through. Not in here: blank rows of a form, which are as high as others and ruled all along.
"""

import msgspec

from yusuan.document import Cell, Table


def without_slivers(table: Table) -> Table:
    """The table with such strips given to the row that they belong to; the table itself where there are none."""
    if table.rows < 2 or table.page is None or any(cell.box is None for cell in table.cells):
        return table
    cells, rows, open_bottom = list(table.cells), table.rows, table.open_bottom
    last = [cell for cell in cells if cell.row + cell.row_span == rows]
    if open_bottom and len(last) == 1 and last[0].row_span == 1 and not last[0].text.strip():
        cells.remove(last[0])  # between the last row and the page's edge, the sides of the table's own frame
        rows, open_bottom = rows - 1, False
    lowest = min((_height(cell) for cell in cells if cell.row_span == 1 and cell.text.strip()), default=0.0)
    printed = [cell for cell in cells if cell.text.strip()]
    starts, ends = {cell.row for cell in printed}, {cell.row + cell.row_span for cell in printed}
    for line in range(rows - 1, 0, -1):
        below = line not in starts
        if below or line not in ends:
            through = [cell for cell in cells if cell.row < line < cell.row + cell.row_span]
            record = any(cell.row == line - 1 and cell.text.strip() for cell in through)
            strip = [cell for cell in cells if cell.row == line - (not below)]
            wide = 2 * sum(cell.column_span for cell in through) > table.columns
            if record and (wide or not strip or _blank_height(strip) < lowest):
                cells, rows = _closed_up(cells, line, below=below), rows - 1
    if rows == table.rows:
        return table
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return msgspec.structs.replace(table, rows=rows, cells=tuple(cells), open_bottom=open_bottom)


def _height(cell: Cell) -> float:
    return cell.box.bottom - cell.box.top


def _blank_height(strip: list[Cell]) -> float:
    """The height of the blank cells of a row that are in no other."""
    heights = [_height(cell) for cell in strip if cell.row_span == 1 and not cell.text.strip()]
    return max(heights, default=float("inf"))


def _closed_up(cells: list[Cell], line: int, *, below: bool) -> list[Cell]:
    """The cells with the rows on both sides of a line made one. The blank cells of the strip, below the line or above it, go."""
    closed = []
    for cell in cells:
        start, end = cell.row, cell.row + cell.row_span
        if below:
            start, end = start + (start == line), end + (end == line)
        else:
            start, end = start - (start == line), end - (end == line)
        if start < end:
            start, end = start - (start > line), end - (end > line)
            closed.append(msgspec.structs.replace(cell, row=start, row_span=end - start))
    return closed
