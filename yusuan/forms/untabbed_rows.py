"""Rows of a table without columns whose text layer kept the reading order: level labels open rows, cells follow in their order.

What tells cells apart: a line break within a paragraph and a blank between Chinese words end a cell; an empty line may be a
wrap, but only behind a line that fills its column. Cells that still could be cut in two ways are lost, not guessed.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from yusuan.document import Paragraph
from yusuan.forms.untabbed_words import (
    Entry,
    Piece,
    UntabbedRow,
    entry,
    is_level1,
    is_level2,
    is_value,
    pieces_of,
    width,
)

_SOFT = re.compile(r"[0-9A-Za-z.,%)）]$")
_SOFT_AFTER = re.compile(r"^[0-9A-Za-z.,%(（]")
LONGEST_ROW = 40  # pieces; what is longer is no row, and the ways to cut it are too many
_CELLS = ("level3", "description", "target", "basis")


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece and what parts it from the one before: a blank at a number (soft), a cell's end (hard), an empty line (wrap)."""

    piece: Piece
    joint: str


@dataclass(frozen=True, slots=True)
class _Cut:
    """One way to cut a row's parts into cells; `lines` are the widths of its lines by column: those that wrap, and all."""

    cells: dict[str, tuple[_Part, ...]]
    wrapped: dict[str, tuple[int, ...]]
    widest: dict[str, int]


def rows(lines: Sequence[Paragraph]) -> list[UntabbedRow]:
    """The rows below the headings. Where a row cannot be cut with certainty, its uncertain cells are `lost`."""
    found = list(_rows(_parts(lines)))
    cuts = _consistent([list(_cuts(content)) for *_, content in found])
    result: list[UntabbedRow] = []
    for (level1, level2, _), possible in zip(found, cuts, strict=True):
        cells = {"level1": level1, "level2": level2} if level1 else {"level2": level2}
        agreed, lost = _agreed(possible)
        result.append(UntabbedRow(cells | agreed, lost))
    return result


def _parts(lines: Sequence[Paragraph]) -> list[_Part]:
    parts: list[_Part] = []
    before: Paragraph | None = None
    for line in lines:
        for number, piece in enumerate(pieces_of(line)):
            if number:
                previous = parts[-1].piece.text
                soft = bool(_SOFT.search(previous) or _SOFT_AFTER.match(piece.text))
                joint = "soft" if soft else "hard"
            else:
                adjacent = before is not None and line.start - (before.start + len(before.text)) <= 1
                joint = "hard" if adjacent else "wrap"
            parts.append(_Part(piece, joint))
        before = line
    return parts


def _rows(parts: list[_Part]) -> Iterator[tuple[Entry | None, Entry, list[_Part]]]:
    """Level 1, level 2 and content of every row."""
    level1: Entry | None = None
    level2: Entry | None = None
    content: list[_Part] = []
    widths = Counter(wide for i in range(len(parts)) if (wide := _label_width(parts, i)))
    column = widths.most_common(1)[0][0] if widths else 8
    position = 0
    while position < len(parts):
        complete = level2 is None or len(content) >= 2
        first = _label(parts, position, is_level1) if complete else 0
        second = _label(parts, position + first, is_level2) if complete else 0
        if first and not second and position + first < len(parts):
            # a label that no vocabulary knows, told by its column's width
            if is_level2("".join(part.piece.text for part in parts[position : position + first])):
                first, second = 0, first
            else:
                second = _filled(parts, position + first, column)
        if not second:
            if level2 is not None:
                content.append(parts[position])
            position += 1
            continue
        if level2 is not None:
            yield level1, level2, content
        if first:
            level1 = entry(part.piece for part in parts[position : position + first])
        level2 = entry(part.piece for part in parts[position + first : position + first + second])
        content = []
        position += first + second
    if level2 is not None:
        yield level1, level2, content


def _label(parts: list[_Part], position: int, is_label) -> int:
    """How many parts from `position` on make a label, the longest one; 0 for none."""
    found, text = 0, ""
    for length, part in enumerate(parts[position : position + 4], 1):
        if length > 1 and part.joint != "wrap":
            break
        text += part.piece.text
        if is_label(text):
            found = length
    return found


def _label_width(parts: list[_Part], position: int) -> int:
    length = _label(parts, position, is_level2)
    return width(parts[position].piece.text) if length > 1 else 0


def _filled(parts: list[_Part], position: int, column: int) -> int:
    length = 1
    while width(parts[position + length - 1].piece.text) >= column and parts[position + length].joint == "wrap":
        length += 1
        if position + length >= len(parts):
            break
    return length


def _cuts(content: list[_Part]) -> Iterator[_Cut]:
    """All ways to cut a row into indicator, description, target and basis; the basis may be blank."""
    size = len(content)
    if size > LONGEST_ROW:
        return
    for a in range(1, size - 1):
        for b in range(a + 1, size):
            for c in range(b + 1, size + 1):
                groups = dict(zip(_CELLS, (content[:a], content[a:b], content[b:c], content[c:]), strict=True))
                if cut := _cut(groups):
                    yield cut


def _cut(groups: dict[str, list[_Part]]) -> _Cut | None:
    wrapped: dict[str, tuple[int, ...]] = {}
    widest: dict[str, int] = {}
    for column, group in groups.items():
        if any(part.joint == "hard" for part in group[1:]):
            return None
        lines: list[str] = []
        for number, part in enumerate(group):
            if number == 0 or part.joint == "wrap":
                lines.append(part.piece.text)
            else:
                lines[-1] += part.piece.text
        widths = [width(line) for line in lines]
        wrapped[column] = tuple(widths[:-1])
        widest[column] = max(widths, default=0)
    if any(max(before) - min(before) > 2 or widest[column] > max(before) for column, before in wrapped.items() if before):
        return None
    rest = groups["basis"][:1]
    if rest and rest[0].joint == "soft" and is_value(entry(part.piece for part in (*groups["target"], *rest)).text):
        return None
    return _Cut({column: tuple(group) for column, group in groups.items() if group}, wrapped, widest)


def _consistent(rows_cuts: list[list[_Cut]]) -> list[list[_Cut]]:
    """The cuts of each row that agree with the columns' widths that serve most rows, with a number where a target can be one,
    and with the basis that rows repeat."""
    rows_cuts = [_with_values(cuts) for cuts in rows_cuts]
    bases = Counter(text for cuts in rows_cuts for text in {_text(cut, "basis") for cut in cuts} if text)
    rows_cuts = [_with_basis(cuts, bases) for cuts in rows_cuts]
    candidates = [
        sorted({before for cuts in rows_cuts for cut in cuts for before in (*cut.wrapped[column], cut.widest[column])})
        for column in ("level3", "description")
    ]
    best: list[list[list[_Cut]]] = []
    all_kept: list[list[list[_Cut]]] = []
    most = 0
    for widths in product(*candidates):
        kept = [[cut for cut in cuts if _fits(cut, *widths)] for cuts in rows_cuts]
        served = sum(bool(cuts) for cuts in kept)
        if served > most:
            best, most = [], served
        if served == most:
            best.append(kept)
        all_kept.append(kept)
    merged: list[list[_Cut]] = []
    for number in range(len(rows_cuts)):
        # A row that wraps earlier than its column's width is still read if there is but one way to cut it.
        choices = best if any(kept[number] for kept in best) else all_kept
        options = {tuple(_texts(cut).items()): cut for kept in choices for cut in kept[number]}
        merged.append(list(options.values()))
    return merged


def _fits(cut: _Cut, level3: int, description: int) -> bool:
    """Whether every line stays within its column, and every line that wraps leaves no room for another character."""
    for column, limit in (("level3", level3), ("description", description)):
        if cut.widest[column] > limit or any(before < limit - 2 for before in cut.wrapped[column]):
            return False
    return True


def _with_values(cuts: list[_Cut]) -> list[_Cut]:
    numbers = [cut for cut in cuts if is_value(_text(cut, "target"))]
    return numbers or cuts


def _with_basis(cuts: list[_Cut], bases: Counter[str]) -> list[_Cut]:
    """The cuts whose basis most rows share; of bases shared equally often, the longest."""
    rank = {text: (count, len(text)) for text, count in bases.items() if count > 1}
    best = max((rank[_text(cut, "basis")] for cut in cuts if _text(cut, "basis") in rank), default=None)
    return cuts if best is None else [cut for cut in cuts if rank.get(_text(cut, "basis")) == best]


def _text(cut: _Cut, column: str) -> str:
    return entry(part.piece for part in cut.cells.get(column, ())).text


def _texts(cut: _Cut) -> dict[str, str]:
    return {column: _text(cut, column) for column in _CELLS}


def _agreed(cuts: list[_Cut]) -> tuple[dict[str, Entry], frozenset[str]]:
    """The cells that all cuts agree on, and the columns that they differ in."""
    if not cuts:
        return {}, frozenset(_CELLS)
    texts = [_texts(cut) for cut in cuts]
    same = [column for column in _CELLS if len({row[column] for row in texts}) == 1]
    cells = {column: entry(part.piece for part in cuts[0].cells[column]) for column in same if column in cuts[0].cells}
    return cells, frozenset(_CELLS) - frozenset(same)
