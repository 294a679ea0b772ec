"""How the gold and our datasets name the same cells: one view a dataset, both sides brought to the same text.

Not in here: pairing and counting (`score.py`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yusuan import values
from yusuan.forms.project_records import split_goals

Row = Mapping[str, Any]
Cells = dict[str, str]

_NUMBERS = {"ordinal", "value", "weight", "score", "total_weight", "total_score", "rate", "percent", "printed_page"} | {
    *("budget", "fiscal_funds", "other_funds", "initial_budget", "revised_budget", "executed", "amount"),
    *("fiscal_year", "from_year", "to_year"),
}


@dataclass(frozen=True)
class View:
    """Columns of a dataset by their name in a score: (name in the gold, name with us); `ordered`: paired in their order."""

    columns: Mapping[str, tuple[str, str]]
    ordered: bool = True

    def of_gold(self, row: Row) -> Cells:
        return cells({name: _shaped(name, row.get(gold)) for name, (gold, _) in self.columns.items()} | _amounts(row))

    def of_ours(self, row: Row) -> Cells:
        read = {name: _shaped(name, row.get(ours)) for name, (_, ours) in self.columns.items()}
        if row.get("budget_source") == "narrative":  # the gold's project holds what its own table prints
            read |= {"budget": None, "fiscal_funds": None, "other_funds": None}
        return cells(read | _amounts(row))


def number(value: Any) -> str | None:
    """A number in one form whatever its type and decimals; text that is no number stays as it is."""
    if value is None or value == "":
        return None
    try:
        read = Decimal(str(value).replace(",", ""))
    except ArithmeticError:
        return str(value)
    return format(read.normalize(), "f") if read else "0"


def cells(row: Row) -> Cells:
    printed = {name: values.comparable(str(value)) for name, value in row.items() if value is not None}
    return {name: text for name, text in printed.items() if text}


def _amounts(row: Row) -> dict[str, str | None]:
    """The amounts of a statement's row by the words over their columns."""
    return {f"amount {values.comparable(name)}": number(amount) for name, amount in (row.get("columns") or {}).items()}


def _shaped(name: str, value: Any) -> Any:
    if name in _NUMBERS:
        return number(value)
    if name in ("expected_goals", "actual_goals"):
        return "".join(value if isinstance(value, list) else split_goals(value))
    if name == "source":
        return re.sub(r"^其中[:：]?", "", values.comparable(value))
    return None if name == "operator" and value == "定性" else value


def _same(*names: str) -> dict[str, tuple[str, str]]:
    return {name: (name, name) for name in names}


def _money(*names: str) -> dict[str, tuple[str, str]]:
    return {name: (name, f"{name}_yuan") for name in names}


_INDICATOR = _same(
    "level1", "level2", "level3", "description", "operator", "weight", "direction", "basis", "score", "deviation"
) | {
    "target": ("target", "target_text"),
    "value": ("value", "target_value"),
    "unit": ("unit", "target_unit"),
    "actual": ("actual", "actual_text"),
}
_ITEM = {"item": ("item", "item_text")} | _money("amount")
VIEWS = {
    "documents": View(
        _same("title", "fiscal_year", "region_code", "region_name", "department_code", "department_name")
        | {"form": ("kind", "form"), "is_draft": ("draft", "is_draft")}
    ),
    "projects": View(
        _same("ordinal", "title", "unit_code", "unit_name", "project_code", "project_name", "purpose")
        | _money("budget", "fiscal_funds", "other_funds")
    ),
    "project_goals": View(_same("goal")),
    "indicators": View(_INDICATOR),
    "evaluations": View(
        _same(
            "project_name", "authority", "implementing_unit", "expected_goals", "actual_goals", "total_weight", "total_score"
        )
    ),
    "evaluation_funds": View(
        _same("source", "weight", "score")
        | _money("initial_budget", "revised_budget", "executed")
        | {"rate": ("rate", "execution_rate_percent")}
    ),
    "evaluation_indicators": View(_INDICATOR),
    "contents": View(_same("ordinal", "title") | {"printed_page": ("page", "printed_page")}),
    "listed_projects": View(_same("name") | _money("amount")),
    "totals": View(_ITEM | _same("scope", "unit_name"), ordered=False),
    "changes": View(_ITEM | _same("from_year", "to_year"), ordered=False),
    "statement_lines": View(_same("code", "name")),
}  # fmt: skip
