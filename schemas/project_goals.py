"""`project_goals` (绩效目标): one row a numbered goal; text without numbers is one goal."""

from schemas import columns as c
from schemas.dataset import Dataset


class ProjectGoals(Dataset):
    goal_id: c.Text = c.key("目标记录标识", "Document, project and place: <project_id>-g01")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    project_id: c.Text = c.project_id()
    ordinal: c.Count = c.column("序号", "1-based place of the goal within its project", nullable=False, ge=1)
    goal: c.Text = c.column("绩效目标", "Goal as printed, its number stripped", nullable=False)
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "绩效目标"
        description = "Numbered goals of a project"
