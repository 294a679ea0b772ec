"""The lines of a statement: name and code of each, its cells of amounts; class, section and item codes put together.

Not in here: what the columns are (`statement_columns.py`), what an amount is in yuan (`statements.py`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from yusuan import statement_terms, values
from yusuan.document import Cell, Table
from yusuan.forms.statement_columns import Block, Column, Header, distinct, is_helper_row

_DIGITS = re.compile(r"^\d{3,9}$")
_CODED_NAME = re.compile(r"^[\[【(（〔]?(\d{3}|\d{5}|\d{7})[\]】)）〕]?[-—－、.]?(?=[^\d年.%])(.+)$", re.DOTALL)
_PLACEHOLDER = re.compile(r"^[….·。*×xX]+$")
_LEVELS = ("class", "section", "item")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a block: name and code with the cells that print them.

    `amounts` are the cells of the block's amount columns, None where a spanning cell leaves no place; `figures` those of its
    percentages and counts that print anything. `padded`: a section or item had lost its leading zero; `doubtful`: the row may
    have lost a blank cell, so that its amounts may stand under other headings.
    """

    block: int
    name: str | None
    code: str | None
    named: tuple[Cell, ...]
    coded: tuple[Cell, ...]
    amounts: tuple[tuple[Column, Cell | None], ...]
    padded: bool = False
    doubtful: bool = False
    figures: tuple[tuple[Column, Cell], ...] = ()

    @property
    def is_blank(self) -> bool:
        return all(cell is None or not cell.text.strip() for _, cell in self.amounts)


def lines_of(table: Table, header: Header) -> list[Line]:
    """The lines in reading order: row by row, and within a row block by block from the left."""
    grid = table.grid()
    headings = {_texts(grid[row]) for row in range(header.first, header.last)}
    codes = [_Codes() for _ in header.blocks]
    lines: list[Line] = []
    for place in range(header.body, table.rows):
        row = [cell if cell is not None and cell.row >= header.body else None for cell in grid[place]]
        if (
            not any(cell.row == place for cell in distinct(row))
            or is_helper_row(row)
            or (place >= header.last and _texts(row) in headings)
        ):
            continue
        shared = place < header.last
        for number, block in enumerate(header.blocks):
            line = _line(row, place, number, block, codes[number], shared=shared)
            if line is not None:
                lines.append(replace(line, doubtful=table.ragged and _lost_a_cell(row, header)))
    return lines


def _lost_a_cell(row: Sequence[Cell | None], header: Header) -> bool:
    """Whether a row of a text export is shorter than its heading although some of its amounts are there: which is not known."""
    width = max(column.place for column in header.amounts) + 1
    present = sum(1 for cell in row[:width] if cell is not None)
    return present < width and len(header.amounts) > 1 and row[header.amounts[0].place] is not None


def _texts(row: Sequence[Cell | None]) -> tuple[str, ...]:
    return tuple(values.comparable(cell.text) for cell in distinct(row))


class _Codes:
    """The class and section that the rows above printed: a row may print its own level alone."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}

    def joined(self, printed: dict[str, str]) -> tuple[str | None, bool]:
        """The code of a row from its parts, and whether one of them was too short."""
        deepest = next((level for level in reversed(_LEVELS) if printed.get(level)), None)
        if deepest is None:
            return None, False
        whole = printed[deepest]
        if deepest != "class" and len(whole) > 3:  # each column prints the whole code
            return whole, False
        padded = False
        for level in _LEVELS[: _LEVELS.index(deepest) + 1]:
            if part := printed.get(level):
                padded |= level != "class" and len(part) == 1
                self.parts[level] = part if level == "class" else part.zfill(2)
        return "".join(self.parts.get(level, "") for level in _LEVELS[: _LEVELS.index(deepest) + 1]), padded


def _line(row: Sequence[Cell | None], place: int, number: int, block: Block, codes: _Codes, *, shared: bool) -> Line | None:
    labels = [(column, row[column.place]) for column in block.labels]
    own = {cell for _, cell in labels if cell is not None}
    amounts = [(column, _amount(row[column.place], place, column, own, shared=shared)) for column in block.amounts]
    if block.labels and all(row[column.place] in own for column in block.amounts):
        return None  # the label of the next block's total reaches over this one
    code, coded, padded = _code(labels, codes)
    named = _name_cells(labels, coded)
    name = "/".join(dict.fromkeys(values.tidy(cell.text) or "" for cell in named)) or None
    if code is None and name and (match := _coded_name(labels, named, name)):
        code, name, coded = match[1], values.tidy(match[2]), named
    if name and _PLACEHOLDER.match(values.comparable(name)):
        return None
    if name is None and code is None and all(cell is None or not cell.text.strip() for _, cell in amounts):
        return None
    if code is not None and not _DIGITS.match(code):
        code, coded = None, ()
    figures = ((column, _amount(row[column.place], place, column, own, shared=shared)) for column in block.figures)
    kept = tuple((column, cell) for column, cell in figures if cell is not None and cell.text.strip())
    return Line(number, name, code, tuple(named), tuple(coded), tuple(amounts), padded, figures=kept)


def _amount(cell: Cell | None, place: int, column: Column, labels: set[Cell], *, shared: bool) -> Cell | None:
    """The cell of an amount; None where it belongs to a label, the row above or the column before, or prints a heading."""
    if cell is None or cell in labels or cell.row < place or cell.column < column.place:
        return None
    return None if shared and statement_terms.column(cell.text) else cell


def _code(labels: Sequence[tuple[Column, Cell | None]], codes: _Codes) -> tuple[str | None, tuple[Cell, ...], bool]:
    cells: dict[str, Cell] = {}
    classified = any(column.role in (*_LEVELS, "code", "code_name") for column, _ in labels)
    for column, cell in labels:
        if cell is not None and cell not in cells.values() and re.fullmatch(r"\d+", values.comparable(cell.text)):
            if column.role == "unit_code" and classified and len(values.comparable(cell.text)) < 6:
                continue  # a department's three digits would read as an economic class
            if column.role in (*_LEVELS, "code", "code_name", "unit_code"):
                cells.setdefault(column.role, cell)
            elif column.role == "name" and _DIGITS.match(values.comparable(cell.text)):
                cells.setdefault("code", cell)  # 科目 printed over code and name alike
    printed = {role: values.comparable(cell.text) for role, cell in cells.items()}
    code, padded = codes.joined(printed)
    if code is not None:
        return code, tuple(cells[level] for level in _LEVELS if level in cells), padded
    single = next((role for role in ("code", "code_name", "unit_code") if role in printed), None)
    return (printed[single], (cells[single],), False) if single else (None, (), False)


def _name_cells(labels: Sequence[tuple[Column, Cell | None]], coded: Sequence[Cell]) -> list[Cell]:
    """The cells that name a line: those of its name columns; where these are blank, any other label."""
    printed = [(column, cell) for column, cell in labels if cell is not None and cell.text.strip() and cell not in coded]
    names = [(column, cell) for column, cell in printed if column.role in ("name", "code_name")]
    if not names:
        names = ([(column, cell) for column, cell in printed if column.role in ("unit", "attribute")] or printed)[:1]
    if not names:
        return []
    # What was bought, or a project, rather than the classification beside it; else the name of the code; else the last name,
    # which is the most particular.
    headings = [(column, values.comparable(_heading(column))) for column, _ in names]
    goods = [column for column, heading in headings if re.search(r"物品|标的|品目名称", heading)]
    projects = [column for column, heading in headings if "项目" in heading]
    called = [column for column, heading in headings if "名称" in heading]
    of_code = [column for column in called if _names_the_code(column, labels, coded)]
    chosen = (goods[:1] or projects[:1] or of_code[:1] or called[-1:] or [names[-1][0]])[0]
    return list(dict.fromkeys(cell for column, cell in names if column.headings == chosen.headings))


def _names_the_code(column: Column, labels: Sequence[tuple[Column, Cell | None]], coded: Sequence[Cell]) -> bool:
    """Whether a name stands right behind the code, where another code and name follow (功能科目 beside 经济科目)."""
    codes = [place for place, (other, _) in enumerate(labels) if other.role in (*_LEVELS, "code")]
    own = [place for place, (_, cell) in enumerate(labels) if cell is not None and cell in coded]
    place = next(place for place, (other, _) in enumerate(labels) if other is column)
    return bool(own) and place == own[-1] + 1 and any(code > place for code in codes)


def _heading(column: Column) -> str:
    return column.headings[-1].text if column.headings else ""


def _coded_name(labels: Sequence[tuple[Column, Cell | None]], named: Sequence[Cell], name: str) -> re.Match[str] | None:
    """Code and name of a cell that prints both; only under a heading that speaks of a classification."""
    headings = "".join(_heading(column) for column, cell in labels if cell in named)
    if not re.search(r"编码|代码|科目|分类", headings):
        return None
    return _CODED_NAME.match(name)


def has_amounts(lines: Sequence[Line]) -> bool:
    """Whether any amount is other than zero: an empty table may print its zeros."""
    return any(re.search(r"[1-9]", cell.text) for line in lines for _, cell in line.amounts if cell is not None)


def has_figures(lines: Sequence[Line]) -> bool:
    """Whether a statement prints any amount: a template and an empty table print none."""
    return any(not line.is_blank for line in lines)
