"""`lineage` (溯源): which cells, or which span of text, a value came from; one row a cell."""

from schemas import columns as c
from schemas.dataset import Dataset


class Lineage(Dataset):
    lineage_id: c.Text = c.key("溯源标识", "Document and place")
    document_id: c.Text = c.document_id()
    fiscal_year: c.Year = c.fiscal_year()
    dataset: c.Text = c.column("数据集", "Dataset of the record", nullable=False)
    record_id: c.Text = c.column("记录标识", "Record", nullable=False)
    column: c.Text = c.column("字段", "Column of the record", nullable=False)
    cell_id: c.Text = c.column("单元格标识", "Cell of the dataset cells; null where the value comes from running text")
    text_start: c.Count = c.column("文字起点", "Offset of the first character in the document's text", ge=0)
    text_end: c.Count = c.column("文字终点", "Offset behind the last character", ge=0)

    correction_id: c.Text = c.column("更正标识", "Correction by a person that replaced the printed value (dataset corrections)")

    class Config(Dataset.Config):
        title = "溯源"
        description = "Which cells or which span of text a value came from"
