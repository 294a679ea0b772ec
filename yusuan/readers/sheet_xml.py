"""What the values of an .xlsx do not say: number formats, exact digits, errors and frames, straight from the sheets' XML.

Not in here: strings, formulas' texts and merges, which `workbook.py` has from calamine. The XML is scanned as a stream,
so that a million formatted empty rows cost a second and no memory.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from yusuan.readers.number_format import BUILTIN

_CELL = re.compile(rb"<(?:[\w.-]+:)?c\s([^<>]*)(?<!/)>(.*?)</(?:[\w.-]+:)?c>", re.S)
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^<>]*)?>([^<]*)<")
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s>/]")
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_STYLE = re.compile(rb"""\bs=["'](\d{1,6})["']""")
_TYPE = re.compile(rb"""\bt=["'](\w+)["']""")
_CHUNK = 4 * 2**20
_LONGEST_CELL = 2**20

Place = tuple[int, int]  # 0-based row and column


class Look(NamedTuple):
    """One sheet's cells: numbers as (digits, format code), error texts, cells with a frame, the extent of what is not empty.

    `unsaved` counts the formulas whose result was not saved with the file.
    """

    numbers: dict[Place, tuple[str, str]]
    errors: dict[Place, str]
    framed: set[Place]
    rows: int
    columns: int
    unsaved: int


class Style(NamedTuple):
    code: str
    framed: bool


class Package:
    """An opened .xlsx. Raises KeyError, zipfile.BadZipFile, zlib.error or etree.XMLSyntaxError if it is broken."""

    def __init__(self, archive: zipfile.ZipFile):
        self._archive = archive
        main = next((part for _, kind, part in self._targets("") if kind.endswith("/officeDocument")), "xl/workbook.xml")
        workbook = self._root(main)
        targets = {key: (kind, part) for key, kind, part in self._targets(main)}
        self._parts = {_get(sheet, "name"): targets.get(_get(sheet, "id"), ("", ""))[1] for sheet in _all(workbook, "sheet")}
        self.epoch_1904 = any(_get(item, "date1904") in ("1", "true") for item in _all(workbook, "workbookPr"))
        styles = next((part for kind, part in targets.values() if kind.endswith("/styles")), None)
        self._styles = self._read_styles(styles) if styles in archive.namelist() else []

    def _root(self, name: str) -> etree._Element:
        return etree.fromstring(self._archive.read(name), etree.XMLParser(resolve_entities=False))

    def _targets(self, part: str) -> Iterator[tuple[str | None, str, str]]:
        """The parts that a part (the package itself: "") refers to, as id, kind and name."""
        folder, _, name = part.rpartition("/")
        for item in self._root(f"{folder}/_rels/{name}.rels".lstrip("/")):
            if _get(item, "TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, _get(item, "Target") or ""))
                yield _get(item, "Id"), _get(item, "Type") or "", target.lstrip("/")

    def _read_styles(self, part: str) -> list[Style]:
        root = self._root(part)
        codes = {int(_get(item, "numFmtId") or 0): _get(item, "formatCode") or "" for item in _all(root, "numFmt")}
        borders = [_is_frame(border) for group in _all(root, "borders") for border in _all(group, "border")]
        styles = []
        for group in _all(root, "cellXfs"):
            for item in _all(group, "xf"):
                number, border = int(_get(item, "numFmtId") or 0), int(_get(item, "borderId") or 0)
                styles.append(Style(codes.get(number, BUILTIN.get(number, "")), border < len(borders) and borders[border]))
        return styles

    def look(self, sheet: str) -> Look | None:
        """How the cells of a sheet look; None for a sheet that has no XML of its own (a chart)."""
        part = self._parts.get(sheet)
        if part is None or part not in self._archive.namelist():
            return None
        look = Look({}, {}, set(), 0, 0, 0)
        rows = columns = unsaved = 0
        for attributes, content in self._cells(part):
            reference = _REFERENCE.search(attributes)
            value = _VALUE.search(content)
            if reference is None:
                continue
            kind = _TYPE.search(attributes)
            if value is None and not (kind and kind[1] == b"inlineStr"):
                unsaved += bool(_FORMULA.search(content))
                continue
            place = int(reference[2]) - 1, _column(reference[1])
            rows, columns = max(rows, place[0] + 1), max(columns, place[1] + 1)
            number = _STYLE.search(attributes)
            style = self._styles[int(number[1])] if number and int(number[1]) < len(self._styles) else Style("", False)
            if style.framed:
                look.framed.add(place)
            if value is not None and (kind is None or kind[1] == b"n"):
                look.numbers[place] = value[1].decode("ascii", "replace").strip(), style.code
            elif value is not None and kind is not None and kind[1] == b"e":
                look.errors[place] = value[1].decode("utf-8", "replace")
        return look._replace(rows=rows, columns=columns, unsaved=unsaved)

    def _cells(self, part: str) -> Iterator[tuple[bytes, bytes]]:
        """Attributes and content of every cell that has content."""
        with self._archive.open(part) as stream:
            rest = b""
            while chunk := stream.read(_CHUNK):
                data = rest + chunk
                end = 0
                for match in _CELL.finditer(data):
                    end = match.end()
                    yield match[1], match[2]
                rest = data[max(end, len(data) - _LONGEST_CELL) :]


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """Elements of this local name, which the transitional and the strict namespace share."""
    return root.iter(f"{{*}}{name}")


def _get(element: etree._Element, name: str) -> str | None:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def _is_frame(border: etree._Element) -> bool:
    """A line at the bottom alone is the upper edge of the table below, not a frame of its own."""
    return any(
        side.tag.rpartition("}")[2] in ("left", "right", "top") and _get(side, "style") not in (None, "none") for side in border
    )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
