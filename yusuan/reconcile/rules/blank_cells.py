"""Cells that the form asks for and that are blank, in targets and self-evaluations; targets far exceeded (H7, L1).

What the categories, basis, code and goals lack is `completeness`; a blank is never taken for a zero.
"""

from collections.abc import Iterator
from decimal import Decimal

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.indicators import indicators_of, place
from yusuan.reconcile.judgement import Mark, Place, named, plain
from yusuan.reconcile.registry import Due, holds, rule
from yusuan.values import comparable

_LAW = "财预〔2020〕10号《项目支出绩效评价管理办法》及其自评表"
_EVALUATIONS = holds("evaluations", "载有绩效自评表")
# From this share on, what the other records of a document have is what its form asks for.
_MOST = Decimal("0.7")


def _odd_ones(facts: Facts, rows: list[Row], column: str) -> list[Row]:
    """The rows whose cell is blank where most others have it; none where columns were lost in reading, and not in print."""
    if any((row.get("rule") or "").startswith("extraction.columns") for row in facts["findings"]):
        return []
    blank = [row for row in rows if row.get(column) in (None, "")]
    return blank if len(rows) > 2 and len(rows) - len(blank) >= _MOST * len(rows) else []


@rule(
    "L1.budget",
    title="项目表没有印出预算数或资金来源",
    title_en="A project's table lacks the budget or its sources",
    severity="warning",
    source="绩效目标表的表式：预算数，其中财政资金、其他资金",
    due=holds("projects", "同一文件的其他项目印有预算数", "budget_yuan"),
    not_applicable="没有预算数一栏的表式；其他资金一栏可以空白",
    example="14个项目中1个的预算数空白",
    ledger=False,
)
def missing_budgets(facts: Facts) -> Iterator[Mark]:
    projects = [row for row in facts["projects"] if row.get("budget_source") != "narrative"]
    without = _odd_ones(facts, projects, "budget_yuan")
    unsourced = [row for row in _odd_ones(facts, projects, "fiscal_funds_yuan") if row.get("other_funds_yuan") is None]
    for row in projects:
        lacks = "预算数" if row in without else "资金来源" if row in unsourced else None
        if lacks:
            column = "budget_yuan" if row in without else "fiscal_funds_yuan"
            yield Mark(
                f"项目“{row.get('project_name')}”没有印出{lacks}，同一文件的其他项目有。",
                f"“{row.get('project_name')}” lacks its {'budget' if row in without else 'sources'}, unlike the others.",
                Place.of("projects", row, column, None),
            )  # fmt: skip


@rule(
    "L1.results",
    title="自评指标没有填完成值、分值或得分",
    title_en="An indicator of a self-evaluation lacks its actual value, points or score",
    severity="warning",
    source=_LAW,
    due=_EVALUATIONS,
    not_applicable="整列空白的表；只有模板文字的行",
    example="12项指标中1项有分值而没有得分",
    ledger=False,
)
def missing_results(facts: Facts) -> Iterator[Mark]:
    for evaluation in facts["evaluations"]:
        rows = indicators_of(facts, evaluation)
        for column, name, english in (
            ("actual_text", "实际完成值", "actual value"), ("weight", "分值", "points"), ("score", "得分", "score"),
        ):  # fmt: skip
            for row in _odd_ones(facts, rows, column):
                yield Mark(
                    f"自评指标“{row.get('level3')}”没有填{name}，其他指标都填了。",
                    f"“{row.get('level3')}” has no {english}, the other indicators have.",
                    place(row, column, "evaluation_indicators"),
                )  # fmt: skip


@rule(
    "L1.evaluation_head",
    title="自评表的栏目空白",
    title_en="A place of the self-evaluation form is blank",
    severity="info",
    source=_LAW,
    due=_EVALUATIONS,
    not_applicable="只有叙述、没有指标的自评",
    example="“实际完成情况”空白；没有印出总分",
    ledger=False,
)
def blank_places(facts: Facts) -> Iterator[Mark]:
    columns = {
        "implementing_unit": "实施单位", "expected_goals": "预期目标", "actual_goals": "实际完成情况", "total_score": "总分",
    }  # fmt: skip
    for evaluation in facts["evaluations"]:
        rows = indicators_of(facts, evaluation)
        blank = [column for column in columns if evaluation.get(column) in (None, "")]
        if rows and blank:
            yield Mark(
                f"项目“{evaluation.get('project_name')}”的自评表没有填{'、'.join(columns[column] for column in blank)}。",
                f"The self-evaluation of “{evaluation.get('project_name')}” lacks {', '.join(blank)}.",
                Place.of("evaluations", evaluation, blank[0], None),
            )  # fmt: skip


_FAR, _DOUBLE = Decimal("1.3"), Decimal(2)


@rule(
    "H7.exceeded",
    title="完成值远超目标而没有说明原因",
    title_en="A target was far exceeded and no reason is given",
    severity="info",
    source=f"{_LAW}：完成值超过指标值较多的，应分析年初指标值是否明显偏低",
    due=_EVALUATIONS,
    not_applicable="超过不到三成；越低越好的指标；已填偏差原因",
    example="目标≥100人，完成320人，偏差原因空白",
    ledger=False,
)
def targets_far_exceeded(facts: Facts) -> Iterator[Mark]:
    far = []
    for row in facts["evaluation_indicators"]:
        target, actual, unit = row.get("target_value"), row.get("actual_value"), comparable(row.get("target_unit"))
        counted = target and target > 0 and actual is not None and unit and row.get("operator") not in ("≤", "<")
        if not counted or row.get("deviation") or row.get("category") in ("timeliness", "cost") or row.get("target_value_high"):
            continue
        if comparable(row.get("actual_text")).endswith(unit) and actual / target >= _FAR:
            far.append((row, actual / target))
    for row, times in far:
        yield Mark(
            f"指标“{row.get('level3')}”目标“{row.get('target_text')}”，完成“{row.get('actual_text')}”，"
            f"是目标的{plain(times, 2)}倍，没有说明原因。",
            f"“{row.get('level3')}” reached {plain(times, 2)} times its target, no reason is given.",
            place(row, "actual_text", "evaluation_indicators"), "核对完成值；指标值定得偏低的，说明原因并适当扣分。",
            "warning" if times >= _DOUBLE else None,
        )  # fmt: skip


@rule(
    "L1.targets",
    title="指标没有填指标值",
    title_en="An indicator without a target",
    severity="warning",
    source="绩效目标表的表式：指标值",
    due=Due("载有绩效指标", lambda facts: bool(facts["indicators"] or facts["evaluation_indicators"])),
    not_applicable="整列空白的表；没有三级指标的空行；文字层错乱、栏目没有读全的文件",
    example="98项指标中1项的指标值空白",
    ledger=False,
)
def missing_targets(facts: Facts) -> Iterator[Mark]:
    for dataset in ("indicators", "evaluation_indicators"):
        rows = [row for row in _odd_ones(facts, facts[dataset], "target_text") if row.get("level3")]
        if rows:
            yield Mark(
                f"{len(rows)}项指标没有填指标值：{named(row.get('level3') for row in rows)}。",
                f"{len(rows)} indicators have no target.", place(rows[0], "target_text", dataset), "填写指标值。",
            )  # fmt: skip
