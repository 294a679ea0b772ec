"""The heading of an indicator table: which columns hold which role (`level1`, `target`, `basis`, ...), by the words over them.

Not in here: what stands below the heading (`indicator_rows.py`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from yusuan import values
from yusuan.document import Cell, Table
from yusuan.forms.cells import joined_text, rows_of

# The words over a column, in comparable form and without what stands in brackets behind them.
ROLES = {
    "level1": ("一级指标",),
    "level2": ("二级指标",),
    "level3": ("三级指标", "指标名称", "三级指标名称"),
    "description": ("绩效指标描述", "指标描述", "指标说明", "指标解释", "指标内容", "绩效指标说明", "指标值说明"),
    "operator": ("指标性质", "绩效指标性质", "计算符号", "运算符号", "运算符", "指标符号"),
    "target": (
        "指标值", "年度指标值", "目标值", "绩效指标值", "预期指标值", "年初指标值", "计划指标值", "年度目标值",
        "预期当年实现值", "绩效目标值", "年初目标值", "全年目标值",
    ),
    "unit": ("度量单位", "绩效度量单位", "计量单位", "指标单位", "单位", "指标值单位"),
    "actual": (
        "实际完成值", "完成值", "实际值", "全年实际值", "全年完成值", "实际完成指标值", "全年实际完成值", "实际完成情况",
        "实际完成", "指标完成值", "年度实际值",
    ),
    "weight": ("权重", "分值", "分值权重", "指标权重", "指标分值", "标准分值"),
    "score": ("得分", "自评得分", "指标得分", "评分"),
    "direction": ("指标方向性", "指标方向"),
    "basis": ("指标值确定依据", "确定依据", "指标值依据", "指标值设定依据", "指标确定依据", "指标值来源"),
    "deviation": (
        "偏差原因分析及改进措施", "偏差原因分析", "未完成原因分析", "偏差原因及改进措施", "偏差原因", "未完成原因",
        "原因分析及改进措施", "未完成原因和改进措施", "未完成原因及改进措施", "偏差原因分析及改进措施说明",
    ),
}  # fmt: skip
_ROLE_OF = {label: role for role, labels in ROLES.items() for label in labels}
_BRACKETED = re.compile(r"(?:\([^()]*\)|\[[^\[\]]*\])$")


@dataclass(frozen=True, slots=True)
class Header:
    """A row that heads indicator columns: `columns` gives, by role, the half-open range of the table's columns below it.

    `cut`: the row below it is the rest of a heading that a page cut (指标值确定依 + 据).
    """

    row: int
    columns: dict[str, range]
    cut: bool = False


@lru_cache(maxsize=2**14)
def role(label: str | None) -> str | None:
    """The role of a column by the words over it (年度 指标值（A） -> target); None for other words."""
    printed = values.comparable(label)
    while printed not in _ROLE_OF and _BRACKETED.search(printed):
        printed = _BRACKETED.sub("", printed)
    return _ROLE_OF.get(printed)


def headers(table: Table) -> list[Header]:
    """Every row with headings for a level and for the target, repeated ones included.

    Where a form has 指标内容 but no column for level 3 (older declaration forms), that column is the indicator's name.
    """
    found = []
    rows = rows_of(table)
    for number, cells in enumerate(rows):
        own = [cell for cell in cells if cell.row == number]
        # Of headings in two rows the lower one counts, with those that reach down to it from above.
        lower = len(_columns((cell, cell.text) for cell in own)) > 1
        cuttable = number + 1 in table.breaks and number + 1 < len(rows)
        if not lower and not cuttable:
            continue
        reaching = [cell for cell in cells if lower and cell.row == number - 1]
        columns = _columns((cell, cell.text) for cell in own + reaching)
        below = rows[number + 1] if cuttable else []
        rest = {cell.column: cell for cell in below if cell.row == number + 1 and cell.text.strip()}
        whole = _columns(
            (cell, joined_text((cell.text, rest[cell.column].text if cell.column in rest else ""))) for cell in own + reaching
        )
        cut = len(whole) > len(columns)
        columns = whole if cut else columns
        if not {"target", "level2"} <= columns.keys() or not {"level1", "level3"} & columns.keys():
            continue
        if found and found[-1].row == number - 1 and _columns((cell, cell.text) for cell in reaching):
            found.pop()
        if "level3" not in columns and "description" in columns:
            columns["level3"] = columns.pop("description")
        found.append(Header(number, columns, cut))
    return found


def _columns(labels: Iterable[tuple[Cell, str]]) -> dict[str, range]:
    columns: dict[str, range] = {}
    for cell, label in labels:
        name = role(label)
        if name and name not in columns:
            columns[name] = range(cell.column, cell.column + cell.column_span)
    return columns
