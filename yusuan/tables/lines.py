"""Lines of a page put in order: snapped to their neighbours, joined where they touch, and which of them meet.

Geometry only, in points with y growing downwards; tolerances are pdfplumber's. What cells they enclose is `ruled.py`'s business.
"""

from itertools import pairwise

import numpy as np

SNAP = 3.0  # lines closer than this are one line (double lines, the two sides of a thin rectangle)
JOIN = 3.0  # gaps up to this belong to the line (dashes, rectangles that do not quite meet)
MEET = 3.0  # lines meet if they come this close
SHORTEST = 3.0  # what remains shorter than this after joining rules nothing
DOT = 2.0  # what is shorter than this is a dot: of a dotted line, or nothing
FEWEST_DOTS = 4
FURTHEST = 2.0  # a line moved further than this by its neighbours takes along the ends of those that meet it

Lines = np.ndarray  # shape (n, 3): position across, start and end along, all in points


def merge_lines(horizontals: Lines, verticals: Lines) -> tuple[Lines, Lines]:
    """Lines snapped to the mean of their neighbours and joined where they touch, short remainders dropped; by position."""
    return merged([(horizontals, verticals)])[0]


def merged(pages: list[tuple[Lines, Lines]]) -> list[tuple[Lines, Lines]]:
    """`merge_lines` for the horizontals and verticals of several pages at once, because numpy costs by the call."""
    kinds = [lines for page in pages for lines in page]
    lines = np.concatenate(kinds) if kinds else np.empty((0, 3))
    if not len(lines):
        return pages
    # Each kind on each page gets a stretch of the number line of its own, as does each group below, so that one pass joins all.
    kind = np.arange(len(kinds)).repeat([len(lines) for lines in kinds])
    place = lines[:, 0] + kind * (lines[:, 0].max() - lines[:, 0].min() + 10 * SNAP)
    order = place.argsort(kind="stable")
    place, (position, start, end) = place[order], lines[order].T
    group = np.zeros(len(lines), dtype=np.int64)
    np.cumsum(place[1:] - place[:-1] > SNAP, out=group[1:])
    mean = np.bincount(group, position) / np.bincount(group)
    moved = np.abs(position - mean[group]) > FURTHEST
    again = {page for page in (kind[moved] // 2).tolist() if all(map(len, pages[page]))} if moved.any() else set()
    low = start.min()
    shift = group * (end.max() - low + 10 * JOIN) - low
    start, end = start + shift, end + shift
    order = start.argsort(kind="stable")
    start, group, shift = start[order], group[order], shift[order]
    reach = np.maximum.accumulate(end[order])
    first = np.ones(len(lines) + 1, dtype=bool)
    np.greater(start[1:], reach[:-1] + JOIN, out=first[1:-1])
    last, first = first[1:], first[:-1]
    found = np.array((mean[group[first]], start[first] - shift[first], reach[last] - shift[last])).T
    long = found[:, 2] - found[:, 1] >= SHORTEST
    ends = kind[first][long].searchsorted(np.arange(len(kinds) + 1)).tolist()
    found = found[long]
    parts = [found[slice(*part)] for part in pairwise(ends)]
    return [
        _merged_with_ends(*pages[page]) if page in again else (parts[2 * page], parts[2 * page + 1]) for page in range(len(pages))
    ]


def _merged_with_ends(horizontals: Lines, verticals: Lines) -> tuple[Lines, Lines]:
    """Merged lines of which some move far: the ends of those that meet them move along."""
    ys, xs = gathered(horizontals[:, 0], SNAP), gathered(verticals[:, 0], SNAP)
    return merge_lines(moved_to(horizontals, ys, xs), moved_to(verticals, xs, ys))


def dots_joined(lines: Lines) -> Lines:
    """The lines of one direction with dots in a row as one line, and without lone dots. Dots of a crossing line stand below each
    other more closely than `SNAP`: they would draw all lines to one place."""
    short = lines[:, 2] - lines[:, 1] < DOT
    if not short.any():
        return lines
    dots = lines[short]
    dots = dots[np.lexsort((dots[:, 1], dots[:, 0].round(1)))]
    first = np.ones(len(dots), dtype=bool)
    first[1:] = (np.abs(dots[1:, 0] - dots[:-1, 0]) > 0.25) | (np.abs(dots[1:, 1] - dots[:-1, 2]) > JOIN)
    starts = np.flatnonzero(first)
    counts = np.diff(np.append(starts, len(dots)))
    rows = np.column_stack((dots[starts, :2], dots[starts + counts - 1, 2]))[counts >= FEWEST_DOTS]
    return np.concatenate((lines[~short], rows))


def distinct(positions: np.ndarray) -> np.ndarray:
    """The positions in order, each once. They are few: quicker than numpy's way."""
    return np.array(sorted(set(positions.tolist())))


def gathered(positions: np.ndarray, apart: float) -> tuple[np.ndarray, np.ndarray]:
    """Positions in order, and for each the mean of those that follow each other no more than `apart`."""
    positions = distinct(positions)
    group = np.concatenate(((0,), (positions[1:] - positions[:-1] > apart).cumsum()))
    return positions, (np.bincount(group, positions) / np.bincount(group))[group]


def moved_to(lines: Lines, places: tuple[np.ndarray, np.ndarray], ends: tuple[np.ndarray, np.ndarray]) -> Lines:
    """The lines, with each at the mean that was gathered for its place and its ends, where they meet a crossing line, at that
    line's mean."""
    found, means = ends
    after = np.minimum(found.searchsorted(lines[:, 1:]), len(found) - 1)
    before = np.maximum(after - 1, 0)
    nearest = np.where(lines[:, 1:] - found[before] < found[after] - lines[:, 1:], before, after)
    moved = np.where(np.abs(lines[:, 1:] - found[nearest]) <= MEET, means[nearest], lines[:, 1:])
    return np.column_stack((places[1][places[0].searchsorted(lines[:, 0])], moved))


def components(across: Lines, down: Lines) -> list[tuple[np.ndarray, np.ndarray]]:
    """Lines that hang together by meeting, as pairs of row masks."""
    y, x0, x1 = across.T[:, :, None]
    x, y0, y1 = down.T
    meets = (y0 <= y + MEET) & (y1 >= y - MEET) & (x >= x0 - MEET) & (x <= x1 + MEET)
    found = []
    rest = meets.any(axis=1)
    while rest.any():
        members = meets[rest.argmax()]
        while True:
            members_across = meets @ members
            more = members_across @ meets
            if (more == members).all():
                break
            members = more
        found.append((members_across, members))
        rest &= ~members_across
    return found
