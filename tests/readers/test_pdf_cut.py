"""Text that the page or a cell cuts is said to be cut, and only then."""

import pytest
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4, A5
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from yusuan.readers import pdf

WIDTH, HEIGHT = A5[0], A4[1]


def table(canvas: Canvas, xs: tuple[int, ...] = (40, 200, 380, 560), text: str = "很长的三级指标名称") -> None:
    for y in (60, 90, 120):
        canvas.line(xs[0], HEIGHT - y, xs[-1], HEIGHT - y)
    for x in xs:
        canvas.line(x, HEIGHT - 60, x, HEIGHT - 120)
    for y in (80, 110):
        for x in xs[:-1]:
            canvas.drawString(x + 3, HEIGHT - y, text)


def on_small_page(canvas: Canvas) -> None:
    canvas.setPageSize((WIDTH, HEIGHT))
    table(canvas)


def with_crop_box(canvas: Canvas) -> None:
    canvas.setCropBox((0, 0, WIDTH, HEIGHT))
    table(canvas)


def with_clip(canvas: Canvas) -> None:
    clip = canvas.beginPath()
    clip.rect(0, 0, WIDTH, HEIGHT)
    canvas.clipPath(clip, stroke=0)
    table(canvas)


def a_column_beside_the_page(canvas: Canvas) -> None:
    canvas.setPageSize((WIDTH, HEIGHT))
    table(canvas, (40, 200, WIDTH + 20, WIDTH + 140), "名称")


def half_a_character_beside_the_page(canvas: Canvas) -> None:
    canvas.setPageSize((WIDTH, HEIGHT))
    canvas.drawRightString(WIDTH + 4, 500, "资金总额")


def half_a_character_beside_its_clip(canvas: Canvas) -> None:
    clip = canvas.beginPath()
    clip.rect(100, 490, 100, 20)
    canvas.clipPath(clip, stroke=0)
    canvas.drawRightString(204, 500, "资金总额")


def at_the_very_edge(canvas: Canvas) -> None:
    canvas.setPageSize((WIDTH, HEIGHT))
    canvas.drawRightString(WIDTH, 500, "资金总额")


def half_a_line_above_the_page(canvas: Canvas) -> None:
    """Spreadsheets print a row that a page cuts on both pages."""
    canvas.drawString(100, A4[1] - 4, "资金总额")


def whole(canvas: Canvas) -> None:
    table(canvas)


def beside_what_is_cut_off(canvas: Canvas) -> None:
    """The printer's mark in the margin is not on the page, and belongs to nothing on it."""
    canvas.setCropBox((0, 0, WIDTH, HEIGHT))
    table(canvas, (40, 200, 380))
    canvas.drawString(WIDTH + 30, HEIGHT - 80, "裁切线")


def with_a_row_cut_by_the_page(canvas: Canvas) -> None:
    """Calc prints such a row on both pages, clipped: nothing is missing."""
    clip = canvas.beginPath()
    clip.rect(0, HEIGHT - 100, A4[0], 100)
    canvas.clipPath(clip, stroke=0)
    table(canvas)


def with_a_watermark_over_the_edge(canvas: Canvas) -> None:
    table(canvas)
    canvas.setFillColor(Color(0.85, 0.85, 0.85))
    canvas.setFont("STSong-Light", 60)
    canvas.drawString(450, 300, "内部资料")


@pytest.mark.parametrize(
    ("draw", "cut"),
    [
        (on_small_page, True),
        (with_crop_box, True),
        (with_clip, True),
        (a_column_beside_the_page, True),
        (half_a_character_beside_the_page, True),
        (half_a_character_beside_its_clip, True),
        (at_the_very_edge, False),
        (half_a_line_above_the_page, False),
        (whole, False),
        (beside_what_is_cut_off, False),
        (with_a_row_cut_by_the_page, False),
        (with_a_watermark_over_the_edge, False),
    ],
)
def test_cut_text(tmp_path, draw, cut):
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    path = tmp_path / "cut.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("STSong-Light", 10)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    found = {note.rule: note for note in pdf.read(path, "0" * 64).notes}
    assert ("extraction.text_cut" in found) == cut
    if cut:
        assert found["extraction.text_cut"].page == 1 and found["extraction.text_cut"].severity == "warning"


@pytest.mark.parametrize(
    ("second", "offset", "found"),
    [
        ("社会效益明显", 4, True),  # two goals in one place
        ("提高资金效率", 0.4, False),  # bold by printing twice
        ("社会效益明显", 70, False),  # beside each other
        ("，", 55, False),  # punctuation set closely
    ],
)
def test_texts_over_each_other(tmp_path, second, offset, found):
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    path = tmp_path / "over.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("STSong-Light", 10)
    table(canvas, (40, 200, 380, 560), "指标")
    canvas.drawString(210, HEIGHT - 95, "提高资金效率")
    canvas.drawString(210 + offset, HEIGHT - 95, second)
    canvas.save()
    notes = [note for note in pdf.read(path, "0" * 64).notes if note.rule == "extraction.text_overprinted"]
    assert len(notes) == found and all(note.page == 1 and "指标" in note.message for note in notes)
