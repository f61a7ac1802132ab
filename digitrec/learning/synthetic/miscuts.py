"""Negatives from wrong cuts: two or three digits in one box, half a digit, a digit and a half.

Overlaps and cuts that could be read as one digit are left out: the lattice of the reader decides about those.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.synthetic.rng import pick
from digitrec.types import Ink

Draw = Callable[[int | None], tuple[Ink, int]]  # a digit of the label asked for, or of any

CLEAR_HALVES: dict[int, tuple[str, ...]] = {
    0: ("top", "bottom"),
    2: ("bottom",),
    3: ("left",),
    5: ("top",),
}
"""By label: the halves that look like no digit (the right half of an 8 is a 3, half a 6 is a 0 …)."""

NARROW = 1  # the label that may stand anywhere beside another without changing its shape
STACKED = (2, 3, 4, 5, 7)  # one above the other these are no digit; two 0 are an 8, a 0 and a 1 are a 9
SAME_HEIGHT = 64  # pixels


def run_of_digits(rng: np.random.Generator, draw: Draw) -> Ink:
    """Two digits, seldom three, side by side or one above the other: apart, touching or overlapping."""
    upright = rng.random() < 0.12
    count = 3 if not upright and rng.random() < 0.2 else 2
    ink, label = _even(draw(pick(rng, STACKED) if upright else None), upright)
    for _ in range(count - 1):
        following, next_label = _even(draw(pick(rng, STACKED) if upright else None), upright)
        following = _resized(following, float(rng.uniform(0.8, 1.2)))
        narrower = min(_breadth(ink, upright), _breadth(following, upright))
        least = 0.0 if upright or NARROW in (label, next_label) else -0.3 * narrower
        gap = round(float(rng.uniform(least, 0.12 * SAME_HEIGHT)))
        ink, label = _beside(rng, ink, following, gap, upright), next_label
    return ink


def half(rng: np.random.Generator, draw: Draw) -> Ink:
    """A part of one digit that looks like no digit, cut straight or aslant."""
    label = pick(rng, tuple(CLEAR_HALVES))
    ink, _ = _even(draw(label), False)
    return _cut(rng, ink, pick(rng, CLEAR_HALVES[label]), float(rng.uniform(0.32, 0.5)))


def digit_and_part(rng: np.random.Generator, draw: Draw) -> Ink:
    """A digit with more than half of its neighbour."""
    ink, label = _even(draw(None), False)
    neighbour, other = _even(draw(None), False)
    if NARROW in (label, other):
        return run_of_digits(rng, draw)
    on_right = rng.random() < 0.5
    neighbour = _cut(rng, neighbour, "left" if on_right else "right", float(rng.uniform(0.5, 0.8)))
    gap = round(float(rng.uniform(-0.1, 0.1) * SAME_HEIGHT))
    return _beside(rng, ink, neighbour, gap, False) if on_right else _beside(rng, neighbour, ink, gap, False)


def digits_from(
    rng: np.random.Generator,
    images: NDArray[np.uint8],
    labels: NDArray[np.integer],
    other: Draw,
    share: float,
) -> Draw:
    """A source of digits: images of a data set, and a share of others.

    Args:
        rng: random numbers.
        images: (N, H, W) uint8 ink.
        labels: (N,) integers.
        other: another source.
        share: of digits that come from the other source, 0 to 1.
    """

    def take(label: int | None) -> tuple[Ink, int]:
        if not len(images) or rng.random() < share:
            return other(label)
        for _ in range(200):
            index = int(rng.integers(len(images)))
            if label is None or labels[index] == label:
                return images[index], int(labels[index])
        return other(label)

    return take


def tight(ink: Ink) -> Ink:
    """Ink without the paper around it; blank ink stays."""
    left, top, width, height = cv2.boundingRect((ink > 60).astype(np.uint8))
    return ink[top : top + height, left : left + width] if width else ink


def _even(digit: tuple[Ink, int], by_width: bool) -> tuple[Ink, int]:
    ink = tight(digit[0])
    side = max(ink.shape[1], ink.shape[0] // 2) if by_width else ink.shape[0]
    return _resized(ink, SAME_HEIGHT / side), digit[1]


def _resized(ink: Ink, scale: float) -> Ink:
    size = max(2, min(200, round(ink.shape[1] * scale))), max(2, min(200, round(ink.shape[0] * scale)))
    return cv2.resize(ink, size, interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False)


def _breadth(ink: Ink, upright: bool) -> int:
    return len(ink) if upright else len(ink.T)


def _beside(rng: np.random.Generator, first: Ink, second: Ink, gap: int, upright: bool) -> Ink:
    """Both on one field, the second to the right (or below), a little out of line."""
    if upright:
        return _beside(rng, first.T, second.T, gap, False).T
    shift = round(float(rng.normal(0, 0.06)) * SAME_HEIGHT)
    at = max(0, first.shape[1] + gap)
    top_first, top_second = max(0, -shift), max(0, shift)
    height = max(top_first + first.shape[0], top_second + second.shape[0])
    field = np.zeros((height, max(first.shape[1], at + second.shape[1])), np.uint8)
    field[top_first : top_first + first.shape[0], : first.shape[1]] = first
    part = field[top_second : top_second + second.shape[0], at : at + second.shape[1]]
    np.maximum(part, second, out=part)
    return field


def _cut(rng: np.random.Generator, ink: Ink, side: str, keep: float) -> Ink:
    """The part of the ink on one side of a line that is upright or level, or nearly so."""
    height, width = ink.shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    lean = float(rng.normal(0, 0.12))
    if side in ("left", "right"):
        across = (x + lean * (y - height / 2)) / width
    else:
        across = (y + lean * (x - width / 2)) / height
    kept = across < keep if side in ("left", "top") else across > 1 - keep
    part = tight(np.where(kept, ink, 0).astype(np.uint8))
    return part if part.any() else ink


__all__: Sequence[str] = ("CLEAR_HALVES", "digit_and_part", "digits_from", "half", "run_of_digits", "tight")
