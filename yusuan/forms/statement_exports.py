"""Headings of text exports: which of them stretched over several columns or rows before the export forgot it.

An export keeps a covered cell as a blank, or drops those that a wide heading covered. Only heading rows are rebuilt; where their
words leave open what a heading covers, the table stays as it is. Not in here: what the columns hold (`statement_columns.py`).
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from yusuan import statement_terms, values
from yusuan.document import Cell, Table
from yusuan.forms import statement_columns
from yusuan.forms.statement_columns import Header

_MOST_ROWS = 5
_FIGURE = re.compile(r"^[-+－△▲(（]?\d[\d,，]*(?:\.\d+)?%?[)）]?$")
_CHANGE = re.compile(r"增减|变动|比.*年|[%％]|幅度")
_CODES = {"class", "section", "item"}
Spans = list[tuple[int, int]]  # of each cell of a row: its first column and how many it covers


def with_spans(table: Table) -> Table:
    """The table of a text export with its headings over the columns that they head; any other table as it is."""
    if not table.ragged:
        return table
    rows: list[list[Cell]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row].append(cell)
    first = statement_columns.lead_rows(table.grid())
    last = _heading_end(rows, first)
    spans = _aligned([_words(row) for row in rows[first:last]], table.columns) if last > first else None
    if spans is None:
        return table
    made = [cell for cell in table.cells if not first <= cell.row < last]
    deep: dict[int, Cell] = {}  # by column, the heading that reaches down to the row before
    for place, (row, own) in enumerate(zip(rows[first:last], spans, strict=True), first):
        for cell, (column, width) in zip(row, own, strict=True):
            above = deep.get(column)
            if not cell.text.strip() and above is not None and above.column == column and above.column_span == width:
                cell = msgspec.structs.replace(above, row_span=place - above.row + 1)
                made.remove(above)
            elif width == 0:
                continue
            else:
                cell = msgspec.structs.replace(cell, column=column, column_span=width)
            made.append(cell)
            deep.update(dict.fromkeys(range(column, column + width), cell))
    return msgspec.structs.replace(table, cells=tuple(sorted(made, key=lambda cell: (cell.row, cell.column))))


def _heading_end(rows: Sequence[Sequence[Cell]], first: int) -> int:
    """The row behind the headings: those that print words of headings only, more than one row of them."""
    place = first + 1
    while place < min(len(rows), first + _MOST_ROWS) and _is_heading(rows[place]):
        place += 1
    return place if place > first + 1 else first


def _is_heading(row: Sequence[Cell]) -> bool:
    if statement_columns.is_helper_row(row):
        return True
    printed = [cell.text for cell in row if cell.text.strip()]
    known = sum(1 for text in printed if statement_columns.is_word(text))
    lower = not row[0].text.strip()  # a row of sub-headings: what stands above its blanks reaches down to it
    no_line = not any(statement_terms.depth(text) or _FIGURE.match(values.comparable(text)) for text in printed)
    enough = 2 * known >= len(printed) if lower else 2 * known > len(printed)
    return len(printed) > 1 and enough and no_line and not all(statement_terms.is_total(text) for text in printed)


def _words(row: Sequence[Cell]) -> list[str]:
    """What a heading row prints, without the numbers of the columns."""
    helper = statement_columns.is_helper_row(row)
    return ["" if helper and re.fullmatch(r"栏次|\d.*", values.comparable(cell.text)) else cell.text.strip() for cell in row]


def _aligned(texts: Sequence[list[str]], width: int) -> list[Spans] | None:
    """The columns of each cell of the heading rows, from the lowest row upwards; None where they cannot be told."""
    below = [*texts[-1], *[""] * (width - len(texts[-1]))]
    found: list[Spans] = [[(column, 1) for column in range(len(texts[-1]))]]
    depth = [bool(text) for text in below]  # columns that anything is printed in, at or below this row
    for number in range(len(texts) - 2, -1, -1):
        row = texts[number]
        if len(row) == width or (number == 0 and "" in row):
            own = _kept([*row, *[""] * (width - len(row))], depth, number == 0)
        else:
            own = _dropped(row, below, width)
        if own is None:
            return None
        found.insert(0, own[: len(row)])
        below = [""] * width
        for text, (column, wide) in zip(row, own, strict=False):
            below[column : column + wide] = [text] * wide
        depth = [under or bool(text) for under, text in zip(depth, below, strict=True)]
    return found


def _kept(row: Sequence[str], depth: Sequence[bool], top: bool) -> Spans:
    """Covered cells are blank: one is covered from the left where something is printed below it, else from above. Nothing is
    above the top row."""
    spans: Spans = []
    head = 0
    for column, text in enumerate(row):
        covered = not text and column and (top or depth[column]) and (row[head] or top)
        if covered and (top or head + spans[head][1] == column):
            spans[head] = (head, spans[head][1] + 1)
            spans.append((column, 0))
        else:
            spans.append((column, 1))
            head = column
    return spans


def _dropped(row: Sequence[str], below: Sequence[str], width: int) -> Spans | None:
    """Cells covered from the left are missing: a heading above a blank stands alone, the others share what is printed below, in
    the way that their words bear out most; None where two ways are alike."""
    ranked = sorted(((_likelihood(row, below, spans), spans) for spans in _sharings(len(row), below, width)), reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


def _sharings(headings: int, below: Sequence[str], width: int, column: int = 0) -> Iterator[Spans]:
    if headings == 0 or column >= width:
        if headings == 0 and column == width:
            yield []
        return
    end = next((c for c in range(column, width) if not below[c]), width)
    for wide in range(1, max(1, end - column) + 1):
        if headings - 1 <= width - column - wide:
            yield from ([(column, wide), *rest] for rest in _sharings(headings - 1, below, width, column + wide))


def _likelihood(row: Sequence[str], below: Sequence[str], spans: Spans) -> int:
    """How much speaks for headings over these columns: groups begin alike, with a subtotal, or with the changes that their
    heading speaks of; a heading over one other heading is rare."""
    points = 0
    for number, (column, wide) in enumerate(spans):
        if not below[column]:
            continue
        points -= 2 * (wide == 1)
        if column and below[column - 1]:
            before, before_wide = spans[number - 1]
            alike = below[column] == below[before] or (
                statement_terms.is_total(below[column]) and statement_terms.is_total(below[before])
            )
            change = _CHANGE.search(row[number]) and _CHANGE.search(below[column]) and not _CHANGE.search(below[column - 1])
            points += (2 if alike or change else -1) + (wide == before_wide)
    return points


def with_wide_totals(table: Table, header: Header) -> Table:
    """The table of a text export in which the label of a total (合计), or a whole code, reaches again over the label columns
    beside it.

    The export dropped what they covered where a figure stands in a label's column, or a name beside 类; it left blanks where a
    total's figure stands in another block.
    """
    if not table.ragged:
        return table
    labels = {column.place: column.role for block in header.blocks for column in block.labels}
    amounts = {column.place for column in header.amounts}
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    made: list[Cell] = []
    for number, row in sorted(rows.items()):
        made += _wide_total(row, table.columns, labels, amounts) if number >= header.last else row
    return msgspec.structs.replace(table, cells=tuple(made))


def _wide_total(row: list[Cell], width: int, labels: dict[int, str], amounts: set[int]) -> list[Cell]:
    missing = width - len(row)
    own, second = (values.comparable(cell.text) for cell in row[:2]) if len(row) > 1 else ("", "")
    covered = [labels.get(place, "") for place in range(missing + 1)]
    is_total = statement_terms.is_total(own) and bool(_FIGURE.match(second)) and all(covered)
    is_code = own.isdigit() and len(own) in (3, 5, 7) and not second.isdigit() and set(covered) <= _CODES
    if missing > 0 and (is_total or is_code):
        moved = [msgspec.structs.replace(cell, column=cell.column + missing) for cell in row[1:]]
        return [msgspec.structs.replace(row[0], column_span=missing + 1), *moved]
    if missing:
        return row
    for place, cell in enumerate(row):
        end = next((n for n in range(place + 1, len(row)) if row[n].text.strip()), place + 1)
        between = set(range(place + 1, end))
        if cell.text.strip() and statement_terms.is_total(cell.text) and between & amounts and end in amounts:
            first = min(between & amounts)
            if any(column > first for column in between & set(labels)):
                wide = msgspec.structs.replace(cell, column_span=end - place)
                return [*row[:place], wide, *row[end:]]
    return row
