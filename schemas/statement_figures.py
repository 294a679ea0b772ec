"""`statement_figures` (报表比率和数量): what standard tables print that is no money: percentages and counts of things."""

from schemas import columns as c
from schemas.dataset import Dataset

MEASURES = ("percent", "count")


class StatementFigures(Dataset):
    statement_figure_id: c.Text = c.key("记录标识", "Document and place: <document_id>-s02-l014-f3")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    statement: c.Text = c.column("报表（规范）", "Canonical term of the table, as in statement_lines")
    statement_title: c.Text = c.column("报表名称", "Title as printed")
    line_number: c.Count = c.column(
        "行序", "1-based line within the table; the line's amounts are in statement_lines under the same number",
        nullable=False, ge=1,
    )  # fmt: skip
    side: c.Text = c.column("收支方向", "Block of a two-sided table", isin=("revenue", "expenditure"))
    code: c.Text = c.column("科目编码", "Functional or economic classification code", str_matches=r"^\d{3,9}$")
    name: c.Text = c.column("科目名称", "Name of the line as printed")
    item: c.Text = c.column("项目（规范）", "Canonical term of the line, as in statement_lines")
    measure: c.Text = c.column("计量", "percent, or a count of things", nullable=False, isin=MEASURES)
    column_text: c.Text = c.column("栏目", "Heading of the column as printed", nullable=False)
    value: c.Number = c.column("数值", "The number; a percentage as printed (24 % is 24); null where words are printed (不可比)")
    value_text: c.Text = c.column("数值原文", "The cell as printed", nullable=False)
    unit: c.Text = c.column("计量单位", "Unit of a count as printed in brackets (个, 人次, 辆)")
    printed_decimals: c.Small = c.printed_decimals()
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "报表比率和数量"
        description = "Percentages and counts printed in standard budget and final-accounts tables"
