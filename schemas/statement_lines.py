"""`statement_lines` (报表行): one row a line and amount column of a standard budget or final-accounts table."""

from schemas import columns as c
from schemas.dataset import Dataset


class StatementLines(Dataset):
    statement_line_id: c.Text = c.key("报表行标识", "Document and place: <document_id>-s02-l014-c3")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    statement: c.Text = c.column("报表（规范）", "Canonical term of the table; null where it is not known")
    statement_title: c.Text = c.column("报表名称", "Title as printed")
    line_number: c.Count = c.column("行序", "1-based line within the table", nullable=False, ge=1)
    side: c.Text = c.column("收支方向", "Block of a two-sided table", isin=("revenue", "expenditure"))
    code: c.Text = c.column("科目编码", "Functional or economic classification code", str_matches=r"^\d{3,9}$")
    name: c.Text = c.column("科目名称", "Name of the line as printed")
    item: c.Text = c.column("项目（规范）", "Canonical term of the line: totals, carry-overs, sources of revenue; else null")
    column: c.Text = c.column("栏目（规范）", "Canonical term of the amount column")
    column_text: c.Text = c.column("栏目", "Heading of the amount column as printed", nullable=False)
    amount_yuan: c.Yuan = c.yuan("金额", "Amount; null where the cell is blank")
    printed_unit: c.Text = c.printed_unit()
    printed_decimals: c.Small = c.printed_decimals()
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "收支报表行"
        description = "Lines and amount columns of standard budget and final-accounts tables"
