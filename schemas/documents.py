"""`documents` (文件): one row a raw file, also a rejected one.

A file that lies in the raw folder twice has two rows of one document_id.
"""

from schemas import columns as c
from schemas.dataset import Dataset

FORMS = ("performance_text", "target_table", "self_evaluation", "budget_disclosure", "final_accounts", "unknown")
STATUSES = ("parsed", "partial", "rejected")


class Documents(Dataset):
    document_id: c.Text = c.document_id()
    sha256: c.Text = c.column("SHA-256", "SHA-256 of the raw file; null if it could not be read", str_matches=r"^[0-9a-f]{64}$")
    source_path: c.Text = c.column(
        "原始路径", "Path relative to the raw folder; members of an archive as archive!/member", nullable=False, unique=True
    )
    media_type: c.Text = c.column("媒体类型", "Media type sniffed from the bytes, never from the name")
    byte_size: c.Size = c.column("字节数", "Size of the raw file", unit="bytes", ge=0)
    page_count: c.Count = c.column("页数", "Pages; null where the format has none", ge=0)
    title: c.Text = c.column("标题", "The document's title as printed")
    form: c.Text = c.column("文种", "Family of forms that the document was recognised as", nullable=False, isin=FORMS)
    fiscal_year: c.Year = c.fiscal_year()
    region_code: c.Text = c.column(
        "行政区划代码", "GB/T 2260 code, where the document prints it or its project codes begin with it", str_matches=r"^\d{6}$"
    )
    region_name: c.Text = c.column("行政区划名称", "Region named by the document")
    department_code: c.Text = c.column(
        "部门编码", "Code of the department (first three digits of its units' codes)", str_matches=r"^\d{3}$"
    )
    department_name: c.Text = c.column("部门名称", "Department that publishes the document")
    is_draft: c.Flag = c.column("是否草案", "The document calls itself a draft (草案)")
    status: c.Text = c.column(
        "处理结果",
        "parsed (an archive too, whose members are rows), partial (some of it could not be read, see findings) or rejected",
        nullable=False,
        isin=STATUSES,
    )
    status_reason: c.Text = c.column("原因", "Why the document is partial or rejected, or what an archive holds, in plain words")
    reader: c.Text = c.column("读取器", "Reader that made the cells")

    class Config(Dataset.Config):
        title = "文件"
        description = "Every raw file, one row each, also a rejected one"
