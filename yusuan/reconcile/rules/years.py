"""Years that cannot be: funds for another year, document numbers of the future, days that no calendar has (O1, O4)."""

import re
from collections.abc import Iterator

from yusuan.reconcile.facts import Facts
from yusuan.reconcile.judgement import Mark, Place
from yusuan.reconcile.registry import Due, rule
from yusuan.values import comparable

_PASSED_DOWN = re.compile(r"下达(?:中央|省级|市级)?(20\d{2})年")
_NUMBER = re.compile(r"[\[【〔(]?(20\d{2})[\]】〕)年]?\s*[(（]?\d{1,4}[)）]?号")
_BASIS_NUMBER = re.compile(r"[\[【〔(](20\d{2})[\]】〕)]\s*\d{1,4}号")
_PROJECTS = Due("载有项目，且文件年度已知", lambda facts: bool(facts["projects"]) and bool(facts.fiscal_year))


@rule(
    "O1.passed_down",
    title="下达资金的年度与文件年度不同",
    title_en="Funds passed down for another year than the document's",
    severity="warning",
    source="提前下达的资金编入下一年度预算",
    due=_PROJECTS,
    not_applicable="名称没有写下达的年度",
    example="2024年的文件列“提前下达2023年……资金”",
    ledger=False,
)
def passed_down_for_another_year(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        name = project.get("project_name")
        match = _PASSED_DOWN.search(comparable(name))
        if match and int(match[1]) != facts.fiscal_year:
            yield Mark(
                f"项目“{name}”写下达{match[1]}年资金，文件年度是{facts.fiscal_year}年。",
                f"“{name}” passes down funds for {match[1]}, the document is of {facts.fiscal_year}.",
                Place.of("projects", project, "project_name", name),
            )  # fmt: skip


@rule(
    "O1.future",
    title="文号的年度晚于文件年度",
    title_en="A document number of a year after the document's",
    severity="warning",
    source="预算编制时该文件尚未印发",
    due=_PROJECTS,
    not_applicable="名称没有引用文号",
    example="2023年的文件引用“冀财社〔2025〕10号”",
    ledger=False,
)
def number_of_the_future(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        name = project.get("project_name")
        later = [year for year in _NUMBER.findall(comparable(name)) if int(year) > facts.fiscal_year]
        if later:
            yield Mark(
                f"项目“{name}”引用{later[0]}年的文号，晚于文件年度{facts.fiscal_year}年。",
                f"“{name}” cites a document of {later[0]}, after {facts.fiscal_year}.",
                Place.of("projects", project, "project_name", name),
            )  # fmt: skip
    for row in facts["indicators"]:
        basis = row.get("basis")
        later = [year for year in _BASIS_NUMBER.findall(comparable(basis)) if int(year) > facts.fiscal_year]
        if later:
            yield Mark(
                f"指标“{row.get('level3')}”的确定依据“{basis}”是{later[0]}年的文号，晚于文件年度{facts.fiscal_year}年。",
                f"The basis “{basis}” is a document of {later[0]}, after {facts.fiscal_year}.",
                Place.of("indicators", row, "basis", basis),
            )  # fmt: skip


_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})日|(?<=年)(1[3-9]|[2-9]\d)月")
_EVERY_MONTH = re.compile(r"每月(?:的)?(29|30|31|3[2-9])日")
_DAYS = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}


@rule(
    "O4.dates",
    title="没有这一天",
    title_en="A day that no calendar has",
    severity="info",
    source="历法",
    due=Due("有目标、指标或叙述文字", lambda facts: bool(facts["indicators"] or facts["project_goals"] or facts["paragraphs"])),
    not_applicable="每月底、每月末",
    example="“每月30日前发放完成”（2月没有30日）；“4月31日”",
    ledger=False,
)
def days_that_cannot_be(facts: Facts) -> Iterator[Mark]:
    said = set()
    for dataset, columns in (
        ("project_goals", ("goal",)), ("indicators", ("description", "target_text")), ("paragraphs", ("text",)),
    ):  # fmt: skip
        for row in facts[dataset]:
            for column in columns:
                text = comparable(row.get(column))
                match = _EVERY_MONTH.search(text) or next((m for m in _DAY.finditer(text) if not _is_day(m)), None)
                if match and match[0] not in said:
                    said.add(match[0])
                    yield Mark(
                        f"文字写“{match[0]}”，并非每个月都有这一天，或没有这一天。", f"There is no such day: “{match[0]}”.",
                        Place.of(dataset, row, column, match[0]), "改为“每月底”或核对日期。",
                    )  # fmt: skip


def _is_day(match: re.Match[str]) -> bool:
    if match[3]:
        return False
    month, day = int(match[1]), int(match[2])
    return 1 <= month <= 12 and 1 <= day <= _DAYS.get(month, 31)
