"""Two-sided and numbered tables: both sides, totals over their parts, numbered lines over those below (A1-A5)."""

import re
from collections.abc import Iterator

from yusuan import statement_terms
from yusuan.reconcile.facts import Facts
from yusuan.reconcile.judgement import Check, Place, compare_sum, lacking
from yusuan.reconcile.registry import rule
from yusuan.reconcile.rules.statements import LAW, at, compare, likeliest
from yusuan.reconcile.statement_tables import (
    SUMMARIES,
    Column,
    Line,
    Statement,
    Sum,
    heads,
    numbered,
    outline,
    printed,
    statements,
)

_KIND = re.compile(r"^[A-C]?(?:政府)?(?:采购)?(?:货物|工程|服务)(?:类|采购)?(?:支出|预算)?[A-C]?(?:合计|小计)?$")
_SIDES = {"revenue": "收入", "expenditure": "支出"}


def _summaries(facts: Facts) -> Iterator[Statement]:
    for statement in statements(facts):
        if statement.kind in SUMMARIES and {column.side for column in statement.columns} >= {"revenue", "expenditure"}:
            yield statement


@rule(
    "A1.statement",
    title="收支总表：收入总计 = 支出总计",
    title_en="Summary table: total revenue = total expenditure",
    severity="error",
    source=f"{LAW}：收支平衡",
    due="载有收支总表（部门、财政拨款，预算或决算）",
    not_applicable="空表",
    example="690.36 = 690.36",
)
def sides_balance(facts: Facts) -> Iterator[Check]:
    for statement in _summaries(facts):
        revenue, expenditure = statement.item("total_revenue", "revenue"), statement.item("total_expenditure", "expenditure")
        about = dict(scope="statement", subject_id=statement.key, subject_name=statement.title)
        if revenue is None or expenditure is None:
            yield lacking("没有读到收入总计或支出总计的行，无从核对。", place=Place(page=statement.page), **about)
            continue
        for column in (column for column in statement.columns if column.side == "revenue"):
            other = statement.column(column.term or "", side="expenditure") or statement.whole_column("expenditure")
            if other is not None and other.text not in expenditure.rows:  # the total stands under the block beside it
                other = next((c for c in statement.columns if c.side == "expenditure" and c.text in expenditure.rows), None)
            if other is None or not (revenue.figures.get(column.text) or expenditure.figures.get(other.text)):
                continue
            parts = [(f"“{revenue.label}”", revenue.figures.get(column.text))]
            yield compare_sum(
                expenditure.figures.get(other.text), parts, whole_name=f"“{expenditure.label}”", unit=statement.unit,
                place=at(expenditure, other), **about,
            )  # fmt: skip


def _sums(facts: Facts, side: str, *kinds: str) -> Iterator[Check]:
    for statement in _summaries(facts):
        if statement.again and side == "revenue":
            continue
        for column in (column for column in statement.columns if column.side == side):
            for found in outline(statement, side, column.text):
                if found.kind in kinds:
                    yield from _sum(statement, found, column)


def _sum(statement: Statement, found: Sum, column: Column) -> Iterator[Check]:
    whole_column = column
    if column.text not in found.whole.rows:  # the total of two blocks stands under the last one
        whole_column = next(c for c in statement.columns if c.side == column.side and c.text in found.whole.rows)
        if found.kind != "current":
            return
    parts = [(line.label, line.figures.get(column.text)) for line in found.parts]
    if printed(parts) or found.whole.figures.get(whole_column.text) is not None:
        check = compare(statement, (found.whole, whole_column), parts)
        # A list without numbers does not say which lines are parts of others.
        sure = len(found.parts) == 1 or any(statement_terms.depth(line.name) for line in found.parts) or found.kind != "current"
        yield from [check] if sure else likeliest([[check], [check]])


def _rule_of_sums(id: str, side: str, kind: str, title: str, english: str, example: str) -> None:
    def checks(facts: Facts) -> Iterator[Check]:
        return _sums(facts, side, kind)

    rule(
        id, title=title, title_en=english, severity="error", source=f"{LAW}：表内勾稽",
        due=f"收支总表的{_SIDES[side]}一方印有该合计及其组成项",
        not_applicable="“其中”只列部分，不相加；空表", example=example,
    )(checks)  # fmt: skip


_rule_of_sums(
    "A5.statement", "revenue", "current", "收支总表：收入合计 = 各来源收入之和",
    "Summary table: revenue = sum of its sources", "一、财政拨款收入 … 四、其他收入 = 本年收入合计",
)  # fmt: skip
_rule_of_sums(
    "A4.statement", "expenditure", "current", "收支总表：支出合计 = 各类（各用途）支出之和",
    "Summary table: expenditure = sum of its classes or purposes", "516.39+98.25+21.53+14.54+39.65 = 690.36",
)  # fmt: skip
_rule_of_sums(
    "A2.statement", "revenue", "grand", "收支总表：收入总计 = 本年收入合计 + 上年结转 + 使用结余",
    "Summary table: total revenue = current revenue + amounts carried forward", "675.82 + 14.54 = 690.36",
)  # fmt: skip
_rule_of_sums(
    "A3.statement", "expenditure", "grand", "收支总表：支出总计 = 本年支出合计 + 结余分配 + 结转下年",
    "Summary table: total expenditure = current expenditure + amounts carried to the next year", "9759.38 + 100.00 = 9859.38",
)  # fmt: skip


@rule(
    "A5.parts",
    title="表内上级行 = 下级各行之和",
    title_en="A numbered line = the sum of the lines below it",
    severity="error",
    source=f"{LAW}：表内勾稽",
    due="报表印有分级编号或小计的行",
    not_applicable="“其中”只列部分，不相加",
    example="一、财政拨款收入 = 1.一般公共预算资金 + 2.政府性基金 + 3.国有资本经营预算",
)
def numbered_lines(facts: Facts) -> Iterator[Check]:
    yield from _sums(facts, "revenue", "parent")
    yield from _sums(facts, "expenditure", "parent")
    for statement in statements(facts):
        if statement.kind == "three_public" and len(statement.lines) > 1:
            yield from _vertical(statement)
        elif statement.kind == "agency_information":
            yield from likeliest([list(_over(statement, list(_with_figures(statement)))), []])
        elif any((line.name or "").endswith("/小计") for line in statement.lines):
            yield from _grouped(statement)
        elif statement.kind in ("government_procurement", "purchased_services"):
            yield from _purchases(statement)
        elif statement.kind not in SUMMARIES and not any(line.code for line in statement.lines):
            yield from _numbered(statement)


def _vertical(statement: Statement) -> Iterator[Check]:
    """合计 or “三公”经费 over 出国, 用车, 接待 (会议费 and 培训费 beside them only below 合计); 用车 over 购置 and 运行."""
    three, total = statement.item("three_public"), statement.item("total")
    heads = [line for item in ("overseas_travel", "official_vehicles", "official_reception") if (line := statement.item(item))]
    beyond = [line for item in ("conference", "training") if (line := statement.item(item))]
    sums = [(three, heads), (total, [three, *beyond])] if three else [(total, heads + beyond)]
    own = [line for item in ("vehicle_purchase", "vehicle_operation") if (line := statement.item(item))]
    sums = [(whole, parts) for whole, parts in sums if len(heads) == 3]
    for column in statement.columns:
        for whole, parts in [*sums, (statement.item("official_vehicles"), own)]:
            figures = [(line.label, line.figures.get(column.text)) for line in parts]
            if whole is not None and len(parts) > 1 and (printed(figures) or whole.figures.get(column.text)):
                yield compare(statement, (whole, column), figures)


def _with_figures(statement: Statement) -> Iterator[tuple[Line, list[Line]]]:
    """Numbered lines over their own, but for mere headings (一、“三公”经费支出) and counts of things."""
    for whole, parts in numbered(statement):
        money = [part for part in parts if not statement_terms.is_count(part.name)]
        if money and any(figure is not None for figure in whole.figures.values()):
            yield whole, money


def _numbered(statement: Statement) -> Iterator[Check]:
    """合计 over 一、, 二、; 资产总额 over 1、房屋 … 4、其他固定资产; else over all lines, or over those that head others."""
    total = next((line for line in statement.lines if line.is_total and not statement_terms.depth(line.name)), None)
    below = [line for line in statement.lines if line is not total]
    depths = [depth for line in below if (depth := statement_terms.depth(line.name))]
    if total is None or not below or statement.kind.endswith("project_expenditure"):
        return
    if depths:
        outermost = [line for line in below if statement_terms.depth(line.name) == min(depths)]
        yield from _over(statement, [(total, outermost)])
    else:
        yield from likeliest(_flat_or_nested(statement, [(total, below)]))


def _purchases(statement: Statement) -> Iterator[Check]:
    """合计 over 货物, 工程, 服务; each of these over what is bought, or over the projects that head it."""
    total = next((line for line in statement.lines if line.is_total and line.item == "total"), None)
    sections: list[tuple[Line, list[Line]]] = []
    for line in statement.lines:
        if _KIND.match(statement_terms.bare_name(line.name)):
            sections.append((line, []))
        elif sections and line is not total:
            sections[-1][1].append(line)
    if not sections:
        yield from _numbered(statement)
        return
    if total:
        yield from _over(statement, [(total, [kind for kind, _ in sections])])
    yield from likeliest(_flat_or_nested(statement, [(kind, lines) for kind, lines in sections if lines]))


_Wholes = list[tuple[Line, list[Line]]]


def _flat_or_nested(statement: Statement, wholes: _Wholes) -> list[list[Check]]:
    """The checks with the lines of each whole as its parts; and with only those that head others, where lines head others."""
    column = statement.whole_column()
    nested = [(whole, heads(lines, column)) for whole, lines in wholes]
    return [list(_over(statement, wholes)), list(_over(statement, nested))]


def _over(statement: Statement, wholes: _Wholes) -> Iterator[Check]:
    for whole, parts in wholes:
        for column in statement.columns:
            figures = [(line.label, line.figures.get(column.text)) for line in parts]
            if column.text in whole.rows and column.term != "unit_price" and (printed(figures) or whole.figures.get(column.text)):
                yield compare(statement, (whole, column), figures)


def _grouped(statement: Statement) -> Iterator[Check]:
    """收入总计 over the 小计 of each source, 小计 over the lines of its source."""
    column, total = statement.whole_column(), statement.total()
    if column is None:
        return
    subtotals = [line for line in statement.lines if (line.name or "").endswith("/小计")]
    if total is not None and subtotals:
        yield compare(statement, (total, column), [(line.label, line.figures.get(column.text)) for line in subtotals])
    for whole in subtotals:
        group = (whole.name or "").removesuffix("小计")
        parts = [
            (line.label, line.figures.get(column.text))
            for line in statement.lines
            if (line.name or "").startswith(group) and line is not whole
            and not statement_terms.is_of_which((line.name or "").removeprefix(group))
        ]  # fmt: skip
        if parts and (printed(parts) or whole.figures.get(column.text)):
            yield compare(statement, (whole, column), parts)
