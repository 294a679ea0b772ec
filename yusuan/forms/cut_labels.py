"""Labelled rows that a page cut (绩效目 + 标, a project's name), made whole again.

Pages may close a cut row with a border on both sides, so that nothing but its words tells. Not in here: which words are labels
(each form says so), rows of indicators, whose levels tell (`indicator_rows.py`).
"""

import re
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from yusuan.document import Cell, Table
from yusuan.values import comparable

_FIGURE = re.compile(r"^\d[\d,.]*%?$")


def mended(table: Table, is_label: Callable[[Cell], bool]) -> Table:
    """The table with every labelled row put together that a page break cut; the row below the break is then empty.

    A cut is certain where two cells make a label that the lower one is not, or where nothing stands under the labels but the
    values go on. A label merged over two rows may be cut between them (dates above, percentages below): it alone is mended.
    """
    for first in table.breaks:
        above = {(cell.column, cell.column_span): cell for cell in table.cells if cell.row + cell.row_span == first}
        below = [(cell, above.get((cell.column, cell.column_span))) for cell in table.cells if cell.row == first]
        pairs = [(cell, over) for cell, over in below if over is not None]
        labels = [(cell, over) for cell, over in pairs if _completes(over, cell, is_label)]
        if labels and any(_is_figure(cell, over) for cell, over in pairs):
            table = _put_together(table, labels)
        elif labels or _goes_on(below, is_label):
            table = _put_together(table, pairs)
    return table


def _completes(over: Cell, cell: Cell, is_label: Callable[[Cell], bool]) -> bool:
    if not over.text.strip() or not cell.text.strip() or is_label(cell):
        return False
    return is_label(_joined(over, cell))


def _goes_on(below: Sequence[tuple[Cell, Cell | None]], is_label: Callable[[Cell], bool]) -> bool:
    """Whether a row goes on with its values: each stands under a value, and the places under the labels are blank."""
    printed = [(cell, over) for cell, over in below if cell.text.strip()]
    if not printed or not any(over is not None and is_label(over) for _, over in below):
        return False
    return all(
        over is not None and over.text.strip() and not is_label(over) and not is_label(cell) and not _is_figure(cell, over)
        for cell, over in printed
    )


def _is_figure(cell: Cell, over: Cell) -> bool:
    """Whether a cell is a figure below words: whole with its text, not the rest of a figure cut in two."""
    upper, lower = comparable(over.text), comparable(cell.text)
    return bool(_FIGURE.match(lower)) and bool(upper) and not upper[-1:].isdigit() and upper[-1:] not in ".,"


def _joined(over: Cell, cell: Cell) -> Cell:
    text = "\n".join(text for text in (over.text, cell.text) if text.strip())
    return replace(over, text=text, row_span=over.row_span + cell.row_span, sources=over.sources + cell.sources)


def _put_together(table: Table, pairs: list[tuple[Cell, Cell]]) -> Table:
    whole = {over: _joined(over, cell) for cell, over in pairs}
    gone = {cell for cell, _ in pairs}
    return replace(table, cells=tuple(whole.get(cell, cell) for cell in table.cells if cell not in gone))
