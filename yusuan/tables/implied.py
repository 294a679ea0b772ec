"""Tables whose column lines, or all lines, are missing: read where the places of their texts leave no doubt.

Rows are what horizontals part, else lines of text; columns what the ends of horizontals mark, else the gaps that all rows share
below headings of their own. Wherever a column or a row is open to doubt there is no table, and its text stays a finding
(`unread.py`). Which squares become one cell is `squares.py`'s business; tables with rulings in both directions are `ruled.py`'s.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from yusuan.tables.columns import Columns, columns_of
from yusuan.tables.headings import level_of
from yusuan.tables.lines import MEET, Lines, merge_lines
from yusuan.tables.pieces import GAP, Piece, joined, lines_of
from yusuan.tables.ruled import Grid, grid_of_boxes
from yusuan.tables.squares import Squares, cells_of
from yusuan.tables.text_rows import has_open_blanks, rows_of

NONE = np.empty((0, 3))
SHORTEST = 60.0  # points; a shorter line rules no table
WIDE = 0.4  # a line of one text that has so much of the table's width is a title
APART = 2.2  # heights; the lines of a table's heading follow each other no further apart
FEWEST = 2  # rows with amounts that show what columns a table has
FEW = 4  # a title and the unit's line are no more pieces
BELOW = 1.2  # heights; a row without a line below it follows the last line no further down
_ABOVE_TABLE = re.compile(r"单\s*位\s*[:：]|表\s*$|^表\s*\d|公开\s*\d|(?:部门|编制单位|单位名称)[:：]|[。；]")


@dataclass(frozen=True)
class _Frame:
    """A table's place (x0, x1), its horizontals in order, and whether each is drawn (else its outer edge)."""

    x0: float
    x1: float
    across: Lines
    ends: list[float]  # where the pieces of horizontals end, if they mark the columns


def implied_grids(pieces: Sequence[Piece], horizontals: Lines) -> list[Grid]:
    """The tables that pieces of text and the horizontals between them make, top to bottom. `pieces` are cut at the least gap,
    `horizontals` as drawn, in parts."""
    found = []
    for frame in _frames(horizontals):
        for grid in _ruled(frame, pieces):
            found.append(grid)
            pieces = [piece for piece in pieces if not _within(piece, grid.box)]
    for lines in _regions(lines_of(joined(pieces, GAP))):
        x0, x1 = min(line[0].x0 for line in lines) - 1, max(line[-1].x1 for line in lines) + 1
        ys = [min(piece.top for piece in lines[0]) - 1, max(piece.bottom for piece in lines[-1]) + 1]
        numbers = {line[0].line for line in lines}
        grid = _between(_Frame(x0, x1, NONE, []), ys, [piece for piece in pieces if piece.line in numbers])
        if grid is not None:
            found.append(grid)
    return sorted(found, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _regions(lines: Sequence[Sequence[Piece]]) -> Iterator[list[Sequence[Piece]]]:
    """Lines that may be a table: rows with amounts, what stands between them, and the headings above."""
    rows = [index for index, line in enumerate(lines) if _is_row(line)]
    start = 0
    while start < len(rows):
        first = last = rows[start]
        end = start + 1
        widest = 0.0
        while end < len(rows) and not any(_breaks(lines, index) for index in range(last + 1, rows[end] + 1)):
            widest = max([widest, *(_step(lines, index) for index in range(last + 1, rows[end] + 1))])
            last = rows[end]
            end += 1
        while last + 1 < len(lines) and not _breaks(lines, last + 1) and _step(lines, last + 1) <= widest:
            last += 1
        while first > 0 and not _is_row(lines[first - 1]) and not _breaks(lines, first) and not _is_above(lines[first - 1]):
            first -= 1
        if first < rows[start]:
            yield list(lines[first : last + 1])
        start = end


def _step(lines: Sequence[Sequence[Piece]], index: int) -> float:
    return lines[index][0].base - lines[index - 1][0].base


def _breaks(lines: Sequence[Sequence[Piece]], index: int) -> bool:
    """Whether a table ends above this line: it is far below, or no line of a table."""
    return _step(lines, index) > APART * lines[index][0].height or _is_above(lines[index])


def _is_above(line: Sequence[Piece]) -> bool:
    return _ABOVE_TABLE.search(" ".join(piece.text for piece in line)) is not None


def _within(piece: Piece, box: tuple[float, float, float, float]) -> bool:
    x, y = (piece.x0 + piece.x1) / 2, (piece.top + piece.bottom) / 2
    return box[0] < x < box[2] and box[1] < y < box[3]


def _frames(horizontals: Lines) -> Iterator[_Frame]:
    """Horizontals of one extent below each other, with shorter ones between."""
    across, _ = merge_lines(horizontals, np.empty((0, 3)))
    long = across[across[:, 2] - across[:, 1] >= SHORTEST]
    while len(long):
        widest = long[(long[:, 2] - long[:, 1]).argmax()]
        alike = (np.abs(long[:, 1:] - widest[1:]) <= MEET).all(axis=1)
        within = (across[:, 1] >= widest[1] - MEET) & (across[:, 2] <= widest[2] + MEET)
        if np.count_nonzero(alike) >= 2:
            lines = across[within]
            yield _Frame(float(widest[1]), float(widest[2]), lines[lines[:, 0].argsort()], _ends(horizontals, lines))
        long = long[~((long[:, 1] >= widest[1] - MEET) & (long[:, 2] <= widest[2] + MEET))]


def _ends(horizontals: Lines, lines: Lines) -> list[float]:
    """Where horizontals that are drawn column by column begin and end, on two lines at least; none for those drawn whole."""
    x0, x1 = lines[:, 1].min(), lines[:, 2].max()
    own = horizontals[(horizontals[:, 1] >= x0 - MEET) & (horizontals[:, 2] <= x1 + MEET)]
    own = own[(np.abs(own[:, :1] - lines[:, 0]) <= MEET).any(axis=1)]
    places = np.sort(np.unique(own[:, 1:].ravel().round(1)))
    groups = np.split(places, np.flatnonzero(np.diff(places) > 1.5) + 1)
    ends = [float(group.mean()) for group in groups]
    wide = lines[lines[:, 2] - lines[:, 1] >= x1 - x0 - 2 * MEET]
    for end in ends[1:-1]:
        near = own[(np.abs(own[:, 1:] - end) <= 1.5).any(axis=1), 0]
        if np.count_nonzero((np.abs(wide[:, :1] - near) <= MEET).any(axis=1)) < 2:
            return []
    return ends if len(ends) > 2 else []


def _ruled(frame: _Frame, pieces: Sequence[Piece]) -> Iterator[Grid]:
    """The tables of horizontals and what is printed between them, with a heading above the first or rows below the last that no
    line bounds."""
    inside = [piece for piece in pieces if frame.x0 - MEET <= piece.x0 and piece.x1 <= frame.x1 + MEET]
    ys = np.unique(frame.across[:, 0]).tolist()
    groups = [[ys[0]]]
    for above, below in pairwise(ys):
        between = joined([piece for piece in inside if above < (piece.top + piece.bottom) / 2 < below], GAP)
        if any(map(_is_above, lines_of(between))) and len(between) <= FEW and not any(map(_is_row, lines_of(between))):
            groups.append([])
        groups[-1].append(below)
    low = -np.inf
    for group, after in zip(groups, [*(group[0] for group in groups[1:]), np.inf], strict=True):
        own = [piece for piece in inside if low < piece.top and piece.bottom < after + MEET]
        tops = list(_tops(group, own))
        ways = (
            _between(frame, [*top, *group, *end], own, (bool(top), bool(end)), headless=bool(top) or len(tops) == 1)
            for top in tops
            for end in _ends_below(group, own)
        )
        grid = next((grid for grid in ways if grid is not None), None)
        if grid is not None:
            yield grid
        low = group[-1]


def _ends_below(ys: Sequence[float], fine: Sequence[Piece]) -> Iterator[list[float]]:
    """Where a table may end: below rows that no line follows, or a row that the page cuts; or at its last line."""
    above, end = ys[-1], None
    for line in lines_of(joined([piece for piece in fine if piece.top > ys[-1] - MEET], GAP)):
        distance = min(piece.top for piece in line) - above
        if distance > APART * line[0].height or _is_above(line):
            break
        above = max(piece.bottom for piece in line)
        if _is_row(line) or (len(line) > 1 and distance <= BELOW * line[0].height):
            end = above + 1
    if end is not None:
        yield [end]
    yield []


def _between(
    frame: _Frame,
    ys: Sequence[float],
    fine: Sequence[Piece],
    unbounded: tuple[bool, bool] = (False, False),
    *,
    headless: bool = False,
) -> Grid | None:
    """The table that pieces between these heights make. `unbounded`: whether a line is missing at the top and at the bottom, so
    that a row there may be half of one that the page cuts. `headless`: it may go on a table of the page before."""
    bands = _parted([piece for piece in fine if ys[0] < (piece.top + piece.bottom) / 2 <= ys[-1]], ys[1:-1])
    words = [joined(band, GAP, frame.ends) for band in bands]
    heads = next((index for index, band in enumerate(words) if any(map(_is_row, lines_of(band)))), None)
    if heads is None:
        return None
    if heads == 0:  # what stands above the first amounts is the heading
        lines = lines_of(words[0])
        first = next(index for index, line in enumerate(lines) if _is_row(line))
        labels = sum(map(len, lines[:first]))
        if labels > len(frame.ends) / 2:  # else the rest of a row that the page before begins
            y = (max(piece.bottom for piece in lines[first - 1]) + min(piece.top for piece in lines[first])) / 2
            return _between(frame, [ys[0], y, *ys[1:]], fine, unbounded, headless=headless)
        if not frame.ends or not headless:
            return None
    columns = (
        Columns(frame.ends, [0.0] * len(frame.ends))
        if frame.ends
        else columns_of(bands[:heads], bands[heads:], frame.x0, frame.x1)
    )
    if columns is None or (not frame.ends and sum(_is_row(line) for band in words for line in lines_of(band)) < FEWEST):
        return None
    words = [joined(band, GAP, columns.xs) for band in bands]
    by_row = 3 * sum(sum(map(_is_row, lines_of(band))) <= 1 for band in words[heads:]) >= 2 * len(words[heads:]) > 2
    whole = [True] * (len(columns.xs) - 1)
    edges, ruled = [ys[0]], [whole]
    for index, band in enumerate(words):
        split = [] if by_row else rows_of(band, columns.xs)
        if index < heads:
            level = level_of(band, columns.xs, _widths(words[heads:], columns.xs)) if heads == 1 else ()
            if level is None:
                return None
            edges += level[:1]
            ruled += level[1:]
        elif split is None or (split and has_open_blanks(_parted(band, split), columns.xs)):
            return None
        else:
            edges += split
            ruled += [whole] * len(split)
        edges.append(ys[index + 1])
        ruled.append(_drawn(frame.across, ys[index + 1], columns.xs) if index + 1 > heads or heads > 1 else whole)
    own = [piece for band in words for piece in band]
    boxes = cells_of(Squares(columns.xs, edges, own, ruled, sum(edge < ys[heads] for edge in edges), columns.slack))
    return None if boxes is None else grid_of_boxes(boxes, unbounded[0] and not heads, unbounded[1])


def _parted(band: Sequence[Piece], ys: Sequence[float]) -> list[list[Piece]]:
    edges = [-np.inf, *ys, np.inf]
    return [[piece for piece in band if above < (piece.top + piece.bottom) / 2 <= below] for above, below in pairwise(edges)]


def _widths(bands: Sequence[Sequence[Piece]], xs: Sequence[float]) -> list[float]:
    """The width of the widest text of each column that does not reach past it."""
    return [
        max((p.x1 - p.x0 for band in bands for p in band if left - 1 <= p.x0 and p.x1 <= right + 1), default=0.0)
        for left, right in pairwise(xs)
    ]


def _tops(ys: Sequence[float], fine: Sequence[Piece]) -> Iterator[list[float]]:
    """Where a table may begin: at a heading that has no line above it, or the first row of a page; or at its first line."""
    top, below = None, ys[0]
    width = max((piece.x1 for piece in fine), default=0.0) - min((piece.x0 for piece in fine), default=0.0)
    for line in reversed(lines_of(joined([piece for piece in fine if piece.bottom < ys[0] + MEET], GAP))):
        title = len(line) == 1 and line[0].x1 - line[0].x0 > WIDE * width
        if title or below - max(piece.bottom for piece in line) > BELOW * line[0].height or _is_above(line):
            break
        top = below = min(piece.top for piece in line)
    if top is not None:
        yield [top]
    yield []


def _is_row(line: Sequence[Piece]) -> bool:
    return any(piece.is_figure for piece in line[1:])


def _drawn(across: Lines, y: float, xs: Sequence[float]) -> list[bool]:
    """Over which columns a horizontal is drawn at this height; over all where there is none."""
    lines = across[across[:, 0] == y]
    if not len(lines):
        return [True] * (len(xs) - 1)
    return [bool(((lines[:, 1] <= left + MEET) & (lines[:, 2] >= right - MEET)).any()) for left, right in pairwise(xs)]
