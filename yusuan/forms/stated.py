"""What a sentence of a disclosure may state: totals of items, their changes against another figure, shares and completion rates.

How it is read from the sentence is `sentence_reader.py`.
"""

from dataclasses import dataclass

from yusuan.values import Amount

Span = tuple[int, int]
Item = tuple[str | None, str, Span | None]  # canonical, its words, where they stand in the sentence


@dataclass(frozen=True, slots=True, eq=False)
class Stated:
    """A total, a change, or a share (`sort`): item canonical and as a span of the sentence, exact figures, years, their span.

    `item` is None where the vocabulary does not know it, `item_span` where the sentence goes on about an item told of before;
    `term` are its words. `value` is signed for a change; None where only a rate is printed. `unit` is the unit printed behind
    the amount. `kind` is which figure of the item it is (budget, revised_budget, executed, final), for a change that of the base,
    for a share `share` or `completion`.
    """

    sort: str
    item: str | None
    term: str
    item_span: Span | None
    value: Amount | None
    unit: str | None
    percent: Amount | None
    year: int
    from_year: int | None
    span: Span
    kind: str | None = None
    of: Item | None = None
    part: "Stated | None" = None
    whole: "Stated | None" = None
    percent_span: Span | None = None

    @property
    def change(self) -> bool:
        return self.sort == "change"


@dataclass(frozen=True, slots=True)
class Context:
    """What earlier sentences leave to the next of their paragraph: year, items last told of, year compared with, totals.

    `accounts`: the document is of final accounts, so that a figure called 预算 is not the item's own. `open`: items that the
    vocabulary does not know are read as well.
    """

    year: int
    items: tuple[Item, ...] = ()
    base: int | None = None
    base_kind: str | None = None
    accounts: bool = False
    open: bool = False
    told: tuple[Stated, ...] = ()
    earlier: int = 0  # how many of `told` are of paragraphs before this one
    whole: Stated | None = None
