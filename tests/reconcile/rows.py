"""Small builders of the rows that rules read; only what a test is about is spelled out."""

from decimal import Decimal as D
from typing import Any

from yusuan.reconcile import Facts, Outcome

DOCUMENT_ID = "00000000000000aa"
PRINTED = {"printed_unit": "万元", "printed_decimals": 2}


def facts(form: str = "performance_text", **datasets: list[dict]) -> Facts:
    document = {"document_id": DOCUMENT_ID, "form": form, "fiscal_year": 2024, "region_code": "130529", "title": "某局文件"}
    return Facts({"documents": [document], **datasets})


def project(number: int, budget: D | None = None, **columns: Any) -> dict:
    return {
        "project_id": f"{DOCUMENT_ID}-p{number:02d}", "ordinal": number, "title": f"项目{number}绩效目标表",
        "project_name": f"项目{number}", "budget_yuan": budget, "fiscal_funds_yuan": budget, "budget_source": "table",
        "project_code_check": "not_applicable", **PRINTED, **columns,
    }  # fmt: skip


def total(item: str, amount: D | None, quote: str = "一句", **columns: Any) -> dict:
    return {
        "total_id": f"{DOCUMENT_ID}-t-{item}", "scope": "department", "item": item, "item_text": item, "amount_year": 2024,
        "amount_yuan": amount, "stated_in": "narrative", "quote": quote, **PRINTED, **columns,
    }  # fmt: skip


def change(item: str, amount: D | None, percent: D | None = None, quote: str = "一句", **columns: Any) -> dict:
    return {
        "change_id": f"{DOCUMENT_ID}-c-{item}", "item": item, "item_text": item, "from_year": 2023, "to_year": 2024,
        "amount_yuan": amount, "percent": percent, "quote": quote, **PRINTED, **columns,
    }  # fmt: skip


def checks(outcome: Outcome, rule: str) -> list[dict]:
    return [row for row in outcome.reconciliations if row["rule"] == rule]


def statuses(outcome: Outcome, rule: str) -> list[str]:
    return [row["status"] for row in checks(outcome, rule)]


def findings(outcome: Outcome, rule: str) -> list[dict]:
    return [row for row in outcome.findings if row["rule"] == rule]
