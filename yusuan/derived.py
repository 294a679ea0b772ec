"""What follows from a printed text: the values that a form reads from it and that must follow when a person corrects it.

The same readings as in `forms/` (`values`, `vocabulary`, `codes`). Not in here: how corrections are found and recorded.
"""

from collections.abc import Callable, Mapping
from typing import Any

from yusuan import codes, values, vocabulary

Row = Mapping[str, Any]


def derived(dataset: str, column: str, row: Row, right: str | None) -> dict[str, Any]:
    """The columns that follow from `column` once it reads `right`, with their new values; empty where nothing follows.

    `row` is the record as it was read. Raises ValueError, with the reason for people, where the text is the source of values
    that are not read again: then the value itself is what to correct.
    """
    if (dataset, column) in _QUOTED:
        raise ValueError(
            f"“{column}”是原文，{_QUOTED[dataset, column]} 由它读出而不会随之改变；请更正 {_QUOTED[dataset, column]}"
        )
    read = _READ.get((dataset, column))
    return read(row, right) if read else {}


def _target(row: Row, right: str | None) -> dict[str, Any]:
    """Value, range, operator and unit; operator and unit that have cells of their own stay."""
    alone = values.target(row.get("target_text"))
    marked = row.get("is_qualitative") and row.get("target_value") is not None
    own_operator = "定性" if marked else (row.get("operator") if alone.operator is None else None)
    own_unit = row.get("target_unit") if alone.unit is None else None
    before = values.target(row.get("target_text"), own_operator, own_unit)
    if (before.value, before.high) != (row.get("target_value"), row.get("target_value_high")):
        raise ValueError("target_value 不是由现在的 target_text 读出的；请分别更正 target_value 等各值")
    target = values.target(right, own_operator, own_unit)
    return {
        "operator": target.operator,
        "target_value": target.value,
        "target_value_high": target.high,
        "target_unit": target.unit,
        "is_qualitative": target.is_qualitative,
    }


def _actual(row: Row, right: str | None) -> dict[str, Any]:
    return {"actual_value": values.target(right).value}


def _dimension(row: Row, right: str | None) -> dict[str, Any]:
    return {"dimension": vocabulary.dimension(values.comparable(right))}


def _category(row: Row, right: str | None) -> dict[str, Any]:
    return {"category": vocabulary.category(values.comparable(right))}


_INDICATORS = ("indicators", "department_indicators", "evaluation_indicators")
_READ: dict[tuple[str, str], Callable[[Row, str | None], dict[str, Any]]] = {
    **{(dataset, "target_text"): _target for dataset in _INDICATORS},
    **{(dataset, "level1"): _dimension for dataset in _INDICATORS},
    **{(dataset, "level2"): _category for dataset in _INDICATORS},
    ("evaluation_indicators", "actual_text"): _actual,
    ("projects", "project_code"): lambda row, right: {"project_code_check": codes.check_project_code(right)},
    ("units", "unit_code"): lambda row, right: {"department_code": right and right[:3]},
    ("evaluation_funds", "source"): lambda row, right: {"fund_source": vocabulary.fund_source(values.comparable(right))},
}
_QUOTED = {
    **{(dataset, "quote"): "amount_yuan" for dataset in ("totals", "changes", "listed_projects")},
    ("shares", "quote"): "percent",
    **{(dataset, "item_text"): "item" for dataset in ("totals", "changes", "shares")},
    ("shares", "of_item_text"): "of_item",
    ("statement_lines", "column_text"): "column",
    ("statement_figures", "value_text"): "value",
    **{(dataset, "statement_title"): "statement" for dataset in ("statement_lines", "statement_figures")},
}
