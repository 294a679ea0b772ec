"""`contents` (目录): entries of the printed table of contents that name a project."""

from schemas import columns as c
from schemas.dataset import Dataset


class Contents(Dataset):
    content_id: c.Text = c.key("目录记录标识", "Document and place: <document_id>-o01")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    ordinal: c.Count = c.column("序号", "Number printed before the entry", ge=0)
    title: c.Text = c.column("标题", "Title as printed, without number, leaders and page", nullable=False)
    printed_page: c.Count = c.column("目录页码", "Page number that the entry prints", ge=0)
    project_id: c.Text = c.project_id(nullable=True)
    page: c.Count = c.page()

    class Config(Dataset.Config):
        title = "目录"
        description = "Entries of the printed table of contents that name a project"
