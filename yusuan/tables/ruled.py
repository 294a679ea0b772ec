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
FURTHEST = 2.0  # a line moved further than this by its neighbours takes along the ends of those that meet it
NARROWEST = 4.5  # columns and rows narrower than this hold no text: two sides of cells that are drawn apart
WIDEST_SPACING = 10.0  # cells drawn as rectangles of their own stand no further apart
FEWEST_FRAMES = 4  # so many rectangles side by side are the cells of one table
SHORTEST_ROW = 6.0  # verticals that end this near a horizontal belong to it
OVERHANG = 8.0  # a lone vertical that reaches this far past the last horizontal rules a row there: less than a line of text
MOST_CROSSINGS = 20_000_000  # beyond that the page is a drawing, not a table

_TOP, _BOTTOM, _LEFT, _RIGHT = range(4)

Lines = np.ndarray  # shape (n, 3): position across, start and end along, all in points


class TooManyLines(ValueError):
    """A page with more lines than any table has."""


@dataclass(frozen=True)
class Grid:
    """A table's geometry: `xs` and `ys` are its rulings; `cells` (n, 4) are row, column, row span, column span, in reading order.

    `owner[row, column]` is the index of the cell there, -1 where there is none. `open_top`, `open_bottom`: the border is
    missing (below most columns) and was drawn where the verticals end. `sound` is False if rulings enclose something that is no
    rectangle.
    """

    xs: np.ndarray
    ys: np.ndarray
    cells: np.ndarray
    owner: np.ndarray = field(repr=False)
    open_top: bool = False
    open_bottom: bool = False
    sound: bool = True

    @property
    def box(self) -> tuple[float, float, float, float]:
        return float(self.xs[0]), float(self.ys[0]), float(self.xs[-1]), float(self.ys[-1])

    def cell_boxes(self) -> np.ndarray:
        """The boxes (n, 4) of the cells: x0, top, x1, bottom."""
        r, c, h, w = self.cells.T
        return np.array((self.xs[c], self.ys[r], self.xs[c + w], self.ys[r + h])).T


def find_grids(horizontals: Lines, verticals: Lines) -> list[Grid]:
    """The ruled tables of a page from its lines, top to bottom; a lone frame (one cell) is no table. Raises TooManyLines."""
    across, down = merge_lines(horizontals, verticals)
    grids = _grids(across, down)
    frames = np.array([grid.box for grid in grids if len(grid.cells) == 1])
    if len(frames) >= FEWEST_FRAMES:
        spacing = _spacing(frames)
        if spacing is not None:
            grids = _grids(*merge_lines(*_closed_up(across, down, frames, spacing)))
    return [grid for grid in grids if len(grid.cells) > 1 and not _is_axis(grid)]


def _grids(across: Lines, down: Lines) -> list[Grid]:
    """The grids that merged lines make, lone frames among them, top to bottom."""
    if not len(across) or not len(down):
        return []
    if len(across) * len(down) > MOST_CROSSINGS:
        raise TooManyLines(f"{len(across)} x {len(down)} lines")
    components = _components(across, down)
    lone = np.ones(len(down), dtype=bool)
    for _, members_down in components:
        lone &= ~members_down
    found = (
        _grid(across[members_across], _with_outer(down[members_down], down[lone])) for members_across, members_down in components
    )
    return sorted((grid for grid in found if grid is not None), key=lambda grid: (grid.ys[0], grid.xs[0]))


def _spacing(frames: np.ndarray) -> tuple[float, float] | None:
    """How far apart rectangles (n, 4) stand that are the cells of a table with a space around each, across and down; None where
    they do not stand at one distance."""
    found = [_distance(frames[:, [0, 2]], frames[:, [1, 3]]), _distance(frames[:, [1, 3]], frames[:, [0, 2]])]
    widest = max((distance for distance in found if distance is not None), default=None)
    if widest is None or np.median(frames[:, 2:] - frames[:, :2], axis=0).min() < 2 * widest:
        return None
    across, down = (widest if distance is None else distance for distance in found)
    return across, down


def _distance(along: np.ndarray, across: np.ndarray) -> float | None:
    """The distance at which extents (n, 2) follow each other whose other extents overlap, if most of them agree on it."""
    beside = np.minimum(across[:, None, 1], across[:, 1]) - np.maximum(across[:, None, 0], across[:, 0]) > 0
    gaps = along[:, 0] - along[:, None, 1]
    gaps[~beside | (gaps <= 0)] = np.inf
    nearest = gaps.min(axis=1)
    nearest = nearest[nearest <= WIDEST_SPACING]
    if len(nearest) < FEWEST_FRAMES - 2:
        return None
    middle = float(np.median(nearest))
    return middle if np.mean(np.abs(nearest - middle) <= 1) > 0.7 else None


def _closed_up(across: Lines, down: Lines, frames: np.ndarray, spacing: tuple[float, float]) -> tuple[Lines, Lines]:
    """The lines with cells that stand `spacing` apart moved together, so that neighbours share one line in the middle of the
    space."""
    beside, below = spacing[0] + 1, spacing[1] + 1
    across, down = across.copy(), down.copy()
    longer = np.array([0, -1, 1]) * max(0, max(beside, below) - MEET)
    for members_across, members_down in _components(across + longer, down + longer):
        xs, ys = down[members_down, 0], across[members_across, 0]
        middle = (frames[:, :2] + frames[:, 2:]) / 2
        within = (middle > (xs.min(), ys.min())).all(axis=1) & (middle < (xs.max(), ys.max())).all(axis=1)
        if np.count_nonzero(within) < FEWEST_FRAMES:
            continue
        across[members_across] = _moved(across[members_across], _gathered(ys, below), _gathered(xs, beside))
        down[members_down] = _moved(down[members_down], _gathered(xs, beside), _gathered(ys, below))
        _reach_on(down, members_down, across[members_across], 2 * below)
    return across, down


def _reach_on(down: Lines, members: np.ndarray, across: Lines, furthest: float) -> None:
    """Lengthens verticals that end open to the next horizontal no further than `furthest`: cells that a page cuts begin a space
    below the repeated heading."""
    x, top, bottom = down[members].T
    crosses = (across[:, 1, None] <= x + MEET) & (across[:, 2, None] >= x - MEET)
    for end, step in ((top, across[:, 0, None] - top), (bottom, bottom - across[:, 0, None])):
        distance = np.where(crosses & (step <= MEET), -step, np.inf).min(axis=0)
        moved = (distance > MEET) & (distance <= furthest)
        end[moved] += np.where(end is top, -1, 1) * distance[moved]
    down[members, 1], down[members, 2] = top, bottom


def _gathered(positions: np.ndarray, apart: float) -> tuple[np.ndarray, np.ndarray]:
    """Positions in order, and for each the mean of those that follow each other no more than `apart`."""
    positions = np.unique(positions)
    group = np.concatenate(((0,), (positions[1:] - positions[:-1] > apart).cumsum()))
    return positions, (np.bincount(group, positions) / np.bincount(group))[group]


def _moved(lines: Lines, places: tuple[np.ndarray, np.ndarray], ends: tuple[np.ndarray, np.ndarray]) -> Lines:
    """The lines, with each at the mean that was gathered for its place and its ends, where they meet a crossing line, at that
    line's mean."""
    found, means = ends
    after = np.minimum(found.searchsorted(lines[:, 1:]), len(found) - 1)
    before = np.maximum(after - 1, 0)
    nearest = np.where(lines[:, 1:] - found[before] < found[after] - lines[:, 1:], before, after)
    moved = np.where(np.abs(lines[:, 1:] - found[nearest]) <= MEET, means[nearest], lines[:, 1:])
    return np.column_stack((places[1][places[0].searchsorted(lines[:, 0])], moved))


def _is_axis(grid: Grid) -> bool:
    """Whether this is more likely an axis with its marks: a single column that nothing bounds."""
    return len(grid.xs) == 2 and grid.open_top and grid.open_bottom


def merge_lines(horizontals: Lines, verticals: Lines) -> tuple[Lines, Lines]:
    """Lines snapped to the mean of their neighbours and joined where they touch, short remainders dropped; by position."""
    lines = np.concatenate((horizontals, verticals))
    if not len(lines):
        return horizontals, verticals
    # Verticals get a stretch of the number line of their own, as does each group below, so that one pass joins all of them.
    place = lines[:, 0].copy()
    place[len(horizontals) :] += place.max() - place.min() + 10 * SNAP
    order = place.argsort(kind="stable")
    place, (position, start, end) = place[order], lines[order].T
    group = np.zeros(len(lines), dtype=np.int64)
    np.cumsum(place[1:] - place[:-1] > SNAP, out=group[1:])
    mean = np.bincount(group, position) / np.bincount(group)
    if np.abs(position - mean[group]).max() > FURTHEST and len(horizontals) and len(verticals):
        ys, xs = _gathered(horizontals[:, 0], SNAP), _gathered(verticals[:, 0], SNAP)
        return merge_lines(_moved(horizontals, ys, xs), _moved(verticals, xs, ys))
    low = start.min()
    shift = group * (end.max() - low + 10 * JOIN) - low
    start, end = start + shift, end + shift
    order = start.argsort(kind="stable")
    start, group, shift = start[order], group[order], shift[order]
    reach = np.maximum.accumulate(end[order])
    first = np.ones(len(lines) + 1, dtype=bool)
    np.greater(start[1:], reach[:-1] + JOIN, out=first[1:-1])
    last, first = first[1:], first[:-1]
    merged = np.array((mean[group[first]], start[first] - shift[first], reach[last] - shift[last])).T
    across = np.count_nonzero(first[: len(horizontals)])
    long = merged[:, 2] - merged[:, 1] >= SHORTEST
    return merged[:across][long[:across]], merged[across:][long[across:]]


def _components(across: Lines, down: Lines) -> list[tuple[np.ndarray, np.ndarray]]:
    """Lines that hang together by meeting, as pairs of row masks."""
    y, x0, x1 = across.T[:, :, None]
    x, y0, y1 = down.T
    meets = (y0 <= y + MEET) & (y1 >= y - MEET) & (x >= x0 - MEET) & (x <= x1 + MEET)
    components = []
    rest = meets.any(axis=1)
    while rest.any():
        members = meets[rest.argmax()]
        while True:
            members_across = meets[:, members].any(axis=1)
            more = meets[members_across].any(axis=0)
            if (more == members).all():
                break
            members = more
        components.append((members_across, members))
        rest &= ~members_across
    return components


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
    if _ends_between(across, down):
        across = _with_inner(across, down)
    xs, ys = np.array(sorted(set(down[:, 0].tolist()))), np.array(sorted(set(across[:, 0].tolist())))
    if len(xs) < 2 or len(ys) < 2:
        return None
    if min((xs[1:] - xs[:-1]).min(), (ys[1:] - ys[:-1]).min()) < NARROWEST:
        beside, below = _gathered(xs, NARROWEST), _gathered(ys, NARROWEST)
        across, down = _moved(across, below, beside), _moved(down, beside, below)
        xs, ys = np.unique(beside[1]), np.unique(below[1])
        if len(xs) < 2 or len(ys) < 2:
            return None
    cells, owner, sound, leaks = _cells(_coverage(across, ys, xs), _coverage(down, xs, ys).T)
    if owner.min() < 0:
        across = _with_inner(across, down)
        _reach_on(down, np.arange(len(down)), across, SHORTEST_ROW)
        ys = np.unique(across[:, 0])
        cells, owner, sound, leaks = _cells(_coverage(across, ys, xs), _coverage(down, xs, ys).T)
    open_top, open_bottom = open_top or 2 * leaks[_TOP] > len(xs) - 1, open_bottom or 2 * leaks[_BOTTOM] > len(xs) - 1
    return _trimmed(xs, ys, cells, owner, open_top, open_bottom, sound)


def _close(across: Lines, down: Lines) -> tuple[Lines, Lines, bool, bool]:
    """The lines with borders added where the outer border is missing: where lines reach past the last crossing line and end
    together. Also says whether the top and the bottom were open."""
    xs, ys = down[:, 0].tolist(), across[:, 0].tolist()
    left, _ = _common_end(across, min(xs), 1)
    right, _ = _common_end(across, max(xs), 2)
    top, top_ends = _common_end(down, min(ys), 1)
    bottom, bottom_ends = _common_end(down, max(ys), 2)
    if left is None and right is None and top is None and bottom is None:
        return across, down, False, False
    new_across, new_down = [across], [down]
    # Over the whole height: where no line reaches the side, a merged cell stands there.
    height = (min(ys) if top is None else top, max(ys) if bottom is None else bottom)
    new_down += [np.array([[side, *height]]) for side in (left, right) if side is not None]
    for end, ends in ((top, top_ends), (bottom, bottom_ends)):
        if end is not None:
            start, stop = ends.min(), ends.max()
            if left is not None and start <= down[:, 0].min() + MEET:
                start = left
            if right is not None and stop >= down[:, 0].max() - MEET:
                stop = right
            new_across.append(np.array([[end, start, stop]]))
    return np.concatenate(new_across), np.concatenate(new_down), top is not None, bottom is not None


def _ends_between(across: Lines, down: Lines) -> bool:
    """Whether verticals end where no horizontal is at all."""
    ys, ends = np.unique(across[:, 0]), down[:, 1:].ravel()
    after = ys.searchsorted(ends)
    inside = (after > 0) & (after < len(ys))
    ends, after = ends[inside], after[inside]
    return np.count_nonzero(np.minimum(ends - ys[after - 1], ys[after] - ends) > SHORTEST_ROW) > 1


def _with_inner(across: Lines, down: Lines) -> Lines:
    """The horizontals with those added that are missing inside: where verticals end or begin together and no line is."""
    x, ends = np.tile(down[:, 0], 2), down[:, 1:].T.ravel()
    y, x0, x1 = across.T[:, :, None]
    crosses = (x0 <= x + MEET) & (x1 >= x - MEET) & (np.abs(y - ends) <= SHORTEST_ROW)
    loose = ~crosses.any(axis=0) & (ends > y.min()) & (ends < y.max())
    x, ends = x[loose], ends[loose]
    missing = []
    while len(ends):
        together = np.abs(ends - ends[0]) <= MEET
        if len(np.unique(x[together])) > 1:
            place = ends[together].mean()
            beside = np.unique(down[(down[:, 1] <= place + MEET) & (down[:, 2] >= place - MEET), 0])
            at = beside.searchsorted(x[together])
            low, high = beside[np.maximum(at - 1, 0)], beside[np.minimum(at + 1, len(beside) - 1)]
            missing.append(np.column_stack((np.full(len(at), place), low, high)))
        x, ends = x[~together], ends[~together]
    return np.concatenate((across, *missing))


def _common_end(lines: Lines, border: float, side: int) -> tuple[float | None, np.ndarray]:
    """Where lines that reach past `border` end together (two of them, the only line, or one that reaches far), and their
    positions."""
    ends = lines[:, side] * (-1 if side == 1 else 1)
    past = ends > (-border if side == 1 else border) + MEET
    reaching = np.count_nonzero(past)
    if reaching == 1 and (len(lines) == 1 or (ends[past] > (-border if side == 1 else border) + OVERHANG).all()):
        return float(lines[past][0, side]), lines[past][:, 0]
    if reaching < 2:
        return None, lines[:0, 0]
    reached = ends[past]
    near = np.abs(reached[:, None] - reached) <= MEET
    together = near[np.argmax(near.sum(axis=1))]
    if together.sum() < 2 and len(lines) > 1:
        return None, lines[:0, 0]
    return float(lines[past][together, side].mean()), lines[past][together, 0]


def _coverage(lines: Lines, positions: np.ndarray, marks: np.ndarray) -> np.ndarray:
    """Which stretches between two `marks` the lines at each position cover: shape (positions, marks - 1)."""
    lines = lines[lines[:, 0].argsort()]
    covers = (marks[:-1] >= lines[:, 1, None] - MEET) & (marks[1:] <= lines[:, 2, None] + MEET)
    return np.logical_or.reduceat(covers, lines[:, 0].searchsorted(positions), axis=0)


def _cells(ruled_across: np.ndarray, ruled_down: np.ndarray) -> tuple[np.ndarray, np.ndarray, bool, dict[int, int]]:
    """Cells (n, 4) from which sides of the unit squares are ruled, the cell at each square, soundness, and how many columns were
    open at the top and at the bottom.

    Most are rectangles ruled on all sides with nothing ruled inside, and found at once. What is left runs together square by
    square; if that only lacks its border at the table's top or bottom, it is a cell that a page break has cut.
    """
    cells, owner = _plain_cells(ruled_across, ruled_down)
    leaks = {_TOP: 0, _BOTTOM: 0}
    if owner.min() >= 0:
        return cells, owner, True, leaks
    sound = True
    above, beside, seen = ruled_across.tolist(), ruled_down.tolist(), (owner >= 0).tolist()
    more = []
    for r, c in np.argwhere(owner < 0).tolist():
        if not seen[r][c]:
            region, out = _region(r, c, above, beside, seen, *owner.shape)
            cell = _rectangle(region)
            if cell is None:
                sound = sound and bool(out)
            elif out <= {_TOP} or out <= {_BOTTOM}:
                more.append(cell)
                for side in out:
                    leaks[side] += cell[3]
    if more:
        cells = np.array(sorted([*map(tuple, cells.tolist()), *more]))
        owner = _owner(cells, *owner.shape)
    return cells, owner, sound, leaks


def _plain_cells(ruled_across: np.ndarray, ruled_down: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rectangles ruled on all sides with nothing ruled inside, as cells (n, 4) in reading order, and the cell at each square.

    From each unit square the next rulings are looked for straight up, down, left and right. Where all squares that these four
    enclose find the same four, they are such a rectangle.
    """
    rows, columns = len(ruled_down), len(ruled_across[0])
    top, bottom = _next_ruled(ruled_across)
    left, right = (places.T for places in _next_ruled(ruled_down.T))
    key = ((top * (columns + 2) + left) * (rows + 2) + bottom) * (columns + 2) + right
    closed = (top >= 0) & (left >= 0) & (bottom <= rows) & (right <= columns)
    corner = np.where(closed, top * columns + left, 0)  # the square at the top left, by its number
    alike = closed & (key == key.ravel()[corner])
    height, width = bottom - top, right - left
    plain = np.bincount(corner[alike], minlength=rows * columns) == (height * width).ravel()
    owner = np.where(alike, np.where(plain, plain.cumsum() - 1, -1)[corner], -1)
    return np.array((top, left, height, width)).reshape(4, -1).T[plain], owner


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
