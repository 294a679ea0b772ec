"""Goals against what else their project says: its plan, its targets, its year; goals that say no result (G1, I6, M5, O2)."""

import re
from collections.abc import Iterator
from itertools import takewhile

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.indicators import PERCENT, place
from yusuan.reconcile.judgement import Mark, Place
from yusuan.reconcile.registry import Due, holds, rule
from yusuan.reconcile.rules.goals import says_no_more
from yusuan.values import comparable

_CONSISTENT = "同一项目前后一致"
_GOALS = holds("project_goals", "载有绩效目标")


_FULL = re.compile(r"足额|全额|全部(?:发放|支付|拨付|到位)|应[发付保补][^,，。]?尽[发付保补]")
_PAID_RATE = re.compile(r"(?:到位|发放|支付|拨付|兑付|兑现)率$")


@rule(
    "I6.goal",
    title="目标要求足额，指标值不到100%",
    title_en="The goals ask for payment in full, the target is below 100 %",
    severity="info",
    source=_CONSISTENT,
    due=_GOALS,
    not_applicable="目标没有写足额、全部；指标不是发放率、到位率",
    example="目标“确保养老金按时足额发放”，指标“资金到位率”≥90%",
    ledger=False,
)
def in_full_but_not_all(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        key = project.get("project_id")
        goal = next((row for row in facts.of("project_goals", key) if _FULL.search(comparable(row.get("goal")))), None)
        if goal is None:
            continue
        for row in facts.of("indicators", key):
            value, percent = row.get("target_value"), comparable(row.get("target_unit")) in PERCENT
            if percent and value is not None and value < 100 and _PAID_RATE.search(comparable(row.get("level3"))):
                yield Mark(
                    f"项目“{project.get('project_name')}”的目标要求“{_FULL.search(comparable(goal.get('goal')))[0]}”，"
                    f"指标“{row.get('level3')}”却只有“{row.get('target_text')}”。",
                    f"The goals ask for payment in full, “{row.get('level3')}” aims at {row.get('target_text')}.", place(row),
                    "改为100%。",
                )  # fmt: skip


_BY_MONTH = re.compile(r"按月|每月|逐月|按季|每季|逐季")


@rule(
    "G1.year_end",
    title="目标要求按月支付，计划却都在年底",
    title_en="The goals ask for payment by the month, the plan pays at the end of the year",
    severity="warning",
    source=_CONSISTENT,
    due=Due("载有支出计划和目标", lambda facts: bool(facts["spending_plans"]) and bool(facts["project_goals"])),
    not_applicable="年底以前已有支出；目标没有写按月、按季；“及时”可以是年底一次支付",
    example="目标“按月足额发放养老金”，计划只有12月底100%",
    ledger=False,
)
def by_month_but_at_the_end(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        key = project.get("project_id")
        plan = [row for row in facts.of("spending_plans", key) if row.get("due_date")]
        early = [row for row in plan if row["due_date"].month < 12 and row.get("cumulative_percent")]
        if early or not any(row.get("cumulative_percent") for row in plan):
            continue
        for row in facts.of("project_goals", key):
            text = comparable(row.get("goal"))
            match = _BY_MONTH.search(text)
            if match:
                yield Mark(
                    f"项目“{project.get('project_name')}”的目标写“{match[0]}”，资金支出计划却到12月底才有支出。",
                    f"The goals say “{match[0]}”, the plan of “{project.get('project_name')}” pays in December only.",
                    Place.of("project_goals", row, "goal"), "统一支付时间和支出计划。",
                )  # fmt: skip
                break


_TEMPLATE = re.compile(r"^\d*[.、]?目标(?:内容)?\d*")
_USE = re.compile(r"^(?:此项资金|本项目|该项目)?(?:主要)?用于|(?:经费|资金|费用|支出|补助|补贴|项目)[。.]?$")
_RESULT = re.compile(
    r"\d|确保|保障|保证|提高|提升|完成|实现|促进|落实|及时|按时|足额|按月|做好|维护|加强|推动|推进|解决|改善|增强|减轻|完善|鼓励|防止|避免|支持|开展"
)


@rule(
    "M5.no_result",
    title="绩效目标只写资金用途，没有写要达到的结果",
    title_en="Goals that name the use of the money and no result",
    severity="info",
    source="财预〔2015〕88号：绩效目标是预期达到的产出和效果",
    due=_GOALS,
    not_applicable="目标写有数量、时间或要达到的效果；只重复名称的见M5.purpose",
    example="目标“就业专项补助资金”；目标“用于城乡代办员补助”",
    ledger=False,
)
def goals_without_a_result(facts: Facts) -> Iterator[Mark]:
    found: list[tuple[Row, Row]] = []
    for project in facts["projects"]:
        rows = facts.of("project_goals", project.get("project_id"))
        texts = [_TEMPLATE.sub("", comparable(row.get("goal"))) for row in rows]
        whole = "".join(texts)
        bare = whole and len(whole) <= 40 and all(map(_USE.search, texts)) and not _RESULT.search(whole)
        if bare and not says_no_more(whole, comparable(project.get("project_name"))):
            found.append((project, rows[0]))
    if found:
        yield Mark(
            f"{len(found)}个项目的绩效目标只写资金用途，没有写要达到的结果："
            + "、".join(f"“{project.get('project_name')}”（{goal.get('goal')}）" for project, goal in found[:4])
            + ("等。" if len(found) > 4 else "。"),
            f"The goals of {len(found)} projects name the use of the money and no result.",
            Place.of("project_goals", found[0][1], "goal"),
            "写明预期的产出和效果。",
        )  # fmt: skip


_YEAR = re.compile(r"(20\d{2})(?:年|$)")


@rule(
    "O2.deadline",
    title="完成时间不在文件的年度",
    title_en="A deadline outside the document's year",
    severity="warning",
    source="年度绩效目标在预算年度内完成",
    due=Due("载有时效指标，且文件年度已知", lambda facts: bool(facts["indicators"]) and bool(facts.fiscal_year)),
    not_applicable="跨年度项目的各阶段（同一项目另有本年度的时间，只作提示）；次年的完成时间",
    example="2024年的文件，完成时间“2023年12月底前”",
    ledger=False,
)
def deadlines_of_another_year(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        rows = [row for row in facts.of("indicators", project.get("project_id")) if row.get("category") == "timeliness"]
        years = {row.get("indicator_id"): _years(row) for row in rows}
        current = any(facts.fiscal_year in said for said in years.values())
        for row in rows:
            said = years[row.get("indicator_id")]
            if said and (max(said) < facts.fiscal_year or min(said) > facts.fiscal_year + 1):
                yield Mark(
                    f"项目“{project.get('project_name')}”的时效指标“{row.get('level3')}”为“{row.get('target_text')}”，"
                    f"文件年度是{facts.fiscal_year}年。",
                    f"The deadline of “{row.get('level3')}” is {row.get('target_text')}, the document is of {facts.fiscal_year}.",
                    place(row), "核对年份是否沿用旧文本。", "info" if current else None,
                )  # fmt: skip


def _years(indicator: Row) -> set[int]:
    return {int(year) for year in _YEAR.findall(comparable(indicator.get("target_text")))}


# What an abbreviation may leave out of a name without changing whom or what the money is for.
_LEFT_OUT = re.compile(
    r"^(?:[的和及与、等各内外新省市]|基本|专项|工作|经费|补助|补贴|资金|县级|省级|市级|中央|财政|项目|费用|社会|综合|业务|管理|服务|建设)+$"
)
_ENDS, _WHOLE, _SHORT = 2, 6, 60


@rule(
    "M6.lost_word",
    title="资金用途比项目名称少了一个词",
    title_en="The purpose lacks a word of the project's name",
    severity="info",
    source=_CONSISTENT,
    due=holds("projects", "项目表印有资金用途", "purpose"),
    not_applicable="少的是“基本、专项、县级”一类可以省略的词",
    example="名称“离休及六级以上伤残军人医疗费用”，用途“离休及六级以上军人补助”",
    ledger=False,
)
def words_lost_in_the_purpose(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        name, purpose = comparable(project.get("project_name")), comparable(project.get("purpose"))
        lost = _lost(name, purpose)
        if lost:
            yield Mark(
                f"项目名称“{project.get('project_name')}”，资金用途写“{project.get('purpose')}”，少了“{lost}”。",
                f"The purpose “{project.get('purpose')}” lacks “{lost}” of the project's name.",
                Place.of("projects", project, "purpose"),
                "核对支出对象是否相同。",
            )  # fmt: skip


def _lost(name: str, purpose: str) -> str | None:
    """One or two characters that stand in the name between words that follow each other in the purpose."""
    for cut in range(_ENDS, min(len(purpose), _SHORT) - _ENDS + 1):
        head, tail = purpose[cut - _ENDS : cut], purpose[cut : cut + _ENDS]
        if head + tail in name:
            continue
        for start in (i for i in range(len(name)) if name.startswith(head, i)):
            for length in (1, 2):
                end = start + _ENDS + length
                word = name[end - length : end]
                if name.startswith(tail, end) and re.fullmatch(r"[一-鿿]+", word) and not _LEFT_OUT.match(word):
                    before = _alike(name[: end - length][::-1], purpose[:cut][::-1])
                    if before + _alike(name[end:], purpose[cut:]) >= _WHOLE:
                        return word
    return None


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common from their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
