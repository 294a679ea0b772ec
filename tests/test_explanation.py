"""Where a figure comes from, also in a release of older code and in running text."""

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.test_comparison import BEFORE, YUAN, A, document, released, row
from yusuan.explanation import explain
from yusuan.typed import merge
from yusuan.validate import to_tables, validate

LINE = "其中：印刷费0.15万元，比上年增加0.15万元。"


def test_a_release_of_older_code_that_lacks_datasets_is_explained_all_the_same(tmp_path: Path) -> None:
    release = released(tmp_path, BEFORE).path
    shutil.rmtree(release / "units")  # looked through before the projects
    shutil.rmtree(release / "check_operands")
    assert explain(release, f"{A}-p01", "budget_yuan").record == {
        "budget_yuan": pq.read_table(release / "projects")["budget_yuan"][0].as_py()
    }


def test_a_figure_of_the_running_text_is_shown_in_its_line(tmp_path: Path) -> None:
    known, tables = document(A, "甲.txt", totals=[("printing", 1500 * YUAN)])
    start = LINE.rindex("0.15")
    text = {
        "paragraphs": [row("paragraphs", "a0001", A, ordinal=1, text_start=100, text=LINE, page=3)],
        "lineage": [
            row("lineage", "l00001", A, record_id=f"{A}-t01", column="amount_yuan", text_start=100 + start, text_end=106 + start)
            | {"dataset": "totals"},
        ],
    }  # fmt: skip
    more = validate({A: to_tables(text, A)})[A].tables
    release = released(tmp_path, [(known, merge(tables, more))]).path
    (place,) = explain(release, f"{A}-t01", "amount_yuan").places
    assert (place.page, place.printed, place.row, place.row_start) == (3, "0.15万元", [LINE], 100)


def test_a_record_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="没有记录"):
        explain(released(tmp_path, BEFORE[:1]).path, f"{A}-p99")
