"""`department_tasks` (年度主要任务): one row a task of the year in a department's overall target table."""

from schemas import columns as c
from schemas.dataset import Dataset


class DepartmentTasks(Dataset):
    task_id: c.Text = c.key("任务记录标识", "Document, table and place: <department_target_id>-t01")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    department_target_id: c.Text = c.department_target_id()
    ordinal: c.Count = c.column("序号", "1-based place of the task within its table", nullable=False, ge=1)
    task_name: c.Text = c.column("任务名称", "Name of the task as printed")
    content: c.Text = c.column("主要内容", "What the task is about, as printed")
    project_name: c.Text = c.column("对应项目", "Projects that serve the task, as printed")
    amount_yuan: c.Yuan = c.yuan("预算金额", "Whole amount of the task")
    fiscal_funds_yuan: c.Yuan = c.yuan("财政拨款", "Part from fiscal appropriations")
    other_funds_yuan: c.Yuan = c.yuan("其他资金", "Part from other funds")
    printed_unit: c.Text = c.printed_unit()
    printed_decimals: c.Small = c.printed_decimals()
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "年度主要任务"
        description = "The year's main tasks of a department with their amounts"
