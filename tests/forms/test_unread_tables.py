"""A table that no form reads is said so, never silence."""

from yusuan.document import Cell, Document, Paragraph, Table
from yusuan.forms import parse


def test_a_table_of_no_known_form_is_a_finding():
    cells = tuple(Cell(r, c, text, page=3) for r, row in enumerate((("甲", "乙"), ("1", "2"))) for c, text in enumerate(row))
    document = Document("ab" * 32, "application/pdf", "test", 5, (Paragraph("某事", 0, 3), Table(1, 2, 2, cells, 3)))
    (finding,) = parse(document).rows["findings"]
    assert (finding["rule"], finding["severity"], finding["page"]) == ("extraction.unread_table", "info", 3)
    assert "第3页第1个表格" in finding["message"]
