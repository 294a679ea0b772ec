"""`units` (预算单位): the budget units named in a document."""

from schemas import columns as c
from schemas.dataset import Dataset


class Units(Dataset):
    unit_id: c.Text = c.key("单位记录标识", "Id of the record")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    unit_code: c.Text = c.column(
        "单位编码", "Code of the budget unit: three digits of the department, three of the unit", str_matches=r"^\d{6}$"
    )
    unit_name: c.Text = c.column("单位名称", "Name as printed", nullable=False)
    department_code: c.Text = c.column("部门编码", "First three digits of the unit's code", str_matches=r"^\d{3}$")
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "预算单位"
        description = "Budget units named in a document"
