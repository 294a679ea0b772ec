"""Standard tables against each other, against the text and against the projects (C3, D1, K1)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yusuan import statement_terms
from yusuan.reconcile.facts import Facts, Figure, Row
from yusuan.reconcile.judgement import Check, Place, compare_sum
from yusuan.reconcile.registry import Due, rule
from yusuan.reconcile.rules.project_sums import as_selection, falls_short
from yusuan.reconcile.rules.stated_totals import NAMES
from yusuan.reconcile.rules.statements import at
from yusuan.reconcile.statement_tables import Column, Line, Statement, filled, statements

_LAW = "财预〔2016〕143号及部门预决算公开报表的表间勾稽"
_FUNDS = (
    ("general_public_budget", "general_public_expenditure", "一般公共预算支出"),
    ("government_fund", "government_fund_expenditure", "政府性基金预算支出"),
    ("state_capital", "state_capital_expenditure", "国有资本经营预算支出"),
)
_REVENUES = {
    "appropriation_revenue": "appropriation",
    "general_public_budget_revenue": "general_public_budget",
    "government_fund_revenue": "government_fund",
}
# Budgets that final accounts print beside the result.
_BUDGETS = {
    f"{item}_{measure}": (item, measure)
    for item in (
        "three_public", "overseas_travel", "official_vehicles", "vehicle_purchase", "vehicle_operation", "official_reception",
    )
    for measure in ("budget", "revised_budget")
}  # fmt: skip
_KINDS = (("basic_expenditure", "基本支出"), ("project_expenditure", "项目支出"))


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a table prints a figure."""

    statement: Statement
    line: Line
    column: Column

    @property
    def figure(self) -> Figure | None:
        return self.line.figures.get(self.column.text)


@dataclass(frozen=True, slots=True)
class _Tables:
    """The tables of a document, or of its final accounts, by kind; a kind that stands twice is left out."""

    by_kind: dict[str, Statement]

    def total(self, kind: str, *terms: str) -> Spot | None:
        """The total line of a one-sided table, in the column of one of `terms`, else of whole amounts."""
        statement = self.by_kind.get(kind)
        line = statement.total() if statement else None
        if statement is None or line is None:
            return None
        column = statement.column(*terms) if terms else statement.whole_column()
        return Spot(statement, line, column) if column and column.text in line.rows else None

    def side(self, kind: str, side: str, column: str | None = None, *, grand: bool) -> Spot | None:
        """The total of a side of a summary table: with what is carried forward (`grand`) or without; the only one there is."""
        statement = self.by_kind.get(kind)
        if statement is None:
            return None
        wanted = ("total", "current") if grand else ("current", "total")
        lines = (statement.item(f"{item}_{side}", side) for item in wanted)
        line = next((line for line in lines if line is not None), None)
        if line is None:
            return None
        if column is not None:
            found = statement.column(column, side=side)
        else:
            found = statement.whole_column(side)
            if found is None or found.text not in line.rows:
                found = next((c for c in statement.columns if c.side == side and c.text in line.rows), None)
        return Spot(statement, line, found) if found and found.text in line.rows else None

    def item(self, kind: str, item: str, side: str) -> Spot | None:
        """A line of a summary table by its item."""
        statement = self.by_kind.get(kind)
        line = statement.item(item, side) if statement else None
        if statement is None or line is None:
            return None
        column = next((c for c in statement.columns if c.side == side and line.figures.get(c.text) is not None), None)
        return Spot(statement, line, column) if column else None


def _sets(facts: Facts) -> list[_Tables]:
    found = []
    for final in (False, True):
        kinds: dict[str, list[Statement]] = {}
        for statement in statements(facts):
            if statement.is_final == final and statement.term and not statement.again:
                kinds.setdefault(statement.kind, []).append(statement)
        found.append(_Tables({kind: tables[0] for kind, tables in kinds.items() if len(tables) == 1}))
    return found


def _links(tables: _Tables) -> Iterator[tuple[str, Spot | None, Sequence[Spot | None]]]:
    """What two tables print of the same thing: its name, the one figure, and the other, or those that make it up."""
    for side, kind, carried, name in (
        ("revenue", "revenue_summary", ("carried_forward", "non_appropriation_balance_used"), "收入"),
        ("expenditure", "expenditure_summary", ("carried_to_next_year",), "支出"),
    ):
        detail = tables.by_kind.get(kind)
        spot = tables.total(kind)
        sides = [tables.side("revenue_expenditure_summary", side, grand=grand) for grand in (True, False)]
        yield f"{name}合计", spot, [_of_its_scope(spot, sides, detail, carried)]
    for term, name in _KINDS:
        spot = tables.total("expenditure_summary", term)
        yield name, spot, [tables.item("revenue_expenditure_summary", term, "expenditure")]
        yield name, spot, _of_summary(tables, term)
    yield from _links_of_appropriations(tables)
    basic = tables.total("general_public_expenditure", "basic_expenditure")
    yield "一般公共预算基本支出", basic, _basic(tables)
    for term, name in (("personnel", "人员经费"), ("public_funds", "公用经费")):
        yield name, tables.total("general_public_basic_expenditure", term), [tables.total("general_public_expenditure", term)]
    yield "项目支出", tables.total("project_expenditure"), [tables.total("expenditure_summary", "project_expenditure")]
    projects = tables.total("general_public_expenditure", "project_expenditure")
    yield "一般公共预算项目支出", tables.total("general_public_project_expenditure"), [projects]
    yield "机关运行经费", tables.total("agency_operating"), [tables.total("three_public", "agency_operating")]


def _of_its_scope(
    spot: Spot | None, sides: Sequence[Spot | None], detail: Statement | None, carried: tuple[str, ...]
) -> Spot | None:
    """The grand total or the current one of a summary, whichever a breakdown is of: its headings tell (a column of amounts
    carried forward; 本年收入合计), else its figure."""
    if spot is None or detail is None:
        return None
    grand, current = sides
    if any((column.term or "").startswith(carried) for column in detail.columns):
        return grand
    if re.match("本年|当年", spot.column.text):
        return current
    likely, other = (current, grand) if _codes(detail) else (grand, current)
    alike = other and spot.figure and other.figure and other.figure.value == spot.figure.value
    return other if alike and not (likely and likely.figure and likely.figure.value == other.figure.value) else likely


def _links_of_appropriations(tables: _Tables) -> Iterator[tuple[str, Spot | None, Sequence[Spot | None]]]:
    whole = tables.side("appropriation_summary", "expenditure", grand=False)
    yield "财政拨款支出", tables.total("appropriation_expenditure"), [whole]
    for fund, kind, name in _FUNDS:
        spot = tables.side("appropriation_summary", "expenditure", fund, grand=False)
        revenue = tables.item("appropriation_summary", fund, "revenue")
        summary = tables.by_kind.get("appropriation_summary")
        if spot is None and summary is not None and not any("carried" in (line.item or "") for line in summary.lines):
            spot = revenue  # without amounts carried over, what comes in is what is spent
        yield name, tables.total(kind), [spot]
        yield name, tables.total(f"{fund}_revenue_expenditure", "current_expenditure"), [spot]
    basic = tables.total("appropriation_basic_expenditure")
    yield "财政拨款基本支出", basic, [tables.total("appropriation_expenditure", "basic_expenditure")]
    yield "财政拨款基本支出", basic, [tables.item("appropriation_summary", "basic_expenditure", "expenditure")]


def _of_summary(tables: _Tables, term: str) -> list[Spot | None]:
    """Basic or project expenditure of a summary table that splits each class by kind."""
    if term == "project_expenditure":
        return [tables.side("revenue_expenditure_summary", "expenditure", term, grand=False)]
    parts = ("personnel", "public_funds")
    return [tables.side("revenue_expenditure_summary", "expenditure", part, grand=False) for part in parts]


def _basic(tables: _Tables) -> list[Spot | None]:
    kind = "general_public_basic_expenditure"
    statement = tables.by_kind.get(kind)
    if statement is None or statement.total() is not None:
        return [tables.total(kind)]
    spots: list[Spot | None] = []
    for item in ("personnel_total", "public_funds_total"):
        line = statement.item(item)
        column = next((c for c in statement.columns if line and line.figures.get(c.text) is not None), None)
        spots.append(Spot(statement, line, column) if line and column else None)
    return spots


def _codes(statement: Statement) -> bool:
    return any(line.code for line in statement.lines)


@rule(
    "C3.tables",
    title="表间勾稽：同一数在两张报表中一致",
    title_en="Figures that two tables share",
    severity="error",
    source=_LAW,
    due="载有相互勾稽的两张报表",
    not_applicable="只公开其中一张；口径不同（是否含上年结转，按栏目判断）",
    example="支出总表合计690.36 = 收支总表支出总计690.36万元",
)
def tables_agree(facts: Facts) -> Iterator[Check]:
    for tables in facts.once(_sets):
        for name, spot, others in _links(tables):
            if spot is None or None in others or (spot.figure is None and not any(other.figure for other in others if other)):
                continue
            known, blanks = filled([(f"《{o.statement.title}》“{o.line.label}”{o.column.text}", o.figure) for o in others if o])
            yield compare_sum(
                spot.figure, known, whole_name=f"《{spot.statement.title}》{name}", unit=spot.statement.unit,
                note="空格按0计。" if blanks else "", scope="statement", subject_id=spot.statement.key,
                subject_name=f"{spot.statement.title}：{name}", place=at(spot.line, spot.column),
            )  # fmt: skip
        yield from _classes(tables)


def _classes(tables: _Tables) -> Iterator[Check]:
    """Each functional class of a summary table against the table that breaks it down."""
    for summary_kind, detail_kind, term in (
        ("revenue_expenditure_summary", "expenditure_summary", None),
        ("appropriation_summary", "general_public_expenditure", "general_public_budget"),
    ):
        summary, detail = tables.by_kind.get(summary_kind), tables.by_kind.get(detail_kind)
        if summary is None or detail is None:
            continue
        column = summary.column(term, side="expenditure") if term else summary.whole_column("expenditure")
        other = detail.whole_column()
        names = {statement_terms.bare_name(line.name): line for line in detail.lines if line.code and len(line.code) == 3}
        for line in summary.lines:
            match = names.get(statement_terms.bare_name(line.name)) if line.side == "expenditure" else None
            if match is None or column is None or other is None or line.figures.get(column.text) is None:
                continue
            yield compare_sum(
                line.figures.get(column.text), [(f"《{detail.title}》{match.code}", match.figures.get(other.text))],
                whole_name=f"《{summary.title}》“{line.label}”", unit=summary.unit, scope="statement", subject_id=summary.key,
                subject_name=f"{summary.title}：{line.label}", place=at(line, column),
            )  # fmt: skip


def _told(facts: Facts) -> Iterator[tuple[str, Row, Spot]]:
    """Totals that the text states, with the place where a table prints the same."""
    for tables in facts.once(_sets):
        for item in (*NAMES, *_BUDGETS):
            total = facts.stated(item)
            spot = _spot(tables, item) if total is not None and total.get("stated_in") == "narrative" else None
            if total is not None and spot is not None and spot.figure is not None:
                yield item, total, spot


def _spot(tables: _Tables, item: str) -> Spot | None:
    if item in _BUDGETS:
        base, measure = _BUDGETS[item]
        column = f"{'total' if base == 'three_public' else base}_{measure}"
        return tables.total("three_public", column) or _vertical(tables, base, measure)
    summary = "revenue_expenditure_summary"
    if item in ("revenue_budget", "total_revenue", "department_budget"):
        return tables.side(summary, "revenue", grand=True)
    if item in ("expenditure_budget", "total_expenditure"):
        return tables.side(summary, "expenditure", grand=True)
    if item in ("current_revenue", "current_expenditure"):
        return tables.side(summary, item.removeprefix("current_"), grand=False)
    if item in _REVENUES:
        source = _REVENUES[item]
        return tables.item(summary, source, "revenue") or tables.item("appropriation_summary", source, "revenue")
    if item in ("basic_expenditure", "project_expenditure"):
        return tables.total("expenditure_summary", item)
    if item in ("personnel", "public_funds"):
        return tables.total("general_public_basic_expenditure", item)
    if item == "agency_operating":
        return tables.total("agency_operating") or tables.total("three_public", item)
    if item == "three_public":
        return tables.total("three_public", "three_public", "total", "total_final", "budget", "final")
    if item in ("overseas_travel", "official_vehicles", "vehicle_purchase", "vehicle_operation", "official_reception"):
        return tables.total("three_public", item, f"{item}_final") or _vertical(tables, item)
    return None


def _name(item: str) -> str:
    return f"{NAMES[_BUDGETS[item][0]]}预算数" if item in _BUDGETS else NAMES[item]


def in_tables(facts: Facts, item: str) -> Spot | None:
    """Where a table prints an item's figure; of one with `_budget` or `_revised_budget`, its budget beside the final figure."""
    spots = (_spot(tables, item) for tables in facts.once(_sets))
    return next((spot for spot in spots if spot is not None and spot.figure is not None), None)


def _vertical(tables: _Tables, item: str, measure: str | None = None) -> Spot | None:
    statement = tables.by_kind.get("three_public")
    line = statement.item(item) if statement else None
    column = (statement.column(measure) if measure else statement.whole_column()) if statement else None
    return Spot(statement, line, column) if statement and line and column and column.text in line.rows else None


@rule(
    "K1.text_and_tables",
    title="文字所述与报表一致",
    title_en="What the text states against the tables",
    severity="warning",
    source="财预〔2016〕143号：报表与说明一致",
    due="文字写明的金额见于报表",
    not_applicable="文字与报表的口径不同（财政拨款与全部收支）",
    example="文字37,151.47万元，报表371,514,655元：在文字的印出精度之内",
)
def text_and_tables(facts: Facts) -> Iterator[Check]:
    for item, total, spot in _told(facts):
        yield compare_sum(
            facts.figure("totals", total), [(f"《{spot.statement.title}》“{spot.line.label}”{spot.column.text}", spot.figure)],
            whole_name=f"文字所述{_name(item)}", unit=total.get("printed_unit") or facts.unit(), scope="statement",
            subject_id=total.get("total_id"), subject_name=_name(item),
            place=Place.of("totals", total, "amount_yuan"),
        )  # fmt: skip


def _told_apart(group: Sequence[Facts]) -> Iterator[tuple[Facts, str, Row, Facts, Spot]]:
    """Totals that one document's text states and another document's tables print (说明 and 表 published separately)."""
    texts = [facts for facts in group if not facts["statement_lines"]]
    for tables in (facts for facts in group if facts["statement_lines"]):
        for text in (text for text in texts if text.form == tables.form):
            for own in tables.once(_sets):
                for item in NAMES:
                    total, spot = text.stated(item), _spot(own, item)
                    if total is not None and spot is not None and spot.figure is not None:
                        yield text, item, total, tables, spot


@rule(
    "K1.text_and_tables_across",
    title="说明所述与另行公开的报表一致",
    title_en="What the text of one document states against the tables of another",
    severity="warning",
    source="财预〔2016〕143号：报表与说明一致",
    due="同一部门、年度的说明和报表分为两个文件",
    not_applicable="说明和报表在同一文件（见K1.text_and_tables）",
    example="说明：收入预算总计18,330.37万元；收支预算总表18,330.37万元",
    department=True,
)
def text_and_tables_across(group: Sequence[Facts]) -> Iterator[Check]:
    for text, item, total, tables, spot in _told_apart(group):
        printed = [(f"《{tables.document.get('title')}》《{spot.statement.title}》{spot.column.text}", spot.figure)]
        yield compare_sum(
            text.figure("totals", total), printed, whole_name=f"《{text.document.get('title')}》所述{NAMES[item]}",
            unit=total.get("printed_unit") or text.unit(), scope="department", subject_id=total.get("total_id"),
            subject_name=NAMES[item], place=Place.of("totals", total, "amount_yuan"),
        )  # fmt: skip


def _project_total(facts: Facts) -> Spot | None:
    tables = facts.once(_sets)[0]
    return tables.total("project_expenditure") or tables.total("expenditure_summary", "project_expenditure")


@rule(
    "D1.statement",
    title="项目绩效目标表之和与报表的项目支出",
    title_en="Budgets of the project tables against project expenditure in the statements",
    severity="error",
    source="《预算法实施条例》：项目支出由各项目组成",
    due=Due(
        "既有印出预算数的项目绩效目标表，又有载明项目支出的报表",
        lambda facts: any(row.get("budget_yuan") is not None for row in facts["projects"]) and _project_total(facts) is not None,
    ),
    not_applicable="只附部分重点项目的绩效目标表时，写明所占比重",
    example="5个项目合计484.74 = 项目支出表合计484.74万元",
)
def projects_against_statements(facts: Facts) -> Iterator[Check]:
    spot = _project_total(facts)
    if spot is None:
        return
    projects = facts["projects"]
    budgets = [(row.get("project_name") or "", facts.figure("projects", row, "budget_yuan")) for row in projects]
    check = compare_sum(
        spot.figure, budgets, whole_name=f"《{spot.statement.title}》项目支出", unit=spot.statement.unit, scope="department",
        subject_id=spot.statement.key, subject_name=spot.statement.title, place=at(spot.line, spot.column),
        note=f"共{len(projects)}个项目。",
    )  # fmt: skip
    yield as_selection(check, f"所附只是部分项目：{len(projects)}个", spot.statement.unit) if falls_short(check) else check
