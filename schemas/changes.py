"""`changes` (增减变化): a change between years that the document states."""

from schemas import columns as c
from schemas.columns import AMOUNT_KINDS
from schemas.dataset import Dataset


class Changes(Dataset):
    change_id: c.Text = c.key("增减记录标识", "Document and place: <document_id>-c01")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    item: c.Text = c.column("项目（规范）", "Canonical English term of the item")
    item_text: c.Text = c.column("项目", "Item as printed", nullable=False)
    from_year: c.Year = c.column("基期年度", "Year compared with; the year itself where a result is compared with its own budget")
    from_kind: c.Text = c.column("基期数", "Which figure of that year, where printed", isin=AMOUNT_KINDS)
    to_year: c.Year = c.column("报告年度", "Year compared")
    amount_yuan: c.Yuan = c.yuan("增减额", "Signed change: a decrease is negative, 与上年相同 is zero")
    percent: c.Percent = c.percent("增减率", "Signed rate of change as printed")
    quote: c.Text = c.column("原文", "Sentence as printed", nullable=False)
    printed_unit: c.Text = c.printed_unit()
    printed_decimals: c.Small = c.printed_decimals()
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "年度增减"
        description = "Stated changes between years"
