"""Functional classes that the text tells, against the lines of the tables that print the same class (K1)."""

import re
from collections.abc import Iterator, Sequence

from yusuan import statement_terms
from yusuan.reconcile.facts import Facts, Figure, Row
from yusuan.reconcile.judgement import FAILED, Check, Place, compare_sum
from yusuan.reconcile.registry import rule
from yusuan.reconcile.statement_tables import Line, Statement, statements
from yusuan.values import comparable

_LEVEL = re.compile(r"\(\d*[类款项]\)(?:支出)?(?:科目)?")
_CLASS_ALONE = re.compile(r"(?:类|款|项)?级?科目$")
_CODE = re.compile(r"^\d{3,7}")
_KINDS = (
    "general_public_expenditure", "appropriation_expenditure", "expenditure_summary", "government_fund_expenditure",
    "state_capital_expenditure", "revenue_expenditure_summary", "appropriation_summary",
)  # fmt: skip
_NO_RESULT = ("budget", "revised_budget")


def _path(total: Row) -> tuple[str, ...]:
    """The names of a class's levels as the text tells them: 教育支出（类）普通教育（款） -> 教育支出, 普通教育."""
    text = comparable(total.get("item_text"))
    names = [name for name in _LEVEL.split(text) if name] if _LEVEL.search(text) else [_CLASS_ALONE.sub("", text)]
    return tuple(_name(_CODE.sub("", name)) for name in names)


def _name(name: str) -> str:
    """A class's name without its last word 支出, which texts and tables leave out at will."""
    return re.sub(r"支出$", "", statement_terms.bare_name(name))


def _lines(facts: Facts) -> dict[str, list[tuple[Statement, Line, list[str]]]]:
    """The lines of expenditure by function, by the name of their class, with the names of the classes above each that the table
    prints."""
    found: dict[str, list[tuple[Statement, Line, list[str]]]] = {}
    for statement in (statement for statement in statements(facts) if statement.kind in _KINDS):
        names = [(line, _name(line.name or "")) for line in statement.lines]
        codes = {line.code: name for line, name in names if line.code}
        for line, name in names:
            if line.side != "revenue" and line.name and not line.is_total and line.item in (None, "other_expenditure"):
                code = line.code or ""
                parents = [codes[code[:length]] for length in (3, 5) if length < len(code) and code[:length] in codes]
                found.setdefault(name, []).append((statement, line, parents))
    return found


def _belongs(line: Line, parents: Sequence[str], above: tuple[str, ...]) -> bool:
    """Whether the classes above a line, where the table prints them, are those that the text tells."""
    return not parents or all(name in parents for name in above) if above else len(line.code or "") in (0, 3)


def _found(facts: Facts, total: Row) -> list[tuple[Statement, Line, Figure]]:
    """Where tables print the class of a total, each with its whole amount."""
    *above, name = _path(total)
    found = []
    for statement, line, parents in facts.once(_lines).get(name, ()):
        column = statement.whole_column(line.side)
        figure = line.figures.get(column.text) if column else None
        if (
            figure is not None
            and statement.is_final == (facts.form == "final_accounts")
            and _belongs(line, parents, tuple(above))
        ):
            found.append((statement, line, figure))
    return found


def _told(facts: Facts, tables: Facts | None = None) -> Iterator[tuple[Row, list[tuple[Statement, Line, Figure]]]]:
    accounts = facts.form == "final_accounts"
    for total in facts["totals"]:
        own = total.get("item") is None and total.get("stated_in") == "narrative" and facts.is_current(total)
        budget = accounts and total.get("amount_kind") in _NO_RESULT
        if own and not budget and total.get("amount_yuan") is not None and (found := _found(tables or facts, total)):
            yield total, found


def _told_by_itself(facts: Facts) -> list[tuple[Row, list[tuple[Statement, Line, Figure]]]]:
    return list(_told(facts))


@rule(
    "K1.classes",
    title="文字所述功能分类的金额与报表一致",
    title_en="Functional classes in the text against the tables",
    severity="warning",
    source="财预〔2016〕143号：功能分类公开到项级，报表与说明一致",
    due="文字写明功能分类的金额，报表印有同一科目",
    not_applicable="报表没有印出的科目",
    example="行政单位离退休（项）54.53万元，一般公共预算支出表2080501 545,300元",
)
def classes_in_text_and_tables(facts: Facts) -> Iterator[Check]:
    """Of several tables that print the class (all expenditure, general public budget) one has to agree."""
    for total, places in facts.once(_told_by_itself):
        checks = [_check(facts, total, *place) for place in places]
        yield next((check for check in checks if check.status != FAILED), checks[0])


def _apart(group: Sequence[Facts]) -> Iterator[tuple[Facts, Row, list[tuple[Statement, Line, Figure]]]]:
    """Classes that one document's text tells and another document's tables print (说明 and 表 published separately)."""
    for tables in (facts for facts in group if facts["statement_lines"]):
        for text in (facts for facts in group if not facts["statement_lines"] and facts.form == tables.form):
            yield from ((text, total, found) for total, found in _told(text, tables))


@rule(
    "K1.classes_across",
    title="说明所述功能分类的金额与另行公开的报表一致",
    title_en="Functional classes in the text of one document against the tables of another",
    severity="warning",
    source="财预〔2016〕143号：功能分类公开到项级，报表与说明一致",
    due="同一部门、年度的说明和报表分为两个文件",
    not_applicable="说明和报表在同一文件（见K1.classes）",
    example="说明：人大立法（项）729万元；一般公共预算支出表2010104 729.00万元",
    department=True,
)
def classes_in_text_and_tables_across(group: Sequence[Facts]) -> Iterator[Check]:
    for text, total, places in _apart(group):
        checks = [_check(text, total, *place) for place in places]
        yield next((check for check in checks if check.status != FAILED), checks[0])


def _check(facts: Facts, total: Row, statement: Statement, line: Line, figure: Figure) -> Check:
    return compare_sum(
        facts.figure("totals", total), [(f"《{statement.title}》“{line.label}”", figure)],
        whole_name=f"文字所述{total.get('item_text')}", unit=total.get("printed_unit") or facts.unit(), scope="statement",
        subject_id=total.get("total_id"), subject_name=total.get("item_text"),
        place=Place.of("totals", total, "amount_yuan"),
    )  # fmt: skip
