"""A project's performance-target form (项目绩效目标表), one table a project: Hebei's performance texts and their kin.

A numbered heading (`3.就业工作经费绩效目标表`), a line with the budget unit and the unit of money, a head block with code, name,
amounts, purpose and spending plan, the goals, and the indicator table; in budget disclosures heading, goals and indicators alone.
Read from tables with and without geometry: values stand to the right of their labels, indicators below their headings.

Not in here: flat tables with one project a row (`flat_target`), text without columns (`untabbed_target`), self-evaluations.
"""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from yusuan import codes, values
from yusuan.document import Block, Cell, Document, Paragraph, Table, page_place
from yusuan.forms import project_records
from yusuan.forms.headings import Heading, lead_heading
from yusuan.forms.indicator_rows import Header, headers, joined_text, names_indicator, read_rows, rows_of
from yusuan.records import Records, in_cells

# Words of the head block, in comparable form and without 其中 and brackets.
_LABELS = {
    "项目编码": "project_code", "项目代码": "project_code", "项目编号": "project_code",
    "项目名称": "project_name",
    "预算数": "budget", "预算金额": "budget", "年度资金总额": "budget", "预算资金": "budget", "项目预算": "budget",
    "财政资金": "fiscal_funds", "财政拨款": "fiscal_funds", "财政性资金": "fiscal_funds",
    "当年财政拨款": "fiscal_funds",
    "其他资金": "other_funds",
    "上年结转": "carried_forward", "上年结转资金": "carried_forward",
    "用途": "purpose", "资金用途": "purpose",
    "实施单位": "unit_name", "项目单位": "unit_name", "单位名称": "unit_name",
}  # fmt: skip
_SECTIONS = {
    "预算规模及资金用途": "funds", "预算规模": "funds", "项目资金": "funds", "资金情况": "funds",
    "资金支出计划": "plan", "资金使用计划": "plan", "支出计划": "plan",
    "绩效目标": "goals", "年度绩效目标": "goals", "项目绩效目标": "goals", "总体目标": "goals", "年度目标": "goals",
    "总体绩效目标": "goals", "年度总体目标": "goals",
}  # fmt: skip
_DATE = re.compile(r"^(\d{1,2})月(?:底|末|份|\d{1,2}日)?(?:前)?$")
_MONEY = ("budget", "fiscal_funds", "other_funds", "carried_forward")
_FLAT = {"project_code", "project_name", "budget"}


@dataclass(frozen=True, slots=True)
class _Form:
    """One project's form: its head in the rows `head_rows` of `head`, its indicators in `table` from `header` to `stop`.

    Head and indicators stand in one table or in two that follow each other (`blocks`).
    """

    head: Table
    head_rows: range
    table: Table
    header: Header
    stop: int
    heading: Heading
    blocks: tuple[int, ...]


@dataclass
class _Head:
    """The head block as printed: cells by field, purpose and goals as cells, the plan as pairs of date and percentage cells."""

    fields: dict[str, Cell] = field(default_factory=dict)
    labels: dict[str, Cell] = field(default_factory=dict)
    purpose: list[Cell] = field(default_factory=list)
    goals: list[Cell] = field(default_factory=list)
    plan: list[tuple[Cell, Cell | None]] = field(default_factory=list)
    stray: list[Cell] = field(default_factory=list)


def recognise(document: Document) -> frozenset[int]:
    return frozenset(index for form in _forms(document.blocks) for index in (*form.blocks, *form.heading.blocks))


def parse(document: Document, blocks: frozenset[int], records: Records) -> None:
    unit = _document_unit(document.blocks)
    for form in _forms(document.blocks):
        _add_project(form, unit, records)


def _forms(blocks: Sequence[Block]) -> Iterator[_Form]:
    """The forms of a document, of which a table (a sheet) may hold several: each begins with the first row of a head behind an
    indicator table. A head at a table's end goes on in the next table, if nothing but text without a heading stands between."""
    pending: tuple[int, Table, range, Heading] | None = None
    for index, block in enumerate(blocks):
        if not isinstance(block, Table) or block.hidden:
            continue
        rows = rows_of(block)
        parts = _parts(block, rows)
        leads = [_with_lead(rows, start) for start, _ in parts] + [block.rows]
        for (start, header), lead, stop in zip(parts, leads, leads[1:], strict=False):
            above = [cell for number in range(lead, start) for cell in rows[number] if cell.text.strip()]
            name = _printed_name(rows[start : header.row if header else stop])
            heading = lead_heading(blocks, index if lead == leads[0] else 0, above, name)
            if header is None:
                pending = (index, block, range(start, stop), heading)
                continue
            begun = any(_is_head_row(rows[number], number) for number in range(start, header.row))
            head, head_rows, places = block, range(start, header.row), (index,)
            if pending is not None and not begun and heading.title is None:
                places, head, head_rows, heading = (pending[0], index), *pending[1:]
                begun = True
            pending = None
            if {"actual", "score"} & set(header.columns) or _is_flat(rows[header.row]) or heading.is_department_wide:
                continue
            if begun or heading.title is not None:
                yield _Form(head, head_rows, block, header, stop, heading, places)


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
        elif begun is None and _is_head_row(cells, number):
            begun = number
    return parts if begun is None else [*parts, (begun, None)]


def _is_head_row(cells: Sequence[Cell], number: int) -> bool:
    own = [_label(cell) for cell in cells if cell.row == number]
    return any(name in ("project_code", "project_name", "goals", "funds") for name in own)


def _printed_name(rows: Sequence[Sequence[Cell]]) -> str | None:
    """What stands beside 项目名称, in comparable form."""
    for cells in rows:
        for cell, following in pairwise(cell for cell in cells if cell.text.strip()):
            if _label(cell) == "project_name":
                return values.comparable(following.text)
    return None


def _is_flat(cells: Sequence[Cell]) -> bool:
    """Whether the headings of indicators stand in one row with those of projects: a flat table, one project a row."""
    return any(_label(cell) in _FLAT for cell in cells)


def _with_lead(rows: Sequence[Sequence[Cell]], start: int) -> int:
    """The first row of a form with the title rows above it that stand inside the table (sheets, web pages)."""
    while start > 0 and len({cell.text.strip() for cell in rows[start - 1] if cell.text.strip()}) <= 1:
        start -= 1
    return start


def _label(cell: Cell) -> str | None:
    printed = re.sub(r"^其中[:：]?|[(（][^()（）]*[)）]$|[:：]$", "", values.comparable(cell.text))
    printed = re.sub(r"^其中[:：]?|[(（][^()（）]*[)）]$", "", printed)
    return _LABELS.get(printed) or _SECTIONS.get(printed)


def _head(form: _Form) -> _Head:
    head = _Head()
    section: str | None = None
    dates: dict[int, Cell] = {}
    rows = rows_of(form.head)
    for number in form.head_rows:
        cells = rows[number]
        first = cells[0] if cells else None
        if first is not None and first.text.strip() and first.row == number:
            section = _label(first) if _label(first) in set(_SECTIONS.values()) else None
            if section == "funds":
                head.labels[section] = first
        named = _labelled(cells, number)
        head.labels |= {name: label for name, (label, _) in named.items()}
        head.fields |= {name: value for name, (_, value) in named.items() if value is not None}
        if named:
            continue
        free = [cell for cell in cells if cell.text.strip() and cell is not first]
        if first is not None and section is None and first.row == number:
            head.stray += [cell for cell in (first, *free) if cell.text.strip()]
        elif section == "funds":
            head.purpose += free
        elif section == "goals":
            head.goals += [cell for cell in free if cell.row == number]
        elif section == "plan":
            printed = {cell.column: cell for cell in free if _DATE.match(values.comparable(cell.text))}
            if printed:
                dates = printed
                continue
            head.plan, rest = _plan(dates, free)
            head.stray += rest
            dates = {}
    if dates and not head.plan:
        head.plan = [(cell, None) for cell in dates.values()]
    return head


def _labelled(cells: Sequence[Cell], number: int) -> dict[str, tuple[Cell, Cell | None]]:
    """The labelled values of a row: by name the label's cell and the first printed cell between it and the next label."""
    found: dict[str, tuple[Cell, Cell | None]] = {}
    name: str | None = None
    for cell in cells:
        label = _label(cell) if cell.row == number else None
        if label is not None and label in set(_LABELS.values()) and label not in found:
            name, found[label] = label, (cell, None)
        elif name is not None and cell.text.strip() and found[name][1] is None:
            found[name] = (found[name][0], cell)
    return found


def _plan(dates: dict[int, Cell], percents: Sequence[Cell]) -> tuple[list[tuple[Cell, Cell | None]], list[Cell]]:
    """Each date with the percentage below it, and the percentages that stand below no date."""
    pairs: list[tuple[Cell, Cell | None]] = []
    placed: list[Cell] = []
    for when in dates.values():
        below = [cell for cell in percents if _overlap(cell, when)]
        pairs.append((when, below[0] if below else None))
        placed += below[:1]
    return pairs, [cell for cell in percents if cell not in placed]


def _overlap(cell: Cell, other: Cell) -> bool:
    return cell.column < other.column + other.column_span and other.column < cell.column + cell.column_span


def _add_project(form: _Form, document_unit: str | None, records: Records) -> None:
    head = _head(form)
    heading = form.heading
    place = project_records.next_place(records)
    project_id = f"{records.document_id}-{place}"
    own = (cell.page for cell in form.head.cells if cell.row >= form.head_rows.start and cell.page is not None)
    page = next(own, form.head.page)
    name = head.fields.get("project_name")
    project_name = values.tidy(name.text) if name else heading.project_name
    if project_name is None:
        _find(
            records, "nameless_project", "error", form, None, "绩效目标表没有项目名称", "The target table names no project", page
        )
        return
    unit = heading.printed_unit or _label_unit(head) or document_unit
    amounts, decimals = _amounts(head, unit, project_id, records, page)
    code = codes.joined(head.fields["project_code"].text) if "project_code" in head.fields else None
    unit_cell = head.fields.get("unit_name")
    unit_name = heading.unit_name or (values.tidy(unit_cell.text) if unit_cell else None)
    purpose = head.purpose or ([head.fields["purpose"]] if "purpose" in head.fields else [])
    read = {
        "ordinal": heading.ordinal,
        "title": heading.title or project_name,
        "unit_code": heading.unit_code,
        "unit_name": unit_name,
        "project_code": code,
        "project_code_check": codes.check_project_code(code),
        "project_name": project_name,
        **amounts,
        "budget_source": "table" if amounts["budget_yuan"] is not None else None,
        "purpose": values.tidy(joined_text(cell.text for cell in purpose)),
        "printed_unit": unit if decimals is not None else None,
        "printed_decimals": decimals,
        "page": page,
    }
    name_source = in_cells(name) if name else heading.title_source
    sources = {
        "ordinal": heading.title_source,
        "title": heading.title_source or name_source,
        "unit_code": heading.unit_source,
        "unit_name": heading.unit_source or (in_cells(unit_cell) if unit_cell else None),
        "project_code": in_cells(head.fields.get("project_code")),
        "project_code_check": in_cells(head.fields.get("project_code")),
        "project_name": name_source,
        **{f"{column}_yuan": in_cells(head.fields.get(column)) for column in _MONEY},
        "purpose": in_cells(*purpose),
        "printed_unit": heading.money_source,
    }
    known = {column: source for column, source in sources.items() if read[column] is not None}
    records.add("projects", "project_id", place, read, known)
    project_records.add_unit(records, heading.unit_code, unit_name, known.get("unit_name"), page)
    goals = joined_text(cell.text for cell in head.goals)
    project_records.add_goals(records, place, goals, in_cells(*head.goals), page)
    _add_plan(head, place, records, page)
    rows = read_rows(form.table, form.header, form.stop)
    project_records.add_indicators(records, place, [row for row in rows if names_indicator(row)])
    for cell in head.stray:
        message = f"项目“{project_name}”表头中的内容无法归位：{values.tidy(cell.text)}"
        english = "Text in the head of a target table that fits no field"
        _find(records, "unplaced_cell", "warning", form, cell, message, english, page, project_id)


def _amounts(
    head: _Head, unit: str | None, project_id: str, records: Records, page: int | None
) -> tuple[dict[str, object], int | None]:
    """The amounts in yuan by column, and the decimals printed; what cannot be read becomes a finding and stays blank."""
    amounts: dict[str, object] = {}
    decimals: int | None = None
    for column in _MONEY:
        amounts[f"{column}_yuan"] = None
        cell = head.fields.get(column)
        try:
            printed = values.amount(cell.text if cell else None)
            if printed is None:
                continue
            if unit is None:
                raise values.Unreadable("没有注明金额单位")
            amounts[f"{column}_yuan"] = printed.yuan(unit)
            decimals = printed.decimals if decimals is None else max(decimals, printed.decimals)
        except values.Unreadable as problem:
            place = f"{page_place(page)}单元格{'、'.join(cell.sources)}" if cell else page_place(page)
            records.find(
                "extraction.unreadable_amount", "error",
                f"{place}的金额无法读取：{problem}", f"The amount in {column} cannot be read",
                dataset="projects", record_id=project_id, column=f"{column}_yuan", value=cell.text if cell else None, page=page,
            )  # fmt: skip
    return amounts, decimals


def _add_plan(head: _Head, place: str, records: Records, page: int | None) -> None:
    """One record a printed date; the dates are those of the document's fiscal year."""
    project_id = f"{records.document_id}-{place}"
    year = records.document.get("fiscal_year")
    for number, (when, percent) in enumerate(head.plan, 1):
        month = int(_DATE.match(values.comparable(when.text))[1])
        due = date(year, month, calendar.monthrange(year, month)[1]) if year and 1 <= month <= 12 else None
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
        f"extraction.{rule}", severity, f"{where}：{message}", message_en,
        dataset="projects", record_id=record_id, value=text, page=page,
    )  # fmt: skip


def _label_unit(head: _Head) -> str | None:
    """The unit that the words over an amount declare (预算数（万元）)."""
    match = re.search(r"[(（](亿元|万元|元)[)）]", "".join(values.comparable(cell.text) for cell in head.labels.values()))
    return match[1] if match else None


def _document_unit(blocks: Sequence[Block]) -> str | None:
    """The unit of money that the whole document declares, if it declares one alone; for tables without a line of their own."""
    declared = {values.declared_unit(block.text) for block in blocks if isinstance(block, Paragraph)} - {None}
    return declared.pop() if len(declared) == 1 else None
