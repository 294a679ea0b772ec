"""What of the corpus' gold must stand in a cell of its own, whatever the medium."""

import json
import unicodedata
from decimal import Decimal
from pathlib import Path

from yusuan.document import Document

_PROJECT = ("project_code", "project_name", "purpose")
_INDICATOR = ("level1", "level2", "level3", "description", "basis", "weight", "direction", "score", "actual", "deviation")


def bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def missing(document: Document, gold: Path) -> list[str]:
    """Texts of the gold that are in no cell of the document."""
    cells = {bare(cell.text).removeprefix("其中:") for table in document.tables() for cell in table.cells}
    return [
        text for text in wanted(json.loads(gold.read_text("utf-8"))) if bare(text) not in cells and not _amount_in(text, cells)
    ]


def wanted(gold: dict) -> list[str]:
    tabular = [project for project in gold["projects"] if project["project_code"] or project["budget"]]
    found = [project[key] for project in tabular for key in _PROJECT]
    factor = 10_000 if gold["document"]["printed_unit"] == "万元" else 1
    found += [
        f"{Decimal(project[key]) / factor:.2f}"
        for project in tabular
        for key in ("budget", "fiscal_funds", "other_funds")
        if project[key] is not None
    ]
    for owner in gold["projects"] + gold["evaluations"]:
        for indicator in owner["indicators"]:
            found += [indicator.get(key) for key in _INDICATOR]
            found.append(indicator["value"] if indicator["weight"] and "actual_goals" not in owner else indicator["target"])
    for evaluation in gold["evaluations"]:
        found += [evaluation["project_name"], evaluation["authority"], evaluation["implementing_unit"]]
        for fund in evaluation["funds"]:
            found.append(fund["source"])
            found += [f"{Decimal(fund[key]) / 10_000:f}" for key in ("initial_budget", "revised_budget", "executed") if fund[key]]
    return [text for text in found if text]


def _amount_in(text: str, cells: set[str]) -> bool:
    """Amounts are printed with or without grouping and trailing zeros."""
    try:
        amount = Decimal(text)
    except ArithmeticError:
        return False
    return bool({f"{amount:,.2f}", f"{amount:.2f}", f"{amount.normalize():f}", f"{amount:.1f}", f"{amount:.2f}%"} & cells)
