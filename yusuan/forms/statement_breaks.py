"""Statements that a page cut: rows cut in two, and the rest of a table inside another frame on the next page.

A line without a label, with the rest of a code, or with a name that begins in the middle cannot stand for itself; only rows that
are the first of a page are looked at. Not in here: tables that go on with the same column lines (`tables/join.py`).
"""

import re

import msgspec

from yusuan import statement_terms, values
from yusuan.document import Cell, Table
from yusuan.forms import statement_columns
from yusuan.forms.statement_columns import Block, Header

_AMOUNT = re.compile(r"^[-(]?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d\d\)?$")
_WHOLE = re.compile(r"^[-(]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d\d)?\)?$")  # what may be an amount by itself
_CODES = ("code", "unit_code", "class", "section", "item")


def continued(table: Table, part: Table) -> Table | None:
    """The table with the rows of `part` below it; None unless `part` stands on the next page and, its blank margins left
    out, has as many columns."""
    last = max((cell.page for cell in table.cells if cell.page is not None), default=None)
    if last is None or part.page != last + 1 or statement_columns.header_of(part) is not None:
        return None
    used = {cell.column for cell in part.cells if cell.text.strip()} | {
        cell.column for cell in part.cells if cell.row_span < part.rows
    }
    if not used or max(used) - min(used) + 1 != table.columns:
        return None
    moved = [
        msgspec.structs.replace(cell, row=cell.row + table.rows, column=cell.column - min(used))
        for cell in part.cells
        if min(used) <= cell.column <= max(used)
    ]
    return msgspec.structs.replace(
        table, rows=table.rows + part.rows, cells=(*table.cells, *moved), breaks=(*table.breaks, table.rows)
    )


def with_whole_heading(table: Table) -> Table:
    """The table with the headings put together whose words a page cut (采购组织形 + 式); sub-headings stay a row of their own."""
    place = table.breaks[0] if table.breaks else table.rows
    if place >= table.rows:
        return table
    grid = table.grid()
    rows, _ = statement_columns.heading_rows(grid[:place], statement_columns.lead_rows(grid))
    own = (cell for cell in statement_columns.distinct(grid[place]) if cell.row == place)
    printed = {cell: grid[place - 1][cell.column] for cell in own}
    rests = {cell for cell, over in printed.items() if over is None or over.column_span <= cell.column_span}
    if not rows or rows[-1] != place - 1 or not rests:
        return table
    if all(_is_rest_of_heading(cell, printed[cell]) for cell in rests):
        return msgspec.structs.replace(table, cells=tuple(_put_together(list(table.cells), place, rests)))
    return table


def _is_rest_of_heading(cell: Cell, over: Cell | None) -> bool:
    words = values.comparable(cell.text)
    if over is not None and statement_terms.column(over.text) is None and statement_terms.column(over.text + words):
        return True
    if over is None or not over.text.strip() or statement_terms.depth(words) or statement_terms.is_total(words):
        return False
    return len(words) <= 6 and not re.search(r"\d", words)


def mended(table: Table, header: Header) -> Table:
    """The table with each cut row put together in the upper of its two rows; the lower one is left blank."""
    cells = list(table.cells)
    for place in table.breaks:
        if place > header.body and _is_rest(table, header, place):
            cells = _put_together(cells, place)
    return msgspec.structs.replace(table, cells=tuple(cells))


def _is_rest(table: Table, header: Header, place: int) -> bool:
    """Whether the row at `place` is the rest of the row above it: every block that prints anything there says so."""
    grid = table.grid()
    above, row = grid[place - 1], grid[place]
    verdicts = [_block_is_rest(block, above, row) for block in header.blocks if block.labels]
    return True in verdicts and False not in verdicts


def _block_is_rest(block: Block, above: list[Cell | None], row: list[Cell | None]) -> bool | None:
    labels = [(column.role, _text(above[column.place]), _text(row[column.place])) for column in block.labels]
    codes = [(over, below) for role, over, below in labels if role in _CODES]
    names = [(over, below) for role, over, below in labels if role not in _CODES]
    figures = [(_text(above[c.place]), _text(row[c.place])) for c in block.amounts if row[c.place] is not above[c.place]]
    amounts = [below for _, below in figures]
    over_amounts = any(_text(above[column.place]) for column in block.amounts)
    if not any(amounts) and not any(below for _, _, below in labels):
        return None
    name = "".join(over for over, _ in names)
    if codes and not over_amounts and not any(over for over, _ in codes) and any(below for _, below in codes):
        # The row's middle, where code and amounts are printed, is below the break: only the name's first line is above it.
        return bool(name) and not statement_terms.is_total(name)
    if any(amounts) and all(_complete_each_other(over, below) for over, below in figures if below):
        return True
    if any(below and not over for _, over, below in labels):
        return False
    fragments = [below for _, below in codes if below]
    if fragments:
        single = any(role in ("code", "unit_code") and below for role, _, below in labels)
        return single and len(fragments) == 1 and bool(re.fullmatch(r"\d{1,2}", fragments[0]))
    rests = [(over, below) for over, below in names if below]
    if not rests:
        return any(amounts)
    if any(_begins_a_name(below) or statement_terms.is_of_which(below) for _, below in rests):
        return False
    if any(_make_a_name(over, below) for over, below in rests):
        return True
    for over, below in rests:
        if statement_terms.is_total(below) or statement_terms.line(below):
            whole = statement_terms.line(over + below)
            return not any(amounts) and not statement_terms.is_total(over) and whole is not None
    if codes:
        return any(over for over, _ in codes)
    return not any(amounts) or (not over_amounts and statement_terms.depth(name) is not None)


def _complete_each_other(over: str, below: str) -> bool:
    """Whether two texts are one amount with two decimals and neither is one (361.1 and 2; 1,2 and 34.50)."""
    alone = any(_AMOUNT.match(text) for text in (over, below)) and not (over and not _WHOLE.match(over))
    return bool(over) and not alone and bool(_AMOUNT.match(over + below))


def _begins_a_name(text: str) -> bool:
    """Whether a text begins with a line's number; a number alone is the rest of a name (…补助（01）)."""
    return statement_terms.depth(text) is not None and bool(statement_terms.bare_name(text))


def _make_a_name(over: str, below: str) -> bool:
    """Whether two texts are one beyond doubt: a known line of which neither part is one, or a bracket opened and closed."""
    known = [statement_terms.line(text) for text in (over, below, over + below)]
    return (known[2] is not None and known[:2] == [None, None]) or (_open(over) > 0 and _open(below) < 0)


def _open(text: str) -> int:
    return text.count("(") - text.count(")")


def _text(cell: Cell | None) -> str:
    return "" if cell is None else values.comparable(cell.text)


def _put_together(cells: list[Cell], place: int, only: set[Cell] | None = None) -> list[Cell]:
    above = {cell.column: cell for cell in cells if cell.row <= place - 1 < cell.row + cell.row_span}
    made = {cell: cell for cell in cells}
    for cell in cells:
        over = above.get(cell.column)
        if cell.row == place and cell.text.strip() and over is not None and (only is None or cell in only):
            text = "\n".join(part for part in (over.text, cell.text) if part.strip())
            made[over] = msgspec.structs.replace(over, text=text, sources=over.sources + cell.sources)
            made[cell] = msgspec.structs.replace(cell, text="", sources=())
    return list(made.values())
