"""Borders that a table lacks, drawn where its lines end together: outside, at a page's edge, between its rows.

Lines are merged (`lines.py`); a border is only drawn where at least two lines say so, or a lone one that reaches far.
"""

import numpy as np

from yusuan.tables.lines import MEET, Lines, distinct

SHORTEST_ROW = 6.0  # verticals that end this near a horizontal belong to it
OVERHANG = 8.0  # a lone vertical that reaches this far past the last horizontal rules a row there: less than a line of text


def with_outer(down: Lines, lone: Lines) -> Lines:
    """The verticals of a table with those beside it that meet no line and end where at least two of its own do, above and below:
    the border of a column whose one cell goes on from the page before to the page after."""
    if not len(lone):
        return down
    outside = (lone[:, 0] < down[:, 0].min()) | (lone[:, 0] > down[:, 0].max())
    alike = (np.abs(lone[:, None, 1:] - down[None, :, 1:]) <= MEET).all(axis=2).sum(axis=1)
    return np.concatenate((down, lone[outside & (alike >= 2)]))


def close(across: Lines, down: Lines) -> tuple[Lines, Lines, bool, bool]:
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


def ends_between(across: Lines, down: Lines) -> bool:
    """Whether verticals end where no horizontal is at all."""
    ys, ends = distinct(across[:, 0]), down[:, 1:].ravel()
    after = ys.searchsorted(ends)
    inside = (after > 0) & (after < len(ys))
    ends, after = ends[inside], after[inside]
    return np.count_nonzero(np.minimum(ends - ys[after - 1], ys[after] - ends) > SHORTEST_ROW) > 1


def with_inner(across: Lines, down: Lines) -> Lines:
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


def reach_on(down: Lines, members: np.ndarray, across: Lines, furthest: float) -> None:
    """Lengthens verticals that end open to the next horizontal no further than `furthest`: cells that a page cuts begin a space
    below the repeated heading."""
    x, top, bottom = down[members].T
    crosses = (across[:, 1, None] <= x + MEET) & (across[:, 2, None] >= x - MEET)
    for end, step in ((top, across[:, 0, None] - top), (bottom, bottom - across[:, 0, None])):
        distance = np.where(crosses & (step <= MEET), -step, np.inf).min(axis=0)
        moved = (distance > MEET) & (distance <= furthest)
        end[moved] += np.where(end is top, -1, 1) * distance[moved]
    down[members, 1], down[members, 2] = top, bottom
