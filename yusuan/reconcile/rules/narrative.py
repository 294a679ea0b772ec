"""The running text read against itself and against the tables: counts, years, quantities, parts that it announces (P1-P6)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.judgement import Mark, Place, named, plain
from yusuan.reconcile.numerals import DIGITS, number
from yusuan.reconcile.registry import Due, form, holds, rule
from yusuan.values import comparable

_TEXT = holds("paragraphs", "有叙述文字")
_CONSISTENT = "同一文件前后一致"
_ANNOUNCED = re.compile(r"([二两三四五六七八九十])(?:个|大|项)?(?:方面|重点|任务|举措|措施)[^。;；:：]{0,12}[:：](?=一是)")
_LONG, _SEVERAL = 25, 3


@rule(
    "P1.enumeration",
    title="文字所说的项数与列举的项数不同",
    title_en="The text announces another number of points than it lists",
    severity="warning",
    source=_CONSISTENT,
    due=_TEXT,
    not_applicable="没有写明项数，或不用“一是、二是”列举",
    example="“做好四方面重点工作：一是……五是……”",
    ledger=False,
)
def points_announced(facts: Facts) -> Iterator[Mark]:
    for match in _ANNOUNCED.finditer(facts.text):
        announced = number(match[1])
        rest, count, start = facts.text, 0, match.end()
        while count < len(DIGITS) and (found := rest.find(f"{DIGITS[count]}是", start, start + 400)) >= 0:
            count, start = count + 1, found + 2
        if count > 1 and count != announced:
            words = match[0].rstrip(":：")
            yield Mark(
                f"文字写“{words}”，下面却列了{count}项（一是至{DIGITS[count - 1]}是）。",
                f"The text announces {announced} points and lists {count}.", Place.said(facts, match.start(), words),
            )  # fmt: skip


_CARRIED = re.compile(r"(20\d{2})年[^。]{0,60}?结转(?:至|到)(20\d{2})年")


@rule(
    "P2.carried",
    title="结转的年度不可能",
    title_en="Funds are carried over to a year that cannot be",
    severity="warning",
    source="结转资金转到下一年度使用",
    due=_TEXT,
    not_applicable="结转至以后年度",
    example="“因2021年资金不足……结转至2021年”",
    ledger=False,
)
def carried_to_an_impossible_year(facts: Facts) -> Iterator[Mark]:
    for match in _CARRIED.finditer(facts.text):
        if int(match[2]) <= int(match[1]):
            yield Mark(
                f"文字写{match[1]}年的资金“结转至{match[2]}年”，应转到以后年度。",
                f"Funds of {match[1]} are said to be carried over to {match[2]}.",
                Place.said(facts, match.start(2), match[0][-12:]),
                f"核对是否为{int(match[1]) + 1}年。",
            )  # fmt: skip


_WHOLE_OF_PARTS = re.compile(
    r"(\d+)(个|项|家|人次|人|名|场|次|件|户|起|期|所|处|台|辆)[,，]?其中[:：]?((?:[^，,。;；\d]{1,20}\d+\2[，,、]?){2,6})(?=[。;；，,]|$)"
)


@rule(
    "P2.parts",
    title="文字所述个数与其分项不符",
    title_en="A count in the text differs from the sum of its parts",
    severity="warning",
    source=_CONSISTENT,
    due=_TEXT,
    not_applicable="分项没有写全",
    example="“共设项目9个，其中：……5个，……4个”：相符",
    ledger=False,
)
def counts_and_their_parts(facts: Facts) -> Iterator[Mark]:
    for match in _WHOLE_OF_PARTS.finditer(facts.text):
        parts = [int(number) for number in re.findall(rf"(\d+){match[2]}", match[3])]
        if sum(parts) > int(match[1]):
            yield Mark(
                f"文字写共{match[1]}{match[2]}，其中各项{' + '.join(map(str, parts))} = {sum(parts)}{match[2]}。",
                f"The text counts {match[1]}, its parts add up to {sum(parts)}.", Place.said(facts, match.start(), match[0]),
            )  # fmt: skip


@rule(
    "P3.copied",
    title="几个部分的文字完全相同",
    title_en="Sections of the text are exactly the same",
    severity="warning",
    source="总体目标、分项目标和保障措施各有其内容",
    due=form("performance_text"),
    not_applicable="25字以下的句子；只有一二句相同",
    example="“总体绩效目标”和“分项绩效目标”四段文字逐字相同",
    ledger=False,
)
def copied_sections(facts: Facts) -> Iterator[Mark]:
    seen: set[str] = set()
    runs: list[list[re.Match[str]]] = [[]]
    for match in re.finditer(rf"[^。;；]{{{_LONG},}}", facts.text):
        if match[0] in seen:
            runs[-1].append(match)
        elif runs[-1]:
            runs.append([])
        seen.add(match[0])
    for copies in runs:
        if len(copies) >= _SEVERAL:
            shown = copies[0][0][:20]
            yield Mark(
                f"连续{len(copies)}句文字与前文逐字相同，自“{shown}……”起：像是从另一部分复制而来。",
                f"{len(copies)} sentences on end repeat earlier ones word for word.", Place.said(facts, copies[0].start(), shown),
                "分别写明各部分的内容。",
            )  # fmt: skip


_ALIKE_UNITS = ("件起宗", "次场期", "人名", "家户个")
_FRAME = re.compile(r"^(?:办理|举办|开展|召开|享受|全县|全市|我县|本次)+|(?:数量|人数|次数|件数|家数|个数|数)$")


@rule(
    "P4.quantities",
    title="文字所述数量与指标值不同",
    title_en="A quantity in the text differs from the indicators",
    severity="warning",
    source="部门整体绩效目标与项目绩效目标应一致",
    due=Due("有叙述文字，又有数量指标", lambda facts: bool(facts["paragraphs"]) and bool(facts["indicators"])),
    not_applicable="文字没有写到指标所说的事项",
    example="文字“办理劳动仲裁案件60起”，指标“劳动仲裁案件数量”=80件",
    ledger=False,
)
def quantities_in_text(facts: Facts) -> Iterator[Mark]:
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in facts["indicators"]:
        unit = comparable(row.get("target_unit"))
        units = next((alike for alike in _ALIKE_UNITS if unit and unit in alike), None)
        if row.get("category") == "quantity" and row.get("target_value") is not None and units:
            for core in {_core(row.get("level3")), _core(row.get("description"))}:
                if len(core) >= 4:
                    groups[core, units].append(row)
    for (core, units), rows in groups.items():
        if core not in facts.text:
            continue
        values = {row["target_value"] for row in rows} | {sum((row["target_value"] for row in rows), Decimal(0))}
        pattern = rf"{re.escape(core)}(?:人员)?(\d+)(?:余)?[{units}]|(?<![\d.])(\d+)(?:余)?[{units}]{re.escape(core)}"
        for match in re.finditer(pattern, facts.text):
            said = Decimal(match[1] or match[2])
            if said not in values:
                shown = "、".join(f"“{row.get('target_text')}”" for row in rows[:3])
                yield Mark(
                    f"文字写“{match[0]}”，指标“{rows[0].get('level3')}”为{shown}"
                    + (f"（合计{plain(max(values))}）" if len(rows) > 1 else "") + "。",
                    f"The text says {said} ({match[0]}), the indicators say otherwise.",
                    Place.said(facts, match.start(), match[0]),
                    "核对两处口径。",
                )  # fmt: skip
                break


def _core(name: str | None) -> str:
    core, previous = comparable(name), None
    while core != previous:
        previous, core = core, _FRAME.sub("", core)
    return core


_PROJECTS_COUNTED = re.compile(r"预算项目(\d+)个|(\d+)个预算项目")
_REPORT = re.compile(r"关于(.{4,60}?)(?:项目)?(?:支出)?绩效(?:自评|评价)(?:工作)?(?:的)?报告")
_OWN_TABLES = re.compile(r"(?:收支预算总表|基本支出(?:预算)?表|项目支出(?:预算)?表)")


@rule(
    "P5.announced",
    title="文字所说的部分不在文件中",
    title_en="The text announces parts that are not in the document",
    severity="info",
    source=_CONSISTENT,
    due=_TEXT,
    not_applicable="另行公开的附件",
    example="“共设预算项目9个”，只附1张自评表；说明写“收支预算总表……”，文件没有这些表",
    ledger=False,
)
def announced_parts(facts: Facts) -> Iterator[Mark]:
    evaluations = facts["evaluations"]
    if evaluations and (match := _PROJECTS_COUNTED.search(facts.text)):
        count = int(match[1] or match[2])
        if count > len(evaluations):
            yield Mark(
                f"文字写“{match[0]}”，文件只有{len(evaluations)}张自评表。",
                f"The text counts {count} projects, there are {len(evaluations)} self-evaluation tables.",
                Place.said(facts, match.start(), match[0]), "补上其余项目的自评表，或说明只公开部分项目。",
            )  # fmt: skip
    names = [comparable(row.get("project_name")) for row in evaluations if row.get("project_name")]
    if names and (match := _REPORT.search(facts.text)) and not any(name in facts.text[match.start() :] for name in names):
        subject = re.sub(r"^20\d{2}年度?", "", match[1])
        yield Mark(
            f"所附报告写的是“{subject}”，自评表是{named(row.get('project_name') for row in evaluations)}："
            "报告没有说到自评表的项目，自评表没有报告的项目。",
            "The report is about another project than the self-evaluation table.", Place.said(facts, match.start(), match[0]),
            "补上相应的自评表和报告。",
        )  # fmt: skip
    if facts.form == "budget_disclosure" and not facts["statement_lines"]:
        announced = list(dict.fromkeys(_OWN_TABLES.findall(facts.text)))
        if announced:
            match = _OWN_TABLES.search(facts.text)
            yield Mark(
                f"文字提到{named(announced)}，文件中没有这些报表。",
                "The text speaks of budget tables that are not in the document.",
                Place.said(facts, match.start(), match[0]), "补上报表，或写明另行公开的位置。",
            )  # fmt: skip


_OURSELVES = re.compile(r"(?<![给对])我(局|中心|院|所|站|办|校|委|厅)(?![长里])")
_PURCHASE = re.compile(r"拟购置(?:固定资产)?[^。;；\d]{0,12}?(\d+(?:\.\d+)?(?:万元|元))")
_NO_PROCUREMENT = re.compile(r"(?:无|没有|未安排)政府采购(?:预算)?")


@rule(
    "P6.ourselves",
    title="单位自称不一致",
    title_en="The unit calls itself by two names",
    severity="info",
    source=_CONSISTENT,
    due=_TEXT,
    not_applicable="部门和所属单位各自的文字",
    example="报告前文称“我局”，后文称“我中心”",
    ledger=False,
)
def two_names_for_oneself(facts: Facts) -> Iterator[Mark]:
    called = Counter(f"我{word}" for word in _OURSELVES.findall(facts.text))
    if len(called) > 1:
        match = _OURSELVES.search(facts.text)
        yield Mark(
            f"文字中的单位自称不一致：{named(called)}，像是取自另一单位的文本。",
            f"The unit calls itself by {len(called)} names.", Place.said(facts, match.start(), match[0]),
        )  # fmt: skip


@rule(
    "P6.purchase",
    title="拟购置资产而没有政府采购预算",
    title_en="Assets are to be bought without a procurement budget",
    severity="info",
    source="《政府采购法》：纳入集中采购目录或限额以上的货物应编制政府采购预算",
    due=form("budget_disclosure"),
    not_applicable="限额以下又不在目录内的货物",
    example="“拟购置固定资产8万元，主要为电脑、打印机”，“无政府采购”",
    ledger=False,
)
def purchase_without_procurement(facts: Facts) -> Iterator[Mark]:
    bought, none = _PURCHASE.search(facts.text), _NO_PROCUREMENT.search(facts.text)
    if bought and none and Decimal(re.search(r"\d+(?:\.\d+)?", bought[1])[0]):
        yield Mark(
            f"文字写“{bought[0]}”，又写“{none[0]}”，两处不相合。",
            f"The text plans to buy assets ({bought[1]}) and states no procurement.",
            Place.said(facts, bought.start(), bought[0]),
            "核对是否漏编政府采购预算。",
        )  # fmt: skip


@rule(
    "B4.agency",
    title="机关运行经费的口径",
    title_en="Scope of the agency operating expenses",
    severity="info",
    source="机关运行经费指行政单位和参照公务员法管理的事业单位的公用经费，不含其他事业单位",
    due=Due(
        "同时写明机关运行经费和公用经费",
        lambda facts: bool(facts.stated("agency_operating")) and bool(facts.stated("public_funds")),
    ),
    not_applicable="部门没有所属事业单位",
    example="机关运行经费64.47 = 全部公用经费64.47，部门另有所属事业单位",
    ledger=False,
)
def agency_expenses_of_all_units(facts: Facts) -> Iterator[Mark]:
    agency, public = facts.stated("agency_operating"), facts.stated("public_funds")
    subordinate = re.search(r"所属(?:的)?事业单位", facts.text)
    if agency["amount_yuan"] and agency["amount_yuan"] == public["amount_yuan"] and subordinate:
        yield Mark(
            "机关运行经费等于部门的全部公用经费，而部门有所属事业单位，其公用经费不属机关运行经费（参公单位除外）。",
            "The agency operating expenses equal all public funds although the department has institutions of its own.",
            Place.of("totals", agency, "amount_yuan"),
            "核对机关运行经费的口径。",
        )  # fmt: skip
