"""Characters with places -> lines of text, per cell and per direction of writing.

What a character belongs to (which cell, or none) is decided by the caller; here they are only put in order: by their
baseline into lines, along the baseline within a line, doubled ones (bold by printing twice) once, spaces where they stand.
"""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from yusuan.tables.pieces import FIGURE

SAME_LINE = 0.3  # baselines closer than this share of the character's height are one line
DOUBLED = 0.2  # the same character again within this share of its height is bold print
SEEN_SPACE = 0.12  # a space that the text has counts if the gap is at least this share of the height
SMALL, RAISED, CLOSE = 0.8, 0.6, 0.3  # shares of a height: a raised mark is smaller, off its line by less, and follows as closely
_CUT = "\uffff"  # no character, so that none is printed
WIDE_GAP = 1.2  # a gap this wide stands between columns, not between words
OVERPRINTED = 0.3  # characters of different texts on one line overlap by more than this share of the narrower one
GAP = 0.6  # a gap this wide is a space even where the text has none

# What figures are printed with, by code point; what is beyond the basic plane may be a digit.
_OTHER, _SIGN, _DIGIT = range(3)
_KINDS = np.full(2**16, _OTHER, dtype=np.uint8)
_KINDS[[ord(sign) for sign in FIGURE.pattern]] = _SIGN
_KINDS[[code for code in range(2**16) if chr(code).isdecimal()] + [0xFFFF]] = _DIGIT


@dataclass(slots=True)
class Glyphs:
    """Characters in reading coordinates (y downwards): code points, boxes (n, 4) as x0, top, x1, bottom, origins (n, 2),
    quarter turns against the reading direction (counter-clockwise), and whether the text had white space before each."""

    codes: np.ndarray
    boxes: np.ndarray
    origins: np.ndarray
    turns: np.ndarray
    spaced: np.ndarray

    def chosen(self, which: np.ndarray | slice) -> "Glyphs":
        return Glyphs(self.codes[which], self.boxes[which], self.origins[which], self.turns[which], self.spaced[which])

    def middles(self) -> tuple[np.ndarray, np.ndarray]:
        """Where the middles of the boxes are, x and y."""
        return (self.boxes[:, 0] + self.boxes[:, 2]) / 2, (self.boxes[:, 1] + self.boxes[:, 3]) / 2


class Lines(NamedTuple):
    """Lines of text that stand in no cell of a page, with their boxes (n, 4): x0, top, x1, bottom.

    `figures` is False if surely no figure stands apart behind other text on a line; `wide` are the gaps that no words have.
    """

    texts: list[str]
    boxes: np.ndarray
    figures: bool = False
    wide: int = 0


NO_LINES = Lines([], np.empty((0, 4)))


def lines_of(
    glyphs: Glyphs, groups: np.ndarray, count: int, pages: int = 1, above: np.ndarray | None = None
) -> tuple[list[Lines], list[str], np.ndarray]:
    """The lines of what belongs to no cell, page by page, the text of each of the groups 0 .. `count` - 1, its lines separated
    by newlines, and which characters another text is printed over. Lines are ordered by direction and position.

    `above` are the cells right above characters that stand below a table; what runs on below two cells is two lines.

    Several pages at once, because numpy costs by the call: -`pages` .. -1 are the groups of what stands in no cell, page by page.
    """
    if not len(groups):
        return [NO_LINES] * pages, [""] * count, groups
    along, across, start, end, height = _reading(glyphs)
    key = groups * 4 + glyphs.turns
    across = _levelled(key, across, start, end, height)
    order = _sorted(key, across)
    fresh = np.ones(len(groups), dtype=bool)
    ordered_key, ordered_across, reach = key[order], across[order], height[order]
    fresh[1:] = ordered_key[1:] != ordered_key[:-1]
    fresh[1:] |= ordered_across[1:] - ordered_across[:-1] > SAME_LINE * np.minimum(reach[1:], reach[:-1])
    line = fresh.cumsum()
    order = order[_sorted(line, along[order])]

    codes, along, height = glyphs.codes[order], along[order], height[order]
    doubled = np.zeros(len(groups), dtype=bool)
    doubled[1:] = ~fresh[1:] & (codes[1:] == codes[:-1]) & (along[1:] - along[:-1] < DOUBLED * height[1:])
    # A ligature's letters share one place without being printed twice: they follow each other in the text.
    if doubled.any():
        doubled[1:] &= order[1:] - order[:-1] != 1
        kept = ~doubled
        order, codes, height, fresh = order[kept], codes[kept], height[kept], fresh[kept]
    gap = start[order[1:]] - end[order[:-1]]
    over = np.flatnonzero((gap < 0) & ~fresh[1:])
    if len(over):
        one, other = order[over], order[over + 1]
        narrow = np.minimum(end[one] - start[one], end[other] - start[other])
        # Punctuation set closely overlaps what it follows in the file.
        over = other[(-gap[over] > OVERPRINTED * narrow) & (np.abs(other - one) != 1) & (codes[over + 1] != codes[over])]
    size = np.minimum(height[1:], height[:-1])
    outside = groups[order]
    outside = outside[: np.count_nonzero(outside < 0)]
    figures, wide = _apart(codes, fresh, gap, size, outside)
    space = ~fresh[1:] & (gap > np.where(glyphs.spaced[order[1:]], SEEN_SPACE, GAP) * size)
    if above is not None:
        apart = space & (above[order[1:]] != above[order[:-1]])
        fresh[1:] |= apart
        space &= ~apart
    free, texts = _cut(codes, glyphs.boxes[order], groups[order], fresh, space, count)
    return [_of_page(free, page, figures, wide) for page in range(-pages, 0)], texts, over


def _apart(
    codes: np.ndarray, fresh: np.ndarray, gap: np.ndarray, size: np.ndarray, pages: np.ndarray
) -> tuple[set[int], Counter[int]]:
    """On which of the pages figures may stand apart behind other text on their line, and how many gaps of each are wide. Taken
    are the first characters in order, as many as `pages`."""
    count = len(pages)
    if not count:
        return set(), Counter()
    fresh, gap, size = fresh[:count], gap[: count - 1], size[: count - 1]
    wide = ~fresh[1:] & (gap > WIDE_GAP * size)
    cut = fresh.copy()
    cut[1:] |= gap > GAP * size
    first = np.flatnonzero(cut)
    kinds = _KINDS[np.minimum(codes[:count], 0xFFFF)]
    figures = (np.minimum.reduceat(kinds, first) > _OTHER) & (np.maximum.reduceat(kinds, first) == _DIGIT) & ~fresh[first]
    return set(pages[first[figures]].tolist()), Counter(pages[1:][wide].tolist())


def _levelled(key: np.ndarray, across: np.ndarray, start: np.ndarray, end: np.ndarray, height: np.ndarray) -> np.ndarray:
    """Positions across the line with raised and lowered marks (m²) on the line of the character that they follow in the file."""
    before = np.flatnonzero(height[1:] < SMALL * height[:-1])
    marks = before + 1
    step, gap = np.abs(across[marks] - across[before]), np.abs(start[marks] - end[before])
    raised = (key[marks] == key[before]) & (gap < CLOSE * height[before])
    raised &= (step > SAME_LINE * height[marks]) & (step < RAISED * height[before])
    if not raised.any():
        return across
    levelled = across.copy()
    for mark in marks[raised].tolist():
        line, at = levelled[mark - 1], mark
        while at < len(key) and key[at] == key[mark] and abs(across[at] - across[mark]) < 0.01:
            if at > mark and (abs(start[at] - end[at - 1]) > CLOSE * height[mark] or height[at] > height[mark]):
                break
            levelled[at] = line
            at += 1
    return levelled


def _sorted(first: np.ndarray, then: np.ndarray) -> np.ndarray:
    """The stable order by two keys. One key of both is quicker than a lexsort: characters mostly come in order already."""
    low = then.min()
    return np.argsort(first * (then.max() - low + 1) + (then - low), kind="stable")


def _reading(glyphs: Glyphs) -> tuple[np.ndarray, ...]:
    """Position along and across the line, start and end along it, and height across it, whatever the direction."""
    x0, top, x1, bottom = glyphs.boxes.T
    x, y = glyphs.origins.T
    turns = glyphs.turns
    if not turns.any():
        return x, y, x0, x1, bottom - top
    chosen = [turns == 0, turns == 1, turns == 2]
    return (
        np.select(chosen, [x, -y, -x], y),
        np.select(chosen, [y, x, -y], -x),
        np.select(chosen, [x0, -bottom, -x1], top),
        np.select(chosen, [x1, -top, -x0], bottom),
        np.where(turns % 2, x1 - x0, bottom - top),
    )


def _cut(
    codes: np.ndarray, boxes: np.ndarray, groups: np.ndarray, fresh: np.ndarray, space: np.ndarray, count: int
) -> tuple[tuple[Lines, np.ndarray], list[str]]:
    """The lines of what belongs to no cell with their groups, and the texts of the cells, from characters in order. `fresh`: a
    line begins here; `space`: one stands behind this character."""
    cut = fresh.copy()
    cut[1:] &= (groups[1:] < 0) | (groups[1:] != groups[:-1])
    places = np.arange(len(codes))
    places[1:] += (space | fresh[1:]).cumsum()
    letters = np.full(places[-1] + 1, ord(" "), dtype="<u4")
    letters[places[fresh] - 1] = ord("\n")
    first = np.flatnonzero(cut)
    letters[places[first] - 1] = ord(_CUT)
    letters[places] = codes
    pieces = letters.tobytes().decode("utf-32-le", errors="replace").split(_CUT)
    belongs = groups[first]
    free = int(belongs.searchsorted(0))
    texts = np.full(count, "", dtype=object)
    texts[belongs[free:]] = pieces[free:]
    texts = texts.tolist()
    if not free:
        return (NO_LINES, belongs[:0]), texts
    upto = int(first[free]) if free < len(first) else len(boxes)
    low = np.minimum.reduceat(boxes[:upto, :2], first[:free])
    high = np.maximum.reduceat(boxes[:upto, 2:], first[:free])
    return (Lines(pieces[:free], np.concatenate((low, high), axis=1)), belongs[:free]), texts


def _of_page(found: tuple[Lines, np.ndarray], page: int, figures: set[int], wide: Counter[int]) -> Lines:
    """The lines of one page from those of several with their groups."""
    lines, belongs = found
    first, last = belongs.searchsorted((page, page + 1)).tolist()
    return Lines(lines.texts[first:last], lines.boxes[first:last], page in figures, wide[page])
