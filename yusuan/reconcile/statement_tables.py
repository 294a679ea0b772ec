"""Statements as their rules see them: lines with their figures by column, the outline of a summary table, the tree of codes.

No judgement in here: which wholes have which parts follows from numbers and codes; whether they agree is decided in
`rules/statements.py` and `rules/statement_links.py`. Sums of columns are `column_sums.py`.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate

from yusuan import statement_terms
from yusuan.reconcile.facts import Facts, Figure, Row

# Tables that may set revenue against expenditure; those of a fund as often list its classes with both in columns.
SUMMARIES = (
    *("revenue_expenditure_summary", "appropriation_summary", "general_public_summary"),
    *("government_fund_revenue_expenditure", "state_capital_revenue_expenditure"),
)
_ASIDE = {"carried_forward", "carried_to_next_year", "non_appropriation_balance_used", "surplus_distribution"}
_BY_FUND = _ASIDE | {"appropriation"}
_PARTIAL = {"general_public_budget", "government_fund", "state_capital", "vehicle_purchase", "vehicle_operation", None}
_FUNDS = {"general_public_budget", "government_fund", "state_capital"}


@dataclass(frozen=True, slots=True)
class Column:
    """An amount column: canonical term, printed words, side of its block."""

    term: str | None
    text: str
    side: str | None

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.text.split("/"))


@dataclass(slots=True)
class Line:
    """A printed line: its records by the words of their column."""

    number: int
    side: str | None
    code: str | None
    name: str | None
    item: str | None
    page: int | None
    rows: dict[str, Row] = field(default_factory=dict)
    figures: dict[str, Figure | None] = field(default_factory=dict)

    @property
    def is_total(self) -> bool:
        """Whether the line is a total: never a part of another total of its kind."""
        return self.code is None and (self.name is None or statement_terms.is_total(self.name))

    @property
    def label(self) -> str:
        return self.name or self.code or "合计"


@dataclass(slots=True)
class Statement:
    """A statement with figures. `kind` is its canonical term without `final_`.

    Where a side is broken down several times side by side (by function, by economy), each breakdown is a statement of its own
    beside the same revenue; `again` are those behind the first.
    """

    key: str
    term: str | None
    title: str | None
    unit: str
    page: int | None
    lines: list[Line]
    columns: list[Column]
    again: bool = False

    @property
    def kind(self) -> str:
        return (self.term or "").removeprefix("final_")

    @property
    def is_final(self) -> bool:
        return (self.term or "").startswith("final_")

    def column(self, *terms: str, side: str | None = None) -> Column | None:
        return next((c for term in terms for c in self.columns if c.term == term and side in (None, c.side)), None)

    def whole_column(self, side: str | None = None) -> Column | None:
        """The column of whole amounts: 合计, or the only one there is (金额, 预算数, 决算数)."""
        own = [column for column in self.columns if side in (None, column.side)]
        return self.column("total", side=side) or self.column("final", "budget", "amount", side=side) or (own[0] if own else None)

    def item(self, item: str, side: str | None = None) -> Line | None:
        """The line of an item, numbered or not; the last of several, None where it is not printed."""
        return next((line for line in reversed(self.lines) if line.item == item and side in (None, line.side)), None)

    def total(self) -> Line | None:
        """The line that totals a one-sided table: 合计, or the only line of a table without labels."""
        if len(self.lines) == 1:
            return self.lines[0]
        bare = [line for line in self.lines if line.code is None and line.item in ("total", "total_revenue", "total_expenditure")]
        return bare[0] if bare else None


def statements(facts: Facts) -> tuple[Statement, ...]:
    """The statements of a document that print figures, in their order."""
    return facts.once(_statements)


def _statements(facts: Facts) -> tuple[Statement, ...]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in facts["statement_lines"]:
        grouped[row["statement_line_id"].rsplit("-", 2)[0]].append(row)
    return tuple(
        _statement(facts, key, part, again=number > 0)
        for key, rows in grouped.items()
        for number, part in enumerate(_breakdowns(rows))
    )


def _breakdowns(rows: Sequence[Row]) -> list[Sequence[Row]]:
    """The rows of a two-sided table by breakdown: where one side prints the same heading in several places, each place with the
    other side's rows."""
    if not any(row.get("side") for row in rows):
        return [rows]
    places: dict[tuple[str | None, str], dict[str, None]] = defaultdict(dict)
    for row in rows:
        places[row.get("side"), row["column_text"]].setdefault(_place(row))
    several = [list(found) for found in places.values() if len(found) > 1]
    if len(several) != 1:
        return [rows]
    return [[row for row in rows if _place(row) == place or _place(row) not in several[0]] for place in several[0]]


def _place(row: Row) -> str:
    """The column that an amount was printed in, the tail of its id."""
    return row["statement_line_id"].rpartition("-")[2]


def _statement(facts: Facts, key: str, rows: Sequence[Row], *, again: bool) -> Statement:
    lines: dict[int, Line] = {}
    columns: dict[Column, None] = {}
    one_amount = len({row["line_number"] for row in rows}) == len(rows) and not any(row.get("side") for row in rows)
    for row in rows:
        number = row["line_number"]
        text = row["column_text"]
        if one_amount:  # blocks side by side print one amount column, under whatever each is headed
            text = text.rpartition("/")[2]
        head = Line(number, row.get("side"), row.get("code"), row.get("name"), row.get("item"), row.get("page"))
        line = lines.setdefault(number, head)
        line.rows[text] = row
        line.figures[text] = facts.figure("statement_lines", row)
        columns.setdefault(Column(row.get("column"), text, row.get("side")))
    unit = next((row["printed_unit"] for row in rows if row.get("printed_unit")), "元")
    first = rows[0]
    return Statement(
        key, first.get("statement"), first.get("statement_title"), unit, first.get("page"), list(lines.values()), list(columns),
        again,
    )  # fmt: skip


ZERO = Figure(Decimal(0))


def printed(figures: Sequence[tuple[str, Figure | None]]) -> bool:
    return any(figure is not None for _, figure in figures)


def filled(figures: Sequence[tuple[str, Figure | None]]) -> tuple[list[tuple[str, Figure | None]], int]:
    """Parts of a fixed form with its blank cells as zero, and how many these are."""
    return [(name, ZERO if figure is None else figure) for name, figure in figures], sum(1 for _, f in figures if f is None)


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole line and its parts within one column; `kind`: current or grand total, parent (a numbered line over its own)."""

    whole: Line
    parts: tuple[Line, ...]
    kind: str


def outline(statement: Statement, side: str | None, text: str) -> Iterator[Sum]:
    """The sums of a summary table's side, from its numbers and totals: 一、 over （一） over 1.; a total over what stands above.

    Lines behind 其中 are some parts only and never summed. Numbered lines below a carry-over (年初结转和结余) are its own.
    """
    own = [line for line in statement.lines if line.side == side and (text in line.rows or _is_bare_total(line))]
    top: list[Line] = []
    stack: list[tuple[int, Line, list[Line]]] = []
    total: Line | None = None
    partial = False

    def close(depth: int) -> Iterator[Sum]:
        while stack and stack[-1][0] >= depth:
            _, parent, children = stack.pop()
            if children:
                yield Sum(parent, tuple(children), "parent")

    for line in own:
        depth = statement_terms.depth(line.name)
        if statement_terms.is_of_which(line.name):
            partial = True
            continue
        if depth is None and partial and line.item in _PARTIAL and not line.is_total:
            continue
        partial = False
        if depth is None and line.item in _FUNDS and top and top[-1].item in _BY_FUND:
            depth = (statement_terms.depth(top[-1].name) or 0) + 1  # 年初财政拨款结转和结余, 财政拨款收入 by funds below them
        if depth is None and top and not line.is_total and line.item not in _ASIDE and _is_numbered_current(top[-1]):
            depth = (statement_terms.depth(top[-1].name) or 0) + 1  # 一、本年支出, classes without numbers below it
        if depth is None and line.item in (
            "current_revenue",
            "current_expenditure",
            "total_revenue",
            "total_expenditure",
            "total",
        ):
            yield from close(0)
            if top:
                kind = "grand" if total is not None else "current"
                yield Sum(line, tuple(top), kind)
            top, total = [line], line
            continue
        level = 0 if depth is None else depth
        if depth is not None and depth == 1 and not (stack and stack[0][0] == 0):
            yield from close(1)
            top.append(line)
        elif depth is None:
            yield from close(0)
            top.append(line)
        else:
            yield from close(level)
            if stack:
                stack[-1][2].append(line)
            else:
                top.append(line)
        stack.append((level, line, []))
    yield from close(0)


def _is_numbered_current(line: Line) -> bool:
    return line.item in ("current_revenue", "current_expenditure") and statement_terms.depth(line.name) is not None


def _is_bare_total(line: Line) -> bool:
    return line.item in ("current_expenditure", "total_expenditure", "current_revenue", "total_revenue") and line.is_total


def children(statement: Statement) -> Iterator[tuple[Line, list[Line]]]:
    """Coded lines with the lines one level below: 208 over 20805 over 2080505, a unit's line over what follows it.

    A code that stands twice between two units (項 of several projects) belongs to no tree.
    """
    for head, section in _sections(statement):
        counts: dict[str, int] = defaultdict(int)
        for line in section:
            counts[line.code or ""] += 1
        known = {line.code: line for line in section if line.code and counts[line.code] == 1}
        below: dict[str, list[Line]] = defaultdict(list)
        tops: list[Line] = []
        for line in section:
            parent = _parent(line.code or "", known)
            if parent:
                below[parent].append(line)
            else:
                tops.append(line)
        yield from ((known[code], lines) for code, lines in below.items())
        if head is not None and tops:
            yield head, tops


def tops(statement: Statement) -> list[list[Line]]:
    """The lines that a table's total may be the sum of: its units, or the codes that have no other above them.

    Lines without a code leave open whether they are further parts, details of the line above, or units: all readings are given.
    """
    units = [head for head, _ in _sections(statement) if head is not None]
    parts = {id(line) for _, lines in children(statement) for line in lines}
    coded = units or [line for line in statement.lines if line.code and id(line) not in parts]
    bare = [line for line in statement.lines if not line.code and not line.is_total]
    return [lines for lines in ([coded, [*coded, *bare], bare] if bare else [coded]) if lines and coded]


def _sections(statement: Statement) -> list[tuple[Line | None, list[Line]]]:
    sections: list[tuple[Line | None, list[Line]]] = [(None, [])]
    for line in statement.lines:
        if line.code and len(line.code) == 6:
            sections.append((line, []))
        elif line.code:
            sections[-1][1].append(line)
    return sections


def numbered(statement: Statement) -> Iterator[tuple[Line, list[Line]]]:
    """Numbered lines over those one level below (2. over （1）, （2）), block by block; not where only some are printed."""
    stack: list[tuple[int, Line, list[Line]]] = []
    found: list[tuple[Line, list[Line]]] = []
    for line in sorted(statement.lines, key=_block_of):
        depth = statement_terms.depth(line.name)
        if statement_terms.is_of_which(line.name) and stack:
            stack[-1][2].append(line)
        elif depth is not None:
            while stack and stack[-1][0] >= depth:
                stack.pop()
            if stack:
                stack[-1][2].append(line)
            stack.append((depth, line, []))
            found.append((line, stack[-1][2]))
    for line, below in found:
        if below and not any(statement_terms.is_of_which(part.name) for part in below):
            yield line, below


def _block_of(line: Line) -> int:
    return min(int(_place(row).lstrip("c")) for row in line.rows.values())


def heads(lines: Sequence[Line], column: Column | None) -> list[Line]:
    """Of lines whose names do not tell: those whose amount is the sum of the lines right behind them, and those that are part
    of none."""
    figures = [line.figures.get(column.text) if column else None for line in lines]
    amounts = [figure.value if figure else Decimal(0) for figure in figures]
    found, place = [], 0
    while place < len(lines):
        found.append(lines[place])
        behind = list(accumulate(amounts[place + 1 :]))
        place += behind.index(amounts[place]) + 2 if amounts[place] and amounts[place] in behind else 1
    return found


def _parent(code: str, known: dict[str, Line]) -> str | None:
    return next((code[:length] for length in (len(code) - 2, len(code) - 4) if length >= 3 and code[:length] in known), None)
