"""Workbooks: numbers as shown, merges, lines apart from tables, hidden sheets, broken and hostile files."""

import struct
import time
import zipfile
from pathlib import Path

import pytest

from tests.readers.gold import missing
from yusuan.document import Damaged, Document, Rejected, Table, cell_place
from yusuan.readers import workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = """<numFmts count="1"><numFmt numFmtId="176" formatCode="0.00_ "/></numFmts>
<borders><border/><border><left style="thin"/><right style="thin"/></border></borders>
<cellXfs><xf numFmtId="0"/><xf numFmtId="4"/>
<xf numFmtId="9"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="0" borderId="1"/>
<xf numFmtId="4" borderId="1"/></cellXfs>"""
Value = str | int | float | tuple[str | float, int] | None


def cell(reference: str, value: Value) -> str:
    value, style = value if isinstance(value, tuple) else (value, 0)
    if isinstance(value, str) and value.startswith("<"):
        return f'<c r="{reference}" s="{style}" {value[1:]}</c>'
    if isinstance(value, str):
        return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{reference}" s="{style}"/>' if value is None else f'<c r="{reference}" s="{style}"><v>{value!r}</v></c>'


def sheet(rows: list[list[Value]], merges: tuple[str, ...] = (), first: int = 1, more: str = "") -> str:
    lines = "".join(
        f'<row r="{number}">' + "".join(cell(f"{chr(65 + at)}{number}", value) for at, value in enumerate(row)) + "</row>"
        for number, row in enumerate(rows, first)
    )
    merged = f"<mergeCells>{''.join(f'<mergeCell ref={area!r}/>' for area in merges)}</mergeCells>" if merges else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{lines}{more}</sheetData>{merged}</worksheet>'


def book(path: Path, *sheets: str, states: tuple[str, ...] = ()) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        root = f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        listed = "".join(
            f'<sheet name="表{n}" sheetId="{n}" r:id="r{n}" {states[n - 1] if n <= len(states) else ""}/>'
            for n in range(1, len(sheets) + 1)
        )
        made.writestr("_rels/.rels", f'<Relationships xmlns="{RELATIONS}">{root}</Relationships>')
        made.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>')
        targets = "".join(
            f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        styles = f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/>'
        made.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{RELATIONS}">{targets}{styles}</Relationships>')
        made.writestr("xl/styles.xml", f'<styleSheet xmlns="{MAIN}">{STYLES}</styleSheet>')
        for number, content in enumerate(sheets, 1):
            made.writestr(f"xl/worksheets/sheet{number}.xml", content)
    return path


def read(tmp_path: Path, *sheets: str, states: tuple[str, ...] = ()) -> Document:
    return workbook.read(book(tmp_path / "a.xlsx", *sheets, states=states), "0" * 64)


def lines(document: Document) -> list[str]:
    return [block.text for block in document.paragraphs()]


def texts(table: Table) -> list[list[str | None]]:
    return [[found and found.text for found in row] for row in table.grid()]


HEAD: list[Value] = ["项目", "金额"]


def test_numbers_are_what_is_shown(tmp_path: Path):
    values: list[Value] = [935.0000000001, (24871801.31, 1), (0.24, 2), (45352, 3), (1234.5, 4), ("208", 0)]
    values += ['<t="b"><v>1</v>', '<t="e"><v>#DIV/0!</v>', '<t="str"><f>A1</f><v>公式</v>', "<><f>1+1</f><v>2</v>"]
    (table,) = read(tmp_path, sheet([["甲"] * 10, values])).tables()
    assert texts(table)[1] == ["935", "24,871,801.31", "24%", "2024/3/1", "1234.50", "208", "TRUE", "#DIV/0!", "公式", "2"]


def test_a_sheet_that_begins_below_its_first_row(tmp_path: Path):
    rows: list[list[Value]] = [[None, "科目", None, "金额"], [None, "类", "款", (1.5, 4)], [None, "类", "款", (22.25, 4)]]
    (table,) = read(tmp_path, sheet(rows, ("B3:C3",), first=3)).tables()
    assert [row[2] for row in texts(table)] == ["金额", "1.50", "22.25"], "numbers keep their rows"
    assert table.cells[0].column_span == 2, "and merges theirs"


def test_formulas_saved_without_results_are_noted(tmp_path: Path):
    document = read(tmp_path, sheet([HEAD, ["就业", "<><f>SUM(A1:A9)</f>"]]))
    assert [note.rule for note in document.notes] == ["extraction.formula_without_value"]
    assert texts(next(document.tables()))[1] == ["就业", ""]


def test_titles_and_the_units_line_are_lines_before_the_table(tmp_path: Path):
    rows: list[list[Value]] = [
        ["部门收支总表"],
        ["部门：人社局", None, "单位：万元"],
        ["项目", "预算数", "备注"],
        ["就业", 1],
        [],
        ["注：四舍五入"],
    ]
    document = read(tmp_path, sheet(rows, ("A1:C1",)))
    assert lines(document) == ["部门收支总表", "部门：人社局\t单位：万元", "注：四舍五入"]
    (table,) = document.tables()
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Paragraph", "Table", "Paragraph"]
    assert texts(table) == [["项目", "预算数", "备注"], ["就业", "1", ""]]
    assert table.name == "表1"
    assert table.cells[0].sources == (cell_place(1, 0, 0),)


def test_frames_tell_lines_from_rows(tmp_path: Path):
    framed = 5
    rows: list[list[Value]] = [
        ["1.就业补助绩效目标表", "（草案）"],
        [("项目", framed), ("金额", framed)],
        [("一、基本支出", framed), (None, framed)],
        [("就业", framed), (1.5, 6)],
        ["2.公益岗位绩效目标表"],
        [("项目", framed), ("金额", framed)],
        [("岗位", framed), (2, 6)],
    ]
    document = read(tmp_path, sheet(rows))
    assert lines(document) == ["1.就业补助绩效目标表\t（草案）", "2.公益岗位绩效目标表"]
    first, second = document.tables()
    assert texts(first) == [["项目", "金额"], ["一、基本支出", ""], ["就业", "1.50"]]
    assert texts(second)[1] == ["岗位", "2.00"]


def test_tables_one_below_the_other_without_frames(tmp_path: Path):
    one: list[list[Value]] = [["1.就业补助"], ["323001 本级", None, "单位：万元"], ["项目", "金额", "备注"], ["就业", 1, "无"]]
    two: list[list[Value]] = [["2.公益岗位绩效目标表（2024年度）"], ["项目", "金额", "备注"], ["岗位", 2, "无"], ["合计"]]
    document = read(tmp_path, sheet([*one, *one, *two]))
    unit = "323001 本级\t单位：万元"
    assert lines(document) == ["1.就业补助", unit, "1.就业补助", unit, "2.公益岗位绩效目标表（2024年度）"]
    assert [table.rows for table in document.tables()] == [2, 2, 3]


def test_merges_go_over_blank_rows_and_never_overlap(tmp_path: Path):
    rows: list[list[Value]] = [["单位", "项目", "金额"], ["中心", "甲", 1], [], [None, "乙", 2], ["合计", None, 3]]
    merges = ("A2:A4", "A5:B5", "A4:B4", "C1:C1", "B1:B1048576", "A1:XFD1")
    (table,) = read(tmp_path, sheet(rows, merges[:2])).tables()
    assert texts(table) == [["单位", "项目", "金额"], ["中心", "甲", "1"], ["中心", "乙", "2"], ["合计", "合计", "3"]]
    (table,) = read(tmp_path, sheet(rows, merges)).tables()
    covered = sum(found.row_span * found.column_span for found in table.cells)
    assert covered == table.rows * table.columns


def test_sheets_in_order_hidden_ones_marked(tmp_path: Path):
    one, two = sheet([["标题"], HEAD, ["就业", 1]]), sheet([["底稿"], HEAD, ["就业", 2]])
    document = read(tmp_path, one, two, sheet([]), states=("", 'state="hidden"'))
    assert [(table.name, table.hidden, table.rows) for table in document.tables()] == [("表1", False, 2), ("表2", True, 3)]
    assert [(note.rule, note.severity) for note in document.notes] == [("extraction.hidden_text", "info")]
    assert lines(document) == ["标题"]


def test_a_table_that_does_not_begin_at_the_corner(tmp_path: Path):
    (table,) = read(tmp_path, sheet([[None, None, "项目", "金额"], [None, None, "就业", 1]], first=7)).tables()
    assert texts(table) == [["项目", "金额"], ["就业", "1"]]


def test_a_million_formatted_empty_rows_are_cheap(tmp_path: Path):
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(3, 1_048_577))
    path = book(tmp_path / "a.xlsx", sheet([HEAD, ["就业", (1, 1)]], more=empty))
    started = time.process_time()
    (table,) = workbook.read(path, "0" * 64).tables()
    assert texts(table) == [["项目", "金额"], ["就业", "1.00"]]
    assert time.process_time() - started < 30


def test_a_stray_cell_far_away_costs_nothing_or_is_named(tmp_path: Path):
    stray = '<row r="500000"><c r="C500000"><v>1</v></c></row>'
    document = read(tmp_path, sheet([["项目", "金额", "备注"], ["就业", 1, "x"]], more=stray))
    assert [table.rows for table in document.tables()] == [2]
    assert lines(document) == ["1"]
    stray = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(Damaged, match="有效区域过大"):
        read(tmp_path, sheet([HEAD, ["就业", 1]], more=stray))


def test_prefixed_elements_and_absolute_targets(tmp_path: Path):
    """As other producers than Excel write them."""
    content = sheet([HEAD, ["就业", (1, 1)]]).replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    for name in ("worksheet", "sheetData", "row", "c", "v", "is", "t"):
        content = (
            content.replace(f"<{name} ", f"<x:{name} ").replace(f"<{name}>", f"<x:{name}>").replace(f"</{name}>", f"</x:{name}>")
        )
    (table,) = read(tmp_path, content).tables()
    assert texts(table)[1] == ["就业", "1.00"]


def test_a_workbook_without_sound_styles_still_has_its_values(tmp_path: Path):
    path = book(tmp_path / "a.xlsx", sheet([HEAD, ["就业", (1234.5, 1)]]))
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/styles.xml"] = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="x" formatCode="0"/></numFmts></styleSheet>'.encode()
    )
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    (table,) = workbook.read(path, "0" * 64).tables()
    assert texts(table)[1] == ["就业", "1234.5"]


def test_broken_workbooks_say_so(tmp_path: Path):
    whole = book(tmp_path / "a.xlsx", sheet([HEAD, ["就业", 1]])).read_bytes()
    for keep in (50, len(whole) // 2, len(whole) - 30):
        (tmp_path / "b.xlsx").write_bytes(whole[:keep])
        with pytest.raises(Damaged, match="损坏"):
            workbook.read(tmp_path / "b.xlsx", "0" * 64)
    with pytest.raises(Damaged, match="损坏"):
        read(tmp_path, "<worksheet")
    (tmp_path / "c.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000))
    with pytest.raises(Damaged, match="损坏"):
        workbook.read(tmp_path / "c.xls", "0" * 64)


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def old_book(path: Path, cells: list[bytes], formats: dict[int, str], xfs: list[tuple[int, int]], name: str = "收支表") -> Path:
    """A minimal BIFF8 workbook of one sheet in a compound file: `xfs` are (number format, border bits)."""
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    head = record(0x0809, bof) + record(0x0042, struct.pack("<H", 1200))
    for number, code in formats.items():
        head += record(0x041E, struct.pack("<HHB", number, len(code), 1) + code.encode("utf-16-le"))
    for number, border in xfs:
        head += record(0x00E0, struct.pack("<HHHBBBBIIH", 0, number, 0, 0, 0, 0, 0, border, 0, 0))
    named = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    offset = len(head) + 4 + 6 + len(named) + 4
    head += record(0x0085, struct.pack("<IBB", offset, 0, 0) + named) + record(0x000A, b"")
    assert len(head) == offset
    sheet_bof = struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6)
    size = record(0x0200, struct.pack("<IIHHH", 0, 50, 0, 10, 0))
    stream = (head + record(0x0809, sheet_bof) + size + b"".join(cells) + record(0x000A, b"")).ljust(8192, b"\0")
    path.write_bytes(compound(stream))
    return path


def compound(stream: bytes) -> bytes:
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    struct.pack_into("<108I", header, 80, *[0xFFFFFFFF] * 108)
    sectors = len(stream) // 512
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    directory = bytearray()
    for name, kind, child, start, size in (("Root Entry", 5, 1, 0xFFFFFFFE, 0), ("Workbook", 2, 0xFFFFFFFF, 2, len(stream))):
        raw = name.encode("utf-16-le") + b"\0\0"
        entry = bytearray(raw.ljust(128, b"\0"))
        struct.pack_into("<HBBIII", entry, 64, len(raw), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        struct.pack_into("<II", entry, 116, start, size)
        directory += entry
    return (
        bytes(header)
        + struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
        + bytes(directory.ljust(512, b"\0"))
        + stream
    )


def label(row: int, column: int, xf: int, text: str) -> bytes:
    return record(0x0204, struct.pack("<HHHHB", row, column, xf, len(text), 1) + text.encode("utf-16-le"))


def test_an_old_workbook_shows_its_numbers_as_excel_does(tmp_path: Path):
    plain, money, percent, day, framed = range(5)
    xfs = [(0, 0), (165, 0x111), (9, 0x111), (14, 0x111), (0, 0x111)]
    cells = [
        label(0, 0, plain, "部门收支总表"),
        label(1, 0, plain, "人社局"),
        label(1, 1, plain, "单位：万元"),
        *(label(2, column, framed, text) for column, text in enumerate(["项目", "预算数", "比例", "日期", "检查"])),
        label(3, 0, framed, "就业补助"),
        record(0x0203, struct.pack("<HHHd", 3, 1, money, 66.66666666666667)),
        record(0x027E, struct.pack("<HHHI", 3, 2, percent, (24 << 2) | 3)),
        record(0x0203, struct.pack("<HHHd", 3, 3, day, 45352)),
        record(0x0205, struct.pack("<HHHBB", 3, 4, framed, 7, 1)),
        label(4, 0, framed, "合计"),
        record(0x00BD, struct.pack("<HHHIHIH", 4, 1, money, (-1234550 & 0x3FFFFFFF) << 2 | 3, framed, (7 << 2) | 2, 2)),
        record(0x00E5, struct.pack("<HHHHH", 1, 4, 4, 2, 3)),
    ]
    document = workbook.read(old_book(tmp_path / "a.xls", cells, {165: "#,##0.00_ "}, xfs), "0" * 64)
    assert document.media_type == "application/vnd.ms-excel"
    assert lines(document) == ["部门收支总表", "人社局\t单位：万元"]
    (table,) = document.tables()
    assert table.name == "收支表"
    assert texts(table)[1] == ["就业补助", "66.67", "24%", "2024/3/1", "#DIV/0!"]
    assert texts(table)[2] == ["合计", "-12,345.50", "7", "7", ""]


def test_an_old_workbook_cut_off_or_encrypted_says_so(tmp_path: Path):
    whole = old_book(tmp_path / "a.xls", [label(0, 0, 0, "项目")], {}, [(0, 0)]).read_bytes()
    for keep in (600, 1600, 4000):
        (tmp_path / "b.xls").write_bytes(whole[:keep])
        with pytest.raises(Damaged, match="损坏"):
            workbook.read(tmp_path / "b.xls", "0" * 64)
    locked = bytearray(whole)
    at = locked.index(record(0x0042, struct.pack("<H", 1200)))
    struct.pack_into("<H", locked, at, 0x002F)
    (tmp_path / "b.xls").write_bytes(locked)
    with pytest.raises(Damaged, match="加密"):
        workbook.read(tmp_path / "b.xls", "0" * 64)


def test_old_workbooks_that_would_hang_or_kill_other_readers(tmp_path: Path):
    whole = old_book(tmp_path / "a.xls", [label(0, 0, 0, "项目")], {}, [(0, 0)]).read_bytes()
    circle, giant = bytearray(whole), bytearray(whole)
    struct.pack_into("<I", circle, 512 + 4 * 5, 3)
    struct.pack_into("<I", giant, 1024 + 128 + 124, 0x6BA00)
    vast = bytearray(whole)
    struct.pack_into("<II", vast, vast.index(record(0x0200, struct.pack("<I", 0))[:2] + b"\x0e\0") + 4, 0, 0xFFFFFF)
    turned = bytearray(whole)
    struct.pack_into("<II", turned, turned.index(record(0x0200, struct.pack("<I", 0))[:2] + b"\x0e\0") + 4, 0x4000, 36)
    for broken in (circle, giant, vast, turned):
        (tmp_path / "b.xls").write_bytes(broken)
        with pytest.raises(Damaged, match="损坏"):
            workbook.read(tmp_path / "b.xls", "0" * 64)


def test_empty_and_oversized_workbooks_are_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(Rejected, match="没有内容"):
        read(tmp_path, sheet([]))
    monkeypatch.setattr(workbook, "MAX_BYTES", 10)
    with pytest.raises(Rejected, match="解压后超过"):
        read(tmp_path, sheet([HEAD]))


def test_every_cell_of_the_gold_is_found(corpus: Path):
    document = workbook.read(corpus / "renditions" / "003_a38c96af54c32677.xlsx", "0" * 64)
    assert missing(document, corpus / "gold" / "003_a38c96af54c32677.json") == []
    assert lines(document) == ["部门预算项目绩效目标表（2024年度）", "金额单位：元"]
