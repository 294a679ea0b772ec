"""Targets of indicators as a reader sees them: out of range, without a unit, at odds with their own words (I1, I3)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.indicators import INDICATORS, PERCENT, TARGETS, each_target, place, tables_of_targets
from yusuan.reconcile.judgement import Mark, plain
from yusuan.reconcile.registry import rule
from yusuan.values import comparable

_GROWTH = re.compile(r"增|提高|提升|上升|同比|环比|下降|降低|减少|超|倍|利润|回报|投入产出|乘数|覆盖倍数|比上年|较上年")
_RATE_NAME = re.compile(r"(?:率|满意度|比例|比率|比重|占比)(?:[(（].*[)）])?$")
_COUNT_NAME = re.compile(r"(?:人数|人次|数量|次数|个数|户数|件数|笔数|场次|套数|台数|金额|发放额|总额|天数)(?:[(（].*[)）])?$")
# Names of amounts of money: under cost they are in place, and a percentage is the wrong unit.
MONEY_NAME = re.compile(r"(?:金额|补助金|养老金|抚恤金|保险金|救助金|奖金|款|\d元)(?:[(（].*[)）])?$")
_PEOPLE_NAME = re.compile(r"(?:人数|人次|户数)(?:[(（].*[)）])?$")
_TIME_NAME = re.compile(
    r"(?:完成|提交|发放|支付|拨付|到位|办结|竣工|建成|响应|办理|出具|审批|处置|抢通)(?:的)?(?:时间|时限|期限|日期)$"
)
_COUNTING = {
    "人",
    "人次",
    "万人",
    "户",
    "次",
    "件",
    "个",
    "家",
    "元",
    "万元",
    "亿元",
    "场",
    "台",
    "套",
    "天",
    "月",
    "日",
    "笔",
    "名",
    "项",
}
_UNIT_IN_NAME = re.compile(r"[(（](?!\d+[)）])[%％\w/]+[)）]$")
_SPANS = {"天", "日", "个月", "工作日", "个工作日", "小时"}
_LONGER_IS_BETTER = re.compile(r"持续|保持|提前|不少于|有效")
_MORE_IS_BETTER = re.compile(r"节约|节省|降低|减少|投入|补助|补贴|发放|标准|收入|奖励|保障|水平")
_TELLING = 5
# Dates, and measures that are printed together: 857台(套), 27台、件、套.
_DATED = re.compile(
    r"\d[年月日]|\d[万千百亿]?[台件套个人次户家名项场只头羽株棵匹尾辆册本批张份条座处篇幅组期门所间栋亩吨里米方千克升、/()]+(?:以[上下内]|左右)?$"
)
_LAW = "财预〔2021〕101号：指标值应可衡量"


def _title(indicator: Row) -> str:
    return indicator.get("level3") or indicator.get("description") or "（无名指标）"


def _texts(indicators: list[Row]) -> str:
    return "、".join(f"“{row.get('target_text')}”" for row in indicators[:3]) + ("等" if len(indicators) > 3 else "")


def _is_percent(indicator: Row) -> bool:
    return comparable(indicator.get("target_unit")) in PERCENT


@rule(
    "I1.percent",
    title="百分比指标超出100%",
    title_en="A percentage that cannot exceed 100 does",
    severity="warning",
    source="比率的定义",
    due=TARGETS,
    not_applicable="增长率、完成率等可以超过100%的指标",
    example="补贴核算正确率1000%；自评表的满意度完成值120%",
    ledger=False,
)
def percent_out_of_range(facts: Facts) -> Iterator[Mark]:
    for row, dataset in each_target(facts):
        value, words = row.get("target_value"), f"{row.get('level3') or ''}{row.get('target_text') or ''}"
        high = row.get("target_value_high") or value
        if not _PART_OF_WHOLE.search(comparable(row.get("level3"))):
            words += row.get("description") or ""
        # A count in percent is marked for its unit (I3.unit).
        if _GROWTH.search(words) or _COUNT_NAME.search(comparable(row.get("level3"))):
            continue
        if value is not None and _is_percent(row) and (high > 100 or value < 0):
            yield Mark(
                f"指标“{_title(row)}”的值为{row.get('target_text')}，超出0～100%。",
                f"The target of “{_title(row)}” is {plain(value)} %, outside 0 to 100 %.", place(row, "target_text", dataset),
                "核对是否多写了一个零。",
            )  # fmt: skip
        elif value == 100 and _is_percent(row) and row.get("operator") == ">":
            yield Mark(
                f"指标“{_title(row)}”要求大于100%，比率不能大于100%。",
                f"The target of “{_title(row)}” is more than 100 %.", place(row, "operator", dataset), "改为“≥”或“=”。",
            )  # fmt: skip
        elif _reached_too_much(row):
            yield Mark(
                f"指标“{_title(row)}”的实际完成值为{row.get('actual_text')}，超出0～100%。",
                f"The actual value of “{_title(row)}” is {row.get('actual_text')}, outside 0 to 100 %.",
                place(row, "actual_text", dataset), "核对完成值。",
            )  # fmt: skip


# Rates of a part to its whole: the actual value cannot exceed the whole, as a rate of completion can.
_PART_OF_WHOLE = re.compile(r"满意度$|满意率$|(?:准确|正确|合格|覆盖|及时|达标|通过|优良|到位|故障|知晓|参与|利用|使用)率$")


def _reached_too_much(indicator: Row) -> bool:
    actual, text = indicator.get("actual_value"), comparable(indicator.get("actual_text"))
    rate = indicator.get("category") == "satisfaction" or _PART_OF_WHOLE.search(comparable(indicator.get("level3")))
    return actual is not None and bool(rate) and text.endswith("%") and not 0 <= actual <= 100


@rule(
    "I3.no_unit",
    title="指标值没有计量单位",
    title_en="A target is a number without a unit",
    severity="warning",
    source=_LAW,
    due=TARGETS,
    not_applicable="定性指标；单位写在指标名称中，如“满意度(%)”",
    example="“≥90用于办公取暖正常运行工作开展的程度”",
    ledger=False,
)
def number_without_unit(facts: Facts) -> Iterator[Mark]:
    for kind, name, rows, dataset in tables_of_targets(facts):
        bare = [row for row in rows if _lacks_unit(row)]
        if bare:
            shown = _texts(bare)
            yield Mark(
                f"{kind}“{name}”有{len(bare)}项指标的值只有数字没有计量单位：{shown}。",
                f"{len(bare)} targets of “{name}” are numbers without a unit.",
                place(bare[0], "target_text", dataset),
                "补上计量单位，如“≥90%”。",
            )  # fmt: skip


def _lacks_unit(indicator: Row) -> bool:
    value = indicator.get("target_value") is not None and not indicator.get("target_unit") and not indicator.get("is_qualitative")
    if value and _DATED.search(comparable(indicator.get("target_text"))):
        return False
    return value and not _UNIT_IN_NAME.search(comparable(indicator.get("level3")))


@rule(
    "I3.unit",
    title="计量单位与指标不合",
    title_en="The unit does not fit the indicator",
    severity="warning",
    source=_LAW,
    due=TARGETS,
    not_applicable="名称看不出计量方式的指标",
    example="“参保人数”≥90%；“上年创业担保贷款发放额”≥15%；“成果提交时间”≥90",
    ledger=False,
)
def unit_does_not_fit(facts: Facts) -> Iterator[Mark]:
    for row, dataset in each_target(facts):
        name, unit = comparable(row.get("level3")), comparable(row.get("target_unit"))
        if row.get("target_value") is None or _UNIT_IN_NAME.search(name):
            continue
        kind = None
        money = row.get("category") == "cost" and MONEY_NAME.search(name)
        if unit in PERCENT and (money or _COUNT_NAME.search(name)):
            kind = "是数量或金额", "a count or an amount"
        elif unit in _COUNTING and _RATE_NAME.search(name):
            kind = "是比率", "a rate"
        elif unit in ("元", "万元") and _PEOPLE_NAME.search(name):
            kind = "是人数", "a number of people"
        elif unit in PERCENT and _TIME_NAME.search(name):
            kind = "是时间", "a time"
        if kind:
            yield Mark(
                f"指标“{row.get('level3')}”{kind[0]}，指标值“{row.get('target_text')}”的单位却是“{unit}”。",
                f"“{row.get('level3')}” is {kind[1]}, its target's unit is “{unit}”.", place(row, "target_text", dataset),
            )  # fmt: skip
        elif not unit and row.get("operator") in ("≥", ">") and _TIME_NAME.search(name) and _lacks_unit(row):
            yield Mark(
                f"指标“{row.get('level3')}”是时间，指标值“{row.get('target_text')}”没有时间单位，又要求越大越好。",
                f"“{row.get('level3')}” is a time; its target has no unit of time and asks for more.",
                place(row, "target_text", dataset), "写明最迟的日期或天数，用“≤”。", "info",
            )  # fmt: skip


@rule(
    "I3.repeats",
    title="指标值只是重复指标名称或描述",
    title_en="The target only repeats the indicator's name or description",
    severity="warning",
    source=_LAW,
    due=TARGETS,
    not_applicable="指标值有单位或另有内容",
    example="指标“失业人员再就业”，指标值“失业人员再就业”；“≥90案件受理的程度”，描述“案件受理的程度”",
    ledger=False,
)
def target_repeats_words(facts: Facts) -> Iterator[Mark]:
    for kind, name, rows, dataset in tables_of_targets(facts):
        repeating = [row for row in rows if _repeats(row)]
        naming = [row for row in rows if row not in repeating and _only_names_the_measure(row)]
        for found, words, english in (
            (repeating, "只是重复指标的名称或描述", "only repeat the indicator's words"),
            (naming, "只说要衡量什么，没有写明目标值", "only say what is measured, not how much"),
        ):
            if found:
                yield Mark(
                    f"{kind}“{name}”有{len(found)}项指标的值{words}：{_texts(found)}。",
                    f"{len(found)} targets of “{name}” {english}.",
                    place(found[0], "target_text", dataset), "写明可以衡量的目标值。",
                )  # fmt: skip


# A target that only names what would be measured: 享受工伤保险人数, 实际举办次数.
_MEASURE_ONLY = re.compile(r"^[^\d]{2,}(?:人数|次数|数量|个数|件数|户数|金额|比例|的程度|的表现)$")


def _only_names_the_measure(indicator: Row) -> bool:
    return not indicator.get("target_unit") and bool(_MEASURE_ONLY.search(comparable(indicator.get("target_text"))))


def _repeats(indicator: Row) -> bool:
    if indicator.get("target_unit"):
        return False
    text = re.sub(r"^[≥≤><=]*\d*(?:\.\d+)?", "", comparable(indicator.get("target_text")))
    words = {comparable(indicator.get("level3")), comparable(indicator.get("description"))}
    return text in words and (len(text) > 3 or (len(text) > 1 and text == comparable(indicator.get("target_text"))))


@rule(
    "I3.operator",
    title="运算符与指标方向或定性标记相矛盾",
    title_en="The operator contradicts the direction, or a qualitative mark has a number",
    severity="warning",
    source="指标性质（≥、≤、=、定性）与指标方向性、指标值应一致",
    due=INDICATORS,
    not_applicable="没有方向列的表式；“=”与两种方向都相合",
    example="≤与“正向指标”；“定性”而指标值为99",
    ledger=False,
)
def operator_against_direction(facts: Facts) -> Iterator[Mark]:
    for row in facts["indicators"]:
        if _against_direction(row):
            sign = row["operator"]
            yield Mark(
                f"指标“{_title(row)}”为“{sign}{row.get('target_text')}”，方向却填“{row['direction']}”。",
                f"The operator {sign} of “{_title(row)}” contradicts its direction.", place(row, "direction"),
            )  # fmt: skip
        elif row.get("is_qualitative") and row.get("target_value") is not None:
            yield Mark(
                f"指标“{_title(row)}”标为定性，指标值却是数字“{row.get('target_text')}”。",
                f"“{_title(row)}” is marked qualitative and has the number {plain(row['target_value'])} as its target.",
                place(row),
            )  # fmt: skip


def _against_direction(indicator: Row) -> bool:
    sign, direction = indicator.get("operator"), indicator.get("direction") or ""
    return (sign in ("≤", "<") and "正向" in direction) or (sign in ("≥", ">") and "反向" in direction)


_NUMBER_WITH_UNIT = r"(?<![*×÷/\d.第])(\d+(?:\.\d+)?){unit}"


@rule(
    "I2.own_words",
    title="指标值与指标名称或描述中的数不一致",
    title_en="The target differs from the number in its own name or description",
    severity="warning",
    source="同一指标前后一致",
    due=INDICATORS,
    not_applicable="名称或描述中没有同一单位的数；公式中的“×100%”",
    example="描述“全县7.24万人全部进行人脸识别认证”，指标值≥7.87万人；名称“每人4元”，指标值2.6元",
    ledger=False,
)
def target_against_own_words(facts: Facts) -> Iterator[Mark]:
    for row in facts["indicators"]:
        value, unit = row.get("target_value"), comparable(row.get("target_unit"))
        if value is None or not unit or unit == "年" or row.get("target_value_high") is not None:
            continue
        pattern = re.compile(_NUMBER_WITH_UNIT.format(unit=re.escape(unit)) + r"(?![以及])")
        for column in ("level3", "description"):
            said = {Decimal(digits) for digits in pattern.findall(comparable(row.get(column)))}
            if said and value not in said:
                where = "名称" if column == "level3" else "描述"
                yield Mark(
                    f"指标“{_title(row)}”的值为“{row.get('target_text')}”，{where}却写“{row.get(column)}”。",
                    f"The target {row.get('target_text')} of “{_title(row)}” differs from its own words “{row.get(column)}”.",
                    place(row),
                )  # fmt: skip
                break


@rule(
    "I2.same_indicator",
    title="同一指标在文件中的值相差十倍",
    title_en="One indicator has values that differ by a power of ten within the document",
    severity="warning",
    source="同一指标、同一口径，值应一致",
    due=INDICATORS,
    not_applicable="值不同而不是十倍关系：口径可能不同",
    example="“发放补贴标准”：一处2000元，一处200元",
    ledger=False,
)
def one_indicator_two_values(facts: Facts) -> Iterator[Mark]:
    groups: dict[tuple, list[Row]] = {}
    for row in facts["indicators"]:
        if row.get("target_value") and row.get("target_unit") and row.get("target_value_high") is None:
            # Sorted, for 补贴发放标准 and 发放补贴标准 are one; 单位成本 is no name to tell a fact by.
            name, description = ("".join(sorted(comparable(row.get(column)))) for column in ("level3", "description"))
            if len(name) >= _TELLING and not _is_percent(row):
                key = (name, "" if description == name else description, comparable(row.get("target_unit")))
                groups.setdefault(key, []).append(row)
    names = {row.get("project_id"): row.get("project_name") for row in facts["projects"]}
    for rows in groups.values():
        usual = max(rows, key=lambda row: sum(other["target_value"] == row["target_value"] for other in rows))
        for row in rows:
            larger, smaller = sorted((row["target_value"], usual["target_value"]), reverse=True)
            if larger / smaller in (10, 100, 1000, 10_000):
                here, there = names.get(row.get("project_id")), names.get(usual.get("project_id"))
                yield Mark(
                    f"指标“{_title(row)}”在项目“{here}”为“{row.get('target_text')}”，在项目“{there}”为"
                    f"“{usual.get('target_text')}”，相差{plain(larger / smaller)}倍。",
                    f"“{_title(row)}” is {row.get('target_text')} in “{here}” and {usual.get('target_text')} in “{there}”.",
                    place(row), "核对是否多写或少写了零。",
                )  # fmt: skip


@rule(
    "I3.sense",
    title="运算符与指标含义相反",
    title_en="The operator is the wrong way round for what the indicator measures",
    severity="warning",
    source="成本、时限应有上限，满意度应有下限",
    due=TARGETS,
    not_applicable="节约额、投入额等越多越好的金额；持续时间",
    example="成本指标“≥2000万元”；满意度“≤95%”；完成时限“≥90天”；故障率“≥10%”",
    ledger=False,
)
def operator_against_sense(facts: Facts) -> Iterator[Mark]:
    for row, dataset in each_target(facts):
        wrong = None if _against_direction(row) else _against_sense(row)
        if wrong:
            yield Mark(
                f"指标“{_title(row)}”的值为“{row.get('target_text')}”，{wrong[0]}。",
                f"The target of “{_title(row)}” is {row.get('target_text')}: {wrong[1]}.", place(row, "operator", dataset),
                severity=wrong[2] if len(wrong) > 2 else None,
            )  # fmt: skip


_BAD_RATE = re.compile(
    r"(?:故障|投诉|差错|错误|失误|事故|违规|逾期|不良|代偿|超支|返贫|发病|死亡|辍学|漏报|再犯|违约|流失|失业|发案|破损|空置)率$"
)
_GOOD_RATE = re.compile(
    r"(?:合格|准确|正确|及时|覆盖|完成|到位|发放|达标|通过|结案|参保|入学|优良|成功|保障|完好|满意|利用|使用|知晓|参与|就业|招聘|整改|办结|处置|普及|受理|执行)率$"
)
_WITHIN = re.compile(r"(?:规定(?:的)?时间|时限|限期|期限)内")


def _against_sense(indicator: Row) -> tuple[str, ...] | None:
    category, sign, unit = indicator.get("category"), indicator.get("operator"), comparable(indicator.get("target_unit"))
    words = comparable(f"{indicator.get('level3') or ''}{indicator.get('description') or ''}")
    if category == "cost" and sign in ("≥", ">") and "元" in unit and not _MORE_IS_BETTER.search(words):
        return "成本应有上限", "costs call for an upper bound"
    if category == "satisfaction" and sign in ("≤", "<") and not re.search(r"投诉|不满意", words):
        return "满意度应有下限", "satisfaction calls for a lower bound"
    if category == "timeliness" and sign == "=" and unit in _SPANS and _WITHIN.search(words):
        return "时限应写“≤”", "a time limit calls for ≤", "info"
    if category == "timeliness" and sign in ("≥", ">") and unit in _SPANS and not _LONGER_IS_BETTER.search(words):
        return "时限应有上限", "a time limit calls for an upper bound"
    name = comparable(indicator.get("level3"))
    if unit in PERCENT and not _GROWTH.search(name):
        if sign in ("≥", ">") and _BAD_RATE.search(name):
            return "越低越好，应有上限", "less is better, it calls for an upper bound"
        if sign in ("≤", "<") and _GOOD_RATE.search(name):
            return "越高越好，应有下限", "more is better, it calls for a lower bound"
    return None
