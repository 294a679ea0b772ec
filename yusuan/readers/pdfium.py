"""Pages of a PDF through pdfium's raw interface: characters with their boxes, and the lines that are drawn.

Everything is in the page's own user space (points, y upwards, `/Rotate` not applied) as numpy arrays; what tables and
paragraphs these make is `pdf_page.py`'s business. pdfium is not thread-safe: one process, one document at a time.
"""

import ctypes
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path

import numpy as np
import pypdfium2.raw as raw

from yusuan.document import Damaged
from yusuan.readers.code_points import printed
from yusuan.readers.drawn import Walk
from yusuan.readers.pdfium_calls import (
    Argument,
    boxes_out,
    first,
    get_angle,
    get_loose_box,
    get_origin,
    get_text,
    get_unicode,
    numbers,
    origins_out,
    pointer,
)
from yusuan.readers.stand_in_font import font

LARGE, LARGE_POINTS, MOST_LARGE = 1.6, 20, 500  # times the usual height, points, characters: what may be a watermark
NEARLY, CLOSE = 0.15, 0.3  # shares of a character's height: tops and bottoms of a line differ by less, gaps in words are smaller


@dataclass(slots=True)
class Content:
    """What stands on a page. Arrays over characters share one order, pdfium's, without white space; coordinates are user space.

    `box` is the visible part of the page (left, bottom, right, top), `rotation` its `/Rotate` in quarter turns clockwise.
    `codes` are as printed; `spaced` says that white space comes before; `glyphs` is (n, 4): left, top, right, bottom of the loose
    boxes; `angles` is None where all text runs to the right.
    `hidden` is invisible print, `clipped` what stands outside of its clip (`halved`: some of the rest stands in it in part only),
    `faint` large light print as watermarks are. `lines` and `shading` are segments (n, 4): x0, y0, x1, y1. `objects` counts all
    there is on the page; `truncated` says that the page
    had more objects than were looked at.
    """

    box: tuple[float, float, float, float]
    rotation: int
    codes: np.ndarray
    spaced: np.ndarray
    glyphs: np.ndarray
    origins: np.ndarray
    angles: np.ndarray | None
    hidden: np.ndarray | None
    clipped: np.ndarray | None
    halved: bool
    faint: np.ndarray | None
    lines: np.ndarray
    shading: np.ndarray
    objects: int
    truncated: bool


_OPEN_ERRORS = {
    raw.FPDF_ERR_PASSWORD: "PDF文件已加密，需要口令才能打开",
    raw.FPDF_ERR_SECURITY: "PDF文件使用了不支持的加密方式",
    raw.FPDF_ERR_FORMAT: "PDF文件已损坏或不完整，无法打开",
    raw.FPDF_ERR_FILE: "PDF文件无法读取",
}


_CJK_CHARSETS = (128, 129, 134, 136)  # Shift-JIS, Hangul, GB 2312, Big5 as Windows numbers them


@cache
def _stand_ins() -> raw.FPDF_SYSFONTINFO:
    """For Chinese fonts that a PDF does not embed, one stand-in; for others what pdfium has built in."""
    kinds = dict(raw.FPDF_SYSFONTINFO._fields_)
    data = font()

    def map_font(_this, _weight, _italic, charset, *_):
        return 1 if charset in _CJK_CHARSETS else None

    def font_data(_this, _font, table, buffer, size):
        if table:  # one table of it is not to be had
            return 0
        if buffer and size >= len(data):
            ctypes.memmove(buffer, data, len(data))
        return len(data)

    answers = {name: (lambda *_: 0) for name in kinds if name != "version"}
    answers |= {"MapFont": map_font, "GetFontData": font_data, "GetFontCharset": lambda *_: 134}
    return raw.FPDF_SYSFONTINFO(version=1, **{name: kinds[name](answer) for name, answer in answers.items()})


def _system_fonts():
    """pdfium's own choice, given back for those who draw pages in this process. pdfium destroys what it is given as soon as it
    is given something else, so each time a new one."""
    return raw.FPDF_GetDefaultSystemFontInfo()


class Pdf:
    """An open PDF; use it in a `with` block. Raises Damaged if it cannot be opened."""

    def __init__(self, path: Path):
        raw.FPDF_InitLibrary()  # does nothing where pypdfium2 has done it
        raw.FPDF_SetSystemFontInfo(_stand_ins())
        self._document = raw.FPDF_LoadDocument(str(path).encode(), None)
        if not self._document:
            reason = _OPEN_ERRORS.get(raw.FPDF_GetLastError(), "PDF文件已损坏，无法打开")
            raw.FPDF_SetSystemFontInfo(_system_fonts())
            raise Damaged(reason)
        self._page = None

    def __enter__(self) -> "Pdf":
        return self

    def __exit__(self, *_) -> None:
        self._keep(None)
        raw.FPDF_CloseDocument(self._document)
        raw.FPDF_SetSystemFontInfo(_system_fonts())

    def _keep(self, page) -> None:
        """Closes the page before only once this one is loaded: pdfium drops a font with the last page that uses it, and
        loading it again costs more than the page."""
        if self._page:
            raw.FPDF_ClosePage(self._page)
        self._page = page

    def __len__(self) -> int:
        return raw.FPDF_GetPageCount(self._document)

    def content(self, index: int) -> Content | None:
        """What stands on the page with this 0-based index, None if pdfium cannot load it."""
        page = raw.FPDF_LoadPage(self._document, index)
        if not page:
            return None
        self._keep(page)
        text = raw.FPDFText_LoadPage(page)
        if not text:
            return None
        try:
            return _content(page, text)
        finally:
            raw.FPDFText_ClosePage(text)


def _content(page, text) -> Content:
    bounds = raw.FS_RECTF()
    if not raw.FPDF_GetPageBoundingBox(page, bounds):
        bounds = raw.FS_RECTF(0, raw.FPDF_GetPageHeightF(page), raw.FPDF_GetPageWidthF(page), 0)
    drawn = Walk((bounds.left, bounds.bottom, bounds.right, bounds.top))
    drawn.page(pointer(ctypes.cast(page, ctypes.c_void_p).value), raw.FPDFPage_CountObjects(page))
    handle = pointer(ctypes.cast(text, ctypes.c_void_p).value)
    codes, white = printed(_codes(handle, max(raw.FPDFText_CountChars(text), 0)))
    places = np.flatnonzero(~white)
    calls = numbers(places)
    glyphs = boxes_out.map(get_loose_box, repeat(handle), calls, count=len(calls))
    fresh = _fresh(glyphs)
    firsts = numbers(places[fresh])
    leaning = any(map(get_angle, repeat(handle), firsts))
    return Content(
        (bounds.left, bounds.bottom, bounds.right, bounds.top),
        max(raw.FPDFPage_GetRotation(page), 0),
        codes[places],
        white[places - 1] & (places > 0),
        glyphs,
        _origins(handle, calls) if leaning else _level_origins(handle, firsts, fresh, glyphs[:, 0]),
        drawn.angles(handle, calls) if leaning else None,
        *drawn.unseen(handle, calls, glyphs),
        _faint(text, places, glyphs[:, 1] - glyphs[:, 3]),
        drawn.lines(),
        np.array(drawn.shaded, dtype=np.float64).reshape(-1, 4),
        drawn.objects,
        drawn.truncated,
    )


def _fresh(glyphs: np.ndarray) -> np.ndarray:
    """Where another line may begin: a box (n, 4) neither has the top and bottom of the one before nor follows it closely at
    nearly the same height."""
    fresh = np.ones(len(glyphs), dtype=bool)
    step = np.abs(glyphs[1:] - glyphs[:-1])
    gap = np.abs(glyphs[1:, 0] - glyphs[:-1, 2])
    across = np.maximum(step[:, 1], step[:, 3])
    height = glyphs[1:, 1] - glyphs[1:, 3]
    np.greater(across, NEARLY * height * (gap < CLOSE * height), out=fresh[1:])
    return fresh


def _origins(text: Argument, calls: list[Argument]) -> np.ndarray:
    """The origins (n, 2) of characters."""
    return origins_out.map(get_origin, repeat(text), calls, count=len(calls))


def _level_origins(text: Argument, firsts: list[Argument], fresh: np.ndarray, left: np.ndarray) -> np.ndarray:
    """The origins (n, 2) of characters that do not lean: their boxes begin there, and a line shares its baseline. `firsts` are
    the characters that begin a line (`fresh`)."""
    baselines = _origins(text, firsts)[:, 1]
    return np.array((left, baselines[fresh.cumsum() - 1])).T


def _codes(text: Argument, count: int) -> np.ndarray:
    """The code points of all characters. One call gives them all unless some need two UTF-16 units."""
    units = np.empty(count + 1, dtype=np.uint16)
    if get_text(text, 0, count, pointer(units.ctypes.data)) == count + 1:
        codes = units[:count].astype(np.uint32)
        if not ((codes >= 0xD800) & (codes < 0xE000)).any():
            return codes
    return np.fromiter(map(get_unicode, repeat(text), first(count)), dtype=np.uint32, count=count)


def _faint(text, places: np.ndarray, heights: np.ndarray) -> np.ndarray | None:
    """Which characters (by their places in pdfium's order) are much larger than the rest and printed lightly, None if none is."""
    if not len(heights) or heights.max() <= LARGE_POINTS:
        return None
    large = np.flatnonzero(heights > max(LARGE * float(np.median(heights)), LARGE_POINTS))
    if not len(large) or len(large) > MOST_LARGE:
        return None
    faint = np.zeros(len(heights), dtype=bool)
    faint[large] = [_is_light(text, place) for place in places[large].tolist()]
    return faint if faint.any() else None


def _is_light(text, index: int) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFText_GetFillColor(text, index, red, green, blue, alpha):
        return False
    brightness = (0.3 * red.value + 0.59 * green.value + 0.11 * blue.value) / 255
    # White print stands on a dark ground; translucent or pale print is a watermark.
    return alpha.value < 0.6 * 255 or 0.6 < brightness < 0.97
