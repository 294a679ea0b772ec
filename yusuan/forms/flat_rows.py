"""From the rows of a flat target table to its projects, its totals and its budget units.

A cell belongs to the row that it begins in; a merged cell to all rows that it covers; where a source has no geometry a blank
continues what stands above. Not in here: headings (`flat_columns.py`), records and amounts (`flat_target.py`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from msgspec.structs import replace

from yusuan import values, vocabulary
from yusuan.document import Cell, Table
from yusuan.forms import flat_columns, indicator_headings, ragged
from yusuan.forms.cells import joined_text, rows_of
from yusuan.forms.flat_columns import Header
from yusuan.records import Records, Source, in_cells
from yusuan.values import comparable

_NOTE = re.compile(r"^(?:注|备注|说明)\d*[:：]|空表|无此|不涉及|未安排|无数据|没有")


@dataclass
class Unit:
    """A cell that names a budget unit (with its rest behind a page break) and the table rows that it covers."""

    first: int
    last: int
    cells: list[Cell]

    @property
    def text(self) -> str | None:
        return values.tidy(joined_text(cell.text for cell in self.cells))

    @property
    def code(self) -> str | None:
        return flat_columns.coded(self.text)[0]


@dataclass
class Project:
    """A project's cells by role, the table rows that it covers, and its budget unit where that is certain."""

    first: int
    last: int
    cells: dict[str, list[Cell]] = field(default_factory=dict)
    unit: Unit | None = None
    cut: bool = False  # a page cut its first row: each of its cells goes on below

    def amount(self, role: str) -> list[Cell]:
        """The cells that make up an amount: the first one that is printed, with its rest where the page has cut it."""
        return self.cells.get(role, [])[: 2 if self.cut else 1]

    def text(self, role: str) -> str | None:
        return values.tidy(joined_text(cell.text for cell in self.cells.get(role, ())))

    def source(self, role: str) -> Source | None:
        return in_cells(*self.cells[role]) if self.cells.get(role) else None

    @property
    def page(self) -> int | None:
        return next((cell.page for cells in self.cells.values() for cell in cells if cell.page is not None), None)


@dataclass
class Reading:
    """What a flat table holds. `totals` are the cells of rows with an amount and no project, by role."""

    projects: list[Project] = field(default_factory=list)
    totals: list[dict[str, Cell]] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)


def straightened(table: Table, header: Header, records: Records) -> Table:
    """A table without geometry with every cell of a shifted row under its heading.

    Rows that fit in no or in several ways are left out, each with a finding; rows that were moved get one for each run.
    """
    rows = rows_of(table)
    places = header.columns.get("unit_name", range(0))
    coded = any(flat_columns.coded(cell.text)[0] for row in rows[header.row + 1 :] for cell in row if cell.column in places)
    table = replace(table, breaks=(*table.breaks, *_unmarked_breaks(rows, header)))
    kept = [cell for row in rows[: header.row + 1] for cell in row]
    shifted: list[tuple[int, list[Cell]]] = []
    for number, row in enumerate(rows[header.row + 1 :], header.row + 1):
        printed = [cell for cell in row if cell.text.strip()]
        if is_heading(row) or not printed or _is_no_data(printed):
            kept += row
            continue
        broken = number in table.breaks
        columns = flat_columns.expected(header, coded, broken=broken)
        lenient = flat_columns.expected(header, coded, True, broken)
        found = ragged.settle(row, columns, lenient, flat_columns.sensible, broken)
        if found is None:
            ragged.report_unplaced(row, records)
            continue
        if found.shifted:
            shifted.append((number, row))
        kept += ragged.moved(found.cells, columns, number)
    ragged.report_shifted(shifted, records)
    width = max((cell.column + 1 for cell in kept), default=table.columns)
    return replace(table, cells=tuple(kept), columns=width, ragged=False)


def _unmarked_breaks(rows: list[list[Cell]], header: Header) -> list[int]:
    """Rows below a page break that the source does not mark: a unit's name alone, cut, and its rest in the next row."""
    places = header.columns.get("unit_name", range(0))
    found = []
    for number in range(header.row + 1, len(rows) - 1):
        above, below = ([cell for cell in row if cell.text.strip()] for row in rows[number : number + 2])
        if len(above) == 1 and flat_columns.coded(above[0].text)[0] and len(below) > 1 and below[0].column in places:
            found += [number + 1] if not flat_columns.is_unit(below[0].text) else []
    return found


def is_heading(row: Iterable[Cell]) -> bool:
    return {"level1", "level3"} <= {indicator_headings.role(cell.text) for cell in row}


def read(table: Table, header: Header, records: Records, *, printed_between: bool, before: Unit | None) -> Reading:
    """The projects of the table with their units, its totals. A row that belongs to no project is a finding.

    `printed_between`: the source had no geometry, so that a merged unit's name may stand in the middle of its rows. `before`: the
    last unit of the table that this one goes on with.
    """
    reading = Reading()
    project: Project | None = None
    rows = rows_of(table)
    for number, row in enumerate(rows):
        begun = [cell for cell in row if cell.row == number and cell.text.strip()]
        if number <= header.row or is_heading(row) or not begun or _is_no_data(begun):
            continue
        cells = _by_role(begun, header)
        indicator = any(_within(cell, span) for cell in begun for span in header.indicators.columns.values())
        broken = number in table.breaks
        if "unit_and_project" in cells:
            cells["project_name" if indicator or "goal" in cells else "unit_name"] = cells.pop("unit_and_project")
        if "unit_name" in cells and not flat_columns.is_total(cells["unit_name"].text):
            _note_unit(cells["unit_name"], broken, reading)
        name = cells.get("project_name")
        if not indicator and "goal" not in cells and (name is None or flat_columns.is_total(name.text)):
            if "budget" in cells:
                reading.totals.append(_of_unit(cells, reading))
            elif cells.keys() - {"unit_name", "ordinal", "unit_code", "remark"}:
                ragged.report_unplaced(begun, records)
            # A unit's name alone, printed in the middle of its cell and cut there by the page, ends no project.
            project = project if number + 1 in table.breaks else None
            continue
        cut = broken and project is not None and _is_cut(rows[number - 1], begun, header, reading)
        rest = broken and project is not None and (cut or _is_rest(project, cells, header))
        repeated = project is not None and _repeats(project, cells)
        waiting = name is None and number + 1 in table.breaks and _waits(row, rows[number + 1 :], number, header)
        if (name is not None and not rest and not repeated) or waiting:
            project = Project(number, number)
            reading.projects.append(project)
        if project is None:
            ragged.report_unplaced(begun, records)
            continue
        project.last = number
        project.cut = project.cut or cut
        if not repeated:
            for role, cell in cells.items():
                project.cells.setdefault(role, []).append(cell)
    _settle_units(reading, printed_between, before, records)
    return reading


def _by_role(cells: Iterable[Cell], header: Header) -> dict[str, Cell]:
    return {role: cell for cell in cells for role, span in header.columns.items() if _within(cell, span)}


def _within(cell: Cell, span: range) -> bool:
    """Whether the cell begins in these columns: one that is wider (a total's label over unit and project) is its first's."""
    return cell.column in span


def _of_unit(cells: dict[str, Cell], reading: Reading) -> dict[str, Cell]:
    """The cells of a total's row; one that is labelled 小计 is its unit's, which stands above it."""
    labels = {role: cells[role] for role in ("unit_name", "project_name") if role in cells}
    if not reading.units or all(comparable(cell.text) != "小计" for cell in labels.values()):
        return cells
    return {role: cell for role, cell in cells.items() if role not in labels} | {"unit_name": reading.units[-1].cells[0]}


def _is_no_data(begun: list[Cell]) -> bool:
    """Whether a row numbers the columns (1 2 3 ...) or is a note below or instead of data (注：…, 本单位无此项，空表列示)."""
    texts = [comparable(cell.text) for cell in begun]
    numbers = [str(place) for place in range(1, len(texts) + 1)]
    return (len(texts) > 2 and texts == numbers) or (len(texts) == 1 and bool(_NOTE.search(texts[0])))


def _is_rest(project: Project, cells: dict[str, Cell], header: Header) -> bool:
    """Whether a name right below a page break is the rest of the one above: only one of the two has an amount beside it."""
    if "project_name" not in project.cells:
        return True
    return "budget" in header.columns and ("budget" in cells) != ("budget" in project.cells)


def _waits(row: list[Cell], below: list[list[Cell]], number: int, header: Header) -> bool:
    """Whether a page ends behind the first row of a project whose name stands on the next one: its cell is blank and begins here,
    and is no part of the cell of the project before."""
    span = header.columns.get("project_name", range(0))
    own = [cell for cell in row if cell.column in span and cell.row == number and cell.box is not None]
    named = [cell for cell in (below[0] if below else ()) if cell.column in span and cell.text.strip() and cell.row == number + 1]
    return bool(own) and bool(named)


def _is_cut(above: list[Cell], begun: list[Cell], header: Header, reading: Reading) -> bool:
    """Whether a page cut the row itself, borders on both sides: an amount (3,568,83 + 0.00) or a level (效益指 + 标) tells."""
    upper, lower = _by_role(above, header), _by_role(begun, header)
    if {"budget"} <= upper.keys() & lower.keys() and _is_cut_amount(upper["budget"].text, lower["budget"].text, reading):
        return True
    for role, known in (("level1", vocabulary.dimension), ("level2", vocabulary.category)):
        span = header.indicators.columns.get(role, range(0))
        words = [next((comparable(cell.text) for cell in row if cell.column in span), "") for row in (above, begun)]
        if all(words) and not (known(words[0]) and known(words[1])) and known("".join(words)):
            return True
    return False


def _is_cut_amount(upper: str, lower: str, reading: Reading) -> bool:
    """Whether two printed numbers are one that a page cut: the upper one is no amount by itself, or has one decimal where all
    other projects of the table print two and the lower one is a single digit."""
    if not _is_amount(upper + lower):
        return False
    if not _is_amount(upper):
        return True
    others = {comparable(project.cells["budget"][0].text) for project in reading.projects if "budget" in project.cells}
    others.discard(comparable(upper))
    two = bool(others) and all(re.search(r"\.\d\d$", text) for text in others)
    return two and bool(re.search(r"\.\d$", comparable(upper))) and bool(re.match(r"^\d$", comparable(lower)))


def _is_amount(text: str) -> bool:
    try:
        return values.amount(text) is not None
    except values.Unreadable:
        return False


def _repeats(project: Project, cells: dict[str, Cell]) -> bool:
    """Whether a row prints its project once more (exports that fill merged cells down), rather than another of the same name."""
    if "project_name" not in cells or not {"budget", "goal"} & cells.keys():
        return False
    own = {role: comparable(project.text(role)) for role in project.cells}
    return all(own.get(role) == comparable(cell.text) for role, cell in cells.items() if role != "ordinal")


def _note_unit(cell: Cell, broken: bool, reading: Reading) -> None:
    last = reading.units[-1] if reading.units else None
    same = last is not None and comparable(last.text) == comparable(cell.text)
    rest = last is not None and broken and last.code is not None and not flat_columns.is_unit(cell.text)
    if last is not None and (same or rest):
        last.last = cell.row + cell.row_span - 1
        last.cells += [] if same else [cell]
    else:
        reading.units.append(Unit(cell.row, cell.row + cell.row_span - 1, [cell]))


def _settle_units(reading: Reading, printed_between: bool, before: Unit | None, records: Records) -> None:
    """Give every project its unit: the one whose cell covers it, else the one above it.

    Where a source keeps no geometry and prints a merged unit's name in the middle of its rows, the first projects stand above
    the first name. Then a single unit has them all; of several, only what stands before the first and behind the last name, or
    beside one, is certain.
    """
    departments = {id(cells.get("unit_name")) for cells in reading.totals}
    units = [unit for unit in reading.units if unit.code is None or len(unit.code) > 3]
    if any(unit.code for unit in units):
        units = [unit for unit in units if unit.code or id(unit.cells[0]) not in departments]
    reading.units = units
    first = min((project.first for project in reading.projects), default=0)
    printed_above = not printed_between or not units or units[0].first <= first
    uncertain = []
    for project in reading.projects:
        beside = [unit for unit in units if unit.first <= project.last and unit.last >= project.first]
        above = [unit for unit in units if unit.last < project.first] or [unit for unit in (before,) if unit]
        below = [unit for unit in units if unit.first > project.last]
        if beside:
            project.unit = beside[0]
        elif above and (printed_above or not below):
            project.unit = above[-1]
        elif below and not above and not printed_above:
            project.unit = below[0]
        elif below:
            uncertain.append(project)
    for project in uncertain:
        name = project.text("project_name")
        records.find(
            "extraction.unit_uncertain", "warning", f"无法确定项目“{name}”属于哪个预算单位",
            f"It is uncertain which budget unit the project “{name}” belongs to", value=name, page=project.page,
        )  # fmt: skip
