"""Texts that contradict each other or were taken from elsewhere: document numbers, goals, values of one indicator (M1-M3)."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.indicators import PERCENT, place
from yusuan.reconcile.judgement import Mark, Place, named
from yusuan.reconcile.registry import Due, holds, rule
from yusuan.values import comparable

# The issuer's abbreviation, the year and the number of a document: 冀财社【2022】150号, 冀财社2023年205号, 冀财社2020年(67)号.
_NUMBER = re.compile(r"([一-鿿]{2,8}?)[\[【〔(]?(20\d{2})[\]】〕)年]\s*[(（]?(\d{1,4})[)）]?号")
_TEMPLATE_GOAL = re.compile(r"^目标内容\d+$")
_SHORT = 8
_LONG = 20
_HALF = str.maketrans("（）", "()")


def numbers(text: str | None) -> set[tuple[str, str, str]]:
    found = set()
    for issuer, year, number in _NUMBER.findall(comparable(text)):
        found.add((re.sub(r"^.*?(?:依据|根据|按照|文件|关于|财政厅|财政局|的|和|、)", "", issuer), year, number))
    return found


@rule(
    "M1.number",
    title="文号前后不一致",
    title_en="A document's number is written in two ways",
    severity="warning",
    source="同一文件前后一致",
    due=Due("项目名称引用文号", lambda facts: any(numbers(row.get("project_name")) for row in facts["projects"])),
    not_applicable="发文机关、年度或号数不同的另一文件",
    example="名称“冀财社【2022】150号”，依据“冀财社会【2022】150号”",
    ledger=False,
)
def numbers_in_two_ways(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        own = {(year, number): issuer for issuer, year, number in numbers(project.get("project_name"))}
        for row in facts.of("indicators", project.get("project_id")):
            cited = sorted(numbers(row.get("basis")))
            other = [number for issuer, year, number in cited if _another(project, issuer, year, number)]
            if other:
                yield Mark(
                    f"项目名称引用“{'、'.join(f'{i}{y}年{n}号' for i, y, n in sorted(numbers(project.get('project_name'))))}”，"
                    f"指标值确定依据写同一机关、同一年度的另一文号“{row.get('basis')}”。",
                    f"The name cites one document, the basis another of the same issuer and year: “{row.get('basis')}”.",
                    place(row, "basis"), "核对文号。", severity="info",
                )  # fmt: skip
                break
            odd = [(year, number) for issuer, year, number in cited if nearly(own.get((year, number)), issuer)]
            if odd:
                year, number = odd[0]
                yield Mark(
                    f"项目名称引用“{own[year, number]}{year}年{number}号”，指标值确定依据写“{row.get('basis')}”。",
                    f"The name cites {own[year, number]} {year} No. {number}, the basis reads “{row.get('basis')}”.",
                    place(row, "basis"), "核对文号。",
                )  # fmt: skip
                break


def _another(project: Row, issuer: str, year: str, number: str) -> bool:
    own = numbers(project.get("project_name"))
    return bool(own) and all(i == issuer and y == year and n != number for i, y, n in own)


def nearly(own: str | None, issuer: str) -> bool:
    """Two abbreviations that differ and are too alike to be two issuers."""
    return own is not None and own != issuer and SequenceMatcher(None, own, issuer).ratio() > 0.6


@rule(
    "M2.goals",
    title="不同项目的绩效目标相同",
    title_en="Different projects have the same goals",
    severity="info",
    source="绩效目标应与项目相符",
    due=holds("project_goals", "载有绩效目标"),
    not_applicable="只有模板文字的目标；同名的项目；公用经费的目标由财政统一规定",
    example="两个不同的补贴项目目标文字完全相同",
    ledger=False,
)
def same_goals(facts: Facts) -> Iterator[Mark]:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for project in facts["projects"]:
        goals = tuple(comparable(row.get("goal")) for row in facts.of("project_goals", project.get("project_id")))
        if goals and sum(map(len, goals)) > _SHORT and not all(_TEMPLATE_GOAL.match(goal) for goal in goals):
            groups.setdefault(goals, []).append(project)
    for goals, projects in _with_beginnings(groups):
        names = {comparable(row.get("project_name")) for row in projects}
        if len(names) > 1 and not one_programme(sorted(names)) and not all("公用经费" in name for name in names):
            later = projects[-1]
            same = "完全相同" if len(groups.get(goals, ())) == len(projects) else "开头相同"
            yield Mark(
                f"项目{named(row.get('project_name') for row in projects)}的绩效目标文字{same}。",
                f"{len(projects)} projects have the same goals.",
                Place.of("projects", later),
            )  # fmt: skip


def _with_beginnings(groups: dict[tuple[str, ...], list[Row]]) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    """The groups of equal goals, and goals that begin with the whole of another's (a copy cut off at a cell's border)."""
    yield from groups.items()
    texts = {goals: "".join(goals) for goals in groups}
    plain = {goals: text.translate(_HALF) for goals, text in texts.items()}
    for goals, projects in groups.items():
        for others, theirs in groups.items() if len(texts[goals]) >= _LONG else ():
            if plain[others].startswith(plain[goals]) and texts[goals] != texts[others]:
                yield others, [*theirs, *projects]


def one_programme(names: list[str]) -> bool:
    """Names that differ only in the document or the level of the funds: one programme, whose goals may well be the same."""
    return SequenceMatcher(None, names[0], names[-1]).ratio() > 0.9


@rule(
    "M3.values",
    title="同一指标在不同项目的值不同",
    title_en="One indicator has different values in different projects",
    severity="info",
    source="同一口径的事实应一致；不同资金的对象可能不同",
    due=holds("indicators", "载有绩效指标"),
    not_applicable="百分比指标；没有描述的指标",
    example="“养老保险覆盖人数”：一处72737人，一处70955人",
    ledger=False,
)
def one_fact_two_values(facts: Facts) -> Iterator[Mark]:
    groups: dict[tuple, list[Row]] = {}
    for row in facts["indicators"]:
        unit = comparable(row.get("target_unit"))
        if row.get("category") == "quantity" and row.get("target_value") and unit and unit not in PERCENT:
            key = comparable(row.get("level3")), comparable(row.get("description")), unit
            if key[0] and key[1]:
                groups.setdefault(key, []).append(row)
    for rows in groups.values():
        values = {row["target_value"] for row in rows}
        if len(values) > 1:
            shown = "、".join(dict.fromkeys(f"“{row.get('target_text')}”" for row in rows))
            yield Mark(
                f"指标“{rows[0].get('level3')}”在{len(rows)}个项目中的值不同：{shown}。",
                f"“{rows[0].get('level3')}” has different values in {len(rows)} projects.", place(rows[-1]), "核对口径是否相同。",
            )  # fmt: skip


@rule(
    "M3.alike",
    title="名称相近的指标值不同",
    title_en="Indicators of nearly the same name have different values",
    severity="info",
    source="同一口径的事实应一致；不同资金的对象可能不同",
    due=holds("indicators", "载有绩效指标"),
    not_applicable="名称不相近，或单位不同",
    example="“公益岗人数”≥350人，“公益性岗位人数”≥255人",
    ledger=False,
)
def nearly_one_fact(facts: Facts) -> Iterator[Mark]:
    rows = [
        row for row in facts["indicators"]
        if row.get("category") == "quantity" and row.get("target_value") and comparable(row.get("target_unit")) in _PEOPLE
    ]  # fmt: skip
    names = {comparable(row.get("level3")): row for row in reversed(rows)}
    for short, row in names.items():
        for long, other in names.items():
            apart = row.get("project_id") != other.get("project_id") and row["target_value"] != other["target_value"]
            if len(_bare(short)) >= 3 and short != long and apart and _is_short_for(_bare(short), _bare(long)):
                yield Mark(
                    f"指标“{row.get('level3')}”为“{row.get('target_text')}”，“{other.get('level3')}”为“{other.get('target_text')}”，"
                    "名称相近而值不同。",
                    f"“{row.get('level3')}” and “{other.get('level3')}” are nearly one fact and have different values.",
                    place(row), "核对口径是否相同。",
                )  # fmt: skip


_PEOPLE = ("人", "万人", "户", "家")


def _bare(name: str) -> str:
    return re.sub(r"(?:数量|人数|户数|家数|总数|数)$|[(（].*$", "", name)


def _is_short_for(short: str, long: str) -> bool:
    """Whether a name is another with characters left out of its middle: 公益岗 for 公益性岗位."""
    if not 0 < len(long) - len(short) <= 3 or short[0] != long[0] or short[:2] != long[:2]:
        return False
    rest = iter(long)
    return all(character in rest for character in short)
