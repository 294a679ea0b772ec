"""Rows, goals and purposes that say what another says: rows of another project, a goal twice, a goal as the purpose (M2, M5)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.indicators import place
from yusuan.reconcile.judgement import Mark, Place, named
from yusuan.reconcile.registry import holds, rule
from yusuan.reconcile.rules.copied_text import one_programme
from yusuan.values import comparable

_GOALS = holds("project_goals", "载有绩效目标")
_TELLING, _GOAL, _OVERLAP = 10, 8, 12
_FEW, _SEVERAL = 6, 3
# The programme of running costs has one set of indicators everywhere, laid down by the finance department.
_UNIFORM = re.compile(r"公用经费|人员经费|工资|社会保险缴费|公积金")


@rule(
    "M2.rows",
    title="不同项目的指标文字完全相同",
    title_en="Different projects have the same indicators word for word",
    severity="info",
    source="指标应与项目相符",
    due=holds("indicators", "载有绩效指标"),
    not_applicable="相同的不足三项（描述与名称不同的，不足两项）；满意度指标；公用经费、人员经费的统一模板；许多项目共用的指标",
    example="两个补贴项目的“补贴核算正确率”“发放补贴时间”“补贴发放率”三项逐字相同",
    ledger=False,
)
def rows_of_another_project(facts: Facts) -> Iterator[Mark]:
    projects = {row.get("project_id"): row for row in facts["projects"]}
    order = {key: number for number, key in enumerate(projects)}
    seen: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in (row for row in facts["indicators"] if row.get("project_id") in projects):
        words = tuple(comparable(row.get(column)) for column in ("level3", "description", "target_text"))
        uniform = _UNIFORM.search(comparable(projects[row["project_id"]].get("project_name")))
        if row.get("category") != "satisfaction" and len(words[0] + words[1]) >= _TELLING and words[2] and not uniform:
            seen[words].append(row)
    shared: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for rows in seen.values():
        if len(rows) <= _FEW:
            for one, other in combinations(rows, 2):
                if one.get("project_id") != other.get("project_id"):
                    shared[other["project_id"]][one["project_id"]].append(other)
    for key in sorted(shared, key=lambda key: order.get(key, 0)):
        model, rows = max(shared[key].items(), key=lambda item: len(item[1]))
        telling = [
            row for row in rows if len(comparable(row.get("description"))) >= _GOAL and row["description"] != row["level3"]
        ]
        enough = len(rows) >= _SEVERAL or len(telling) > 1
        if enough and not one_programme(sorted(comparable(projects[k].get("project_name")) for k in (model, key))):
            yield Mark(
                f"项目“{projects[key].get('project_name')}”有{len(rows)}项指标的名称、描述和指标值与“{projects[model].get('project_name')}”"
                f"完全相同：{named((row.get('level3') for row in rows), 3)}。",
                f"{len(rows)} indicators are those of another project word for word.", place(rows[0], "level3"),
                "核对是否从另一项目复制。",
            )  # fmt: skip


@rule(
    "M2.alike",
    title="不同项目的绩效目标大部分相同",
    title_en="Most goals of two projects are the same",
    severity="info",
    source="绩效目标应与项目相符",
    due=_GOALS,
    not_applicable="全部相同的见M2.goals；8字以下的目标；公用经费、人员经费的统一模板",
    example="两个补贴项目三条目标中有两条逐字相同",
    ledger=False,
)
def goals_mostly_the_same(facts: Facts) -> Iterator[Mark]:
    projects = {row.get("project_id"): row for row in facts["projects"]}
    goals = {key: [comparable(row.get("goal")).rstrip("。") for row in facts.of("project_goals", key)] for key in projects}
    owners: dict[str, list[str]] = defaultdict(list)
    for key, texts in goals.items():
        for text in dict.fromkeys(texts):
            if len(text) >= _GOAL and not _UNIFORM.search(comparable(projects[key].get("project_name"))):
                owners[text].append(key)
    common: dict[tuple[str, str], list[str]] = defaultdict(list)
    for text, keys in owners.items():
        if len(keys) <= _FEW:
            for pair in combinations(keys, 2):
                common[pair].append(text)
    first = {tuple(texts): key for key, texts in reversed(goals.items())}
    for (one, other), texts in common.items():
        if first[tuple(goals[other])] != other or first[tuple(goals[one])] != one:
            continue  # the same goals as an earlier project's are M2.goals
        whole = max(len(goals[one]), len(goals[other]))
        if len(texts) >= 2 and len(texts) * 2 > whole and goals[one] != goals[other]:
            row = projects[other]
            yield Mark(
                f"项目“{projects[one].get('project_name')}”和“{row.get('project_name')}”的绩效目标有{len(texts)}条相同：{named(texts)}。",
                f"{len(texts)} goals of two projects are the same.",
                Place.of("projects", row), "按各项目的内容分别写明目标。",
            )  # fmt: skip


_LEAD = re.compile(r"^(?:为了?|通过|进一步)+")


@rule(
    "M5.goal_twice",
    title="同一项目的两条目标说的是一件事",
    title_en="Two goals of a project say the same",
    severity="info",
    source="绩效目标应清晰、不重复",
    due=_GOALS,
    not_applicable="两条目标各有内容",
    example="“1、促进基层做好……工作，确保……”“2、为促进基层做好……工作。”",
    ledger=False,
)
def one_goal_twice(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        rows = facts.of("project_goals", project.get("project_id"))
        for one, other in combinations(rows, 2):
            texts = [_LEAD.sub("", comparable(row.get("goal")).rstrip("。;；")) for row in (one, other)]
            short, long = sorted(texts, key=len)
            if len(short) >= _OVERLAP and _mostly_in(short, long):
                yield Mark(
                    f"项目“{project.get('project_name')}”的两条目标说的是一件事：“{one.get('goal')}”“{other.get('goal')}”。",
                    "Two goals of a project say the same.",
                    Place.of("project_goals", other, "goal"),
                    "合并，或补写另一条目标的内容。",
                )  # fmt: skip


def _mostly_in(short: str, long: str) -> bool:
    match = SequenceMatcher(None, short, long, autojunk=False).find_longest_match()
    return match.size * 10 >= 9 * len(short)


@rule(
    "M5.goal_as_purpose",
    title="资金用途写的是绩效目标",
    title_en="The purpose of the funds is a goal, not a use",
    severity="info",
    source="绩效文本的表式：预算规模及资金用途应写明资金用于什么",
    due=holds("projects", "项目表印有资金用途", "purpose"),
    not_applicable="用途另写明支出的内容",
    example="资金用途“让未参保人员深入了解养老保险的政策……”，与第1条目标逐字相同",
    ledger=False,
)
def goals_as_purpose(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        purpose = comparable(project.get("purpose")).rstrip("。")
        if (
            len(purpose) < _OVERLAP
            or purpose in comparable(project.get("project_name"))
            or re.search(r"用于|支付|发放|购置|采购|经费|费用|补助|补贴|资金", purpose)
        ):
            continue
        goals = facts.of("project_goals", project.get("project_id"))
        clauses = [clause for clause in re.split(r"[,，;；。]", purpose) if len(clause) >= _GOAL]
        said = "。".join(comparable(row.get("goal")) for row in goals)
        if clauses and all(_mostly_in(clause, said) for clause in clauses):
            yield Mark(
                f"项目“{project.get('project_name')}”的资金用途“{project.get('purpose')}”写的是绩效目标，没有写资金用于什么。",
                "The purpose repeats a goal and does not say what the funds are for.",
                Place.of("projects", project, "purpose"),
                "写明支出内容，如印刷、宣传、劳务。",
            )  # fmt: skip
