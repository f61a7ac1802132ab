"""Test numbers, put together from digits no model was trained on: clean, touching, turned, in bad light.

They say how well numbers are read whose digits are read well one by one. They are no training lines: other
digits, other spacing, and not of one writer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.data.dataset import Images
from digitrec.learning.synthetic.miscuts import tight
from digitrec.types import Image, Ink

SHORTEST, LONGEST = 3, 6  # digits
GAPS = (0.08, 0.35)  # heights of a digit between clean neighbours
OVERLAPS = (0.0, 0.25)  # widths of the narrower digit that touching neighbours share
STEEPEST = 12.0  # degrees
MARGIN = 24  # pixels of paper
ENLARGED = 2  # times the size of MNIST's digits
DARKEST_CORNER = 0.35  # of the light
NOISE = 3.0  # grey levels


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A picture of a number.

    Args:
        image: (H, W) uint8, dark ink on light paper.
        text: its digits.
    """

    image: Image
    text: str


def clean(rng: np.random.Generator, digits: Images) -> Example:
    """A number whose digits stand apart."""
    ink, text = _row(rng, digits, GAPS[0], GAPS[1])
    return Example(255 - ink, text)


def touching(rng: np.random.Generator, digits: Images) -> Example:
    """A number whose neighbours touch, or overlap by up to a quarter of a digit's width."""
    ink, text = _row(rng, digits, -OVERLAPS[1], -OVERLAPS[0])
    return Example(255 - ink, text)


def turned(rng: np.random.Generator, digits: Images) -> Example:
    """A clean number, turned by up to 12 degrees either way."""
    ink, text = _row(rng, digits, GAPS[0], GAPS[1])
    height, width = ink.shape
    side = int(np.hypot(height, width)) + 1
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.uniform(-STEEPEST, STEEPEST)), 1.0)
    matrix[:, 2] += (side - width) / 2, (side - height) / 2
    return Example(255 - np.asarray(cv2.warpAffine(ink, matrix, (side, side)), np.uint8), text)


def unevenly_lit(rng: np.random.Generator, digits: Images) -> Example:
    """A clean number in light that falls off to one corner, with a little noise."""
    ink, text = _row(rng, digits, GAPS[0], GAPS[1])
    light = rng.uniform(0.75, 1.0, (2, 2)).astype(np.float32)
    light[int(rng.integers(2)), int(rng.integers(2))] = rng.uniform(DARKEST_CORNER, 0.6)
    field = np.asarray(cv2.resize(light, ink.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)
    dark = np.float32(rng.uniform(0.5, 0.9))
    page = 245 * field * (1 - dark * ink.astype(np.float32) / 255)
    page = page + rng.standard_normal(ink.shape, np.float32) * np.float32(NOISE)
    return Example(np.clip(page, 0, 255).astype(np.uint8), text)


KINDS: dict[str, Callable[[np.random.Generator, Images], Example]] = {
    "clean": clean,
    "touching": touching,
    "turned": turned,
    "uneven light": unevenly_lit,
}
"""Every kind of number by its name."""


def share_exact(read: Callable[[Image], str], digits: Images, kind: str, count: int, seed: int = 1) -> float:
    """The share of numbers that are read rightly from the first digit to the last, 0 to 1.

    Args:
        read: an image to its digits.
        digits: what to put together; validation digits, if the figure is to mean something.
        kind: a name of `KINDS`.
        count: how many numbers.
        seed: the same seed makes the same numbers.
    """
    rng = np.random.default_rng([seed, list(KINDS).index(kind)])
    examples = (KINDS[kind](rng, digits) for _ in range(count))
    return sum(read(example.image) == example.text for example in examples) / count


def _row(rng: np.random.Generator, digits: Images, least: float, most: float) -> tuple[Ink, str]:
    """Digits side by side, with gaps in heights, or below zero in widths of the narrower neighbour."""
    chosen = rng.integers(len(digits), size=int(rng.integers(SHORTEST, LONGEST + 1)))
    inks = [_enlarged(tight(digits.inks[number])) for number in chosen]
    tallest = max(ink.shape[0] for ink in inks)
    field = np.zeros((tallest + 2 * MARGIN, 2 * sum(ink.shape[1] for ink in inks) + 2 * MARGIN), np.uint8)
    right = MARGIN
    for place, ink in enumerate(inks):
        height, width = ink.shape
        if place:
            unit = min(width, inks[place - 1].shape[1]) if least < 0 else tallest
            right += round(float(rng.uniform(least, most)) * unit)
        top = MARGIN + (tallest - height) // 2
        window = field[top : top + height, right : right + width]
        np.maximum(window, ink, out=window)
        right += width
    return field[:, : right + MARGIN], "".join(str(digits.labels[number]) for number in chosen)


def _enlarged(ink: NDArray[np.uint8]) -> Ink:
    size = ink.shape[1] * ENLARGED, ink.shape[0] * ENLARGED
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_CUBIC), np.uint8)
