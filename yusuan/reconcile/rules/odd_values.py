"""Values that can hardly be meant: fractions for percentages, half a person, a goal of nothing, another year (G7, I1, I3, O2)."""

import re
from collections.abc import Iterator

from yusuan.reconcile.facts import Facts, Row, money
from yusuan.reconcile.indicators import PERCENT, TARGETS, each_target, place
from yusuan.reconcile.judgement import Mark, Place, named, plain
from yusuan.reconcile.registry import Due, holds, rule
from yusuan.values import comparable

_GOOD_RATE = re.compile(
    r"(?:满意度|满意率|(?:合格|准确|正确|及时|覆盖|完成|到位|发放|达标|通过|结案|参保|知晓|优良|使用|保障|完好)率)(?:[(（].*[)）])?$"
)
_WHOLE_THINGS = {"人", "人次", "户", "家", "个", "次", "件", "场", "场次", "台", "辆", "名", "套", "期"}


@rule(
    "I1.odd",
    title="指标值的数不合情理",
    title_en="A target that can hardly be meant",
    severity="warning",
    source="比率和计数的定义",
    due=TARGETS,
    not_applicable="故障率、死亡率等本来很小的比率；以万人、万元计的小数",
    example="“合格率≥0.95%”疑为95%；“培训30.5人”；“满意度≥0%”",
    ledger=False,
)
def values_that_can_hardly_be_meant(facts: Facts) -> Iterator[Mark]:
    for row, dataset in each_target(facts):
        found = _odd(row)
        if found:
            yield Mark(
                f"指标“{row.get('level3')}”的值为“{_shown(row)}”，{found[0]}。",
                f"“{row.get('level3')}” aims at {_shown(row)}: {found[1]}.", place(row, "target_text", dataset), "核对指标值。",
            )  # fmt: skip


def _odd(indicator: Row) -> tuple[str, str] | None:
    value, unit = indicator.get("target_value"), comparable(indicator.get("target_unit"))
    name = comparable(indicator.get("level3"))
    if value is None or indicator.get("target_value_high") is not None:
        return None
    if unit in PERCENT and _GOOD_RATE.search(name) and indicator.get("operator") not in ("≤", "<"):
        if 0 < value <= 1:
            return f"疑为{plain(value * 100)}%", "a fraction where a percentage is meant"
        if value == 0:
            return "等于没有要求", "it asks for nothing"
    if unit in _WHOLE_THINGS and value != value.to_integral_value() and not re.search(r"平均|均|每", name):
        return f"不能有小数（单位“{unit}”）", "there are no parts of such things"
    return None


def _shown(indicator: Row) -> str:
    """The target with the sign and the unit that the form prints in columns of their own."""
    text, sign, unit = (comparable(indicator.get(name)) for name in ("target_text", "operator", "target_unit"))
    return f"{'' if text.startswith(sign) else sign}{text}{'' if text.endswith(unit) else unit}"


_SCALE = re.compile(r"^(?:优良中低?差|优[、/]良[、/]中[、/]低?[、/]?差|好坏|好中差|是否|有无|高中低|强弱|合格不合格|完成未完成)$")


@rule(
    "I3.scale",
    title="定性指标值写的是等级的全部，不是目标等级",
    title_en="A qualitative target that is the whole scale, not a grade",
    severity="info",
    source="财预〔2021〕101号：指标值应可衡量",
    due=holds("indicators", "载有绩效指标"),
    not_applicable="写明一个等级，如“优”“良好以上”",
    example="指标值“优良中低差”“好坏”：看不出目标是哪一级",
    ledger=False,
)
def scales_as_targets(facts: Facts) -> Iterator[Mark]:
    rows = [row for row in facts["indicators"] if _SCALE.search(comparable(row.get("target_text")))]
    if rows:
        yield Mark(
            f"{len(rows)}项定性指标的值写的是等级的全部（{named(dict.fromkeys(row.get('target_text') for row in rows))}），"
            "没有写目标是哪一级。",
            f"{len(rows)} qualitative targets are the whole scale.", place(rows[0]), "写明目标等级，如“良好以上”。",
        )  # fmt: skip


@rule(
    "G7.negative",
    title="项目预算数为负数",
    title_en="A project's budget is negative",
    severity="warning",
    source="支出预算不为负",
    due=holds("projects", "项目表印有预算数", "budget_yuan"),
    not_applicable="名称中的连字符不表示负数",
    example="预算数-50.00万元",
    ledger=False,
)
def negative_budgets(facts: Facts) -> Iterator[Mark]:
    for row in facts["projects"]:
        budget = row.get("budget_yuan")
        if budget is not None and budget < 0:
            amount = money(budget, row.get("printed_unit") or facts.unit())
            yield Mark(
                f"项目“{row.get('project_name')}”的预算数为{amount}，支出预算不能为负数。",
                f"The budget of “{row.get('project_name')}” is negative.",
                Place.of("projects", row, "budget_yuan"), "核对预算数。",
            )  # fmt: skip


_YEAR = re.compile(r"(?<!\d)(20\d{2})年度?(?!.{0,6}号)")
_DONE = re.compile(r"完成|开展|实施|发放|组织|举办|建成|落实|兑现")
_PAST = re.compile(
    r"以来|起|自|截至|截止|较|比|相比|增长|文件|出台|印发|批复|下达|结转|结余|欠|缺口|尾款|历年|补发|清算|遗留|续建|跨年|至20\d{2}"
)


@rule(
    "O2.goal_year",
    title="绩效目标写的是以前年度的任务",
    title_en="A goal speaks of a task of an earlier year",
    severity="info",
    source="绩效目标是预算年度内预期达到的产出和效果",
    due=Due("载有绩效目标，且文件年度已知", lambda facts: bool(facts["project_goals"]) and bool(facts.fiscal_year)),
    not_applicable="补发、结转、尾款、续建等以前年度的事项；以以前年度为基数",
    example="2024年的文件，目标“完成2022年度危房改造任务”",
    ledger=False,
)
def goals_of_an_earlier_year(facts: Facts) -> Iterator[Mark]:
    names = {row.get("project_id"): comparable(row.get("project_name")) for row in facts["projects"]}
    for row in facts["project_goals"]:
        for clause in re.split(r"[,，;；。]", comparable(row.get("goal"))):
            years = {int(year) for year in _YEAR.findall(clause)}
            named = any(str(year) in names.get(row.get("project_id"), "") for year in years)
            if years and max(years) < facts.fiscal_year and _DONE.search(clause) and not _PAST.search(clause) and not named:
                yield Mark(
                    f"{facts.fiscal_year}年的文件，目标写“{clause}”：是以前年度的任务，像是沿用旧文本。",
                    f"The goal “{clause}” is a task of an earlier year than {facts.fiscal_year}.",
                    Place.of("project_goals", row, "goal"), "核对年度。",
                )  # fmt: skip
                break
