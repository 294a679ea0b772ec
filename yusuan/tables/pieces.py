"""Pieces of text with places: what a line prints between two gaps, as the cells of a table without rulings would stand.

Places only: which columns and rows pieces make is `unread.py`'s and `implied.py`'s business, characters are the reader's.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

FIGURE = re.compile(r"[≥≤><=＝]?[-+－△(（]?\d[\d,，]*(?:\.\d+)?[%％)）]?(?:[万亿]?元|[人个件次辆台户套]|平方米)?")
AMOUNT = re.compile(r"\d[,，]\d{3}|\.\d\d$")
EXACT = re.compile(r"\d,\d{3}|\.\d|\d{4}|%|元|^0$")  # a figure of a table, hardly a page's or a list's number


SPACED = 2.5  # heights; characters of one word are set no further apart
GAP, LEAST = 0.6, 0.08  # heights; a gap that no word has, and one that no characters of a word have


class Piece(NamedTuple):
    """A text without a gap: its box in points (y downwards), its baseline, and the number of its line from the top."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    line: int

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def is_figure(self) -> bool:
        return FIGURE.fullmatch(self.text) is not None


def joined(fine: Sequence[Piece], gap: float, edges: Sequence[float] = ()) -> list[Piece]:
    """Pieces that follow each other on a line by less than `gap` heights put together, unless one of the edges lies between."""
    found: list[Piece] = []
    for piece in (piece for line in lines_of(fine) for piece in line):
        last = found[-1] if found else None
        if (
            last is None
            or last.line != piece.line
            or piece.x0 - last.x1 > gap * min(piece.height, last.height)
            or any(last.x1 <= edge <= piece.x0 for edge in edges)
        ):
            found.append(piece)
            continue
        box = min(last.top, piece.top), max(last.x1, piece.x1), max(last.bottom, piece.bottom)
        found[-1] = Piece(last.text + piece.text, last.x0, *box, last.base, last.line)
    return found


def is_spaced(line: Sequence[Piece]) -> bool:
    """Whether a word is set with spaces between its characters: 收 入; not the headings 类, 款 and 项 of three columns."""
    near = all(right.x0 - left.x1 <= SPACED * left.height for left, right in pairwise(line))
    single = all(len(piece.text) == 1 and not piece.is_figure for piece in line)
    return near and single and not {"类", "款", "项"}.issuperset(piece.text for piece in line)


def words_of(line: Sequence[Piece]) -> list[Piece]:
    """The pieces of a line, those that make one spaced word (项 目) as one."""
    found: list[Piece] = []
    for piece in line:
        if found and is_spaced([found[-1]._replace(text=found[-1].text[-1:]), piece]):
            found[-1] = found[-1]._replace(text=found[-1].text + piece.text, x1=piece.x1)
        else:
            found.append(piece)
    return found


def lines_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces line by line, from top to bottom and from left to right."""
    lines: dict[int, list[Piece]] = {}
    for piece in pieces:
        lines.setdefault(piece.line, []).append(piece)
    return [sorted(lines[number], key=lambda piece: piece.x0) for number in sorted(lines)]
