"""Words of a table without columns: pieces of lines with their places, level labels whole and in fragments, values.

Not in here: how pieces become rows (`untabbed_rows.py` where the text layer kept the reading order, `untabbed_columns.py` where
it did not).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from yusuan import values, vocabulary
from yusuan.document import Paragraph
from yusuan.records import Source

HEADINGS = ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")
COLUMNS = ("level1", "level2", "level3", "description", "target", "basis")
_HEADING_WORDS = re.compile("|".join(sorted((*HEADINGS, "指标描述", "指标内容"), key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line between blanks, with its place in the document's text."""

    text: str
    start: int
    page: int | None = None

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(slots=True)
class Entry:
    """What stands in one cell: its pieces in order."""

    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        return values.tidy("".join(piece.text for piece in self.pieces)) or ""

    def source(self) -> Source:
        first = min(piece.start for piece in self.pieces)
        return Source((), first, max(piece.end for piece in self.pieces), self.pieces[0].page)


@dataclass(slots=True)
class UntabbedRow:
    """An indicator put back together: entries by column; a column that is absent could not be recovered or is blank.

    `lost` names the columns that hold something which could not be assigned with certainty.
    """

    cells: dict[str, Entry]
    lost: frozenset[str] = frozenset()

    def text(self, column: str) -> str | None:
        entry = self.cells.get(column)
        return entry.text if entry else None


def pieces_of(line: Paragraph) -> list[Piece]:
    return [Piece(match[0], line.start + match.start(), line.page) for match in re.finditer(r"\S+", line.text)]


def width(text: str) -> int:
    """Width in half-width units."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def is_heading_line(text: str) -> bool:
    """Whether a line consists of column headings alone."""
    return bool(_HEADING_WORDS.search(text)) and not _HEADING_WORDS.sub("", text).strip()


def headings_in(text: str) -> list[str]:
    return _HEADING_WORDS.findall(text)


def is_level1(text: str) -> bool:
    return text in vocabulary.DIMENSIONS


def is_level2(text: str) -> bool:
    return text in vocabulary.CATEGORIES


def label_begun(text: str) -> str | None:
    """The level-2 label that a fragment begins (数量指 -> 数量指标); None if it begins none, or several."""
    if len(text) < 3 or text in vocabulary.CATEGORIES or vocabulary.DIMENSIONS.keys() & {text, text + "标"}:
        return None
    labels = [label for label in vocabulary.CATEGORIES if label.startswith(text)]
    return labels[0] if len(labels) == 1 else None


def level1_begun(text: str) -> str | None:
    """The level-1 label that lacks its last character (满意度指)."""
    label = text + "标"
    return label if text.endswith("指") and label in vocabulary.DIMENSIONS else None


def is_label_rest(text: str) -> bool:
    """Whether a fragment is the middle or the end of a label (标, 指标, 意度指)."""
    if text == "标":
        return True
    if "指" not in text or text in vocabulary.CATEGORIES:
        return False
    return any(text in label for label in (*vocabulary.CATEGORIES, *vocabulary.DIMENSIONS))


def is_value(text: str) -> bool:
    """Whether a text is a number with a unit of measure, an operator or a per cent sign, or a range of such."""
    target = values.target(text)
    if target.value is None or (target.unit is None and target.rest):
        return False
    return target.unit is not None or target.operator is not None or target.high is not None


def entry(pieces: Iterable[Piece]) -> Entry:
    return Entry(list(pieces))
