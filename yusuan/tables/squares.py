"""From column and row edges to the cells of a table that lacks rulings: which squares a text or a missing line makes one cell.

Edges come from `implied.py`. A cell is only made where it is certain; where a text leaves open whose it is, there is no table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yusuan.tables.pieces import Piece, is_spaced, lines_of
from yusuan.tables.ruled import rectangle, region_of

CROSSES = 1.0  # points; a text that reaches so far past an edge stands on both sides of it
CENTRED = 2.5  # points; a text is in the middle of its cell if it is no further off


@dataclass(frozen=True)
class Squares:
    """The edges of columns and rows, the pieces between them, and `ruled[r][c]`: whether the line above row r is drawn over
    column c, as it is above the first row and below the last. `heads` is the number of rows above the first figures; `slack`
    how far the edges of columns may be off."""

    xs: Sequence[float]
    ys: Sequence[float]
    pieces: Sequence[Piece]
    ruled: Sequence[Sequence[bool]]
    heads: int
    slack: Sequence[float]


def cells_of(squares: Squares) -> np.ndarray | None:
    """The boxes (n, 4) of the cells, None where a text leaves open what they are."""
    rows, columns = len(squares.ys) - 1, len(squares.xs) - 1
    apart = [[True] * (columns + 1) for _ in range(rows)]
    placed: list[tuple[int, int, int, Piece]] = []
    for piece in squares.pieces:
        row = _between(squares.ys, (piece.top + piece.bottom) / 2)
        if row is None:
            return None
        crossed = [c for c in range(1, columns) if piece.x0 < squares.xs[c] - CROSSES and piece.x1 > squares.xs[c] + CROSSES]
        first = crossed[0] - 1 if crossed else _between(squares.xs, (piece.x0 + piece.x1) / 2)
        if first is None:
            return None
        for r in _span(squares.ruled, row, first, rows) if crossed else ():
            for c in crossed:
                apart[r][c] = False
        placed.append((row, first, first + len(crossed), piece))
    regions = _regions(squares.ruled, apart, rows, columns)
    if regions is None:
        return None
    regions = _with_heads(squares, regions, placed)
    if regions is None or not _certain(squares, regions, placed):
        return None
    return np.array([(squares.xs[c0], squares.ys[r0], squares.xs[c1], squares.ys[r1]) for r0, c0, r1, c1 in regions])


def _between(edges: Sequence[float], place: float) -> int | None:
    """The stretch between two edges that holds a place."""
    index = int(np.searchsorted(edges, place, side="right")) - 1
    return index if 0 <= index < len(edges) - 1 else None


def _span(ruled: Sequence[Sequence[bool]], row: int, column: int, rows: int) -> range:
    """The rows that no line parts from a row, at a column."""
    above, below = row, row + 1
    while above > 0 and not ruled[above][column]:
        above -= 1
    while below < rows and not ruled[below][column]:
        below += 1
    return range(above, below)


Region = tuple[int, int, int, int]  # first row, first column, and the row and column past the last


def _regions(ruled: Sequence[Sequence[bool]], apart: Sequence[Sequence[bool]], rows: int, columns: int) -> list[Region] | None:
    """The squares that no line parts, as rectangles; None where they make none."""
    seen = [[False] * columns for _ in range(rows)]
    found = []
    for row in range(rows):
        for column in range(columns):
            if seen[row][column]:
                continue
            cell = rectangle(region_of(row, column, ruled, apart, seen, rows, columns)[0])
            if cell is None:
                return None
            r0, c0, height, width = cell
            found.append((r0, c0, r0 + height, c0 + width))
    return found


def _with_heads(squares: Squares, regions: list[Region], placed: Sequence[tuple[int, int, int, Piece]]) -> list[Region] | None:
    """The regions with headings over several columns as one cell each: where a line below them runs over blank neighbours, too.
    None where it is open how far they reach."""
    for row in range(squares.heads - 1):
        own = {c0: region for region in regions for c0 in [region[1]] if region[0] <= row and region[2] == row + 1}
        column = 0
        while column < len(squares.xs) - 1:
            run = []
            while column in own and (not run or run[-1][0] == own[column][0]):
                run.append(own[column])
                column = own[column][3]
            if not run:
                column += 1
                continue
            texts = [_text_of(region, placed) for region in run]
            if all(texts) or not any(texts) or len(run) == 1:
                continue
            ends = _centred(squares, run, texts)
            if ends is None:
                return None
            regions = [region for region in regions if region not in run] + ends
    return sorted(regions)


def _text_of(region: Region, placed: Sequence[tuple[int, int, int, Piece]]) -> list[Piece]:
    r0, c0, r1, c1 = region
    return [piece for row, first, _, piece in placed if r0 <= row < r1 and c0 <= first < c1]


def _centred(squares: Squares, run: Sequence[Region], texts: Sequence[list[Piece]]) -> list[Region] | None:
    """Headings side by side, each in the middle of the columns that it stands over; None unless there is one way to part them."""
    labels = [(min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)) for pieces in texts if pieces]
    xs = [squares.xs[region[1]] for region in run] + [squares.xs[run[-1][3]]]
    slack = [squares.slack[region[1]] for region in run] + [squares.slack[run[-1][3]]]

    def ways(start: int, label: int) -> list[list[int]]:
        if label == len(labels):
            return [[]] if start == len(run) else []
        x0, x1 = labels[label]
        found = []
        for end in range(start + 1, len(run) + 1):
            inside = xs[start] - CROSSES <= x0 and x1 <= xs[end] + CROSSES
            if inside and abs(xs[start] + xs[end] - x0 - x1) <= 2 * CENTRED + slack[start] + slack[end]:
                found += [[end, *rest] for rest in ways(end, label + 1)]
        return found

    every = ways(0, 0)
    if len(every) != 1:
        return None
    starts = [0, *every[0][:-1]]
    return [(run[start][0], run[start][1], run[start][2], run[end - 1][3]) for start, end in zip(starts, every[0], strict=True)]


def _certain(squares: Squares, regions: Sequence[Region], placed: Sequence[tuple[int, int, int, Piece]]) -> bool:
    """Whether no cell over several columns holds two texts on one line: those might be two cells'."""
    for region in regions:
        if region[3] - region[1] > 1 and any(
            len(line) > 1 and not is_spaced(line) for line in lines_of(_text_of(region, placed))
        ):
            return False
    return True
