"""Cells drawn as rectangles of their own with a space between them, moved together so that neighbours share a line.

HTML tables with separate borders print so. Spaces up to `MEET` need nothing of this: their lines snap together.
"""

import numpy as np

from yusuan.tables.borders import reach_on
from yusuan.tables.lines import MEET, Lines, components, gathered, moved_to

WIDEST_SPACING = 10.0  # cells drawn as rectangles of their own stand no further apart
FEWEST_FRAMES = 4  # so many rectangles side by side are the cells of one table


def spacing_of(frames: np.ndarray) -> tuple[float, float] | None:
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


def closed_up(across: Lines, down: Lines, frames: np.ndarray, spacing: tuple[float, float]) -> tuple[Lines, Lines]:
    """The lines with cells that stand `spacing` apart moved together, so that neighbours share one line in the middle of the
    space."""
    beside, below = spacing[0] + 1, spacing[1] + 1
    across, down = across.copy(), down.copy()
    longer = np.array([0, -1, 1]) * max(0, max(beside, below) - MEET)
    for members_across, members_down in components(across + longer, down + longer):
        xs, ys = down[members_down, 0], across[members_across, 0]
        middle = (frames[:, :2] + frames[:, 2:]) / 2
        within = (middle > (xs.min(), ys.min())).all(axis=1) & (middle < (xs.max(), ys.max())).all(axis=1)
        if np.count_nonzero(within) < FEWEST_FRAMES:
            continue
        across[members_across] = moved_to(across[members_across], gathered(ys, below), gathered(xs, beside))
        down[members_down] = moved_to(down[members_down], gathered(xs, beside), gathered(ys, below))
        reach_on(down, members_down, across[members_across], 2 * below)
    return across, down
