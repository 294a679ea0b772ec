"""Statements that a page cut in the middle of a row: nothing but the words and digits tell."""

from decimal import Decimal

from tests.forms.tables import document, line, table
from yusuan.forms import statements
from yusuan.records import Records


def amounts(drawing: str, place: int) -> list[tuple[str, Decimal]]:
    source = document(line("部门预算项目支出表"), line("单位：万元"), table(drawing, breaks=(place,)))
    records = Records(source.document_id)
    statements.parse(source, statements.recognise(source), records)
    return [(row["name"], row["amount_yuan"]) for row in records.rows["statement_lines"]]


def test_an_amount_that_a_page_cut():
    assert amounts("项目名称 | 合计\n基层服 | 361.1\n务能力提升 | 2", 2) == [("基层服务能力提升", Decimal(3611200))]
    assert amounts("项目名称 | 合计\n基层服 | 1,3\n务能力提升 | 61.12", 2) == [("基层服务能力提升", Decimal(13611200))]


def test_two_amounts_are_two_lines():
    assert len(amounts("项目名称 | 合计\n设备购置 | 361\n宣传培训 | 4.56", 2)) == 2
    assert len(amounts("项目名称 | 合计\n设备购置 | 361.12\n宣传培训 | 4", 2)) == 2


def test_a_name_that_a_page_cut_in_its_brackets_or_words():
    assert amounts("项目名称 | 合计\n人才引进补助（ | 5.00\n01） | ", 2) == [("人才引进补助（01）", Decimal(50000))]
    cut = "项目 | 合计\n一般公 | 53\n共预算财政拨款 | 4.97"
    assert amounts(cut, 2) == [("一般公共预算财政拨款", Decimal(5349700))]
