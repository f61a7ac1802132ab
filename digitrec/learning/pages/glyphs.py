"""Shapes of digits and letters: real pen strokes, the project's own variants, fonts, images of MNIST."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.data.strokes import PenSample, Points
from digitrec.learning.pages.fields import FRACTION_BITS, fixed, log_uniform
from digitrec.learning.pages.sources import PageSources
from digitrec.learning.synthetic.digits import DIGIT_VARIANTS
from digitrec.learning.synthetic.rng import pick
from digitrec.learning.synthetic.strokes import parse_variant, sample_style, trace
from digitrec.types import Ink

STROKES, OWN, FONT, MNIST = "strokes", "own", "font", "mnist"
SHARES = ((STROKES, 0.6), (OWN, 0.12), (FONT, 0.1), (MNIST, 0.18))
"""Where the digits of a writer come from."""
FINEST_PEN = 3.0  # pixels: thinner pens are drawn larger and reduced


@dataclass(frozen=True, slots=True, eq=False)
class Glyph:
    """One shape; the longer side of its box, pen not included, is 1, and its corner the origin.

    Args:
        strokes: paths of a pen, or closed outlines if `outlined`.
        size: width and height of its box.
        outlined: whether `strokes` are outlines to be filled.
        image: ink instead of strokes.
    """

    strokes: tuple[Points, ...]
    size: tuple[float, float]
    outlined: bool = False
    image: Ink | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Writer:
    """How a writer writes on a page; lengths in heights of a digit.

    Args:
        digit: gives a shape of a label.
        slant: x gained per y upwards.
        stretch: widths are multiplied by this.
        pen: width of the pen.
        taper: how much its width varies along a stroke, 0 to 1.
        nib: (2,) half the length of a broad nib along its edge; zero for a round pen.
        height_jitter: standard deviation of the digits' heights.
        drop_jitter: standard deviation of how far they stand off the row.
        gap: mean distance between neighbours.
        gap_jitter: its standard deviation, as a share.
    """

    digit: Callable[[np.random.Generator, int], Glyph]
    slant: float
    stretch: float
    pen: float
    taper: float
    nib: NDArray[np.float32]
    height_jitter: float
    drop_jitter: float
    gap: float
    gap_jitter: float


def sample_writer(rng: np.random.Generator, sources: PageSources) -> Writer:
    """Somebody who writes digits."""
    pen = log_uniform(rng, 0.025, 0.09) if rng.random() < 0.5 else log_uniform(rng, 0.05, 0.21)
    nib = np.zeros(2, np.float32)
    if rng.random() < 0.1:
        angle, length = rng.normal(-0.7, 0.3), rng.uniform(0.01, 0.05)
        nib = np.array([math.cos(angle) * length, math.sin(angle) * length], np.float32)
    kind = rng.random()
    gap = (
        log_uniform(rng, 0.04, 0.5)
        if kind < 0.6
        else rng.uniform(-0.08, 0.08)
        if kind < 0.75
        else log_uniform(rng, 0.4, 2.2)
    )
    return Writer(
        digit=_digits_of(rng, sources),
        slant=float(rng.normal(0.03, 0.17)),
        stretch=log_uniform(rng, 0.75, 1.35),
        pen=pen,
        taper=float(rng.uniform(0.2, 0.7)) if rng.random() < 0.3 else 0.0,
        nib=nib,
        height_jitter=float(rng.uniform(0.02, 0.12)),
        drop_jitter=float(rng.uniform(0.0, 0.09)),
        gap=gap,
        gap_jitter=float(rng.uniform(0.15, 0.5)),
    )


def pen_glyph(sample: PenSample) -> Glyph:
    """A shape of a real sample."""
    points = np.concatenate(sample.strokes)
    low = points.min(axis=0)
    size = np.maximum(points.max(axis=0) - low, 1e-3)
    unit = float(size.max()) if sample.kind != "string" else float(size[1])
    return Glyph(tuple((stroke - low) / unit for stroke in sample.strokes), _pair(size / unit))


def _pair(size: NDArray[np.floating]) -> tuple[float, float]:
    return float(size[0]), float(size[1])


def _digits_of(rng: np.random.Generator, sources: PageSources) -> Callable[[np.random.Generator, int], Glyph]:
    """The digits of one writer."""
    usable = [(kind, share) for kind, share in SHARES if _has(sources, kind)]
    shares = np.array([share for _, share in usable])
    kind = usable[int(rng.choice(len(usable), p=shares / shares.sum()))][0]
    if kind == STROKES:
        return _from_strokes(rng, sources)
    if kind == OWN:
        return _from_variants(rng)
    if kind == FONT:
        font = pick(rng, sources.digit_fonts)
        return lambda _, label: outline_glyph(font.outlines[str(label)])
    return lambda rng, label: _image_glyph(pick(rng, sources.mnist[label]))


def _has(sources: PageSources, kind: str) -> bool:
    return kind == OWN or bool(
        {STROKES: sources.writers, FONT: sources.digit_fonts, MNIST: sources.mnist}[kind]
    )


def _from_strokes(
    rng: np.random.Generator, sources: PageSources
) -> Callable[[np.random.Generator, int], Glyph]:
    digits = sources.strokes.digits
    own = digits[pick(rng, sources.writers)]
    single = rng.random() < 0.7  # of the writers repeat one of their shapes

    def digit(rng: np.random.Generator, label: int) -> Glyph:
        samples = own.get(label)
        while samples is None:
            samples = digits[pick(rng, sources.writers)].get(label)
        return pen_glyph(samples[0] if single and rng.random() < 0.5 else pick(rng, samples))

    return digit


def _from_variants(rng: np.random.Generator) -> Callable[[np.random.Generator, int], Glyph]:
    style = replace(sample_style(rng), height=1.0, slant=0.0, aspect=1.0)
    chosen = {label: pick(rng, variants) for label, variants in DIGIT_VARIANTS.items()}

    def digit(rng: np.random.Generator, label: int) -> Glyph:
        variant = chosen[label] if rng.random() < 0.85 else pick(rng, DIGIT_VARIANTS[label])
        curves = tuple(trace(rng, parse_variant(variant), style))
        return pen_glyph(PenSample(str(label), "digit", "", curves))

    return digit


def outline_glyph(outline: Sequence[Points]) -> Glyph:
    """A shape of a font."""
    glyph = pen_glyph(PenSample("", "", "", tuple(outline)))
    return replace(glyph, outlined=True)


def _image_glyph(image: Ink) -> Glyph:
    size = np.array(image.shape[::-1], float)
    return Glyph((), _pair(size / size.max()), image=image)


def draw_glyph(
    rng: np.random.Generator,
    layer: Ink,
    glyph: Glyph,
    matrix: NDArray[np.floating],
    offset: NDArray[np.floating],
    pen: float,
    writer: Writer,
) -> None:
    """Draws a shape into a layer of ink, anti-aliased, darker where it is darker.

    Args:
        rng: varies the pen.
        layer: (H, W) uint8, changed.
        glyph: the shape.
        matrix: (2, 2), from the glyph's unit to pixels.
        offset: (2,) pixels, where the glyph's origin goes.
        pen: its width in pixels.
        writer: how the pen is held.
    """
    if glyph.image is not None:
        _draw_image(layer, glyph.image, matrix, offset)
        return
    placed = [stroke @ matrix.T + offset for stroke in glyph.strokes]
    points = np.concatenate(placed)
    margin = 2 + pen * (1 + float(np.abs(writer.nib).max()) / max(writer.pen, 1e-3))
    low = np.maximum(np.floor(points.min(axis=0) - margin), 0).astype(int)
    high = np.minimum(np.ceil(points.max(axis=0) + margin), layer.shape[::-1]).astype(int)
    if (high <= low).any():
        return
    zoom = int(np.clip(math.ceil(FINEST_PEN / max(pen, 0.4)), 1, 4))
    part = np.zeros(((high - low) * zoom)[::-1], np.uint8)
    shifted = [(stroke - low) * zoom for stroke in placed]
    if glyph.outlined:
        cv2.fillPoly(part, [fixed(outline) for outline in shifted], 255, cv2.LINE_AA, FRACTION_BITS)
    else:
        nib = writer.nib * np.float32(pen / max(writer.pen, 1e-3) * zoom)
        for stroke in shifted:
            _draw_stroke(rng, part, stroke, pen * zoom, writer.taper, nib)
    if zoom > 1:
        part = cv2.resize(part, tuple(int(n) for n in high - low), interpolation=cv2.INTER_AREA)
    window = layer[low[1] : high[1], low[0] : high[0]]
    np.maximum(window, part, out=window)


def _draw_stroke(
    rng: np.random.Generator,
    part: Ink,
    stroke: NDArray[np.floating],
    pen: float,
    taper: float,
    nib: NDArray[np.floating],
) -> None:
    width = max(1, round(pen * (1 + taper * rng.uniform(-0.3, 0.2))))
    if len(stroke) == 1:
        place = fixed(stroke)[0]
        radius = max(1, round(pen * 0.6 * (1 << FRACTION_BITS)))
        cv2.circle(part, (int(place[0]), int(place[1])), radius, 255, -1, cv2.LINE_AA, FRACTION_BITS)
        return
    if nib.any():
        sides = np.concatenate([stroke[:, None] - nib, stroke[:, None] + nib], axis=1)
        quads = np.concatenate([sides[:-1], sides[1:, ::-1]], axis=1)
        for quad in quads:
            cv2.fillConvexPoly(part, fixed(quad), 255, cv2.LINE_AA, FRACTION_BITS)
    pieces = 1 if not taper or len(stroke) < 8 else int(rng.integers(3, 6))
    ends = np.linspace(0, len(stroke) - 1, pieces + 1).astype(int)
    for start, stop in pairwise(ends):
        along = width if pieces == 1 else max(1, round(width * (1 + taper * rng.uniform(-0.6, 0.4))))
        cv2.polylines(part, [fixed(stroke[start : stop + 1])], False, 255, along, cv2.LINE_AA, FRACTION_BITS)


def _draw_image(layer: Ink, ink: Ink, matrix: NDArray[np.floating], offset: NDArray[np.floating]) -> None:
    """An image is put through the same matrix as strokes; where it is enlarged, its edges are kept sharp."""
    unit = max(ink.shape)
    scale = float(math.sqrt(abs(np.linalg.det(matrix)))) / unit
    image = cv2.copyMakeBorder(ink, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=0)
    if scale > 1.5:
        zoom = min(8, math.ceil(scale))
        image = cv2.resize(image, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
        image = cv2.GaussianBlur(image, (0, 0), 0.6 * zoom)
        image = np.clip((image.astype(np.float32) - 100) * 4, 0, 255).astype(np.uint8)
        origin, unit = 2 * zoom, unit * zoom
    else:
        origin = 2
        if scale < 0.6:
            image = cv2.GaussianBlur(image, (0, 0), 0.35 / scale)
    full = np.zeros((2, 3))
    full[:, :2] = matrix / unit
    full[:, 2] = offset - full[:, :2] @ np.array([origin, origin])
    corners = (
        np.array([[0, 0], [image.shape[1], 0], [0, image.shape[0]], image.shape[::-1]]) @ full[:, :2].T
        + full[:, 2]
    )
    low = np.maximum(np.floor(corners.min(axis=0)), 0).astype(int)
    high = np.minimum(np.ceil(corners.max(axis=0)) + 1, layer.shape[::-1]).astype(int)
    if (high <= low).any():
        return
    full[:, 2] -= low
    part = cv2.warpAffine(image, full, tuple(int(n) for n in high - low), flags=cv2.INTER_LINEAR)
    window = layer[low[1] : high[1], low[0] : high[0]]
    np.maximum(window, part, out=window)
