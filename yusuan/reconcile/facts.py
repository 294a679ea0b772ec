"""What one document states, ready for checking: its records by dataset, with the look-ups that rules need.

No judgement in here: which figures must agree is `rules/`, how far they may differ is `judgement.py`.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple, TypeVar

from schemas import DATASETS
from yusuan.department_names import department_key
from yusuan.values import YUAN_PER_UNIT, comparable, rounding_bound

Row = dict[str, Any]
T = TypeVar("T")


class Origin(NamedTuple):
    """The record and column that a figure is the value of."""

    dataset: str
    record_id: str
    column: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount in yuan as printed: `half` is half its last printed digit (zero in yuan), `unit` the unit it was printed in."""

    value: Decimal
    half: Decimal = Decimal(0)
    unit: str = "元"
    origin: Origin | None = None


class Facts:
    """The records of ONE document, by dataset (rows as in `schemas/`, decimals exact).

    The datasets may be absent; `documents` holds the document's own row. Nothing is copied or changed.
    """

    def __init__(self, rows: Mapping[str, list[Row]]):
        self.rows = rows
        documents = rows.get("documents") or [{}]
        self.document: Row = documents[0]
        self._grouped: dict[tuple[str, str], dict[Any, list[Row]]] = {}
        self._decimals: dict[tuple[str, str | None, str], int] = {}
        self._known: dict[Callable[[Facts], Any], Any] = {}

    def __getitem__(self, dataset: str) -> list[Row]:
        return self.rows.get(dataset) or []

    @property
    def document_id(self) -> str | None:
        return self.document.get("document_id")

    @property
    def form(self) -> str | None:
        return self.document.get("form")

    @property
    def fiscal_year(self) -> int | None:
        return self.document.get("fiscal_year")

    @property
    def department(self) -> tuple[str | None, str] | None:
        """The department that the document is of, told alike from year to year: region, and the key of its name; None where it
        names none."""
        key = department_key(self.document.get("department_name"))
        return (self.document.get("region_name"), key) if key else None

    @property
    def is_of_unit(self) -> bool:
        """Whether the document is of one budget unit (单位预算), beside its department's."""
        return any(words in (self.document.get("title") or "") for words in ("单位预算", "单位决算"))

    @cached_property
    def text(self) -> str:
        """The running text without white space, paragraph after paragraph, as lines that a page broke belong together."""
        return "".join(self._paragraphs)

    @cached_property
    def _paragraphs(self) -> list[str]:
        return [comparable(row.get("text")) for row in self["paragraphs"]]

    def once(self, find: Callable[["Facts"], T]) -> T:
        """What a function finds in these facts, found once however many rules ask."""
        if find not in self._known:
            self._known[find] = find(self)
        return self._known[find]

    def paragraph_at(self, position: int) -> Row:
        """The paragraph that a position of `text` is in."""
        starts = [0, *accumulate(map(len, self._paragraphs))]
        return self["paragraphs"][bisect_right(starts, position) - 1]

    def of(self, dataset: str, owner: str, column: str = "project_id") -> list[Row]:
        """The rows of a dataset that belong to one record: `facts.of("indicators", project_id)`, in their printed order."""
        groups = self._grouped.get((dataset, column))
        if groups is None:
            groups = defaultdict(list)
            for row in self[dataset]:
                groups[row.get(column)].append(row)
            self._grouped[dataset, column] = groups
        return groups.get(owner, [])

    def figure(self, dataset: str, row: Row, column: str = "amount_yuan") -> Figure | None:
        """The amount of a column with its printed precision; None for a blank.

        The last digit is that of the finest amount in this unit of the same sentence, or of the dataset where its amounts stand
        in tables and lists: documents cut trailing zeros, and 30万元 beside 18.25万元 stands for 30.00.
        """
        value = row.get(column)
        if value is None:
            return None
        unit = row.get("printed_unit")
        if unit is None:
            # Without a declared unit the fen tell: amounts in whole hundreds can have been printed in 万元 with two decimals.
            unit, decimals = ("元", 2) if value % 100 else ("万元", 2)
        else:
            # The quote of a list's entry is that entry alone: a list is looked at as a whole.
            sentence = None if dataset == "listed_projects" else row.get("quote")
            decimals = self._printed_decimals(dataset, sentence, unit)
        record_id = row.get(DATASETS[dataset].key())
        origin = Origin(dataset, record_id, column) if record_id else None
        # Standard tables in whole yuan were rounded from fen; projects are budgeted in whole yuan.
        whole_yuan = dataset == "statement_lines" and unit == "元" and decimals == 0
        half = Decimal("0.5") if whole_yuan else rounding_bound(0, decimals, unit)
        return Figure(value, half, unit, origin)

    def _printed_decimals(self, dataset: str, sentence: str | None, unit: str) -> int:
        key = (dataset, sentence, unit)
        if key not in self._decimals:
            alike = (row for row in self[dataset] if sentence in (None, row.get("quote")) and row.get("printed_unit") == unit)
            self._decimals[key] = max((row.get("printed_decimals") or 0 for row in alike), default=2)
        return self._decimals[key]

    def stated(self, item: str, *, beside: Row | None = None, scope: str = "department") -> Row | None:
        """The total that the document states for an item in its own year; None where it states none, or several that differ
        and none more often than the others.

        `beside`: a total whose sentence is looked at first: wholes and parts of one sentence belong together.
        """
        found = [row for row in self.of("totals", item, "item") if row.get("scope") == scope and self.is_current(row)]
        found = [row for row in found if row.get("amount_yuan") is not None]
        if beside is not None:
            near = [row for row in found if row.get("quote") == beside.get("quote")]
            if near:
                return near[0]
        amounts = Counter(row["amount_yuan"] for row in found).most_common(2)
        if not amounts or (len(amounts) == 2 and amounts[0][1] == amounts[1][1]):
            return None
        return next(row for row in found if row["amount_yuan"] == amounts[0][0])

    def is_current(self, total: Row) -> bool:
        """Whether a total is of the document's own year; a total without a year is."""
        return total.get("amount_year") in (None, self.fiscal_year) or self.fiscal_year is None

    def unit(self) -> str:
        """The unit in which explanations print amounts: that of the document's projects and totals, 元 if it mixes them."""
        units = {row.get("printed_unit") for dataset in ("projects", "totals", "evaluation_funds") for row in self[dataset]}
        known = [unit for unit in units if unit in YUAN_PER_UNIT]
        return known[0] if len(known) == 1 else "元"


def money(value: Decimal, unit: str) -> str:
    """An amount in yuan as people read it, in a unit: 26664300 -> 2,666.43万元; digits beyond the second decimal are kept."""
    scaled = value / YUAN_PER_UNIT[unit]
    text = f"{scaled.normalize():,f}"
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction.ljust(2, '0')}{unit}"


def sum_in_words(values: Iterable[Decimal], unit: str, limit: int = 30) -> str:
    """The terms of a sum in words, shortened behind `limit` terms: 24.20 + 2.00 + 994.18 万元 …"""
    terms = [money(value, unit).removesuffix(unit) for value in values]
    shown = " + ".join(terms[:limit])
    return f"{shown} + …（共{len(terms)}项）" if len(terms) > limit else shown
