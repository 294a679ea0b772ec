"""A TrueType font of one box, made in memory: what pdfium measures Chinese characters by when a PDF does not embed their font.

A PDF states the widths of its characters itself; the outlines of a font of the system only cost time (a whole CJK font per
page) and make the result depend on the machine. Without any outline, though, pdfium takes a lone character for nothing.
"""

import struct
from functools import cache

_EM = 1000
_BOX = (0, -120, _EM, 880)


@cache
def font() -> bytes:
    """The font file: every character from U+0020 on is the same box of one em."""
    x0, y0, x1, y1 = _BOX
    box = struct.pack(">hhhhh", 1, *_BOX) + struct.pack(">HH", 3, 0) + b"\1" * 4
    for steps in ((x0, 0, x1 - x0, 0), (y0, y1 - y0, 0, y0 - y1)):
        box += struct.pack(">4h", *steps)
    glyphs = box + b"\0" * (-len(box) % 4)
    tables = {
        b"cmap": _cmap(),
        b"glyf": glyphs,
        b"head": struct.pack(">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, 0, 0, *_BOX, 0, 8, 2, 1, 0),
        b"hhea": struct.pack(">IhhhHhhhhhh8xhH", 0x10000, 880, -120, 0, _EM, 0, 0, _EM, 1, 0, 0, 0, 2),
        b"hmtx": struct.pack(">HhHh", _EM, 0, _EM, 0),
        b"loca": struct.pack(">III", 0, 0, len(glyphs)),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    offset = 12 + 16 * len(tables)
    directory, body = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 48), b""
    for tag, table in tables.items():
        directory += tag + struct.pack(">III", 0, offset + len(body), len(table))
        body += table + b"\0" * (-len(table) % 4)
    return directory + body


def _cmap() -> bytes:
    """Format 13, many characters to one glyph, for all of Unicode."""
    ranges = struct.pack(">HHIII", 13, 0, 28, 0, 1) + struct.pack(">III", 0x20, 0x10FFFF, 1)
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + ranges
