"""Fifteen corruptions of an image of a digit, in the manner of MNIST-C: for measuring, never for training.

The kinds and their strengths are those of "MNIST-C: a robustness benchmark for computer vision" (Mu and
Gilmer 2019). The code is this project's own, so figures are comparable, not equal.

Every function takes (28, 28) uint8, 0 = paper, 255 = ink, and random numbers, and gives (28, 28) uint8.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.types import GLYPH_SIDE, Ink

Corruption = Callable[[Ink, np.random.Generator], Ink]
MIDDLE = (GLYPH_SIDE - 1) / 2
FINE = 4  # lines are drawn at this many pixels a pixel


def shot_noise(ink: Ink, rng: np.random.Generator) -> Ink:
    """Too little light: counts of photons, three for full ink."""
    return _bytes(rng.poisson(3 * _unit(ink)) / 3)


def impulse_noise(ink: Ink, rng: np.random.Generator) -> Ink:
    """Salt and pepper on 17 % of the pixels."""
    corrupted = ink.copy()
    hit = rng.random(ink.shape) < 0.17
    corrupted[hit] = 255 * rng.integers(0, 2, int(hit.sum()))
    return corrupted


def glass_blur(ink: Ink, rng: np.random.Generator) -> Ink:
    """Frosted glass: blurred, neighbours swapped at random, blurred again."""
    blurred = cv2.GaussianBlur(ink, (0, 0), 0.7)
    for _ in range(2):
        for y, x in np.argwhere(rng.random(ink.shape) < 0.5)[::-1]:
            if 1 < y < GLYPH_SIDE - 1 and 1 < x < GLYPH_SIDE - 1:
                dy, dx = rng.integers(-1, 1, 2)
                blurred[y, x], blurred[y + dy, x + dx] = blurred[y + dy, x + dx], blurred[y, x]
    return np.asarray(cv2.GaussianBlur(blurred, (0, 0), 0.7), np.uint8)


def motion_blur(ink: Ink, rng: np.random.Generator) -> Ink:
    """A camera that moves to one side, up to 45 degrees from level."""
    angle = math.radians(rng.uniform(-45, 45))
    kernel = np.zeros((21, 21), np.float32)
    for step in np.arange(0, 10, 0.25):
        y, x = round(10 + step * math.sin(angle)), round(10 + step * math.cos(angle))
        kernel[y, x] += math.exp(-(step**2) / (2 * 3.0**2))
    return np.asarray(cv2.filter2D(ink, -1, kernel / kernel.sum()), np.uint8)


def shear(ink: Ink, rng: np.random.Generator) -> Ink:
    """Slanted by 0.4, one way or the other."""
    return _mapped(ink, np.array([[1.0, _sign(rng) * 0.4], [0.0, 1.0]]))


def scale(ink: Ink, _: np.random.Generator) -> Ink:
    """Only seven tenths as large."""
    return _mapped(ink, np.eye(2) * 0.7)


def rotate(ink: Ink, rng: np.random.Generator) -> Ink:
    """Turned by 0.4 radians (23 degrees), one way or the other."""
    angle = _sign(rng) * 0.4
    return _mapped(ink, np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]))


def brightness(ink: Ink, _: np.random.Generator) -> Ink:
    """Brighter by half of the range: the paper is grey, the faint ink is gone."""
    return _bytes(_unit(ink) + 0.5)


def translate(ink: Ink, rng: np.random.Generator) -> Ink:
    """Three pixels aside and three up or down; what leaves the image is lost."""
    return _mapped(ink, np.eye(2), (_sign(rng) * 3.0, _sign(rng) * 3.0))


def stripe(ink: Ink, _: np.random.Generator) -> Ink:
    """The left and the right quarter inverted."""
    corrupted = ink.copy()
    quarter = GLYPH_SIDE // 4
    corrupted[:, :quarter] = 255 - corrupted[:, :quarter]
    corrupted[:, -quarter:] = 255 - corrupted[:, -quarter:]
    return corrupted


def fog(ink: Ink, rng: np.random.Generator) -> Ink:
    """Clouds three times as bright as the ink, and the whole brought back to the range."""
    side, clouds = 256, np.zeros((256, 256), np.float32)
    for octave in range(9):
        knots = rng.standard_normal((2**octave, 2**octave)).astype(np.float32)
        clouds += cv2.resize(knots, (side, side), interpolation=cv2.INTER_CUBIC) / np.float32(1.4**octave)
    clouds = (clouds - clouds.min()) / (clouds.max() - clouds.min())
    top, left = rng.integers(0, side - GLYPH_SIDE, 2)
    return _bytes((_unit(ink) + 3 * clouds[top : top + GLYPH_SIDE, left : left + GLYPH_SIDE]) / 4)


def spatter(ink: Ink, rng: np.random.Generator) -> Ink:
    """Drops of dark mud that cover the ink."""
    liquid = cv2.GaussianBlur(rng.normal(0.65, 0.3, ink.shape), (0, 0), 1)
    mud = cv2.GaussianBlur((liquid > 0.65).astype(np.float32), (0, 0), 1.5)
    mud[mud < 0.8] = 0
    return _bytes(_unit(ink) * (1 - mud) + mud * 63 / 255)


def dotted_line(ink: Ink, rng: np.random.Generator) -> Ink:
    """A dotted line from left to right."""
    left, right = rng.uniform(4, 24, 2)
    dots = np.linspace(0, GLYPH_SIDE - 1, 12)
    heights = left + (right - left) * dots / (GLYPH_SIDE - 1)
    return _with_lines(ink, [[(x, y), (x + 0.8, y)] for x, y in zip(dots, heights, strict=True)], 1.4)


def zigzag(ink: Ink, rng: np.random.Generator) -> Ink:
    """A line of teeth from left to right."""
    left, right = rng.uniform(4, 24, 2)
    corners = np.linspace(0, GLYPH_SIDE - 1, 9)
    heights = left + (right - left) * corners / (GLYPH_SIDE - 1) + 2.5 * (-1.0) ** np.arange(9)
    return _with_lines(ink, [list(zip(corners, heights, strict=True))], 1.2)


def canny_edges(ink: Ink, _: np.random.Generator) -> Ink:
    """Nothing but the outlines."""
    return np.asarray(cv2.Canny(cv2.GaussianBlur(ink, (0, 0), 1), 50, 100), np.uint8)


CORRUPTIONS: dict[str, Corruption] = {
    "shot noise": shot_noise,
    "impulse noise": impulse_noise,
    "glass blur": glass_blur,
    "motion blur": motion_blur,
    "shear": shear,
    "scale": scale,
    "rotate": rotate,
    "brightness": brightness,
    "translate": translate,
    "stripe": stripe,
    "fog": fog,
    "spatter": spatter,
    "dotted line": dotted_line,
    "zigzag": zigzag,
    "canny edges": canny_edges,
}
"""Name to function, in the order of the benchmark."""


def _unit(ink: Ink) -> NDArray[np.float32]:
    return ink.astype(np.float32) / np.float32(255)


def _bytes(values: NDArray[np.floating]) -> Ink:
    return np.asarray(np.rint(255 * np.clip(values, 0, 1)), np.uint8)


def _sign(rng: np.random.Generator) -> int:
    return int(rng.choice((-1, 1)))


def _mapped(ink: Ink, matrix: NDArray[np.float64], shift: tuple[float, float] = (0.0, 0.0)) -> Ink:
    """The image through a linear map about its middle, and moved by (x, y) pixels."""
    middle = np.array([MIDDLE, MIDDLE])
    moved = np.column_stack([matrix, middle - matrix @ middle + np.array(shift)])
    return np.asarray(cv2.warpAffine(ink, moved, (GLYPH_SIDE, GLYPH_SIDE)), np.uint8)


def _with_lines(ink: Ink, lines: list[list[tuple[float, float]]], width: float) -> Ink:
    """The image with lines of ink through points (x, y), `width` pixels wide."""
    fine = np.zeros((GLYPH_SIDE * FINE, GLYPH_SIDE * FINE), np.uint8)
    for line in lines:
        points = np.rint((np.array(line) + 0.5) * FINE).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(fine, [points], False, 255, round(width * FINE))
    drawn = cv2.resize(fine, (GLYPH_SIDE, GLYPH_SIDE), interpolation=cv2.INTER_AREA)
    return np.maximum(ink, np.asarray(drawn, np.uint8))
