"""Cells left blank that the form asks for, signs before words, indicators misfiled by what they count (L1, I3, I4)."""

import re
from collections.abc import Iterator

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.indicators import INDICATORS, place
from yusuan.reconcile.judgement import Mark, Place
from yusuan.reconcile.registry import holds, rule
from yusuan.reconcile.rules.target_categories import misplaced
from yusuan.values import comparable

_LAW = "财预〔2021〕101号：数量、质量、时效、成本指标的含义"


@rule(
    "L1.plan",
    title="没有填资金支出计划",
    title_en="The spending plan is blank",
    severity="warning",
    source="绩效文本的表式：资金支出计划（%）",
    due=holds("spending_plans", "同一文件的其他项目填有支出计划", "cumulative_percent"),
    not_applicable="表式没有支出计划；各项目都没有填",
    example="3月底至12月底四格全部空白，其他项目都填有进度",
    ledger=False,
)
def plans_left_blank(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        plan = facts.of("spending_plans", project.get("project_id"))
        if plan and all(row.get("cumulative_percent") is None for row in plan):
            yield Mark(
                f"项目“{project.get('project_name')}”的资金支出计划全部空白。",
                f"The spending plan of “{project.get('project_name')}” is blank.",
                Place.of("spending_plans", plan[0], "cumulative_percent", None),
                "补填各期进度。",
            )  # fmt: skip


_GRADE = re.compile(r"^[≥≤><=]*(?:优秀?|良好?|中|合格|达标|满意|基本满意|[一二三四五甲乙丙]级|[A-D]级?)(?:以上|等级?)?$")
_SIGN = re.compile(r"^[≥≤><]")


@rule(
    "I3.sign_on_words",
    title="定性的指标值前有比较符号",
    title_en="A comparison sign before words",
    severity="warning",
    source="指标性质（≥、≤、=、定性）与指标值应一致",
    due=INDICATORS,
    not_applicable="有等级的文字，如“≥良好”；“=”；值中有数",
    example="“≥效果显著”；指标性质≥，指标值“明显提升”",
    ledger=False,
)
def signs_before_words(facts: Facts) -> Iterator[Mark]:
    for row in facts["indicators"]:
        text = comparable(row.get("target_text"))
        sign = _SIGN.search(text) or row.get("operator") in ("≥", "≤", ">", "<")
        words = row.get("target_value") is None and not re.search(r"[\d一二两三四五六七八九十百]", text)
        if text and sign and words and not _GRADE.search(text) and not re.search(r"[xX×]{2}", text):
            shown = text if _SIGN.search(text) else f"{row.get('operator')}{text}"
            yield Mark(
                f"指标“{row.get('level3')}”的值“{shown}”是文字，不能用比较符号。",
                f"“{shown}” of “{row.get('level3')}” is a comparison sign before words.", place(row),
                "写明数值，或标为定性。",
            )  # fmt: skip


_SATISFACTION = re.compile(r"(?:满意度|满意率|满意比例|满意程度)(?:[(（].*[)）])?$")
_TIME = re.compile(r"(?:完成|办结|发放|支付|到位|竣工|拨付|提交)(?:的)?(?:时间|时限|期限|日期|时点)$")
_COUNTED = re.compile(r"(?:人数|人次|户数|次数|件数|场次|数量|面积|里程)(?:[(（].*[)）])?$")
_COUNTS = {"人", "人次", "户", "家", "次", "件", "个", "场", "场次", "台", "套", "期", "名", "万元", "元", "平方米", "公里", "亩"}
_COMPLAINT = re.compile(r"投诉|信访|上访|表扬|差评|表彰|意见")
_FLAW = re.compile(r"事故|差错|投诉|问题|违规|缺陷|返工|失误|合格|达标|优秀|通过|获|故障|验收")


@rule(
    "I4.misfiled",
    title="指标与所在类别衡量的不是一类事",
    title_en="An indicator that measures what another category is for",
    severity="warning",
    source=_LAW,
    due=INDICATORS,
    not_applicable="投诉次数等可以反映满意度的数量；事故数、合格数等可以反映质量的数量；I4.category已说明的",
    example="社会效益指标“受益群众满意度”；满意度指标“服务人数”≥300人；数量指标“完成时间”2024年12月底前",
    ledger=False,
)
def measured_under_another_category(facts: Facts) -> Iterator[Mark]:
    for row in facts["indicators"]:
        found = None if misplaced(row) else _another(row)
        if found:
            yield Mark(
                f"{row.get('level2')}“{row.get('level3')}”（{row.get('target_text')}）应属{found[0]}指标。",
                f"“{row.get('level3')}” under {row.get('category')} belongs to {found[1]}.", place(row, "level2"),
                severity=found[2],
            )  # fmt: skip


def _another(indicator: Row) -> tuple[str, str, str | None] | None:
    category, name = indicator.get("category"), comparable(indicator.get("level3"))
    counted = comparable(indicator.get("target_unit")) in _COUNTS
    if category and category != "satisfaction" and _SATISFACTION.search(name):
        return "满意度", "satisfaction", None
    if category == "satisfaction" and counted and not _COMPLAINT.search(name) and not _SATISFACTION.search(name):
        return "数量", "quantity", None
    if category == "quantity" and _TIME.search(name):
        return "时效", "timeliness", None
    if category == "quality" and counted and _COUNTED.search(name) and not _FLAW.search(name):
        return "数量", "quantity", "info"
    return None
