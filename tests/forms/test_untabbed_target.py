"""Target tables without columns: what is certain is read, the rest is left blank and told."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.golden.score import score_file
from yusuan.document import Document, Paragraph
from yusuan.forms import parse, untabbed_target
from yusuan.forms.untabbed_streams import Fragment, assign
from yusuan.forms.untabbed_words import Entry, Piece, is_label_rest, is_value, label_begun
from yusuan.readers import text
from yusuan.records import Records

ORDERED = "一级指标 二级指标 三级指标 绩效指标描述 指标值 指标值确定依据"


def document(lines: str) -> Document:
    """A text as the reader of text exports gives it: an empty line between lines parts paragraphs."""
    blocks, start = [], 0
    for line in lines.split("\n"):
        if line:
            blocks.append(Paragraph(line, start))
        start += len(line) + 1
    return Document("0" * 64, "text/plain", "text", None, tuple(blocks))


def read(lines: str) -> Records:
    made = document(lines)
    records = Records("0" * 16)
    untabbed_target.parse(made, untabbed_target.recognise(made), records)
    return records


def rows(records: Records) -> list[tuple]:
    columns = ("level1", "level2", "level3", "description", "target_text", "basis")
    return [tuple(row[column] for column in columns) for row in records.rows["indicators"]]


READABLE = f"""3、甲经费绩效目标表

1、保障工作。

2、提高水平
绩效目标

。

{ORDERED}

产出指标

数量指标 保障人数 保障人员缴纳人数 =3 人
县委、县政府工

作安排

时效指标
工资发放的

及时性

我单位人员工资发放的全部

时间
≤31 天 行业标准

效果指标

可持续影

响指标

促进干部队

伍稳定性
促进干部队伍稳定性

按时足额发

放
行业标准

社会效益

指标

办公效率高 工作人员办公效率提高 效果显著 行业标准
"""


def test_reading_order_kept():
    records = read(READABLE)
    project = records.rows["projects"][0]
    assert (project["ordinal"], project["title"], project["project_name"]) == (3, "甲经费绩效目标表", "甲经费")
    assert project["budget_yuan"] is project["budget_source"] is None
    assert [row["goal"] for row in records.rows["project_goals"]] == ["保障工作。", "提高水平。"]
    assert rows(records) == [
        ("产出指标", "数量指标", "保障人数", "保障人员缴纳人数", "=3人", "县委、县政府工作安排"),
        ("产出指标", "时效指标", "工资发放的及时性", "我单位人员工资发放的全部时间", "≤31天", "行业标准"),
        ("效果指标", "可持续影响指标", "促进干部队伍稳定性", "促进干部队伍稳定性", "按时足额发放", "行业标准"),
        ("效果指标", "社会效益指标", "办公效率高", "工作人员办公效率提高", "效果显著", "行业标准"),
    ]
    first = records.rows["indicators"][0]
    assert (first["operator"], first["target_value"], first["target_unit"]) == ("=", Decimal(3), "人")
    assert (first["dimension"], first["category"]) == ("output", "quantity")
    assert "findings" not in records.rows


def test_a_cell_that_could_be_cut_in_two_ways_stays_blank():
    records = read(
        f"1、甲绩效目标表\n\n{ORDERED}\n\n产出指标\n\n数量指标\n\n甲乙丙丁戊\n\n己庚辛壬癸\n\n子丑寅卯辰\n\n=3 人\n行业标准\n"
    )
    assert rows(records) == [("产出指标", "数量指标", None, None, "=3人", "行业标准")]
    finding = records.rows["findings"][0]
    assert finding["rule"] == "extraction.columns_lost"
    assert "甲绩效目标表" in finding["message"]
    assert finding["record_id"] == records.rows["projects"][0]["project_id"]


SCRAMBLED = """

4、乙经费绩效目标表

1、保障工作

2、维护稳
绩效目标

定

一级指标 二级指标 绩效指标描述 指标值

数量指

产出指标

标 =90劳务派遣人数 人

成本指标

≤2420人均补贴水平 元 行业标准

≥95质量指标 %

三级指标

发放人

数

人均补贴

实际支付金额占应支付金额的比

例

支付率

效果显促进和谐劳动关

效果指标

系 著

社会效益指

标

和谐关系

"""


def test_scrambled_columns():
    records = read(READABLE + SCRAMBLED)
    assert [row["goal"] for row in records.rows["project_goals"]][2:] == ["保障工作", "维护稳定"]
    assert [row[:5] for row in rows(records)][4:] == [
        ("产出指标", "数量指标", "发放人数", "劳务派遣人数", "=90人"),
        ("产出指标", "成本指标", "人均补贴", "人均补贴水平", "≤2420元"),
        ("产出指标", "质量指标", "支付率", "实际支付金额占应支付金额的比例", "≥95%"),
        ("效果指标", "社会效益指标", "和谐关系", "促进和谐劳动关系", "效果显著"),
    ]
    # Of four rows only one has a basis whose row is not told: left blank, and a finding says so.
    assert [row[5] for row in rows(records)][4:] == [None] * 4
    assert records.rows["findings"][0]["rule"] == "extraction.columns_lost"


def test_a_table_with_a_head_is_not_guessed_at():
    records = read(
        "1、甲绩效目标表\n\n项目编码 13052924P00584210648N 项目名称 甲\n\n预算规模 预算数 10\n\n" + READABLE.split("\n", 1)[1]
    )
    assert "indicators" not in records.rows
    assert "project_goals" not in records.rows
    assert records.rows["findings"][0]["rule"] == "extraction.columns_lost"


def test_contents_and_plain_lists_are_no_tables():
    assert not untabbed_target.recognise(document("目录\n\n1、甲绩效目标表\n\n2、乙绩效目标表\n\n一、总体目标\n\n1、保障工作。"))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("=3人", True),
        ("100%", True),
        ("≥90.00%", True),
        ("1000元-2000元", True),
        ("90000人", True),
        ("7个档次可选", False),
        ("及时", False),
    ],
)
def test_values(words, expected):
    assert is_value(words) is expected


def test_labels_in_fragments():
    assert label_begun("数量指") == "数量指标"
    assert label_begun("可持续影") == "可持续影响指标"
    assert label_begun("满意度指") is None
    assert label_begun("数量指标") is None
    assert is_label_rest("标")
    assert is_label_rest("意度指")
    assert not is_label_rest("满意")


def names(*words: str) -> list[Fragment]:
    return [Fragment(Entry([Piece(word, 10 * number)])) for number, word in enumerate(words)]


def test_streams_need_one_entry_a_row_in_both_columns():
    assert assign(names("甲乙丙丁", "戊己庚辛"), 4) is None
    two = assign(names("发放人数指", "标", "补贴人员补贴发放资金人数的总量", "发放率", "补贴人员补贴资金的实际发放比例"), 2)
    assert two is not None
    assert [row["level3"].text for row in two] == ["发放人数指标", "发放率"]


def test_the_scrambled_sample(raw):
    records = parse(text.read(next(raw.glob("*2021年部门预算信息.txt")), "0" * 64))
    assert len(records.rows["projects"]) == 21
    assert len(records.rows["indicators"]) == 147
    assert len(records.rows["project_goals"]) == 42
    assert all(project["budget_source"] == "narrative" for project in records.rows["projects"])
    assert sum(project["budget_yuan"] for project in records.rows["projects"]) == Decimal("26664300")
    lost = [row for row in records.rows["findings"] if row["rule"] == "extraction.columns_lost"]
    assert {row["record_id"][-3:] for row in lost} == {"p04", "p06", "p13", "p14"}


def test_the_scrambled_sample_holds_nothing_wrong(raw):
    gold = Path(__file__).parents[1] / "golden" / "004_85729df7469e5ff4.json"
    counts = score_file(next(raw.glob("*2021年部门预算信息.txt")), gold).counts
    assert counts["indicators"].precision == 1
    assert counts["indicators"].recall >= 0.98
    for dataset in ("projects", "project_goals", "listed_projects", "totals", "changes"):
        assert (counts[dataset].recall, counts[dataset].precision) == (1, 1)
