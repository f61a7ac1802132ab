"""Degradations of a digit's ink by pens, paper and the page stages: one function an effect.

Every function takes (H, W) uint8 ink and random numbers, and returns ink of the same kind; lengths are
chosen for a digit of about 50 pixels.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.augmentation.redraw import thinned
from digitrec.types import Ink


def thickness(ink: Ink, rng: np.random.Generator) -> Ink:
    """A thicker pen, or a thinner one."""
    if rng.random() < 0.55:
        return np.asarray(cv2.dilate(ink, _disc(int(rng.integers(2, 6)))))
    thin = np.asarray(cv2.erode(ink, _disc(int(rng.integers(2, 4)))), np.uint8)
    return thin if np.count_nonzero(thin > 127) > 0.3 * np.count_nonzero(ink > 127) else ink


def redrawn(ink: Ink, rng: np.random.Generator) -> Ink:
    """The middle line of the strokes, drawn again with a pen of one width, as a mouse or a fineliner writes.

    Thinning loses what the pen ran full, small loops above all; a network that has not seen that takes a
    redrawn 8 for a 1.
    """
    pen = float(rng.uniform(2.0, 8.0))
    soft = cv2.GaussianBlur(ink, (0, 0), 1.0)
    line = thinned(np.asarray(soft >= 110))
    margin = int(np.ceil(pen / 2)) + 1
    away = cv2.distanceTransform(np.pad(~line, margin, constant_values=True).astype(np.uint8), cv2.DIST_L2, 5)
    return np.asarray(255 * np.clip(pen / 2 + 0.5 - away, 0.0, 1.0), np.uint8)


def filled(ink: Ink, rng: np.random.Generator) -> Ink:
    """Narrow loops and gaps run full, as with a soft pen or a coarse scan."""
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, _disc(int(rng.integers(3, 9)))))


def outlined(ink: Ink, rng: np.random.Generator) -> Ink:
    """Only the outlines: hollow digits, as stencils, prints in relief and strong sharpening leave them."""
    pen = int(rng.integers(2, 5))
    bold = int(rng.integers(1, 9))
    soft = cv2.GaussianBlur(np.pad(ink, bold + pen), (0, 0), float(rng.uniform(0.8, 2.5)))
    solid = cv2.dilate((soft >= 100).astype(np.uint8) * 255, _disc(bold))
    edges = cv2.morphologyEx(solid, cv2.MORPH_GRADIENT, _disc(pen))
    return np.asarray(cv2.GaussianBlur(edges, (0, 0), 0.7), np.uint8)


def blur(ink: Ink, rng: np.random.Generator) -> Ink:
    """Out of focus; one time in three the pen, or the camera, that moved."""
    if rng.random() < 1 / 3:
        return _swept(ink, float(rng.uniform(4, 14)), float(rng.uniform(0, np.pi)))
    return np.asarray(cv2.GaussianBlur(ink, (0, 0), float(rng.uniform(0.6, 2.2))))


def uneven(ink: Ink, rng: np.random.Generator) -> Ink:
    """Darker here and fainter there: pressure, dry ink, light."""
    pressure = _waves(ink.shape, 3, rng, 0.35, 1.0)
    return np.asarray(np.clip(ink * pressure, 0, 255).astype(np.uint8))


def tiny(ink: Ink, rng: np.random.Generator) -> Ink:
    """The digit was 8 to 20 pixels tall, in grey or in black and white."""
    scale = rng.uniform(8, 20) / 52
    height, width = ink.shape
    how = cv2.INTER_AREA if rng.random() < 0.8 else cv2.INTER_LINEAR
    small = np.asarray(
        cv2.resize(ink, (round(width * scale), round(height * scale)), interpolation=how), np.uint8
    )
    if rng.random() < 0.35:
        small = hard(small, rng)
    if rng.random() < 0.3:
        return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST))
    return small


def ragged(ink: Ink, rng: np.random.Generator) -> Ink:
    """A threshold on grainy paper: the edges are ragged."""
    grain = rng.standard_normal((ink.shape[0] // 2 + 1, ink.shape[1] // 2 + 1)).astype(np.float32)
    grown = np.asarray(cv2.resize(grain, ink.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)
    soft = cv2.GaussianBlur(ink, (0, 0), float(rng.uniform(0.8, 1.6))).astype(np.float32)
    return _cut_at(soft + grown * np.float32(rng.uniform(15, 55)) * (soft > 25), rng, float(soft.max()))


def hard(ink: Ink, rng: np.random.Generator) -> Ink:
    """Black and white, with a threshold somewhere."""
    return _cut_at(ink, rng, float(ink.max()))


def broken(ink: Ink, rng: np.random.Generator) -> Ink:
    """A thin gap across the strokes: a skipping pen, or a rule that the page stage erased."""
    return _with_line(ink, rng, 0, float(rng.uniform(1.0, 3.5)))


def ruled(ink: Ink, rng: np.random.Generator) -> Ink:
    """A part of a rule or of a cell's border is left near the edge of the digit; sometimes two, a corner."""
    degraded = _with_rule(ink, ink, rng)
    return _with_rule(degraded, ink, rng) if rng.random() < 0.3 else degraded


def neighbour(ink: Ink, rng: np.random.Generator) -> Ink:
    """The end of a neighbour's stroke is left at the left or right border."""
    degraded = ink.copy()
    left, top, width, height = cv2.boundingRect(ink)
    side = left - rng.uniform(1, 7) if rng.random() < 0.5 else left + width + rng.uniform(1, 7)
    y = top + height * rng.uniform(0.1, 0.9)
    end = rng.uniform(-4, 4), rng.uniform(-9, 9)
    first, last = (round(side), round(y)), (round(side + end[0]), round(y + end[1]))
    return np.asarray(cv2.line(degraded, first, last, 255, int(rng.integers(2, 6)), cv2.LINE_AA))


def cut(ink: Ink, rng: np.random.Generator) -> Ink:
    """One border of a tight crop cuts the ends off, by up to a tenth."""
    left, top, width, height = cv2.boundingRect(ink)
    side = int(rng.integers(4))
    across = round(rng.uniform(0, 0.1) * width) if side < 2 else 0
    down = round(rng.uniform(0, 0.1) * height) if side >= 2 else 0
    right, bottom = left + width, top + height
    left, right = (left + across, right) if side == 0 else (left, right - across)
    top, bottom = (top + down, bottom) if side == 2 else (top, bottom - down)
    return ink[top:bottom, left:right]


def _disc(side: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def _cut_at(image: NDArray[np.uint8] | NDArray[np.float32], rng: np.random.Generator, darkest: float) -> Ink:
    level = darkest * rng.uniform(0.3, 0.65)
    return np.asarray((image >= level).astype(np.uint8) * 255)


def _waves(
    shape: tuple[int, ...], knots: int, rng: np.random.Generator, low: float, high: float
) -> NDArray[np.float32]:
    coarse = rng.uniform(low, high, (knots, knots)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR), np.float32)


def _with_line(ink: Ink, rng: np.random.Generator, grey: int, thick: float) -> Ink:
    """Draws a long, nearly horizontal (or, one time in three, any) line through the digit."""
    degraded = ink.copy()
    left, top, width, height = cv2.boundingRect(ink)
    x, y = left + width * rng.uniform(0.1, 0.9), top + height * rng.uniform(0.1, 0.9)
    angle = rng.normal(0, 0.05) if rng.random() < 0.67 else rng.uniform(0, np.pi)
    reach = 2 * max(width, height) if rng.random() < 0.6 else rng.uniform(2, 8)
    step = np.array([np.cos(angle), np.sin(angle)]) * reach
    first, last = (round(x - step[0]), round(y - step[1])), (round(x + step[0]), round(y + step[1]))
    return np.asarray(cv2.line(degraded, first, last, grey, max(1, round(thick)), cv2.LINE_AA))


def _with_rule(ink: Ink, digit: Ink, rng: np.random.Generator) -> Ink:
    """Draws a part of a rule above, below or beside `digit`, which has the same field."""
    degraded = ink.copy()
    left, top, width, height = cv2.boundingRect(digit)
    thick = int(rng.integers(1, 4))
    start = rng.uniform(-0.1, 0.8)
    stop = start + rng.uniform(0.1, 0.5)
    grey = int(rng.integers(120, 256))
    if rng.random() < 0.6:
        row = round(
            top + height * (rng.uniform(0.92, 1.06) if rng.random() < 0.7 else rng.uniform(-0.06, 0.08))
        )
        ends = (round(left + width * start), row), (round(left + width * stop), row)
    else:
        column = round(
            left + width * (rng.uniform(-0.3, -0.05) if rng.random() < 0.5 else rng.uniform(1.05, 1.3))
        )
        ends = (column, round(top + height * start)), (column, round(top + height * stop))
    return np.asarray(cv2.line(degraded, *ends, grey, thick, cv2.LINE_AA))


def _swept(ink: Ink, length: float, angle: float) -> Ink:
    """The mean of the ink along a line of that many pixels."""
    side = 2 * (int(length) // 2) + 3
    middle, reach = side // 2, np.array([np.cos(angle), np.sin(angle)]) * length / 2
    first, last = np.rint(middle - reach).astype(int), np.rint(middle + reach).astype(int)
    kernel = cv2.line(np.zeros((side, side), np.float32), first.tolist(), last.tolist(), 1.0)
    return np.asarray(cv2.filter2D(ink, -1, kernel / kernel.sum(), borderType=cv2.BORDER_CONSTANT), np.uint8)
