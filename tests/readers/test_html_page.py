"""What a browser shows of a page: hidden classes, groups of rows, fields, list numbers; pages that lie or lack their end."""

from pathlib import Path

import pytest

from tests.readers.test_html import DATA, lines, read, texts
from yusuan.document import Rejected
from yusuan.readers.html_bytes import is_cut_off
from yusuan.readers.html_styles import _hiding


def table(*rows: str) -> str:
    return f"<table border=1><tr><td>项目<td>金额{''.join(f'<tr>{row}' for row in rows)}</table>"


def test_spans_end_with_their_group_of_rows(tmp_path: Path):
    page = "<table><tbody><tr><td rowspan=0>甲<td>1<tr><td>2<tbody><tr><td>乙<td>3<tr><td rowspan=9>丙<td>4</table>"
    (found,) = read(tmp_path, page).tables()
    assert texts(found) == [["甲", "1"], ["甲", "2"], ["乙", "3"], ["丙", "4"]]


def test_the_foot_is_shown_below_wherever_it_is_written(tmp_path: Path):
    head, foot, body = "<thead><tr><td>项目<td>金额", "<tfoot><tr><td>合计<td>3", "<tbody><tr><td>甲<td>3"
    (found,) = read(tmp_path, f"<table>{head}{foot}{body}</table>").tables()
    assert texts(found) == [["项目", "金额"], ["甲", "3"], ["合计", "3"]]


def test_rows_and_cells_that_a_class_hides_are_not_shown(tmp_path: Path):
    style = "<style>/* {} */ tr.no, .none { display: none } @media print { .yes { display:none } }</style>"
    page = table("<td>甲<td class=none>9<td class=yes>1", "<td>乙<td>2", "<td>丙<td>3").replace(
        "<tr><td>乙", "<tr class='a no'><td>乙"
    )
    (found,) = read(tmp_path, f"{style}{page}<p class=none>隐").tables()
    assert texts(found) == [["项目", "金额"], ["甲", "1"], ["丙", "3"]]


def test_a_class_that_a_later_rule_shows_again_or_that_depends_is_shown():
    assert (
        _hiding(".a{display:none} .a, .b{display:block} .c .d{display:none} #e .f{display:none} .g:hover{display:none}") == set()
    )


def test_fields_of_forms_in_cells_show_their_values(tmp_path: Path):
    fields = "<td><select><option>旧<option selected>新</select><input type=checkbox checked>是<td><input value='1,284.36'>"
    page = table(fields, "<td><textarea>乙</textarea><input type=hidden value=x><td>2.00")
    document = read(tmp_path, f"<p>标题<input value=请输入关键字></p>{page}")
    assert texts(next(document.tables()))[1:] == [["新☑是", "1,284.36"], ["乙", "2.00"]]
    assert lines(document) == ["标题"]


def test_items_of_ordered_lists_in_cells_keep_their_numbers(tmp_path: Path):
    page = table("<td>目标<td><ol><li>完成改造<li>保障供水</ol>", "<td>乙<td><ol start=3 type=a><li>丙</ol><ul><li>丁</ul>")
    document = read(tmp_path, f"<ol><li>首页</ol>{page}")
    assert [row[1] for row in texts(next(document.tables()))[1:]] == ["1.完成改造\n2.保障供水", "c.丙\n丁"]
    assert lines(document) == ["首页"]


def test_a_raised_mark_adds_no_digit_to_an_amount_and_deleted_text_is_told(tmp_path: Path):
    document = read(tmp_path, table("<td>甲<sup>1</sup><td>1,284.36<sup>1</sup>", "<td>乙<td><del>9.99</del><ins>2.00</ins>"))
    assert texts(next(document.tables()))[1:] == [["甲1", "1,284.36^1"], ["乙", "2.00"]]
    assert [note.rule for note in document.notes] == ["extraction.hidden_text"]


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "us-ascii", "utf-8", "utf-16", "gb2312", "no-such"])
@pytest.mark.parametrize("written", ["utf-8", "gb18030"])
def test_a_page_is_read_whatever_charset_it_declares(tmp_path: Path, declared: str, written: str):
    document = read(tmp_path, f'<meta charset="{declared}"><p>部门预算，单位：万元，单位预算草案说明</p>'.encode(written))
    assert lines(document) == ["部门预算，单位：万元，单位预算草案说明"]


def test_pictures_instead_of_figures_and_pages_of_attachments_are_told(tmp_path: Path):
    def rules(page: str) -> list[str]:
        return [note.rule for note in read(tmp_path, page).notes]

    assert rules(table("<td>甲<td><img src=a.png>")) == ["extraction.not_text"]
    assert rules(table("<td>甲<td><img src=dot.gif width=1 height=9>")) == []
    assert rules("<p>部门预算公开</p><a href='/yusuan.pdf?id=1'>附件</a>") == ["extraction.not_text"]
    assert rules("<p>部门预算公开</p><iframe src=b.htm></iframe><iframe src=count.htm width=0 height=0></iframe>") == [
        "extraction.not_text"
    ]
    assert rules(f"<img src=logo.png><a href=a.xls>附件</a>{DATA}") == []


def test_tables_on_tabs_that_are_not_chosen_are_told(tmp_path: Path):
    document = read(tmp_path, f"{DATA}<div style='display:none'>{DATA}</div>")
    assert [found.hidden for found in document.tables()] == [False, True]
    assert [(note.rule, note.severity) for note in document.notes] == [("extraction.hidden_text", "warning")]


def test_a_page_without_its_end_is_told():
    whole = f"<html><body>{DATA}<p>a < b</p></body></html>"
    assert not is_cut_off(whole)
    assert not is_cut_off(DATA)
    assert all(is_cut_off(whole[:keep]) for keep in range(12, len(whole) - 16))


def test_pages_without_text_say_why(tmp_path: Path):
    with pytest.raises(Rejected, match="框架"):
        read(tmp_path, "<html><frameset><frame src=a.html></frameset></html>")
    with pytest.raises(Rejected, match="嵌套过深"):
        read(tmp_path, "<html><body>" + "<div>" * 6000 + "深")


def test_the_documents_own_text_is_no_head_of_the_site(tmp_path: Path):
    head = "<title>青崖县水利局2025年部门预算</title>"
    document = read(tmp_path, f"{head}<p>一、总体目标</p><p>青崖县水利局</p>{DATA}")
    assert lines(document) == ["一、总体目标", "青崖县水利局"]
    document = read(tmp_path, f"{head}<p>首页</p><p>青崖县水利局2025年部门预算</p><p>青崖县</p>{DATA}")
    assert lines(document) == ["青崖县水利局2025年部门预算", "青崖县"]


def test_marks_that_nobody_sees_part_no_words_and_amounts(tmp_path: Path):
    """As pages that were pasted from a word processor are full of them."""
    page = table("<td>&#8203;水费&shy;<td>\u200b1,284.36&nbsp;&#8203;")
    document = read(tmp_path, f"<p>单位：万\u200b元\ufeff</p>{page}")
    assert lines(document) == ["单位：万元"]
    assert texts(next(document.tables()))[1] == ["水费", "1,284.36"]
