"""Paths of a page of a PDF -> the straight lines that they draw, and patches of shading.

A straight line may be a stroked path, a thin filled rectangle, a side of a stroked rectangle or of a filled frame, alone or in
forms within forms. Which objects a page has is `drawn.py`'s business, which of the lines make tables `tables/ruled.py`'s.
"""

from collections.abc import Iterator
from itertools import accumulate, chain, compress, pairwise, repeat

import numpy as np

from yusuan.readers.drawn import EVERYWHERE, Paths, Walk, box_of, clip_box, placed
from yusuan.readers.pdfium_calls import (
    LINE_TO,
    MOVE_TO,
    Argument,
    bounds_out,
    count_clips,
    draw_modes_out,
    get_bounds,
    get_clip,
    get_close,
    get_draw_mode,
    get_matrix,
    get_point,
    get_segment,
    get_segment_type,
    matrices_out,
    point_out,
    point_out_x,
    point_out_y,
    pointer,
    points_out,
)

ROUNDEST = 12.0  # the radius of a rounded corner
CLIPPED = 1.0  # so far a path may reach past its clip: half a line's width
THIN = 1.5  # a path no higher (or wider) than this is one straight line
THICKEST = 3.5  # a filled rectangle no thicker than this is a line, a thicker one is shading
THICK = 5.0  # one up to this is a line if it is three times as long, up to twice `THICKEST` ten times


def lines_drawn(walks: list[Walk]) -> tuple[np.ndarray, list[int]]:
    """The straight lines (n, 4) that the paths of pages draw, page after page, and how many each page has."""
    groups = [group for walk in walks for group in walk.paths]
    if not groups:
        return np.empty((0, 4)), [0] * len(walks)
    paths, sizes = [path for group in groups for path in group.paths], [len(group.paths) for group in groups]
    of = np.arange(len(groups)).repeat(sizes)
    extents = bounds = bounds_out.map(get_bounds, paths, count=len(paths))
    large = np.flatnonzero(np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) > THIN)
    modes = draw_modes_out.map(get_draw_mode, [paths[index] for index in large.tolist()], count=len(large))
    stroked = modes[:, 1] > 0
    seen = _seen_in(groups, bounds, large[~stroked])
    if seen is not None:
        # What is left of a patch may be a line: the side of a rounded cell that a page cuts.
        bounds = np.concatenate((np.maximum(bounds[:, :2], seen[:, :2]), np.minimum(bounds[:, 2:], seen[:, 2:])), axis=1)
    left, bottom, right, top = bounds.T
    width, height = right - left, top - bottom
    flat, upright = height <= THIN, width <= THIN
    whole = (width >= -CLIPPED) & (height >= -CLIPPED)
    levels, plumbs = flat & whole & (width >= 0.5), upright & whole & (height >= 0.5)
    level, plumb = bounds[levels], bounds[plumbs]
    level[:, 1] = level[:, 3] = (level[:, 1] + level[:, 3]) / 2
    plumb[:, 0] = plumb[:, 2] = (plumb[:, 0] + plumb[:, 2]) / 2
    found, places = [level, plumb], [of[levels], of[plumbs]]
    # What a clip has left a line of is none of these.
    still = ~(flat | upright)[large]
    if still.any():
        large = large[still]
        some = [paths[index] for index in large.tolist()]
        segments = np.array([count for group in groups for count in group.segments])[large]
        thick = _thick(some, [groups[group].walk for group in of[large].tolist()], segments, extents[large], stroked[still])
        for lines, owners in thick:
            if seen is not None:
                lines, owners = _cut(lines, owners, seen[large[owners]])
            found.append(lines)
            places.append(of[large[owners]])
    lines, places = np.concatenate(found), np.concatenate(places)
    order = places.argsort(kind="stable")
    lines, places = lines[order], places[order]
    for index, group in enumerate(groups):
        if group.outer is not None:
            part = slice(*places.searchsorted((index, index + 1)).tolist())
            lines[part] = np.stack(placed(group.outer, lines[part, 0::2], lines[part, 1::2]), axis=-1).reshape(-1, 4)
    ends = places.searchsorted(np.array((0, *accumulate(len(walk.paths) for walk in walks))))
    return lines, (ends[1:] - ends[:-1]).tolist()


def _seen_in(groups: list[Paths], bounds: np.ndarray, patches: np.ndarray) -> np.ndarray | None:
    """What is seen of each path of several pages, (n, 4); None where no clip cuts one. `patches` are the filled ones."""
    ends = [0, *accumulate(len(group.paths) for group in groups)]
    patch_ends, patches = patches.searchsorted(ends).tolist(), patches.tolist()
    everything = None
    for group, (start, end), part in zip(groups, pairwise(ends), pairwise(patch_ends), strict=True):
        seen = _seen_of_all(group.paths, bounds[start:end], [patch - start for patch in patches[slice(*part)]])
        if seen is not None:
            if everything is None:
                everything = np.tile(EVERYWHERE, (len(bounds), 1))
            # The page's own edge cuts nothing: a line past it is the border of a cell that is seen in part.
            page = np.array(group.walk.box)
            seen[:, :2] = np.where(seen[:, :2] <= page[:2] + CLIPPED, -np.inf, seen[:, :2])
            seen[:, 2:] = np.where(seen[:, 2:] >= page[2:] - CLIPPED, np.inf, seen[:, 2:])
            everything[start:end] = seen
    return everything


def _seen_of_all(paths: list[Argument], bounds: np.ndarray, patches: list[int]) -> np.ndarray | None:
    """What is seen of each path, (n, 4); None where no clip cuts one. Only what reaches furthest is asked first, as browsers draw
    the borders of a cell that a page cuts past the page's area, and the patches of colour, which may be all but clipped away."""
    furthest = {*bounds.argmin(axis=0)[:2].tolist(), *bounds.argmax(axis=0)[2:].tolist(), *patches}
    for index in furthest:
        left, bottom, right, top = _seen_of(paths[index])
        x0, y0, x1, y1 = bounds[index].tolist()
        if x0 < left - CLIPPED or y0 < bottom - CLIPPED or x1 > right + CLIPPED or y1 > top + CLIPPED:
            return np.array(list(map(_seen_of, paths)))
    return None


def _seen_of(path: Argument) -> tuple[float, float, float, float]:
    """What is seen of a path: left, bottom, right, top of all its clips together."""
    clip = pointer(get_clip(path))
    boxes = [box for index in range(count_clips(clip)) if (box := clip_box(clip, index))]
    if not boxes:
        return EVERYWHERE
    left, bottom, right, top = zip(*boxes, strict=True)
    return max(left), max(bottom), min(right), min(top)


def _cut(lines: np.ndarray, owners: np.ndarray, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The level and plumb ones among lines (n, 4) without what lies outside of the boxes `seen` (n, 4), with their owners."""
    low, high = np.minimum(lines[:, :2], lines[:, 2:]), np.maximum(lines[:, :2], lines[:, 2:])
    low_seen, high_seen = seen[:, :2], seen[:, 2:]
    inside = ((low <= high_seen + CLIPPED) & (high >= low_seen - CLIPPED)).all(axis=1)
    leaning = ((high - low) > 0.01).all(axis=1, keepdims=True)
    cut = np.clip(lines, np.concatenate((low_seen, low_seen), axis=1), np.concatenate((high_seen, high_seen), axis=1))
    return np.where(leaning, lines, cut)[inside], owners[inside]


def _thick(
    paths: list[Argument], walks: list[Walk], segments: np.ndarray, extents: np.ndarray, stroked: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The lines of paths of so many segments and some extent (left, bottom, right, top), each with the path that draws it."""
    matrices = matrices_out.map(get_matrix, paths, count=len(paths))
    boxlike = stroked & ((segments == 4) | (segments == 5))
    if boxlike.any():
        boxlike, sides = _rectangles(paths, matrices, extents, boxlike)
        yield sides, np.flatnonzero(boxlike).repeat(4)
    walked, owners = [], []
    for index in np.flatnonzero(~boxlike).tolist():
        count = int(segments[index])
        if walks[index].more(count):
            lines = _walked(walks[index], paths[index], count, bool(stroked[index]), matrices[index].tolist())
            walked += lines
            owners += [index] * len(lines)
    if walked:
        yield np.array(walked, dtype=np.float64), np.array(owners)


def _rectangles(
    paths: list[Argument], matrices: np.ndarray, extents: np.ndarray, boxlike: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Which of the paths with four or five segments are rectangles, and their sides: two opposite corners span the whole.
    Cells drawn as rectangles are many, so that their segments are not walked."""
    some = list(compress(paths, boxlike.tolist()))
    opposite = list(map(pointer, chain(map(get_segment, some, repeat(0)), map(get_segment, some, repeat(2)))))
    x, y = points_out.map(get_point, opposite, count=len(opposite)).T.reshape(2, 2, -1)
    x, y = placed(matrices[boxlike].T, x, y)
    corners = np.array((x.min(axis=0), y.min(axis=0), x.max(axis=0), y.max(axis=0))).T
    spans = (corners[:, 2:] - corners[:, :2] > THICKEST).all(axis=1) & (np.abs(corners - extents[boxlike]) < 3).all(axis=1)
    rectangles = boxlike.copy()
    rectangles[boxlike] = spans
    # x0, y0, x1, y1 -> bottom, top, left, right side
    sides = corners[spans][:, [[0, 1, 2, 1], [0, 3, 2, 3], [0, 1, 0, 3], [2, 1, 2, 3]]]
    return rectangles, sides.reshape(-1, 4)


def _walked(
    walk: Walk, path: Argument, count: int, stroked: bool, matrix: list[float]
) -> list[tuple[float, float, float, float]]:
    """The straight lines that a path of some extent draws."""

    def point(index: int) -> tuple[float, float]:
        get_point(pointer(get_segment(path, index)), point_out_x, point_out_y)
        return placed(matrix, *point_out)

    subpaths = _subpaths(path, count, point)
    if stroked:
        return [line for subpath in subpaths for line in _straight(subpath)]
    found = []
    for subpath in subpaths:
        corners = [corner for corner in subpath if corner]
        x0, y0, x1, y1 = box_of(corners)
        across, along = sorted((x1 - x0, y1 - y0))
        if across <= THICKEST or (across <= 2 * THICKEST and along >= (3 if across <= THICK else 10) * across):
            middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
            found.append((x0, middle_y, x1, middle_y) if x1 - x0 >= y1 - y0 else (middle_x, y0, middle_x, y1))
        elif {(x in (x0, x1), y in (y0, y1)) for x, y in corners} == {(True, True)} and 4 <= len(corners) <= 6:
            sides = [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
            # Two outlines in one filled path are a frame, one is a patch of colour.
            (found if len(subpaths) > 1 else walk.shaded).extend(sides)
    return found


def _straight(subpath: list[tuple[float, float] | None]) -> list[tuple[float, float, float, float]]:
    """The straight lines of an outline; those of a rectangle with rounded corners reach into its corners."""
    lines = [(*start, *end) for start, end in pairwise(subpath) if start and end and start != end]
    if None not in subpath or not lines:
        return lines
    left, bottom, right, top = box_of([corner for corner in subpath if corner])
    whole = []
    for x0, y0, x1, y1 in lines:
        level, plumb = abs(y1 - y0) < 0.1, abs(x1 - x0) < 0.1
        if level and min(abs(y0 - bottom), abs(y0 - top)) < 0.1 and right - left - abs(x1 - x0) <= 2 * ROUNDEST:
            whole.append((left, y0, right, y0))
        elif plumb and min(abs(x0 - left), abs(x0 - right)) < 0.1 and top - bottom - abs(y1 - y0) <= 2 * ROUNDEST:
            whole.append((x0, bottom, x0, top))
        else:
            return lines
    return whole


def _subpaths(path: Argument, count: int, point) -> list[list[tuple[float, float] | None]]:
    """Corners of each outline in order; None stands where a curve leads to the next corner."""
    subpaths: list[list[tuple[float, float] | None]] = []
    for index in range(count):
        segment = pointer(get_segment(path, index))
        kind = get_segment_type(segment)
        if kind == MOVE_TO or not subpaths:
            subpaths.append([])
        elif kind != LINE_TO:
            subpaths[-1].append(None)
        subpaths[-1].append(point(index))
        if get_close(segment):
            subpaths[-1].append(subpaths[-1][0])
    return [subpath for subpath in subpaths if any(subpath)]
