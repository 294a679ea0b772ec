"""Text of a page that stands in columns without rulings: what of it no cell has read is said, never silence.

Nearly all pages have none, which their lines and cells tell at once: a line with gaps has blanks. Not in here: what columns of
figures are (`tables/unread.py`).
"""

import re
from itertools import pairwise

import numpy as np

from yusuan.readers.gaps import FEWEST_GAPS, FEWEST_ROWS, in_columns, pieces_of
from yusuan.readers.glyphs import Glyphs, Lines
from yusuan.tables.implied import implied_grids
from yusuan.tables.lines import MEET
from yusuan.tables.lines import Lines as Rulings
from yusuan.tables.pieces import FIGURE, GAP, LEAST, joined
from yusuan.tables.ruled import Grid
from yusuan.tables.unread import first_in_columns

_SECOND = re.compile(r" [^\s\w]?\d[\d,]*(?:\.\d+)?[)%]?(?:\s|$)")  # a number of its own that does not begin the line

_FIGURE = re.compile(r"(?<= )[{0}]*\d[{0}]*(?=[ \n]|$)".format(re.escape(FIGURE.pattern) + r"\d"))  # what may be one


def unread_columns(lines: Lines, tables: list[tuple[Grid, list[str]]], glyphs: Glyphs, free: np.ndarray) -> str | None:
    """The first line of a page's text whose columns no grid has; None where there is none. `lines` are what the characters
    marked as `free` print, which stand in none of the `tables`."""
    in_rows = not tables and lines.wide >= FEWEST_ROWS * FEWEST_GAPS
    if (lines.figures or in_rows) and _has_gaps(lines):
        outside = glyphs.chosen(free)
        found = first_in_columns(pieces_of(outside)) if lines.figures else None
        if found is not None:
            return found
        if in_rows and in_columns(outside):
            return next((text for text in lines.texts if text.count(" ") > 1), lines.texts[0])
    within = (_in_one_cell(grid, texts, glyphs) for grid, texts in tables)
    return next((found for found in within if found is not None), None)


def with_implied(
    grids: list[Grid], lines: Lines, tables: list[tuple[Grid, list[str]]], glyphs: Glyphs, free: np.ndarray, across: Rulings
) -> list[Grid] | None:
    """The page's grids with those that its text and its horizontals (`across`) imply; None where there are none. A grid of a
    single column that holds columns is a frame, and goes, as does shading without any line."""
    frames = [grid for grid, texts in tables if len(grid.xs) == 2 and any(_SECOND.search(text) for text in texts)]
    if not frames and not _has_gaps(lines):
        return None
    if not len(across):
        frames = grids
    others = [grid for grid in grids if not any(grid is frame for frame in frames)]
    for frame in frames:
        free = free | (frame.cells_at(*glyphs.middles()) >= 0)
    for grid in others:
        x0, top, x1, bottom = grid.box
        y, start, end = across.T
        across = across[(y < top - MEET) | (y > bottom + MEET) | (end < x0) | (start > x1)]
    if not frames and len(across) < 2 and not lines.figures:
        return None  # neither horizontals nor figures in columns
    fine = pieces_of(glyphs.chosen(free), LEAST)
    implied = implied_grids(fine, across)
    kept = [frame for frame in frames if not any(_overlap(frame.box, grid.box) for grid in implied)]
    # Stripes of shading are every other row of a table.
    if kept and not len(across) and all(len(grid.ys) == 2 for grid in kept) and first_in_columns(joined(fine, GAP)):
        kept = []
    return others + kept + implied if implied or len(kept) < len(frames) else None


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(one[1], other[1])


def _in_one_cell(grid: Grid, texts: list[str], glyphs: Glyphs) -> str | None:
    """The first line with figures that stand in columns within the cells of one column of a grid: it lacks rulings."""
    columns: dict[tuple[int, ...], list[int]] = {}
    for index, text in enumerate(texts):
        if " " in text and _SECOND.search(text):
            columns.setdefault(tuple(grid.cells[index, 1::2].tolist()), []).append(index)
    columns = {place: cells for place, cells in columns.items() if sum(len(_FIGURE.findall(texts[cell])) for cell in cells) > 1}
    if not columns:
        return None
    owner = grid.cells_at(*glyphs.middles())
    within = (first_in_columns(pieces_of(glyphs.chosen(np.isin(owner, cells)))) for cells in columns.values())
    return next((found for found in within if found is not None), None)


def _has_gaps(lines: Lines) -> bool:
    """Whether any line has a gap within, or stands beside another."""
    if any(" " in text for text in lines.texts):
        return True
    tops = sorted(lines.boxes[:, 1].tolist())
    return any(below - above < 1 for above, below in pairwise(tops))
