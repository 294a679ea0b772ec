"""Names, headings and numbers of documents as they are worded: unlike their neighbours, malformed, left over (D8, M9, P7)."""

import re
from collections import Counter
from collections.abc import Iterator

from yusuan.reconcile.facts import Facts
from yusuan.reconcile.indicators import place
from yusuan.reconcile.judgement import Mark, Place, named
from yusuan.reconcile.registry import holds, rule
from yusuan.values import comparable

_PROJECTS = holds("projects", "载有项目")
_TEXT = holds("paragraphs", "有叙述文字")
_ENDING = re.compile(r"(?:支出)?(?:绩效)?目标(?:申报)?表$")
_LETTER = re.compile(r"的(?:通知|函|意见|批复|报告)$")
_BRACKETS = {"〔": "〔〕", "[": "[]", "【": "【】", "(": "()"}
_YEAR_IN_BRACKETS = re.compile(r"([〔\[【(（])20\d{2}[〕\]】)）]\d{1,4}号")
_MALFORMED = re.compile(r"[〔\[【(]20\d{2}[〕\]】)]\d{1,4}[)〕\]】]号")
_LEFT_OVER = re.compile(r"^\d+[、.]是(?!否)|(?<=。)[^。]{1,6}[;；][一二三四五六七八九十]是$")
_NUMBERED = re.compile(r"#*\d+[、.]")
_HEADING = 40


@rule(
    "D8.heading",
    title="项目表的标题与其他项目表不一致",
    title_en="A table's heading ends unlike those of the other tables",
    severity="info",
    source="同一文件前后一致",
    due=holds("projects", "项目表有标题", "title"),
    not_applicable="标题没有统一的写法",
    example="其他都是“……绩效目标表”，一处写“……目标表”",
    ledger=False,
)
def headings_unlike_the_others(facts: Facts) -> Iterator[Mark]:
    endings = {}
    for project in facts["projects"]:
        match = _ENDING.search(comparable(project.get("title")))
        endings[project.get("project_id")] = match[0] if match else ""
    usual, count = Counter(endings.values()).most_common(1)[0] if endings else ("", 0)
    if usual and count * 10 >= 8 * len(endings):
        for project in facts["projects"]:
            own = endings[project.get("project_id")]
            if own and own != usual:
                yield Mark(
                    f"标题“{project.get('title')}”写“{own}”，其他项目表都写“{usual}”。",
                    f"The heading of “{project.get('title')}” ends unlike the others.", Place.of("projects", project, "title"),
                )  # fmt: skip


@rule(
    "M9.letter",
    title="以文件标题作项目名称",
    title_en="A letter's title stands for the project's name",
    severity="info",
    source="项目名称应概括支出内容",
    due=_PROJECTS,
    not_applicable="名称引用文号而另有项目内容",
    example="项目名称“……关于提前下达……预算的通知”",
    ledger=False,
)
def letters_as_projects(facts: Facts) -> Iterator[Mark]:
    rows = [project for project in facts["projects"] if _LETTER.search(comparable(project.get("project_name")))]
    if rows:
        yield Mark(
            f"{len(rows)}个项目以文件标题作名称：{named(project.get('project_name') for project in rows)}。",
            f"{len(rows)} projects are named by the title of a letter.", Place.of("projects", rows[0], "project_name"),
        )  # fmt: skip


@rule(
    "M9.brackets",
    title="文号的括号写法不一",
    title_en="Numbers of documents are bracketed in several ways",
    severity="info",
    source="GB/T 9704：发文字号的年份用六角括号〔〕",
    due=_PROJECTS,
    not_applicable="全文写法一致",
    example="一处“冀财社[2022]170号”，一处“冀财社【2022】150号”",
    ledger=False,
)
def numbers_in_several_brackets(facts: Facts) -> Iterator[Mark]:
    ways: Counter[str] = Counter()
    first = None
    for project in facts["projects"]:
        for opening in _YEAR_IN_BRACKETS.findall(comparable(project.get("project_name"))):
            ways[_BRACKETS.get(opening, "()")] += 1
            first = first or project
    if len(ways) > 1:
        said = "、".join(f"{way}（{count}处）" for way, count in ways.most_common())
        yield Mark(
            f"项目名称中文号的括号写法不一：{said}，应为六角括号〔〕。", "Numbers of documents are bracketed in several ways.",
            Place.of("projects", first or {}, "project_name"),
        )  # fmt: skip


@rule(
    "P7.left_over",
    title="文字残缺或多余",
    title_en="Words left over or a malformed number",
    severity="info",
    source="文本质量",
    due=_TEXT,
    not_applicable="完整的列项",
    example="标题“……体制建设。活动；五是”；“1、是突出提升……”；“[2019]75）号”",
    ledger=False,
)
def words_left_over(facts: Facts) -> Iterator[Mark]:
    for row in facts["paragraphs"]:
        text = comparable(row.get("text"))
        match = _MALFORMED.search(text)
        if not match and len(text) <= _HEADING:
            match = _LEFT_OVER.search(text.lstrip("#")) if _NUMBERED.match(text) else None
        if match:
            what = "文号的括号不成对" if match[0].endswith("号") else "残留了多余的字"
            yield Mark(
                f"“{text[max(0, match.start() - 20) : match.end() + 10]}”：{what}（“{match[0]}”）。",
                f"Words are left over or malformed: “{match[0]}”.",
                Place.of("paragraphs", row, "text", match[0]),
            )  # fmt: skip


@rule(
    "I3.percent_word",
    title="百分号写法不一",
    title_en="Percentages are written in two ways",
    severity="info",
    source="同一文件前后一致",
    due=holds("indicators", "载有绩效指标"),
    not_applicable="全文写法一致",
    example="“100百分比”，其他指标写“100%”",
    ledger=False,
)
def percentages_in_words(facts: Facts) -> Iterator[Mark]:
    rows = [row for row in facts["indicators"] if re.search(r"\d百分比$", comparable(row.get("target_text")))]
    if rows and any(comparable(row.get("target_text")).endswith("%") for row in facts["indicators"]):
        yield Mark(
            f"{len(rows)}项指标值写“百分比”（“{rows[0].get('target_text')}”），其他写“%”。",
            f"{len(rows)} targets spell out the percent sign.", place(rows[0]), "统一写作“%”。",
        )  # fmt: skip


_STANDARD = re.compile(r"标准|水平")
_PER = re.compile(r"每|单[个位家处台套户项座次]|/|\\|／|人均|户均|月|年|平均")


@rule(
    "I3.standard",
    title="标准没有写明计量对象",
    title_en="A standard says not what it is for: a person, a month",
    severity="info",
    source="财预〔2021〕101号：指标值应可衡量",
    due=holds("indicators", "载有绩效指标"),
    not_applicable="写明每人、每月、人均等；一次性补贴",
    example="“补贴发放标准”2000元：不知是每人每月还是每年",
    ledger=False,
)
def standards_for_what(facts: Facts) -> Iterator[Mark]:
    # What is paid once for each needs no period.
    once = {row.get("project_id") for row in facts["projects"] if "一次性" in (row.get("project_name") or "")}
    for row in (row for row in facts["indicators"] if row.get("project_id") not in once):
        words = comparable(f"{row.get('level3') or ''},{row.get('description') or ''},{row.get('target_text') or ''}")
        name = row.get("level3") or row.get("description")
        money = comparable(row.get("target_unit")) in ("元", "万元")
        if money and _STANDARD.search(words) and not _PER.search(words) and "成本" not in words:
            yield Mark(
                f"指标“{name}”为“{row.get('target_text')}”，没有写明是每人、每月还是每年。",
                f"“{name}” ({row.get('target_text')}) says not per what.", place(row),
                "写明计量对象和期间，如“元/人·月”。",
            )  # fmt: skip
