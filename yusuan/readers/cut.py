"""Text that the edge of the page or of its cell cuts: part of what the producer set is not seen in print.

An A4 layout printed on A5, a column wider than the page, a spreadsheet's cell that is too narrow. What is not seen is not read
(`pdf_page.py`); here it is only found out that something is missing. A row that a page break cuts between two lines is not meant:
spreadsheets print it on both pages.
"""

import numpy as np

HALVED = 0.15  # a character is cut that has lost so much of its width: more than the blank at its side
ONE_WORD = 0.3  # shares of a character's height: characters closer than this, at nearly the same height, belong together


def is_cut(boxes: np.ndarray, off_page: np.ndarray, clipped: np.ndarray | None, tables: list[tuple[float, ...]]) -> bool:
    """Whether a page's text ends within a word, or a table's text stands beside the page.

    `boxes` (n, 4) are those of all characters in the order of the file, in reading coordinates (x0, top, x1, bottom); `off_page`
    and `clipped` say which of them are not seen; `tables` are the boxes of the page's tables.
    """
    lost = off_page if clipped is None else off_page | clipped
    ends = np.flatnonzero(lost[1:] != lost[:-1])
    before, after = boxes[ends], boxes[ends + 1]
    height = after[:, 3] - after[:, 1]
    level = np.maximum(np.abs(after[:, 1] - before[:, 1]), np.abs(after[:, 3] - before[:, 3])) < ONE_WORD * height
    if (level & (np.abs(after[:, 0] - before[:, 2]) < ONE_WORD * height)).any():
        return True
    x, y = ((boxes[off_page, :2] + boxes[off_page, 2:]) / 2).T
    return any(((x > x0) & (x < x1) & (y > top) & (y < bottom)).any() for x0, top, x1, bottom in tables)


def is_halved(boxes: np.ndarray, seen: tuple[float, float, float, float] | np.ndarray) -> bool:
    """Whether one of the characters with these boxes (n, 4), whose middle is seen, has lost a part at the side of what is seen
    (one box for all, or (n, 4)). First in each box is its left side, third its right."""
    if not len(boxes):
        return False
    x0, x1 = boxes[:, 0], boxes[:, 2]
    left, right = np.asarray(seen).T[[0, 2]]
    over = np.maximum(left - x0, x1 - right)
    if over.max() <= 0:
        return False
    return bool((over > HALVED * (x1 - x0)).any())
