"""Text exports (.txt, UTF-8 or GB18030): lines are paragraphs, runs of lines with tabs are tables without geometry.

A text export keeps no columns but the order of its tabs, so its tables are `ragged`: a row may lack a cell or be shifted.
A form feed begins a new page; without any, pages are unknown.
"""

import codecs
import re
import unicodedata
from pathlib import Path

from yusuan.document import Block, Cell, Document, Note, Paragraph, Rejected, Table, cell_place

MAX_BYTES = 32 * 2**20

_HEADING = re.compile(r"^(#{1,6})\s+")
_LINE = re.compile(r"[^\n\f]*(?:\n|\f|$)")
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_FIRST_LEVEL = frozenset(bytes([lead]) for lead in range(0xB0, 0xD8))
_CUT = Note(
    "extraction.truncated",
    "文件在一个字符的中间结束，很可能被截断，后面的内容没有读到",
    "The file ends in the middle of a character: it is most likely truncated, what followed is missing",
)


def decode(raw: bytes) -> str:
    """The text of a UTF-8, GB18030 or (with a byte order mark) UTF-16 file.

    Raises Rejected for an empty file and for bytes that are no text in any of them.
    """
    return _decoded(raw)[0]


def peek(head: bytes) -> None:
    """Raises Rejected if a file that begins with `head` can be no text. A character cut off at its end does not matter."""
    _decoded(head)


def _decoded(raw: bytes) -> tuple[str, bool]:
    """The text, and whether the last character is cut off."""
    if not raw.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Rejected("文件是空的（没有文字）")
    utf16 = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            text = decoder.decode(raw)
        except UnicodeDecodeError:
            continue
        if _is_plausible(text):
            return text.replace("\r\n", "\n").replace("\r", "\n"), bool(decoder.getstate()[0])
    raise Rejected("不是文本文件，或编码无法识别：内容既不是UTF-8也不是GB18030编码的文字")


def _is_plausible(text: str) -> bool:
    """Whether a decoded text reads like one.

    GB18030 accepts almost any bytes, and then yields control and unassigned characters, or (from Big5, Shift-JIS, broken UTF-8)
    rare characters; in real Chinese nearly all are of the first level of GB 2312.
    """
    sample = text[:200_000]
    odd = sum(1 for c in sample if unicodedata.category(c) in ("Cc", "Cn", "Co", "Cs") and c not in "\t\n\r\f")
    if odd * 200 > len(sample):
        return False
    chinese = _CHINESE.findall(sample)[:5000]
    common = sum(1 for c in chinese if c.encode("gb2312", "ignore")[:1] in _FIRST_LEVEL)
    return len(chinese) < 20 or common * 2 > len(chinese)


def read(path: Path, sha256: str) -> Document:
    if path.stat().st_size > MAX_BYTES:
        raise Rejected(f"文本文件超过{MAX_BYTES // 2**20}MB，不是单个部门的文件")
    text, cut = _decoded(path.read_bytes())
    blocks = _blocks(text)
    pages = text.count("\f") + 1 if "\f" in text else None
    return Document(sha256, "text/plain", "text", pages, tuple(blocks), (_CUT,) if cut else ())


def _blocks(text: str) -> list[Block]:
    blocks: list[Block] = []
    run: list[tuple[str, int]] = []  # consecutive lines that are not blank, with their offsets
    tables = 0
    page = 1 if "\f" in text else None
    for match in _LINE.finditer(text):
        line = match[0].rstrip("\n\f")
        if line.strip():
            run.append((line, match.start()))
        if not line.strip() or not match[0].endswith("\n"):
            made = _run_blocks(run, tables, page)
            tables += sum(isinstance(block, Table) for block in made)
            blocks += made
            run = []
        if match[0].endswith("\f") and page is not None:
            page += 1
    return blocks


def _run_blocks(run: list[tuple[str, int]], tables: int, page: int | None) -> list[Block]:
    """Blocks of a run of lines: from its first to its last line with a tab it is one table, the rest are paragraphs."""
    tabbed = [i for i, (line, _) in enumerate(run) if "\t" in line]
    first, last = (tabbed[0], tabbed[-1] + 1) if tabbed else (len(run), len(run))
    blocks: list[Block] = [_paragraph(line, start, page) for line, start in run[:first]]
    if tabbed:
        blocks.append(_table([line for line, _ in run[first:last]], tables + 1, page))
    return blocks + [_paragraph(line, start, page) for line, start in run[last:]]


def _paragraph(line: str, start: int, page: int | None) -> Paragraph:
    heading = _HEADING.match(line)
    skipped = heading.end() if heading else len(line) - len(line.lstrip())
    return Paragraph(line[skipped:].rstrip(), start + skipped, page, None, len(heading[1]) if heading else None)


def _table(lines: list[str], index: int, page: int | None) -> Table:
    rows = [line.split("\t") for line in lines]
    cells = tuple(
        Cell(r, c, text.strip(), page=page, sources=(cell_place(index, r, c),))
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    return Table(index, len(rows), max(len(row) for row in rows), cells, page, ragged=True)
