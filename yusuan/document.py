"""What every reader makes and every form reads: a document as blocks of paragraphs and tables, each knowing its place.

Not in here: how a medium is read (`readers/`), how tables that go on over pages are joined (`tables/`), what a figure means
(`forms/`). All types are immutable and serialise to MessagePack without loss (`encode`, `decode`).
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec


class Box(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A rectangle on a page, in points (1/72 inch), origin at the top left of the page as it is shown."""

    # gc=False here and in Cell: a document has them by the hundred thousand, and they hold nothing that could point back.

    x0: float
    top: float
    x1: float
    bottom: float


class Cell(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One cell of a table. `row` and `column` are 0-based; `text` is as printed, lines separated by a newline.

    `sources` are the places of the extracted cells that this one was put together from (`t003-r05-c02`: third table of the
    document, row 5, column 2): one for a cell as a reader made it, several for a cell that a page break had cut.
    """

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    page: int | None = None
    box: Box | None = None
    confidence: float | None = None
    sources: tuple[str, ...] = ()


class Table(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """A table: `rows` x `columns` positions covered by cells without overlap. `index` is 1-based within the document.

    `ragged`: the source keeps no geometry, so a cell's column is only its position in the row (text exports): a row may be
    shifted. `breaks`: rows that are the first of a new page. `name` is a sheet's name; `hidden` a sheet not shown.
    `open_top`/`open_bottom`: the border is missing there, so that the row at that edge may go on on the neighbouring page.
    `open_left`/`open_right`: the rows beside which it is missing.
    """

    index: int
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    page: int | None = None
    box: Box | None = None
    ragged: bool = False
    breaks: tuple[int, ...] = ()
    name: str | None = None
    hidden: bool = False
    open_top: bool = False
    open_bottom: bool = False
    open_left: tuple[int, ...] = ()
    open_right: tuple[int, ...] = ()

    def grid(self) -> list[list[Cell | None]]:
        """The table as rows of columns; a spanning cell stands at every position that it covers, None where there is none."""
        grid: list[list[Cell | None]] = [[None] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            for row in range(cell.row, min(cell.row + cell.row_span, self.rows)):
                for column in range(cell.column, min(cell.column + cell.column_span, self.columns)):
                    grid[row][column] = cell
        return grid


class Paragraph(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """A paragraph or line of running text. `start` is its offset in the decoded text file; in
    other media in all paragraphs of the document joined by newlines; `level` a heading's level where marked."""

    text: str
    start: int
    page: int | None = None
    box: Box | None = None
    level: int | None = None


Block = Paragraph | Table


class Rejected(Exception):
    """The file is not something Yusuan takes (empty, too large, of no known medium): a result, not a failure.

    The message is the reason in plain words, for the dataset `documents`.
    """


class Damaged(Exception):
    """The file is of a known medium and cannot be read as such (truncated, encrypted, hanging): its stage has failed.

    The message is the reason in plain words; `page` is where reading stopped, 1-based, if that is known.
    """

    def __init__(self, reason: str, page: int | None = None):
        super().__init__(reason, page)
        self.reason = reason
        self.page = page

    def __str__(self) -> str:
        return self.reason if self.page is None else f"第{self.page}页：{self.reason}"


class Note(msgspec.Struct, frozen=True, array_like=True):
    """Something a reader could not do fully, in words for people: `rule` names the kind (`extraction.page_without_text`)."""

    rule: str
    message: str
    message_en: str
    page: int | None = None
    severity: str = "warning"


class Document(msgspec.Struct, frozen=True, array_like=True):
    """A document as read: blocks in reading order. `page_count` is None where the format has no pages."""

    sha256: str
    media_type: str
    reader: str
    page_count: int | None
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()

    @property
    def document_id(self) -> str:
        return self.sha256[:16]

    def tables(self) -> Iterator[Table]:
        return (block for block in self.blocks if isinstance(block, Table))

    def paragraphs(self) -> Iterator[Paragraph]:
        return (block for block in self.blocks if isinstance(block, Paragraph))


def cell_place(table: int, row: int, column: int) -> str:
    """The place of an extracted cell within its document, the tail of its `cell_id`."""
    (place,) = cell_places(table, (row,), (column,))
    return place


def cell_places(table: int, rows: Iterable[int], columns: Iterable[int]) -> Iterator[str]:
    """`cell_place` for many cells of one table."""
    return map(f"t{table:03d}".__add__, map(_place_in_table, rows, columns))


@lru_cache(maxsize=2**16)
def _place_in_table(row: int, column: int) -> str:
    return f"-r{row:03d}-c{column:02d}"


def page_place(page: int | None) -> str:
    """A page for messages in Chinese, empty where the format has none."""
    return "" if page is None else f"第{page}页"


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Document)


def encode(document: Document) -> bytes:
    return _encoder.encode(document)


def decode(payload: bytes) -> Document:
    """Raises msgspec.ValidationError if the payload is no document."""
    return _decoder.decode(payload)
