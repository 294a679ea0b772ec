"""One project, several places: printed contents, headings, names in the tables, list in the text (D6, D7)."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.judgement import FAILED, Check, Place, compare_counts, compare_sum, lacking
from yusuan.reconcile.registry import Due, form, holds, rule
from yusuan.values import comparable

_TABLE = re.compile(r"(?:项目)?(?:支出)?(?:绩效)?目标(?:申报)?表$")
_ALIKE = 0.75
_LIST_AND_TABLES = Due(
    "文字逐个列示项目，又有项目绩效目标表", lambda facts: bool(facts["listed_projects"]) and bool(facts["projects"])
)
_SOURCE = "同一文件前后一致"


def _bare(title: str | None) -> str:
    """A project's name in comparable form, without the words of a heading."""
    return re.sub(r"(?:绩效)?目标(?:申报)?表$", "", comparable(title))


def _pairs(ones: list[str], others: list[str]) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Indices that belong together: same names first (in order, each once), then the most alike; and what is left of both."""
    pairs: list[tuple[int, int]] = []
    left, right = list(range(len(ones))), list(range(len(others)))
    for i in list(left):
        match = next((j for j in right if others[j] == ones[i]), None)
        if match is not None:
            pairs.append((i, match))
            left.remove(i)
            right.remove(match)
    ranked = sorted(((SequenceMatcher(None, ones[i], others[j]).ratio(), i, j) for i in left for j in right), reverse=True)
    for ratio, i, j in ranked:
        if ratio >= _ALIKE and i in left and j in right:
            pairs.append((i, j))
            left.remove(i)
            right.remove(j)
    return sorted(pairs), left, right


@rule(
    "D7.contents",
    title="目录与正文项目表",
    title_en="Table of contents against the tables in the body",
    severity="error",
    source=_SOURCE,
    due=form("performance_text") | holds("contents", "印有列项目的目录"),
    not_applicable="没有目录的表式",
    example="目录14条，正文14张项目表，逐条相符",
)
def contents_against_tables(facts: Facts) -> Iterator[Check]:
    contents, projects = facts["contents"], facts["projects"]
    if not contents:
        yield lacking(f"没有读到列项目的目录；正文有{len(projects)}个项目，无从核对。", measure="count")
        return
    titles, headings = [_bare(row.get("title")) for row in contents], [_bare(row.get("title")) for row in projects]
    pairs, only_contents, only_body = _pairs(titles, headings)
    complete = not only_contents and not only_body
    yield _matched(f"目录{len(contents)}条，正文{len(projects)}个项目的绩效目标表", len(pairs), complete)
    for i in only_contents:
        entry = contents[i]
        yield Check(
            FAILED, f"目录列有第{entry.get('ordinal')}项“{entry.get('title')}”，正文没有该项目的绩效目标表。",
            scope="project", subject_id=entry.get("content_id"), subject_name=entry.get("title"), measure="count",
            english=f"The contents list “{entry.get('title')}”, the body has no table for it.",
            place=Place.of("contents", entry, "title"),
            suggestion="补上该项目的绩效目标表，或更正目录。",
        )  # fmt: skip
    for j in only_body:
        project = projects[j]
        yield Check(
            FAILED, f"正文有项目“{project.get('project_name')}”的绩效目标表，目录没有相应的条目。",
            scope="project", subject_id=project.get("project_id"), subject_name=project.get("project_name"), measure="count",
            english=f"The body has a table for “{project.get('project_name')}” that the contents do not list.",
            place=Place.of("projects", project, "title"), suggestion="核对该项目是否重复列入，或更正目录。",
        )  # fmt: skip
    for i, j in pairs:
        if titles[i] != headings[j]:
            printed, project = contents[i].get("title"), projects[j]
            heading = project.get("title")
            yield Check(
                FAILED, f"目录写“{printed}”，正文标题写“{heading}”。", severity="warning", measure="count",
                scope="project", subject_id=project.get("project_id"), subject_name=project.get("project_name"),
                english=f"The contents read “{printed}”, the heading reads “{heading}”.",
                place=Place.of("contents", contents[i], "title", printed),
            )  # fmt: skip


def _matched(words: str, couples: int, complete: bool) -> Check:
    """The row for what agrees; what does not has rows of its own."""
    rest = "逐条对应" if complete else f"{couples}个对应，其余逐项列出"
    return compare_counts(couples, couples, f"{words}，{rest}。")


@rule(
    "D7.names",
    title="项目表标题与项目名称",
    title_en="Heading of a table against the project's name in it",
    severity="warning",
    source=_SOURCE,
    due=form("performance_text"),
    not_applicable="没有逐项目标题的表式",
    example="“办公取暖费项目绩效目标表”，项目名称“办公取暖费项目”",
)
def headings_against_names(facts: Facts) -> Iterator[Check]:
    differing = [row for row in facts["projects"] if not _same_name(row.get("title"), row.get("project_name"))]
    if facts["projects"]:
        yield _matched(f"{len(facts['projects'])}个项目的标题与项目名称", len(facts["projects"]) - len(differing), not differing)
    for project in differing:
        yield Check(
            FAILED, f"标题为“{project.get('title')}”，表内项目名称为“{project.get('project_name')}”。",
            scope="project", subject_id=project.get("project_id"), subject_name=project.get("project_name"), measure="count",
            english=f"The heading reads “{project.get('title')}”, the name in the table is “{project.get('project_name')}”.",
            place=Place.of("projects", project, "title"),
        )  # fmt: skip


def _same_name(title: str | None, name: str | None) -> bool:
    heading, own = comparable(title), comparable(name)
    return heading == own or _bare(title) == own or _TABLE.sub("", heading) == own


@rule(
    "D7.pages",
    title="目录页码",
    title_en="Page numbers of the contents do not fall",
    severity="info",
    source="目录按页码排列",
    due=holds("contents", "目录印有页码", "printed_page"),
    not_applicable="目录没有印页码",
    example="6、8、10……不减",
)
def pages_do_not_fall(facts: Facts) -> Iterator[Check]:
    entries = [row for row in facts["contents"] if row.get("printed_page") is not None]
    falls = [(a, b) for a, b in pairwise(entries) if b["printed_page"] < a["printed_page"]]
    if not falls:
        yield compare_counts(0, 0, f"目录{len(entries)}条的页码依次不减。")
    for earlier, later in falls:
        words = f"目录“{later.get('title')}”的页码{later['printed_page']}小于前一条的{earlier['printed_page']}。"
        yield Check(
            FAILED, words, measure="count", subject_id=later.get("content_id"), subject_name=later.get("title"),
            place=Place.of("contents", later, "printed_page"),
        )  # fmt: skip


@rule(
    "D6.list",
    title="文中列示的项目与项目表",
    title_en="Projects listed in the text against their tables",
    severity="warning",
    source=_SOURCE,
    due=_LIST_AND_TABLES,
    not_applicable="只有列示或只有项目表",
    example="列示21个项目，21张绩效目标表，逐个对应",
)
def list_against_tables(facts: Facts) -> Iterator[Check]:
    listed, projects = facts["listed_projects"], facts["projects"]
    by_id = {row.get("project_id"): row for row in projects}
    tied = {row.get("project_id") for row in listed if row.get("project_id")}
    loose_rows = [row for row in listed if row.get("project_id") not in by_id]
    loose_tables = [row for row in projects if row.get("project_id") not in tied]
    pairs, only_list, only_tables = _pairs(
        [_bare(row.get("name")) for row in loose_rows], [_bare(row.get("project_name")) for row in loose_tables]
    )
    couples = [(row, by_id[row["project_id"]]) for row in listed if row.get("project_id") in by_id]
    couples += [(loose_rows[i], loose_tables[j]) for i, j in pairs]
    yield _matched(f"文字列示{len(listed)}个项目，项目表{len(projects)}个", len(couples), not only_list and not only_tables)
    for i in only_list:
        row = loose_rows[i]
        yield Check(
            FAILED, f"文字列示“{row.get('name')}”，没有相应的项目绩效目标表。", scope="project", measure="count",
            subject_id=row.get("listed_id"), subject_name=row.get("name"),
            english=f"The text lists “{row.get('name')}”, there is no table for it.",
            place=Place.of("listed_projects", row, "name"),
        )  # fmt: skip
    for j in only_tables:
        project = loose_tables[j]
        yield Check(
            FAILED, f"有“{project.get('project_name')}”的绩效目标表，文字没有列示。", scope="project", measure="count",
            subject_id=project.get("project_id"), subject_name=project.get("project_name"),
            english=f"There is a table for “{project.get('project_name')}”, the text does not list it.",
            place=Place.of("projects", project, "project_name"),
        )  # fmt: skip
    for row, project in couples:
        if not _same_name(project.get("project_name"), row.get("name")):
            yield Check(
                FAILED, f"文字写“{row.get('name')}”，项目表写“{project.get('project_name')}”。", scope="project", measure="count",
                subject_id=project.get("project_id"), subject_name=project.get("project_name"),
                english=f"The text reads “{row.get('name')}”, the table reads “{project.get('project_name')}”.",
                place=Place.of("listed_projects", row, "name"),
            )  # fmt: skip


@rule(
    "D6.amounts",
    title="文中列示的金额与项目表预算数",
    title_en="Amounts listed in the text against the budgets in the tables",
    severity="error",
    source=_SOURCE,
    due=Due(
        "列示金额的项目另有印出预算数的项目表",
        lambda facts: _LIST_AND_TABLES.owes(facts) and any(_both_printed(facts)),
    ),
    not_applicable="项目表没有预算数，金额只见于文字",
    example="文字20万元，项目表20.00万元",
)
def listed_amounts_against_tables(facts: Facts) -> Iterator[Check]:
    for row, project in _both_printed(facts):
        unit = project.get("printed_unit") or facts.unit()
        yield compare_sum(
            facts.figure("listed_projects", row), [("项目表预算数", facts.figure("projects", project, "budget_yuan"))],
            whole_name="文字列示", unit=unit, scope="project", subject_id=project.get("project_id"),
            subject_name=project.get("project_name"),
            place=Place.of("listed_projects", row, "amount_yuan"),
        )  # fmt: skip


def _both_printed(facts: Facts) -> list[tuple[Row, Row]]:
    by_id = {row.get("project_id"): row for row in facts["projects"]}
    names = [_bare(row.get("project_name")) for row in facts["projects"]]
    couples = []
    for row in facts["listed_projects"]:
        project = by_id.get(row.get("project_id"))
        if project is None and names.count(_bare(row.get("name"))) == 1:
            project = facts["projects"][names.index(_bare(row.get("name")))]
        if project and project.get("budget_source") != "narrative" and project.get("budget_yuan") is not None:
            couples.append((row, project))
    return couples
