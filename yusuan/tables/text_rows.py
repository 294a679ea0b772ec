"""Rows of a table that draws no lines between them, from the lines of its text.

A line is a row of its own, or goes on the text of a cell; which of both must follow from the distances of lines and from how they
stand beside each other. Where it does not there are no rows.
"""

from collections.abc import Sequence
from itertools import pairwise

from yusuan.tables.pieces import Piece, lines_of

ALIKE = 1.2  # points; texts of one row have their middles, first or last lines at one height
FARTHER = 1.0  # points; rows are at least so much further apart than the lines of a cell
BESIDE = 0.6  # heights; lines that are closer stand beside each other
SHORT = 1.6  # heights; a line that is so much narrower than its column's widest ends its text


def rows_of(pieces: Sequence[Piece], xs: Sequence[float]) -> list[float] | None:
    """The heights between rows (none for a single row), None where rows cannot be told. `xs` are the edges of the columns."""
    lines = lines_of(pieces)
    if len(lines) < 2:
        return []
    bases = [sum(piece.base for piece in line) / len(line) for line in lines]
    steps = [below - above for above, below in pairwise(bases)]
    for within in sorted({0.0, *steps}):
        groups = [[lines[0]]]
        for line, step in zip(lines[1:], steps, strict=True):
            if step <= within:
                groups[-1].append(line)
            else:
                groups.append([line])
        if _are_rows(groups, xs, within, min((step for step in steps if step > within), default=float("inf"))):
            return [
                (max(p.bottom for line in above for p in line) + min(p.top for line in below for p in line)) / 2
                for above, below in pairwise(groups)
            ]
    return None


def has_open_blanks(rows: Sequence[Sequence[Piece]], xs: Sequence[float]) -> bool:
    """Whether a row lacks words that others have beside what it prints: they may be those of a merged cell above or below. The
    columns of words and the amounts after them belong together (收入 | 预算数 | 支出 | 预算数); remarks stand alone."""
    filled = [{column for piece in row for column in _columns(piece, xs)} for row in rows]
    words = [0] * (len(xs) - 1)
    for piece in (piece for row in rows for piece in row):
        words[_column(piece, xs)] += -1 if piece.is_figure else 1
    blocks: list[list[int]] = []
    for column, count in enumerate(words):
        if not blocks or (count > 0 and words[column - 1] <= 0):
            blocks.append([])
        blocks[-1].append(column)
    for block in blocks:
        named = {column for column in block if words[column] > 0}
        for row, columns in zip(rows, filled, strict=True):
            if len(block) > 1 and columns & set(block) and named - columns - _beside_words(row, xs):
                return True
    return False


def _beside_words(row: Sequence[Piece], xs: Sequence[float]) -> set[int]:
    """The columns behind words: 合计 in the column of codes has the place of the name beside it."""
    return {_column(piece, xs) + 1 for piece in row if not piece.is_figure}


Line = list[Piece]


def _are_rows(groups: Sequence[Sequence[Line]], xs: Sequence[float], within: float, between: float) -> bool:
    """Whether these lines can be rows: amounts on one line each, beside words, and texts of several lines with their middle, top
    or end at one height."""
    if within and between < within + FARTHER:
        return False
    widest = _widest(groups, xs)
    modes = {"middle", "first", "last"}
    for group in groups:
        pieces = [piece for line in group for piece in line]
        if all(piece.is_figure for piece in pieces) or sum(map(_has_figure, group)) > 1:
            return False
        if len(group) > 1:
            modes &= _alignments(group, xs)
            if not modes or not all(_goes_on(above, below, xs, widest) for above, below in pairwise(group)):
                return False
    closest = min(
        (below[0][0].base - above[-1][0].base - BESIDE * below[0][0].height for above, below in pairwise(groups)), default=0
    )
    return closest >= 0 and (bool(within) or not _may_go_on(groups, xs, widest))


def _has_figure(line: Line) -> bool:
    return any(piece.is_figure for piece in line)


def _column(piece: Piece, xs: Sequence[float]) -> int:
    middle = (piece.x0 + piece.x1) / 2
    return sum(edge <= middle for edge in xs) - 1


def _columns(piece: Piece, xs: Sequence[float]) -> range:
    """The columns that a piece stands over."""
    first = sum(edge <= piece.x0 + 1 for edge in xs) - 1
    return range(max(first, 0), sum(edge < piece.x1 - 1 for edge in xs))


def _widest(groups: Sequence[Sequence[Line]], xs: Sequence[float]) -> dict[int, float]:
    widest: dict[int, float] = {}
    for group in groups:
        for line in group:
            for piece in line:
                column = _column(piece, xs)
                widest[column] = max(widest.get(column, 0.0), piece.x1 - piece.x0)
    return widest


def _is_full(piece: Piece, xs: Sequence[float], widest: dict[int, float]) -> bool:
    return piece.x1 - piece.x0 > widest[_column(piece, xs)] - SHORT * piece.height


def _may_go_on(groups: Sequence[Sequence[Line]], xs: Sequence[float], widest: dict[int, float]) -> bool:
    """Whether a text could go on one above it: that one is as wide as any of its column, and one of both stands on a line without
    amounts."""
    latest: dict[int, tuple[Piece, bool]] = {}
    for line in (line for group in groups for line in group):
        has_figure = _has_figure(line)
        for piece in line:
            if piece.is_figure:
                continue
            column = _column(piece, xs)
            over, beside_figure = latest.get(column, (None, True))
            if over is not None and not (beside_figure and has_figure) and _is_full(over, xs, widest):
                return True
            latest[column] = piece, has_figure
    return False


def _goes_on(above: Line, below: Line, xs: Sequence[float], widest: dict[int, float]) -> bool:
    """Whether no text of the line above ends before one of the line below begins in its column."""
    texts = {_column(piece, xs): piece for piece in above}
    return all((over := texts.get(_column(piece, xs))) is None or _is_full(over, xs, widest) for piece in below)


def _alignments(group: Sequence[Line], xs: Sequence[float]) -> set[str]:
    """How the texts of a row stand beside each other."""
    columns: dict[int, list[float]] = {}
    for line in group:
        for piece in line:
            columns.setdefault(_column(piece, xs), []).append(piece.base)
    found = set()
    for mode, place in (
        ("middle", lambda bases: (min(bases) + max(bases)) / 2),
        ("first", min),
        ("last", max),
    ):
        places = [place(bases) for bases in columns.values()]
        if max(places) - min(places) <= ALIKE:
            found.add(mode)
    return found
