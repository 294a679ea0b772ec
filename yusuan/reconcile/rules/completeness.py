"""What is missing, left over or cut off: categories, basis, codes, template words, drafts, text cut at a border (L1-L4)."""

import re
from collections.abc import Iterator

from yusuan.reconcile.facts import Facts
from yusuan.reconcile.indicators import BENEFITS, INDICATORS, WORDS, owner, place
from yusuan.reconcile.judgement import Mark, Place
from yusuan.reconcile.registry import Due, holds, rule
from yusuan.values import comparable

_REQUIRED = {
    "quantity": "数量指标",
    "quality": "质量指标",
    "timeliness": "时效指标",
    "cost": "成本指标",
    "benefit": "效益指标",
    "satisfaction": "满意度指标",
}
_COSTS = {"economic_cost", "social_cost", "ecological_cost"}
_TEMPLATE = re.compile(
    r"目标内容\d+|指标\d+[:：]$|^(?:指标|目标|绩效目标)\d+$|[xX×]{3,}|某某|请填写|此处填|填写说明|示例|^(?:待定|待补充|待填|同上|略|详?见附件)$|^[.…。]{2,}$"
    r"|^(?:年度)?(?:绩效)?目标\d*[:：]$"
)
_BRACKETS = (("(", ")"), ("【", "】"), ("〔", "〕"), ("《", "》"), ("[", "]"))
_OPENING = re.compile(r"[(【〔《\[]")
_OPEN_END = re.compile(
    r"[，、,/（(：:＋+×*《【]$|[，,；;、](?:确保|促进|保障|推进|实现|进一步|通过|按照|根据|以及|并且|由|对|为|将|使)$"
)
_TEXTS = {
    "indicators": WORDS,
    "project_goals": ("goal",),
    "projects": ("purpose",),
    "department_indicators": WORDS,
    "department_goals": ("goal",),
    "department_tasks": ("task_name", "content"),
}
_EVALUATED = {
    "evaluations": ("expected_goals", "actual_goals"),
    "evaluation_indicators": ("level3", "target_text", "actual_text", "deviation"),
}


@rule(
    "L1.categories",
    title="缺少应有的指标类别",
    title_en="A category of indicators that the form requires is missing",
    severity="info",
    source="财预〔2021〕101号：数量、质量、时效、成本、效益、满意度指标",
    due=INDICATORS,
    not_applicable="成本指标自2021年起可单列为一级指标；公用经费的指标由财政统一规定",
    example="23个项目没有成本指标",
    ledger=False,
)
def missing_categories(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        rows = facts.of("indicators", project.get("project_id"))
        present = {row.get("category") for row in rows}
        present |= {"cost"} if any(row.get("dimension") == "cost" for row in rows) else set()
        missing = lacking_categories(present)
        uniform = "公用经费" in comparable(project.get("project_name"))
        if rows and missing and None not in present and not uniform:
            yield Mark(
                f"项目“{project.get('project_name')}”没有{'、'.join(missing.values())}。",
                f"“{project.get('project_name')}” lacks indicators of {', '.join(missing)}.",
                Place.of("projects", project),
            )  # fmt: skip


def lacking_categories(present: set[str | None]) -> dict[str, str]:
    """The categories that every form requires and that are not there, with their names; any one benefit will do."""
    present = present | ({"cost"} if present & _COSTS else set()) | ({"benefit"} if present & BENEFITS else set())
    return {category: name for category, name in _REQUIRED.items() if category not in present}


@rule(
    "L1.basis",
    title="没有指标值确定依据",
    title_en="The basis of the targets is missing",
    severity="warning",
    source="绩效文本的表式：指标值确定依据",
    due=holds("indicators", "表式有指标值确定依据一列", "basis"),
    not_applicable="没有依据一列的表式",
    example="一个项目的7项指标都没有依据，其他项目有",
    ledger=False,
)
def missing_basis(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        rows = facts.of("indicators", project.get("project_id"))
        missing = [row for row in rows if not row.get("basis")]
        if rows and len(missing) == len(rows):
            yield Mark(
                f"项目“{project.get('project_name')}”的{len(rows)}项指标都没有填指标值确定依据。",
                f"None of the {len(rows)} targets of “{project.get('project_name')}” has a basis.", place(rows[0], "basis"),
            )  # fmt: skip


@rule(
    "L1.code",
    title="没有项目编码",
    title_en="The project's code is missing",
    severity="warning",
    source="绩效文本的表式：项目编码",
    due=holds("projects", "同一文件的其他项目印有编码", "project_code"),
    not_applicable="没有编码一栏的表式",
    example="14个项目中1个没有编码",
    ledger=False,
)
def missing_code(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        if not project.get("project_code"):
            yield Mark(
                f"项目“{project.get('project_name')}”没有项目编码，同一文件的其他项目有。",
                f"“{project.get('project_name')}” has no project code, the other projects have one.",
                Place.of("projects", project, "project_code", None),
            )  # fmt: skip


@rule(
    "L2.template",
    title="模板文字未替换",
    title_en="Words of the template were left in",
    severity="warning",
    source="填报质量",
    due=Due("载有项目、绩效目标或指标", lambda facts: any(facts[name] for name in (*_TEXTS, *_EVALUATED))),
    not_applicable="以“目标1”为序号并有实际内容的文字",
    example="绩效目标只写“目标内容1”",
    ledger=False,
)
def template_words(facts: Facts) -> Iterator[Mark]:
    for dataset, columns in (_TEXTS | _EVALUATED).items():
        for row in facts[dataset]:
            for column in columns:
                text = comparable(row.get(column))
                match = _TEMPLATE.search(text)
                if match:
                    kind, name = owner(facts, row)
                    rest = "，没有实际内容" if match[0] == text else ""
                    yield Mark(
                        f"{kind}“{name}”留有模板文字“{match[0]}”{rest}：“{row[column]}”。",
                        f"“{name}” holds words of the template: “{match[0]}”.",
                        Place.of(dataset, row, column),
                        "填写实际内容，删去模板文字。",
                    )  # fmt: skip


@rule(
    "L3.cut",
    title="文字被截断",
    title_en="Text is cut off",
    severity="warning",
    source="单元格边框处的文字没有印全",
    due=Due("载有项目、绩效目标或指标", lambda facts: any(facts[name] for name in _TEXTS)),
    not_applicable="列项以标点结尾的文字",
    example="“……管理29.02万人（其中退休”：括号没有合上",
    ledger=False,
)
def cut_text(facts: Facts) -> Iterator[Mark]:
    for dataset, columns in _TEXTS.items():
        for row in facts[dataset]:
            for column in columns:
                text = comparable(row.get(column))
                opened = next((o for o, c in _BRACKETS if text.count(o) > text.count(c)), None) if _OPENING.search(text) else None
                if text and (opened or _OPEN_END.search(text)) and not _TEMPLATE.search(text):
                    kind, name = owner(facts, row)
                    why = f"“{'（' if opened == '(' else opened}”没有合上" if opened else f"以“{text[-1]}”结尾"
                    yield Mark(
                        f"{kind}“{name}”的文字像被截断（{why}）：“…{(row[column] or '')[-20:]}”。",
                        f"A text of “{name}” seems cut off: “…{(row[column] or '')[-20:]}”.",
                        Place.of(dataset, row, column),
                    )  # fmt: skip


@rule(
    "L4.draft",
    title="草案作为正式文件公开",
    title_en="A draft was published as the final document",
    severity="warning",
    source="《预算法》：公开经批复的部门预算",
    due=Due("文件自称草案", lambda facts: bool(facts.document.get("is_draft"))),
    not_applicable="封面没有“草案”字样",
    example="封面印“（草案）”",
    ledger=False,
)
def published_draft(facts: Facts) -> Iterator[Mark]:
    yield Mark(
        f"《{facts.document.get('title')}》自称“草案”，却已公开。", "The document calls itself a draft (草案) and was published.",
        Place("documents", facts.document_id, "is_draft", "草案"), "确认公开的是经批复的文本。",
    )  # fmt: skip


@rule(
    "L1.direction",
    title="没有填指标方向性",
    title_en="The direction of indicators is blank",
    severity="info",
    source="四川等地的表式：指标方向性",
    due=holds("indicators", "表式有指标方向性一列", "direction"),
    not_applicable="没有方向列的表式；定性指标",
    example="42项指标中16项空白",
    ledger=False,
)
def missing_direction(facts: Facts) -> Iterator[Mark]:
    blank = [row for row in facts["indicators"] if not row.get("direction") and not row.get("is_qualitative")]
    if blank:
        yield Mark(
            f"{len(facts['indicators'])}项指标中有{len(blank)}项没有填指标方向性。",
            f"{len(blank)} of {len(facts['indicators'])} indicators have no direction.", place(blank[0], "direction"),
        )  # fmt: skip


@rule(
    "L1.goals",
    title="没有绩效目标",
    title_en="The project has no goals",
    severity="warning",
    source="绩效目标表应填写绩效目标",
    due=holds("project_goals", "同一文件的其他项目有绩效目标"),
    not_applicable="没有目标一栏的表式",
    example="14个项目中1个的目标空白",
    ledger=False,
)
def missing_goals(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        if not facts.of("project_goals", project.get("project_id")):
            yield Mark(
                f"项目“{project.get('project_name')}”没有绩效目标，同一文件的其他项目有。",
                f"“{project.get('project_name')}” has no goals, the other projects have.",
                Place.of("projects", project),
            )  # fmt: skip
