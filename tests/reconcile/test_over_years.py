"""Two years' documents of one department beside each other."""

from decimal import Decimal

import pytest

from yusuan.reconcile import Facts
from yusuan.reconcile.ledger import within_corpus


def disclosure(year: int, amount: str, change: str | None = None, quote: str = "比上年预算增加") -> Facts:
    """A disclosure that states its expenditure in 万元 and, if given, the change against the year before."""
    owner = f"{year:016d}"
    document = dict(
        document_id=owner, fiscal_year=year, form="budget_disclosure", region_name="江苏省", department_name="省人大办公厅",
        title=f"{year}年部门预算",
    )  # fmt: skip
    total = dict(
        total_id=f"{owner}-t01", item="expenditure_budget", item_text="支出预算", scope="department", amount_year=year,
        amount_yuan=Decimal(amount) * 10000, stated_in="narrative", quote=quote, printed_unit="万元", printed_decimals=2, page=3,
    )  # fmt: skip
    rows = {"documents": [document], "totals": [total]}
    if change is not None:
        rows["changes"] = [
            dict(
                change_id=f"{owner}-c01",
                item="expenditure_budget",
                item_text="支出预算",
                from_year=year - 1,
                to_year=year,
                amount_yuan=Decimal(change) * 10000,
                quote=quote,
                printed_unit="万元",
                printed_decimals=2,
                page=3,
            )
        ]
    return Facts(rows)


def test_a_department_is_the_same_by_its_short_name_and_by_its_full_one() -> None:
    before, after = disclosure(2017, "13649.07"), disclosure(2018, "15897.44", "2248.37")
    before.document["department_name"] = "省人民代表大会办公厅"
    assert [status for status, _ in outcomes(before, after)] == ["exact"]
    before.document["department_name"] = "省政协办公厅"
    assert outcomes(before, after) == []


def outcomes(*documents: Facts) -> list[tuple[str, str]]:
    found = within_corpus(documents).reconciliations
    return [(row["status"], row["explanation"]) for row in found if row["rule"] == "F1.over_years"]


def test_last_years_amount_is_what_last_years_document_printed() -> None:
    ((status, words),) = outcomes(disclosure(2017, "13649.07"), disclosure(2018, "15897.44", "2248.37"))
    assert status == "exact", words


def test_another_base_than_last_years_document_fails_with_both_figures() -> None:
    result = within_corpus([disclosure(2017, "13649.07"), disclosure(2018, "15897.44", "2148.37")])
    ((check,), (finding,)) = result.reconciliations, result.findings
    assert check["status"] == "failed" and check["fiscal_year"] == 2018
    assert "13,649.07" in check["explanation"] and "15,897.44" in check["explanation"]
    assert finding["check_id"] == check["check_id"] and finding["page"] == 3
    assert {row["role"] for row in result.operands} == {"whole", "part"}


def test_a_change_against_the_years_execution_is_another_base() -> None:
    ((status, _),) = outcomes(disclosure(2017, "13649.07"), disclosure(2018, "15897.44", "1.00", "比上年执行数增加"))
    assert status == "not_applicable"


@pytest.mark.parametrize("earlier", [2016, 2018])
def test_years_that_do_not_follow_each_other_are_not_compared(earlier: int) -> None:
    assert outcomes(disclosure(earlier, "13649.07"), disclosure(2018, "15897.44", "2248.37")) == []
