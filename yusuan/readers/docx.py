"""Word documents: paragraphs and tables in the order of the body, as a reader of the accepted document sees them.

Tracked deletions, hidden text and field codes are left out; text boxes follow the paragraph they are anchored in, notes the whole
text. Not in here: headers and footers (the page's noise), pictures and embedded files (counted in a note), how the text of one
paragraph is put together (`docx_text.py`), how list numbers are counted (`numbering.py`).
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lxml import etree

from yusuan import media
from yusuan.document import Document, Note, Rejected
from yusuan.readers.blocks import Blocks, Placed
from yusuan.readers.docx_text import Text, child, content, is_on, name_of, value_of
from yusuan.readers.numbering import Numbering
from yusuan.readers.ooxml import Parts, attribute, opened, whole_number

MAX_BYTES = 512 * 2**20
_NOTES = ("footnotes", "endnotes")
_FEW_CELLS = 4
_WIDEST = 1000  # columns that one cell may span


def read(path: Path, sha256: str) -> Document:
    """Raises Rejected for a document without text or beyond all measure, Damaged for one that cannot be opened."""
    with opened(path, "Word文档") as parts:
        if parts.size > MAX_BYTES:
            raise Rejected(f"Word文档解压后超过{MAX_BYTES // 2**20}MB，不是单个部门的文件")
        reading = _Reading(parts, parts.main("word/document.xml"))
    if not reading.blocks.blocks:
        raise Rejected("Word文档没有文字内容（可能只有图片）")
    return Document(sha256, media.DOCX, "docx", None, tuple(reading.blocks.blocks), tuple(reading.notes()))


class _Reading:
    """One document on its way into blocks."""

    def __init__(self, parts: Parts, main: str):
        self.blocks = Blocks()
        self._styles = {
            attribute(style, "styleId"): style
            for part in parts.related(main, "styles")
            for style in parts.root(part)
            if name_of(style) == "style"
        }
        numbering = next(iter(parts.related(main, "numbering")), None)
        self._numbering = Numbering(None if numbering is None else parts.root(numbering), self._styles)
        self.style_level = cache(self._style_level)
        self.hides = cache(self._hides)
        self._hidden = self._unread = 0
        body = child(parts.root(main), "body")
        self.blocks_of(body if body is not None else ())
        for part in (part for kind in _NOTES for part in parts.related(main, kind)):
            for note in parts.root(part).iterchildren():
                if attribute(note, "type") in (None, "normal"):
                    self.blocks_of(note)

    def notes(self) -> Iterator[Note]:
        if self._hidden:
            yield Note(
                "extraction.hidden_text",
                f"有{self._hidden}处隐藏的文字或表格行，Word不显示，未采用",
                f"{self._hidden} pieces of text or rows are hidden, Word does not show them: left out",
                severity="info",
            )
        if self._unread:
            yield Note(
                "extraction.not_text",
                f"有{self._unread}处图片、嵌入的表格或文件，其中的内容没有读取：如有数据，请改为文字或另行放入",
                f"{self._unread} pictures, embedded sheets or files: what they show was not read",
            )

    def blocks_of(self, container: Iterator[etree._Element] | etree._Element) -> None:
        """The blocks of a body, a note or a text box, in order."""
        for element, texts in _joined(content(container)):
            if name_of(element) == "altChunk":
                self._unread += 1
            elif name_of(element) == "p":
                boxes: list[etree._Element] = []
                self.blocks.paragraph(self._paragraph(texts, boxes), self._level(element))
                for box in boxes:
                    self.blocks_of(box)
            else:
                self._table(element)

    def _paragraph(self, paragraphs: list[etree._Element], boxes: list[etree._Element]) -> str:
        """The text of a paragraph (of several, whose marks are deleted) with its number; its text boxes are added to `boxes`."""
        whole = ""
        for paragraph in paragraphs:
            text = Text(paragraph, self.hides)
            whole += text.text
            boxes += text.boxes
            self._hidden += text.hidden
            self._unread += text.unread
        number = self._numbering.label(paragraphs[-1]) if whole.strip() else ""
        return number + whole

    def _level(self, paragraph: etree._Element) -> int | None:
        own = value_of(paragraph, "pPr", "outlineLvl")
        if own is not None:
            return _outline(own)
        return self.style_level(value_of(paragraph, "pPr", "pStyle"))

    def _style_level(self, style_id: str | None, depth: int = 10) -> int | None:
        """The heading level of a paragraph style, its own or inherited."""
        style = self._styles.get(style_id)
        if style_id is None or style is None or depth == 0:
            return None
        outline = value_of(style, "pPr", "outlineLvl")
        if outline is not None:
            return _outline(outline)
        name = (value_of(style, "name") or "").lower()
        if name.startswith(("heading ", "标题 ")) and (level := whole_number(name[-1])):
            return level
        return self._style_level(value_of(style, "basedOn"), depth - 1)

    def _hides(self, style_id: str | None, depth: int = 10) -> bool:
        """Whether text of this style is hidden, by the style itself or by one that it is based on."""
        style = self._styles.get(style_id)
        if style_id is None or style is None or depth == 0:
            return False
        if child(style, "rPr", "vanish") is not None:
            return is_on(style, "rPr", "vanish")
        return self._hides(value_of(style, "basedOn"), depth - 1)

    def _table(self, table: etree._Element) -> None:
        """A table, and after it the tables within its cells; of a table that only places blocks on the page, these blocks."""
        waiting = [table]
        for table in waiting:  # grows while it runs
            if _is_layout(table):
                for cell in (cell for row in self._rows(table) for cell in content(row)):
                    self.blocks_of(cell)
                continue
            placed, rows = self._placed(table, waiting)
            self.blocks.titled_table(placed, rows)

    def _rows(self, table: etree._Element) -> Iterator[etree._Element]:
        """The rows that Word shows; one without cells is no row."""
        for row in content(table):
            if is_on(row, "trPr", "del") or next(content(row), None) is None:
                continue
            if is_on(row, "trPr", "hidden"):
                self._hidden += 1
            else:
                yield row

    def _placed(self, table: etree._Element, nested: list[etree._Element]) -> tuple[list[Placed], int]:
        """Cells at their grid columns; a vertical merge goes on where the same column of the next row says so."""
        rows = list(self._rows(table))
        placed: list[Placed] = []
        above: dict[int, int] = {}  # column -> index in `placed` of the cell that ended the row above there
        for r, row in enumerate(rows):
            column = whole_number(value_of(row, "trPr", "gridBefore"))
            current: dict[int, int] = {}
            last: int | None = None  # the cell of this row that a horizontal merge would widen
            for cell in content(row):
                if is_on(cell, "tcPr", "cellDel"):
                    continue
                width = min(max(whole_number(value_of(cell, "tcPr", "gridSpan"), 1), 1), _WIDEST)
                merge = child(cell, "tcPr", "vMerge")
                beside = child(cell, "tcPr", "hMerge")
                continued = merge is not None and attribute(merge, "val") in (None, "continue")
                at = above.get(column, -1)
                if continued and at >= 0 and placed[at].column_span == width:
                    placed[at] = placed[at]._replace(row_span=r - placed[at].row + 1)
                    current[column], last = at, None
                elif beside is not None and attribute(beside, "val") in (None, "continue") and last is not None:
                    at = last
                    placed[at] = placed[at]._replace(column_span=column + width - placed[at].column)
                else:
                    current[column] = last = len(placed)
                    placed.append(Placed(r, column, self._cell(cell, nested), 1, width))
                column += width
                self.blocks.check(len(rows), column)
            above = current
        return placed, len(rows)

    def _cell(self, cell: etree._Element, nested: list[etree._Element]) -> str:
        lines: list[str] = []
        for element, texts in _joined(content(cell)):
            if name_of(element) == "tbl":
                nested.append(element)
            elif name_of(element) == "p":
                boxes: list[etree._Element] = []
                lines.append(self._paragraph(texts, boxes).strip())
                for box in boxes:
                    lines.append(self._cell(box, nested))
            else:
                self._unread += 1
        return "\n".join(line for line in lines if line)


def _is_layout(table: etree._Element) -> bool:
    """Whether tables stand in the table's cells, and little else."""
    framing = plain = 0
    for cell in (cell for row in content(table) for cell in content(row)):
        frames = any(name_of(element) == "tbl" for element in content(cell))
        framing += frames
        plain += not frames and any(name_of(text) == "t" and bool((text.text or "").strip()) for text in cell.iter())
    return framing > 0 and (plain < _FEW_CELLS or plain * 3 < framing * 7)


def _joined(elements: Iterator[etree._Element]) -> Iterator[tuple[etree._Element, list[etree._Element]]]:
    """Every block with the paragraphs that make it: one whose mark is deleted runs on into the next, whose properties hold."""
    waiting: list[etree._Element] = []
    for element in elements:
        if name_of(element) != "p":
            if waiting:
                yield waiting[-1], waiting
                waiting = []
            yield element, []
            continue
        waiting.append(element)
        if child(element, "pPr", "rPr", "del") is None:
            yield element, waiting
            waiting = []
    if waiting:
        yield waiting[-1], waiting


def _outline(value: str) -> int | None:
    """Outline level 0 is the first heading level, 9 is body text."""
    level = whole_number(value, 9)
    return level + 1 if level < 9 else None
