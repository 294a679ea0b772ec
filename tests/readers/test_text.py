"""Text exports: encodings, tables of tabs, and what is no text."""

from pathlib import Path

import pytest

from yusuan.document import Document, Paragraph, Rejected, Table, cell_place
from yusuan.readers import text

SAMPLE = "# 部门预算绩效文本\n\n一、总体绩效目标\n项目编码\t130529\n项目名称\t就业补助\t备注\n说明\n"


def read(tmp_path: Path, raw: bytes) -> Document:
    (tmp_path / "a.txt").write_bytes(raw)
    return text.read(tmp_path / "a.txt", "0" * 64)


def test_lines_with_tabs_are_a_ragged_table_between_paragraphs(tmp_path: Path):
    heading, line, table, last = read(tmp_path, SAMPLE.encode()).blocks
    assert (heading.text, heading.level, heading.start) == ("部门预算绩效文本", 1, 2)
    assert isinstance(line, Paragraph) and isinstance(table, Table) and last.text == "说明"
    assert table.ragged and (table.rows, table.columns) == (2, 3)
    assert table.cells[-1].sources == (cell_place(1, 1, 2),)
    assert SAMPLE[last.start :].startswith(last.text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encodings_give_the_same_document(tmp_path: Path, encoding: str):
    assert read(tmp_path, SAMPLE.encode(encoding)).blocks == read(tmp_path, SAMPLE.encode()).blocks


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems(tmp_path: Path, end: str):
    assert read(tmp_path, SAMPLE.replace("\n", end).encode()).blocks == read(tmp_path, SAMPLE.encode()).blocks


def test_form_feeds_are_pages(tmp_path: Path):
    document = read(tmp_path, "第一页\n\f第二页\n".encode())
    assert document.page_count == 2
    assert [block.page for block in document.blocks] == [1, 2]


@pytest.mark.parametrize("raw", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", bytes(100)])
def test_nothing_is_rejected_as_empty(tmp_path: Path, raw: bytes):
    with pytest.raises(Rejected, match="空"):
        read(tmp_path, raw)


@pytest.mark.parametrize(
    "raw",
    [
        bytes(range(256)) * 40,
        b"\x7fELF\x02\x01\x01" + bytes(range(1, 200)) * 9,
        ("部門預算績效目標與資金使用說明文件內容" * 5).encode("big5"),
        ("予算の執行状況に関する説明資料" * 5).encode("shift-jis"),
    ],
    ids=["rubbish", "program", "big5", "shift-jis"],
)
def test_what_is_no_text_is_rejected_with_a_reason(tmp_path: Path, raw: bytes):
    with pytest.raises(Rejected, match="不是文本文件"):
        read(tmp_path, raw)


def test_rare_characters_of_names_are_still_text():
    names = "巨鹿县、井研县、涞水县、蠡县、郯城县、邳州市、盱眙县、亳州市、衢州市、儋州市"
    assert text.decode(names.encode("gb18030")) == names


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_text_cut_within_a_character_is_read_and_noted(tmp_path: Path, encoding: str):
    document = read(tmp_path, ("部门预算绩效文本。" * 20 + "目标").encode(encoding)[:-1])
    assert next(document.paragraphs()).text.endswith("目")
    assert [note.rule for note in document.notes] == ["extraction.truncated"]


def test_a_huge_file_is_rejected_without_being_loaded(tmp_path: Path):
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(200 * 2**20)
    with pytest.raises(Rejected, match="超过32MB"):
        text.read(tmp_path / "a.txt", "0" * 64)
