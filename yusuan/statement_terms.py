"""Terms of the standard budget and final-accounts tables: statements, amount columns, lines, and how they are recognised.

Only words in here (财预〔2016〕143号 and its provincial variants); how a table is read is `forms/statement_*.py`, the variants of
columns and lines are `statement_words.py`. Words are compared in the form that `values.comparable` gives, without quotation
marks.
"""

import re

from yusuan.statement_words import COLUMN_VARIANTS, LINE_VARIANTS
from yusuan.values import comparable

_QUOTES = re.compile("[“”\"'‘’「」]")
_YEAR = re.compile(r"^(?:20\d\d|[二○〇零一三四五六七八九]{4})年?(?:度|年初)?")
_MONEY_UNIT = re.compile(r"[(（](?:金额)?(?:单位[:：])?(?:万|亿|百|千)?元[)）]")
_OF_WHICH = re.compile(r"^其中[:：]?")

# Statements in the order in which they are tried: term, and words of the title in their order.
# Final accounts (决算) carry the prefix `final_`; what a table is broken down by is a suffix where it is not the usual one.
_STATEMENTS = (
    ("three_public", r"一般公共.*三公"),
    ("government_fund_three_public", r"基金.*三公"),
    ("state_capital_three_public", r"国有资本.*三公"),
    ("three_public", r"三公"),
    ("agency_operating", r"机关运行"),
    ("agency_information", r"机构运行信息|相关信息统计|相关统计数?据?表"),
    ("government_procurement", r"政府采购"),
    ("purchased_services", r"购买(?:公共)?服务"),
    ("transfer_payments", r"转移支付"),
    ("asset_acquisition", r"新增资产|资产(?:配置|购置)"),
    ("fixed_assets", r"固定资产|国有资产|资产占[有用]|资产情况"),
    ("social_insurance_fund", r"社会?保险?基金"),
    ("fiscal_account_expenditure", r"专户.*支出"),
    ("government_fund_revenue_expenditure", r"基金.*(?:收支|收入.*支出)"),
    ("government_fund_project_expenditure", r"基金.*项目支出"),
    ("government_fund_basic_expenditure", r"基金.*基本支出"),
    ("government_fund_expenditure", r"基金.*支出"),
    ("state_capital_revenue_expenditure", r"国有资本.*(?:收支|收入.*支出)"),
    ("state_capital_expenditure", r"国有资本.*支出"),
    ("general_public_project_expenditure", r"一般公共.*项目支出"),
    ("appropriation_project_expenditure", r"财政拨款.*项目支出"),
    ("project_expenditure", r"项目支出"),
    ("general_public_basic_expenditure", r"一般公共.*基本支出"),
    ("appropriation_basic_expenditure", r"财政拨款.*基本支出"),
    ("basic_expenditure", r"基本支出"),
    ("general_public_summary", r"一般公共.*(?:收支|收入.*支出)"),
    ("general_public_expenditure", r"一般公共.*支出"),
    ("general_public_revenue", r"一般公共.*收入"),
    ("appropriation_summary", r"财政拨款.*(?:收支|收入.*支出)"),
    ("appropriation_expenditure", r"财政拨款.*支出"),
    ("appropriation_revenue", r"财政拨款.*收入"),
    ("revenue_expenditure_summary", r"收支|收入.*支出"),
    ("non_tax_revenue", r"非税收入"),
    ("revenue_summary", r"收入"),
    ("expenditure_summary", r"(?<![费性])支出"),
    ("personnel_expenditure", r"人员经费"),
    ("public_funds_expenditure", r"公用经费"),
    ("project_plan", r"项目中期|中期.*规划"),
    ("project_expenditure", r"(?:专项资金|项目经费).*预算"),
)
_OLD_NAMES = (("公共财政预算", "一般公共预算"),)
_BY_GOVERNMENT_ECONOMY = re.compile(r"政府(?:预算)?(?:支出)?经济分类")
_BY_ECONOMY = re.compile(r"经济(?:分类|科目)")
_ECONOMY_IS_USUAL = ("basic_expenditure", "agency_operating")

# A line that is a title: it ends like one, and it is none of the forms that others read.
_TITLE_END = re.compile(r"(?:(?<!代)表|采购(?:支出)?预算)(?:[-—－]+.{2,16})?(?:[(（].{1,20}[)）])*$")
_DETAIL = re.compile(r"表[-—－]+(?!.*(?:经济|功能)分类$)")  # one of several tables of its kind: 明细表-商品和服务支出
_NOT_A_TITLE = re.compile(r"绩效|自评|目标表|[。；;，,:：]|构成表$|机构设置|基本情况|^(?:见|如|详见|附)?下?表$|公开\d+表$")
_UNIT_OF_MONEY = re.compile(r"(?:金额|计量)?单位[:：].*$")
_ORDINAL = re.compile(
    r"^(?:附件\d*[-—\d]*[:：](?=.)|(?:部门|单位|公开|附|附件|预算|财决)*(?:表(?:[二三四五六七八九十\d]|一(?!般))+(?:[-—之]\d+)?|\d+(?:-\d+)?表)[、.:：]?(?=.)"
    r"|[(（][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+、|\d{1,2}(?:-\d+)?[.、．](?!\d)|\d{1,2}(?:-\d+)+(?=\D))"
)
_CONTINUED = re.compile(r"[(（](?:续表?\d*|接上页)[)）]$|续表?$")

COLUMNS = {printed: term for term, variants in COLUMN_VARIANTS.items() for printed in variants.split()}
# Over these a heading names a part of its own: 政府性基金/基本支出 is not the basic expenditure of the whole.
GROUPS = frozenset(
    ("carried_forward", "general_public_budget", "government_fund", "state_capital", "fiscal_account", "unit_funds")
)
MEASURES = frozenset(("budget", "revised_budget", "final", "previous_budget", "previous_final", "change"))
_COLUMN_TAIL = re.compile(r"(?:支出)?(?:年初)?(?:预算|决算)(?:数|金额|总额)?$")
_CHANGE = re.compile(r"^(?:本年)?(?:预算)?[比较与同].*(?:增减|变动)(?:变化|情况)?(?:额|数|金额)?$")
# Words around a heading that say nothing of its own: 财政专户拨款, 项目支出合计, 本年年初预算数.
_COLUMN_FRAME = re.compile(r"^(?:本年度?|当年|本级)|(?:合计|小计|总额|金额|资金|拨款|收入|支出|安排|费用|经费)$")

# Columns without amounts: codes and names, helper columns, quantities and percentages.
_CODE = re.compile(r"(?:编码|代码|科目号)$")
_CODE_LEVELS = {"类": 3, "款": 2, "项": 2}
_CODE_AND_NAME = re.compile(r"(?:编码|代码)(?:和|及|与|[/、(])*(?:科目)?名称\)?$|科目$|^科目\(")
_NAME = re.compile(r"(?:名称|项目|科目|分类|目录|品目|支出用途|事项|用途|收入来源)(?:\(.*\))?$")
_HELPER = re.compile(r"^(?:栏次|行次|序号|备注|说明|编号|填报说明|计量单位|规格|(?:政府采购)?目录序号|品目编码)$")
_QUANTITY = re.compile(r"^(?:采购|购置|配置)?数量(?:\(.*\))?$|^(?:实有|编制|在职|离退休)?人数(?:\(.*\))?$")
_ATTRIBUTE = re.compile(r"原因|方式|性质|类别|类型|级次|依据|内容|摘要|时间|年度|规格|是否|品目|来源|范围|地址|名单")
_PERCENT = re.compile(r"%|％|百分比|比例|比重|占比|幅度|增长率|增幅|完成率|执行率|变化率|变动率|增减率")
_SIDE = re.compile(r"^(?:本年|当年|财政拨款|部门|预算)*(收入|支出)(?:预算|决算|部分|项目|科目|内容|项目名称)?$")

LINES = {printed: term for term, variants in LINE_VARIANTS.items() for printed in variants.split()}
_LINE_NUMBER = re.compile(
    r"^(?:(?P<first>[一二三四五六七八九十]+)[、.．]|[(（](?P<second>[一二三四五六七八九十]+)[)）][、.]?"
    r"|(?P<third>\d{1,2})[.、．)](?!\d)|[(（](?P<fourth>\d{1,2})[)）])"
)
_COUNTED = re.compile(
    r"\((?:个|人|人次|批次|批|辆|台|套|台套|台,套|次|家)\)$|(?:人数|人次|批次|辆数|个数|团组数|保有量)(?:\(.*\))?$"
)
_EMPTY = re.compile(r"空表|(?:无|没有).*(?:数据|支出|收支|收入|预算|采购|安排)|不涉及|不存在")


def plain(text: str | None) -> str:
    """A heading or name in the form in which it is looked up: comparable, without quotation marks."""
    return _QUOTES.sub("", comparable(text))


def title(line: str | None) -> str | None:
    """The title that a line prints, without white space, number, 续表 and unit of money; None for a line that is none."""
    text = _UNIT_OF_MONEY.sub("", "".join((line or "").split()))
    text = _CONTINUED.sub("", _ORDINAL.sub("", text, count=1))
    return text if 2 < len(text) <= 60 and _TITLE_END.search(text) and not _NOT_A_TITLE.search(text) else None


def statement(title_text: str) -> str | None:
    """Canonical statement of a title (2025年部门收入预算总表 -> revenue_summary); None where its words are not known."""
    text = plain(title_text)
    for old, new in _OLD_NAMES:
        text = text if new in text else text.replace(old, new)
    term = next((term for term, needs in _STATEMENTS if re.search(needs, text)), None)
    if term is None:
        return None
    if _BY_GOVERNMENT_ECONOMY.search(text):
        term += "_by_government_economy"
    elif _BY_ECONOMY.search(text) and not term.endswith(_ECONOMY_IS_USUAL):
        term += "_by_economy"
    if _DETAIL.search(text):
        term += "_detail"
    return f"final_{term}" if "决算" in text else term


def column(heading: str | None) -> str | None:
    """Canonical term of an amount column's heading (2019年预算数 -> budget); None where it is not known."""
    text = _OF_WHICH.sub("", _MONEY_UNIT.sub("", plain(heading)))
    short = _YEAR.sub("", text)
    bare = _COLUMN_TAIL.sub("", short)
    known = COLUMNS.get(text) or COLUMNS.get(short) or COLUMNS.get(bare)
    if known is None and _CHANGE.match(short):
        return "change"
    if known is None:
        core = COLUMNS.get(_COLUMN_FRAME.sub("", short)) or COLUMNS.get(_COLUMN_FRAME.sub("", bare))
        known = None if core == "other_funds" else core  # 其他 is a source of funds, 其他补助支出 is not
    return known


def heading_unit(heading: str | None) -> str | None:
    """The unit of money that a heading itself declares: 金额（万元）."""
    match = re.search(r"\((?:金额)?(?:单位:)?(亿元|万元|元)\)", plain(heading))
    return match[1] if match else None


def year(heading: str | None) -> int | None:
    """The year that a heading begins with (2019年预算数)."""
    match = re.match(r"(20\d\d)年", plain(heading))
    return int(match[1]) if match else None


def line(name: str | None) -> str | None:
    """Canonical term of a line's name, without its number and 其中; None for lines that only a classification names."""
    text = bare_name(name)
    bare = re.sub(r"\(不?包?[含括].*\)$|\(补助\)$", "", text)
    return LINES.get(text) or LINES.get(bare) or LINES.get(re.sub(r"(?:支出|收入)$", "", bare))


def bare_name(name: str | None) -> str:
    text = _MONEY_UNIT.sub("", plain(name))
    text = _OF_WHICH.sub("", _LINE_NUMBER.sub("", _OF_WHICH.sub("", text), count=1))
    return _YEAR.sub("", text) if text not in LINES else text


def depth(name: str | None) -> int | None:
    """How deep a line's number stands: 一、1, （一）2, 1. 3, (1) 4; None for a name without a number."""
    match = _LINE_NUMBER.match(plain(name))
    return None if match is None else next(level for level, found in enumerate(match.groups(), 1) if found)


def is_of_which(name: str | None) -> bool:
    """Whether a line or heading prints only some of the parts of the one above it (其中：…)."""
    return bool(_OF_WHICH.match(plain(name)) and plain(name).startswith("其中"))


def is_total(name: str | None) -> bool:
    """Whether a line is a total or subtotal, never to be added to its parts."""
    return bool(re.search(r"(?:合计|总计|小计|总额)$", bare_name(name)))


def is_count(name: str | None) -> bool:
    """Whether a line counts things (因公出国团组数（个）): its number is no money, whatever unit the table declares."""
    return bool(_COUNTED.search(plain(name)))


def is_attribute(heading: str) -> bool:
    """Whether a heading speaks of words rather than amounts (采购方式, 变动原因): what a blank column below it would hold."""
    return bool(_ATTRIBUTE.search(plain(heading)))


def unit_of_count(*texts: str | None) -> str | None:
    """The unit that a line or heading of counts declares in brackets (公务用车保有量（辆）)."""
    found = (re.search(r"\(([^()\d]{1,4})\)$", plain(text)) for text in texts)
    return next((match[1] for match in found if match), None)


def says_empty(text: str) -> bool:
    """Whether a note below a table says that it is printed without figures (空表列示, 故本表无数据)."""
    return bool(_EMPTY.search(plain(text)))


def side(heading: str | None) -> str | None:
    """revenue or expenditure of a heading over one block of a two-sided table."""
    match = _SIDE.match(plain(heading))
    return None if match is None else {"收入": "revenue", "支出": "expenditure"}[match[1]]


def label(headings: tuple[str, ...]) -> str | None:
    """What a column without amounts holds, by its headings from top to bottom: code, class, section, item (类, 款, 项),
    code_name, unit_code, project_code, name, unit, helper, percent, count; None for a column of amounts or an unknown one."""
    texts = [plain(heading) for heading in headings]
    last, above = texts[-1], "".join(texts[:-1])
    if last in _CODE_LEVELS and (_CODE.search(above) or "科目" in above or "分类" in above or not above):
        return {"类": "class", "款": "section", "项": "item"}[last]
    if _CODE_AND_NAME.search(last):
        return "code_name"
    if _CODE.search(last):
        return "unit_code" if re.search(r"单位|部门", last) else "project_code" if "项目" in last else "code"
    if _HELPER.match(last):
        return "helper"
    if _PERCENT.search(last):
        return "percent"
    if _QUANTITY.match(last):
        return "count"
    if column(last):
        return None
    if re.search(r"(?:单位|部门|处室)(?:\(.*\))?(?:名称)?$", last):
        return "unit"
    return "name" if _NAME.search(last) else None
