"""Corrections by people: exact, visible, and loud when they match nothing any more."""

import hashlib
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import msgspec
import pytest

from schemas import DATASETS
from yusuan import corrections, values
from yusuan.derived import derived
from yusuan.document import Damaged
from yusuan.raw_file import Correction, RawFile
from yusuan.summary import scan
from yusuan.typed import Tables
from yusuan.validate import to_tables

DOCUMENT = "00000000000000aa"
HEAD = {"document_id": DOCUMENT, "fiscal_year": 2024}


def tables() -> Tables:
    rows = {
        "documents": [{**HEAD, "sha256": "0" * 64, "form": "performance_text"}],
        "projects": [{**HEAD, "project_id": f"{DOCUMENT}-p01", "ordinal": 1, "budget_yuan": Decimal("100000.00")}],
        "lineage": [{
            **HEAD, "lineage_id": f"{DOCUMENT}-l00007", "dataset": "projects", "record_id": f"{DOCUMENT}-p01",
            "column": "budget_yuan", "cell_id": f"{DOCUMENT}-t1-1-2",
        }],
    }  # fmt: skip
    return to_tables(rows, DOCUMENT)


def file(**columns: str) -> RawFile:
    entry = {"record": "p01", "column": "budget_yuan", "printed": "100000", "right": "100000.10", **columns}
    correction = Correction("2024.yaml#1", DOCUMENT, reason="单位来函", by="张三", date="2024-03-15", **entry)
    return RawFile("a.txt", "/a.txt", "0" * 64, DOCUMENT, "text/plain", 1, corrections=(correction,))


def test_a_correction_replaces_exactly_and_leaves_its_trace():
    corrected = corrections.apply(tables(), file())
    assert corrected["projects"]["budget_yuan"].to_pylist() == [Decimal("100000.10")]
    (row,) = corrected["corrections"].to_pylist()
    assert (row["printed_value"], row["right_value"], row["corrected_by"]) == ("100000", "100000.10", "张三")
    (trace,) = corrected["lineage"].to_pylist()
    assert (trace["cell_id"], trace["correction_id"]) == (f"{DOCUMENT}-t1-1-2", row["correction_id"])


def test_a_blank_can_be_filled_and_is_traced():
    corrected = corrections.apply(tables(), file(column="project_name", printed="", right="办公取暖费"))
    assert corrected["projects"]["project_name"].to_pylist() == ["办公取暖费"]
    assert corrected["lineage"].to_pylist()[-1]["lineage_id"] == f"{DOCUMENT}-l00008"


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"record": "p02"}, "没有记录“p02”"),
        ({"column": "budget"}, "没有字段“budget”"),
        ({"printed": "99999"}, "现在是“100000.00”，不是“99999”"),
        ({"right": "1.005"}, "不是字段“budget_yuan”的值"),
        ({"column": "project_id", "printed": "x", "right": "y"}, "不能更正"),
    ],
)
def test_a_correction_that_matches_nothing_fails_with_file_and_entry(columns, words):
    with pytest.raises(Damaged) as failure:
        corrections.apply(tables(), file(**columns))
    assert "2024.yaml#1" in failure.value.reason and words in failure.value.reason


INDICATOR = f"{DOCUMENT}-p01-i01"


def indicator(text: str, **columns: object) -> Tables:
    """One indicator as a form reads it, and the document's plan."""
    read = values.target(text, columns.pop("sign", None), columns.pop("unit", None))
    row = {
        **HEAD, "indicator_id": INDICATOR, "project_id": f"{DOCUMENT}-p01", "ordinal": 1,
        "level1": "产出指标", "level2": "成本指标", "dimension": "output", "category": "cost",
        "target_text": text, "operator": read.operator, "target_value": read.value,
        "target_value_high": read.high, "target_unit": read.unit, "is_qualitative": read.is_qualitative, **columns,
    }  # fmt: skip
    plan = {**HEAD, "plan_id": f"{DOCUMENT}-p01-d01", "project_id": f"{DOCUMENT}-p01", "due_date": date(2024, 12, 31)}
    return {**tables(), **to_tables({"indicators": [row], "spending_plans": [plan]}, DOCUMENT)}


@pytest.mark.parametrize(
    ("before", "column", "printed", "right", "after"),
    [
        (indicator("200元"), "target_text", "200元", "≤0.2万元", ("≤", Decimal("0.2"), None, "万元", False)),
        (indicator("200元"), "target_text", "200元", "1000元-2000元", (None, Decimal(1000), Decimal(2000), "元", False)),
        (indicator("≥90%"), "target_text", "≥90%", "效果显著", (None, None, None, None, True)),
        (indicator("100", sign="≥", unit="%"), "target_text", "100", "95", ("≥", Decimal(95), None, "%", False)),
        (indicator("99", sign="定性", unit="级"), "target_text", "99", "优", (None, None, None, "级", True)),
    ],
)
def test_what_was_read_from_a_text_follows_its_correction(before, column, printed, right, after):
    corrected = corrections.apply(before, file(record="p01-i01", column=column, printed=printed, right=right))
    (row,) = corrected["indicators"].to_pylist()
    names = ("operator", "target_value", "target_value_high", "target_unit", "is_qualitative")
    assert row["target_text"] == right and tuple(row[name] for name in names) == after
    assert len(corrected["corrections"]) == 1
    traced = {trace["column"] for trace in corrected["lineage"].to_pylist() if trace["record_id"] == INDICATOR}
    assert traced == {"target_text", *names}


def test_the_category_follows_its_label():
    corrected = corrections.apply(
        indicator("200元"), file(record="p01-i01", column="level2", printed="成本指标", right="数量指标")
    )
    assert corrected["indicators"]["category"].to_pylist() == ["quantity"]


def test_a_value_that_is_not_from_its_text_must_be_corrected_itself():
    other = indicator("200元", target_value=Decimal(300))
    with pytest.raises(Damaged) as failure:
        corrections.apply(other, file(record="p01-i01", column="target_text", printed="200元", right="2000元"))
    assert "请分别更正 target_value" in failure.value.reason


def test_an_entry_for_a_value_that_its_text_has_brought_along_still_holds():
    text = file(record="p01-i01", column="target_text", printed="200元", right="2000元").corrections
    value = file(record="p01-i01", column="target_value", printed="200", right="2000").corrections
    corrected = corrections.apply(indicator("200元"), msgspec.structs.replace(file(), corrections=text + value))
    assert corrected["indicators"]["target_value"].to_pylist() == [Decimal(2000)]
    assert len(corrected["corrections"]) == 2


def test_the_year_of_a_document_moves_all_its_records():
    corrected = corrections.apply(indicator("200元"), file(record=DOCUMENT, column="fiscal_year", printed="2024", right="2023"))
    for dataset in ("documents", "projects", "indicators", "spending_plans", "corrections", "lineage"):
        assert set(corrected[dataset]["fiscal_year"].to_pylist()) == {2023}, dataset
    assert corrected["spending_plans"]["due_date"].to_pylist() == [date(2023, 12, 31)]
    for printed, right in (("2022", "2023"), ("2024", "1992"), ("2024", "")):  # 1992: no year that a dataset takes
        with pytest.raises(Damaged, match="文件的年度现在是“2024”"):
            corrections.apply(indicator("200元"), file(record=DOCUMENT, column="fiscal_year", printed=printed, right=right))


def test_a_quotation_is_no_place_to_correct_an_amount():
    total = {**HEAD, "total_id": f"{DOCUMENT}-t01", "quote": "项目支出20万元", "amount_yuan": Decimal(200_000)}
    stated = {**tables(), **to_tables({"totals": [total]}, DOCUMENT)}
    with pytest.raises(Damaged) as failure:
        corrections.apply(stated, file(record="t01", column="quote", printed="项目支出20万元", right="项目支出30万元"))
    assert "请更正 amount_yuan" in failure.value.reason


_TEXTS = [
    (dataset, column)
    for dataset, model in DATASETS.items()
    for column in model.arrow_schema().names
    if column == "quote" or column.endswith("_text")
]


@pytest.mark.parametrize(("dataset", "column"), [text for text in _TEXTS if text != ("statement_figures", "column_text")])
def test_no_text_is_corrected_without_the_values_that_were_read_from_it(dataset: str, column: str):
    try:
        assert derived(dataset, column, {}, "5%")
    except ValueError as refused:
        assert "请更正" in str(refused)


@pytest.mark.parametrize(
    ("dataset", "column", "right", "after"),
    [
        ("evaluation_funds", "source", "其中：当年 财政拨款：", {"fund_source": "current_appropriation"}),
        ("units", "unit_code", "323001", {"department_code": "323"}),
        ("units", "unit_code", None, {"department_code": None}),
    ],
)
def test_codes_and_terms_follow_their_text(dataset: str, column: str, right: str | None, after: dict):
    assert derived(dataset, column, {}, right) == after


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- document: a", "缺少 record"),
        ("a: [", "不是可读的 YAML"),
        ("a: b", "条目的列表"),
        ("- {document: a, record: b, column: c, printed: 1, right: 2, reason: r, by: x, date: 15.3.2024}", "不是 YYYY-MM-DD"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str, words: str):
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.yaml") as failure:
        corrections.load(tmp_path)
    assert words in str(failure.value)


def test_a_run_applies_them_once_and_fails_when_they_are_stale(run_annual, raw: Path, tmp_path: Path):
    folder = tmp_path / "data" / "raw"
    folder.mkdir(parents=True)
    for pattern in ("*井研县*", "*承德县*"):
        shutil.copy(next(raw.glob(pattern)), folder)
    document = hashlib.sha256(next(folder.glob("*井研县*")).read_bytes()).hexdigest()[:16]
    entry = f"- {{document: {document}, record: p02, column: budget_yuan, printed: %s, right: 1.10, "
    entry += "reason: 测试, by: 张三, date: 2024-03-15}\n"
    place = folder.parent / "corrections" / "a.yaml"
    place.parent.mkdir()
    place.write_text(entry % "111451.00", encoding="utf-8")

    first = run_annual(folder, tmp_path / "out")
    assert first.state.is_completed(), first.state.message
    assert first.executed == {"read": 2, "parse": 2, "correct": 1, "validate": 2, "reconcile": 2}
    query = f"select budget_yuan from {scan(first.out / 'current', 'projects')} where project_id = '{document}-p02'"
    assert duckdb.sql(query).fetchall() == [(Decimal("1.10"),)]
    assert run_annual(folder, tmp_path / "out").executed == {}

    place.write_text(entry % "7" + entry.replace(document, "f" * 16) % "7", encoding="utf-8")
    stale = run_annual(folder, tmp_path / "out")
    assert stale.state.is_failed()
    assert stale.executed == {"correct": 1} and {failure.stage for failure in stale.run.failures()} == {"correct"}
    assert any("a.yaml#1" in failure.reason for failure in stale.run.failures())
    assert any("a.yaml#2" in failure.reason for failure in stale.run.failures())
