"""PDFs as files: several pages, none, too many, broken, encrypted, huge, or with nothing to read."""

import io

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption

from tests.readers.drawing import HEIGHT, SHA, SONG, WIDTH, grid, paragraphs, rule, rules, texts, two_by_two, write
from yusuan.document import Damaged, Paragraph, Rejected
from yusuan.readers import pdf


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
