"""The words of reports and covers: money unspent, passages twice, blanks of a form, terms out of date, results (H9, L2, P8, P9).

What the text counts and announces is `narrative`, malformed words are `wording`.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from yusuan.reconcile.facts import Facts, Row, money
from yusuan.reconcile.judgement import Mark, Place, plain
from yusuan.reconcile.registry import Due, form, holds, rule
from yusuan.values import YUAN_PER_UNIT, comparable

_TEXT = holds("paragraphs", "有叙述文字")


_UNSPENT = re.compile(
    r"(?:实际)?(?:支出|执行|使用)(?:数|金额|资金)?(?:为)?0(?:\.0+)?(?:万元|元)|执行(?:进度|率)(?:为)?0(?:\.0+)?%"
)


@rule(
    "P8.unspent",
    title="预算资金没有执行",
    title_en="Budgeted money of which nothing was spent",
    severity="info",
    source="财预〔2020〕10号：自评应说明资金执行情况和未执行的原因",
    due=form("self_evaluation"),
    not_applicable="报告没有写执行为0",
    example="“预算300万元，实际支出0万元。执行进度0%”",
    ledger=False,
)
def nothing_spent(facts: Facts) -> Iterator[Mark]:
    match = _UNSPENT.search(facts.text)
    if match:
        yield Mark(
            f"报告写“{match[0]}”：这项预算没有执行，应说明对绩效目标的影响。",
            f"The report states that nothing was spent (“{match[0]}”).", Place.said(facts, match.start(), match[0]),
            "说明原因和后续安排，核对自评结论。",
        )  # fmt: skip


_SENTENCE = re.compile(r"[^。;；]{30,}")


@rule(
    "P8.twice",
    title="报告中同一段文字出现两次",
    title_en="A passage stands twice in a report",
    severity="info",
    source="各部分各有其内容",
    due=form("self_evaluation"),
    not_applicable="30字以下的句子",
    example="“实现情况”和“设定质量”两部分都写“100元、200元档次补贴30元……”",
    ledger=False,
)
def passages_twice(facts: Facts) -> Iterator[Mark]:
    for match in _SENTENCE.finditer(facts.text):
        # From the last comma but one, so that 2021年参保14.31万人 before the same words does not tell them apart.
        words = match[0][-30:]
        again = facts.text.find(words, match.end())
        if again >= 0:
            yield Mark(
                f"“…{words}”在报告中出现两次，像是复制而来。", "A passage stands twice in the report.",
                Place.said(facts, again, words),
                "分别写明各部分的内容。",
            )  # fmt: skip
            break


_BLANK_FORM = re.compile(
    r"20[xX×＊*]{2}年|[xX×＊*]{2,}(?:县|市|区|局|单位|部门|项目|万元|元|年|月|%)|某某(?:县|市|局|单位|部门|项目)|(?<![\u4e00-\u9fff])某(?:县|市|局)"
    r"|财政[(（](?:局|厅|所)[)）]|此处填写|请填写|(?<!有)待补充(?!完善)"
)


@rule(
    "L2.form",
    title="文字中的表样没有填写",
    title_en="The text holds places of a form that were not filled in",
    severity="warning",
    source="填报质量",
    due=_TEXT,
    not_applicable="表格中的模板文字见L2.template",
    example="“XX县XX局20XX年部门预算”；封面“某县财政(局)审核”",
    ledger=False,
)
def forms_not_filled_in(facts: Facts) -> Iterator[Mark]:
    found = list(_BLANK_FORM.finditer(facts.text))
    if found:
        shown = "、".join(f"“{words}”" for words in list(dict.fromkeys(match[0] for match in found))[:4])
        minor = all(match[0].startswith("财政") for match in found)
        yield Mark(
            f"文字中有{len(found)}处表样没有填写：{shown}。", f"{len(found)} places of a form were not filled in.",
            Place.said(facts, found[0].start(), found[0][0]), "填写实际内容，删去表样文字。", "info" if minor else None,
        )  # fmt: skip


_OUTDATED = re.compile(r"建档立卡(?!脱贫)|精准扶贫|精准脱贫|创业扶贫|扶贫攻坚|脱贫攻坚任务")
_SINCE = 2022


@rule(
    "P9.outdated",
    title="沿用已过时的提法",
    title_en="Terms of a policy that has ended",
    severity="info",
    source="2020年底脱贫攻坚任务完成，此后为巩固拓展脱贫攻坚成果同乡村振兴有效衔接",
    due=Due("2022年以后的文件有叙述文字", lambda facts: bool(facts["paragraphs"]) and (facts.fiscal_year or 0) >= _SINCE),
    not_applicable="项目或文件的名称中引用的提法",
    example="2023年的文件写“重点支持农村建档立卡人员的创业，实施精准扶贫、精准脱贫”",
    ledger=False,
)
def terms_out_of_date(facts: Facts) -> Iterator[Mark]:
    found = list(_OUTDATED.finditer(facts.text))
    if found:
        shown = "、".join(f"“{words}”" for words in dict.fromkeys(match[0] for match in found))
        yield Mark(
            f"{facts.fiscal_year}年的文件沿用{shown}等提法，像是从旧文本复制而来。",
            f"The document of {facts.fiscal_year} uses terms of a policy that ended in 2020.",
            Place.said(facts, found[0].start(), found[0][0]), "改用现行提法。",
        )  # fmt: skip


_SCORE = re.compile(r"(?:自评|评价)(?:综合)?(?:得分|总分|分数)(?:共?计)?(?:为|是|:)?(\d{1,3}(?:\.\d+)?)分")
_GRADE = re.compile(r"(?:自评|评价)(?:等级|等次|结果|结论)(?:为|是|:)?[“\"']?(优秀|优|良好|良|中|差)(?=[”\"'。,，;；、等]|$)")
_BANDS = ((Decimal(90), "优"), (Decimal(80), "良"), (Decimal(60), "中"), (Decimal(0), "差"))


@rule(
    "H9.result",
    title="报告所写的得分或等级与自评表不符",
    title_en="The score or grade in the report differs from the self-evaluation table",
    severity="warning",
    source="财预〔2020〕10号：90～100分为优，80～90分为良，60～80分为中，60分以下为差",
    due=Due("有自评表总分和叙述文字", lambda facts: _only(facts) is not None and bool(facts["paragraphs"])),
    not_applicable="有几张自评表；报告没有写得分、等级，或写的是另一项目",
    example="自评表总分92.4，报告写“自评得分95分”；总分85分，报告写“评价等级为优”",
    ledger=False,
)
def results_in_words(facts: Facts) -> Iterator[Mark]:
    evaluation = _only(facts)
    total = evaluation["total_score"]
    if not _is_about(facts, evaluation):
        return
    if (match := _SCORE.search(facts.text)) and Decimal(match[1]) != total:
        yield Mark(
            f"报告写“{match[0]}”，自评表总分是{plain(total)}分。", f"The report says {match[1]}, the table {plain(total)}.",
            Place.said(facts, match.start(), match[0]), "核对得分。",
        )  # fmt: skip
    grade = next(word for bound, word in _BANDS if total >= bound)
    if (match := _GRADE.search(facts.text)) and match[1][0] != grade:
        yield Mark(
            f"报告写“{match[0]}”，自评表总分{plain(total)}分，应为“{grade}”。",
            f"The report grades {match[1]}, {plain(total)} points are {grade}.", Place.said(facts, match.start(), match[0]),
            "核对等级。",
        )  # fmt: skip


_RATE = re.compile(r"(?:预算|资金)?(?:执行|支出)率(?:为|达到?|是|:)?(\d{1,3}(?:\.\d+)?)%")
_BUDGET = re.compile(
    r"(?:年初预算|全年预算|预算安排|预算金额|预算资金|预算)(?:数|总额|资金)?(?:为|共|共计|是|:)?(\d+(?:\.\d+)?)(亿元|万元|元)"
)
_SPENT = re.compile(
    r"(?:实际支出|全年执行|累计支出|实际执行|支出资金)(?:数|金额)?(?:为|共|共计|是|:)?(\d+(?:\.\d+)?)(亿元|万元|元)"
)


@rule(
    "H9.funds",
    title="报告所写的预算、支出或执行率与自评表不符",
    title_en="The budget, spending or rate in the report differs from the self-evaluation table",
    severity="warning",
    source="报告与所附自评表应一致",
    due=Due("有一张自评表的资金和叙述文字", lambda facts: _only(facts) is not None and bool(facts["paragraphs"])),
    not_applicable="有几张自评表；报告没有写金额、执行率，或写的是另一项目",
    example="自评表执行率75%，报告写“预算执行率为85%”",
    ledger=False,
)
def funds_in_words(facts: Facts) -> Iterator[Mark]:
    evaluation = _only(facts)
    rows = facts.of("evaluation_funds", evaluation.get("evaluation_id"), "evaluation_id")
    total = next((row for row in rows if row.get("fund_source") == "total"), None)
    if total is None or not _is_about(facts, evaluation):
        return
    rate = total.get("execution_rate_percent")
    if rate is not None and (match := _RATE.search(facts.text)) and abs(Decimal(match[1]) - rate) > Decimal("0.5"):
        yield _differs(facts, match, f"自评表的执行率是{plain(rate)}%", f"the table's rate is {plain(rate)} %")
    for pattern, columns, name in (
        (_BUDGET, ("initial_budget_yuan", "revised_budget_yuan"), "预算数"), (_SPENT, ("executed_yuan",), "执行数"),
    ):  # fmt: skip
        printed = [row[column] for row in rows for column in columns if row.get(column) is not None]
        match = pattern.search(facts.text)
        if match and printed and total.get(columns[-1]) is not None:
            said, unit = Decimal(match[1]) * YUAN_PER_UNIT[match[2]], YUAN_PER_UNIT[match[2]]
            if all(abs(said - value) > unit / 100 for value in printed):
                shown = money(total[columns[-1]], match[2])
                yield _differs(facts, match, f"自评表的{name}是{shown}", f"the table says {shown}")


def _differs(facts: Facts, match: re.Match[str], table: str, english: str) -> Mark:
    return Mark(
        f"报告写“{match[0]}”，{table}。", f"The report says “{match[0]}”, {english}.", Place.said(facts, match.start(), match[0]),
        "统一报告和自评表。",
    )  # fmt: skip


def _is_about(facts: Facts, evaluation: Row) -> bool:
    """Whether the text can be of the table's project: it is no report, or the report names the project (the table's own heading,
    which stands before, does not count)."""
    name = comparable(evaluation.get("project_name"))
    texts = [comparable(row.get("text")) for row in facts["paragraphs"]]
    start = next((i for i, words in enumerate(texts) if "报告" in words), None)
    return start is None or len(name) <= 3 or name in "".join(texts[start:])


def _only(facts: Facts) -> Row | None:
    """The document's evaluation, where it has exactly one and that has a total."""
    rows = facts["evaluations"]
    return rows[0] if len(rows) == 1 and rows[0].get("total_score") is not None else None
