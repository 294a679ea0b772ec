"""Workbooks (.xlsx, .xls, .et; python-calamine): every sheet as lines and tables, numbers as the sheet shows them.

A sheet has no paragraphs: rows outside its frames, or before its first row of several cells, are taken as lines of text (titles,
the unit's line, remarks). Hidden sheets come whole, as hidden tables; hidden rows and columns are left out and told. Not in here:
number formats (`number_format.py`).
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

import python_calamine
from python_calamine import CalamineSheet

from yusuan import media
from yusuan.document import Damaged, Document, Note, Rejected, Table
from yusuan.readers import biff
from yusuan.readers.biff import OldWorkbook
from yusuan.readers.blocks import MAX_POSITIONS, UNIT_LINE, Blocks, Placed, seen
from yusuan.readers.number_format import plain, shown
from yusuan.readers.ooxml import damaged, opened
from yusuan.readers.sheet_xml import WORKBOOK, Look, Package, no_look

MAX_BYTES = 2**30
_MANY_COLUMNS = 256
_REMARK = re.compile(r"\s*(?:注|备注|说明|附注)\s*\d*\s*[:：]")
_TITLE = re.compile(r"表\s*(?:[（(][^（()）]*[)）])?\s*$")


class _Row(NamedTuple):
    """A row that is not blank: its 0-based place in the sheet, its texts by column, whether blank rows come before it."""

    place: int
    texts: dict[int, str]
    gap: bool
    framed: bool


def read(path: Path, sha256: str) -> Document:
    """Raises Rejected for a workbook without content, Damaged for one that cannot be opened or has too many cells."""
    with path.open("rb") as file:
        media_type = media.XLSX if file.read(2) == b"PK" else media.XLS
    blocks, notes = Blocks(), []
    with _package(path, media_type) as package:
        for sheet, hidden, look, rows in _sheets(path, package):
            left_out = _sheet(blocks, sheet, hidden, look, rows, package is not None and package.epoch_1904)
            notes += _notes(sheet.name, look, left_out)
            if hidden and any(isinstance(block, Table) and block.name == sheet.name for block in blocks.blocks):
                notes.append(_hidden_sheet(sheet.name))
    if not blocks.blocks:
        raise Rejected("工作簿没有内容")
    return Document(sha256, media_type, "workbook", None, tuple(blocks.blocks), tuple(notes))


@contextmanager
def _package(path: Path, media_type: str) -> Iterator[Package | OldWorkbook | None]:
    """Where the looks of the sheets are found; None for a workbook of which only the values can be had."""
    if media_type != media.XLSX:
        yield biff.read(path)
        return
    with opened(path, WORKBOOK) as parts:
        if parts.size > MAX_BYTES:
            raise Rejected(f"工作簿解压后超过{MAX_BYTES // 2**30}GB，不是单个部门的文件")
        yield Package(parts)


def _sheets(
    path: Path, package: Package | OldWorkbook | None
) -> Iterator[tuple[CalamineSheet, bool, Look, Iterator[list[object]]]]:
    """Every worksheet with its look and its rows. The extent is checked first: a stray cell makes billions of cells."""
    with _opened(path) as workbook:
        for number, metadata in enumerate(workbook.sheets_metadata):
            if metadata.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            look = package.look(metadata.name, number) if package is not None else no_look()
            if look is None:
                raise damaged(WORKBOOK)  # a sheet whose extent nobody has seen, for which other readers would reserve memory
            if look.rows * look.columns > 8 * MAX_POSITIONS:
                raise Damaged(f"工作表“{metadata.name}”的有效区域过大（{look.rows}行{look.columns}列）：请删除远处的多余单元格")
            with _SpokenErrors():
                sheet = workbook.get_sheet_by_name(metadata.name)
            yield sheet, metadata.visible != python_calamine.SheetVisibleEnum.Visible, look, sheet.iter_rows()


class _SpokenErrors:
    """Turns calamine's errors, its panics included, into reasons for people; what a panic prints is for nobody."""

    def __enter__(self) -> None:
        self._stderr = os.dup(2)
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        os.dup2(self._stderr, 2)
        os.close(self._stderr)
        if kind is None:
            return
        if kind.__name__ == "PasswordError" or "password" in str(error).lower():
            raise Damaged("工作簿已加密，没有密码无法读取：请取消密码后再放入") from error
        if isinstance(error, python_calamine.CalamineError) or kind.__name__ == "PanicException":
            raise damaged(WORKBOOK) from error


def _opened(path: Path) -> python_calamine.CalamineWorkbook:
    with _SpokenErrors():
        return python_calamine.CalamineWorkbook.from_path(str(path))


def _notes(sheet: str, look: Look, left_out: tuple[int, int]) -> Iterator[Note]:
    if look.unsaved:
        yield Note(
            "extraction.formula_without_value",
            f"工作表“{sheet}”有{look.unsaved}个公式没有保存计算结果，读作空白：请用Excel打开并保存一次",
            f"{look.unsaved} formulas of the sheet {sheet} were saved without a result and are read as blank",
        )
    if look.pictures:
        yield Note(
            "extraction.not_text",
            f"工作表“{sheet}”有{look.pictures}张图片，其中的内容没有读取：如有数据，请改为文字或另行放入",
            f"{look.pictures} pictures on the sheet {sheet}: what they show was not read",
        )
    if any(left_out):
        rows, columns = left_out
        yield Note(
            "extraction.hidden_text",
            f"工作表“{sheet}”有内容的{rows}行、{columns}列是隐藏的，Excel不显示，未采用",
            f"{rows} rows and {columns} columns of the sheet {sheet} are hidden, Excel does not show them: left out",
            severity="info",
        )


def _hidden_sheet(sheet: str) -> Note:
    message = f"工作表“{sheet}”是隐藏的，只保留单元格，未采用"
    english = f"the sheet {sheet} is hidden: its cells are kept, nothing is taken from them"
    return Note("extraction.hidden_text", message, english, severity="info")


def _sheet(
    blocks: Blocks, sheet: CalamineSheet, hidden: bool, look: Look, rows: Iterator[list[object]], epoch: bool
) -> tuple[int, int]:
    """The sheet's blocks; how many rows and columns with content were left out because they are not shown."""
    merges = sheet.merged_cell_ranges or []
    if not hidden:
        # What stands above the printed pages is mostly noise; the unit may be there alone.
        for text in (*(header for header in look.headers if UNIT_LINE.search(header)), *look.boxes):
            blocks.paragraph(text)
    table: list[_Row] = []
    filled = list(_rows(sheet, look, rows, epoch, merges))
    filled, left_out = _shown(filled, look, merges)
    frames = 2 * len(look.framed) > sum(len(row.texts) for row in filled)
    for row, is_line in _told_apart(filled, frames):
        if is_line and not hidden:
            _table(blocks, table, merges, look.hidden_columns, sheet.name, hidden)
            table = []
            blocks.paragraph("\t".join(text.replace("\n", " ") for text in row.texts.values()))
        else:
            table.append(row)
    _table(blocks, table, merges, look.hidden_columns, sheet.name, hidden)
    return left_out


def _rows(sheet: CalamineSheet, look: Look, rows: Iterator[list[object]], epoch: bool, merges: list) -> Iterator[_Row]:
    """The rows that are not blank."""
    top, left = sheet.start or (0, 0)
    following = top
    errors: dict[int, dict[int, str]] = {}
    for (row, column), text in look.errors.items():
        errors.setdefault(row, {})[column] = text
    masters = {start: end for start, end in merges}
    count = 0
    for place, values in enumerate(rows):  # calamine counts rows from the sheet's first, columns from the first that is used
        texts = {}
        for column, value in enumerate(values, left):
            if value != "":
                text = _text(value, look.numbers.get((place, column)), epoch)
                if text:
                    texts[column] = text
        texts.update(errors.get(place, {}))
        if not texts:
            continue
        count += len(texts)
        if count > MAX_POSITIONS:
            raise Damaged(f"工作表“{sheet.name}”的单元格超过{MAX_POSITIONS}个，不是单个部门的文件")
        framed = any((place, column) in look.framed for column in texts)
        yield _Row(place, dict(sorted(texts.items())), place > following, framed)
        following = max(following, place + 1, *(masters.get((place, column), (0, 0))[0] + 1 for column in texts))


def _shown(rows: list[_Row], look: Look, merges: list) -> tuple[list[_Row], tuple[int, int]]:
    """The rows without what is hidden, and how many rows and columns with content that were.

    The text of merged cells stands where the first of them is shown.
    """
    if not (look.hidden_rows or look.hidden_columns):
        return rows, (0, 0)
    texts = {row.place: dict(row.texts) for row in rows}
    for (top, left), (bottom, right) in merges:
        if (top in look.hidden_rows or left in look.hidden_columns) and left in texts.get(top, {}):
            row = next((row for row in range(top, bottom + 1) if row not in look.hidden_rows), None)
            column = next((column for column in range(left, right + 1) if column not in look.hidden_columns), None)
            if row is not None and column is not None:
                texts.setdefault(row, {})[column] = texts[top].pop(left)
    old = {row.place: row for row in rows}
    gone = {place for place in texts if place in look.hidden_rows and texts[place]}
    columns = {column for place, row in texts.items() if place not in gone for column in row if column in look.hidden_columns}
    kept = []
    for place in sorted(texts):
        shown_texts = {column: text for column, text in sorted(texts[place].items()) if column not in columns}
        if place not in look.hidden_rows and shown_texts:
            framed = any((place, column) in look.framed for column in shown_texts)
            kept.append(_Row(place, shown_texts, place in old and old[place].gap, framed))
    return kept, (len(gone), len(columns))


def _text(value: object, number: tuple[str, str] | None, epoch: bool) -> str:
    """A cell's value as the sheet shows it; a number of unknown format (of an Excel 5 workbook) in general."""
    if isinstance(value, str):
        return seen(value.replace("\r\n", "\n").replace("\r", "\n").strip())
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if number is not None:
        try:
            return shown(Decimal(number[0]), number[1], epoch)
        except (InvalidOperation, OverflowError):
            return number[0]
    if isinstance(value, (int, float)):
        return plain(Decimal(repr(value)))
    if isinstance(value, datetime):
        return f"{value.year}/{value.month}/{value.day}" + (f" {value:%H:%M}" if value.time() != time() else "")
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    if isinstance(value, timedelta):
        return plain(Decimal(value // timedelta(seconds=1)) / 86_400)
    return str(value)


def _told_apart(rows: list[_Row], frames: bool) -> Iterator[tuple[_Row, bool]]:
    """Every row, and whether it is a line of text rather than a row of a table.

    Where most cells have frames, they decide. Otherwise single cells are lines before the first row of several cells, after a
    blank row and above the unit's line; the unit's line itself, titles of tables and remarks are lines wherever they are.
    """
    inside = False
    for row, below in zip(rows, [*rows[1:], None], strict=False):
        if _is_unit_line(row):
            line = True
        elif frames:
            line = not row.framed
        else:
            text = next(iter(row.texts.values()))
            loose = not inside or row.gap or (below is not None and _is_unit_line(below))
            line = len(row.texts) == 1 and (loose or bool(_REMARK.match(text) or _TITLE.search(text)))
        inside = not line
        yield row, line


def _is_unit_line(row: _Row) -> bool:
    return len(row.texts) <= 4 and not row.framed and any(UNIT_LINE.search(text) for text in row.texts.values())


def _table(blocks: Blocks, rows: list[_Row], merges: list, unseen: set[int], name: str, hidden: bool) -> None:
    """A table of rows that are not blank; merges lose the blank rows that they go over."""
    if not rows:
        return
    used = sorted({column for row in rows for column in row.texts})
    columns = used if used[-1] - used[0] >= _MANY_COLUMNS else [at for at in range(used[0], used[-1] + 1) if at not in unseen]
    blocks.check(len(rows), len(columns))
    row_at = {row.place: number for number, row in enumerate(rows)}
    column_at = {column: number for number, column in enumerate(columns)}
    taken: set[tuple[int, int]] = set()
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in sorted(merges):
        covered_rows = _covered(row_at, top, bottom)
        covered_columns = _covered(column_at, left, right)
        area = {(row, column) for row in covered_rows for column in covered_columns}
        if len(area) > 1 and taken.isdisjoint(area):
            start = covered_rows[0], covered_columns[0]
            spans[start] = len(covered_rows), len(covered_columns)
            taken |= area - {start}
    placed = [
        Placed(number, at, row.texts.get(column, ""), *spans.get((number, at), (1, 1)))
        for number, row in enumerate(rows)
        for at, column in enumerate(columns)
        if (number, at) not in taken
    ]
    blocks.titled_table(placed, len(rows), name, hidden)


def _covered(positions: dict[int, int], first: int, last: int) -> list[int]:
    """The positions in the table of the sheet's rows or columns from first to last."""
    if last - first > len(positions):
        return [at for place, at in positions.items() if first <= place <= last]
    return [positions[place] for place in range(first, last + 1) if place in positions]
