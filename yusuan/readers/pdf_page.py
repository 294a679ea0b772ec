"""Pages of a PDF: which characters stand in which cells of which grids, and lines of the rest.

Characters and lines come from pdfium (`pdfium.py`), grids from `tables/ruled.py`; what becomes of pages is `pdf.py`'s business.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np

from yusuan.readers.code_points import unnamed
from yusuan.readers.cut import is_cut, is_halved
from yusuan.readers.frame import CROOKED, Frame, frame_of, is_leaning, slope_of
from yusuan.readers.glyphs import NO_LINES, Glyphs, Lines, lines_of
from yusuan.readers.overrun import given_back
from yusuan.readers.pdfium import Content, Contents
from yusuan.readers.unruled import unread_columns, with_implied
from yusuan.tables.lines import Lines as Rulings
from yusuan.tables.lines import dots_joined
from yusuan.tables.ruled import Grid, find_all

UPRIGHT = 10.0  # degrees that text may lean and still belong to the page; more is a watermark or a stamp


@dataclass(slots=True)
class Page:
    """A page as read: grids with the text of their cells, and lines outside, in reading coordinates of `frame`."""

    frame: Frame
    across: Rulings = field(default_factory=lambda: np.empty((0, 3)))  # horizontals as drawn, in parts
    tables: list[tuple[Grid, list[str]]] = field(default_factory=list)
    lines: Lines = NO_LINES
    textless: bool = False  # something is drawn, and none of it is text
    watermark: str = ""
    hidden: int = 0
    cut: bool = False
    unmapped: int = 0
    strays: int = 0  # characters that stand within a table and in no cell of it: its rulings do not close
    overprinted: str | None = None  # a text that another one is printed over: what is read of both is mixed up
    implied: bool = False  # a table follows from the places of texts, for not all of its rulings are drawn
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


def read_pages(contents: Contents) -> list[Page]:
    """The tables and lines of pages."""
    turns = [_turns(content, count) for content, count in zip(contents.pages, contents.counts, strict=True)]
    pages, grids = _drawn(contents, [dominant for _, dominant in turns])
    glyphs, counts = _glyphs(contents, turns, pages, grids)
    groups = fill(pages, grids, glyphs, counts)
    for page, found, part in zip(pages, grids, _parts(counts), strict=True):
        own, free = glyphs.chosen(part), groups[part] < 0
        more = with_implied(found, page.lines, page.tables, own, free, page.across)
        if more is not None:
            free = fill([page], [more], own, [len(own.codes)]) < 0
            page.implied = any(all(grid is not drawn for drawn in found) for grid in more)
        if page.doubtful:
            page.glyphs = own
        page.unread = unread_columns(page.lines, page.tables, own, free)
    return pages


def _drawn(contents: Contents, turns: list[int]) -> tuple[list[Page], list[list[Grid]]]:
    """Pages whose text runs so many quarter turns from rightwards, without their text yet, and the grids on them."""
    frames = [frame_of(content.box, content.rotation, turned) for content, turned in zip(contents.pages, turns, strict=True)]
    parts = _parts(contents.line_counts)
    segments = _mapped(Frame.segments, frames, contents.lines, parts)
    if is_leaning(segments):
        slopes = [slope_of(segments[part]) for part in parts]
        frames = [frame.leaning(slope) if slope else frame for frame, slope in zip(frames, slopes, strict=True)]
        segments = _mapped(Frame.segments, frames, contents.lines, parts)
    pages = [Page(frame, too_complex=content.truncated) for frame, content in zip(frames, contents.pages, strict=True)]
    rulings = _rulings(segments, parts)
    grids = find_all(rulings)
    for index, (page, content) in enumerate(zip(pages, contents.pages, strict=True)):
        page.across = rulings[index][0]
        if grids[index] == [] and len(content.shading):
            (found,) = find_all(_rulings(page.frame.segments(content.shading), [slice(None)]))
            grids[index] = found and [grid for grid in found if len(grid.xs) > 2]
        page.too_complex |= grids[index] is None
    return pages, [found or [] for found in grids]


def _mapped(way: Callable, frames: list[Frame], places: np.ndarray, parts: list[slice]) -> np.ndarray:
    """Places in the frames of their pages; at once where all pages have the same."""
    if all(frame is frames[0] for frame in frames):
        return way(frames[0], places)
    return np.concatenate([way(frame, places[part]) for frame, part in zip(frames, parts, strict=True)])


def _turns(content: Content, count: int) -> tuple[np.ndarray, int]:
    """Quarter turns of each of a page's characters in user space, counter-clockwise, -1 where it leans by more than UPRIGHT; and
    those of most."""
    if content.angles is None:
        return np.zeros(count, dtype=np.int64), 0 if count else content.rotation
    quarters = np.round(content.angles / 90)
    turns = np.where(np.abs(content.angles - 90 * quarters) <= UPRIGHT, quarters % 4, -1).astype(np.int64)
    upright = turns[turns >= 0]
    return turns, int(np.bincount(upright).argmax()) if len(upright) else content.rotation


def _rulings(segments: np.ndarray, parts: list[slice]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Level and plumb segments of pages as (position, start, end); leaning ones are left out, and specks that are no dots of a
    line."""
    x0, y0, x1, y1 = segments.T
    dx, dy = np.abs(x1 - x0), np.abs(y1 - y0)
    level, plumb = dy <= np.maximum(CROOKED * dx, 0.01), dx <= np.maximum(CROOKED * dy, 0.01)
    across = np.array(((y0 + y1) / 2, np.minimum(x0, x1), np.maximum(x0, x1))).T
    down = np.array(((x0 + x1) / 2, np.minimum(y0, y1), np.maximum(y0, y1))).T
    return [(dots_joined(across[part][level[part]]), dots_joined(down[part][plumb[part]])) for part in parts]


def _glyphs(
    contents: Contents, turns: list[tuple[np.ndarray, int]], pages: list[Page], grids: list[list[Grid]]
) -> tuple[Glyphs, list[int]]:
    """The characters that are printed for people, and how many stand on each page; what was left out is counted on `pages`."""
    counts, parts, frames = contents.counts, _parts(contents.counts), [page.frame for page in pages]
    boxes = _mapped(Frame.boxes, frames, contents.glyphs, parts)
    points = _mapped(Frame.points, frames, contents.origins, parts)
    shown = _inside(contents.glyphs, [content.box for content in contents.pages], counts)
    for page, content, (turned, dominant), found, part in zip(pages, contents.pages, turns, grids, parts, strict=True):
        shown[part] = _seen(page, content, contents.codes[part], turned, shown[part], boxes[part], found)
        page.cut = page.cut or (content.halved and not dominant % 2)
    _note_halved(pages, contents, boxes, shown)
    level = np.concatenate([turned if not dominant else (turned - dominant) % 4 for turned, dominant in turns])
    glyphs = Glyphs(contents.codes, boxes, points, level, contents.spaced)
    if not shown.all():
        counts = [np.count_nonzero(shown[part]) for part in parts]
        glyphs = glyphs.chosen(shown)
    if unnamed(glyphs.codes):
        for page, part in zip(pages, _parts(counts), strict=True):
            page.unmapped = unnamed(glyphs.codes[part])
    return glyphs, counts


def _note_halved(pages: list[Page], contents: Contents, boxes: np.ndarray, shown: np.ndarray) -> None:
    """Marks pages whose edge halves a character that is shown."""
    frames, seen = [page.frame for page in pages], [content.box for content in contents.pages]
    alike = all(frame is frames[0] for frame in frames) and all(box == seen[0] for box in seen)
    if alike and not is_halved(boxes if shown.all() else boxes[shown], _edges(pages[0], contents.pages[0])):
        return
    for page, content, part in zip(pages, contents.pages, _parts(contents.counts), strict=True):
        page.cut = page.cut or is_halved(boxes[part][shown[part]], _edges(page, content))


def _edges(page: Page, content: Content) -> np.ndarray:
    """The visible part of a page in reading coordinates: x0, top, x1, bottom."""
    left, bottom, right, top = content.box
    return page.frame.boxes(np.array([[left, top, right, bottom]]))[0]


def _seen(
    page: Page,
    content: Content,
    codes: np.ndarray,
    turns: np.ndarray,
    on_page: np.ndarray,
    boxes: np.ndarray,
    grids: list[Grid],
) -> np.ndarray:
    """Which of a page's characters are printed for people; what is not is counted on `page`."""
    page.textless = not len(codes) and content.objects > 0
    seen = on_page
    if content.angles is not None or content.faint is not None:
        marks = turns < 0 if content.faint is None else (turns < 0) | content.faint
        page.watermark = codes[marks].astype("<u4").tobytes().decode("utf-32-le", errors="replace")
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
    x, y = glyphs.middles()
    height = 2 * (y - glyphs.boxes[:, 1])
    firsts, first, above = [], 0, None
    for found, part in zip(grids, _parts(counts), strict=True):
        px, py = x[part], y[part]
        for grid in found:
            owner = grid.cells_at(px, py)
            # A table inside another's cell comes later in the list and takes its own characters.
            np.copyto(groups[part], first + owner, where=owner >= 0)
            x0, _, x1, bottom = grid.box
            below = np.flatnonzero((py >= bottom) & (py <= bottom + height[part]) & (px >= x0) & (px < x1))
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
