"""Lines that ran over their cell's lower border, given back to the cell they were printed for.

A producer that cuts a merged cell at the page's end sets the rest of its text without regard to the border, so that the last
lines stand in the cell below. The order of the file tells: they follow their cell's text at once, with its left edge and the
distance of its lines, and the cell below has a text of its own further down. Not in here: which cell a place belongs to
(`pdf_page.py`), text that its clip cuts off.
"""

import numpy as np

from yusuan.readers.glyphs import SAME_LINE, Glyphs

SAME_EDGE = 1.0  # points; a cell's lines begin at the same place
SAME_PITCH = 0.05  # the distance of lines may differ by this share of itself


def given_back(glyphs: Glyphs, groups: np.ndarray, pages: np.ndarray | None = None) -> np.ndarray:
    """The characters' cells (`groups`, below 0 outside of tables) with those of overrunning lines corrected.

    `glyphs` stand in the order of the file; `pages` are their pages if these are several, no cell standing on two of them. Only
    horizontal text; the same array comes back where nothing ran over.
    """
    changes = np.flatnonzero(groups[1:] != groups[:-1])
    if not len(changes):
        return groups
    across, start = glyphs.origins[:, 1], glyphs.boxes[:, 0]
    height = glyphs.boxes[:, 3] - glyphs.boxes[:, 1]
    # Nearly every cell begins below another; what goes on at the left edge of several lines before it is rare.
    runs, follows = np.concatenate(((0,), changes[:-1] + 1)), changes + 1
    over = (groups[changes] >= 0) & (groups[follows] >= 0) & (glyphs.turns[follows] == 0)
    over &= across[follows] - across[changes] > height[follows] / 2
    over &= np.abs(start[follows] - np.minimum.reduceat(start[: changes[-1] + 1], runs)) < SAME_EDGE
    if pages is not None:
        over &= pages[changes] == pages[follows]
    corrected = groups
    for last, first in zip(changes[over].tolist(), runs[over].tolist(), strict=True):
        within = across[first : last + 1]
        if within.max() - within.min() <= SAME_LINE * height[last]:
            continue
        end = _end_of_overrun(across, start, height, corrected, last)
        if end is None:
            continue
        corrected = groups.copy() if corrected is groups else corrected
        corrected[last + 1 : end] = corrected[last]
    return corrected


def _end_of_overrun(across: np.ndarray, start: np.ndarray, height: np.ndarray, groups: np.ndarray, last: int) -> int | None:
    """Where the lines end that go on behind the character `last` of a cell, in the cell below; None if those are that cell's."""
    above, below = groups[last], groups[last + 1]
    others = np.flatnonzero(groups[: last + 1] != above)
    first = int(others[-1]) + 1 if len(others) else 0
    baselines = _baselines(across[first : last + 1], height[last])
    if len(baselines) < 2:
        return None
    pitch = baselines[-1] - baselines[-2]
    left, baseline, end = start[first : last + 1].min(), baselines[-1], last + 1
    while (
        end < len(groups)
        and groups[end] == below
        and abs(across[end] - baseline - pitch) < SAME_PITCH * pitch
        and abs(start[end] - left) < SAME_EDGE
    ):
        baseline = across[end]
        while end < len(groups) and groups[end] == below and abs(across[end] - baseline) < SAME_LINE * height[end]:
            end += 1
    own = np.flatnonzero(groups == below)
    own = own[(own <= last) | (own >= end)]
    return end if end > last + 1 and len(own) and across[own].min() > baseline else None


def _baselines(across: np.ndarray, height: float) -> np.ndarray:
    """The baselines of characters in the order of the file, one a line."""
    fresh = np.concatenate(([True], np.abs(np.diff(across)) > SAME_LINE * height))
    return across[fresh]
