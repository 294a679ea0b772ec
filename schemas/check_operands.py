"""`check_operands` (核对项): the figures that a check compared, one row each, so that a figure leads to all its checks."""

from schemas import columns as c
from schemas.dataset import Dataset

ROLES = ("whole", "part", "subject")


class CheckOperands(Dataset):
    operand_id: c.Text = c.key("核对项标识", "Check and place: <check_id>-a01")
    document_id: c.Text = c.document_id(nullable=True)
    fiscal_year: c.Year = c.fiscal_year()
    check_id: c.Text = c.column("核对标识", "Check of the dataset reconciliations", nullable=False)
    role: c.Text = c.column("作用", "whole, part, or subject (the record that was checked)", nullable=False, isin=ROLES)
    dataset: c.Text = c.column("数据集", "Dataset of the record", nullable=False)
    record_id: c.Text = c.column("记录标识", "Record whose value was compared", nullable=False)
    column: c.Text = c.column("字段", "Column that was compared")

    class Config(Dataset.Config):
        title = "核对项"
        description = "Figures that each check compared"
