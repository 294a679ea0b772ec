"""Gaps between characters of a page: the pieces of text (`tables/pieces.py`) that they part, whether they stand as columns do."""

import numpy as np

from yusuan.readers.glyphs import SAME_LINE, WIDE_GAP, Glyphs
from yusuan.tables.pieces import GAP, Piece

WIDE = 0.75  # heights; no digit is so wide
APART = 1e5  # points; no page is so wide
FEWEST_ROWS, FEWEST_GAPS = 2, 2  # so many lines in three columns or more are a table


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
    order, line = _in_lines(boxes, base)
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


def in_columns(glyphs: Glyphs) -> bool:
    """Whether lines stand in columns as a table's rows do: several with at least two wide gaps."""
    level = glyphs.turns == 0
    boxes = glyphs.boxes[level]
    if not len(boxes):
        return False
    order, line = _in_lines(boxes, glyphs.origins[level, 1])
    boxes = boxes[order]
    wide = (line[1:] == line[:-1]) & (boxes[1:, 0] - boxes[:-1, 2] > WIDE_GAP * (boxes[1:, 3] - boxes[1:, 1]))
    return np.count_nonzero(np.bincount(line[1:][wide]) >= FEWEST_GAPS) >= FEWEST_ROWS


def _in_lines(boxes: np.ndarray, base: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Characters from left to right on their lines from top to bottom, and the numbers of these lines, from 1."""
    height = boxes[:, 3] - boxes[:, 1]
    order = np.argsort(base, kind="stable")
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = np.diff(base[order]) > SAME_LINE * np.minimum(height[order[1:]], height[order[:-1]])
    line = fresh.cumsum()
    return order[np.lexsort((boxes[order, 0], line))], line
