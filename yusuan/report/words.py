"""Words and figures as the report prints them: Chinese names of codes, amounts with separators, long texts cut."""

from decimal import Decimal
from typing import Any

MINUS = "\N{MINUS SIGN}"
_TEXT_SHOWN = 300

NAMES: dict[str, dict[str, str]] = {
    "form": {
        "performance_text": "绩效文本",
        "target_table": "绩效目标表",
        "self_evaluation": "绩效自评",
        "budget_disclosure": "预算公开",
        "final_accounts": "决算公开",
        "unknown": "未识别",
    },
    "status": {"parsed": "已读取", "partial": "部分读取", "rejected": "未读取", "archive": "压缩包"},
    "outcome": {
        "exact": "相符",
        "rounding": "舍入差",
        "failed": "不符",
        "insufficient_data": "无从核对",
        "not_applicable": "不适用",
    },
    "outcome_en": {
        "exact": "exact",
        "rounding": "rounding",
        "failed": "failed",
        "insufficient_data": "insufficient data",
        "not_applicable": "not applicable",
    },
    "severity": {"error": "错误", "warning": "警告", "info": "提示"},
}

_MEASURES = {"yuan": "元", "percent": "%", "points": "分", "count": ""}


def yuan(value: Decimal | None) -> str:
    """24871801.31 -> 24,871,801.31; nothing known is a dash."""
    return "—" if value is None else f"{value:,.2f}".replace("-", MINUS)


def ten_thousand_yuan(value: Decimal | None) -> str:
    return "—" if value is None else yuan(value / 10_000)


def measured(value: Decimal | None, measure: str, sign: bool = False) -> str:
    """A value of a check in its measure: yuan with two decimals, other measures as exact as they are."""
    if value is None:
        return "—"
    digits = f"{value:,.2f}" if measure == "yuan" else f"{value.normalize():,f}"
    if sign and value > 0:
        digits = f"+{digits}"
    unit = _MEASURES.get(measure, "")
    return f"{digits}{unit if unit == '%' else f' {unit}'.rstrip()}".replace("-", MINUS)


def shortened(text: Any) -> str:
    """A text that fits the page; what is cut off is in the datasets."""
    words = "" if text is None else str(text)
    return words if len(words) <= _TEXT_SHOWN else f"{words[:_TEXT_SHOWN]}……"


def count(number: int) -> str:
    return f"{number:,}"


FILTERS = {"yuan": yuan, "wan": ten_thousand_yuan, "measured": measured, "shortened": shortened, "count": count}
