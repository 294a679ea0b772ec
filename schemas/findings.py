"""`findings` (疑点): what a careful auditor would want to see, failed checks and limits of extraction included."""

from schemas import columns as c
from schemas.dataset import Dataset


class Findings(Dataset):
    finding_id: c.Text = c.key("疑点标识", "Document and place")
    document_id: c.Text = c.document_id(nullable=True)
    fiscal_year: c.Year = c.fiscal_year()
    rule: c.Text = c.column("规则", "Id of the rule (docs/rules.md)", nullable=False)
    severity: c.Text = c.column("级别", "error, warning or info", nullable=False, isin=("error", "warning", "info"))
    dataset: c.Text = c.column("数据集", "Dataset of the record")
    record_id: c.Text = c.column("记录标识", "Record that the finding is about")
    column: c.Text = c.column("字段", "Column that the finding is about")
    value: c.Text = c.column("值", "Value as printed")
    message: c.Text = c.column("说明", "The finding in a sentence of Chinese", nullable=False)
    message_en: c.Text = c.column("说明（英文）", "The finding in a sentence of English", nullable=False)
    suggestion: c.Text = c.column("建议", "What could be done, in Chinese")
    page: c.Count = c.page()
    check_id: c.Text = c.column("核对标识", "The check that failed, if the finding comes from one")

    class Config(Dataset.Config):
        title = "疑点"
        description = "What a careful auditor would want to see"
