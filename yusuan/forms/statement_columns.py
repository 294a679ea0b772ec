"""The columns of a statement: its heading rows, what each column holds, and the blocks that stand side by side.

Headings may span rows and columns, repeat per block (收入 | 支出; two or three blocks of codes), and be followed by helper rows
(栏次 1 2 3). Not in here: the table's title (`statement_titles.py`), its lines (`statement_rows.py`), the words
(`statement_terms.py`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from yusuan import statement_terms, values
from yusuan.document import Cell, Table

_FIGURE = re.compile(r"^[-+－△▲(（]?\d[\d,，]*(?:\.\d+)?%?[)）]?$")
_HELPER_WORDS = {"栏次", "行次", "栏目", "类", "款", "项", "栏", "—", "-", "**"}
_LEAD = re.compile(
    r"^(?:(?:编制|填报|公开)?(?:部门|单位)(?:名称|\(公章\))?|日期|编制日期|截止时间)[:：]|^(?:附件|公开|附表|表)[\d一-十-]*表?$"
)
_PERFORMANCE = re.compile(r"绩效(?:目标|指标|自评)|[一二三]级指标|满意度|指标值|得分")
FIGURES = ("percent", "count")
_LABELS = ("class", "section", "item", "code", "code_name", "name")
_GOVERNMENT = re.compile(r"政府(?:预算)?(?:支出)?经济")
_BLANK = re.compile(r"^[-—–―－/]*$")

Grid = list[list[Cell | None]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place, its headings from top to bottom, what it holds (`role`), and for amounts their canonical term,
    the words that print it and the unit that its heading declares."""

    place: int
    headings: tuple[Cell, ...]
    role: str
    term: str | None = None
    text: str = ""
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Columns that belong together: those that name a line, those of its amounts; the side of a two-sided table. `figures` hold
    percentages and counts, `aside` a second classification of the same amounts."""

    labels: tuple[Column, ...]
    amounts: tuple[Column, ...]
    side: str | None = None
    figures: tuple[Column, ...] = ()
    aside: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """Heading rows `first:last` of a table; the lines begin at `body`, which is before `last` where a total shares its row with
    headings. `blocks` have amounts, each at least one column."""

    first: int
    last: int
    body: int
    blocks: tuple[Block, ...]

    @property
    def amounts(self) -> list[Column]:
        return [column for block in self.blocks for column in block.amounts]

    @property
    def has_codes(self) -> bool:
        return any(column.role in ("class", "code", "code_name") for block in self.blocks for column in block.labels)

    @property
    def sides(self) -> set[str]:
        return {block.side for block in self.blocks if block.side}


def header_of(table: Table) -> Header | None:
    """The headings of a table of amounts; None where it has no heading or no column of amounts."""
    if any(_PERFORMANCE.search(values.comparable(cell.text)) for cell in table.cells if cell.row < 4 or cell.column < 2):
        return None
    grid = table.grid()
    first = lead_rows(grid)
    rows, shared = heading_rows(grid, first, table.breaks)
    if not rows:
        return None
    last = rows[-1] + 1
    columns = [_column(grid, place, rows, last) for place in range(table.columns)]
    blocks = _sides_by_names(_blocks(columns), grid, last)
    if not blocks:
        return None
    return Header(first, last, last - 1 if shared else last, blocks)


def lead_rows(grid: Grid) -> int:
    """How many leading rows print only the title, the unit of money, the department, or nothing."""
    for place, row in enumerate(grid):
        cells = distinct(row)
        if len(cells) > 1 and not all(
            statement_terms.title(cell.text) or values.declared_unit(cell.text) or _LEAD.match(values.comparable(cell.text))
            for cell in cells
        ):
            return place
    return len(grid)


def distinct(row: Sequence[Cell | None]) -> list[Cell]:
    """The cells of a row that print something, a spanning cell once."""
    return list(dict.fromkeys(cell for cell in row if cell is not None and cell.text.strip()))


def is_helper_row(row: Sequence[Cell | None]) -> bool:
    """Whether a row only numbers the columns (栏次 1 2 3)."""
    texts = [values.comparable(cell.text) for cell in distinct(row)]
    numbers = [text for text in texts if re.match(r"^\d{1,2}(?:=[\d+\-=()]+)?$", text)]
    words = [text for text in texts if text not in numbers]
    counts = [int(text.partition("=")[0]) for text in numbers]
    numbered = counts == list(range(1, len(counts) + 1)) and bool(counts)
    return numbered and all(word in _HELPER_WORDS for word in words) and ("栏次" in words or len(counts) > 2)


def heading_rows(grid: Grid, first: int, breaks: Sequence[int] = ()) -> tuple[list[int], bool]:
    """The heading rows, helper rows among them; and whether the last of them is a line, too."""
    rows: list[int] = []
    for place in range(first, min(len(grid), first + 8)):
        row = grid[place]
        goes_on = bool(rows) and (is_helper_row(row) or (place in breaks and _goes_on(row, place)))
        if goes_on or _is_heading(grid, place, rows):
            rows.append(place)
        elif rows and _heads_a_group(grid, place):
            return [*rows, place], True
        else:
            break
    return rows, False


def _is_heading(grid: Grid, place: int, rows: Sequence[int]) -> bool:
    row = grid[place]
    own = list(dict.fromkeys(cell for cell in row if cell is not None and cell.row == place))
    printed = [cell for cell in own if cell.text.strip()]
    if any(_FIGURE.match(values.comparable(cell.text)) for cell in printed):
        return False
    if not rows:
        return len(printed) > 1
    spanned = any(cell is not None and cell.row < place for cell in row)
    if not printed:
        return spanned  # what a page left blank below a heading that it cut
    if spanned:
        return 3 * len(printed) > 2 * len(own)
    known = sum(1 for cell in printed if is_word(cell.text))
    full = all(cell is not None and cell.text.strip() for cell in row)
    return full and known * 2 > len(printed)


def _goes_on(row: Sequence[Cell | None], place: int) -> bool:
    """Whether the first row of a page goes on with a heading that the page cut: nothing but several words of headings."""
    printed = [cell for cell in distinct(row) if cell.row == place]
    return len(printed) > 1 and all(is_word(cell.text) or cell.text.strip() in ("类", "款", "项") for cell in printed)


def is_word(text: str) -> bool:
    """Whether a text is a word of headings: of amounts, labels or sides."""
    return bool(statement_terms.column(text) or statement_terms.label((text,)) or statement_terms.side(text))


def _heads_a_group(grid: Grid, place: int) -> bool:
    """Whether a row prints the headings that a spanning heading above it lacks, beside the label of a total."""
    groups: dict[Cell, list[Cell]] = {}
    for above, cell in zip(grid[place - 1], grid[place], strict=True):
        if above is not None and above.column_span > 1 and cell is not None and cell.column_span == 1 and cell.text.strip():
            groups.setdefault(above, []).append(cell)
    return any(
        len(cells) == above.column_span and all(statement_terms.column(cell.text) for cell in cells)
        for above, cells in groups.items()
    )


def _column(grid: Grid, place: int, rows: Sequence[int], last: int) -> Column:
    cells = dict.fromkeys(grid[row][place] for row in rows)
    width = len(grid[0])
    headings = tuple(
        cell for cell in cells
        if cell is not None and cell.text.strip() and cell.column_span < width and not _is_helper(cell.text)
    )  # fmt: skip
    if all(cell is None or cell.column < place for cell in (row[place] for row in grid[rows[0] :])):
        return Column(place, (), "covered")  # another page's column lines divide a column that this table prints as one
    body = [row[place] for row in grid[last:]]
    printed = (values.comparable(cell.text) for cell in body if cell is not None and cell.column_span == 1)
    texts = [text for text in printed if not _BLANK.match(text)]
    figures = sum(1 for text in texts if _FIGURE.match(text))
    if not headings:
        role = "amount" if figures and 2 * figures > len(texts) else "blank"
        return Column(place, (), role)
    if not texts and _is_beside_its_figures(grid, place, headings[-1], last):
        return Column(place, headings, "covered")
    role = statement_terms.label(tuple(cell.text for cell in headings))
    if role is None:
        role = _role_by_figures(headings[-1].text, texts, figures)
    return Column(place, headings, role, unit=_unit(headings))


def _is_beside_its_figures(grid: Grid, place: int, heading: Cell, last: int) -> bool:
    """Whether a blank column shares its lowest heading with a column that prints something: the page ruled one as two."""
    if heading.column_span < 2 or heading.row + heading.row_span < last:
        return False
    others = [other for other in range(heading.column, heading.column + heading.column_span) if other != place]
    return any(cell is not None and cell.column == other and cell.text.strip() for row in grid[last:] for other in others
               if (cell := row[other]))  # fmt: skip


def _role_by_figures(heading: str, texts: Sequence[str], figures: int) -> str:
    """What a column holds whose heading is no label: amounts, percentages or words."""
    if texts and 2 * sum(text.endswith("%") for text in texts) > len(texts):
        return "percent"
    if statement_terms.column(heading) or (texts and figures * 2 >= len(texts)):
        return "amount"
    return "attribute" if texts or statement_terms.is_attribute(heading) else "amount"


def _is_helper(text: str) -> bool:
    plain = values.comparable(text)
    return plain == "栏次" or bool(re.match(r"^\d{1,2}(?:=[\d+\-=()]+)?$", plain))


def _unit(headings: Sequence[Cell]) -> str | None:
    return next((unit for cell in reversed(headings) if (unit := statement_terms.heading_unit(cell.text))), None)


def _blocks(columns: Sequence[Column]) -> tuple[Block, ...]:
    groups: list[list[Column]] = []
    seen: set[str] = set()
    current: str | None = None
    for place, column in enumerate(columns):
        heading = _last_heading(column)
        side = _side(column)
        begins = column.role in _LABELS and groups and any(c.role == "amount" for c in groups[-1])
        other_side = bool(column.role in _LABELS and side and current and side != current and groups)
        if (
            not groups
            or other_side
            or (begins and (heading in seen or _heads_own_group(column) or _repeats(columns[place:], groups[-1])))
        ):
            groups.append([])
            seen = set()
        if column.role in _LABELS:
            seen.add(heading)
        current = side or current
        groups[-1].append(column)
    return _sided([_block(group) for group in groups if any(column.role == "amount" for column in group)])


def _last_heading(column: Column) -> str:
    return values.comparable(column.headings[-1].text) if column.headings else ""


def _repeats(columns: Sequence[Column], group: Sequence[Column]) -> bool:
    """Whether the amount behind a label has the heading of an amount before it: another breakdown beside the first."""
    following = next((column for column in columns if column.role == "amount"), None)
    headings = {_last_heading(column) for column in group if column.role == "amount"}
    return following is not None and _last_heading(following) in headings - {""}


def _sides_by_names(blocks: tuple[Block, ...], grid: Grid, body: int) -> tuple[Block, ...]:
    """Two blocks under headings that do not say which is which: the sides that the names of their lines tell."""
    if len(blocks) != 2 or any(block.side for block in blocks):
        return blocks
    told = []
    for block in blocks:
        places = {column.place for column in block.labels if column.role == "name"}
        names = "".join(cell.text for row in grid[body:] for cell in row if cell is not None and cell.column in places)
        told.append(names.count("收入") - names.count("支出"))
    if told[0] > 0 > told[1]:
        return (replace(blocks[0], side="revenue"), replace(blocks[1], side="expenditure"))
    return blocks


def _heads_own_group(column: Column) -> bool:
    """Whether a heading above a label begins at this column and reaches over the amounts beside it (支出用途: 项目 | 金额)."""
    return any(cell.column == column.place and cell.column_span > 1 for cell in column.headings[:-1])


def _side(column: Column) -> str | None:
    return next((side for cell in column.headings if (side := statement_terms.side(cell.text))), None)


def _block(group: Sequence[Column]) -> Block:
    labels, amounts = [], []
    for column in group:
        left = labels[-1] if labels else None
        if column.role == "amount":
            amounts.append(column)
        elif column.role == "blank" and left is not None and not amounts:
            labels.append(replace(column, role=left.role, headings=left.headings))  # a heading that should span
        elif column.role not in ("blank", "covered", "helper", *FIGURES):
            labels.append(column)
    side = next((side for column in group if (side := _side(column))), None)
    first = [column for column in labels if not _is_government(column)]
    if any(column.role in _LABELS for column in first):
        aside, labels = [column for column in labels if _is_government(column)], first
    else:
        aside = []  # of two classifications of one amount the department's own names the line
    figures = tuple(column for column in group if column.role in FIGURES)
    return Block(tuple(labels), tuple(amounts), side, figures, tuple(aside))


def _is_government(column: Column) -> bool:
    return column.role in _LABELS and any(_GOVERNMENT.search(values.comparable(cell.text)) for cell in column.headings)


def _sided(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with the terms and words of their amounts; sides only where both are there."""
    two = {block.side for block in blocks} >= {"revenue", "expenditure"}
    named = [replace(block, side=block.side if two else None) for block in blocks]
    texts = [[_texts(column, block, everything=False) for column in block.amounts] for block in named]
    made = []
    for place, block in enumerate(named):
        alike = any(
            other != place and named[other].side == block.side and set(texts[other]) & set(texts[place])
            for other in range(len(named))
        )
        full = [_texts(column, block, everything=True) for column in block.amounts] if alike else texts[place]
        amounts = [replace(column, text="/".join(words)) for column, words in zip(block.amounts, full, strict=True)]
        figures = tuple(replace(column, text="/".join(_texts(column, block, everything=False))) for column in block.figures)
        made.append(replace(block, amounts=_with_terms(list(zip(amounts, texts[place], strict=True))), figures=figures))
    return tuple(made)


def _texts(column: Column, block: Block, *, everything: bool) -> tuple[str, ...]:
    """The headings of an amount as printed; without those that stand over the whole block, unless asked for."""
    over_all = set(block.amounts[0].headings) if len(block.amounts) > 1 else set(column.headings[:-1])
    for other in block.amounts[1:]:
        over_all &= set(other.headings)
    kept = [
        cell for cell in column.headings
        if cell not in over_all or (everything and statement_terms.side(cell.text) is None)
    ] or list(column.headings[-1:])  # fmt: skip
    return tuple(values.tidy(cell.text) or "" for cell in kept)


def _term(headings: Sequence[str]) -> tuple[str | None, str | None]:
    """Canonical item and measure of an amount column: 基本支出/小计 -> (basic_expenditure, None), 公务接待费/决算数 ->
    (official_reception, final); (None, None) where the last heading is not known."""
    item: str | None = None
    measure: str | None = None
    known = None
    for heading in headings:
        known = statement_terms.column(heading)
        if known in statement_terms.MEASURES:
            measure = known
        elif known and item in statement_terms.GROUPS and known not in ("total", "amount", item):
            item = f"{item}_{known}"
        elif known and not (known in ("total", "amount") and (item or measure == "change")):
            item = known
    return (item, measure) if known else (None, None)


def _with_terms(columns: Sequence[tuple[Column, tuple[str, ...]]]) -> tuple[Column, ...]:
    """The columns with their terms: item, measure where an item is printed by several, `previous_` for an earlier year's."""
    terms = [_term(headings) for _, headings in columns]
    latest = max((year for column, _ in columns if (year := _year(column))), default=None)
    made = []
    for (column, _), (item, measure) in zip(columns, terms, strict=True):
        measures = {other for name, other in terms if name == item and other}
        term = item
        if measure and (item is None or len(measures) > 1 or measure not in ("budget", "final")):
            term = measure if item is None else f"{item}_{measure}"
        year = _year(column)
        if term and year and latest and year < latest and not term.startswith("previous_"):
            term = f"previous_{term}"
        made.append(replace(column, term=term))
    return tuple(made)


def _year(column: Column) -> int | None:
    return next((year for cell in column.headings if (year := statement_terms.year(cell.text))), None)
