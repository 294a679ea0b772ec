"""Headings of one or two levels that no line parts: which columns stand below a heading over several, from heights alone.

Headings of one level stand at one height (by their middle, first or last line); of two levels those below a heading over several
columns stand lower, all at one height. Anything else is no heading that could be read.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from yusuan.tables.pieces import Piece, lines_of, words_of

ALIKE = 1.5  # points; headings at one height differ by less


class Level(NamedTuple):
    """Where the upper level ends, and over which columns there are two."""

    y: float
    lower: list[bool]


def level_of(pieces: Sequence[Piece], xs: Sequence[float], widths: Sequence[float]) -> Level | tuple[()] | None:
    """The line between two levels of headings, () where there is one level, None where it is open. `widths` are
    those of the widest text of each column."""
    count = len(xs) - 1
    columns: list[list[Piece]] = [[] for _ in range(count)]
    over = []
    pieces = [word for line in lines_of(pieces) for word in words_of(line)]
    for piece in pieces:
        middle = (piece.x0 + piece.x1) / 2
        column = sum(edge <= middle for edge in xs) - 1
        if not 0 <= column < count:
            return None
        if piece.x0 < xs[column] - 1 or piece.x1 > xs[column + 1] + 1:
            over.append(piece)
        else:
            columns[column].append(piece)
    if not over and _is_level(columns, widths):
        return ()
    lines = lines_of(pieces)
    if not lines:
        return None
    upper = lines[0] if not over else [piece for piece in pieces if piece.line == over[0].line]
    if any(piece.line != upper[0].line for piece in over):
        return None
    found = _splits(columns, upper)
    return found[0] if len(found) == 1 else None


def _middle(pieces: Sequence[Piece]) -> float:
    return (min(piece.base for piece in pieces) + max(piece.base for piece in pieces)) / 2


def _is_level(columns: Sequence[Sequence[Piece]], widths: Sequence[float]) -> bool:
    """Whether the headings stand at one height, by their middle, first or last line, and each goes on for want of space."""
    for column, width in zip(columns, widths, strict=True):
        for above, below in pairwise(sorted(column, key=lambda piece: piece.base)):
            if above.x1 - above.x0 + above.height <= max(width, below.x1 - below.x0):
                return False
    blocks = [[piece.base for piece in column] for column in columns if column]
    return bool(blocks) and any(
        max(place(block) for block in blocks) - min(place(block) for block in blocks) <= ALIKE
        for place in (lambda block: (min(block) + max(block)) / 2, min, max)
    )


def _splits(columns: Sequence[Sequence[Piece]], upper: Sequence[Piece]) -> list[Level]:
    """The ways to take the line `upper` for headings over several columns: those below stand at one height, the others at
    another, each in the middle of its space."""
    line, base = upper[0].line, upper[0].base
    leaves = [[piece for piece in column if piece.line != line and piece.base > base] for column in columns]
    bottom = max(piece.bottom for piece in upper)
    lows = {round(_middle(leaf), 1) for leaf in leaves if leaf}
    if all(leaves) and max(lows) - min(lows) <= ALIKE:
        return [Level((bottom + min(piece.top for leaf in leaves for piece in leaf)) / 2, [True] * len(columns))]
    found: dict[tuple[bool, ...], Level] = {}
    for low in lows:
        for high in {round(_middle(column), 1) for column in columns if column}:
            if not base + ALIKE < high < low - ALIKE:
                continue
            lower = []
            for column, leaf in zip(columns, leaves, strict=True):
                whole = bool(column) and abs(_middle(column) - high) <= ALIKE
                below = bool(leaf) and abs(_middle(leaf) - low) <= ALIKE
                if whole == below:
                    break
                lower.append(below)
            else:
                top = min((piece.top for leaf, below in zip(leaves, lower, strict=True) if below for piece in leaf), default=None)
                if top is not None:
                    found[tuple(lower)] = Level((bottom + top) / 2, lower)
    return list(found.values())
