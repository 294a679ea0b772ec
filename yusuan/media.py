"""Which medium a file is of, sniffed from its bytes and never from its name, and the advice for those nobody reads yet.

Not in here: reading a medium (`readers/`), opening archives (`archive.py`). Containers are told apart by what they hold: a
zip with `[Content_Types].xml` may be a Word document, an OLE compound with a stream `Workbook` is a workbook.
"""

import codecs
import lzma
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

from yusuan import compound
from yusuan.document import Rejected
from yusuan.readers import text

PEEK = 64 * 1024
# What zipfile and its decompressors raise for a zip that is damaged, encrypted or packed in a way that they do not know (both
# are RuntimeErrors). Damage of bzip2 is an OSError, like the disk's.
BROKEN_ZIP = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, RuntimeError)
PDF = "application/pdf"
ZIP = "application/zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
HTML = "text/html"
TEXT = "text/plain"
BINARY = "application/octet-stream"


class Medium(NamedTuple):
    """What a file is; `rejection` says in plain words why it is not read, None where a reader may try."""

    media_type: str | None
    rejection: str | None = None


def _no(media_type: str, name: str, advice: str) -> Medium:
    return Medium(media_type, f"{name}，暂不支持：请{advice}")


_SAVE_WORD = "另存为.docx或PDF后再放入"
_SAVE_EXCEL = "另存为.xlsx后再放入"
_UNPACK = "解压后把其中的文件放入，或改用.zip"
_IMAGE = "放入原始的PDF、Word、Excel或网页文件（图片需要文字识别）"

_MAGIC = (
    (b"Rar!\x1a\x07", _no("application/vnd.rar", "RAR压缩包（.rar）", _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", _no("application/x-7z-compressed", "7-Zip压缩包（.7z）", _UNPACK)),
    (b"\x1f\x8b", _no("application/gzip", "gzip压缩文件（.gz）", _UNPACK)),
    (b"BZh", _no("application/x-bzip2", "bzip2压缩文件（.bz2）", _UNPACK)),
    (b"\xfd7zXZ\0", _no("application/x-xz", "xz压缩文件（.xz）", _UNPACK)),
    (b"\x28\xb5\x2f\xfd", _no("application/zstd", "zstd压缩文件（.zst）", _UNPACK)),
    (b"MSCF", _no("application/vnd.ms-cab-compressed", "CAB压缩包（.cab）", _UNPACK)),
    (b"\x89PNG\r\n\x1a\n", _no("image/png", "图片（PNG）", _IMAGE)),
    (b"\xff\xd8\xff", _no("image/jpeg", "图片（JPEG）", _IMAGE)),
    (b"GIF8", _no("image/gif", "图片（GIF）", _IMAGE)),
    (b"II*\0", _no("image/tiff", "图片（TIFF）", _IMAGE)),
    (b"MM\0*", _no("image/tiff", "图片（TIFF）", _IMAGE)),
    (b"{\\rtf", _no("application/rtf", "RTF文档（.rtf）", _SAVE_WORD)),
    (b"CAJ", _no("application/x-caj", "CAJ文档（.caj）", "另存为PDF后再放入")),
)
_OOXML = (
    ("wordprocessingml.document.main+xml", Medium(DOCX)),
    ("wordprocessingml.template.main+xml", Medium(DOCX)),
    ("ms-word.document.macroEnabled.main+xml", Medium(DOCX)),
    ("spreadsheetml.sheet.main+xml", Medium(XLSX)),
    ("spreadsheetml.template.main+xml", Medium(XLSX)),
    ("ms-excel.sheet.macroEnabled.main+xml", Medium(XLSX)),
    ("ms-excel.sheet.binary", _no("application/vnd.ms-excel.sheet.binary.macroEnabled.12", "二进制工作簿（.xlsb）", _SAVE_EXCEL)),
    (
        "presentationml",
        _no("application/vnd.openxmlformats-officedocument.presentationml.presentation", "演示文稿（.pptx）", _SAVE_WORD),
    ),
)
_ODF = (
    ("opendocument.text", _no("application/vnd.oasis.opendocument.text", "OpenDocument文档（.odt）", _SAVE_WORD)),
    ("opendocument.spreadsheet", _no("application/vnd.oasis.opendocument.spreadsheet", "OpenDocument表格（.ods）", _SAVE_EXCEL)),
    ("epub", _no("application/epub+zip", "电子书（.epub）", _SAVE_WORD)),
)
_STREAMS = (
    ("EncryptedPackage", Medium("application/x-ole-storage", "Office文件已加密，没有密码无法读取：请取消密码后再放入")),
    ("WordDocument", _no("application/msword", "旧版Word或WPS文字文档（.doc、.wps）", _SAVE_WORD)),
    ("Workbook", Medium(XLS)),
    ("Book", Medium(XLS)),
    ("PowerPoint Document", _no("application/vnd.ms-powerpoint", "旧版演示文稿（.ppt、.dps）", _SAVE_WORD)),
)
# Atomic, since comments could otherwise be cut into pieces in exponentially many ways.
_PROLOGUE = r"\s*+(?:(?><\?xml[^>]*>|<!--.*?-->|<!doctype(?!\s+html)[^>]*>)\s*+)*+"
_HTML_LEAD = re.compile(
    _PROLOGUE
    + r"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|script|style|link|span|center|font|h[1-6]|form|base)[\s>/]",
    re.S | re.I,
)
_XML_LEAD = re.compile(r"\s*<(?:\?xml\b|Workbook\s+xmlns)", re.I)
_MHTML = re.compile(rb"(?>[\w-]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n)*?(?:mime-version|content-type):", re.I)


def sniff(path: Path) -> Medium:
    """What the file at `path` is. Raises OSError if it cannot be read."""
    with path.open("rb") as file:
        head = file.read(PEEK)
    if not head:
        return Medium(None, "文件是空的（0字节）")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip(path, head)
    if head.startswith(compound.SIGNATURE):
        return _ole(path)
    if b"%PDF-" in head[:1024]:
        return Medium(PDF)
    for magic, medium in _MAGIC:
        if head.startswith(magic):
            return medium
    return _image(head) or _textual(head)


def _image(head: bytes) -> Medium | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _no("image/webp", "图片（WebP）", _IMAGE)
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"avif"):
        return _no("image/heic", "图片（HEIC、AVIF）", _IMAGE)
    if head[:2] == b"BM" and len(head) > 18 and struct.unpack_from("<I", head, 14)[0] in (12, 40, 56, 108, 124):
        return _no("image/bmp", "图片（BMP）", _IMAGE)
    if head[:2] == b"MZ" and b"\0" in head[:64]:
        return _no("application/vnd.microsoft.portable-executable", "程序或自解压压缩包（.exe）", _UNPACK)
    if head[257:262] == b"ustar":
        return _no("application/x-tar", "tar包（.tar）", _UNPACK)
    return None


def _textual(head: bytes) -> Medium:
    markup = _markup(head)
    if _MHTML.match(head) and re.search(rb"multipart/related|text/html", head[:4096], re.I):
        return _no("multipart/related", "单个文件网页（.mht、.mhtml）", "另存为普通的.html或PDF后再放入")
    if _HTML_LEAD.match(markup) or ("<table" in markup.lower() and "</td>" in markup.lower()):
        return Medium(HTML)
    if _XML_LEAD.match(markup):
        return _xml(markup)
    try:
        text.peek(head)
    except Rejected as rejected:
        return Medium(BINARY, str(rejected))
    return Medium(TEXT)


def _markup(head: bytes) -> str:
    """The head as a string in which ASCII markup can be looked for, whatever its encoding."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace").lstrip("\ufeff")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _xml(markup: str) -> Medium:
    if "urn:schemas-microsoft-com:office:spreadsheet" in markup:
        return _no("application/xml", "Excel 2003 XML表格", _SAVE_EXCEL)
    if "schemas.microsoft.com/office/word/2003" in markup or "schemas.microsoft.com/office/2006/xmlPackage" in markup:
        return _no("application/xml", "Word XML文档", _SAVE_WORD)
    return _no("application/xml", "XML文件", "放入PDF、Word、Excel、网页或文本文件")


def _zip(path: Path, head: bytes) -> Medium:
    """What a zip is by its members. A broken one is told by the names near its start: its own reader says what is wrong."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            types = _member(archive, "[Content_Types].xml") if "[Content_Types].xml" in names else ""
            odf = _member(archive, "mimetype") if "mimetype" in names else ""
    except BROKEN_ZIP:
        if b"word/" in head:
            return Medium(DOCX)
        return Medium(XLSX) if b"xl/" in head else Medium(ZIP)
    for mark, medium in _OOXML:
        if mark in types:
            return medium
    for mark, medium in _ODF:
        if mark in odf:
            return medium
    if "OFD.xml" in names:
        return _no("application/ofd", "版式文档（.ofd）", "转为PDF后再放入")
    return Medium(ZIP)


def _member(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as member:
        return member.read(2**20).decode("latin-1")


def _ole(path: Path) -> Medium:
    try:
        names = compound.names(path)
    except (struct.error, ValueError):
        return Medium("application/x-ole-storage", "Office文件已损坏或被截断：请重新获取该文件")
    for name, medium in _STREAMS:
        if name in names:
            return medium
    return _no("application/x-ole-storage", "旧版Office或WPS文件", "另存为.docx、.xlsx或PDF后再放入")
