"""Word documents (python-docx): paragraphs and tables in the order of the body, as a reader of the accepted document sees them.

Tracked deletions, hidden text and field codes are left out; text boxes follow the paragraph they are anchored in, notes the whole
text. Not in here: headers and footers (the page's noise), pictures, how list numbers are counted (`numbering.py`).
"""

import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from docx.document import Document as Opened
from docx.opc.exceptions import OpcError
from docx.opc.part import Part, PartFactory
from docx.package import Package
from docx.parts.document import DocumentPart
from lxml import etree

from yusuan import media
from yusuan.document import Damaged, Document, Rejected
from yusuan.readers.blocks import Blocks, Placed
from yusuan.readers.numbering import Numbering

MAX_BYTES = 512 * 2**20
# Templates and documents with macros are documents all the same; python-docx knows only the plain kind.
for _kind in (
    "openxmlformats-officedocument.wordprocessingml.template",
    "ms-word.document.macroEnabled",
    "ms-word.template.macroEnabledTemplate",
):
    PartFactory.part_type_for[f"application/vnd.{_kind}.main+xml"] = DocumentPart
_NOTES = ("footnotes", "endnotes")
# Deleted or moved away, a change's former properties, field codes, the reading above a ruby base.
_LEFT_OUT = frozenset(("del", "moveFrom", "pPrChange", "rPrChange", "instrText", "delText", "rt"))
# The signs of the font Symbol that targets are written with.
_SYMBOLS = {"B3": "≥", "A3": "≤", "B1": "±", "B4": "×", "B8": "÷", "B9": "≠", "BB": "≈"}
_BROKEN = (
    OpcError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    etree.LxmlError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
)


def read(path: Path, sha256: str) -> Document:
    """Raises Rejected for a document without text or beyond all measure, Damaged for one that cannot be opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_BYTES:
                raise Rejected(f"Word文档解压后超过{MAX_BYTES // 2**20}MB，不是单个部门的文件")
        opened = Package.open(str(path)).main_document_part.document
        reading = _Reading(opened)
        reading.blocks_of(opened.element.body)
        for part in _note_parts(opened.part):
            for note in etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False)).iterchildren():
                if _attribute(note, "type") in (None, "normal"):
                    reading.blocks_of(note)
    except _BROKEN as error:
        raise Damaged("Word文档已损坏或被截断，无法打开：请重新获取该文件") from error
    if not reading.blocks.blocks:
        raise Rejected("Word文档没有文字内容（可能只有图片）")
    return Document(sha256, media.DOCX, "docx", None, tuple(reading.blocks.blocks))


def _note_parts(main: Part) -> Iterator[Part]:
    for kind in _NOTES:
        for relation in main.rels.values():
            if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
                yield relation.target_part


def _name(element: etree._Element) -> str:
    """The local name, which the transitional and the strict namespace share; empty for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: etree._Element, name: str) -> str | None:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def _child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The element reached by following first children of these local names."""
    for name in names:
        if element is None:
            return None
        element = next((child for child in element if _name(child) == name), None)
    return element


def _value(element: etree._Element | None, *names: str) -> str | None:
    found = _child(element, *names)
    return None if found is None else _attribute(found, "val")


def _is_on(element: etree._Element | None, *names: str) -> bool:
    """A switch of Word: there and not switched off."""
    found = _child(element, *names)
    return found is not None and _attribute(found, "val") not in ("0", "false", "off")


class _Reading:
    """One document on its way into blocks."""

    def __init__(self, opened: Opened):
        self.blocks = Blocks()
        self._styles = {_attribute(style, "styleId"): style for style in opened.styles.element if _name(style) == "style"}
        self._numbering = Numbering(opened.part, self._styles)
        self.style_level = cache(self._style_level)

    def blocks_of(self, container: etree._Element) -> None:
        """The blocks of a body, a note or a text box, in order."""
        for element in _content(container):
            if _name(element) == "p":
                boxes: list[etree._Element] = []
                self.blocks.paragraph(self._paragraph(element, boxes), self._level(element))
                for box in boxes:
                    self.blocks_of(box)
            else:
                self._table(element)

    def _paragraph(self, paragraph: etree._Element, boxes: list[etree._Element]) -> str:
        """The text of a paragraph with its number; the text boxes anchored in it are added to `boxes`."""
        text = "".join(_texts(paragraph, boxes))
        number = self._numbering.label(paragraph) if text.strip() else ""
        return number + text

    def _level(self, paragraph: etree._Element) -> int | None:
        own = _value(paragraph, "pPr", "outlineLvl")
        if own is not None:
            return _outline(own)
        return self.style_level(_value(paragraph, "pPr", "pStyle"))

    def _style_level(self, style_id: str | None, depth: int = 10) -> int | None:
        """The heading level of a paragraph style, its own or inherited."""
        style = self._styles.get(style_id)
        if style_id is None or style is None or depth == 0:
            return None
        outline = _value(style, "pPr", "outlineLvl")
        if outline is not None:
            return _outline(outline)
        name = (_value(style, "name") or "").lower()
        if name.startswith(("heading ", "标题 ")) and name[-1].isdigit():
            return int(name[-1]) or None
        return self._style_level(_value(style, "basedOn"), depth - 1)

    def _table(self, table: etree._Element) -> None:
        """A table, and after it the tables within its cells."""
        waiting = [table]
        for table in waiting:  # grows while it runs
            placed, rows = self._placed(table, waiting)
            self.blocks.titled_table(placed, rows)

    def _placed(self, table: etree._Element, nested: list[etree._Element]) -> tuple[list[Placed], int]:
        """Cells at their grid columns; a vertical merge goes on where the same column of the next row says so."""
        rows = [row for row in _content(table) if not _is_on(row, "trPr", "del")]
        placed: list[Placed] = []
        above: dict[int, int] = {}  # column -> index in `placed` of the cell that ended the row above there
        for r, row in enumerate(rows):
            column = int(_value(row, "trPr", "gridBefore") or 0)
            current: dict[int, int] = {}
            last: int | None = None  # the cell of this row that a horizontal merge would widen
            for cell in _content(row):
                width = min(max(int(_value(cell, "tcPr", "gridSpan") or 1), 1), 1000)
                merge = _child(cell, "tcPr", "vMerge")
                beside = _child(cell, "tcPr", "hMerge")
                continued = merge is not None and _attribute(merge, "val") in (None, "continue")
                at = above.get(column, -1)
                if continued and at >= 0 and placed[at].column_span == width:
                    placed[at] = placed[at]._replace(row_span=r - placed[at].row + 1)
                    current[column], last = at, None
                elif beside is not None and _attribute(beside, "val") in (None, "continue") and last is not None:
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
        for element in _content(cell):
            if _name(element) == "tbl":
                nested.append(element)
                continue
            boxes: list[etree._Element] = []
            lines.append(self._paragraph(element, boxes).strip())
            for box in boxes:
                lines.append(self._cell(box, nested))
        return "\n".join(line for line in lines if line)


def _content(container: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables, rows or cells of a container, looking through content controls, insertions and custom markup."""
    for element in container:
        name = _name(element)
        if name in ("p", "tbl", "tr", "tc"):
            yield element
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _content(element)


def _texts(element: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    """The pieces of text of a paragraph or of a part of it, as Word shows them."""
    for child in element:
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name == "tab":
            yield "\t"
        elif name in ("br", "cr"):
            yield "\n"
        elif name == "noBreakHyphen":
            yield "-"
        elif name == "sym":
            yield (
                _SYMBOLS.get((_attribute(child, "char") or "").upper()[-2:], "") if _attribute(child, "font") == "Symbol" else ""
            )
        elif name == "txbxContent":
            boxes.append(child)
        elif name == "AlternateContent":
            # Word writes a text box twice: as a drawing, and for old versions as a picture.
            chosen = _child(child, "Choice")
            yield from _texts(chosen if chosen is not None else child, boxes)
        elif name not in _LEFT_OUT and name != "pPr" and not (name == "r" and _is_on(child, "rPr", "vanish")):
            yield from _texts(child, boxes)


def _outline(value: str) -> int | None:
    """Outline level 0 is the first heading level, 9 is body text."""
    return int(value) + 1 if value.isdigit() and int(value) < 9 else None
