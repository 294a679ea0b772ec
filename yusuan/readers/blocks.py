"""Builds the blocks of media without pages (Word, Excel, web pages): offsets of paragraphs, numbers of tables, bounds on cells.

Not in here: the text reader's blocks, whose offsets are those of the file itself.
"""

import re
from typing import NamedTuple

from yusuan.document import Block, Cell, Damaged, Paragraph, Table, cell_place

MAX_POSITIONS = 2_000_000
_LONGEST_TITLE = 80
# Marks that nobody sees (zero-width blanks, joiners, soft hyphens, byte order marks), and that would part words and amounts.
_UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
# A heading "价值（金额单位：万元）" names its column's unit and is no line of its own.
UNIT_LINE = re.compile(r"(?:^|\s)[（(]?(?:金额|计量|货币)?单\s*位\s*[:：]\s*(?:人民币)?\s*(?:亿|万|千|百)?元\s*[)）]?\s*$", re.M)


class Placed(NamedTuple):
    """A cell of a table that is not numbered yet: 0-based position, text as printed, spans of at least 1."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


def seen(text: str) -> str:
    """The text without characters that nobody sees, nor blanks around it."""
    return text if text.isascii() else text.translate(_UNSEEN).strip()


def _titles(placed: list[Placed], rows: int) -> tuple[list[str], list[Placed]]:
    """The lines that a table begins with (a short text over the whole width, the unit's line), and the other cells."""
    by_row: dict[int, list[Placed]] = {}
    for cell in placed:
        by_row.setdefault(cell.row, []).append(cell)
    width = max((cell.column + cell.column_span for cell in placed), default=0)
    titles: list[str] = []
    for row in range(rows - 1):
        cells = by_row.get(row, [])
        texts = [cell.text for cell in cells if cell.text]
        is_whole = len(cells) == 1 and cells[0].column_span == width > 1 and len(cells[0].text) <= _LONGEST_TITLE
        is_unit = len(texts) <= 3 and any(UNIT_LINE.search(text) for text in texts)
        if any(cell.row_span > 1 for cell in cells) or not (is_whole or is_unit):
            break
        titles.append("\t".join(text.replace("\n", " ") for text in texts))
    return titles, [cell for cell in placed if cell.row >= len(titles)]


class Blocks:
    """Collects blocks in reading order. Raises Damaged when tables have more positions than any real document."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._offset = 0
        self._tables = 0
        self._positions = 0

    def paragraph(self, text: str, level: int | None = None) -> None:
        """A paragraph of one line each for every line of `text` that is not blank."""
        for line in seen(text).split("\n"):
            line = line.strip()
            if line:
                self.blocks.append(Paragraph(line, self._offset, level=level))
                self._offset += len(line) + 1

    def _table(self, placed: list[Placed], rows: int, name: str | None = None, hidden: bool = False) -> None:
        """A table of cells that do not overlap. Columns at the right in which no cell begins are only the spans' overhang."""
        if not placed or not any(cell.text for cell in placed):
            return
        columns = max(cell.column for cell in placed) + 1
        self.check(rows, columns)
        self._positions += rows * columns
        self._tables += 1
        index = self._tables
        cells = tuple(
            Cell(
                cell.row,
                cell.column,
                cell.text,
                min(cell.row_span, rows - cell.row),
                min(cell.column_span, columns - cell.column),
                sources=(cell_place(index, cell.row, cell.column),),
            )
            for cell in placed
        )
        self.blocks.append(Table(index, rows, columns, cells, name=name, hidden=hidden))

    def titled_table(self, placed: list[Placed], rows: int, name: str | None = None, hidden: bool = False) -> None:
        """A table whose first rows may be its title and the unit's line, as in tables that were pasted from a workbook."""
        placed = [cell if cell.text.isascii() else cell._replace(text=seen(cell.text)) for cell in placed]
        titles, rest = _titles(placed, rows)
        for title in titles if not hidden else ():
            self.paragraph(title)
        first = len(titles) if not hidden else 0
        self._table([cell._replace(row=cell.row - first) for cell in (rest if first else placed)], rows - first, name, hidden)

    def check(self, rows: int, columns: int) -> None:
        """Raises Damaged if a table of this size would be too much."""
        if self._positions + rows * columns > MAX_POSITIONS:
            raise Damaged(f"表格过大：单元格超过{MAX_POSITIONS}个，不是单个部门的文件")
