"""Government procurement that the text states: goods, works and services against the whole (E3)."""

from collections.abc import Iterator
from dataclasses import replace

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.judgement import FAILED, INSUFFICIENT, Check, Place, compare_sum
from yusuan.reconcile.registry import Due, rule

_PARTS = {"procurement_goods": "货物", "procurement_works": "工程", "procurement_services": "服务"}


def _wholes(facts: Facts) -> Iterator[tuple[Row, dict[str, Row]]]:
    """Stated totals of procurement with the parts that stand in the same sentence or, where none do, in the next ones."""
    rows = [row for row in facts["totals"] if row.get("amount_yuan") is not None and facts.is_current(row)]
    for index, whole in enumerate(rows):
        if whole.get("item") != "government_procurement":
            continue
        behind = rows[index + 1 : index + 1 + len(_PARTS)]
        parts = {row["item"]: row for row in behind if row.get("item") in _PARTS and row.get("page") == whole.get("page")}
        if len(parts) > 1:
            yield whole, parts


@rule(
    "E3.procurement",
    title="政府采购 = 货物 + 工程 + 服务",
    title_en="Government procurement = goods + works + services",
    severity="error",
    source="财预〔2016〕143号：公开政府采购支出总额及货物、工程、服务采购情况",
    due=Due("写明政府采购总额及其两类以上的构成", lambda facts: next(_wholes(facts), None) is not None),
    not_applicable="没有写明构成",
    example="93.98 + 815.87 + 752.59 = 1,662.44万元",
)
def procurement_by_kind(facts: Facts) -> Iterator[Check]:
    for whole, parts in _wholes(facts):
        check = compare_sum(
            facts.figure("totals", whole), [(_PARTS[item], facts.figure("totals", row)) for item, row in parts.items()],
            whole_name="政府采购总额", unit=whole.get("printed_unit") or facts.unit(), scope="department",
            subject_id=whole.get("total_id"), subject_name=whole.get("item_text"),
            place=Place.of("totals", whole, "amount_yuan"),
        )  # fmt: skip
        if check.status == FAILED and len(parts) < len(_PARTS):
            words = f"{check.explanation}只写明{len(parts)}类，可能另有一类，不能断定不符。"
            check = replace(check, status=INSUFFICIENT, explanation=words)
        yield check
