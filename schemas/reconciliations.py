"""`reconciliations` (勾稽核对): the ledger of checks, one row a check that was due, passed or not."""

from schemas import columns as c
from schemas.dataset import Dataset

OUTCOMES = ("exact", "rounding", "failed", "insufficient_data", "not_applicable")
SCOPES = ("document", "department", "unit", "project", "evaluation", "statement")


class Reconciliations(Dataset):
    check_id: c.Text = c.key("核对标识", "Document or department, rule and place")
    document_id: c.Text = c.document_id(nullable=True)
    fiscal_year: c.Year = c.fiscal_year()
    rule: c.Text = c.column("规则", "Id of the rule (docs/rules.md)", nullable=False)
    scope: c.Text = c.column("范围", "What was checked", nullable=False, isin=SCOPES)
    subject_id: c.Text = c.column("对象标识", "Id of the record that was checked")
    subject_name: c.Text = c.column("对象", "Name of what was checked")
    measure: c.Text = c.column(
        "计量",
        "Measure of expected, actual, difference and tolerance",
        nullable=False,
        isin=("yuan", "percent", "points", "count"),
    )
    expected: c.Number = c.column("应有值", "Value that follows from the parts or the other source")
    actual: c.Number = c.column("实际值", "Value as printed")
    difference: c.Number = c.column("差额", "actual - expected")
    tolerance: c.Number = c.column("容差", "Largest difference that the printed precision explains", ge=0)
    status: c.Text = c.column(
        "结果", "exact, rounding, failed, insufficient_data or not_applicable", nullable=False, isin=OUTCOMES
    )
    explanation: c.Text = c.column("说明", "The sum in words, or why it could not be made", nullable=False)
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "勾稽核对"
        description = "Every check that was due, with its outcome"
