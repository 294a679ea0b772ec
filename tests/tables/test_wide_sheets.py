"""Sheets that a workbook prints wider than the paper: columns on another page belong to their rows."""

import msgspec

from yusuan.document import Box, Cell, Document, Paragraph, Table
from yusuan.tables.join import join_tables

ROWS = ("2130301", "2130305", "2130306", "2130314")


def table(
    page: int, rows: list[list[str]], *, width: float = 100, top: float = 100, start: float = 50, heights=(), spans=(), **more
) -> Table:
    """A page's table. `spans`: (row, column) -> (rows, columns); rows are 20 points high and a little more by turns."""
    edges = [top]
    for row in range(len(rows)):
        edges.append(edges[-1] + (heights[row] if heights else 20 + row % 3))
    cells, covered = [], set()
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if (r, c) in covered:
                continue
            h, w = dict(spans).get((r, c), (1, 1))
            covered |= {(r + i, c + j) for i in range(h) for j in range(w)}
            cells.append(Cell(r, c, text, h, w, page, Box(start + width * c, edges[r], start + width * (c + w), edges[r + h])))
    return Table(page, len(rows), len(rows[0]), tuple(cells), page, **more)


def line(page: int, text: str, x0: float, x1: float, top: float = 60) -> Paragraph:
    return Paragraph(text, 0, page, Box(x0, top, x1, top + 12))


def joined(*blocks: Table | Paragraph) -> Document:
    return join_tables(Document("0" * 64, "application/pdf", "test", 9, blocks))


def texts(document: Document) -> list[list[list[str]]]:
    return [[[cell.text if cell else "" for cell in row] for row in table.grid()] for table in document.tables()]


LABELS = [["科目编码", "科目名称"]] + [[code, f"名称{code}"] for code in ROWS]
AMOUNTS = [["合计", "基本支出", "项目支出"]] + [[f"{n}.00", f"{n}.00", ""] for n in range(4)]
WHOLE = [[*left, *right] for left, right in zip(LABELS, AMOUNTS, strict=True)]


def test_columns_on_the_next_page_belong_to_the_rows_before():
    document = joined(
        line(1, "部门支", 215, 250), table(1, LABELS),
        line(2, "出总表", 50, 85), table(2, AMOUNTS, width=90), line(2, "2", 200, 206, 800),
    )  # fmt: skip
    assert texts(document) == [WHOLE]
    assert [paragraph.text for paragraph in document.paragraphs()] == ["部门支出总表", "2"]
    assert {cell.page for table in document.tables() for cell in table.cells} == {1, 2}
    assert [(note.rule, note.page) for note in document.notes] == [("extraction.wide_sheet", 1)]


def test_a_line_that_goes_on_at_another_height_says_nothing():
    """Too few rows: only a line over the cut could say that they belong together."""
    few, more = [["科目", "合计"], ["甲", "5.00"]], [["基本支出"], ["3.00"]]
    lines = line(1, "部门支", 190, 250), line(2, "出总表", 50, 85)
    lower = msgspec.structs.replace(lines[1], box=Box(50, 75, 85, 87))
    assert texts(joined(lines[0], table(1, few), lines[1], table(2, more, width=90))) == [
        [["科目", "合计", "基本支出"], ["甲", "5.00", "3.00"]]
    ]
    assert len(texts(joined(lines[0], table(1, few), lower, table(2, more, width=90)))) == 2


def test_first_down_and_then_over():
    more = [[*row[:-1], f"{row[-1]}9"] for row in LABELS[1:]]
    document = joined(
        table(1, LABELS), table(2, [LABELS[0], *more], top=40),
        table(3, AMOUNTS), table(4, AMOUNTS, top=40), table(5, [["另一张"] * 4] * 3),
    )  # fmt: skip
    assert texts(document)[0] == WHOLE + [[*left, *right] for left, right in zip(more, AMOUNTS[1:], strict=True)]
    assert len(texts(document)) == 2


def test_first_over_and_then_down_with_repeated_columns_and_headings():
    codes = [row[:1] for row in LABELS]
    right = [[*left, *row] for left, row in zip(codes, AMOUNTS, strict=True)]
    other = [[row[0].replace("21303", "22102"), *row[1:]] for row in LABELS[1:]]
    document = joined(
        table(1, LABELS), table(2, right, width=90),
        table(3, [LABELS[0], *other], top=40),
        table(4, [[row[0], *amounts] for row, amounts in zip([LABELS[0], *other], AMOUNTS, strict=True)], width=90, top=40),
    )  # fmt: skip
    assert texts(document) == [WHOLE + [[*left, *row] for left, row in zip(other, AMOUNTS[1:], strict=True)]]
    assert [note.rule for note in document.notes] == ["extraction.wide_sheet"]


def test_a_merged_cell_to_the_left_covers_its_rows_to_the_right():
    left = table(1, [["项目名称", "预算数"], ["清淤", "5.00"], ["护岸", "7.00"]], heights=(20, 43, 41))
    right = table(
        2, [["三级指标", "指标值"], ["长度", "≥5公里"], ["合格率", "≥95%"], ["期限", "12月"], ["满意度", "≥90%"]], width=80
    )
    (whole,) = texts(joined(left, right))
    assert [row[0] for row in whole] == ["项目名称", "清淤", "清淤", "护岸", "护岸"]
    assert whole[-1] == ["护岸", "7.00", "满意度", "≥90%"]


def test_a_heading_of_several_columns_that_the_page_cuts_is_one():
    rows = [[code, "5.00"] for code in ROWS]
    left = table(1, [["科目编码", ""], ["", "小计"], *rows], spans={(0, 0): (2, 1)}, open_right=(0,))
    right = table(
        2,
        [["基本支出", "", "项目支出"], ["人员", "公用", ""]] + [["3.00", "2.00", ""]] * 4,
        spans={(0, 0): (1, 2), (0, 2): (2, 1)},
        open_left=(0,),
    )
    (whole,) = texts(joined(left, right))
    assert whole[0] == ["科目编码", *["基本支出"] * 3, "项目支出"]
    assert whole[1] == ["科目编码", "小计", "人员", "公用", "项目支出"]


def test_cells_that_the_page_cuts_from_above_to_below_are_one():
    rows = [
        ["项目编码", "P01"],
        ["项目名称", "农村饮水安"],
        ["预算数", "5.00"],
        ["绩效目标", "1.满意\n2.完成全部"],
        ["指标值", "≥5"],
    ]
    rests = [[""], ["全提升项目"], [""], ["任务。"], ["公里"]]
    left, right = table(1, rows, open_right=tuple(range(5))), table(2, rests, open_left=tuple(range(5)))
    (whole,) = texts(joined(left, right))
    assert {len(row) for row in whole} == {2}
    assert [row[1] for row in whole] == ["P01", "农村饮水安全提升项目", "5.00", "1.满意\n2.完成全部任务。", "≥5公里"]
    assert len(texts(joined(left, msgspec.structs.replace(right, open_left=())))[0][0]) == 3


def test_tables_with_titles_of_their_own_are_two():
    blocks = [line(1, "部门收入总表", 100, 180), table(1, LABELS), line(2, "部门支出总表", 100, 180), table(2, AMOUNTS, width=90)]
    assert texts(joined(*blocks)) == [LABELS, AMOUNTS]


def test_rows_that_go_on_below_and_forms_printed_again_stay_as_they_are():
    below = [[f"22{n:05}", f"名称{n}"] for n in range(5)]
    assert texts(joined(table(1, LABELS), table(2, below))) == [LABELS + below]
    form = [["项目名称", "清淤"], ["主管部门", "水利局"], ["实施单位", "河道站"], ["预算数", "5.00"]]
    again = [[label, "另" + text] for label, text in form]
    assert len(texts(joined(table(1, form), table(2, again, start=62)))) == 2


def test_columns_of_the_same_width_belong_to_the_rows_that_they_name_again():
    right = [[*label, *amounts] for label, amounts in zip(LABELS, [["上年结转"], *([""] for _ in ROWS)], strict=True)]
    left = [[*label, "5.00"] for label in LABELS]
    left[0][-1] = "合计"
    (whole,) = texts(joined(table(1, left), table(2, right)))
    assert whole[0] == ["科目编码", "科目名称", "合计", "上年结转"]


def test_another_statement_of_the_same_accounts_is_another_table():
    income, spending = ([[*label, "5.00"] for label in LABELS] for _ in range(2))
    income[0][-1] = spending[0][-1] = "合计"
    assert len(texts(joined(table(1, income), line(2, "支出情况", 100, 180), table(2, spending)))) == 2


def test_rows_may_be_set_a_little_higher_or_lower_on_each_of_many_pages():
    rights = [[[f"{name}支出"]] + [[f"{name}{n}.00"] for n in range(4)] for name in "123"]
    pages = [table(2, rights[0], top=101.5, width=90), table(3, rights[1], top=98.5, width=80), table(4, rights[2], width=70)]
    (whole,) = texts(joined(table(1, LABELS), *pages))
    assert whole == [[*label, *(right[row][0] for right in rights)] for row, label in enumerate(LABELS)]
