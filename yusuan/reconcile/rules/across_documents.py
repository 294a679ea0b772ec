"""Documents of one department and year beside each other: one item, one amount; units within it; copies (D2, K1, K2)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from yusuan.reconcile.facts import Facts, Figure, Row, money
from yusuan.reconcile.judgement import FAILED, NOT_APPLICABLE, Check, Mark, Place, compare_sum, plain
from yusuan.reconcile.registry import Due, rule
from yusuan.reconcile.rules.stated_totals import NAMES

_WHOLE = "expenditure_budget"
_FEWEST = 3  # different amounts that no two documents share by chance, all of them


def _stated_by_several(group: Sequence[Facts]) -> list[tuple[str, list[tuple[Facts, Row]]]]:
    """Items that two or more documents of one family state for the whole department."""
    found = []
    for form in sorted({facts.form or "" for facts in group}):
        alike = [facts for facts in group if facts.form == form and not facts.is_of_unit]
        for item in NAMES:
            stating = [(facts, row) for facts in alike if (row := facts.stated(item))]
            if len(stating) > 1:
                found.append((item, stating))
    return found


@rule(
    "K1.across",
    title="同一部门的几个文件所述金额一致",
    title_en="One item, one amount in the documents of one department",
    severity="warning",
    source="同一部门、年度的说明和报表一致",
    due=Due("同一部门、年度的两个以上同类文件写明同一项目", lambda group: bool(_stated_by_several(group))),
    not_applicable="预算与决算之间；部门与其所属单位之间",
    example="部门预算说明的支出预算与部门预算表的支出预算",
    department=True,
)
def one_amount_across_documents(group: Sequence[Facts]) -> Iterator[Check]:
    for item, ((first, row), *others) in _stated_by_several(group):
        for facts, other in others:
            yield compare_sum(
                facts.figure("totals", other), [(f"《{first.document.get('title')}》", first.figure("totals", row))],
                whole_name=f"《{facts.document.get('title')}》", unit=other.get("printed_unit") or facts.unit(),
                scope="department", subject_id=other.get("total_id"), subject_name=NAMES[item],
                place=Place.of("totals", other, "amount_yuan"),
            )  # fmt: skip


def _department_and_units(group: Sequence[Facts]) -> tuple[Facts, list[Facts]] | None:
    stating = [facts for facts in group if facts.form == "budget_disclosure" and facts.stated(_WHOLE)]
    units, departments = [f for f in stating if f.is_of_unit], [f for f in stating if not f.is_of_unit]
    return (departments[0], units) if len(departments) == 1 and units else None


@rule(
    "D2.across",
    title="单独公开的各单位之和不超过部门",
    title_en="Separately published units do not exceed their department",
    severity="error",
    source="部门预算由本级和所属单位预算汇总而成（《预算法》）；财预〔2021〕29号：单位预算单独公开",
    due=Due("既有部门预算，又有单位预算", lambda group: _department_and_units(group) is not None),
    not_applicable="只公开了部分单位时，写明所占比重",
    example="本级1,200万元，部门3,000万元：占40%，其余单位没有读到",
    department=True,
)
def units_within_department(group: Sequence[Facts]) -> Iterator[Check]:
    department, units = _department_and_units(group)
    total = department.stated(_WHOLE)
    parts: list[tuple[str, Figure | None]] = [
        (facts.document.get("title") or "", facts.figure("totals", facts.stated(_WHOLE))) for facts in units
    ]
    unit = total.get("printed_unit") or department.unit()
    check = compare_sum(
        department.figure("totals", total), parts, whole_name="部门支出预算", unit=unit, scope="department",
        subject_name=department.document.get("title"), place=Place.of("totals", total, "amount_yuan"),
    )  # fmt: skip
    if check.status == FAILED and Decimal(0) < check.expected < check.actual:
        share = plain(check.expected / check.actual * 100, 2)
        words = f"{len(units)}个单位预算合计{money(check.expected, unit)}，占部门支出预算{money(check.actual, unit)}的{share}%，"
        check = Check(
            NOT_APPLICABLE, f"{words}其余单位没有读到。", scope="department", expected=check.expected, actual=check.actual,
            subject_name=check.subject_name,
        )  # fmt: skip
    yield check


@rule(
    "K2.copy",
    title="同一文件有两份，合计时重复计入",
    title_en="One document is there twice: sums count it twice",
    severity="warning",
    source="同一文件以几种格式公开（PDF和Excel等）时内容相同",
    due=Due("同一部门、年度有两个以上同类文件", lambda group: max(Counter(facts.form for facts in group).values()) > 1),
    not_applicable="逐字节相同的文件（作为重复文件不读取）；不同的金额少于3个；有一个金额不同",
    example="部门预算.pdf和部门预算.xls都在原始文件夹里，全部金额相同",
    department=True,
    ledger=False,
)
def copies(group: Sequence[Facts]) -> Iterator[Mark]:
    seen: dict[tuple, Facts] = {}
    for facts in sorted(group, key=lambda facts: facts.document_id or ""):
        amounts = facts.once(_amounts)
        if len({amount for _, _, amount in amounts}) < _FEWEST:
            continue
        first = seen.setdefault((facts.form, frozenset(amounts.items())), facts)
        if first is not facts:
            ids, number, title = f"{first.document_id}和{facts.document_id}", amounts.total(), facts.document.get("title")
            yield Mark(
                f"文件{ids}（《{title or '无题'}》）的{number}个金额全部相同，是同一文件的两份，合计时重复计入。",
                f"Documents {first.document_id} and {facts.document_id} state the same {number} amounts: "
                "they are copies, sums count them twice.",
                Place("documents", facts.document_id, "document_id", facts.document_id), "只保留一份，或合计时只取其中一份。",
            )  # fmt: skip


def _amounts(facts: Facts) -> Counter[tuple[str, str, Decimal]]:
    """All amounts of a document but zero, by dataset and column, and how often it states them."""
    return Counter(
        (dataset, column, value)
        for dataset in facts.rows
        for row in facts[dataset]
        for column, value in row.items()
        if column.endswith("_yuan") and value
    )
