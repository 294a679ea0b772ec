"""Pieces of text with places: what a line prints between two gaps, as the cells of a table without rulings would stand.

Places only: which columns and rows pieces make is `unread.py`'s and `implied.py`'s business, characters are the reader's.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

FIGURE = re.compile(r"[≥≤><=＝]?[-+－△(（]?\d[\d,，]*(?:\.\d+)?[%％)）]?(?:[万亿]?元|[人个件次辆台户套]|平方米)?")
AMOUNT = re.compile(r"\d[,，]\d{3}|\.\d\d$")
EXACT = re.compile(r"\d,\d{3}|\.\d|\d{4}|%|元|^0$")  # a figure of a table, hardly a page's or a list's number


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


def lines_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces line by line, from top to bottom and from left to right."""
    lines: dict[int, list[Piece]] = {}
    for piece in pieces:
        lines.setdefault(piece.line, []).append(piece)
    return [sorted(lines[number], key=lambda piece: piece.x0) for number in sorted(lines)]
