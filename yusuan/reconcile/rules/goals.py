"""Goals and purposes of projects: taken from another project, or saying no more than the name (M4-M6)."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.judgement import Mark, Place, named
from yusuan.reconcile.registry import holds, rule
from yusuan.values import comparable

# What names of projects have in common and what therefore tells none from another.
_COMMON = re.compile(
    r"^.*(?:提前)?下达\d{4}年(?:中央|省级|市级)?(?:财政)?|^\d{4}年|[(（].*?[)）]|-?\d+(?:\.\d+)?万元"
    r"|(?:县级配套)?(?:专项|补助|补贴)?(?:工作)?(?:经费|资金|费用|项目|补助|补贴)+$"
)
_CORE, _SHORT, _STEMS = 4, 10, (2, 3)


@rule(
    "M4.other_project",
    title="绩效目标写的是另一个项目",
    title_en="The goals speak of another project",
    severity="warning",
    source="绩效目标应与项目相符",
    due=holds("project_goals", "载有绩效目标"),
    not_applicable="两个项目名称相近，或该名称在多个项目中出现",
    example="“劳动监察执法经费”的目标写“劳动仲裁”，“劳动仲裁经费”的目标写“劳动保障监察”",
    ledger=False,
)
def goals_of_another_project(facts: Facts) -> Iterator[Mark]:
    cores = {project.get("project_id"): _core(project.get("project_name")) for project in facts["projects"]}
    texts = {
        key: "".join(comparable(row.get("goal")) for row in facts.of("project_goals", key)) for key in cores
    }  # fmt: skip
    for project in facts["projects"]:
        key = project.get("project_id")
        own = comparable(project.get("project_name"))
        for other in facts["projects"]:
            found = _mentioned(cores[key], own, cores[other.get("project_id")], facts.of("project_goals", key), texts)
            if found:
                word, goal = found
                yield Mark(
                    f"项目“{project.get('project_name')}”的绩效目标“{goal.get('goal')}”写到“{word}”，"
                    f"那是另一个项目“{other.get('project_name')}”的内容。",
                    f"The goals of “{project.get('project_name')}” speak of “{word}”, which is another project.",
                    Place.of("project_goals", goal, "goal"),
                    "核对目标是否从另一项目复制。",
                )  # fmt: skip
                break


def _mentioned(core: str, name: str, other: str, goals: list[Row], texts: dict[str, str]) -> tuple[str, Row] | None:
    """The word of another project that a goal speaks of, where it does not speak of its own."""
    if not core or core == other:
        return None
    stem = _shared_stem(core, other)
    own_word, other_word = core[stem : stem + 2], other[stem : stem + 2]
    for goal in goals:
        text = comparable(goal.get("goal"))
        siblings = stem in _STEMS and len(core) <= _SHORT and len(own_word) == len(other_word) == 2 and other_word not in name
        if siblings and core[:stem] in text and own_word not in text:
            word = other_word
        elif len(other) >= _CORE and other in text and core not in text and not _related(other, name):
            word = other
        else:
            continue
        if word in text and sum(word in words for words in texts.values()) <= 2:
            return word, goal
    return None


def _shared_stem(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _related(core: str, name: str) -> bool:
    """Whether two names share four characters on end: then they are of one kind, and may well speak of each other."""
    return any(core[i : i + _CORE] in name for i in range(len(core) - _CORE + 1))


def _core(name: str | None) -> str:
    """The words of a name that tell the project from others: 劳动仲裁经费 -> 劳动仲裁."""
    core, previous = comparable(name), ""
    while core != previous:
        previous, core = core, _COMMON.sub("", core)
    return core


_FRAME = re.compile(r"^(?:\d{4}年)?(?:本项目)?(?:主要)?(?:此项资金)?(?:主要)?用于|^目标内容\d+|[。.;；]$")
_SUBSIDY = re.compile(r"(?:项目|经费|资金|费用|支出|县级|配套|补助|补贴)+$")
_ENDING = re.compile(r"(?:项目|经费|资金|费用|费|支出|工作|专项)+$")


def says_no_more(text: str, name: str) -> bool:
    """Whether a purpose or goal is the project's name in a frame such as 用于……; both as compared."""
    bare, previous = text, None
    while bare != previous:
        previous, bare = bare, _FRAME.sub("", bare)
    own = _ENDING.sub("", re.sub(r"[(][^()]*[)]$", "", name))
    return len(own) > 1 and _ENDING.sub("", bare) == own


@rule(
    "M5.purpose",
    title="资金用途或绩效目标只重复项目名称",
    title_en="The purpose or the goal says no more than the project's name",
    severity="info",
    source="预算规模及资金用途、绩效目标应写明具体内容",
    due=holds("projects", "载有项目"),
    not_applicable="名称以外另有内容",
    example="项目“就业工作经费”，资金用途“就业工作经费”；目标“用于办公取暖费用”",
    ledger=False,
)
def words_of_the_name_only(facts: Facts) -> Iterator[Mark]:
    for column, dataset, word in (("purpose", "projects", "资金用途"), ("goal", "project_goals", "绩效目标")):
        found: list[tuple[Row, Place]] = []
        for project in facts["projects"]:
            key, name = project.get("project_id"), comparable(project.get("project_name"))
            rows = [project] if dataset == "projects" else facts.of(dataset, key)
            if len(rows) == 1 and rows[0].get(column) and says_no_more(comparable(rows[0][column]), name):
                record = rows[0].get("goal_id") or key
                found.append((project, Place(dataset, record, column, rows[0][column], project.get("page"))))
        if found:
            yield Mark(
                f"{len(found)}个项目的{word}只重复项目名称：{named(project.get('project_name') for project, _ in found)}。",
                f"The {column} of {len(found)} projects says no more than the project's name.", found[0][1],
            )  # fmt: skip


@rule(
    "M6.purpose",
    title="资金用途与项目名称相近而不同",
    title_en="The purpose is nearly the project's name but differs in a word",
    severity="info",
    source="同一项目前后一致",
    due=holds("projects", "项目表印有资金用途", "purpose"),
    not_applicable="用途是名称的简写，或另有内容",
    example="名称“劳务派遣人员工资及各类保险资金”，用途“劳务派遣人员工资及各类奖金”",
    ledger=False,
)
def purpose_differs_from_name(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        name, purpose = (_SUBSIDY.sub("", comparable(project.get(column))) for column in ("project_name", "purpose"))
        matcher = SequenceMatcher(None, name, purpose, autojunk=False)
        if not name or not purpose or name in purpose or purpose in name or matcher.ratio() < 0.8:
            continue
        if any(tag == "replace" for tag, *_ in matcher.get_opcodes()) and matcher.find_longest_match().size >= _CORE:
            yield Mark(
                f"项目名称“{project.get('project_name')}”，资金用途写“{project.get('purpose')}”，两处用词不同。",
                f"The name is “{project.get('project_name')}”, the purpose “{project.get('purpose')}”.",
                Place.of("projects", project, "purpose"),
            )  # fmt: skip
