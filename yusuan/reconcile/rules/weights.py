"""Weights of target indicators: those of one project sum to 100, or to 90 where execution has the other 10 (H1)."""

from collections.abc import Iterator
from decimal import Decimal

from yusuan.reconcile.facts import Facts
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
        weights = [row.get("weight") for row in rows]
        details: dict = dict(
            scope="project", subject_id=project.get("project_id"), subject_name=project.get("project_name"), measure="points",
            place=Place.of("projects", project),
        )  # fmt: skip
        missing = weights.count(None)
        if not rows or missing:
            yield lacking(f"{len(rows)}项指标中有{missing}项没有印出权重。" if rows else "没有读到指标。", **details)
            continue
        total = sum(weights, Decimal(0))
        unplaced = sum(1 for row in facts["findings"] if row.get("rule") == "extraction.row_unplaced")
        if unplaced and total < min(_WHOLES):
            text = f"读到的权重合计{plain(total)}；文件另有{unplaced}行未能读出（见疑点extraction.row_unplaced），不能断定不符。"
            yield lacking(text, actual=total, **details)
            continue
        nearest = min(_WHOLES, key=lambda whole: abs(whole - total))
        words = f"{' + '.join(map(plain, weights))} = {plain(total)}"
        if total in _WHOLES:
            rest = "，另10分为预算执行率" if nearest == 90 else ""
            yield Check(EXACT, f"{words}{rest}。", expected=nearest, actual=total, tolerance=Decimal(0), **details)
        else:
            text = f"{words}，既不是100也不是90。"
            yield Check(FAILED, text, expected=nearest, actual=total, tolerance=Decimal(0), **details)
