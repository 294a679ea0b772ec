"""Tables that go on over pages become one: same columns, headings not repeated, cells that a page had cut put together.

Joined is what stands together by its structure alone: the neighbouring page, the same column lines or the same headings, and
nothing printed between but running heads, page numbers and the table's own title again. A table that begins a form of its own
(项目编码, 项目名称, ...) is never joined to the one before it.

Cells are put together only where it is certain: the border is missing at the page's edge, or a cell merged over several rows
is blank on one side. Whether a row of words goes on (社会效益指 + 标) depends on a form's vocabulary and is decided there:
`Table.breaks` says where.
"""

import re
from collections import Counter
from collections.abc import Callable, Container, Sequence
from itertools import pairwise

import msgspec

from yusuan import values
from yusuan.document import Block, Box, Cell, Document, Paragraph, Table
from yusuan.tables.slivers import without_slivers

EDGE_TOLERANCE = 3.0  # points; the same line drawn on two pages
RAGGED_COLUMNS = 2  # by so many a text export's rows may differ that stand directly below each other
_PAGE_NUMBER = re.compile(r"^(?:第?[-—–·.\s]*\d{1,4}[-—–·.\s]*页?(?:[,，]?[/共]\d{1,4}页?)?|[-—–]+)$")
_CONTINUED = re.compile(r"[(（]?(?:续表?|接上页|续上表)\d*[)）]?")
_NUMBER = re.compile(r"^[-+△(]?\d[\d,]*(?:\.\d+)?[%)]?$")
# The first words of a form: a table that prints them at its top begins anew. The second kind stands inside forms too and
# begins one only where the table before has it already.
_BEGINS = {"项目编码", "项目名称"}
_BEGINS_AGAIN = {
    *("绩效目标", "年度目标", "年度绩效目标", "总体目标", "年度总体目标"),
    *("项目单位", "主管部门", "项目主管部门", "主管部门及代码", "部门名称", "单位名称", "预算部门", "实施单位"),
}


def join_tables(document: Document) -> Document:
    """The document with every table whole. Joined tables keep the first one's index; their cells keep page, box and sources."""
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
        printed = [_key(paragraph.text) for paragraph in rest if _key(paragraph.text) not in furniture]
        if last is not None and _silent(printed, lead):
            joined = _joined(whole, block, alone=not any(line and not is_page_number(line) for line in printed))
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


def _key(text: str) -> str:
    return _CONTINUED.sub("", values.comparable(text))


def running_lines(blocks: Sequence[Block]) -> set[str]:
    """Running heads and feet and watermarks, in comparable form: lines on at least half of the pages with text, three or more."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph) and block.page is not None]
    pages = {paragraph.page for paragraph in paragraphs}
    seen = Counter(key for key, _ in {(_key(paragraph.text), paragraph.page) for paragraph in paragraphs})
    found = {key for key, count in seen.items() if count >= max(3, len(pages) / 2)}
    return found | {_key(line) for line in beside_page_numbers(blocks)}


def beside_page_numbers(blocks: Sequence[Block]) -> set[str]:
    """Running heads and feet, in comparable form, of a source that keeps no pages but prints their numbers: three times beside
    one."""
    lines = [values.comparable(block.text) if isinstance(block, Paragraph) and block.page is None else "" for block in blocks]
    seen = Counter(
        other
        for place, line in enumerate(lines)
        if line and is_page_number(line)
        for other in {*lines[max(0, place - 1) : place], *lines[place + 1 : place + 2]}
    )
    return {line for line, count in seen.items() if line and count >= 3 and not is_page_number(line) and "单位:" not in line}


def is_page_number(text: str) -> bool:
    return bool(_PAGE_NUMBER.match(values.comparable(text)))


def _joined(table: Table, part: Table, *, alone: bool) -> Table | None:
    """The two tables as one; None where `part` does not go on with `table`. `alone`: nothing at all is printed between."""
    if table.name != part.name or table.hidden != part.hidden or table.ragged != part.ragged or not part.rows:
        return None
    if not _follows(table, part):
        return None
    _, dropped = _repeated(table, part)
    if _begins_form(table, part, dropped):
        return None
    placed = _placed(table, part, repeated=dropped > 0, alone=alone)
    if placed is None:
        return None
    columns, left, right = placed
    first = table.rows
    moved = [msgspec.structs.replace(cell, row=cell.row + first - dropped) for cell in right if cell.row >= dropped]
    cells = _over_the_break(list(left), moved, first, open_edge=_open_between(table, part, dropped))
    if part.page is not None and not part.ragged:
        cells = _into_holes(cells, first, first + part.rows - dropped)
    closed = bool(moved) and all(cell.row != first for cell in cells)
    return msgspec.structs.replace(
        table,
        rows=first + part.rows - dropped - closed,
        columns=columns,
        cells=tuple(sorted(_row_closed(cells, first) if closed else cells, key=lambda cell: (cell.row, cell.column))),
        breaks=table.breaks if closed else (*table.breaks, first),
        open_bottom=part.open_bottom,
    )


def _follows(table: Table, part: Table) -> bool:
    """Whether `part` stands where the rest of `table` would: on the next page, or directly below where there are no pages."""
    end = _last_page(table)
    if end is None or part.page is None:
        return end is None and part.page is None
    return part.page == end + 1 or (table.ragged and part.page == end)


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
        if not texts or not _same_heading(texts, below[0]) or any(_NUMBER.match(text) for text in texts):
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
    numbers = [text for text in texts if _NUMBER.match(text)]
    return not texts or (bool(numbers) and numbers != [str(place) for place in range(1, len(numbers) + 1)])


def _begins_form(table: Table, part: Table, dropped: int) -> bool:
    """Whether `part` is a table of its own by what it prints below the repeated heading: a title, or a form's first words."""
    rest = _texts(part, dropped + 3)[dropped:]
    if not dropped and rest and len(rest[0]) == 1 and re.search(r"表(?:\(.*\))?$|单位[:：]", rest[0][0]):
        return True
    known = {text for texts in _texts(table) for text in texts}
    starts = _BEGINS | (_BEGINS_AGAIN & known)
    return any(len(texts) >= 2 and not starts.isdisjoint(texts[:3]) for texts in rest)


def _placed(table: Table, part: Table, *, repeated: bool, alone: bool) -> tuple[int, Sequence[Cell], Sequence[Cell]] | None:
    """Both tables' cells in common columns and how many columns those are; None where their columns differ.

    A form's head and its indicators have columns of their own: with nothing printed between, the same width is enough.
    """
    if table.ragged:
        fits = repeated or part.columns == table.columns or (alone and abs(part.columns - table.columns) <= RAGGED_COLUMNS)
        narrower = part.columns < table.columns and (repeated or (alone and not fits))
        if narrower and (places := _printed_columns(table, part.columns)):
            return table.columns, table.cells, [msgspec.structs.replace(cell, column=places[cell.column]) for cell in part.cells]
        return (max(table.columns, part.columns), table.cells, part.cells) if fits else None
    edges, others = _edges(table), _edges(part)
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


def _edges(table: Table) -> list[float] | None:
    """The places of the column lines in the order of the columns; None where the source has no geometry.

    A table set sideways on its page has its columns one above the other.
    """
    if not table.cells or any(cell.box is None for cell in table.cells):
        return None
    ways = (
        lambda box: (box.x0, box.x1),
        lambda box: (box.top, box.bottom),
        lambda box: (-box.bottom, -box.top),
    )
    return next((edges for edges in (_edges_along(table, way) for way in ways) if edges is not None), None)


def _edges_along(table: Table, way: Callable[[Box], tuple[float, float]]) -> list[float] | None:
    """The column lines if columns follow each other this way: every cell agrees on them, and each lies behind the one before."""
    places: dict[int, list[float]] = {}
    for cell in table.cells:
        start, end = way(cell.box)
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
    columns = [column for cell in table.cells if cell.row <= row < cell.row + cell.row_span for column in _columns(cell)]
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


def _over_the_break(cells: list[Cell], moved: list[Cell], first: int, *, open_edge: bool) -> list[Cell]:
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


def _into_holes(cells: Sequence[Cell], first: int, rows: int) -> list[Cell]:
    """The cells, those that end at the row `first` going on where below them no cell is: the rest of a merged cell without border
    of its own."""
    below = [cell for cell in cells if cell.row + cell.row_span > first]
    taken = {(row, column) for cell in below for row in range(cell.row, cell.row + cell.row_span) for column in _columns(cell)}
    found = []
    for cell in cells:
        end = first
        while cell.row + cell.row_span == first and end < rows and not any((end, column) in taken for column in _columns(cell)):
            end += 1
        found.append(msgspec.structs.replace(cell, row_span=end - cell.row) if end > first else cell)
    return found


def _columns(cell: Cell) -> range:
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
    return bool(_NUMBER.match(text) or re.fullmatch(r"[-—–]+", text))


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


def _row_closed(cells: list[Cell], first: int) -> list[Cell]:
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
