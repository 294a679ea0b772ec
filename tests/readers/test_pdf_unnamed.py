"""Characters whose font does not name them: said, never left out in silence."""

import hashlib

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from yusuan.document import Document
from yusuan.readers import pdf


def read(tmp_path, text: str, *, named: bool) -> Document:
    """A page with this text in an embedded font, with or without its map from glyphs to characters."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    path = tmp_path / "text.pdf"
    canvas = Canvas(str(path), pageCompression=0)
    canvas.setFont("Vera", 8)
    canvas.drawString(50, 700, text)
    canvas.save()
    if not named:
        path.write_bytes(path.read_bytes().replace(b"/ToUnicode", b"/ToNothing"))
    return pdf.read(path, hashlib.sha256(path.read_bytes()).hexdigest())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("±12§¶", id="numbers of glyphs that are no characters"),
        pytest.param("".join(map(chr, range(0xB0, 0xE0))), id="numbers of glyphs that are other letters"),
    ],
)
def test_characters_without_a_name_are_a_finding(tmp_path, text):
    document = read(tmp_path, text, named=False)
    assert [note.rule for note in document.notes] == ["extraction.unmapped_characters"]


def test_none_of_them_is_left_out(tmp_path):
    (line,) = read(tmp_path, "±12", named=False).paragraphs()
    assert line.text == "\ufffd12"


def test_named_characters_and_a_single_foreign_letter_are_no_finding(tmp_path):
    document = read(tmp_path, "±12 café", named=True)
    assert [paragraph.text for paragraph in document.paragraphs()] == ["±12 café"] and not document.notes
