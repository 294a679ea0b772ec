"""What Word shows of a paragraph: fields, hidden and tracked text, symbols, pictures; packages of other writers than Word."""

import zipfile
from pathlib import Path

from tests.readers.test_docx import body, lines, p, tbl, tc, texts
from yusuan.document import Document
from yusuan.readers import docx

BEGIN, SEPARATE, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))

SUB, SHOWN = '<w:rStyle w:val="Sub"/>', '<w:vanish w:val="0"/>'


def code(written: str) -> str:
    return f"<w:r><w:instrText>{written}</w:instrText></w:r>"


def r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def changed(path: Path, change: dict[str, tuple[str, str]]) -> Document:
    """The document at `path` with text replaced in some of its parts, read."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name).decode("utf-8", "surrogateescape") for name in old.namelist()}
    for name, (before, after) in change.items():
        assert before in parts[name]
        parts[name] = parts[name].replace(before, after)
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content.encode("utf-8", "surrogateescape"))
    return docx.read(path, "0" * 64)


def test_a_field_within_the_instruction_of_a_field_is_not_shown(tmp_path: Path):
    inner = BEGIN + code("REF _Toc1") + SEPARATE + r("13") + END
    document = body(
        tmp_path,
        f"<w:p>{BEGIN}{code('=')}{inner}{code('*2')}{SEPARATE}{r('1,284.36')}{END}{r('万元')}</w:p>",
        f"<w:p>{BEGIN}{code('HYPERLINK')}</w:p>",
        f"<w:p>{SEPARATE}{r('详见链接')}{END}</w:p>",
    )
    assert lines(document) == ["1,284.36万元", "详见链接"]


def test_hidden_by_a_style_and_shown_again_by_the_run(tmp_path: Path):
    style = '<w:style w:type="paragraph" w:styleId="Hid"><w:rPr><w:vanish/></w:rPr></w:style>'
    style += '<w:style w:type="character" w:styleId="Sub"><w:basedOn w:val="Hid"/></w:style>'
    body(
        tmp_path,
        p("丙", '<w:pStyle w:val="Hid"/>'),
        f"<w:p>{r('甲')}{r('乙', SUB)}</w:p>",
        f'<w:p><w:pPr><w:pStyle w:val="Hid"/></w:pPr>{r("丁", SHOWN)}</w:p>',
    )
    document = changed(tmp_path / "a.docx", {"word/styles.xml": ("</w:styles>", f"{style}</w:styles>")})
    assert lines(document) == ["甲", "丁"]
    assert [note.rule for note in document.notes] == ["extraction.hidden_text"]


def test_a_paragraph_whose_mark_is_deleted_runs_on(tmp_path: Path):
    document = body(tmp_path, p("本段与", "<w:rPr><w:del/></w:rPr>"), p("下段相连"), p("完"))
    assert lines(document) == ["本段与下段相连", "完"]


def test_rows_without_cells_and_hidden_rows_are_no_rows(tmp_path: Path):
    merge = '<w:vMerge w:val="restart"/>'
    table = f"<w:tbl><w:tr>{tc('a', merge)}{tc('b')}</w:tr><w:tr/><w:tr><w:trPr><w:hidden/></w:trPr>{tc('x')}{tc('y')}</w:tr>"
    document = body(tmp_path, f"{table}<w:tr>{tc('', '<w:vMerge/>')}{tc('c')}</w:tr></w:tbl>")
    (found,) = document.tables()
    assert texts(found) == [["a", "b"], ["a", "c"]]
    assert [note.rule for note in document.notes] == ["extraction.hidden_text"]


def test_symbols_of_symbol_fonts(tmp_path: Path):
    wingdings = '<w:rFonts w:ascii="Wingdings"/>'
    document = body(
        tmp_path,
        '<w:p><w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>95%</w:t></w:r></w:p>',
        f"<w:p>{r(chr(0xF0FE), wingdings)}{r('是')}{r(chr(0xF0A8), wingdings)}{r('否')}</w:p>",
        '<w:p><w:r><w:sym w:font="Symbol" w:char="F0D6"/><w:sym w:font="Wingdings" w:char="F0D8"/><w:t>甲</w:t></w:r></w:p>',
    )
    assert lines(document) == ["≥95%", "☑是□否", "\ufffd甲"]


def test_a_raised_mark_adds_no_digit_to_an_amount(tmp_path: Path):
    raised = '<w:vertAlign w:val="superscript"/>'
    document = body(tmp_path, f"<w:p>{r('1,284.36')}{r('1', raised)}</w:p>", f"<w:p>{r('m')}{r('2', raised)}</w:p>")
    assert lines(document) == ["1,284.36^1", "m2"]


def test_pictures_and_embedded_files_are_noted(tmp_path: Path):
    blip = '<a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>'
    space = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    for size, noted in (("5000000", True), ("50000", False)):
        inline = f'<wp:inline xmlns:wp="{space}"><wp:extent cx="{size}" cy="{size}"/>{blip}</wp:inline>'
        document = body(tmp_path, p("部门收支总表"), f"<w:p><w:r><w:drawing>{inline}</w:drawing></w:r></w:p>")
        assert [note.rule for note in document.notes] == ["extraction.not_text"] * noted
    embedded = body(tmp_path, p("甲"), "<w:p><w:r><w:object/></w:r></w:p>", "<w:altChunk/>")
    assert "有2处" in embedded.notes[0].message


def test_numbers_that_are_none_do_not_lose_the_document(tmp_path: Path):
    spans = [tc(text, f'<w:gridSpan w:val="{value}"/>') for text, value in (("a", "abc"), ("b", "-5"), ("c", ""))]
    document = body(tmp_path, p("甲", '<w:numPr><w:ilvl w:val="x"/><w:numId w:val="y"/></w:numPr>'), tbl("".join(spans)))
    assert texts(next(document.tables())) == [["a", "b", "c"]]


def test_strict_namespaces_and_links_that_lead_nowhere(tmp_path: Path):
    body(tmp_path, p("部门收支总表"), tbl(tc("甲") + tc("1.00")))
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    document = changed(
        tmp_path / "a.docx",
        {
            "word/document.xml": (main, "http://purl.oclc.org/ooxml/wordprocessingml/main"),
            "_rels/.rels": (office, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
            "word/_rels/document.xml.rels": (
                "</Relationships>",
                f'<Relationship Id="gone" Type="{office}/image" Target="../NULL"/></Relationships>',
            ),
        },
    )
    assert lines(document) == ["部门收支总表"]
    assert texts(next(document.tables())) == [["甲", "1.00"]]
