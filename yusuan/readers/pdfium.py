"""Pages of a PDF through pdfium's raw interface: characters with their boxes, and the lines that are drawn.

Everything is in the page's own user space (points, y upwards, `/Rotate` not applied) as numpy arrays; what tables and
paragraphs these make is `pdf_page.py`'s business. pdfium is not thread-safe: one process, one document at a time.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain, pairwise, repeat
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pypdfium2.raw as raw

from yusuan.document import Damaged
from yusuan.readers.code_points import printed
from yusuan.readers.drawn import Walk
from yusuan.readers.paths import lines_drawn
from yusuan.readers.pdfium_calls import (
    Argument,
    boxes_out,
    close_page,
    close_text,
    count_characters,
    count_objects,
    first,
    get_angle,
    get_fill_color,
    get_height,
    get_loose_box,
    get_origin,
    get_page_box,
    get_rotation,
    get_text,
    get_unicode,
    get_width,
    load_page,
    load_text,
    number,
    origins_out,
    page_box,
    page_box_ref,
    pointer,
)
from yusuan.readers.stand_in_font import font

LARGE, LARGE_POINTS, MOST_LARGE = 1.6, 20, 500  # times the usual height, points, characters: what may be a watermark
TOGETHER, MOST = 8, 50_000  # pages looked at together, because numpy costs by the call; characters and objects on them
NEARLY, CLOSE = 0.15, 0.3  # shares of a character's height: tops and bottoms of a line differ by less, gaps in words are smaller


@dataclass(slots=True)
class Content:
    """What is peculiar to a page. Arrays go over its characters; coordinates are user space.

    `box` is the visible part of the page (left, bottom, right, top), `rotation` its `/Rotate` in quarter turns clockwise.
    `angles` is None where all text runs to the right. `hidden` is invisible print, `clipped` what stands outside of its clip
    (`halved`: some of the rest stands in it in part only), `faint` large light print as watermarks are. `shading` are segments
    (n, 4): x0, y0, x1, y1. `objects` counts all there is on the page; `truncated` says that the page had more objects than were
    looked at.
    """

    box: tuple[float, float, float, float]
    rotation: int
    angles: np.ndarray | None
    hidden: np.ndarray | None
    clipped: np.ndarray | None
    halved: bool
    faint: np.ndarray | None
    shading: np.ndarray
    objects: int
    truncated: bool


@dataclass(slots=True)
class Contents:
    """What stands on several pages with these 1-based `numbers`: the characters and the lines of all, page after page.

    Arrays over characters share one order, pdfium's, without white space; `counts` and `line_counts` say how many characters and
    lines each page has. `codes` are as printed; `spaced` says that white space comes before; `glyphs` is (n, 4): left, top,
    right, bottom of the loose boxes; `lines` are segments (n, 4): x0, y0, x1, y1.
    """

    numbers: list[int]
    pages: list[Content]
    counts: list[int]
    codes: np.ndarray
    spaced: np.ndarray
    glyphs: np.ndarray
    origins: np.ndarray
    line_counts: list[int]
    lines: np.ndarray


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
        self._kept: list[_Open] = []

    def __enter__(self) -> "Pdf":
        return self

    def __exit__(self, *_) -> None:
        self._keep([])
        raw.FPDF_CloseDocument(self._document)
        raw.FPDF_SetSystemFontInfo(_system_fonts())

    def __len__(self) -> int:
        return raw.FPDF_GetPageCount(self._document)

    def contents(self) -> Iterator[Contents]:
        """What stands on the pages, some at a time; those that pdfium cannot load are left out."""
        count, fresh = len(self), []
        for page_number in range(1, count + 1):
            page = _open(self._document, page_number)
            if page:
                fresh.append(page)
            held = sum(page.characters + page.walk.objects for page in fresh)
            if fresh and (page_number == count or len(fresh) == TOGETHER or held > MOST):
                try:
                    contents = _contents(fresh)
                finally:
                    self._keep(fresh)
                fresh = []
                yield contents

    def _keep(self, pages: list["_Open"]) -> None:
        """Closes pages, the last of them only once others are loaded: pdfium drops a font with the last page that uses it, and
        loading it again costs more than the page."""
        for page in pages:
            close_text(page.text)
        for page in (*self._kept, *pages[:-1]):
            close_page(page.page)
        self._kept = pages[-1:]


class _Open(NamedTuple):
    """A page that pdfium has loaded, with its text, the number of its characters, and what is drawn on it."""

    number: int
    page: Argument
    text: Argument
    characters: int
    walk: Walk


def _open(document, page_number: int) -> _Open | None:
    address = load_page(document, number(page_number - 1))
    if not address:
        return None
    page = pointer(address)
    address = load_text(page)
    if not address:
        close_page(page)
        return None
    text = pointer(address)
    # Its objects are looked at while they are in the processor's cache.
    return _Open(page_number, page, text, max(count_characters(text), 0), Walk(page, count_objects(page), _box(page)))


def _contents(opened: list[_Open]) -> Contents:
    lines, line_counts = lines_drawn([one.walk for one in opened])
    texts, sizes = [one.text for one in opened], [one.characters for one in opened]
    codes, white = printed(_codes(texts, sizes))
    places = np.flatnonzero(~white)
    starts = np.array((0, *accumulate(sizes)))
    ends = places.searchsorted(starts)
    counts = ends[1:] - ends[:-1]
    own = places - starts[:-1].repeat(counts)  # places on the page
    arguments = first(max(sizes, default=0))
    calls = arguments[own].tolist()
    ends, counts = ends.tolist(), counts.tolist()
    glyphs = boxes_out.map(get_loose_box, _each(texts, counts), calls, count=len(calls))
    fresh = _fresh(glyphs)
    fresh[[end for end, count in zip(ends, counts, strict=False) if count]] = True
    begin = np.flatnonzero(fresh)
    firsts, first_ends = arguments[own[begin]].tolist(), begin.searchsorted(ends).tolist()
    baselines = origins_out.map(get_origin, _each(texts, [b - a for a, b in pairwise(first_ends)]), firsts, count=len(firsts))[
        :, 1
    ]
    # Boxes of characters that do not lean begin at their origins, and a line shares its baseline.
    origins = np.array((glyphs[:, 0], baselines[fresh.cumsum() - 1])).T
    heights = glyphs[:, 1] - glyphs[:, 3]
    large = heights.max(initial=0) > LARGE_POINTS
    pages = []
    for one, part, lines_part in zip(opened, pairwise(ends), pairwise(first_ends), strict=True):
        part, text, walk = slice(*part), one.text, one.walk
        leaning = any(map(get_angle, repeat(text), firsts[slice(*lines_part)]))
        if leaning:
            origins[part] = origins_out.map(get_origin, repeat(text), calls[part], count=part.stop - part.start)
        pages.append(
            Content(
                walk.box,
                max(get_rotation(one.page), 0),
                walk.angles(text, calls[part]) if leaning else None,
                *walk.unseen(text, calls[part], glyphs[part]),
                _faint(text, own[part], heights[part]) if large else None,
                np.array(walk.shaded, dtype=np.float64).reshape(-1, 4),
                walk.objects,
                walk.truncated,
            )
        )
    numbers_of = [one.number for one in opened]
    spaced = white[places - 1] & (own > 0)
    return Contents(numbers_of, pages, counts, codes[places], spaced, glyphs, origins, line_counts, lines)


def _each(texts: list[Argument], counts: list[int]) -> Iterator[Argument]:
    """Each text so many times."""
    return chain.from_iterable(map(repeat, texts, counts))


def _box(page: Argument) -> tuple[float, float, float, float]:
    """The visible part of a page: left, bottom, right, top."""
    if not get_page_box(page, page_box_ref):
        return 0.0, 0.0, get_width(page), get_height(page)
    left, top, right, bottom = page_box
    return left, bottom, right, top


def _fresh(glyphs: np.ndarray) -> np.ndarray:
    """Where another line may begin: a box (n, 4) neither has the top and bottom of the one before nor follows it closely at
    nearly the same height."""
    fresh = np.ones(len(glyphs), dtype=bool)
    left, top, right, bottom = glyphs.T
    gap = np.abs(left[1:] - right[:-1])
    across = np.maximum(np.abs(top[1:] - top[:-1]), np.abs(bottom[1:] - bottom[:-1]))
    height = top[1:] - bottom[1:]
    np.greater(across, NEARLY * height * (gap < CLOSE * height), out=fresh[1:])
    return fresh


def _codes(texts: list[Argument], sizes: list[int]) -> np.ndarray:
    """The code points of all characters of these texts. One call gives those of a text unless some need two UTF-16 units."""
    units = np.empty(sum(sizes) + 1, dtype=np.uint16)
    whole, start = [], 0
    for text, size in zip(texts, sizes, strict=True):
        whole.append(get_text(text, 0, size, pointer(units.ctypes.data + 2 * start)) == size + 1)
        start += size
    codes = units[:-1].astype(np.uint32)
    paired = (codes >= 0xD800) & (codes < 0xE000)
    if not all(whole) or paired.any():
        start = 0
        for text, size, is_whole in zip(texts, sizes, whole, strict=True):
            if not is_whole or paired[start : start + size].any():
                codes[start : start + size] = list(map(get_unicode, repeat(text), first(size).tolist()))
            start += size
    return codes


def _faint(text: Argument, places: np.ndarray, heights: np.ndarray) -> np.ndarray | None:
    """Which characters (by their places in pdfium's order) are much larger than the rest and printed lightly, None if none is."""
    if not len(heights) or heights.max() <= LARGE_POINTS:
        return None
    large = np.flatnonzero(heights > max(LARGE * float(np.median(heights)), LARGE_POINTS))
    if not len(large) or len(large) > MOST_LARGE:
        return None
    faint = np.zeros(len(heights), dtype=bool)
    faint[large] = [_is_light(text, place) for place in places[large].tolist()]
    return faint if faint.any() else None


def _is_light(text: Argument, index: int) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not get_fill_color(text, number(index), *map(ctypes.byref, (red, green, blue, alpha))):
        return False
    brightness = (0.3 * red.value + 0.59 * green.value + 0.11 * blue.value) / 255
    # White print stands on a dark ground; translucent or pale print is a watermark.
    return alpha.value < 0.6 * 255 or 0.6 < brightness < 0.97
