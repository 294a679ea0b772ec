"""Tables that go on over pages become one: same columns, headings not repeated, cells that a page had cut put together.

Joined is what stands together by its structure alone: the neighbouring page, the same column lines or the same headings, and
nothing printed between but running heads, page numbers and the table's own title again. A table that begins a form of its own
(项目编码, 项目名称, ...) is never joined to the one before it.

Not in here: which cells a page has cut (`page_break.py`), what is kept of a table while it grows (`growing.py`). Whether a row
of words goes on (社会效益指 + 标) depends on a form's vocabulary and is decided there: `Table.breaks` says where.
"""

import re
from collections.abc import Mapping, Sequence

import msgspec

from yusuan.document import Block, Cell, Document, Paragraph, Table
from yusuan.tables.growing import EDGE_TOLERANCE, FEWEST_LEFT, ColumnLines, Growing, regridded, words
from yusuan.tables.page_break import FIGURE, columns_of, into_holes, over_the_break, row_closed
from yusuan.tables.running_lines import is_page_number, line_key, running_lines
from yusuan.tables.slivers import without_slivers
from yusuan.tables.wide_sheets import Laid, side_by_side

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
    table: Growing | None = None  # the latest table
    last = 0  # where in `blocks` it stands
    lead: list[str] = []  # what is printed between the table before it and the latest table
    between: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            blocks.append(block)
            between.append(block)
            continue
        block = without_slivers(block)
        rest = table.run_over(between) if table else between
        printed = [line_key(paragraph.text) for paragraph in rest if line_key(paragraph.text) not in furniture]
        if table:
            alone = not any(line and not is_page_number(line) for line in printed)
            if _silent(printed, lead) and _joined(table, block, laid, alone=alone):
                del blocks[len(blocks) - len(between) :]
                blocks += rest
                between = []
                continue
            blocks[last] = table.whole()
        table = Growing(block, laid.shift)
        lead = printed
        between = []
        last = len(blocks)
        blocks.append(block)
    if table:
        blocks[last] = table.whole()
    return msgspec.structs.replace(document, blocks=tuple(blocks))


def _silent(printed: Sequence[str], lead: Sequence[str]) -> bool:
    """Whether nothing new is printed between two tables: nothing at all, or the first one's own lines again (续表)."""
    return all(not line or is_page_number(line) or line in lead for line in printed)


def _joined(table: Growing, part: Table, laid: Laid, *, alone: bool) -> bool:
    """Joins `part` to `table` if it goes on with it; whether it does. `alone`: nothing at all is printed between."""
    whole = table.first
    if whole.name != part.name or whole.hidden != part.hidden or whole.ragged != part.ragged or not part.rows:
        return False
    if not _follows(table, part, laid.below):
        return False
    dropped = _repeated(table, part)
    if _begins_form(table, part, dropped):
        return False
    placed = _placed(table, part, laid.shift, repeated=dropped > 0, alone=alone)
    if placed is None:
        return False
    first = table.rows
    moved = [msgspec.structs.replace(cell, row=cell.row + first - dropped) for cell in placed if cell.row >= dropped]
    cells = over_the_break(table.open_cells(), moved, first, open_edge=_open_between(table, part, dropped))
    if part.page is not None and not part.ragged:
        cells = into_holes(cells, first, first + part.rows - dropped)
    closed = bool(moved) and all(cell.row != first for cell in cells)
    if closed:
        cells = row_closed(cells, first)
    else:
        table.breaks.append(first)
    table.grow(cells, first + part.rows - dropped - closed, open_bottom=part.open_bottom)
    return True


def _follows(table: Growing, part: Table, below: Mapping[int, int]) -> bool:
    """Whether `part` stands where the rest of `table` would: on the next page, or directly below where there are no pages.
    `below`: the pages that follow where those are not the next (`wide_sheets.py`)."""
    end = table.last_page
    if end is None or part.page is None:
        return end is None and part.page is None
    return part.page == below.get(end, end + 1) or (part.ragged and part.page == end)


def _open_between(table: Growing, part: Table, dropped: int) -> bool:
    """Whether the border is missing where the page cut the table, in a table that otherwise draws its outer border."""
    missing = table.open_bottom and (part.open_top or dropped > 0)
    return missing and not table.first.open_top


def _texts(part: Table, rows: int) -> list[tuple[str, ...]]:
    """The words of each of the first rows."""
    cells: list[list[Cell]] = [[] for _ in range(min(rows, part.rows))]
    for cell in part.cells:
        if cell.row < len(cells):
            cells[cell.row].append(cell)
    return [words(sorted(row, key=lambda cell: cell.column)) for row in cells]


def _repeated(table: Growing, part: Table) -> int:
    """How many leading rows of `part` repeat the heading of `table`, from the row on that heads it."""
    below = _texts(part, 6)
    for row in table.rows_like(below[0]):
        texts = table.texts[row]
        if not _same_heading(texts, below[0]) or any(FIGURE.match(text) for text in texts):
            continue
        if row in table.breaks or all(len(text) == 1 for text in texts):  # rests of a row that a page cut: 标, 标
            continue
        count = 1
        while (
            count < min(len(below), table.rows - row)
            and _same_heading(table.texts[row + count], below[count])
            and not _is_data(below[count])
        ):
            count += 1
        if len(texts) > 1 or (row == 0 and count > 1):  # a title alone heads many tables
            return min(count, part.rows)
    return 0


def _same_heading(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether two rows print the same words; a heading that is drawn again may have lost the last lines of a tall cell."""
    if len(above) != len(below):
        return False
    cut = [(one, other) for one, other in zip(above, below, strict=True) if one != other]
    return 2 * len(cut) < max(len(above), 1) and all(len(short) >= FEWEST_LEFT and full.startswith(short) for full, short in cut)


def _is_data(texts: tuple[str, ...]) -> bool:
    """Whether a row below a heading holds amounts; a row of column numbers (栏次 1 2 3) is heading."""
    numbers = [text for text in texts if FIGURE.match(text)]
    return not texts or (bool(numbers) and numbers != [str(place) for place in range(1, len(numbers) + 1)])


def _begins_form(table: Growing, part: Table, dropped: int) -> bool:
    """Whether `part` is a table of its own by what it prints below the repeated heading: a title, or a form's first words."""
    rest = _texts(part, dropped + 3)[dropped:]
    if not dropped and rest and len(rest[0]) == 1 and re.search(r"表(?:\(.*\))?$|单位[:：]", rest[0][0]):
        return True
    starts = [text for texts in rest if len(texts) >= 2 for text in texts[:3]]
    return any(text in _BEGINS or (text in _BEGINS_AGAIN and table.prints(text)) for text in starts)


def _placed(table: Growing, part: Table, shift: Mapping[int, float], *, repeated: bool, alone: bool) -> Sequence[Cell] | None:
    """The cells of `part` in the columns of `table`, which may get more; None where their columns differ.

    A form's head and its indicators have columns of their own: with nothing printed between, the same width is enough.
    """
    if part.ragged:
        fits = repeated or part.columns == table.columns or (alone and abs(part.columns - table.columns) <= RAGGED_COLUMNS)
        narrower = part.columns < table.columns and (repeated or (alone and not fits))
        if narrower and (places := _printed_columns(table, part.columns)):
            return [msgspec.structs.replace(cell, column=places[cell.column]) for cell in part.cells]
        if fits:
            table.columns = max(table.columns, part.columns)
        return part.cells if fits else None
    edges, others = table.edges(), ColumnLines(part.cells, shift).edges(part.columns)
    if edges is None or others is None:
        fits = table.columns == part.columns and (repeated or part.page is not None)
        return part.cells if fits else None
    # Inner and outer margins change sides; but where the outer border is missing, its place differs and the lines agree.
    offset = edges[0] - others[0]
    if _near_count(others, edges) > _near_count([edge + offset for edge in others], edges):
        offset = 0.0
    # A table of another width that touches this one, above or below, says nothing about the break.
    whole = edges[-1] - edges[0], others[-1] - others[0]
    touching = _width(table.open_cells(), edges, table.rows - 1), _width(part.cells, others, 0)
    if all(abs(width - other) > 2 * EDGE_TOLERANCE for width, other in (whole, touching)):
        return None
    moved = [edge + offset for edge in others]
    if repeated and len(moved) == len(edges) and not _near_all(moved, edges):
        # Only the texts say where these columns end, and differ from page to page: the same headings have the same columns.
        return part.cells
    common = _merged(edges, moved)
    if not _near_all(moved, edges) and not _near_all(edges, moved) and not repeated and not alone:
        return None
    table.regrid(_places(edges, common), len(common) - 1)
    return regridded(part.cells, _places(moved, common))


def _printed_columns(table: Growing, count: int) -> list[int] | None:
    """The columns in which the lowest row with so many printed cells has them: the blanks of merged cells, which a text export
    keeps on one page and leaves out on the next."""
    rows = ([cell.column for cell in table.starting(row) if cell.text.strip()] for row in reversed(range(table.rows)))
    return next((columns for columns in rows if len(columns) == count), None) if count > 2 else None


def _width(cells: Sequence[Cell], edges: Sequence[float], row: int) -> float:
    """How wide a row of these cells is."""
    columns = [column for cell in cells if cell.row <= row < cell.row + cell.row_span for column in columns_of(cell)]
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


def _places(edges: Sequence[float], common: Sequence[float]) -> list[int]:
    return [min(range(len(common)), key=lambda place: abs(common[place] - edge)) for edge in edges]
