"""Putting the cells of a row back under their headings where the source kept no geometry and a row may be shifted.

A text export drops or adds a cell of a row, and everything behind it stands one column off. What a cell is (a level of the
vocabulary, an operator, a number, an amount) tells where it belongs. Only a unique fit is taken; a row with several or none is
left to the form, which reports it. Not in here: which columns a form has and what their cells mean.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from msgspec.structs import replace

from yusuan.document import Cell
from yusuan.records import Records
from yusuan.values import tidy

MAX_SHIFT = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the role of its cells, and whether a printed text can stand in it."""

    role: str
    accepts: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Fit:
    """The cells of a row by role; `shifted` where at least one did not stand under its heading."""

    cells: Mapping[str, Cell]
    shifted: bool


def fit(
    row: Sequence[Cell],
    columns: Mapping[int, Column],
    sensible: Callable[[Mapping[str, Cell]], bool] = lambda cells: True,
) -> Fit | None:
    """The row's printed cells under the columns (position -> column), in their order; None where no fit or no single best one is.

    A row that fits where it stands stays there. Otherwise the fit with the fewest jumps wins (a jump is where the shift between
    a cell's place and its column changes along the row), if no other has as few. `sensible` says which combinations of roles a
    row of the form can have at all.
    """
    printed = [cell for cell in row if cell.text.strip()]
    fits: dict[int, list[tuple[int, ...]]] = {}
    _search(printed, columns, 0, (), 0, fits, sensible)
    for jumps in sorted(fits):
        found = fits[jumps]
        in_place = tuple(cell.column for cell in printed)
        if in_place in found:
            return Fit(_named(printed, in_place, columns), False)
        return Fit(_named(printed, found[0], columns), True) if len(found) == 1 else None
    return None


def settle(
    row: Sequence[Cell],
    strict: Mapping[int, Column],
    lenient: Mapping[int, Column],
    sensible: Callable[[Mapping[str, Cell]], bool],
    broken: bool,
) -> Fit | None:
    """The fit under the strict columns, else the row where it stands if the lenient ones take it.

    Right below a page break (`broken`) a row may be the rest of one, its words cut: there standing in place comes first.
    """
    found = fit(row, strict, sensible)
    if found is None or (broken and found.shifted):
        rest = broken and (found is None or "level2" not in found.cells)
        in_place = fit(row, lenient, _anything if rest else sensible)
        if in_place is not None and not in_place.shifted:
            return in_place
    return found


def _anything(cells: Mapping[str, Cell]) -> bool:
    """The rest of a row may be any of its cells alone."""
    return True


def _search(
    printed: Sequence[Cell],
    columns: Mapping[int, Column],
    jumps: int,
    places: tuple[int, ...],
    after: int,
    fits: dict[int, list[tuple[int, ...]]],
    sensible: Callable[[Mapping[str, Cell]], bool],
) -> None:
    if len(places) == len(printed):
        if sensible(_named(printed, places, columns)):
            fits.setdefault(jumps, []).append(places)
        return
    cell = printed[len(places)]
    before = places[-1] - printed[len(places) - 1].column if places else None
    for place, column in columns.items():
        shift = place - cell.column
        if place < after or abs(shift) > MAX_SHIFT or not column.accepts(cell.text):
            continue
        jump = before is not None and shift != before
        if jumps + jump <= 2 and jumps + jump <= min(fits, default=2):
            _search(printed, columns, jumps + jump, (*places, place), place + 1, fits, sensible)


def _named(printed: Sequence[Cell], places: tuple[int, ...], columns: Mapping[int, Column]) -> dict[str, Cell]:
    return {columns[place].role: cell for place, cell in zip(places, printed, strict=True)}


def moved(cells: Mapping[str, Cell], columns: Mapping[int, Column], row: int) -> list[Cell]:
    """The cells of a row under their columns, as row number `row`."""
    places = {column.role: place for place, column in columns.items()}
    return [replace(cell, row=row, column=places[role]) for role, cell in cells.items()]


def report_unplaced(row: Iterable[Cell], records: Records) -> None:
    """The finding for a row that was not read, since it fits under the headings in no or in several ways."""
    text = _printed(row)
    records.find(
        "extraction.row_unplaced", "warning", f"无法确定这一行各单元格属于哪一栏，未读取：{text}",
        f"It is uncertain which columns the row's cells belong to; it was not read: {text}", value=text, page=_page(row),
    )  # fmt: skip


def report_shifted(rows: Iterable[tuple[int, Sequence[Cell]]], records: Records) -> None:
    """One finding for each run of neighbouring rows (row number, cells) that were put back under their headings."""
    for _, numbered in groupby(enumerate(rows), lambda item: item[1][0] - item[0]):
        run = [row for _, (_, row) in numbered]
        text = _printed(run[0])
        records.find(
            "extraction.row_shifted", "info", f"自此行起连续{len(run)}行的单元格与栏目错位，已按内容归位：{text}",
            f"The cells of {len(run)} row(s) from here stood beside their headings and were put back by what they are: {text}",
            value=text, page=_page(run[0]),
        )  # fmt: skip


def _printed(row: Iterable[Cell]) -> str:
    return " | ".join(tidy(cell.text) or "" for cell in row if cell.text.strip())


def _page(row: Iterable[Cell]) -> int | None:
    return next((cell.page for cell in row if cell.page is not None), None)
