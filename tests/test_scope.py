"""Which files belong to a year and a region, and which year a run is for."""

from datetime import UTC, datetime

import pytest

from yusuan.scope import Scope, left_out, place, year_of, years


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.pdf", (None, None)),
        ("2024/a.pdf", (2024, None)),
        ("2024/河北/人社局/a.pdf", (2024, "河北")),
        ("河北/2024年/a.pdf", (2024, "河北")),
        ("2023年度/2024/a.pdf", (2023, None)),
        ("人社局/2024年部门预算.pdf", (None, "人社局")),
        ("2024/河北.zip!/四川/2020/a.pdf", (2024, None)),
        ("20240315/a.pdf", (None, "20240315")),
    ],
)
def test_folders_say_year_and_region(path: str, expected: tuple[int | None, str | None]) -> None:
    assert place(path) == expected


def test_a_file_in_no_year_folder_belongs_to_every_year() -> None:
    scope = Scope(2024, "河北")
    assert [path for path in ("a", "2024/a", "2024/河北/a", "2024/四川/a", "2023/河北/a", "河北/a") if scope.covers(path)] == [
        "a", "2024/a", "2024/河北/a", "河北/a",
    ]  # fmt: skip
    assert Scope().covers("2023/四川/a")


def test_what_is_left_out_says_where_it_belongs() -> None:
    assert left_out("2023/四川/a.pdf").startswith("属于2023年度，地区“四川”")


def test_the_year_begins_in_beijing() -> None:
    assert year_of(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)) == 2026
    assert year_of(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == 2027


def test_years_of_a_backfill() -> None:
    assert years("2019..2021") == [2019, 2020, 2021]
    assert years("2024") == [2024]
    for wrong in ("2021..2019", "19..21", "2019-2021", ""):
        with pytest.raises(ValueError, match="年度"):
            years(wrong)
