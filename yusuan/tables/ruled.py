"""Ruled tables: from horizontal and vertical lines on a page to grids of cells with spans.

Geometry only: lines go in, grids come out; text, pages and media are unknown here. Coordinates are points with y growing
downwards. Tables without any line are not found, and tables going on over pages are joined elsewhere (`tables/join.py`).

The chain is snap -> join -> components -> close open edges -> unit squares -> cells, with pdfplumber's tolerances.
"""

from dataclasses import dataclass, field

import numpy as np

SNAP = 3.0  # lines closer than this are one line (double lines, the two sides of a thin rectangle)
JOIN = 3.0  # gaps up to this belong to the line (dashes, rectangles that do not quite meet)
MEET = 3.0  # lines meet if they come this close
SHORTEST = 3.0  # what remains shorter than this after joining rules nothing
OVERHANG = 8.0  # a lone vertical that reaches this far past the last horizontal rules a row there: less than a line of text
MOST_CROSSINGS = 20_000_000  # beyond that the page is a drawing, not a table

_TOP, _BOTTOM, _LEFT, _RIGHT = range(4)

Lines = np.ndarray  # shape (n, 3): position across, start and end along, all in points


class TooManyLines(ValueError):
    """A page with more lines than any table has."""


@dataclass(frozen=True)
class Grid:
    """A table's geometry: `xs` and `ys` are its rulings; `cells` are (row, column, row_span, column_span), reading order.

    `owner[row, column]` is the index of the cell there, -1 where there is none. `open_top`, `open_bottom`: the border is
    missing and was drawn where the verticals end. `sound` is False if rulings enclose something that is no rectangle.
    """

    xs: np.ndarray
    ys: np.ndarray
    cells: tuple[tuple[int, int, int, int], ...]
    owner: np.ndarray = field(repr=False)
    open_top: bool = False
    open_bottom: bool = False
    sound: bool = True

    @property
    def box(self) -> tuple[float, float, float, float]:
        return float(self.xs[0]), float(self.ys[0]), float(self.xs[-1]), float(self.ys[-1])

    def cell_boxes(self) -> list[tuple[float, float, float, float]]:
        xs, ys = self.xs.tolist(), self.ys.tolist()
        return [(xs[c], ys[r], xs[c + w], ys[r + h]) for r, c, h, w in self.cells]


def find_grids(horizontals: Lines, verticals: Lines) -> list[Grid]:
    """The ruled tables of a page from its lines, top to bottom; a lone frame (one cell) is no table. Raises TooManyLines."""
    across, down = merge_lines(horizontals), merge_lines(verticals)
    if not len(across) or not len(down):
        return []
    if len(across) * len(down) > MOST_CROSSINGS:
        raise TooManyLines(f"{len(across)} x {len(down)} lines")
    grids = []
    components = _components(across, down)
    lone = down[~np.any([members_down for _, members_down in components], axis=0)] if components else down
    for members_across, members_down in components:
        grid = _grid(across[members_across], _with_outer(down[members_down], lone))
        if grid is not None and len(grid.cells) > 1 and not _is_axis(grid):
            grids.append(grid)
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _is_axis(grid: Grid) -> bool:
    """Whether this is more likely an axis with its marks: a single column that nothing bounds."""
    return len(grid.xs) == 2 and grid.open_top and grid.open_bottom


def merge_lines(lines: Lines) -> Lines:
    """Lines snapped to the mean of their neighbours and joined where they touch, short remainders dropped."""
    if not len(lines):
        return lines
    order = np.argsort(lines[:, 0], kind="stable")
    position, start, end = lines[order].T
    group = np.concatenate(([0], np.cumsum(np.diff(position) > SNAP)))
    mean = np.bincount(group, position) / np.bincount(group)
    low = start.min()
    # Each group gets a stretch of the number line of its own, so that one pass joins all of them.
    shift = group * (end.max() - low + 10 * JOIN) - low
    start, end = start + shift, end + shift
    order = np.argsort(start, kind="stable")
    start, group, shift = start[order], group[order], shift[order]
    reach = np.maximum.accumulate(end[order])
    first = np.concatenate(([True], start[1:] > reach[:-1] + JOIN))
    last = np.concatenate((first[1:], [True]))
    merged = np.column_stack((mean[group[first]], start[first] - shift[first], reach[last] - shift[last]))
    return merged[merged[:, 2] - merged[:, 1] >= SHORTEST]


def _components(across: Lines, down: Lines) -> list[tuple[np.ndarray, np.ndarray]]:
    """Lines that hang together by meeting, as pairs of row masks."""
    y, x0, x1 = across[:, 0, None], across[:, 1, None], across[:, 2, None]
    x, y0, y1 = down[:, 0], down[:, 1], down[:, 2]
    meets = (y0 <= y + MEET) & (y1 >= y - MEET) & (x >= x0 - MEET) & (x <= x1 + MEET)
    nobody = len(across)
    label = np.arange(len(across))
    while True:
        label_down = np.where(meets, label[:, None], nobody).min(axis=0)
        spread = np.minimum(label, np.where(meets, label_down, nobody).min(axis=1))
        if np.array_equal(spread, label):
            break
        label = spread
    return [(label == one, label_down == one) for one in sorted(set(label_down.tolist()) - {nobody})]


def _with_outer(down: Lines, lone: Lines) -> Lines:
    """The verticals of a table with those beside it that meet no line and end where at least two of its own do, above and below:
    the border of a column whose one cell goes on from the page before to the page after."""
    if not len(lone):
        return down
    outside = (lone[:, 0] < down[:, 0].min()) | (lone[:, 0] > down[:, 0].max())
    alike = (np.abs(lone[:, None, 1:] - down[None, :, 1:]) <= MEET).all(axis=2).sum(axis=1)
    return np.concatenate((down, lone[outside & (alike >= 2)]))


def _grid(across: Lines, down: Lines) -> Grid | None:
    across, down, open_top, open_bottom = _close(across, down)
    xs, ys = np.array(sorted(set(down[:, 0].tolist()))), np.array(sorted(set(across[:, 0].tolist())))
    if len(xs) < 2 or len(ys) < 2:
        return None
    ruled_across = _coverage(across, ys, xs)  # (lines, columns)
    ruled_down = _coverage(down, xs, ys).T  # (rows, lines)
    cells, owner, sound, leaks = _cells(ruled_across, ruled_down)
    return _trimmed(Grid(xs, ys, cells, owner, open_top or _TOP in leaks, open_bottom or _BOTTOM in leaks, sound))


def _close(across: Lines, down: Lines) -> tuple[Lines, Lines, bool, bool]:
    """The lines with borders added where the outer border is missing: where lines reach past the last crossing line and end
    together. Also says whether the top and the bottom were open."""
    left, left_ends = _common_end(across, down[:, 0].min(), 1)
    right, right_ends = _common_end(across, down[:, 0].max(), 2)
    top, top_ends = _common_end(down, across[:, 0].min(), 1)
    bottom, bottom_ends = _common_end(down, across[:, 0].max(), 2)
    if left is None and right is None and top is None and bottom is None:
        return across, down, False, False
    new_across, new_down = [across], [down]
    for end, ends in ((left, left_ends), (right, right_ends)):
        if end is not None:
            start, stop = ends.min(), ends.max()
            if top is not None and start <= across[:, 0].min() + MEET:
                start = top
            if bottom is not None and stop >= across[:, 0].max() - MEET:
                stop = bottom
            new_down.append(np.array([[end, start, stop]]))
    for end, ends in ((top, top_ends), (bottom, bottom_ends)):
        if end is not None:
            start, stop = ends.min(), ends.max()
            if left is not None and start <= down[:, 0].min() + MEET:
                start = left
            if right is not None and stop >= down[:, 0].max() - MEET:
                stop = right
            new_across.append(np.array([[end, start, stop]]))
    return np.concatenate(new_across), np.concatenate(new_down), top is not None, bottom is not None


def _common_end(lines: Lines, border: float, side: int) -> tuple[float | None, np.ndarray]:
    """Where lines that reach past `border` end together (two of them, the only line, or one that reaches far), and their
    positions."""
    ends = lines[:, side] * (-1 if side == 1 else 1)
    past = ends > (-border if side == 1 else border) + MEET
    if past.sum() == 1 and (len(lines) == 1 or (ends[past] > (-border if side == 1 else border) + OVERHANG).all()):
        return float(lines[past][0, side]), lines[past][:, 0]
    if past.sum() < 2:
        return None, lines[:0, 0]
    reached = ends[past]
    near = np.abs(reached[:, None] - reached) <= MEET
    together = near[np.argmax(near.sum(axis=1))]
    if together.sum() < 2 and len(lines) > 1:
        return None, lines[:0, 0]
    return float(lines[past][together, side].mean()), lines[past][together, 0]


def _coverage(lines: Lines, positions: np.ndarray, marks: np.ndarray) -> np.ndarray:
    """Which stretches between two `marks` the lines at each position cover: shape (positions, marks - 1)."""
    covered = np.zeros((len(positions), len(marks) - 1), dtype=bool)
    at = np.searchsorted(positions, lines[:, 0]).tolist()
    first = np.searchsorted(marks, lines[:, 1] - MEET, side="left").tolist()
    last = (np.searchsorted(marks, lines[:, 2] + MEET, side="right") - 1).tolist()
    for index, start, stop in zip(at, first, last, strict=True):
        if stop > start:
            covered[index, start:stop] = True
    return covered


def _cells(
    ruled_across: np.ndarray, ruled_down: np.ndarray
) -> tuple[tuple[tuple[int, int, int, int], ...], np.ndarray, bool, set[int]]:
    """Cells from which sides of the unit squares are ruled, the cell at each square, soundness, and where cells were open.

    Most are rectangles ruled on all sides with nothing ruled inside, and found at once. What is left runs together square by
    square; if that only lacks its border at the table's top or bottom, it is a cell that a page break has cut.
    """
    rows, columns = ruled_across.shape[0] - 1, ruled_down.shape[1] - 1
    r, c, h, w = _plain_spans(ruled_across, ruled_down)
    cells = list(zip(r.tolist(), c.tolist(), h.tolist(), w.tolist(), strict=True))
    owner = _owner(cells, rows, columns)
    sound, leaks = True, set()
    if (h * w).sum() == rows * columns:
        return tuple(cells), owner, sound, leaks
    above, beside = ruled_across.tolist(), ruled_down.tolist()
    seen = (owner >= 0).tolist()
    for r, c in np.argwhere(owner < 0).tolist():
        if not seen[r][c]:
            region, out = _region(r, c, above, beside, seen, rows, columns)
            cell = _rectangle(region)
            if cell is None:
                sound = sound and bool(out)
            elif out <= {_TOP} or out <= {_BOTTOM}:
                cells.append(cell)
                leaks |= out
    cells.sort()
    return tuple(cells), _owner(cells, rows, columns), sound, leaks


def _plain_spans(ruled_across: np.ndarray, ruled_down: np.ndarray) -> tuple[np.ndarray, ...]:
    """Rows, columns, row spans and column spans of the rectangles ruled on all sides with nothing ruled inside."""
    rows, columns = ruled_across.shape[0] - 1, ruled_down.shape[1] - 1
    r, c = np.nonzero(ruled_across[:-1] & ruled_down[:, :-1])  # squares with a corner at their top left
    right = _next_ruled(ruled_down, 1)[r, c]
    below = _next_ruled(ruled_across, 0)[r, c]
    closed = (right <= columns) & (below <= rows)
    r, c, right, below = r[closed], c[closed], right[closed], below[closed]
    h, w = below - r, right - c
    # Ruled stretches up to each position, so that any side is counted by one subtraction.
    along = np.zeros((rows + 1, columns + 1), dtype=np.int64)
    np.cumsum(ruled_across, axis=1, out=along[:, 1:])
    down = np.zeros((rows + 1, columns + 1), dtype=np.int64)
    np.cumsum(ruled_down, axis=0, out=down[1:])
    plain = (along[r, right] - along[r, c] == w) & (along[below, right] - along[below, c] == w)
    plain &= (down[below, c] - down[r, c] == h) & (down[below, right] - down[r, right] == h)
    large = plain & (h > 1) & (w > 1)
    if large.any():
        for index in np.flatnonzero(large).tolist():
            r0, r1, c0, c1 = r[index], below[index], c[index], right[index]
            plain[index] = not (ruled_across[r0 + 1 : r1, c0:c1].any() or ruled_down[r0:r1, c0 + 1 : c1].any())
    return r[plain], c[plain], h[plain], w[plain]


def _next_ruled(ruled: np.ndarray, axis: int) -> np.ndarray:
    """For each unit square the next ruled line after it along the axis; one past the last line where there is none."""
    lines = ruled.shape[axis]
    shape = (-1, 1) if axis == 0 else (1, -1)
    places = np.where(ruled, np.arange(lines).reshape(shape), lines)
    after = np.flip(np.minimum.accumulate(np.flip(places, axis), axis=axis), axis)
    return after[1:] if axis == 0 else after[:, 1:]


def _owner(cells: list[tuple[int, int, int, int]], rows: int, columns: int) -> np.ndarray:
    """The index of the cell at each unit square, -1 where there is none."""
    owner = np.full((rows, columns), -1, dtype=np.int32)
    if not cells:
        return owner
    r, c, h, w = np.array(cells).T
    owner[r, c] = np.arange(len(cells))
    for index in np.flatnonzero((h > 1) | (w > 1)).tolist():
        row, column, rows, columns = cells[index]
        owner[row : row + rows, column : column + columns] = index
    return owner


def _region(
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


def _rectangle(region: list[tuple[int, int]]) -> tuple[int, int, int, int] | None:
    """(row, column, row_span, column_span) of unit squares that fill a rectangle, else None."""
    r0, r1 = min(r for r, _ in region), max(r for r, _ in region) + 1
    c0, c1 = min(c for _, c in region), max(c for _, c in region) + 1
    return (r0, c0, r1 - r0, c1 - c0) if len(region) == (r1 - r0) * (c1 - c0) else None


def _trimmed(grid: Grid) -> Grid | None:
    """The grid without rows and columns at its edges that hold no cell, and without rulings no cell begins or ends at."""
    if not grid.cells:
        return None
    used_rows = {r for r, *_ in grid.cells} | {r + h for r, _, h, _ in grid.cells}
    used_columns = {c for _, c, *_ in grid.cells} | {c + w for _, c, _, w in grid.cells}
    if len(used_rows) == len(grid.ys) and len(used_columns) == len(grid.xs):
        return grid
    return grid_of_boxes(
        [(grid.xs[c], grid.ys[r], grid.xs[c + w], grid.ys[r + h]) for r, c, h, w in grid.cells],
        grid.open_top and 0 in used_rows,
        grid.open_bottom and len(grid.ys) - 1 in used_rows,
        grid.sound,
    )


def grid_of_boxes(
    boxes: list[tuple[float, float, float, float]], open_top: bool = False, open_bottom: bool = False, sound: bool = True
) -> Grid:
    """A grid from cell boxes (x0, top, x1, bottom) that share their corners, as another engine found them."""
    edges = np.array(boxes)
    xs, ys = np.unique(edges[:, [0, 2]]), np.unique(edges[:, [1, 3]])
    c0, c1 = np.searchsorted(xs, edges[:, 0]), np.searchsorted(xs, edges[:, 2])
    r0, r1 = np.searchsorted(ys, edges[:, 1]), np.searchsorted(ys, edges[:, 3])
    cells = sorted(zip(r0.tolist(), c0.tolist(), (r1 - r0).tolist(), (c1 - c0).tolist(), strict=True))
    owner = _owner(cells, len(ys) - 1, len(xs) - 1)
    return Grid(xs, ys, tuple(cells), owner, open_top, open_bottom, sound)
