"""`projects` (预算项目): one row a project of a performance-target table (绩效目标表)."""

from schemas import columns as c
from schemas.dataset import Dataset


class Projects(Dataset):
    project_id: c.Text = c.key("项目记录标识", "Document and place: <document_id>-p07")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    ordinal: c.Count = c.column("序号", "Number printed before the heading; null where there is none", ge=0)
    title: c.Text = c.column(
        "标题", "The table's heading without its number; the project's name where there is no heading", nullable=False
    )
    unit_code: c.Text = c.column("单位编码", "Code of the budget unit", str_matches=r"^\d{6}$")
    unit_name: c.Text = c.column("单位名称", "Budget unit as printed")
    project_code: c.Text = c.column("项目编码", "Project code as printed, white space removed")
    project_code_check: c.Text = c.column(
        "编码校验",
        "Check character of the code; known for codes of the 21-character county scheme alone",
        nullable=False,
        isin=("valid", "invalid", "not_applicable"),
    )
    project_name: c.Text = c.column("项目名称", "Project's name as printed", nullable=False)
    budget_yuan: c.Yuan = c.yuan("预算数", "Budget of the project")
    fiscal_funds_yuan: c.Yuan = c.yuan("其中：财政资金", "Part from fiscal funds")
    other_funds_yuan: c.Yuan = c.yuan("其他资金", "Part from other funds")
    carried_forward_yuan: c.Yuan = c.yuan("上年结转", "Part carried forward, where the form has a place for it")
    budget_source: c.Text = c.column(
        "金额出处", "Where the budget was printed: the project's table or the text", isin=("table", "narrative")
    )
    purpose: c.Text = c.column("资金用途", "Purpose of the funds as printed")
    printed_unit: c.Text = c.printed_unit()
    printed_decimals: c.Small = c.printed_decimals()
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "预算项目"
        description = "Budget projects with their performance-target tables"
