"""`spending_plans` (资金支出计划): one row a printed date column; percent is null where the cell is blank."""

from schemas import columns as c
from schemas.dataset import Dataset


class SpendingPlans(Dataset):
    plan_id: c.Text = c.key("计划记录标识", "Document, project and place: <project_id>-d01")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    project_id: c.Text = c.project_id()
    due_date: c.Date = c.column("截止日期", "Last day of the printed month, in the fiscal year")
    cumulative_percent: c.Percent = c.percent(
        "累计支出进度", "Share of the budget to be spent by the date, cumulative, as printed"
    )
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "资金支出计划"
        description = "Cumulative spending plan of a project, one row a printed date column"
