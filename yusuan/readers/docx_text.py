"""The text of one paragraph of a Word document as Word shows it, and how its elements are looked up by their local names.

Not in here: numbers of lists, tables, what a text box holds (only that there is one).
"""

from collections.abc import Callable, Iterator

from lxml import etree

from yusuan.readers import symbol_fonts
from yusuan.readers.ooxml import attribute, whole_number

# Deleted or moved away, a change's former properties, field codes, the reading above a ruby base.
_LEFT_OUT = frozenset(("del", "moveFrom", "pPr", "pPrChange", "rPr", "instrText", "delText", "rt", "sdtPr"))
_WITHIN = frozenset(("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
_BLOCKS = frozenset(("p", "tbl", "tr", "tc", "altChunk"))
# A picture smaller than this is a seal, a logo or a line: 7 cm wide, 2 cm high, in EMU.
_PICTURE = (2_520_000, 720_000)


class Text:
    """What a paragraph says: its text, its text boxes, how many pieces are hidden and how many things in it are no text.

    `hides` tells whether a style hides its text.
    """

    def __init__(self, paragraph: etree._Element, hides: Callable[[str | None], bool]):
        self._hides = hides
        self._is_hidden_by_style = hides(value_of(paragraph, "pPr", "pStyle"))
        self._parts: list[str] = []
        # Of each field that is open, innermost last, whether its instruction is still being written.
        self._fields: list[bool] = []
        self.boxes: list[etree._Element] = []
        self.hidden = self.unread = 0
        self._add(paragraph)
        self.text = "".join(self._parts)

    def _add(self, element: etree._Element) -> None:
        for item in element:
            name = name_of(item)
            if name == "t":
                text = item.text or ""
                self._say(text if text.isascii() else symbol_fonts.text(lambda run=element: _font(run), text), element)
            elif name == "tab":
                self._say("\t")
            elif name in ("br", "cr"):
                self._say("\n")
            elif name == "noBreakHyphen":
                self._say("-")
            elif name == "sym":
                self._say(symbol_fonts.character(attribute(item, "font"), attribute(item, "char") or ""))
            elif name == "fldChar":
                self._field(attribute(item, "fldCharType"))
            elif name == "txbxContent":
                self.boxes.append(item)
            elif name in ("AlternateContent", "drawing", "pict", "object"):
                self._drawn(item, name)
            elif name == "r" and self._is_hidden(item):
                self.hidden += any(name_of(part) == "t" and bool((part.text or "").strip()) for part in item)
            elif name not in _LEFT_OUT:
                self._add(item)

    def _say(self, text: str, run: etree._Element | None = None) -> None:
        if not text or any(self._fields):
            return
        if run is not None and self._parts and self._parts[-1][-1:].isdigit() and text[0].isdigit() and _is_raised(run):
            text = f"^{text}"  # a mark or an exponent, no further digits of the number
        self._parts.append(text)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _drawn(self, item: etree._Element, name: str) -> None:
        if name == "AlternateContent":
            # Word writes a text box twice: as a drawing, and for old versions as a picture.
            chosen = child(item, "Choice")
            self._add(chosen if chosen is not None else item)
            return
        boxes = len(self.boxes)
        self._add(item)
        self.unread += len(self.boxes) == boxes and _is_unread(item, name)

    def _is_hidden(self, run: etree._Element) -> bool:
        """A run's own word counts first, then its style's, then that of the paragraph's style."""
        properties = child(run, "rPr")
        if properties is None:
            return self._is_hidden_by_style
        if child(properties, "vanish") is not None:
            return is_on(properties, "vanish")
        return self._hides(value_of(properties, "rStyle")) or self._is_hidden_by_style


def _font(run: etree._Element) -> str | None:
    fonts = child(run, "rPr", "rFonts")
    return None if fonts is None else attribute(fonts, "ascii") or attribute(fonts, "hAnsi")


def _is_raised(run: etree._Element) -> bool:
    return value_of(run, "rPr", "vertAlign") == "superscript"


def _is_unread(drawn: etree._Element, name: str) -> bool:
    """Whether a drawing without text shows something that may be read: an embedded file, or a picture of some size."""
    within = {name_of(item) for item in drawn.iter()}
    if name == "object" or "OLEObject" in within:
        return True
    if name == "drawing" and "blip" in within:
        extent = next((item for item in drawn.iter() if name_of(item) == "extent"), None)
        sizes = [0 if extent is None else whole_number(attribute(extent, side)) for side in ("cx", "cy")]
        return extent is None or (sizes[0] >= _PICTURE[0] and sizes[1] >= _PICTURE[1])
    return "imagedata" in within


def name_of(element: etree._Element) -> str:
    """The local name; empty for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The element reached by following first children of these local names."""
    for name in names:
        if element is None:
            return None
        element = next((item for item in element if name_of(item) == name), None)
    return element


def value_of(element: etree._Element | None, *names: str) -> str | None:
    found = child(element, *names)
    return None if found is None else attribute(found, "val")


def is_on(element: etree._Element | None, *names: str) -> bool:
    """A switch of Word: there and not switched off."""
    found = child(element, *names)
    return found is not None and attribute(found, "val") not in ("0", "false", "off")


def content(container: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables, rows or cells of a container, looking through content controls, insertions and custom markup."""
    for element in container:
        name = name_of(element)
        if name in _BLOCKS:
            yield element
        elif name in _WITHIN:
            yield from content(element)
