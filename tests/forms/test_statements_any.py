"""Statements of any shape: whatever stands in the cells, nothing breaks, and no printed amount is lost or counted twice."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms.tables import document, line, table
from yusuan import values
from yusuan.forms import statements
from yusuan.records import Records

_WORDS = (
    "", "", "收入", "支出", "项目", "科目编码", "类", "款", "项", "合计", "小计", "预算数", "决算数", "基本支出", "项目支出",
    "金额", "栏次", "1", "2", "208", "20805", "05", "一、教育支出",
    "（一）其他", "收入总计", "其中：购置", "12.50", "-1.00", "(3.00)", "—", "△2.00",
    "1,234.56", "12,34", "<", "^", "单位：万元", "某局", "注：无", "2024年预算数", "增减%", "空表列示", "…",
)  # fmt: skip
_HEADS = (
    "",
    "收入 | < | 支出 | <\n项目 | 预算数 | 项目 | 预算数",
    "科目编码 | < | < | 科目名称\n类 | 款 | 项 | ^",
    "科目编码 | 科目名称 | 合计 | 基本支出",
    "科目编码 | 科目名称 | 金额 | 合计\n^ | ^ | 1 | 2",
    "项目 | 2023年预算数 | 2024年预算数 | 增减额",
)
_TITLES = st.sampled_from(("部门收支总表", "一般公共预算支出表", "“三公”经费支出决算表", "统筹安排表", "政府采购预算", "说明"))


@st.composite
def drawings(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from(_HEADS))
    width = head.partition("\n")[0].count("|") + 1 if head else draw(st.integers(1, 6))
    rows = draw(st.lists(st.lists(st.sampled_from(_WORDS), min_size=width, max_size=width), min_size=1, max_size=8))
    for place, row in enumerate(rows):  # marks of covered cells need a cell beside or above them
        rows[place] = [
            "" if (word == "<" and column == 0) or (word == "^" and (place == 0 or rows[place - 1][column] == "<")) else word
            for column, word in enumerate(row)
        ]
    rows[0] = ["" if word == "^" else word for word in rows[0]]
    return "\n".join([*([head] if head else []), *(" | ".join(row) for row in rows)])


@settings(max_examples=150)
@given(drawings(), _TITLES, st.sets(st.integers(1, 7)))
def test_whatever_stands_in_the_cells(drawing: str, title: str, breaks: set[int]):
    drawn = table(drawing, breaks=tuple(sorted(place for place in breaks if place <= drawing.count("\n"))))
    source = document(line(title), line("单位：元"), drawn, line("注：空表列示"))
    records = Records(source.document_id)
    statements.parse(source, statements.recognise(source), records)
    for row in records.rows.get("statement_lines", []):
        assert row["column_text"] and row["line_number"] >= 1
        assert row["code"] is None or (row["code"].isdigit() and 3 <= len(row["code"]) <= 9)
    traced = [row["cell_id"] for row in records.rows.get("lineage", []) if row["column"] == "amount_yuan"]
    assert len(traced) == len(set(traced)), "a cell is the amount of one line"


@settings(max_examples=60)
@given(st.lists(st.decimals(-10_000, 10_000, places=2), min_size=2, max_size=12), st.sampled_from(("元", "万元")))
def test_every_amount_of_a_plain_table_is_read(amounts: list[Decimal], unit: str):
    rows = "\n".join(f"{2_080_500 + place} | 科目{place} | {amount:,}" for place, amount in enumerate(amounts))
    source = document(line("部门支出总表"), line(f"单位：{unit}"), table(f"科目编码 | 科目名称 | 合计\n{rows}"))
    records = Records(source.document_id)
    statements.parse(source, statements.recognise(source), records)
    expected = [amount * values.YUAN_PER_UNIT[unit] for amount in amounts]
    assert [row["amount_yuan"] for row in records.rows["statement_lines"]] == expected
