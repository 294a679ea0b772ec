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


def cells_by_column(table: Table) -> list[set[tuple[int, int, int, str]]]:
    """What stands in the rows of each column: row, rows and columns that it covers, text."""
    found: list[set[tuple[int, int, int, str]]] = [set() for _ in range(table.columns)]
    for cell in table.cells:
        found[cell.column].add((cell.row, cell.row_span, cell.column_span, cell.text))
    return found


def repeated_columns(left: Sequence[set[tuple]], right: Sequence[set[tuple]]) -> int:
    """How many leading columns a table with the same rows repeats from the one to its left, by their `cells_by_column`."""
    count = 0
    for column, (known, cells) in enumerate(zip(left, right, strict=False)):
        if not cells <= known or not any(text.strip() for *_, text in cells):
            break
        count = max(column + columns for _, _, columns, _ in cells)
    return count if count < len(right) else 0


def beside(pages: Sequence[Sequence[Block]]) -> list[Block]:
    """The blocks of pages that lie beside each other, from left to right, as those of one page."""
    blocks = list(pages[0])
    tables = [block for block in blocks if isinstance(block, Table)]
    border = max((cell.box.x1 for table in tables for cell in table.cells if cell.box), default=0.0)
    rows = [lines_of(table, down=True) for table in tables]
    whole = list(zip(tables, rows, strict=True))
    for page in pages[1:]:
        for block in page:
            if isinstance(block, Table):
                lines = lines_of(block, down=True)
                place = next(place for place, own in enumerate(rows) if same_rows(own, lines))
                whole[place] = _widened(*whole[place], block, lines)
        for block in page:
            if isinstance(block, Paragraph):
                _add_line(blocks, block, border)
    widened = iter(table for table, _ in whole)
    return [next(widened) if isinstance(block, Table) else block for block in blocks]


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


def _widened(left: Table, lines: Sequence[float], right: Table, others: Sequence[float]) -> tuple[Table, Sequence[float]]:
    """Two tables as one with the columns of both, those that the right one repeats once; and its row lines, of which `lines` and
    `others` are those of the two."""
    repeated = repeated_columns(cells_by_column(left), cells_by_column(right)) if left.rows == right.rows else 0
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
    table = msgspec.structs.replace(
        left,
        rows=len(common) - 1,
        columns=columns,
        cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
        open_right=tuple(sorted(rows)),
    )
    return table, common


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
