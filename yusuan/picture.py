"""The page that a figure stands on, with its cell marked: for those who would rather look."""

from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium
from PIL import ImageDraw

from yusuan.explanation import Place

_SCALE = 2.0  # pixels a point
_RED = (200, 30, 30)


def draw(path: Path, places: Sequence[Place], target: Path) -> int:
    """Draw the first page on which one of the places has a box, all its boxes marked, as PNG. Returns the page, 1-based.

    Raises ValueError, in words for people, if there is no such page or the document is no PDF that lies in the raw folder.
    """
    page = next((place.page for place in places if place.page and place.box), None)
    if page is None:
        raise ValueError("这条记录没有页面位置（不是PDF，或出自正文），无法画图")
    if not path.is_file():
        raise ValueError(f"找不到原始文件 {path}")
    try:
        with pdfium.PdfDocument(path) as document:
            image = document[page - 1].render(scale=_SCALE).to_pil().convert("RGB")
    except (pdfium.PdfiumError, IndexError):
        raise ValueError(f"{path} 不是可以画图的PDF") from None
    pen = ImageDraw.Draw(image)
    for x0, top, x1, bottom in {place.box for place in places if place.page == page and place.box}:
        pen.rectangle([x0 * _SCALE - 2, top * _SCALE - 2, x1 * _SCALE + 2, bottom * _SCALE + 2], outline=_RED, width=4)
    image.save(target, format="PNG")
    return page
