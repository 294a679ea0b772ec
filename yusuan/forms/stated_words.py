"""The words of a disclosure's sentences: items, amounts, comparisons, shares, reasons - as patterns over the comparable form.

How they follow each other and what that states is `sentence_reader.py`; the items themselves are `vocabulary.py`.
"""

import re

from yusuan.vocabulary import ITEMS

_ITEM = "|".join(re.escape(term) for term in sorted(ITEMS, key=len, reverse=True))
_NUMBER = r"-?\d[\d,]*(?:\.\d+)?"
_NEXT_PERCENT = r"(?=-?\d[\d,.]*%)"
# A functional class as its path: 教育支出(类)普通教育(款)小学教育(项), with 205 or 205类 where codes are printed.
_NAME = r"(?:[^,;:。()\d%]|\((?!\d*[类款项]\))[^()\d]{1,8}\))"
_LEVEL = r"\(\d*[类款项]\)"
_PATH = (
    r"(?:(?<![^,;:。()、. ])|(?<=其中)|(?<=包括)|(?<=年)|(?<=年度))(?!其中|包括|主要|用于)"
    rf"(?:\d{{3,7}})?{_NAME}{{2,40}}?{_LEVEL}(?:\d{{0,7}}{_NAME}{{1,40}}?{_LEVEL}){{0,2}}(?:支出)?(?:科目)?"
)
_CODED = rf"(?:(?<![^,;:。()、. ])|(?<=其中)|(?<=年)|(?<=年度)){_NAME}{{2,30}}?\(\d{{3}}(?:\d\d){{0,2}}\)"  # 行政运行(2010101)
_OWN_BUDGET = r"(?:年初|年度|本年度?|当年|全年|全年调整|调整后?的?|部门)"
_MEASURED = r"(?:预算|决算|执行|实际|支出|收入|完成)"
WORDS = re.compile(
    "|".join(
        (
            r"(?P<either>(?:增加|增长|上升)[(/](?:减少|降低|下降)\)?|(?:减少|降低|下降)[(/](?:增加|增长|上升)\)?|增减(?!变化|变动|相抵))",
            r"(?P<against>(?:决算|执行|支出|本年|本年预算)数?(?:(?P<over>大于|高于|多于|超过|超出)|小于|低于|少于)(?P<last>上一?年度?)?"
            r"(?:年初|年度|全年|调整后?)?(?:预算|决算)(?:数|安排)?)",
            rf"(?P<other_base>(?:较|比|与){_OWN_BUDGET}?(?:部门)?(?:支出|收入)?预算(?:数|安排)?(?:相比)?(?=[,增减持相无]))",
            r"(?P<base>(?:较|比|与|同比|和)于?(?:20(?P<base_year>\d\d)年度?|上一?年度?|去年|同期)(?:同期|同口径)?的?(?:部门|年初|当年|本级|全年|调整)?"
            rf"{_MEASURED}*(?:安排)?(?:数|额)?(?:相比|对比|比较)?|同比|对比(?=增|减|上升|下降))",
            r"(?P<use>(?:主要)?用于(?!以下|下列)|主要包括|反映|是指)",
            r"(?P<why>主要(?:原因|是|为|由于|有|系|因)|原因(?:是|为|:|在于|系))",
            rf"(?P<path>{_PATH}|{_CODED})",
            rf"(?P<item>{_ITEM})",
            rf"(?P<completion>(?:(?:完成|达到?|占|为|是)了?(?:20\d\d年度?)?的?{_OWN_BUDGET}*(?:支出|收入|财政拨款)?(?:年初|调整后?)?预算"
            rf"(?:数|安排|总额|任务|指标|收入|支出)*的?|(?:预算)?(?:完成|执行)(?:率|比例|进度))(?:为|达到?|约|是)?:?{_NEXT_PERCENT})",
            rf"(?P<full>完成了?(?:20\d\d年度?)?的?{_OWN_BUDGET}*(?:支出|收入)?(?:年初|调整后?)?预算(?:数|安排)?(?:为|的)?"
            rf"(?P<full_amount>{_NUMBER})(?P<full_unit>亿元|万元|元)的{_NEXT_PERCENT})",
            r"(?P<share>(?:所占|占)(?P<of>(?:[^,;。()\d]|\([^()]{1,6}\)|20\d\d年度?){0,40}?)的?(?:总?比(?:重|例|率)?)?(?:为|约|达|是)*:?"
            rf"{_NEXT_PERCENT})",
            r"(?P<unread>占(?=[^,;。]{0,40}%)|完成(?:年初|调整)?预算)",
            rf"(?P<amount>{_NUMBER}(?P<unit>亿元|万元|元|[万亿](?=[,;。()、]|$))(?![/／]|(?:\(含\))?以[上下内]))",
            r"(?P<nothing>(?<=[为是])0(?:\.0+)?(?=[,;。)]))",
            rf"(?P<percent>{_NUMBER}%)",
            r"(?P<prior>上一?年度?(?:年初|当年)?(?:预算|决算|执行|实际){0,2}(?:支出|收入)?(?:安排)?(?:数|额)?(?:为|是|:)?(?=-?\d))",
            r"(?P<measure>(?:年初|当年|全年|本年度?|年度|调整后?的?|支出|收入|实际|预计)*(?:预算|决算|执行|完成)(?:执行|完成)?"
            r"(?:支出|收入)?(?:安排)?(?:数|额|金额|总额)?(?:各|均)?(?:为|是|:|约|共)*(?=-?\d))",
            r"(?P<year>20\d\d年(?:度)?)",
            r"(?P<about>基本(?:相同|持平|一致))",
            r"(?P<same>(?:相同|持平|一致)|没有变化|无(?:增减)?(?:变化|变动)|不变|无增减)",
            r"(?P<up>增加|增长|上升|提高|增支|增幅|上涨)",
            r"(?P<down>减少|下降|降低|压减|减支|减幅|降幅)",
            r"(?P<among>(?:财政拨款)?(?:支出|收入)?(?:预算|决算)?(?:支出|收入)?(?:总额)?中(?=[,:])|(?:的)?(?:具体)?构成(?:情况)?(?:为|是|如下)?:)",
            r"(?P<parts>其中|包括:|分别(?:为|是)|(?:主要)?用于(?:以下|下列)(?:几个)?方面)",
            r"(?P<open>\()",
            r"(?P<close>\))",
            r"(?P<stop>[;。])",
        )
    )
)
IS_PATH = re.compile(rf"(?:{_PATH}|{_CODED})$")
# What stands around the item in a heading: its number, and 决算情况说明。
HEADING = re.compile(
    r"^(?:第[一二三四五六七八九十]+(?:部分|章)|\(?[一二三四五六七八九十]{1,3}[)、]|\(?\d{1,2}[).、](?!\d)|关于)+"
    r"|(?:(?:预算|决算|支出|收入|总体|具体|安排)*情况(?:的?说明)?)?[:。;]?$"
)
# Words that behind another item only say what kind of figure it is (公务接待费预算支出, 三公经费财政拨款支出).
GENERIC = {
    *("预算支出", "支出预算", "预算收入", "收入预算", "财政拨款支出", "财政拨款支出预算", "财政拨款预算支出"),
    *("一般公共预算财政拨款支出", "一般公共预算支出", "预算合计"),
}
# Items whose parts further sentences tell (其他收入20万元，占16%).
WHOLES = {
    *("department_budget", "revenue_budget", "total_revenue", "current_revenue", "appropriation_budget", "appropriation_revenue"),
    *("expenditure_budget", "total_expenditure", "current_expenditure", "appropriation_expenditure", "three_public"),
    *("general_public_budget_expenditure", "basic_expenditure", "general_public_basic_expenditure", "government_procurement"),
}
# What may stand between an item and its amount. Anything else makes the amount another item's.
GLUE = re.compile(
    r"^(?:一般公共预算|财政拨款|预算|决算|年初|年末|当年|全年|本年|安排|支出|收入|资金|经费|总额|总数|总计|合计|共计|金额|数额|额度|账面|原值|净值|价值|规模"
    r"|20\d\d年度?|数|额|为|是|共|总|计|约|各|均|拟|实际|执行|达到?"
    r"|拨入|列支|开支|发生|完成|[类款项]?科目|\([^()\d]{2,20}\)|[:]| )*$"
)
BETWEEN_CHANGE = re.compile(r"^(?:了|各|数|额|约|为|预算|支出|收入|资金|率|比例|幅度|达|[,:]| )*$")
BETWEEN_SAME = re.compile(r"^(?:预算|决算|执行|安排|数|相比|保持|均|[,:]| )*$")
ENUMERATED = re.compile(r"^(?:[、和与及,]|以及)$")
# Where the statements go on behind a reason, behind what an amount is used for, behind a share of which nothing is known.
_GOES_ON = r"(?:完成|为)(?:年初|全年|调整后?)?的?预算|占[^,;。]{0,16}\d%|(?:较|比)(?:上年|去年|20\d\d年)|与(?:上年|20\d\d年)|同比"
ENDS = {
    "why": re.compile(r"[;。]"),
    "use": re.compile(rf"[;。]|(?<=,)(?={_GOES_ON})"),
    "unread": re.compile(r"[,;。)、]"),
}
# A year in the middle of a sentence that the figures from there on are of (2024年预算安排…), not of a balance (2023年结转资金).
YEAR_OF_FIGURES = re.compile(
    r"(?:当年|年初)?(?:预算|决算|执行|安排|部门|单位|财政拨款|一般公共|全年|实际|支出|收入|计划|本|三公|公务|因公|机关运行|政府)"
)

_LEAD = re.compile(
    r"^(?:[、和与及]|以及|其中|分别|包括|含|另有|另|一是|二是|三是|四是|五是|涉及|安排|编列|本单位|本部门|我局|我单位|部门|20\d\d年度?|当年|本年度?|全年"
    r"|\(?\d{1,2}[).、]|\(?[一二三四五六七八九十]{1,3}[)、]| )+"
)
_MARK = re.compile(r"^(?:其中|20\d\d年度?|当年|本年度?|全年|\(?\d{1,2}[).、]|\(?[一二三四五六七八九十]{1,3}[)、]| )+")
_TAIL = re.compile(r"(?:为|是|共|计|约|安排|各|均|达到?|合计|总计|共计|:| )+$")
_HEAD = re.compile(
    r"(?:支出|收入|费|费用|经费|资金|拨款|专款|结余|结转|补助|补贴|公积金|年金|保险|缴费|工资|津贴|奖金|采购|合同|货物|工程|服务|预算|金额|总额|科目)$"
)
_NO_ITEM = re.compile(
    r"增加|减少|增长|下降|上升|主要|用于|原因|由于|因为|单价|人均|每|标准|不足|超过|达到|按照|根据|完成|压减|调整为|通过|落实|开展|实现|其余|差额|追加"
)
_NEUTRAL = re.compile(
    r"^(?:为|是|约|总体|整体|合计|共|共计|总|金额|数额|规模|实际|总额|预算|决算|数|支出|收入|安排|编制|年初|此项|该项|其|均|各)*$"
)
SAYS_WHICH = re.compile("年初|全年|调整|决算|执行")
BUDGET = re.compile(r"(?:年初|调整后?的?|全年)*(?:支出|收入)?(?:年初)?预算")
_OF_PREFIX = re.compile(r"^(?:本年度?|全年|当年|年度|本?部门|本?单位|全部|20\d\d年度?|同期|财政拨款(?=“?三公))+")
_WHOLE_OF = re.compile(r"(?<=.)总(?=支出$|收入$)")  # 一般公共预算财政拨款总支出
_OF_SUFFIX = re.compile(r"(?:总额|总数|总量|合计|总计|决算|决算数|预算数|金额|数|的)$")


HEADING_HEAD = re.compile(r"(?:支出|收入|费|费用|经费|科目)$")


def clause_start(text: str, end: int) -> int:
    """Where the clause that ends at `end` begins: behind the last punctuation mark or open bracket."""
    depth = 0
    for index in range(end - 1, -1, -1):
        character = text[index]
        if character == ")":
            depth += 1
        elif character == "(":
            if not depth:
                return index + 1
            depth -= 1
        elif character in ",;:。" and not depth:
            return index + 1
    return 0


def own_item(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of an item that the vocabulary does not know: a clause that begins with it and ends in a word for money."""
    begin = start + (lead.end() if (lead := _LEAD.match(text[start:end])) else 0)
    phrase = _TAIL.sub("", text[begin:end])
    if (
        not 2 <= len(phrase) <= 40
        or not _HEAD.search(phrase)
        or _NO_ITEM.search(phrase)
        or (GLUE.match(phrase) and phrase != "一般公共预算")
    ):
        return None
    return begin, begin + len(phrase)


def says_nothing(phrase: str) -> bool:
    """Whether words before a comparison name no item of their own (总体比上年增加)."""
    bare = _MARK.sub("", phrase)
    return bool(_NEUTRAL.match(bare)) and bare not in ("收入", "支出")


def known_item(printed: str) -> str | None:
    """The canonical item of words that may say more than its name: 本年收入合计, 政府采购支出总额."""
    bare = _OF_PREFIX.sub("", printed)
    for candidate in (printed, bare):
        while candidate:
            if known := ITEMS.get(candidate) or ITEMS.get(_WHOLE_OF.sub("", candidate)):
                return known
            shorter = _OF_SUFFIX.sub("", candidate)
            if shorter == candidate:
                break
            candidate = shorter
    return None


def amount_kind(words: str) -> str | None:
    """Which figure of an item the words around an amount call it: budget, revised_budget, executed or final; None for none."""
    own = re.sub(r"一般公共预算|政府性基金预算|国有资本经营预算|预算单位", "", words)
    if "调整" in own and "预算" in own:
        return "revised_budget"
    if "执行" in own or "实际" in own:
        return "executed"
    if "决算" in own:
        return "final"
    return "budget" if "预算" in own or "年初" in own else None
