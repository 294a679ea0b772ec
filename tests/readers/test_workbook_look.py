"""What a sheet shows besides its cells: hidden rows and columns, text boxes, pictures; references that would kill a reader."""

import os
import struct
import zipfile
from pathlib import Path

import pytest

from tests.readers.test_workbook import HEAD, MAIN, OFFICE, RELATIONS, book, label, lines, old_book, read, record, sheet, texts
from yusuan.compound import Compound
from yusuan.document import Damaged
from yusuan.readers import workbook

ROWS = [["项目", "旧数", "预算数"], ["水费", "11", "1"], ["藏行", "22", "9"], ["电费", "33", "2"]]


def with_hidden(content: str) -> str:
    columns = '<cols><col min="2" max="2" width="8" hidden="1"/></cols><sheetData>'
    return content.replace("<sheetData>", columns).replace('<row r="3">', '<row r="3" hidden="1">')


def test_hidden_rows_and_columns_are_left_out_and_told(tmp_path: Path):
    document = read(tmp_path, with_hidden(sheet(ROWS)))
    assert texts(next(document.tables())) == [["项目", "预算数"], ["水费", "1"], ["电费", "2"]]
    (note,) = document.notes
    assert (note.rule, note.severity) == ("extraction.hidden_text", "info")
    assert "1行、1列" in note.message


def test_the_text_of_a_merge_that_begins_hidden_is_shown(tmp_path: Path):
    merged = sheet([["甲", "乙", "丙"], ["一", "整行的话", None]], ("B2:C2",))
    document = read(tmp_path, with_hidden(merged))
    assert texts(next(document.tables())) == [["甲", "丙"], ["一", "整行的话"]]


def test_hidden_rows_and_columns_of_an_old_workbook(tmp_path: Path):
    cells = [label(row, column, 0, text) for row, found in enumerate(ROWS) for column, text in enumerate(found)]
    cells += [
        record(0x0208, struct.pack("<HHHHHHI", 2, 0, 3, 255, 0, 0, 0x20)),
        record(0x007D, struct.pack("<HHHHHH", 1, 1, 2048, 0, 1, 0)),
    ]
    document = workbook.read(old_book(tmp_path / "a.xls", cells, {}, [(0, 0)]), "0" * 64)
    assert texts(next(document.tables())) == [["项目", "预算数"], ["水费", "1"], ["电费", "2"]]
    assert [note.rule for note in document.notes] == ["extraction.hidden_text"]


def test_text_boxes_are_lines_and_pictures_are_told(tmp_path: Path):
    path = book(tmp_path / "a.xlsx", sheet([HEAD, ["就业", 1]]))
    line = "<a:p><a:r><a:t>单位：</a:t></a:r><a:r><a:t>万元</a:t></a:r></a:p>"
    drawing = f'<d:wsDr xmlns:d="d" xmlns:a="a"><d:sp><d:txBody>{line}</d:txBody></d:sp><d:pic/></d:wsDr>'
    with zipfile.ZipFile(path, "a") as more:
        more.writestr("xl/drawings/drawing1.xml", drawing)
        link = f'<Relationship Id="d" Type="{OFFICE}/drawing" Target="../drawings/drawing1.xml"/>'
        more.writestr("xl/worksheets/_rels/sheet1.xml.rels", f'<Relationships xmlns="{RELATIONS}">{link}</Relationships>')
    document = workbook.read(path, "0" * 64)
    assert lines(document) == ["单位：万元"]
    assert [note.rule for note in document.notes] == ["extraction.not_text"]


def test_a_unit_that_stands_only_above_the_printed_pages_is_a_line(tmp_path: Path):
    def with_header(written: str) -> list[str]:
        header = f"</sheetData><headerFooter><oddHeader>{written}</oddHeader></headerFooter>"
        return lines(read(tmp_path, sheet([HEAD, ["就业", 1]]).replace("</sheetData>", header)))

    assert with_header('&amp;C&amp;"宋体,Bold"&amp;12部门收支总表&amp;R单位：万元') == ["部门收支总表", "单位：万元"]
    assert with_header("&amp;C第&amp;P页") == []
    written = "&R单位：万元"
    old = record(0x0014, struct.pack("<HB", len(written), 1) + written.encode("utf-16-le"))
    document = workbook.read(
        old_book(tmp_path / "a.xls", [label(0, 0, 0, "甲"), label(0, 1, 0, "乙"), old], {}, [(0, 0)]), "0" * 64
    )
    assert lines(document) == ["单位：万元"]


@pytest.mark.parametrize("value", ["<v/>", "<v></v>", "<v />", ""])
def test_a_formula_with_an_empty_result_was_saved_without_one(tmp_path: Path, value: str):
    """As openpyxl and other writers that cannot compute leave it."""
    document = read(tmp_path, sheet([HEAD, ["就业", f"<><f>SUM(A1:A9)</f>{value}"], ["空", '<t="str"><f>""</f><v></v>']]))
    assert [note.rule for note in document.notes] == ["extraction.formula_without_value"]
    assert "有1个公式" in document.notes[0].message


def test_a_reference_beyond_the_sheet_is_damage_and_kills_nobody(tmp_path: Path):
    with pytest.raises(Damaged, match="损坏"):
        read(tmp_path, sheet([HEAD]).replace('r="B1"', 'r="ZZZZZ99999999"'))


def test_a_stray_cell_kills_nobody_where_styles_are_broken(tmp_path: Path):
    stray = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = book(tmp_path / "a.xlsx", sheet([HEAD, ["就业", 1]], more=stray))
    replaced(path, "xl/styles.xml", b"<styleSheet><fonts></styleSheet>")
    with pytest.raises(Damaged, match="有效区域过大"):
        workbook.read(path, "0" * 64)


def test_what_a_library_prints_when_it_panics_is_not_seen(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    with pytest.raises(Damaged), workbook._SpokenErrors():
        os.write(2, b"thread panicked at src/cfb.rs")
        raise type("PanicException", (BaseException,), {})()
    assert capfd.readouterr().err == ""


def replaced(path: Path, part: str, content: bytes) -> None:
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, old_content in parts.items():
            new.writestr(name, content if name == part else old_content)


def test_strict_workbooks(tmp_path: Path):
    path = book(tmp_path / "a.xlsx", sheet([HEAD, ["就业", (1234.5, 1)]]))
    with zipfile.ZipFile(path) as old:
        parts = {
            name: old.read(name).replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
            for name in old.namelist()
        }
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    assert texts(next(workbook.read(path, "0" * 64).tables()))[1] == ["就业", "1,234.50"]


def test_a_short_stream_lies_in_the_mini_stream(tmp_path: Path):
    """Workbooks of a few cells: without it they lost their number formats and errors."""
    stream = bytes(range(150))
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", header, 44, 1, 1, 0, 4096, 2, 1, end, 0, 0)
    struct.pack_into("<108I", header, 80, *[free] * 108)
    directory = bytearray()
    for name, kind, child, start, size in (("Root Entry", 5, 1, 3, 512), ("Workbook", 2, free, 1, len(stream))):
        raw = name.encode("utf-16-le") + b"\0\0"
        entry = bytearray(raw.ljust(128, b"\0"))
        struct.pack_into("<HBBIII", entry, 64, len(raw), kind, 1, free, free, child)
        struct.pack_into("<II", entry, 116, start, size)
        directory += entry
    table = struct.pack("<128I", 0xFFFFFFFD, end, end, end, *[free] * 124)
    small = struct.pack("<128I", free, 4, free, end, 3, *[free] * 123)
    mini = bytearray(512)
    for sector, part in ((1, stream[:64]), (4, stream[64:128]), (3, stream[128:])):
        mini[sector * 64 : sector * 64 + len(part)] = part
    path = tmp_path / "a.xls"
    path.write_bytes(bytes(header) + table + bytes(directory.ljust(512, b"\0")) + small + bytes(mini))
    with path.open("rb") as file:
        assert Compound(file).stream("Workbook") == stream
