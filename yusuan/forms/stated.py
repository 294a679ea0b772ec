"""What a sentence of a disclosure states: totals of items and their changes against another year, read as a row of words.

The words (items, amounts, comparisons, reasons) are data; how they follow each other is the one small machine below. Which
sentences are read and how their statements become records is `narrative.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from yusuan.values import Amount, Unreadable, amount, percentage
from yusuan.vocabulary import ITEMS

_ITEM = "|".join(re.escape(term) for term in sorted(ITEMS, key=len, reverse=True))
_WORDS = re.compile(
    "|".join(
        (
            r"(?P<either>(?:增加|增长|上升)\((?:减少|降低|下降)\)|(?:减少|降低|下降)\((?:增加|增长|上升)\))",
            r"(?P<other_base>(?:较|比|与)(?:年初|年度|本年|当年|全年)(?:部门)?预算(?:数|安排)?(?:相比)?)",
            r"(?P<base>(?:较|比|与|同比|和)(?:20(?P<base_year>\d\d)年度?|上一?年度?|去年|同期)(?:同期)?(?:部门|年初)?(?:预算|决算|执行)?(?:安排)?(?:数|额)?(?:相比)?"
            r"|同比)",
            rf"(?P<item>{_ITEM})",
            r"(?P<amount>-?\d[\d,]*(?:\.\d+)?(?P<unit>亿元|万元|元)(?![/／]|以[上下内]))",
            r"(?P<percent>-?\d[\d,]*(?:\.\d+)?%)",
            r"(?P<year>20\d\d年(?:度)?)",
            r"(?P<same>(?:基本)?(?:相同|持平|一致)|没有变化|无(?:增减)?变化|不变|无增减)",
            r"(?P<up>增加|增长|上升|提高|增支|增幅)",
            r"(?P<down>减少|下降|降低|压减|减支|减幅)",
            r"(?P<result>(?:支出|收入)?决算数?(?:为|是)?(?=\d))",
            r"(?P<why>主要(?:原因|是|为|由于|用于|包括|有|系|因)|原因(?:是|为)|用于|反映|是指|占|完成(?:年初|调整)?预算)",
            r"(?P<open>\()",
            r"(?P<close>\))",
            r"(?P<stop>[;。])",
        )
    )
)
# Words that behind another item only say what kind of figure it is (公务接待费预算支出, 三公经费财政拨款支出).
_GENERIC = {
    *("预算支出", "支出预算", "预算收入", "收入预算", "财政拨款支出", "财政拨款支出预算", "财政拨款预算支出"),
    *("一般公共预算财政拨款支出", "一般公共预算支出", "预算合计"),
}
# What may stand between an item and its amount. Anything else makes the amount another item's.
_GLUE = re.compile(
    r"^(?:一般公共预算|财政拨款|预算|决算|年初|年末|当年|全年|本年|安排|支出|收入|资金|经费|总额|总数|总计|合计|共计|金额|数额|额度|账面|原值|净值|价值|规模"
    r"|20\d\d年度?|数|额|为|是|共|总|计|约|各|均|拟|实际|执行|达到?|[:]| )*$"
)
_BETWEEN_CHANGE = re.compile(r"^(?:了|各|数|额|约|为|预算|支出|收入|资金|[,:]| )*$")
_BETWEEN_SAME = re.compile(r"^(?:预算|决算|数|相比|基本|保持|均|[,:]| )*$")
_ENUMERATED = re.compile(r"^(?:[、和与及,]|以及)$")
_REASON_ENDS = re.compile(r"[;。]")
_SHARE_ENDS = re.compile(r"[,;。)、]")


Span = tuple[int, int]
Item = tuple[str, str, Span | None]  # canonical, its words, where they stand in the sentence


@dataclass(frozen=True, slots=True)
class Stated:
    """A total (`change` false) or a change: item canonical and as a span of the sentence, exact figures, years, their span.

    `value` is signed for a change; None where only a rate is printed. `unit` is the unit printed behind the amount. `item_span`
    is None where the sentence goes on about the item of the one before it; `term` are its words.
    """

    change: bool
    item: str
    term: str
    item_span: Span | None
    value: Amount | None
    unit: str | None
    percent: Amount | None
    year: int
    from_year: int | None
    span: tuple[int, int]


@dataclass(slots=True)
class _State:
    """What the words so far have established; brackets open a state of their own."""

    items: list[Item] = field(default_factory=list)
    base: int | None = None
    direction: int | None = None  # 1, -1, or 0 where both words are printed
    planned: bool = False  # the item's own words call the figure a budget


@dataclass(frozen=True, slots=True)
class Context:
    """What earlier sentences leave to the next of their paragraph: the year, the item last told of, the year compared with."""

    year: int
    items: tuple[Item, ...] = ()
    base: int | None = None
    accounts: bool = False


def read(text: str, context: Context) -> tuple[list[Stated], Context]:
    """The statements of a sentence (comparable form, no quotation marks), and the context for the next one.

    An amount belongs to the item before it if only words like 预算安排为 stand between, to a change if it follows 增加 or 减少.
    `accounts`: the document is of final accounts, so that a figure called 预算 is not the item's own.
    """
    found: list[Stated] = []
    year = context.year
    state = _State([item for item in context.items if text[:1] in "与比较同其"], context.base)
    stack: list[_State] = []
    previous: tuple[str, int] = ("", 0)
    skip_to = 0
    for match in _WORDS.finditer(text):
        if match.start() < skip_to:
            continue
        kind = match.lastgroup or ""
        kind = {"base_year": "base", "unit": "amount"}.get(kind, kind)
        between = text[previous[1] : match.start()]
        if kind == "year":
            if previous[0] in ("", "year", "stop"):
                year = int(match[0][:4])
            elif previous[0] == "item":
                continue  # 预算数2024年为…: the item is still waiting for its amount
        elif kind == "base":
            state.base = 2000 + int(match["base_year"]) if match["base_year"] else year - 1
            state.direction = None
        elif kind == "other_base":
            state.base = None
        elif kind == "item" and previous[0] == "item" and not between and match[0] in _GENERIC:
            state.planned = "预算" in match[0]
        elif kind == "item":
            term = (ITEMS[match[0]], match[0], match.span())
            listed = previous[0] == "item" and _ENUMERATED.match(between)
            state.items = [*state.items, term] if listed else [term]
            state.direction, state.planned = None, False
        elif kind in ("up", "down", "either"):
            state.direction = {"up": 1, "down": -1, "either": 0}[kind]
        elif kind == "same":
            if previous[0] == "base" and _BETWEEN_SAME.match(between):
                found += _changes(state, Amount(Decimal(0), 0), None, year, match.span())
        elif kind == "amount":
            found += _amount(match, state, previous[0], between, year, context.accounts)
        elif kind == "percent":
            _percent(found, match, state, previous[0], between, year)
        elif kind == "why":
            end = (_SHARE_ENDS if match[0].startswith(("占", "完成")) else _REASON_ENDS).search(text, match.end())
            skip_to = end.start() if end else len(text)
        elif kind == "open":
            stack.append(replace(state, items=list(state.items)))
        elif kind == "close" and stack:
            state = stack.pop()
        elif kind == "stop":
            state.direction = None
        previous = (kind, match.end())
    return found, replace(context, items=tuple((item, term, None) for item, term, _ in state.items), base=state.base)


def _amount(match: re.Match[str], state: _State, before: str, between: str, year: int, accounts: bool) -> Iterator[Stated]:
    try:
        value = amount(match["amount"].removesuffix(match["unit"]))
    except Unreadable:
        value = None
    if value is None:
        return
    if before in ("up", "down", "either") and _BETWEEN_CHANGE.match(between):
        if state.direction == 0 and value.value:
            return  # 增加（减少）5万元: a form's words that nobody struck out do not say which
        signed = replace(value, value=value.value * (state.direction or 0))
        yield from _changes(state, signed, match["unit"], year, match.span())
    elif before == "item" and _GLUE.match(between):
        initial = "年初预算" in between or (accounts and (state.planned or "预算" in between))
        for item, term, span in state.items if "各" in between or "均" in between else state.items[-1:]:
            name = f"{item}_budget" if initial else item
            yield Stated(False, name, term, span, value, match["unit"], None, year, None, match.span())
    elif before == "result" and state.items:
        item, term, span = state.items[-1]
        yield Stated(False, item, term, span, value, match["unit"], None, year, None, match.span())
    else:
        state.items = []  # an amount of something that has no term: what is compared next is not the item before it


def _changes(
    state: _State, value: Amount | None, unit: str | None, year: int, span: tuple[int, int], percent: Amount | None = None
) -> Iterator[Stated]:
    if state.base is None:
        return
    for item, term, item_span in state.items:
        yield Stated(True, item, term, item_span, value, unit, percent, year, state.base, span)


def _percent(found: list[Stated], match: re.Match[str], state: _State, before: str, between: str, year: int) -> None:
    """A rate of change completes the change just stated, or is one by itself where no amount is printed."""
    if before not in ("up", "down", "either") or not _BETWEEN_CHANGE.match(between):
        return
    printed = percentage(match["percent"])
    if printed is None or (state.direction == 0 and printed.value):
        return
    signed = replace(printed, value=printed.value * (state.direction or 0))
    told = [index for index, stated in enumerate(found) if stated.change and stated.percent is None]
    items = {span for *_, span in state.items}
    waiting = [index for index in told if found[index].item_span in items]
    if waiting:
        for index in waiting:
            found[index] = replace(found[index], percent=signed)
    else:
        found += _changes(state, None, None, year, match.span(), signed)
