"""Rows without geometry: put back where the cells leave no doubt, left alone where they do."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from yusuan import values, vocabulary
from yusuan.document import Cell
from yusuan.forms.ragged import Column, fit
from yusuan.values import Unreadable, comparable


def is_amount(text: str) -> bool:
    try:
        return values.amount(text) is not None
    except Unreadable:
        return False


def is_name(text: str) -> bool:
    return not is_amount(text) and vocabulary.category(comparable(text)) is None


COLUMNS = {
    0: Column("name", is_name),
    1: Column("budget", is_amount),
    2: Column("level1", lambda text: vocabulary.dimension(comparable(text)) is not None),
    3: Column("level2", lambda text: vocabulary.category(comparable(text)) is not None),
    4: Column("level3", is_name),
    5: Column("weight", is_amount),
}


def row(*texts: str) -> list[Cell]:
    return [Cell(0, place, text) for place, text in enumerate(texts)]


def placed(*texts: str) -> dict[str, str] | None:
    found = fit(row(*texts), COLUMNS)
    return None if found is None else {role: cell.text for role, cell in found.cells.items()}


def test_a_row_that_fits_where_it_stands_stays_there():
    found = fit(row("甲项目", "10.00", "产出指标", "数量指标", "人数", "50"), COLUMNS)
    assert found is not None and not found.shifted
    assert placed("", "", "产出指标", "数量指标", "人数", "") == {"level1": "产出指标", "level2": "数量指标", "level3": "人数"}


def test_a_missing_leading_cell_is_put_right():
    assert placed("", "产出指标", "数量指标", "人数", "50") == {
        "level1": "产出指标", "level2": "数量指标", "level3": "人数", "weight": "50",
    }  # fmt: skip


def test_a_cell_shifted_alone_is_put_right():
    assert placed("", "", "数量指标", "", "人数", "50") == {"level2": "数量指标", "level3": "人数", "weight": "50"}


def test_a_row_with_two_fits_is_left_alone():
    assert placed("", "", "人数") is None  # a name two to the right, or a level 3 two to the left
    assert placed("", "", "", "7") is None


def test_a_row_that_fits_nowhere_is_left_alone():
    assert placed("甲项目", "很多", "产出指标", "数量指标", "人数", "50") is None


@given(
    budget=st.one_of(st.just(""), st.integers(1, 10**9).map(lambda n: f"{Decimal(n) / 100:,.2f}")),
    level1=st.sampled_from(["产出指标", "效益指标50分", "满意度指标"]),
    level2=st.sampled_from(["", "数量指标", "社会效益", "服务对象满意度指标"]),
    weight=st.sampled_from(["", "10", "12.5"]),
    shift=st.integers(-2, 2),
)
def test_a_shifted_row_is_either_put_right_or_left_alone(budget: str, level1: str, level2: str, weight: str, shift: int):
    texts = ["项目" if budget else "", budget, level1, level2, "指标名称", weight]
    moved = ["", "", *texts, "", ""][2 - shift :]
    if any(texts[: max(0, -shift)]):
        return  # a printed cell would be cut off, and that is another row
    right = {column.role: text for column, text in zip(COLUMNS.values(), texts, strict=True) if text}
    assert placed(*moved) in (right, None)
    assert placed(*texts) == right
