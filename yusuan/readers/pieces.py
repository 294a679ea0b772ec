"""Characters of a page -> pieces of text (`tables/pieces.py`): cut at every gap that no word has."""

import numpy as np

from yusuan.readers.glyphs import SAME_LINE, Glyphs
from yusuan.tables.pieces import GAP, Piece

WIDE = 0.75  # heights; no digit is so wide
APART = 1e5  # points; no page is so wide


def pieces_of(glyphs: Glyphs, gap: float = GAP) -> list[Piece]:
    """The pieces that level characters make, in reading order; `gap` is the least gap between two, as a share of the height."""
    level = glyphs.turns == 0
    codes, boxes, base = glyphs.codes[level], glyphs.boxes[level], glyphs.origins[level, 1]
    if not len(codes):
        return []
    height, width = boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]
    # A font that is not embedded has digits as wide as Chinese characters.
    digits = (((codes >= ord("0")) & (codes <= ord("9"))) | (codes == ord(".")) | (codes == ord(","))) & (width > WIDE * height)
    if digits.any():
        boxes = boxes.copy()
        boxes[digits, 2] -= width[digits] / 2
    order = np.argsort(base, kind="stable")
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = np.diff(base[order]) > SAME_LINE * np.minimum(height[order[1:]], height[order[:-1]])
    line = fresh.cumsum()
    order = order[np.lexsort((boxes[order, 0], line))]
    # Each line gets a stretch of its own: what begins behind all that stands before it on its line, or on another, is a piece.
    x0, reach = boxes[order, 0] + APART * line, np.maximum.accumulate(boxes[order, 2] + APART * line)
    cut = np.ones(len(order), dtype=bool)
    cut[1:] = x0[1:] - reach[:-1] > gap * np.minimum(height[order[1:]], height[order[:-1]])
    starts = np.flatnonzero(cut)
    boxes = np.concatenate((np.minimum.reduceat(boxes[order, :2], starts), np.maximum.reduceat(boxes[order, 2:], starts)), axis=1)
    ends = np.append(starts[1:], len(order)).tolist()
    letters = codes[order].astype("<u4")
    texts = (letters[start:end].tobytes().decode("utf-32-le", errors="replace") for start, end in zip(starts, ends, strict=True))
    return [
        Piece(text, *box, at, number)
        for text, box, at, number in zip(texts, boxes.tolist(), base[order[starts]].tolist(), line[starts].tolist(), strict=True)
    ]
