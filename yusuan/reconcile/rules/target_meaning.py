"""What indicators mean: words that cannot be measured, numbers for what has none, another field's measures (I3, I4, I7, I8, I10).

Ranges, units and operators are `target_values`, categories that a unit gives away are `target_categories`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.indicators import BENEFITS, INDICATORS, PERCENT, TARGETS, each_target, place
from yusuan.reconcile.judgement import Mark, named, plain
from yusuan.reconcile.registry import Due, holds, rule
from yusuan.values import comparable

_LAW = "财预〔2021〕101号：指标应清晰、可衡量，与项目相关"


def _shown(rows: list[Row]) -> str:
    words = (f"{row.get('level3') or ''}“{row.get('target_text')}”" for row in rows[:4])
    return "、".join(words) + (f"等{len(rows)}项" if len(rows) > 4 else "")


_VAGUE = re.compile(
    r"^(?:比?较|基本|不断|持续|长期|显著|明显|有效|全面|进一步|效果|成效|运行|影响|情况)*"
    r"(?:及时|按时|准时|保障|良好|较好|好|很好|正常|安全|显著|明显|有效|稳定|合理|规范|提高|提升|增强|改善|促进|加强|优|可持续|完成|达标)"
    r"(?:处理|发放|支付|完成|发展|运行|影响|有效|提高|提升|改善|到位)*$"
)


@rule(
    "I3.in_words",
    title="指标值是没有衡量标准的文字",
    title_en="Targets that are words without a yardstick",
    severity="info",
    source=_LAW,
    due=TARGETS,
    not_applicable="表式以“定性”标明的指标；写明日期、数量或办法的文字；以“效果显著”等描述的效益",
    example="时效指标“及时”；“保障参保人合法权益”的值“保障”；自评表“业务处理及时性”目标“及时处理”",
    ledger=False,
)
def targets_in_words(facts: Facts) -> Iterator[Mark]:
    by_dataset: dict[str, list[Row]] = defaultdict(list)
    for row, dataset in each_target(facts):
        if row.get("target_value") is None and row.get("operator") != "定性" and _is_vague(row):
            by_dataset[dataset].append(row)
    for dataset, rows in by_dataset.items():
        yield Mark(
            f"{len(rows)}项指标的值只是文字，没有衡量标准：{_shown(rows)}。",
            f"{len(rows)} targets are words without a yardstick.", place(rows[0], "target_text", dataset),
            "改为比率、天数等可以衡量的值，或写明分档标准。",
        )  # fmt: skip


def _is_vague(indicator: Row) -> bool:
    """Outputs are to be measured; effects may be words, but not those of their own name (保障参保人权益: 保障)."""
    text = comparable(indicator.get("target_text"))
    category = indicator.get("category")
    repeated = category in BENEFITS and text in comparable(indicator.get("level3"))
    return bool(_VAGUE.match(text)) and (category in ("quantity", "quality", "timeliness", "satisfaction") or repeated)


_MATTER = re.compile(
    r"^(?:提高|提升|构建|促进|维护|增强|改善|提供|推动|完善|优化|加强|维持)(?!.*(?:率|人数|数量|程度|比例)$)|"
    r"(?:可持续|水平|氛围|关系|制度|能力|实力|稳定|提升|改善|提高|公平)$"
)


@rule(
    "I3.number_on_words",
    title="定性的事项写了没有单位的数",
    title_en="A matter of quality has a bare number as its target",
    severity="info",
    source=_LAW,
    due=INDICATORS,
    not_applicable="名称是比率、人数、程度；指标值有单位",
    example="“构建和谐劳动关系”≥90；“机构的综合实力、人才的专业水平”≥90",
    ledger=False,
)
def numbers_on_words(facts: Facts) -> Iterator[Mark]:
    rows = [
        row for row in facts["indicators"]
        if row.get("operator") in ("≥", "≤", ">", "<") and row.get("target_value") is not None and not row.get("target_unit")
        and _MATTER.search(comparable(row.get("level3")))
    ]  # fmt: skip
    if rows:
        names = named(dict.fromkeys(row.get("level3") for row in rows))
        yield Mark(
            f"{len(rows)}项定性的事项写了“{rows[0].get('operator')}”和没有单位的数：{names}。",
            f"{len(rows)} matters of quality have an operator and a bare number.", place(rows[0], "operator"),
            "改为定性的目标，或换成可以计量的指标。",
        )  # fmt: skip


@rule(
    "I10.last_year",
    title="指标衡量的是上年的事",
    title_en="An indicator measures last year",
    severity="info",
    source="绩效目标反映预算年度的产出和效果",
    due=INDICATORS,
    not_applicable="与上年比较的增长；上年结转资金",
    example="“上年创业担保贷款发放额”",
    ledger=False,
)
def measures_of_last_year(facts: Facts) -> Iterator[Mark]:
    for row in facts["indicators"]:
        name = comparable(row.get("level3"))
        if re.match(r"上一?年度?|去年", name) and not re.search(r"结转|结余|增|减|比|降", name):
            yield Mark(
                f"指标“{row.get('level3')}”（{row.get('target_text')}）写的是上年，不是本预算年度的目标。",
                f"“{row.get('level3')}” is a measure of last year, not of the budget's year.", place(row, "level3"),
                "改为本年度的指标。",
            )  # fmt: skip


_OUTPUT = re.compile(
    r"(?:笔数|场次|次数|套数|台数|期数|册数|份数)$|(?:举办|开展|发放|采购|购置|印发|印刷|安装|修缮|新建)[^率]*(?:数量|人数|个数|额|面积)$"
)
_EFFECT = re.compile(r"受益|惠及|带动|新增|增加|减少|降低|转化|投诉|事故|上访")


@rule(
    "I4.output_as_benefit",
    title="效益指标写的是产出的数量",
    title_en="A benefit that is the quantity of an output",
    severity="info",
    source="财预〔2021〕101号：效益指标反映产出带来的效果",
    due=TARGETS,
    not_applicable="受益人数、减少的事故等效果",
    example="社会效益指标“创业担保贷款发放笔数”≥300笔",
    ledger=False,
)
def outputs_as_benefits(facts: Facts) -> Iterator[Mark]:
    for row, dataset in each_target(facts):
        name = comparable(row.get("level3"))
        if row.get("category") in BENEFITS and _OUTPUT.search(name) and not _EFFECT.search(name):
            yield Mark(
                f"{row.get('level2') or '效益指标'}“{row.get('level3')}”（{row.get('target_text')}）是产出的数量，不是效益。",
                f"“{row.get('level3')}” is the quantity of an output, no benefit.", place(row, "level2", dataset),
                "移至数量指标，另写产生的效益。",
            )  # fmt: skip


@rule(
    "I10.one_number",
    title="项目的全部指标值是同一个数",
    title_en="All targets of a project are one number",
    severity="info",
    source=_LAW,
    due=INDICATORS,
    not_applicable="指标值有计量单位",
    example="7项指标的值都是“≥90……”，没有单位",
    ledger=False,
)
def one_number_for_all(facts: Facts) -> Iterator[Mark]:
    numbers: dict[str, list[tuple[Row, Row]]] = defaultdict(list)
    for project in facts["projects"]:
        rows = facts.of("indicators", project.get("project_id"))
        values = {row.get("target_value") for row in rows}
        if len(rows) >= 5 and len(values) == 1 and None not in values and not any(row.get("target_unit") for row in rows):
            numbers[plain(values.pop())].append((project, rows[0]))
    for number, found in numbers.items():
        yield Mark(
            f"{len(found)}个项目的全部指标值都是{number}，数量、质量、效益不加区分："
            f"{named(project.get('project_name') for project, _ in found)}。",
            f"All targets of {len(found)} projects are {number}, whatever they measure.", place(found[0][1]),
            "按各项指标的实际情况分别测定目标值。",
        )  # fmt: skip


@rule(
    "I10.low",
    title="满意度目标偏低",
    title_en="A low target for satisfaction",
    severity="info",
    source="满意度目标一般不低于80%，多为90%以上",
    due=TARGETS,
    not_applicable="满意度以外的指标",
    example="受益群众满意度≥70%",
    ledger=False,
)
def low_satisfaction(facts: Facts) -> Iterator[Mark]:
    for row, dataset in each_target(facts):
        value, percent = row.get("target_value"), comparable(row.get("target_unit")) in PERCENT
        if row.get("category") == "satisfaction" and percent and value is not None and 0 < value < 80:
            yield Mark(
                f"满意度指标“{row.get('level3')}”的目标只有{row.get('target_text')}，偏低。",
                f"The satisfaction “{row.get('level3')}” aims at {row.get('target_text')} only.",
                place(row, "target_text", dataset),
            )  # fmt: skip


_WORDS, _COMMON = 8, 7


@rule(
    "I8.other_row",
    title="指标值写的是同一项目另一指标的内容",
    title_en="A target speaks of another indicator of its project",
    severity="info",
    source="指标值应与其指标相符",
    due=INDICATORS,
    not_applicable="两项指标的名称相近；指标值完全相同的见I8.twins",
    example="满意度指标“满意率”的值写“≥90维持人力资源市场服务满意率”，上一行是“维持人力资源市场服务能力”",
    ledger=False,
)
def targets_of_another_row(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        rows = facts.of("indicators", project.get("project_id"))
        for row in rows:
            other = _row_spoken_of(row, rows)
            if other:
                yield Mark(
                    f"项目“{project.get('project_name')}”的指标“{row.get('level3')}”，指标值“{row.get('target_text')}”"
                    f"写的是另一指标“{other.get('level3')}”的内容。",
                    f"The target of “{row.get('level3')}” speaks of “{other.get('level3')}”.", place(row), "按本指标改写。",
                )  # fmt: skip


def _row_spoken_of(row: Row, rows: list[Row]) -> Row | None:
    text = comparable(row.get("target_text"))
    if row.get("target_unit") or len(text) < _WORDS:
        return None
    own = comparable(f"{row.get('level3') or ''}，{row.get('description') or ''}")
    for other in rows:
        name = comparable(other.get("level3"))
        if other is row or comparable(other.get("target_text")) == text or _share(name, own, 4):
            continue
        if _share(text, name, _COMMON) and not _share(text, own, _COMMON):
            return other
    return None


def _share(one: str, other: str, length: int) -> bool:
    """Whether two texts have so many characters on end in common."""
    return any(one[i : i + length] in other for i in range(len(one) - length + 1))


_TELLING = 5
# Words of one field of work, and the words of which a project of that field, or of one near it, has at least one.
_FIELDS = (
    (re.compile(r"仲裁|劳动争议|人事争议|结案率|案件受理"), re.compile(r"仲裁|调解|争议|监察|执法|案|维权|法律|司法|诉讼|信访")),
    (re.compile(r"信访群众"), re.compile(r"信访|维稳|监察|仲裁|执法|纠纷|稳定|维权")),
    (re.compile(r"低保|特困|困难群众"), re.compile(r"低保|特困|困难|救助|民政|帮扶|扶贫|脱贫|残疾|代缴|贫困|慈善|临时价格补贴")),
    (re.compile(r"健康管理|患者|诊疗|就诊|接种"), re.compile(r"健康|医院|卫生|疾病|诊|防疫|疫苗|计生|妇幼|血")),
    (re.compile(r"和谐劳动关系"), re.compile(r"劳动|就业|仲裁|监察|用工|工资|工会|职工权益")),
    (re.compile(r"人力资源市场"), re.compile(r"人力资源市场|就业|招聘|零工|劳务|人才")),
    (re.compile(r"在校学生|入学率|教学质量|教师培训"), re.compile(r"学|教|校|幼儿|培训|毕业生")),
    (re.compile(r"担保贷款|担保基金|贷款发放"), re.compile(r"贷款|担保|贴息|金融|融资|创业")),
    (re.compile(r"养老保险|养老金|参保人"), re.compile(r"养老|保险|社保|参保|退休|年金|缴费|五险|待遇|公益|就业|工资")),
)


@rule(
    "I7.field",
    title="指标写的是另一类工作",
    title_en="An indicator is of another field of work than its project",
    severity="info",
    source=_LAW,
    due=Due("载有项目和指标", lambda facts: bool(facts["projects"]) and bool(facts["indicators"])),
    not_applicable="项目的名称、用途或目标说到这类工作",
    example="“网络信息化管理项目”的指标写“案件受理率”“信访群众满意度”",
    ledger=False,
)
def another_field_of_work(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        key = project.get("project_id")
        goals: Iterable[str | None] = (row.get("goal") for row in facts.of("project_goals", key))
        about = comparable("".join(words or "" for words in (project.get("project_name"), project.get("purpose"), *goals)))
        found: dict[str, Row] = {}
        for row in facts.of("indicators", key) if len(about) >= _TELLING else ():
            name = comparable(row.get("level3"))
            if any(field.search(name) and not near.search(about) for field, near in _FIELDS):
                found.setdefault(name, row)
        if found:
            yield Mark(
                f"项目“{project.get('project_name')}”的指标{named(row.get('level3') for row in found.values())}"
                "写的是另一类工作，像是从另一项目复制而来。",
                "The indicators are of another field of work than the project.", place(next(iter(found.values())), "level3"),
                "按本项目的内容改写指标。",
            )  # fmt: skip


_STATE = re.compile(r"(?:情况|状况|工作|现状)$")


@rule(
    "I3.state",
    title="指标名称是“……情况”，指标值却是百分比",
    title_en="An indicator that names a state has a percentage as its target",
    severity="info",
    source=_LAW,
    due=TARGETS,
    not_applicable="名称或描述写明是什么的比率",
    example="质量指标“系统运行情况”≥95%",
    ledger=False,
)
def states_in_percent(facts: Facts) -> Iterator[Mark]:
    for row, dataset in each_target(facts):
        percent = comparable(row.get("target_unit")) in PERCENT and row.get("target_value") is not None
        described = re.search(r"率|比例|占|程度|/", comparable(row.get("description")))
        if percent and _STATE.search(comparable(row.get("level3"))) and not described:
            yield Mark(
                f"指标“{row.get('level3')}”没有写明衡量什么比率，指标值却是“{row.get('target_text')}”。",
                f"“{row.get('level3')}” names a state and no rate, its target is {row.get('target_text')}.",
                place(row, "level3", dataset), "写明比率的名称，如“系统正常运行率”。",
            )  # fmt: skip


@rule(
    "I8.project_name",
    title="指标描述写的是项目名称",
    title_en="A description is the project's name",
    severity="info",
    source="绩效文本的表式：绩效指标描述应说明指标的含义或算法",
    due=holds("indicators", "表式有绩效指标描述一列", "description"),
    not_applicable="指标名称也是项目名称（见I9.not_an_indicator）",
    example="指标“企业数设置岗位数”，描述“企业社保网上业务经办服务费”",
    ledger=False,
)
def descriptions_that_name_the_project(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        core = re.sub(r"(?:项目|经费|资金)+$", "", comparable(project.get("project_name")))
        for row in facts.of("indicators", project.get("project_id")):
            words = re.sub(r"(?:项目|经费|资金)+$", "", comparable(row.get("description")))
            if len(core) > 3 and words == core and core not in comparable(row.get("level3")):
                yield Mark(
                    f"指标“{row.get('level3')}”的描述只写项目名称“{row.get('description')}”，没有说明指标。",
                    f"The description of “{row.get('level3')}” is the project's name.", place(row, "description"),
                    "说明指标的含义或计算方法。",
                )  # fmt: skip


_PEOPLE = ("职工", "学生", "企业", "教师", "患者", "农民", "退休人员", "残疾人")


@rule(
    "I8.group",
    title="满意度的对象在名称和描述中不同",
    title_en="A satisfaction of one group in the name and of another in the description",
    severity="info",
    source="同一指标前后一致",
    due=holds("indicators", "表式有绩效指标描述一列", "description"),
    not_applicable="名称没有写对象，或描述也写到同一对象",
    example="名称“群众满意的程度”，描述“单位职工对取暖的满意程度”",
    ledger=False,
)
def satisfaction_of_two_groups(facts: Facts) -> Iterator[Mark]:
    for row in facts["indicators"]:
        name, description = comparable(row.get("level3")), comparable(row.get("description"))
        if row.get("category") != "satisfaction":
            continue
        own = [group for group in ("群众", *_PEOPLE) if group in name]
        others = [group for group in _PEOPLE if group in description]
        if own and others and not any(group in description for group in own) and not any(group in name for group in others):
            yield Mark(
                f"满意度指标“{row.get('level3')}”的描述“{row.get('description')}”说的是{others[0]}，与名称不同。",
                f"“{row.get('level3')}” is described as the satisfaction of another group.", place(row, "description"),
                "统一满意度的对象。",
            )  # fmt: skip


@rule(
    "I1.negative",
    title="指标值是负数",
    title_en="A target below zero",
    severity="warning",
    source="数量、比率、时间、成本不能为负",
    due=TARGETS,
    not_applicable="增长率、增减额；百分比见I1.percent",
    example="举办培训≥-3次",
    ledger=False,
)
def negative_targets(facts: Facts) -> Iterator[Mark]:
    for row, dataset in each_target(facts):
        value, name = row.get("target_value"), comparable(row.get("level3"))
        counted = value is not None and value < 0 and comparable(row.get("target_unit")) not in PERCENT
        if counted and not re.search(r"增|减|降|变动|差|温", name):
            yield Mark(
                f"指标“{row.get('level3')}”的值为“{row.get('target_text')}”，不能是负数。",
                f"The target of “{row.get('level3')}” is below zero.", place(row, "target_text", dataset), "核对正负号。",
            )  # fmt: skip
