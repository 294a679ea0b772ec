"""Self-evaluations (绩效自评): funds by source, weights, execution rate and scores (D5, H1-H4)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from yusuan.reconcile.facts import Facts, Figure, Row, money
from yusuan.reconcile.indicators import indicators_of
from yusuan.reconcile.interval import Interval, decimals_of, half_digit
from yusuan.reconcile.judgement import (
    EXACT,
    FAILED,
    INSUFFICIENT,
    NOT_APPLICABLE,
    Check,
    Place,
    compare_ratio,
    compare_sum,
    decide,
    lacking,
    plain,
)
from yusuan.reconcile.registry import Due, form, holds, rule
from yusuan.values import comparable

_EVALUATION = form("self_evaluation") | holds("evaluations", "载有绩效自评表")
_LAW = "财预〔2020〕10号《项目支出绩效评价管理办法》及其自评表"
_COLUMNS = {"initial_budget_yuan": "年初预算数", "revised_budget_yuan": "全年预算数", "executed_yuan": "全年执行数"}
_POINTS = re.compile(r"(\d+(?:\.\d+)?)分")
_HUNDRED = Decimal(100)
_ZERO = Decimal(0)


def funds(facts: Facts, evaluation: Row) -> tuple[Row | None, list[Row]]:
    """The row of the total and the rows of its sources."""
    rows = facts.of("evaluation_funds", evaluation["evaluation_id"], "evaluation_id")
    total = next((row for row in rows if row.get("fund_source") == "total"), None)
    return total, [row for row in rows if row is not total]


def _about(evaluation: Row) -> dict:
    return dict(scope="evaluation", subject_id=evaluation.get("evaluation_id"), subject_name=evaluation.get("project_name"))


@rule(
    "D5.funds",
    title="年度资金总额 = 各来源之和",
    title_en="Total of the funds = sum of the sources",
    severity="error",
    source=f"{_LAW}：年度资金总额分为当年财政拨款、上年结转资金、其他资金",
    due=_EVALUATION,
    not_applicable="表中只有总额一行",
    example="执行数5.38 = 3.68 + 1.70 + 空格（按0计）；预算数22.41与3.68 + 1.70不符",
)
def funds_by_source(facts: Facts) -> Iterator[Check]:
    for evaluation in facts["evaluations"]:
        total, sources = funds(facts, evaluation)
        about = _about(evaluation)
        if total is None:
            yield lacking("没有读到年度资金总额一行。", **about)
        elif not sources:
            yield Check(NOT_APPLICABLE, "表中只有总额一行，没有分来源。", **about)
        else:
            for column, name in _COLUMNS.items():
                yield _column(facts, evaluation, total, sources, column, name)


def _column(facts: Facts, evaluation: Row, total: Row, sources: list[Row], column: str, name: str) -> Check:
    unit = total.get("printed_unit") or facts.unit()
    about = _about(evaluation) | dict(place=Place.of("evaluation_funds", total, column))
    printed = [row for row in sources if row.get(column) is not None]
    if not printed:
        return lacking(f"{name}：没有印出任何一项来源的金额，无从核对。", **about)
    blanks = [row.get("source") or "" for row in sources if row.get(column) is None]
    parts = [(row.get("source") or "", facts.figure("evaluation_funds", row, column)) for row in printed]
    note = f"{'、'.join(blanks)}空白，表式固定，按0计。" if blanks else ""
    whole = facts.figure("evaluation_funds", total, column)
    check = compare_sum(whole, parts, whole_name=f"年度资金总额的{name}", unit=unit, note=note, **about)
    unknown = [row.get("source") or "" for row in printed if row.get("fund_source") is None]
    if check.status == FAILED and unknown:
        words = f"{check.explanation}其中“{'、'.join(unknown)}”不知是否为总额的组成项，不能断定不符。"
        return Check(INSUFFICIENT, words, expected=check.expected, actual=check.actual, **about)
    return check


@rule(
    "H1.weights",
    title="分值之和 = 总分值",
    title_en="Sum of the weights = total weight",
    severity="error",
    source=f"{_LAW}：满分100分，其中预算执行率10分",
    due=_EVALUATION,
    not_applicable="没有分值的自评",
    example="执行率10 + 产出50 + 效益30 + 满意度10 = 100",
)
def weights(facts: Facts) -> Iterator[Check]:
    for evaluation in facts["evaluations"]:
        yield _points(facts, evaluation, "weight")


@rule(
    "H4.total",
    title="得分之和 = 总得分",
    title_en="Sum of the scores = total score",
    severity="error",
    source=f"{_LAW}：总分为执行率得分与各指标得分之和",
    due=_EVALUATION,
    not_applicable="没有得分的自评",
    example="2.4 + 50 + 30 + 10 = 92.4",
)
def total_score(facts: Facts) -> Iterator[Check]:
    for evaluation in facts["evaluations"]:
        yield _points(facts, evaluation, "score")


def _execution(facts: Facts, evaluation: Row) -> Row | None:
    """The row of the funds that bears the points for execution."""
    total, sources = funds(facts, evaluation)
    return next((row for row in (total, *sources) if row is not None and row.get("weight") is not None), total)


def _points(facts: Facts, evaluation: Row, column: str) -> Check:
    whole, execution = evaluation.get(f"total_{column}"), (_execution(facts, evaluation) or {}).get(column)
    word, total_word = ("分值", "总分值") if column == "weight" else ("得分", "总得分")
    about = _about(evaluation) | dict(measure="points", place=Place.of("evaluations", evaluation, f"total_{column}"))
    rows = indicators_of(facts, evaluation)
    values = [row.get(column) for row in rows]
    if not rows or all(value is None for value in values):
        return lacking(f"没有读到各指标的{word}。", **about)
    if None in values:
        count = values.count(None)
        return lacking(f"{len(values)}项指标中有{count}项没有印出{word}，无从核对。", actual=whole, **about)
    if execution is None:
        return lacking(f"没有印出执行率的{word}；各指标{word}合计{plain(sum(values, _ZERO))}。", actual=whole, **about)
    expected = sum(values, execution)
    decimals = max(decimals_of(value) for value in (*values, execution, whole if whole is not None else _ZERO))
    # Only the execution's score and the total are computed and so can have been rounded; points are set, not rounded.
    tolerance = half_digit(decimals) * 2 if decimals and column == "score" else _ZERO
    terms = " + ".join(map(plain, values))
    words = f"执行率{word}{plain(execution)} + 各指标{terms} = {plain(expected)}"
    residue = _nameless(facts, column, expected, word)
    note = f"另有{len(residue)}行只有{word}而没有指标名称，不计入：{'；'.join(residue)}。" if residue else ""
    if whole is None:
        return lacking(f"{words}；没有印出{total_word}。{note}", expected=expected, **about)
    status = decide(expected, whole, tolerance)
    verdict = {EXACT: "相符", FAILED: f"相差{plain(whole - expected)}"}.get(status, "在四舍五入容差之内")
    text = f"{words}；{total_word}{plain(whole)}，{verdict}。{note}"
    return Check(status, text, expected=expected, actual=whole, tolerance=tolerance, **about)


def _nameless(facts: Facts, column: str, expected: Decimal, word: str) -> list[str]:
    """What rows with points but without a name (findings of extraction) would make of the sum."""
    said, running = [], expected
    for row in facts["findings"]:
        match = re.search(rf"{column}=(\d+(?:\.\d+)?)", row.get("value") or "")
        if row.get("rule") == "extraction.nameless_row" and match:
            running += Decimal(match[1])
            said.append(f"{word}{match[1]}，计入则为{plain(running)}")
    return said


@rule(
    "H1.hundred",
    title="总分值为100",
    title_en="The total weight is 100",
    severity="warning",
    source=f"{_LAW}：满分100分",
    due=_EVALUATION,
    not_applicable="没有总分行",
    example="总分一行印100",
)
def total_is_hundred(facts: Facts) -> Iterator[Check]:
    for evaluation in facts["evaluations"]:
        about = _about(evaluation) | dict(measure="points", place=Place.of("evaluations", evaluation, "total_weight"))
        total = evaluation.get("total_weight")
        if total is None:
            yield lacking("没有印出总分值。", **about)
        else:
            verdict = "相符" if total == _HUNDRED else "不是100"
            status = decide(_HUNDRED, total, _ZERO)
            yield Check(status, f"总分值{plain(total)}，{verdict}。", expected=_HUNDRED, actual=total, tolerance=_ZERO, **about)


@rule(
    "H1.dimensions",
    title="一级指标所印分值 = 其下各指标分值之和",
    title_en="Points printed with a level-1 label = sum of its indicators",
    severity="warning",
    source=f"{_LAW}：产出50分、效益30分、满意度10分",
    due=Due(
        "一级指标的名称后印有分值",
        lambda facts: any(_POINTS.search(comparable(row.get("level1"))) for row in facts["evaluation_indicators"]),
    ),
    not_applicable="一级指标没有印分值",
    example="产出指标50分：10 + 8 × 5 = 50",
)
def dimension_points(facts: Facts) -> Iterator[Check]:
    for evaluation in facts["evaluations"]:
        groups: dict[str, list[Row]] = {}
        for row in indicators_of(facts, evaluation):
            groups.setdefault(row.get("level1") or "", []).append(row)
        for label, rows in groups.items():
            match = _POINTS.search(comparable(label))
            if match:
                yield _dimension(evaluation, label, Decimal(match[1]), rows)


def _dimension(evaluation: Row, label: str, points: Decimal, rows: list[Row]) -> Check:
    first = rows[0]
    place = Place.of("evaluation_indicators", first, "level1", label)
    about = _about(evaluation) | dict(measure="points", place=place)
    values = [row.get("weight") for row in rows]
    if None in values:
        return lacking(f"“{label}”下有指标没有印出分值。", actual=points, **about)
    expected = sum(values, _ZERO)
    verdict = "相符" if expected == points else f"相差{plain(points - expected)}"
    words = f"“{label}”：{' + '.join(map(plain, values))} = {plain(expected)}，{verdict}。"
    return Check(decide(expected, points, _ZERO), words, expected=expected, actual=points, tolerance=_ZERO, **about)


@rule(
    "H2.execution_rate",
    title="执行率 = 全年执行数 / 全年预算数",
    title_en="Execution rate = executed / revised budget",
    severity="error",
    source=f"{_LAW}；四川表式：执行率 = 执行数 / 调整后预算数；按印出精度作区间运算",
    due=_EVALUATION,
    not_applicable="全年预算数为0",
    example="5.38 / 22.41 = 24.0071%，印24%",
)
def execution_rate(facts: Facts) -> Iterator[Check]:
    for evaluation in facts["evaluations"]:
        total, sources = funds(facts, evaluation)
        if total is None:
            yield lacking("没有读到年度资金总额一行。", measure="percent", **_about(evaluation))
            continue
        for row in (total, *sources):
            if row is total or row.get("execution_rate_percent") is not None:
                yield _rate(facts, evaluation, row)


def _rate(facts: Facts, evaluation: Row, row: Row) -> Check:
    about = _about(evaluation) | dict(measure="percent", place=Place.of("evaluation_funds", row, "execution_rate_percent"))
    budget = facts.figure("evaluation_funds", row, "revised_budget_yuan")
    executed = facts.figure("evaluation_funds", row, "executed_yuan")
    printed = row.get("execution_rate_percent")
    if budget is not None and budget.value == 0:
        return Check(NOT_APPLICABLE, "全年预算数为0，没有执行率。", **about)
    if budget is None or executed is None or printed is None:
        operands = {"全年预算数": budget, "全年执行数": executed, "执行率": printed}
        missing = [name for name, value in operands.items() if value is None]
        return lacking(f"没有印出{'、'.join(missing)}。", actual=printed, **about)
    possible = _share(executed, budget)
    if possible is None:
        return lacking("全年预算数小于印出精度，执行率不能确定。", actual=printed, **about)
    unit = row.get("printed_unit") or facts.unit()
    decimals = row.get("printed_rate_decimals")
    return compare_ratio(
        executed.value / budget.value * _HUNDRED, possible, printed, decimals_of(printed) if decimals is None else decimals,
        formula=f"{money(executed.value, unit)} ÷ {money(budget.value, unit)}", **about,
    )  # fmt: skip


def _share(part: Figure, whole: Figure) -> Interval | None:
    """The percentage that a part may be of a whole, None where the whole may be zero."""
    divisor = Interval.around(whole.value, whole.half)
    if divisor.low <= 0 <= divisor.high:
        return None
    return Interval.around(part.value, part.half) / divisor * Interval(_HUNDRED, _HUNDRED)


@rule(
    "H3.execution_score",
    title="执行率得分 = 分值 × 执行率（不超过满分）",
    title_en="Score for execution = weight x rate, at most the weight",
    severity="warning",
    source=f"{_LAW}：执行率得分按比例计算",
    due=_EVALUATION,
    not_applicable="没有执行率分值的自评；有的办法规定执行率低于某一比例不得分",
    example="10 × 24% = 2.4",
)
def execution_score(facts: Facts) -> Iterator[Check]:
    for evaluation in facts["evaluations"]:
        row = _execution(facts, evaluation)
        about = _about(evaluation) | dict(measure="points")
        if row is None:
            yield lacking("没有读到年度资金总额一行。", **about)
            continue
        about |= dict(place=Place.of("evaluation_funds", row, "score"))
        weight, score, printed = row.get("weight"), row.get("score"), row.get("execution_rate_percent")
        rate = _possible_rate(facts, row)
        if weight is None or score is None or rate is None:
            yield lacking("没有印出执行率的分值、得分或执行率。", actual=score, **about)
            continue
        point = rate.low if printed is None else printed
        if score == 0 and point > 0:
            yield Check(NOT_APPLICABLE, "执行率得0分：有的办法规定低于某一比例不得分。", actual=score, **about)
            continue
        share = rate.capped(_HUNDRED)
        possible = Interval(weight * share.low / _HUNDRED, weight * share.high / _HUNDRED)
        expected = weight * min(point, _HUNDRED) / _HUNDRED
        decimals = row.get("printed_score_decimals")
        yield compare_ratio(
            expected, possible, score, decimals_of(score) if decimals is None else decimals,
            formula=f"{plain(weight)}分 × {plain(min(point, _HUNDRED))}%", **about,
        )  # fmt: skip


def _possible_rate(facts: Facts, row: Row) -> Interval | None:
    """What the execution rate may be: as printed, else as it follows from the amounts."""
    printed = row.get("execution_rate_percent")
    if printed is not None:
        decimals = row.get("printed_rate_decimals")
        return Interval.printed(printed, decimals_of(printed) if decimals is None else decimals)
    executed = facts.figure("evaluation_funds", row, "executed_yuan")
    budget = facts.figure("evaluation_funds", row, "revised_budget_yuan")
    return _share(executed, budget) if executed and budget else None


@rule(
    "H4.bounds",
    title="得分不超过分值",
    title_en="No score above its weight",
    severity="error",
    source=f"{_LAW}：得分最高不超过该指标分值上限",
    due=_EVALUATION,
    not_applicable="没有分值或得分的自评",
    example="分值8、得分8：可以；分值8、得分10：超过",
)
def scores_within_weights(facts: Facts) -> Iterator[Check]:
    for evaluation in facts["evaluations"]:
        rows = [row for row in indicators_of(facts, evaluation) if row.get("weight") is not None and row.get("score") is not None]
        about = _about(evaluation) | dict(measure="points")
        above = [row for row in rows if not 0 <= row["score"] <= row["weight"]]
        if not rows:
            yield lacking("没有读到带分值和得分的指标。", **about)
        elif not above:
            yield Check(EXACT, f"{len(rows)}项指标的得分都在0与分值之间。", **about)
        for row in above:
            place = Place.of("evaluation_indicators", row, "score")
            words = f"“{row.get('level3')}”得分{plain(row['score'])}，分值{plain(row['weight'])}。"
            yield Check(FAILED, words, expected=row["weight"], actual=row["score"], tolerance=_ZERO, place=place, **about)
