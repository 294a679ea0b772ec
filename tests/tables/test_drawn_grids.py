"""Grids that reportlab draws come back cell for cell with their text, whichever way their borders are drawn."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from tests.tables.test_ruled import tilings
from yusuan.readers import pdf

HEIGHT = 842


def draw(path: Path, tiling, way: str, spacing: float) -> None:
    """The cells of a tiling on one page, each with a word, its borders drawn this way."""
    xs, ys, spans = tiling
    canvas = Canvas(str(path), pagesize=(595, HEIGHT), invariant=True)
    canvas.setLineWidth(0.5)
    for number, (r, c, h, w) in enumerate(spans):
        x0, top, x1, bottom = xs[c], ys[r], xs[c + w], ys[r + h]
        if way == "apart":
            canvas.rect(x0, HEIGHT - bottom + spacing, x1 - x0 - spacing, bottom - top - spacing)
        elif way == "filled":
            for x, y, width, height in ((x0, bottom, x1 - x0, 0.5), (x0, top, x1 - x0, 0.5), (x0, bottom, 0.5, bottom - top)):
                canvas.rect(x, HEIGHT - y, width, height, stroke=0, fill=1)
            canvas.rect(x1, HEIGHT - bottom, 0.5, bottom - top, stroke=0, fill=1)
        else:
            canvas.setDash(2, 1) if way == "dashed" else None
            sides = [(x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom)]
            for a, b, d, e in sides:
                if way != "without sides" or b == e or xs[0] < a < xs[-1]:
                    canvas.line(a, HEIGHT - b, d, HEIGHT - e)
        canvas.setFont("Helvetica", 4)
        canvas.drawString(x0 + 2, HEIGHT - (top + bottom) / 2, f"c{number}")
    canvas.save()


@pytest.mark.parametrize("way", ["lines", "filled", "dashed", "without sides", "apart"])
@given(tilings(), st.floats(0.5, 4.5))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much])
def test_cell_for_cell(tmp_path, way, tiling, spacing):
    xs, _, spans = tiling
    assume(len(spans) > 5)
    if way == "without sides":
        inner = [[(r, h) for r, c, h, w in spans if (c == 0, c + w == len(xs) - 1)[side]] for side in (0, 1)]
        assume(all(len(cells) > 2 for cells in inner) and all(w < len(xs) - 1 for _, _, _, w in spans))
    path = tmp_path / "grid.pdf"
    draw(path, tiling, way, spacing)
    (table,) = pdf.read(path, hashlib.sha256(path.read_bytes()).hexdigest()).tables()
    found = [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells]
    assert found == [(*span, f"c{number}") for number, span in enumerate(spans)]
