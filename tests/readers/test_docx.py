"""Word documents: order, merges, nested tables, what Word shows and what it hides, broken files."""

import zipfile
from io import BytesIO
from pathlib import Path

import docx as python_docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.readers.gold import missing
from yusuan import media
from yusuan.document import Damaged, Document, Paragraph, Rejected, Table
from yusuan.readers import docx
from yusuan.readers.numbering import numeral
from yusuan.readers.ooxml import Parts

W = nsdecls("w")


def body(tmp_path: Path, *elements: str) -> Document:
    """A document whose body holds these elements of WordprocessingML, read."""
    made = python_docx.Document()
    for element in elements:
        declared = (
            element.replace(">", f" {W}>", 1) if not element.split(">")[0].endswith("/") else element.replace("/>", f" {W}/>", 1)
        )
        made.element.body.insert(len(made.element.body) - 1, parse_xml(declared))
    made.save(str(tmp_path / "a.docx"))
    return docx.read(tmp_path / "a.docx", "0" * 64)


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tbl(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def lines(document: Document) -> list[str]:
    return [block.text for block in document.paragraphs()]


def texts(table: Table) -> list[list[str | None]]:
    return [[cell and cell.text for cell in row] for row in table.grid()]


def test_body_order_levels_and_offsets(tmp_path: Path):
    made = python_docx.Document()
    made.add_heading("部门预算", 1)
    made.add_paragraph("一、总体\n目标")
    made.add_table(1, 2).cell(0, 0).text = "项目"
    made.add_paragraph("完")
    made.save(str(tmp_path / "a.docx"))
    document = docx.read(tmp_path / "a.docx", "0" * 64)
    kinds = [block.text if isinstance(block, Paragraph) else block.columns for block in document.blocks]
    assert kinds == ["部门预算", "一、总体", "目标", 2, "完"]
    assert [block.level for block in document.paragraphs()] == [1, None, None, None]
    joined = "\n".join(lines(document))
    assert all(joined[block.start :].startswith(block.text) for block in document.paragraphs())


def test_outline_levels_of_paragraphs_and_inherited_styles(tmp_path: Path):
    document = body(
        tmp_path,
        p("一", '<w:outlineLvl w:val="1"/>'),
        p("二", '<w:pStyle w:val="Heading3"/>'),
        p("三", '<w:outlineLvl w:val="9"/>'),
    )
    assert [block.level for block in document.paragraphs()] == [2, 3, None]


def test_merges_both_ways(tmp_path: Path):
    span, restart, go_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    document = body(
        tmp_path,
        tbl(
            tc("a", restart) + tc("b", span) + tc("c", span + restart),
            tc("", go_on) + tc("d") + tc("e") + tc("", span + go_on),
            tc("f") + tc("g", '<w:hMerge w:val="restart"/>') + tc("", "<w:hMerge/>") + tc("h", restart) + tc("i"),
        ),
    )
    (table,) = document.tables()
    assert texts(table) == [["a", "b", "b", "c", "c"], ["a", "d", "e", "c", "c"], ["f", "g", "g", "h", "i"]]


def _blank() -> bytes:
    made = BytesIO()
    python_docx.Document().save(made)
    return made.getvalue()


BLANK = _blank()


def test_a_table_that_only_places_blocks_is_walked_through(tmp_path: Path):
    inner = tbl(tc("项目") + tc("预算数"), tc("水费") + tc("1.00"))
    cell = f"<w:tc>{p('1.供水工程绩效目标表')}{p('单位：万元')}{inner}{p('注：无')}{inner}</w:tc>"
    document = body(tmp_path, tbl(f"<w:tc>{p('')}</w:tc>{cell}"))
    kinds = [block.text if isinstance(block, Paragraph) else block.rows for block in document.blocks]
    assert kinds == ["1.供水工程绩效目标表", "单位：万元", 2, "注：无", 2]
    data = tbl(tc("项目") + tc("资金"), tc("水库") + f"<w:tc>{inner}<w:p/></w:tc>", tc("灌区") + tc("5.00"))
    assert [found.rows for found in body(tmp_path, data).tables()] == [3, 2]


MERGES = ["", "<w:vMerge/>", '<w:vMerge w:val="restart"/>', "<w:hMerge/>", '<w:hMerge w:val="restart"/>']


@settings(max_examples=40)
@given(st.lists(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(MERGES)), max_size=5), max_size=6))
def test_cells_never_overlap(rows: list[list[tuple[int, str]]]):
    cells = [[tc("x", f'<w:gridSpan w:val="{span}"/>{merge}') for span, merge in row] for row in rows]
    table = parse_xml(tbl(*("".join(row) for row in cells)).replace("<w:tbl>", f"<w:tbl {W}>", 1))
    with zipfile.ZipFile(BytesIO(BLANK)) as archive:
        placed, _ = docx._Reading(Parts(archive, "Word文档"), "word/document.xml")._placed(table, [])
    taken = [
        (row, column)
        for cell in placed
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]
    assert len(taken) == len(set(taken))


def test_rows_that_begin_later(tmp_path: Path):
    document = body(tmp_path, tbl(tc("a") + tc("b"), '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + tc("c")))
    assert texts(next(document.tables())) == [["a", "b"], [None, "c"]]


def test_a_nested_table_follows_its_parent_and_leaves_no_text_there(tmp_path: Path):
    inner = tbl(tc("内一") + tc("内二"))
    more = [tc("项目") + tc("金额"), tc("水费") + tc("1.00")]
    document = body(tmp_path, tbl(f"<w:tc><w:tcPr/>{p('外')}{inner}{p('')}</w:tc>" + tc("右"), *more), p("后"))
    outer, nested = document.tables()
    assert texts(outer)[0] == ["外", "右"]
    assert (nested.index, texts(nested)) == (2, [["内一", "内二"]])
    assert [type(block).__name__ for block in document.blocks] == ["Table", "Table", "Paragraph"]


def test_title_and_unit_rows_come_as_lines(tmp_path: Path):
    whole = '<w:gridSpan w:val="2"/>'
    document = body(tmp_path, tbl(tc("项目绩效目标表", whole), tc("323001 本级") + tc("单位：万元"), tc("项目") + tc("金额")))
    assert lines(document) == ["项目绩效目标表", "323001 本级\t单位：万元"]
    assert texts(next(document.tables())) == [["项目", "金额"]]


def test_what_word_shows(tmp_path: Path):
    document = body(
        tmp_path,
        "<w:p><w:r><w:t>预算</w:t></w:r><w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>"
        '<w:r><w:tab/><w:sym w:font="Symbol" w:char="F0B3"/><w:t>甲</w:t><w:noBreakHyphen/><w:t>乙</w:t></w:r>'
        "<w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink><w:r><w:instrText>PAGEREF _Toc1 \\h</w:instrText></w:r>"
        '<w:fldSimple w:instr="PAGE"><w:r><w:t>3</w:t></w:r></w:fldSimple></w:p>',
        f"<w:sdt><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>",
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr>" + tc("删去的行") + "</w:tr><w:tr>" + tc("留下") + tc("的行") + "</w:tr></w:tbl>",
    )
    assert lines(document) == ["预算新\t≥甲-乙链3", "控件"]
    assert texts(next(document.tables())) == [["留下", "的行"]]


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path: Path):
    box = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
    document = body(
        tmp_path,
        '<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
        p("后"),
    )
    assert lines(document) == ["正文", "框内", "后"]


def rewritten(path: Path, parts: dict[str, str]) -> None:
    """The same package with some parts replaced or added."""
    with zipfile.ZipFile(path) as old:
        content = {name: old.read(name) for name in old.namelist()} | {name: text.encode() for name, text in parts.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in content.items():
            new.writestr(name, data)


def test_footnotes_stand_at_the_end(tmp_path: Path):
    body(tmp_path, p("正文"))
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
        types = archive.read("[Content_Types].xml").decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    notes = (
        f'<w:footnotes {W}><w:footnote w:type="separator" w:id="0">{p("线")}</w:footnote><w:footnote w:id="1">{p("注：四舍五入")}'
    )
    rewritten(
        path,
        {
            "word/_rels/document.xml.rels": relations.replace(
                "</R", f'<Relationship Id="n1" Type="{kind}" Target="footnotes.xml"/></R'
            ),
            "[Content_Types].xml": types.replace(
                "</T", '<Override PartName="/word/footnotes.xml" ContentType="application/xml"/></T'
            ),
            "word/footnotes.xml": notes + "</w:footnote></w:footnotes>",
        },
    )
    assert lines(docx.read(path, "0" * 64)) == ["正文", "注：四舍五入"]


def test_a_list_of_a_thousand_million_levels_takes_no_time(tmp_path: Path):
    deep = '<w:lvl w:ilvl="999999999"><w:start w:val="999999999"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1."/></w:lvl>'
    made = python_docx.Document()
    root = made.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="77">{deep}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    item = p("职责", '<w:numPr><w:ilvl w:val="999999999"/><w:numId w:val="77"/></w:numPr>')
    made.element.body.insert(0, parse_xml(item.replace("<w:p>", f"<w:p {W}>", 1)))
    made.save(str(tmp_path / "a.docx"))
    assert lines(docx.read(tmp_path / "a.docx", "0" * 64)) == ["1.职责"]


def test_list_numbers_are_part_of_the_text(tmp_path: Path):
    def number(level: int) -> str:
        return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'

    made = python_docx.Document()
    root = made.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate([("chineseCounting", "%1、"), ("decimal", "%1.%2"), ("bullet", "●")])
    )
    root.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="77">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for text, level in (("职责", 0), ("甲", 1), ("乙", 1), ("点", 2), ("机构", 0), ("丙", 1)):
        made.element.body.insert(len(made.element.body) - 1, parse_xml(p(text, number(level)).replace("<w:p>", f"<w:p {W}>", 1)))
    made.save(str(tmp_path / "a.docx"))
    assert lines(docx.read(tmp_path / "a.docx", "0" * 64)) == ["一、职责", "一.1甲", "一.2乙", "点", "二、机构", "二.1丙"]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [(10, "chineseCounting", "十"), (21, "chineseCounting", "二十一"), (105, "chineseCountingThousand", "一百〇五"),
     (110, "chineseCounting", "一百一十"), (3, "decimalEnclosedCircleChinese", "③"), (4, "upperRoman", "IV"),
     (28, "lowerLetter", "bb"), (2, "ideographTraditional", "乙"), (7, "unheardOf", "7"), (10**9, "upperRoman", "1000000000")],
)  # fmt: skip
def test_numerals(number: int, form: str, text: str):
    assert numeral(number, form) == text


def test_a_document_with_macros_is_a_document(tmp_path: Path):
    body(tmp_path, p("正文"))
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        types = archive.read("[Content_Types].xml").decode()
    plain = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    rewritten(
        tmp_path / "a.docx",
        {"[Content_Types].xml": types.replace(plain, "application/vnd.ms-word.document.macroEnabled.main+xml")},
    )
    assert media.sniff(tmp_path / "a.docx").media_type == media.DOCX
    assert lines(docx.read(tmp_path / "a.docx", "0" * 64)) == ["正文"]


def test_broken_documents_say_so(tmp_path: Path):
    body(tmp_path, *(p(f"第{n}段") for n in range(200)))
    whole = (tmp_path / "a.docx").read_bytes()
    for keep in (100, len(whole) // 2, len(whole) - 10):
        (tmp_path / "b.docx").write_bytes(whole[:keep])
        with pytest.raises(Damaged, match="损坏"):
            docx.read(tmp_path / "b.docx", "0" * 64)
    rewritten(tmp_path / "a.docx", {"word/document.xml": "<w:document"})
    with pytest.raises(Damaged, match="损坏"):
        docx.read(tmp_path / "a.docx", "0" * 64)


def test_damage_of_a_rare_compression_says_so(tmp_path: Path):
    body(tmp_path, p("正文"))
    with zipfile.ZipFile(tmp_path / "a.docx") as archive, zipfile.ZipFile(tmp_path / "b.docx", "w", zipfile.ZIP_LZMA) as packed:
        for name in archive.namelist():
            packed.writestr(name, archive.read(name))
    content = bytearray((tmp_path / "b.docx").read_bytes())
    at = content.index(b"word/document.xml") + 40
    content[at : at + 30] = b"\xff" * 30
    (tmp_path / "b.docx").write_bytes(content)
    with pytest.raises(Damaged, match="损坏"):
        docx.read(tmp_path / "b.docx", "0" * 64)


def test_a_defect_of_our_own_is_not_told_as_one_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    body(tmp_path, p("正文"))
    monkeypatch.setattr(docx._Reading, "_level", lambda reading, paragraph: {}["level"])
    with pytest.raises(KeyError):
        docx.read(tmp_path / "a.docx", "0" * 64)


def test_numbers_that_are_none_are_passed_over(tmp_path: Path):
    for number in ("9" * 5000, "²", "-1", "x"):
        cells = tc("项目", f'<w:gridSpan w:val="{number}"/>') + tc("金额")
        found = body(tmp_path, p("标题", f'<w:outlineLvl w:val="{number}"/>'), tbl(cells, tc("就业") + tc("1.00")))
        (title,), (table,) = found.paragraphs(), found.tables()
        assert (title.text, title.level, table.columns) == ("标题", None, 2)


def test_an_encrypted_part_is_no_crash(tmp_path: Path):
    body(tmp_path, p("正文"))
    content = bytearray((tmp_path / "a.docx").read_bytes())
    at = content.rindex(b"word/document.xml") - 46
    content[at + 8] |= 1
    (tmp_path / "a.docx").write_bytes(content)
    with pytest.raises(Damaged, match="损坏"):
        docx.read(tmp_path / "a.docx", "0" * 64)


def test_hostile_documents_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    body(tmp_path, p("正文"))
    deep = "<w:tbl><w:tr><w:tc>" * 2000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 2000
    rewritten(tmp_path / "a.docx", {"word/document.xml": f"<w:document {W}><w:body>{deep}</w:body></w:document>"})
    with pytest.raises(Damaged):
        docx.read(tmp_path / "a.docx", "0" * 64)
    wide = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999"/></w:tcPr><w:p/></w:tc>' + tc("x") + "</w:tr>"
    rewritten(
        tmp_path / "a.docx", {"word/document.xml": f"<w:document {W}><w:body><w:tbl>{wide * 2500}</w:tbl></w:body></w:document>"}
    )
    with pytest.raises(Damaged, match="表格过大"):
        docx.read(tmp_path / "a.docx", "0" * 64)
    bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(f"<!ENTITY a{n} '{'&a;' * 10}'>" for n in range(3)) + "]>"
    rewritten(tmp_path / "a.docx", {"word/document.xml": f"{bomb}<w:document {W}><w:body>{p('&a2;')}</w:body></w:document>"})
    with pytest.raises((Rejected, Damaged)):
        docx.read(tmp_path / "a.docx", "0" * 64)
    monkeypatch.setattr(docx, "MAX_BYTES", 100)
    with pytest.raises(Rejected, match="解压后超过"):
        docx.read(tmp_path / "a.docx", "0" * 64)


def test_a_document_of_pictures_alone_is_rejected(tmp_path: Path):
    with pytest.raises(Rejected, match="没有文字"):
        body(tmp_path)


@pytest.mark.parametrize("stem", ["000_f58fb19aab2f9e0f", "001_ba41c4688333f3ae", "002_9e0e961b145a1438", "003_a38c96af54c32677"])
def test_every_cell_of_the_gold_is_found(corpus: Path, stem: str):
    document = docx.read(corpus / "renditions" / f"{stem}.docx", "0" * 64)
    assert missing(document, corpus / "gold" / f"{stem}.json") == []


def test_every_indicator_of_the_disclosure_is_found(corpus: Path):
    document = docx.read(corpus / "renditions" / "004_85729df7469e5ff4.docx", "0" * 64)
    assert missing(document, corpus / "gold" / "004_85729df7469e5ff4.json") == []
