"""Terms of the standard budget and final-accounts tables: statements, amount columns, lines, and the ways they are printed.

Only words in here (财预〔2016〕143号 and its provincial variants); how a table is read is `forms/statement_*.py`. Words are
compared in the form that `values.comparable` gives, without quotation marks.
"""

import re

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
    ("fixed_assets", r"固定资产|国有资产|资产占[有用]|资产情况"),
    ("government_fund_revenue_expenditure", r"基金.*(?:收支|收入.*支出)"),
    ("government_fund_project_expenditure", r"基金.*项目支出"),
    ("government_fund_basic_expenditure", r"基金.*基本支出"),
    ("government_fund_expenditure", r"基金(?!.*保险).*支出"),
    ("social_insurance_fund", r"社会?保险?基金"),
    ("state_capital_revenue_expenditure", r"国有资本.*(?:收支|收入.*支出)"),
    ("state_capital_expenditure", r"国有资本.*支出"),
    ("fiscal_account_expenditure", r"财政专户.*支出"),
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
    ("revenue_summary", r"收入"),
    ("expenditure_summary", r"支出"),
)
_BY_GOVERNMENT_ECONOMY = re.compile(r"政府(?:预算)?(?:支出)?经济分类")
_BY_ECONOMY = re.compile(r"经济(?:分类|科目)")
_ECONOMY_IS_USUAL = ("basic_expenditure", "agency_operating")

# A line that is a title: it ends like one, and it is none of the forms that others read.
_TITLE_END = re.compile(r"(?:(?<!代)表|采购(?:支出)?预算)(?:[(（].{1,20}[)）])*$")
_NOT_A_TITLE = re.compile(r"绩效|自评|目标表|[。；;，,:：]|构成表$|机构设置|基本情况|^(?:见|如|详见|附)?下?表$|公开\d+表$")
_UNIT_OF_MONEY = re.compile(r"(?:金额|计量)?单位[:：].*$")
_ORDINAL = re.compile(
    r"^(?:附件\d*[-—\d]*[:：](?=.)|(?:部门|单位|公开|附|附件|预算|财决)*(?:表(?:[二三四五六七八九十\d]|一(?!般))+(?:[-—之]\d+)?|\d+(?:-\d+)?表)[、.:：]?(?=.)"
    r"|[(（][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+、|\d{1,2}(?:-\d+)?[.、．](?!\d)|\d{1,2}(?:-\d+)+(?=\D))"
)
_CONTINUED = re.compile(r"[(（](?:续表?\d*|接上页)[)）]$|续表?$")

# Amount columns: canonical term and the headings that print it.
_COLUMN_VARIANTS = {
    "total": (
        "合计 总计 小计 总额 合计数 总计数 预算合计 收入合计 支出合计 收入总计 支出总计 本年收入合计 本年支出合计 本年合计 "
        "全口径合计 资金总额 金额合计"
    ),
    "amount": "金额 数额",
    "budget": "预算数 预算 预算资金 本年预算数 当年预算数 年初预算数 本年预算 预算金额 年预算数 预算安排 部门预算 年初预算",
    "revised_budget": "全年预算数 调整预算数 调整后预算数 预算调整数",
    "final": "决算数 本年决算数 决算 执行数 全年执行数 决算金额 统计数 决算统计数",
    "previous_budget": "上年预算数 上年预算 上年年初预算数",
    "previous_final": "上年执行数 上年预算执行数 上年决算数 上年完成数",
    "change": "增减额 增减金额 增减 增减数 比上年增减 比上年增减额 增减变化 较上年增减 变动金额 增减变动 比上年增减数",
    "current_revenue": "本年收入 当年收入",
    "current_expenditure": "本年支出 当年支出",
    "basic_expenditure": "基本支出",
    "personnel": "人员经费 人员支出 人员类 人员类项目 人员经费支出",
    "public_funds": "公用经费 日常公用经费 公用支出 日常公用支出 公用经费支出 公用经费项目 运转类",
    "wages": "工资福利支出",
    "personal_subsidies": "对个人和家庭的补助 对个人和家庭补助支出 对个人和家庭的补助支出",
    "goods_and_services": "商品和服务支出",
    "capital": "资本性支出 其他资本性支出",
    "capital_construction": "资本性支出(基本建设) 基本建设支出",
    "debt_interest": "债务利息及费用支出 债务利息支出 债务付息支出",
    "enterprise_subsidies": "对企业补助 对企事业单位的补贴",
    "enterprise_construction": "对企业补助(基本建设)",
    "social_security_subsidies": "对社会保障基金补助",
    "other_expenditure": "其他支出",
    "project_expenditure": "项目支出",
    "specific_targets": "特定目标类项目 特定目标类 特定目标类支出",
    "other_operating": "其他运转类 其他运转类项目 其他运转",
    "reserved": "单位预留机动经费 预留机动经费 预备费",
    "remitted_to_superior": "上缴上级支出",
    "business_expenditure": "事业单位经营支出 经营支出",
    "subsidiary_subsidies": "对附属单位补助支出 对下级单位补助支出 对附属单位补助",
    "carried_to_next_year": "结转下年 结转下年资金 年终结转结余 年末结转和结余 年末结转结余 结转下年支出",
    "appropriation": "财政拨款 财政拨款收入 财政拨款支出 本年财政拨款 财政拨款合计 财政性资金",
    "current_appropriation": "本年拨款 当年财政拨款 本年财政拨款收入 当年拨款 当年财政拨款安排",
    "general_public_budget": (
        "一般公共预算 一般公共预算拨款 一般公共预算拨款收入 一般公共预算财政拨款 一般公共预算财政拨款收入 一般公共预算收入 "
        "一般公共预算资金 一般公共预算支出 公共财政预算 公共财政预算拨款 一般公共预算当年拨款"
    ),
    "government_fund": (
        "政府性基金 政府性基金预算 政府性基金预算拨款 政府性基金预算拨款收入 政府性基金预算财政拨款 政府性基金收入 "
        "政府性基金预算财政拨款收入 政府性基金预算收入 政府性基金预算资金 政府性基金拨款 基金预算拨款 政府性基金预算支出 "
        "政府性基金安排"
    ),
    "state_capital": (
        "国有资本经营预算 国有资本经营预算拨款 国有资本经营预算拨款收入 国有资本经营预算财政拨款 国有资本经营预算收入 "
        "国有资本经营预算财政拨款收入 国有资本经营收入 国有资本经营预算资金 国有资本经营预算支出"
    ),
    "fiscal_account": "财政专户管理资金 财政专户管理资金收入 财政专户核拨 财政专户核拨资金 专户资金 财政专户",
    "education_fees": "教育收费",
    "unit_funds": "单位资金 单位资金收入 单位自有资金",
    "institutional_revenue": "事业收入",
    "business_revenue": "事业单位经营收入 经营收入",
    "superior_subsidies": "上级补助收入",
    "subsidiary_revenue": "附属单位上缴收入 附属单位缴款",
    "other_revenue": "其他收入 其他来源收入",
    "other_funds": "其他资金 其他",
    "carried_forward": (
        "上年结转 上年结转安排 上年结转结余 上年结转和结余 上年结转资金 年初结转和结余 财政拨款结转结余 年初结转结余 "
        "上年结余 结转结余"
    ),
    "non_appropriation_balance_used": (
        "使用非财政拨款结余 用事业基金弥补收支差额 动用非财政拨款结余 使用非财政拨款结余(含专用结余)"
    ),
    "three_public": "三公经费 财政拨款三公经费 三公经费合计 三公经费支出 三公经费财政拨款预算 三公经费财政拨款",
    "overseas_travel": "因公出国(境)费 因公出国 因公出国(境)费用 因公出国(境)经费 因公出国(境)",
    "official_vehicles": (
        "公务用车购置及运行费 公务用车购置及运行维护费 公务用车购置和运行费 公务用车购置和运行维护费 公务用车费 "
        "公务用车购置及运行"
    ),
    "vehicle_purchase": "公务用车购置费 购置费 公务用车购置",
    "vehicle_operation": "公务用车运行费 公务用车运行维护费 运行费 运行维护费 公务用车运行维护 公务用车运行",
    "vehicle_fuel": "公务用车加油 加油费",
    "vehicle_repair": "公务用车维修 维修费",
    "vehicle_insurance": "公务用车保险 保险费",
    "official_reception": "公务接待费",
    "conference": "会议费",
    "training": "培训费",
    "agency_operating": "机关运行经费 机关运行经费支出 机关运行费",
    "procurement": "政府采购金额 采购金额 政府采购预算金额",
    "unit_price": "单价",
    "value": "价值 账面价值 资产价值 账面原值",
}
COLUMNS = {printed: term for term, variants in _COLUMN_VARIANTS.items() for printed in variants.split()}
# Over these a heading names a part of its own: 政府性基金/基本支出 is not the basic expenditure of the whole.
GROUPS = frozenset(
    ("carried_forward", "general_public_budget", "government_fund", "state_capital", "fiscal_account", "unit_funds")
)
MEASURES = frozenset(("budget", "revised_budget", "final", "previous_budget", "previous_final", "change"))
_COLUMN_TAIL = re.compile(r"(?:支出)?(?:年初)?(?:预算|决算)(?:数|金额|总额)?$")
# Words around a heading that say nothing of its own: 财政专户拨款, 项目支出合计, 本年年初预算数.
_COLUMN_FRAME = re.compile(r"^(?:本年度?|当年|本级)|(?:合计|小计|总额|金额|资金|拨款|收入|支出|安排|费用|经费)$")

# Columns without amounts: codes and names, helper columns, quantities and percentages.
_CODE = re.compile(r"(?:编码|代码|科目号)$")
_CODE_LEVELS = {"类": 3, "款": 2, "项": 2}
_CODE_AND_NAME = re.compile(r"(?:编码|代码)(?:和|及|与|[/、(])*(?:科目)?名称\)?$|科目$|^科目\(")
_NAME = re.compile(r"(?:名称|项目|科目|分类|目录|支出用途|事项|用途|收入来源)(?:\(.*\))?$")
_HELPER = re.compile(r"^(?:栏次|行次|序号|备注|说明|编号|填报说明|计量单位|规格|(?:政府采购)?目录序号|品目编码)$")
_QUANTITY = re.compile(r"^(?:采购|购置|配置)?数量(?:\(.*\))?$|^(?:实有|编制|在职|离退休)?人数(?:\(.*\))?$")
_PERCENT = re.compile(r"%|％|百分比|比例|比重|占比|幅度|增长率|增幅|完成率|执行率|变化率|变动率|增减率")
_SIDE = re.compile(r"^(?:本年|当年|财政拨款|部门|预算)*(收入|支出)(?:预算|决算|部分|项目|科目|内容|项目名称)?$")

# Lines of summary tables: canonical term and the ways they are printed, without number and 其中.
_LINE_VARIANTS = {
    "total": "合计 总计 本页合计",
    "total_revenue": "收入总计 收入合计 收入总额 收入总预算",
    "total_expenditure": "支出总计 支出合计 支出总额 支出总预算",
    "current_revenue": "本年收入合计 当年收入小计 当年收入合计 本年收入小计 本年收入 当年收入",
    "current_expenditure": "本年支出合计 当年支出小计 当年支出合计 本年支出小计 本年支出 当年支出",
    "carried_forward": (
        "上年结转 上年结转结余 上年结转和结余 上年结转资金 年初结转和结余 上年结余结转 年初财政拨款结转和结余 "
        "上年结转收入 年初结转结余 上年结转和结余资金 上年财政拨款结转 上年结余 动用上年结转和结余资金"
    ),
    "non_appropriation_balance_used": (
        "使用非财政拨款结余 用事业基金弥补收支差额 动用事业基金弥补收支差额 使用非财政拨款结余(含专用结余) "
        "使用非财政拨款结余和专用结余 动用非财政拨款结余"
    ),
    "carried_to_next_year": (
        "结转下年 结转下年资金 年终结转结余 年末结转和结余 年末结转结余 年末财政拨款结转和结余 结转下年支出 年终结转和结余"
    ),
    "surplus_distribution": "结余分配",
    "personnel_total": "人员经费合计",
    "public_funds_total": "公用经费合计",
    "basic_expenditure": "基本支出",
    "project_expenditure": "项目支出",
    "reserved": "单位预留机动经费 预留机动经费",
    "general_public_budget": _COLUMN_VARIANTS["general_public_budget"],
    "government_fund": _COLUMN_VARIANTS["government_fund"],
    "state_capital": _COLUMN_VARIANTS["state_capital"],
    "appropriation": "财政拨款收入 财政拨款",
    "fiscal_account": _COLUMN_VARIANTS["fiscal_account"],
    "unit_funds": _COLUMN_VARIANTS["unit_funds"],
    "institutional_revenue": _COLUMN_VARIANTS["institutional_revenue"],
    "business_revenue": _COLUMN_VARIANTS["business_revenue"],
    "superior_subsidies": _COLUMN_VARIANTS["superior_subsidies"],
    "subsidiary_revenue": _COLUMN_VARIANTS["subsidiary_revenue"],
    "other_revenue": _COLUMN_VARIANTS["other_revenue"],
    "other_funds": "其他资金",
    "three_public": "三公经费 三公经费合计 三公经费小计",
    "overseas_travel": _COLUMN_VARIANTS["overseas_travel"],
    "official_vehicles": _COLUMN_VARIANTS["official_vehicles"],
    "vehicle_purchase": _COLUMN_VARIANTS["vehicle_purchase"],
    "vehicle_operation": _COLUMN_VARIANTS["vehicle_operation"],
    "official_reception": _COLUMN_VARIANTS["official_reception"],
    "conference": _COLUMN_VARIANTS["conference"],
    "training": _COLUMN_VARIANTS["training"],
    "agency_operating": _COLUMN_VARIANTS["agency_operating"],
}
LINES = {printed: term for term, variants in _LINE_VARIANTS.items() for printed in variants.split()}
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
    term = next((term for term, needs in _STATEMENTS if re.search(needs, text)), None)
    if term is None:
        return None
    if _BY_GOVERNMENT_ECONOMY.search(text):
        term += "_by_government_economy"
    elif _BY_ECONOMY.search(text) and not term.endswith(_ECONOMY_IS_USUAL):
        term += "_by_economy"
    return f"final_{term}" if "决算" in text else term


def column(heading: str | None) -> str | None:
    """Canonical term of an amount column's heading (2019年预算数 -> budget); None where it is not known."""
    text = _OF_WHICH.sub("", _MONEY_UNIT.sub("", plain(heading)))
    short = _YEAR.sub("", text)
    bare = _COLUMN_TAIL.sub("", short)
    known = COLUMNS.get(text) or COLUMNS.get(short) or COLUMNS.get(bare)
    if known is None and short not in COLUMNS:
        core = COLUMNS.get(_COLUMN_FRAME.sub("", short)) or COLUMNS.get(_COLUMN_FRAME.sub("", bare))
        known = None if core == "other_funds" else core  # 其他 is a source of funds, 其他补助支出 is not
    return known


def year(heading: str | None) -> int | None:
    """The year that a heading begins with (2019年预算数)."""
    match = re.match(r"(20\d\d)年", plain(heading))
    return int(match[1]) if match else None


def line(name: str | None) -> str | None:
    """Canonical term of a line's name, without its number and 其中; None for lines that only a classification names."""
    text = bare_name(name)
    return LINES.get(text) or LINES.get(re.sub(r"(?:支出|收入)$", "", text))


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
