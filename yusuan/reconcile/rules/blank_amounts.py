"""Sentences of a disclosure whose amount was never filled in, and words of a form that nobody struck out (L2)."""

import re
from collections.abc import Iterator

from yusuan.reconcile.facts import Facts
from yusuan.reconcile.judgement import Mark, Place
from yusuan.reconcile.registry import form, rule

_BLANK = re.compile(
    r"(?<!单位)(?<!金额)(?:支出|收入|预算|决算|经费|资金|费|增加|减少|安排|合计|总计|数|[^位]为)_{0,8}(?:万元|亿元)(?=[,;。，；)）])"
)
_BOTH = re.compile(r"(?:增加|增长|上升)[(（/](?:减少|降低|下降)[)）]?|(?:减少|降低|下降)[(（/](?:增加|增长|上升)[)）]?")
_ZERO = re.compile(r"^(?:了|为)?0(?:\.0+)?(?:万元|元|%|％)")
_TEMPLATE = 10  # so many blanks are a form that was published before it was filled in


def _sentence(text: str, start: int, end: int) -> str:
    begin = max(text.rfind(mark, 0, start) for mark in "。；;") + 1
    stop = min((at for mark in "。；;" if (at := text.find(mark, end)) >= 0), default=len(text))
    return text[begin : stop + 1][:100]


@rule(
    "L2.no_amount",
    title="文字中的金额空缺，或套用的增减字样没有取舍",
    title_en="An amount left out of a sentence, or a form's 增加（减少） left as it was",
    severity="warning",
    source="说明应当完整、可读",
    due=form("budget_disclosure", "final_accounts"),
    not_applicable="整份未填写的空白模板；金额为0时的增加（减少）",
    example="“政府性基金预算支出  万元。”没有金额；“增加（减少）5万元”不知是增是减",
    ledger=False,
)
def amounts_left_out(facts: Facts) -> Iterator[Mark]:
    blanks = list(_BLANK.finditer(facts.text))
    if len(blanks) < _TEMPLATE:
        for match in blanks:
            quote = _sentence(facts.text, match.start(), match.end())
            yield Mark(
                f"文字中的金额没有填写：“{quote}”", f"An amount is missing in: {quote}",
                Place.said(facts, match.start(), quote), suggestion="补填金额",
            )  # fmt: skip
    for match in _BOTH.finditer(facts.text):
        rest = facts.text[match.end() : match.end() + 16]
        if re.match(r"(?:了|为)?\d", rest) and not _ZERO.match(rest):
            quote = _sentence(facts.text, match.start(), match.end())
            yield Mark(
                f"“{match[0]}”没有取舍，不知是增是减：“{quote}”", f"Neither increase nor decrease was struck out: {quote}",
                Place.said(facts, match.start(), quote), suggestion="删去不适用的字样",
            )  # fmt: skip
