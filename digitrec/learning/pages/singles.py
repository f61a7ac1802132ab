"""Pictures of one digit: low or filling, in a cell, struck through, in outlines, noisy, partly inverted.

What a user hands over as the picture of a digit is anything from a 28-pixel thumbnail to the cell of a form,
so more goes wrong in it than on a page: a third of these pictures are degraded in ways that pages seldom are.
"""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np

from digitrec.learning.pages.composed import ComposedPage
from digitrec.learning.pages.fields import log_uniform, smooth_noise
from digitrec.learning.pages.glyphs import Writer, draw_glyph, outline_glyph, pen_glyph
from digitrec.learning.pages.layouts import sample_number
from digitrec.learning.pages.rulings import border_cells
from digitrec.learning.pages.scene import RowPlan, Scene, add_line, empty_scene, write_row
from digitrec.learning.pages.sources import PageSources
from digitrec.learning.synthetic.rng import pick
from digitrec.types import Image, Ink

LEAST, MOST = 0.18, 1.0  # heights of the digit, in heights of the picture
BORDERED = 0.5  # share of the pictures with the borders of a cell, ...
ALONG = 0.6  # ... most of which run along the picture's edges
NEIGHBOURS = 0.15  # share with the ends of neighbouring digits at their edges
LETTERS, WRITTEN = 0.15, 0.6  # share with a letter in place of a digit; of these, real pen strokes
STRUCK = 0.12  # share with a line across that is no part of the digit
OUTLINED, LEAST_OUTLINED = (
    0.06,
    0.5,
)  # share drawn in outlines; no lower digits are, in heights of the picture
NARROW = 0.2  # share that is no square
NOISY, BANDED, CLOUDED, SPATTERED = 0.08, 0.04, 0.05, 0.04  # shares


def single_page(
    rng: np.random.Generator, scene: Scene, sources: PageSources, writer: Writer, _tall: float
) -> None:
    """One digit anywhere in its picture, whole or nearly, perhaps with borders, neighbours, a line across."""
    height, width = scene.shape
    tall = height * (rng.uniform(0.5, MOST) if rng.random() < 0.6 else log_uniform(rng, LEAST, MOST))
    if rng.random() < BORDERED:
        _border(rng, scene, tall)
    away = 0.03 + 0.2 * (1 - tall / height)  # a low digit may stand anywhere
    x = width / 2 - rng.uniform(0.15, 0.45) * tall + rng.normal(0, away) * width
    y = height / 2 + rng.normal(0, away) * height
    letters = sources.words or sources.letter_fonts
    if letters and rng.random() < LETTERS:
        _write_letter(rng, scene, sources, writer, (x, y), tall)
    else:
        plan = RowPlan(x, y, tall, [int(rng.integers(10))], rng.normal(0, 0.08), crowded=True)
        write_row(rng, scene, writer, plan)
    if rng.random() < NEIGHBOURS:
        _neighbours(rng, scene, writer, x, y, tall)
    if rng.random() < STRUCK:
        _strike(rng, scene)


def _write_letter(
    rng: np.random.Generator,
    scene: Scene,
    sources: PageSources,
    writer: Writer,
    place: tuple[float, float],
    tall: float,
) -> None:
    """A letter: its ink is told apart like a digit's, and the model of single digits decides what it is."""
    if sources.words and (not sources.letter_fonts or rng.random() < WRITTEN):
        glyph = pen_glyph(pick(rng, pick(rng, sources.words)))
    else:
        glyph = outline_glyph(pick(rng, list(pick(rng, sources.letter_fonts).outlines.values())))
    pen = max(0.5, writer.pen * tall)
    size = max(1.0, tall - pen)
    shear = np.array([[writer.stretch, -writer.slant], [0.0, 1.0]])
    offset = np.array([place[0] + pen / 2, place[1] - size * glyph.size[1] / 2])
    draw_glyph(rng, scene.ink, glyph, size * shear, offset, pen, writer)


def _border(rng: np.random.Generator, scene: Scene, tall: float) -> None:
    height, width = scene.shape
    if rng.random() < ALONG:
        corner = rng.normal(0, 0.05) * width, rng.normal(0, 0.05) * height
        pitch = width * rng.uniform(0.86, 1.1), height * rng.uniform(0.86, 1.1)
        border_cells(rng, scene, corner, pitch, (1, 1), rng.normal(0, 0.02), 0.6 * height)
        return
    side = tall * rng.uniform(1.0, 1.6)
    left, top = (float((room - side) / 2 + rng.normal(0, 0.08) * side) for room in (width, height))
    border_cells(rng, scene, (left, top), (side, side), (1, 1), rng.normal(0, 0.03), tall)


def _neighbours(
    rng: np.random.Generator, scene: Scene, writer: Writer, x: float, y: float, tall: float
) -> None:
    """Digits beside or above, of which the picture shows an end at most."""
    height, width = scene.shape
    apart = empty_scene(scene.surface)
    for _ in range(int(rng.integers(1, 3))):
        beside = rng.random() < 0.6
        shown = rng.uniform(0.05, 0.3) * tall
        start = -tall * 0.6 + shown if rng.random() < 0.5 else width - shown
        across = start if beside else x
        down = y if beside else -tall / 2 + shown if rng.random() < 0.5 else height + tall / 2 - shown
        write_row(rng, apart, writer, RowPlan(across, down, tall, sample_number(rng, 1), crowded=True))
    written = np.maximum(np.where(apart.ink > scene.ink, apart.ink, 0), apart.other)
    np.maximum(scene.other, written, out=scene.other)


def _strike(rng: np.random.Generator, scene: Scene) -> None:
    """A line from edge to edge, straight, in waves or teeth, whole or dotted."""
    height, width = scene.shape
    count = int(rng.integers(2, 13))
    along = np.linspace(-1, width + 1, 4 * count + 1)
    start, stop = rng.uniform(0.1, 0.9, 2) * height
    down = start + (stop - start) * along / width
    swing = rng.uniform(0.03, 0.16) * height if rng.random() < 0.6 else 0.0
    phase = along / width * count * math.pi
    teeth = 2 / math.pi * np.arcsin(np.sin(phase)) if rng.random() < 0.6 else np.sin(phase)
    points = np.stack([along, down + swing * teeth], axis=1)
    if rng.random() < 0.15:
        points = points[:, ::-1]
    segments = np.stack([points[:-1], points[1:]], axis=1)
    if rng.random() < 0.35:
        segments = segments[:: int(rng.integers(2, 4))].copy()
        segments[:, 1] = segments[:, 0] + (segments[:, 1] - segments[:, 0]) * rng.uniform(0.1, 0.9)
    light = scene.surface.light
    colour = scene.surface.paper + (1 if light else -1) * np.float32(rng.uniform(0.3, 1))
    thickness = height * log_uniform(rng, 0.02, 0.07)
    add_line(scene, segments, thickness, np.clip(colour, 0, 1).astype(np.float32), rng.uniform(0.6, 1))


def maybe_outlined(rng: np.random.Generator, ink: Ink) -> Ink:
    """Ink, or its outlines now and then, as prints in relief and edge filters leave them."""
    rows = np.flatnonzero((ink >= 128).any(axis=1))
    if not rows.size or np.ptp(rows) < LEAST_OUTLINED * len(ink) or rng.random() >= OUTLINED:
        return ink
    soft = cv2.GaussianBlur(ink, (0, 0), float(rng.uniform(0.8, 2.0)))
    solid = np.where(soft >= rng.uniform(60, 130), 255, 0).astype(np.uint8)
    pen = int(rng.integers(2, 5))
    return np.asarray(cv2.morphologyEx(solid, cv2.MORPH_GRADIENT, np.ones((pen, pen), np.uint8)), np.uint8)


def narrowed(rng: np.random.Generator, page: ComposedPage) -> ComposedPage:
    """A picture that is no square goes on beyond an edge as it ends there: so the network sees it."""
    if rng.random() >= NARROW:
        return page
    axis = int(rng.integers(2))
    filled = np.flatnonzero((page.ink >= 64).any(axis=1 - axis))
    side = page.ink.shape[axis]
    kept = int(rng.integers(min(side - 1, filled[-1] + 1 if filled.size else side // 4), side))
    beyond = (slice(kept, None), slice(None)) if axis == 0 else (slice(None), slice(kept, None))
    image, ink, ignored = page.image.copy(), page.ink.copy(), page.ignored.copy()
    image[beyond], ink[beyond], ignored[beyond] = np.take(image, [kept - 1], axis=axis), 0, False
    return replace(page, image=image, ink=ink, ignored=ignored)


def degraded(rng: np.random.Generator, image: Image) -> Image:
    """A picture as it may come: noisy, partly inverted, clouded, spattered; (H, H, 3) uint8."""
    side = image.shape[0]
    chosen = rng.random(4) < (NOISY, BANDED, CLOUDED, SPATTERED)
    if not chosen.any():
        return image
    small = int(rng.integers(20, side + 1))
    picture = np.asarray(cv2.resize(image, (small, small), interpolation=cv2.INTER_AREA), np.float32)
    if chosen[2]:
        clouds = smooth_noise(rng, (small, small), log_uniform(rng, 0.1, 0.8) * small)[..., None]
        kept = rng.uniform(0.22, 0.7)
        picture = kept * picture + (1 - kept) * np.clip(127 + 60 * clouds, 0, 255)
    if chosen[3]:
        drops = cv2.GaussianBlur(rng.standard_normal((small, small), np.float32), (0, 0), rng.uniform(1, 2.5))
        covered = drops > np.quantile(drops, rng.uniform(0.7, 0.97))
        picture[covered] = rng.uniform(0, 255)
    if chosen[1]:
        for _ in range(int(rng.integers(1, 3))):
            start, stop = np.sort(rng.integers(0, small + 1, 2))
            band = picture[:, start:stop] if rng.random() < 0.7 else picture[start:stop]
            band[:] = 255 - band
    if chosen[0]:
        if rng.random() < 0.6:
            hit = rng.random((small, small)) < rng.uniform(0.01, 0.25)
            picture[hit] = 255 * rng.integers(0, 2, int(hit.sum()))[:, None]
        else:
            picture += rng.uniform(8, 70) * rng.standard_normal((small, small, 1), np.float32)
    clipped = np.clip(picture, 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(clipped, (side, side), interpolation=cv2.INTER_CUBIC), np.uint8)
