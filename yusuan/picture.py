"""The page that a figure stands on, with its cell or its words marked: for those who would rather look."""

import ctypes
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import ImageDraw

from yusuan.explanation import Place
from yusuan.values import comparable

_SCALE = 2.0  # pixels a point
_RED = (200, 30, 30)

Box = tuple[float, float, float, float]  # left, top, right, bottom, in pixels of the picture


def draw(path: Path, places: Sequence[Place], target: Path) -> int:
    """Draw the first page on which one of the places stands, what stands there marked, as PNG. Returns the page, 1-based.

    Raises ValueError, in words for people, if there is no such page, the words are not found on it, or the document is no PDF
    that lies in the raw folder.
    """
    page = next((place.page for place in places if place.page), None)
    if page is None:
        raise ValueError("这条记录没有页面位置（原始文件不分页），无法画图")
    if not path.is_file():
        raise ValueError(f"找不到原始文件 {path}（压缩包内的文件请先解压）")
    try:
        with pdfium.PdfDocument(path) as document:
            sheet = document[page - 1]
            image = sheet.render(scale=_SCALE).to_pil().convert("RGB")
            boxes = {box for place in places if place.page == page for box in _boxes(sheet, image.size, place)}
    except (pdfium.PdfiumError, IndexError):
        raise ValueError(f"{path} 不是可以画图的PDF") from None
    if not boxes:
        raise ValueError(f"在第{page}页上找不到这些文字的位置，无法标出")
    pen = ImageDraw.Draw(image)
    for left, top, right, bottom in boxes:
        pen.rectangle([left - 2, top - 2, right + 2, bottom + 2], outline=_RED, width=4)
    image.save(target, format="PNG")
    return page


def _boxes(sheet: pdfium.PdfPage, size: tuple[int, int], place: Place) -> Iterator[Box]:
    if place.box:
        x0, top, x1, bottom = place.box
        yield x0 * _SCALE, top * _SCALE, x1 * _SCALE, bottom * _SCALE
    elif place.row and place.text_start is not None and place.row_start is not None:
        yield from _words(sheet, size, place.printed, place.row, place.text_start - place.row_start)


def _words(sheet: pdfium.PdfPage, size: tuple[int, int], words: str, lines: Sequence[str], begins: int) -> Iterator[Box]:
    """The boxes of words that begin at a place of the first of these lines: one for each line of the page that they are on."""
    text = sheet.get_textpage()
    shown = [(number, each) for number in range(text.count_chars()) for each in comparable(text.get_text_range(number, 1))]
    start = "".join(each for _, each in shown).find(comparable("".join(lines)))
    if start < 0:
        return
    start += len(comparable(lines[0][:begins]))
    found: Box | None = None
    for number, _ in shown[start : start + len(comparable(words))]:
        left, bottom, right, top = text.get_charbox(number, loose=True)
        (x0, y0), (x1, y1) = _pixels(sheet, size, left, top), _pixels(sheet, size, right, bottom)
        box = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        if found and box[1] < found[3] and found[1] < box[3]:
            found = min(found[0], box[0]), min(found[1], box[1]), max(found[2], box[2]), max(found[3], box[3])
        else:
            if found:
                yield found
            found = box
    if found:
        yield found


def _pixels(sheet: pdfium.PdfPage, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    """A point of the page as the picture shows it, turned if the page is."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(sheet, 0, 0, *size, 0, x, y, across, down)
    return across.value, down.value
