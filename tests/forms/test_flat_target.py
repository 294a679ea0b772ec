"""Flat target tables: the sample, and the shapes in which other places print the form."""

import hashlib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.forms.tables import document, exported, line, table
from yusuan.document import Document
from yusuan.forms import flat_target
from yusuan.readers import text
from yusuan.records import Records
from yusuan.tables.join import join_tables

HEADINGS = "单位名称|项目名称|预算数|年度目标|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|权重|指标方向性"


def read(source: Document) -> Records:
    joined = join_tables(source)
    records = Records(joined.document_id)
    flat_target.parse(joined, flat_target.recognise(joined), records)
    return records


def rules(records: Records) -> list[str]:
    return [finding["rule"] for finding in records.rows.get("findings", [])]


@pytest.fixture(scope="module")
def sample(raw: Path) -> Records:
    path = next(raw.glob("井研县*.txt"))
    return read(text.read(path, hashlib.sha256(path.read_bytes()).hexdigest()))


def test_the_sample_adds_up_to_its_own_total(sample: Records):
    projects, [total] = sample.rows["projects"], sample.rows["totals"]
    assert len(projects) == 15 and len(sample.rows["indicators"]) == 42
    assert sum(project["budget_yuan"] for project in projects) == total["amount_yuan"] == Decimal("24871801.31")
    assert (total["scope"], total["unit_code"], total["printed_unit"]) == ("department", "307", "元")


def test_the_samples_unit_printed_over_a_page_break_owns_all_rows(sample: Records):
    assert {(project["unit_code"], project["unit_name"]) for project in sample.rows["projects"]} == {
        ("307002", "井研县社会保险事务中心")
    }
    assert [unit["unit_name"] for unit in sample.rows["units"]] == ["井研县社会保险事务中心"]


def test_the_samples_cells_cut_by_the_page_are_whole(sample: Records):
    project = sample.rows["projects"][9]
    assert project["project_name"] == "为困难群众代缴城乡居民基本养老保险个人缴费资金（据实结算)"
    goal = next(goal for goal in sample.rows["project_goals"] if goal["project_id"] == project["project_id"])
    assert goal["goal"].endswith("三四级精神残等困难对象9071人，代缴城乡居民养老保险，标准100元/人。")


def test_the_samples_weights_are_ninety_a_project(sample: Records):
    for project in sample.rows["projects"]:
        rows = [row for row in sample.rows["indicators"] if row["project_id"] == project["project_id"]]
        assert sum(row["weight"] for row in rows) == 90


def test_a_qualitative_row_with_a_number_keeps_both(sample: Records):
    [row] = [row for row in sample.rows["indicators"] if row["level3"] == "耐心、细致为群众服务"]
    assert (row["operator"], row["target_value"], row["target_unit"], row["is_qualitative"]) == (None, 99, "级", True)


def test_shifted_rows_are_reported_and_every_amount_has_its_cell(sample: Records):
    assert set(rules(sample)) == {"extraction.row_shifted"}
    traced = {(trace["record_id"], trace["column"]) for trace in sample.rows["lineage"] if trace["cell_id"]}
    for project in sample.rows["projects"]:
        for column in ("budget_yuan", "project_name", "unit_code"):
            assert (project["project_id"], column) in traced


def test_units_of_merged_cells_own_the_rows_they_cover():
    records = read(
        document(
            line("单位：万元"),
            table(
                f"""
                {HEADINGS}
                101-某局 | | 35.5 | | | | | | | | |
                101001-甲中心 | 一号项目 | 10.25 | 目标一 | 产出指标 | 数量指标 | 人数 | ≥ | 100 | 人 | 50 | 正向指标
                ^ | ^ | ^ | ^ | 效益指标 | 社会效益指标 | 影响 | 定性 | 好 | | 40 |
                ^ | 二号项目 | 5.25 | 目标二 | 产出指标 | 质量指标 | 合格率 | ＝ | 100 | % | 90 |
                101002-乙中心 | 三号项目 | 20 | 目标三 | 产出指标 | 时效指标 | 时间 | ≤ | 12 | 月 | 90 |
                """
            ),
        )
    )
    assert [(row["project_name"], row["unit_code"], row["budget_yuan"]) for row in records.rows["projects"]] == [
        ("一号项目", "101001", Decimal("102500.00")),
        ("二号项目", "101001", Decimal("52500.00")),
        ("三号项目", "101002", Decimal("200000.00")),
    ]
    assert [row["unit_code"] for row in records.rows["units"]] == ["101001", "101002"]
    assert [row["target_text"] for row in records.rows["indicators"]] == ["100", "好", "100", "12"]
    assert rules(records) == []


def test_merged_cells_filled_down_are_one_project():
    row = "101001-甲中心 | 一号项目 | 10 | 目标 |"
    records = read(
        document(
            line("单位：万元"),
            table(
                f"""
                {HEADINGS}
                {row} 产出指标 | 数量指标 | 人数 | ≥ | 100 | 人 | 50 |
                {row} 产出指标 | 质量指标 | 合格率 | ≥ | 95 | % | 40 |
                101001-甲中心 | 一号项目 | 20 | 目标 | 产出指标 | 质量指标 | 合格率 | ≥ | 95 | % | 90 |
                """
            ),
        )
    )
    assert [project["budget_yuan"] for project in records.rows["projects"]] == [100_000, 200_000]
    assert records.rows["units"][0]["unit_name"] == "甲中心"


def test_totals_of_the_department_and_of_its_units():
    records = read(
        document(
            line("单位：元"),
            table(
                f"""
                {HEADINGS}
                合计 | | 30.00 | | | | | | | | |
                101001-甲中心 | 小计 | 10.00 | | | | | | | | |
                ^ | 一号项目 | 10.00 | 目标 | 产出指标 | 数量指标 | 人数 | ≥ | 100 | 人 | 90 |
                101002-乙中心 | | 20.00 | | | | | | | | |
                | 二号项目 | 20.00 | 目标 | 产出指标 | 数量指标 | 人数 | ≥ | 100 | 人 | 90 |
                """
            ),
        )
    )
    assert [(row["scope"], row["unit_code"], row["amount_yuan"]) for row in records.rows["totals"]] == [
        ("department", None, 30), ("unit", "101001", 10), ("unit", "101002", 20),
    ]  # fmt: skip
    assert [row["unit_code"] for row in records.rows["projects"]] == ["101001", "101002"]
    assert [row["unit_code"] for row in records.rows["units"]] == ["101001", "101002"]


def test_yunnan_prints_units_and_projects_in_one_column_and_levels_on_rows_of_their_own():
    records = read(
        document(
            table(
                """
                单位名称、项目名称|项目年度绩效目标|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|指标属性|指标内容
                1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10
                某县民政局 | | | | | | | | |
                救助经费 | 完成救助任务 | | | | | | | |
                | | 产出指标 | | | | | | |
                | | | 数量指标 | | | | | |
                | | | | 救助人数 | ＝ | 200 | 人 | 定量指标 | 反映人数
                | | 满意度指标 | | | | | | |
                | | | 服务对象满意度 | | | | | |
                | | | | 满意度 | >= | 90 | % | 定量指标 | 反映满意
                """
            )
        )
    )
    [project] = records.rows["projects"]
    assert (project["project_name"], project["unit_name"], project["budget_yuan"]) == ("救助经费", "某县民政局", None)
    assert [(row["level1"], row["level2"], row["level3"], row["operator"]) for row in records.rows["indicators"]] == [
        ("产出指标", "数量指标", "救助人数", "="),
        ("满意度指标", "服务对象满意度", "满意度", "≥"),
    ]


def test_a_project_cut_by_the_page_with_its_amount_below_is_one():
    records = read(
        document(
            line("金额单位：元"),
            table(
                f"""
                {HEADINGS}
                101001-甲中心 | 一号项 | | 完成 | 产出指标 | 数量指标 | 人数 | ≥ | 100 | 人 | 50 |
                | 目 | 10.00 | 任务 | 效益指标 | 社会效益指标 | 影响 | 定性 | 好 | | 40 |
                | 二号项目 | 20.00 | 任务 | 效益指标 | 社会效益指标 | 影响 | 定性 | 好 | | 90 |
                """,
                breaks=(2,),
            ),
        )
    )
    assert [(row["project_name"], row["budget_yuan"]) for row in records.rows["projects"]] == [("一号项目", 10), ("二号项目", 20)]
    assert [row["goal"] for row in records.rows["project_goals"]] == ["完成任务", "任务"]


def test_a_table_without_a_unit_of_money_gives_no_amounts():
    records = read(
        document(table(f"{HEADINGS}\n101001-甲中心 | 项目 | 10 | 目标 | 产出指标 | 数量指标 | 人数 | ≥ | 100 | 人 | 50 |"))
    )
    assert records.rows["projects"][0]["budget_yuan"] is None
    assert rules(records) == ["extraction.unit_missing"]


def test_points_without_a_name_and_unknown_headings_are_findings():
    records = read(
        document(
            line("单位：元"),
            table(
                f"""
                {HEADINGS}|预算绩效编号
                101001-甲中心 | 项目 | 10.00 | 目标 | 产出指标 | 数量指标 | 人数 | ≥ | 100 | 人 | 50 | | A1
                ^ | ^ | ^ | ^ | 产出指标 | 质量指标 | | | | | 8 | | A2
                """
            ),
        )
    )
    assert len(records.rows["indicators"]) == 1
    assert [(finding["rule"], finding["value"]) for finding in records.rows["findings"]] == [
        ("extraction.unknown_heading", "预算绩效编号"),
        ("extraction.nameless_row", "weight=8"),
    ]


def test_a_row_cut_by_the_page_is_put_together_in_every_column(tmp_path: Path):
    head = HEADINGS.replace("|", "\t")
    records = read(
        exported(
            tmp_path,
            f"金额单位：元\n\n{head}\n"
            "101001-一所\t甲项目（据实\t10.00\t做好\t产出指标\t社会效益指\t人数很\t≥\t95\t%\t50\t正向指标\n"
            "\n"
            "\t结算）\t\t工作。\t\t标\t多\t\t\t\t\t\n"
            "\t乙项目\t20.00\t做事\t产出指标\t数量指标\t人数\t≥\t95\t按时完成\t90\t正向指标\n"
            "注：本表按项目填列\t\t\t\t\t\t\t\t\t\t\t\n",
        )
    )
    assert [row["project_name"] for row in records.rows["projects"]] == ["甲项目（据实结算）", "乙项目"]
    assert [row["goal"] for row in records.rows["project_goals"]] == ["做好工作。", "做事"]
    assert [(row["level2"], row["level3"], row["target_unit"]) for row in records.rows["indicators"]] == [
        ("社会效益指标", "人数很多", "%"),
        ("数量指标", "人数", None),
    ]
    assert rules(records) == []


def test_an_amount_that_cannot_be_read_costs_the_amount_alone(tmp_path: Path):
    head = HEADINGS.replace("|", "\t")
    row = "101001-一所\t甲项目\t1O.00\t做事\t产出指标\t数量指标\t人数\t≥\t95\t%\t90\t正向指标"
    records = read(exported(tmp_path, f"金额单位：元\n\n{head}\n{row}\n"))
    assert [(row["project_name"], row["budget_yuan"], row["budget_source"]) for row in records.rows["projects"]] == [
        ("甲项目", None, None)
    ]
    assert len(records.rows["indicators"]) == 1 and rules(records) == ["extraction.unreadable_amount"]


def test_a_table_that_goes_on_without_a_title_keeps_unit_and_money():
    row = "| {} | 10 | 目标 | 产出指标 | 数量指标 | 人数 | ≥ | 100 | 人 | 90 |"
    first = table(f"{HEADINGS}\n101001-甲中心 {row.format('一号项目')}")
    second = table(f"{HEADINGS}\n{row.format('二号项目')}", 2)
    records = read(document(line("单位：万元"), first, line("续下页"), second))
    assert [(row["unit_code"], row["budget_yuan"]) for row in records.rows["projects"]] == [("101001", 100_000)] * 2
    titled = read(document(line("单位：万元"), first, line("另一个单位的绩效目标"), second))
    assert [(row["unit_code"], row["budget_yuan"]) for row in titled.rows["projects"]] == [("101001", 100_000), (None, None)]


def test_units_printed_between_their_rows_are_certain_only_at_the_ends(tmp_path: Path):
    def project(name: str, unit: str = "") -> str:
        return "\t".join((unit, name, "1.00", "目标", "产出指标", "数量指标", "人数", "≥", "1", "人", "90", ""))

    rows = [project("甲"), project("乙", "101001-一所"), project("丙"), project("丁", "101002-二所"), project("戊")]
    records = read(exported(tmp_path, "金额单位：元\n\n" + "\n".join([HEADINGS.replace("|", "\t"), *rows])))
    assert [row["unit_code"] for row in records.rows["projects"]] == ["101001", "101001", None, "101002", "101002"]
    assert rules(records) == ["extraction.unit_uncertain"]


_WORDS = st.text("养老保险补助资金项目管理服务", min_size=2, max_size=8)
_ROW = st.tuples(
    _WORDS,
    st.sampled_from([("产出指标", "数量指标"), ("效益指标", "社会效益指标"), ("满意度指标", "服务对象满意度")]),
    _WORDS,
    st.sampled_from([("≥", "95", "%"), ("=", "12", "月"), ("定性", "良好", ""), ("≤", "3000", "元/人")]),
    st.sampled_from(["10", "22.5", "50"]),
    st.sampled_from(["", "正向指标", "反向指标"]),
    st.booleans(),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(rows=st.lists(_ROW, min_size=1, max_size=6))
def test_rows_that_lost_their_first_cell_read_as_if_they_had_it(tmp_path: Path, rows: list):
    whole, shifted = [], []
    for place, (name, levels, indicator, target, weight, direction, is_shifted) in enumerate(rows):
        cells = ["", f"{name}{place}", f"{place + 1},000.00", "完成任务", *levels, indicator, *target, weight, direction]
        whole.append("\t".join(cells))
        shifted.append("\t".join([*cells[1:], ""]) if is_shifted else whole[-1])
    head = ["金额单位：元", "", HEADINGS.replace("|", "\t"), "101001-某所" + "\t" * 11]
    expected, found = (read(exported(tmp_path, "\n".join(head + body))) for body in (whole, shifted))
    plain = [{column: row[column] for column in ("project_name", "budget_yuan")} for row in expected.rows["projects"]]
    assert [{column: row[column] for column in ("project_name", "budget_yuan")} for row in found.rows["projects"]] == plain
    for row, wanted in zip(found.rows["indicators"], expected.rows["indicators"], strict=True):
        assert {column: row[column] for column in row if column != "document_id"} == {
            column: wanted[column] for column in wanted if column != "document_id"
        }
