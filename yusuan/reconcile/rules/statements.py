"""Standard tables within themselves: both sides, totals and their parts, columns, code trees, changes (A, B, C, E, F)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from yusuan import statement_terms
from yusuan.reconcile.facts import Facts, Figure
from yusuan.reconcile.judgement import Check, Place, compare_sum, lacking
from yusuan.reconcile.registry import Due, rule
from yusuan.reconcile.statement_tables import (
    SUMMARIES,
    ZERO,
    Column,
    Line,
    Statement,
    Sum,
    children,
    column_sums,
    filled,
    outline,
    printed,
    statements,
    tops,
)

_LAW = "《预算法实施条例》、财预〔2016〕143号"
_SIDES = {"revenue": "收入", "expenditure": "支出"}


def _yields(words: str, checks: Callable[[Facts], Iterator[Check]]) -> Due:
    return Due(words, lambda facts: next(checks(facts), None) is not None)


def at(line: Line, column: Column | None) -> Place:
    row = line.rows.get(column.text) if column else None
    if row is None:
        return Place(page=line.page)
    value = None if row.get("amount_yuan") is None else str(row["amount_yuan"])
    return Place("statement_lines", row["statement_line_id"], "amount_yuan", value, line.page)


def compare(
    statement: Statement, whole: tuple[Line, Column], parts: Sequence[tuple[str, Figure | None]], note: str = "",
    *, blank_is_zero: bool = False,
) -> Check:  # fmt: skip
    """A cell of a statement against its parts in the same statement. A blank part is zero: the form fixes what the parts are.

    `blank_is_zero`: so is a blank whole, where it is a balance that may be nil.
    """
    line, column = whole
    known, blanks = filled(parts)
    if blanks:
        note += f"其中{blanks}个空格，表式固定，按0计。"
    printed_whole = line.figures.get(column.text)
    return compare_sum(
        ZERO if printed_whole is None and blank_is_zero else printed_whole, known,
        whole_name=f"“{line.label}”{column.text}", unit=statement.unit, note=note, scope="statement",
        subject_id=statement.key, subject_name=f"{statement.title}：{line.label}", place=at(line, column),
    )  # fmt: skip


def _summaries(facts: Facts) -> Iterator[Statement]:
    for statement in statements(facts):
        if statement.kind in SUMMARIES and {column.side for column in statement.columns} >= {"revenue", "expenditure"}:
            yield statement


def _balance(facts: Facts) -> Iterator[Check]:
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


@rule(
    "A1.statement",
    title="收支总表：收入总计 = 支出总计",
    title_en="Summary table: total revenue = total expenditure",
    severity="error",
    source=f"{_LAW}：收支平衡",
    due=_yields("载有收支总表（部门、财政拨款，预算或决算）", _balance),
    not_applicable="空表",
    example="690.36 = 690.36",
)
def sides_balance(facts: Facts) -> Iterator[Check]:
    yield from _balance(facts)


def _sums(facts: Facts, side: str, *kinds: str) -> Iterator[Check]:
    for statement in _summaries(facts):
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
        yield compare(statement, (found.whole, whole_column), parts)


def _rule_of_sums(id: str, side: str, kind: str, title: str, english: str, example: str) -> None:
    def checks(facts: Facts) -> Iterator[Check]:
        return _sums(facts, side, kind)

    rule(
        id, title=title, title_en=english, severity="error", source=f"{_LAW}：表内勾稽",
        due=_yields(f"收支总表的{_SIDES[side]}一方印有该合计及其组成项", checks),
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


def _parents(facts: Facts) -> Iterator[Check]:
    yield from _sums(facts, "revenue", "parent")
    yield from _sums(facts, "expenditure", "parent")
    for statement in statements(facts):
        if statement.kind == "three_public" and len(statement.lines) > 1:
            yield from _vertical(statement)
        elif statement.kind == "revenue_summary" and not any(line.code for line in statement.lines):
            yield from _grouped(statement)
        elif statement.kind in ("government_procurement", "purchased_services", "fixed_assets"):
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


def _numbered(statement: Statement) -> Iterator[Check]:
    """合计 over 一、货物, 二、工程, 三、服务; 资产总额 over 1、房屋 … 4、其他固定资产."""
    depths = [depth for line in statement.lines if (depth := statement_terms.depth(line.name))]
    total = next((line for line in statement.lines if line.is_total and not statement_terms.depth(line.name)), None)
    if total is None or not depths:
        return
    parts = [line for line in statement.lines if statement_terms.depth(line.name) == min(depths)]
    for column in statement.columns:
        figures = [(line.label, line.figures.get(column.text)) for line in parts]
        if column.text in total.rows and (printed(figures) or total.figures.get(column.text)):
            yield compare(statement, (total, column), figures)


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


@rule(
    "A5.parts",
    title="表内上级行 = 下级各行之和",
    title_en="A numbered line = the sum of the lines below it",
    severity="error",
    source=f"{_LAW}：表内勾稽",
    due=_yields("报表印有分级编号或小计的行", _parents),
    not_applicable="“其中”只列部分，不相加",
    example="一、财政拨款收入 = 1.一般公共预算资金 + 2.政府性基金 + 3.国有资本经营预算",
)
def numbered_lines(facts: Facts) -> Iterator[Check]:
    yield from _parents(facts)


def _rows(facts: Facts, *, three_public: bool) -> Iterator[Check]:
    for statement in statements(facts):
        if (statement.kind.endswith("three_public")) != three_public:
            continue
        for side in dict.fromkeys(column.side for column in statement.columns):
            for found in column_sums(statement, side):
                for line in statement.lines:
                    if line.side != side or found.whole.text not in line.rows:
                        continue
                    parts = [(column.text, line.figures.get(column.text)) for part in found.parts for column in part]
                    if printed(parts) or line.figures.get(found.whole.text) is not None:
                        yield compare(statement, (line, found.whole), parts)


@rule(
    "C2.row",
    title="每行：合计栏 = 各栏之和，小计栏 = 其下各栏之和",
    title_en="Each line: the total column = the sum of its columns",
    severity="error",
    source=f"{_LAW}：表内勾稽（合计 = 基本支出 + 项目支出 + …）",
    due=_yields("报表有合计栏及其组成栏", lambda facts: _rows(facts, three_public=False)),
    not_applicable="上年数、增减额、比率和“其中”栏不相加",
    example="671.15 = 506.70 + 164.45",
)
def columns_add_up(facts: Facts) -> Iterator[Check]:
    yield from _rows(facts, three_public=False)


@rule(
    "E1.statement",
    title="“三公”经费表：合计 = 出国 + 用车（购置 + 运行）+ 接待",
    title_en="Table of the three public expenses: the total = its columns",
    severity="error",
    source="财预〔2016〕143号：“三公”经费支出表",
    due=_yields("载有横排的“三公”经费表", lambda facts: _rows(facts, three_public=True)),
    not_applicable="空表；竖排的表见A5.parts",
    example="2,600.71 = 767.60 + 1,469.73 + 363.38（会议费、培训费同表时）",
)
def three_public_columns(facts: Facts) -> Iterator[Check]:
    yield from _rows(facts, three_public=True)


def _tree(facts: Facts) -> Iterator[Check]:
    for statement in statements(facts):
        for parent, lines in children(statement):
            for column in statement.columns:
                parts = [(line.label, line.figures.get(column.text)) for line in lines]
                if column.text in parent.rows and (printed(parts) or parent.figures.get(column.text) is not None):
                    yield compare(statement, (parent, column), parts)


@rule(
    "C1.statement",
    title="科目层级：类 = 款之和，款 = 项之和",
    title_en="Codes: a class = the sum of its sections, a section = the sum of its items",
    severity="error",
    source="《政府收支分类科目》：类、款、项三级",
    due=_yields("报表同时印有上级和下级科目", _tree),
    not_applicable="只印项级科目的表；同一科目出现多次的项目表",
    example="208 = 20805 + 20899",
)
def codes_add_up(facts: Facts) -> Iterator[Check]:
    yield from _tree(facts)


def _totals(facts: Facts) -> Iterator[Check]:
    for statement in statements(facts):
        total, parts = statement.total(), tops(statement)
        if total is None or total in parts or len(statement.lines) < 2 or not parts:
            continue
        if statement.kind.endswith("project_expenditure"):
            parts = [line for line in statement.lines if not line.is_total]
        for column in statement.columns:
            if column.text not in total.rows:
                continue
            figures = [(line.label, line.figures.get(column.text)) for line in parts]
            if printed(figures) or total.figures.get(column.text) is not None:
                yield compare(statement, (total, column), figures)


@rule(
    "D3.statement",
    title="合计行 = 各类（各单位、各项目）之和，逐栏",
    title_en="The total line = the sum of its classes, units or projects, column by column",
    severity="error",
    source=f"{_LAW}：合计行不计入各行，类、款、项不重复相加",
    due=_yields("报表印有合计行和科目行", _totals),
    not_applicable="没有合计行的表",
    example="371,514,655 = 201 + 206 + 208 + 210 + 215 + 216 + 221",
)
def total_lines(facts: Facts) -> Iterator[Check]:
    yield from _totals(facts)


def _kinds(facts: Facts) -> Iterator[Check]:
    for statement in statements(facts):
        for item, personal in (("personnel_total", True), ("public_funds_total", False)):
            line, column = statement.item(item), statement.whole_column()
            classes = [
                part for part in statement.lines
                if part.code and len(part.code) == 3 and (part.code in ("301", "303")) == personal
            ]  # fmt: skip
            if line is not None and column is not None and line.figures.get(column.text) is not None:
                yield compare(statement, (line, column), [(part.label, part.figures.get(column.text)) for part in classes])


@rule(
    "B3.statement",
    title="人员经费 = 301 + 303，公用经费 = 302 + 310 等",
    title_en="Personnel = classes 301 and 303, public funds = the other classes",
    severity="error",
    source="《政府收支分类科目》部门预算支出经济分类；人员经费与公用经费的划分",
    due=_yields("基本支出表印有人员经费合计或公用经费合计", _kinds),
    not_applicable="不分人员、公用经费的表",
    example="4,816.14 + 67.96 = 4,884.09（容差0.02）",
)
def kinds_of_basic_expenditure(facts: Facts) -> Iterator[Check]:
    yield from _kinds(facts)


def _carried(facts: Facts) -> Iterator[Check]:
    for statement in statements(facts):
        terms = ("carried_forward", "current_revenue", "current_expenditure", "carried_to_next_year")
        columns = [statement.column(term) for term in terms]
        before, revenue, expenditure, after = columns
        if before is None or revenue is None or expenditure is None or after is None:
            continue
        for line in statement.lines:
            figures = [line.figures.get(column.text) for column in (before, revenue, expenditure)]
            spent = figures[2] and replace(figures[2], value=-figures[2].value)
            if any(figure is not None for figure in figures):
                parts = [(before.text, figures[0]), (revenue.text, figures[1]), (expenditure.text, spent)]
                note = f"（{after.text} = {before.text} + {revenue.text} - {expenditure.text}）"
                yield compare(statement, (line, after), parts, note, blank_is_zero=True)


@rule(
    "A3.carried",
    title="年末结转和结余 = 年初结转和结余 + 本年收入 - 本年支出",
    title_en="Carried to the next year = carried forward + revenue - expenditure",
    severity="error",
    source=f"{_LAW}：表内勾稽（政府性基金、国有资本经营预算财政拨款收入支出决算表）",
    due=_yields("报表逐行印有年初、收入、支出和年末", _carried),
    not_applicable="不印结转的表",
    example="0.00 + 5,400.00 - 5,300.00 = 100.00",
)
def balances_carried(facts: Facts) -> Iterator[Check]:
    yield from _carried(facts)


def _changes(facts: Facts) -> Iterator[Check]:
    for statement in statements(facts):
        change = statement.column("change")
        now, before = statement.column("budget", "final", "total", "amount"), None
        before = statement.column("previous_budget", "previous_final")
        if change is None or now is None or before is None:
            continue
        for line in statement.lines:
            figures = [line.figures.get(column.text) for column in (now, before, change)]
            if any(figure is not None for figure in figures):
                parts = [(before.text, figures[1]), (change.text, figures[2])]
                yield compare(statement, (line, now), parts, note=f"（{now.text} = {before.text} + {change.text}）")


@rule(
    "F1.statement",
    title="本年数 = 上年数 + 增减额",
    title_en="This year's amount = last year's + the printed change",
    severity="error",
    source="表内勾稽",
    due=_yields("报表印有上年数、本年数和增减额", _changes),
    not_applicable="只印一年的表",
    example="13.73 = 15.17 + (-1.44)",
)
def changes_add_up(facts: Facts) -> Iterator[Check]:
    yield from _changes(facts)
