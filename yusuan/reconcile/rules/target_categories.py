"""Indicators in the wrong category (a headcount under cost, time under quality), and the same indicator twice (I4, I5)."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.indicators import INDICATORS, PERCENT, TARGETS, each_target, owner, place
from yusuan.reconcile.judgement import Mark
from yusuan.reconcile.registry import rule
from yusuan.reconcile.rules.target_values import MONEY_NAME
from yusuan.values import comparable

_MONEY = {"元", "万元", "亿元", "万", "千元"}
_HEADS = {"人", "人次", "万人", "户", "家", "次", "场", "场次", "件", "个", "名", "笔"}
_PEOPLE = {"人", "人次", "万人", "户", "家", "名"}
_TIMES = {"天", "日", "月", "个月", "工作日", "个工作日", "小时", "季度"}
_COST_WORDS = re.compile(r"成本|费用率|(?<!缴)费率|节约|节省|控制|标准|超支|偏差|预算|降低|单价")
_TIME_WORDS = re.compile(r"时|期|及时|按时|准时|进度|完成|到位|日|天|月|年|周期|效率|响应|速度|节点|当年|提前|频次|频率")
_TIME_NAME = re.compile(r"^(?:.*(?:完成|提交|发放|支付|到位|建成|竣工|开工|办结|拨付)(?:的)?)?(?:时间|时限|期限|时点|日期|节点)$")
_COSTS = {"cost", "economic_cost", "social_cost", "ecological_cost"}
_ANY_COST = re.compile(r"成本|费|金额|元|支出|标准|预算|节约|节省|控制|超支|影响|损失|排放|能耗|污染|负面")
_SOCIAL = re.compile(r"社会(?:更加)?(?:和谐|稳定)|和谐稳定|社会稳定|结案|调解成功|维护稳定")
_ECONOMIC = re.compile(r"经济|收入|成本|费用|资金|税|产值|利润|投资|节约")
_RATE = re.compile(r"(?:率|比例|比重|占比|程度|准确度|覆盖面)(?:[(（].*[)）])?$")
_LAW = "财预〔2021〕101号：数量、质量、时效、成本指标的含义"


@rule(
    "I4.category",
    title="指标放错类别",
    title_en="An indicator in the wrong category",
    severity="warning",
    source=_LAW,
    due=TARGETS,
    not_applicable="名称和单位看不出类别的指标",
    example="成本指标“享受补助的代办员人数”≥300人；时效指标“养老金发放成本”≤3155万元；质量指标“完成时间”≤12月",
    ledger=False,
)
def wrong_category(facts: Facts) -> Iterator[Mark]:
    for row, dataset in each_target(facts):
        found = misplaced(row)
        if found:
            label, words, english = row.get("level2") or "", found[0], found[1]
            yield Mark(
                f"{label}“{row.get('level3')}”（{row.get('target_text')}）{words}。",
                f"“{row.get('level3')}” ({row.get('target_text')}) stands under {row.get('category')}: {english}.",
                place(row, "level2", dataset),
            )  # fmt: skip


def misplaced(indicator: Row) -> tuple[str, str] | None:
    category, unit = indicator.get("category"), comparable(indicator.get("target_unit"))
    name = comparable(indicator.get("level3"))
    words = name + comparable(indicator.get("description"))
    if category == "economic" and _SOCIAL.search(name) and not _ECONOMIC.search(words):
        return "与经济效益无关，应属社会效益指标", "it is no economic benefit"
    if indicator.get("target_value") is None:
        if category in _COSTS and indicator.get("is_qualitative") and not _ANY_COST.search(words):
            return "不是成本", "it is no cost"
        if category != "timeliness" and _TIME_NAME.match(name) and category in ("quality", "cost"):
            return "是时间，应属时效指标", "it is a matter of time"
        return None
    if category in _COSTS and indicator.get("is_qualitative") and not _ANY_COST.search(words):
        return "不是成本", "it is no cost"
    if category == "cost":
        if unit in _HEADS and not re.search(r"成本|费用", name):
            return "是数量，应属数量指标", "it is a quantity"
        if unit in _TIMES:
            return "是时间，应属时效指标", "it is a matter of time"
        if unit in PERCENT and not _COST_WORDS.search(words) and not MONEY_NAME.search(name):
            return "不是成本", "it is no cost"
        if unit in _MONEY and re.search(r"收入|征缴|税收", name):
            return "是收入，不是成本", "it is revenue"
    if category == "timeliness":
        if unit in _MONEY:
            cost = re.search(r"成本|费用|标准|支出", name)
            return ("是金额，应属成本指标" if cost else "是金额，不是时效"), "it is an amount of money"
        if unit in PERCENT and not _TIME_WORDS.search(words):
            return "与时间无关，不是时效", "it has nothing to do with time"
        if unit in _PEOPLE and not _TIME_WORDS.search(words):
            return "是数量，应属数量指标", "it is a quantity"
    if category == "quality" and (unit in _TIMES or _TIME_NAME.match(name)) and not re.search(r"寿命|保质|质保|使用年限", words):
        return "是时间，应属时效指标", "it is a matter of time"
    if category == "quantity" and unit in _MONEY and re.search(r"收入|征缴|税收", name):
        return "是收入，不是项目产出的数量", "it is revenue, not an output"
    if category in ("quantity", "quality") and "成本" in name and unit in _MONEY:
        return "是金额，应属成本指标", "it is an amount of money"
    return None


@rule(
    "I5.duplicate",
    title="同一项目的指标重复",
    title_en="The same indicator twice in one project",
    severity="warning",
    source="指标不重复设置",
    due=TARGETS,
    not_applicable="名称相同而描述、口径不同的指标；长期目标与年度目标各列一次",
    example="社会效益和生态效益都是“直接、间接总受益人数”",
    ledger=False,
)
def duplicate_indicators(facts: Facts) -> Iterator[Mark]:
    seen: dict[tuple[str | None, int, str, str], Row] = {}
    lists: dict[str | None, list[str | None]] = {}
    for row, dataset in each_target(facts):
        table = row.get("project_id") or row.get("evaluation_id") or row.get("department_target_id")
        name, description = comparable(row.get("level3")), comparable(row.get("description"))
        levels = lists.setdefault(table, [])
        level = row.get("dimension")
        if not levels or levels[-1] != level:
            levels.append(level)
        first = seen.setdefault((table, _list_number(levels), name, description), row)
        if name and first is not row:
            same = comparable(first.get("target_text")) == comparable(row.get("target_text"))
            values = "，指标值也相同" if same else f"，指标值却是“{first.get('target_text')}”和“{row.get('target_text')}”"
            where = f"{first.get('level2')}和{row.get('level2')}都是"
            if first.get("level2") == row.get("level2"):
                where = f"{row.get('level2')}两次列有"
            kind, called = owner(facts, row)
            yield Mark(
                f"{kind}“{called}”的{where}“{row.get('level3')}”{values}。",
                f"“{row.get('level3')}” stands twice in “{called}”.", place(row, "level3", dataset),
            )  # fmt: skip


def _list_number(levels: list[str | None]) -> int:
    """Which of a project's lists a row stands in, by the dimensions up to it: behind satisfaction the list of another period
    (长期, 年度) begins with the first dimension again."""
    return sum(1 for i in range(2, len(levels)) if levels[i] == levels[0] and levels[i - 1] == "satisfaction")


def in_two_lists(indicators: Iterable[Row]) -> bool:
    """Whether a project's indicators are listed for two periods."""
    levels = [level for level, _ in groupby(row.get("dimension") for row in indicators)]
    return _list_number(levels) > 0


_DIMENSIONS = {
    "output": {"quantity", "quality", "timeliness", "cost"},
    "benefit": {"economic", "social", "ecological", "sustainability", "satisfaction"},
    "satisfaction": {"satisfaction"},
    "cost": {"cost", "economic_cost", "social_cost", "ecological_cost"},
}


@rule(
    "I4.levels",
    title="二级指标不属于其一级指标",
    title_en="A level-2 category that does not belong to its level 1",
    severity="warning",
    source="财预〔2021〕101号：一级、二级指标的设置",
    due=INDICATORS,
    not_applicable="2021年以前成本指标属产出指标，以后可单列",
    example="一级“效益指标”下列“社会成本指标”；二级栏写“保持社会稳定”",
    ledger=False,
)
def level_two_under_level_one(facts: Facts) -> Iterator[Mark]:
    for row in facts["indicators"]:
        dimension, category = row.get("dimension"), row.get("category")
        if row.get("level2") and category is None:
            words, english = "不是规定的二级指标", "is no known level-2 category"
        elif dimension and category and category not in _DIMENSIONS[dimension]:
            words, english = f"不属于一级指标“{row.get('level1')}”", "does not belong to its level 1"
        else:
            continue
        yield Mark(
            f"指标“{row.get('level3')}”的二级指标“{row.get('level2')}”{words}。",
            f"“{row.get('level2')}” of “{row.get('level3')}” {english}.", place(row, "level2"),
        )  # fmt: skip


@rule(
    "I4.rate_as_quantity",
    title="数量指标写的是比率",
    title_en="Quantity indicators that are rates",
    severity="info",
    source=_LAW,
    due=INDICATORS,
    not_applicable="以个数、次数、人数等计量的数量指标；公用经费的统一模板",
    example="数量指标“案件到期结案率”；数量指标≥100%",
    ledger=False,
)
def quantity_that_is_a_rate(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        rows = [row for row in facts.of("indicators", project.get("project_id")) if row.get("category") == "quantity"]
        rates = [row for row in rows if _RATE.search(comparable(row.get("level3"))) or _is_percentage(row)]
        if rates and len(rates) == len(rows):
            yield Mark(
                f"项目“{project.get('project_name')}”的数量指标只有比率，没有数量：“{rates[0].get('level3')}”（{rates[0].get('target_text')}）。",
                f"The quantity indicators of “{project.get('project_name')}” are rates only.", place(rates[0], "level2"),
                "写明数量（人数、次数、件数），比率移至质量或时效指标。",
            )  # fmt: skip


def _is_percentage(indicator: Row) -> bool:
    return indicator.get("target_value") is not None and comparable(indicator.get("target_unit")) in PERCENT
