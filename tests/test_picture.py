"""The picture of a figure marks its cell, and nothing else."""

from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen import canvas

from yusuan.explanation import Place
from yusuan.picture import draw


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.pdf"
    pages = canvas.Canvas(str(path), pagesize=(200, 100))
    for text in ("first", "199,805.00"):
        pages.drawString(60, 50, text)
        pages.showPage()
    pages.save()
    return path


def test_the_cell_is_marked_on_its_page(report: Path, tmp_path: Path) -> None:
    place = Place("budget_yuan", 2, "199,805.00", "0-t001-r000-c00", [], (50.0, 40.0, 120.0, 60.0))
    assert draw(report, [place], tmp_path / "page.png") == 2
    image = Image.open(tmp_path / "page.png")
    assert image.size == (400, 200)
    assert image.getpixel((98, 100))[0] > 150 and image.getpixel((98, 100))[1] < 100, "the left edge of the cell is red"
    assert image.getpixel((20, 20)) == (255, 255, 255)


def test_words_of_the_running_text_are_marked(report: Path, tmp_path: Path) -> None:
    """The second 9 of the line, not the first that is on the page."""
    place = Place("amount_yuan", 2, "9", None, ["199,805.00"], text_start=102, text_end=103, row_start=100)
    assert draw(report, [place], tmp_path / "page.png") == 2
    image = Image.open(tmp_path / "page.png").convert("RGB")
    red = [x for x in range(400) for y in range(200) if image.getpixel((x, y)) == (200, 30, 30)]
    assert min(red) > 140 and max(red) < 170, (min(red), max(red))


def test_words_that_the_page_does_not_show_are_told(report: Path, tmp_path: Path) -> None:
    place = Place("amount_yuan", 1, "9", None, ["199,805.00"], text_start=0, text_end=1, row_start=0)
    with pytest.raises(ValueError, match="找不到这些文字"):
        draw(report, [place], tmp_path / "page.png")


def test_a_figure_without_a_page_says_so(report: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="没有页面位置"):
        draw(report, [Place("budget_yuan", None, "199,805.00")], tmp_path / "page.png")


def test_a_file_that_is_no_pdf_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("预算")
    with pytest.raises(ValueError, match="不是可以画图的PDF"):
        draw(tmp_path / "a.txt", [Place("a", 1, "", None, [], (0.0, 0.0, 1.0, 1.0))], tmp_path / "page.png")
