"""The two coordinate systems of a page: as it is shown, and as it reads.

Shown: `/Rotate` applied, origin at the top left of the visible page, y downwards; boxes are given in it. Reading: turned on
by quarters until most text runs to the right (a landscape table printed sideways on an upright page) and by the small angle
of crooked rulings, so that rows are rows.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

CROOKED = 0.05  # rulings that lean more than this (about 3 degrees) are no rulings
STRAIGHT = 0.0008  # less than this needs no turning: half a point over the width of a page


@dataclass(frozen=True)
class Frame:
    """Affine maps as 2 x 3 matrices: user space -> shown, and user space -> reading; size of the shown page."""

    shown: np.ndarray
    reading: np.ndarray
    width: float
    height: float

    def points(self, xy: np.ndarray) -> np.ndarray:
        """User space points (n, 2) in reading coordinates."""
        (a, b, e), (c, d, f) = self.reading.tolist()
        if b == c == 0:  # not turned, as most pages
            return xy * (a, d) + (e, f)
        x, y = xy.T
        return np.stack((a * x + b * y + e, c * x + d * y + f), axis=1)

    def segments(self, segments: np.ndarray) -> np.ndarray:
        """User space segments (n, 4), x0, y0, x1, y1, in reading coordinates."""
        return self.points(segments.reshape(-1, 2)).reshape(-1, 4)

    def boxes(self, boxes: np.ndarray) -> np.ndarray:
        """User space boxes (n, 4), left, top, right, bottom, in reading coordinates: x0, top, x1, bottom."""
        (a, b, e), (c, d, f) = self.reading.tolist()
        if b == c == 0 and a > 0 > d:
            return boxes * (a, d, a, d) + (e, f, e, f)
        return _around(self.points(boxes[:, :2]), self.points(boxes[:, 2:]))

    def back(self, boxes: np.ndarray) -> np.ndarray:
        """Reading boxes (n, 4) as boxes on the page as shown."""
        if self.reading is self.shown or not len(boxes):
            return boxes
        return _mapped(boxes, self.reading, self.shown)

    def forth(self, boxes: np.ndarray) -> np.ndarray:
        """Boxes (n, 4) on the page as shown as reading boxes."""
        return _mapped(boxes, self.shown, self.reading)

    def leaning(self, slope: float) -> "Frame":
        """This frame with reading coordinates turned by a small slope, so that lines of that slope become level."""
        length = np.hypot(1, slope)
        turn = np.array([[1, slope], [-slope, 1]]) / length
        return Frame(self.shown, turn @ self.reading, self.width, self.height)


def _mapped(boxes: np.ndarray, source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Boxes in the coordinates of one map from user space as boxes around them in those of the other."""
    inverse = np.linalg.inv(np.vstack((source, (0, 0, 1))))
    both = (np.vstack((target, (0, 0, 1))) @ inverse)[:2]
    corners = np.stack([boxes[:, [i, j]] @ both[:, :2].T + both[:, 2] for i, j in ((0, 1), (2, 3), (0, 3), (2, 1))])
    return np.concatenate((corners.min(axis=0), corners.max(axis=0)), axis=1)


def _around(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.concatenate((np.minimum(one, other), np.maximum(one, other)), axis=1)


@lru_cache(maxsize=64)
def frame_of(box: tuple[float, float, float, float], rotation: int, turns: int) -> Frame:
    """The frame of a page with this visible box (left, bottom, right, top) and `/Rotate` in quarters clockwise, whose text
    runs `turns` quarters counter-clockwise of rightwards in user space."""
    left, bottom, right, top = box
    upright = np.array([[1, 0, -left], [0, -1, top]], dtype=np.float64)
    width, height = right - left, top - bottom
    shown = _turned(upright, width, height, rotation)
    if rotation % 2:
        width, height = height, width
    # Text that runs up is levelled by turning the page clockwise once.
    return Frame(shown, _turned(shown, width, height, (turns - rotation) % 4), width, height)


def _turned(matrix: np.ndarray, width: float, height: float, quarters: int) -> np.ndarray:
    """A map onto a page of this size, followed by quarter turns clockwise of that page."""
    for _ in range(quarters % 4):
        matrix = np.array([[0, -1, height], [1, 0, 0]], dtype=np.float64) @ np.vstack((matrix, (0, 0, 1)))
        width, height = height, width
    return matrix


def is_leaning(segments: np.ndarray) -> bool:
    """Whether any of the segments (n, 4) is neither level nor plumb."""
    return bool((np.abs(segments[:, 2:] - segments[:, :2]).min(axis=1, initial=np.inf) > 1e-3).any())


def slope_of(segments: np.ndarray) -> float:
    """The common slope of the nearly level segments (n, 4) in reading coordinates, 0 if they are straight."""
    if not is_leaning(segments):
        return 0.0
    dx, dy = segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1]
    level = (np.abs(dx) > 30) & (np.abs(dy) <= CROOKED * np.abs(dx))
    if level.sum() < 2:
        return 0.0
    slopes, lengths = dy[level] / dx[level], np.abs(dx[level])
    order = np.argsort(slopes)
    middle = float(slopes[order][np.searchsorted(np.cumsum(lengths[order]), lengths.sum() / 2)])
    return middle if abs(middle) > STRAIGHT else 0.0
