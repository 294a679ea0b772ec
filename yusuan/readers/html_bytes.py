"""From the bytes of a web page to its text, whatever it declares about itself; and whether its end is missing."""

import codecs
import re

from yusuan.document import Note, Rejected
from yusuan.readers.text import decode

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]+encoding\s*=\s*["']([\w-]+)""", re.I)
_CHINESE = ("gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80")
# No Chinese page is written in these: they are what an editor or a server puts in when nobody says anything.
_WESTERN = re.compile(r"iso-?8859-\d+|windows-125\d|us-ascii|ascii|latin-?1|cp125\d")


def decoded(raw: bytes) -> tuple[str, list[Note]]:
    """The page's text by its byte order mark, by what it declares or, where that is wrong or missing, by its bytes."""
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if raw.startswith(mark):
            return _replaced(raw[len(mark) :], encoding)
    found = _CHARSET.search(raw[:8192])
    declared = (found[1] or found[2]).decode().lower() if found else "utf-8"
    if declared in _CHINESE:
        declared = "gb18030"
    elif declared.startswith("utf-16"):
        declared = "utf-8"  # as browsers do: in UTF-16 the declaration itself could not have been found
    western = bool(_WESTERN.fullmatch(declared))
    for encoding in ("utf-8", "gb18030", declared) if western else (declared, "utf-8", "gb18030"):
        try:
            return raw.decode(encoding), []
        except (UnicodeDecodeError, LookupError):
            continue
    try:
        return decode(raw), []
    except Rejected:
        pass
    return _replaced(raw, declared)


def _replaced(raw: bytes, encoding: str) -> tuple[str, list[Note]]:
    """The text with a mark (U+FFFD) for what cannot be decoded, and a note if there is any; unknown encodings are UTF-8."""
    try:
        text = raw.decode(encoding, "replace")
    except LookupError:
        text = raw.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    note = Note("extraction.undecodable", f"网页中有{lost}处字节无法解码", f"{lost} places of the page could not be decoded")
    return text, [note] if lost else []


def is_cut_off(text: str) -> bool:
    """Whether a page has a beginning and no end, or stops within a tag."""
    lower = text.lower()
    if "</html" in lower[-4096:]:
        return False
    began = "<html" in lower[:8192] and "</body" not in lower
    return began or lower.rfind("<") > lower.rfind(">") or lower.count("<table") > lower.count("</table")
