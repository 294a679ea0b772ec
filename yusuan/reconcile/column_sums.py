"""Which columns of a statement are the sum of which: 合计 over the columns beside it, 小计 over those of its group.

Headings decide: groups by their spanning cells, kinds of expenditure apart from sources of funds, 人员经费 below 基本支出 also
where no cell spans both. Where headings leave several readings open, all are given; the figures of the whole table choose
(`rules/statements.py`).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yusuan import statement_terms
from yusuan.reconcile.statement_tables import Column, Statement

_NOT_PARTS = re.compile(r"^(?:previous_)?change|(?:_|^)(?:value|unit_price|procurement)$")
_MEASURE = re.compile(r"_(?:budget|revised_budget|final)$")
_KINDS = {
    "basic_expenditure", "project_expenditure", "personnel", "public_funds", "remitted_to_superior", "business_expenditure",
    "subsidiary_subsidies", "reserved", "carried_to_next_year",
}  # fmt: skip
_FUNDS = ("general_public_budget", "government_fund", "state_capital")
_BELOW = {
    "basic_expenditure": ("personnel", "public_funds"),
    "official_vehicles": ("vehicle_purchase", "vehicle_operation"),
    "three_public": ("overseas_travel", "official_vehicles", "official_reception"),
    "appropriation": _FUNDS,
    "current_appropriation": _FUNDS,
}

Part = tuple[Column, ...]
Paths = Sequence[tuple[tuple[str, ...], Column]]


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """A column and its parts, each a single column or several (a group without a 小计). `readings`: the part lists possible."""

    whole: Column
    readings: tuple[tuple[Part, ...], ...]


def column_sums(statement: Statement, side: str | None) -> Iterator[ColumnSum]:
    """The sums that the headings of a block promise."""
    by_measure: dict[str, list[tuple[tuple[str, ...], Column]]] = defaultdict(list)
    for column in statement.columns:
        if column.side == side:
            path = column.path
            measure = len(path) > 1 and statement_terms.column(path[-1]) in statement_terms.MEASURES
            by_measure[path[-1] if measure else ""].append((path[:-1] if measure else path, column))
    for columns in by_measure.values():
        for prefix in dict.fromkeys(path[:depth] for path, _ in columns for depth in range(len(path))):
            yield from _group(prefix, columns)


def _group(prefix: tuple[str, ...], columns: Paths) -> Iterator[ColumnSum]:
    nodes: dict[str, list[tuple[tuple[str, ...], Column]]] = defaultdict(list)
    for path, column in columns:
        if path[: len(prefix)] == prefix and len(path) > len(prefix):
            nodes[path[len(prefix)]].append((path, column))
    whole = _whole(prefix, nodes)
    parts = dict(_parts(prefix, nodes, whole))
    for term, below in _BELOW.items():
        own = [part for name in below if (part := parts.get(name))]
        if len(parts.get(term, ())) == 1 and own:
            for name in below:
                parts.pop(name, None)
            if len(own) > 1:
                yield ColumnSum(parts[term][0], (tuple(own),))
    if whole is not None and len(parts) > 1:
        yield ColumnSum(whole, tuple(_readings(parts)))


def _parts(
    prefix: tuple[str, ...], nodes: dict[str, list[tuple[tuple[str, ...], Column]]], whole: Column | None
) -> Iterator[tuple[str, Part]]:
    """Each node below a prefix that may be a part, by its term, or by its words where the term is not known or taken."""
    taken: set[str] = set()
    for name, members in nodes.items():
        if any(column is whole for _, column in members) or statement_terms.is_of_which(name):
            continue
        head = next((column for path, column in members if len(path) == len(prefix) + 2 and _totals(path[-1])), None)
        part = (head,) if head else tuple(column for path, column in members if not statement_terms.is_of_which(path[-1]))
        if not part or any(_is_aside(column.term or "", whole) for column in part):
            continue
        term = _base(part[0].term) if len(members) == 1 or head else statement_terms.column(name) or ""
        if _leaf_of_whole(term, whole):
            continue
        yield (term if term and term not in taken else name), part
        taken.add(term)


def _is_aside(term: str, whole: Column | None) -> bool:
    """Whether a column is no part: another year's beside this year's, a change, a price."""
    other_year = term.startswith("previous_") != bool(whole and (whole.term or "").startswith("previous_"))
    return bool(_NOT_PARTS.search(term)) or term in statement_terms.MEASURES or (whole is not None and other_year)


def _base(term: str | None) -> str:
    """A term without year and measure."""
    return _MEASURE.sub("", (term or "").removeprefix("previous_"))


def _leaf_of_whole(term: str, whole: Column | None) -> bool:
    """Whether a part is of another whole: 机关运行经费 beside the three public expenses."""
    return term == "agency_operating" and whole is not None and _base(whole.term) in ("three_public", "total")


def _readings(parts: dict[str, Part]) -> Iterator[tuple[Part, ...]]:
    known = {name: part for name, part in parts.items() if all(column.term for column in part)}
    yield tuple(parts.values())
    if len(known) < len(parts) and len(known) > 1:
        yield tuple(known.values())
    kinds = [part for name, part in known.items() if name in _KINDS]
    others = [part for name, part in known.items() if name not in _KINDS]
    if kinds and others:
        yield from (tuple(family) for family in (kinds, others) if len(family) > 1)


def _whole(prefix: tuple[str, ...], nodes: dict[str, list[tuple[tuple[str, ...], Column]]]) -> Column | None:
    leaves = {name: members[0][1] for name, members in nodes.items() if len(members[0][0]) == len(prefix) + 1}
    totals = [column for name, column in leaves.items() if _totals(name)]
    if totals:
        return totals[0]
    terms = [column.term for column in leaves.values()]
    if not prefix and len(terms) > 2 and terms[1:3] == ["basic_expenditure", "project_expenditure"]:
        return next(iter(leaves.values()))  # 财政拨款支出 | 基本支出 | 项目支出
    return None


def _totals(heading: str) -> bool:
    return statement_terms.column(heading) in ("total", "amount")
