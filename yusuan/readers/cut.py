"""Text that the edge of the page or of its cell cuts: part of what the producer set is not seen in print.

An A4 layout printed on A5, a column wider than the page, a spreadsheet's cell that is too narrow. What is not seen is not read
(`pdf_page.py`); here it is only found out that something is missing. A row that a page break cuts between two lines is not meant:
spreadsheets print it on both pages.
"""

import numpy as np

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
