"""Two tables with the same rows on pages beside each other, as one; the lines of text that run from one page into the other.

Not in here: which pages lie beside each other (`wide_sheets.py`).
"""

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from yusuan.document import Block, Cell, Paragraph, Table
from yusuan.tables.running_lines import is_page_number

SAME_PLACE = 2.0  # points; the same row printed on two pages
LAST_GLYPH = 15.0  # points between a line that runs out of the page and the table's border


def lines_of(table: Table, *, down: bool) -> list[float]:
    """Where the rows (`down`) or columns of a table begin and end; empty where its cells do not agree."""
    places: dict[int, list[float]] = {}
    for cell in table.cells:
        if cell.box is None:
            return []
        first, span = (cell.row, cell.row_span) if down else (cell.column, cell.column_span)
        places.setdefault(first, []).append(cell.box.top if down else cell.box.x0)
        places.setdefault(first + span, []).append(cell.box.bottom if down else cell.box.x1)
    if set(places) != set(range((table.rows if down else table.columns) + 1)):
        return []
    lines = [min(places[line]) for line in range(len(places))]
    agreed = all(max(places[line]) - lines[line] <= SAME_PLACE for line in range(len(lines)))
    return lines if agreed and all(one < other for one, other in pairwise(lines)) else []


def alike(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether every line of one is among the other's."""
    if len(one) == len(other):  # lines come in order, further apart than their places may differ
        return all(abs(line - place) <= SAME_PLACE for line, place in zip(one, other, strict=True))
    return all(any(abs(line - place) <= SAME_PLACE for place in other) for line in one)


def same_rows(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether two tables have the same rows: they begin and end together, and the lines of one are among the other's."""
    ends = abs(one[0] - other[0]) <= SAME_PLACE and abs(one[-1] - other[-1]) <= SAME_PLACE
    return ends and (alike(one, other) or alike(other, one))


def repeated_columns(left: Table, right: Table) -> int:
    """How many leading columns the table to the right repeats from the other."""
    if left.rows != right.rows:
        return 0
    known = {(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in left.cells}
    count = 0
    for column in range(min(left.columns, right.columns)):
        cells = [cell for cell in right.cells if cell.column == column]
        same = all((cell.row, cell.column, cell.row_span, cell.column_span, cell.text) in known for cell in cells)
        if not same or not any(cell.text.strip() for cell in cells):
            break
        count = max(column + cell.column_span for cell in cells)
    return count if count < right.columns else 0


def beside(left: list[Block], right: list[Block]) -> list[Block]:
    """The blocks of a page with those of the page to its right."""
    blocks = list(left)
    tables = [(place, block) for place, block in enumerate(blocks) if isinstance(block, Table)]
    for block in right:
        if isinstance(block, Table):
            rows = lines_of(block, down=True)
            place, table = next((p, one) for p, one in tables if same_rows(lines_of(one, down=True), rows))
            blocks[place] = _widened(table, block)
    border = max(
        (cell.box.x1 for _, table in tables for cell in table.cells if cell.box and cell.page == table.page), default=0.0
    )
    for block in right:
        if isinstance(block, Paragraph):
            _add_line(blocks, block, border)
    return blocks


def _add_line(blocks: list[Block], line: Paragraph, border: float) -> None:
    """Puts a line of the page to the right where it stands: behind the line of its height that ran out of the page, else as a
    line of its own before what is printed lower. What both pages print, running heads, stays once."""
    for place, block in enumerate(blocks):
        if block.box is None or line.box is None:
            continue
        if isinstance(block, Paragraph) and abs(block.box.top - line.box.top) <= SAME_PLACE:
            if block.text == line.text or (is_page_number(block.text) and is_page_number(line.text)):
                return
            if block.box.x1 >= border - LAST_GLYPH:
                blocks[place] = msgspec.structs.replace(block, text=block.text + line.text)
                return
        if block.box.top > line.box.top:
            blocks.insert(place, line)
            return
    blocks.append(line)


def _widened(left: Table, right: Table) -> Table:
    """The two tables as one with the columns of both, those that the right one repeats once."""
    repeated = repeated_columns(left, right)
    lines, others = lines_of(left, down=True), lines_of(right, down=True)
    common = lines if len(lines) >= len(others) else others
    moved = [
        msgspec.structs.replace(cell, column=cell.column + left.columns - repeated)
        for cell in _with_rows(right.cells, others, common)
        if cell.column >= repeated
    ]
    cells = _with_rows(left.cells, lines, common)
    if not left.open_left:  # else no border is drawn at the sides of this table, and none is missing
        open_left, open_right = (
            _with_rows(_open_cells(right, 0), others, common),
            _with_rows(_open_cells(left, -1), lines, common),
        )
        cells, moved = _over_the_cut(cells, moved, open_right, {(cell.row, cell.row_span) for cell in open_left})
    cells, columns = [*cells, *moved], left.columns + right.columns - repeated
    if not any(left.columns in (cell.column, cell.column + cell.column_span) for cell in cells):  # every row was cut
        cells, columns = [_without_line(cell, left.columns) for cell in cells], columns - 1
    rows = {
        row for cell in _with_rows(_open_cells(right, -1), others, common) for row in range(cell.row, cell.row + cell.row_span)
    }
    return msgspec.structs.replace(
        left,
        rows=len(common) - 1,
        columns=columns,
        cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
        open_right=tuple(sorted(rows)),
    )


def _without_line(cell: Cell, line: int) -> Cell:
    """The cell in a table without this column line, at which no cell begins or ends."""
    if cell.column > line:
        return msgspec.structs.replace(cell, column=cell.column - 1)
    return msgspec.structs.replace(cell, column_span=cell.column_span - (cell.column + cell.column_span > line))


def _open_cells(table: Table, side: int) -> list[Cell]:
    """The cells beside which the border of the table is missing at this side (0 left, -1 right)."""
    rows = set(table.open_left if side == 0 else table.open_right)
    edge = 0 if side == 0 else table.columns
    return [
        cell
        for cell in table.cells
        if (cell.column if side == 0 else cell.column + cell.column_span) == edge
        and rows >= {*range(cell.row, cell.row + cell.row_span)}
    ]


def _over_the_cut(
    cells: list[Cell], moved: list[Cell], open_right: list[Cell], open_left: set[tuple[int, int]]
) -> tuple[list[Cell], list[Cell]]:
    """The cells of both sides, those put together that the page cut from above to below: neither half has a border there."""
    first = min((cell.column for cell in moved), default=0)
    rests = {(cell.row, cell.row_span): cell for cell in moved if cell.column == first}
    whole = {}
    for over in open_right:
        rest = rests.get((over.row, over.row_span))
        if rest is not None and (rest.row, rest.row_span) in open_left:
            # As if the paper were wider.
            box = over.box and rest.box and msgspec.structs.replace(over.box, x1=over.box.x1 + rest.box.x1 - rest.box.x0)
            whole[over] = msgspec.structs.replace(
                over,
                box=box,
                text=_lines_over_the_cut(over.text, rest.text),
                column_span=over.column_span + rest.column_span,
                sources=over.sources + rest.sources,
            )
            moved = [cell for cell in moved if cell is not rest]
    return [whole.get(cell, cell) for cell in cells], moved


def _lines_over_the_cut(text: str, rest: str) -> str:
    """A cell's text from its lines on both sides of the cut: what goes on are the longest ones to the left, in their order."""
    lines, rests = text.split("\n"), rest.split("\n") if rest else []
    longest = sorted(sorted(range(len(lines)), key=lambda line: -len(lines[line]))[: len(rests)])
    for place, more in zip(longest, rests, strict=False):
        lines[place] += more
    lines += rests[len(longest) :]
    return "\n".join(lines)


def _with_rows(cells: Sequence[Cell], lines: Sequence[float], common: Sequence[float]) -> list[Cell]:
    """The cells in the rows that both tables have."""
    places = [min(range(len(common)), key=lambda row: abs(common[row] - line)) for line in lines]
    return [
        msgspec.structs.replace(cell, row=places[cell.row], row_span=places[cell.row + cell.row_span] - places[cell.row])
        for cell in cells
    ]
