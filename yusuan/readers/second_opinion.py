"""What pdfplumber makes of the rulings of a page, for the few pages whose grid does not close.

Only its cell boxes are taken; the characters stay those of `pdfium.py`. It reads a page some twenty times slower.
"""

import logging
from pathlib import Path

import numpy as np
import pdfplumber

from yusuan.readers.frame import Frame
from yusuan.tables.ruled import Grid, grid_of_boxes

# its parser complains of every odd font on the standard error, hundreds of lines a document
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def grids_of(path: Path, number: int, frame: Frame) -> list[Grid]:
    """The tables of a page (1-based) in the reading coordinates of its frame; none if pdfplumber cannot read it either."""
    try:
        with pdfplumber.open(path, pages=[number]) as document:
            page = document.pages[0]
            left, top = page.cropbox[:2]
            tables = [table.cells for table in page.find_tables()]
    except Exception:  # a second opinion that fails is none; whatever broke the other engine is not the document's reader
        return []
    offset = np.array([left, top, left, top])
    return [grid_of_boxes(frame.forth(np.array(cells, dtype=np.float64) - offset)) for cells in tables if len(cells) > 1]
