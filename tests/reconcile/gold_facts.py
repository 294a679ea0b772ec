"""Facts as a faultless parser would make them of a gold reading, so that rules are tested without the parsers."""

from datetime import date
from decimal import Decimal
from typing import Any

from yusuan import codes, values, vocabulary
from yusuan.reconcile import Facts

_DOCUMENT_ID = "0123456789abcdef"


def decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def facts_of(gold: dict[str, Any]) -> Facts:
    document = gold["document"]
    unit = document["printed_unit"]
    printed = {"printed_unit": unit, "printed_decimals": 2}
    rows: dict[str, list[dict]] = {"documents": [_document(document)]}

    def add(dataset: str, row: dict) -> None:
        rows.setdefault(dataset, []).append({"document_id": _DOCUMENT_ID, "page": None, **row})

    for number, project in enumerate(gold["projects"], 1):
        _project(add, f"{_DOCUMENT_ID}-p{number:02d}", project, document, printed)
    for number, entry in enumerate(gold["contents"], 1):
        key = f"{_DOCUMENT_ID}-o{number:02d}"
        add("contents", {"content_id": key, "ordinal": entry["ordinal"], "title": entry["title"], "printed_page": entry["page"]})
    for number, total in enumerate(gold["totals"], 1):
        add("totals", {
            "total_id": f"{_DOCUMENT_ID}-t{number:02d}", "scope": total["scope"], "unit_code": None,
            "unit_name": total["unit_name"], "item": _item(total["item"]),
            "item_text": total["item"], "amount_year": total["fiscal_year"], "amount_yuan": decimal(total["amount"]),
            "stated_in": total["source"], "quote": total["quote"], **printed,
        })  # fmt: skip
    for number, change in enumerate(gold["changes"], 1):
        add("changes", {
            "change_id": f"{_DOCUMENT_ID}-c{number:02d}", "item": _item(change["item"]), "item_text": change["item"],
            "from_year": change["from_year"], "to_year": change["to_year"], "amount_yuan": decimal(change["amount"]),
            "percent": None, "quote": change["quote"], **printed,
        })  # fmt: skip
    for number, listed in enumerate(gold["listed_projects"], 1):
        add("listed_projects", {
            "listed_id": f"{_DOCUMENT_ID}-n{number:02d}", "ordinal": number, "name": listed["name"],
            "amount_yuan": decimal(listed["amount"]), "project_id": None, **printed,
        })  # fmt: skip
    for number, evaluation in enumerate(gold["evaluations"], 1):
        _evaluation(add, f"{_DOCUMENT_ID}-e{number:02d}", evaluation, printed)
    return Facts(rows)


def _item(printed: str) -> str | None:
    return "department_budget" if printed == "部门预算合计" else vocabulary.item(values.comparable(printed))


def _document(document: dict) -> dict:
    same = ("title", "fiscal_year", "region_name", "region_code", "department_name", "department_code")
    own = {"document_id": _DOCUMENT_ID, "form": document["kind"], "is_draft": document["draft"]}
    return own | {name: document[name] for name in same}


def _project(add, key: str, project: dict, document: dict, printed: dict) -> None:
    same = ("ordinal", "title", "unit_code", "unit_name", "project_code", "project_name", "purpose")
    budget = decimal(project["budget"])
    add("projects", {
        "project_id": key, **{name: project[name] for name in same}, "budget_yuan": budget,
        "project_code_check": codes.check_project_code(project["project_code"]),
        "fiscal_funds_yuan": decimal(project["fiscal_funds"]), "other_funds_yuan": decimal(project["other_funds"]),
        "budget_source": None if budget is None else "table", **printed,
    })  # fmt: skip
    for number, due in enumerate(project["spending_plan"], 1):
        day = date.fromisoformat(f"{document['fiscal_year']}-{due['by']}")
        plan = {"plan_id": f"{key}-d{number:02d}", "due_date": day, "cumulative_percent": decimal(due["percent"])}
        add("spending_plans", {"project_id": key, **plan})
    for number, goal in enumerate(project["goals"], 1):
        add("project_goals", {"goal_id": f"{key}-g{number:02d}", "project_id": key, "ordinal": number, "goal": goal})
    for number, indicator in enumerate(project["indicators"], 1):
        add("indicators", {"project_id": key, "direction": indicator["direction"], "basis": indicator["basis"], **_indicator(
            key, number, indicator, in_columns=document["kind"] == "target_table")})  # fmt: skip


def _indicator(key: str, number: int, indicator: dict, in_columns: bool = False) -> dict:
    same = ("level1", "level2", "level3", "description")
    columns = (indicator["operator"], indicator["unit"]) if in_columns else (None, None)
    target = values.target(indicator["target"], *columns)
    return {
        "indicator_id": f"{key}-i{number:02d}", "ordinal": number, **{name: indicator[name] for name in same},
        "dimension": vocabulary.dimension(values.comparable(indicator["level1"])),
        "category": vocabulary.category(values.comparable(indicator["level2"])),
        "target_text": indicator["target"], "operator": target.operator, "target_value": target.value,
        "target_value_high": target.high, "target_unit": target.unit, "is_qualitative": target.is_qualitative,
        "weight": decimal(indicator["weight"]),
    }  # fmt: skip


def _evaluation(add, key: str, evaluation: dict, printed: dict) -> None:
    add("evaluations", {
        "evaluation_id": key, "project_name": evaluation["project_name"], "authority": evaluation["authority"],
        "implementing_unit": evaluation["implementing_unit"], "total_weight": decimal(evaluation["total_weight"]),
        "total_score": decimal(evaluation["total_score"]),
        "expected_goals": "".join(evaluation["expected_goals"]), "actual_goals": "".join(evaluation["actual_goals"]),
    })  # fmt: skip
    for number, fund in enumerate(evaluation["funds"], 1):
        add("evaluation_funds", {
            "fund_id": f"{key}-f{number:02d}", "evaluation_id": key, "ordinal": number, "source": fund["source"],
            "fund_source": vocabulary.fund_source(values.comparable(fund["source"])),
            "initial_budget_yuan": decimal(fund["initial_budget"]), "revised_budget_yuan": decimal(fund["revised_budget"]),
            "executed_yuan": decimal(fund["executed"]), "weight": decimal(fund["weight"]),
            "execution_rate_percent": decimal(fund["rate"]), "score": decimal(fund["score"]),
            "printed_rate_decimals": _decimals(fund["rate"]), "printed_score_decimals": _decimals(fund["score"]), **printed,
        })  # fmt: skip
    for number, indicator in enumerate(evaluation["indicators"], 1):
        row = _indicator(key, number, indicator)
        extra = {"evaluation_id": key, "actual_text": indicator["actual"], "score": decimal(indicator["score"])}
        add("evaluation_indicators", {**row, **extra, "deviation": indicator["deviation"]})
    for row in evaluation.get("placeholder_rows", ()):
        if row["weight"] is not None and row["level3"] is None:
            value = f"weight={row['weight']};score={row['score']}"
            add("findings", {"rule": "extraction.nameless_row", "value": value, "record_id": key})


def _decimals(text: str | None) -> int | None:
    return None if text is None else len(text.partition(".")[2])
