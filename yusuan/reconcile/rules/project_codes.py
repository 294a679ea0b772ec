"""Project codes (项目编码): check character, region, year, and no project twice (J1, J2)."""

from collections import defaultdict
from collections.abc import Iterator

from yusuan.codes import check_character, parse_project_code
from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.judgement import EXACT, FAILED, INSUFFICIENT, NOT_APPLICABLE, Check, Place, compare_counts
from yusuan.reconcile.registry import Due, form, holds, rule

_SCHEME = "21位项目编码：区划6位、年度2位、类别1位、基码6位、固定位1、顺序码4位、校验位1位"
_CODES = form("performance_text") | Due(
    "项目表印有项目编码", lambda facts: any(row.get("project_code") for row in facts["projects"])
)


def _check(project: Row, status: str, explanation: str, **details: object) -> Check:
    code = project.get("project_code")
    return Check(
        status, explanation, scope="project", subject_id=project.get("project_id"), subject_name=project.get("project_name"),
        measure="count", place=Place.of("projects", project, "project_code", code), **details,
    )  # fmt: skip


@rule(
    "J1.check_character",
    title="项目编码校验位",
    title_en="Check character of the project code",
    severity="error",
    source=f"{_SCHEME}；未见公布的校验规则，由40个印出的河北编码推得并全部符合",
    due=_CODES,
    not_applicable="河北以外的编码：校验规则只知适用于河北",
    example="13052924P00584210648N：前20位的校验位是N，相符",
)
def check_characters(facts: Facts) -> Iterator[Check]:
    for project in facts["projects"]:
        code, known = project.get("project_code"), project.get("project_code_check")
        if not code:
            yield _check(project, INSUFFICIENT, "没有读到项目编码。")
        elif known == "valid":
            yield _check(project, EXACT, f"{code}的校验位相符。")
        elif known == "invalid":
            due = check_character(code[:20])
            words = f"前20位的校验位应为{due}，印为{code[20:]}" if due else "含有编码字母表以外的字符，或各段不合21位编码的构成"
            english = f"Check character of the project code {code}: {'it should be ' + due if due else 'the code is malformed'}."
            yield _check(project, FAILED, f"{code}：{words}。", english=english, suggestion="核对编码是否抄错。")
        elif code.startswith("13") and len(code) != 21:
            english = f"The project code {code} has {len(code)} characters, not 21."
            yield _check(project, FAILED, f"{code}有{len(code)}位，应为21位。", english=english, severity="warning")
        else:
            yield _check(project, NOT_APPLICABLE, f"{code}不是河北的编码，校验规则不适用。")


@rule(
    "J1.region",
    title="项目编码的区划与文件的区划",
    title_en="Region of the project code against the document's",
    severity="warning",
    source=_SCHEME,
    due=_CODES,
    not_applicable="不是21位县级编码；编码用上级（省、市）区划",
    example="130529……，文件为巨鹿县130529",
)
def code_region(facts: Facts) -> Iterator[Check]:
    region = facts.document.get("region_code")
    for project in facts["projects"]:
        code = project.get("project_code")
        parsed = parse_project_code(code)
        if not code or not region:
            yield _check(project, INSUFFICIENT, "没有读到项目编码。" if not code else f"文件没有印出区划代码，{code}无从核对。")
        elif not parsed:
            yield _check(project, NOT_APPLICABLE, f"{code}不是21位县级编码。")
        elif parsed.region in (region, region[:4] + "00", region[:2] + "0000"):
            yield _check(project, EXACT, f"编码区划{parsed.region}与文件区划{region}相符。")
        else:
            english = f"The code {code} is of region {parsed.region}, the document of {region}."
            yield _check(project, FAILED, f"编码{code}的区划{parsed.region}不是文件的区划{region}。", english=english)


@rule(
    "J1.year",
    title="项目编码的年度不晚于文件年度",
    title_en="Year of the project code not after the document's",
    severity="warning",
    source=_SCHEME,
    due=_CODES,
    not_applicable="不是21位县级编码",
    example="13052923……在2024年的文件中：延续项目，可以",
)
def code_year(facts: Facts) -> Iterator[Check]:
    year = facts.fiscal_year
    for project in facts["projects"]:
        code = project.get("project_code")
        parsed = parse_project_code(code)
        if not code or not year:
            yield _check(project, INSUFFICIENT, "没有读到项目编码。" if not code else f"文件年度不明，{code}无从核对。")
        elif not parsed:
            yield _check(project, NOT_APPLICABLE, f"{code}不是21位县级编码。")
        elif parsed.year <= year:
            yield _check(project, EXACT, f"编码年度{parsed.year}不晚于文件年度{year}。")
        else:
            english = f"The code {code} is of {parsed.year}, after the document's year {year}."
            yield _check(project, FAILED, f"编码{code}的年度{parsed.year}晚于文件年度{year}。", english=english)


@rule(
    "J2.unique",
    title="项目编码不重复",
    title_en="A project code stands for one project",
    severity="error",
    source="一个项目一个编码；项目名称可以相同",
    due=_CODES,
    not_applicable="没有项目编码的表式",
    example="两个项目同名而编码不同：可以；两张表同一编码：重复",
)
def codes_are_unique(facts: Facts) -> Iterator[Check]:
    bearers: dict[str, list[Row]] = defaultdict(list)
    for project in facts["projects"]:
        if project.get("project_code"):
            bearers[project["project_code"]].append(project)
    repeated = {code: rows for code, rows in bearers.items() if len(rows) > 1}
    if bearers and not repeated:
        yield compare_counts(len(bearers), len(bearers), f"{len(bearers)}个项目编码各不相同。")
    for code, rows in repeated.items():
        names = "、".join(f"“{row.get('project_name')}”" for row in rows)
        later = rows[-1]
        yield Check(
            FAILED, f"编码{code}用于{len(rows)}个项目表：{names}。", scope="project", subject_id=later.get("project_id"),
            subject_name=later.get("project_name"), measure="count",
            english=f"The code {code} stands on {len(rows)} tables: {names}.",
            place=Place.of("projects", later, "project_code", code),
            suggestion="删除重复的项目表，或更正编码。",
        )  # fmt: skip


@rule(
    "J2.record",
    title="项目不重复列示",
    title_en="No project is listed twice with all its contents",
    severity="error",
    source="同一项目只列一次；同名而金额、内容不同的是不同项目",
    due=holds("projects", "载有项目"),
    not_applicable="名称、单位、预算数、目标或指标有一处不同；印有编码的项目见J2.unique",
    example="两个项目的名称、单位、预算数、绩效目标和指标全部相同",
)
def records_are_unique(facts: Facts) -> Iterator[Check]:
    bearers: dict[tuple, list[Row]] = defaultdict(list)
    for project in facts["projects"]:
        bearers[_contents(facts, project)].append(project)
    repeated = [rows for contents, rows in bearers.items() if len(rows) > 1 and contents[-1] and not contents[0]]
    if not repeated:
        yield compare_counts(len(facts["projects"]), len(facts["projects"]), f"{len(facts['projects'])}个项目的内容各不相同。")
    for rows in repeated:
        later = rows[-1]
        yield Check(
            FAILED, f"“{later.get('project_name')}”列了{len(rows)}次，单位、预算数、目标和指标全部相同。", scope="project",
            subject_id=later.get("project_id"), subject_name=later.get("project_name"), measure="count",
            english=f"“{later.get('project_name')}” is listed {len(rows)} times with the same budget, goals and indicators.",
            place=Place.of("projects", later, "project_name"),
            suggestion="删除重复的项目。",
        )  # fmt: skip


def _contents(facts: Facts, project: Row) -> tuple:
    """All that tells a project from another; the last part is empty where no indicator was read, and then proves nothing."""
    own = tuple(project.get(name) for name in ("project_code", "project_name", "unit_code", "budget_yuan"))
    goals = tuple(row.get("goal") for row in facts.of("project_goals", project.get("project_id")))
    indicators = facts.of("indicators", project.get("project_id"))
    return (*own, goals, tuple((row.get("level3"), row.get("target_text"), row.get("weight")) for row in indicators))
