"""Pages of a PDF through pdfium's raw interface: characters with their boxes, and the lines that are drawn.

Everything is in the page's own user space (points, y upwards, `/Rotate` not applied) as numpy arrays; what tables and
paragraphs these make is `pdf.py`'s business. pdfium is not thread-safe: one process, one document at a time.

A page has some thousand characters, and each call through ctypes' checked prototypes costs more than pdfium's work behind
it. So the calls that go per character or per object use unchecked prototypes over the same addresses, mapped in C over
output buffers that are made once.
"""

import ctypes
from collections import deque
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, repeat
from pathlib import Path

import numpy as np
import pypdfium2.raw as raw

from yusuan.document import Damaged
from yusuan.readers.stand_in_font import font

THIN = 1.5  # a path no higher (or wider) than this is one straight line
THICKEST = 3.5  # a filled rectangle no thicker than this is a line, a thicker one is shading
MOST_OBJECTS = 400_000  # per page, over all nested forms
MOST_SEGMENTS = 100_000  # per page
DEEPEST_FORM = 30
LARGE, LARGE_POINTS, MOST_LARGE = 1.6, 20, 500  # times the usual height, points, characters: what may be a watermark


# Ready-made arguments: an address that is passed many times is converted once, and never cut to 32 bits as a bare number.
_pointer = ctypes.c_void_p.from_param
_number = ctypes.c_int.from_param
_Argument = type(_number(0))


def _unchecked(function, result=ctypes.c_int):
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(function, ctypes.c_void_p).value)


_get_text = _unchecked(raw.FPDFText_GetText)
_get_unicode = _unchecked(raw.FPDFText_GetUnicode, ctypes.c_uint)
_get_loose_box = _unchecked(raw.FPDFText_GetLooseCharBox, None)
_get_origin = _unchecked(raw.FPDFText_GetCharOrigin, None)
_get_text_object = _unchecked(raw.FPDFText_GetTextObject, ctypes.c_void_p)
_get_object = _unchecked(raw.FPDFPage_GetObject, ctypes.c_void_p)
_get_form_object = _unchecked(raw.FPDFFormObj_GetObject, ctypes.c_void_p)
_get_type = _unchecked(raw.FPDFPageObj_GetType)
_get_bounds = _unchecked(raw.FPDFPageObj_GetBounds, None)
_get_matrix = _unchecked(raw.FPDFPageObj_GetMatrix, None)
_get_render_mode = _unchecked(raw.FPDFTextObj_GetTextRenderMode)
_get_clip = _unchecked(raw.FPDFPageObj_GetClipPath, ctypes.c_void_p)
_count_clips = _unchecked(raw.FPDFClipPath_CountPaths)
_count_clip_segments = _unchecked(raw.FPDFClipPath_CountPathSegments)
_get_clip_segment = _unchecked(raw.FPDFClipPath_GetPathSegment, ctypes.c_void_p)
_count_segments = _unchecked(raw.FPDFPath_CountSegments)
_get_segment = _unchecked(raw.FPDFPath_GetPathSegment, ctypes.c_void_p)
_get_point = _unchecked(raw.FPDFPathSegment_GetPoint, None)
_get_segment_type = _unchecked(raw.FPDFPathSegment_GetType)
_get_close = _unchecked(raw.FPDFPathSegment_GetClose)
_get_draw_mode = _unchecked(raw.FPDFPath_GetDrawMode, None)
_count_form_objects = _unchecked(raw.FPDFFormObj_CountObjects)

_numbers: list[_Argument] = []


def _first(count: int) -> list[_Argument]:
    """The numbers 0 .. count - 1 as arguments."""
    if count > len(_numbers):
        _numbers.extend(map(_number, range(len(_numbers), 2 * count)))
    return _numbers[:count]


class _Outputs:
    """Output buffers for mapped calls: `refs[i]` are the pointer arguments of the i-th call, `array` what they point at."""

    def __init__(self, kind, per_call: int, arguments: int):
        self._kind, self._per_call, self._arguments = kind, per_call, arguments
        self._grow(4096)

    def _grow(self, calls: int) -> None:
        size = ctypes.sizeof(self._kind)
        self._buffer = (self._kind * (self._per_call * calls))()
        step = self._per_call // self._arguments
        self.refs = [
            [ctypes.byref(self._buffer, size * (i * self._per_call + a * step)) for i in range(calls)]
            for a in range(self._arguments)
        ]
        self.array = np.frombuffer(self._buffer, dtype=np.dtype(self._kind)).reshape(calls, self._per_call)

    def map(self, function, *arguments, count: int) -> np.ndarray:
        """The outputs of `count` calls, shape (count, per_call), valid as a copy."""
        if count > len(self.array):
            self._grow(2 * count)
        self.array[:count] = 0
        deque(map(function, *arguments, *(refs for refs in self.refs)), maxlen=0)
        return self.array[:count].astype(np.float64)


_boxes = _Outputs(ctypes.c_float, 4, 1)
_origins = _Outputs(ctypes.c_double, 2, 2)
_bounds = _Outputs(ctypes.c_float, 4, 4)
_matrices = _Outputs(ctypes.c_float, 6, 1)
_point = (ctypes.c_float * 2)()
_point_x, _point_y = ctypes.byref(_point), ctypes.byref(_point, 4)
_points = _Outputs(ctypes.c_float, 2, 2)
_draw_modes = _Outputs(ctypes.c_int, 2, 2)

_TEXT, _PATH, _FORM = raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM
_LINE_TO, _MOVE_TO = raw.FPDF_SEGMENT_LINETO, raw.FPDF_SEGMENT_MOVETO
_EVERYWHERE = (-np.inf, -np.inf, np.inf, np.inf)
_HIDDEN_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)


@dataclass(slots=True)
class Content:
    """What stands on a page. Arrays over characters share one order, pdfium's; coordinates are user space.

    `box` is the visible part of the page (left, bottom, right, top), `rotation` its `/Rotate` in quarter turns clockwise.
    `glyphs` is (n, 4): left, bottom, right, top of the loose boxes; `angles` is None where all text runs to the right.
    `faint` marks large light print, as watermarks are. `lines` and `shading` are segments (n, 4): x0, y0, x1, y1. `objects`
    counts all there is on the page; `truncated` says that the page had more objects than were looked at.
    """

    box: tuple[float, float, float, float]
    rotation: int
    codes: np.ndarray
    glyphs: np.ndarray
    origins: np.ndarray
    angles: np.ndarray | None
    hidden: np.ndarray | None
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
    drawn = _Walk()
    drawn.page(_pointer(ctypes.cast(page, ctypes.c_void_p).value), raw.FPDFPage_CountObjects(page))
    handle = _pointer(ctypes.cast(text, ctypes.c_void_p).value)
    count = max(raw.FPDFText_CountChars(text), 0)
    glyphs = _boxes.map(_get_loose_box, repeat(handle), _first(count), count=count)[:, [0, 3, 2, 1]]
    angles, hidden = drawn.of_characters(handle, glyphs)
    return Content(
        (bounds.left, bounds.bottom, bounds.right, bounds.top),
        max(raw.FPDFPage_GetRotation(page), 0),
        _codes(handle, count),
        glyphs,
        _origins.map(_get_origin, repeat(handle), _first(count), count=count),
        angles,
        hidden,
        _faint(text, glyphs[:, 3] - glyphs[:, 1]),
        drawn.lines(),
        np.array(drawn.shaded, dtype=np.float64).reshape(-1, 4),
        drawn.objects,
        drawn.truncated,
    )


def _codes(text: _Argument, count: int) -> np.ndarray:
    """The code points of all characters. One call gives them all unless some need two UTF-16 units."""
    units = np.empty(count + 1, dtype=np.uint16)
    if _get_text(text, 0, count, _pointer(units.ctypes.data)) == count + 1:
        codes = units[:count].astype(np.uint32)
        if not ((codes >= 0xD800) & (codes < 0xE000)).any():
            return codes
    return np.fromiter(map(_get_unicode, repeat(text), _first(count)), dtype=np.uint32, count=count)


def _faint(text, heights: np.ndarray) -> np.ndarray | None:
    """Which characters are much larger than the rest and printed lightly, None if none is."""
    if not len(heights):
        return None
    if heights.max() <= LARGE_POINTS:
        return None
    large = np.flatnonzero(heights > max(LARGE * float(np.median(heights)), LARGE_POINTS))
    if not len(large) or len(large) > MOST_LARGE:
        return None
    faint = np.zeros(len(heights), dtype=bool)
    faint[large] = [_is_light(text, index) for index in large.tolist()]
    return faint if faint.any() else None


def _is_light(text, index: int) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFText_GetFillColor(text, index, red, green, blue, alpha):
        return False
    brightness = (0.3 * red.value + 0.59 * green.value + 0.11 * blue.value) / 255
    # White print stands on a dark ground; translucent or pale print is a watermark.
    return alpha.value < 0.6 * 255 or 0.6 < brightness < 0.97


def _times(m: np.ndarray, n: np.ndarray) -> np.ndarray:
    """The affine matrices m (…, 6) followed by n (6): both as pdfium has them, (a, b, c, d, e, f)."""
    a, b, c, d, e, f = np.moveaxis(m, -1, 0)
    return np.stack(
        (
            a * n[0] + b * n[2],
            a * n[1] + b * n[3],
            c * n[0] + d * n[2],
            c * n[1] + d * n[3],
            e * n[0] + f * n[2] + n[4],
            e * n[1] + f * n[3] + n[5],
        ),
        axis=-1,
    )


def _box_of(points: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


class _Walk:
    """One pass over a page's objects: lines drawn, shading, and which text is turned or hidden."""

    def __init__(self) -> None:
        self._lines: list[np.ndarray] = []
        self.shaded: list[tuple[float, float, float, float]] = []
        self._turned: dict[int, float] = {}  # text object -> angle in degrees, only those that are not upright
        self._hidden: set[int] = set()
        self._clipped: dict[int, tuple[float, ...]] = {}  # text object -> left, bottom, right, top of what is seen of it
        self.objects = self._segments = 0
        self.truncated = False

    def page(self, page: _Argument, count: int) -> None:
        self._level(list(map(_get_object, repeat(page), _first(count))), None, 0)

    def lines(self) -> np.ndarray:
        return np.concatenate(self._lines) if self._lines else np.empty((0, 4))

    def of_characters(self, text: _Argument, glyphs: np.ndarray) -> tuple[np.ndarray | None, np.ndarray | None]:
        """Angles in degrees and hidden flags of all characters, None each where nothing is turned or hidden."""
        if not self._turned and not self._hidden and not self._clipped:
            return None, None
        count = len(glyphs)
        owners = list(map(_get_text_object, repeat(text), _first(count)))
        angles = np.fromiter((self._turned.get(o, 0.0) for o in owners), np.float64, count) if self._turned else None
        hidden = np.fromiter((o in self._hidden for o in owners), np.bool_, count)
        if self._clipped:
            seen = np.array([self._clipped.get(o, _EVERYWHERE) for o in owners]).reshape(-1, 4)
            middle = (glyphs[:, :2] + glyphs[:, 2:]) / 2
            hidden |= ((middle < seen[:, :2]) | (middle > seen[:, 2:])).any(axis=1)
        return angles, hidden if hidden.any() else None

    def _level(self, objects: list[int], outer: np.ndarray | None, depth: int) -> None:
        self.objects += len(objects)
        if self.objects > MOST_OBJECTS or depth > DEEPEST_FORM:
            self.truncated = True
            return
        kinds = list(map(_get_type, map(_pointer, objects)))
        texts = [one for one, kind in zip(objects, kinds, strict=True) if kind == _TEXT]
        paths = [one for one, kind in zip(objects, kinds, strict=True) if kind == _PATH]
        forms = [one for one, kind in zip(objects, kinds, strict=True) if kind == _FORM] if _FORM in kinds else []
        if texts:
            self._texts(texts, outer)
        if paths:
            self._paths(paths, outer)
        if forms:
            forms = list(map(_pointer, forms))
            inner = _matrices.map(_get_matrix, forms, count=len(forms))
            for form, matrix in zip(forms, inner, strict=True):
                inside = list(map(_get_form_object, repeat(form), _first(_count_form_objects(form))))
                self._level(inside, matrix if outer is None else _times(matrix, outer), depth + 1)

    def _texts(self, addresses: list[int], outer: np.ndarray | None) -> None:
        texts = list(map(_pointer, addresses))
        matrices = _matrices.map(_get_matrix, texts, count=len(texts))
        if outer is not None:
            matrices = _times(matrices, outer)
        turned = np.abs(matrices[:, 1]) > 0.01 * np.abs(matrices[:, 0])
        turned |= matrices[:, 0] < 0
        for index in np.flatnonzero(turned).tolist():
            a, b = matrices[index, :2]
            self._turned[addresses[index]] = float(np.degrees(np.arctan2(b, a)))
        modes = list(map(_get_render_mode, texts))
        if any(mode in modes for mode in _HIDDEN_MODES):
            self._hidden |= {text for text, mode in zip(addresses, modes, strict=True) if mode in _HIDDEN_MODES}
        clips = list(map(_pointer, map(_get_clip, texts)))
        for index, count in enumerate(map(_count_clips, clips)):
            if count > 0:
                self._clip(addresses[index], clips[index], outer)

    def _clip(self, text: int, clip: _Argument, outer: np.ndarray | None) -> None:
        """Remembers what is seen of a text that its innermost clip cuts: spreadsheets cut text at the cell or the page."""
        innermost = _count_clips(clip) - 1
        count = _count_clip_segments(clip, innermost)
        if not 0 < count <= 100:
            return
        corners = []
        for index in (0, 2) if count in (4, 5) else range(count):
            _get_point(_pointer(_get_clip_segment(clip, innermost, index)), _point_x, _point_y)
            corners.append(tuple(_point))
        seen = _box_of(corners)
        left, bottom, right, top = _bounds.map(_get_bounds, (_pointer(text),), count=1)[0].tolist()
        if left < seen[0] - 1 or bottom < seen[1] - 1 or right > seen[2] + 1 or top > seen[3] + 1:
            if outer is not None:
                a, b, c, d, e, f = outer
                seen = _box_of([(a * x + c * y + e, b * x + d * y + f) for x in seen[::2] for y in seen[1::2]])
            self._clipped[text] = seen

    def _paths(self, addresses: list[int], outer: np.ndarray | None) -> None:
        paths = list(map(_pointer, addresses))
        bounds = _bounds.map(_get_bounds, paths, count=len(paths))
        left, bottom, right, top = bounds.T
        width, height = right - left, top - bottom
        flat, upright = height <= THIN, width <= THIN
        thin = flat | upright
        middle_y, middle_x = (bottom + top) / 2, (left + right) / 2
        level = np.column_stack((left, middle_y, right, middle_y))[flat & (width >= 0.5)]
        plumb = np.column_stack((middle_x, bottom, middle_x, top))[upright & (height >= 0.5)]
        found = [level, plumb]
        if not thin.all():
            found += self._thick([paths[index] for index in np.flatnonzero(~thin).tolist()], bounds[~thin])
        lines = np.concatenate(found)
        if outer is not None:
            a, b, c, d, e, f = outer
            x, y = lines[:, 0::2], lines[:, 1::2]
            lines = np.stack((a * x + c * y + e, b * x + d * y + f), axis=-1).reshape(-1, 4)
        self._lines.append(lines)

    def _thick(self, paths: list[_Argument], extents: np.ndarray) -> list[np.ndarray]:
        """The lines of paths of some extent (left, bottom, right, top)."""
        count = len(paths)
        segments = np.fromiter(map(_count_segments, paths), np.int64, count)
        stroked = _draw_modes.map(_get_draw_mode, paths, count=count)[:, 1] > 0
        matrices = _matrices.map(_get_matrix, paths, count=count)
        found = []
        boxlike = stroked & ((segments == 4) | (segments == 5))
        if boxlike.any():
            boxlike, sides = self._rectangles(paths, matrices, extents, boxlike)
            found.append(sides)
        walked = []
        for index in np.flatnonzero(~boxlike).tolist():
            self._segments += int(segments[index])
            if self._segments > MOST_SEGMENTS:
                self.truncated = True
                break
            walked += self._walk(paths[index], int(segments[index]), bool(stroked[index]), matrices[index].tolist())
        if walked:
            found.append(np.array(walked, dtype=np.float64))
        return found

    @staticmethod
    def _rectangles(
        paths: list[_Argument], matrices: np.ndarray, extents: np.ndarray, boxlike: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Which of the paths with four or five segments are rectangles, and their sides: two opposite corners span the whole.
        Cells drawn as rectangles are many, so that their segments are not walked."""
        chosen = np.flatnonzero(boxlike)
        some = [paths[index] for index in chosen.tolist()]
        a, b, c, d, e, f = matrices[chosen].T
        corners = []
        for index in (0, 2):
            x, y = _points.map(_get_point, map(_pointer, map(_get_segment, some, repeat(index))), count=len(some)).T
            corners.append(np.column_stack((a * x + c * y + e, b * x + d * y + f)))
        low, high = np.minimum(*corners), np.maximum(*corners)
        extent = extents[chosen]
        spans = ((high - low > THICKEST) & (np.abs(low - extent[:, :2]) < 3) & (np.abs(high - extent[:, 2:]) < 3)).all(axis=1)
        x0, y0, x1, y1 = np.column_stack((low, high))[spans].T
        sides = [np.column_stack(side) for side in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))]
        rectangles = np.zeros_like(boxlike)
        rectangles[chosen[spans]] = True
        return rectangles, np.concatenate(sides)

    def _walk(self, path: _Argument, count: int, stroked: bool, matrix: list[float]) -> list[tuple[float, float, float, float]]:
        """The straight lines that a path of some extent draws."""
        a, b, c, d, e, f = matrix

        def point(index: int) -> tuple[float, float]:
            _get_point(_pointer(_get_segment(path, index)), _point_x, _point_y)
            x, y = _point
            return a * x + c * y + e, b * x + d * y + f

        subpaths = self._subpaths(path, count, point)
        if stroked:
            return [(*start, *end) for subpath in subpaths for start, end in pairwise(subpath) if start and end]
        found = []
        for subpath in subpaths:
            corners = [corner for corner in subpath if corner]
            x0, x1 = min(x for x, _ in corners), max(x for x, _ in corners)
            y0, y1 = min(y for _, y in corners), max(y for _, y in corners)
            across, along = sorted((x1 - x0, y1 - y0))
            if across <= THICKEST or (across <= 2 * THICKEST and along >= 10 * across):
                middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
                found.append((x0, middle_y, x1, middle_y) if x1 - x0 >= y1 - y0 else (middle_x, y0, middle_x, y1))
            elif len(corners) in (4, 5):
                sides = [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
                # Two outlines in one filled path are a frame, one is a patch of colour.
                (found if len(subpaths) > 1 else self.shaded).extend(sides)
        return found

    @staticmethod
    def _subpaths(path: _Argument, count: int, point) -> list[list[tuple[float, float] | None]]:
        """Corners of each outline in order; None stands where a curve leads to the next corner."""
        subpaths: list[list[tuple[float, float] | None]] = []
        for index in range(count):
            segment = _pointer(_get_segment(path, index))
            kind = _get_segment_type(segment)
            if kind == _MOVE_TO or not subpaths:
                subpaths.append([])
            elif kind != _LINE_TO:
                subpaths[-1].append(None)
            subpaths[-1].append(point(index))
            if _get_close(segment):
                subpaths[-1].append(subpaths[-1][0])
        return [subpath for subpath in subpaths if any(subpath)]
