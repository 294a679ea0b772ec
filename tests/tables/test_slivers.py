"""Strips beside merged cells that a page cut, as Chromium prints tables whose cells have borders of their own."""

from yusuan.document import Box, Cell, Table
from yusuan.tables.slivers import without_slivers


def placed(ys: list[float], *cells: tuple[int, int, int, str], open_bottom: bool = False) -> Table:
    """A table of three columns from (row, column, row span, text), its lines at these heights."""
    made = tuple(
        Cell(row, column, text, span, 1, 1, Box(100 * column, ys[row], 100 * column + 100, ys[row + span]))
        for row, column, span, text in cells
    )
    return Table(1, len(ys) - 1, 3, made, 1, open_bottom=open_bottom)


def rows(table: Table) -> list[tuple[int, int, int, str]]:
    return [(cell.row, cell.column, cell.row_span, cell.text) for cell in table.cells]


def test_a_merged_cell_that_ends_above_its_row_leaves_no_row():
    strip = placed(
        [0, 20, 34, 40, 60],
        (0, 0, 2, "产出"), (0, 1, 1, "甲"), (0, 2, 1, "1"),
        (1, 1, 2, "乙"), (1, 2, 2, "2"),
        (2, 0, 1, ""),
        (3, 0, 1, "效益"), (3, 1, 1, "丙"), (3, 2, 1, "3"),
    )  # fmt: skip
    whole = without_slivers(strip)
    assert whole.rows == 3
    assert rows(whole) == [
        (0, 0, 2, "产出"), (0, 1, 1, "甲"), (0, 2, 1, "1"), (1, 1, 1, "乙"), (1, 2, 1, "2"),
        (2, 0, 1, "效益"), (2, 1, 1, "丙"), (2, 2, 1, "3"),
    ]  # fmt: skip


def test_a_row_that_begins_below_the_cells_cut_by_the_page():
    strip = placed(
        [0, 20, 30, 50],
        (0, 0, 1, "项目"), (0, 1, 1, "指标"), (0, 2, 1, "值"),
        (1, 0, 2, "甲"), (1, 1, 1, ""), (1, 2, 1, ""),
        (2, 1, 1, "满意度"), (2, 2, 1, "95"),
    )  # fmt: skip
    assert rows(without_slivers(strip))[3:] == [(1, 0, 1, "甲"), (1, 1, 1, "满意度"), (1, 2, 1, "95")]


def test_what_a_frame_leaves_open_below_the_last_row_is_no_row():
    frame = placed([0, 20, 40], (0, 0, 1, "甲"), (0, 1, 1, "乙"), (0, 2, 1, "1"), (1, 0, 1, ""), open_bottom=True)
    whole = without_slivers(frame)
    assert whole.rows == 1 and not whole.open_bottom and len(whole.cells) == 3


def test_blank_rows_of_a_form_stay():
    form = placed(
        [0, 20, 40, 60],
        (0, 0, 2, "效益"), (0, 1, 1, "指标1"), (0, 2, 1, "好"),
        (1, 1, 1, ""), (1, 2, 1, ""),
        (2, 0, 1, "满意度"), (2, 1, 1, "指标2"), (2, 2, 1, "95"),
    )  # fmt: skip
    assert without_slivers(form) is form
