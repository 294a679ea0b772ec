"""PDFs drawn for a test, in points from the top left of an A4 page, and what is read of them, briefly."""

from collections.abc import Callable

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from yusuan.document import Document, Table

WIDTH, HEIGHT = A4
SONG = "STSong-Light"
SHA = "0" * 64

Drawing = Callable[[Canvas], None]

pdfmetrics.registerFont(UnicodeCIDFont(SONG))


def write(canvas: Canvas, x: float, y: float, text: str) -> None:
    canvas.drawString(x, HEIGHT - y, text)


def rule(canvas: Canvas, *segments: tuple[float, float, float, float]) -> None:
    for x0, y0, x1, y1 in segments:
        canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)


def grid(canvas: Canvas, xs: list[float], ys: list[float]) -> None:
    rule(canvas, *((xs[0], y, xs[-1], y) for y in ys), *((x, ys[0], x, ys[-1]) for x in xs))


def two_by_two(canvas: Canvas) -> None:
    grid(canvas, [100, 200, 300], [100, 130, 160])
    for x, y, text in ((110, 120, "项目编码"), (210, 120, "金额"), (110, 150, "P2024"), (210, 150, "1,234.56")):
        write(canvas, x, y, text)


def table(document: Document) -> Table:
    (only,) = document.tables()
    return only


def texts(document: Document) -> list[str]:
    return [cell.text for cell in table(document).cells]


def paragraphs(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def rules(document: Document) -> list[str]:
    return [note.rule for note in document.notes]
