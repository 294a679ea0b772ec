"""Indicator tables (绩效指标) of every form: rows healed and filled down, values of a row.

Interface for the forms:

- `read_rows(table, header, stop)`: the rows below a heading as `IndicatorRow`, repeated headings dropped, rows that a page cut
  healed, merged levels filled down;
- `names_indicator(row)`: whether a row is an indicator or a template's empty place;
- `indicator_values(row)`: the columns that all datasets of indicators share, with their sources;
- `points(row, role)`: weights, scores and the like.

Not in here: which columns these are (`indicator_headings.py`), the head of a form, what belongs to which project or evaluation,
and findings.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yusuan import values, vocabulary
from yusuan.document import Cell, Table
from yusuan.forms.cells import joined_text, rows_of
from yusuan.forms.indicator_headings import Header, headers
from yusuan.records import Source, in_cells

TEMPLATE = re.compile(r"^(?:指标\d*[:.、]?|[.…·。]+)$")
_POINTS = re.compile(r"^\(?(\d+(?:\.\d+)?)分?\)?$")
_LEVELS = ("level1", "level2")


@dataclass(frozen=True, slots=True)
class Field:
    """What a row prints in the column of a role: the extracted text (parts joined by a newline) and the cells it stands in."""

    text: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One row of an indicator table, or the parts of a row that a page had cut; blank roles are absent from `fields`.

    `stray`: its printed cells that stand under no heading at all.
    """

    rows: tuple[int, ...]
    fields: dict[str, Field]
    page: int | None
    stray: tuple[Cell, ...] = ()

    def text(self, role: str) -> str | None:
        """The role's text as printed, without line-wrap white space; None where blank."""
        field = self.fields.get(role)
        return values.tidy(field.text) if field else None

    def source(self, *roles: str) -> Source | None:
        cells = [cell for role in roles if role in self.fields for cell in self.fields[role].cells]
        return in_cells(*cells) if cells else None


def read_rows(table: Table, header: Header, stop: int | None = None) -> list[IndicatorRow]:
    """The rows from below `header` up to the row `stop` (exclusive; the table's end by default), healed and filled down.

    Rows that repeat the heading and rows without any text in the indicator columns are left out. A cell as wide as most of the
    table (a note, a sum) is no field of any role but of the one it begins in.
    """
    rows = rows_of(table)
    repeated = {row for found in headers(table) for row in range(found.row, found.row + 1 + found.cut)}
    headed = {column for cell in rows[header.row] if cell.text.strip() for column in _columns_of(cell)}
    parts: list[IndicatorRow] = []
    healed: dict[tuple[Cell, ...], Field] = {}  # the lower half of a merged level that a page cut -> the whole of it
    broken = False
    for number in range(header.row + 1, table.rows if stop is None else stop):
        if number in repeated:
            broken = True
            continue
        broken = broken or number in table.breaks
        shift = _shift(rows[number], header) if table.ragged else 0
        fields = _fields(rows[number], {name: range(s.start + shift, s.stop + shift) for name, s in header.columns.items()})
        if not fields:
            continue
        page = next((cell.page for field in fields.values() for cell in field.cells if cell.row == number), None)
        own = (cell for cell in rows[number] if cell.row == number and cell.text.strip())
        stray = (cell for cell in own if not headed & {column - shift for column in _columns_of(cell)})
        row = IndicatorRow((number,), fields | _put_together(fields, healed), page, tuple(stray))
        after_break, broken = broken, False
        if not parts or not after_break:
            parts.append(row)
            continue
        above = parts[-1]
        levels = _healed_levels(above, row)
        goes_on = _continues(above, row)
        if goes_on or levels:
            for name in levels:
                healed[row.fields[name].cells] = levels[name]
            parts = [_with_levels(part, above, levels) for part in parts]
            row = _with_levels(row, row, levels)
        if goes_on and not _are_whole(above, row):
            parts[-1] = _healed(parts[-1], row)
        else:
            parts.append(row)
    return _filled(parts)


def names_indicator(row: IndicatorRow) -> bool:
    """Whether the row names an indicator: blank rows, points without a name and a template's “指标1：” or “……” do not."""
    named = [row.text(name) for name in ("level3", "description", "target")]
    return any(text and not TEMPLATE.match(values.comparable(text)) for text in named)


def indicator_values(row: IndicatorRow) -> tuple[dict[str, Any], dict[str, Source | None]]:
    """Levels, description and target of a row, as every dataset of indicators has them, with their sources."""
    level1, level2 = row.text("level1"), row.text("level2")
    texts = {name: row.text(name) for name in ("target", "operator", "unit")}
    target = values.target(texts["target"], texts["operator"], texts["unit"])
    read = {
        "level1": level1,
        "level2": level2,
        "level3": row.text("level3"),
        "dimension": vocabulary.dimension(values.comparable(level1)),
        "category": vocabulary.category(values.comparable(level2)),
        "description": row.text("description"),
        "target_text": texts["target"],
        "operator": target.operator,
        "target_value": target.value,
        "target_value_high": target.high,
        "target_unit": target.unit,
        "is_qualitative": target.is_qualitative,
        "page": row.page,
    }
    sources = {
        "level1": row.source("level1"),
        "level2": row.source("level2"),
        "level3": row.source("level3"),
        "dimension": row.source("level1"),
        "category": row.source("level2"),
        "description": row.source("description"),
        "target_text": row.source("target"),
        "operator": row.source("operator") or row.source("target"),
        "target_value": row.source("target"),
        "target_value_high": row.source("target"),
        "target_unit": row.source("unit") or row.source("target"),
        "is_qualitative": row.source("target", "operator"),
    }
    return read, {column: source for column, source in sources.items() if read[column] is not None}


def points(row: IndicatorRow, role_name: str) -> Decimal | None:
    """Weight, points or score as printed (10, 10分, （10分）). Raises values.Unreadable for other words."""
    text = values.comparable(row.text(role_name))
    if match := _POINTS.match(text):
        return Decimal(match[1])
    read = values.amount(text)
    return None if read is None else read.value


def _fields(cells: list[Cell], columns: dict[str, range]) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for name, span in columns.items():
        under = [cell for cell in cells if cell.text.strip() and _stands_under(cell, span, columns)]
        if under:
            fields[name] = Field(joined_text(cell.text for cell in under), tuple(under))
    return fields


def _stands_under(cell: Cell, span: range, columns: dict[str, range]) -> bool:
    """Whether a cell is the field of the columns `span`: it lies within them, or covers them and begins there.

    A cell that covers level 1 and level 2 together (满意度指标 in both columns) stands for both.
    """
    end = cell.column + cell.column_span
    if cell.column >= span.stop or end <= span.start:
        return False
    covered = [name for name, other in columns.items() if cell.column < other.stop and end > other.start]
    if len(covered) == 1 or set(covered) == {"level1", "level2"}:
        return True
    return span.start <= cell.column < span.stop


def _columns_of(cell: Cell) -> range:
    return range(cell.column, cell.column + cell.column_span)


def _shift(cells: list[Cell], header: Header) -> int:
    """By how many columns a row of a text export stands off its headings: the levels' words tell.

    Not zero only where they leave no doubt: level 2 is not where it should be, and beside that place a known level 2 stands
    behind a known level 1, or at the beginning of a row that has lost its blank first cell.
    """
    if "level1" not in header.columns or "level2" not in header.columns:
        return 0
    texts = {cell.column: values.comparable(cell.text) for cell in cells}
    level1, level2 = header.columns["level1"].start, header.columns["level2"].start
    if vocabulary.category(texts.get(level2)):
        return 0
    for shift in (-1, 1, -2, 2):
        known = vocabulary.category(texts.get(level2 + shift))
        first = texts.get(level1 + shift)
        lost = level1 + shift < 0 and not vocabulary.dimension(texts.get(level2 + shift))
        if known and (vocabulary.dimension(first) or lost):
            return shift
    return 0


def _continues(row: IndicatorRow, part: IndicatorRow) -> bool:
    """Whether `part`, the first row of a new page, is the rest of `row`.

    Its levels are blank or complete the words cut off above (社会效益指 + 标). With blank levels alone it might be a row of its
    own below a merged level: it is a rest if it leaves a column blank that the row above has begun.
    """
    completes = False
    for name, known in (("level1", vocabulary.dimension), ("level2", vocabulary.category)):
        above, here = values.comparable(row.text(name)), values.comparable(part.text(name))
        if not here or _is_merged(row, part, name):
            continue
        if (known(here) and (known(above) or not above)) or not known(above + here):
            return False  # 服务对象 + 满意度指标 is one level, though its rest is a level, too
        completes = True
    if completes:
        return True
    if any(name in part.fields and not _is_merged(row, part, name) for name in ("level1", "level2")):
        return False
    others = set(row.fields) - {"level1", "level2"}
    merged = {name for name in others if _is_merged(row, part, name)}
    begun = set(part.fields) & others - merged
    return bool(begun) and (bool(others - merged - set(part.fields)) or _is_cut_through(row, part, begun))


def _is_cut_through(row: IndicatorRow, part: IndicatorRow, begun: set[str]) -> bool:
    """Whether a page cut every text of a row: the target's number stands above alone, and all texts that go on have as many lines
    there as the page had room for."""
    above, here = (values.target(one.text("target")) for one in (row, part))
    if "target" not in begun or above.value is None or here.value is not None or here.operator is not None:
        return False
    # Without places all texts are one line: nothing tells a rest from a row of its own.
    placed = any(cell.box is not None for name in begun for cell in row.fields[name].cells)
    return placed and len({row.fields[name].text.count("\n") for name in begun}) == 1


def _are_whole(row: IndicatorRow, part: IndicatorRow) -> bool:
    """Whether a page cut the levels' merged cells between two rows, not a row: both print points, a target that begins with its
    operator, or the upper one holds nothing but a template's words."""
    if "target" in row.fields and values.target(part.text("target")).operator is not None:
        return True
    if any(role_name in row.fields and role_name in part.fields for role_name in ("weight", "score")):
        return True
    return bool(TEMPLATE.match(values.comparable(row.text("level3")))) and "level3" in part.fields


def _healed_levels(row: IndicatorRow, part: IndicatorRow) -> dict[str, Field]:
    """The levels that a page cut in two (效益指标30 + 分): both halves make a known one, the lower half or the upper is none."""
    healed: dict[str, Field] = {}
    for name, known in (("level1", vocabulary.dimension), ("level2", vocabulary.category)):
        above, here = values.comparable(row.text(name)), values.comparable(part.text(name))
        if above and here and not _is_merged(row, part, name) and known(above + here) and not (known(above) and known(here)):
            begun, field = row.fields[name], part.fields[name]
            healed[name] = Field(joined_text((begun.text, field.text)), begun.cells + field.cells)
    return healed


def _with_levels(row: IndicatorRow, half: IndicatorRow, levels: dict[str, Field]) -> IndicatorRow:
    """The row with the whole levels in the place of those whose cell it shares with `half`."""
    own = [name for name in levels if name in row.fields and row.fields[name].cells == half.fields[name].cells]
    return IndicatorRow(row.rows, row.fields | {name: levels[name] for name in own}, row.page, row.stray)


def _put_together(fields: dict[str, Field], healed: dict[tuple[Cell, ...], Field]) -> dict[str, Field]:
    """The levels of a row whose cell is the lower half of one that has been put together."""
    halves = [name for name in _LEVELS if healed and name in fields and fields[name].cells in healed]
    return {name: healed[fields[name].cells] for name in halves}


def _is_merged(row: IndicatorRow, part: IndicatorRow, name: str) -> bool:
    """Whether one cell covers both rows."""
    return name in row.fields and name in part.fields and row.fields[name].cells == part.fields[name].cells


def _healed(row: IndicatorRow, part: IndicatorRow) -> IndicatorRow:
    fields = dict(row.fields)
    for name, field in part.fields.items():
        begun = fields.get(name)
        if begun and begun.cells == field.cells:
            continue
        fields[name] = Field(joined_text((begun.text, field.text)), begun.cells + field.cells) if begun else field
    return IndicatorRow(row.rows + part.rows, fields, row.page, row.stray + part.stray)


def _filled(parts: list[IndicatorRow]) -> list[IndicatorRow]:
    """Merged levels filled down; a new level 1 ends the level 2 above it."""
    filled: list[IndicatorRow] = []
    level1: Field | None = None
    level2: Field | None = None
    for row in parts:
        printed1, printed2 = row.fields.get("level1"), row.fields.get("level2")
        if printed1 is not None and (level1 is None or printed1.cells != level1.cells):
            level2 = None
        level1, level2 = printed1 or level1, printed2 or level2
        fields = dict(row.fields)
        fields |= {name: field for name, field in (("level1", level1), ("level2", level2)) if field is not None}
        filled.append(IndicatorRow(row.rows, fields, row.page, row.stray))
    return filled
