"""Text that stands in columns outside of every grid: amounts there would be lost without a word.

Only whether there is any, and where it begins. Running heads, page numbers, contents, signatures and paragraphs stand in no
columns of figures.
"""

from collections.abc import Iterator, Sequence

from yusuan.tables.pieces import AMOUNT, EXACT, Piece, lines_of

ALIGNED = 2.0  # points; figures of a column share an edge or their middle
NEXT = 6.0  # heights; figures of a column follow each other no further apart
FEWEST_EXACT, FEWEST = 2, 3  # so many amounts, or other numbers, below each other are a column; so many amounts on a line a row


def first_in_columns(pieces: Sequence[Piece]) -> str | None:
    """The first line of the text that has figures in columns, None where no figures stand so. `pieces` are what a page prints
    outside of its grids, in reading order of lines."""
    lines = lines_of(pieces)
    found = [line[0] for line in lines if sum(_is_amount(piece) for piece in line[1:]) >= FEWEST_EXACT]
    for column in _columns([line for line in lines if len(line) > 1]):
        exact = sum(EXACT.search(piece.text) is not None for piece in column)
        if exact >= FEWEST_EXACT or (len(column) >= FEWEST and not _ascends(column)):
            found.append(column[0])
    if not found:
        return None
    number = min(piece.line for piece in found)
    return " ".join(piece.text for line in lines for piece in line if piece.line == number)


def _columns(lines: Sequence[Sequence[Piece]]) -> Iterator[list[Piece]]:
    """Runs of figures below each other, none of them the first of its line."""
    open_columns: list[list[Piece]] = []
    for line in lines:
        for piece in line[1:]:
            if not piece.is_figure:
                continue
            above = [column for column in open_columns if _is_below(piece, column[-1])]
            for column in above:
                column.append(piece)
            if not above:
                open_columns.append([piece])
        top = min(piece.top for piece in line)
        yield from (column for column in open_columns if top - column[-1].bottom > NEXT * column[-1].height)
        open_columns = [column for column in open_columns if top - column[-1].bottom <= NEXT * column[-1].height]
    yield from open_columns


def _is_below(piece: Piece, above: Piece) -> bool:
    if piece.line == above.line:
        return False
    left, right = abs(piece.x0 - above.x0), abs(piece.x1 - above.x1)
    return min(left, right, abs(piece.x0 + piece.x1 - above.x0 - above.x1) / 2) <= ALIGNED


def _is_amount(piece: Piece) -> bool:
    return piece.is_figure and AMOUNT.search(piece.text) is not None


def _ascends(column: Sequence[Piece]) -> bool:
    """Whether whole numbers only grow: the pages of a table of contents, the numbers of a list."""
    numbers = [int(piece.text) if piece.text.isascii() and piece.text.isdigit() else None for piece in column]
    return None not in numbers and numbers == sorted(numbers)
