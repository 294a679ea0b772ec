"""Standard tables line by line: columns, code trees, total lines, kinds, balances carried, changes (A3, B3, C, D3, E, F)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from yusuan import statement_terms
from yusuan.reconcile.column_sums import column_sums
from yusuan.reconcile.facts import Facts, Figure
from yusuan.reconcile.judgement import FAILED, INSUFFICIENT, Check, Place, compare_sum
from yusuan.reconcile.registry import rule
from yusuan.reconcile.statement_tables import (
    SUMMARIES,
    ZERO,
    Column,
    Line,
    Statement,
    children,
    filled,
    heads,
    printed,
    statements,
    tops,
)

_AGAINST_BUDGET = re.compile("[比较与同](?:年初)?预算")
LAW = "《预算法实施条例》、财预〔2016〕143号"


def at(line: Line, column: Column | None) -> Place:
    row = line.rows.get(column.text) if column else None
    return Place(page=line.page) if row is None else Place.of("statement_lines", row, "amount_yuan")


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


def likeliest(readings: Sequence[Sequence[Check]]) -> Sequence[Check]:
    """Of several readings of a table's structure the one that most of its figures bear out; what fails then is an error of the
    table. Where none is borne out by half of them, the structure is not known."""
    best = max(readings, key=lambda checks: sum(check.status != FAILED for check in checks))
    borne_out = 2 * sum(check.status != FAILED for check in best) >= len(best)
    if len(readings) == 1 or (borne_out and len(best) > 1):
        return best
    words = "栏目或行的层级不能辨认，无从核对。"
    return [replace(c, status=INSUFFICIENT, explanation=words + c.explanation) if c.status == FAILED else c for c in best]


def _rows(facts: Facts, *, three_public: bool) -> Iterator[Check]:
    for statement in statements(facts):
        if (statement.kind.endswith("three_public")) != three_public:
            continue
        for side in dict.fromkeys(column.side for column in statement.columns):
            for found in column_sums(statement, side):
                yield from likeliest([list(_row_checks(statement, side, found.whole, parts)) for parts in found.readings])


def _row_checks(statement: Statement, side: str | None, whole: Column, parts: Sequence[Sequence[Column]]) -> Iterator[Check]:
    for line in statement.lines:
        if line.side == side and whole.text in line.rows:
            figures = [(column.text, line.figures.get(column.text)) for part in parts for column in part]
            if printed(figures) or line.figures.get(whole.text) is not None:
                yield compare(statement, (line, whole), figures)


@rule(
    "C2.row",
    title="每行：合计栏 = 各栏之和，小计栏 = 其下各栏之和",
    title_en="Each line: the total column = the sum of its columns",
    severity="error",
    source=f"{LAW}：表内勾稽（合计 = 基本支出 + 项目支出 + …）",
    due="报表有合计栏及其组成栏",
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
    due="载有横排的“三公”经费表",
    not_applicable="空表；竖排的表见A5.parts",
    example="2,600.71 = 767.60 + 1,469.73 + 363.38（会议费、培训费同表时）",
)
def three_public_columns(facts: Facts) -> Iterator[Check]:
    yield from _rows(facts, three_public=True)


@rule(
    "C1.statement",
    title="科目层级：类 = 款之和，款 = 项之和",
    title_en="Codes: a class = the sum of its sections, a section = the sum of its items",
    severity="error",
    source="《政府收支分类科目》：类、款、项三级",
    due="报表同时印有上级和下级科目",
    not_applicable="只印项级科目的表；同一科目出现多次的项目表",
    example="208 = 20805 + 20899",
)
def codes_add_up(facts: Facts) -> Iterator[Check]:
    for statement in statements(facts):
        for parent, lines in children(statement):
            for column in statement.columns:
                parts = [(line.label, line.figures.get(column.text)) for line in lines]
                if column.text in parent.rows and (printed(parts) or parent.figures.get(column.text) is not None):
                    yield compare(statement, (parent, column), parts)


@rule(
    "D3.statement",
    title="合计行 = 各类（各单位、各项目）之和，逐栏",
    title_en="The total line = the sum of its classes, units or projects, column by column",
    severity="error",
    source=f"{LAW}：合计行不计入各行，类、款、项不重复相加",
    due="报表印有合计行和科目行",
    not_applicable="没有合计行的表",
    example="371,514,655 = 201 + 206 + 208 + 210 + 215 + 216 + 221",
)
def total_lines(facts: Facts) -> Iterator[Check]:
    for statement in statements(facts):
        if statement.kind in SUMMARIES and any(column.side for column in statement.columns):
            continue
        total, readings = statement.total(), tops(statement)
        if statement.kind.endswith("project_expenditure"):
            bare = [line for line in statement.lines if not line.is_total]
            readings = [bare, heads(bare, statement.whole_column()), *readings]
        if total is None or len(statement.lines) < 2 or not any(readings) or any(total is line for line in readings[0]):
            continue
        different = {tuple(line.number for line in lines): lines for lines in readings}
        yield from likeliest([list(_total_checks(statement, total, lines)) for lines in different.values()])


def _total_checks(statement: Statement, total: Line, lines: Sequence[Line]) -> Iterator[Check]:
    for column in statement.columns:
        figures = [(line.label, line.figures.get(column.text)) for line in lines]
        if column.text in total.rows and (printed(figures) or total.figures.get(column.text) is not None):
            yield compare(statement, (total, column), figures)


@rule(
    "B3.statement",
    title="人员经费 = 301 + 303，公用经费 = 302 + 310 等",
    title_en="Personnel = classes 301 and 303, public funds = the other classes",
    severity="error",
    source="《政府收支分类科目》部门预算支出经济分类；人员经费与公用经费的划分",
    due="基本支出表印有人员经费合计或公用经费合计",
    not_applicable="不分人员、公用经费的表",
    example="4,816.14 + 67.96 = 4,884.09（容差0.02）",
)
def kinds_of_basic_expenditure(facts: Facts) -> Iterator[Check]:
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
    "A3.carried",
    title="年末结转和结余 = 年初结转和结余 + 本年收入 - 本年支出",
    title_en="Carried to the next year = carried forward + revenue - expenditure",
    severity="error",
    source=f"{LAW}：表内勾稽（政府性基金、国有资本经营预算财政拨款收入支出决算表）",
    due="报表逐行印有年初、收入、支出和年末",
    not_applicable="不印结转的表",
    example="0.00 + 5,400.00 - 5,300.00 = 100.00",
)
def balances_carried(facts: Facts) -> Iterator[Check]:
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
    "F1.statement",
    title="本年数 = 上年数 + 增减额",
    title_en="This year's amount = last year's + the printed change",
    severity="error",
    source="表内勾稽",
    due="报表印有上年数、本年数和增减额",
    not_applicable="只印一年的表",
    example="13.73 = 15.17 + (-1.44)",
)
def changes_add_up(facts: Facts) -> Iterator[Check]:
    for statement in statements(facts):
        for change in (column for column in statement.columns if column.term == "change"):
            bases = [column for column in statement.columns if _is_base(column)]
            against_budget = bool(_AGAINST_BUDGET.search(change.text))
            bases = [column for column in bases if (column.term or "").startswith("previous_") != against_budget] or bases
            current = [statement.column(term) for term in ("final", "budget", "total", "amount")]
            nows = [column for column in current if column is not None]
            readings = [list(_change_checks(statement, now, base, change)) for now in nows for base in bases if base is not now]
            if any(readings):
                yield from likeliest([reading for reading in readings if reading])


def _is_base(column: Column) -> bool:
    term = column.term or ""
    return term in statement_terms.MEASURES - {"change"} or term in ("previous_total", "previous_amount")


def _change_checks(statement: Statement, now: Column, before: Column, change: Column) -> Iterator[Check]:
    for line in statement.lines:
        figures = [line.figures.get(column.text) for column in (now, before, change)]
        if now.text in line.rows and any(figure is not None for figure in figures):
            parts = [(before.text, figures[1]), (change.text, figures[2])]
            yield compare(statement, (line, now), parts, f"（{now.text} = {before.text} + {change.text}）", blank_is_zero=True)
