"""Digits and letters drawn from pen strokes: control points of a variant, in the style of a writer.

A variant is written as text, because a table of them should be readable and short: points are ``x,y`` in
per cent of the height of a digit (y grows downwards), a smooth curve runs through them, ``!`` makes a corner,
and ``;`` lifts the pen. ``"0,25 !22,0 22,100"`` is a 1 with a short upstroke.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.synthetic.warp import Points, sample_bend
from digitrec.types import Ink

SAMPLES_A_SPAN = 7  # points of the curve between two control points
FRACTION_BITS = 4  # of the fixed-point coordinates that OpenCV draws with
MARGIN = 2  # pixels of paper around the ink
LEAST_BREADTH = 0.8  # aspect of a writing style that does not squeeze
LARGEST = 400  # pixels: the canvas of a digit never grows beyond this, whatever the writing style


@dataclass(frozen=True, slots=True)
class Stroke:
    """One stroke of a variant: its control points and the curve through them as a linear map.

    Args:
        control: (P, 2) float32, in heights.
        curve: (S, P) float32; `curve @ control` are points along the stroke.
    """

    control: Points
    curve: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class WritingStyle:
    """Style of a writer; lengths are in heights of a digit unless said otherwise.

    Args:
        height: pixels of a digit of height 1.
        pen: width of the pen.
        slant: x gained per y upwards; 0.47 is 25 degrees.
        turn: rotation of the whole digit, in radians.
        aspect: widths are multiplied by this.
        jitter: standard deviation of every control point.
        warp: amplitude of a smooth distortion of the whole variant.
        shake: amplitude of the trembling along a stroke.
        pressure: how much the width of the pen varies along a stroke, 0 to 1.
        retrace: whether every stroke is drawn twice.
    """

    height: float
    pen: float
    slant: float
    turn: float
    aspect: float
    jitter: float
    warp: float
    shake: float
    pressure: float
    retrace: bool

    def placed(self, points: Points) -> Points:
        """From heights to pixels: aspect, slant and turn of this style; (P, 2) float32."""
        cosine, sine = math.cos(self.turn), math.sin(self.turn)
        matrix = np.array([[self.aspect, -self.slant], [0.0, 1.0]])
        matrix = np.array([[cosine, -sine], [sine, cosine]]) @ matrix * self.height
        moved: Points = points @ matrix.T.astype(np.float32)
        return moved


def sample_style(rng: np.random.Generator) -> WritingStyle:
    """A random writing style: most are steady and upright, some slant, tremble, squeeze or press."""
    aspect = float(np.clip(rng.lognormal(0.0, 0.25), 0.5, 1.9))
    return WritingStyle(
        height=float(rng.uniform(44, 84)),
        pen=float(np.clip(rng.lognormal(math.log(0.095), 0.4), 0.035, 0.2 * min(1.0, aspect))),
        slant=float(np.clip(rng.normal(0.1, 0.19), -0.4, 0.55)),
        turn=float(rng.normal(0.0, 0.06)),
        aspect=aspect,
        jitter=float(rng.uniform(0.008, 0.04)),
        warp=float(rng.uniform(0.0, 0.05)),
        shake=float(rng.uniform(0.004, 0.02)) if rng.random() < 0.25 else 0.0,
        pressure=float(rng.uniform(0.1, 0.6)) if rng.random() < 0.35 else 0.0,
        retrace=bool(rng.random() < 0.04),
    )


def broad(style: WritingStyle) -> WritingStyle:
    """The writing style without squeezing: letters and signs that are squeezed become digits."""
    return replace(style, aspect=max(style.aspect, LEAST_BREADTH), pen=min(style.pen, 0.16))


@lru_cache(maxsize=2048)
def parse_variant(text: str) -> tuple[Stroke, ...]:
    """Reads a variant in the notation of this module.

    Raises:
        ValueError: `text` is not a variant.
    """
    return tuple(_parse_stroke(part) for part in text.split(";"))


def write(rng: np.random.Generator, variant: Sequence[Stroke], style: WritingStyle) -> Ink:
    """Draws a variant in a writing style; two calls give two different drawings.

    Args:
        rng: random numbers.
        variant: its strokes, see `parse_variant`.
        style: of the writer.

    Returns:
        (H, W) uint8 ink with `MARGIN` pixels of paper around it.
    """
    curves = trace(rng, variant, style)
    if style.retrace:
        again = trace(rng, variant, style)
        curves = [*curves, *(old + 0.5 * (new - old) for old, new in zip(curves, again, strict=True))]
    widths = pen_widths(rng, len(curves), style)
    return draw(curves, widths)


def trace(rng: np.random.Generator, variant: Sequence[Stroke], style: WritingStyle) -> list[Points]:
    """The paths of the pen for one drawing of a variant, each (S, 2) float32 in pixels."""
    bend = sample_bend(rng, style.warp)
    curves: list[Points] = []
    for stroke in variant:
        noise = rng.standard_normal(stroke.control.shape, np.float32) * np.float32(style.jitter)
        noise += rng.standard_normal(2, np.float32) * np.float32(0.6 * style.jitter)
        curve = stroke.curve @ bend(stroke.control + noise)
        if style.shake:
            curve = curve + _trembling(rng, len(curve), style.shake)
        curves.append(style.placed(curve))
    return curves


def draw(curves: Sequence[Points], widths: Sequence[Sequence[int]], largest: int = LARGEST) -> Ink:
    """Draws pen paths, anti-aliased, on a field that just holds them.

    Args:
        curves: paths, each (S, 2) in pixels.
        widths: for each path the widths of the pen along it, in pixels; the path is divided evenly.
        largest: pixels: the field is never larger.

    Returns:
        (H, W) uint8 ink.
    """
    low = np.min([curve.min(axis=0) for curve in curves], axis=0)
    high = np.max([curve.max(axis=0) for curve in curves], axis=0)
    margin = MARGIN + 2 + max(max(width) for width in widths) / 2  # anti-aliasing takes up to two pixels more
    size = np.minimum(np.ceil(high - low + 2 * margin).astype(int) + 1, largest)
    ink = np.zeros((int(size[1]), int(size[0])), np.uint8)
    scale = 1 << FRACTION_BITS
    for curve, along in zip(curves, widths, strict=True):
        fixed = np.rint((curve - low + margin) * scale).astype(np.int32)
        ends = np.linspace(0, len(fixed) - 1, len(along) + 1).astype(int)
        for width, start, end in zip(along, ends[:-1], ends[1:], strict=True):
            part = fixed[start : end + 1]
            cv2.polylines(ink, [part], False, 255, int(width), cv2.LINE_AA, FRACTION_BITS)
    return ink


def _parse_stroke(text: str) -> Stroke:
    marks = text.split()
    if len(marks) < 2:
        raise ValueError(f"A stroke needs at least two points, got {text!r}.")
    places = [[float(value) / 100 for value in mark.lstrip("!").split(",")] for mark in marks]
    control = np.array(places, np.float32)
    corners = [0, *(i for i, mark in enumerate(marks[1:-1], 1) if mark.startswith("!")), len(marks) - 1]
    curve = np.zeros((0, len(marks)), np.float32)
    for start, end in pairwise(corners):
        part = np.zeros(((end - start) * SAMPLES_A_SPAN + 1, len(marks)), np.float32)
        part[:, start : end + 1] = _catmull_rom(control[start : end + 1])
        curve = np.concatenate([curve[:-1], part])
    return Stroke(control, curve)


def _catmull_rom(control: Points) -> NDArray[np.float32]:
    """The centripetal Catmull-Rom curve through the points as a linear map of them.

    The knots are those of the points given, so that the map can be applied to jittered points too
    (Barry and Goldman 1988; Yuksel et al. 2011 for the exponent 1/2, which makes no loops and no cusps).
    """
    count = len(control)
    if count == 2:
        along = np.linspace(0, 1, SAMPLES_A_SPAN + 1)
        return np.stack([1 - along, along], axis=1).astype(np.float32)
    points = np.eye(count)
    points = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    places = points @ control
    steps = np.maximum(np.sqrt(np.linalg.norm(np.diff(places, axis=0), axis=1)), 1e-3)
    knots = np.concatenate([[0.0], np.cumsum(steps)])
    rows = []
    for i in range(1, count):
        t0, t1, t2, t3 = knots[i - 1 : i + 3]
        p0, p1, p2, p3 = points[i - 1 : i + 3]
        for t in np.linspace(t1, t2, SAMPLES_A_SPAN + 1)[: SAMPLES_A_SPAN + (i == count - 1)]:
            a1 = ((t1 - t) * p0 + (t - t0) * p1) / (t1 - t0)
            a2 = ((t2 - t) * p1 + (t - t1) * p2) / (t2 - t1)
            a3 = ((t3 - t) * p2 + (t - t2) * p3) / (t3 - t2)
            b1 = ((t2 - t) * a1 + (t - t0) * a2) / (t2 - t0)
            b2 = ((t3 - t) * a2 + (t - t1) * a3) / (t3 - t1)
            rows.append(((t2 - t) * b1 + (t - t1) * b2) / (t2 - t1))
    return np.array(rows, np.float32)


def _trembling(rng: np.random.Generator, count: int, amplitude: float) -> Points:
    """Noise along a path, smooth enough for a pen: (count, 2) float32."""
    return smooth_noise(rng, count, count // 2 + 2, amplitude, cv2.INTER_LINEAR)


def smooth_noise(rng: np.random.Generator, count: int, knots: int, amplitude: float, between: int) -> Points:
    """Noise along a path that is drawn at some of its points only: (count, 2) float32.

    Args:
        rng: random numbers.
        count: points of the path.
        knots: how many are drawn.
        amplitude: standard deviation.
        between: the interpolation of OpenCV between them.
    """
    noise = rng.standard_normal((knots, 2), np.float32) * np.float32(amplitude)
    return cv2.resize(noise, (2, count), interpolation=between).astype(np.float32, copy=False)


def pen_widths(rng: np.random.Generator, strokes: int, style: WritingStyle) -> list[list[int]]:
    """Widths of the pen along each stroke, pixels, as `draw` takes them."""
    width = max(1.0, style.pen * style.height)
    if not style.pressure:
        return [[round(width)]] * strokes
    shares = 1.0 + style.pressure * rng.uniform(-0.8, 0.5, (strokes, 5))
    shares[:, -1] *= 1.0 - style.pressure / 2  # a stroke ends lighter than it runs
    widths = np.maximum(1, np.rint(shares * width)).astype(int)
    return [list(map(int, row)) for row in widths]
