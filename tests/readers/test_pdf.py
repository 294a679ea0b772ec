"""Tables of drawn and of real PDFs come back cell for cell, with spans and boxes."""

import string
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from tests.readers.drawing import HEIGHT, SHA, SONG, WIDTH, grid, paragraphs, rule, rules, table, texts, two_by_two, write
from tests.tables.test_ruled import tilings
from yusuan.readers import pdf


@given(tilings(), st.sampled_from(["sides", "rectangles", "thin rectangles"]), st.sampled_from([0, 90, 180, 270]), st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_grids_with_spans_come_back_cell_for_cell(tmp_path, tiling, style, rotation, data):
    xs, ys, spans = tiling
    words = st.text(string.ascii_letters + string.digits, max_size=4)
    if len(spans) == 1:
        return  # a lone frame is no table
    path = tmp_path / "grid.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Helvetica", 3)
    expected = {}
    for r, c, h, w in spans:
        x0, y0, x1, y1 = xs[c], ys[r], xs[c + w], ys[r + h]
        lines = [word for word in (data.draw(words), data.draw(words)) if word]
        for index, line in enumerate(lines):
            write(canvas, x0 + 1, y0 + 5 + 5 * index, line)
        expected[r, c, h, w] = "\n".join(lines), (x0, y0, x1, y1)
        sides = ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))
        if style == "sides":
            rule(canvas, *sides)
        elif style == "rectangles":
            canvas.rect(x0, HEIGHT - y1, x1 - x0, y1 - y0)
        else:
            for a, b, c1, d in sides:
                canvas.rect(a - 0.25, HEIGHT - d - 0.25, c1 - a + 0.5, d - b + 0.5, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()
    if rotation:
        with pypdfium2.PdfDocument(path) as turned:
            turned[0].set_rotation(rotation)
            turned.save(tmp_path / "turned.pdf")
        path = tmp_path / "turned.pdf"
    found = table(pdf.read(path, SHA))
    assert {(c.row, c.column, c.row_span, c.column_span): c.text for c in found.cells} == {
        place: text for place, (text, _) in expected.items()
    } or not any(text for text, _ in expected.values())
    if rotation == 0:
        for cell in found.cells:
            box = expected[cell.row, cell.column, cell.row_span, cell.column_span][1]
            assert (cell.box.x0, cell.box.top, cell.box.x1, cell.box.bottom) == pytest.approx(box, abs=0.02)


def test_cells_know_their_place(read):
    document = read(two_by_two)
    assert texts(document) == ["项目编码", "金额", "P2024", "1,234.56"]
    found = table(document)
    assert (found.index, found.page, found.rows, found.columns) == (1, 1, 2, 2)
    assert found.cells[3].sources == ("t001-r001-c01",) and found.cells[3].page == 1
    assert (found.cells[3].box.x0, found.cells[3].box.bottom) == pytest.approx((200, 160), abs=0.02)
    assert document.page_count == 1 and document.notes == ()


def test_a_landscape_table_printed_sideways_is_read_upright(read):
    def page(canvas):
        canvas.saveState()
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)  # text runs up the page
        canvas.translate(0, WIDTH - HEIGHT)
        two_by_two(canvas)
        canvas.restoreState()
        canvas.setFont("Helvetica", 9)
        canvas.drawString(290, 30, "7")

    document = read(page)
    assert texts(document) == ["项目编码", "金额", "P2024", "1,234.56"]
    assert paragraphs(document) == ["7"]
    box = table(document).box  # on the page as shown: 60 wide and 200 high
    assert (box.x1 - box.x0, box.bottom - box.top) == pytest.approx((60, 200), abs=0.1)


def test_vertical_headings_in_an_upright_table(read):
    def page(canvas):
        two_by_two(canvas)
        grid(canvas, [100, 130, 300], [200, 300, 340])
        canvas.saveState()
        canvas.translate(118, HEIGHT - 290)
        canvas.rotate(90)
        canvas.drawString(0, 0, "满意度指标")
        canvas.restoreState()

    assert list(read(page).tables())[1].cells[0].text == "满意度指标"


def test_crooked_rulings_are_levelled(read):
    def page(canvas):
        canvas.saveState()
        canvas.rotate(0.7)
        grid(canvas, [60, 200, 400, 540], [100 + 14 * i for i in range(8)])
        canvas.setFont(SONG, 8)
        for row in range(7):
            for column, x in enumerate((62, 202, 402)):
                write(canvas, x, 110 + 14 * row, f"第{row}行{column}")
        canvas.restoreState()

    assert texts(read(page)) == [f"第{row}行{column}" for row in range(7) for column in range(3)]


def test_lines_inside_nested_forms(read):
    def page(canvas):
        canvas.beginForm("inner")
        grid(canvas, [100, 200, 300], [100, 130, 160])
        canvas.setFont(SONG, 10)
        write(canvas, 110, 120, "甲")
        canvas.endForm()
        canvas.beginForm("outer")
        canvas.translate(50, -20)
        canvas.doForm("inner")
        canvas.endForm()
        canvas.doForm("outer")

    document = read(page)
    assert texts(document) == ["甲", "", "", ""]
    assert (table(document).box.x0, table(document).box.top) == pytest.approx((150, 120), abs=0.02)


def test_rows_cut_by_the_page_are_kept_and_marked(read):
    def top(canvas):
        rule(canvas, *((100, y, 300, y) for y in (700, 730)), *((x, 700, x, 790) for x in (100, 200, 300)))
        for x, text in ((110, "绩效目标"), (210, "上半")):
            write(canvas, x, 720, "头")
            write(canvas, x, 760, text)

    def rest(canvas):
        rule(canvas, *((100, y, 300, y) for y in (80, 110)), *((x, 40, x, 110) for x in (100, 200, 300)))
        write(canvas, 210, 60, "下半")

    first, second = read(top, rest).tables()
    assert (first.open_bottom, first.open_top) == (True, False) and (second.open_bottom, second.open_top) == (False, True)
    assert [cell.text for cell in first.cells] == ["头", "头", "绩效目标", "上半"]
    assert [cell.text for cell in second.cells] == ["", "下半", "", ""]


def test_shading_is_no_ruling_but_frames_of_colour_are(read):
    def page(canvas):
        canvas.setFillColorRGB(0.8, 0.9, 1)
        canvas.rect(104, HEIGHT - 126, 92, 22, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        two_by_two(canvas)

    assert len(table(read(page)).cells) == 4


def test_a_grid_that_does_not_close_loses_no_text(read):
    def page(canvas):
        rule(canvas, (100, 100, 300, 100), (100, 160, 300, 160), (100, 100, 100, 160), (300, 100, 300, 160))
        rule(canvas, (200, 100, 200, 130), (100, 130, 200, 130), (200, 130, 300, 130))
        rule(canvas, (100, 190, 300, 190), (100, 160, 100, 190), (300, 160, 300, 190), (150, 160, 150, 190))
        rule(canvas, (250, 130, 250, 145), (200, 145, 250, 145))
        for x, y, text in ((110, 120, "甲"), (210, 120, "乙"), (110, 150, "丙"), (280, 150, "丁"), (160, 180, "戊")):
            write(canvas, x, y, text)

    document = read(page)
    everything = "".join(paragraphs(document)) + "".join(cell.text for found in document.tables() for cell in found.cells)
    assert sorted(everything.replace("\n", "").replace(" ", "")) == sorted("甲乙丙丁戊")


def test_landscape_pages(read):
    def page(canvas):
        canvas.setPageSize(landscape(A4))
        canvas.translate(0, WIDTH - HEIGHT)
        two_by_two(canvas)

    assert table(read(page)).box.top == pytest.approx(100, abs=0.1)


class TestCorpus:
    """Real renditions and the synthetic department documents, against pdfplumber and the gold."""

    def test_same_cells_as_pdfplumber(self, corpus: Path):
        import pdfplumber

        path = corpus / "renditions" / "002_9e0e961b145a1438.lo.pdf"
        ours = sorted(plain(cell.text) for found in pdf.read(path, SHA).tables() for cell in found.cells)
        with pdfplumber.open(path) as document:
            theirs = [
                text
                for page in document.pages
                for found in page.extract_tables()
                for row in found
                for text in row
                if text is not None
            ]
        assert ours == sorted(map(plain, theirs))

    def test_every_gold_code_and_amount_stands_in_a_cell(self, corpus: Path):
        import json

        missing, seen = [], 0
        for gold in sorted((corpus / "synthetic").glob("*.gold.json")):
            document = pdf.read(gold.with_name(gold.name.replace(".gold.json", ".rl.pdf")), SHA)
            cells = {plain(cell.text).replace(",", "") for found in document.tables() for cell in found.cells}
            assert not [note for note in document.notes if note.severity != "info"], gold.name
            amounts = set(filter(None, map(number, cells)))
            for project in json.loads(gold.read_text(encoding="utf-8"))["projects"]:
                wanted = [project["project_code"]] if project["project_code"] else []
                missing += [(gold.name, code) for code in wanted if code not in cells]
                if budget := number(project["budget"] or ""):
                    seen += 1
                    missing += [] if {budget, budget / 10000} & amounts else [(gold.name, budget)]
        assert seen > 250 and missing == []

    def test_scans_are_said_to_be_scans(self, corpus: Path):
        document = pdf.read(corpus / "renditions" / "002_9e0e961b145a1438.scan.pdf", SHA)
        assert document.blocks == () and rules(document) == ["extraction.page_without_text"]

    def test_a_spreadsheet_cut_by_pages(self, corpus: Path):
        """Calc prints what it cut on both pages, clipped: each text is read where it is seen."""
        tables = list(pdf.read(corpus / "renditions" / "003_a38c96af54c32677.calc.pdf", SHA).tables())
        assert tables[1].cells[1].text == "项目名称"
        assert sum(cell.text == "300,000.00" for found in tables for cell in found.cells) == 1


def plain(text: str) -> str:
    import unicodedata

    return "".join(unicodedata.normalize("NFKC", text).split())


def number(text: str):
    from decimal import Decimal, InvalidOperation

    try:
        return Decimal(text)
    except InvalidOperation:
        return None
