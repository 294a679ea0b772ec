"""`cells` (单元格): every cell of every extracted table, where a figure stands in its source."""

from schemas import columns as c
from schemas.dataset import Dataset


class Cells(Dataset):
    cell_id: c.Text = c.key("单元格标识", "Document and place: <document_id>-t003-r05-c02")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    page: c.Count = c.page()
    table: c.Count = c.column("表序", "1-based number of the table within the document", nullable=False, ge=1)
    row: c.Count = c.column("行", "0-based row", nullable=False, ge=0)
    column: c.Count = c.column("列", "0-based column", nullable=False, ge=0)
    row_span: c.Count = c.column("跨行", "Rows covered", nullable=False, ge=1)
    column_span: c.Count = c.column("跨列", "Columns covered", nullable=False, ge=1)
    x0: c.Points = c.column("左", "Left edge, from the left of the page", unit="points")
    top: c.Points = c.column("上", "Upper edge, from the top of the page", unit="points")
    x1: c.Points = c.column("右", "Right edge", unit="points")
    bottom: c.Points = c.column("下", "Lower edge", unit="points")
    text: c.Text = c.column("文字", "Text as extracted; null where blank")
    confidence: c.Points = c.column("置信度", "Confidence of recognition (OCR only), 0 to 1")

    class Config(Dataset.Config):
        title = "单元格"
        description = "Every cell of every extracted table"
