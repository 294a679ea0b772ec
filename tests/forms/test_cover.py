"""What a document says of itself: title, family, year, department, region, draft."""

from yusuan.document import Cell, Document, Paragraph, Table
from yusuan.forms.cover import describe
from yusuan.readers import text
from yusuan.records import Records


def described(*blocks: str | Table, recognised: frozenset[str] = frozenset({"narrative"}), pages: int | None = None) -> dict:
    start, made = 0, []
    for block in blocks:
        if isinstance(block, str):
            made.append(Paragraph(block, start))
            start += len(block) + 1
        else:
            made.append(block)
    records = Records("0" * 16)
    describe(Document("0" * 64, "text/plain", "test", pages, tuple(made)), set(recognised), records)
    return records.document


def table(*rows: tuple[str, ...]) -> Table:
    cells = tuple(
        Cell(r, c, words, sources=(f"t001-r{r:03d}-c{c:02d}",)) for r, row in enumerate(rows) for c, words in enumerate(row)
    )
    return Table(1, len(rows), max(map(len, rows)), cells)


def test_cover_broken_over_lines_with_a_draft_mark():
    about = described(
        "某山满族自治县人力资源和", "社会保障局", "2023 年部门预算绩效文本", "( 草案 )", "某山满族自治县财政(局)审核", "目 录"
    )
    assert about["title"] == "某山满族自治县人力资源和社会保障局2023年部门预算绩效文本"
    assert (about["form"], about["fiscal_year"], about["is_draft"]) == ("performance_text", 2023, True)
    assert about["region_name"] == "某山满族自治县"
    assert about["department_name"] == "某山满族自治县人力资源和社会保障局"


def test_shadow_words_of_a_cover_are_no_part_of_the_title():
    about = described("东山县教育局", "局", "2024年部门预算信息公开", "一、部门职责")
    assert about["title"] == "东山县教育局2024年部门预算信息公开"
    assert about["form"] == "budget_disclosure"
    assert not about["is_draft"]


def test_what_a_web_page_prints_above_the_title_is_no_part_of_it():
    about = described("人民政府门户网站", "东山县教育局2024年度部门决算", "发布时间：2025-08-20", "第一部分 概况")
    assert about["title"] == "东山县教育局2024年度部门决算"
    assert (about["form"], about["fiscal_year"], about["department_name"]) == ("final_accounts", 2024, "东山县教育局")


def test_year_before_the_department():
    about = described("2023年度", "四川省东山县民政局部门决算", "目录")
    assert (about["fiscal_year"], about["department_name"]) == (2023, "四川省东山县民政局")
    assert described("2024年东山县教育局部门预算")["department_name"] == "东山县教育局"


def test_year_of_the_budget_not_of_print_nor_of_a_document_number():
    assert described("西山大学", "2023年度部门预算", "2022年4月", "目录")["fiscal_year"] == 2023
    title = "冀财农2018年31号提前下达2019年中央防火经费项目支出绩效自评表"
    assert described(title, "(2019年度)", recognised=frozenset({"self_evaluation"}))["fiscal_year"] == 2019
    assert described("东山县教育局二〇二五年部门预算")["fiscal_year"] == 2025


def test_department_of_a_labelled_line():
    about = described("上海市东山区2025年区级部门预算", "预算主管部门：上海市东山区商务委员会", "目 录")
    assert about["title"] == "上海市东山区2025年区级部门预算"
    assert about["department_name"] == "上海市东山区商务委员会"
    assert about["region_name"] == "上海市东山区"
    assert described("中国共产党南山省委员会办公室2024年部门预算")["region_name"] == "南山省"


def test_flat_table_names_its_department_by_a_code_and_its_county_by_a_unit():
    rows = (("单位名称", "项目名称", "预算数"), ("307-县人社局部门", "", "10.00"), ("307002-东山县社会保险中心", "甲", "10.00"))
    about = described("部门预算项目绩效目标表（2024年度）", "金额单位：元", table(*rows), recognised=frozenset({"flat_target"}))
    assert about["title"] == "部门预算项目绩效目标表（2024年度）"
    assert (about["form"], about["department_code"], about["department_name"]) == ("target_table", "307", "县人社局部门")
    assert about["region_name"] == "东山县"


def test_region_code_comes_from_the_project_codes_alone():
    code = table(("项目编码", "13052924P00584106 48N"))
    assert described("东山县教育局2024年部门预算绩效文本", code)["region_code"] is None  # too short for a project code
    code = table(("项目编码", "13052924P0058421064 8N"), ("项目编码", "13052924P00584010103P"))
    assert described("东山县教育局2024年部门预算绩效文本", code)["region_code"] == "130529"
    assert described("东山县教育局2024年部门预算绩效文本")["region_code"] is None


def test_codes_of_economic_classes_are_no_department():
    assert (
        described("东山县教育局2024年部门预算", table(("301", "工资福利支出"), ("30101", "基本工资")))["department_code"] is None
    )


def test_a_title_of_a_sheet_stands_in_its_first_row():
    sheet = Table(1, 3, 2, (Cell(0, 0, "东山县教育局2025年部门预算表", column_span=2), Cell(1, 0, "项目"), Cell(1, 1, "金额")))
    assert described(sheet)["title"] == "东山县教育局2025年部门预算表"


def test_nothing_known_is_null():
    about = described("会议通知", recognised=frozenset())
    assert about["form"] == "unknown"
    assert about["fiscal_year"] is about["department_name"] is about["region_name"] is None


def test_several_self_evaluations_in_one_file_have_a_common_title():
    one = table(("项目名称", "甲"), ("主管部门", "东山县统计局"))
    about = described(
        "甲项目支出绩效自评表",
        "(2025年度)",
        one,
        "乙项目支出绩效自评表",
        "(2025年度)",
        one,
        recognised=frozenset({"self_evaluation"}),
    )
    assert about["title"] == "东山县统计局2025年度项目支出绩效自评表"
    assert about["department_name"] == "东山县统计局"


def test_sample_covers(raw):
    titles = {}
    for path in sorted(raw.glob("*.txt")):
        records = Records("0" * 16)
        describe(text.read(path, "0" * 64), {"narrative"}, records)
        titles[records.document["title"]] = (records.document["fiscal_year"], records.document["department_code"])
    assert titles["巨鹿县人力资源和社会保障局2021年度部门预算信息"] == (2021, "323")
    assert titles["丰宁满族自治县人力资源和社会保障局2023年部门预算绩效文本"] == (2023, "316")
