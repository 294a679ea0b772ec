"""Tables that go on over pages become one: same columns, headings not repeated, cells that a page had cut put together.

Joined is what stands together by its structure alone: the neighbouring page, the same column lines or the same headings, and
nothing printed between but running heads, page numbers and the table's own title again. A table that begins a form of its own
(项目编码, 项目名称, ...) is never joined to the one before it.

Not in here: which cells a page has cut (`page_break.py`). Whether a row of words goes on (社会效益指 + 标) depends on a form's
vocabulary and is decided there: `Table.breaks` says where.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import msgspec

from yusuan import values
from yusuan.document import Block, Cell, Document, Paragraph, Table
from yusuan.tables.page_break import FIGURE, columns_of, into_holes, over_the_break, row_closed
from yusuan.tables.running_lines import is_page_number, line_key, running_lines
from yusuan.tables.slivers import without_slivers
from yusuan.tables.wide_sheets import Laid, side_by_side

EDGE_TOLERANCE = 3.0  # points; the same line drawn on two pages
RAGGED_COLUMNS = 2  # by so many a text export's rows may differ that stand directly below each other
# The first words of a form: a table that prints them at its top begins anew. The second kind stands inside forms too and
# begins one only where the table before has it already.
_BEGINS = {"项目编码", "项目名称"}
_BEGINS_AGAIN = {
    *("绩效目标", "年度目标", "年度绩效目标", "总体目标", "年度总体目标"),
    *("项目单位", "主管部门", "项目主管部门", "主管部门及代码", "部门名称", "单位名称", "预算部门", "实施单位"),
}


def join_tables(document: Document) -> Document:
    """The document with every table whole. Joined tables keep the first one's index; their cells keep page, box and sources."""
    document, laid = side_by_side(document)
    furniture = running_lines(document.blocks)
    blocks: list[Block] = []
    last: int | None = None  # where in `blocks` the latest table stands
    lead: list[str] = []  # what is printed between the table before it and the latest table
    between: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            blocks.append(block)
            between.append(block)
            continue
        block = without_slivers(block)
        whole, rest = _with_overruns(blocks[last], between) if last is not None else (block, between)
        printed = [line_key(paragraph.text) for paragraph in rest if line_key(paragraph.text) not in furniture]
        if last is not None and _silent(printed, lead):
            joined = _joined(whole, block, laid, alone=not any(line and not is_page_number(line) for line in printed))
            if joined is not None:
                del blocks[len(blocks) - len(between) :]
                blocks[last] = joined
                blocks += rest
                between = []
                continue
        lead = printed
        between = []
        last = len(blocks)
        blocks.append(block)
    return msgspec.structs.replace(document, blocks=tuple(blocks))


def _with_overruns(table: Table, lines: Sequence[Paragraph]) -> tuple[Table, Sequence[Paragraph]]:
    """The table with the first of the lines below it that run on out of a cell, and the other lines."""
    for count, line in enumerate(lines):
        longer = None if is_page_number(line.text) else _with_overrun(table, line)
        if longer is None:
            return table, lines[count:]
        table = longer
    return table, ()


def _with_overrun(table: Table, line: Paragraph) -> Table | None:
    """The table with a line that runs on below its lower border, out of a cell that the page cuts; None for any other."""
    if line.box is None or line.page != _last_page(table):
        return None
    for cell in table.cells:
        if cell.row + cell.row_span < table.rows or cell.box is None or not cell.text.strip() or cell.page != line.page:
            continue
        inside = cell.box.x0 - EDGE_TOLERANCE <= line.box.x0 and line.box.x1 <= cell.box.x1 + EDGE_TOLERANCE
        if inside and abs(line.box.top - cell.box.bottom) <= (line.box.bottom - line.box.top) / 2:
            box = msgspec.structs.replace(cell.box, bottom=line.box.bottom)
            longer = msgspec.structs.replace(cell, text=f"{cell.text}\n{line.text}", box=box)
            return msgspec.structs.replace(table, cells=tuple(longer if one is cell else one for one in table.cells))
    return None


def _last_page(table: Table) -> int | None:
    return max((cell.page for cell in table.cells if cell.page is not None), default=None)


def _silent(printed: Sequence[str], lead: Sequence[str]) -> bool:
    """Whether nothing new is printed between two tables: nothing at all, or the first one's own lines again (续表)."""
    return all(not line or is_page_number(line) or line in lead for line in printed)


def _joined(table: Table, part: Table, laid: Laid, *, alone: bool) -> Table | None:
    """The two tables as one; None where `part` does not go on with `table`. `alone`: nothing at all is printed between."""
    if table.name != part.name or table.hidden != part.hidden or table.ragged != part.ragged or not part.rows:
        return None
    if not _follows(table, part, laid.below):
        return None
    _, dropped = _repeated(table, part)
    if _begins_form(table, part, dropped):
        return None
    placed = _placed(table, part, laid.shift, repeated=dropped > 0, alone=alone)
    if placed is None:
        return None
    columns, left, right = placed
    first = table.rows
    moved = [msgspec.structs.replace(cell, row=cell.row + first - dropped) for cell in right if cell.row >= dropped]
    cells = over_the_break(list(left), moved, first, open_edge=_open_between(table, part, dropped))
    if part.page is not None and not part.ragged:
        cells = into_holes(cells, first, first + part.rows - dropped)
    closed = bool(moved) and all(cell.row != first for cell in cells)
    return msgspec.structs.replace(
        table,
        rows=first + part.rows - dropped - closed,
        columns=columns,
        cells=tuple(sorted(row_closed(cells, first) if closed else cells, key=lambda cell: (cell.row, cell.column))),
        breaks=table.breaks if closed else (*table.breaks, first),
        open_bottom=part.open_bottom,
    )


def _follows(table: Table, part: Table, below: Mapping[int, int]) -> bool:
    """Whether `part` stands where the rest of `table` would: on the next page, or directly below where there are no pages.
    `below`: the pages that follow where those are not the next (`wide_sheets.py`)."""
    end = _last_page(table)
    if end is None or part.page is None:
        return end is None and part.page is None
    return part.page == below.get(end, end + 1) or (table.ragged and part.page == end)


def _open_between(table: Table, part: Table, dropped: int) -> bool:
    """Whether the border is missing where the page cut the table, in a table that otherwise draws its outer border."""
    missing = table.open_bottom and (part.open_top or dropped > 0)
    return missing and not table.open_top


def _texts(table: Table, rows: int | None = None) -> list[tuple[str, ...]]:
    """The words of each row, blanks left out: a heading repeated on another page may have other blanks."""
    texts: list[list[str]] = [[] for _ in range(table.rows if rows is None else min(rows, table.rows))]
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        text = values.comparable(cell.text)
        if text and cell.row < len(texts):
            texts[cell.row].append(text)
    return [tuple(row) for row in texts]


def _repeated(table: Table, part: Table) -> tuple[int, int]:
    """The row of `table` that heads it, and how many leading rows of `part` repeat the heading from there; (0, 0) for none."""
    above, below = _texts(table), _texts(part, 6)
    for row, texts in enumerate(above):
        if not texts or not _same_heading(texts, below[0]) or any(FIGURE.match(text) for text in texts):
            continue
        if row in table.breaks or all(len(text) == 1 for text in texts):  # rests of a row that a page cut: 标, 标
            continue
        count = 1
        while (
            count < min(len(below), table.rows - row)
            and _same_heading(above[row + count], below[count])
            and not _is_data(below[count])
        ):
            count += 1
        if len(texts) > 1 or (row == 0 and count > 1):  # a title alone heads many tables
            return row, min(count, part.rows)
    return 0, 0


def _same_heading(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether two rows print the same words; a heading that is drawn again may have lost the last lines of a tall cell."""
    if len(above) != len(below):
        return False
    cut = [(one, other) for one, other in zip(above, below, strict=True) if one != other]
    return 2 * len(cut) < max(len(above), 1) and all(len(short) > 3 and full.startswith(short) for full, short in cut)


def _is_data(texts: tuple[str, ...]) -> bool:
    """Whether a row below a heading holds amounts; a row of column numbers (栏次 1 2 3) is heading."""
    numbers = [text for text in texts if FIGURE.match(text)]
    return not texts or (bool(numbers) and numbers != [str(place) for place in range(1, len(numbers) + 1)])


def _begins_form(table: Table, part: Table, dropped: int) -> bool:
    """Whether `part` is a table of its own by what it prints below the repeated heading: a title, or a form's first words."""
    rest = _texts(part, dropped + 3)[dropped:]
    if not dropped and rest and len(rest[0]) == 1 and re.search(r"表(?:\(.*\))?$|单位[:：]", rest[0][0]):
        return True
    known = {text for texts in _texts(table) for text in texts}
    starts = _BEGINS | (_BEGINS_AGAIN & known)
    return any(len(texts) >= 2 and not starts.isdisjoint(texts[:3]) for texts in rest)


def _placed(
    table: Table, part: Table, shift: Mapping[int, float], *, repeated: bool, alone: bool
) -> tuple[int, Sequence[Cell], Sequence[Cell]] | None:
    """Both tables' cells in common columns and how many columns those are; None where their columns differ.

    A form's head and its indicators have columns of their own: with nothing printed between, the same width is enough.
    """
    if table.ragged:
        fits = repeated or part.columns == table.columns or (alone and abs(part.columns - table.columns) <= RAGGED_COLUMNS)
        narrower = part.columns < table.columns and (repeated or (alone and not fits))
        if narrower and (places := _printed_columns(table, part.columns)):
            return table.columns, table.cells, [msgspec.structs.replace(cell, column=places[cell.column]) for cell in part.cells]
        return (max(table.columns, part.columns), table.cells, part.cells) if fits else None
    edges, others = _edges(table, shift), _edges(part, shift)
    if edges is None or others is None:
        fits = table.columns == part.columns and (repeated or part.page is not None)
        return (table.columns, table.cells, part.cells) if fits else None
    # Inner and outer margins change sides; but where the outer border is missing, its place differs and the lines agree.
    offset = edges[0] - others[0]
    if _near_count(others, edges) > _near_count([edge + offset for edge in others], edges):
        offset = 0.0
    # A table of another width that touches this one, above or below, says nothing about the break.
    widths = (edges[-1] - edges[0], others[-1] - others[0]), (_width(table, edges, table.rows - 1), _width(part, others, 0))
    if all(abs(width - other) > 2 * EDGE_TOLERANCE for width, other in widths):
        return None
    moved = [edge + offset for edge in others]
    if repeated and len(moved) == len(edges) and not _near_all(moved, edges):
        # Only the texts say where these columns end, and differ from page to page: the same headings have the same columns.
        return table.columns, table.cells, part.cells
    common = _merged(edges, moved)
    if not _near_all(moved, edges) and not _near_all(edges, moved) and not repeated and not alone:
        return None
    return len(common) - 1, _regridded(table.cells, edges, common), _regridded(part.cells, moved, common)


def _printed_columns(table: Table, count: int) -> list[int] | None:
    """The columns in which the lowest row with so many printed cells has them: the blanks of merged cells, which a text export
    keeps on one page and leaves out on the next."""
    rows: list[list[int]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        if cell.text.strip():
            rows[cell.row].append(cell.column)
    return next((sorted(columns) for columns in reversed(rows) if len(columns) == count), None) if count > 2 else None


def _edges(table: Table, shift: Mapping[int, float]) -> list[float] | None:
    """The places of the column lines in the order of the columns; None where the source has no geometry.

    A table set sideways on its page has its columns one above the other.
    """
    if not table.cells or any(cell.box is None for cell in table.cells):
        return None
    ways = (
        lambda cell: (cell.box.x0 + shift.get(cell.page, 0), cell.box.x1 + shift.get(cell.page, 0)),
        lambda cell: (cell.box.top, cell.box.bottom),
        lambda cell: (-cell.box.bottom, -cell.box.top),
    )
    return next((edges for edges in (_edges_along(table, way) for way in ways) if edges is not None), None)


def _edges_along(table: Table, way: Callable[[Cell], tuple[float, float]]) -> list[float] | None:
    """The column lines if columns follow each other this way: every cell agrees on them, and each lies behind the one before."""
    places: dict[int, list[float]] = {}
    for cell in table.cells:
        start, end = way(cell)
        places.setdefault(cell.column, []).append(start)
        places.setdefault(cell.column + cell.column_span, []).append(end)
    if set(places) != set(range(table.columns + 1)):
        return None
    if any(max(found) - min(found) > 2 * EDGE_TOLERANCE for found in places.values()):
        return None
    edges = [sorted(places[column])[len(places[column]) // 2] for column in range(table.columns + 1)]
    return edges if all(left < right for left, right in pairwise(edges)) else None


def _width(table: Table, edges: Sequence[float], row: int) -> float:
    """How wide a row of the table is."""
    columns = [column for cell in table.cells if cell.row <= row < cell.row + cell.row_span for column in columns_of(cell)]
    return edges[max(columns) + 1] - edges[min(columns)] if columns else 0.0


def _near_count(edges: Sequence[float], lines: Sequence[float]) -> int:
    return sum(any(abs(edge - line) <= EDGE_TOLERANCE / 2 for line in lines) for edge in edges)


def _near_all(edges: Sequence[float], lines: Sequence[float]) -> bool:
    return all(any(abs(edge - line) <= EDGE_TOLERANCE for line in lines) for edge in edges)


def _merged(edges: Sequence[float], others: Sequence[float]) -> list[float]:
    """The column lines of both tables, once a line that both draw: no column is so narrow as two places of one may differ."""
    common = list(edges)
    for edge in others:
        nearest = min(edges, key=lambda line: abs(line - edge))
        distance = abs(nearest - edge)
        taken = any(abs(other - nearest) < distance for other in others)
        if distance > 2 * EDGE_TOLERANCE or (distance > EDGE_TOLERANCE and taken):
            common.append(edge)
    return sorted(common)


def _regridded(cells: Sequence[Cell], edges: Sequence[float], common: Sequence[float]) -> list[Cell]:
    places = [min(range(len(common)), key=lambda place: abs(common[place] - edge)) for edge in edges]
    return [
        msgspec.structs.replace(
            cell, column=places[cell.column], column_span=places[cell.column + cell.column_span] - places[cell.column]
        )
        for cell in cells
    ]
