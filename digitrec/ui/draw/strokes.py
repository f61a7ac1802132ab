"""Strokes of a pen: points and a width, drawn as a smooth line."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.types import Ink
from digitrec.ui.window.events import Point

SUBPIXEL_BITS = 4  # OpenCV draws at 1/16 pixel
FINER = 2  # strokes are drawn this many times larger and averaged down: smoother than one anti-aliasing
STEP = 4.0  # pixels between the points of a smoothed stroke
STILL = 1.0  # pixels: a move shorter than this adds no point
REACH = 6.0  # pixels beside a stroke at which the eraser still takes it


@dataclass(frozen=True, slots=True)
class Stroke:
    """One line of the pen, from button down to button up.

    Args:
        points: at least one, (x, y) in pixels.
        width: of the pen, in pixels.
    """

    points: tuple[Point, ...]
    width: int

    def __post_init__(self) -> None:
        if not self.points or self.width < 1:
            raise ValueError(f"A Stroke needs a point and a width of 1 or more, got {self}.")

    def to(self, point: Point) -> Stroke:
        """This stroke drawn on to `point`; itself when the pen has hardly moved."""
        if math.dist(self.points[-1], point) < STILL:
            return self
        return Stroke((*self.points, point), self.width)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of its points."""
        xs, ys = zip(*self.points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def is_dot(self) -> bool:
        """Whether the pen stayed where it was put down, give or take a trembling hand."""
        left, top, right, bottom = self.bounds
        return max(right - left, bottom - top) < 3

    def passes(self, at: Point) -> bool:
        """Whether its line runs under the point."""
        path = smooth(self.points)
        starts, ends = path[:-1] if len(path) > 1 else path, path[1:] if len(path) > 1 else path
        along = ends - starts
        squared = np.maximum((along**2).sum(axis=1), 1e-9)
        place = np.clip(((np.asarray(at) - starts) * along).sum(axis=1) / squared, 0, 1)
        nearest = starts + along * place[:, None]
        distance = np.sqrt(((nearest - np.asarray(at)) ** 2).sum(axis=1)).min()
        return bool(distance <= self.width / 2 + REACH)


def smooth(points: tuple[Point, ...]) -> NDArray[np.float64]:
    """A smooth path through `points`: a centripetal Catmull-Rom spline (Yuksel et al. 2011).

    A mouse reports few points when it moves fast; straight lines between them would show corners.
    The centripetal kind makes no loops and no cusps between unevenly spaced points.

    Returns:
        (N, 2) float64: x, y in pixels, about `STEP` pixels apart, first and last point kept.
    """
    path = np.asarray(points, np.float64)
    path = path[np.concatenate(([True], (np.diff(path, axis=0) != 0).any(axis=1)))]
    if len(path) < 3:
        return path
    ghosts = np.vstack([2 * path[0] - path[1], path, 2 * path[-1] - path[-2]])
    knots = np.sqrt(np.linalg.norm(np.diff(ghosts, axis=0), axis=1))
    lengths = np.linalg.norm(np.diff(path, axis=0), axis=1)
    counts = np.clip(np.ceil(lengths / STEP), 1, 64).astype(int)
    piece = np.repeat(np.arange(len(counts)), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    share = ((np.arange(counts.sum()) - first) / counts[piece])[:, None]
    before, width, after = (knots[piece + shift][:, None] for shift in range(3))
    p0, p1, p2, p3 = (ghosts[piece + shift] for shift in range(4))
    leaving = (p1 - p0) / before - (p2 - p0) / (before + width) + (p2 - p1) / width
    arriving = (p2 - p1) / width - (p3 - p1) / (width + after) + (p3 - p2) / after
    m1, m2 = leaving * width, arriving * width
    curve = (
        (2 * share**3 - 3 * share**2 + 1) * p1
        + (share**3 - 2 * share**2 + share) * m1
        + (-2 * share**3 + 3 * share**2) * p2
        + (share**3 - share**2) * m2
    )
    return np.vstack([curve, path[-1:]])


def draw_ink(strokes: tuple[Stroke, ...], size: tuple[int, int], scale: float = 1.0) -> Ink:
    """The strokes as an ink map.

    Args:
        strokes: any number.
        size: (width, height) of the map in pixels.
        scale: pixels of the map for one pixel of the strokes.

    Returns:
        (height, width) uint8, 0 = paper, 255 = ink, edges anti-aliased.
    """
    width, height = size
    ink = np.zeros((height, width), np.uint8)
    for stroke in strokes:
        left, top, piece = _inked(stroke, scale)
        right, bottom = min(width, left + piece.shape[1]), min(height, top + piece.shape[0])
        x, y = max(0, left), max(0, top)
        if x < right and y < bottom:
            cut = piece[y - top : bottom - top, x - left : right - left]
            np.maximum(ink[y:bottom, x:right], cut, out=ink[y:bottom, x:right])
    return ink


@lru_cache(maxsize=512)
def _inked(stroke: Stroke, scale: float) -> tuple[int, int, Ink]:
    """The ink of one stroke: where its picture stands (left, top), and the picture."""
    path = smooth(stroke.points) * scale
    width = stroke.width * scale
    margin = width / 2 + 2
    left, top = np.floor(path.min(axis=0) - margin).astype(int).tolist()
    right, bottom = np.ceil(path.max(axis=0) + margin).astype(int).tolist()
    size = right - left + 1, bottom - top + 1
    large = np.zeros((size[1] * FINER, size[0] * FINER), np.uint8)
    # A pixel's middle is at whole numbers in both pictures: hence the half pixels.
    fixed = np.round(((path - (left, top) + 0.5) * FINER - 0.5) * (1 << SUBPIXEL_BITS)).astype(np.int32)
    radius = round(width / 2 * FINER * (1 << SUBPIXEL_BITS))
    for x, y in fixed[[0, -1]].tolist():
        cv2.circle(large, (x, y), radius, 255, -1, cv2.LINE_AA, SUBPIXEL_BITS)
    if len(fixed) > 1:
        thick = max(1, round(width * FINER))
        cv2.polylines(large, [fixed], False, 255, thick, cv2.LINE_AA, SUBPIXEL_BITS)
    ink = np.asarray(cv2.resize(large, size, interpolation=cv2.INTER_AREA), np.uint8)
    ink.flags.writeable = False
    return left, top, ink
