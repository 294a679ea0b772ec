"""Elements of a web page that are no plain text: what a form's field shows, a list's number, pictures, links to documents.

Not in here: which of them count where (`html.py`).
"""

import re

from lxml import etree

from yusuan.readers.numbering import numeral

_DOCUMENT_LINK = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar|7z)(?:$|[?#])", re.I)
_SMALL_PICTURE = 40  # pixels: lines, arrows and dots that space a page out
_LISTS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def field(element: etree._Element) -> str:
    """What a field of a form shows."""
    if element.tag == "textarea":
        return element.text or ""
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return "".join(chosen[0].itertext()) if chosen else ""
    kind = (element.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return "☑" if element.get("checked") is not None else "□"
    return element.get("value") or "" if kind in ("text", "number") else ""


def list_number(item: etree._Element) -> str:
    """The number that a browser prints before an item of an ordered list."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol" or "none" in (parent.get("style") or ""):
        return ""
    number = int(parent.get("start") or 1) if re.fullmatch(r"\d{1,4}", parent.get("start") or "1") else 1
    number += sum(1 for _ in item.itersiblings("li", preceding=True))
    return f"{numeral(number, _LISTS.get(parent.get('type') or '', 'decimal'))}."


def is_mark(pending: list[str], sup: etree._Element) -> bool:
    """Whether a raised digit would be read as a further digit of the number that ends the text before it (`pending`)."""
    before = next((part for part in reversed(pending) if part), "")
    return before[-1:].isdigit() and "".join(sup.itertext()).strip()[:1].isdigit()


def is_picture(element: etree._Element) -> bool:
    return element.tag == "img" and is_large(element)


def is_large(element: etree._Element) -> bool:
    """Whether a picture or frame is large enough to show something; one that does not say its size may be."""
    sizes = [re.match(r"\s*(\d{1,5})\s*(?:px)?\s*$", element.get(side) or "") for side in ("width", "height")]
    return all(size is None or int(size[1]) > _SMALL_PICTURE for size in sizes)


def is_attachment(element: etree._Element) -> bool:
    return element.tag == "a" and bool(_DOCUMENT_LINK.search(element.get("href") or ""))
