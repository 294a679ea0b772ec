"""Pages of a PDF: which characters stand in which cells of which grids, and lines of the rest.

Characters and lines come from pdfium (`pdfium.py`), grids from `tables/ruled.py`; what becomes of pages is `pdf.py`'s business.
"""

from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np

from yusuan.readers.code_points import UNMAPPED
from yusuan.readers.cut import is_cut, is_halved
from yusuan.readers.frame import CROOKED, Frame, frame_of, slope_of
from yusuan.readers.glyphs import NO_LINES, Glyphs, Lines, lines_of
from yusuan.readers.overrun import given_back
from yusuan.readers.pdfium import Content
from yusuan.readers.unruled import unread_columns
from yusuan.tables.lines import dots_joined
from yusuan.tables.ruled import Grid, TooManyLines, find_grids

UPRIGHT = 10.0  # degrees that text may lean and still belong to the page; more is a watermark or a stamp


@dataclass(slots=True)
class Page:
    """A page as read: grids with the text of their cells, and lines outside, in reading coordinates of `frame`."""

    frame: Frame
    tables: list[tuple[Grid, list[str]]] = field(default_factory=list)
    lines: Lines = NO_LINES
    textless: bool = False  # something is drawn, and none of it is text
    watermark: str = ""
    hidden: int = 0
    cut: bool = False
    unmapped: int = 0
    strays: int = 0  # characters that stand within a table and in no cell of it: its rulings do not close
    overprinted: str | None = None  # a text that another one is printed over: what is read of both is mixed up
    unread: str | None = None  # the first line of text that stands in columns and in no cell
    too_complex: bool = False
    by_pdfplumber: bool = False
    glyphs: Glyphs | None = None

    @property
    def doubtful(self) -> bool:
        return self.strays > 0 or any(not grid.sound for grid, _ in self.tables)


def _strays(lines: Lines, boxes: list[tuple[float, float, float, float]]) -> int:
    """How many characters of these lines stand within the boxes of tables."""
    middles = ((lines.boxes[:, :2] + lines.boxes[:, 2:]) / 2).tolist()
    return sum(
        len(text)
        for text, (x, y) in zip(lines.texts, middles, strict=True)
        for x0, top, x1, bottom in boxes
        if x0 < x < x1 and top < y < bottom
    )


def read_page(content: Content) -> Page:
    """The tables and lines of a page."""
    return read_pages([content])[0]


def read_pages(contents: list[Content]) -> list[Page]:
    """The tables and lines of pages."""
    if not contents:
        return []
    pages, grids, turns = [], [], []
    for content in contents:
        turned, dominant = _turns(content)
        page, found = _drawn(content, dominant)
        turns.append((turned, dominant))
        pages.append(page)
        grids.append(found)
    glyphs, counts = _glyphs(contents, turns, pages, grids)
    groups = fill(pages, grids, glyphs, counts)
    for page, part in zip(pages, _parts(counts), strict=True):
        if page.doubtful:
            page.glyphs = glyphs.chosen(part)
        page.unread = unread_columns(page.lines, page.tables, glyphs.chosen(part), groups[part] < 0)
    return pages


def _drawn(content: Content, dominant: int) -> tuple[Page, list[Grid]]:
    """A page without its text yet, and the grids on it."""
    frame = frame_of(content.box, content.rotation, dominant)
    segments = frame.segments(content.lines)
    slope = slope_of(segments)
    if slope:
        frame = frame.leaning(slope)
        segments = frame.segments(content.lines)
    page = Page(frame, too_complex=content.truncated)
    try:
        grids = find_grids(*_rulings(segments))
        if not grids and len(content.shading):
            grids = find_grids(*_rulings(frame.segments(content.shading)))
    except TooManyLines:
        page.too_complex = True
        grids = []
    return page, grids


def _turns(content: Content) -> tuple[np.ndarray, int]:
    """Quarter turns of each character in user space, counter-clockwise, -1 where it leans by more than UPRIGHT; and those of
    most."""
    count = len(content.codes)
    if content.angles is None:
        return np.zeros(count, dtype=np.int64), 0 if count else content.rotation
    quarters = np.round(content.angles / 90)
    turns = np.where(np.abs(content.angles - 90 * quarters) <= UPRIGHT, quarters % 4, -1).astype(np.int64)
    upright = turns[turns >= 0]
    return turns, int(np.bincount(upright).argmax()) if len(upright) else content.rotation


def _rulings(segments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Level and plumb segments as (position, start, end); leaning ones are left out, and specks that are no dots of a line."""
    x0, y0, x1, y1 = segments.T
    dx, dy = np.abs(x1 - x0), np.abs(y1 - y0)
    level, plumb = dy <= np.maximum(CROOKED * dx, 0.01), dx <= np.maximum(CROOKED * dy, 0.01)
    return (
        dots_joined(np.array(((y0 + y1) / 2, np.minimum(x0, x1), np.maximum(x0, x1))).T[level]),
        dots_joined(np.array(((x0 + x1) / 2, np.minimum(y0, y1), np.maximum(y0, y1))).T[plumb]),
    )


def _glyphs(
    contents: list[Content], turns: list[tuple[np.ndarray, int]], pages: list[Page], grids: list[list[Grid]]
) -> tuple[Glyphs, list[int]]:
    """The characters that are printed for people, and how many stand on each page; what was left out is counted on `pages`."""
    counts = [len(content.codes) for content in contents]
    codes, raw = _joined([content.codes for content in contents]), _joined([content.glyphs for content in contents])
    origins, frames = [content.origins for content in contents], [page.frame for page in pages]
    if all(frame is frames[0] for frame in frames):
        boxes, points = frames[0].boxes(raw), frames[0].points(_joined(origins))
    else:
        boxes = _joined([frame.boxes(content.glyphs) for frame, content in zip(frames, contents, strict=True)])
        points = _joined([frame.points(places) for frame, places in zip(frames, origins, strict=True)])
    shown = _inside(raw, [content.box for content in contents], counts)
    for page, content, (turned, dominant), found, part in zip(pages, contents, turns, grids, _parts(counts), strict=True):
        shown[part] = _seen(page, content, turned, shown[part], boxes[part], found)
        page.cut = page.cut or (content.halved and not dominant % 2) or is_halved(boxes[part][shown[part]], _edges(page, content))
    level = _joined([turned if not dominant else (turned - dominant) % 4 for turned, dominant in turns])
    glyphs = Glyphs(codes, boxes, points, level, _joined([content.spaced for content in contents]))
    if not shown.all():
        counts = [np.count_nonzero(shown[part]) for part in _parts(counts)]
        glyphs = glyphs.chosen(shown)
    unmapped = glyphs.codes == UNMAPPED
    if unmapped.any():
        for page, part in zip(pages, _parts(counts), strict=True):
            page.unmapped = np.count_nonzero(unmapped[part])
    return glyphs, counts


def _edges(page: Page, content: Content) -> np.ndarray:
    """The visible part of a page in reading coordinates: x0, top, x1, bottom."""
    left, bottom, right, top = content.box
    return page.frame.boxes(np.array([[left, top, right, bottom]]))[0]


def _seen(
    page: Page, content: Content, turns: np.ndarray, on_page: np.ndarray, boxes: np.ndarray, grids: list[Grid]
) -> np.ndarray:
    """Which of a page's characters are printed for people; what is not is counted on `page`."""
    page.textless = not len(content.codes) and content.objects > 0
    seen = on_page
    if content.angles is not None or content.faint is not None:
        marks = turns < 0 if content.faint is None else (turns < 0) | content.faint
        page.watermark = content.codes[marks].astype("<u4").tobytes().decode("utf-32-le", errors="replace")
        seen = seen & ~marks
        on_page = on_page | marks
    if content.hidden is not None:
        page.hidden = np.count_nonzero(content.hidden)
        seen = seen & ~content.hidden
        on_page = on_page | content.hidden
    if content.clipped is not None:
        page.hidden += np.count_nonzero(content.clipped)
        seen = seen & ~content.clipped
    if content.clipped is not None or not on_page.all():
        page.cut = is_cut(boxes, ~on_page, content.clipped, [grid.box for grid in grids])
    return seen


def _parts(counts: list[int]) -> list[slice]:
    """Where each page's characters stand among those of several, from how many they are."""
    return [slice(end - count, end) for count, end in zip(counts, accumulate(counts), strict=True)]


def _joined(arrays: list[np.ndarray]) -> np.ndarray:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def _inside(glyphs: np.ndarray, seen: list[tuple[float, float, float, float]], counts: list[int]) -> np.ndarray:
    """Which characters (left, top, right, bottom) stand on the visible part (left, bottom, right, top) of their page."""
    alike = all(box == seen[0] for box in seen)
    left, bottom, right, top = seen[0] if alike else np.repeat(seen, counts, axis=0).T
    x, y = glyphs[:, 0] + glyphs[:, 2], glyphs[:, 1] + glyphs[:, 3]
    return (x >= 2 * left) & (x <= 2 * right) & (y >= 2 * bottom) & (y <= 2 * top)


def fill(pages: list[Page], grids: list[list[Grid]], glyphs: Glyphs, counts: list[int]) -> np.ndarray:
    """Gives every character to the cell that holds the middle of its box, and lines up the rest; `counts` are each page's share
    of `glyphs`. Returns the cell of each character, below 0 where it stands in none."""
    outside = np.repeat(np.arange(-len(pages), 0), counts)
    groups = outside.copy()
    x, y = (glyphs.boxes[:, 0] + glyphs.boxes[:, 2]) / 2, (glyphs.boxes[:, 1] + glyphs.boxes[:, 3]) / 2
    firsts, first, above = [], 0, None
    for found, part in zip(grids, _parts(counts), strict=True):
        for grid in found:
            x0, top, x1, bottom = grid.box
            px, py = x[part], y[part]
            inside = np.flatnonzero((px >= x0) & (px < x1) & (py >= top) & (py < bottom))
            column, row = grid.xs.searchsorted(px[inside], side="right") - 1, grid.ys.searchsorted(py[inside], side="right") - 1
            owner = grid.owner[row, column]
            owned = owner >= 0
            # A table inside another's cell comes later in the list and takes its own characters.
            groups[part][inside[owned]] = first + owner[owned]
            height = y[part] - glyphs.boxes[part, 1]  # half of it
            below = np.flatnonzero((px >= x0) & (px < x1) & (py >= bottom) & (py <= bottom + 2 * height))
            if len(below):
                above = np.full(len(groups), -1) if above is None else above
                above[part][below] = first + grid.owner[-1, grid.xs.searchsorted(px[below], side="right") - 1]
            firsts.append(first)
            first += len(grid.cells)
    lines, texts, overprinted = lines_of(glyphs, given_back(glyphs, groups, outside), first, len(pages), above)
    for page, index in {int(outside[index]): index for index in overprinted[::-1].tolist()}.items():
        pages[page].overprinted = texts[groups[index]] if groups[index] >= 0 else chr(glyphs.codes[index])
    starts = iter(firsts)
    for page, found, of_page in zip(pages, grids, lines, strict=True):
        page.lines = of_page
        page.tables = [(grid, texts[start : start + len(grid.cells)]) for grid, start in zip(found, starts, strict=False)]
        page.strays = _strays(of_page, [grid.box for grid in found]) if found else 0
    return groups
