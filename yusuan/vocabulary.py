"""Canonical terms and their printed variants: indicator levels, measures, sources of funds, items of totals.

Only words in here; how a value is read from text is `values.py`, how a code is built is `codes.py`. Variants are compared in the
form that `values.comparable` gives (NFKC, no white space).
"""

import re

# Level 1 and 2 of performance indicators: 财预〔2021〕101号 and its forerunners; 效果 and 环境 are older words.
DIMENSIONS = {
    "产出指标": "output",
    "效益指标": "benefit",
    "效果指标": "benefit",
    "满意度指标": "satisfaction",
    "成本指标": "cost",
}
CATEGORIES = {
    "数量指标": "quantity",
    "质量指标": "quality",
    "时效指标": "timeliness",
    "进度指标": "timeliness",
    "成本指标": "cost",
    "经济成本指标": "economic_cost",
    "社会成本指标": "social_cost",
    "生态环境成本指标": "ecological_cost",
    "经济效益指标": "economic",
    "社会效益指标": "social",
    "生态效益指标": "ecological",
    "环境效益指标": "ecological",
    "生态环境效益指标": "ecological",
    "可持续影响指标": "sustainability",
    "可持续发展指标": "sustainability",
    "服务对象满意度指标": "satisfaction",
    "满意度指标": "satisfaction",
    "社会公众或服务对象满意度指标": "satisfaction",
}

FUND_SOURCES = {
    "年度资金总额": "total",
    "年度财政资金总额": "total",
    "资金总额": "total",
    "总额": "total",
    "合计": "total",
    "当年财政拨款": "current_appropriation",
    "财政拨款": "current_appropriation",
    "财政资金": "current_appropriation",
    "上年结转资金": "carried_forward",
    "上年结转": "carried_forward",
    "其他资金": "other",
    "非财政拨款": "other",
    "单位资金": "other",
    "财政专户管理资金": "other",
}

# Items of totals and changes: canonical term and the ways departments print it, without quotation marks.
_ITEM_VARIANTS = {
    "department_budget": (
        "预算收支 收支预算 收支总预算 收支预算总计 收、支预算总计 收支总计 收、支总计 收入支出总计 "
        "收入、支出预算总计 收入、支出总计 收入、支出决算总计 收、支决算总计 收入支出决算总计 部门预算总额"
    ),
    "revenue_budget": "预算收入 收入预算 收入预算总计 收入预算总额 收入总预算",
    "total_revenue": "收入总计 总收入",
    "current_revenue": "本年收入合计 本年收入 本年收入预算合计 本年预算收入 收入合计",
    "general_public_budget_revenue": (
        "一般公共预算收入 一般公共预算拨款收入 一般公共预算财政拨款收入 一般公共预算当年拨款收入 "
        "一般公共预算收入预算 一般公共预算财政拨款 一般公共预算拨款"
    ),
    "government_fund_revenue": (
        "政府性基金收入 政府性基金预算收入 政府性基金预算拨款收入 政府性基金收入预算 政府性基金预算财政拨款收入 "
        "政府性基金预算财政拨款 政府性基金财政拨款 政府性基金拨款 政府性基金预算拨款"
    ),
    "state_capital_revenue": (
        "国有资本经营预算收入 国有资本经营收入 国有资本经营预算拨款收入 国有资本经营预算财政拨款收入 "
        "国有资本经营预算财政拨款 国有资本经营财政拨款 国有资本经营预算拨款"
    ),
    "appropriation_revenue": "财政拨款收入 财政拨款收入预算 财政拨款收入预算总计",
    "fiscal_account_revenue": "财政专户管理资金收入 财政专户管理资金 财政专户管理资金收入预算总计",
    "institutional_revenue": "事业收入",
    "business_revenue": "事业单位经营收入 经营收入",
    "superior_subsidy_revenue": "上级补助收入",
    "subsidiary_revenue": "附属单位上缴收入",
    "unit_funds_revenue": "单位资金收入 单位资金",
    "other_funds_revenue": "其他资金收入 其他资金收入预算总计",
    "other_revenue": "其他收入",
    "carried_forward": "上年结转 上年结转资金 上年结转结余 上年结转和结余 年初结转和结余 上年结转收入",
    "non_appropriation_balance_used": "使用非财政拨款结余",
    "expenditure_budget": "支出预算 预算支出 支出预算总计 支出预算总额 支出总预算",
    "total_expenditure": "支出总计 总支出",
    "current_expenditure": "本年支出合计 本年支出 本年支出预算合计 支出合计",
    "appropriation_budget": (
        "财政拨款收支总预算 财政拨款收、支总预算 财政拨款收支总计 财政拨款收、支总计 财政拨款收入支出总计 财政拨款收支预算总计 "
        "财政拨款收、支预算总计 财政拨款收入、支出总计"
    ),
    "appropriation_expenditure": "财政拨款支出 财政拨款支出预算 财政拨款预算支出",
    "general_public_budget_expenditure": (
        "一般公共预算支出 一般公共预算财政拨款支出 一般公共预算拨款支出 一般公共预算支出预算 "
        "一般公共预算财政拨款支出预算 一般公共预算当年拨款"
    ),
    "government_fund_expenditure": (
        "政府性基金支出 政府性基金预算支出 政府性基金预算财政拨款支出 政府性基金支出预算 政府性基金财政拨款支出 "
        "政府性基金拨款支出 政府性基金预算拨款支出"
    ),
    "state_capital_expenditure": "国有资本经营预算支出 国有资本经营支出 国有资本经营预算财政拨款支出 国有资本经营预算拨款支出",
    "carried_to_next_year": "结转下年 结转下年资金 年末结转和结余 年终结转结余",
    "basic_expenditure": "基本支出 基本支出预算",
    "appropriation_basic_expenditure": "财政拨款基本支出 财政拨款基本支出预算",
    "general_public_basic_expenditure": (
        "一般公共预算基本支出 一般公共预算财政拨款基本支出 一般公共预算基本支出预算 一般公共预算财政拨款基本支出预算"
    ),
    "personnel": "人员经费 人员支出 人员经费支出",
    "public_funds": "公用经费 日常公用经费 公用支出 日常公用支出 公用经费支出",
    "project_expenditure": "项目支出 项目支出预算",
    "appropriation_project_expenditure": "财政拨款项目支出",
    "general_public_project_expenditure": "一般公共预算项目支出 一般公共预算财政拨款项目支出",
    "agency_operating": "机关运行经费 机关运行费 机关运行经费支出",
    "three_public": "三公经费 三公经费支出",
    "overseas_travel": "因公出国(境)费 因公出国(境)费用 因公出国(境)经费 因公出国(境)支出 因公出国(境) 因公出国",
    "official_vehicles": (
        "公务用车购置及运行费 公务用车购置及运行维护费 公务用车购置和运行维护费 公务用车购置及运维费 "
        "公务用车购置和运行费 公务用车费"
    ),
    "vehicle_purchase": "公务用车购置费 公务用车购置 公务用车购置支出 公务用车购置费用",
    "vehicle_operation": (
        "公务用车运行费 公务用车运行维护费 公务用车运行维护支出 公务用车运行维护 公务用车运维费 公务用车运行费用 "
        "公务用车运行支出 公务用车运行维护费用"
    ),
    "official_reception": "公务接待费 公务接待支出 公务接待费用 公务接待",
    "domestic_reception": "国内公务接待费 国内公务接待支出 国内公务接待 国内接待费 国内接待支出",
    "foreign_reception": "外事接待费 外事接待支出 外宾接待费 外宾接待支出 国(境)外公务接待费 国(境)外公务接待支出 国(境)外接待费",
    "conference": "会议费",
    "training": "培训费",
    "fixed_assets": "固定资产 资产总额",
    "planned_fixed_assets": "拟购置固定资产",
    "other_fixed_assets": "其他固定资产",
    "government_procurement": "政府采购 政府采购预算 政府采购支出 政府采购支出预算 政府采购金额",
    "procurement_goods": (
        "政府采购货物 政府采购货物支出 政府采购货物预算 拟采购货物支出 拟购买货物支出 拟购买货物 货物采购 货物类采购"
    ),
    "procurement_works": (
        "政府采购工程 政府采购工程支出 政府采购工程预算 拟采购工程支出 拟购买工程支出 拟购买工程 工程采购 工程类采购"
    ),
    "procurement_services": (
        "政府采购服务 政府采购服务支出 政府采购服务预算 拟购买服务支出 拟采购服务支出 拟购买服务 服务采购 服务类采购"
    ),
    "procurement_small_and_medium": "授予中小企业合同金额 授予中小企业的合同金额",
    "procurement_small": "授予小微企业合同金额 授予小微企业的合同金额 授予小型微型企业合同金额",
    "fiscal_funds": "财政资金",
    "other_funds": "其他资金",
    "project_budget": "项目预算数",
    "budget_total": "部门预算合计 单位预算合计 预算合计 预算数合计",
    "funds_received": "实际到位",
    "funds_spent": "实际支出",
}
ITEMS = {printed: canonical for canonical, variants in _ITEM_VARIANTS.items() for printed in variants.split()}
_QUOTES = re.compile("[“”\"'‘’]")

_MEASURES = (
    "亿元 万元 千元 百元 元 万 亿 % ％ ‰ 百分比 百分点 个百分点 人 万人 人次 万人次 人天 户 万户 户次 次 场 场次 批 "
    "批次 期 班 班次 件 万件 份 万份 本 册 张 块 套 台 台套 部 辆 辆次 艘 架 个 家 家次 所 座 栋 幢 间 处 条 项 篇 起 "
    "宗 例 笔 支 种 类 只 头 匹 羽 株 棵 粒 瓶 桶 箱 袋 盒 剂 剂次 针次 床 床位 张床 门 节 课时 学时 小时 分钟 秒 天 "
    "日 工作日 个工作日 周 月 个月 季度 季 年 级 等 步 倍 分 度 档 版 款 幅 颗 米 公里 千米 厘米 毫米 平方米 万平方米 "
    "平方公里 平方千米 公顷 万公顷 亩 万亩 立方米 万立方米 立方 方 吨 万吨 千克 公斤 克 毫克 升 毫升 千瓦 千瓦时 度电 "
    "兆瓦 万千瓦 摄氏度 ℃ 吨标准煤 毫克/升 微克/立方米 ㎡ m² m2 m km km² kg t kw kwh mg/l 村 个村 乡镇 个乡镇 社区 "
    "单位 路 名 位 人/次 人/天 点 点位 线 段 组 队 席 桌 餐 卷 盘 面 顶 床次 车次 航次 趟 班列 列 标箱 小区 校 园 店 "
    "站 口 眼 井 孔 根 对 双 副"
)
_UNITS = frozenset(unit.casefold() for unit in _MEASURES.split())
_PER = re.compile(r"[/\\／每·]")


def _bare(term: str) -> str:
    """A level's label without its points: 产出指标 50分, 产出指标(50分), （50分）."""
    return re.sub(r"[（(]?\d+(?:\.\d+)?分?[)）]?$", "", term)


def _lookup(table: dict[str, str], term: str | None) -> str | None:
    if not term:
        return None
    bare = _bare(term)
    return table.get(bare) or table.get(bare + "指标")


def dimension(level1: str | None) -> str | None:
    """Canonical level 1 (output, benefit, satisfaction, cost) of a label in comparable form; None where it is not known."""
    return _lookup(DIMENSIONS, level1)


def category(level2: str | None) -> str | None:
    """Canonical level 2 of a label in comparable form; None where it is not known."""
    return _lookup(CATEGORIES, level2)


def fund_source(source: str | None) -> str | None:
    """Canonical source of funds of a row's label in comparable form (其中:当年财政拨款: -> current_appropriation)."""
    return None if not source else FUND_SOURCES.get(re.sub(r"^其中:?|:+$", "", source))


def is_measure(unit: str) -> bool:
    """Whether a word is a unit of measure, or one per another (元/人, 万元\\件). Words that only follow a number are none."""
    parts = [part for part in _PER.split(unit.casefold()) if part]
    return unit.casefold() in _UNITS or (1 < len(parts) <= 3 and all(part in _UNITS for part in parts))


def item(printed: str | None) -> str | None:
    """Canonical item (三公经费 -> three_public) of a label in comparable form; quotation marks do not matter."""
    return ITEMS.get(_QUOTES.sub("", printed)) if printed else None
