"""Ink of a line of writing to what a sequence model sees: the only road to it, in training and in reading.

The row is turned level, brought to one height by where most of its ink lies (a long stroke or an underline
moves that little), drawn anew with strokes of one width, and wide paper between the digits is narrowed: what
is left depends on shapes alone, not on the pen, the size, the scan or the spacing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.page.images import quantile
from digitrec.page.normalise import stroke_width
from digitrec.types import Ink

LineImage: TypeAlias = NDArray[np.float32]  # (32, W) in [0, 1]: what a sequence model sees

LINE_NORMALISATION = 1  # version of this road; the record of a sequence model names the one it was trained on

LINE_HEIGHT = 32  # pixels
CORE_HEIGHT = 20.0  # pixels that the middle nine tenths of the ink take: digits are about 22 high
ENOUGH = 3000  # pixels of ink that are looked at to find the core
CORE = (0.05, 0.95)  # of the ink, from the top
SQUAT = 4.5  # widths of a stroke: ink less high than this is no row of digits, and is not enlarged to one
STROKES = (1.9, 2.5)  # pixels: thinner strokes become as wide as the first, thicker ones as the second
MOST_THINNING = 0.4  # a stroke keeps at least this share of its width
OVERSAMPLING = 3  # strokes are drawn at this many pixels a pixel, then averaged
FINE = 3.0  # pixels of that drawing: finer strokes might fall between its pixels
MARGIN = 4  # pixels of paper left and right
WIDEST_PAPER = 10  # pixels: columns of paper beyond this are left out
LONG = (1.2, 2.7)  # widths over heights: shorter rows are not turned at all, longer ones fully
STEEPEST = math.radians(20)
LONGEST = 40.0  # heights of the core: a longer row is cut off
FAINT = 128  # of 255: the threshold of ink


@dataclass(frozen=True, slots=True, eq=False)
class LineInput:
    """A line as a sequence model sees it, and the way back.

    Args:
        image: (32, W) float32 in [0, 1], 0 = paper.
        places: (W,) float32, the column in the turned and scaled row, from which each column comes.
        back: (2, 3) float64, from (x, y) of that row to pixels of the ink given.
    """

    image: LineImage
    places: NDArray[np.float32]
    back: NDArray[np.float64]

    def page_x(self, column: float) -> float:
        """The x coordinate in the ink given, half-way up the row, of a column of `image`."""
        at = float(np.interp(column, np.arange(len(self.places)), self.places))
        return float(self.back[0] @ (at, LINE_HEIGHT / 2, 1.0))


def to_line_input(ink: Ink) -> LineInput:
    """Brings a line of writing to the height, the slope and the stroke width that models are trained on.

    Args:
        ink: (H, W) uint8, 0 = paper, 255 = ink; grey edges welcome.

    Returns:
        The line; an image of paper alone for blank ink.

    Raises:
        ValueError: `ink` is not a 2-D uint8 array with pixels.
    """
    if ink.ndim != 2 or ink.dtype != np.uint8 or ink.size == 0:
        raise ValueError(f"ink must be a 2-D uint8 array with pixels, got {ink.dtype} {ink.shape}.")
    mask = (ink >= FAINT).astype(np.uint8)
    if not mask.any():
        blank = np.zeros((LINE_HEIGHT, 2 * MARGIN), np.float32)
        return LineInput(blank, np.arange(2 * MARGIN, dtype=np.float32), np.eye(2, 3))
    stroke = stroke_width(mask)
    forth, width = _placement(mask, stroke)
    size = width * OVERSAMPLING, LINE_HEIGHT * OVERSAMPLING
    large = cv2.warpAffine(_coarse(ink, stroke, forth), _enlarged(forth), size, flags=cv2.INTER_LINEAR)
    drawn = _redrawn(np.asarray(large, np.uint8))
    image = np.asarray(cv2.resize(drawn, (width, LINE_HEIGHT), interpolation=cv2.INTER_AREA), np.float32)
    places = _inked_places(image)
    back = np.asarray(cv2.invertAffineTransform(forth), np.float64)
    return LineInput(np.ascontiguousarray(image[:, places]), places.astype(np.float32), back)


def _placement(mask: NDArray[np.uint8], stroke: float) -> tuple[NDArray[np.float64], int]:
    """The map from the ink to the level row of `LINE_HEIGHT`, and how wide that row is."""
    angle = _angle(mask)
    cosine, sine = math.cos(angle), math.sin(angle)
    ys, xs = np.nonzero(mask)
    level_x = cosine * xs + sine * ys
    some = slice(None, None, max(1, len(ys) // ENOUGH))
    heights = cosine * ys[some] - sine * xs[some]
    top, bottom = (quantile(heights, share) for share in CORE)
    core = max(bottom - top, SQUAT * stroke, 1.0)
    scale = CORE_HEIGHT / core
    left = float(level_x.min())
    length = min(float(level_x.max()) + 1.0 - left, LONGEST * core)
    width = math.ceil(length * scale) + 2 * MARGIN
    shift_x = MARGIN - scale * left
    shift_y = LINE_HEIGHT / 2 - scale * (top + bottom) / 2
    forth = np.array([[scale * cosine, scale * sine, shift_x], [-scale * sine, scale * cosine, shift_y]])
    return forth, width


def _angle(mask: NDArray[np.uint8]) -> float:
    """The slope of a row in radians, by a line through its ink; less for short rows, whose digits lean."""
    moments = cv2.moments(mask, binaryImage=True)
    if moments["mu20"] == 0:
        return 0.0
    _, _, width, _ = cv2.boundingRect(mask)
    slope = moments["mu11"] / moments["mu20"]
    # The height without what the slope adds to it: an even column of ink has a variance of a twelfth.
    across = max(0.0, moments["mu02"] - slope * moments["mu11"]) / moments["m00"]
    length = width / max(1.0, math.sqrt(12 * across))
    trust = min(1.0, max(0.0, (length - LONG[0]) / (LONG[1] - LONG[0])))
    return trust * min(STEEPEST, max(-STEEPEST, math.atan(slope)))


def _coarse(ink: Ink, stroke: float, forth: NDArray[np.float64]) -> Ink:
    """Ink whose strokes survive being reduced: fine ones are thickened, for they are drawn anew later."""
    scale = OVERSAMPLING * math.hypot(forth[0, 0], forth[0, 1])
    if stroke * scale >= FINE or scale >= 1:
        return ink
    side = math.ceil((FINE - stroke * scale) / scale) | 1
    return np.asarray(cv2.dilate(ink, np.ones((side, side), np.uint8)), np.uint8)


def _enlarged(forth: NDArray[np.float64]) -> NDArray[np.float64]:
    """The map to a field `OVERSAMPLING` times as large, with the centres of the pixels in the right place."""
    half = (OVERSAMPLING - 1) / 2
    return np.asarray(forth * OVERSAMPLING + np.array([[0.0, 0.0, half], [0.0, 0.0, half]]))


def _redrawn(large: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The ink with strokes of one width: a threshold on the distance to its outline."""
    mask = (large >= FAINT).astype(np.uint8)
    inside = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    outside = cv2.distanceTransform(1 - mask, cv2.DIST_L2, 3)
    width = stroke_width(mask) / OVERSAMPLING
    target = max(min(max(width, STROKES[0]), STROKES[1]), MOST_THINNING * width)
    grow = 0.5 * (target - width) * OVERSAMPLING
    drawn: NDArray[np.float32] = np.clip(inside - outside + (0.5 + grow), 0.0, 1.0)
    return drawn


def _inked_places(image: LineImage) -> NDArray[np.intp]:
    """The columns that are kept: all but those in the midst of wide paper."""
    inked = image.max(axis=0) > 0.05
    columns = np.arange(len(inked))
    before = columns - np.maximum.accumulate(np.where(inked, columns, -MARGIN))
    after = np.minimum.accumulate(np.where(inked, columns, len(inked) + MARGIN)[::-1])[::-1] - columns
    paper = ~inked & (before > WIDEST_PAPER // 2) & (after > WIDEST_PAPER - WIDEST_PAPER // 2)
    kept: NDArray[np.intp] = np.flatnonzero(~paper)
    return kept
