"""What the values of an .xls or .et do not say: number formats, errors and frames of its cells ([MS-XLS], BIFF8).

Not in here: strings and merges, which `workbook.py` has from calamine, and the older BIFF5, whose numbers are shown in general.
"""

import struct
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from yusuan.compound import Compound
from yusuan.readers.number_format import BUILTIN
from yusuan.readers.ooxml import damaged
from yusuan.readers.sheet_xml import WORKBOOK, Look, Style, header_text, no_look

_BOF, _EOF, _SHEET, _FORMAT, _XF, _DATES, _PASSWORD = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0, 0x0022, 0x002F
_FORMULA, _NUMBER, _RK, _MULRK, _BOOLERR = 0x0006, 0x0203, 0x027E, 0x00BD, 0x0205
_DIMENSIONS, _LARGEST = 0x0200, 65_536 * 256
_ROW, _COLUMNS, _HEADER = 0x0208, 0x007D, 0x0014
_STRINGS = (0x00FD, 0x0204, 0x00D6)
_BIFF8 = 0x0600
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


class OldWorkbook(NamedTuple):
    """The looks of all sheets of an old workbook, asked like those of a new one."""

    looks: dict[str, Look]
    epoch_1904: bool

    def look(self, sheet: str, number: int) -> Look:
        return self.looks.get(sheet) or no_look()


def read(path: Path) -> OldWorkbook | None:
    """How the cells of every sheet look; None for a file of an older version or encrypted. Raises Damaged for a broken one."""
    try:
        with path.open("rb") as file:
            data = Compound(file).stream("Workbook")
        return _read(data)
    except (struct.error, IndexError, ValueError) as error:  # a record, or what its lengths say, goes beyond the bytes
        raise damaged(WORKBOOK) from error


def _read(data: bytes | None) -> OldWorkbook | None:
    if data is None or struct.unpack_from("<HxxH", data) != (_BOF, _BIFF8):
        return None
    sheets: list[tuple[str, int]] = []
    codes: dict[int, str] = {}
    formats: list[tuple[int, bool]] = []
    epoch_1904 = False
    for kind, body in _records(data, 0):
        if kind == _PASSWORD:
            return None
        if kind == _SHEET:
            sheets.append((_text(body, 6, body[6]), struct.unpack_from("<I", body)[0]))
        elif kind == _FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = _text(body, 3, struct.unpack_from("<H", body, 2)[0])
        elif kind == _XF:
            # Line styles of left, right and top; a line at the bottom alone is the upper edge of the table below.
            formats.append((struct.unpack_from("<H", body, 2)[0], bool(struct.unpack_from("<I", body, 10)[0] & 0xFFF)))
        elif kind == _DATES:
            epoch_1904 = bool(struct.unpack_from("<H", body)[0])
    styles = [Style(codes.get(code, BUILTIN.get(code, "")), framed) for code, framed in formats]
    return OldWorkbook({name: _look(data, offset, styles) for name, offset in sheets}, epoch_1904)


def _records(data: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, without those of charts within it."""
    depth = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        body = data[at + 4 : at + 4 + length]
        at += 4 + length
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            return
        if depth == 1:
            yield kind, body


def _text(body: bytes, before_flags: int, count: int) -> str:
    """A string whose flags stand one byte after `before_flags`: one byte a character, or two."""
    start = before_flags + 2
    if body[before_flags + 1] & 1:
        return body[start : start + 2 * count].decode("utf-16-le", "replace")
    return body[start : start + count].decode("latin-1")


def _look(data: bytes, offset: int, styles: list[Style]) -> Look:
    look = no_look()
    rows = columns = 0
    for kind, body in _records(data, offset):
        if kind == _DIMENSIONS:
            top, bottom, left, right = struct.unpack_from("<IIHH", body)
            if bottom < top or right < left or (bottom - top) * (right - left) > _LARGEST:
                raise ValueError("dimensions beyond the format, for which other readers would reserve memory")
        elif kind == _ROW and body[12] & 0x20:
            look.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _HEADER and len(body) > 3:
            look.headers.add(header_text(_text(body, 1, struct.unpack_from("<H", body)[0])))
        elif kind == _COLUMNS and (body[8] & 1 or body[4:6] == b"\0\0"):
            first, last = struct.unpack_from("<HH", body)
            look.hidden_columns.update(range(first, min(last, 255) + 1))
        for row, column, style_number, value in _cells(kind, body):
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            style = styles[style_number] if style_number < len(styles) else Style("", False)
            if style.framed:
                look.framed.add((row, column))
            if isinstance(value, str):
                look.errors[row, column] = value
            elif value is not None:
                look.numbers[row, column] = str(value), style.code
    return look._replace(rows=rows, columns=columns)


def _cells(kind: int, body: bytes) -> Iterator[tuple[int, int, int, Decimal | str | None]]:
    """Row, column, format and number or error text of the cells of a record; None for the value of other cells."""
    if kind == _MULRK:
        row, first = struct.unpack_from("<HH", body)
        for number in range((len(body) - 6) // 6):
            style, packed = struct.unpack_from("<HI", body, 4 + 6 * number)
            yield row, first + number, style, _unpacked(packed)
    elif kind in (_NUMBER, _RK, _FORMULA, _BOOLERR, *_STRINGS):
        row, column, style = struct.unpack_from("<HHH", body)
        value: Decimal | str | None = None
        if kind == _NUMBER or (kind == _FORMULA and body[12:14] != b"\xff\xff"):
            value = Decimal(repr(struct.unpack_from("<d", body, 6)[0]))
        elif kind == _RK:
            value = _unpacked(struct.unpack_from("<I", body, 6)[0])
        elif kind == _FORMULA and body[6] == 2:
            value = _ERRORS.get(body[8])
        elif kind == _BOOLERR and body[7]:
            value = _ERRORS.get(body[6])
        yield row, column, style, value


def _unpacked(packed: int) -> Decimal:
    """A number in 30 bits: an integer or the upper half of a double, perhaps in hundredths."""
    if packed & 2:
        value = Decimal(struct.unpack("<i", struct.pack("<I", packed))[0] >> 2)
    else:
        value = Decimal(repr(struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))[0]))
    return value.scaleb(-2) if packed & 1 else value
