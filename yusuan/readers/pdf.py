"""PDF -> Document: ruled tables as cells with spans and boxes, all other text as lines in reading order.

What stands on a page, and in which cell, comes from `pdf_page.py`. Not here: joining tables over pages, text recognition of scans
(a page without text is noted), tables without any ruling (their lines are paragraphs).
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import repeat
from pathlib import Path

import numpy as np

from yusuan.document import Block, Box, Cell, Damaged, Document, Note, Paragraph, Rejected, Table, cell_places
from yusuan.readers.frame import Frame
from yusuan.readers.glyphs import NO_LINES
from yusuan.readers.pdf_page import Page, fill, read_pages
from yusuan.readers.pdfium import Pdf
from yusuan.tables.ruled import Grid

MAX_PAGES = 5_000


def read(path: Path, sha256: str) -> Document:
    """Raises Damaged for an encrypted or broken file, Rejected for one with more than MAX_PAGES pages."""
    with Pdf(path) as pdf:
        count = len(pdf)
        if count == 0:
            raise Damaged("PDF文件没有一页")
        if count > MAX_PAGES:
            raise Rejected(f"PDF文件有{count}页，超过{MAX_PAGES}页，不是单个部门的文件")
        made = _Made()
        for contents in pdf.contents():
            for number, page in zip(contents.numbers, read_pages(contents), strict=True):
                made.add(_settled(page, path, number), number)
    unreadable = sorted({*range(1, count + 1)} - made.read)
    if len(unreadable) == count:
        raise Damaged("PDF文件的所有页都无法读取", 1)
    notes = [*([] if _is_whole(path) else [_CUT_OFF]), *made.notes(unreadable)]
    return Document(sha256, "application/pdf", "pdf", count, tuple(made.blocks), tuple(notes))


_CUT_OFF = Note(
    "extraction.file_cut_off", "文件结尾缺失，可能没有下载完整，内容可能不全", "the end of the file is missing: it may be cut off"
)


def _is_whole(path: Path) -> bool:
    """Whether the mark of the end stands near the end, as every complete PDF has it."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 2048, 0))
        return b"%%EOF" in file.read()


def _settled(page: Page, path: Path, number: int) -> Page:
    """The page, with pdfplumber's grid where ours does not close and its leaves less text without a cell."""
    if not page.doubtful or page.glyphs is None:
        return page
    from yusuan.readers.second_opinion import grids_of  # slow to load, and hardly ever needed

    other = replace(page, tables=[], lines=NO_LINES, by_pdfplumber=True)
    fill([other], [grids_of(path, number, page.frame)], page.glyphs, [len(page.glyphs.codes)])
    outside = sum(map(len, page.lines.texts))
    return other if other.tables and sum(map(len, other.lines.texts)) < outside else page


class _Made:
    """The document under construction: blocks with running numbers and offsets, and what there is to note."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.read: set[int] = set()  # pages
        self._tables = self._offset = 0
        self._textless: list[int] = []
        self._unmapped: list[int] = []
        self._complex: list[int] = []
        self._hidden: list[int] = []
        self._cut: list[int] = []
        self._by_pdfplumber: list[int] = []
        self._implied: list[int] = []
        self._strays: list[int] = []
        self._unread: dict[int, str] = {}
        self._overprinted: dict[int, str] = {}
        self._marks: dict[str, list[int]] = {}

    def add(self, page: Page, number: int) -> None:
        self.read.add(number)
        if page.textless:
            self._textless.append(number)
        for condition, pages in (
            (page.unmapped, self._unmapped),
            (page.too_complex, self._complex),
            (page.hidden, self._hidden),
            (page.cut, self._cut),
            (page.by_pdfplumber, self._by_pdfplumber),
            (page.implied, self._implied),
            (page.doubtful, self._strays),
        ):
            if condition:
                pages.append(number)
        if page.unread is not None:
            self._unread[number] = page.unread
        if page.overprinted is not None:
            self._overprinted[number] = page.overprinted
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
        sources = zip(cell_places(index, rows, columns), strict=True)
        cells = tuple(map(Cell, rows, columns, texts, heights, widths, repeat(number), boxes, repeat(None), sources))
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
                open_left=grid.open_left,
                open_right=grid.open_right,
            )
        )

    def notes(self, unreadable: list[int]) -> Iterator[Note]:
        if unreadable:
            yield _note("page_unreadable", unreadable, "已损坏，无法读取", "cannot be read: damaged", "error")
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
                "有字体未注明的字符，以�代替，或读成了别的字",
                "characters the font does not name, shown as � or read as others",
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
        if self._implied:
            yield _note(
                "grid_implied",
                self._implied,
                "表格线没有画全，行列按文字的位置划分，请对照原文核对",
                "not all rulings are drawn: rows and columns follow the places of texts, compare them with the page",
            )
        for number, line in self._unread.items():
            yield _note(
                "table_without_grid",
                [number],
                f"文字像表格一样分栏排列，但没有可识别的表格线，按段落提取，其中的金额和指标可能没有读到。首行：{line[:60]}",
                f"text in columns without rulings that make a grid is given as paragraphs, so that amounts and indicators may "
                f"not be read, from the line: {line[:60]}",
            )
        for number, text in self._overprinted.items():
            line = " ".join(text.split())[:60]
            yield _note(
                "text_overprinted",
                [number],
                f"有文字叠印在一起，读出的内容混杂：{line}",
                f"texts are printed over each other, what is read of them is mixed up: {line}",
            )
        if self._cut:
            yield _note(
                "text_cut",
                self._cut,
                "有文字被页面或单元格的边缘截断，只读取了看得见的部分",
                "text is cut by the edge of the page or of its cell: only what is seen is read",
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
