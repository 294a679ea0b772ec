"""Names of indicators that name no measure: their own label, a whole sentence, a rate without a number, a process as a benefit
(I3, I4, I8, I9).
"""

import re
from collections.abc import Iterator

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.indicators import BENEFITS, INDICATORS, PERCENT, place
from yusuan.reconcile.judgement import Mark
from yusuan.reconcile.registry import holds, rule
from yusuan.reconcile.rules.target_categories import misplaced
from yusuan.reconcile.rules.target_words import TAUTOLOGY
from yusuan.values import comparable

_LAW = "财预〔2021〕101号：指标应与项目目标相关、清晰准确"
_SEVERAL = 3


def _of_projects(facts: Facts) -> Iterator[tuple[str, list[Row]]]:
    for project in facts["projects"]:
        yield project.get("project_name") or project.get("title") or "", facts.of("indicators", project.get("project_id"))


def _shown(rows: list[Row], *columns: str) -> str:
    found = ["".join(row.get(column) or "" for column in columns) for row in rows[:3]]
    return "、".join(f"“{words}”" for words in found) + ("等" if len(rows) > 3 else "")


_LABEL = re.compile(r"^(?:数量|质量|时效|成本|经济成本|经济效益|社会效益|生态效益|可持续影响|(?:服务对象)?满意度)指标$")


@rule(
    "I9.label",
    title="三级指标写的是指标类别的名称",
    title_en="A level-3 indicator is only the name of a category",
    severity="info",
    source=_LAW,
    due=INDICATORS,
    not_applicable="三级指标写明衡量什么，如“群众满意度”",
    example="三级指标“服务对象满意度指标”，与二级指标同名",
    ledger=False,
)
def labels_as_indicators(facts: Facts) -> Iterator[Mark]:
    for row in facts["indicators"]:
        if _LABEL.search(comparable(row.get("level3"))):
            yield Mark(
                f"三级指标“{row.get('level3')}”只是指标类别的名称，没有写衡量什么。",
                f"“{row.get('level3')}” is the name of a category, not an indicator.", place(row, "level3"),
                "写明对象，如“参保群众满意度”。",
            )  # fmt: skip


@rule(
    "I9.sentence",
    title="三级指标写成一段说明",
    title_en="A level-3 indicator is a whole explanation",
    severity="info",
    source=_LAW,
    due=INDICATORS,
    not_applicable="名称后括号内的计算方法",
    example="三级指标“印刷宣传资料……等。全县参保人员27.86万人*0.5=13.93万元……”",
    ledger=False,
)
def explanations_as_indicators(facts: Facts) -> Iterator[Mark]:
    for row in facts["indicators"]:
        name = re.sub(r"[(\[【][^)\]】]*[)\]】]?", "", comparable(row.get("level3")))
        if len(name) >= 30 and re.search(r"[。;；]|,.*,", name):
            yield Mark(
                f"三级指标写成一段说明：“{name[:20]}…”，看不出衡量什么。",
                "A level-3 indicator is a whole explanation and names no measure.", place(row, "level3"),
                "指标名称写所衡量的事项，测算和说明移至目标或依据。",
            )  # fmt: skip


@rule(
    "I8.same",
    title="指标描述只重复指标名称",
    title_en="The description only repeats the indicator's name",
    severity="info",
    source="绩效文本的表式：绩效指标描述应说明指标的含义或算法",
    due=holds("indicators", "表式有绩效指标描述一列", "description"),
    not_applicable="没有描述一列的表式；满意度指标；只有一两项",
    example="三级指标“发放率”，描述“发放率”",
    ledger=False,
)
def descriptions_that_only_repeat(facts: Facts) -> Iterator[Mark]:
    same = [
        row for row in facts["indicators"]
        if row.get("description") and row.get("category") != "satisfaction"
        and comparable(row["description"]) == comparable(row.get("level3"))
    ]  # fmt: skip
    if len(same) >= _SEVERAL:
        projects = len({row.get("project_id") for row in same})
        yield Mark(
            f"{projects}个项目的{len(same)}项指标，描述只重复指标名称：{_shown(same, 'level3')}。",
            f"{len(same)} descriptions only repeat the indicator's name.", place(same[0], "description"),
            "说明指标的含义或计算方法。",
        )  # fmt: skip


@rule(
    "I8.tautology",
    title="比率的分子和分母是同一个数",
    title_en="A rate whose numerator is its denominator",
    severity="info",
    source=_LAW,
    due=INDICATORS,
    not_applicable="分母写“应……”“核算……”等另一个数",
    example="“实际领取补贴占领取补贴的比例”：分母应为应领取补贴",
    ledger=False,
)
def rates_of_a_thing_to_itself(facts: Facts) -> Iterator[Mark]:
    for row in facts["indicators"]:
        for column in ("description", "level3"):
            match = TAUTOLOGY.search(comparable(row.get(column)))
            if match:
                yield Mark(
                    f"指标“{row.get('level3')}”的算法写“{match[0]}”，分子和分母是同一个数。",
                    f"“{match[0]}” divides a number by itself.", place(row, column), f"分母改为“应{match[1]}”。",
                )  # fmt: skip
                break


_RATIO = re.compile(r"(?:(?<!效)率|比例|比率|比重|占比)(?:[(（].*[)）])?$")


@rule(
    "I3.rate_in_words",
    title="比率指标的值不是数",
    title_en="A rate whose target is no number",
    severity="info",
    source="财预〔2021〕101号：指标值应可衡量",
    due=INDICATORS,
    not_applicable="名称不是比率；没有填指标值",
    example="“办公效率提高比例”：“效果显著”",
    ledger=False,
)
def rates_in_words(facts: Facts) -> Iterator[Mark]:
    for row in facts["indicators"]:
        name, target = comparable(row.get("level3")), comparable(row.get("target_text"))
        if _RATIO.search(name) and target and row.get("target_value") is None and not re.search(r"\d", target) and target != name:
            yield Mark(
                f"指标“{row.get('level3')}”是比率，指标值却写“{row.get('target_text')}”，没有数值。",
                f"“{row.get('level3')}” is a rate, its target “{row.get('target_text')}” is no number.", place(row),
                "写明百分比，或改为定性的指标名称。",
            )  # fmt: skip


_SHORT_UNIT = re.compile(r"^[≥≤><=]*[\d.]+万$")


@rule(
    "I3.short_unit",
    title="金额单位没有写全",
    title_en="A unit of money is cut short",
    severity="info",
    source="金额以元、万元、亿元为单位",
    due=INDICATORS,
    not_applicable="“万人”“万元”等写全的单位",
    example="成本指标“=24.4万”，应为“24.4万元”",
    ledger=False,
)
def units_cut_short(facts: Facts) -> Iterator[Mark]:
    rows = [row for row in facts["indicators"] if _SHORT_UNIT.search(comparable(row.get("target_text")))]
    if rows:
        yield Mark(
            f"{len(rows)}项指标值的单位只写“万”：{_shown(rows, 'level3', 'target_text')}。",
            f"The unit of {len(rows)} targets is only “万”.", place(rows[0]), "写作“万元”等完整的单位。",
        )  # fmt: skip


_MEASURE = re.compile(
    r"[率比度数量面幅额值占]|程度|水平|增长|提高|提升|降低|减少|下降|上升|效率|覆盖|完成|[%％]|人均|规模|投入|收入|支出|以上"
)


@rule(
    "I3.percent_of_what",
    title="效益指标写百分比而看不出是什么的百分比",
    title_en="A benefit in percent that does not say of what",
    severity="info",
    source="财预〔2021〕101号：指标值应可衡量",
    due=INDICATORS,
    not_applicable="名称或描述写明比率、程度、人数等",
    example="可持续影响指标“社会稳定”≥90%；社会效益指标“影响力”≥96%",
    ledger=False,
)
def percents_of_what(facts: Facts) -> Iterator[Mark]:
    for name, rows in _of_projects(facts):
        vague = [
            row for row in rows
            if row.get("category") in BENEFITS and row.get("target_value") is not None
            and comparable(row.get("target_unit")) in PERCENT and 0 < len(comparable(row.get("level3"))) <= 12
            and not _MEASURE.search(comparable(row.get("level3"))) and not _RATIO.search(comparable(row.get("description")))
        ]  # fmt: skip
        if vague:
            yield Mark(
                f"项目“{name}”有{len(vague)}项效益指标写百分比，看不出是什么的百分比：{_shown(vague, 'level3', 'target_text')}。",
                f"{len(vague)} benefits of “{name}” are percentages of nothing that is named.", place(vague[0]),
                "写明比率的分子分母，或改为定性指标。",
            )  # fmt: skip


_PROCESS = re.compile(
    r"(?:(?:支出|资金|预算|经费).{0,3}(?:完成|使用|执行|支付|到位|发放|拨付)|发放|支付|拨付|结案|办结|及时|工作完成|任务完成)率?(?:[(（].*[)）])?$"
)


@rule(
    "I4.process",
    title="效益指标写的是资金或工作的进度",
    title_en="A benefit that is only the progress of money or work",
    severity="info",
    source="财预〔2021〕101号：效益指标反映产出带来的效果",
    due=INDICATORS,
    not_applicable="名称说的是受益人群或效果",
    example="社会效益指标“工作完成率”（费用支出完成率）；社会效益指标“补贴发放率”",
    ledger=False,
)
def progress_as_benefit(facts: Facts) -> Iterator[Mark]:
    for row in facts["indicators"]:
        name = comparable(row.get("level3"))
        rate = comparable(row.get("target_unit")) in PERCENT
        if row.get("category") in BENEFITS and rate and name.endswith("率") and _PROCESS.search(name) and not misplaced(row):
            yield Mark(
                f"{row.get('level2') or '效益指标'}“{row.get('level3')}”（{row.get('target_text')}）是进度，不是效益。",
                f"“{row.get('level3')}” is the progress of work or money, no benefit.", place(row, "level2"),
                "移至质量或时效指标，另写产生的效益。",
            )  # fmt: skip
