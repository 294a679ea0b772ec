"""Functional classes and procurement that the text tells, against the tables and their parts."""

from decimal import Decimal as D

import pytest

from tests.reconcile.rows import DOCUMENT_ID, checks, facts, statuses, total
from yusuan.reconcile import within_document


def line(number: int, code: str, name: str, amount: int) -> dict:
    return {
        "statement_line_id": f"{DOCUMENT_ID}-s01-{number:03d}-c01", "line_number": number, "code": code, "name": name,
        "statement": "general_public_expenditure", "statement_title": "一般公共预算支出表", "side": None, "item": None, "page": 9,
        "column": "total", "column_text": "合计", "amount_yuan": D(amount), "printed_unit": "元", "printed_decimals": 2,
    }  # fmt: skip


TABLE = [
    line(1, "205", "教育支出", 900000),
    line(2, "20501", "教育管理事务", 300000),
    line(3, "2050101", "行政运行", 300000),
    line(4, "20502", "普通教育", 600000),
    line(5, "2050202", "小学教育", 600000),
    line(6, "206", "科学技术支出", 123456),
    line(7, "20601", "科学技术管理事务", 123456),
    line(8, "2060101", "行政运行", 123456),
]


def told(text: str, amount: str, **columns) -> list[str]:
    row = total("x", D(amount), **columns) | {"item": None, "item_text": text}
    return statuses(within_document(facts("budget_disclosure", totals=[row], statement_lines=TABLE)), "K1.classes")


@pytest.mark.parametrize(
    ("text", "amount", "expected"),
    [
        ("教育支出（类）教育管理事务（款）行政运行（项）", "300000", ["exact"]),
        ("科学技术支出（类）科学技术管理事务（款）行政运行（项）", "123500", ["rounding"]),
        ("教育支出（类）教育管理事务（款）行政运行（项）", "320000", ["failed"]),
        ("普通教育（款）小学教育（项）支出", "600000", ["exact"]),
        ("教育支出类科目", "900000", ["exact"]),
        ("教育（205类）支出", "900000", ["exact"]),
        ("小学教育", "500000", []),  # no class by its name alone
        ("农林水支出（类）", "500000", []),
    ],
)
def test_a_class_is_found_by_the_names_above_it(text, amount, expected):
    assert told(text, amount) == expected


def test_other_years_and_other_documents_tables_are_not_compared():
    assert told("教育支出（类）", "1", amount_year=2023) == []
    row = total("x", D(1)) | {"item": None, "item_text": "教育支出（类）"}
    assert checks(within_document(facts("final_accounts", totals=[row], statement_lines=TABLE)), "K1.classes") == []


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"procurement_goods": 100000, "procurement_works": 0, "procurement_services": 400000}, ["exact"]),
        ({"procurement_goods": 100000, "procurement_works": 0, "procurement_services": 390000}, ["failed"]),
        ({"procurement_goods": 100000, "procurement_services": 390000}, ["insufficient_data"]),
        ({"procurement_goods": 100000}, []),
    ],
)
def test_procurement_is_the_sum_of_its_kinds(parts, expected):
    rows = [total("government_procurement", D(500000)), *(total(item, D(amount)) for item, amount in parts.items())]
    assert [
        row["status"] for row in checks(within_document(facts("budget_disclosure", totals=rows)), "E3.procurement")
    ] == expected
