"""The columns of flat target tables: which heading means what, and what can stand under it in a row without geometry.

Headings as Sichuan, Yunnan and others print them; those of indicators are `indicator_headings.role`. Not in here: how rows become
projects (`flat_target.py`).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from yusuan import codes, values, vocabulary
from yusuan.document import Cell, Table
from yusuan.forms import indicator_headings
from yusuan.forms.cells import rows_of
from yusuan.forms.printed_amounts import amount_and_unit
from yusuan.forms.ragged import Column
from yusuan.values import Unreadable, comparable

_HEADINGS = {
    "ordinal": "序号",
    "unit_name": "单位名称 预算单位 预算单位名称 部门(单位)名称 单位(部门)名称 部门名称 部门/单位名称 主管部门 项目单位 单位",
    "unit_and_project": "单位名称、项目名称 单位名称(项目名称) 单位(项目)名称 单位、项目名称 单位/项目名称 单位名称/项目名称",
    "unit_code": "单位编码 单位代码 预算单位编码",
    "project_code": "项目编码 项目代码",
    "project_name": "项目名称 项目",
    "budget": "预算数 预算金额 项目预算数 项目预算 金额 项目金额 资金总额 项目资金总额 "
    "年初预算数 年初预算 预算安排数 本年预算数 资金量",
    "fiscal_funds": "财政资金 财政拨款 其中:财政资金 其中:财政拨款",
    "other_funds": "其他资金 其中:其他资金",
    "goal": "年度目标 年度绩效目标 项目年度绩效目标 项目年度目标 绩效目标 项目绩效目标 年度总体目标 总体目标 "
    "项目目标 年度总体绩效目标",
    "attribute": "指标属性",
    "remark": "备注 说明",
}
_ROLES = {heading: role for role, headings in _HEADINGS.items() for heading in headings.split()}
_UNIT_IN_HEADING = re.compile(r"\((?:单位[:：])?([万亿]?元)\)")
_TOTAL = re.compile(r"^(?:部门|单位)?(?:总计|合计|总合计|总额|小计):?$")
_CODED = re.compile(r"^[\[【(（]?(?P<code>\d{3,12})[\]】)）]?\s*[-—－_ ]?\s*(?P<name>[^\d\s].*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Header:
    """The heading row of a flat table: the columns of the project's roles and of the indicators', and what it does not know."""

    row: int
    columns: Mapping[str, range]
    indicators: indicator_headings.Header
    unknown: tuple[Cell, ...]
    unit: str | None
    budget_heading: Cell | None


def header_of(table: Table) -> Header | None:
    """The heading row among the first rows of the table; None where the table is no flat target table."""
    for number, cells in enumerate(rows_of(table)[:10]):
        if header := _header(number, cells):
            return header
    return None


def _header(number: int, cells: list[Cell]) -> Header | None:
    columns: dict[str, range] = {}
    indicators: dict[str, range] = {}
    unknown: list[Cell] = []
    unit = budget_heading = None
    for cell in cells:
        label = comparable(cell.text)
        bare = re.sub(r"\([^()]*\)$", "", label)
        span = range(cell.column, cell.column + cell.column_span)
        own = _ROLES.get(label) or _ROLES.get(bare)
        shared = indicator_headings.role(label)
        if own and own not in columns and not (shared and indicators):  # 单位 behind the levels is the 度量单位
            columns[own] = span
        elif shared and shared not in indicators:
            indicators[shared] = span
        elif label:
            unknown.append(cell)
        if own == "budget":
            budget_heading = cell
        if declared := _UNIT_IN_HEADING.search(label):
            unit = unit or declared[1]
    if not {"project_name", "unit_and_project"} & columns.keys() or not {"level1", "level3", "target"} <= indicators.keys():
        return None
    return Header(number, columns, indicator_headings.Header(number, indicators), tuple(unknown), unit, budget_heading)


def expected(header: Header, coded_units: bool, lenient: bool = False, broken: bool = False) -> dict[int, Column]:
    """What can stand in each position of a row without geometry.

    `coded_units`: units are printed with their codes in this table. `lenient`, for rows that stand where they should, lets words
    into the levels that the vocabulary does not know, and into the columns of numbers what is no number. `broken` lets the rest
    of a cut unit name into its column.
    """
    kinds = dict(_KINDS)
    if coded_units and not broken:
        kinds["unit_name"] = is_unit
    if lenient:
        kinds |= {level: _or_unknown(kinds[level]) for level in ("level1", "level2")}
        kinds |= dict.fromkeys(("budget", "fiscal_funds", "other_funds", "weight", "direction"), _anything)
    columns = {
        span.start: Column(role, kinds.get(role, _anything))
        for role, span in {**header.indicators.columns, **header.columns}.items()
    }
    columns |= {cell.column: Column(f"unknown{cell.column}", _anything) for cell in header.unknown}
    return dict(sorted(columns.items()))


def sensible(cells: Mapping[str, Cell]) -> bool:
    """Whether a row of the form can have these roles and no others."""
    roles = cells.keys()
    if roles & {"operator", "unit", "direction"} and "target" not in roles:
        return False
    if "target" in roles and "level3" not in roles:
        return False
    if "level3" in roles and "level2" not in roles and vocabulary.category(comparable(cells["level3"].text)):
        return False
    if "ordinal" in roles and is_total(cells["ordinal"].text):
        return True
    return "budget" not in roles or bool(roles & {"project_name", "unit_name", "unit_and_project"})


def is_unit(text: str) -> bool:
    return bool(_CODED.match(comparable(text))) or is_total(text)


def is_total(text: str | None) -> bool:
    return bool(_TOTAL.match(comparable(text)))


def coded(text: str | None) -> tuple[str | None, str | None]:
    """Code and name of a unit as its cell prints them (307002-井研县…); no code where none is printed."""
    printed = values.tidy(codes.leading_code(text))
    match = _CODED.match(printed or "")
    return (match["code"], values.tidy(match["name"])) if match else (None, printed)


def _anything(text: str) -> bool:
    return True


def _amount(text: str) -> bool:
    try:
        return amount_and_unit(text, "亿元") is not None or values.amount(text) is None
    except Unreadable:
        return False


def _number(text: str) -> bool:
    return bool(re.fullmatch(r"[-—]+|-?[\d,]+(?:\.\d+)?(?:%|分)?", comparable(text)))


def _operator(text: str) -> bool:
    return values.operator(text) is not None or comparable(text) in ("定性", "定量", "其他")


def _words(text: str) -> bool:
    return not _number(text) and not _operator(text)


def _or_unknown(known: Callable[[str], bool]) -> Callable[[str], bool]:
    """Also words that are no level which the vocabulary knows: a known one stands in its own column or nowhere."""

    def accepts(text: str) -> bool:
        printed = comparable(text)
        unknown = vocabulary.dimension(printed) is None and vocabulary.category(printed) is None
        return known(text) or (_words(text) and unknown)

    return accepts


def _name(text: str) -> bool:
    return _words(text) and vocabulary.dimension(comparable(text)) is None


_KINDS = {
    "unit_name": _name,
    "project_name": _name,
    "unit_and_project": _name,
    "budget": _amount,
    "fiscal_funds": _amount,
    "other_funds": _amount,
    "goal": _name,
    "level1": lambda text: vocabulary.dimension(comparable(text)) is not None,
    "level2": lambda text: vocabulary.category(comparable(text)) is not None,
    "level3": _words,
    "operator": _operator,
    "unit": _words,
    "weight": _number,
    "direction": lambda text: "向" in text,
    "attribute": lambda text: comparable(text).startswith("定"),
}
