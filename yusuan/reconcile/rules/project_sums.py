"""Sums of projects: against the table's own total, the stated project expenditure, the units, the sources of funds (D1-D4)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from yusuan.reconcile.facts import Facts, Figure, Row, money
from yusuan.reconcile.judgement import (
    EXACT,
    FAILED,
    NOT_APPLICABLE,
    Check,
    Place,
    compare_counts,
    compare_sum,
    lacking,
    plain,
)
from yusuan.reconcile.registry import Due, form, holds, rule

# Below this share a list or a set of tables that does not call itself complete is taken for a selection of key projects.
_SELECTION = Decimal("0.9")
_WHOLES = ("budget_total", "department_budget", "project_expenditure", "expenditure_budget", None)
_COUNT = re.compile(r"项目(?:共)?(\d+)个|(\d+)个(?:预算)?项目")
_COUNTY_FORM = "绩效文本的表式：预算规模分为财政资金和其他资金，两项为固定的组成项"
_PROJECT_EXPENDITURE = "《预算法实施条例》：部门预算公开基本支出和项目支出；项目支出由各项目组成"

_TABLES_WITH_BUDGETS = Due(
    "每个项目一张绩效目标表，印有预算数",
    lambda facts: facts.form != "target_table" and any(_has_own_budget(row) for row in facts["projects"]),
)
_TOTAL_IN_TABLE = Due(
    "项目绩效目标表（一张表列多个项目）",
    lambda facts: facts.form == "target_table" and bool(facts["projects"]),
)


def _has_own_budget(project: Row) -> bool:
    return project.get("budget_yuan") is not None and project.get("budget_source") != "narrative"


def _budget(facts: Facts, project: Row) -> tuple[str, Figure | None]:
    return project.get("project_name") or "无名项目", facts.figure("projects", project, "budget_yuan")


@rule(
    "D1.tables",
    title="各项目预算数之和与项目支出总额",
    title_en="Budgets of all projects against the stated project expenditure",
    severity="error",
    source=_PROJECT_EXPENDITURE,
    due=form("performance_text") | _TABLES_WITH_BUDGETS,
    not_applicable="一张表列多个项目的表式（见D3）；预算公开只附部分重点项目的绩效目标表时，写明所占比重",
    example="14个项目合计3,001.00万元，文件未印项目支出总额：insufficient_data",
)
def tables_against_expenditure(facts: Facts) -> Iterator[Check]:
    projects = [row for row in facts["projects"] if row.get("budget_source") != "narrative"]
    total = facts.stated("project_expenditure")
    figure = facts.figure("totals", total) if total else None
    check = compare_sum(
        figure, [_budget(facts, row) for row in projects],
        whole_name="项目支出总额", unit=facts.unit(), scope="department",
        subject_name=facts.document.get("department_name"), place=Place.of("totals", total, "amount_yuan"),
        note=f"共{len(projects)}个项目。",
    )  # fmt: skip
    listed = len(facts["listed_projects"])
    if facts.form != "performance_text" and listed != len(projects) and falls_short(check, any_gap=listed > len(projects)):
        check = as_selection(check, f"所附绩效目标表只是部分项目：{len(projects)}个项目", facts.unit())
    yield check


def falls_short(check: Check, *, any_gap: bool = False) -> bool:
    """Whether a failed sum of projects falls so far short of the whole that they are a selection; by `any_gap` at all."""
    return check.status == FAILED and check.expected < (1 if any_gap else _SELECTION) * check.actual


def as_selection(check: Check, which: str, unit: str) -> Check:
    """A sum of some projects alone, which is no failure: what share of the project expenditure they are."""
    share = plain(check.expected / check.actual * 100, 2)
    words = f"{which}合计{money(check.expected, unit)}，占项目支出{money(check.actual, unit)}的{share}%。"
    return replace(check, status=NOT_APPLICABLE, explanation=words)


@rule(
    "D1.sources",
    title="各项目分来源金额之和与所述财政资金、其他资金",
    title_en="Sources of funds of all projects against the stated totals by source",
    severity="error",
    source="绩效文本：预算数由财政资金和其他资金组成",
    due=Due(
        "印出各项目财政资金、其他资金的总额",
        lambda facts: any(facts.stated(item) for item in ("fiscal_funds", "other_funds")) and _TABLES_WITH_BUDGETS.owes(facts),
    ),
    not_applicable="文件没有印出分来源的总额",
    example="财政资金8,778.34 = 14个项目财政资金之和；其他资金空格按0计（表式固定的组成项）",
)
def sources_against_totals(facts: Facts) -> Iterator[Check]:
    for item, name in (("fiscal_funds", "财政资金"), ("other_funds", "其他资金")):
        total, column = facts.stated(item), f"{item}_yuan"
        if total is None:
            continue
        parts, blanks = [], 0
        for project in facts["projects"]:
            figure = facts.figure("projects", project, column)
            if figure is None and project.get("budget_yuan") is not None:
                blanks, figure = blanks + 1, Figure(Decimal(0))
            parts.append((project.get("project_name") or "", figure))
        note = f"其中{blanks}个项目的该格空白，表式固定，按0计。" if blanks else ""
        yield compare_sum(
            facts.figure("totals", total), parts, whole_name=f"所述{name}", unit=facts.unit(), note=note,
            scope="department", subject_name=name, place=Place.of("totals", total, "amount_yuan"),
        )  # fmt: skip


@rule(
    "D1.count",
    title="所述项目个数与项目表个数",
    title_en="The stated number of projects against the tables",
    severity="warning",
    source="文件自述",
    due=Due("文字写明安排项目的个数", lambda facts: _stated_count(facts) is not None and bool(facts["projects"])),
    not_applicable="没有写明个数；预算公开只附部分项目",
    example="“安排项目14个”，正文14张项目表",
)
def stated_count(facts: Facts) -> Iterator[Check]:
    stated, total = _stated_count(facts)
    count = len(facts["projects"])
    yield compare_counts(
        count, stated, f"文字写明项目{stated}个，正文有{count}个项目的绩效目标表。",
        place=Place.of("totals", total, "quote", f"{stated}个"),
    )  # fmt: skip


def _stated_count(facts: Facts) -> tuple[int, Row] | None:
    for total in facts["totals"]:
        if total.get("item") == "project_expenditure" and (match := _COUNT.search(total.get("quote") or "")):
            return int(match[1] or match[2]), total
    return None


@rule(
    "D1.listed",
    title="文中列示的项目之和与项目支出",
    title_en="Projects listed in the text against the stated project expenditure",
    severity="error",
    source=_PROJECT_EXPENDITURE,
    due=holds("listed_projects", "文字逐个列示项目和金额"),
    not_applicable="“主要是……”只列部分项目时，写明所占比重",
    example="21个列示项目合计2,666.43 = 项目支出2,666.43万元",
)
def listed_against_expenditure(facts: Facts) -> Iterator[Check]:
    listed = facts["listed_projects"]
    total = facts.stated("project_expenditure")
    check = compare_sum(
        facts.figure("totals", total) if total else None,
        [(row.get("name") or "", facts.figure("listed_projects", row)) for row in listed],
        whole_name="项目支出", unit=facts.unit(), scope="department", subject_name=facts.document.get("department_name"),
        place=Place.of("totals", total, "amount_yuan"), note=f"共列示{len(listed)}个项目。",
    )  # fmt: skip
    if len(listed) != len(facts["projects"]) and falls_short(check):
        check = as_selection(check, f"文字只列示部分项目：{len(listed)}个", facts.unit())
    yield check


@rule(
    "D2.units",
    title="各单位之和与部门合计",
    title_en="Sum of the budget units against the department",
    severity="error",
    source="部门预算由本级和所属单位预算汇总而成（《预算法》）",
    due=Due("印出单位合计，或项目分属两个以上预算单位", lambda facts: bool(_unit_totals(facts)) or len(_by_unit(facts)) > 1),
    not_applicable="只有一个预算单位，又没有印出单位合计",
    example="323001 2,960.00 + 323003 41.00 = 3,001.00万元；没有印出部门合计：insufficient_data",
)
def units_against_department(facts: Facts) -> Iterator[Check]:
    unit = facts.unit()
    printed = _unit_totals(facts)
    for total in printed:
        own = [row for row in facts["projects"] if row.get("unit_code") == total.get("unit_code")]
        if own:
            yield compare_sum(
                facts.figure("totals", total), [_budget(facts, row) for row in own], whole_name="单位合计", unit=unit,
                scope="unit", subject_id=total.get("total_id"), subject_name=total.get("unit_name"),
                place=Place.of("totals", total, "amount_yuan"),
            )  # fmt: skip
    department = next(iter(_department_totals(facts)), None)
    about: dict = dict(
        scope="department",
        subject_name=facts.document.get("department_name"),
        place=Place.of("totals", department, "amount_yuan"),
    )
    if len(printed) > 1:
        parts = [(row.get("unit_name") or "", facts.figure("totals", row)) for row in printed]
        whole = facts.figure("totals", department) if department else None
        yield compare_sum(whole, parts, whole_name="部门合计", unit=unit, **about)
    elif len(_by_unit(facts)) > 1:
        # Sums of our own would only repeat the check of the projects; they are said, not compared.
        sums = "；".join(f"{code} {words}" for code, words in _unit_sums(facts).items())
        yield lacking(f"没有印出各单位的合计，无从核对。按项目相加：{sums}。", **about)


def _unit_totals(facts: Facts) -> list[Row]:
    found = [row for row in facts["totals"] if row.get("scope") == "unit" and row.get("stated_in") == "table"]
    return [row for row in found if row.get("unit_code") and row.get("item") in _WHOLES and row.get("amount_yuan") is not None]


def _by_unit(facts: Facts) -> dict[str, list[Row]]:
    units: dict[str, list[Row]] = defaultdict(list)
    for project in facts["projects"]:
        if project.get("unit_code"):
            units[project["unit_code"]].append(project)
    return units


def _unit_sums(facts: Facts) -> dict[str, str]:
    sums = {}
    for code, projects in sorted(_by_unit(facts).items()):
        amounts = [row.get("budget_yuan") for row in projects]
        sums[code] = "有项目没有印出预算数" if None in amounts else money(sum(amounts, Decimal(0)), facts.unit())
    return sums


def _department_totals(facts: Facts) -> list[Row]:
    """Totals of the department over its projects: those of the table, else the stated project expenditure."""
    in_table = [
        row for row in facts["totals"]
        if row.get("scope") == "department" and row.get("stated_in") == "table" and row.get("item") in _WHOLES
    ]  # fmt: skip
    if facts.form == "target_table":
        return in_table
    stated = facts.stated("project_expenditure")
    return [stated] if stated else []


@rule(
    "D3.rows_total",
    title="表内各项目之和与表内合计",
    title_en="Rows of a table against its own total",
    severity="error",
    source="表内勾稽：合计等于各行之和，合计行不计入各行",
    due=_TOTAL_IN_TABLE,
    not_applicable="每个项目一张表的表式",
    example="15个项目合计24,871,801.31元 = 表内合计24,871,801.31元",
)
def rows_against_total(facts: Facts) -> Iterator[Check]:
    totals = _department_totals(facts)
    total = totals[0] if totals else None
    projects = facts["projects"]
    yield compare_sum(
        facts.figure("totals", total) if total else None, [_budget(facts, row) for row in projects],
        whole_name="表内合计", unit=facts.unit(), scope="department", note=f"共{len(projects)}个项目。",
        subject_id=total.get("total_id") if total else None,
        subject_name=(total or {}).get("unit_name") or facts.document.get("department_name"),
        place=Place.of("totals", total, "amount_yuan"),
    )  # fmt: skip


@rule(
    "D4.sources",
    title="预算数 = 财政资金 + 其他资金",
    title_en="Budget of a project = fiscal funds + other funds",
    severity="error",
    source=_COUNTY_FORM,
    due=form("performance_text") | holds("projects", "项目表印有财政资金", "fiscal_funds_yuan"),
    not_applicable="没有资金来源列的表式；中央等表式另有上年结转等来源",
    example="935.00 = 935.00 + 空格（按0计）",
)
def budget_by_source(facts: Facts) -> Iterator[Check]:
    for project in facts["projects"]:
        if project.get("budget_source") != "narrative":
            yield _by_source(facts, project)


def _by_source(facts: Facts, project: Row) -> Check:
    unit = project.get("printed_unit") or facts.unit()
    budget, fiscal, other = (
        facts.figure("projects", project, column) for column in ("budget_yuan", "fiscal_funds_yuan", "other_funds_yuan")
    )
    details = dict(
        scope="project", subject_id=project.get("project_id"), subject_name=project.get("project_name"),
        place=Place.of("projects", project, "budget_yuan"),
    )  # fmt: skip
    note = ""
    if other is None and fiscal is not None:
        other, note = Figure(Decimal(0), Decimal(0), unit), "其他资金空白，表式固定，按0计。"
        if budget is not None:
            # One number printed twice: rounding cannot make the two differ.
            budget, fiscal = replace(budget, half=Decimal(0)), replace(fiscal, half=Decimal(0))
    elif fiscal is None and other is not None and budget is not None:
        only = "财政资金空白，全部为其他资金。"
        check = compare_sum(budget, [("其他资金", other)], whole_name="预算数", unit=unit, note=only, **details)
        return check if check.status == EXACT else lacking("财政资金没有印出，无从核对。", **details)
    parts = [("财政资金", fiscal), ("其他资金", other)]
    check = compare_sum(budget, parts, whole_name="预算数", unit=unit, note=note, **details)
    # A source that is not printed can fill a gap; it cannot make good what the printed ones have too much.
    over = budget is not None and fiscal is not None and fiscal.value + other.value > budget.value
    if check.status == FAILED and not over and not _is_county_form(facts, project):
        return lacking(f"{check.explanation}该表式另有上年结转等来源，没有单列，不能断定不符。", **details)
    return check


def _is_county_form(facts: Facts, project: Row) -> bool:
    """The form with two fixed sources; its marks are the project's code and the spending plan."""
    coded = bool(project.get("project_code") or facts.of("spending_plans", project.get("project_id")))
    return facts.form == "performance_text" or coded


@rule(
    "D1.across",
    title="绩效文本的项目之和与同一部门另一文件所述项目支出",
    title_en="Projects of one document against the project expenditure that another document of the department states",
    severity="warning",
    source=_PROJECT_EXPENDITURE,
    due=Due(
        "同一部门、年度有载项目预算数的文件，又有另一文件写明项目支出",
        lambda group: any(_tables_only(facts) for facts in group) and any(facts.stated("project_expenditure") for facts in group),
    ),
    not_applicable="只有一个文件；项目表只是部分项目时，写明所占比重",
    example="绩效文本14个项目合计3,001.00，部门预算公开项目支出3,001.00万元",
    department=True,
)
def tables_across_documents(group: Sequence[Facts]) -> Iterator[Check]:
    stating = next(facts for facts in group if facts.stated("project_expenditure"))
    total = stating.stated("project_expenditure")
    for facts in group:
        if facts is stating or not _tables_only(facts):
            continue
        unit = facts.unit()
        check = compare_sum(
            stating.figure("totals", total), [_budget(facts, row) for row in facts["projects"]],
            whole_name=f"《{stating.document.get('title')}》所述项目支出", unit=unit, scope="department",
            subject_name=facts.document.get("title"), place=Place.of("totals", total, "amount_yuan"),
        )  # fmt: skip
        yield as_selection(check, "只是部分项目：项目表", unit) if falls_short(check) else check


def _tables_only(facts: Facts) -> bool:
    return _TABLES_WITH_BUDGETS.owes(facts) and not facts.stated("project_expenditure")
