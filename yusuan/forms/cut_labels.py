"""Rows that a page cut through one of their labels (绩效目 + 标), made whole again.

Pages may close a cut row with a border on both sides, so that nothing but its words tells. Not in here: which words are labels
(each form says so), rows of indicators, whose levels tell (`indicator_rows.py`).
"""

from collections.abc import Callable

from msgspec.structs import replace

from yusuan.document import Cell, Table


def mended(table: Table, is_label: Callable[[Cell], bool]) -> Table:
    """The table with every row put together that a page break cut through a label; the row below the break is then empty.

    A cut is certain where two cells make a label that neither of them is. Cells merged over the row below go on there.
    """
    for first in table.breaks:
        above = {(cell.column, cell.column_span): cell for cell in table.cells if cell.row + cell.row_span == first}
        below = [(cell, above.get((cell.column, cell.column_span))) for cell in table.cells if cell.row == first]
        if any(over is not None and _completes(over, cell, is_label) for cell, over in below):
            table = _put_together(table, [(cell, over) for cell, over in below if over is not None])
    return table


def _completes(over: Cell, cell: Cell, is_label: Callable[[Cell], bool]) -> bool:
    if not over.text.strip() or not cell.text.strip() or is_label(over) or is_label(cell):
        return False
    return is_label(_joined(over, cell))


def _joined(over: Cell, cell: Cell) -> Cell:
    text = "\n".join(text for text in (over.text, cell.text) if text.strip())
    return replace(over, text=text, row_span=over.row_span + cell.row_span, sources=over.sources + cell.sources)


def _put_together(table: Table, pairs: list[tuple[Cell, Cell]]) -> Table:
    whole = {over: _joined(over, cell) for cell, over in pairs}
    gone = {cell for cell, _ in pairs}
    return replace(table, cells=tuple(whole.get(cell, cell) for cell in table.cells if cell not in gone))
