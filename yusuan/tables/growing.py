"""A table while pages are joined to it: what joining asks of it is kept along, so that a page costs what it holds itself and not
what all pages before it hold.

Not in here: whether a page goes on with the table, and in which columns (`join.py`).
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, pairwise

import msgspec

from yusuan import values
from yusuan.document import Cell, Paragraph, Table
from yusuan.tables.page_break import FIGURE
from yusuan.tables.running_lines import is_page_number

EDGE_TOLERANCE = 3.0  # points; the same line drawn on two pages
FEWEST_LEFT = 4  # characters of a heading's word that has lost its end

_Drawn = Mapping[int, Counter[float]]  # for each column line how often it is drawn at a place

# How a cell's box bounds its columns: across the page, or down or up it in a table set sideways.
_WAYS = (
    lambda box, shift: (box.x0 + shift, box.x1 + shift),
    lambda box, shift: (box.top, box.bottom),
    lambda box, shift: (-box.bottom, -box.top),
)


class ColumnLines:
    """Where cells draw the lines between their columns.

    `shift`: how far a page's columns lie to the right of where they are printed, in points (`wide_sheets.Laid`).
    """

    def __init__(self, cells: Sequence[Cell], shift: Mapping[int, float]):
        self._shift = shift
        self._cells: list[Cell] = []
        self._boxed = True
        # For each way how often a line is drawn at a place, and of how many cells that is counted: mostly the first way does.
        self._drawn: list[_Drawn] = [defaultdict(Counter) for _ in _WAYS]
        self._counted = [0 for _ in _WAYS]
        self.add(cells)

    def add(self, cells: Sequence[Cell]) -> None:
        self._cells += cells
        self._boxed = self._boxed and all(cell.box is not None for cell in cells)

    def remove(self, cell: Cell) -> None:
        for way in range(len(_WAYS)):
            drawn = self._count(way)
            for column, place in self._lines(way, cell):
                drawn[column] -= Counter((place,))

    def regrid(self, places: Sequence[int]) -> None:
        """Gives each column line its place among more lines."""
        for way in range(len(_WAYS)):
            found = {places[column]: found for column, found in self._count(way).items()}
            self._drawn[way] = defaultdict(Counter, found)

    def edges(self, columns: int) -> list[float] | None:
        """The places of the lines of so many columns in their order; None where the source has no geometry."""
        ways = range(len(_WAYS)) if self._boxed else ()
        return next((edges for way in ways if (edges := _in_order(self._count(way), columns)) is not None), None)

    def _count(self, way: int) -> _Drawn:
        drawn = self._drawn[way]
        for cell in self._cells[self._counted[way] :]:
            for column, place in self._lines(way, cell):
                drawn[column][place] += 1
        self._counted[way] = len(self._cells)
        return drawn

    def _lines(self, way: int, cell: Cell) -> Iterable[tuple[int, float]]:
        if cell.box is None:
            return ()
        start, end = _WAYS[way](cell.box, self._shift.get(cell.page, 0))
        return (cell.column, start), (cell.column + cell.column_span, end)


def _in_order(drawn: _Drawn, columns: int) -> list[float] | None:
    """The column lines if columns follow each other this way: every cell agrees on them, and each lies behind the one before."""
    if {column for column, found in drawn.items() if found} != set(range(columns + 1)):
        return None
    if any(max(found) - min(found) > 2 * EDGE_TOLERANCE for found in drawn.values() if found):
        return None
    edges = [_median(drawn[column]) for column in range(columns + 1)]
    return edges if all(left < right for left, right in pairwise(edges)) else None


def _median(found: Counter[float]) -> float:
    places = sorted(found)
    upto = list(accumulate(found[place] for place in places))
    return places[bisect_right(upto, upto[-1] // 2)]


class Growing:
    """A table and the pages joined to it so far."""

    def __init__(self, table: Table, shift: Mapping[int, float]):
        self.first = table
        self.rows, self.columns = table.rows, table.columns
        self.breaks = list(table.breaks)
        self.open_bottom = table.open_bottom
        self.last_page: int | None = None
        self.texts: list[tuple[str, ...]] = []  # the words of each row
        self._joined = False
        self._lines = ColumnLines((), shift)
        self._cells: list[Cell] = []  # in the order in which they came
        self._starting: dict[int, list[int]] = defaultdict(list)  # for each row the places in `_cells` of those that begin there
        self._printing: dict[str, list[int]] = defaultdict(list)  # for each word's beginning the rows that print it, or did
        self._open: list[int] = []  # the places of the cells that reach the last row: the next page can change no other
        self._overrun: dict[int, Cell] = {}  # those cells without the lines below them that are theirs only if the table goes on
        self._take(table.cells)

    def whole(self) -> Table:
        """The table with all that was joined to it, row by row; as it was read if nothing was."""
        if not self._joined:
            return self.first
        for place, cell in self._overrun.items():
            self._cells[place] = cell
        return msgspec.structs.replace(
            self.first,
            rows=self.rows,
            columns=self.columns,
            cells=tuple(sorted(self._cells, key=_position)),
            breaks=tuple(self.breaks),
            open_bottom=self.open_bottom,
        )

    def edges(self) -> list[float] | None:
        """The places of its column lines; None where the source has no geometry."""
        return self._lines.edges(self.columns)

    def open_cells(self) -> list[Cell]:
        """The cells that reach the last row."""
        return [self._cells[place] for place in self._open]

    def starting(self, row: int) -> list[Cell]:
        """The cells that begin in a row."""
        return [self._cells[place] for place in self._starting[row]]

    def prints(self, word: str) -> bool:
        """Whether a word, not a figure, stands in a cell of its own."""
        return any(word in self.texts[row] for row in self._printing.get(word[:FEWEST_LEFT], ()))

    def rows_like(self, texts: Sequence[str]) -> list[int]:
        """The rows, first to last, that may print these words and no figure, each word whole or with an end that is lost here."""
        rarest = min((self._printing.get(text[:FEWEST_LEFT], ()) for text in texts), key=len, default=())
        return sorted(set(rarest))

    def run_over(self, lines: Sequence[Paragraph]) -> Sequence[Paragraph]:
        """Gives the first of the lines below the table that run on out of a cell to it, until it is clear that the table does not
        go on; returns the other lines."""
        for count, line in enumerate(lines):
            if is_page_number(line.text) or not self._runs_over(line):
                return lines[count:]
        return ()

    def _runs_over(self, line: Paragraph) -> bool:
        """Whether a line runs on below the lower border, out of a cell that the page cuts; the cell has it then."""
        if line.box is None or line.page != self.last_page:
            return False
        for place in self._open:
            cell = self._cells[place]
            if cell.box is None or not cell.text.strip() or cell.page != line.page:
                continue
            inside = cell.box.x0 - EDGE_TOLERANCE <= line.box.x0 and line.box.x1 <= cell.box.x1 + EDGE_TOLERANCE
            if inside and abs(line.box.top - cell.box.bottom) <= (line.box.bottom - line.box.top) / 2:
                box = msgspec.structs.replace(cell.box, bottom=line.box.bottom)
                self._overrun.setdefault(place, cell)
                self._replace(place, msgspec.structs.replace(cell, text=f"{cell.text}\n{line.text}", box=box))
                return True
        return False

    def regrid(self, places: Sequence[int], columns: int) -> None:
        """Gives each column line its place among more lines, which make so many columns."""
        self.columns = columns
        if list(places) == list(range(len(places))):
            return
        self._lines.regrid(places)
        self._cells = regridded(self._cells, places)

    def grow(self, cells: Sequence[Cell], rows: int, *, open_bottom: bool) -> None:
        """Takes over the cells that reached the last row, as the next page leaves them, and behind them those that it adds.
        `rows`: how many rows there are now."""
        self._joined, self.rows, self.open_bottom = True, rows, open_bottom
        self._overrun = {}
        for place, cell in zip(self._open, cells, strict=False):
            self._replace(place, cell)
        self._take(cells[len(self._open) :])
        self._open.sort(key=lambda place: _position(self._cells[place]))

    def _replace(self, place: int, cell: Cell) -> None:
        before, self._cells[place] = self._cells[place], cell
        if cell.box != before.box:
            self._lines.remove(before)
            self._lines.add([cell])
        if cell.text != before.text:
            self._read(cell.row)

    def _take(self, cells: Sequence[Cell]) -> None:
        places = range(len(self._cells), len(self._cells) + len(cells))
        self._cells += cells
        self._lines.add(cells)
        for place, cell in zip(places, cells, strict=True):
            self._starting[cell.row].append(place)
            if cell.page is not None:
                self.last_page = max(cell.page, self.last_page or cell.page)
        for row in range(len(self.texts), self.rows):
            self.texts.append(())
            self._starting[row].sort(key=lambda place: self._cells[place].column)
            self._read(row)
        self._open = [
            place for place in (*self._open, *places) if self._cells[place].row + self._cells[place].row_span >= self.rows
        ]

    def _read(self, row: int) -> None:
        before, self.texts[row] = self.texts[row], words(self.starting(row))
        for start in {text[:FEWEST_LEFT] for text in set(self.texts[row]).difference(before) if not FIGURE.match(text)}:
            self._printing[start].append(row)


def words(cells: Iterable[Cell]) -> tuple[str, ...]:
    """What the cells of a row print, blanks left out: a heading repeated on another page may have other blanks."""
    return tuple(text for cell in cells if (text := values.comparable(cell.text)))


def regridded(cells: Iterable[Cell], places: Sequence[int]) -> list[Cell]:
    """The cells in the columns between more lines. `places`: for each of their column lines its place among those."""
    return [
        msgspec.structs.replace(
            cell, column=places[cell.column], column_span=places[cell.column + cell.column_span] - places[cell.column]
        )
        for cell in cells
    ]


def _position(cell: Cell) -> tuple[int, int]:
    return cell.row, cell.column
