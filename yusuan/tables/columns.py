"""Columns of a table that draws none: the gaps that its rows share, each column below a heading of its own.

Only where nothing is open: a gap that a heading spans, a column without a heading, a row whose text fills a gap make no columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from yusuan.tables.pieces import GAP, Piece, is_spaced, joined, lines_of, words_of

CROSSING = 0.1  # the share of rows whose text may stand across a gap: 合计 over code and name
NARROWEST = 1.0  # points; a gap narrower than this parts no columns


@dataclass(frozen=True)
class Columns:
    """Edges of columns and how far each may be off."""

    xs: Sequence[float]
    slack: Sequence[float]


def columns_of(heads: Sequence[Sequence[Piece]], rows: Sequence[Sequence[Piece]], x0: float, x1: float) -> Columns | None:
    """The columns of a table between x0 and x1 from what its headings and its rows print, in pieces cut at the least gap."""
    gaps = _gaps([[(piece.x0, piece.x1) for piece in row] for row in rows if row], x0, x1, int(CROSSING * len(rows)))
    printed = [(a, b) for (_, a), (b, _) in pairwise([(x0, x0), *gaps, (x1, x1)]) if b > a]
    labels = joined([piece for head in heads for piece in head], GAP)
    places = _named(_blocks(labels, printed), printed)
    if places is None or len(places) < 2 or any(right[0] <= left[1] for left, right in pairwise(places)):
        return None
    xs = [x0, *((left[1] + right[0]) / 2 for left, right in pairwise(places)), x1]
    slack = [0.0, *((right[0] - left[1]) / 2 for left, right in pairwise(places)), 0.0]
    named = joined(labels, GAP, xs)
    return Columns(xs, slack) if all(_has_heading(named, left, right) for left, right in pairwise(xs)) else None


Extent = tuple[float, float]


def _blocks(labels: Sequence[Piece], printed: Sequence[Extent]) -> list[Extent]:
    """The extents of headings of one column each: lines of one stand below each other. Those over several columns are none; they
    stand on a first line that has fewer, or across what columns print."""
    lines = lines_of(labels)
    first = len(lines) > 1 and len(lines[0]) < len(lines[-1])
    found: list[Extent] = []
    for label in sorted((word for line in lines[first:] for word in words_of(line)), key=lambda piece: piece.x0):
        if sum(label.x0 < right and label.x1 > left for left, right in printed) > 1:
            continue
        if found and label.x0 < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], label.x1))
        else:
            found.append((label.x0, label.x1))
    return found


def _named(blocks: Sequence[Extent], printed: Sequence[Extent]) -> list[Extent] | None:
    """The extents of columns with their headings: what is printed below each other takes the heading above it, else the only one
    beside it; the other headings are those of blank columns. None where there is no one way."""
    taken: dict[int, int] = {}
    for number, (left, right) in enumerate(printed):
        above = [index for index, block in enumerate(blocks) if block[0] < right and block[1] > left]
        if len(above) > 1:
            return None
        if above:
            taken[number] = above[0]
    if len(blocks) == len(printed):
        if any(number != index for number, index in taken.items()):
            return None
        taken = {number: number for number in range(len(printed))}
    while len(taken) < len(printed):
        sure = {number: free[0] for number in range(len(printed)) if len(free := _beside(number, blocks, printed, taken)) == 1}
        if not sure:
            return None
        taken |= dict([sure.popitem()])
    merged = [
        (min(printed[number][0], blocks[index][0]), max(printed[number][1], blocks[index][1])) for number, index in taken.items()
    ]
    return sorted(merged + [block for index, block in enumerate(blocks) if index not in taken.values()])


def _beside(number: int, blocks: Sequence[Extent], printed: Sequence[Extent], taken: dict[int, int]) -> list[int]:
    """The headings right before and behind a column without one, as far as no other column has them."""
    if number in taken:
        return []
    left, right = printed[number]
    before = max((index for index, block in enumerate(blocks) if block[1] <= left), default=None)
    behind = min((index for index, block in enumerate(blocks) if block[0] >= right), default=None)
    return [index for index in (before, behind) if index is not None and index not in taken.values()]


def _has_heading(labels: Sequence[Piece], left: float, right: float) -> bool:
    """Whether a column has a heading of its own, and no two beside each other."""
    own = [piece for piece in labels if piece.x0 >= left - 1 and piece.x1 <= right + 1]
    return bool(own) and all(len(line) == 1 or is_spaced(line) for line in lines_of(own))


def _gaps(rows: Sequence[Sequence[Extent]], x0: float, x1: float, allowed: int) -> list[Extent]:
    """The stretches from x0 to x1 that no more than `allowed` rows print anything in, those at the sides among them."""
    marks = np.unique([x0, x1, *(x for row in rows for extent in row for x in extent if x0 < x < x1)])
    count = np.zeros(len(marks) - 1, dtype=np.int64)
    for row in rows:
        if row:
            change = np.zeros(len(marks), dtype=np.int64)
            starts, ends = np.clip(np.array(row), x0, x1).T
            np.add.at(change, marks.searchsorted(starts), 1)
            np.add.at(change, marks.searchsorted(ends), -1)
            count += change[:-1].cumsum() > 0
    free = np.flatnonzero(count <= allowed)
    runs = np.split(free, np.flatnonzero(np.diff(free) > 1) + 1) if len(free) else []
    found = [(float(marks[run[0]]), float(marks[run[-1] + 1])) for run in runs]
    return [(left, right) for left, right in found if right - left >= NARROWEST]
