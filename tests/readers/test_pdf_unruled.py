"""Tables whose column lines, or all lines, are missing: read cell for cell where nothing is open, else a finding."""

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from yusuan.document import Document
from yusuan.readers import pdf
from yusuan.tables.pieces import FIGURE

HEIGHT, ROW, SIZE, TOP = A4[1], 20, 9, 140
FUNCTIONS = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["201", "一般公共服务支出", "1,023.97", "540.70", "483.27"],
    ["2013101", "行政运行", "540.70", "540.70", ""],
    ["2013102", "一般行政管理事务", "483.27", "", "483.27"],
    ["205", "教育支出", "365.81", "", "365.81"],
]
FUNCTION_XS = (50, 110, 250, 330, 420, 520)
SIDES = [
    ["收入", "<", "支出", "<"],
    ["项目", "预算数", "项目", "预算数"],
    ["一、财政拨款收入", "1,849.85", "一、基本支出", "934.76"],
    ["二、事业收入", "9.69", "二、项目支出", "934.47"],
    ["三、其他收入", "9.69", "", ""],
    ["收入总计", "1,869.23", "支出总计", "1,869.23"],
]
SIDE_XS = (50, 190, 290, 420, 520)
INDICATORS = [
    ["二级指标", "三级指标", "指标值", "分值", "得分"],
    ["数量指标", "举办招聘会次数", "≥3次", "20", "20"],
    ["质量指标", "招聘岗位达标率", "≥95%", "30", "28.5"],
    ["时效指标", "补贴发放及时率", "100%", "10", "10"],
]


def cells(grid: Sequence[Sequence[str]]) -> list[tuple[int, int, int, str]]:
    """(row, column, columns, text) of each cell of a grid in which `<` goes on from the left."""
    found = []
    for r, row in enumerate(grid):
        for c, text in enumerate(row):
            if text != "<":
                width = next((w for w in range(1, len(row) - c) if row[c + w] != "<"), len(row) - c)
                found.append((r, c, width, text))
    return found


def heads_of(grid: Sequence[Sequence[str]]) -> int:
    return next(r for r, row in enumerate(grid) if any(FIGURE.fullmatch(text) for text in row[1:]))


def draw(canvas: Canvas, grid: Sequence[Sequence[str]], xs: Sequence[int], way: str, top: float = TOP) -> None:
    """A table: headings in the middle of their cells, amounts at the right, words at the left."""
    canvas.setFont("STSong-Light", SIZE)
    canvas.setLineWidth(0.5)
    heads = heads_of(grid)
    for r, c, width, text in cells(grid):
        x0, x1, y = xs[c], xs[c + width], HEIGHT - top - ROW * r - 14
        if r < heads:
            canvas.drawCentredString((x0 + x1) / 2, y, text)
        elif FIGURE.fullmatch(text):
            canvas.drawRightString(x1 - 3, y, text)
        else:
            canvas.drawString(x0 + 3, y, text)
    ys = [top + ROW * r for r in range(len(grid) + 1)]
    ruled = {"rows": ys, "columns of rows": ys, "no line above": ys[1:], "three": [ys[0], ys[heads], ys[-1]]}
    ruled |= {"frame": [ys[0], ys[-1]], "framed rows": ys, "right and bottom": ys[1:], "none": []}
    for y in ruled[way]:
        if way in ("columns of rows", "no line above", "right and bottom"):
            for x0, x1 in itertools.pairwise(xs):
                canvas.line(x0, HEIGHT - y, x1, HEIGHT - y)
        else:
            canvas.line(xs[0], HEIGHT - y, xs[-1], HEIGHT - y)
    if way.startswith("frame"):
        for x in (xs[0], xs[-1]):
            canvas.line(x, HEIGHT - ys[0], x, HEIGHT - ys[-1])
    if way == "right and bottom":
        for r, c, width, _ in cells(grid):
            canvas.line(xs[c + width], HEIGHT - ys[r], xs[c + width], HEIGHT - ys[r + 1])


def page(tmp_path: Path, *drawings) -> Document:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    path = tmp_path / "page.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("STSong-Light", 14)
    canvas.drawCentredString(297, HEIGHT - 100, "部门支出总表")
    canvas.setFont("STSong-Light", SIZE)
    canvas.drawString(50, HEIGHT - 125, "部门：某县水务局")
    canvas.drawRightString(520, HEIGHT - 125, "单位：万元")
    for drawing in drawings:
        drawing(canvas)
    canvas.save()
    return pdf.read(path, "0" * 64)


def rules(document: Document) -> list[str]:
    return [note.rule for note in document.notes]


WAYS = ("rows", "columns of rows", "no line above", "three", "frame", "framed rows", "right and bottom", "none")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("grid", "xs"),
    [(FUNCTIONS, FUNCTION_XS), (SIDES, SIDE_XS), (INDICATORS, FUNCTION_XS)],
    ids=["functions", "sides", "indicators"],
)
def test_cell_for_cell(tmp_path, grid, xs, way):
    document = page(tmp_path, lambda canvas: draw(canvas, grid, xs, way))
    tables = list(document.tables())
    if grid is SIDES and not tables:  # how far 收入 reaches may be open; then it is said
        assert way in ("three", "frame", "none", "rows", "framed rows") and "extraction.table_without_grid" in rules(document)
        return
    (table,) = tables
    found = [(cell.row, cell.column, cell.column_span, cell.text) for cell in table.cells if cell.text]
    assert found == [cell for cell in cells(grid) if cell[3]]
    assert rules(document) == ([] if way == "right and bottom" else ["extraction.grid_implied"])


def test_two_tables_below_each_other(tmp_path):
    def both(canvas: Canvas) -> None:
        draw(canvas, FUNCTIONS, FUNCTION_XS, "three")
        canvas.drawCentredString(297, HEIGHT - 290, "项目绩效目标表")
        draw(canvas, INDICATORS, FUNCTION_XS, "three", 300)

    first, second = page(tmp_path, both).tables()
    assert [cell.text for cell in first.cells][:2] == FUNCTIONS[0][:2]
    assert [cell.text for cell in second.cells][:2] == INDICATORS[0][:2]


def wrapped(canvas: Canvas) -> None:
    """A name that goes on, or a row without amounts: nothing tells which."""
    rows = [*FUNCTIONS, ["", "一般行政管理事务的其他支出", "", "", ""], ["208", "一般行政管理事务和公共服务", "1.00", "", "1.00"]]
    draw(canvas, rows, FUNCTION_XS, "none")


def without_headings(canvas: Canvas) -> None:
    draw(canvas, [["", "", "", "", ""], *FUNCTIONS[1:]], FUNCTION_XS, "none")


def merged_words(canvas: Canvas) -> None:
    """A word for several rows, printed beside the middle one."""
    rows = [
        ["一级指标", *INDICATORS[0][:4]],
        ["", *INDICATORS[1][:4]],
        ["产出指标", *INDICATORS[2][:4]],
        ["", *INDICATORS[3][:4]],
    ]
    draw(canvas, rows, FUNCTION_XS, "none")


def text_over_a_gap(canvas: Canvas) -> None:
    draw(canvas, FUNCTIONS, FUNCTION_XS, "none")
    canvas.drawString(113, HEIGHT - TOP - 5 * ROW - 14, "其中：上年结转资金安排的支出合计数 12.50")
    canvas.drawRightString(417, HEIGHT - TOP - 5 * ROW - 14, "12.50")


@pytest.mark.parametrize("drawing", [wrapped, without_headings, merged_words, text_over_a_gap])
def test_what_is_open_is_a_finding(tmp_path, drawing):
    document = page(tmp_path, drawing)
    assert not list(document.tables())
    assert rules(document) == ["extraction.table_without_grid"]


def test_the_finding_names_the_first_line(tmp_path):
    (note,) = page(tmp_path, without_headings).notes
    assert note.page == 1 and note.severity == "warning" and "一般公共服务支出 1,023.97 540.70 483.27" in note.message
