"""pdfplumber's grids come out in the same coordinates as ours, whichever way the page is turned; and a page that neither can
close says so."""

import numpy as np
import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from yusuan.document import Paragraph
from yusuan.readers import pdf
from yusuan.readers.pdf_page import read_pages
from yusuan.readers.pdfium import Pdf
from yusuan.readers.second_opinion import grids_of


@pytest.fixture
def drawn(tmp_path):
    path = tmp_path / "drawn.pdf"
    canvas = Canvas(str(path), pagesize=(400, 500))
    for y in (100, 130, 170):
        canvas.line(50, y, 350, y)
    for x in (50, 150, 350):
        canvas.line(x, 100, x, 170)
    canvas.drawString(60, 110, "left")
    canvas.showPage()
    canvas.save()
    return path


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_same_coordinates(drawn, tmp_path, rotation):
    path = tmp_path / "turned.pdf"
    with pypdfium2.PdfDocument(drawn) as document:
        document[0].set_rotation(rotation)
        document.save(path)
    with Pdf(path) as document:
        page = read_pages(next(document.contents()))[0]
    (ours, texts) = page.tables[0]
    (theirs,) = grids_of(path, 1, page.frame)
    assert texts == ["", "", "left", ""]
    assert theirs.cells.tolist() == ours.cells.tolist()
    assert np.allclose(theirs.xs, ours.xs, atol=0.01) and np.allclose(theirs.ys, ours.ys, atol=0.01)


def test_none_for_what_pdfplumber_cannot_read(tmp_path, drawn):
    with Pdf(drawn) as document:
        frame = read_pages(next(document.contents()))[0].frame
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4")
    assert grids_of(broken, 1, frame) == []


def test_a_page_that_does_not_close_is_noted_and_keeps_its_text(tmp_path):
    path = tmp_path / "open.pdf"
    canvas = Canvas(str(path), pagesize=(400, 500))
    for x0, y0, x1, y1 in (
        (100, 400, 300, 400),
        (100, 340, 300, 340),
        (100, 310, 300, 310),
        (100, 310, 100, 400),
        (300, 310, 300, 400),
        (200, 370, 200, 400),
        (100, 370, 200, 370),
        (200, 310, 200, 340),
    ):
        canvas.line(x0, y0, x1, y1)
    for x, y, text in ((110, 380, "A"), (250, 350, "angle"), (110, 320, "B"), (210, 320, "C")):
        canvas.drawString(x, y, text)
    canvas.showPage()
    canvas.save()
    document = pdf.read(path, "0" * 64)
    assert [note.rule for note in document.notes] == ["extraction.grid_not_closed"]
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["angle"]
    assert [cell.text for table in document.tables() for cell in table.cells] == ["A", "B", "C"]
