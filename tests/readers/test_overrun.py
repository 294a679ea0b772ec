"""Text that ran over its cell's border into the cell below."""

import hashlib
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from yusuan.readers import pdf

PITCH, LEFT, RIGHT, TOP, BORDER, BOTTOM = 12, 72, 272, 700, 660, 560


def cells(folder: Path, upper: list[str], lower: list[str], lower_top: float) -> list[str]:
    """The texts of two cells, one above the other; both are set at the same pitch, whether they have room or not."""
    path = folder / "page.pdf"
    canvas = Canvas(str(path), pagesize=(400, 800))
    canvas.setLineWidth(0.5)
    for y in (TOP, BORDER, BOTTOM):
        canvas.line(LEFT, y, RIGHT, y)
    for x in (LEFT, RIGHT):
        canvas.line(x, TOP, x, BOTTOM)
    for lines, top in ((upper, TOP), (lower, lower_top)):
        for place, text in enumerate(lines, 1):
            canvas.drawString(LEFT + 4, top - place * PITCH, text)
    canvas.save()
    read = pdf.read(path, hashlib.sha256(path.read_bytes()).hexdigest())
    return [cell.text for table in read.tables() for cell in table.cells]


def test_lines_past_the_border_belong_to_the_cell_that_they_go_on_from(tmp_path: Path):
    upper = ["one", "two", "three", "four"]  # there is room for three
    assert cells(tmp_path, upper, ["five", "six"], 620) == ["one\ntwo\nthree\nfour", "five\nsix"]


def test_a_cell_keeps_its_own_first_line_however_close_it_stands(tmp_path: Path):
    assert cells(tmp_path, ["one", "two", "three"], ["four", "five"], TOP - 3 * PITCH) == ["one\ntwo\nthree", "four\nfive"]
    assert cells(tmp_path, ["one", "two", "three"], ["four"], TOP - 3 * PITCH) == ["one\ntwo\nthree", "four"]
