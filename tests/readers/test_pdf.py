"""Drawn PDFs come back as they read: cells with spans and boxes, lines in order, and nothing that is not print for people."""

import io
import string
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.tables.test_ruled import tilings
from yusuan.document import Damaged, Document, Paragraph, Rejected, Table
from yusuan.readers import pdf
from yusuan.readers.radicals import RADICALS

WIDTH, HEIGHT = A4
SONG = "STSong-Light"
SHA = "0" * 64

Drawing = Callable[[Canvas], None]


@pytest.fixture(scope="module", autouse=True)
def _fonts():
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))


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


@given(tilings(), st.sampled_from(["sides", "rectangles", "thin rectangles"]), st.sampled_from([0, 90, 180, 270]), st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


def test_lines_and_tables_stand_in_reading_order_with_offsets(read):
    def page(canvas):
        write(canvas, 100, 200, "表后说明")
        write(canvas, 100, 80, "一、表前标题")
        write(canvas, 300, 80, "单位：万元")
        two_by_two(canvas)

    document = read(page, page)
    kinds = [block.text if isinstance(block, Paragraph) else "table" for block in document.blocks]
    assert kinds == ["一、表前标题 单位：万元", "table", "表后说明"] * 2
    whole = "\n".join(paragraphs(document))
    for paragraph in document.paragraphs():
        assert whole[paragraph.start : paragraph.start + len(paragraph.text)] == paragraph.text
    assert [paragraph.page for paragraph in document.paragraphs()] == [1, 1, 2, 2]
    assert [found.index for found in document.tables()] == [1, 2]


def test_lines_in_a_cell_follow_their_baselines(read):
    def page(canvas):
        two_by_two(canvas)
        grid(canvas, [100, 300, 400], [300, 360, 400])
        write(canvas, 110, 340, "第二行")
        write(canvas, 110, 320, "第一行")
        canvas.setFont("Helvetica", 18)  # taller, on the same baseline
        write(canvas, 160, 340, "X")

    last = list(read(page).tables())[-1]
    assert last.cells[0].text.replace(" ", "") == "第一行\n第二行X"


@pytest.mark.parametrize("up", [1.5, 3.5, 5, -3])
def test_a_raised_mark_and_other_fonts_stay_on_their_line(read, up):
    def page(canvas):
        write(canvas, 100, 100, "部门预算")
        canvas.setFont("Helvetica", 10)
        write(canvas, 140, 100, "2024")
        canvas.setFont("Helvetica", 6)
        write(canvas, 162.5, 100 - up, "12")
        canvas.setFont(SONG, 10)
        write(canvas, 170, 100, "公开")
        write(canvas, 100, 114, "第二行")

    assert paragraphs(read(page)) == ["部门预算202412公开", "第二行"]


def test_small_print_below_is_a_line_of_its_own(read):
    def page(canvas):
        write(canvas, 100, 100, "单位")
        canvas.setFont(SONG, 6)
        write(canvas, 120, 107, "万元")

    assert paragraphs(read(page)) == ["单位", "万元"]


def test_one_turned_word_does_not_move_the_rest(read):
    def page(canvas):
        two_by_two(canvas)
        canvas.saveState()
        canvas.translate(260, HEIGHT - 152)
        canvas.rotate(90)
        canvas.drawString(0, 0, "万元")
        canvas.restoreState()

    assert texts(read(page)) == ["项目编码", "金额", "P2024", "1,234.56\n万元"]


def test_spaces_between_words_and_not_between_characters(read):
    def page(canvas):
        canvas.setFont("Helvetica", 10)
        write(canvas, 100, 100, "Budget of 2024")
        canvas.setFont(SONG, 10)
        write(canvas, 100, 150, "部门预算")
        write(canvas, 400, 150, "第1页")

    assert paragraphs(read(page)) == ["Budget of 2024", "部门预算 第1页"]


def test_watermarks_are_left_out_and_said(read):
    def page(canvas):
        two_by_two(canvas)
        canvas.saveState()
        canvas.translate(120, HEIGHT - 180)
        canvas.rotate(40)
        canvas.setFont(SONG, 40)
        canvas.drawString(0, 0, "内部资料")
        canvas.restoreState()
        canvas.setFillColor(Color(0.8, 0.8, 0.8))
        canvas.setFont(SONG, 48)
        write(canvas, 90, 150, "样本")

    document = read(page)
    assert texts(document) == ["项目编码", "金额", "P2024", "1,234.56"] and paragraphs(document) == []
    assert rules(document) == ["extraction.watermark"]
    assert document.notes[0].severity == "info" and "样本" in document.notes[0].message


def test_large_dark_headings_stay(read):
    def page(canvas):
        two_by_two(canvas)
        canvas.setFont(SONG, 30)
        write(canvas, 100, 80, "部门预算公开")

    assert paragraphs(read(page)) == ["部门预算公开"]


def test_pages_read_together_are_as_if_read_alone(read):
    def sideways(canvas):
        canvas.saveState()
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        canvas.translate(0, WIDTH - HEIGHT)
        two_by_two(canvas)
        canvas.restoreState()

    def marked(canvas):
        two_by_two(canvas)
        canvas.rotate(40)
        canvas.setFont(SONG, 40)
        canvas.drawString(300, 100, "内部资料")

    def small(canvas):
        canvas.setPageSize((WIDTH, HEIGHT / 2))
        write(canvas, 100, 700, "在页内")
        write(canvas, 100, 100, "在页外")

    def wide(canvas):
        canvas.setPageSize(A4)
        grid(canvas, [50, 300, 550], [100, 130])
        write(canvas, 310, 120, "甲")

    def nothing(canvas):
        canvas.setPageSize(A4)

    drawings = [nothing, two_by_two, marked, small, wide, sideways, two_by_two, nothing, two_by_two, small]
    alone = [read(draw) for draw in drawings]
    together = read(*drawings)

    def found(block) -> tuple:
        return (block.text, block.box) if isinstance(block, Paragraph) else [(c.text, c.box) for c in block.cells]

    assert list(map(found, together.blocks)) == [found(block) for document in alone for block in document.blocks]
    assert [(note.rule, note.page) for note in together.notes] == [("extraction.watermark", 3)]


def test_hidden_text_is_left_out_and_said(read):
    def page(canvas):
        two_by_two(canvas)
        hidden = canvas.beginText(110, HEIGHT - 125)
        hidden.setTextRenderMode(3)
        hidden.textOut("看不见")
        canvas.drawText(hidden)

    document = read(page)
    assert texts(document)[0] == "项目编码"
    assert rules(document) == ["extraction.hidden_text"]


def test_text_cut_by_its_cell_is_what_is_seen(read):
    def page(canvas):
        two_by_two(canvas)
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(100, HEIGHT - 160, 100, 30)
        canvas.clipPath(clip, stroke=0)
        canvas.setFont(SONG, 10)
        write(canvas, 150, 145, "很长的项目名称一直伸到旁边")
        canvas.restoreState()

    assert texts(read(page))[3] == "1,234.56"


def test_bold_by_printing_twice_is_read_once(read):
    def page(canvas):
        for shift in (0, 0.3):
            canvas.saveState()
            canvas.translate(shift, shift / 3)
            two_by_two(canvas)
            canvas.restoreState()

    assert texts(read(page)) == ["项目编码", "金额", "P2024", "1,234.56"]


def test_repeated_digits_are_not_bold_print(read):
    def page(canvas):
        two_by_two(canvas)
        canvas.setFont("Helvetica", 10)
        write(canvas, 100, 200, "1100022 llll")

    assert paragraphs(read(page)) == ["1100022 llll"]


def test_a_hyphen_at_the_end_of_a_line_stays_one(read):
    def page(canvas):
        canvas.setFont("Helvetica", 10)
        write(canvas, 100, 100, "429001-")
        write(canvas, 100, 115, "Bureau 2020-")
        write(canvas, 100, 130, "2024")

    assert "".join(paragraphs(read(page))) == "429001-Bureau 2020-2024"


def test_only_radicals_are_normalised(read):
    assert RADICALS["⽬"] == "目" and RADICALS["⻔"] == "门"
    assert all(0x2E80 <= ord(radical) <= 0x2FD5 and len(character) == 1 for radical, character in RADICALS.items())

    def page(canvas):
        write(canvas, 100, 100, "２０２４年Ａ（一）㎡")

    assert paragraphs(read(page)) == ["２０２４年Ａ（一）㎡"]


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


def test_pages_without_text_are_said(read):
    def picture(canvas):
        canvas.circle(200, 300, 50, fill=1)

    document = read(picture, two_by_two, picture, picture, lambda canvas: None)
    (note,) = document.notes
    assert note.rule == "extraction.page_without_text"
    assert note.message.startswith("第1、3-4页没有文字层")  # the last page is simply empty


def test_encrypted_and_broken_files_are_damaged(read, tmp_path):
    with pytest.raises(Damaged, match="加密"):
        read(two_by_two, encrypt=StandardEncryption("secret", ownerPassword="other"))
    assert texts(read(two_by_two, encrypt=StandardEncryption("", ownerPassword="other")))[1] == "金额"

    read(two_by_two)
    whole = (tmp_path / "drawn.pdf").read_bytes()
    broken = tmp_path / "broken.pdf"
    for raw in (whole[: len(whole) // 2], b"%PDF-1.7\n" + b"\x93\x01" * 500, b"%PDF-1.4"):
        broken.write_bytes(raw)
        with pytest.raises(Damaged, match="损坏"):
            pdf.read(broken, SHA)

    broken.write_bytes(whole.replace(b"startxref", b"startxxxx").replace(b"xref\n0", b"xxxx\n0"))
    assert texts(pdf.read(broken, SHA))[1] == "金额"  # the cross references are found again
    broken.write_bytes(whole[: whole.rindex(b"%%EOF")])
    assert rules(pdf.read(broken, SHA)) == ["extraction.file_cut_off"]


def test_no_page_and_too_many_pages(tmp_path):
    path = tmp_path / "pages.pdf"
    empty = pypdfium2.PdfDocument.new()
    buffer = io.BytesIO()
    empty.save(buffer)
    path.write_bytes(buffer.getvalue())
    with pytest.raises(Damaged, match="没有一页"):
        pdf.read(path, SHA)
    for _ in range(pdf.MAX_PAGES + 1):
        empty.new_page(100, 100)
    empty.save(path)
    with pytest.raises(Rejected, match="超过5000页"):
        pdf.read(path, SHA)


def test_huge_pages_deep_forms_and_drawings_of_lines(read):
    def huge(canvas):
        canvas.setPageSize((2e6, 2e6))
        canvas.rect(100, 100, 1e6, 1e6)
        canvas.line(100, 5e5, 1e6, 5e5)

    def deep(canvas):
        canvas.beginForm("f0")
        canvas.rect(10, 10, 100, 50)
        canvas.endForm()
        for level in range(1, 120):
            canvas.beginForm(f"f{level}")
            canvas.doForm(f"f{level - 1}")
            canvas.endForm()
        canvas.doForm("f119")
        write(canvas, 100, 100, "仍可读")

    def mesh(canvas):
        rule(canvas, *((10, 0.15 * i, 500, 0.15 * i) for i in range(3000)))
        write(canvas, 100, 600, "网格")

    document = read(huge, deep, mesh)
    assert paragraphs(document) == ["仍可读", "网格"]
    assert document.page_count == 3


def test_fonts_of_the_machine_do_not_matter_and_are_given_back(read):
    """A Chinese font that is not embedded is measured by the stand-in while reading, and drawn by the system's afterwards."""
    assert paragraphs(read(lambda canvas: write(canvas, 100, 100, "字"))) == ["字"]  # even a lone character


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
