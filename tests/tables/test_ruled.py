"""Grids from lines: any tiling comes back cell for cell, however its lines are drawn."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from yusuan.tables.lines import merge_lines
from yusuan.tables.ruled import MOST_CROSSINGS, TooManyLines, find_grids

Span = tuple[int, int, int, int]


@st.composite
def tilings(draw) -> tuple[list[float], list[float], list[Span]]:
    """Rulings and spans (row, column, row span, column span) that tile them, every ruling being used by some cell."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    taken: set[tuple[int, int]] = set()
    spans = []
    for r in range(rows):
        for c in range(columns):
            if (r, c) in taken:
                continue
            h, w = draw(st.integers(1, rows - r)), draw(st.integers(1, columns - c))
            if draw(st.booleans()):
                h = w = 1
            while any((r + i, c + j) in taken for i in range(h) for j in range(w)):
                h, w = (h - 1, w) if h > 1 else (h, w - 1)
            taken |= {(r + i, c + j) for i in range(h) for j in range(w)}
            spans.append((r, c, h, w))
    used_rows = sorted({r for r, *_ in spans} | {r + h for r, _, h, _ in spans})
    used_columns = sorted({c for _, c, *_ in spans} | {c + w for _, c, _, w in spans})
    spans = [
        (
            used_rows.index(r),
            used_columns.index(c),
            used_rows.index(r + h) - used_rows.index(r),
            used_columns.index(c + w) - used_columns.index(c),
        )
        for r, c, h, w in spans
    ]
    steps = st.integers(14, 60)
    xs = np.cumsum([40, *(draw(steps) for _ in used_columns[1:])]).tolist()
    ys = np.cumsum([60, *(draw(steps) for _ in used_rows[1:])]).tolist()
    return xs, ys, sorted(spans)


def sides(xs: list[float], ys: list[float], spans: list[Span]) -> tuple[np.ndarray, np.ndarray]:
    across, down = [], []
    for r, c, h, w in spans:
        across += [(ys[r], xs[c], xs[c + w]), (ys[r + h], xs[c], xs[c + w])]
        down += [(xs[c], ys[r], ys[r + h]), (xs[c + w], ys[r], ys[r + h])]
    return np.array(across, dtype=float), np.array(down, dtype=float)


@given(tilings(), st.floats(0, 1.2), st.integers(0, 2**32 - 1))
@settings(max_examples=150)
def test_any_tiling_comes_back(tiling, jitter, seed):
    xs, ys, spans = tiling
    across, down = sides(xs, ys, spans)
    noise = np.random.default_rng(seed)
    across[:, 0] += noise.uniform(-jitter, jitter, len(across))
    down[:, 0] += noise.uniform(-jitter, jitter, len(down))
    grids = find_grids(across, down)
    if len(spans) == 1:
        assert grids == []  # a lone frame
        return
    (grid,) = grids
    assert list(map(tuple, grid.cells.tolist())) == spans
    assert grid.sound and not grid.open_top and not grid.open_bottom
    assert np.allclose(grid.xs, xs, atol=jitter + 1e-6) and np.allclose(grid.ys, ys, atol=jitter + 1e-6)
    assert grid.owner.min() == 0


@given(tilings(), st.floats(0.5, 5), st.booleans())
@settings(max_examples=150)
def test_any_tiling_comes_back_from_rectangles_with_a_space_between(tiling, spacing, framed):
    xs, ys, spans = tiling
    assume(len(spans) > 5)
    xs, ys = [2 * x for x in xs], [2 * y for y in ys]
    across, down = [], []
    for r, c, h, w in spans:
        x0, x1, top, bottom = xs[c], xs[c + w] - spacing, ys[r], ys[r + h] - spacing
        across += [(top, x0, x1), (bottom, x0, x1)]
        down += [(x0, top, bottom), (x1, top, bottom)]
    if framed:
        x0, x1, top, bottom = xs[0] - spacing, xs[-1], ys[0] - spacing, ys[-1]
        across += [(top, x0, x1), (bottom, x0, x1)]
        down += [(x0, top, bottom), (x1, top, bottom)]
    (grid,) = find_grids(np.array(across), np.array(down))
    assert list(map(tuple, grid.cells.tolist())) == spans and grid.sound


@given(tilings())
@settings(max_examples=100)
def test_any_tiling_comes_back_without_its_sides(tiling):
    xs, ys, spans = tiling
    assume(all(width < len(xs) - 1 for _, _, _, width in spans))  # else a line meets no other
    across, down = sides(xs, ys, spans)
    down = down[(down[:, 0] > xs[0]) & (down[:, 0] < xs[-1])]
    within = across[(across[:, 0] > ys[0]) & (across[:, 0] < ys[-1])]
    assume(len(down) and all(len(set(within[within[:, side] == end, 0])) > 1 for side, end in ((1, xs[0]), (2, xs[-1]))))
    (grid,) = find_grids(across, down)
    assert list(map(tuple, grid.cells.tolist())) == spans


def plain(rows: int, columns: int) -> tuple[np.ndarray, np.ndarray]:
    xs, ys = [50.0 + 60 * i for i in range(columns + 1)], [100.0 + 20 * i for i in range(rows + 1)]
    return (
        np.array([(y, xs[0], xs[-1]) for y in ys]),
        np.array([(x, ys[0], ys[-1]) for x in xs]),
    )


@pytest.mark.parametrize("outer", ["no sides", "no top", "no bottom", "nothing outside"])
def test_missing_outer_borders_are_drawn_where_lines_end(outer):
    across, down = plain(4, 3)
    if outer in ("no sides", "nothing outside"):
        down = down[1:-1]
    if outer in ("no top", "nothing outside"):
        across = across[1:]
    if outer in ("no bottom", "nothing outside"):
        across = across[:-1]
    (grid,) = find_grids(across, down)
    assert len(grid.cells) == 12
    assert np.allclose(grid.xs, [50, 110, 170, 230]) and np.allclose(grid.ys, [100, 120, 140, 160, 180])
    assert grid.open_top == (outer in ("no top", "nothing outside"))
    assert grid.open_bottom == (outer in ("no bottom", "nothing outside"))


def test_a_merged_cell_cut_by_the_page_is_kept_although_its_neighbours_are_closed():
    across, down = plain(3, 3)
    across[-1] = (160, 110, 230)  # the last line does not reach under the first column
    across[2] = (140, 110, 230)
    (grid,) = find_grids(across, down)
    assert [1, 0, 2, 1] in grid.cells.tolist()
    assert not grid.open_bottom and not grid.open_top


def test_a_merged_cell_that_goes_on_above_and_below_the_page_is_kept_although_its_neighbours_are_closed():
    across, down = plain(3, 3)
    across[:, 1] = 110  # no line reaches the first column, only its border stands there
    (grid,) = find_grids(across, down)
    assert [0, 0, 3, 1] in grid.cells.tolist() and len(grid.cells) == 7


def test_two_tables_that_touch_without_a_line_between_keep_their_rows():
    across, down = plain(4, 3)
    across = np.delete(across, 2, axis=0)
    down = np.concatenate(([(50.0, 100, 180), (230, 100, 180)], [(110.0, 100, 140), (140, 140, 180), (170, 140, 180)]))
    (grid,) = find_grids(across, down)
    assert grid.cells[:, 0].tolist() == [0, 0, 1, 1, 2, 2, 2, 3, 3, 3]


def test_double_and_dashed_lines_are_one_line():
    across, down = plain(2, 2)
    dashes = [(y, x, min(x + 4, x1)) for y, x0, x1 in across for x in np.arange(x0, x1, 6)]
    double = np.concatenate((down, down + np.array([2, 0, 0])))
    (grid,) = find_grids(np.array(dashes), double)
    assert len(grid.cells) == 4
    assert np.allclose(grid.xs, [51, 111, 171])


def test_two_tables_and_a_frame_around_nothing():
    one = plain(2, 2)
    other = [lines + shift for lines, shift in zip(plain(3, 2), ([200, 0, 0], [0, 200, 200]), strict=True)]
    frame = np.array([(500.0, 50, 90), (520, 50, 90)]), np.array([(50.0, 500, 520), (90, 500, 520)])
    grids = find_grids(np.concatenate((one[0], other[0], frame[0])), np.concatenate((one[1], other[1], frame[1])))
    assert [len(grid.cells) for grid in grids] == [4, 6]


def test_what_is_no_rectangle_is_said():
    across, down = plain(2, 2)
    across[1] = (120, 50, 110)
    down = np.array([(50.0, 100, 140), (110, 100, 120), (170, 100, 140)])
    grids = find_grids(across, down)
    assert not grids or not grids[0].sound


def test_nothing_ruled():
    nothing = np.empty((0, 3))
    assert find_grids(nothing, nothing) == []
    assert find_grids(plain(2, 2)[0], nothing) == []
    across, down = merge_lines(np.array([(10.0, 0.0, 1.0)]), np.array([(10.0, 0.0, 2.0), (10.0, 4.0, 6.0)]))
    assert across.tolist() == [] and down.tolist() == [[10.0, 0.0, 6.0]]


def test_a_drawing_is_refused():
    many = int(MOST_CROSSINGS**0.5) + 100
    lines = np.array([(10.0 * i, 0.0, 10.0) for i in range(many)])
    with pytest.raises(TooManyLines):
        find_grids(lines, lines)
