"""部门整体支出绩效目标表: the targets of a whole department or unit (财预〔2015〕88号 and the provinces' variants).

A head (`department_head.py`: whose it is, its budget by kind and source, the year's tasks with their amounts, the goals), then
the indicators. Both stand in one table or in two that follow each other; a sheet or document may hold several forms, of a
department and its units. Not in here: targets of projects (`hebei_target.py`, `flat_target.py`), what was reached
(`self_evaluation.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from yusuan import values
from yusuan.document import Block, Cell, Document, Paragraph, Table, page_place
from yusuan.forms import department_words as words
from yusuan.forms.cells import joined_text, rows_of, with_lead
from yusuan.forms.cut_labels import mended
from yusuan.forms.department_head import Head, Text, begins_tasks, lists_projects, read_head, task_columns
from yusuan.forms.flat_columns import coded
from yusuan.forms.headings import Heading, lead_heading
from yusuan.forms.indicator_headings import Header, headers
from yusuan.forms.indicator_rows import names_indicator, read_rows
from yusuan.forms.printed_amounts import document_unit, precision_of, read_amounts
from yusuan.forms.project_records import add_goals, add_indicators, add_unit, split_goals
from yusuan.forms.target_head import is_flat, label_of
from yusuan.records import Records, Source, in_cells

_LINES_ABOVE = 5
_TASK_MONEY = {"amount": "amount_yuan", "fiscal_funds": "fiscal_funds_yuan", "other_funds": "other_funds_yuan"}
_TOTAL_MONEY = {"amount": "tasks_total_yuan", "fiscal_funds": "tasks_fiscal_funds_yuan", "other_funds": "tasks_other_funds_yuan"}
_DATASET, _KEY = "department_targets", "department_target_id"


@dataclass(frozen=True, slots=True)
class _Form:
    """One form: its head in the rows `head_rows` of `head`, its indicators in `table` from `header` to `stop`, if it has any."""

    head: Table
    head_rows: range
    table: Table
    header: Header | None
    stop: int
    heading: Heading
    blocks: tuple[int, ...]


def recognise(document: Document) -> frozenset[int]:
    """Tables below a heading of overall targets, or with a block of the year's tasks; none that names a project or was scored."""
    return frozenset(index for form in _forms(document.blocks) for index in (*form.blocks, *form.heading.blocks))


def is_of_department(blocks: Sequence[Block], index: int) -> bool:
    """Whether the table at `blocks[index]` begins a form of this kind; for forms that would take it for theirs."""
    block = blocks[index]
    return isinstance(block, Table) and any(True for _ in _parts(blocks, index, block))


def parse(document: Document, blocks: frozenset[int], records: Records) -> None:
    """Adds department_targets with their tasks, goals and indicators, and the units that they name by code."""
    unit = document_unit(document.blocks)
    for number, form in enumerate(_forms(document.blocks), 1):
        _add_target(f"d{number:02d}", form, unit, records)


def _forms(blocks: Sequence[Block]) -> Iterator[_Form]:
    pending: _Form | None = None
    for index, block in enumerate(blocks):
        if not isinstance(block, Table) or block.hidden:
            continue
        parts = list(_parts(blocks, index, block))
        if pending is not None and (header := _continues(blocks, index, block)):
            yield _Form(pending.head, pending.head_rows, block, header, block.rows, pending.heading, (*pending.blocks, index))
            pending = None
            continue
        if pending is not None:
            yield pending
            pending = None
        for part in parts:
            if part.header is None and part is parts[-1]:
                pending = part
            else:
                yield part
    if pending is not None:
        yield pending


def _continues(blocks: Sequence[Block], index: int, table: Table) -> Header | None:
    """The heading of indicators with which a table goes on with a head above it: no title, no label of a head before it."""
    rows = rows_of(table)
    header = next(iter(headers(table)), None)
    if header is None or {"actual", "score"} & header.columns.keys() or is_flat(rows[header.row]):
        return None
    labels = {label_of(cell) for number in range(header.row) for cell in rows[number]}
    titled = lead_heading(blocks, index, [cell for row in rows[: header.row] for cell in row]).title
    return None if titled or labels & {"project_name", "project_code"} else header


def _parts(blocks: Sequence[Block], index: int, block: Table) -> Iterator[_Form]:
    """The forms that begin in a table."""
    if not _may_be(blocks, index, block):
        return
    table = mended(block, lambda cell: words.role(cell.text) is not None)
    rows = rows_of(table)
    found = headers(table)
    if any({"actual", "score"} & header.columns.keys() or is_flat(rows[header.row]) for header in found):
        return
    if _names_project(rows):  # a run of forms in one table (text exports, sheets) belongs to those of projects
        return
    starts = _starts(rows, found)
    for number, start in enumerate(starts):
        lead = 0 if number == 0 else with_lead(rows, start)
        stop = with_lead(rows, starts[number + 1]) if number + 1 < len(starts) else table.rows
        header = next((header for header in found if start <= header.row < stop), None)
        head_rows = range(start, header.row if header else stop)
        above = [cell for row in rows[lead:start] for cell in row if cell.text.strip()]
        heading = lead_heading(blocks, index if number == 0 else 0, above)
        if not _is_form(blocks, index, heading, rows, head_rows, above, header):
            continue
        yield _Form(table, head_rows, table, header, stop, heading, (index,))


def _may_be(blocks: Sequence[Block], index: int, table: Table) -> bool:
    """A look at the words alone: a document may hold a thousand tables."""
    if _titled_above(blocks, index):
        return True
    short = [cell.text for cell in table.cells if len(cell.text) < 60]
    return any(
        words.heads_department(text) or words.role(text) == "tasks" or words.task_role(text) == "task_name" for text in short
    )


def _titled_above(blocks: Sequence[Block], index: int) -> str | None:
    """The heading of overall targets right above a table, with no other table's title behind it."""
    read = 0
    for block in reversed(blocks[:index]):
        if not isinstance(block, Paragraph) or read == _LINES_ABOVE:
            return None
        if not block.text.strip():
            continue
        read += 1
        if words.heads_department(block.text):
            return values.tidy(block.text)
        if values.comparable(block.text).endswith("表"):
            return None
    return None


def _starts(rows: Sequence[Sequence[Cell]], found: Sequence[Header]) -> list[int]:
    """The first row of each form: that of a department's name, indicators between it and the one before; else the first label."""
    labelled = [number for number in range(len(rows)) if _labels(rows, number)]
    names = [number for number in labelled if "unit_name" in _labels(rows, number)[:1]]
    starts = names[:1] if names and not any(header.row < names[0] for header in found) else []
    first = next((number for number in labelled if not found or number < found[0].row), found[0].row if found else 0)
    starts = [min(first, *starts)] if starts else [first]
    for number in names:
        if any(starts[-1] < header.row < number for header in found):
            starts.append(number)
    return starts


def _labels(rows: Sequence[Sequence[Cell]], number: int) -> list[str]:
    own = [cell for cell in rows[number] if cell.row == number and cell.text.strip()]
    named = [kind for cell in own if (kind := words.role(cell.text) or next((kind for kind, _ in words.inline(cell.text)), None))]
    return named or (["tasks"] if task_columns(rows, number) else [])


def _names_project(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a row has the label of a project's name or code; a column of the tasks may be headed so."""
    return any(
        label_of(cell) in ("project_name", "project_code")
        for number, cells in enumerate(rows)
        if not task_columns(rows, number) and not lists_projects(rows, number)
        for cell in cells
        if cell.row == number
    )


def _is_form(
    blocks: Sequence[Block], index: int, heading: Heading, rows: Sequence[Sequence[Cell]], head_rows: range,
    above: Sequence[Cell], header: Header | None,
) -> bool:  # fmt: skip
    labels = {label for number in head_rows for label in _labels(rows, number)}
    titles = [heading.title, _titled_above(blocks, index), *(cell.text for cell in above)]
    if any(words.heads_department(title) for title in titles):
        return bool(labels) or header is not None
    if heading.title and "项目" in values.comparable(heading.title):
        return False
    if not any(begins_tasks(rows, number) for number in head_rows) and not {"basic_expenditure", "project_expenditure"} <= labels:
        return False
    return "unit_name" in labels and (header is not None or "goals" in labels)


def _add_target(place: str, form: _Form, declared: str | None, records: Records) -> None:
    head = read_head(form.head, form.head_rows)
    heading = form.heading
    record_id = f"{records.document_id}-{place}"
    own = (cell.page for cell in form.head.cells if cell.row in form.head_rows and cell.page is not None)
    page = next(own, form.head.page)
    unit = head.unit or heading.printed_unit or _unit_inside(form) or declared
    code, name, named = _unit_of(head, heading)
    read: dict = {"title": heading.title, "unit_code": code, "unit_name": name}
    sources: dict[str, Source | None] = {"title": heading.title_source, "unit_code": named, "unit_name": named}
    duties = head.texts.get("duties", ())
    read["duties"] = values.tidy(joined_text(text for text, _, _ in duties))
    sources["duties"] = in_cells(*(cell for _, cell, _ in duties))
    money = {f"{kind}_yuan": head.values.get(kind) for kind in words.AMOUNTS}
    amounts, source_of, printed = read_amounts(money, unit, _DATASET, record_id, records)
    tasks_unit = head.tasks_unit or unit
    totals = {column: (head.tasks_total[kind].text, head.tasks_total[kind]) if kind in head.tasks_total else None
              for kind, column in _TOTAL_MONEY.items()}  # fmt: skip
    of_tasks, source_of_tasks, printed_tasks = read_amounts(totals, tasks_unit, _DATASET, record_id, records)
    read |= amounts | of_tasks | precision_of([*printed, *printed_tasks])
    sources |= source_of | source_of_tasks
    read["page"] = page
    known = {column: source for column, source in sources.items() if read[column] is not None}
    records.add(_DATASET, _KEY, place, read, known)
    if code and len(code) == 6:
        add_unit(records, code, name, named, page)
    _add_tasks(head, place, tasks_unit, records)
    for texts in _apart([*head.texts.get("goals", ()), *_goals_between(form, head)]):
        where = in_cells(*(cell for _, cell, _ in texts))
        text = joined_text(text for text, _, _ in texts)
        add_goals(records, place, text, where, where.page or page, dataset="department_goals", owner=_KEY)
    rows = [row for row in read_rows(form.table, form.header, form.stop) if names_indicator(row)] if form.header else []
    add_indicators(records, place, rows, dataset="department_indicators", owner=_KEY)
    _report(form, head, name, bool(rows), record_id, records, page)


def _goals_between(form: _Form, head: Head) -> Iterator[Text]:
    """Goals that stand behind a first part of the indicators (长期目标 with its own, then 年度目标), if they say anything new."""
    known = [values.comparable(text) for text, _, _ in head.texts.get("goals", ())]
    if form.header is not None:
        for number in range(form.header.row + 1, form.stop):
            for goal in read_head(form.table, range(number, number + 1)).texts.get("goals", ()):
                if not any(values.comparable(goal[0]) in text for text in known):
                    yield goal


def _unit_of(head: Head, heading: Heading) -> tuple[str | None, str | None, Source | None]:
    """Code and name of the department or unit: from its cells, else from the line above the table."""
    if "unit_name" not in head.values:
        return heading.unit_code, heading.unit_name, heading.unit_source
    text, cell = head.values["unit_name"]
    code, name = coded(text)
    if code is None and "unit_code" in head.values:
        printed, beside = head.values["unit_code"]
        code = values.comparable(printed) if values.comparable(printed).isdigit() else None
        return code, name, in_cells(cell, beside)
    return code, name, in_cells(cell)


def _unit_inside(form: _Form) -> str | None:
    """The unit that a row of the table above the head declares (单位：万元)."""
    cells = [cell for cell in form.head.cells if cell.row < form.head_rows.stop]
    return next((unit for cell in cells if len(cell.text) < 40 and (unit := values.declared_unit(cell.text))), None)


def _add_tasks(head: Head, place: str, unit: str | None, records: Records) -> None:
    ordinal = 0
    for task in head.tasks:
        cells = [cell for part in task.values() for cell in part]
        texts = {kind: values.tidy(joined_text(cell.text for cell in part)) for kind, part in task.items()}
        lone = "task_name" not in task and not task.keys() & _TASK_MONEY.keys()
        for content in split_goals(texts["content"]) if lone and texts.get("content") else [texts.get("content")]:
            ordinal += 1
            task_id = f"{records.document_id}-{place}-t{ordinal:02d}"
            money = {
                column: (task[kind][0].text, task[kind][0]) if kind in task else None for kind, column in _TASK_MONEY.items()
            }
            amounts, sources, printed = read_amounts(money, unit, "department_tasks", task_id, records)
            read = {
                _KEY: f"{records.document_id}-{place}",
                "ordinal": ordinal,
                "task_name": texts.get("task_name"),
                "content": content,
                "project_name": texts.get("project_name"),
                **amounts,
                **precision_of(printed),
                "page": next((cell.page for cell in cells if cell.page is not None), None),
            }
            named = {kind: in_cells(*task[kind]) for kind in ("task_name", "content", "project_name") if read[kind] is not None}
            records.add("department_tasks", "task_id", f"{place}-t{ordinal:02d}", read, named | sources)


def _apart(printed: Sequence[Text]) -> list[list[Text]]:
    """Texts by label and column, in their order: the halves of a text that a page cut stand below each other."""
    parts: dict[tuple[str, int], list[Text]] = {}
    for text in printed:
        parts.setdefault((text[2], text[1].column), []).append(text)
    return list(parts.values())


def _report(
    form: _Form, head: Head, name: str | None, has_indicators: bool, record_id: str, records: Records, page: int | None
) -> None:
    where = f"{page_place(page)}第{form.head.index}个表格"
    whose = f"“{name}”的" if name else ""
    about: dict = dict(dataset=_DATASET, record_id=record_id, page=page)
    if not has_indicators:
        records.find(
            "extraction.no_indicators", "warning", f"{where}：{whose}整体绩效目标表没有读到绩效指标",
            "A department's overall target table has no indicators", **about,
        )  # fmt: skip
    if head.stray:
        lines = [
            " | ".join(values.tidy(cell.text) or "" for cell in cells) for _, cells in groupby(head.stray, lambda cell: cell.row)
        ]
        records.find(
            "extraction.unplaced_cell", "warning",
            f"{where}：{whose}整体绩效目标表中有{len(lines)}行的内容无法归位：{'；'.join(lines[:8])}",
            "Text in the head of a department's overall target table that fits no field", value=lines[0], **about,
        )  # fmt: skip
    for cell in head.unknown:
        text = values.tidy(cell.text)
        records.find(
            "extraction.unknown_heading", "warning", f"{where}：{whose}年度主要任务的栏目“{text}”不认识，该栏未读取",
            f"The column “{text}” of the year's tasks is not known and was not read", value=text, **about,
        )  # fmt: skip
    for row in head.unplaced:
        text = " | ".join(values.tidy(cell.text) or "" for cell in row)
        records.find(
            "extraction.row_unplaced", "warning", f"{where}：年度主要任务有一行无法确定各单元格属于哪一栏，未读取：{text}",
            "It is uncertain which columns the cells of a task belong to; the row was not read", value=text, **about,
        )  # fmt: skip
