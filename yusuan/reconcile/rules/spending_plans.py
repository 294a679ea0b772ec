"""Spending plans (资金支出计划): cumulative shares do not fall and end at 100 %, and agree with the deadlines in words (G1)."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.judgement import EXACT, FAILED, Check, Mark, Place, lacking, plain
from yusuan.reconcile.registry import form, holds, rule
from yusuan.values import comparable

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
    place = Place.of("spending_plans", last, "cumulative_percent", plain(known[-1]))
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


@rule(
    "G1.columns",
    title="资金支出计划缺少年底一栏，没有达到100%",
    title_en="The spending plan lacks its last column and stops short of 100 %",
    severity="warning",
    source="绩效文本的表式：3、6、10、12月底四栏",
    due=holds("spending_plans", "项目表印有资金支出计划"),
    not_applicable="四栏齐全而有空格（见G1.plan）；已到100%",
    example="只印3月底、6月底、10月底：30、60、90，没有12月底一栏",
    ledger=False,
)
def missing_plan_column(facts: Facts) -> Iterator[Mark]:
    short = []
    for project in facts["projects"]:
        plan = facts.of("spending_plans", project.get("project_id"))
        shares = [row.get("cumulative_percent") for row in plan]
        if 0 < len(plan) < _COLUMNS and any(share is not None for share in shares) and _WHOLE not in shares:
            short.append((project, plan[-1]))
    for project, last in short:
        plan = facts.of("spending_plans", project.get("project_id"))
        shown = "、".join(f"{row['due_date'].month}月底{_share(row.get('cumulative_percent'))}" for row in plan)
        yield Mark(
            f"项目“{project.get('project_name')}”的资金支出计划只有{shown}，缺年底一栏，没有达到100%。",
            f"The plan of “{project.get('project_name')}” lacks its last column and stops short of 100 %.",
            Place.of("spending_plans", last, "cumulative_percent", None), "补上12月底的进度。",
        )  # fmt: skip


def _share(percent: Decimal | None) -> str:
    return "（空）" if percent is None else f"{plain(percent)}%"


_MONTH = re.compile(r"(?<!\d)(1[0-2]|[1-9])月(?:份|底|末)?")
_SPENT = re.compile(r"支出完毕|支付完毕|支付完成|支出完成|发放完毕|拨付完毕|拨付完成|付清|支付|支出|发放|拨付|到位")
# Money that must all be paid by a month although the plan pays on: 6月底前全部支付, 资金支付完成时间 2024年6月底前.
_COMPLETED = re.compile(
    r"月(?:份|底|末)?之?前(?:全部|全额|一次性)?(?:支出|支付|发放|拨付)|^(?:20\d\d年)?(?:1[0-2]|[1-9])月(?:份|底|末)?之?前$"
)
_AFTER = re.compile(r"(?:之后|以后|后)")


@rule(
    "G1.deadline",
    title="文字所说的支付时间与资金支出计划不符",
    title_en="The time of payment in words contradicts the spending plan",
    severity="warning",
    source="同一项目前后一致",
    due=holds("spending_plans", "项目表印有资金支出计划"),
    not_applicable="文字没有写支付的月份；期限在计划完成之时或稍前",
    example="目标“预计12月份支出完毕”，计划6月底已100%；“每年12月份征缴期之后”发放，计划6月底已50%",
    ledger=False,
)
def words_against_plan(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        key = project.get("project_id")
        dated = [row for row in facts.of("spending_plans", key) if row.get("due_date")]
        plan = [row for row in dated if row.get("cumulative_percent") is not None]
        done = next((row["due_date"].month for row in plan if row["cumulative_percent"] >= _WHOLE), None)
        begun = next((row["due_date"].month for row in plan if row["cumulative_percent"] > 0), None)
        for text, place in _deadlines(facts, key):
            month = int(_MONTH.search(text)[1])
            shown = "、".join(f"{row['due_date'].month}月底{plain(row['cumulative_percent'])}%" for row in plan)
            late = _AFTER.search(text[_MONTH.search(text).end() :]) and begun is not None and begun < month
            early = not late and done is not None and done < month - 1 and not re.search(r"前|之内|以内|≤|不超过", text)
            behind = not late and done is not None and done > month and _COMPLETED.search(text)
            if late or early or behind:
                yield Mark(
                    f"项目“{project.get('project_name')}”写“{text}”，资金支出计划却是{shown}。",
                    f"“{project.get('project_name')}” is to be paid in month {month} by its words, its plan says otherwise.",
                    place, "统一支付时间和支出计划。",
                )  # fmt: skip
                break


def _deadlines(facts: Facts, key: str) -> Iterator[tuple[str, Place]]:
    for row in facts.of("project_goals", key):
        text = comparable(row.get("goal"))
        if _MONTH.search(text) and _SPENT.search(text):
            yield text, Place.of("project_goals", row, "goal")
    for row in facts.of("indicators", key):
        text = comparable(row.get("target_text"))
        paid = _SPENT.search(comparable(f"{row.get('level3') or ''}{row.get('description') or ''}"))
        if row.get("category") == "timeliness" and paid and _MONTH.search(text):
            yield text, Place.of("indicators", row, "target_text")
