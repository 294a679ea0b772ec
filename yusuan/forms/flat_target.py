"""部门预算项目绩效目标表: one flat table of all projects of a department (Sichuan's 公开表6, Yunnan's and near variants).

单位名称 | 项目名称 | 预算数 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 权重 | 指标方向性: a row
an indicator; unit, project, amount and goal are merged over their rows, the first row is the department's total. Not in here:
forms with one table a project, self-evaluations (`self_evaluation.py`); headings and rows are `flat_columns.py`, `flat_rows.py`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from yusuan import codes, values
from yusuan.document import Cell, Document, Paragraph, Table
from yusuan.forms import flat_columns, flat_rows, indicator_rows
from yusuan.forms.cells import joined_text, rows_of
from yusuan.forms.flat_columns import Header
from yusuan.forms.flat_rows import Project
from yusuan.forms.indicator_rows import IndicatorRow
from yusuan.forms.printed_amounts import amount_and_unit
from yusuan.forms.project_records import add_goals, add_indicators, add_unit, next_place
from yusuan.records import Records, in_cells
from yusuan.values import Unreadable

_MONEY = {"budget": "budget_yuan", "fiscal_funds": "fiscal_funds_yuan", "other_funds": "other_funds_yuan"}


@dataclass(frozen=True, slots=True)
class _Read:
    """What a table leaves to the one that goes on with it: where it stands, its headings, unit of money and last budget unit."""

    index: int
    header: Header
    unit: str | None
    last_unit: flat_rows.Unit | None


def recognise(document: Document) -> frozenset[int]:
    """Tables that name the project and the indicator's levels in one heading row, and nothing that was reached or scored."""
    return frozenset(
        index
        for index, block in enumerate(document.blocks)
        if isinstance(block, Table)
        and not block.hidden
        and (header := flat_columns.header_of(block))
        and not {"actual", "score"} & header.indicators.columns.keys()
    )


def parse(document: Document, blocks: frozenset[int], records: Records) -> None:
    """Adds units, projects, goals, indicators and the printed totals of the flat tables."""
    previous: _Read | None = None
    for index in sorted(blocks):
        table = document.blocks[index]
        header = flat_columns.header_of(table) if isinstance(table, Table) else None
        if not isinstance(table, Table) or header is None:
            continue
        for cell in header.unknown:
            name = values.tidy(cell.text)
            records.find(
                "extraction.unknown_heading", "warning", f"项目绩效目标表的栏目“{name}”不认识，该栏未读取",
                f"The target table's column “{name}” is not known and was not read", value=name, page=cell.page,
            )  # fmt: skip
        unit = header.unit or _declared_unit(document, index, table, header)
        if unit is not None or (previous and not _goes_on(document, previous, index, header)):
            previous = None
        if previous is not None:
            unit = previous.unit
        if unit is None and "budget" in header.columns:
            records.find(
                "extraction.unit_missing", "warning", "项目绩效目标表没有标明金额单位，金额未读取",
                "The target table declares no unit for its amounts; they were not read", page=table.page,
            )  # fmt: skip
        printed_between = table.ragged
        if printed_between:
            table = flat_rows.straightened(table, header, records)
        before = previous.last_unit if previous else None
        reading = flat_rows.read(table, header, records, printed_between=printed_between, before=before)
        previous = _Read(index, header, unit, reading.units[-1] if reading.units else before)
        for named in reading.units:
            code, name = _unit_values(named.text)
            add_unit(records, code, name, in_cells(*named.cells), named.cells[0].page)
        for cells in reading.totals:
            _add_total(cells, header, unit, records)
        rows = indicator_rows.read_rows(table, header.indicators)
        for project in reading.projects:
            place = _add_project(project, unit, records)
            _add_indicators(project, place, rows, records)


def _goes_on(document: Document, previous: _Read, index: int, header: Header) -> bool:
    """Whether a table goes on with the one before it: the same headings again, and no title or line of units between."""
    between = document.blocks[previous.index + 1 : index]
    titled = any(not isinstance(block, Paragraph) or re.search("表|单位", block.text) for block in between)
    return not titled and list(header.columns) == list(previous.header.columns)


def _declared_unit(document: Document, index: int, table: Table, header: Header) -> str | None:
    """The unit line nearest above the heading: a row of the table itself, or a paragraph before it."""
    above = [cell.text for row in rows_of(table)[: header.row] for cell in row]
    for block in reversed(document.blocks[:index]):
        if not isinstance(block, Paragraph):
            break
        above.insert(0, block.text)
    return next((unit for text in reversed(above) if (unit := values.declared_unit(text))), None)


def _unit_values(text: str | None) -> tuple[str | None, str | None]:
    """Code and name of a unit; a code that is not of six digits stays in the name, as printed."""
    code, name = flat_columns.coded(text)
    return (code, name) if code is None or len(code) == 6 else (None, text)


def _add_total(cells: dict[str, Cell], header: Header, unit: str | None, records: Records) -> None:
    label = cells.get("unit_name") or cells.get("project_name")
    code, name = flat_columns.coded(label.text if label else None)
    if flat_columns.is_total(name):
        name = None
    printed = _amount([cells["budget"]], unit, "totals", "amount_yuan", records)
    amount, unit = printed or (None, unit)
    read = {
        "scope": "unit" if code and len(code) > 3 else "department",
        "unit_code": code,
        "unit_name": name,
        "item": "budget_total",
        "item_text": values.tidy(header.budget_heading.text) if header.budget_heading else None,
        "amount_yuan": amount.yuan(unit) if amount and unit else None,
        "stated_in": "table",
        "quote": " ".join(values.tidy(cell.text) or "" for cell in (label, cells["budget"]) if cell),
        "printed_unit": unit,
        "printed_decimals": amount.decimals if amount else None,
        "page": cells["budget"].page,
    }
    place = f"t{len(records.rows.get('totals', ())) + 1:02d}"
    money, named = in_cells(cells["budget"]), in_cells(label) if label else None
    sources = {
        "amount_yuan": money, "quote": in_cells(label, cells["budget"]), "unit_code": named, "unit_name": named,
        "item_text": in_cells(header.budget_heading),
    }  # fmt: skip
    records.add("totals", "total_id", place, read, {key: source for key, source in sources.items() if read[key] is not None})


def _add_project(project: Project, unit: str | None, records: Records) -> str:
    """Adds the project and its goals; returns its place."""
    place = next_place(records)
    name = project.text("project_name")
    code, unit_name = _unit_values(project.unit.text if project.unit else None)
    project_code = codes.joined(project.text("project_code"))
    read: dict[str, Any] = {
        "ordinal": None,
        "title": name,
        "unit_code": code,
        "unit_name": unit_name,
        "project_code": project_code,
        "project_code_check": codes.check_project_code(project_code),
        "project_name": name,
        "budget_yuan": None,
        "fiscal_funds_yuan": None,
        "other_funds_yuan": None,
        "budget_source": None,
        "purpose": None,
        "printed_unit": unit,
        "printed_decimals": None,
        "page": project.page,
    }
    sources = {"title": project.source("project_name"), "project_name": project.source("project_name")}
    sources["project_code"] = project.source("project_code")
    for column in ("unit_code", "unit_name"):
        if project.unit is not None and read[column] is not None:
            sources[column] = in_cells(*project.unit.cells)
    for role, column in _MONEY.items():
        cells = project.amount(role)
        printed = _amount(cells, unit, "projects", column, records) if cells else None
        if printed is not None:
            amount, read["printed_unit"] = printed
            read[column] = amount.yuan(read["printed_unit"])
            read["printed_decimals"] = max(read["printed_decimals"] or 0, amount.decimals)
            sources[column] = in_cells(*cells)
    read["budget_source"] = None if read["budget_yuan"] is None else "table"
    records.add("projects", "project_id", place, read, sources)
    add_goals(records, place, project.text("goal"), project.source("goal"), project.page)
    return place


def _amount(
    cells: Sequence[Cell], unit: str | None, dataset: str, column: str, records: Records
) -> tuple[values.Amount, str] | None:
    text = joined_text(cell.text for cell in cells)
    try:
        return amount_and_unit(text, unit)
    except Unreadable as problem:
        records.find(
            "extraction.unreadable_amount", "error", f"金额无法读取：{problem}", f"An amount cannot be read: {problem}",
            dataset=dataset, column=column, value=text, page=cells[0].page,
        )  # fmt: skip
        return None


def _add_indicators(project: Project, place: str, rows: Iterable[IndicatorRow], records: Records) -> None:
    own = [_without_levels_above(row, project) for row in rows if project.first <= row.rows[0] <= project.last]
    named = [row for row in own if indicator_rows.names_indicator(row)]
    for row in own:
        if row not in named and row.text("weight"):
            records.find(
                "extraction.nameless_row", "warning", f"项目“{project.text('project_name')}”有一行只有权重，没有指标名称和指标值",
                f"A row of the project “{project.text('project_name')}” has a weight but no name and no target",
                dataset="projects", record_id=f"{records.document_id}-{place}",
                value=f"weight={values.comparable(row.text('weight'))}", page=row.page,
            )  # fmt: skip
    add_indicators(records, place, named)


def _without_levels_above(row: IndicatorRow, project: Project) -> IndicatorRow:
    """The row without levels that were filled down from the project above it."""
    above = [
        level
        for level in ("level1", "level2")
        if level in row.fields and all(cell.row + cell.row_span <= project.first for cell in row.fields[level].cells)
    ]
    return replace(row, fields={role: field for role, field in row.fields.items() if role not in above})
