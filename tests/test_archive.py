"""The catalogue of a raw folder: media by bytes, archives opened within bounds, a plain reason for all that is no document."""

import io
import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from yusuan import archive, media
from yusuan.archive import catalogue
from yusuan.raw_file import RawFile

PDF = b"%PDF-1.4\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


def rows(folder: Path) -> dict[str, RawFile]:
    found = catalogue(folder, folder.parent / "unpacked")
    assert [row.source_path for row in found] == sorted(row.source_path for row in found)
    return {row.source_path: row for row in found}


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for name, content in members:
            made.writestr(name, content, method)
    return buffer.getvalue()


def compound(*streams: str) -> bytes:
    """A minimal OLE compound file with these streams: header, one FAT sector, one directory sector."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<I", header, 44, 1)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = bytearray()
    names = ["Root Entry", *streams]
    for number, name in enumerate(names):
        entry = bytearray(128)
        raw = name.encode("utf-16-le") + b"\0\0"
        entry[: len(raw)] = raw
        following = number + 1 if 0 < number < len(names) - 1 else 0xFFFFFFFF
        child = 1 if number == 0 else 0xFFFFFFFF
        struct.pack_into("<HBBIII", entry, 64, len(raw), 5 if number == 0 else 2, 1, 0xFFFFFFFF, following, child)
        directory += entry
    return bytes(header) + fat + bytes(directory.ljust(512, b"\0"))


def ooxml(part: str) -> bytes:
    types = f'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{part}.main+xml"/></Types>'
    return zipped(("[Content_Types].xml", types.encode()), ("x.xml", b"<x/>"))


MEDIA = {
    "pdf": (PDF, media.PDF),
    "pdf after rubbish": (b"\r\n\r\n" + PDF, media.PDF),
    "docx": (ooxml("wordprocessingml.document"), media.DOCX),
    "xlsx": (ooxml("spreadsheetml.sheet"), media.XLSX),
    "xls": (compound("Workbook", "\x05SummaryInformation"), media.XLS),
    "html": ("<!-- 首页 -->\n<!DOCTYPE html><html>".encode(), media.HTML),
    "html of a cms": ("<div class=x>部门预算</div>".encode("gbk"), media.HTML),
    "xls that is html": (b"\xef\xbb\xbf<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table>", media.HTML),
    "xhtml": (b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC 'x'>\n<html>", media.HTML),
    "html in utf-16": ("\ufeff<html>预算".encode("utf-16-le"), media.HTML),
    "text": ("部门预算\t1,234.00\n".encode(), media.TEXT),
    "text in gbk": ("部门预算绩效文本\n一、总体绩效目标\n".encode("gb18030"), media.TEXT),
    "text in utf-16": ("\ufeff部门预算\n".encode("utf-16-le"), media.TEXT),
}


@pytest.mark.parametrize("kind", MEDIA)
def test_medium_comes_from_the_bytes_not_from_the_name(folder: Path, kind: str):
    content, media_type = MEDIA[kind]
    (folder / "文件.dat").write_bytes(content)
    row = rows(folder)["文件.dat"]
    assert (row.media_type, row.rejection, row.byte_size) == (media_type, None, len(content))
    assert row.document_id == row.sha256[:16]


UNSUPPORTED = {
    "doc": (compound("1Table", "WordDocument"), "application/msword", ".doc"),
    "ppt": (compound("PowerPoint Document"), "application/vnd.ms-powerpoint", ".ppt"),
    "encrypted office": (compound("EncryptedPackage", "EncryptionInfo"), "application/x-ole-storage", "加密"),
    "broken ole": (compound("Workbook")[:700], "application/x-ole-storage", "损坏"),
    "ofd": (zipped(("OFD.xml", b"<ofd:OFD/>")), "application/ofd", ".ofd"),
    "ods": (zipped(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")), None, ".ods"),
    "pptx": (ooxml("presentationml.presentation"), None, ".pptx"),
    "rar": (b"Rar!\x1a\x07\x01\0", "application/vnd.rar", ".rar"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\x04", "application/x-7z-compressed", ".7z"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png", "图片"),
    "jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg", "图片"),
    "rtf": (b"{\\rtf1\\ansi", "application/rtf", ".rtf"),
    "mhtml": (
        b'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="x"\r\n\r\n',
        "multipart/related",
        ".mht",
    ),
    "spreadsheetml": (
        b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>",
        "application/xml",
        "Excel 2003",
    ),
    "rubbish named txt": (bytes(range(256)) * 40, media.BINARY, "不是文本文件"),
    "zeros": (bytes(5000), media.BINARY, "空"),
    "big5": (("部門預算績效目標與資金使用說明文件內容" * 5).encode("big5"), media.BINARY, "编码"),
    "empty": (b"", None, "空"),
    "zip of nothing": (zipped(), media.ZIP, "没有文件"),
    "program": (b"MZ" + bytes(100) + zipped(("a.html", b"<p>")), None, ".exe"),
}


@pytest.mark.parametrize("kind", UNSUPPORTED)
def test_what_nobody_reads_is_named_with_advice(folder: Path, kind: str):
    content, media_type, words = UNSUPPORTED[kind]
    (folder / "a.txt").write_bytes(content)
    row = rows(folder)["a.txt"]
    assert words in row.rejection
    assert media_type in (None, row.media_type)
    assert row.sha256 is not None


@pytest.mark.parametrize("piece", [b"<!---->", b"a: b\r\n", b"<?xml?>", b"<!doctype x>"])
def test_sniffing_takes_no_time_over_hostile_beginnings(folder: Path, piece: bytes):
    (folder / "a.txt").write_bytes(piece * 10_000 + b"!")
    assert len(rows(folder)) == 1


def test_embedded_objects_do_not_change_what_a_compound_file_is(folder: Path):
    content = bytearray(compound("Workbook", "MBD0001"))
    content += compound("WordDocument")
    (folder / "a.xls").write_bytes(content)
    assert rows(folder)["a.xls"].media_type == media.XLS


def test_a_truncated_word_file_stays_one_for_its_reader_to_explain(folder: Path):
    whole = zipped(("word/document.xml", b"<w/>" * 100), ("[Content_Types].xml", b"<Types/>"))
    (folder / "a.docx").write_bytes(whole[:60])
    assert rows(folder)["a.docx"].media_type == media.DOCX


def test_hidden_and_lock_files_are_no_rows(folder: Path):
    for name in (".gitkeep", ".DS_Store", "~$预算.docx", "Thumbs.db", "desktop.ini"):
        (folder / name).write_bytes(b"x")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_bytes(b"x")
    assert rows(folder) == {}


def test_the_same_file_twice_is_read_once(folder: Path):
    (folder / "b").mkdir()
    (folder / "b" / "二.txt").write_text("预算")
    (folder / "a.txt").write_text("预算")
    found = rows(folder)
    assert found["a.txt"].rejection is None
    assert found["b/二.txt"].duplicate_of == "a.txt"
    assert "a.txt" in found["b/二.txt"].rejection
    assert found["b/二.txt"].document_id == found["a.txt"].document_id


def test_two_empty_files_are_empty_not_duplicates(folder: Path):
    (folder / "a.txt").touch()
    (folder / "b.txt").touch()
    assert all(row.duplicate_of is None and "空" in row.rejection for row in rows(folder).values())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_permissions(folder: Path):
    (folder / "a.txt").write_text("预算")
    (folder / "a.txt").chmod(0)
    (folder / "b").mkdir(mode=0)
    try:
        found = rows(folder)
    finally:
        (folder / "b").chmod(0o700)
    assert "权限" in found["a.txt"].rejection
    assert "权限" in found["b"].rejection
    assert found["a.txt"].sha256 is None and len(found["a.txt"].document_id) == 16


def test_permission_errors_become_reasons(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """The same for those who run their tests as root."""
    (folder / "a.txt").write_text("预算")

    def closed(path: Path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(media, "sniff", closed)
    assert rows(folder)["a.txt"].rejection == "无法读取：没有读取权限"


def test_links_and_devices(folder: Path):
    (folder.parent / "outside.txt").write_text("秘密")
    (folder / "a.txt").write_text("预算")
    (folder / "b.txt").symlink_to(folder / "a.txt")
    (folder / "c.txt").symlink_to(folder.parent / "outside.txt")
    (folder / "d.txt").symlink_to(folder / "nothing")
    (folder / "e").symlink_to(folder.parent)
    (folder / "f").symlink_to(folder / "f")
    os.mkfifo(folder / "g")
    found = rows(folder)
    assert found["b.txt"].duplicate_of == "a.txt"
    assert "之外" in found["c.txt"].rejection and found["c.txt"].sha256 is None
    assert "失效" in found["d.txt"].rejection
    assert "之外" in found["e"].rejection
    assert "失效" in found["f"].rejection
    assert "管道" in found["g"].rejection
    assert len(found) == 7


def test_names_in_gbk_on_disk_are_shown_readably(folder: Path):
    try:
        with open(os.path.join(os.fsencode(folder), "预算.txt".encode("gbk")), "wb") as file:
            file.write("预算".encode())
    except OSError:
        pytest.skip("this file system takes no such names")
    assert "UTF-8" in rows(folder)["预算.txt"].rejection


def test_members_of_a_zip_are_rows_after_it(folder: Path):
    (folder / "a.zip").write_bytes(zipped(("部门/1.pdf", PDF), ("部门/2.txt", "预算".encode()), ("__MACOSX/._1.pdf", b"x")))
    found = rows(folder)
    assert list(found) == ["a.zip", "a.zip!/部门/1.pdf", "a.zip!/部门/2.txt"]
    assert (found["a.zip"].media_type, found["a.zip"].members, found["a.zip"].rejection) == (media.ZIP, 2, None)
    member = found["a.zip!/部门/1.pdf"]
    assert (member.media_type, member.rejection) == (media.PDF, None)
    assert Path(member.path).read_bytes() == PDF
    assert Path(member.path).is_relative_to(folder.parent / "unpacked" / found["a.zip"].sha256)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_without_the_utf8_flag(folder: Path, encoding: str):
    name = "丰宁县/绩效文本.pdf"
    raw = name.encode(encoding)
    content = zipped(("x" * len(raw), PDF), method=zipfile.ZIP_STORED).replace(b"x" * len(raw), raw)
    (folder / "a.zip").write_bytes(content)
    assert f"a.zip!/{name}" in rows(folder)


def test_unpacking_is_not_repeated_and_leaves_nothing_half(folder: Path):
    (folder / "a.zip").write_bytes(zipped(("1.pdf", PDF)))
    first = rows(folder)
    place = Path(first["a.zip!/1.pdf"].path)
    before = place.stat().st_mtime_ns
    assert rows(folder) == first
    assert place.stat().st_mtime_ns == before
    assert [path.name for path in (folder.parent / "unpacked").iterdir()] == [first["a.zip"].sha256]


def test_what_was_lost_of_an_unpacked_archive_is_unpacked_again(folder: Path):
    (folder / "a.zip").write_bytes(zipped(("1.pdf", PDF)))
    place = Path(rows(folder)["a.zip!/1.pdf"].path)
    left = place.parent.parent / f".{place.parent.name}.killed"
    left.mkdir()
    os.utime(left, (0, 0))
    for lose in (place.unlink, lambda: place.write_bytes(b"")):
        lose()
        assert Path(rows(folder)["a.zip!/1.pdf"].path).read_bytes() == PDF
    assert not left.exists()


def test_no_member_escapes(folder: Path):
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    (folder / "a.zip").write_bytes(
        zipped(("../../evil.pdf", PDF), ("/abs.pdf", PDF + b"1"), ("..\\win.pdf", PDF + b"2"), (link, b"/etc/passwd"))
    )
    found = rows(folder)
    assert {"a.zip!/evil.pdf", "a.zip!/abs.pdf", "a.zip!/win.pdf"} < set(found)
    assert "链接" in found["a.zip!/link.txt"].rejection
    unpacked = folder.parent / "unpacked"
    assert all(Path(row.path).resolve().is_relative_to(unpacked) for name, row in found.items() if "!" in name)
    assert not (folder.parent / "evil.pdf").exists()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_a_zip_holds_twice_is_two_rows(folder: Path):
    (folder / "a.zip").write_bytes(zipped(("1.pdf", PDF), ("1.pdf", PDF + b"other")))
    assert {"a.zip!/1.pdf", "a.zip!/1.pdf#2"} < set(rows(folder))


def test_a_zip_within_a_zip_is_opened_once(folder: Path):
    inner = zipped(("c.pdf", PDF))
    for name in ("b.zip", "d.zip"):
        inner = zipped((name, inner))
    (folder / "a.zip").write_bytes(inner)
    found = rows(folder)
    assert list(found) == ["a.zip", "a.zip!/d.zip", "a.zip!/d.zip!/b.zip"]
    assert "嵌套" in found["a.zip!/d.zip!/b.zip"].rejection
    (folder / "a.zip").write_bytes(zipped(("b.zip", zipped(("c.pdf", PDF)))))
    assert rows(folder)["a.zip!/b.zip!/c.pdf"].rejection is None


def test_a_duplicate_zip_is_one_row(folder: Path):
    for name in ("a.zip", "b.zip"):
        (folder / name).write_bytes(zipped(("c.pdf", PDF)))
    found = rows(folder)
    assert list(found) == ["a.zip", "a.zip!/c.pdf", "b.zip"]
    assert found["b.zip"].duplicate_of == "a.zip"


def test_bombs_are_refused_before_they_are_unpacked(folder: Path, monkeypatch: pytest.MonkeyPatch):
    (folder / "a.zip").write_bytes(zipped(("a.txt", bytes(40 * 2**20))))
    assert "压缩炸弹" in rows(folder)["a.zip"].rejection
    (folder / "a.zip").write_bytes(zipped(*((f"{n}.pdf", PDF) for n in range(6))))
    with monkeypatch.context() as limits:
        limits.setattr(archive, "MAX_MEMBERS", 5)
        assert "过多" in rows(folder)["a.zip"].rejection
    (folder / "b.zip").write_bytes(zipped(("x.zip", zipped(("1.txt", b"a" * 900))), ("y.zip", zipped(("2.txt", b"b" * 900)))))
    with monkeypatch.context() as limits:
        limits.setattr(archive, "MAX_TOTAL_BYTES", 1500)
        found = rows(folder)
        assert found["b.zip!/x.zip"].rejection is None
        assert "过大" in found["b.zip!/y.zip"].rejection
    assert not list((folder.parent / "unpacked").glob(".*"))


def test_a_member_that_lies_about_its_size_is_broken_not_unpacked(folder: Path):
    content = bytearray(zipped(("a.txt", b"a" * 5000)))
    at = content.rindex(b"PK\x01\x02") + 24
    struct.pack_into("<I", content, at, 10)
    (folder / "a.zip").write_bytes(content)
    assert "损坏" in rows(folder)["a.zip!/a.txt"].rejection


def test_encrypted_and_broken_members_are_rows(folder: Path):
    content = bytearray(zipped(("1.pdf", PDF * 20), ("2.pdf", PDF * 30), ("3.pdf", PDF)))
    first = content.index(b"PK\x01\x02")
    struct.pack_into("<H", content, first + 8, 1)
    second = content.index(b"PK\x01\x02", first + 4)
    struct.pack_into("<I", content, second + 16, 0xDEADBEEF)
    third = content.index(b"PK\x01\x02", second + 4)
    struct.pack_into("<H", content, third + 10, 9)
    struct.pack_into("<H", content, content.rindex(b"PK\x03\x04") + 8, 9)
    (folder / "a.zip").write_bytes(content)
    found = rows(folder)
    assert "加密" in found["a.zip!/1.pdf"].rejection
    assert "损坏" in found["a.zip!/2.pdf"].rejection
    assert "压缩方法" in found["a.zip!/3.pdf"].rejection
    assert found["a.zip"].members == 3
    assert len({row.document_id for row in found.values()}) == 4


@pytest.mark.parametrize("keep", [30, 60, 100])
def test_a_truncated_zip_is_its_own_row(folder: Path, keep: int):
    (folder / "a.zip").write_bytes(zipped(("1.pdf", PDF * 20), ("2.pdf", PDF * 30))[:keep])
    (folder / "b.txt").write_text("预算")
    found = rows(folder)
    assert "损坏" in found["a.zip"].rejection
    assert found["b.txt"].rejection is None


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_whose_member_cannot_be_unpacked(folder: Path, method: int):
    content = bytearray(zipped(("[Content_Types].xml", b"<Types/>" * 40), ("1.pdf", PDF), method=method))
    content[58:68] = b"\xff" * 10
    (folder / "a.zip").write_bytes(content)
    assert "损坏" in rows(folder)["a.zip!/[Content_Types].xml"].rejection


def test_a_member_without_a_name_is_a_row(folder: Path):
    content = bytearray(zipped(("x", PDF), ("2.pdf", PDF + PDF)))
    first = content.index(b"PK\x01\x02")
    for at in (26, first + 28):  # the name's length, in front of the member and in the directory
        struct.pack_into("<H", content, at, 0)
    struct.pack_into("<H", content, 28, 1)  # its one letter as extra data
    struct.pack_into("<H", content, first + 32, 1)  # and as a comment
    (folder / "a.zip").write_bytes(content)
    found = rows(folder)
    assert found["a.zip!/无名"].media_type == found["a.zip!/2.pdf"].media_type == media.PDF


def test_an_empty_zip(folder: Path):
    (folder / "a.zip").write_bytes(zipped())
    assert "空" in rows(folder)["a.zip"].rejection


def test_no_raw_folder(tmp_path: Path):
    with pytest.raises(NotADirectoryError):
        catalogue(tmp_path / "nothing", tmp_path / "unpacked")


def test_the_samples(raw: Path, tmp_path: Path):
    found = catalogue(raw, tmp_path)
    assert [(row.media_type, row.rejection) for row in found] == [(media.TEXT, None)] * 5
