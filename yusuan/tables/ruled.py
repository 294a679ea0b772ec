"""Ruled tables: from horizontal and vertical lines on a page to grids of cells with spans.

Geometry only: lines go in, grids come out; text, pages and media are unknown here. Coordinates are points with y growing
downwards. Tables without any line are not found, and tables going on over pages are joined elsewhere (`tables/join.py`).

The chain is snap and join (`lines.py`) -> rectangles apart moved together (`spaced.py`) -> components -> missing borders drawn
(`borders.py`) -> unit squares -> cells.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from yusuan.tables.borders import SHORTEST_ROW, close, ends_between, reach_on, with_inner, with_outer
from yusuan.tables.lines import MEET, Lines, components, distinct, gathered, merged, moved_to
from yusuan.tables.spaced import FEWEST_FRAMES, closed_up, spacing_of

NARROWEST = 4.5  # columns and rows narrower than this hold no text: two sides of cells that are drawn apart
MOST_SQUARES = 100_000  # of tables looked at together
MOST_CROSSINGS = 20_000_000  # beyond that the page is a drawing, not a table

_TOP, _BOTTOM, _LEFT, _RIGHT = range(4)


class TooManyLines(ValueError):
    """A page with more lines than any table has."""


@dataclass(frozen=True)
class Grid:
    """A table's geometry: `xs` and `ys` are its rulings; `cells` (n, 4) are row, column, row span, column span, in reading order.

    `owner[row, column]` is the index of the cell there, -1 where there is none. `open_top`, `open_bottom`: the border is
    missing (below most columns) and was drawn where the verticals end; `open_left`, `open_right`: the rows where it is missing at
    the sides. `sound` is False if rulings enclose something that is no rectangle.
    """

    xs: np.ndarray
    ys: np.ndarray
    cells: np.ndarray
    owner: np.ndarray = field(repr=False)
    open_top: bool = False
    open_bottom: bool = False
    sound: bool = True
    open_left: tuple[int, ...] = ()
    open_right: tuple[int, ...] = ()

    @property
    def box(self) -> tuple[float, float, float, float]:
        return float(self.xs[0]), float(self.ys[0]), float(self.xs[-1]), float(self.ys[-1])

    def cells_at(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """The cell that holds each of the points, -1 where none does."""
        framed = np.full((len(self.ys) + 1, len(self.xs) + 1), -1)
        framed[1:-1, 1:-1] = self.owner
        return framed[self.ys.searchsorted(y, side="right"), self.xs.searchsorted(x, side="right")]

    def cell_boxes(self) -> np.ndarray:
        """The boxes (n, 4) of the cells: x0, top, x1, bottom."""
        r, c, h, w = self.cells.T
        return np.array((self.xs[c], self.ys[r], self.xs[c + w], self.ys[r + h])).T


def find_grids(horizontals: Lines, verticals: Lines) -> list[Grid]:
    """The ruled tables of a page from its lines, top to bottom; a lone frame (one cell) is no table. Raises TooManyLines."""
    (grids,) = find_all([(horizontals, verticals)])
    if grids is None:
        raise TooManyLines(f"{len(horizontals)} x {len(verticals)} lines")
    return grids


def find_all(pages: list[tuple[Lines, Lines]]) -> list[list[Grid] | None]:
    """The ruled tables of several pages from their horizontals and verticals; None for a page with too many lines."""
    lines = merged(pages)
    found = []
    for (across, down), grids in zip(lines, _grids(lines), strict=True):
        frames = np.array([grid.box for grid in grids or () if len(grid.cells) == 1])
        if len(frames) >= FEWEST_FRAMES:
            spacing = spacing_of(frames)
            if spacing is not None:
                (grids,) = _grids(merged([closed_up(across, down, frames, spacing)]))
        found.append(grids and [grid for grid in grids if len(grid.cells) > 1 and not _is_axis(grid)])
    return found


def _grids(pages: list[tuple[Lines, Lines]]) -> list[list[Grid] | None]:
    """The grids that the merged lines of pages make, lone frames among them, top to bottom; None for too many lines."""
    ruled = [None if len(across) * len(down) > MOST_CROSSINGS else list(_ruled(across, down)) for across, down in pages]
    plain = iter(_plain_cells([(one.above, one.beside) for page in ruled for one in page or ()]))
    found = []
    for page in ruled:
        grids = page and [grid for one in page if (grid := _grid(one, *next(plain)))]
        found.append(grids and sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0])))
    return found


class _Ruled(NamedTuple):
    """Lines that hang together, the places of all, whether the outer border was missing, and which sides of the unit squares
    are ruled: `above` (rows + 1, columns) and `beside` (rows, columns + 1)."""

    across: Lines
    down: Lines
    xs: np.ndarray
    ys: np.ndarray
    open_top: bool
    open_bottom: bool
    above: np.ndarray
    beside: np.ndarray
    drawn: Lines  # the verticals before any was added


def _ruled(across: Lines, down: Lines) -> Iterator[_Ruled]:
    """The tables that merged lines of a page make."""
    if not len(across) or not len(down):
        return
    found = components(across, down)
    lone = ~np.logical_or.reduce([members for _, members in found]) if found else None
    for members_across, members_down in found:
        one = _squares(across[members_across], with_outer(down[members_down], down[lone]))
        if one is not None:
            yield one


def _is_axis(grid: Grid) -> bool:
    """Whether this is more likely an axis with its marks: a single column that nothing bounds."""
    return len(grid.xs) == 2 and grid.open_top and grid.open_bottom


def _squares(across: Lines, down: Lines) -> _Ruled | None:
    drawn = down
    across, down, open_top, open_bottom = close(across, down)
    if ends_between(across, down):
        across = with_inner(across, down)
    xs, ys = distinct(down[:, 0]), distinct(across[:, 0])
    if len(xs) < 2 or len(ys) < 2:
        return None
    if min(b - a for places in (xs.tolist(), ys.tolist()) for a, b in pairwise(places)) < NARROWEST:
        beside, below = gathered(xs, NARROWEST), gathered(ys, NARROWEST)
        across, down = moved_to(across, below, beside), moved_to(down, beside, below)
        xs, ys = distinct(beside[1]), distinct(below[1])
        if len(xs) < 2 or len(ys) < 2:
            return None
    return _Ruled(across, down, xs, ys, open_top, open_bottom, _coverage(across, ys, xs), _coverage(down, xs, ys).T, drawn)


def _grid(ruled: _Ruled, plain: np.ndarray, owner: np.ndarray) -> Grid | None:
    """The table with its plain cells and others; `owner` says where the plain ones are."""
    across, down, xs, ys, open_top, open_bottom, above, beside, drawn = ruled
    cells, owner, sound, leaks = _cells(above, beside, plain, owner)
    if owner.min() < 0:
        across = with_inner(across, down)
        reach_on(down, np.arange(len(down)), across, SHORTEST_ROW)
        ys = distinct(across[:, 0])
        above, beside = _coverage(across, ys, xs), _coverage(down, xs, ys).T
        cells, owner, sound, leaks = _cells(above, beside, *_plain_cells([(above, beside)])[0])
    open_top, open_bottom = open_top or 2 * leaks[_TOP] > len(xs) - 1, open_bottom or 2 * leaks[_BOTTOM] > len(xs) - 1
    grid = _trimmed(xs, ys, cells, owner, open_top, open_bottom, sound)
    left, right = (_open_rows(grid, drawn, side) for side in (0, -1)) if grid else ((), ())
    return replace(grid, open_left=left, open_right=right) if left or right else grid


def _open_rows(grid: Grid, drawn: Lines, side: int) -> tuple[int, ...]:
    """The rows beside which no vertical is drawn at this side of the table (0 left, -1 right)."""
    x, ys = grid.xs[side], grid.ys.tolist()
    border = [(start, end) for position, start, end in drawn.tolist() if abs(position - x) <= NARROWEST]
    if any(start <= ys[0] + MEET and end >= ys[-1] - MEET for start, end in border):
        return ()
    rows = enumerate((top + MEET, bottom - MEET) for top, bottom in pairwise(ys))
    return tuple(row for row, (top, bottom) in rows if not any(start <= top and end >= bottom for start, end in border))


def _coverage(lines: Lines, positions: np.ndarray, marks: np.ndarray) -> np.ndarray:
    """Which stretches between two `marks` the lines at each position cover: shape (positions, marks - 1)."""
    lines = lines[lines[:, 0].argsort()]
    covers = (marks[:-1] >= lines[:, 1, None] - MEET) & (marks[1:] <= lines[:, 2, None] + MEET)
    return np.logical_or.reduceat(covers, lines[:, 0].searchsorted(positions), axis=0)


def _cells(
    ruled_across: np.ndarray, ruled_down: np.ndarray, cells: np.ndarray, owner: np.ndarray
) -> tuple[np.ndarray, np.ndarray, bool, dict[int, int]]:
    """Cells (n, 4) from which sides of the unit squares are ruled, the cell at each square, soundness, and how many columns were
    open at the top and at the bottom.

    Most are rectangles ruled on all sides with nothing ruled inside, and found at once. What is left runs together square by
    square; if that only lacks its border at the table's top or bottom or both, it is a cell that page breaks have cut.
    """
    leaks = {_TOP: 0, _BOTTOM: 0}
    if owner.min() >= 0:
        return cells, owner, True, leaks
    sound = True
    above, beside, seen = ruled_across.tolist(), ruled_down.tolist(), (owner >= 0).tolist()
    more = []
    for r, c in np.argwhere(owner < 0).tolist():
        if not seen[r][c]:
            region, out = region_of(r, c, above, beside, seen, *owner.shape)
            cell = rectangle(region)
            if cell is None:
                sound = sound and bool(out)
            elif out <= {_TOP, _BOTTOM} or len(out) == 1:
                more.append(cell)
                for side in out & {_TOP, _BOTTOM}:
                    leaks[side] += cell[3]
    if more:
        cells = np.array(sorted([*map(tuple, cells.tolist()), *more]))
        owner = _owner(cells, *owner.shape)
    return cells, owner, sound, leaks


def _plain_cells(tables: list[tuple[np.ndarray, np.ndarray]]) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each table the rectangles ruled on all sides with nothing ruled inside, as cells (n, 4) in reading order, and the cell
    at each square. Tables come as the ruled sides of their squares, across and down.

    From each unit square the next rulings are looked for straight up, down, left and right. Where all squares that these four
    enclose find the same four, they are such a rectangle. The tables are looked at as one, below each other.
    """
    if not tables:
        return []
    lines, columns = [len(across) for across, _ in tables], max(len(across[0]) for across, _ in tables)
    size = sum(lines) * columns
    if size > MOST_SQUARES and len(tables) > 1:
        return [_plain_cells([table])[0] for table in tables]
    starts = [0, *accumulate(lines)]
    ruled_across, ruled_down = np.zeros((starts[-1], columns), dtype=bool), np.zeros((starts[-1], columns + 1), dtype=bool)
    for (across, down), start in zip(tables, starts, strict=False):
        ruled_across[start : start + len(across), : len(across[0])] = across
        ruled_down[start : start + len(down), : len(down[0])] = down
    top, bottom = _next_ruled(ruled_across)
    left, right = (places.T for places in _next_ruled(ruled_down[:-1].T))
    key = ((top * (columns + 2) + left) * (starts[-1] + 2) + bottom) * (columns + 2) + right
    first, last = np.array((starts[:-1], starts[1:])).repeat(lines, axis=1)[:, :-1, None]
    closed = (top >= first) & (left >= 0) & (bottom < last) & (right <= columns)
    corner = np.where(closed, top * columns + left, 0)  # the square at the top left, by its number
    alike = closed & (key == key.ravel()[corner])
    height, width = bottom - top, right - left
    plain = np.bincount(corner[alike], minlength=height.size) == (height * width).ravel()
    cells = np.array((top, left, height, width)).reshape(4, -1).T[plain]
    ends = cells[:, 0].searchsorted(starts)
    numbers = np.where(plain, plain.cumsum() - 1 - ends[:-1].repeat(lines).repeat(columns)[: plain.size], -1)
    owner = np.where(alike, numbers[corner], -1)
    cells[:, 0] -= np.array(starts[:-1]).repeat(ends[1:] - ends[:-1])
    parts, owners = pairwise(ends.tolist()), zip(tables, starts, strict=False)
    return [
        (cells[slice(*part)], owner[start : start + len(down), : len(across[0])])
        for part, ((across, down), start) in zip(parts, owners, strict=True)
    ]


def _next_ruled(ruled: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each unit square between the lines (rows of `ruled`) the next ruled line before it and after it; -1 and one past the
    last line where there is none."""
    lines = np.arange(len(ruled))[:, None]
    before = np.maximum.accumulate(np.where(ruled, lines, -1)[:-1])
    after = np.minimum.accumulate(np.where(ruled, lines, len(ruled))[:0:-1])[::-1]
    return before, after


def _owner(cells: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """The index of the cell (n, 4) at each unit square, -1 where there is none."""
    owner = np.full((rows, columns), -1)
    for index, (row, column, height, width) in enumerate(cells.tolist()):
        owner[row : row + height, column : column + width] = index
    return owner


def region_of(
    r: int, c: int, above: list, beside: list, seen: list, rows: int, columns: int
) -> tuple[list[tuple[int, int]], set[int]]:
    """The unit squares that run together with (r, c), and the sides of the table at which they run out of it."""
    region, out = [], set()
    stack = [(r, c)]
    seen[r][c] = True
    while stack:
        r, c = stack.pop()
        region.append((r, c))
        for side, ruled, nr, nc in (
            (_TOP, above[r][c], r - 1, c),
            (_BOTTOM, above[r + 1][c], r + 1, c),
            (_LEFT, beside[r][c], r, c - 1),
            (_RIGHT, beside[r][c + 1], r, c + 1),
        ):
            if ruled:
                continue
            if not (0 <= nr < rows and 0 <= nc < columns):
                out.add(side)
            elif not seen[nr][nc]:
                seen[nr][nc] = True
                stack.append((nr, nc))
    return region, out


def rectangle(region: list[tuple[int, int]]) -> tuple[int, int, int, int] | None:
    """(row, column, row_span, column_span) of unit squares that fill a rectangle, else None."""
    r0, r1 = min(r for r, _ in region), max(r for r, _ in region) + 1
    c0, c1 = min(c for _, c in region), max(c for _, c in region) + 1
    return (r0, c0, r1 - r0, c1 - c0) if len(region) == (r1 - r0) * (c1 - c0) else None


def _trimmed(
    xs: np.ndarray, ys: np.ndarray, cells: np.ndarray, owner: np.ndarray, open_top: bool, open_bottom: bool, sound: bool
) -> Grid | None:
    """The grid without rows and columns at its edges that hold no cell, and without rulings no cell begins or ends at."""
    if not len(cells):
        return None
    r, c, h, w = cells.T
    used_rows, used_columns = np.zeros(len(ys), dtype=bool), np.zeros(len(xs), dtype=bool)
    used_rows[r] = used_rows[r + h] = used_columns[c] = used_columns[c + w] = True
    grid = Grid(xs, ys, cells, owner, open_top, open_bottom, sound)
    if used_rows.all() and used_columns.all():
        return grid
    return grid_of_boxes(grid.cell_boxes(), open_top and bool(used_rows[0]), open_bottom and bool(used_rows[-1]), sound)


def grid_of_boxes(boxes: np.ndarray, open_top: bool = False, open_bottom: bool = False, sound: bool = True) -> Grid:
    """A grid from cell boxes (n, 4), x0, top, x1, bottom, that share their corners, as another engine found them."""
    xs, ys = np.unique(boxes[:, [0, 2]]), np.unique(boxes[:, [1, 3]])
    c0, c1 = np.searchsorted(xs, boxes[:, 0]), np.searchsorted(xs, boxes[:, 2])
    r0, r1 = np.searchsorted(ys, boxes[:, 1]), np.searchsorted(ys, boxes[:, 3])
    cells = np.array(sorted(zip(r0.tolist(), c0.tolist(), (r1 - r0).tolist(), (c1 - c0).tolist(), strict=True)))
    return Grid(xs, ys, cells, _owner(cells, len(ys) - 1, len(xs) - 1), open_top, open_bottom, sound)
