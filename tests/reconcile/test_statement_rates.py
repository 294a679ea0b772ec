"""Percentages that standard tables print against their amounts."""

from tests.reconcile.statement_ledger import ledger, titled

RATES = """
    项目 | 上年预算数 | 本年预算数 | 增减额 | 增减幅度（%） | 占总额比重
    合计 | 30.00 | 24.00 | -6.00 | -20.00 | 100%
    因公出国（境）费 | | | | 不可比 |
    公务接待费 | 10.00 | 9.00 | -1.00 | -10.00 | 37.5%
    公务用车购置及运行费 | 20.00 | 15.00 | -5.00 | -25.00 | 62.5%
"""


def rates_of(drawing: str) -> list[tuple]:
    rows = ledger(*titled("“三公”经费支出表", drawing))
    return [(row["subject_name"].partition("：")[2], row["status"]) for row in rows if row["rule"] == "F2.statement"]


def test_percentages_of_a_table():
    assert [status for _, status in rates_of(RATES)] == ["exact"] * 6
    assert dict(rates_of(RATES.replace("-25.00", "-35.00")))["公务用车购置及运行费增减幅度（%）"] == "failed"
    assert dict(rates_of(RATES.replace("37.5%", "73.5%")))["公务接待费占总额比重"] == "failed"


def test_percentages_of_something_else():
    elsewhere = RATES.replace("-20.00", "3.10").replace("-10.00", "4.50").replace("-25.00", "7.00")
    changes = [status for name, status in rates_of(elsewhere) if "增减" in name]
    assert changes == ["insufficient_data"] * 3, "nothing on the page bears them out: nothing is claimed"
