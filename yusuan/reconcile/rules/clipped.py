"""Text that a cell's border cut off, told by the whole text elsewhere, and names that stop short; slips of the pen (L3, N2)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import zip_longest
from typing import NamedTuple

from yusuan.reconcile.facts import Facts
from yusuan.reconcile.indicators import WORDS, place
from yusuan.reconcile.judgement import Mark, Place
from yusuan.reconcile.registry import Due, holds, rule
from yusuan.values import comparable

_TEXTS = Due("载有绩效目标或指标", lambda facts: bool(facts["project_goals"] or facts["indicators"]))
_BORDER = "单元格边框处的文字没有印全"
_LONG = 8
_FINISHED = re.compile(
    r"(?:[率数度费性量额等]|比例|工作|经费|资金|项目|保险|待遇|补助|补贴|情况|效率|能力|水平|稳定|关系|发放|政策|到位|完成|质量)$"
)
_PERSON = re.compile(r"(?:残疾|负责|联系|监护|纳税|代理|法|工|军|老|病)人$")


@rule(
    "L3.clipped",
    title="文字在单元格边框处被截断",
    title_en="Text is cut off at a cell's border",
    severity="warning",
    source=_BORDER,
    due=_TEXTS,
    not_applicable="以完整的词结尾的文字；括号没有合上的见L3.cut",
    example="“企业职工养老保险调待县级补助资”，项目名称“……补助资金”；“……每月金额”，别处“每月金额196501.14元”",
    ledger=False,
)
def clipped_text(facts: Facts) -> Iterator[Mark]:
    followers = _followers(facts)
    for project in facts["projects"]:
        key = project.get("project_id")
        goals = facts.of("project_goals", key)
        wholes = [comparable(project.get("project_name")), *(comparable(row.get("goal")) for row in goals)]
        columns = [("project_goals", "goal", row) for row in goals]
        columns += [("indicators", "level3", row) for row in facts.of("indicators", key)]
        said: dict[str, str] = {}
        for dataset, column, row in columns:
            text = comparable(row.get(column))
            if len(text) < _LONG or text.count("(") > text.count(")") or text in said:
                continue
            whole = next((w for w in wholes if w != text and w.startswith(text) and not _ends_well(text, w)), None)
            after = whole[len(text) :] if whole else _always_followed(text, followers)
            # The name of an indicator leaves out the number of its goal; only a clause that runs on to it was cut.
            named = column == "level3" and after and after[0].isdigit() and "," not in text
            if after and not named:
                said[text] = after
                yield Mark(
                    f"项目“{project.get('project_name')}”的文字像被截断：“…{text[-12:]}”，别处其后为“{after[:6]}”。",
                    f"A text of “{project.get('project_name')}” seems cut off: “…{text[-12:]}”.",
                    Place.of(dataset, row, column), "补全文字。",
                )  # fmt: skip


def _ends_well(text: str, whole: str) -> bool:
    """Whether a text that is the beginning of another is a whole by itself: at a mark, or a name without what follows it."""
    rest = whole[len(text) :]
    if rest[0].isdigit():
        return False
    return bool(re.match(r"[。,，;；、(（:：]", rest)) or (len(rest) > 2 and bool(_FINISHED.search(text)))


def _followers(facts: Facts) -> dict[str, set[str]]:
    """What stands behind each three characters wherever they occur; an empty text where a text ends."""
    found: dict[str, set[str]] = defaultdict(set)
    texts = {comparable(row.get("goal")) for row in facts["project_goals"]}
    texts |= {comparable(row.get("level3")) for row in facts["indicators"]}
    texts |= {comparable(row.get("project_name")) for row in facts["projects"]}
    for text in texts:
        for i in range(len(text) - 3):
            found[text[i : i + 3]].add(text[i + 3])
    return found


def _always_followed(text: str, followers: dict[str, set[str]]) -> str | None:
    """The number that follows the last characters of a text everywhere else and is missing here."""
    behind = followers.get(text[-3:])
    if behind is None or not re.match(r"[一-鿿]", text[-1]):
        return None
    return next(iter(behind)) if all(character.isdigit() for character in behind) else None


@rule(
    "L3.name",
    title="指标名称没有印全",
    title_en="An indicator's name stops short",
    severity="info",
    source=_BORDER,
    due=Due("载有指标", lambda facts: bool(facts["indicators"] or facts["evaluation_indicators"])),
    not_applicable="名称以“数、量、率”等结尾",
    example="数量指标“人脸识别系统认证人”，指标值15万人",
    ledger=False,
)
def names_that_stop_short(facts: Facts) -> Iterator[Mark]:
    for dataset in ("indicators", "evaluation_indicators"):
        for row in facts[dataset]:
            name, unit = comparable(row.get("level3")), comparable(row.get("target_unit"))
            short = len(name) > 3 and name[-1] == "人" and not _PERSON.search(name)
            if row.get("category") == "quantity" and short and unit.endswith("人"):
                yield Mark(
                    f"数量指标“{row.get('level3')}”（{row.get('target_text')}）的名称像没有印全，应为“{name}数”。",
                    f"The name of “{row.get('level3')}” seems to stop short.", place(row, "level3", dataset),
                )  # fmt: skip


_ORGANISATION = re.compile(
    r"(?:[局院所站办委厅部处科室校学园馆会社司乡镇队团库厂场联协台股组村)]|人大|中心|公司|政府|街道|本级|银行|集团|部门|机关|单位|各县|各市)$"
)


@rule(
    "O3.unit_name",
    title="单位名称不完整",
    title_en="A unit's name is incomplete",
    severity="warning",
    source="单位名称应与其全称一致",
    due=holds("evaluations", "自评表印有主管部门或实施单位"),
    not_applicable="名称以机构的通名结尾",
    example="实施单位“某县居民社会养老保险”：缺“中心”一类的通名",
    ledger=False,
)
def incomplete_unit_names(facts: Facts) -> Iterator[Mark]:
    for row in facts["evaluations"]:
        for column, title in (("authority", "主管部门"), ("implementing_unit", "实施单位")):
            name = comparable(row.get(column))
            if len(name) > 3 and not re.search(r"[、,，;；]", name) and not _ORGANISATION.search(name):
                full = next((found for found in _names_in(facts, name)), None)
                rest = f"，落款和标题写“{full}”" if full else ""
                yield Mark(
                    f"{title}“{row.get(column)}”不是完整的单位名称{rest}。",
                    f"“{row.get(column)}” is no complete name of a unit.",
                    Place.of("evaluations", row, column),
                    f"改为“{full}”。" if full else "补全单位名称。",
                )  # fmt: skip


def _names_in(facts: Facts, name: str) -> Iterator[str]:
    """Names of organisations in paragraphs of their own that begin and go on like an incomplete one."""
    for row in facts["paragraphs"]:
        text = comparable(row.get("text"))
        if 4 < len(text) < 30 and _ORGANISATION.search(text) and text[:2] == name[:2] and name[-4:] in text:
            yield text


_BEHIND = 8


class _Slip(NamedTuple):
    """A wrong word, the pattern of it in its surroundings, the right one."""

    word: str
    pattern: re.Pattern[str]
    right: str


def _slip(word: str, right: str, *, before: str = "", behind: str = "") -> _Slip:
    return _Slip(word, re.compile(f"{before}{word}{behind}"), right)


# Homophones and terms that official texts commonly get wrong: the wrong word in its surroundings -> the right one. Slips that
# are nobody's habit are found by comparing texts (`typing_errors.py`, `missing_words.py`), never listed here.
_SLIPS = (
    _slip("节流", "截留", behind="(?=[、和,，]?(?:挤占|挪用|坐支|滞留))"),
    _slip("反应", "反映", behind="(?=在|了|出|本部门|单位|情况)"),
    _slip("部份", "部分"),
    _slip("收益", "受益", behind="(?=人(?!均)|群众|对象|目标人群)"),
    _slip("帐户", "账户"),
    _slip("做为", "作为", behind="(?=一|本|重要)"),
    _slip("既使", "即使"),
    _slip("以经", "已经"),
    _slip("布署", "部署"),
    _slip("台帐", "台账"),
    _slip("截止", "截至", behind=r"(?=\d{4}年|\d{1,2}月|目前)"),
    _slip("的的", "的"),
    _slip("及及", "及", behind="(?=[一-鿿])"),
    _slip("确实", "切实", behind="(?=做好|加强|抓好|提高|保障|解决|履行)"),
    _slip("推荐", "推进", behind="(?=[^,，。;；]{0,6}(?:改革|建设|发展))"),
    _slip("劳动派遣", "劳务派遣"),
    _slip("机关运行费", "机关运行经费", behind="(?!用)"),
    _slip("数量", "数量", before="(?:人数|户数|次数)"),
)
_DOUBLED = re.compile(
    r"(预算|资金|项目|绩效|目标|支出|工作|单位|部门|管理|保障|服务|进行|完成|开展)\1(?!支出(?:绩效)?自评|支出绩效)"
)
_DATASETS = (
    ("projects", ("project_name", "purpose")),
    ("project_goals", ("goal",)),
    ("indicators", WORDS),
    ("evaluation_indicators", ("level3", "target_text", "actual_text", "deviation")),
    ("department_tasks", ("task_name", "content")),
    ("department_goals", ("goal",)),
    ("department_indicators", WORDS),
    ("paragraphs", ("text",)),
)


@rule(
    "N2.slips",
    title="疑似错字、重字",
    title_en="Probably a slip of the pen",
    severity="info",
    source="预算文本中常见的同音错字和重复的词",
    due=Due("有文字", lambda facts: any(facts[name] for name in ("projects", "paragraphs", "evaluations", "department_targets"))),
    not_applicable="上下文不同的词",
    example="“节流、挤占”（截留），“反应在预算中”（反映），“预算预算”",
    ledger=False,
)
def slips_of_the_pen(facts: Facts) -> Iterator[Mark]:
    found: dict[tuple[str, str], list[tuple[str, Place]]] = defaultdict(list)
    columns_of = ((row, column) for dataset, columns in _DATASETS for row in facts[dataset] for column in columns)
    everything = "".join(comparable(row.get(column)) for row, column in columns_of)
    # Words that are nowhere need not be looked for in each text; and rows repeat each other word for word.
    slips = cache(partial(_slips, [slip for slip in _SLIPS if slip.word in everything]))
    for dataset, columns in _DATASETS:
        rows = facts[dataset]
        for row, following in zip_longest(rows, rows[1:] if dataset == "paragraphs" else ()):
            for column in columns:
                if row.get(column):
                    behind = comparable(following.get(column))[:_BEHIND] if following else ""
                    for wrong, right, shown in slips(comparable(row[column]), behind):
                        value = row[column] if dataset != "paragraphs" else shown
                        found[wrong, right].append((shown, Place.of(dataset, row, column, value)))
    for (wrong, right), places in found.items():
        times = f"，共{len(places)}处" if len(places) > 1 else ""
        yield Mark(
            f"“…{places[0][0]}…”中的“{wrong}”疑为“{right}”{times}。", f"“{wrong}” probably stands for “{right}”.", places[0][1],
        )  # fmt: skip


def _slips(known: Sequence[_Slip], text: str, behind: str) -> list[tuple[str, str, str]]:
    """Which of the known slips a text has; `behind` is the beginning of the next line, on which a phrase may go on."""
    whole = text + behind
    matches = [(match, right) for _, pattern, right in known if (match := pattern.search(whole)) and match.start() < len(text)]
    if match := _DOUBLED.search(text):
        matches.append((match, match[1]))
    return [(match[0], right, text[max(0, match.start() - 6) : match.end() + 6]) for match, right in matches]
