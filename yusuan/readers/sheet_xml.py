"""What the values of an .xlsx do not say: number formats, exact digits, errors and frames, straight from the sheets' XML.

Not in here: strings, formulas' texts and merges, which `workbook.py` has from calamine. The XML is scanned as a stream,
so that a million formatted empty rows cost a second and no memory.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from yusuan.document import Damaged
from yusuan.readers.number_format import BUILTIN
from yusuan.readers.ooxml import Parts, attribute, damaged, whole_number

_CELL = re.compile(rb"<(?:[\w.-]+:)?c\s([^<>]*)(?<!/)>(.*?)</(?:[\w.-]+:)?c>", re.S)
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^<>]*)?>([^<]*)<")
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s>/]")
_ANY_REFERENCE = re.compile(rb"""\br=["']""")
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_HIDDEN_ROW = re.compile(
    rb"""<(?:[\w.-]+:)?row\s(?=[^<>]*\b(?:hidden=["'](?:1|true)|ht=["']0["']))[^<>]*?\br=["'](\d{1,7})["']"""
)
_HIDDEN_COLUMNS = re.compile(rb"""<(?:[\w.-]+:)?col\s(?=[^<>]*\b(?:hidden=["'](?:1|true)|width=["']0["']))([^<>]*)>""")
_BOUND = re.compile(rb"""\b(min|max)=["'](\d{1,5})["']""")
_STYLE = re.compile(rb"""\bs=["'](\d{1,6})["']""")
_TYPE = re.compile(rb"""\bt=["'](\w+)["']""")
_HEADER = re.compile(rb"<(?:[\w.-]+:)?oddHeader>([^<]*)<")
_HEADER_CODE = re.compile(r'&(?:"[^"]*"|\d+|K[0-9A-F]{6}|[LCR]|[A-Z])')
_CHUNK = 4 * 2**20
_LONGEST_CELL = 2**20

WORKBOOK = "工作簿"  # what people call it

Place = tuple[int, int]  # 0-based row and column


class Look(NamedTuple):
    """One sheet's cells: numbers as (digits, format code), error texts, cells with a frame, the extent of what is not empty.

    `unsaved` counts the formulas whose result was not saved with the file, `pictures` what is drawn on the sheet and no text;
    `boxes` are the texts of its text boxes, `headers` those above its printed pages.
    """

    numbers: dict[Place, tuple[str, str]]
    errors: dict[Place, str]
    framed: set[Place]
    hidden_rows: set[int]
    hidden_columns: set[int]
    headers: set[str]
    rows: int = 0
    columns: int = 0
    unsaved: int = 0
    pictures: int = 0
    boxes: tuple[str, ...] = ()


def no_look() -> Look:
    """A look to be filled, or that of a sheet of which nothing is known."""
    return Look({}, {}, set(), set(), set(), set())


class Style(NamedTuple):
    code: str
    framed: bool


class Package:
    """An opened .xlsx. Raises Damaged if it is broken."""

    def __init__(self, parts: Parts):
        self._parts = parts
        main = parts.main("xl/workbook.xml")
        workbook = parts.root(main)
        targets = {key: part for key, _, part in parts.targets(main)}
        self._sheets = [targets.get(attribute(sheet, "id")) for sheet in _all(workbook, "sheet")]
        self.epoch_1904 = any(attribute(item, "date1904") in ("1", "true") for item in _all(workbook, "workbookPr"))
        styles = next(iter(parts.related(main, "styles")), None)
        self._styles = self._read_styles(styles) if styles is not None else []

    def _read_styles(self, part: str) -> list[Style]:
        """The styles of cells by number; none if they are broken, for the values can be had without."""
        try:
            return list(self._styles_of(self._parts.root(part)))
        except Damaged:
            return []

    def _styles_of(self, root: etree._Element) -> Iterator[Style]:
        codes = {whole_number(attribute(item, "numFmtId")): attribute(item, "formatCode") or "" for item in _all(root, "numFmt")}
        borders = [_is_frame(border) for group in _all(root, "borders") for border in _all(group, "border")]
        for group in _all(root, "cellXfs"):
            for item in _all(group, "xf"):
                code, border = whole_number(attribute(item, "numFmtId")), whole_number(attribute(item, "borderId"))
                yield Style(codes.get(code, BUILTIN.get(code, "")), border < len(borders) and borders[border])

    def look(self, sheet: str, place: int) -> Look | None:
        """How the cells of the sheet at this 0-based place look; None for a sheet whose XML is not where it should be."""
        part = self._sheets[place] if place < len(self._sheets) else None
        if part is None:
            return None
        look = no_look()
        rows = columns = unsaved = 0
        for attributes, content in self._cells(part, look):
            reference = _REFERENCE.search(attributes)
            value = _VALUE.search(content)
            if reference is None:
                if _ANY_REFERENCE.search(attributes):
                    raise damaged(WORKBOOK)  # a cell beyond the sheet, for which other readers would reserve memory
                continue
            kind = _TYPE.search(attributes)
            is_number = kind is None or kind[1] == b"n"
            is_blank = not (kind and kind[1] == b"inlineStr") if value is None else is_number and not value[1]
            if is_blank:
                unsaved += bool(_FORMULA.search(content))
                continue
            place = int(reference[2]) - 1, _column(reference[1])
            rows, columns = max(rows, place[0] + 1), max(columns, place[1] + 1)
            styled = _STYLE.search(attributes)
            style = self._styles[int(styled[1])] if styled and int(styled[1]) < len(self._styles) else Style("", False)
            if style.framed:
                look.framed.add(place)
            if value is not None and is_number:
                look.numbers[place] = value[1].decode("ascii", "replace").strip(), style.code
            elif value is not None and kind is not None and kind[1] == b"e":
                look.errors[place] = value[1].decode("utf-8", "replace")
        boxes, pictures = self._drawn(part)
        return look._replace(rows=rows, columns=columns, unsaved=unsaved, boxes=boxes, pictures=pictures)

    def _cells(self, part: str, look: Look) -> Iterator[tuple[bytes, bytes]]:
        """Attributes and content of every cell that has content; rows and columns not shown are added to the look."""
        rest = b""
        for chunk in self._parts.chunks(part, _CHUNK):
            data = rest + chunk
            end = 0
            look.hidden_rows.update(int(row) - 1 for row in _HIDDEN_ROW.findall(data))
            for columns in _HIDDEN_COLUMNS.findall(data):
                bounds = {name: int(bound) for name, bound in _BOUND.findall(columns)}
                look.hidden_columns.update(range(bounds.get(b"min", 1) - 1, bounds.get(b"max", 0)))
            if written := _HEADER.search(data):
                look.headers.add(header_text(html.unescape(written[1].decode("utf-8", "replace"))))
            for match in _CELL.finditer(data):
                end = match.end()
                yield match[1], match[2]
            rest = data[max(end, len(data) - _LONGEST_CELL) :]

    def _drawn(self, part: str) -> tuple[tuple[str, ...], int]:
        """The texts of the text boxes drawn on a sheet, and how many pictures and embedded objects there are."""
        boxes, pictures = [], 0
        for drawing in self._parts.related(part, "drawing"):
            root = self._parts.root(drawing)
            pictures += sum(1 for _ in _all(root, "pic"))
            for box in _all(root, "txBody"):
                lines = ["".join(text.text or "" for text in _all(line, "t")) for line in _all(box, "p")]
                boxes.append("\n".join(line for line in lines if line.strip()))
        return tuple(box for box in boxes if box), pictures


def header_text(written: str) -> str:
    """The header of printed pages without its codes ("&C部门收支总表&R单位：万元"): left, middle and right on a line each."""
    return "\n".join(part for part in (_HEADER_CODE.sub("", side).strip() for side in re.split("&[LCR]", written)) if part)


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """Elements of this local name, which the transitional and the strict namespace share."""
    return root.iter(f"{{*}}{name}")


def _is_frame(border: etree._Element) -> bool:
    """A line at the bottom alone is the upper edge of the table below, not a frame of its own."""
    return any(
        side.tag.rpartition("}")[2] in ("left", "right", "top") and attribute(side, "style") not in (None, "none")
        for side in border
    )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
