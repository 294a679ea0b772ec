"""`quarantine` (隔离): a record that broke its schema, kept whole, with the check that it broke."""

from schemas import columns as c
from schemas.dataset import Dataset


class Quarantine(Dataset):
    quarantine_id: c.Text = c.key("隔离标识", "Document and place")
    document_id: c.Text = c.document_id(nullable=True)
    fiscal_year: c.Year = c.fiscal_year()
    dataset: c.Text = c.column("数据集", "Dataset that the record was meant for", nullable=False)
    record_id: c.Text = c.column("记录标识", "Id of the record")
    column: c.Text = c.column("字段", "Column that broke the schema")
    check: c.Text = c.column("检查", "Check that failed", nullable=False)
    failure: c.Text = c.column("失败值", "Value that failed it")
    record: c.Text = c.column("记录", "The whole record as JSON", nullable=False)

    class Config(Dataset.Config):
        title = "隔离记录"
        description = "Records that broke their schema, kept whole"
