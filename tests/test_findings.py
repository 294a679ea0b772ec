"""Findings as people take them away: filtered, in their formats, and never as a formula."""

import csv
import io
import json

import pytest
from python_calamine import CalamineWorkbook

from tests.conftest import Ran
from yusuan.findings import export, select


def test_findings_are_filtered_and_the_gravest_come_first(samples: Ran) -> None:
    release = samples.out / "current"
    everything = select(release)
    grades = [finding["severity"] for finding in everything]
    assert grades == sorted(grades, key=["error", "warning", "info"].index)
    errors = select(release, severity="error")
    assert errors == [finding for finding in everything if finding["severity"] == "error"]
    of_one = select(release, document="承德县", rule="D5")
    assert of_one and all("承德县" in finding["source_path"] and finding["rule"] == "D5.funds" for finding in of_one)
    assert len(select(release, limit=3)) == 3


HOSTILE = ["=HYPERLINK(1)", "+86", "-37.88", "@SUM(A1)", "预算=支出"]


@pytest.fixture
def hostile() -> list[dict]:
    return [{"severity": "error", "rule": "D1", "page": 7, "message": "差额", "value": value} for value in HOSTILE]


def test_a_csv_holds_no_formula(hostile: list[dict]) -> None:
    text = export(hostile, "csv").decode("utf-8-sig")
    values = [row["value"] for row in csv.DictReader(io.StringIO(text))]
    assert values == ["'=HYPERLINK(1)", "'+86", "'-37.88", "'@SUM(A1)", "预算=支出"]


def test_a_workbook_holds_no_formula(hostile: list[dict]) -> None:
    rows = CalamineWorkbook.from_object(io.BytesIO(export(hostile, "xlsx"))).get_sheet_by_index(0).to_python()
    assert [row[4] for row in rows[1:]] == ["'=HYPERLINK(1)", "'+86", "'-37.88", "'@SUM(A1)", "预算=支出"]


def test_json_keeps_what_is_printed(hostile: list[dict]) -> None:
    assert json.loads(export(hostile, "json")) == hostile


def test_nothing_found_is_an_empty_table() -> None:
    assert export([], "csv").decode("utf-8-sig").splitlines() == ["severity,rule,source_path,page,message"]
    assert export([], "xlsx")
