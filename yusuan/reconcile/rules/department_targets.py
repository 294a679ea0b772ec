"""Overall targets of a department: tasks against their total, the total against its parts, and against the budget (D9).

What a department's table prints is compared with itself and with the tables and text of the same document. Not in here: the
values of its indicators, which are looked at with those of projects.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from yusuan.department_names import department_key
from yusuan.reconcile.facts import Facts, Figure, Row, money
from yusuan.reconcile.judgement import FAILED, NOT_APPLICABLE, Check, Place, compare_sum, lacking
from yusuan.reconcile.registry import holds, rule
from yusuan.reconcile.statement_tables import ZERO, filled, statements

_FORM = "财预〔2015〕88号部门整体支出绩效目标表：年度主要任务的预算金额分总额、财政拨款、其他资金，末行合计"
_BUDGET = "部门整体支出绩效目标表与部门预算口径一致：整体支出即部门全部支出"
_DATASET, _TASKS = "department_targets", "department_tasks"
_TASK_COLUMNS = (
    ("amount_yuan", "tasks_total_yuan", "总额"),
    ("fiscal_funds_yuan", "tasks_fiscal_funds_yuan", "财政拨款"),
    ("other_funds_yuan", "tasks_other_funds_yuan", "其他资金"),
)
_OWN = (("fiscal_account_yuan", "财政专户管理资金"), ("unit_funds_yuan", "单位资金"), ("other_funds_yuan", "其他资金"))
_BUDGETS = (
    ("general_public_budget_yuan", "一般公共预算"),
    ("government_fund_yuan", "政府性基金"),
    ("state_capital_yuan", "国有资本经营预算"),
)
_FISCAL, _CARRIED = ("fiscal_funds_yuan", "财政拨款"), ("carried_forward_yuan", "上年结转")
_SOURCES = holds(_DATASET, "整体绩效目标表印有预算总额", "total_yuan")
# What the same document states of the whole department, by the column of its overall targets.
_STATED = {
    "total_yuan": ("部门支出总额", ("total_expenditure", "expenditure_budget", "department_budget", "current_expenditure")),
    "basic_expenditure_yuan": ("基本支出", ("basic_expenditure",)),
    "project_expenditure_yuan": ("项目支出", ("project_expenditure",)),
}
_UNREAD = ("extraction.unplaced_cell", "extraction.row_unplaced", "extraction.unknown_heading", "extraction.unreadable_amount")


def _about(target: Row, column: str) -> dict:
    return dict(
        scope="department", subject_id=target.get("department_target_id"), subject_name=target.get("unit_name"),
        place=Place.of(_DATASET, target, column),
    )  # fmt: skip


def _unit(facts: Facts, target: Row) -> str:
    return target.get("printed_unit") or facts.unit()


def _figure(facts: Facts, target: Row, column: str) -> Figure | None:
    return facts.figure(_DATASET, target, column)


def _honest(facts: Facts, target: Row, check: Check, about: dict) -> Check:
    """The check; one that fails in a table of which a part could not be read claims nothing."""
    owner = target.get("department_target_id") or ""
    unread = any(row.get("rule") in _UNREAD and (row.get("record_id") or "").startswith(owner) for row in facts["findings"])
    return (
        lacking(f"{check.explanation}该表另有内容未能读出（见疑点），不能断定不符。", **about)
        if check.status == FAILED and unread
        else check
    )


@rule(
    "D9.tasks",
    title="年度主要任务的金额之和与合计行",
    title_en="Amounts of the year's tasks against their total row",
    severity="error",
    source=_FORM,
    due=holds(_TASKS, "整体绩效目标表的任务印有金额", "amount_yuan"),
    not_applicable="任务不列金额的表式",
    example="120.50 + 300.25 + 410.00 = 830.75；合计830.75万元",
)
def tasks_against_total(facts: Facts) -> Iterator[Check]:
    for target in facts[_DATASET]:
        tasks = facts.of(_TASKS, target.get("department_target_id"), "department_target_id")
        for column, total, name in _TASK_COLUMNS:
            printed = [row for row in tasks if row.get(column) is not None]
            if printed and (column == "amount_yuan" or target.get(total) is not None):
                about = _about(target, total)
                yield _honest(facts, target, _tasks_sum(facts, target, tasks, column, total, name, about), about)


def _tasks_sum(facts: Facts, target: Row, tasks: Sequence[Row], column: str, total: str, name: str, about: dict) -> Check:
    """A blank beside a printed amount is zero, for the form fixes the columns; a task without any amount leaves the sum open."""
    parts = [(row.get("task_name") or f"任务{row.get('ordinal')}", facts.figure(_TASKS, row, column)) for row in tasks]
    known, blanks = filled(parts)
    note = f"有{blanks}项空白，按0计。" if blanks else ""
    check = compare_sum(
        _figure(facts, target, total), known, whole_name=f"任务{name}合计", unit=_unit(facts, target), note=note, **about
    )
    empty = any(all(row.get(column) is None for column, _, _ in _TASK_COLUMNS) for row in tasks)
    if check.status == FAILED and empty and check.expected < check.actual:
        return lacking(f"{check.explanation}有任务没有印出金额，不能断定不符。", **about)
    return check


@rule(
    "D9.task_sources",
    title="任务总额 = 财政拨款 + 其他资金",
    title_en="Amount of a task = fiscal appropriations + other funds",
    severity="error",
    source=_FORM,
    due=holds(_TASKS, "任务金额分财政拨款和其他资金", "fiscal_funds_yuan"),
    not_applicable="任务金额不分来源的表式",
    example="120.50 = 100.50 + 20.00",
)
def task_by_source(facts: Facts) -> Iterator[Check]:
    for target in facts[_DATASET]:
        for row in facts.of(_TASKS, target.get("department_target_id"), "department_target_id"):
            if row.get("amount_yuan") is not None and any(row.get(column) is not None for column, _, _ in _TASK_COLUMNS[1:]):
                about = dict(
                    scope="department", subject_id=row.get("task_id"), subject_name=row.get("task_name"),
                    place=Place.of(_TASKS, row, "amount_yuan"),
                )  # fmt: skip
                figures = [facts.figure(_TASKS, row, column) for column, _, _ in _TASK_COLUMNS]
                yield _honest(facts, target, _by_source(figures, row.get("printed_unit") or facts.unit(), about), about)
        whole, *parts = (_figure(facts, target, column) for _, column, _ in _TASK_COLUMNS)
        if whole is not None and any(parts):
            about = _about(target, "tasks_total_yuan")
            yield _honest(facts, target, _by_source([whole, *parts], _unit(facts, target), about), about)


def _by_source(figures: Sequence[Figure | None], unit: str, about: dict) -> Check:
    whole, fiscal, other = figures
    note = ""
    if whole is not None and (fiscal is None or other is None):
        # One number printed twice: rounding cannot make the two differ.
        note = f"{'财政拨款' if fiscal is None else '其他资金'}空白，表式固定，按0计。"
        whole = replace(whole, half=Decimal(0))
        fiscal, other = (replace(part, half=Decimal(0)) if part else ZERO for part in (fiscal, other))
    return compare_sum(whole, [("财政拨款", fiscal), ("其他资金", other)], whole_name="总额", unit=unit, note=note, **about)


@rule(
    "D9.kinds",
    title="部门预算总额 = 基本支出 + 项目支出，基本支出 = 人员经费 + 公用经费",
    title_en="Budget of the department = basic + project expenditure; basic = personnel + public funds",
    severity="error",
    source="《预算法实施条例》：部门支出分为基本支出和项目支出",
    due=_SOURCES,
    not_applicable="只印总额、不分支出结构的表式",
    example="700.40 + 586.00 = 1,286.40万元",
)
def total_by_kind(facts: Facts) -> Iterator[Check]:
    for target in facts[_DATASET]:
        for whole, name, parts in (
            ("total_yuan", "预算总额", (("basic_expenditure_yuan", "基本支出"), ("project_expenditure_yuan", "项目支出"))),
            ("basic_expenditure_yuan", "基本支出", (("personnel_yuan", "人员经费"), ("public_funds_yuan", "公用经费"))),
        ):
            about = _about(target, whole)
            figures = [(part, _figure(facts, target, column)) for column, part in parts]
            if all(figure is None for _, figure in figures):
                if whole == "total_yuan" and target.get(whole) is not None:
                    yield Check(NOT_APPLICABLE, f"表中没有把{name}分为{parts[0][1]}和{parts[1][1]}。", **about)
                continue
            check = compare_sum(_figure(facts, target, whole), figures, whole_name=name, unit=_unit(facts, target), **about)
            yield _honest(facts, target, check, about)


@rule(
    "D9.sources",
    title="部门预算总额与各资金来源之和",
    title_en="Budget of the department against its sources of funds",
    severity="error",
    source="部门整体支出绩效目标表的资金来源各项组成预算总额",
    due=_SOURCES,
    not_applicable="只印总额、不分资金来源的表式",
    example="资金总额3,000,000.00元 = 财政拨款2,800,000.00 + 其他资金200,000.00",
)
def total_by_source(facts: Facts) -> Iterator[Check]:
    for target in facts[_DATASET]:
        if target.get("total_yuan") is None:
            continue
        about = _about(target, "total_yuan")
        readings = [_printed(facts, target, columns) for columns in _readings(target)]
        readings = [parts for parts in readings if parts]
        if not readings:
            yield Check(NOT_APPLICABLE, "表中没有把预算总额分为各资金来源。", **about)
            continue
        whole, unit = _figure(facts, target, "total_yuan"), _unit(facts, target)
        checks = [compare_sum(whole, parts, whole_name="预算总额", unit=unit, **about) for parts in readings]
        check = next((check for check in checks if check.status != FAILED), checks[0])
        if check.status == FAILED and len(readings[0]) == 1 and check.expected < check.actual:
            check = lacking(f"{check.explanation}只印出一项来源，其余没有单列，不能断定不符。", **about)
        yield _honest(facts, target, check, about)


def _readings(target: Row) -> list[list[tuple[str, str]]]:
    """The columns that may make up the total: appropriations alone or beside the budgets, and what is carried forward as a source
    of its own or within the others."""
    nested = [_FISCAL, *_OWN] if target.get(_FISCAL[0]) is not None else [*_BUDGETS, *_OWN]
    return [[*nested, _CARRIED], nested, [*_BUDGETS, _FISCAL, *_OWN, _CARRIED], [*_BUDGETS, _FISCAL, *_OWN]]


def _printed(facts: Facts, target: Row, columns: Sequence[tuple[str, str]]) -> list[tuple[str, Figure | None]]:
    figures = [(name, _figure(facts, target, column)) for column, name in columns]
    return [(name, figure) for name, figure in figures if figure is not None]


@rule(
    "D9.tasks_within",
    title="任务金额合计不超过部门预算总额",
    title_en="The total of the tasks does not exceed the department's budget",
    severity="warning",
    source=_BUDGET,
    due=holds(_DATASET, "整体绩效目标表印有任务金额合计", "tasks_total_yuan"),
    not_applicable="同表没有预算总额；任务只是部分支出",
    example="任务合计552.00万元，预算总额520.00万元：超出",
)
def tasks_within_total(facts: Facts) -> Iterator[Check]:
    for target in facts[_DATASET]:
        tasks, total = (_figure(facts, target, column) for column in ("tasks_total_yuan", "total_yuan"))
        if tasks is None:
            continue
        about = _about(target, "tasks_total_yuan")
        unit = _unit(facts, target)
        if total is None:
            yield Check(NOT_APPLICABLE, "同表没有另印预算总额。", **about)
        elif tasks.value < total.value - tasks.half - total.half:
            words = f"任务合计{money(tasks.value, unit)}，预算总额{money(total.value, unit)}，任务只是部分支出。"
            yield Check(NOT_APPLICABLE, words, expected=total.value, actual=tasks.value, **about)
        else:
            yield compare_sum(tasks, [("预算总额", total)], whole_name="任务金额合计", unit=unit, **about)


@rule(
    "D9.department",
    title="整体绩效目标表的预算与部门预算",
    title_en="The budget in a department's overall targets against its budget in the same document",
    severity="warning",
    source=_BUDGET,
    due=holds(_DATASET, "载有部门整体绩效目标表"),
    not_applicable="下属单位的表，文件只公开部门合计",
    example="资金总额3,347.82万元，部门支出总表合计3,347.82万元",
)
def targets_against_budget(facts: Facts) -> Iterator[Check]:
    for target in facts[_DATASET]:
        column = "total_yuan" if target.get("total_yuan") is not None else "tasks_total_yuan"
        yield _against(facts, target, column, *_STATED["total_yuan"])
        for part in ("basic_expenditure_yuan", "project_expenditure_yuan"):
            if target.get(part) is not None and _stated(facts, _STATED[part][1]):
                yield _against(facts, target, part, *_STATED[part])


def _against(facts: Facts, target: Row, column: str, name: str, items: tuple[str, ...]) -> Check:
    about = _about(target, column)
    figure, unit = _figure(facts, target, column), _unit(facts, target)
    if figure is None:
        return lacking("表中没有印出可读的预算总额，无从核对。", **about)
    if not (stated := _stated(facts, items)):
        return lacking(f"表中为{money(figure.value, unit)}；文件没有另印可读的{name}，无从核对。", **about)
    checks = [compare_sum(figure, [(name, one)], whole_name="整体绩效目标表", unit=unit, **about) for one in stated]
    check = next((check for check in checks if check.status != FAILED), checks[0])
    if check.status != FAILED:
        return check
    if column == "tasks_total_yuan" and check.actual < check.expected:
        return Check(NOT_APPLICABLE, f"{check.explanation}任务只是部分支出。", **about)
    own, department = (department_key(name) for name in (target.get("unit_name"), facts.document.get("department_name")))
    if own == department or (not own and len(facts[_DATASET]) == 1):
        return _honest(facts, target, check, about)
    if len(facts[_DATASET]) > 1:
        return Check(NOT_APPLICABLE, f"{check.explanation}该表是所属单位“{target.get('unit_name')}”的。", **about)
    return lacking(f"{check.explanation}该表的单位名称与文件的部门名称不同，不能断定口径一致。", **about)


def _stated(facts: Facts, items: Sequence[str]) -> list[Figure]:
    """What the standard tables of a budget, then the text, state of an item: the first is the one to name."""
    found: list[Figure | None] = []
    for statement in statements(facts):
        if statement.is_final or statement.again:
            continue
        line = statement.total() if statement.kind == "expenditure_summary" else None
        if statement.kind == "expenditure_summary" and line is not None:
            column = statement.whole_column() if items[0] == "total_expenditure" else statement.column(items[0])
            found.append(line.figures.get(column.text) if column else None)
        elif statement.kind == "revenue_expenditure_summary" and items[0] == "total_expenditure":
            sides = [statement.item(item, "expenditure") for item in ("total_expenditure", "current_expenditure")]
            column = statement.whole_column("expenditure")
            found += [line.figures.get(column.text) for line in sides if line is not None and column is not None]
    found += [facts.figure("totals", total) for item in items if (total := facts.stated(item))]
    return [figure for figure in found if figure is not None]
