"""PDF -> Document: ruled tables as cells with spans and boxes, all other text as lines in reading order.

Characters and lines come from pdfium (`pdfium.py`), grids from `tables/ruled.py`. Not here: joining tables over pages, text
recognition of scans (a page without text is noted), tables without any ruling (their lines are paragraphs).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate, repeat
from pathlib import Path

import numpy as np

from yusuan.document import Block, Box, Cell, Damaged, Document, Note, Paragraph, Rejected, Table, cell_place
from yusuan.readers.code_points import UNMAPPED
from yusuan.readers.frame import CROOKED, Frame, frame_of, slope_of
from yusuan.readers.glyphs import NO_LINES, Glyphs, Lines, lines_of
from yusuan.readers.overrun import given_back
from yusuan.readers.pdfium import Content, Pdf
from yusuan.tables.ruled import Grid, TooManyLines, find_grids

MAX_PAGES = 5_000
TOGETHER = 8  # pages whose characters are put in order at once: numpy costs by the call
UPRIGHT = 10.0  # degrees that text may lean and still belong to the page; more is a watermark or a stamp


def read(path: Path, sha256: str) -> Document:
    """Raises Damaged for an encrypted or broken file, Rejected for one with more than MAX_PAGES pages."""
    with Pdf(path) as pdf:
        count = len(pdf)
        if count == 0:
            raise Damaged("PDF文件没有一页")
        if count > MAX_PAGES:
            raise Rejected(f"PDF文件有{count}页，超过{MAX_PAGES}页，不是单个部门的文件")
        made = _Made()
        for start in range(0, count, TOGETHER):
            numbers = range(start + 1, min(start + TOGETHER, count) + 1)
            contents = [pdf.content(number - 1) for number in numbers]
            pages = iter(read_pages([content for content in contents if content]))
            for number, content in zip(numbers, contents, strict=True):
                if content is None:
                    made.unreadable.append(number)
                else:
                    made.add(_settled(next(pages), path, number), number)
    if len(made.unreadable) == count:
        raise Damaged("PDF文件的所有页都无法读取", 1)
    notes = [*([] if _is_whole(path) else [_CUT_OFF]), *made.notes()]
    return Document(sha256, "application/pdf", "pdf", count, tuple(made.blocks), tuple(notes))


_CUT_OFF = Note(
    "extraction.file_cut_off", "文件结尾缺失，可能没有下载完整，内容可能不全", "the end of the file is missing: it may be cut off"
)


def _is_whole(path: Path) -> bool:
    """Whether the mark of the end stands near the end, as every complete PDF has it."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 2048, 0))
        return b"%%EOF" in file.read()


@dataclass(slots=True)
class Page:
    """A page as read: grids with the text of their cells, and lines outside, in reading coordinates of `frame`."""

    frame: Frame
    tables: list[tuple[Grid, list[str]]] = field(default_factory=list)
    lines: Lines = NO_LINES
    textless: bool = False  # something is drawn, and none of it is text
    watermark: str = ""
    hidden: int = 0
    unmapped: int = 0
    strays: int = 0  # characters that stand within a table and in no cell of it: its rulings do not close
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


def _settled(page: Page, path: Path, number: int) -> Page:
    """The page, with pdfplumber's grid where ours does not close and its leaves less text without a cell."""
    if not page.doubtful or page.glyphs is None:
        return page
    from yusuan.readers.second_opinion import grids_of  # slow to load, and hardly ever needed

    other = replace(page, tables=[], lines=NO_LINES, by_pdfplumber=True)
    _fill([other], [grids_of(path, number, page.frame)], page.glyphs, [len(page.glyphs.codes)])
    outside = sum(map(len, page.lines.texts))
    return other if other.tables and sum(map(len, other.lines.texts)) < outside else page


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
    glyphs, counts = _glyphs(contents, turns, pages)
    _fill(pages, grids, glyphs, counts)
    for page, part in zip(pages, _parts(counts), strict=True):
        if page.doubtful:
            page.glyphs = glyphs.chosen(part)
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
    """Level and plumb segments as (position, start, end); leaning ones and specks are left out."""
    x0, y0, x1, y1 = segments.T
    dx, dy = np.abs(x1 - x0), np.abs(y1 - y0)
    level = (dx >= 1) & (dy <= np.maximum(CROOKED * dx, 0.01))
    plumb = (dy >= 1) & (dx <= np.maximum(CROOKED * dy, 0.01))
    return (
        np.array(((y0 + y1) / 2, np.minimum(x0, x1), np.maximum(x0, x1))).T[level],
        np.array(((x0 + x1) / 2, np.minimum(y0, y1), np.maximum(y0, y1))).T[plumb],
    )


def _glyphs(contents: list[Content], turns: list[tuple[np.ndarray, int]], pages: list[Page]) -> tuple[Glyphs, list[int]]:
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
    for page, content, (turned, _), part in zip(pages, contents, turns, _parts(counts), strict=True):
        page.textless = not len(content.codes) and content.objects > 0
        if content.angles is not None or content.faint is not None:
            marks = turned < 0 if content.faint is None else (turned < 0) | content.faint
            page.watermark = content.codes[marks].astype("<u4").tobytes().decode("utf-32-le", errors="replace")
            shown[part] &= ~marks
        if content.hidden is not None:
            page.hidden = np.count_nonzero(content.hidden)
            shown[part] &= ~content.hidden
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


def _fill(pages: list[Page], grids: list[list[Grid]], glyphs: Glyphs, counts: list[int]) -> None:
    """Gives every character to the cell that holds the middle of its box, and lines up the rest; `counts` are each page's share
    of `glyphs`."""
    outside = np.repeat(np.arange(-len(pages), 0), counts)
    groups = outside.copy()
    x, y = (glyphs.boxes[:, 0] + glyphs.boxes[:, 2]) / 2, (glyphs.boxes[:, 1] + glyphs.boxes[:, 3]) / 2
    firsts, first = [], 0
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
            firsts.append(first)
            first += len(grid.cells)
    lines, texts = lines_of(glyphs, given_back(glyphs, groups, outside), first, len(pages))
    starts = iter(firsts)
    for page, found, of_page in zip(pages, grids, lines, strict=True):
        page.lines = of_page
        page.tables = [(grid, texts[start : start + len(grid.cells)]) for grid, start in zip(found, starts, strict=False)]
        page.strays = _strays(of_page, [grid.box for grid in found]) if found else 0


class _Made:
    """The document under construction: blocks with running numbers and offsets, and what there is to note."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.unreadable: list[int] = []
        self._tables = self._offset = 0
        self._textless: list[int] = []
        self._unmapped: list[int] = []
        self._complex: list[int] = []
        self._hidden: list[int] = []
        self._by_pdfplumber: list[int] = []
        self._strays: list[int] = []
        self._marks: dict[str, list[int]] = {}

    def add(self, page: Page, number: int) -> None:
        if page.textless:
            self._textless.append(number)
        for condition, pages in (
            (page.unmapped, self._unmapped),
            (page.too_complex, self._complex),
            (page.hidden, self._hidden),
            (page.by_pdfplumber, self._by_pdfplumber),
            (page.doubtful, self._strays),
        ):
            if condition:
                pages.append(number)
        if page.watermark:
            self._marks.setdefault(page.watermark, []).append(number)
        boxes = page.frame.back(page.lines.boxes).round(2).tolist()
        for index, table in _in_order(page):
            if table is None:
                text = page.lines.texts[index]
                self.blocks.append(Paragraph(text, self._offset, number, Box(*boxes[index])))
                self._offset += len(text) + 1
            else:
                self._table(*table, page.frame, number)

    def _table(self, grid: Grid, texts: list[str], frame: Frame, number: int) -> None:
        self._tables += 1
        index = self._tables
        rows, columns, heights, widths = grid.cells.T.tolist()
        boxes = map(Box, *frame.back(grid.cell_boxes()).round(2).T.tolist())
        places = [(cell_place(index, row, column),) for row, column in zip(rows, columns, strict=True)]
        cells = tuple(map(Cell, rows, columns, texts, heights, widths, repeat(number), boxes, repeat(None), places))
        self.blocks.append(
            Table(
                index,
                len(grid.ys) - 1,
                len(grid.xs) - 1,
                cells,
                number,
                Box(*frame.back(np.array([grid.box])).round(2)[0].tolist()),
                open_top=grid.open_top,
                open_bottom=grid.open_bottom,
            )
        )

    def notes(self) -> Iterator[Note]:
        if self.unreadable:
            yield _note("page_unreadable", self.unreadable, "已损坏，无法读取", "cannot be read: damaged", "error")
        if self._textless:
            yield _note(
                "page_without_text",
                self._textless,
                "没有文字层（扫描件或图片），需要识别文字后才能提取",
                "no text layer (scan or picture): text recognition is needed",
            )
        if self._unmapped:
            yield _note(
                "unmapped_characters",
                self._unmapped,
                "有字体未注明的字符，以�代替",
                "characters the font does not name, shown as �",
            )
        if self._complex:
            yield _note("page_too_complex", self._complex, "图形过多，只读取了一部分", "too many drawn objects: read in part")
        if self._by_pdfplumber:
            yield _note(
                "grid_by_pdfplumber",
                self._by_pdfplumber,
                "表格线不闭合，改用备用方法（pdfplumber）划分单元格",
                "rulings do not close: cells as pdfplumber sees them",
            )
        if self._strays:
            yield _note(
                "grid_not_closed",
                self._strays,
                "表格线不闭合，表内有文字不属于任何单元格，按段落提取",
                "rulings do not close: text within a table and in no cell is given as paragraphs",
            )
        if self._hidden:
            yield _note("hidden_text", self._hidden, "有不可见的文字，未采用", "invisible text left out", "info")
        for text, pages in self._marks.items():
            yield _note("watermark", pages, f"有水印文字“{text[:40]}”，未采用", f"watermark text left out: {text[:40]}", "info")


def _in_order(page: Page) -> list[tuple[int, tuple[Grid, list[str]] | None]]:
    """Lines (by index) and tables of a page from top to bottom."""
    middles = ((page.lines.boxes[:, 1] + page.lines.boxes[:, 3]) / 2).tolist()
    placed = [(middle, index, None) for index, middle in enumerate(middles)]
    placed += [(float(table[0].ys[0]), len(middles) + index, table) for index, table in enumerate(page.tables)]
    return [(index, table) for _, index, table in sorted(placed, key=lambda one: one[:2])]


def _note(rule: str, pages: list[int], message: str, english: str, severity: str = "warning") -> Note:
    listed = _ranges(pages)
    one = pages[0] if len(pages) == 1 else None
    return Note(f"extraction.{rule}", f"第{listed}页{message}", f"page(s) {listed.replace('、', ', ')}: {english}", one, severity)


def _ranges(pages: list[int]) -> str:
    """Page numbers for people: 1、3-5."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return "、".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
