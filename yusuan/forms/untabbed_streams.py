"""Two streams of a scrambled table told apart: names of indicators (narrow column) and their descriptions (wide column).

Both run from top to bottom and have one entry a row. All ways to divide the fragments between them that keep to the columns'
widths and to what a fragment's line says of its row are weighed; only cells on which the good ones agree are taken.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from yusuan.forms.untabbed_words import Entry, Piece, width

BEAM = 500  # assignments followed at a time
MOST_FRAGMENTS = 120  # of a table; a longer one is not searched
# What speaks against an assignment, and (negative) for it.
_UNUSED, _SPARE, _TAIL, _APART, _SLACK, _FULL, _SINGLE, _HELD, _SAME = 3.0, 1.0, 1.0, 0.75, 0.4, 0.5, 3.0, 0.5, -1.5
_MARGIN = 1.0
_TOO_MUCH = 3.0


@dataclass(slots=True)
class Fragment:
    """A line of a name. `complete`: no line goes on with it nor does it go on another; `row` or `target` (its place among the
    targets) say which row it is of, `column` which column, where its line tells."""

    entry: Entry
    complete: bool = False
    column: str | None = None
    row: int | None = None
    target: int | None = None


@dataclass(frozen=True, slots=True)
class _Column:
    entries: tuple[tuple[Piece, ...], ...] = ()
    texts: tuple[str, ...] = ()
    open: bool = False  # whether the last entry may go on
    last: int = 0  # width of its last line
    index: int = -1  # where that stood among the fragments


@dataclass(frozen=True, slots=True)
class _State:
    cost: float = 0.0
    level3: _Column = _Column()
    description: _Column = _Column()
    held: tuple[Piece, ...] = ()  # a fragment whose last character was printed apart from it, further below


def assign(fragments: Sequence[Fragment], count: int, spare: bool = False) -> list[dict[str, Entry | None]] | None:
    """Name and description of each of `count` rows; None for a cell that the likely assignments differ in, or altogether.

    `spare`: there are fragments of something else among them (a target in words), so that one may be left over cheaply.
    """
    if len(fragments) > MOST_FRAGMENTS:
        return None
    narrow, wide = _widths(fragments)
    states = [_State()]
    for index, fragment in enumerate(fragments):
        reached: dict[tuple, _State] = {}
        for state in states:
            for following in _steps(state, fragment, index, count, narrow, wide, spare):
                key = (
                    following.level3.texts,
                    following.description.texts,
                    following.held,
                    following.level3.open,
                    following.description.open,
                )
                if key not in reached or following.cost < reached[key].cost:
                    reached[key] = following
        states = sorted(reached.values(), key=lambda state: state.cost + _likeness(state) + _promise(state))[:BEAM]
    finished = [
        replace(state, cost=state.cost + _likeness(state) + (_UNUSED if state.held else 0))
        for state in states
        if len(state.level3.entries) == count == len(state.description.entries)
    ]
    if not finished:
        return None
    best = min(state.cost for state in finished)
    if min(state.cost - _likeness(state) for state in finished if state.cost <= best) > _TOO_MUCH + (_SPARE if spare else 0):
        return None  # too much speaks against even the best: these are not the two columns
    good = [state for state in finished if state.cost <= best + _MARGIN]
    rows = [
        {column: _agreed([getattr(state, column).entries[row] for state in good]) for column in ("level3", "description")}
        for row in range(count)
    ]
    # Where a target in words is among the fragments, only a name that its description repeats can be told from it.
    return [row if not spare or _repeats(row) else {} for row in rows]


def _repeats(row: dict[str, Entry | None]) -> bool:
    name, description = row["level3"], row["description"]
    return name is not None and description is not None and _alike(name.text, description.text)


def _agreed(options: list[tuple[Piece, ...]]) -> Entry | None:
    texts = {"".join(piece.text for piece in pieces) for pieces in options}
    return Entry(list(options[0])) if len(texts) == 1 else None


def _widths(fragments: Sequence[Fragment]) -> tuple[int, int]:
    """Width of the narrow column (the width that most wrapped lines have) and of the wide one (its longest line)."""
    loose = [width(fragment.entry.text) for fragment in fragments if not fragment.complete]
    lines = Counter(size for size in loose if 8 <= size <= 18)
    narrow = max(lines, key=lambda size: (lines[size], size)) if lines else 10
    return narrow, max((size for size in loose if size > narrow + 4), default=narrow + 4)


def _steps(state: _State, fragment: Fragment, index: int, count: int, narrow: int, wide: int, spare: bool) -> Iterator[_State]:
    """All states that a fragment leads to: a new entry of either column, more of the last entry of either, held, or unused."""
    text = fragment.entry.text
    size = width(text)
    pieces = tuple(fragment.entry.pieces)
    for name, limit in (("level3", narrow), ("description", wide)):
        column: _Column = getattr(state, name)
        if fragment.column not in (None, name):
            continue
        fits = size <= limit or (name == "description" and fragment.complete)
        row = fragment.row if fragment.row is not None else fragment.target
        if fits and len(column.entries) < count and row in (None, len(column.entries)):
            started = _Column((*column.entries, pieces), (*column.texts, text), not fragment.complete, size, index)
            cost = (_FULL if column.open and column.last >= limit else 0) + (_SINGLE if size <= 2 or text.startswith("的") else 0)
            yield replace(state, cost=state.cost + cost, **{name: started})
            if state.held and size <= 2:
                whole = "".join(piece.text for piece in (*state.held, *pieces))
                late = _Column((*column.entries, (*state.held, *pieces)), (*column.texts, whole), False, size, index)
                yield replace(state, cost=state.cost + _HELD, held=(), **{name: late})
        if column.open and not fragment.complete and size <= limit:
            full = column.last >= limit - 2
            if full or size <= 2:
                cost = (0 if column.last >= limit else _SLACK if full else _TAIL) + (_APART if column.index != index - 1 else 0)
                entries = (*column.entries[:-1], (*column.entries[-1], *pieces))
                texts = (*column.texts[:-1], column.texts[-1] + text)
                yield replace(state, cost=state.cost + cost, **{name: _Column(entries, texts, True, size, index)})
    if not state.held and not fragment.complete and 2 < size < narrow:
        yield replace(state, cost=state.cost + _HELD, held=pieces)
    yield replace(state, cost=state.cost + (_SPARE if spare and not fragment.complete else _UNUSED))


def _likeness(state: _State) -> float:
    """Names that are repeated as their descriptions speak for an assignment."""
    pairs = zip(state.level3.texts, state.description.texts, strict=False)
    return sum(_SAME * (1 if name == description else 0.6) for name, description in pairs if _alike(name, description))


def _alike(name: str, description: str) -> bool:
    return name == description or ((name in description or description in name) and abs(len(name) - len(description)) <= 2)


def _promise(state: _State) -> float:
    """What a half-built assignment may still win: a name that its description begins with is likely to become the same."""
    row = len(state.level3.texts) - 1
    begun = 0 <= row < len(state.description.texts) and state.description.texts[row].startswith(state.level3.texts[row])
    return _SAME / 2 if begun else 0
