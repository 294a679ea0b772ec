"""The objects of a page of a PDF, in one pass: its paths, and which of its texts are turned, hidden or clipped.

In the page's user space. What lines the paths draw is `paths.py`'s business, characters are `pdfium.py`'s.
"""

from itertools import compress, repeat
from typing import NamedTuple

import numpy as np
import pypdfium2.raw as raw

from yusuan.readers.cut import is_halved
from yusuan.readers.pdfium_calls import (
    FORM,
    Argument,
    bounds_out,
    count_clip_segments,
    count_clips,
    count_form_objects,
    count_segments,
    first,
    get_bounds,
    get_clip,
    get_clip_segment,
    get_form_object,
    get_matrix,
    get_object,
    get_point,
    get_render_mode,
    get_text_object,
    get_type,
    matrices_out,
    point_out,
    point_out_x,
    point_out_y,
    pointer,
)

MOST_OBJECTS = 400_000  # per page, over all nested forms
MOST_SEGMENTS = 100_000  # per page
DEEPEST_FORM = 30
EVERYWHERE = (-np.inf, -np.inf, np.inf, np.inf)
_HIDDEN_MODES = {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}


class Paths(NamedTuple):
    """Paths of one level of a page (of the page itself, or of one form), so many segments each; `outer` is the form's matrix."""

    walk: "Walk"
    paths: list[Argument]
    segments: list[int]
    outer: np.ndarray | None


class Walk:
    """One pass over a page's objects: paths, shading, and which text is turned or hidden. `box` is what is seen of the page:
    left, bottom, right, top."""

    def __init__(self, page: Argument, count: int, box: tuple[float, float, float, float]) -> None:
        self.box = box
        self.paths: list[Paths] = []
        self.shaded: list[tuple[float, float, float, float]] = []
        self._texts: list[tuple[list[Argument], list[int], np.ndarray | None]] = []  # text objects, addresses, outer matrix
        self._hidden: set[int] = set()
        self._clipped: dict[int, tuple[float, ...]] = {}  # text object -> left, bottom, right, top of what is seen of it
        self.objects = self._segments = 0
        self.truncated = False
        self._level(list(map(get_object, repeat(page), first(count).tolist())), None, 0)

    def unseen(
        self, text: Argument, calls: list[Argument], glyphs: np.ndarray
    ) -> tuple[np.ndarray | None, np.ndarray | None, bool]:
        """Which of the characters with these numbers and boxes (left, top, right, bottom) are printed invisibly, and which
        stand outside of their clip; None where there are none. Also whether a clip cuts one of the others at its side."""
        if not self._hidden and not self._clipped:
            return None, None, False
        owners = list(map(get_text_object, repeat(text), calls))
        hidden = np.fromiter((owner in self._hidden for owner in owners), np.bool_, len(calls))
        seen = np.array([self._clipped.get(owner, EVERYWHERE) for owner in owners]).reshape(-1, 4)
        middle = (glyphs[:, :2] + glyphs[:, 2:]) / 2
        clipped = ((middle < seen[:, :2]) | (middle > seen[:, 2:])).any(axis=1)
        halved = is_halved(glyphs[~clipped], seen[~clipped])
        return hidden if hidden.any() else None, clipped if clipped.any() else None, halved

    def angles(self, text: Argument, calls: list[Argument]) -> np.ndarray | None:
        """The angles in degrees of the characters with these numbers, None where all run to the right."""
        turned: dict[int, float] = {}
        for texts, addresses, outer in self._texts:
            matrices = matrices_out.map(get_matrix, texts, count=len(texts))
            if outer is not None:
                matrices = _times(matrices, outer)
            a, b = matrices[:, 0], matrices[:, 1]
            for index in np.flatnonzero((np.abs(b) > 0.01 * np.abs(a)) | (a < 0)).tolist():
                turned[addresses[index]] = float(np.degrees(np.arctan2(b[index], a[index])))
        if not turned:
            return None
        owners = map(get_text_object, repeat(text), calls)
        return np.fromiter((turned.get(owner, 0.0) for owner in owners), np.float64, len(calls))

    def _level(self, objects: list[int], outer: np.ndarray | None, depth: int) -> None:
        self.objects += len(objects)
        if self.objects > MOST_OBJECTS or depth > DEEPEST_FORM:
            self.truncated = True
            return
        pointers = list(map(pointer, objects))
        modes = list(map(get_render_mode, pointers))  # -1 for what is no text: that saves asking texts for their kind
        texts = [mode >= 0 for mode in modes]
        if any(texts):
            self._seen(list(compress(pointers, texts)), list(compress(objects, texts)), modes, outer)
            pointers = [one for one, text in zip(pointers, texts, strict=True) if not text]
        segments = list(map(count_segments, pointers))  # -1 for what is no path
        if max(segments, default=-1) >= 0:
            paths = [count >= 0 for count in segments]
            self.paths.append(Paths(self, list(compress(pointers, paths)), list(compress(segments, paths)), outer))
            pointers = [one for one, path in zip(pointers, paths, strict=True) if not path]
        forms = [one for one in pointers if get_type(one) == FORM]
        if forms:
            inner = matrices_out.map(get_matrix, forms, count=len(forms))
            for form, matrix in zip(forms, inner, strict=True):
                inside = list(map(get_form_object, repeat(form), first(count_form_objects(form)).tolist()))
                self._level(inside, matrix if outer is None else _times(matrix, outer), depth + 1)

    def _seen(self, texts: list[Argument], addresses: list[int], modes: list[int], outer: np.ndarray | None) -> None:
        """Remembers texts, and which of them are hidden or clipped. `modes` are those of all objects, -1 where one is no text."""
        self._texts.append((texts, addresses, outer))
        if not _HIDDEN_MODES.isdisjoint(modes):
            of_texts = (mode for mode in modes if mode >= 0)
            self._hidden |= {text for text, mode in zip(addresses, of_texts, strict=True) if mode in _HIDDEN_MODES}
        counts = list(map(count_clips, map(pointer, map(get_clip, texts))))
        if max(counts) > 0:
            for index in np.flatnonzero(np.array(counts) > 0).tolist():
                self._clip(addresses[index], pointer(get_clip(texts[index])), outer)

    def _clip(self, text: int, clip: Argument, outer: np.ndarray | None) -> None:
        """Remembers what is seen of a text that its innermost clip cuts: spreadsheets cut text at the cell or the page."""
        seen = clip_box(clip, count_clips(clip) - 1)
        if seen is None:
            return
        left, bottom, right, top = bounds_out.map(get_bounds, (pointer(text),), count=1)[0].tolist()
        if left < seen[0] - 1 or bottom < seen[1] - 1 or right > seen[2] + 1 or top > seen[3] + 1:
            if outer is not None:
                seen = box_of([placed(outer, x, y) for x in seen[::2] for y in seen[1::2]])
            self._clipped[text] = seen

    def more(self, segments: int) -> bool:
        """Whether so many more segments may be looked at."""
        self._segments += segments
        self.truncated = self.truncated or self._segments > MOST_SEGMENTS
        return self._segments <= MOST_SEGMENTS


def clip_box(clip: Argument, index: int) -> tuple[float, float, float, float] | None:
    """The box around one of the paths that clip an object; None for none and for one too intricate to be a page's or a cell's."""
    count = count_clip_segments(clip, index)
    if not 0 < count <= 100:
        return None
    corners = []
    for corner in (0, 2) if count == 5 else range(count):
        get_point(pointer(get_clip_segment(clip, index, corner)), point_out_x, point_out_y)
        corners.append(tuple(point_out))
    return box_of(corners)


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


def placed(matrix, x, y):
    """Where an affine matrix (a, b, c, d, e, f) puts points; x and y are numbers or arrays."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def box_of(points: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
