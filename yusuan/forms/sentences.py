"""Sentences put together from hard-wrapped lines, each knowing which stretch of the document's text it was printed in.

What the sentences say is `narrative.py`. Page numbers, running heads and cells printed inside a sentence are no part of it.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from yusuan.document import Document, Paragraph
from yusuan.records import Source
from yusuan.tables.running_lines import beside_page_numbers, line_key
from yusuan.values import comparable, tidy

_NUMERAL = "[一二三四五六七八九十]{1,3}"
MARKER = re.compile(
    rf"^(?:第{_NUMERAL}(?:部分|章|节)|{_NUMERAL}、|[（(]{_NUMERAL}[）)]|\d{{1,2}}[、．.](?!\d)|[（(]\d{{1,2}}[）)])"
)
PAGE_NUMBER = re.compile(r"^(?:[-—–─]*\d{1,3}[-—–─]*|第\d+页(?:,?共\d+页)?|\d+/\d+)$")
_FINISHED = re.compile(r"[。！？!?]$")
_OPEN = re.compile(r"[，、,（(“：:；;]$")
_PUNCTUATION = re.compile(r"[，。；：、,;:]")
# What no line break may divide: a number, a character with the brackets and marks around it.
_UNBROKEN = re.compile(r"[（(《“]*(?:[0-9A-Za-z,.%]+|[^\s（(《“])?[）)》”，。、；：]*")
_END = re.compile(r"[。！？]")
_LEADERS = re.compile(r"[.．…·•]{4,}\s*\d*$")
_DROPPED = "“”\"‘’'"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: `text` in comparable form without quotation marks, `raw` as printed without the line breaks.

    `at` is, for every character of `text`, its index in `raw`; `offsets`, for every character of `raw`, its offset in the
    document's text. `blocks` are the indices of its paragraphs. `follows` is set where it goes on the paragraph of the sentence
    before it.
    """

    text: str
    raw: str
    at: tuple[int, ...]
    offsets: tuple[int, ...]
    page: int | None
    blocks: tuple[int, ...]
    follows: bool

    def printed(self, start: int = 0, end: int | None = None) -> str:
        """The stretch `start:end` of `text` as printed."""
        if end is None or end >= len(self.at):
            return tidy(self.raw[self.at[start] :] if start else self.raw) or ""
        return tidy(self.raw[self.at[start] if start else 0 : self.at[end - 1] + 1]) or ""

    def source(self, start: int = 0, end: int | None = None) -> Source:
        last = self.at[(end if end is not None else len(self.at)) - 1]
        return Source((), self.offsets[self.at[start]], self.offsets[last] + 1, self.page)


def running_lines(document: Document) -> frozenset[str]:
    """Heads and feet: lines (in comparable form) that most pages of a document with three pages or more repeat, or that stand
    beside its page numbers."""
    pages: dict[str, set[int]] = defaultdict(set)
    lines: dict[str, set[str]] = defaultdict(set)
    for paragraph in document.paragraphs():
        if paragraph.page is not None and len(paragraph.text) < 60:
            key = line_key(paragraph.text)
            pages[key].add(paragraph.page)
            lines[key].add(comparable(paragraph.text))
    needed = max(3, (document.page_count or 0) * 0.6)
    repeated = {key for key, seen in pages.items() if len(seen) >= needed and not re.search(r"单位[:：]", key)}
    return frozenset({line for key in repeated for line in lines[key]} | beside_page_numbers(document.blocks))


def sentences(document: Document) -> list[Sentence]:
    """The sentences of the running text, in reading order."""
    found: list[Sentence] = []
    for lines in _paragraphs(document):
        found += _split(lines)
    return found


Line = tuple[int, Paragraph]


def _paragraphs(document: Document) -> Iterator[list[Line]]:
    """Runs of lines that belong together: a wrapped line is a full one that no punctuation ends."""
    repeated = running_lines(document)
    lines = [
        (index, block)
        for index, block in enumerate(document.blocks)
        if isinstance(block, Paragraph)
        and (line := comparable(block.text))
        and line not in repeated
        and not PAGE_NUMBER.match(line)
    ]
    full = _fullness([paragraph for _, paragraph in lines])
    current: list[Line] = []
    position = 0
    while position < len(lines):
        if current and full(current[-1][1]) and not _FINISHED.search(current[-1][1].text):
            position = _past_cells(lines, position, full)
        line = lines[position]
        if current and _breaks(current[-1][1], line[1], full):
            yield current
            current = []
        current.append(line)
        position += 1
    if current:
        yield current


Fullness = Callable[..., bool]


def _fullness(paragraphs: list[Paragraph]) -> Fullness:
    """Whether a line reaches the right margin: measured on the page where there is geometry, else by its width in characters.

    A number does not break, so that a line is full as well if the number that the next one begins with would not fit.
    """
    # A contents' leaders reach no margin that is the text's: exports print more dots than a line is wide.
    widths = sorted(_width(paragraph.text) for paragraph in paragraphs if not _LEADERS.search(paragraph.text))
    widest = widths[len(widths) * 98 // 100] if widths else 0
    wide = [width for width in widths if width * 5 >= widest * 3]
    usual = wide[len(wide) // 2] if wide else 0
    edges: dict[int | None, float] = defaultdict(float)
    for paragraph in paragraphs:
        if paragraph.box is not None:
            edges[paragraph.page] = max(edges[paragraph.page], paragraph.box.x1)

    def is_full(paragraph: Paragraph, following: str = "") -> bool:
        unbroken = _width(_UNBROKEN.match(following)[0])
        if paragraph.box is not None:
            height = min(paragraph.box.bottom - paragraph.box.top, 30)
            return paragraph.box.x1 >= edges[paragraph.page] - max(2.5, 0.6 * unbroken + 1) * height
        return _width(paragraph.text) >= usual * 0.85 - (unbroken if unbroken > 3 else 0)

    return is_full


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _breaks(before: Paragraph, after: Paragraph, full: Fullness) -> bool:
    """Whether a new paragraph begins at `after`."""
    text = before.text.rstrip()
    if _FINISHED.search(text) or MARKER.match(after.text) or before.level is not None or after.level is not None:
        return True
    if MARKER.match(text) and not _PUNCTUATION.search(MARKER.sub("", text)) and not full(before, after.text):
        return True
    return not full(before, after.text) and not _OPEN.search(text)


def _past_cells(lines: list[Line], position: int, full: Fullness) -> int:
    """The position after cells that a text layer printed inside a sentence: two or more short lines without punctuation."""
    end = position
    while end < len(lines) and end - position < 24:
        text = lines[end][1].text
        if _PUNCTUATION.search(text) or _FINISHED.search(text) or MARKER.match(text) or full(lines[end][1]):
            break
        end += 1
    goes_on = end < len(lines) and not MARKER.match(lines[end][1].text) and _PUNCTUATION.search(lines[end][1].text)
    return end if end - position >= 2 and goes_on else position


def _split(lines: list[Line]) -> Iterator[Sentence]:
    raw = "".join(paragraph.text for _, paragraph in lines)
    offsets = [paragraph.start + i for _, paragraph in lines for i in range(len(paragraph.text))]
    owners = [(index, paragraph.page) for index, paragraph in lines for _ in paragraph.text]
    start = 0
    for end in [match.end() for match in _END.finditer(raw)] + [len(raw)]:
        if raw[start:end].strip():
            owned = owners[start:end]
            text, at = _compact(raw[start:end])
            if text:
                yield Sentence(
                    text, raw[start:end], at, tuple(offsets[start:end]), owned[0][1],
                    tuple(dict.fromkeys(index for index, _ in owned)), start > 0,
                )  # fmt: skip
        start = end


def _compact(raw: str) -> tuple[str, tuple[int, ...]]:
    """Comparable form with the index of each character's origin; white space stays between two numbers, or they would be one."""
    characters: list[str] = []
    at: list[int] = []
    for index, character in enumerate(raw):
        if character in _DROPPED:
            continue
        for normal in unicodedata.normalize("NFKC", character):
            if normal.isspace():
                ahead = raw[index:].lstrip()[:1]
                if not (characters and characters[-1].isdigit() and ahead.isdigit()):
                    continue
                normal = " "
            characters.append(normal)
            at.append(index)
    return "".join(characters), tuple(at)
