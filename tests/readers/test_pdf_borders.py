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


def on_black(canvas: Canvas) -> None:
    """White cells a little apart on a black sheet, as old web pages draw their tables."""
    canvas.rect(XS[0], HEIGHT - YS[-1], XS[-1] - XS[0], YS[-1] - YS[0], stroke=0, fill=1)
    canvas.setFillGray(1)
    for top, bottom in itertools.pairwise(YS):
        for left, right in itertools.pairwise(XS):
            canvas.rect(left + 0.75, HEIGHT - bottom + 0.75, right - left - 1.5, bottom - top - 1.5, stroke=0, fill=1)
    canvas.setFillGray(0)


@pytest.mark.parametrize("draw", [dotted, thick, rounded, past_the_area, clipped_sides, on_black])
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


def test_lines_on_patches_of_colour_are_no_table(tmp_path):
    path = tmp_path / "patches.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for line in range(4):
        canvas.setFillGray(0.9)
        canvas.rect(90, 690 - 20 * line, 400, 20, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.drawString(100, 700 - 20 * line, "a line of the contents")
    canvas.save()
    assert not list(pdf.read(path, "0" * 64).tables())


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


def ruled(canvas: Canvas) -> None:
    for y in YS:
        canvas.line(XS[0], HEIGHT - y, XS[-1], HEIGHT - y)
    for x in XS:
        canvas.line(x, HEIGHT - YS[0], x, HEIGHT - YS[-1])


FIGURES = (("alpha", "1,234.50", "30.00"), ("beta", "15.00", "2.75"), ("gamma", "7.25", "1,000.00"))


def figures(canvas: Canvas) -> None:
    for line, (name, first, second) in enumerate(FIGURES):
        canvas.drawString(100, 400 - 18 * line, name)
        canvas.drawRightString(300, 400 - 18 * line, first)
        canvas.drawRightString(400, 400 - 18 * line, second)


def sums(canvas: Canvas) -> None:
    for line, (name, first, _) in enumerate(FIGURES):
        canvas.drawString(100, 400 - 18 * line, name)
        canvas.drawRightString(300, 400 - 18 * line, first)


def one_row(canvas: Canvas) -> None:
    for x, text in zip((100, 200, 280), ("sum", "1,234.50", "1,000.00"), strict=True):
        canvas.drawString(x, 400, text)


def contents(canvas: Canvas) -> None:
    for line, page in enumerate((1, 3, 3, 12)):
        canvas.drawString(100, 400 - 18 * line, f"chapter {line}")
        canvas.drawRightString(400, 400 - 18 * line, str(page))


def paragraphs(canvas: Canvas) -> None:
    for line in range(6):
        canvas.drawString(100, 400 - 18 * line, "of the sum of 1,234.50 this year 1,000.00 were spent, and 234.50 were not")


def signatures(canvas: Canvas) -> None:
    for x, text in ((100, "head: A"), (220, "finance: B"), (340, "made by: C"), (450, "2024-01-31")):
        canvas.drawString(x, 400, text)
    for x, text in ((100, "telephone: 0311-12345678"), (300, "2 of 5")):
        canvas.drawString(x, 380, text)


def numbered(canvas: Canvas) -> None:
    for line in range(5):
        canvas.drawString(100, 400 - 18 * line, f"{line + 1}.")
        canvas.drawString(120, 400 - 18 * line, "an item of 12.50 and more words behind it")


@pytest.mark.parametrize(
    ("draw", "first"),
    [
        (figures, "alpha 1,234.50 30.00"),
        (sums, "alpha 1,234.50"),
        (one_row, "sum 1,234.50 1,000.00"),
        (contents, None),
        (paragraphs, None),
        (signatures, None),
        (numbered, None),
    ],
)
def test_figures_in_columns_beside_a_grid_are_noted(tmp_path, draw, first):
    path = tmp_path / "second.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for _ in range(2):
        ruled(canvas)
        words(canvas)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    notes = pdf.read(path, "0" * 64).notes
    assert [note.rule for note in notes] == (["extraction.table_without_grid"] * 2 if first else [])
    assert all(note.severity == "warning" and note.page == page for page, note in enumerate(notes, 1))
    assert all(first in note.message and first in note.message_en for note in notes)


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
