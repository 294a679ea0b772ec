"""Sentences of a disclosure read for what they state (`stated.py`).

The words (items, amounts, comparisons, reasons) are `stated_words.py`; how they follow each other is the one small machine below.
Which sentences are read and how their statements become records is `narrative.py`.
"""

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from yusuan.forms import stated_words as words
from yusuan.forms.stated import Context, Item, Span, Stated
from yusuan.values import Amount, Unreadable, amount, percentage
from yusuan.vocabulary import ITEMS

_UNITS = {"万": "万元", "亿": "亿元"}
# Groups inside a word's pattern, by the word that they are in.
_GROUPS_WITHIN = {"base_year": "base", "unit": "amount", "of": "share", "full_amount": "full", "full_unit": "full"} | {
    "over": "against",
    "last": "against",
}
_FIGURE_OF_ITEM = {"measure", "prior"}
# Words behind which a clause begins anew: what stands before them is no part of an item's name.
_BOUNDS = {
    *("year", "parts", "amount", "percent", "same", "about", "close", "open", "why", "use", "unread", "measure"),
    *("share", "completion", "full"),
}


@dataclass(slots=True)
class _State:
    """What the words so far have established; brackets open a state of their own."""

    items: list[Item] = field(default_factory=list)
    base: int | None = None
    base_kind: str | None = None
    direction: int | None = None  # 1, -1, or 0 where both words are printed
    planned: bool = False  # the item's own words call the figure a budget
    whole: Stated | None = None  # what 占…% is a share of where no word says so
    among: Item | None = None  # the same by its name alone (“三公”经费支出中，…)
    latest: Stated | None = None


def read(text: str, context: Context) -> tuple[list[Stated], Context]:
    """The statements of a sentence (comparable form, no quotation marks), and the context for the next one.

    An amount belongs to the item before it if only words like 预算安排为 stand between, to a change if it follows 增加 or 减少.
    """
    reader = _Reader(text, context)
    skip_to = 0
    for match in words.WORDS.finditer(text):
        if match.start() < skip_to:
            continue
        kind = match.lastgroup or ""
        kind = _GROUPS_WITHIN.get(kind, kind)
        reader.take(kind, match)
        if kind in words.ENDS:
            end = words.ENDS[kind].search(text, match.end())
            skip_to = end.start() if end else len(text)
        reader.previous = (kind, max(match.end(), skip_to))
        if reader.outside:
            reader.previous, reader.outside = reader.outside, None
    return reader.found, reader.leave()


def _read_amount(text: str) -> Amount | None:
    try:
        return amount(text)
    except Unreadable:
        return None


def heading_item(text: str) -> Item | None:
    """The item that a heading names and that the sentences below go on about: 1.教育支出（类）普通教育（款）。"""
    if len(text) > 100:
        return None
    bare = words.HEADING.sub("", text)
    span = (text.find(bare), text.find(bare) + len(bare)) if bare else None
    if span is None or not (
        bare in ITEMS or words.IS_PATH.match(bare) or (words.HEADING_HEAD.search(bare) and words.own_item(text, *span) == span)
    ):
        return None
    return ITEMS.get(bare), bare, None


class _Reader:
    """One pass over the words of a sentence."""

    def __init__(self, text: str, context: Context):
        self.text, self.context = text, context
        self.found: list[Stated] = []
        self.year, self.topic = context.year, 0  # the year of the figures here, and the latest that the sentence tells of
        self.state = _State(list(context.items), context.base, context.base_kind, whole=context.whole)
        self.stack: list[tuple[_State, tuple[str, int], int]] = []
        self.outside: tuple[str, int] | None = None  # the word before a bracket that states nothing
        self.previous: tuple[str, int] = ("", 0)
        self.pending: re.Match[str] | None = None  # the words 占…的 that the next percentage is for
        self.by_context = False  # a share was made whose whole only the context names
        self.declared: Stated | None = None  # the whole whose parts the sentence announces (其中)

    def leave(self) -> Context:
        state = self.stack[0][0] if self.stack else self.state
        own = [one for one in self.found if one.sort == "total"]
        whole = self.declared or self.context.whole
        if not self.declared and not self.by_context and own:  # the result before its own budget
            items = (own[0].item, re.sub(r"(?:_revised)?_budget$", "", own[0].item or ""))
            whole = next((one for item in items if item in words.WHOLES for one in own if one.item == item), whole)
        items = state.items
        if self.declared and own and own[-1] is not self.declared:
            items = [(self.declared.item, self.declared.term, None)]  # 收入100万元,其中:甲1万元。比上年增加5万元: of the whole
        return replace(
            self.context, items=tuple((item, term, None) for item, term, _ in items), base=state.base,
            base_kind=state.base_kind, told=(*self.context.told, *own), whole=whole,
        )  # fmt: skip

    def take(self, kind: str, match: re.Match[str]) -> None:
        state, before = self.state, self.previous[0]
        between = self.text[self.previous[1] : match.start()]
        if kind == "year":
            self._year(match, before)
        elif kind in ("base", "other_base", "against"):
            self._compare(kind, match)
        elif kind == "item" and before == "item" and not between and match[0] in words.GENERIC:
            state.planned = "预算" in match[0]
        elif kind in ("item", "path"):
            self._name(kind, match, between)
        elif kind in ("up", "down", "either"):
            state.direction = {"up": 1, "down": -1, "either": 0}[kind]
        elif kind in ("same", "about"):
            if before in ("base", "other_base") and words.BETWEEN_SAME.match(between):
                self._change(Amount(Decimal(0), 0) if kind == "same" else None, None, match.span())
        elif kind in _FIGURE_OF_ITEM:
            self._settle(match.start(), match.end())
            if kind == "prior":
                state.base, state.base_kind, state.direction = self.year - 1, words.amount_kind(match[0]), None
        elif kind in ("amount", "nothing"):
            self._amount(match, between)
        elif kind == "percent":
            self._percent(match, between)
        elif kind in ("share", "completion"):
            self._settle(match.start())
            state.direction = None
            self.pending = match
        elif kind == "full" and self._settle(match.start()):
            self._completes(match)
        elif kind == "parts":
            state.whole, state.among = state.latest or state.whole, None
            if not self.stack:
                self.declared = state.whole
        elif kind == "among" and self._settle(match.start()):
            state.among, state.whole = state.items[-1], None
        elif kind == "open":
            self.stack.append((replace(state, items=list(state.items)), self.previous, len(self.found)))
            state.whole = state.latest or state.whole
        elif kind == "close" and self.stack:
            self.state, self.outside, count = self.stack.pop()
            if count != len(self.found):
                self.outside = None
        elif kind == "stop":
            state.direction, self.year = None, self.topic or self.year

    def _year(self, match: re.Match[str], before: str) -> None:
        after = self.text[match.end() :]
        begins = self.text[match.start() - 1 : match.start()] in tuple(",;:(") or before in ("item", "path")
        if before in ("", "year", "stop") or (begins and words.YEAR_OF_FIGURES.match(after)):
            self.year = int(match[0][:4])
            self.topic = max(self.topic, self.year) if self.topic else self.year

    def _name(self, kind: str, match: re.Match[str], between: str) -> None:
        state = self.state
        goes_on = (
            state.items and words.IS_PATH.match(state.items[-1][1]) and not between and self.previous[0] in ("", "year", "path")
        )
        if kind == "item" and match[0] in words.GENERIC and goes_on:
            state.planned = "预算" in match[0]  # 行政运行(项)。年初支出预算…: no total of the department
            return
        involved = self.text[: match.start()].endswith("涉及")  # what some projects cost is no total of the item
        term = (ITEMS[match[0]] if kind == "item" and not involved else None, match[0], match.span())
        listed = self.previous[0] in ("item", "path") and words.ENUMERATED.match(between)
        state.items = [*state.items, term] if listed else [term]
        state.direction, state.planned = None, False

    def _compare(self, kind: str, match: re.Match[str]) -> None:
        self._settle(match.start())
        state = self.state
        state.direction = None
        if kind == "base":
            state.base = 2000 + int(match["base_year"]) if match["base_year"] else self.year - 1
            state.base_kind = words.amount_kind(match[0])
        else:
            state.base, state.base_kind = self.year, "revised_budget" if "调整" in match[0] else "budget"
        if kind == "against":
            state.direction = 1 if match["over"] else -1
            if match["last"]:
                state.base, state.base_kind = self.year - 1, "final" if match[0].endswith(("决算", "决算数")) else "budget"

    def _settle(self, end: int, behind: int | None = None, *, silent: bool = True) -> bool:
        """Decide whose figure stands at `end`: the item's that the clause names, or, where it names none and may be `silent`
        about it, the one told of before. `behind` is the end of words that may be a name's last ones. Whether there is one."""
        before, begin = self.previous
        between = self.text[begin:end]
        if before in ("item", "path") and words.GLUE.match(between):
            return True
        start = words.clause_start(self.text, end)
        if before in _BOUNDS:
            start = max(start, begin)
        phrase = self.text[start:end]
        if silent and before not in ("item", "path") and words.says_nothing(phrase):
            return bool(self.state.items)
        span = None
        if self.context.open:
            ends = [end]
            if behind and self.text.startswith(("支出", "收入"), end):
                ends = [end + 2]  # 教育支出年初预算数为
            elif behind and not words.SAYS_WHICH.search(self.text[end:behind]):
                ends.append(behind)  # 政府采购项目预算金额
            span = next((span for last in ends if (span := words.own_item(self.text, start, last))), None)
        self.state.items = [(None, self.text[slice(*span)], span)] if span else []
        self.state.planned = False
        return span is not None

    def _amount(self, match: re.Match[str], between: str) -> None:
        state, before = self.state, self.previous[0]
        value = _read_amount(match[0].removesuffix(match["unit"] or ""))
        if value is None:
            return
        unit = _UNITS.get(match["unit"], match["unit"])  # none behind a bare zero, which is zero in any unit
        if before in ("up", "down", "either", "against") and words.BETWEEN_CHANGE.match(between):
            if state.direction == 0 and value.value:
                return  # 增加（减少）5万元: a form's words that nobody struck out do not say which
            if state.direction == -1 and value.value < 0:
                return  # 减少-5万元
            self._change(replace(value, value=value.value * (state.direction or 0)), unit, match.span())
            return
        if before == "base" and not between:  # 较上年2.08万元减少0.03万元
            for item in state.items[-1:]:
                self._total(item, value, unit, match.span(), self.text[self.previous[1] - 4 : match.start()], state.base)
            return
        if not (state.items if before in _FIGURE_OF_ITEM else self._settle(match.start(), silent=False)):
            return  # an amount of something that has no term: what is compared next is not the item before it
        said = self._said(match.start())
        everyone = "各" in said or "均" in said
        for item in state.items if everyone else state.items[-1:]:
            self._total(item, value, unit, match.span(), said, self.year - 1 if before == "prior" else None)

    def _said(self, end: int) -> str:
        """The words between an item and its amount, those of its measure included."""
        last = self.state.items[-1][2] if self.state.items else None
        start = last[1] if last else words.clause_start(self.text, end)
        return self.text[start:end]

    def _total(self, item: Item, value: Amount, unit: str | None, span: Span, said: str, earlier: int | None) -> None:
        name, term, item_span = item
        kind = words.amount_kind(said + ("预算" if self.state.planned else ""))
        year = self.year if earlier is None else earlier
        if name and earlier is None and (self.context.accounts or "年初预算" in said):
            name += {"budget": "_budget", "revised_budget": "_revised_budget"}.get(kind or "", "")
        total = Stated("total", name, term, item_span, value, unit, None, year, None, span, kind)
        self.found.append(total)
        self.state.latest = total

    def _change(self, value: Amount | None, unit: str | None, span: Span, percent: Amount | None = None) -> None:
        state = self.state
        if state.base is None:
            return
        for item, term, item_span in state.items:
            self.found.append(
                Stated("change", item, term, item_span, value, unit, percent, self.year, state.base, span, state.base_kind)
            )

    def _percent(self, match: re.Match[str], between: str) -> None:
        """A rate of change completes the change just stated, or is one by itself where no amount is printed."""
        printed = percentage(match["percent"])
        before, state = self.previous[0], self.state
        if printed is None:
            return
        if before in ("share", "completion", "full"):
            self._share(printed, match.span(), "share" if before == "share" else "completion")
            return
        if before not in ("up", "down", "either") or not words.BETWEEN_CHANGE.match(between):
            return
        if (state.direction == 0 and printed.value) or (state.direction == -1 and printed.value < 0):
            return
        signed = replace(printed, value=printed.value * (state.direction or 0))
        items = {span for *_, span in state.items}
        waiting = [
            index for index, one in enumerate(self.found)
            if one.change and one.percent is None and one.from_year == state.base and one.item_span in items
        ]  # fmt: skip
        for index in waiting:
            self.found[index] = replace(self.found[index], percent=signed, percent_span=match.span())
        if not waiting:
            self._change(None, None, match.span(), signed)

    def _completes(self, match: re.Match[str]) -> None:
        """完成全年预算5万元的80%: the budget of the item told of, and the rate that the next percentage is."""
        place = (match.start("full_amount"), match.end("full_unit"))
        if value := _read_amount(match["full_amount"]):
            self._total(self.state.items[-1], value, match["full_unit"], place, match[0][: place[0] - match.start()], None)
        self.state.direction = None
        self.pending = match

    def _share(self, percent: Amount, span: Span, kind: str) -> None:
        state, told = self.state, [*self.context.told, *(one for one in self.found if one.sort == "total")]
        if not state.items:
            return
        item, term, item_span = state.items[-1]
        if state.among and term == state.among[1]:
            return
        own = [one for one in told if one.term == term and one.year == self.year]
        if kind == "completion":
            own = [one for one in own if one not in self.context.told[: self.context.earlier]]
            wanted = "revised_budget" if "调整" in self.pending[0] else "budget"
            part = next((one for one in reversed(own) if one.kind in ("final", "executed", None)), None)
            whole = next((one for one in reversed(own) if one.kind == wanted), None)
            budget = words.BUDGET.search(self.text, self.pending.start(), self.pending.end())
            name = f"{item}_{wanted}" if item else None
            of: Item | None = (name, budget[0], budget.span()) if budget else (name, "预算", None)
        else:
            part = next((one for one in reversed(own) if one.kind != "budget" or not self.context.accounts), None)
            of, whole = self._whole(told, part)
        if not (part or item or (of and of[0])):
            return  # 实际参保占应参保的90%: nothing that this document's figures are about
        self.found.append(
            Stated("share", item, term, item_span, None, None, percent, self.year, None, span, kind, of, part, whole)
        )

    def _whole(self, told: list[Stated], part: Stated | None) -> tuple[Item | None, Stated | None]:
        """What a share is of: the item that its words name, else the whole that its parts are listed for."""
        printed, state = self.pending["of"], self.state
        if printed:
            place = (self.pending.start("of"), self.pending.end("of"))
            state.among = (words.known_item(printed), printed, place)
        of = state.among
        if of:
            alike = [one for one in told if one is not part and (one.term == of[1] or (of[0] and one.item == of[0]))]
            return of, alike[-1] if alike else self._called_otherwise(of[1])
        whole = self.state.whole
        if whole is None or whole is part:
            parts = [one.part for one in self.found if one.sort == "share"]
            own = [one for one in self.found if one.sort == "total"]
            whole = own[0] if own and part in own[1:] and own[0] not in parts else None
        if whole is None:
            return None, None
        if whole not in self.found:
            self.by_context = True
        return (whole.item, whole.term, whole.item_span if whole in self.found else None), whole

    def _called_otherwise(self, printed: str) -> Stated | None:
        """The whole whose parts are listed where 占总收入的 calls it by another name than 收入合计."""
        whole = self.state.whole
        same = whole is not None and any(side in printed and side in whole.term for side in ("收入", "支出"))
        return whole if same else None
