"""`paragraphs` (段落): the running text, to which the spans of `lineage` refer."""

from schemas import columns as c
from schemas.dataset import Dataset


class Paragraphs(Dataset):
    paragraph_id: c.Text = c.key("段落标识", "Document and place: <document_id>-a0012")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    page: c.Count = c.page()
    ordinal: c.Count = c.column("序号", "1-based place within the document", nullable=False, ge=1)
    text_start: c.Count = c.column(
        "起点", "Offset of the paragraph in the document's text", nullable=False, ge=0, unit="characters"
    )
    text: c.Text = c.column("文字", "Text as extracted", nullable=False)

    class Config(Dataset.Config):
        title = "段落"
        description = "Running text, so that a quote can be found again"
