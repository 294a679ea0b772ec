"""Self-evaluations as a reader sees them: full marks with little spent, deductions without a reason, missed targets (H5-H7)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.indicators import indicators_of, place
from yusuan.reconcile.judgement import Mark, Place, plain
from yusuan.reconcile.registry import holds, rule
from yusuan.reconcile.rules.completeness import lacking_categories
from yusuan.reconcile.rules.evaluations import funds
from yusuan.values import comparable

_EVALUATIONS = holds("evaluations", "载有绩效自评表")
_LAW = "财预〔2020〕10号《项目支出绩效评价管理办法》"
_LOW = Decimal(60)
_EXPECTED = Decimal(90)
_HIGH = Decimal("0.95")


@rule(
    "H5.full_marks",
    title="执行率低而指标几乎满分",
    title_en="Nearly full marks although little was spent",
    severity="warning",
    source=f"{_LAW}：自评结果应与资金执行相印证",
    due=_EVALUATIONS,
    not_applicable="执行率60%以上",
    example="执行率24%，90分的指标得90分",
    ledger=False,
)
def full_marks_with_low_execution(facts: Facts) -> Iterator[Mark]:
    for evaluation in facts["evaluations"]:
        total, _ = funds(facts, evaluation)
        rate = total.get("execution_rate_percent") if total else None
        rows = [row for row in indicators_of(facts, evaluation) if row.get("weight") and row.get("score") is not None]
        weight, score = (sum((row[column] for row in rows), Decimal(0)) for column in ("weight", "score"))
        if rate is not None and rate < _LOW and rows and score >= _HIGH * weight:
            yield Mark(
                f"项目“{evaluation.get('project_name')}”执行率只有{plain(rate)}%，{plain(weight)}分的指标却得{plain(score)}分。",
                f"Only {plain(rate)} % was spent, yet the indicators score {plain(score)} of {plain(weight)}.",
                Place.of("evaluations", evaluation, "total_score"), "说明资金未用而目标完成的原因，或核对得分。",
            )  # fmt: skip


@rule(
    "H6.reason",
    title="扣分没有说明偏差原因",
    title_en="Points were deducted without a reason",
    severity="warning",
    source=f"{_LAW}：未完成的应说明偏差原因及改进措施",
    due=_EVALUATIONS,
    not_applicable="没有扣分的指标",
    example="分值10、得分8，偏差原因空白",
    ledger=False,
)
def deduction_without_reason(facts: Facts) -> Iterator[Mark]:
    for evaluation in facts["evaluations"]:
        for row in indicators_of(facts, evaluation):
            weight, score = row.get("weight"), row.get("score")
            if weight is not None and score is not None and score < weight and not row.get("deviation"):
                yield Mark(
                    f"指标“{row.get('level3')}”分值{plain(weight)}、得分{plain(score)}，没有填偏差原因。",
                    f"“{row.get('level3')}” scores {plain(score)} of {plain(weight)} without a reason.",
                    place(row, "deviation", "evaluation_indicators"),
                )  # fmt: skip


@rule(
    "H7.target",
    title="没有达到目标却得满分",
    title_en="Full marks although the target was missed",
    severity="warning",
    source=f"{_LAW}：未完成指标按比例扣分",
    due=_EVALUATIONS,
    not_applicable="定性指标；目标值和完成值的单位不同",
    example="目标≥95%，完成90%，仍得满分",
    ledger=False,
)
def missed_target_with_full_marks(facts: Facts) -> Iterator[Mark]:
    for evaluation in facts["evaluations"]:
        for row in indicators_of(facts, evaluation):
            target, actual, sign = row.get("target_value"), row.get("actual_value"), row.get("operator") or "="
            if target is None or actual is None or row.get("target_value_high") is not None or not _same_unit(row):
                continue
            missed = actual > target if sign in ("≤", "<") else actual < target
            if missed and row.get("weight") and row.get("score") == row["weight"]:
                yield Mark(
                    f"指标“{row.get('level3')}”目标“{row.get('target_text')}”，完成“{row.get('actual_text')}”，仍得满分。",
                    f"“{row.get('level3')}” missed its target and still has full marks.",
                    place(row, "score", "evaluation_indicators"),
                )  # fmt: skip


def _same_unit(row: Row) -> bool:
    unit = row.get("target_unit")
    if unit:
        return unit in (row.get("actual_text") or "")
    # No unit that is known: the words behind both numbers tell, 350万头（只） and 340万头（只）.
    target, actual = (re.sub(r"^[≥≤><=]*[\d.,]+", "", comparable(row.get(column))) for column in ("target_text", "actual_text"))
    return target == actual


@rule(
    "H6.execution",
    title="执行率低而没有说明原因",
    title_en="Little was spent and no reason is given",
    severity="info",
    source=f"{_LAW}；四川表式：执行率低于90%应说明原因",
    due=_EVALUATIONS,
    not_applicable="执行率90%以上",
    example="执行率24%，表内没有任何偏差原因",
    ledger=False,
)
def low_execution_without_reason(facts: Facts) -> Iterator[Mark]:
    for evaluation in facts["evaluations"]:
        (total, _), rows = funds(facts, evaluation), indicators_of(facts, evaluation)
        rate = total.get("execution_rate_percent") if total else None
        if rate is not None and rate < _EXPECTED and rows and not any(row.get("deviation") for row in rows):
            yield Mark(
                f"项目“{evaluation.get('project_name')}”执行率{plain(rate)}%，表内没有说明原因。",
                f"Only {plain(rate)} % was spent on “{evaluation.get('project_name')}”, no reason is given.",
                Place.of("evaluation_funds", total, "execution_rate_percent", plain(rate)),
            )  # fmt: skip


@rule(
    "L1.evaluation",
    title="自评表缺少应有的指标类别",
    title_en="A self-evaluation lacks a category of indicators",
    severity="info",
    source=f"{_LAW}及其自评表：产出（数量、质量、时效、成本）、效益、满意度",
    due=_EVALUATIONS,
    not_applicable="社会、经济、生态、可持续影响各类可选填",
    example="自评表的成本指标只有模板“指标1：”，没有填写",
    ledger=False,
)
def missing_categories_in_evaluation(facts: Facts) -> Iterator[Mark]:
    for evaluation in facts["evaluations"]:
        present = {row.get("category") for row in indicators_of(facts, evaluation)}
        missing = lacking_categories(present)
        if present - {None} and None not in present and missing:
            yield Mark(
                f"项目“{evaluation.get('project_name')}”的自评表没有{'、'.join(missing.values())}。",
                f"The self-evaluation of “{evaluation.get('project_name')}” lacks {len(missing)} categories of indicators.",
                Place.of("evaluations", evaluation),
            )  # fmt: skip


_QUANTITY = re.compile(r"\d+(?:\.\d+)?(?:万|%|次|人|户|家|件|个|场|天|元)")


@rule(
    "H8.results",
    title="实际完成情况没有回应目标中的数量",
    title_en="The results do not answer the quantities of the goals",
    severity="info",
    source=f"{_LAW}：实际完成情况对照预期目标填写",
    due=_EVALUATIONS,
    not_applicable="预期目标没有写数量，或没有填实际完成情况",
    example="目标“每年进行2次资格认证”，实际完成情况没有任何数量",
    ledger=False,
)
def results_without_quantities(facts: Facts) -> Iterator[Mark]:
    for evaluation in facts["evaluations"]:
        goals, results = (comparable(evaluation.get(column)) for column in ("expected_goals", "actual_goals"))
        match = _QUANTITY.search(goals)
        if match and results and not _QUANTITY.search(results):
            yield Mark(
                f"项目“{evaluation.get('project_name')}”的预期目标写有“{match[0]}”，实际完成情况没有写任何数量。",
                "The goals hold quantities, the results none.",
                Place.of("evaluations", evaluation, "actual_goals", match[0]),
                "对照目标写明完成的数量。",
            )  # fmt: skip
