"""Spending plans (资金支出计划): cumulative shares do not fall and end at 100 % (G1)."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.judgement import EXACT, FAILED, Check, Place, lacking, plain
from yusuan.reconcile.registry import form, holds, rule

_WHOLE = Decimal(100)
_COLUMNS = 4


@rule(
    "G1.plan",
    title="资金支出计划逐期不减并达到100%",
    title_en="The cumulative spending plan does not fall and ends at 100 %",
    severity="warning",
    source="绩效文本的表式：资金支出计划（%）为3、6、10、12月底的累计进度",
    due=form("performance_text") | holds("spending_plans", "项目表印有资金支出计划"),
    not_applicable="没有资金支出计划的表式",
    example="50、100、空、空：6月底已完成，其后空格即100；25、50、75、空：年底没有达到100%",
)
def plan_is_cumulative(facts: Facts) -> Iterator[Check]:
    for project in facts["projects"]:
        yield _plan(project, facts.of("spending_plans", project.get("project_id")))


def _plan(project: Row, plan: list[Row]) -> Check:
    plan = sorted(plan, key=lambda row: (row.get("due_date") is None, row.get("due_date") or 0))
    shares = [row.get("cumulative_percent") for row in plan]
    known = [share for share in shares if share is not None]
    words = "、".join("空" if share is None else plain(share) for share in shares)
    last = next((row for row in reversed(plan) if row.get("cumulative_percent") is not None), None)
    details: dict = dict(
        scope="project", subject_id=project.get("project_id"), subject_name=project.get("project_name"), measure="percent"
    )
    if last is None:
        return lacking("没有读到资金支出计划的进度，无从核对。", **details)
    place = Place("spending_plans", last.get("plan_id"), "cumulative_percent", plain(known[-1]), last.get("page"))
    details |= dict(place=place, expected=_WHOLE, actual=known[-1], tolerance=Decimal(0))
    outside = [share for share in known if not 0 <= share <= _WHOLE]
    if outside:
        text = f"支出进度{words}中有不在0～100%之间的值（{plain(outside[0])}）。"
        return Check(FAILED, text, **details, english=f"The plan {words} holds a share outside 0 to 100 %.")
    if any(later < earlier for earlier, later in pairwise(known)):
        text = f"支出进度{words}有下降，累计进度不应下降。"
        suggestion = None
        if sum(known) == _WHOLE:
            suggestion = f"各期之和恰为100，像是填了当期比例；累计应为{'、'.join(map(plain, _running(known)))}。"
        english = f"The cumulative plan {words} falls."
        return Check(FAILED, text + (suggestion or ""), **details, suggestion=suggestion, english=english)
    if known[-1] == _WHOLE:
        blanks = "首个数值之前的空格为0，达到100之后的空格为100。" if None in shares else ""
        return Check(EXACT, f"支出进度{words}：逐期不减，达到100%。{blanks}", **details)
    if len(shares) < _COLUMNS:
        text = f"支出进度{words}：只读到{len(shares)}列（应有{_COLUMNS}列），无从判断年底是否达到100%。"
        return lacking(text, **details)
    text = f"支出进度{words}：年底只到{plain(known[-1])}%，没有达到100%。"
    english = f"The plan {words} stops at {plain(known[-1])} %."
    return Check(FAILED, text, **details, english=english, suggestion="补填12月底的进度。")


def _running(shares: list[Decimal]) -> list[Decimal]:
    total, running = Decimal(0), []
    for share in shares:
        total += share
        running.append(total)
    return running
