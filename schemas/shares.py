"""`shares` (占比和完成率): a share or a completion rate that the text states."""

from schemas import columns as c
from schemas.dataset import Dataset


class Shares(Dataset):
    share_id: c.Text = c.key("占比记录标识", "Document and place: <document_id>-s01")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    kind: c.Text = c.column(
        "类别", "share: part of a whole (占…%); completion: final figure of its budget (完成预算的…%)", nullable=False,
        isin=("share", "completion"),
    )  # fmt: skip
    item: c.Text = c.column("项目（规范）", "Canonical English term of the part")
    item_text: c.Text = c.column("项目", "Part as printed", nullable=False)
    of_item: c.Text = c.column("总体（规范）", "Canonical English term of the whole; the item's _budget for a completion rate")
    of_item_text: c.Text = c.column("总体", "Whole as printed, also where a sentence lists its parts (其中：…占…%)")
    percent: c.Percent = c.percent("比率", "Percentage as printed", nullable=False)
    printed_decimals: c.Small = c.column("小数位数", "Decimal places of the percentage as printed", ge=0, le=6)
    year: c.Year = c.column("年度", "Year that the share is of; may differ from the document's")
    total_id: c.Text = c.column("部分的金额", "Record of the part's amount (dataset totals), where the text states it")
    of_total_id: c.Text = c.column("总体的金额", "Record of the whole's amount (dataset totals), where the text states it")
    quote: c.Text = c.column("原文", "Sentence as printed", nullable=False)
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "占比和完成率"
        description = "Stated shares and completion rates"
