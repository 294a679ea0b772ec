"""The numbers that Word prints before the paragraphs of lists ("一、", "（2）", "1.1"): part of the text that people see.

They are counted over the whole document: a `Numbering` is asked for every paragraph once, in reading order. Bullets are left out.
"""

from lxml import etree

from yusuan.readers.ooxml import whole_number

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_CHINESE = (
    "chineseCounting",
    "chineseCountingThousand",
    "chineseLegalSimplified",
    "japaneseCounting",
    "taiwaneseCountingThousand",
)
_DEEPEST = 8  # levels of a list are 0 to 8, and are written in patterns as %1 to %9
_MOST = 32_767
_PLACES = ((1000, "千"), (100, "百"), (10, "十"))
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"))
_ROMAN_LOW = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


class Numbering:
    """The list numbers of one document."""

    def __init__(self, root: etree._Element | None, styles: dict[str | None, etree._Element]):
        """From the part `numbering`, None for a document without, and the styles by id."""
        self._styles = styles
        self._levels: dict[str, dict[int, etree._Element]] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is not None:
            self._load(root)

    def _load(self, root: etree._Element) -> None:
        abstract = {
            item.get(f"{_W}abstractNumId"): {
                whole_number(level.get(f"{_W}ilvl")): level for level in item.iterchildren(f"{_W}lvl")
            }
            for item in root.iterchildren(f"{_W}abstractNum")
        }
        for number in root.iterchildren(f"{_W}num"):
            key = number.get(f"{_W}numId")
            base = number.find(f"{_W}abstractNumId")
            if key is None or base is None:
                continue
            self._abstract[key] = base.get(f"{_W}val", "")
            self._levels[key] = dict(abstract.get(self._abstract[key], {}))
            for override in number.iterchildren(f"{_W}lvlOverride"):
                level = whole_number(override.get(f"{_W}ilvl"))
                if (start := override.find(f"{_W}startOverride")) is not None:
                    self._starts[key, level] = whole_number(start.get(f"{_W}val"), 1)
                if (own := override.find(f"{_W}lvl")) is not None:
                    self._levels[key][level] = own

    def label(self, paragraph: etree._Element) -> str:
        """What Word prints before this paragraph, empty if it is in no numbered list."""
        key, level = self._place(paragraph)
        if key is None or level not in self._levels.get(key, {}):
            return ""
        counts = self._counts.setdefault(self._abstract[key], {})
        if (key, level) in self._starts:
            counts[level] = self._starts.pop((key, level)) - 1
        counts[level] = counts.get(level, self._start(key, level) - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        kind = _value(self._levels[key][level], "numFmt") or "decimal"
        pattern = _value(self._levels[key][level], "lvlText") or ""
        if kind in ("bullet", "none"):
            return ""
        legal = self._levels[key][level].find(f"{_W}isLgl") is not None
        for other in range(min(level, _DEEPEST) + 1):
            if f"%{other + 1}" in pattern:
                count = counts.get(other, self._start(key, other))
                form = _value(self._levels[key].get(other), "numFmt") or "decimal"
                pattern = pattern.replace(f"%{other + 1}", numeral(count, "decimal" if legal else form))
        return pattern

    def _start(self, key: str, level: int) -> int:
        return whole_number(_value(self._levels[key].get(level), "start"), 1)

    def _place(self, paragraph: etree._Element) -> tuple[str | None, int]:
        """List and level of a paragraph, its own or of its style; list 0 switches numbering off."""
        properties = paragraph.find(f"{_W}pPr")
        style = _value(properties, "pStyle")
        key = level = None
        for _ in range(10):
            if properties is not None and (numbered := properties.find(f"{_W}numPr")) is not None:
                key = key or _value(numbered, "numId")
                level = level if level is not None else _value(numbered, "ilvl")
            if key is not None or style not in self._styles:
                break
            properties = self._styles[style].find(f"{_W}pPr")
            style = _value(self._styles[style], "basedOn")
        return (None if key == "0" else key), whole_number(level)


def _value(element: etree._Element | None, name: str) -> str | None:
    found = None if element is None else element.find(f"{_W}{name}")
    return None if found is None else found.get(f"{_W}val")


def numeral(number: int, form: str) -> str:
    """A number in one of Word's number formats; in digits where the format is none of those used in Chinese documents."""
    if form in _CHINESE:
        return _chinese(number)
    if form in ("ideographTraditional",) and 1 <= number <= 10:
        return _STEMS[number - 1]
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x245F + number)
    if form == "decimalEnclosedParen" and 1 <= number <= 20:
        return chr(0x2473 + number)
    if form == "decimalFullWidth":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    if form == "decimalZero":
        return f"{number:02d}"
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= _MOST:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and 1 <= number <= _MOST:
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    return str(number)


def _chinese(number: int) -> str:
    """Counting numerals up to 9999: 10 is 十, 101 is 一百〇一."""
    if not 0 < number < 10_000:
        return "".join(_DIGITS[int(digit)] for digit in str(abs(number)))
    text, rest, skipped = "", number, False
    for place, word in _PLACES:
        digit, rest = divmod(rest, place)
        if digit:
            text += ("〇" if skipped else "") + _DIGITS[digit] + word
            skipped = False
        else:
            skipped = bool(text) and bool(rest)
    text += ("〇" if skipped else "") + _DIGITS[rest] if rest else ""
    return text.removeprefix("一") if 10 <= number < 20 else text


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN + _ROMAN_LOW:
        count, number = divmod(number, value)
        text += letters * count
    return text
