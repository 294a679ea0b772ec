"""Builds the blocks of media without pages (Word, Excel, web pages): offsets of paragraphs, numbers of tables, bounds on cells.

Not in here: the text reader's blocks, whose offsets are those of the file itself.
"""

from typing import NamedTuple

from yusuan.document import Block, Cell, Damaged, Paragraph, Table, cell_place

MAX_POSITIONS = 2_000_000


class Placed(NamedTuple):
    """A cell of a table that is not numbered yet: 0-based position, text as printed, spans of at least 1."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


class Blocks:
    """Collects blocks in reading order. Raises Damaged when tables have more positions than any real document."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._offset = 0
        self._tables = 0
        self._positions = 0

    def paragraph(self, text: str, level: int | None = None) -> None:
        """A paragraph of one line each for every line of `text` that is not blank."""
        for line in text.split("\n"):
            line = line.strip()
            if line:
                self.blocks.append(Paragraph(line, self._offset, level=level))
                self._offset += len(line) + 1

    def table(self, placed: list[Placed], rows: int, name: str | None = None, hidden: bool = False) -> None:
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

    def check(self, rows: int, columns: int) -> None:
        """Raises Damaged if a table of this size would be too much."""
        if self._positions + rows * columns > MAX_POSITIONS:
            raise Damaged(f"表格过大：单元格超过{MAX_POSITIONS}个，不是单个部门的文件")
