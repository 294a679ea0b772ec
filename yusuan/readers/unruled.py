"""Text of a page that stands in columns without rulings: what of it no grid has read is said, never silence.

Nearly all pages have none, which their lines tell at once: a line with gaps has blanks. Not in here: what columns of figures are
(`tables/unread.py`).
"""

from itertools import pairwise

import numpy as np

from yusuan.readers.glyphs import Glyphs, Lines, in_columns
from yusuan.readers.pieces import pieces_of
from yusuan.tables.unread import first_in_columns


def unread_columns(lines: Lines, glyphs: Glyphs, free: np.ndarray, *, alone: bool) -> str | None:
    """The first line of a page's text that stands in columns and in no cell; None where none does. `lines` are what the
    characters marked as `free` print; `alone` if the page has no grid at all."""
    if not _has_gaps(lines):
        return None
    outside = glyphs.chosen(free)
    found = first_in_columns(pieces_of(outside))
    if found is None and alone and in_columns(outside):
        return next((text for text in lines.texts if text.count(" ") > 1), lines.texts[0])
    return found


def _has_gaps(lines: Lines) -> bool:
    """Whether any line has a gap within, or stands beside another."""
    if any(" " in text for text in lines.texts):
        return True
    tops = sorted(lines.boxes[:, 1].tolist())
    return any(below - above < 1 for above, below in pairwise(tops))
