"""`department_goals` (整体绩效目标的年度总体目标): one row a numbered goal; text without numbers is one goal."""

from schemas import columns as c
from schemas.dataset import Dataset


class DepartmentGoals(Dataset):
    goal_id: c.Text = c.key("目标记录标识", "Document, table and place: <department_target_id>-g01")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    department_target_id: c.Text = c.department_target_id()
    ordinal: c.Count = c.column("序号", "1-based place of the goal within its table", nullable=False, ge=1)
    goal: c.Text = c.column("绩效目标", "Goal as printed, its number stripped", nullable=False)
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "部门整体目标"
        description = "Numbered goals of a whole department"
