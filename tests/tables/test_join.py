"""Tables over pages: what is joined, what is not, and what a page cut in two."""

import sys
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yusuan.document import Box, Cell, Document, Paragraph, Table, cell_place
from yusuan.tables.join import join_tables

HEADINGS = ("一级指标", "二级指标", "三级指标", "指标值")


def table(index: int, rows: list[list[str]], page: int | None = None, *, ragged: bool = False, **more) -> Table:
    """A table of single cells, 100 points wide columns, 20 points high rows."""
    boxed = page is not None
    cells = tuple(
        Cell(
            r, c, text, page=page, sources=(cell_place(index, r, c),),
            box=Box(50 + 100 * c, 100 + 20 * r, 150 + 100 * c, 120 + 20 * r) if boxed else None,
        )
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )  # fmt: skip
    return Table(index, len(rows), max(len(row) for row in rows), cells, page, ragged=ragged, **more)


def spanned(table: Table, *cells: Cell) -> Table:
    """The table with these cells in place of those that they cover."""
    covered = {(r, c.column) for c in cells for r in range(c.row, c.row + c.row_span)}
    rest = tuple(cell for cell in table.cells if (cell.row, cell.column) not in covered)
    boxed = tuple(
        Cell(
            c.row, c.column, c.text, c.row_span, c.column_span, table.page,
            Box(50 + 100 * c.column, 100 + 20 * c.row, 150 + 100 * c.column, 100 + 20 * (c.row + c.row_span)),
            None, (cell_place(table.index, c.row, c.column),),
        )
        for c in cells
    )  # fmt: skip
    return Table(
        table.index, table.rows, table.columns, tuple(sorted(rest + boxed, key=lambda cell: (cell.row, cell.column))), table.page
    )


def joined(*blocks: Table | Paragraph | str, pages: int | None = 2) -> list[Table]:
    start, made = 0, []
    for block in blocks:
        made.append(Paragraph(block, start) if isinstance(block, str) else block)
        start += 100
    return list(join_tables(Document("0" * 64, "application/pdf", "test", pages, tuple(made))).tables())


def texts(table: Table) -> list[list[str | None]]:
    return [[cell.text if cell else None for cell in row] for row in table.grid()]


def test_repeated_heading_is_dropped_and_the_break_is_marked():
    first = table(1, [list(HEADINGS), ["产出指标", "数量指标", "人数", "≥5人"]], 1)
    second = table(2, [list(HEADINGS), ["效益指标", "社会效益指标", "就业", "良好"]], 2)
    (whole,) = joined(first, second)
    assert texts(whole)[2] == ["效益指标", "社会效益指标", "就业", "良好"]
    assert (whole.rows, whole.breaks, whole.index) == (3, (2,), 1)
    cell = whole.grid()[2][0]
    assert (cell.page, cell.sources) == (2, ("t002-r001-c00",))


def test_goes_on_over_three_pages_with_page_numbers_between():
    pages = [table(n, [list(HEADINGS), ["产出指标", "数量指标", f"第{n}项", "≥5"]], n) for n in (1, 2, 3)]
    (whole,) = joined(pages[0], "- 1 -", pages[1], "第2页 共3页", pages[2], pages=3)
    assert (whole.rows, whole.breaks) == (4, (2, 3))


def test_a_heading_or_text_between_keeps_tables_apart():
    first = table(1, [list(HEADINGS), ["产出指标", "数量指标", "人数", "≥5人"]], 1)
    second = table(2, [list(HEADINGS), ["产出指标", "数量指标", "次数", "≥2次"]], 2)
    assert len(joined(first, "2.劳动监察经费绩效目标表", second)) == 2
    assert len(joined(first, second)) == 1


def test_the_same_title_again_does_not_keep_them_apart():
    first = table(1, [list(HEADINGS), ["产出指标", "数量指标", "人数", "≥5人"]], 1)
    second = table(2, [list(HEADINGS), ["效益指标", "社会效益指标", "就业", "良好"]], 2)
    assert len(joined("项目绩效目标表", "单位：元", first, "项目绩效目标表（续表）", "单位：元", second)) == 1


def test_a_form_of_its_own_is_never_joined():
    """Self-evaluations print the same title and columns over each table: 项目名称 says that another begins."""
    rows = [["项目名称", "甲项目", "", ""], ["主管部门", "某局", "", ""], list(HEADINGS)]
    other = [["项目名称", "乙项目", "", ""], ["主管部门", "某局", "", ""], list(HEADINGS)]
    assert len(joined("自评表", table(1, rows, 1), "自评表", table(2, other, 2))) == 2
    goals = [["绩效目标", "一", "", ""], list(HEADINGS), ["产出指标", "数量指标", "人数", "≥5"]]
    others = [["绩效目标", "二", "", ""], *goals[1:]]
    assert len(joined(table(1, goals, 1), table(2, others, 2))) == 2


def test_other_columns_or_not_the_next_page_are_not_joined():
    first = table(1, [["甲", "乙", "丙", "丁"]], 1)
    assert len(joined(first, table(2, [["戊", "己"]], 2))) == 2
    assert len(joined(first, table(2, [["戊", "己", "庚", "辛"]], 3))) == 2
    assert len(joined(first, table(2, [["戊", "己", "庚", "辛"]], 2))) == 1


def test_other_columns_of_the_same_width_are_joined_only_where_nothing_is_printed_between():
    above, below = table(1, [["甲", "乙", "丙"], ["1", "2", "3"]], 1), table(2, [["4", "5", "6"]], 2)
    places = {150.0: 130.0, 250.0: 280.0}
    moved = [
        msgspec.structs.replace(
            cell, box=Box(places.get(cell.box.x0, cell.box.x0), 100, places.get(cell.box.x1, cell.box.x1), 120)
        )
        for cell in below.cells
    ]
    below = msgspec.structs.replace(below, cells=tuple(moved))
    assert len(joined("支出表", above, "支出表", below)) == 2
    (whole,) = joined(above, below)
    assert texts(whole)[2] == ["4", "5", "5", "5", "6"]


def test_a_merged_cell_covers_both_sides_of_the_break():
    above = spanned(
        table(1, [list(HEADINGS), ["", "数量指标", "人数", "5"], ["", "质量指标", "率", "9"]], 1), Cell(1, 0, "产出指标", 2)
    )
    below = table(2, [["", "时效指标", "时间", "3"], ["效益指标", "社会效益指标", "就业", "良好"]], 2)
    (whole,) = joined(above, below)
    assert [row[0] for row in texts(whole)] == ["一级指标", "产出指标", "产出指标", "产出指标", "效益指标"]
    assert whole.grid()[3][0].sources == ("t001-r001-c00", "t002-r000-c00")


def test_text_of_a_merged_cell_below_the_break_covers_the_rows_above():
    above = spanned(table(1, [["单位", "项目", "数"], ["", "甲", "1"], ["", "乙", "2"]], 1), Cell(1, 0, "", 2))
    below = spanned(table(2, [["", "丙", "3"], ["", "丁", "4"]], 2), Cell(0, 0, "307002-某中心", 2))
    (whole,) = joined(above, below)
    assert [row[0] for row in texts(whole)] == ["单位"] + ["307002-某中心"] * 4


def test_a_row_without_border_at_the_break_is_one_row_again():
    above = table(1, [list(HEADINGS), ["效益指标", "社会效益指", "享受补贴", "≥90"]], 1, open_bottom=True)
    below = table(2, [["", "标", "覆盖面", ""], ["满意度指标", "服务对象满意度指标", "满意度", "≥95"]], 2, open_top=True)
    (whole,) = joined(above, below)
    assert texts(whole)[1:] == [
        ["效益指标", "社会效益指\n标", "享受补贴\n覆盖面", "≥90"],
        ["满意度指标", "服务对象满意度指标", "满意度", "≥95"],
    ]
    assert (whole.rows, whole.breaks, {cell.row_span for cell in whole.cells}) == (3, (), {1})


def test_a_merged_cell_goes_on_where_the_next_page_leaves_a_hole():
    below = table(2, [["", "合格率"], ["", "期限"]], 2)
    below = msgspec.structs.replace(below, cells=tuple(cell for cell in below.cells if cell.column))
    (whole,) = joined(table(1, [["项目", "指标"], ["清淤", "长度"]], 1), below)
    assert texts(whole) == [["项目", "指标"], ["清淤", "长度"], ["清淤", "合格率"], ["清淤", "期限"]]


def test_amounts_one_above_the_other_are_two_rows_whatever_the_border_says():
    above = table(1, [["科目", "数"], ["甲", "1.00"]], 1, open_bottom=True)
    below = table(2, [["乙", "2.00"]], 2, open_top=True)
    (whole,) = joined(above, below)
    assert texts(whole)[1:] == [["甲", "1.00"], ["乙", "2.00"]]


def test_fewer_column_lines_on_the_second_page_find_their_columns():
    """The head of a form draws more column lines than its indicators, which may stand alone on the next page."""
    above = table(1, [["项目编码", "1", "项目名称", "甲"], ["a", "b", "c", "d"]], 1)
    wide = tuple(
        Cell(0, place, text, page=2, box=Box(50 + 200 * place, 100, 250 + 200 * place, 120), sources=(f"t002-r000-c{place:02d}",))
        for place, text in enumerate(("产出指标", "≥5"))
    )
    (whole,) = joined(above, Table(2, 1, 2, wide, 2))
    assert texts(whole)[2] == ["产出指标", "产出指标", "≥5", "≥5"]


def test_text_exports_join_by_their_heading_though_tabs_differ():
    first = table(1, [["项目编码", "1", "", "", ""], [*HEADINGS, ""], ["效益指标", "社会效益指", "补贴", "≥9", ""]], ragged=True)
    second = table(2, [list(HEADINGS), ["", "标", "", "0"]], ragged=True)
    (whole,) = joined(first, second, pages=None)
    assert (whole.rows, whole.columns, whole.breaks) == (4, 5, (3,))


def test_the_samples_tables_are_whole(raw):
    from yusuan.readers import text

    counts = {}
    for path in sorted(raw.glob("*绩效文本.txt")):
        document = join_tables(text.read(path, "0" * 64))
        forms = [table for table in document.tables() if any(cell.text == "项目编码" for cell in table.cells)]
        counts[path.name[:3]] = (len(forms), sum(len(table.breaks) for table in forms))
    assert counts == {"丰宁县": (26, 7), "巨鹿县": (14, 4)}


@given(
    rows=st.lists(st.lists(st.sampled_from(["甲", "乙丙", "≥9", "5.00", ""]), min_size=3, max_size=3), min_size=2, max_size=12),
    cuts=st.sets(st.integers(1, 11)),
    repeat=st.booleans(),
)
def test_any_table_cut_into_pages_comes_back_whole(rows, cuts, repeat):
    head = ["一级指标", "二级指标", "指标值"]
    numbered = [[f"第{place}行", *row[1:]] for place, row in enumerate(rows)]
    places = [0, *sorted(cut for cut in cuts if cut < len(rows)), len(rows)]
    pages = []
    for page, (start, stop) in enumerate(pairwise(places), 1):
        lead = [head] if page == 1 or repeat else []
        pages.append(table(page, [*lead, *numbered[start:stop]], page))
    (whole,) = joined(*pages, pages=len(pages))
    assert texts(whole) == [head, *numbered]
    assert whole.breaks == tuple(1 + place for place in places[1:-1])


def test_text_that_runs_out_of_a_cell_cut_by_the_page_belongs_to_it():
    above = table(1, [["绩效目标", "保障"], ["资金支出计", "3月底"]], 1, open_bottom=True)
    below = table(2, [["", "25%"], ["绩效指标", "甲"]], 2, open_top=True)
    rest = Paragraph("划（%）", 0, 1, Box(60, 141, 110, 153))
    (whole,) = join_tables(Document("0" * 64, "application/pdf", "test", 2, (above, rest, Paragraph("10", 9, 1), below))).tables()
    assert [cell.text for cell in whole.cells if cell.column == 0 and cell.row == 1] == ["资金支出计\n划（%）"]


def test_two_projects_of_a_unit_that_goes_on_are_two_whatever_their_extents():
    above = spanned(
        table(1, [["单位", "项目", "预算数", "指标"], ["", "", "", "甲"], ["", "", "", "乙"]], 1),
        Cell(1, 0, "某局", 2), Cell(1, 1, "应急广播", 2), Cell(1, 2, "12.00", 2),
    )  # fmt: skip
    below = spanned(
        table(2, [["单位", "项目", "预算数", "指标"], ["", "", "", "丙"], ["", "", "", "丁"]], 2),
        Cell(1, 0, "", 2), Cell(1, 1, "体育场馆", 2), Cell(1, 2, "15.00", 2),
    )  # fmt: skip
    (whole,) = join_tables(Document("0" * 64, "application/pdf", "test", 2, (above, below))).tables()
    assert [cell.text for cell in whole.cells if cell.column == 2] == ["预算数", "12.00", "15.00"]
    assert [cell.row_span for cell in whole.cells if cell.text == "某局"] == [4]


def test_a_line_drawn_a_little_beside_its_place_is_no_column_of_its_own():
    above = table(1, [list(HEADINGS), ["产出指标", "数量指标", "人数", "5"]], 1)
    below = table(2, [["效益指标", "经济效益指标", "节约", "6"]], 2)
    wobbled = tuple(
        msgspec.structs.replace(
            cell,
            box=Box(
                cell.box.x0 + 3.4 * (cell.column == 2), cell.box.top, cell.box.x1 + 3.4 * (cell.column == 1), cell.box.bottom
            ),
        )
        for cell in below.cells
    )
    part = msgspec.structs.replace(below, cells=wobbled)
    (whole,) = join_tables(Document("0" * 64, "application/pdf", "test", 2, (above, part))).tables()
    assert whole.columns == 4


def test_a_blank_above_another_records_name_is_not_its_half():
    above = table(1, [["单位", "项目", "预算数", "指标"], ["某局", "", "90.00", ""]], 1)
    below = spanned(
        table(2, [["单位", "项目", "预算数", "指标"], ["", "", "", "丙"], ["", "", "", "丁"]], 2),
        Cell(1, 0, "某站", 2), Cell(1, 1, "体育场馆", 2), Cell(1, 2, "15.00", 2),
    )  # fmt: skip
    (whole,) = join_tables(Document("0" * 64, "application/pdf", "test", 2, (above, below))).tables()
    assert [(cell.text, cell.row, cell.row_span) for cell in whole.cells if cell.column == 1] == [
        ("项目", 0, 1), ("", 1, 1), ("体育场馆", 2, 2)
    ]  # fmt: skip


def test_lines_below_a_table_are_its_cells_only_where_it_goes_on():
    above = table(1, [list(HEADINGS), ["产出指标", "数量指标", "享受补贴", "≥5人"]], 1)
    line = Paragraph("人数", 0, 1, Box(255, 142, 290, 152))
    number = Paragraph("7", 10, 1, Box(255, 153, 260, 163))
    below = table(2, [["效益指标", "社会效益指标", "就业", "良好"]], 2)
    (whole,) = join_tables(Document("0" * 64, "application/pdf", "test", 2, (above, line, number, below))).tables()
    assert texts(whole)[1] == ["产出指标", "数量指标", "享受补贴\n人数", "≥5人"]
    alone = join_tables(Document("0" * 64, "application/pdf", "test", 1, (above, line)))
    assert texts(next(alone.tables()))[1][2] == "享受补贴" and [one.text for one in alone.paragraphs()] == ["人数"]


def test_a_repeated_heading_that_lost_the_end_of_a_tall_cell_is_a_heading():
    heads = ["科目名称", "合计", "一般公共预算拨款收入", "政府性基金预算拨款收入"]
    first = table(1, [heads, ["教育支出", "2.00", "2.00", ""]], 1)
    second = table(2, [[*heads[:3], heads[3][:-1]], ["住房保障支出", "1.00", "1.00", ""]], 2)
    [one] = joined(first, second)
    assert one.rows == 3 and one.breaks == (2,)


def test_a_wider_table_that_touches_the_rest_does_not_keep_halves_apart():
    """LibreOffice gives each table of a form its own width, and on the next page the two touch."""
    head = table(1, [["项目编码", "13052924P", "项目名称", "就业"]], 1)
    both = table(
        2, [["", "N", "", "补助"], ["预算数", "10.00", "其他资金", ""], ["一级指标", "二级指标", "三级指标", "指标值", "依据"]], 2
    )
    (whole,) = joined(head, both)
    assert whole.rows == 4 and whole.columns == 5
    assert texts(whole)[0][:4] == ["项目编码", "13052924P", "项目名称", "就业"]


def test_a_foot_that_counts_its_pages_is_no_text_between_two_parts_of_a_table():
    blocks = []
    for page in (1, 2, 3):
        rows = [list(HEADINGS)] + [["产出指标", "数量指标", f"人数{page}{n}", "≥5人"] for n in range(2)]
        blocks += [table(page, rows, page), Paragraph(f"file:///公开.html {page}/3", 0, page)]
    (whole,) = joined(*blocks, pages=3)
    assert [row[2] for row in texts(whole)] == ["三级指标", "人数10", "人数11", "人数20", "人数21", "人数30", "人数31"]


def test_the_same_rest_of_a_row_below_two_pages_is_no_heading():
    rest = ["标", "", "", "标"]
    parts = [
        table(1, [list(HEADINGS), ["产出指", "数量指标", "人数", "正向指"]], 1),
        table(2, [rest, ["产出指", "数量指标", "批次", "正向指"]], 2),
        table(3, [rest, ["效益指标", "社会效益指标", "就业", "正向指标"]], 3),
    ]
    (whole,) = joined(*parts, pages=3)
    assert texts(whole) == [*texts(parts[0]), *texts(parts[1]), *texts(parts[2])]


def long_table(pages: int, *, heading: bool, margin: float) -> list[Table | Paragraph]:
    """A cell that goes on over all pages beside rows of their own; below each page a line that runs over its last cell."""
    blocks: list[Table | Paragraph] = []
    for page in range(1, pages + 1):
        rows = [list(HEADINGS)] * heading + [["", "数量指标", f"第{page}-{row}项", "优"] for row in range(5)]
        part = spanned(table(page, rows, page), Cell(heading, 0, "" if page > 1 else "产出指标", 5))
        left = margin * (page % 2)  # of a book
        cells = tuple(
            msgspec.structs.replace(cell, box=Box(cell.box.x0 + left, cell.box.top, cell.box.x1 + left, cell.box.bottom))
            for cell in part.cells
        )
        bottom = 100 + 20 * len(rows)
        over = Paragraph("以上", 0, page, Box(left + 255, bottom + 1, left + 300, bottom + 11))
        blocks += [msgspec.structs.replace(part, cells=cells), over]
    return blocks


@pytest.mark.parametrize(("heading", "margin"), [(True, 0), (False, 0), (False, 20)])
def test_each_page_of_a_long_table_costs_the_same(heading: bool, margin: float):
    def calls(pages: int) -> int:
        blocks = long_table(pages, heading=heading, margin=margin)
        count = 0

        def called(*_: object) -> None:
            nonlocal count
            count += 1

        before = sys.getprofile()
        sys.setprofile(called)
        try:
            (whole,) = joined(*blocks, pages=pages)
        finally:
            sys.setprofile(before)
        assert whole.rows == heading + 5 * pages and texts(whole)[-1][0] == "产出指标"
        return count

    assert calls(160) < 7 * calls(40)  # not 4: the first pages have fewer others to be compared with as parts of a wide sheet
