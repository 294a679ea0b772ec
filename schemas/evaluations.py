"""`evaluations` (绩效自评): one row a self-evaluation table (项目支出绩效自评表, 财预〔2020〕10号)."""

from schemas import columns as c
from schemas.dataset import Dataset


class Evaluations(Dataset):
    evaluation_id: c.Text = c.key("自评记录标识", "Document and place: <document_id>-e01")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    project_name: c.Text = c.column("项目名称", "Project's name as printed")
    authority: c.Text = c.column("主管部门", "Authority as printed")
    implementing_unit: c.Text = c.column("实施单位", "Implementing unit as printed")
    expected_goals: c.Text = c.column("预期目标", "Expected goals as printed")
    actual_goals: c.Text = c.column("实际完成情况", "Actual results as printed")
    total_weight: c.Number = c.column("总分值", "Points of the total row", unit="points")
    total_score: c.Number = c.column("总得分", "Score of the total row", unit="points")
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "绩效自评"
        description = "Self-evaluations of project spending"
