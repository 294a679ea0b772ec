"""`listed_projects` (文中列示的项目): a project with its amount in running text, tied to its table where there is one."""

from schemas import columns as c
from schemas.dataset import Dataset


class ListedProjects(Dataset):
    listed_id: c.Text = c.key("列示记录标识", "Document and place: <document_id>-n01")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    ordinal: c.Count = c.column("序号", "1-based place in the list", nullable=False, ge=1)
    name: c.Text = c.column("项目名称", "Name as printed", nullable=False)
    amount_yuan: c.Yuan = c.yuan("金额", "Amount", nullable=False)
    project_id: c.Text = c.project_id(nullable=True)
    quote: c.Text = c.column("原文", "Entry of the list as printed: name and amount", nullable=False)
    printed_unit: c.Text = c.printed_unit()
    printed_decimals: c.Small = c.printed_decimals()
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "文中列示项目"
        description = "Projects with their amounts in running text"
