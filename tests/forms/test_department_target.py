"""Overall target tables of departments: five layouts in all media against what is printed in them, and tables that are none."""

import hashlib
from decimal import Decimal
from pathlib import Path

import pytest

from schemas import DATASETS
from tests.forms.disclosures import media, overall
from tests.forms.tables import document, line, table
from yusuan.document import Document
from yusuan.forms import department_words as words
from yusuan.forms import parse
from yusuan.readers import read
from yusuan.records import Records
from yusuan.validate import tables_of, validate

TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".html": "text/html",
    ".txt": "text/plain",
}
WRITERS = {
    "pdf": media.as_pdf, "docx": media.as_docx, "xlsx": media.as_xlsx, "html": media.as_html, "txt": media.as_text,
}  # fmt: skip
TITLED = ("2024年部门整体支出绩效目标表", "单位：万元")
INDICATORS = "一级指标|二级指标|三级指标|指标值\n产出指标|数量指标|次数|≥3次"


def opened(path: Path) -> Document:
    return read(path, sha256=hashlib.sha256(path.read_bytes()).hexdigest(), media_type=TYPES[path.suffix])


def printed(records: Records) -> list[dict]:
    """What was read, in the form of the gold."""
    found = []
    for row in records.rows.get("department_targets", []):
        own = {
            dataset: [one for one in records.rows.get(dataset, []) if one["department_target_id"] == row["department_target_id"]]
            for dataset in ("department_tasks", "department_goals", "department_indicators")
        }
        names = ("task_name", "content", "amount_yuan", "fiscal_funds_yuan", "other_funds_yuan")
        found.append(
            {
                "unit_name": row["unit_name"],
                "unit_code": row["unit_code"],
                "duties": row["duties"],
                "amounts": {column: row[column] for column in row if column.endswith("_yuan") and row[column] is not None},
                "tasks": [tuple(one[name] for name in names) for one in own["department_tasks"]],
                "goals": [one["goal"] for one in own["department_goals"]],
                "indicators": [(one["level3"], one["target_text"], one["target_unit"]) for one in own["department_indicators"]],
            }
        )
    return found


def gold(form: dict) -> dict:
    scale = 1 if form.get("unit") == "元" else 10_000

    def yuan(amount: str | None) -> Decimal | None:
        return None if amount is None else Decimal(amount) * scale

    read_by_eye = {"unit_code": None, "duties": None} | form
    read_by_eye.pop("unit", None)
    return read_by_eye | {
        "amounts": {column: yuan(amount) for column, amount in form["amounts"].items()},
        "tasks": [(name, content, *map(yuan, amounts)) for name, content, *amounts in form["tasks"]],
    }


@pytest.mark.parametrize("medium", WRITERS)
@pytest.mark.parametrize("layout", overall.LAYOUTS)
def test_a_layout_is_read_as_printed_in_every_medium(layout: str, medium: str, tmp_path: Path):
    drawn = overall.LAYOUTS[layout]()
    path = tmp_path / f"document.{medium}"
    WRITERS[medium](drawn.sheets, path)
    records = parse(opened(path))
    assert printed(records) == [gold(form) for form in drawn.gold]
    assert records.document["form"] == "target_table"
    assert not {"projects", "indicators", "evaluations", "statement_lines"} & records.rows.keys()
    assert {row["rule"] for row in records.rows.get("findings", [])} <= {"extraction.file_cut_off"}


def test_rows_that_pages_part_are_whole_and_repeated_headings_are_dropped(tmp_path: Path):
    drawn = overall.LAYOUTS["甘肃"]()
    path = media.as_pdf(drawn.sheets, tmp_path / "long.pdf", size=13)
    source = opened(path)
    assert (source.page_count or 0) >= 3
    assert printed(parse(source)) == [gold(form) for form in drawn.gold]


def test_records_keep_to_their_schemas_and_every_value_has_its_source():
    drawn = overall.LAYOUTS["88号"]()
    source = media.in_memory(drawn.sheets)
    records = parse(source)
    result = validate({source.document_id: tables_of(records, source)})[source.document_id]
    assert "quarantine" not in result.tables and result.tables["department_targets"].num_rows == 1
    traced = {(row["record_id"], row["column"]) for row in records.rows["lineage"]}
    ours = {"document_id", "department_target_id", "ordinal", "printed_unit", "printed_decimals", "page", "is_qualitative"}
    for dataset in ("department_targets", "department_tasks", "department_goals", "department_indicators"):
        key = DATASETS[dataset].key()
        for row in records.rows[dataset]:
            values = {column for column, value in row.items() if value is not None} - ours - {key}
            assert {(row[key], column) for column in values} <= traced


@pytest.mark.parametrize("layout", overall.LAYOUTS)
def test_without_a_title_the_tables_structure_tells(layout: str):
    drawn = overall.LAYOUTS[layout]()
    for sheet in drawn.sheets:
        sheet.above = ("附件2", "单位：元" if drawn.gold[0].get("unit") == "元" else "单位：万元")
    assert printed(parse(media.in_memory(drawn.sheets))) == [gold(form) for form in drawn.gold]


def test_head_and_indicators_in_two_tables_are_one_form():
    head = "部门名称|某局|<\n年度主要任务|任务名称|主要内容\n^|普查|入户登记\n年度总体目标|完成普查|<"
    records = parse(document(line(TITLED[0]), table(head), table(INDICATORS, 2)))
    [form] = printed(records)
    assert (form["tasks"], form["goals"]) == ([("普查", "入户登记", None, None, None)], ["完成普查"])
    assert form["indicators"] == [("次数", "≥3次", "次")]


def test_amounts_by_kind_and_source_in_one_block():
    head = """
部门名称|某局|<|<
部门预算|支出类型|合计|财政拨款
^|基本支出|60.00|60.00
^|项目支出|40.00|30.00
^|合计|100.00|90.00
"""
    records = parse(document(*map(line, TITLED), table(head + INDICATORS)))
    [form] = printed(records)
    assert form["amounts"] == {
        "total_yuan": 1_000_000, "fiscal_funds_yuan": 900_000,
        "basic_expenditure_yuan": 600_000, "project_expenditure_yuan": 400_000,
    }  # fmt: skip
    [finding] = records.rows["findings"]  # the parts of parts have no column, and are told
    assert finding["rule"] == "extraction.unplaced_cell" and finding["message"].endswith("60.00；30.00")


def test_a_list_of_projects_and_two_periods_within_the_form():
    drawing = """
部门名称|某区科技局|<|<|<|<
填报人|张三|<|联系电话|12345|<
部门总体资金情况（万元）|总体资金情况|<|当年预算金额|占比|近两年收支金额
^|收入构成|财政拨款|900.00|90%|880.00
^|^|其他资金|100.00|10%|
^|^|合计|1000.00|100%|
年度工作任务|任务1：服务企业；任务2：推广技术。|<|<|<|<
项目支出情况|项目名称|项目类型|项目总预算|项目本年度预算|项目主要支出方向
^|科技攻关|经常性|300.00|300.00|补助企业
^|宣传|经常性|100.00|100.00|科普
整体绩效总目标|长期目标（截至2026年）|<|年度目标|<|<
^|目标1：建成平台|<|目标1：服务企业100家|<|<
长期目标1：|建成平台|<|<|<|<
长期绩效指标|一级指标|二级指标|指标名称|指标值|<
^|产出指标|数量指标|平台数|≥3个|<
年度目标1：|服务企业100家|<|<|<|<
年度绩效指标|一级指标|二级指标|指标名称|指标值|<
^|产出指标|数量指标|企业数|≥100家|<
"""
    records = parse(document(line("2024年部门整体绩效目标表"), table(drawing)))
    [form] = printed(records)
    assert form["amounts"] == {"total_yuan": 10_000_000, "fiscal_funds_yuan": 9_000_000, "other_funds_yuan": 1_000_000}
    assert [content for _, content, *_ in form["tasks"]] == ["服务企业；", "推广技术。"]
    assert form["goals"] == ["建成平台", "服务企业100家"]
    assert [name for name, *_ in form["indicators"]] == ["平台数", "企业数"]
    assert "projects" not in records.rows
    [finding] = records.rows["findings"]
    assert "90% | 880.00" in finding["message"] and "项目名称" in finding["message"]


def test_the_total_of_a_list_of_projects_is_not_the_departments():
    drawing = """
部门名称|某区科技局|<|<
年度工作任务|任务1：服务企业。|<|<
项目支出情况|项目名称|项目本年度预算|项目主要支出方向
^|科技攻关|300.00|补助企业
^|合计|300.00|
整体绩效总目标|服务企业100家|<|<
年度绩效指标|一级指标|二级指标|指标值
"""
    records = parse(document(line("2024年部门整体绩效目标表（单位：万元）"), table(drawing)))
    [form] = printed(records)
    assert form["amounts"] == {} and form["goals"] == ["服务企业100家"]


@pytest.mark.parametrize(
    ("title", "heads"),
    [
        ("2024年度部门整体支出绩效目标表", True),
        ("2023年度部门整体支出绩效目标自评表", False),
        ("整体支出绩效目标完成情况表", False),
    ],
)
def test_a_heading_of_what_was_reached_is_another_forms(title: str, heads: bool):
    assert words.heads_department(title) is heads


def test_names_over_several_tasks_and_captions_between():
    drawing = """
部门名称|某州残联|<|<|<|<
总体绩效目标|改善残疾人生活|<|<|<|<
部门年度目标|康复服务3000人|<|<|<|<
二、部门年度重点工作任务|<|<|<|<|<
部门职能职责|主要内容|对应项目|预算申报金额（元）|<|<
^|^|^|总额|财政拨款|其他资金
康复|康复服务|康复项目|120,000.00|120,000.00|
^|辅具适配|辅具项目|30,000.50|30,000.50|
三、部门整体支出绩效指标|<|<|<|<|<
一级指标|二级指标|三级指标|指标性质|指标值|度量单位
产出指标|数量指标|康复人数|>=|3000|人
"""
    [form] = printed(parse(document(line("部门整体支出绩效目标表"), table(drawing))))
    assert form["tasks"] == [
        ("康复", "康复服务", Decimal("120000.00"), Decimal("120000.00"), None),
        ("康复", "辅具适配", Decimal("30000.50"), Decimal("30000.50"), None),
    ]
    assert form["goals"] == ["改善残疾人生活", "康复服务3000人"]
    assert form["indicators"] == [("康复人数", "3000", "人")]


def test_an_amount_without_a_unit_is_a_finding_and_stays_blank():
    records = parse(document(line(TITLED[0]), table("部门名称|某局|资金总额|100.00\n" + INDICATORS)))
    assert records.rows["department_targets"][0]["total_yuan"] is None
    assert [(row["rule"], row["value"]) for row in records.rows["findings"]] == [("extraction.unreadable_amount", "100.00")]


def test_tasks_without_headings_and_a_template_left_blank():
    head = "部门名称|某局|<|<\n年度主要任务|1.修渠；2.清淤|<|<\n年度总体目标||<|<\n"
    [form] = printed(parse(document(line(TITLED[0]), table(head + INDICATORS))))
    assert [content for _, content, *_ in form["tasks"]] == ["修渠；", "清淤"]
    blank = "部门名称||<|<\n年度主要任务|任务名称|主要内容|<\n^|任务1||<\n^|……||<\n年度总体目标||<|<\n" + INDICATORS
    [form] = printed(parse(document(line(TITLED[0]), table(blank))))
    assert (form["unit_name"], form["tasks"], form["goals"]) == (None, [], [])


PROJECT = "项目名称|修路|<|<\n主要任务|修三公里|<|<\n资金总额|3|财政拨款|3\n绩效目标|修好|<|<\n" + INDICATORS
EVALUATION = """
部门名称|某局|<|<|<|<
年度主要任务|任务名称|完成情况|预算数|执行数|执行率
^|普查|完成|3|3|100%
一级指标|二级指标|三级指标|年度指标值|实际完成值|得分
产出指标|数量指标|次数|≥3次|3次|10
"""
FLAT = "单位名称|项目名称|预算数|年度目标|一级指标|二级指标|三级指标|指标值\n某局|修路|3|修好|产出指标|数量指标|里程|3公里"
STATEMENT = "项目|合计|财政拨款|其他资金\n部门整体支出|3|3|\n基本支出|2|2|\n项目支出|1|1|"
PLAN = "重点工作任务|主要内容|责任单位|完成时限\n普查|入户登记|某科|12月"


@pytest.mark.parametrize(
    ("title", "drawing", "read"),
    [
        ("2024年项目支出绩效目标表", PROJECT, "projects"),
        ("2023年部门整体支出绩效自评表", EVALUATION, "evaluations"),
        ("部门整体支出绩效自评表", EVALUATION.replace("年度主要任务", "年度总体目标"), "evaluations"),
        ("部门预算项目绩效目标表", FLAT, "projects"),
        ("部门支出总表", STATEMENT, "statement_lines"),
        ("2024年重点工作任务分解表", PLAN, "findings"),
        ("部门整体支出绩效评价指标表", "部门名称|某局|<|<\n" + INDICATORS, "findings"),
    ],
)
def test_other_tables_are_left_to_their_forms(title: str, drawing: str, read: str):
    records = parse(document(line(title), line("单位：万元"), table(drawing)))
    assert "department_targets" not in records.rows
    assert records.rows[read]
