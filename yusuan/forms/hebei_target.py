"""A project's performance-target form (项目绩效目标表), one table a project: Hebei's performance texts and their kin.

A numbered heading (`3.就业工作经费绩效目标表`), a line with the budget unit and the unit of money, a head block with code, name,
amounts, purpose and spending plan, the goals, and the indicator table; in budget disclosures heading, goals and indicators alone.
Read from tables with and without geometry: values stand to the right of their labels, indicators below their headings.

Not in here: flat tables with one project a row (`flat_target`), text without columns (`untabbed_target`), self-evaluations.
"""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from yusuan import codes, values
from yusuan.document import Block, Cell, Document, Table, page_place
from yusuan.forms import project_records, statement_titles
from yusuan.forms.cells import joined_text, rows_of, with_lead
from yusuan.forms.cut_labels import mended
from yusuan.forms.department_target import is_of_department
from yusuan.forms.headings import Heading, lead_heading
from yusuan.forms.indicator_headings import Header, headers
from yusuan.forms.indicator_rows import names_indicator, read_rows
from yusuan.forms.printed_amounts import document_unit, precision_of, read_amounts
from yusuan.forms.target_head import Head, is_flat, is_head_row, label_of, month_of, printed_name, read_head
from yusuan.records import Records, in_cells

_MONEY = ("budget", "fiscal_funds", "other_funds", "carried_forward")
_LEVELS = {"level1", "level2", "level3"}


@dataclass(frozen=True, slots=True)
class _Form:
    """One project's form: its head in the rows `head_rows` of `head`, its indicators in `table` from `header` to `stop`.

    Head and indicators stand in one table or in two that follow each other (`blocks`). A head without indicators has no `header`.
    """

    head: Table
    head_rows: range
    table: Table
    header: Header | None
    stop: int
    heading: Heading
    blocks: tuple[int, ...]


_Pending = tuple[int, Table, range, Heading]  # a head that waits for its indicators: block, table, rows, heading


def recognise(document: Document) -> frozenset[int]:
    return frozenset(index for form in _forms(document.blocks) for index in (*form.blocks, *form.heading.blocks))


def parse(document: Document, blocks: frozenset[int], records: Records) -> None:
    unit = document_unit(document.blocks)
    for form in _forms(document.blocks):
        _add_project(form, unit, records)


def _forms(blocks: Sequence[Block]) -> Iterator[_Form]:
    """The forms of a document, of which a table (a sheet) may hold several: each begins with the first row of a head behind an
    indicator table. A head at a table's end goes on in the next table, if nothing but text without a heading stands between."""
    pending: _Pending | None = None
    for index, block in enumerate(blocks):
        if not isinstance(block, Table) or block.hidden or is_of_department(blocks, index):
            continue
        block = mended(block, lambda cell: label_of(cell) is not None)
        rows = rows_of(block)
        parts = _parts(block, rows)
        leads = [with_lead(rows, start) for start, _ in parts] + [block.rows]
        for (start, header), lead, stop in zip(parts, leads, leads[1:], strict=False):
            above = [cell for number in range(lead, start) for cell in rows[number] if cell.text.strip()]
            name = printed_name(rows[start : header.row if header else stop])
            heading = lead_heading(blocks, index if lead == leads[0] else 0, above, name)
            if header is None:
                yield from _lone(blocks, pending)
                pending = (index, block, range(start, stop), heading)
                continue
            begun = any(is_head_row(rows[number], number) for number in range(start, header.row))
            head, head_rows, places = block, range(start, header.row), (index,)
            if pending is not None and not begun and heading.title is None:
                places, head, head_rows, heading = (pending[0], index), *pending[1:]
                begun = True
            else:
                yield from _lone(blocks, pending)
            pending = None
            if {"actual", "score"} & set(header.columns) or is_flat(rows[header.row]) or heading.is_department_wide:
                continue
            if begun or heading.title is not None:
                yield _Form(head, head_rows, block, header, stop, heading, places)
    yield from _lone(blocks, pending)


def _lone(blocks: Sequence[Block], pending: _Pending | None) -> Iterator[_Form]:
    """A head that no indicators follow, if it is a target form's beyond doubt."""
    if pending is None:
        return
    index, table, head_rows, heading = pending
    if statement_titles.caption(blocks, index).statement:
        return  # a standard table that names projects (政府采购预算明细表)
    rows = rows_of(table)
    cells = [cell for number in head_rows for cell in rows[number]]
    labels = {label_of(cell) for cell in cells}
    if any("科目" in values.comparable(cell.text) for cell in cells):
        return  # projects by classification: a standard table (statements.py)
    if "project_code" in labels or (heading.title and not heading.is_department_wide and "project_name" in labels):
        yield _Form(table, head_rows, table, None, head_rows.stop, heading, (index,))


def _parts(table: Table, rows: Sequence[Sequence[Cell]]) -> list[tuple[int, Header | None]]:
    """Where each form of the table begins, and the heading of its indicators; None for a head at the end without any."""
    heading_rows = {header.row: header for header in headers(table)}
    parts: list[tuple[int, Header | None]] = []
    begun: int | None = None
    for number, cells in enumerate(rows):
        if number in heading_rows:
            if begun is not None or not parts:
                parts.append((begun if begun is not None else number, heading_rows[number]))
                begun = None
        elif begun is None and is_head_row(cells, number):
            begun = number
    return parts if begun is None else [*parts, (begun, None)]


def _add_project(form: _Form, declared: str | None, records: Records) -> None:
    head = read_head(form.head, form.head_rows)
    heading = form.heading
    place = project_records.next_place(records)
    project_id = f"{records.document_id}-{place}"
    own = (cell.page for cell in form.head.cells if cell.row >= form.head_rows.start and cell.page is not None)
    page = next(own, form.head.page)
    name = head.fields.get("project_name")
    # A form that leaves its place for the name blank is a template, unless its heading is one of a numbered series.
    is_blank = "project_name" in head.labels and name is None and heading.ordinal is None
    project_name = values.tidy(name.text) if name else None if is_blank else heading.project_name
    if project_name is None:
        message, english = "绩效目标表没有项目名称", "The target table names no project"
        _find(records, "extraction.nameless_project", "error", form, None, message, english, page)
        return
    unit = heading.printed_unit or _label_unit(head) or declared
    money = {f"{column}_yuan": cell and (cell.text, cell) for column in _MONEY for cell in [head.fields.get(column)]}
    amounts, source_of, printed = read_amounts(money, unit, "projects", project_id, records)
    precision = precision_of(printed)
    code = codes.joined(head.fields["project_code"].text) if "project_code" in head.fields else None
    unit_cell = head.fields.get("unit_name")
    unit_code, unit_name = heading.unit_code, heading.unit_name
    if unit_name is None and unit_cell is not None:
        unit_code, unit_name = codes.unit_line(unit_cell.text) or (unit_code, unit_cell.text)
        unit_name = values.tidy(unit_name)
    purpose = head.purpose or ([head.fields["purpose"]] if "purpose" in head.fields else [])
    read = {
        "ordinal": heading.ordinal,
        "title": heading.title or project_name,
        "unit_code": unit_code,
        "unit_name": unit_name,
        "project_code": code,
        "project_code_check": codes.check_project_code(code),
        "project_name": project_name,
        **amounts,
        "budget_source": "table" if amounts["budget_yuan"] is not None else None,
        "purpose": values.tidy(joined_text(cell.text for cell in purpose)),
        **precision,
        "page": page,
    }
    name_source = in_cells(name) if name else heading.title_source
    sources = {
        "ordinal": heading.title_source,
        "title": heading.title_source or name_source,
        "unit_code": heading.unit_source or (in_cells(unit_cell) if unit_cell else None),
        "unit_name": heading.unit_source or (in_cells(unit_cell) if unit_cell else None),
        "project_code": in_cells(head.fields.get("project_code")),
        "project_code_check": in_cells(head.fields.get("project_code")),
        "project_name": name_source,
        **source_of,
        "purpose": in_cells(*purpose),
        "printed_unit": heading.money_source if precision["printed_unit"] == heading.printed_unit else None,
    }
    known = {column: source for column, source in sources.items() if read[column] is not None}
    records.add("projects", "project_id", place, read, known)
    project_records.add_unit(records, unit_code, unit_name, known.get("unit_name"), page)
    for goals in head.goals.values():
        project_records.add_goals(records, place, joined_text(cell.text for cell in goals), in_cells(*goals), page)
    _add_plan(head, place, records, page)
    rows = read_rows(form.table, form.header, form.stop) if form.header else []
    project_records.add_indicators(records, place, [row for row in rows if names_indicator(row)])
    if not rows:
        message = f"项目“{project_name}”没有读到绩效指标"
        english = "A project has no indicators"
        _find(records, "extraction.no_indicators", "warning", form, None, message, english, page, project_id)
    for row in rows:
        if not names_indicator(row) and row.fields.keys() - _LEVELS:
            cell = next(cell for name, part in row.fields.items() if name not in _LEVELS for cell in part.cells)
            message = f"项目“{project_name}”有一行没有指标名称和指标值，未作为绩效指标"
            english = "A row of the indicator table names no indicator"
            _find(records, "extraction.nameless_indicator", "warning", form, cell, message, english, row.page, project_id)
    for cell in head.stray:
        message = f"项目“{project_name}”表头中的内容无法归位：{values.tidy(cell.text)}"
        english = "Text in the head of a target table that fits no field"
        _find(records, "extraction.unplaced_cell", "warning", form, cell, message, english, page, project_id)


def _add_plan(head: Head, place: str, records: Records, page: int | None) -> None:
    """One record a printed date; the dates are those of the document's fiscal year."""
    project_id = f"{records.document_id}-{place}"
    year = records.document.get("fiscal_year")
    for number, (when, percent) in enumerate(head.plan, 1):
        month = month_of(when)
        due = date(year, month, calendar.monthrange(year, month)[1]) if year and month else None
        try:
            share = values.percentage(percent.text if percent else None)
        except values.Unreadable as problem:
            share = None
            records.find(
                "extraction.unreadable_percent", "error",
                f"{page_place(page)}资金支出计划的比例无法读取：{problem}", "A share of the spending plan cannot be read",
                dataset="spending_plans", record_id=f"{project_id}-d{number:02d}", column="cumulative_percent",
                value=percent.text if percent else None, page=page,
            )  # fmt: skip
        read = {"project_id": project_id, "due_date": due, "cumulative_percent": share.value if share else None, "page": page}
        sources = {"due_date": in_cells(when) if due else None, "cumulative_percent": in_cells(percent) if share else None}
        records.add("spending_plans", "plan_id", f"{place}-d{number:02d}", read, sources)


def _find(
    records: Records,
    rule: str,
    severity: str,
    form: _Form,
    cell: Cell | None,
    message: str,
    message_en: str,
    page: int | None,
    record_id: str | None = None,
) -> None:
    where = f"{page_place(page)}第{form.head.index}个表格" + (f"单元格{'、'.join(cell.sources)}" if cell else "")
    text = cell.text if cell else None
    records.find(
        rule, severity, f"{where}：{message}", message_en,
        dataset="projects", record_id=record_id, value=text, page=page,
    )  # fmt: skip


def _label_unit(head: Head) -> str | None:
    """The unit that the words over an amount declare (预算数（万元）)."""
    match = re.search(r"[(（](亿元|万元|元)[)）]", "".join(values.comparable(text) for text in head.wording))
    return match[1] if match else None
