"""The head of a department's overall target table: whose it is, its budget, the year's tasks and goals, as cells by role.

Labels stand left of their values or over them; the block of tasks has headings of its own, in one row or two. Not in here: the
words (`department_words.py`), which tables are of this kind and what becomes of the cells (`department_target.py`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from yusuan.document import Cell, Table
from yusuan.forms import department_words as words
from yusuan.forms import ragged
from yusuan.forms.cells import begun_in, overlap, rows_of
from yusuan.forms.flat_columns import is_total
from yusuan.forms.target_head import label_of
from yusuan.values import comparable

_TEMPLATE = re.compile(r"^(?:任务\d*|任务[一二三四五六七八九十]+|[.…·。]+)$")
_MONEY = ("amount", "fiscal_funds", "other_funds")
_GROUP = re.compile(
    r"(?:情况|[分计]|来源|结构|构成|申请|安排|类型|类别|性质|预算|资金|支出|单位[:：][万亿]?元)(?:\([万亿]?元\))?[:：]?$"
)
Label = tuple[str, Cell]  # a label by its role
Text = tuple[str, Cell, str]  # with the words of its label: 长期目标 and 年度目标 are two
Value = tuple[str, Cell]  # what a cell prints of a role: all of it, or what stands behind the label in the same cell
Task = dict[str, tuple[Cell, ...]]


@dataclass
class Head:
    """What the head prints: names and amounts by role, texts (duties, goals) as cells, tasks by column, the total of tasks.

    `unit` and `tasks_unit` are what labels declare in brackets; `stray` is what fits no place, `unplaced` rows of tasks that a
    text export leaves open, `unknown` headings of tasks.
    """

    values: dict[str, Value] = field(default_factory=dict)
    texts: dict[str, list[Text]] = field(default_factory=dict)
    tasks: list[Task] = field(default_factory=list)
    tasks_total: dict[str, Cell] = field(default_factory=dict)
    unit: str | None = None
    tasks_unit: str | None = None
    stray: list[Cell] = field(default_factory=list)
    unplaced: list[list[Cell]] = field(default_factory=list)
    unknown: list[Cell] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TaskColumns:
    """The headings of the block of tasks: the last row of them, the columns by role, the unit that they declare, and those that
    are not known."""

    row: int
    columns: Mapping[str, range]
    unit: str | None
    unknown: tuple[Cell, ...] = ()


def task_columns(rows: Sequence[Sequence[Cell]], number: int, is_ragged: bool = False) -> TaskColumns | None:
    """The headings of tasks that begin in a row: the task's name beside its content or its amounts."""
    own = begun_in(rows[number], number)
    found: dict[str, Cell] = {}
    for cell in own:
        if (column := words.task_role(cell.text)) and column not in found:
            found[column] = cell
    if "task_name" not in found and "content" in found:
        # The section's own word heads the names: 年度主要任务 | 主要内容 | 预算金额.
        names = [cell for cell in own if words.role(cell.text) == "tasks" and cell.row_span == 1]
        found |= {"task_name": names[0]} if names else {}
    if "task_name" not in found or not {"content", *_MONEY} & found.keys():
        return None
    columns = {column: range(cell.column, cell.column + cell.column_span) for column, cell in found.items()}
    last = max(cell.row + cell.row_span for cell in found.values() if is_ragged or cell.row_span < 4) - 1
    heads = list(own)
    below = begun_in(rows[number + 1], number + 1) if number + 1 < len(rows) else []
    kinds = [words.task_role(cell.text) for cell in below]
    if below and all(kind in _MONEY for kind in kinds) and len(below) > 1:
        whole = columns.pop("amount", None)
        off = whole.start - below[0].column if is_ragged and whole else 0
        for kind, cell in zip(kinds, below, strict=True):
            columns.setdefault(str(kind), range(cell.column + off, cell.column + off + cell.column_span))
        heads += below
        last = number + 1
    unit = next((unit for cell in heads if (unit := words.unit(cell.text))), None)
    first = min(span.start for span in columns.values())
    held = {column for span in columns.values() for column in span}
    unknown = tuple(cell for cell in heads if cell.column >= first and cell.column not in held and not words.is_remark(cell.text))
    return TaskColumns(max(last, number), columns, unit, unknown)


def begins_tasks(rows: Sequence[Sequence[Cell]], number: int) -> bool:
    labelled = any(words.role(cell.text) == "tasks" for cell in begun_in(rows[number], number))
    return labelled or task_columns(rows, number) is not None


def lists_projects(rows: Sequence[Sequence[Cell]], number: int) -> bool:
    """Whether a row heads a list of projects within the form (Hubei's 项目支出情况): no label but names and amounts below it."""
    named = _project_heading(rows, number)
    if named is None or task_columns(rows, number) or number + 1 >= len(rows):
        return False
    below = begun_in(rows[number + 1], number + 1)
    has_amount = any(words.is_amount(cell.text) for cell in below)
    return has_amount and any(overlap(cell, named) and label_of(cell) is None and not words.role(cell.text) for cell in below)


def _project_heading(rows: Sequence[Sequence[Cell]], number: int) -> Cell | None:
    return next((cell for cell in begun_in(rows[number], number) if label_of(cell) == "project_name"), None)


def _behind_list(rows: Sequence[Sequence[Cell]], number: int, stop: int) -> int:
    """The row behind a list of projects: the next that begins with a label of the form. A 合计 among the names is the list's."""
    names = _project_heading(rows, number)
    for row in range(number + 1, stop):
        for cell in begun_in(rows[row], row)[:1]:
            own = names is not None and is_total(cell.text) and overlap(cell, names)
            if words.role(cell.text) and not own:
                return row
    return stop


def read_head(table: Table, numbers: range) -> Head:
    """What the rows `numbers` of a table print as the head of the form."""
    head = Head()
    rows = rows_of(table)
    section: str | None = None
    over: list[Label] = []  # labels over a column of values
    number = numbers.start
    while number < numbers.stop:
        if lists_projects(rows, number):
            head.stray += begun_in(rows[number], number)
            number = _behind_list(rows, number, numbers.stop)
            section, over = None, []
            continue
        if columns := task_columns(rows, number, table.ragged):
            number = _read_tasks(rows, columns, numbers.stop, table.ragged, head)
            section, over = None, []
            continue
        printed = begun_in(rows[number], number)
        section = _section(rows[number], printed, section)
        labels = [cell for cell in printed if len(comparable(cell.text)) < 24]
        head.unit = head.unit or next((unit for cell in labels if (unit := words.unit(cell.text))), None)
        if heads := _heads_columns(rows, number):
            over = heads
        elif section in words.TEXTS:
            _read_text(section, rows[number], printed, head)
        elif section == "tasks":
            _read_loose_task(printed, head)
        elif over and _below(printed, over, head):
            pass
        else:
            _read_labelled(rows, number, table.ragged, head)
        number += 1
    return head


def _section(cells: Sequence[Cell], printed: Sequence[Cell], before: str | None) -> str | None:
    """The section that a row belongs to: its own label's, or that of a label merged over it; a row with other labels ends it."""
    covering = [kind for cell in cells if (kind := words.role(cell.text)) in (*words.TEXTS, "tasks")]
    if covering:
        return covering[-1]
    labelled = any(words.role(cell.text) or words.inline(cell.text) or label_of(cell) == "other" for cell in printed)
    return None if labelled else before


def _heads_columns(rows: Sequence[Sequence[Cell]], number: int) -> list[Label]:
    """The labels of a row that stand over their values: nothing but labels, two side by side, an amount below."""
    own = [cell for cell in rows[number] if cell.row == number]
    kinds = {cell: words.role(cell.text) for cell in own if cell.text.strip()}
    known = (*words.NAMES, *words.AMOUNTS)
    beside = any(kinds.get(cell) in known and kinds.get(after) in known for cell, after in pairwise(own))
    if not beside or not all(kind in known or (kind is None and _groups_labels(cell)) for cell, kind in kinds.items()):
        return []
    depth = min(cell.row_span for cell in kinds)
    heads = [(str(kind), cell) for cell, kind in kinds.items() if kind in known and cell.row_span == depth]
    below = begun_in(rows[number + depth], number + depth) if number + depth < len(rows) else []
    is_over = any(words.is_amount(cell.text) and overlap(cell, head) for cell in below for _, head in heads)
    return heads if len(heads) > 1 and is_over else []


def _groups_labels(cell: Cell) -> bool:
    """Words that only group the labels beside them (预算情况, 按支出类型分), or declare the unit of money."""
    printed = comparable(cell.text)
    return len(printed) < 24 and bool(_GROUP.search(printed))


def _below(printed: Sequence[Cell], over: Sequence[Label], head: Head) -> bool:
    """Read a row of values below their labels; False where it holds none.

    A row with a label of its own (基本支出 below 合计 | 财政拨款 | 其他资金) is that label's: its whole is read, its parts
    are what the form has no place for.
    """
    if not any(words.is_amount(cell.text) for cell in printed):
        return False
    lead = next((kind for cell in printed if (kind := words.role(cell.text)) in words.AMOUNTS), None)
    values = [cell for cell in printed if words.role(cell.text) is None]
    for cell in values:
        kind = next((kind for kind, label in over if overlap(cell, label)), None)
        if lead and (len(values) == 1 or (lead != "total" and kind == "total")):
            kind = lead
        elif lead not in (None, "total"):
            kind = None
        if kind is None or (kind in words.AMOUNTS) != words.is_amount(cell.text):
            head.stray.append(cell)
        else:
            head.values.setdefault(kind, (cell.text, cell))
    return True


def _read_text(section: str, cells: Sequence[Cell], printed: Sequence[Cell], head: Head) -> None:
    """The texts of a row that belong to a section; what a goal says again above its own indicators is one goal."""
    found = head.texts.setdefault(section, [])
    label = next(
        (comparable(cell.text) for cell in reversed(cells) if words.role(cell.text) == section), found[-1][2] if found else ""
    )
    for cell in printed:
        if words.role(cell.text) == section or words.is_no_goal(cell.text):
            continue
        text = next((rest for kind, rest in words.inline(cell.text) if kind == section), cell.text)
        if not any(comparable(text) in comparable(other) for other, _, _ in found):
            found.append((text, cell, label))


def _read_labelled(rows: Sequence[Sequence[Cell]], number: int, is_ragged: bool, head: Head) -> None:
    """Labels with their values to the right of them or behind a colon in the same cell."""
    own = [cell for cell in rows[number] if cell.row == number and (cell.text.strip() or not is_ragged)]
    wanted: str | None = None
    for cell in own:
        kind = words.role(cell.text)
        inside = words.inline(cell.text)
        if kind or label_of(cell) == "other" or words.is_other(cell.text):
            wanted = kind or "other"
        elif inside:
            for name, rest in inside:
                if name in words.TEXTS:
                    head.texts.setdefault(name, []).append((rest, cell, name))
                else:
                    head.values.setdefault(name, (rest, cell))
            head.unit = head.unit or words.unit(cell.text)
            wanted = None
        elif not cell.text.strip():
            wanted = None if wanted in words.AMOUNTS else wanted
        elif wanted in words.NAMES or (wanted in words.AMOUNTS and words.is_amount(cell.text)):
            head.values.setdefault(str(wanted), (cell.text, cell))
            wanted = None
        elif wanted == "other" or _groups_labels(cell) or words.is_no_goal(cell.text):
            wanted = None
        elif comparable(cell.text) not in ("-", "—", "/"):
            head.stray.append(cell)


def _read_loose_task(printed: Sequence[Cell], head: Head) -> None:
    """A row of tasks without headings: the name and what it is about, or one text."""
    free = [cell for cell in printed if words.role(cell.text) != "tasks"]
    if len(free) == 2:
        head.tasks.append({"task_name": (free[0],), "content": (free[1],)})
    elif len(free) == 1:
        head.tasks.append({"content": (free[0],)})
    else:
        head.stray += free


def _read_tasks(rows: Sequence[Sequence[Cell]], columns: TaskColumns, stop: int, is_ragged: bool, head: Head) -> int:
    """Read the rows below the headings of tasks; returns the row behind them: another label's, or that below the total."""
    head.tasks_unit = columns.unit
    head.unknown += columns.unknown
    first = min(span.start for span in columns.columns.values())
    for number in range(columns.row + 1, stop):
        printed = [cell for cell in begun_in(rows[number], number) if words.role(cell.text) != "tasks"]
        if task_columns(rows, number, is_ragged):  # headings again, on a new page
            continue
        if not printed or all(words.task_role(cell.text) in _MONEY for cell in printed):
            continue
        if _ends_tasks(printed[0], first, is_ragged) or words.is_no_goal(printed[0].text):
            return number
        fields = _fields(rows[number], printed, columns.columns, is_ragged)
        if fields is None:
            head.unplaced.append(printed)
            continue
        if any(words.is_tasks_total(cell.text) for cell in printed):
            head.tasks_total = {kind: fields[kind][0] for kind in _MONEY if kind in fields}
            return number + 1
        _add_task(fields, number, head)
    return stop


def _ends_tasks(cell: Cell, first: int, is_ragged: bool) -> bool:
    """Whether the first cell of a row begins another part of the head: any label left of the tasks, or one of goals or names."""
    kind = words.role(cell.text)
    if cell.column < first and (kind or _groups_labels(cell) or not is_ragged):
        return not words.is_tasks_total(cell.text)
    return cell.column <= first and (kind in (*words.NAMES, *words.TEXTS) or bool(words.inline(cell.text)))


def _fields(
    cells: Sequence[Cell], printed: Sequence[Cell], columns: Mapping[str, range], is_ragged: bool
) -> dict[str, tuple[Cell, ...]] | None:
    """The cells of a row by column, a name merged over several rows in each; None where a shifted row fits nowhere."""
    if is_ragged:
        kinds = dict.fromkeys(_MONEY, words.is_amount) | {"ordinal": _is_number_or_total}
        places = {span.start: ragged.Column(kind, kinds.get(kind, _is_text)) for kind, span in columns.items()}
        found = ragged.fit(printed, dict(sorted(places.items())))
        return {kind: (cell,) for kind, cell in found.cells.items()} if found else None
    return {
        kind: under
        for kind, span in columns.items()
        if (under := tuple(cell for cell in cells if cell.text.strip() and cell.column in span))
    }


def _is_text(text: str) -> bool:
    return not words.is_amount(text)


def _is_number_or_total(text: str) -> bool:
    return words.is_amount(text) or words.is_tasks_total(text)


def _add_task(fields: dict[str, tuple[Cell, ...]], number: int, head: Head) -> None:
    own = {kind for kind, cells in fields.items() if any(cell.row == number for cell in cells)}
    name = fields.get("task_name", ())
    is_template = all(_TEMPLATE.match(comparable(cell.text)) for cell in name) and not {"content", *_MONEY} & own
    if not own & {"task_name", "content", *_MONEY} or is_template:
        return
    head.tasks.append({kind: cells for kind, cells in fields.items() if kind in own or kind == "task_name"})
