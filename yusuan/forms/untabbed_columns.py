"""Rows of a table without columns whose text layer lost the reading order: every column is still in order from top to bottom.

A line holds what stands at one height, its cells possibly inside each other (=90 + 人 around 劳务派遣人数). Labels, targets and
bases are told by their form; what is left are names and descriptions, two streams whose assignment `untabbed_streams.py` seeks.
A column whose entries are not as many as the rows is lost, unless other columns tell which rows its entries are of.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from yusuan import vocabulary
from yusuan.document import Paragraph
from yusuan.forms.untabbed_streams import Fragment, assign
from yusuan.forms.untabbed_words import (
    Entry,
    Piece,
    UntabbedRow,
    entry,
    is_heading_line,
    is_label_rest,
    is_level1,
    is_level2,
    is_value,
    label_begun,
    level1_begun,
    pieces_of,
)

_NUMBER = re.compile(r"^(?P<number>[≥≤=><＝﹦]?\d[\d.,]*)(?P<rest>.*)$")
_LINES_OPEN = 4  # lines within which the last characters of words come that were printed apart
_HAN = re.compile(r"[一-龥]")


@dataclass(slots=True)
class Known:
    """Texts that the document's readable tables print as bases and as targets in words."""

    bases: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Open:
    """Known words whose last characters have not come yet: what is missing, what there is, the name printed inside them."""

    rest: str
    head: Piece
    inner: Piece | None
    whole: Piece
    place: int  # among the names, should they turn out to be one
    lines: int = 0


@dataclass(slots=True)
class _Table:
    """What has been told so far: labels (level 2), targets and bases in order; fragments of names; words still open."""

    known: Known
    parts: dict[str, tuple[str, int, int]]  # a repeated fragment of a basis: its basis, its place in it, how many there are
    labels: list[tuple[str, Entry]] = field(default_factory=list)
    level1: dict[str, Entry] = field(default_factory=dict)
    targets: list[tuple[Entry, int | None]] = field(default_factory=list)  # with the basis that stands at its height
    bases: list[Entry] = field(default_factory=list)
    target_rows: dict[int, int] = field(default_factory=dict)  # place of a target -> row that its line names
    basis_rows: dict[int, int] = field(default_factory=dict)
    names: list[Fragment] = field(default_factory=list)
    open_label: int | None = None
    open_words: _Open | None = None
    basis_left: int = 0


def rows(lines: Sequence[Paragraph], known: Known) -> list[UntabbedRow]:
    """The rows of a scrambled table. Cells that are not certain are missing, their columns among the row's `lost`."""
    texts = [line for line in lines if not is_heading_line(line.text)]
    table = _Table(known, _basis_parts(texts))
    for line in texts:
        _read(table, pieces_of(line))
    count = len(table.labels)
    targets = _targets(table, count)
    bases = _bases(table, count)
    names = assign(table.names, count, spare=targets is None or None in targets)
    result: list[UntabbedRow] = []
    for number, (label, level2) in enumerate(table.labels):
        cells = {"level2": level2, **_level1(table, label)}
        if targets and targets[number] is not None:
            cells["target"] = targets[number]
        if bases:
            cells["basis"] = bases[number]
        cells |= {column: one for column, one in (names[number] if names else {}).items() if one is not None}
        lost = frozenset(("level1", "level3", "description", "target", "basis")) - cells.keys()
        result.append(UntabbedRow(cells, lost))
    return result


def _basis_parts(lines: Sequence[Paragraph]) -> dict[str, tuple[str, int, int]]:
    """Fragments that follow each other three times or more: the wrapped lines of a basis that most rows repeat."""
    words = [piece.text for line in lines for piece in pieces_of(line)]
    counted = Counter(word for word in words if not _is_form(word))
    often = [word for word, count in counted.items() if count >= 3 and _HAN.search(word)]
    parts: dict[str, tuple[str, int, int]] = {}
    for first in often:
        if first in parts:
            continue
        group = [first]
        for word in often:
            if word not in parts and word not in group and _alternate(words, group[-1], word, counted):
                group.append(word)
        if len(group) > 1:
            parts |= {word: ("".join(group), place, len(group)) for place, word in enumerate(group)}
    return parts


def _alternate(words: list[str], first: str, second: str, counted: Counter[str]) -> bool:
    if counted[first] != counted[second]:
        return False
    order = [word for word in words if word in (first, second)]
    return order == [first, second] * counted[first]


def _is_form(word: str) -> bool:
    return is_level1(word) or is_level2(word) or is_label_rest(word) or bool(label_begun(word)) or is_value(word)


def _read(table: _Table, pieces: list[Piece]) -> None:
    """One line: what stands at one height."""
    pieces = _closing_words(table, pieces)
    pieces = _around(table, pieces)
    if not pieces:
        return
    row: int | None = None
    names: list[Fragment] = []
    targets = len(table.targets)
    bases = len(table.bases)
    inside = table.basis_left > 0
    position = 0
    while position < len(pieces):
        piece = pieces[position]
        following = pieces[position + 1 :]
        taken = 1
        if is_level1(piece.text) and not (is_level2(piece.text) and piece.text not in ("满意度指标",)):
            table.level1[piece.text] = entry([piece])
        elif is_level2(piece.text):
            row = _add_label(table, piece.text, [piece])
        elif level1 := level1_begun(piece.text):
            table.level1.setdefault(level1, Entry([Piece(level1, piece.start, piece.page)]))
        elif begun := label_begun(piece.text):
            table.open_label = _add_label(table, begun, [piece])
        elif is_label_rest(piece.text):
            if position == 0 and len(pieces) > 1 and table.open_label == len(table.labels) - 1:
                row = table.open_label
        elif wrapped := _label_inside(piece, following):
            label, name, taken = wrapped
            row = _add_label(table, label, [piece])
            if name:
                names.append(Fragment(name, complete=True))
        elif number := _value_around(piece, following):
            value, name, taken = number
            table.targets.append((value, None))
            if name is not None:
                label = name.text if is_level2(name.text) else None
                if label:
                    row = _add_label(table, label, name.pieces)
                else:
                    names.append(Fragment(name, complete=True))
        elif len(pieces) == 1 and _goes_on(table, piece):
            names.append(Fragment(entry([piece])))
        elif value := _value(piece, following):
            table.targets.append((value[0], None))
            taken = value[1]
        elif piece.text in table.known.words:
            table.targets.append((entry([piece]), None))
        elif piece.text in table.parts:
            _basis_part(table, piece)
        elif piece.text in table.known.bases or _ends_row(piece, pieces, position, targets < len(table.targets)):
            table.bases.append(entry([piece]))
        elif two := _name_inside(piece, following):
            names += [Fragment(two[0], complete=True, column="level3"), Fragment(two[1], complete=True, column="description")]
            taken = 2
        else:
            names.append(Fragment(entry([piece])))
        position += taken
    _place(table, names, row, targets, bases, inside)


def _place(table: _Table, names: list[Fragment], row: int | None, targets: int, bases: int, inside: bool) -> None:
    """Tell the names of a line what the line says of their row, and the targets which basis stands beside them."""
    wholes = {whole for whole, *_ in table.parts.values()} | table.parts.keys()
    beside = len(table.bases) - 1 if len(table.bases) > bases or inside else None
    if row is not None:
        table.target_rows |= dict.fromkeys(range(targets, len(table.targets)), row)
        table.basis_rows |= {number: row for number in range(bases, len(table.bases)) if table.bases[number].text not in wholes}
    for number in range(targets, len(table.targets)):
        table.targets[number] = (table.targets[number][0], beside)
    at_height = targets if len(table.targets) == targets + 1 else None
    whole = [name for name in names if len(name.entry.text) > 1]
    for name in names:
        if name not in whole:
            table.names.append(name)  # a single character is the end of a cell begun above
            continue
        anchored = row is not None or at_height is not None
        column = name.column
        if column is None and len(whole) == 2 and all(one.column is None for one in whole):
            column = "level3" if name is whole[0] else "description"
        table.names.append(Fragment(name.entry, name.complete or anchored or len(whole) == 2, column, row, at_height))


def _add_label(table: _Table, label: str, pieces: list[Piece]) -> int:
    text = [Piece(label, pieces[0].start, pieces[0].page)] if label != pieces[0].text else pieces
    table.labels.append((label, Entry(list(text))))
    return len(table.labels) - 1


def _basis_part(table: _Table, piece: Piece) -> None:
    _, place, size = table.parts[piece.text]
    if place == 0:
        table.bases.append(Entry([piece]))
    elif table.bases:
        table.bases[-1].pieces.append(piece)
    table.basis_left = size - 1 - place


def _ends_row(piece: Piece, pieces: list[Piece], position: int, has_target: bool) -> bool:
    """Whether a text is the last of a line that holds a target: the basis is the rightmost column."""
    return has_target and position == len(pieces) - 1 and len(piece.text) > 2


def _goes_on(table: _Table, piece: Piece) -> bool:
    """Whether a line goes on with the number that the name above it ends in: 不高于9 / 0天."""
    return bool(table.names and piece.text[:1].isdigit() and re.search(r"\d$", table.names[-1].entry.text))


def _value(piece: Piece, following: list[Piece]) -> tuple[Entry, int] | None:
    if following and is_value(piece.text + following[0].text) and re.search(r"\d$", piece.text):
        return entry([piece, following[0]]), 2
    return (entry([piece]), 1) if is_value(piece.text) else None


def _value_around(piece: Piece, following: list[Piece]) -> tuple[Entry, Entry | None, int] | None:
    """A number whose unit stands behind a name that was printed inside it: =90劳务派遣人数 人, =30 万补充担保贷款的资金 元."""
    match = _NUMBER.match(piece.text)
    if not match:
        return None
    head = [Piece(match["number"], piece.start, piece.page)]
    taken = 1
    if match["rest"]:
        inner = Piece(match["rest"], piece.start + match.start("rest"), piece.page)
    elif following and len(following) > 1:
        inner, taken = following[0], 2
    else:
        return None
    behind = following[taken - 1 :]
    if not behind or len(_HAN.findall(inner.text)) < 2:
        return None
    for size in (1, 0):
        unit = inner.text[:size] + behind[0].text
        if vocabulary.is_measure(unit) and len(inner.text) - size > 1:
            parts = [Piece(inner.text[:size], inner.start, inner.page)] if size else []
            value = Entry([*head, *parts, behind[0]])
            return value, entry([Piece(inner.text[size:], inner.start + size, inner.page)]), taken + 1
    return None


def _label_inside(piece: Piece, following: list[Piece]) -> tuple[str, Entry | None, int] | None:
    """A label printed inside a name: 招聘质量指标 率 is 质量指标 within 招聘率."""
    labels = [label for label in vocabulary.CATEGORIES if piece.text.endswith(label) and label != piece.text]
    if not labels:
        return None
    label = max(labels, key=len)
    head = Piece(piece.text[: -len(label)], piece.start, piece.page)
    if _NUMBER.match(head.text) or not following or len(following[0].text) > 2 or is_value(following[0].text):
        return None
    return label, entry([head, following[0]]), 2


def _name_inside(piece: Piece, following: list[Piece]) -> tuple[Entry, Entry] | None:
    """A short name printed inside its own description, the longest one that repeats it: 支付该笔费用的时 [支付时间] 间."""
    if not following or len(following[0].text) != 1 or not _HAN.match(following[0].text):
        return None
    for size in range(min(8, len(piece.text) // 2), 1, -1):
        inner, outer = piece.text[-size:], piece.text[:-size] + following[0].text
        if inner[-1] == outer[-1] and inner[0] == outer[0] and _within(inner, outer) and len(outer) > size:
            cut = piece.start + len(piece.text) - size
            return (
                entry([Piece(inner, cut, piece.page)]),
                Entry([Piece(piece.text[:-size], piece.start, piece.page), following[0]]),
            )
    return None


def _within(short: str, long: str) -> bool:
    rest = iter(long)
    return all(character in rest for character in short)


def _around(table: _Table, pieces: list[Piece]) -> list[Piece]:
    """Take out words known as a target or a basis that stand around others on the line (效果显 … 著) or begin there."""
    if not pieces:
        return pieces
    first = pieces[0]
    known = [(text, False) for text in sorted(table.known.words)] + [(text, True) for text in sorted(table.known.bases)]
    for text, is_basis in known:
        for size in range(len(text) - 1, max(1, len(text) - 3), -1):  # only a last character or two stand apart
            if not first.text.startswith(text[:size]) or first.text == text or first.text in table.parts:
                continue
            head = Piece(text[:size], first.start, first.page)
            inner = Piece(first.text[size:], first.start + size, first.page)
            end = next((i for i, piece in enumerate(pieces[1:], 1) if piece.text == text[size:]), None)
            if end is not None:
                whole = Entry([head, pieces[end]])
                if is_basis:
                    table.bases.append(whole)
                else:
                    table.targets.append((whole, None))
                rest = ([inner] if inner.text else []) + pieces[1:end]
                if is_basis:
                    return rest + pieces[end + 1 :]
                if rest:
                    _names_of_target(table, rest)
                return pieces[end + 1 :]
            if len(pieces) == 1 and not is_basis and not is_level1(first.text) and not label_begun(first.text):
                table.open_words = _Open(text[size:], head, inner if inner.text else None, first, len(table.names))
                return []
    return pieces


def _names_of_target(table: _Table, pieces: list[Piece]) -> None:
    table.names.append(Fragment(entry(pieces), complete=True, target=len(table.targets) - 1))


def _closing_words(table: _Table, pieces: list[Piece]) -> list[Piece]:
    """Close words that an earlier line began: 效果显构建和谐劳动关 / 系 著. If nothing closes them soon, they were a name's."""
    opened = table.open_words
    if opened is None or not pieces:
        return pieces
    if pieces[-1].text != opened.rest:
        opened.lines += 1
        if opened.lines > _LINES_OPEN:
            table.names.insert(opened.place, Fragment(entry([opened.whole])))
            table.open_words = None
        return pieces
    table.targets.append((Entry([opened.head, pieces[-1]]), None))
    table.open_words = None
    if opened.inner and len(pieces) == 2:
        _names_of_target(table, [opened.inner, pieces[0]])
        return []
    if opened.inner:
        table.names.append(Fragment(entry([opened.inner]), target=len(table.targets) - 1))
    return pieces[:-1]


def _targets(table: _Table, count: int) -> list[Entry | None] | None:
    """The target of every row: in order if there is one for each; else by the bases that stand beside them, if all do."""
    if len(table.targets) == count:
        if any(place != row for place, row in table.target_rows.items()):
            return None  # something that only looks like a target stands among them, and one is missing
        return [target for target, _ in table.targets]
    beside = [row for _, row in table.targets]
    if len(table.bases) != count or any(row is None for row in beside) or sorted(set(beside)) != beside:
        for fragment in table.names:
            fragment.target = None
        return None
    for fragment in table.names:
        if fragment.target is not None:
            fragment.target = beside[fragment.target]
    return [next((target for target, row in table.targets if row == number), None) for number in range(count)]


def _bases(table: _Table, count: int) -> list[Entry] | None:
    """The basis of every row: those whose line names their row there, the others in order; None unless one is there for each."""
    anchored = {row: table.bases[place] for place, row in table.basis_rows.items()}
    others = [basis for place, basis in enumerate(table.bases) if place not in table.basis_rows]
    if len(anchored) + len(others) != count or len(anchored) != len(table.basis_rows):
        return None
    rest = iter(others)
    return [anchored[row] if row in anchored else next(rest) for row in range(count)]


def _level1(table: _Table, label: str) -> dict[str, Entry]:
    """The level 1 that the table prints for a label's kind; wrapped labels are told by their kind as well."""
    kinds = {
        "quantity": "output", "quality": "output", "timeliness": "output", "cost": "output", "economic": "benefit",
        "social": "benefit", "ecological": "benefit", "sustainability": "benefit", "satisfaction": "satisfaction",
    }  # fmt: skip
    dimension = kinds.get(vocabulary.category(label) or "")
    printed = [one for text, one in table.level1.items() if vocabulary.dimension(text) == dimension]
    return {"level1": printed[0]} if len(printed) == 1 else {}
