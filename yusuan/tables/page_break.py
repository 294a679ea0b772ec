"""Cells that a page break cut, put together again: only where it is certain.

That is where the border is missing at the page's edge, or where a cell merged over several rows is blank on one side. Not in
here: which tables go on over a page and in which columns (`join.py`).
"""

import re
from collections.abc import Container, Sequence

import msgspec

from yusuan import values
from yusuan.document import Cell

FIGURE = re.compile(r"^[-+△(]?\d[\d,]*(?:\.\d+)?[%)]?$")


def over_the_break(cells: list[Cell], moved: list[Cell], first: int, *, open_edge: bool) -> list[Cell]:
    """The cells of both sides, those put together that the page break cut through. `first` is the first row below it."""
    above = {(cell.column, cell.column_span): cell for cell in cells if cell.row + cell.row_span == first}
    cut = {cell: above.get((cell.column, cell.column_span)) for cell in moved if cell.row == first}
    open_edge = open_edge and _is_rest([(over, cell) for cell, over in cut.items()])
    # A cell cut in the midst of its text is known by its neighbour that covers the same rows on both sides (a project's name
    # beside its goals) and prints on one side only.
    known = {_extent(over, cell) for cell, over in cut.items() if over and _halves(over, cell) and over.text.strip()}
    # Two figures make two records of the same extent, whatever cell around them goes on.
    two = {_extent(over, cell) for cell, over in cut.items() if over and _is_amount(over) and _is_amount(cell)}
    for cell in moved:
        over = cut.get(cell)
        if over is None or not (open_edge or _halves(over, cell, two) or _extent(over, cell) in known - two):
            cells.append(cell)
            continue
        cells[cells.index(over)] = msgspec.structs.replace(
            over,
            text="\n".join(text for text in (over.text, cell.text) if text.strip()),
            row_span=over.row_span + cell.row_span,
            sources=over.sources + cell.sources,
        )
    return cells


def into_holes(cells: Sequence[Cell], first: int, rows: int) -> list[Cell]:
    """The cells, those that end at the row `first` going on where below them no cell is: the rest of a merged cell without border
    of its own."""
    below = [cell for cell in cells if cell.row + cell.row_span > first]
    taken = {
        (row, column)
        for cell in below
        for row in range(max(cell.row, first), cell.row + cell.row_span)
        for column in columns_of(cell)
    }
    found = []
    for cell in cells:
        end = first
        while cell.row + cell.row_span == first and end < rows and not any((end, column) in taken for column in columns_of(cell)):
            end += 1
        found.append(msgspec.structs.replace(cell, row_span=end - cell.row) if end > first else cell)
    return found


def columns_of(cell: Cell) -> range:
    return range(cell.column, cell.column + cell.column_span)


def _is_rest(pairs: Sequence[tuple[Cell | None, Cell]]) -> bool:
    """Whether the row below a break without a border is the rest of the row above: its cells stand under that row's, and behind
    its first printed cell one is blank that the row above prints. Pages may lack the border between two whole rows, too."""
    printed = False
    rest = False
    for over, cell in sorted(pairs, key=lambda pair: pair[1].column):
        if over is None or (_is_number(cell) and (_is_number(over) or _is_words(over))):
            return False
        rest = rest or (printed and bool(over.text.strip()) and not cell.text.strip())
        printed = printed or bool(cell.text.strip())
    return rest


def _is_number(cell: Cell) -> bool:
    """Whether the cell is whole with its text: a number, or the dash that stands for none."""
    text = values.comparable(cell.text)
    return bool(FIGURE.match(text) or re.fullmatch(r"[-—–]+", text))


def _is_amount(cell: Cell) -> bool:
    try:
        return values.amount(cell.text) is not None
    except values.Unreadable:
        return False


def _is_words(cell: Cell) -> bool:
    """Whether the cell holds words alone (分值, 3月底): a number below is no rest of them, as it may be of ≥ or 2024年."""
    return bool(re.fullmatch(r"(?:\d{1,2}月)?[\u3400-\u9fff]+", values.comparable(cell.text)))


def _halves(over: Cell, cell: Cell, records: Container[tuple[int, int]] = ()) -> bool:
    """Whether two cells with a line between are one merged cell: one spans rows, and the text stands on one side only.

    A blank above a single cell with text is an empty part of the page, not a merged cell's half; nor is one above the text of
    another record (`records`: what rows those have).
    """
    if over.text.strip():
        return (over.row_span > 1 or cell.row_span > 1) and not cell.text.strip()
    return cell.row_span > 1 and _extent(over, cell) not in records


def _extent(over: Cell, cell: Cell) -> tuple[int, int]:
    return over.row_span, cell.row_span


def row_closed(cells: list[Cell], first: int) -> list[Cell]:
    """The rows without the row `first`, whose every cell has gone on from above: it was the rest of the row before."""
    closed = []
    for cell in cells:
        if cell.row > first:
            closed.append(msgspec.structs.replace(cell, row=cell.row - 1))
        elif cell.row + cell.row_span > first:
            closed.append(msgspec.structs.replace(cell, row_span=cell.row_span - 1))
        else:
            closed.append(cell)
    return closed
