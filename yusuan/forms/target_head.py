"""The head block of a project's target form: labelled values, purpose, goals and spending plan as printed, by cell.

Values stand beside their labels, whatever their column: text exports keep no columns. Not in here: where a form begins and what
becomes of its values (`hebei_target.py`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from yusuan import values
from yusuan.document import Cell, Table
from yusuan.forms.cells import overlap, rows_of

# Words of the head block, in comparable form and without 其中 and brackets.
_LABELS = {
    "项目编码": "project_code", "项目代码": "project_code", "项目编号": "project_code",
    "项目名称": "project_name",
    "预算数": "budget", "预算金额": "budget", "年度资金总额": "budget", "预算资金": "budget", "项目预算": "budget",
    "资金总额": "budget", "项目资金总额": "budget", "本年度资金总额": "budget",
    "财政资金": "fiscal_funds", "财政拨款": "fiscal_funds", "财政性资金": "fiscal_funds",
    "当年财政拨款": "fiscal_funds",
    "其他资金": "other_funds",
    "上年结转": "carried_forward", "上年结转资金": "carried_forward",
    "用途": "purpose", "资金用途": "purpose",
    "实施单位": "unit_name", "项目实施单位": "unit_name", "预算单位": "unit_name",
    "项目单位": "unit_name", "单位名称": "unit_name",
}  # fmt: skip
# Labels whose values no dataset holds: the cells are published, nothing is said of them.
_OTHER = re.compile(
    r"^(?:项目)?(?:负责人|联系人|类型|类别|属性|级次|期限|周期|状态|起止(?:时间|年限|日期)|概况|概述|简介|内容|背景"
    r"|(?:开始|结束|起始|终止)(?:时间|日期|年份)|(?:设立|立项)(?:的)?(?:依据|必要性)|申报单位联系人)$"
    r"|^(?:联系|办公)?电话$|^联系方式$|^(?:主管|填报|申报|预算)?(?:部门|处室|科室)(?:名称|及代码|编码)?$|^填报(?:人|日期|时间)$"
)
_CAPTION = re.compile(r"^(?:长期|中期|中长期|实施期|年度|本年度)(?:绩效)?(?:目标|指标)(?:情况)?表$")
_SECTIONS = {
    "预算规模及资金用途": "funds", "预算规模": "funds", "项目资金": "funds", "资金情况": "funds", "项目资金申请": "funds",
    "资金支出计划": "plan", "资金使用计划": "plan", "支出计划": "plan",
    "绩效目标": "goals", "年度绩效目标": "goals", "项目绩效目标": "goals", "总体目标": "goals", "年度目标": "goals",
    "总体绩效目标": "goals", "年度总体目标": "goals", "本年度目标": "goals", "总目标": "goals", "项目总目标": "goals",
    "长期绩效目标": "goals", "中期绩效目标": "goals", "中长期目标": "goals", "中长期绩效目标": "goals",
    "实施期绩效目标": "goals", "长期目标": "goals", "中期目标": "goals", "实施期目标": "goals", "实施期总目标": "goals",
}  # fmt: skip
_DATE = re.compile(r"^(?:截至|到)?(?:\d{4}年)?(?:(\d{1,2})月(?:底|末|份|\d{1,2}日)?|第?([一二三四1-4])季度末?)前?$")
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_FLAT = {"project_code", "project_name", "budget"}


@dataclass
class Head:
    """The head block as printed: cells by field, purpose and goals as cells, the plan as pairs of date and percentage cells."""

    fields: dict[str, Cell] = field(default_factory=dict)
    labels: dict[str, Cell] = field(default_factory=dict)
    wording: list[str] = field(default_factory=list)  # all labels as printed
    purpose: list[Cell] = field(default_factory=list)
    goals: dict[str, list[Cell]] = field(default_factory=dict)  # by their label: 长期目标 and 年度目标 are two
    plan: list[tuple[Cell, Cell | None]] = field(default_factory=list)
    stray: list[Cell] = field(default_factory=list)


def is_head_row(cells: Sequence[Cell], number: int) -> bool:
    own = [label_of(cell) for cell in cells if cell.row == number]
    return any(name in ("project_code", "project_name", "goals", "funds") for name in own)


def printed_name(rows: Sequence[Sequence[Cell]]) -> str | None:
    """What stands beside 项目名称, in comparable form."""
    for cells in rows:
        for cell, following in pairwise(cell for cell in cells if cell.text.strip()):
            if label_of(cell) == "project_name":
                return values.comparable(following.text)
    return None


def is_flat(cells: Sequence[Cell]) -> bool:
    """Whether the headings of indicators stand in one row with those of projects: a flat table, one project a row."""
    return any(label_of(cell) in _FLAT for cell in cells)


def label_of(cell: Cell) -> str | None:
    printed = re.sub(r"^其中[:：]?|[(（][^()（）]*[)）]$|[:：]$", "", values.comparable(cell.text))
    printed = re.sub(r"^其中[:：]?|[(（][^()（）]*[)）]$", "", printed)
    return _LABELS.get(printed) or _SECTIONS.get(printed) or ("other" if _OTHER.match(printed) else None)


def read_head(table: Table, numbers: range) -> Head:
    """What the rows `numbers` of a table print as a form's head."""
    head = Head()
    section: str | None = None
    goals_label = ""
    dates: dict[int, Cell] = {}
    rows = rows_of(table)
    for number in numbers:
        cells = rows[number]
        first = next((cell for cell in cells if cell.text.strip()), None) if table.ragged else next(iter(cells), None)
        label = label_of(first) if first is not None and first.row == number else None
        if label in set(_SECTIONS.values()):
            section = label
            goals_label = values.comparable(first.text)
            head.labels[label] = first
        elif label is not None or (first is not None and first.text.strip() and first.row == number and not table.ragged):
            section = None
        head.wording += [cell.text for cell in cells if cell.row == number and label_of(cell)]
        named = _labelled(cells, number, skip_blanks=table.ragged)
        head.labels |= {name: label for name, (label, _) in named.items()}
        head.fields |= {name: value for name, (_, value) in named.items() if value is not None}
        if named:
            continue
        printed = [cell for cell in cells if cell.text.strip() and cell.row == number]
        if len(printed) == 1 and _CAPTION.match(values.comparable(printed[0].text)):
            section = None  # names the indicator table below it
            continue
        free = [cell for cell in printed if section is None or label_of(cell) != section]
        if section is None:
            head.stray += free
        elif section == "funds":
            head.purpose += free
        elif section == "goals":
            head.goals.setdefault(goals_label, []).extend(free)
        else:
            named_dates = {cell.column: cell for cell in free if month_of(cell) is not None}
            if named_dates:
                dates = named_dates
                continue
            head.plan, rest = _plan(dates, free)
            head.stray += rest
            dates = {}
    if dates and not head.plan:
        head.plan = [(cell, None) for cell in dates.values()]
    return head


def _labelled(cells: Sequence[Cell], number: int, *, skip_blanks: bool) -> dict[str, tuple[Cell, Cell | None]]:
    """The labelled values of a row: by name the label's cell and the cell beside it, None where that is blank.

    `skip_blanks`: in text exports blank cells may stand between a label and its value.
    """
    found: dict[str, tuple[Cell, Cell | None]] = {}
    name: str | None = None
    for cell in cells:
        label = label_of(cell) if cell.row == number else None
        if label in {"other", *_LABELS.values()} and found.get(label, (cell, None))[1] is None:
            name, found[label] = label, (cell, None)
        elif name is not None and (cell.text.strip() or not skip_blanks):
            if cell.text.strip() and cell.row == number:
                found[name] = (found[name][0], cell)
            name = None
    return found


def month_of(cell: Cell) -> int | None:
    """The month whose end a heading of the plan names: 3月底, 6月30日, 第一季度; None for other words."""
    match = _DATE.match(values.comparable(cell.text))
    month = (int(match[1]) if match[1] else _QUARTERS[match[2]]) if match else None
    return month if month is not None and 1 <= month <= 12 else None


def _plan(dates: dict[int, Cell], percents: Sequence[Cell]) -> tuple[list[tuple[Cell, Cell | None]], list[Cell]]:
    """Each date with the percentage below it, and the percentages that stand below no date.

    Where every date has its percentage, but not below it (a row of a text export that lost its blanks), their order tells.
    """
    below = {when: next((cell for cell in percents if overlap(cell, when)), None) for when in dates.values()}
    rest = [cell for cell in percents if cell not in below.values()]
    if rest and len(percents) == len(dates):
        return list(zip(dates.values(), percents, strict=True)), []
    return list(below.items()), rest
