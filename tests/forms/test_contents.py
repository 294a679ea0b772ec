"""The table of contents: entries with leaders, wraps and none, each tied to its project."""

from yusuan.document import Document, Paragraph
from yusuan.forms import contents
from yusuan.readers import text
from yusuan.records import Records


def parse(document: Document, *projects: tuple[int, str]) -> list[dict]:
    records = Records(document.document_id)
    for place, (ordinal, title) in enumerate(projects, 1):
        records.add("projects", "project_id", f"p{place:02d}", {"ordinal": ordinal, "title": title})
    contents.parse(document, contents.recognise(document), records)
    return records.rows.get("contents", [])


def lines(*texts: str) -> Document:
    start, made = 0, []
    for line in texts:
        made.append(Paragraph(line, start, 2))
        start += len(line) + 1
    return Document("ef" * 32, "application/pdf", "test", 9, tuple(made))


def entry(rows: list[dict]) -> list[tuple]:
    return [(row["ordinal"], row["title"], row["printed_page"]) for row in rows]


def test_leaders_wraps_years_and_pages():
    rows = parse(
        lines(
            "目 录", "第一部分 部门整体绩效目标", "一、总体绩效目标 ......1", "第二部分 预算项目绩效目标",
            "1.2024年义务兵家庭优待金绩效目标表 .........4",
            "2.冀财行【2023】216号关于提前下达2024年中央资金项目绩效目标", "表 .......................9",
            "3.办公取暖费项目目标表…………12", "4.社保专项经费绩效目标表",
            "第二部分", "1.2024年义务兵家庭优待金绩效目标表",
        )
    )  # fmt: skip
    assert entry(rows) == [
        (1, "2024年义务兵家庭优待金绩效目标表", 4),
        (2, "冀财行【2023】216号关于提前下达2024年中央资金项目绩效目标表", 9),
        (3, "办公取暖费项目目标表", 12),
        (4, "社保专项经费绩效目标表", None),
    ]
    assert rows[0]["page"] == 2


def test_entries_of_a_text_export_stand_in_tables(tmp_path):
    path = tmp_path / "contents.txt"
    source = "目 录\n\n一、总体绩效目标.....\t2\n\n1.甲 绩效目标表.....\t6\n2.乙绩效目标表 .....\t7\n\n正文\n\n1.甲绩效目标表\n"
    path.write_text(source, "utf-8")
    document = text.read(path, "ef" * 32)
    assert entry(parse(document)) == [(1, "甲绩效目标表", 6), (2, "乙绩效目标表", 7)]
    assert contents.recognise(document) == {1, 2}


def test_tied_by_number_and_title_then_title_then_number():
    document = lines(
        "目录", "1.同名绩效目标表...1", "2.同名绩效目标表...2", "3.改了名的绩效目标表...3", "4.没有表的绩效目标表...4"
    )
    rows = parse(document, (1, "同名绩效目标表"), (2, "同名绩效目标表"), (3, "另一名绩效目标表"))
    assert [row["project_id"] and row["project_id"][-3:] for row in rows] == ["p01", "p02", "p03", None]


def test_a_document_without_contents_has_none():
    assert contents.recognise(lines("1.甲绩效目标表", "323001 某局")) == frozenset()


def test_entries_by_a_projects_name_and_words_left_by_fields():
    document = lines("目录", "1.甲项目 PAGEREF _Toc25831 \\h 3", "2.乙", "项目目标表......4", "3.职责......5")
    rows = parse(document, (1, "甲项目"), (2, "乙"))
    assert entry(rows) == [(1, "甲项目", 3), (2, "乙项目目标表", 4)]


def test_an_entry_that_wraps_over_a_page_with_a_running_head():
    heads = [Paragraph("部门预算公开", 900 + page, page) for page in (1, 3, 4)]
    texts = ("目录", "1.甲绩效目标表...3", "2.乙资金绩效目标", "- 1 -", "部门预算公开", "表......14")
    wrapped = lines(*texts).blocks
    document = Document("ef" * 32, "application/pdf", "test", 4, (*wrapped, *heads))
    assert entry(parse(document)) == [(1, "甲绩效目标表", 3), (2, "乙资金绩效目标表", 14)]
