"""`totals` (合计): a total that the document states about itself, in a table or in its text."""

from schemas import columns as c
from schemas.columns import AMOUNT_KINDS
from schemas.dataset import Dataset


class Totals(Dataset):
    total_id: c.Text = c.key("总额记录标识", "Document and place: <document_id>-t01")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    scope: c.Text = c.column("范围", "What the total is of", nullable=False, isin=("department", "unit"))
    unit_code: c.Text = c.column("单位编码", "Code of the budget unit or the department")
    unit_name: c.Text = c.column("单位名称", "Unit as printed")
    item: c.Text = c.column("项目（规范）", "Canonical English term of the item")
    item_text: c.Text = c.column("项目", "Item as printed", nullable=False)
    amount_year: c.Year = c.column("金额年度", "Year that the amount is of; may differ from the document's")
    amount_kind: c.Text = c.column("数别", "Which figure of the item, where the words say it", isin=AMOUNT_KINDS)
    amount_yuan: c.Yuan = c.yuan("金额", "Amount")
    stated_in: c.Text = c.column("出处", "A table or the running text", nullable=False, isin=("table", "narrative"))
    quote: c.Text = c.column("原文", "Sentence or row as printed", nullable=False)
    printed_unit: c.Text = c.printed_unit()
    printed_decimals: c.Small = c.printed_decimals()
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "文件自述总额"
        description = "Totals that a document states about itself"
