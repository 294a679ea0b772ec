"""What tests of PDFs share: pages drawn and read at once."""

from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.readers.drawing import SHA, SONG, Drawing
from yusuan.document import Document
from yusuan.readers import pdf


@pytest.fixture
def read(tmp_path) -> Callable[..., Document]:
    def read(*pages: Drawing, **options) -> Document:
        path = tmp_path / "drawn.pdf"
        canvas = Canvas(str(path), **{"pagesize": A4} | options)
        for draw in pages:
            canvas.setFont(SONG, 10)
            draw(canvas)
            canvas.showPage()
        canvas.save()
        return pdf.read(path, SHA)

    return read
