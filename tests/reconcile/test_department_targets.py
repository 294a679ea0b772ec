"""Overall targets of a department: sums of tasks, kinds and sources, and the budget that the same document states."""

from decimal import Decimal as D

import pytest

from schemas import DATASETS
from tests.forms.disclosures import media, overall
from tests.forms.disclosures.figures import Books
from tests.forms.disclosures.provinces import sichuan
from tests.forms.disclosures.sheet import commas
from tests.reconcile.rows import DOCUMENT_ID, PRINTED, checks, facts, findings, statuses, total
from yusuan.forms import parse
from yusuan.reconcile import Facts, Outcome, within_document

TARGET_ID = f"{DOCUMENT_ID}-d01"


def target(**columns) -> dict:
    return {"department_target_id": TARGET_ID, "unit_name": "某局", **PRINTED, **columns}


def task(number: int, amount: D | None, fiscal: D | None = None, other: D | None = None) -> dict:
    return {
        "task_id": f"{TARGET_ID}-t{number:02d}", "department_target_id": TARGET_ID, "ordinal": number,
        "task_name": f"任务{number}", "amount_yuan": amount, "fiscal_funds_yuan": fiscal, "other_funds_yuan": other, **PRINTED,
    }  # fmt: skip


def judged(targets: list[dict], tasks: list[dict] = (), **datasets: list[dict]) -> Outcome:
    made = facts("budget_disclosure", department_targets=targets, department_tasks=list(tasks), **datasets)
    made.document["department_name"] = "某局"
    return within_document(made)


@pytest.mark.parametrize("layout", overall.LAYOUTS)
def test_a_sound_table_fails_nothing_and_a_changed_figure_is_found(layout: str):
    drawn = overall.LAYOUTS[layout]()
    assert "failed" not in [row["status"] for row in _of(drawn).reconciliations]
    assert [row for row in _of(drawn).findings if row["severity"] != "info"] == []
    columns = [column for column in drawn.gold[0]["amounts"] if column != "tasks_other_funds_yuan"]
    for column in columns:
        outcome = _of(drawn, column)
        assert "failed" in [row["status"] for row in outcome.reconciliations], column


def _of(drawn: overall.Overall, changed: str | None = None) -> Outcome:
    records = parse(media.in_memory(drawn.sheets))
    rows = {
        dataset: [{**dict.fromkeys(DATASETS[dataset].arrow_schema().names), **row} for row in found]
        for dataset, found in records.rows.items()
    }
    if changed:
        rows["department_targets"][0][changed] += 1_000_000_000
    return within_document(Facts({**rows, "documents": [{"document_id": records.document_id, **records.document}]}))


def test_tasks_within_rounding_and_beyond():
    tasks = [task(1, D("1205000")), task(2, D("3002500"))]
    assert statuses(judged([target(tasks_total_yuan=D("4207500"))], tasks), "D9.tasks") == ["exact"]
    assert statuses(judged([target(tasks_total_yuan=D("4207600"))], tasks), "D9.tasks") == ["rounding"]
    assert statuses(judged([target(tasks_total_yuan=D("4207700"))], tasks), "D9.tasks") == ["failed"]
    assert statuses(judged([target()], tasks), "D9.tasks") == ["insufficient_data"]


def test_a_task_without_any_amount_leaves_the_sum_open():
    tasks = [task(1, D("1205000")), task(2, None)]
    assert statuses(judged([target(tasks_total_yuan=D("4207500"))], tasks), "D9.tasks") == ["insufficient_data"]
    assert statuses(judged([target(tasks_total_yuan=D("1000000"))], tasks), "D9.tasks") == ["failed"]


@pytest.mark.parametrize(
    ("tasks", "status"),
    [("5000000", "not_applicable"), ("5199900", "rounding"), ("5200000", "exact"), ("5520000", "failed")],
)
def test_tasks_are_a_part_of_the_budget_or_all_of_it_and_never_more(tasks: str, status: str):
    outcome = judged([target(total_yuan=D("5200000"), tasks_total_yuan=D(tasks))])
    assert statuses(outcome, "D9.tasks_within") == [status]
    assert len(findings(outcome, "D9.tasks_within")) == (status == "failed")


def test_sources_of_a_task_and_of_the_total_row():
    outcome = judged(
        [target(tasks_total_yuan=D("30000"), tasks_fiscal_funds_yuan=D("30000"))],
        [task(1, D("10000"), D("10000")), task(2, D("20000"), D("10000"), D("10000")), task(3, D("10000"), D("9900"))],
    )
    assert statuses(outcome, "D9.task_sources") == ["exact", "exact", "failed", "exact"]


def test_kinds_and_sources_of_the_total():
    sound = target(
        total_yuan=D("100000"), basic_expenditure_yuan=D("60000"), project_expenditure_yuan=D("40000"),
        personnel_yuan=D("50000"), public_funds_yuan=D("10000"), fiscal_funds_yuan=D("70000"),
        general_public_budget_yuan=D("70000"), unit_funds_yuan=D("30000"),
    )  # fmt: skip
    assert statuses(judged([sound]), "D9.kinds") == ["exact", "exact"]
    assert statuses(judged([sound]), "D9.sources") == ["exact"]
    carried = sound | {"carried_forward_yuan": D("5000")}  # within the others
    assert statuses(judged([carried]), "D9.sources") == ["exact"]
    assert statuses(judged([sound | {"unit_funds_yuan": D("20000")}]), "D9.sources") == ["failed"]
    assert statuses(judged([sound | {"project_expenditure_yuan": None}]), "D9.kinds")[0] == "insufficient_data"
    alone = target(total_yuan=D("100000"), fiscal_funds_yuan=D("70000"))
    assert statuses(judged([alone]), "D9.sources") == ["insufficient_data"]
    assert statuses(judged([alone | {"fiscal_funds_yuan": D("110000")}]), "D9.sources") == ["failed"]


def test_what_could_not_be_read_is_not_held_against_the_table():
    unread = {"finding_id": "x", "rule": "extraction.unplaced_cell", "record_id": TARGET_ID, "severity": "warning"}
    short = target(total_yuan=D("100000"), fiscal_funds_yuan=D("70000"), other_funds_yuan=D("10000"))
    assert statuses(judged([short]), "D9.sources") == ["failed"]
    assert statuses(judged([short], findings=[unread]), "D9.sources") == ["insufficient_data"]


def test_the_budget_that_the_document_states():
    whole = target(total_yuan=D("33478200"), basic_expenditure_yuan=D("6813900"), project_expenditure_yuan=D("26664300"))
    stated = [total("department_budget", D("33478200")), total("basic_expenditure", D("6813900"))]
    assert statuses(judged([whole], totals=stated), "D9.department") == ["exact", "exact"]
    outcome = judged([whole | {"total_yuan": D("33000000")}], totals=stated)
    assert statuses(outcome, "D9.department") == ["failed", "exact"]
    assert [row["record_id"] for row in findings(outcome, "D9.department")] == [TARGET_ID]
    assert statuses(judged([whole]), "D9.department") == ["insufficient_data"]


def test_a_unit_or_a_part_is_not_the_department():
    stated = [total("department_budget", D("33478200"))]
    unit = target(unit_name="某中心", total_yuan=D("1000000"))
    assert statuses(judged([unit], totals=stated), "D9.department") == ["insufficient_data"]
    second = target(total_yuan=D("33478200")) | {"department_target_id": f"{DOCUMENT_ID}-d02"}
    assert statuses(judged([unit, second], totals=stated), "D9.department") == ["not_applicable", "exact"]
    tasks = judged([target(tasks_total_yuan=D("1000000"))], totals=stated)
    assert [row["status"] for row in checks(tasks, "D9.department")] == ["not_applicable"]


def test_the_budget_of_the_standard_tables():
    line = {
        "statement": "expenditure_summary", "statement_title": "部门支出总表", "side": None, "code": None, "name": "合计",
        "item": "total", "line_number": 1, **PRINTED,
    }  # fmt: skip
    amounts = (
        ("total", "合计", "100000"),
        ("basic_expenditure", "基本支出", "60000"),
        ("project_expenditure", "项目支出", "40000"),
    )
    lines = [
        {**line, "statement_line_id": f"{DOCUMENT_ID}-s01-r01-c{number:02d}", "column": term, "column_text": words,
         "amount_yuan": D(amount)}
        for number, (term, words, amount) in enumerate(amounts, 1)
    ]  # fmt: skip
    whole = target(total_yuan=D("100000"), basic_expenditure_yuan=D("60000"), project_expenditure_yuan=D("40000"))
    assert statuses(judged([whole], statement_lines=lines), "D9.department") == ["exact", "exact", "exact"]
    wrong = whole | {"project_expenditure_yuan": D("41000")}
    assert statuses(judged([wrong], statement_lines=lines), "D9.department") == ["exact", "exact", "failed"]
    accounts = [one | {"statement": "final_expenditure_summary"} for one in lines]  # of another year than the targets
    assert statuses(judged([wrong], statement_lines=accounts), "D9.department") == ["insufficient_data"]


def test_weights_and_targets_are_looked_at_as_those_of_projects():
    indicators = [
        {"indicator_id": f"{TARGET_ID}-i{n:02d}", "department_target_id": TARGET_ID, "ordinal": n, "level3": "合格率",
         "target_text": "≥900%", "operator": "≥", "target_value": D(900), "target_unit": "%", "is_qualitative": False,
         "weight": D(weight)}
        for n, weight in enumerate((40, 45), 1)
    ]  # fmt: skip
    outcome = judged([target()], department_indicators=indicators)
    assert statuses(outcome, "H1.department_targets") == ["failed"]
    lost = {"finding_id": "x", "rule": "extraction.row_unplaced", "severity": "warning"}
    unread = judged([target()], department_indicators=indicators, findings=[lost])
    assert statuses(unread, "H1.department_targets") == ["insufficient_data"]
    assert {row["dataset"] for row in findings(outcome, "I1.percent")} == {"department_indicators"}
    assert statuses(outcome, "H1.targets") == []
    [twice] = findings(outcome, "I5.duplicate")
    assert twice["message"].startswith("整体绩效目标表“某局”的") and twice["record_id"] == f"{TARGET_ID}-i02"


def test_targets_without_a_measure_are_told_by_table_and_two_tables_do_not_repeat_each_other():
    other = f"{DOCUMENT_ID}-d02"
    rows = [
        {"indicator_id": f"{owner}-i{n:02d}", "department_target_id": owner, "level3": name, "is_qualitative": False, **text}
        for owner in (TARGET_ID, other)
        for n, (name, text) in enumerate((
            ("合格率", {"target_text": "≥90", "operator": "≥", "target_value": D(90)}),
            ("群众满意", {"target_text": "群众满意"}),
        ), 1)
    ]  # fmt: skip
    outcome = judged([target(), target(department_target_id=other, unit_name="某站")], department_indicators=rows)
    for rule, end in (("I3.no_unit", "1项指标的值只有数字"), ("I3.repeats", "1项指标的值只是重复")):
        found = [row["message"] for row in findings(outcome, rule)]
        assert len(found) == 2 and f"整体绩效目标表“某站”有{end}" in found[1]
    assert findings(outcome, "I5.duplicate") == []


def test_texts_of_the_form_are_looked_at_and_called_by_their_own_name():
    tasks = [task(1, None) | {"content": "推进项目项目建设（含"}, task(2, None) | {"content": "任务内容1"}]
    outcome = judged([target()], tasks)
    [cut] = findings(outcome, "L3.cut")
    assert cut["message"].startswith("整体绩效目标表“某局”的文字像被截断") and cut["dataset"] == "department_tasks"
    assert [row["record_id"] for row in findings(outcome, "N2.slips")] == [f"{TARGET_ID}-t01"]


def test_among_standard_tables_it_takes_none_of_theirs_and_agrees_with_them():
    books = Books(7)
    sheets = sichuan(books)
    alone = parse(media.in_memory(sheets))
    drawing = f"""
部门（单位）名称 | {books.name} | < | <
年度主要任务 | 任务名称 | 主要内容 | <
^ | 保障运转 | 人员和公用支出 | <
预算情况 | 部门预算总额（万元） | {commas(books.sum("total"))} | <
^ | 其中：基本支出 | {commas(books.sum("basic"))} | <
^ | 项目支出 | {commas(books.sum("all_projects"))} | <
一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 次数 | ≥3次
"""
    together = overall.Overall([*sheets, overall.sheet(drawing, "表7", "部门（单位）整体绩效目标表", "单位：万元")])
    outcome = _of(together)
    assert statuses(outcome, "D9.department") == ["exact"] * 3
    read = parse(media.in_memory(together.sheets))
    assert len(read.rows["statement_lines"]) == len(alone.rows["statement_lines"]) and len(read.rows["department_targets"]) == 1
