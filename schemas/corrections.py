"""`corrections` (人工更正): values that a person put right after parsing, one row a value; the printed value is kept here."""

from schemas import columns as c
from schemas.dataset import Dataset


class Corrections(Dataset):
    correction_id: c.Text = c.key("更正标识", "Document and place: <document_id>-m001")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    dataset: c.Text = c.column("数据集", "Dataset of the corrected record", nullable=False)
    record_id: c.Text = c.column("记录标识", "Corrected record", nullable=False)
    column: c.Text = c.column("字段", "Corrected column", nullable=False)
    printed_value: c.Text = c.column("原值", "Value as it was read, in the column's own unit; null where it was blank")
    right_value: c.Text = c.column("更正值", "Value that stands in its place; null where it is to be blank")
    reason: c.Text = c.column("理由", "Why, in the person's words", nullable=False)
    corrected_by: c.Text = c.column("更正人", "Who decided", nullable=False)
    corrected_on: c.Date = c.column("更正日期", "When it was decided", nullable=False)
    file: c.Text = c.column("更正文件", "File of the corrections folder and number of the entry in it", nullable=False)

    class Config(Dataset.Config):
        title = "人工更正"
        description = "Values that a person put right after parsing"
