"""Borders as browsers and office programs draw them: dotted, thick, rounded, run past the page's area, and none at all."""

import itertools

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from yusuan.document import Paragraph
from yusuan.readers import pdf

WIDTH, HEIGHT = A4
XS, YS = (100, 160, 240, 300), (100, 124, 160)
WORDS = [["code", "name", "sum"], ["P2024", "road", "1,234.56"]]


def words(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 10)
    for y, row in zip(YS, WORDS, strict=False):
        for x, text in zip(XS, row, strict=False):
            canvas.drawString(x + 8, HEIGHT - y - 15, text)


def dotted(canvas: Canvas) -> None:
    for y in YS:
        for step in range(int((XS[-1] - XS[0]) / 1.5)):
            canvas.rect(XS[0] + 1.5 * step, HEIGHT - y, 0.75, 0.75, stroke=0, fill=1)
    for x in XS:
        for step in range(int((YS[-1] - YS[0]) / 1.5) + 1):
            canvas.rect(x, HEIGHT - YS[0] - 1.5 * step, 0.75, 0.75, stroke=0, fill=1)


def thick(canvas: Canvas) -> None:
    for y in YS:
        canvas.rect(XS[0], HEIGHT - y - 1.875, XS[-1] - XS[0], 3.75, stroke=0, fill=1)
    for x in XS:
        for top, bottom in itertools.pairwise(YS):
            canvas.rect(x - 1.875, HEIGHT - bottom, 3.75, bottom - top, stroke=0, fill=1)


def rounded(canvas: Canvas) -> None:
    for top, bottom in itertools.pairwise(YS):
        for left, right in itertools.pairwise(XS):
            canvas.roundRect(left + 1, HEIGHT - bottom + 1, right - left - 2, bottom - top - 2, 3)


def past_the_area(canvas: Canvas) -> None:
    """The last row goes on below the page's area, where only its clip ends it."""
    canvas.saveState()
    area = canvas.beginPath()
    area.rect(50, HEIGHT - YS[-1], WIDTH - 100, YS[-1] - 50)
    canvas.clipPath(area, stroke=0, fill=0)
    for y in YS[:-1]:
        canvas.line(XS[0], HEIGHT - y, XS[-1], HEIGHT - y)
    for x in XS:
        canvas.line(x, HEIGHT - YS[0], x, HEIGHT - YS[-1] - 60)
    canvas.restoreState()
    canvas.drawString(200, HEIGHT - YS[-1] - 40, "17")


def clipped_sides(canvas: Canvas) -> None:
    """Every border is what a clip leaves of a patch of colour as large as the cell."""
    for top, bottom in itertools.pairwise(YS):
        for left, right in itertools.pairwise(XS):
            y, height = HEIGHT - bottom, bottom - top
            for side in ((left, y, 1, height), (right - 1, y, 1, height), (left, y, right - left, 1)):
                canvas.saveState()
                clip = canvas.beginPath()
                clip.rect(*side)
                canvas.clipPath(clip, stroke=0, fill=0)
                canvas.rect(left, y, right - left, height, stroke=0, fill=1)
                canvas.restoreState()
    canvas.line(XS[0], HEIGHT - YS[0], XS[-1], HEIGHT - YS[0])


@pytest.mark.parametrize("draw", [dotted, thick, rounded, past_the_area, clipped_sides])
def test_the_cells_are_read(tmp_path, draw):
    path = tmp_path / "borders.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    draw(canvas)
    words(canvas)
    canvas.save()
    document = pdf.read(path, "0" * 64)
    (table,) = document.tables()
    assert [cell.text for cell in table.cells] == [text for row in WORDS for text in row]
    assert not document.notes


@pytest.mark.parametrize("columns", [True, False])
def test_columns_without_a_grid_are_noted(tmp_path, columns):
    path = tmp_path / "columns.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    if columns:
        words(canvas)
    else:
        for line in range(5):
            canvas.drawString(100, 700 - 20 * line, "an ordinary line of text and its number 1,234.56")
            canvas.drawString(450, 700 - 20 * line, str(line))
    canvas.save()
    rules = [note.rule for note in pdf.read(path, "0" * 64).notes]
    assert rules == (["extraction.table_without_grid"] if columns else [])


def test_what_runs_over_the_last_row_is_a_line_for_each_cell(tmp_path):
    """A browser that cuts a row at the page's end prints the text of its cells on, past their border; joining tables gives
    it back to them."""
    path = tmp_path / "overrun.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for y in YS:
        canvas.line(XS[0], HEIGHT - y, XS[-1], HEIGHT - y)
    for x in XS:
        canvas.line(x, HEIGHT - YS[0], x, HEIGHT - YS[-1])
    words(canvas)
    for x, text in zip(XS, ("more", "words", "yet"), strict=False):
        canvas.drawString(x + 8, HEIGHT - YS[-1] - 6, text)
    canvas.save()
    paragraphs = [block.text for block in pdf.read(path, "0" * 64).blocks if isinstance(block, Paragraph)]
    assert paragraphs == ["more", "words", "yet"]


def test_the_page_s_own_edge_cuts_no_border(tmp_path):
    """A table wider than its page: the last column stays a column, so that the half of it that is seen stays in its cells."""
    path = tmp_path / "wide.pdf"
    canvas = Canvas(str(path), pagesize=(270, HEIGHT))
    page = canvas.beginPath()
    page.rect(0, 0, 270, HEIGHT)
    canvas.clipPath(page, stroke=0, fill=0)
    for y in YS:
        canvas.line(XS[0], HEIGHT - y, XS[-1], HEIGHT - y)
    for x in XS:
        canvas.line(x, HEIGHT - YS[0], x, HEIGHT - YS[-1])
    words(canvas)
    canvas.save()
    (table,) = pdf.read(path, "0" * 64).tables()
    assert table.columns == 3 and [cell.text for cell in table.cells][:3] == ["code", "name", "sum"]
