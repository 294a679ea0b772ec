"""The text of drawn PDFs comes back in lines and in order, and nothing that is not print for people."""

import pytest
from reportlab.lib.colors import Color

from tests.readers.drawing import HEIGHT, SONG, grid, paragraphs, rules, texts, two_by_two, write
from yusuan.document import Paragraph
from yusuan.readers.radicals import RADICALS


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
