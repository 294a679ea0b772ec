"""Web pages: spans, tables within tables and within site frames, encodings, and the page's own noise."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.readers.gold import missing
from yusuan.document import Damaged, Document, Paragraph, Rejected, Table, cell_place
from yusuan.readers import html


def read(tmp_path: Path, page: str | bytes) -> Document:
    (tmp_path / "a.html").write_bytes(page if isinstance(page, bytes) else page.encode())
    return html.read(tmp_path / "a.html", "0" * 64)


def lines(document: Document) -> list[str]:
    return [block.text for block in document.paragraphs()]


def texts(table: Table) -> list[list[str | None]]:
    """The grid's texts, a spanning cell's at every position."""
    return [[cell and cell.text for cell in row] for row in table.grid()]


DATA = "<table border=1><tr><td>项目<td>金额<tr><td>就业<td>1.00</table>"


def test_blocks_in_order_with_levels_and_offsets(tmp_path: Path):
    document = read(tmp_path, f"<h1>预算</h1><div>一<p>二<br>三</p>四</div><h3>表</h3>{DATA}<p>完")
    kinds = [block.text if isinstance(block, Paragraph) else block.rows for block in document.blocks]
    assert kinds == ["预算", "一", "二", "三", "四", "表", 2, "完"]
    assert [block.level for block in document.paragraphs()] == [1, None, None, None, None, 3, None]
    joined = "\n".join(lines(document))
    assert all(joined[block.start :].startswith(block.text) for block in document.paragraphs())


def test_spans_zero_overlarge_and_overlapping(tmp_path: Path):
    page = """<table><tr><td rowspan=0>a<td colspan=9999>b<td>c</tr><tr><td>d<td rowspan=99>e</tr><tr><td>f</tr></table>"""
    (table,) = read(tmp_path, page).tables()
    assert table.columns == 1002
    page = "<table><tr><td rowspan=0>a<td colspan=9999>b</tr><tr><td>d<td rowspan=99>e</tr><tr><td>f</tr></table>"
    (table,) = read(tmp_path, page).tables()
    assert texts(table) == [["a", "b", "b"], ["a", "d", "e"], ["a", "f", "e"]]
    page = "<table><tr><td>a<td rowspan=2>b<tr><td colspan=2>c<tr><td>d<td>e</table>"
    (table,) = read(tmp_path, page).tables()
    assert texts(table) == [["a", "b"], ["c", "b"], ["d", "e"]]


@given(st.lists(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=5), min_size=1, max_size=6))
def test_cells_never_overlap(rows: list[list[tuple[int, int]]]):
    from lxml import html as lxml_html

    cells = "".join("<tr>" + "".join(f"<td rowspan={r} colspan={c}>x</td>" for r, c in row) for row in rows)
    root = lxml_html.document_fromstring(f"<table>{cells}</table>")
    page = html._Page(root)
    placed, count = page._placed(next(root.iter("table")), [])
    taken = [
        (row, column)
        for cell in placed
        for row in range(cell.row, min(cell.row + cell.row_span, count))
        for column in range(cell.column, cell.column + cell.column_span)
    ]
    assert len(taken) == len(set(taken))
    assert len(placed) == sum(map(len, rows))


def test_cell_texts(tmp_path: Path):
    page = """<table><tr><td>1.<b>促进</b>就业<br>2.增加
        收入<td><p>甲</p><p>乙</p><tr><td>&nbsp;<td>a<!-- x -->b<span style="display:none">隐</span><script>1</script></table>"""
    (table,) = read(tmp_path, page).tables()
    assert texts(table) == [["1.促进就业\n2.增加 收入", "甲\n乙"], ["", "ab"]]


def test_tables_that_frame_the_site_are_walked_through(tmp_path: Path):
    page = f"""<table><tr><td colspan=2>人民政府<tr><td>首页<br>公开<td><h1>部门预算</h1>
        <table><tr><td><p>正文</p>{DATA}</td></tr></table></td></tr></table>"""
    document = read(tmp_path, page)
    assert lines(document) == ["人民政府", "首页", "公开", "部门预算", "正文"]
    assert [texts(table) for table in document.tables()] == [[["项目", "金额"], ["就业", "1.00"]]]


def test_a_table_within_a_data_table_follows_its_parent(tmp_path: Path):
    rows = "".join(f"<tr><td>指标{n}<td>{n}" for n in range(5))
    page = f"<table>{rows}<tr><td>明细<td>见表{DATA}</td></tr></table>"
    outer, inner = read(tmp_path, page).tables()
    assert (outer.index, inner.index, outer.rows, inner.rows) == (1, 2, 6, 2)
    assert texts(outer)[-1] == ["明细", "见表"]


def test_title_and_unit_rows_within_a_table_come_as_lines_before_it(tmp_path: Path):
    page = """<table><tr><td colspan=3>部门收支总表</td></tr><tr><td>部门：人社局<td></td><td>单位：万元</td></tr>
        <tr><td>项目<td>数量<td>价值（金额单位：万元）</tr><tr><td>房屋<td>1<td>2</tr></table>"""
    document = read(tmp_path, page)
    assert lines(document) == ["部门收支总表", "部门：人社局\t单位：万元"]
    (table,) = document.tables()
    assert texts(table)[0] == ["项目", "数量", "价值（金额单位：万元）"]
    assert table.cells[0].sources == (cell_place(1, 0, 0),)


def test_a_row_of_boxes_is_one_line(tmp_path: Path):
    page = f"""<style>.lr{{display:flex}}</style><div class=lr><span>323001 本级</span><span>单位：万元</span></div>
        <table><tr><td>323002 中心</td><td>单位：元</td></tr></table>{DATA}"""
    assert lines(read(tmp_path, page)) == ["323001 本级\t单位：万元", "323002 中心\t单位：元"]


def test_noise_of_the_site_is_left_out_unless_it_holds_a_table(tmp_path: Path):
    page = f"""<head><title>x</title></head><script>var a=1</script><nav>导航</nav><div class="crumb">首页 > 公开</div>
        <div id="footer">版权所有</div><div class="article-footnote">注：表中金额四舍五入</div><div class="foot">{DATA}</div>
        <select><option>2023</select><p hidden>藏</p><p>正文</p>"""
    document = read(tmp_path, page)
    assert lines(document) == ["注：表中金额四舍五入", "正文"]
    assert len(list(document.tables())) == 1


def test_the_site_around_the_article_is_left_out(tmp_path: Path):
    page = f"""<title>人社局2024年部门预算_某某县人民政府</title><div>某某县人民政府</div>
        <table><tr><td>索 引 号：<td>01<td>主题分类：<td>财政<tr><td>发布机构：<td>人社局<td>发文日期：<td>2024</table>
        <p>首页</p><p>您现在的位置：首页 > 预决算</p>
        <p>人社局2024年部门预算</p>
        <p>发布时间：2024-02-18 来源：财政局 浏览次数：12 字体：[大 中 小]</p><h1>人社局</h1><h1>2024年部门预算</h1>
        <p>资金来源：财政拨款</p>{DATA}<p>版权所有：某某县人民政府</p>"""
    document = read(tmp_path, page)
    assert lines(document) == ["人社局", "2024年部门预算", "资金来源：财政拨款"]
    joined = "\n".join(lines(document))
    assert all(joined[block.start :].startswith(block.text) for block in document.paragraphs())
    assert lines(read(tmp_path, f"<title>别的</title><p>前言部分说明</p>{DATA}")) == ["前言部分说明"]


def test_tables_of_hidden_tabs_are_kept_as_hidden(tmp_path: Path):
    page = f"<div style='display: none'><p>页签</p>{DATA}</div><div>{DATA}</div>"
    document = read(tmp_path, page)
    assert [table.hidden for table in document.tables()] == [True, False]
    assert lines(document) == []


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("gb2312", "gb18030"),
        ("gbk", "gbk"),
        ("utf-8", "utf-8"),
        ("utf-8", "gb18030"),
        ("", "gb18030"),
        ("", "utf-16"),
        ("bogus", "utf-8"),
    ],
)
def test_encodings_declared_wrongly_declared_and_not_declared(tmp_path: Path, declared: str, encoding: str):
    page = (
        f"<html><head><meta http-equiv=Content-Type content='text/html; charset={declared}'></head><p>镕基路社区预算</p></html>"
    )
    document = read(tmp_path, page.encode(encoding))
    assert lines(document) == ["镕基路社区预算"]
    assert document.notes == ()


def test_a_broken_byte_is_noted_and_costs_no_more(tmp_path: Path):
    page = b"<meta charset=utf-8><p>" + "预算".encode() + b"\xff</p><p>" + "绩效".encode()
    for mark in (b"", b"\xef\xbb\xbf"):
        document = read(tmp_path, mark + page)
        assert lines(document)[1] == "绩效"
        assert [note.rule for note in document.notes] == ["extraction.undecodable"]


@pytest.mark.parametrize("page", ["<html></html>", "<html><script>load()</script>", "<!-- -->", "<html><body><img src=x>"])
def test_a_page_without_text_is_rejected(tmp_path: Path, page: str):
    with pytest.raises(Rejected, match="没有"):
        read(tmp_path, page)


def test_deep_nesting_costs_neither_a_crash_nor_what_went_before(tmp_path: Path):
    document = read(tmp_path, "<p>前</p>" + "<div>" * 1500 + "深" + "</div>" * 1500 + "<p>后</p>")
    assert lines(document) == ["前", "深", "后"]
    document = read(tmp_path, "<p>前</p>" + "<div>" * 50_000 + "深")
    assert lines(document)[0] == "前"
    assert [note.rule for note in document.notes] == ["extraction.truncated"]
    document = read(tmp_path, "<p>前</p>" + "<table><tr><td>a<td>b" * 600)
    assert lines(document)[0] == "前"


def test_tables_beyond_all_measure_are_refused(tmp_path: Path):
    with pytest.raises(Damaged, match="表格过大"):
        read(tmp_path, "<table>" + "<tr><td>a<td colspan=1000>b<td>c" * 3000 + "</table>")


@pytest.mark.parametrize("stem", ["000_f58fb19aab2f9e0f", "001_ba41c4688333f3ae", "002_9e0e961b145a1438", "003_a38c96af54c32677"])
def test_every_cell_of_the_gold_is_found(corpus: Path, stem: str):
    document = html.read(corpus / "renditions" / f"{stem}.html", "0" * 64)
    assert missing(document, corpus / "gold" / f"{stem}.json") == []


def test_every_indicator_of_the_disclosure_is_found(corpus: Path):
    document = html.read(corpus / "renditions" / "004_85729df7469e5ff4.html", "0" * 64)
    assert missing(document, corpus / "gold" / "004_85729df7469e5ff4.json") == []
    assert len(list(document.tables())) == 24


def test_a_section_that_repeats_the_pages_title_is_not_where_the_article_begins(tmp_path: Path):
    page = "<title>某市某局2023年度部门决算</title><h1>2023年度某市某局部门决算</h1><p>概况。"
    page += f"<h2>第二部分 某市某局2023年度部门决算表</h2>{DATA}"
    assert lines(read(tmp_path, page))[:2] == ["2023年度某市某局部门决算", "概况。"]
