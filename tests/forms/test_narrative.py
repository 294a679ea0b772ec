"""Totals, changes and listed projects of the running text."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from yusuan.document import Document, Paragraph
from yusuan.forms import narrative
from yusuan.forms.listed_projects import pair
from yusuan.forms.sentences import sentences
from yusuan.readers import text
from yusuan.records import Records


def document(*lines: str) -> Document:
    start, made = 0, []
    for line in lines:
        made.append(Paragraph(line, start))
        start += len(line) + 1
    return Document("0" * 64, "text/plain", "test", None, tuple(made))


def parsed(*lines: str, projects: tuple[str, ...] = (), form: str = "budget_disclosure") -> Records:
    read = document(*lines)
    records = Records("0" * 16)
    records.document.update(fiscal_year=2024, form=form)
    for number, name in enumerate(projects, 1):
        values = dict(project_name=name, budget_yuan=None, budget_source=None)
        records.add("projects", "project_id", f"p{number:02d}", values)
    narrative.parse(read, narrative.recognise(read), records)
    return records


def totals(records: Records) -> dict[str, Decimal]:
    return {row["item"]: row["amount_yuan"] for row in records.rows.get("totals", ())}


def changes(records: Records) -> dict[str, tuple]:
    return {
        row["item"]: (row["amount_yuan"], row["percent"], row["from_year"], row["to_year"])
        for row in records.rows.get("changes", ())
    }


def test_totals_and_their_parts():
    found = totals(
        parsed("2024年支出预算为30.5万元，其中基本支出20万元，包括人员经费15万元和日常公用经费5万元；项目支出10.5万元。")
    )
    assert found == {
        "expenditure_budget": 305000, "basic_expenditure": 200000, "personnel": 150000, "public_funds": 50000,
        "project_expenditure": 105000,
    }  # fmt: skip


def test_an_amount_behind_other_words_is_not_the_items():
    records = parsed("人员经费补助24.2万元。", "机关运行经费主要用于办公费5万元。")
    assert [(row["item"], row["item_text"]) for row in records.rows["totals"]] == [(None, "人员经费补助")]


def test_three_public_with_changes_and_brackets():
    records = parsed(
        "2024年“三公”经费预算安排8.06万元，比上年增加0.25万元，其中因公出国（境）费0万元，与上年相同；公务用车购置及运行费7.29万元"
        "（其中：公务用车购置为0万元，公务用车运行费7.29万元），比上年减少0.27万元；公务接待费0.77万元，与上年持平。"
    )
    assert totals(records)["vehicle_operation"] == Decimal("72900")
    assert changes(records) == {
        "three_public": (Decimal("2500"), None, 2023, 2024),
        "overseas_travel": (0, None, 2023, 2024),
        "official_vehicles": (Decimal("-2700"), None, 2023, 2024),
        "official_reception": (0, None, 2023, 2024),
    }
    assert records.rows["totals"][0]["item_text"] == "“三公”经费"


def test_reasons_and_shares_are_no_changes():
    records = parsed(
        "1．基本支出预算7877.76万元，占支出合计的49.55%，与上年相比增加211.08万元，增长2.75%。主要原因是项目支出增加280万元。"
    )
    assert changes(records) == {"basic_expenditure": (Decimal("2110800"), Decimal("2.75"), 2023, 2024)}


def test_words_of_a_form_that_nobody_struck_out_say_nothing_but_zero():
    records = parsed(
        "政府性基金收入预算0万元，与上年相比增加（减少）0万元，增长（减少）0%。", "公务接待费5万元，与上年相比增加（减少）2万元。"
    )
    assert changes(records) == {"government_fund_revenue": (0, 0, 2023, 2024)}


def test_the_next_sentence_goes_on_about_the_same_item():
    records = parsed("公务接待费1.35万元。比2023年预算持平。")
    assert changes(records)["official_reception"] == (0, None, 2023, 2024)
    assert records.rows["changes"][0]["item_text"] == "公务接待费"


def test_final_accounts_tell_budget_from_result():
    line = "“三公”经费财政拨款支出年初预算为2.85万元，支出决算为0.39万元，完成预算的13.68%。"
    assert totals(parsed(line, form="final_accounts")) == {"three_public_budget": 28500, "three_public": 3900}


def test_assets_of_last_year_end_are_last_years():
    records = parsed("某局上年末固定资产金额为38.7万元（详见下表），本年度拟购置固定资产总额为8万元。")
    assert [(row["item"], row["amount_year"]) for row in records.rows["totals"]] == [
        ("fixed_assets", 2023),
        ("planned_fixed_assets", 2024),
    ]


def test_list_of_projects_is_split_behind_amounts_and_tied():
    records = parsed(
        "2024年支出预算为40万元，项目支出40万元，主要是：城乡居民养老、就业补助10万元、甲2024年172号资金（直达）20万元、",
        "机关事业单位养老经费6万元、丁工作经费4万元。",
        projects=("城乡居民养老、就业补助", "甲2024年172号资金（直达）", "机关事业养老经费"),
    )
    listed = records.rows["listed_projects"]
    tied = [(row["name"], row["amount_yuan"], (row["project_id"] or "")[-3:]) for row in listed]
    assert tied == [
        ("城乡居民养老、就业补助", 100000, "p01"),
        ("甲2024年172号资金（直达）", 200000, "p02"),
        ("机关事业单位养老经费", 60000, "p03"),
        ("丁工作经费", 40000, ""),
    ]
    assert [row["quote"] for row in listed][1:3] == ["甲2024年172号资金（直达）20万元", "机关事业单位养老经费6万元"]
    assert records.rows["findings"][0]["rule"] == "extraction.listed_project_untied"
    assert (records.rows["projects"][0]["budget_yuan"], records.rows["projects"][0]["budget_source"]) == (100000, "narrative")
    assert records.rows["totals"][1]["quote"] == "2024年支出预算为40万元，项目支出40万元"


def test_list_of_projects_in_lines_of_their_own():
    records = parsed(
        "项目支出30万元，主要项目如下：",
        "1.甲工作经费10万元，主要用于开展5万元以下的小额采购。",
        "2.乙补助资金20万元；",
        "3、会议费",
        "三、其他事项",
    )
    assert [(row["name"], row["amount_yuan"]) for row in records.rows["listed_projects"]] == [
        ("甲工作经费", 100000),
        ("乙补助资金", 200000),
    ]


def test_words_of_a_change_are_no_project():
    records = parsed("项目支出30万元，主要是劳务派遣人员增加10万元。", "项目支出30万元，主要是甲经费10万元、乙经费20万元。")
    assert [row["name"] for row in records.rows["listed_projects"]] == ["甲经费", "乙经费"]


def test_parts_of_a_total_are_no_projects():
    records = parsed("2024年项目支出预算合计29万元，其中：财政资金20万元，其他资金9万元。")
    assert "listed_projects" not in records.rows
    assert totals(records) == {"project_expenditure": 290000, "fiscal_funds": 200000, "other_funds": 90000}


def test_pairs_equal_names_first_and_near_ones_only_if_alone():
    assert pair(["甲经费补助", "甲经费补助（公积金）"], ["甲经费补助（公积金）", "甲经费补助"]) == {0: 1, 1: 0}
    assert pair(["机关事业单位养老经费"], ["机关事业养老经费"]) == {0: 0}
    assert pair(["提前下达2024年172号补助资金"], ["提前下达2024年186号补助资金"]) == {}
    assert pair(["平台管理经费"], ["平台管理经费一", "平台管理经费二"]) == {}
    assert pair(["甲", "甲"], ["甲", "甲"]) == {0: 0, 1: 1}
    assert pair(["甲", "甲"], ["甲"]) == {}


def test_a_sentence_runs_over_lines_and_over_cells_printed_inside_it():
    wide = "二〇二四年支出预算为三百万元主要是甲乙丙丁戊己庚辛壬癸劳动仲裁经"
    lines = [wide, "单位名称 单位性质", "某局 行政", "财政拨款", "费，共15万元，其余用于办公费、邮电费、培训费、福利费、其他。"]
    found = [sentence.printed() for sentence in sentences(document(*lines))]
    assert found[0] == wide + "费，共15万元，其余用于办公费、邮电费、培训费、福利费、其他。"


def test_sources_lead_back_to_the_printed_words(raw):
    path = next(raw.glob("*2021年部门预算信息.txt"))
    printed = text.decode(path.read_bytes())
    read = text.read(path, "0" * 64)
    records = Records("0" * 16)
    records.document.update(fiscal_year=2021, form="budget_disclosure")
    narrative.parse(read, narrative.recognise(read), records)
    spans = {
        (row["dataset"], row["record_id"], row["column"]): (row["text_start"], row["text_end"]) for row in records.rows["lineage"]
    }
    first = records.rows["totals"][0]
    assert printed[slice(*spans["totals", first["total_id"], "amount_yuan"])] == "3347.82 万元"
    assert len(records.rows["listed_projects"]) == 21
    assert sum(row["amount_yuan"] for row in records.rows["listed_projects"]) == Decimal("26664300")
    assert len(records.rows["changes"]) == 6


_WORDS = st.sampled_from(
    [
        "2024年",
        "支出预算",
        "为",
        "3.5万元",
        "比上年",
        "增加",
        "减少",
        "（",
        "）",
        "，",
        "；",
        "。",
        "10%",
        "与上年持平",
        "“三公”经费",
        " ",
        "1、",
        "主要是：",
        "项目支出",
        "甲",
    ]
)


@given(st.lists(st.lists(_WORDS, max_size=12).map("".join), max_size=6))
@settings(max_examples=150)
def test_whatever_is_printed_every_figure_leads_back_to_it(lines):
    printed = "\n".join(lines)
    records = parsed(*lines, projects=("甲",))
    spans = {(row["record_id"], row["column"]): (row["text_start"], row["text_end"]) for row in records.rows.get("lineage", ())}
    for row in records.rows.get("totals", ()):
        begin, end = spans[row["total_id"], "amount_yuan"]
        assert "3.5" in printed[begin:end]
        assert row["amount_yuan"] == 35000
    for row in records.rows.get("changes", ()):
        assert row["amount_yuan"] in (None, 0, 35000, -35000)


def test_a_line_may_end_before_words_that_no_break_divides():
    lines = ("完整的一行文字应当一直排到版心的最右边为止，中间不会断开，" * 3)[:38]
    head = "3.农林水支出（类）农业农村（款）这里是很长的项级科目名称其他农业支"
    found = sentences(document(lines, lines, lines, head, "（项）：支出决算为40万元。"))
    assert found[-1].text.endswith("农业支(项):支出决算为40万元。")
