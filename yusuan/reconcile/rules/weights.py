"""Weights of target indicators: those of one project or department sum to 100, or to 90 where execution has the other 10 (H1)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.judgement import EXACT, FAILED, Check, Place, lacking, plain
from yusuan.reconcile.registry import holds, rule

_WHOLES = (Decimal(100), Decimal(90))


@rule(
    "H1.targets",
    title="项目各指标权重之和为100或90",
    title_en="Weights of a project's indicators sum to 100, or to 90",
    severity="error",
    source="绩效目标表的权重列；四川等地预算执行率另占10分，指标合计90",
    due=holds("indicators", "指标印有权重", "weight"),
    not_applicable="没有权重列的表式",
    example="井研县15个项目各90；另10分为执行率",
)
def target_weights(facts: Facts) -> Iterator[Check]:
    for project in facts["projects"]:
        rows = facts.of("indicators", project.get("project_id"))
        yield _weights(
            facts, rows, scope="project", subject_id=project.get("project_id"), subject_name=project.get("project_name"),
            measure="points", place=Place.of("projects", project),
        )  # fmt: skip


@rule(
    "H1.department_targets",
    title="部门整体绩效指标权重之和为100或90",
    title_en="Weights of a department's indicators sum to 100, or to 90",
    severity="error",
    source="部门整体支出绩效目标表的权重列",
    due=holds("department_indicators", "部门整体绩效指标印有权重", "weight"),
    not_applicable="没有权重列的表式",
    example="40 + 40 + 20 = 100",
)
def department_weights(facts: Facts) -> Iterator[Check]:
    for target in facts["department_targets"]:
        rows = facts.of("department_indicators", target.get("department_target_id"), "department_target_id")
        if any(row.get("weight") is not None for row in rows):
            yield _weights(
                facts, rows, scope="department", subject_id=target.get("department_target_id"),
                subject_name=target.get("unit_name"), measure="points", place=Place.of("department_targets", target),
            )  # fmt: skip


def _weights(facts: Facts, rows: Sequence[Row], **details: Any) -> Check:
    weights = [row.get("weight") for row in rows]
    missing = weights.count(None)
    if not rows or missing:
        return lacking(f"{len(rows)}项指标中有{missing}项没有印出权重。" if rows else "没有读到指标。", **details)
    total = sum(weights, Decimal(0))
    unplaced = sum(1 for row in facts["findings"] if row.get("rule") == "extraction.row_unplaced")
    if unplaced and total < min(_WHOLES):
        text = f"读到的权重合计{plain(total)}；文件另有{unplaced}行未能读出（见疑点extraction.row_unplaced），不能断定不符。"
        return lacking(text, actual=total, **details)
    nearest = min(_WHOLES, key=lambda whole: abs(whole - total))
    words = f"{' + '.join(map(plain, weights))} = {plain(total)}"
    if total in _WHOLES:
        rest = "，另10分为预算执行率" if nearest == 90 else ""
        return Check(EXACT, f"{words}{rest}。", expected=nearest, actual=total, tolerance=Decimal(0), **details)
    return Check(FAILED, f"{words}，既不是100也不是90。", expected=nearest, actual=total, tolerance=Decimal(0), **details)
