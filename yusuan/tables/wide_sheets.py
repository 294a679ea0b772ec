"""Sheets wider than their paper: pages that a workbook prints to the right of others are put beside them again.

A spreadsheet that is printed without being scaled goes on in columns: first down and then over, or first over and then down.
The right-hand pages hold the same rows at the same heights, other columns, and the rest of the lines that ran out of the page.
They say so by their rows' places, by their column lines, and by having no title of their own; nothing else is taken for it.

Not in here: how two such pages become one (`beside.py`), rows that go on over pages (`join.py`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import msgspec

from yusuan import values
from yusuan.document import Block, Document, Note, Paragraph, Table
from yusuan.tables.beside import (
    LAST_GLYPH,
    SAME_PLACE,
    alike,
    beside,
    cells_by_column,
    lines_of,
    repeated_columns,
    same_rows,
)
from yusuan.tables.page_break import FIGURE

FEWEST_ROWS = 4
MOST_DOWN = 30  # pages
_TITLE = re.compile(r"表(?:\(.*\))?(?:(?:金额|编制)?单位[:：].*|部门[:：].*)?$")


@dataclass(frozen=True)
class _Part:
    """A table on its page with the places of its row lines and of its column lines."""

    table: Table
    rows: list[float]
    columns: list[float]

    @cached_property
    def cells(self) -> list[set[tuple]]:
        """Its cells by column. The first column may name the rows again that another page begins with."""
        return cells_by_column(self.table)

    @cached_property
    def widths(self) -> list[float]:
        """The places of its column lines from its left border on: the margins of pages may differ."""
        return [line - self.columns[0] for line in self.columns]

    @cached_property
    def heading(self) -> list[tuple[int, str]]:
        """The words of its first row, each with its column."""
        cells = (cell for cell in self.table.cells if not cell.row)
        return [(cell.column, text) for cell in cells if (text := values.comparable(cell.text))]

    @cached_property
    def figures(self) -> bool:
        return _only_figures(self.table, 0)


@dataclass(frozen=True)
class _Page:
    """A page's tables, its titles, and the heights of the lines above the first table that run out of it to the right and that
    come into it from the left."""

    parts: list[_Part]
    titles: set[str]
    out: list[float]
    into: list[float]

    @property
    def border(self) -> float:
        """Where its tables end on the right."""
        return max(part.columns[-1] for part in self.parts)


class Laid(NamedTuple):
    """How pages lie: which one follows another downwards where that is not the next, and how far a right-hand page's columns lie
    to the right of where they are printed, in points."""

    below: Mapping[int, int] = {}
    shift: Mapping[int, float] = {}


def side_by_side(document: Document) -> tuple[Document, Laid]:
    """The document with right-hand pages beside their left-hand ones and a note for each such sheet, and how its pages lie. Cells
    keep page and box."""
    blocks: dict[int | None, list[Block]] = {}
    for block in document.blocks:
        blocks.setdefault(block.page, []).append(block)
    pages = {page: found for page, printed in blocks.items() if page is not None and (found := _page(printed))}
    sheets = _sheets(pages)
    if not sheets:
        return document, Laid()
    right = {page for bands in sheets for band in bands for page in band[1:]}
    below: dict[int, int] = {}
    shift: dict[int, float] = {}
    for bands in sheets:
        for band, next_band in pairwise(bands):
            below |= dict.fromkeys(band, next_band[0])
        for band in bands:
            blocks[band[0]] = beside([blocks[page] for page in band])
            left = pages[band[0]]
            border = left.border
            for page in band[1:]:
                first = pages[page].parts[0]
                shift[page] = border - first.columns[_repeated(left.parts[0], first)]
                border = pages[page].border + shift[page]
    return msgspec.structs.replace(
        document,
        blocks=tuple(block for page, found in blocks.items() if page not in right for block in found),
        notes=(*document.notes, *(_note(bands) for bands in sheets)),
    ), Laid(below, shift)


def _note(bands: Sequence[Sequence[int]]) -> Note:
    pages = sorted(page for band in bands for page in band)
    return Note(
        "extraction.wide_sheet",
        f"第{pages[0]}-{pages[-1]}页是同一张宽表分页打印的左右部分，已按行的位置并排拼接",
        f"Pages {pages[0]}-{pages[-1]} are parts of one sheet wider than its paper; put side by side by the places of their rows",
        pages[0],
        "info",
    )


def _page(printed: Sequence[Block]) -> _Page | None:
    """What a page prints; None unless it has tables, whose rows and columns all have places."""
    parts = [_Part(one, lines_of(one, down=True), lines_of(one, down=False)) for one in printed if isinstance(one, Table)]
    if not parts or not all(part.rows and part.columns for part in parts):
        return None
    lines = [one for one in printed if isinstance(one, Paragraph) and one.box is not None]
    heads = [
        cell.text for part in parts for cell in part.table.cells if not cell.row and cell.column_span == part.table.columns > 1
    ]
    titles = {text for text in map(values.comparable, [*heads, *(line.text for line in lines)]) if _TITLE.search(text)}
    left, right = min(part.columns[0] for part in parts) + LAST_GLYPH, max(part.columns[-1] for part in parts) - LAST_GLYPH
    boxes = [line.box for line in lines if line.box.top < parts[0].rows[0]]
    out = [box.top for box in boxes if box.x0 > left and box.x1 >= right]
    into = [box.top for box in boxes if box.x0 <= left and box.x1 < right]
    return _Page(parts, titles, out, into)


def _sheets(pages: Mapping[int, _Page]) -> list[list[list[int]]]:
    """The sheets wider than their paper: bands of pages beside each other, from above downwards."""
    found: list[list[list[int]]] = []
    page, last = min(pages, default=0), max(pages, default=-1)
    while page < last:
        # So many pages go down before the sheet goes over; the first of the next ones has other columns.
        steps = range(1, min(last - page, MOST_DOWN) + 1)
        step = next((n for n in steps if all(_continues_right(pages, one, one + n) for one in range(page, page + n))), 0)
        left = list(range(page, page + step))
        across = 1
        while step and all(_continues_right(pages, one, one + across * step) for one in left):
            across += 1
        if across == 1:
            page += 1
            continue
        bands = [[one + n * step for n in range(across)] for one in left]
        below = page + step * across
        if step == 1 and found and found[-1][-1][-1] == page - 1 and len(found[-1][0]) == across:
            found[-1] += bands  # over and then down: the next band of the same sheet, or a sheet of the same width
        else:
            found.append(bands)
        page = below
    return found


def _alike_widths(one: _Part, other: _Part) -> bool:
    """Whether two tables have the same columns."""
    return len(one.widths) == len(other.widths) and alike(one.widths, other.widths)


def _repeated(left: _Part, right: _Part) -> int:
    """How many leading columns a table repeats from the one to its left."""
    return repeated_columns(left.cells, right.cells) if left.table.rows == right.table.rows else 0


def _runs_over(left: _Page, right: _Page) -> bool:
    """Whether a line runs out of the table's width to the right and another one goes on at the same height from the left."""
    return any(abs(line - rest) <= SAME_PLACE for line in left.out for rest in right.into)


def _continues_right(pages: Mapping[int, _Page], left: int, right: int) -> bool:
    """Whether every table of the page `right` goes on with the rows of a table of the page `left`, under no title of its own."""
    if left not in pages or right not in pages:
        return False
    parts, others = pages[right].parts, pages[left].parts
    if not pages[left].out and _has_same_columns(others[0], parts[0]):
        return False
    partners = [next((one for one in others if same_rows(one.rows, part.rows)), None) for part in parts]
    one, other = pages[left].titles, pages[right].titles
    if not all(partners) or (one and other and one.isdisjoint(other)):
        return False
    certain = _runs_over(pages[left], pages[right])
    if not certain and max(len(one.rows) for one in (*partners, *parts)) <= FEWEST_ROWS:
        return False
    return all(_has_more_columns(one, part, certain) for one, part in zip(partners, parts, strict=True))


def _has_same_columns(left: _Part, right: _Part) -> bool:
    """Whether a table is no part of another one by its columns alone: the same, with words in other rows. Seen at once."""
    return _alike_widths(left, right) and left.cells[0] != right.cells[0] and not right.figures


def _has_more_columns(left: _Part, right: _Part, certain: bool) -> bool:
    """Whether a table with the rows of another one holds more columns of them. `certain`: a line above runs from one to the
    other."""
    repeated = _repeated(left, right) if left.cells[0] == right.cells[0] else 0
    if repeated and not certain:
        words = {text for _, text in left.heading}  # 合计 on both sides heads two tables, not one
        if any(column >= repeated and text in words for column, text in right.heading):
            return False
    if right.figures or (repeated and _only_figures(right.table, repeated)):
        return True
    if not certain and _alike_widths(left, right):
        return False
    return not _says_the_same(left.table, right.table, repeated)


def _only_figures(table: Table, repeated: int) -> bool:
    """Whether below a heading of words there are only figures and blanks: no table by itself, as nothing names its rows but the
    columns that it repeats from another."""
    texts: list[list[str]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        if cell.column >= repeated:
            texts[cell.row].append(values.comparable(cell.text))
    heading = next((row for row, found in enumerate(texts) if not any(found) or any(map(FIGURE.match, found))), len(texts))
    return 0 < heading < len(texts) and all(not text or FIGURE.match(text) for found in texts[heading:] for text in found)


def _says_the_same(left: Table, right: Table, repeated: int) -> bool:
    """Whether most words of the table to the right stand in the same rows of the other: a form printed again."""
    known = {(cell.row, values.comparable(cell.text)) for cell in left.cells}
    words = [(cell.row, text) for cell in right.cells if cell.column >= repeated and (text := values.comparable(cell.text))]
    return 2 * sum(word in known for word in words) > len(words)
