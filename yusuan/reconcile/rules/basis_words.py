"""What targets are said to rest on (指标值确定依据): no basis at all in its words, no survey behind a satisfaction (L1)."""

import re
from collections.abc import Iterator

from yusuan.reconcile.facts import Facts, Row
from yusuan.reconcile.indicators import place
from yusuan.reconcile.judgement import Mark
from yusuan.reconcile.registry import holds, rule
from yusuan.values import comparable

_BASES = holds("indicators", "表式有指标值确定依据一列", "basis")
_FORM = "绩效文本的表式：指标值确定依据应为文件、计划、标准或历史数据"
_NO_BASIS = re.compile(r"领导(?:批示|指示|要求|意见|同意|安排|决定)|口头|拍板|^(?:无|暂无|待定|自定|经验|估计|估算|个人经验)$")
_SURVEY = re.compile(r"问卷|调查|调研|满意|测评|评议|走访|回访|访谈|抽样|统计|评价|反馈|投诉|台账")
_GOAL = 8


@rule(
    "L1.weak_basis",
    title="依据不是文件、计划或标准",
    title_en="What is given as a basis is none",
    severity="info",
    source=_FORM,
    due=_BASES,
    not_applicable="写明文件、计划、标准或历史数据",
    example="依据写“运用现代化手段，防止养老金流失，由领导批示”：是目标和批示，不是依据",
    ledger=False,
)
def words_that_are_no_basis(facts: Facts) -> Iterator[Mark]:
    for project in facts["projects"]:
        key = project.get("project_id")
        goals = "。".join(comparable(row.get("goal")) for row in facts.of("project_goals", key))
        rows = [row for row in facts.of("indicators", key) if _is_none(comparable(row.get("basis")), goals)]
        if rows:
            yield Mark(
                f"项目“{project.get('project_name')}”有{len(rows)}项指标的依据写“{rows[0].get('basis')}”，不是文件、计划或标准。",
                f"The basis of {len(rows)} targets is “{rows[0].get('basis')}”: no document, plan or standard.",
                place(rows[0], "basis"), "写明所依据的文件及文号、计划、标准或历史数据。",
            )  # fmt: skip


def _is_none(basis: str, goals: str) -> bool:
    return bool(basis) and (bool(_NO_BASIS.search(basis)) or (len(basis) >= _GOAL and basis.rstrip("。") in goals))


@rule(
    "L1.survey",
    title="满意度指标的依据不是调查",
    title_en="A satisfaction that does not rest on a survey",
    severity="info",
    source="满意度由问卷、走访等调查取得",
    due=_BASES,
    not_applicable="同一文件的其他满意度指标也不以调查为依据",
    example="满意度≥98%的依据写“县委、县政府工作安排”，其他项目写“调查问卷”",
    ledger=False,
)
def satisfaction_without_survey(facts: Facts) -> Iterator[Mark]:
    rows = [row for row in facts["indicators"] if row.get("category") == "satisfaction" and row.get("basis")]
    other = [row for row in rows if not _surveyed(row)]
    if len(other) * 2 < len(rows):
        for row in other:
            yield Mark(
                f"满意度指标“{row.get('level3')}”的依据写“{row.get('basis')}”，不是调查；其他项目写调查问卷。",
                f"“{row.get('level3')}” rests on “{row.get('basis')}”, not on a survey as the others do.", place(row, "basis"),
                "改为调查问卷等取得方式。",
            )  # fmt: skip


def _surveyed(indicator: Row) -> bool:
    return bool(_SURVEY.search(comparable(indicator.get("basis"))))
