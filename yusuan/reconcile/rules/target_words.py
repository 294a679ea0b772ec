"""The words of indicators read against each other and against their project: names, descriptions, subjects (I6-I9)."""

import re
from collections.abc import Iterator

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.indicators import INDICATORS, PERCENT, place
from yusuan.reconcile.judgement import Mark
from yusuan.reconcile.registry import Due, rule
from yusuan.values import comparable

_PROJECTS = Due("载有项目和指标", lambda facts: bool(facts["projects"]) and bool(facts["indicators"]))
_LAW = "财预〔2021〕101号：指标应与项目目标相关、清晰准确"
_ALL = re.compile(r"全覆盖|(?<!占)全部(?!.{0,10}(?:比例|比率|比重|总数))|应[^应,，。]{1,2}尽[^,，。]|全员|一律")


def _title(indicator: Row) -> str:
    return indicator.get("level3") or indicator.get("description") or "（无名指标）"


@rule(
    "I6.all",
    title="名称要求全部，指标值却不到100%",
    title_en="An indicator that means all has a target below 100 %",
    severity="info",
    source=_LAW,
    due=INDICATORS,
    not_applicable="名称和描述没有“全部、全覆盖、应……尽……”字样",
    example="“参保全覆盖”≥93%；“养老金应发尽发”≥90%",
    ledger=False,
)
def all_but_not_all(facts: Facts) -> Iterator[Mark]:
    for row in facts["indicators"]:
        words = comparable(f"{row.get('level3') or ''},{row.get('description') or ''}")
        match, value = _ALL.search(words), row.get("target_value")
        percent = comparable(row.get("target_unit")) in PERCENT
        if match and percent and value is not None and value < 100 and row.get("operator") not in ("≤", "<"):
            yield Mark(
                f"指标“{_title(row)}”写“{match[0]}”，指标值却只有“{row.get('target_text')}”。",
                f"“{_title(row)}” means all, its target is {row.get('target_text')}.", place(row),
            )  # fmt: skip


# Who a social insurance project is for; the words of another group in its indicators were written for another project.
_GROUPS = {
    "城乡居民": re.compile(r"城乡居民|农村|村级|城乡"),
    "机关事业单位": re.compile(r"机关事业|机关养老|机保"),
    "企业职工": re.compile(r"企业|职工|工伤"),
}
_INSURANCE = re.compile(r"保险|养老|社保|参保")
_NOT_OF = {
    "城乡居民": re.compile(r"在职职工|企业职工|企业满意度|企业参保|机关事业单位"),
    "机关事业单位": re.compile(r"企业职工|企业满意度|城乡居民|农村"),
    "企业职工": re.compile(r"机关事业单位|城乡居民|农村"),
}


@rule(
    "I7.subject",
    title="指标写的是另一类人群",
    title_en="An indicator speaks of another group of people than its project",
    severity="warning",
    source=_LAW,
    due=_PROJECTS,
    not_applicable="项目名称没有写明保障对象，或兼及几类对象",
    example="城乡居民养老保险项目的指标写“企业满意度”“在职职工数”",
    ledger=False,
)
def another_group_of_people(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        name = comparable(project.get("project_name"))
        groups = [group for group, words in _GROUPS.items() if words.search(name)]
        if len(groups) != 1 or not _INSURANCE.search(name):
            continue
        purpose = comparable(project.get("purpose"))
        found: dict[str, Row] = {}
        for row in facts.of("indicators", project.get("project_id")):
            words = comparable(f"{row.get('level3') or ''},{row.get('description') or ''},{row.get('target_text') or ''}")
            for match in _NOT_OF[groups[0]].findall(words):
                if match not in purpose:
                    found.setdefault(match, row)
        if found:
            said = "、".join(f"“{word}”（{_title(row)}）" for word, row in found.items())
            yield Mark(
                f"项目“{project.get('project_name')}”的对象是{groups[0]}，指标却写{said}，像是从另一项目复制而来。",
                f"The project is for {groups[0]}, its indicators speak of {'、'.join(found)}.",
                place(next(iter(found.values())), "level3"), "按本项目的对象改写指标。",
            )  # fmt: skip


_OPPOSITES = (("就业", "失业"), ("收入", "支出"), ("参保", "退保"), ("劳动监察", "劳动仲裁"), ("增长", "下降"))
_ENOUGH = 12
# A rate of a thing to itself is another fault (I8.tautology).
TAUTOLOGY = re.compile(r"实际([一-鿿]{2,10})占\1(?:的?(?:比例|比率|比重|百分比|比)|$)")


@rule(
    "I8.description",
    title="指标名称与描述不相合",
    title_en="An indicator's description speaks of something else than its name",
    severity="info",
    source=_LAW,
    due=INDICATORS,
    not_applicable="名称和描述有共同的词；12字以下的描述",
    example="名称“享受代办员补助覆盖面”，描述“社会保险报销事项……的比率”；名称“就业人数登记率”，描述“失业人数……”",
    ledger=False,
)
def description_of_something_else(facts: Facts) -> Iterator[Mark]:
    for row in facts["indicators"]:
        name, description = comparable(row.get("level3")), comparable(row.get("description"))
        bare = re.sub(r"[(（%].*$", "", name)
        if (
            not name
            or len(description) < _ENOUGH
            or len(bare) < 4
            or "是否" in description
            or TAUTOLOGY.search(description)
            or re.search(r"\d", bare)
        ):
            continue
        if _opposite(name, description) or not (_pairs(bare) & _pairs(description)):
            yield Mark(
                f"指标名称“{row.get('level3')}”与描述“{row.get('description')}”说的不是一回事。",
                f"The description of “{row.get('level3')}” speaks of something else.", place(row, "description"),
            )  # fmt: skip


def _opposite(name: str, description: str) -> bool:
    pairs = (pair for a, b in _OPPOSITES for pair in ((a, b), (b, a)))
    return any(_only(a, b, name) and _only(b, a, description) for a, b in pairs)


def _pairs(text: str) -> set[str]:
    """The pairs of neighbouring characters, words for money being one."""
    text = re.sub(r"费用|经费|金额|资金", "资金", text)
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _only(word: str, other: str, text: str) -> bool:
    return word in text and other not in text


@rule(
    "I9.not_an_indicator",
    title="三级指标只是重复目标或项目名称",
    title_en="Level-3 indicators only repeat the goal or the project's name",
    severity="info",
    source=_LAW,
    due=_PROJECTS,
    not_applicable="指标写明所衡量的事项",
    example="三级指标“退休、死亡、转移人员职业年金利息贴息到位”，年度目标同文",
    ledger=False,
)
def indicators_that_repeat_the_goal(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        key = project.get("project_id")
        said = [comparable(row.get("goal")).rstrip("。") for row in facts.of("project_goals", key)]
        said.append(re.sub(r"[(（].*$", "", comparable(project.get("project_name"))))
        repeating = [row for row in facts.of("indicators", key) if _repeats(comparable(row.get("level3")), said)]
        if repeating:
            yield Mark(
                f"项目“{project.get('project_name')}”有{len(repeating)}项三级指标只是重复目标或项目名称：“{repeating[0].get('level3')}”。",
                f"{len(repeating)} indicators of “{project.get('project_name')}” only repeat its goal or name.",
                place(repeating[0], "level3"), "写明衡量什么，如人数、比率、时间。",
            )  # fmt: skip


def _repeats(name: str, said: list[str]) -> bool:
    return len(name) > 7 and any(words.startswith(name) or name == words for words in said)


@rule(
    "I8.twins",
    title="不同指标的描述和指标值完全相同",
    title_en="Different indicators have the same description and the same target",
    severity="info",
    source="指标不重复设置",
    due=INDICATORS,
    not_applicable="只有指标值相同；描述空白",
    example="数量指标和质量指标的描述都是“用于办公取暖正常运行工作开展的程度”，指标值相同",
    ledger=False,
)
def twin_indicators(facts: Facts) -> Iterator[Mark]:
    names = {project.get("project_id"): project.get("project_name") for project in facts["projects"]}
    seen: dict[tuple, Row] = {}
    for row in facts["indicators"]:
        description, target = comparable(row.get("description")), comparable(row.get("target_text"))
        words = description if description != comparable(row.get("level3")) else target
        if len(words) < 5 or not target or (words == target and re.fullmatch(r"[≥≤><=]*[\d.]+\S{1,3}", target)):
            continue
        first = seen.setdefault((row.get("project_id"), words, target), row)
        if first is not row and comparable(first.get("level3")) != comparable(row.get("level3")):
            yield Mark(
                f"项目“{names.get(row.get('project_id'))}”的“{first.get('level3')}”和“{row.get('level3')}”"
                f"内容完全相同：“{row.get('target_text')}”。",
                f"“{first.get('level3')}” and “{row.get('level3')}” have the same words and the same target.",
                place(row, "target_text"),
            )  # fmt: skip


_BEFORE = "我本全对各该县市省新"
_SYNONYMS = {"满意程度", "知晓程度", "完成程度"}  # 满意度 in other words
_INSERTED = "限的地得了等及和与性各所在中应该数人率度是有"


@rule(
    "N1.missing",
    title="疑似漏字",
    title_en="A character seems to be missing",
    severity="info",
    source="同一指标的名称与描述只差一字",
    due=INDICATORS,
    not_applicable="差的是“的、性、等”一类的字",
    example="名称“工资发率”，描述“……工资发放率”；名称“护职工住房公积合法权益”，描述“维护……”",
    ledger=False,
)
def missing_characters(facts: Facts) -> Iterator[Mark]:
    for dataset in ("indicators", "evaluation_indicators"):
        for row in facts[dataset]:
            texts = {name: comparable(row.get(name)) for name in ("level3", "description")}
            for short, whole in (("level3", "description"), ("description", "level3")):
                found = _with_one_more(texts[short], texts[whole])
                if found and found[-4:] not in _SYNONYMS:
                    yield Mark(
                        f"指标“{_title(row)}”：“{texts[short]}”与“{found}”只差一字，疑似漏字。",
                        f"“{texts[short]}” lacks a character of “{found}”.", place(row, short, dataset),
                    )  # fmt: skip
                    break


def _with_one_more(short: str, whole: str) -> str | None:
    """The words of `whole` that are `short` and one character more, a particle aside."""
    if len(short) < 4 or len(whole) <= len(short):
        return None
    if whole[1:] == short and whole[0] not in _BEFORE:
        return whole
    if short in whole:
        return None
    for i in range(1, len(short)):
        at = whole.find(short[:i])
        end = at + len(short) + 1
        if at >= 0 and whole[at + i + 1 : end] == short[i:] and len(whole) >= end and whole[at + i] not in _INSERTED:
            return whole[at:end]
    return None
