"""收支总表, 支出表, “三公”经费表 …: the standard tables of a budget or of final accounts, read line by line.

A table is known by its title, its headings and its unit of money. Where a title is not known the lines are kept without a
canonical statement, and so are columns; a finding names the words. A table without any figure (空表列示, a template) yields no
line and is named by a finding. Not in here: project target tables and self-evaluations, organisations, the running text.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from yusuan import statement_terms, values
from yusuan.document import Cell, Document, Table
from yusuan.forms import (
    statement_breaks,
    statement_columns,
    statement_contents,
    statement_exports,
    statement_figures,
    statement_rows,
    statement_titles,
)
from yusuan.forms.department_target import is_of_department
from yusuan.forms.statement_columns import Column, Header
from yusuan.forms.statement_rows import Line
from yusuan.forms.statement_titles import Caption
from yusuan.records import Records, in_cells
from yusuan.values import Amount, Unreadable


@dataclass(frozen=True, slots=True)
class _Found:
    """A statement in a document: its blocks (the first is the one that the caption stands above), whole."""

    blocks: tuple[int, ...]
    table: Table
    caption: Caption
    header: Header

    @property
    def statement(self) -> str | None:
        return self.caption.statement or _by_headings(self.header)


def recognise(document: Document) -> frozenset[int]:
    """Tables of amounts under a title of the standard set, or with headings that only such tables have."""
    return frozenset(index for found in _statements(document) for index in found.blocks)


def parse(document: Document, blocks: frozenset[int], records: Records) -> None:
    """Adds `statement_lines` with lineage; findings for what is unknown, unreadable or without figures."""
    statements = [found for found in _statements(document) if found.blocks[0] in blocks]
    for title, page in statement_contents.missing(document, (found.statement for found in statements)):
        records.find(
            "extraction.statement_not_found", "warning", f"目录列有《{title}》，正文中没有找到这张表",
            f"The contents name the table “{title}”, which was not found",
            dataset="statement_lines", column="statement", value=title, page=page,
        )  # fmt: skip
    if records.document.get("fiscal_year") is None:  # tables without a cover
        years = {year for found in statements if (year := statement_terms.year(found.caption.title))}
        records.document["fiscal_year"] = years.pop() if len(years) == 1 else None
    for number, found in enumerate(statements, 1):
        note = statement_titles.empty_note(document.blocks, found.blocks[-1])
        _add_statement(number, found, note, records)


def _statements(document: Document) -> Iterator[_Found]:
    taken: set[int] = set()
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Table) or block.hidden or index in taken or is_of_department(document.blocks, index):
            continue
        whole = statement_breaks.with_whole_heading(statement_exports.with_spans(block))
        header = statement_columns.header_of(whole)
        if header is None:
            continue
        caption = statement_titles.caption(document.blocks, index)
        if _is_statement(caption, header):
            places, table = _whole(document, index, whole)
            taken.update(places)
            yield _Found(places, table, caption, header)


def _whole(document: Document, index: int, table: Table) -> tuple[tuple[int, ...], Table]:
    """The table with what follows of it on the next pages, only page numbers and running heads between."""
    places = (index,)
    while (place := statement_titles.next_table(document.blocks, places[-1])) is not None:
        part = document.blocks[place]
        whole = statement_breaks.continued(table, part) if isinstance(part, Table) else None
        if whole is None:
            break
        places, table = (*places, place), whole
    return places, table


def _is_statement(caption: Caption, header: Header) -> bool:
    known = sum(1 for column in header.amounts if column.term)
    unit = caption.unit or any(column.unit for column in header.amounts)
    if caption.statement:
        return known > 0 or bool(unit)
    told = caption.title or header.has_codes or len(header.sides) > 1 or _by_headings(header)
    return bool(unit) and known > 0 and bool(told)


def _by_headings(header: Header) -> str | None:
    """The statement that only its headings can be of; None where several have such headings."""
    terms = {column.term for column in header.amounts}
    if {"official_reception", "overseas_travel"} <= terms:
        return "three_public"
    if "procurement" in terms:
        return "government_procurement"
    if len(header.sides) > 1:
        return "appropriation_summary" if {"general_public_budget", "government_fund"} <= terms else "revenue_expenditure_summary"
    if {"institutional_revenue", "other_revenue"} <= terms:
        return "revenue_summary"
    if {"remitted_to_superior", "subsidiary_subsidies"} <= terms:
        return "expenditure_summary"
    return None


def _add_statement(number: int, found: _Found, note: str | None, records: Records) -> None:
    table, caption, header, statement = found.table, found.caption, found.header, found.statement
    name = caption.title or "（无标题）"
    if caption.statement is None:
        _find_unknown_table(name, statement, table, records)
    _find_unknown_columns(name, header, table, records)
    whole = statement_exports.with_wide_totals(statement_breaks.mended(table, header), header)
    lines = statement_rows.lines_of(whole, header)
    if not statement_rows.has_figures(lines):
        said = f"：“{note}”" if note else "，也没有说明"
        records.find(
            "extraction.empty_statement", "info", f"报表《{name}》没有金额（空表或模板）{said}",
            f"The table “{name}” prints no figure (an empty table or a template)",
            dataset="statement_lines", value=statement, page=table.page,
        )  # fmt: skip
        return
    if note and statement_rows.has_amounts(lines):
        records.find(
            "extraction.empty_note_contradicted", "warning", f"报表《{name}》印有金额，表下却注明为空表：“{note}”",
            f"The table “{name}” prints figures, and a note says that it is empty",
            dataset="statement_lines", value=note, page=table.page,
        )  # fmt: skip
    if caption.unit is None and any(column.unit is None for column in header.amounts):
        records.find(
            "extraction.unit_missing", "warning", f"报表《{name}》没有标明金额单位，金额未读取",
            f"The table “{name}” declares no unit for its amounts; they were not read",
            dataset="statement_lines", value=name, page=table.page,
        )  # fmt: skip
    places = {column.place: place for place, column in enumerate(header.amounts, 1)}
    for line_number, (line, item) in enumerate(zip(lines, _items(lines, header), strict=True), 1):
        head: dict[str, Any] = {
            "statement": statement,
            "statement_title": caption.title,
            "line_number": line_number,
            "side": header.blocks[line.block].side,
            "code": line.code,
            "name": line.name,
            "item": item,
            "page": _page(line, table),
        }
        place = f"s{number:02d}-l{line_number:03d}"
        for column, cell in line.amounts:
            _add_amount(f"{place}-c{places[column.place]}", head, line, column, cell, caption, records)
        statement_figures.add(place, head, line, records)
        if line.padded:
            records.find(
                "extraction.code_padded", "info", f"报表《{name}》的科目编码缺前导零，按{line.code}读取（{line.name}）",
                f"A code in the table “{name}” lacks its leading zero; it was read as {line.code}",
                dataset="statement_lines", value=line.code, page=head["page"],
            )  # fmt: skip


def _add_amount(
    place: str, head: dict[str, Any], line: Line, column: Column, cell: Cell | None, caption: Caption, records: Records
) -> None:
    if cell is None and _reached_over(line, column):
        return
    unit = column.unit or caption.unit
    if line.doubtful:
        _find_unkept(line, cell, caption.title, records)
        cell = None
    elif statement_figures.counts(line, head["statement"]):
        cell = None  # kept by `statement_figures`
    amount = _amount(cell, unit, caption.title, records)
    read = {
        **head,
        "column": column.term,
        "column_text": column.text or f"第{column.place + 1}列",
        "amount_yuan": amount and amount.yuan(unit or "元"),
        "printed_unit": unit,
        "printed_decimals": amount and amount.decimals,
    }
    sources = {
        "amount_yuan": in_cells(cell) if amount else None,
        "name": in_cells(*line.named) if line.name else None,
        "code": in_cells(*line.coded) if line.code else None,
    }
    records.add("statement_lines", "statement_line_id", place, read, sources)


def _reached_over(line: Line, column: Column) -> bool:
    """Whether the label's cell covers the column: there is no place for an amount."""
    return any(cell.column <= column.place < cell.column + cell.column_span for cell in line.named)


def _page(line: Line, table: Table) -> int | None:
    cells: list[Cell] = [*line.named, *line.coded, *(cell for _, cell in line.amounts if cell)]
    return next((cell.page for cell in cells if cell.page is not None), table.page)


def _amount(cell: Cell | None, unit: str | None, name: str | None, records: Records) -> Amount | None:
    if cell is None or unit is None:
        return None
    try:
        amount = values.amount(cell.text)
        if amount is not None:
            amount.yuan(unit)
        return amount
    except Unreadable as problem:
        records.find(
            "extraction.unreadable_amount", "error", f"报表《{name}》有金额无法读取：{problem}",
            f"An amount of the table “{name}” cannot be read: {problem}",
            dataset="statement_lines", column="amount_yuan", value=cell.text, page=cell.page,
        )  # fmt: skip
        return None


def _find_unknown_table(name: str, statement: str | None, table: Table, records: Records) -> None:
    taken = f"by its headings it is taken for {statement}" if statement else "its lines have no canonical statement"
    words = f"按栏目认作{statement}" if statement else "未归入任何标准报表"
    records.find(
        "extraction.unknown_table", "info" if statement else "warning", f"报表名称《{name}》不认识，{words}，各行照录",
        f"The table's title “{name}” is not known; {taken}",
        dataset="statement_lines", column="statement", value=name, page=table.page,
    )  # fmt: skip


def _find_unkept(line: Line, cell: Cell | None, title: str | None, records: Records) -> None:
    if cell is None or not cell.text.strip():
        return
    records.find(
        "extraction.row_unplaced", "warning",
        f"报表《{title}》“{line.name}”的“{values.tidy(cell.text)}”没有作为金额读取：该行可能缺了空格，金额所属栏目不能确定",
        f"A number of the table “{title}” was not read as an amount: the row may have lost a blank cell",
        dataset="statement_lines", column="amount_yuan", value=values.tidy(cell.text), page=cell.page,
    )  # fmt: skip


def _find_unknown_columns(name: str, header: Header, table: Table, records: Records) -> None:
    for column in header.amounts:
        if column.term is None:
            records.find(
                "extraction.unknown_column", "warning", f"报表《{name}》的栏目“{column.text}”不认识，金额照录",
                f"The column “{column.text}” of the table “{name}” is not known; its amounts are kept without a canonical term",
                dataset="statement_lines", column="column", value=column.text or None, page=table.page,
            )  # fmt: skip
    for column in (column for block in header.blocks for column in block.aside):
        text = "/".join(values.tidy(cell.text) or "" for cell in column.headings)
        records.find(
            "extraction.column_not_kept", "info",
            f"报表《{name}》的栏目“{text}”是同一金额的另一套分类，未收入报表行",
            f"The column “{text}” of the table “{name}” classifies the same amounts once more; it is not among its lines",
            dataset="statement_lines", column="code", value=text, page=table.page,
        )  # fmt: skip


def _items(lines: list[Line], header: Header) -> list[str | None]:
    """Canonical terms of the lines. Of several totals of one block the last is the grand total, whatever it is called."""
    items = [statement_terms.line(line.name) for line in lines]
    for number, block in enumerate(header.blocks):
        grand, current = f"total_{block.side}", f"current_{block.side}"
        own = [place for place, line in enumerate(lines) if line.block == number]
        totals = [p for p in own if items[p] in ("total", grand) or statement_terms.bare_name(lines[p].name) == "小计"]
        for place in totals if block.side else ():
            items[place] = grand if place == totals[-1] else current
    return items
