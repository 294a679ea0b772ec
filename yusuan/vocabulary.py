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
    "资金总额": "total",
    "总额": "total",
    "合计": "total",
    "当年财政拨款": "current_appropriation",
    "财政拨款": "current_appropriation",
    "财政资金": "current_appropriation",
    "上年结转资金": "carried_forward",
    "上年结转": "carried_forward",
    "其他资金": "other",
    "单位资金": "other",
    "财政专户管理资金": "other",
}

_MEASURES = (
    "亿元 万元 千元 百元 元 万 亿 % ％ ‰ 百分比 百分点 个百分点 人 万人 人次 万人次 人天 户 万户 户次 次 场 场次 批 批次 期 班 班次 件 万件 份 万份 本 册 "
    "张 块 套 台 台套 部 辆 辆次 艘 架 个 家 家次 所 座 栋 幢 间 处 条 项 篇 起 宗 例 笔 支 种 类 只 头 匹 羽 株 棵 粒 瓶 桶 箱 袋 盒 剂 "
    "剂次 针次 床 床位 张床 门 节 课时 学时 小时 分钟 秒 天 日 工作日 个工作日 周 月 个月 季度 季 年 级 等 步 倍 分 度 档 版 款 幅 颗 米 "
    "公里 千米 厘米 毫米 平方米 万平方米 平方公里 平方千米 公顷 万公顷 亩 万亩 立方米 万立方米 立方 方 吨 万吨 千克 公斤 克 毫克 升 毫升 千瓦 "
    "千瓦时 度电 兆瓦 万千瓦 摄氏度 ℃ 吨标准煤 毫克/升 微克/立方米 ㎡ m² m2 m km km² kg t kw kwh mg/l 村 个村 乡镇 个乡镇 社区 单位 路 名 位 "
    "人/次 人/天 点 点位 线 段 组 队 席 桌 餐 卷 盘 面 顶 床次 车次 航次 趟 班列 列 标箱 小区 校 园 店 站 口 眼 井 孔 根 对 双 副"
)
_UNITS = frozenset(unit.casefold() for unit in _MEASURES.split())
_PER = re.compile(r"[/\\／每]")


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
    """Canonical source of funds of a row's label in comparable form (其中:当年财政拨款 -> current_appropriation)."""
    return None if not source else FUND_SOURCES.get(re.sub(r"^其中[:：]?", "", source))


def is_measure(unit: str) -> bool:
    """Whether a word is a unit of measure, or one per another (元/人, 万元\\件). Words that only follow a number are none."""
    parts = [part for part in _PER.split(unit.casefold()) if part]
    return unit.casefold() in _UNITS or (1 < len(parts) <= 3 and all(part in _UNITS for part in parts))
