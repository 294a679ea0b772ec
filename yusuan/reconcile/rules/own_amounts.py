"""Quantities and amounts in a project's goals and purpose against its own indicators and budget (I2, G6)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from yusuan.reconcile.facts import Facts, Row, money
from yusuan.reconcile.indicators import PERCENT, place
from yusuan.reconcile.judgement import Mark, Place
from yusuan.reconcile.registry import Due, rule
from yusuan.reconcile.rules.target_amounts import budgets
from yusuan.values import YUAN_PER_UNIT, comparable

_CONSISTENT = "同一项目前后一致"
_NUMBER = r"(?<![\d.,×*/-])(\d[\d,]*(?:\.\d+)?)"
_TAIL = re.compile(r"(?:人数|人次|次数|期数|户数|家数|件数|个数|场次|数量|总数|数)?(?:[(（].*[)）])?$")
_HEAD = re.compile(r"^(?:开展|举办|组织|完成|新增|办理|发放|享受|实际|全年|全县|当年|本年|计划|预计)+")
_PEOPLE_UNITS = {"%", "百分比", "人", "人次", "户", "家", "次", "期", "场", "件", "个", "台", "套", "名", "公里", "亩"}
_MANY = re.compile(r"其中|包括|分别|至少|每|各|累计|比上年|增[长加]|提高|降低|下降")
_CORE = 3


@rule(
    "I2.goal",
    title="绩效目标所写数量与指标值不同",
    title_en="A quantity in the goals differs from the indicator's target",
    severity="warning",
    source=_CONSISTENT,
    due=Due("载有绩效目标和指标", lambda facts: bool(facts["project_goals"]) and bool(facts["indicators"])),
    not_applicable="目标没有写同一事项；目标写的是其中一部分、每次或增幅；同一单位有几个数",
    example="目标“举办培训班6期”，指标“培训班期数”≥4期；目标“满意度达到95%以上”，指标“群众满意度”≥90%",
    ledger=False,
)
def goals_against_targets(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        key = project.get("project_id")
        goals = facts.of("project_goals", key)
        clauses = [clause for row in goals for clause in re.split(r"[,，;；。、]", comparable(row.get("goal")))]
        for row in facts.of("indicators", key):
            said = _said(row, clauses)
            if said and row["target_value"] not in {number for number, _ in said}:
                clause = said[0][1]
                yield Mark(
                    f"项目“{project.get('project_name')}”的目标写“{clause}”，指标“{row.get('level3')}”却是“{row.get('target_text')}”。",
                    f"The goals say “{clause}”, the target of “{row.get('level3')}” is {row.get('target_text')}.", place(row),
                    "统一目标和指标值。",
                )  # fmt: skip


def _said(indicator: Row, clauses: list[str]) -> list[tuple[Decimal, str]]:
    """What the clauses that speak of an indicator's matter say in its unit: one number at most in a clause."""
    unit, value = comparable(indicator.get("target_unit")), indicator.get("target_value")
    core = _TAIL.sub("", _HEAD.sub("", comparable(indicator.get("level3"))))
    core = core[-_CORE:] if unit in PERCENT and core.endswith(("满意度", "满意率")) else core
    if value is None or indicator.get("target_value_high") is not None or unit not in _PEOPLE_UNITS or len(core) < _CORE:
        return []
    pattern = re.compile(_NUMBER + ("%" if unit in PERCENT else re.escape(unit) + r"(?!\w*[/×*])"))
    found = []
    for clause in clauses:
        numbers = pattern.findall(clause)
        if core in clause and len(numbers) == 1 and not _MANY.search(clause):
            found.append((Decimal(numbers[0].replace(",", "")), clause))
    return found


_STATED = re.compile(
    r"(?:(?:本项目|项目)(?:总)?(?:预算|投资|资金)|投入(?:资金)?|安排(?:资金|预算)|预算安排|共需(?:资金)?|所需资金|资金总额|经费预算)"
    rf"(?:总额|金额)?(?:为|约|共|共计|合计)?{_NUMBER}(亿元|万元|元)"
)
_SHARE = re.compile(r"中央|省级|市级|县级|上级|配套|自筹|其中|总投资|分\w年|\d年|人均|每")
_ITEM = re.compile(
    rf"[一-鿿]{{2,12}}(?:费用?|经费|补贴|补助|工资|支出|款|维修|采购|购置|建设|改造)(?:共|约|共计)?{_NUMBER}(亿元|万元|元)"
)


@rule(
    "G6.amount",
    title="目标或用途所写资金与预算数不符",
    title_en="An amount of funds in the goal or the purpose differs from the budget",
    severity="warning",
    source=_CONSISTENT,
    due=Due("目标或用途写有资金数额", lambda facts: any(_STATED.search(text) for text, _ in _texts_of(facts, facts["projects"]))),
    not_applicable="分级、分年、配套的金额；人均、每次的金额",
    example="目标“投入资金30万元用于维修”，预算数20.00万元",
    ledger=False,
)
def stated_funds_against_budget(facts: Facts) -> Iterator[Mark]:
    for project, budget, source in budgets(facts).values():
        for text, at in _texts_of(facts, [project]):
            match = _STATED.search(text)
            clause = _clause(text, match.start()) if match else ""
            if match and budget is not None and not _SHARE.search(clause):
                amount = Decimal(match[1].replace(",", "")) * YUAN_PER_UNIT[match[2]]
                if abs(amount - budget.value) > max(budget.half, _half(match[1], match[2])):
                    yield Mark(
                        f"项目“{project.get('project_name')}”写“{match[0]}”，{source}{money(budget.value, budget.unit)}。",
                        f"The words of “{project.get('project_name')}” say {match[1]}{match[2]}, not its budget.", at,
                        "核对资金数额。",
                    )  # fmt: skip


@rule(
    "G6.parts",
    title="用途所列各项金额之和超过预算数",
    title_en="The parts of the purpose add up to more than the budget",
    severity="warning",
    source=_CONSISTENT,
    due=Due("用途列有几项金额", lambda facts: any(_parts(text) for text, _ in _texts_of(facts, facts["projects"]))),
    not_applicable="目标只写一项金额；各项之和不超过预算数（只列主要几项）；写有“其中”",
    example="用途“印刷费5万元，会议费10万元，差旅费6万元”，预算数20.00万元",
    ledger=False,
)
def parts_beyond_the_budget(facts: Facts) -> Iterator[Mark]:
    for project, budget, source in budgets(facts).values():
        for text, at in _texts_of(facts, [project]):
            parts = _parts(text)
            if len(parts) == 1 and at.dataset != "projects":
                continue
            total = sum((Decimal(digits.replace(",", "")) * YUAN_PER_UNIT[unit] for digits, unit in parts), Decimal(0))
            margin = sum((_half(digits, unit) for digits, unit in parts), budget.half if budget else Decimal(0))
            if parts and budget is not None and total - budget.value > margin:
                terms = " + ".join(f"{digits}{unit}" for digits, unit in parts)
                yield Mark(
                    f"项目“{project.get('project_name')}”所列{terms} = {money(total, budget.unit)}，"
                    f"超过{source}{money(budget.value, budget.unit)}。",
                    f"The parts of “{project.get('project_name')}” add up to more than its budget.", at, "核对各项金额。",
                )  # fmt: skip


def _parts(text: str) -> list[tuple[str, str]]:
    parts = _ITEM.findall(text)
    return parts if parts and not re.search(r"其中|每|人均|标准|上年|往年", text) else []


def _half(digits: str, unit: str) -> Decimal:
    """Half the last printed digit of an amount in words, in yuan; none for amounts in 元."""
    places = len(digits.partition(".")[2])
    return Decimal(0) if unit == "元" else YUAN_PER_UNIT[unit].scaleb(-max(places, 2)) / 2


def _clause(text: str, at: int) -> str:
    start = max(text.rfind(mark, 0, at) for mark in "。;；") + 1
    return re.split(r"[。;；]", text[start:])[0]


def _texts_of(facts: Facts, projects: list[Row]) -> Iterator[tuple[str, Place]]:
    for project in projects:
        key = project.get("project_id")
        if project.get("purpose"):
            yield comparable(project["purpose"]), Place.of("projects", project, "purpose")
        for row in facts.of("project_goals", key):
            yield comparable(row.get("goal")), Place.of("project_goals", row, "goal")
