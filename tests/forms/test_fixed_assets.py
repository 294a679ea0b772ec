"""Fixed assets held: values of a table, or of a text layer without columns where they cannot be misread."""

from decimal import Decimal

from tests.forms.test_untabbed_target import document
from yusuan.document import Cell, Document, Paragraph, Table
from yusuan.forms import fixed_assets
from yusuan.records import Records


def parsed(read: Document) -> Records:
    records = Records("0" * 16)
    records.document.update(fiscal_year=2021)
    fixed_assets.parse(read, fixed_assets.recognise(read), records)
    return records


def totals(records: Records) -> list[tuple]:
    return [(row["item"], row["item_text"], row["amount_yuan"], row["amount_year"]) for row in records.rows.get("totals", ())]


ROWS = (
    ("项目", "数量", "价值（金额单位：万元）"),
    ("资产总额", "", "38.7"),
    ("1、房屋（平方米）", "", ""),
    ("4、其他固定资产", "400", "38.7"),
)
EXPECTED = [
    ("fixed_assets", "资产总额", Decimal(387000), 2020),
    ("other_fixed_assets", "其他固定资产", Decimal(387000), 2020),
]


def table(rows: tuple[tuple[str, ...], ...]) -> Table:
    cells = tuple(
        Cell(r, c, text, sources=(f"t001-r{r:03d}-c{c:02d}",)) for r, row in enumerate(rows) for c, text in enumerate(row)
    )
    return Table(1, len(rows), 3, cells)


def test_table():
    above = Paragraph("某部门固定资产占用情况表", 0), Paragraph("截止时间：2020年12月31日", 20)
    records = parsed(Document("0" * 64, "text/html", "test", None, (*above, table(ROWS))))
    assert totals(records) == EXPECTED
    assert {row["stated_in"] for row in records.rows["totals"]} == {"table"}
    assert records.rows["lineage"][0]["cell_id"].endswith("t001-r001-c02")


def test_lines_without_columns():
    words = "某部门固定资产占用情况表|截止时间：2020年 12月 31编制部门：某局 日|项目|资产总|数|量|额|价值（金额单位：万元）|38.7"
    lines = f"{words}|1、房屋（平方米）|4、其他固定资产 400 38.7".replace("|", "\n\n")
    assert totals(parsed(document(lines))) == EXPECTED


def test_a_single_number_may_be_a_quantity():
    lines = "某部门固定资产占用情况表\n\n价值（金额单位：万元）\n\n1、房屋（平方米） 400\n"
    assert totals(parsed(document(lines))) == []


def test_without_a_unit_no_value_is_taken():
    rows = (("项目", "数量", "价值"), *ROWS[1:])
    records = parsed(Document("0" * 64, "text/html", "test", None, (table(rows),)))
    assert totals(records) == []
    assert records.rows["findings"][0]["rule"] == "extraction.unit_missing"


def test_other_tables_are_left_alone():
    rows = (("项目", "预算数", "金额"), ("甲", "1", "2"))
    assert not fixed_assets.recognise(Document("0" * 64, "text/html", "test", None, (table(rows),)))


def test_the_unit_in_the_heading_of_the_values():
    bare = (("项目", "数量", "价值（万元）"), *ROWS[1:])
    assert [row[2] for row in totals(parsed(Document("0" * 64, "text/html", "test", None, (table(bare),))))] == [
        Decimal(387000)
    ] * 2


def test_things_bought_are_no_assets_held():
    bought = table((("项目", "数量", "金额"), ("计算机", "2", "1.00")))
    assert not fixed_assets.recognise(Document("0" * 64, "text/html", "test", None, (bought,)))
