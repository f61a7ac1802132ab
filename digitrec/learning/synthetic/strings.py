"""Synthetic numbers of several digits, with the labels and boxes of their digits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.synthetic.digits import DIGIT_VARIANTS
from digitrec.learning.synthetic.fonts import HandwritingFont, write_outline
from digitrec.learning.synthetic.miscuts import tight
from digitrec.learning.synthetic.rng import pick
from digitrec.learning.synthetic.strokes import parse_variant, sample_style, write
from digitrec.types import Box, Ink

HEIGHT = 64  # pixels of a digit
BETWEEN = {"dot": "0,98 2,100", "comma": "4,94 6,100 0,116"}
AFTER = {
    "dot": "0,98 2,100",
    "dash": "0,56 50,52",
    "equals": "0,46 44,42;2,64 46,62",
    "dot_dash": "0,98 2,100;18,60 62,56",
}
"""Marks of amounts, as pen strokes; they belong to no digit and stand in no text."""

DigitWriter = Callable[[int], Ink]  # a label to one digit, about `HEIGHT` high


@dataclass(frozen=True, slots=True)
class StringStyle:
    """Style of composed numbers; every number draws its own values from these.

    Args:
        shortest: digits of the shortest number.
        longest: digits of the longest number.
        gap: mean distance of the ink of two neighbours, in heights; they touch at 0 and overlap below.
        gap_spread: its standard deviation.
        slant: standard deviation of the x gained per y upwards of a whole number.
        uneven: standard deviation of a digit's size and place, in heights.
        written: share of numbers written by strokes or fonts; the rest are glued from images.
        marks: probability of each mark: a dot or comma between two digits, a dash or such after the last.
    """

    shortest: int = 2
    longest: int = 6
    gap: float = 0.15
    gap_spread: float = 0.12
    slant: float = 0.15
    uneven: float = 0.05
    written: float = 0.5
    marks: float = 0.0

    def __post_init__(self) -> None:
        if not 1 <= self.shortest <= self.longest:
            raise ValueError(f"A number has from 1 to `longest` digits, got {self}.")


@dataclass(frozen=True, slots=True, eq=False)
class WrittenNumber:
    """A number as ink.

    Args:
        ink: (H, W) uint8, 0 = paper, 255 = ink; no paper around it.
        text: its digits.
        boxes: of each digit, in pixels of `ink`.
    """

    ink: Ink
    text: str
    boxes: tuple[Box, ...]


def compose_string(
    rng: np.random.Generator,
    digits: NDArray[np.uint8],
    labels: NDArray[np.integer],
    fonts: Sequence[HandwritingFont] = (),
    style: StringStyle | None = None,
) -> WrittenNumber:
    """Writes a number at random.

    Args:
        rng: random numbers.
        digits: (N, 28, 28) uint8 ink to glue numbers from; if there is none, all numbers are written.
        labels: (N,) their labels.
        fonts: handwriting fonts to write with.
        style: how to put it together.
    """
    style = style or StringStyle()
    glued = len(digits) > 0 and rng.random() >= style.written
    writer = _gluing(rng, digits, labels) if glued else _writing(rng, fonts)
    wanted = rng.integers(10, size=int(rng.integers(style.shortest, style.longest + 1)))
    slant = float(rng.normal(0, style.slant)) if glued else 0.0
    parts = [_leaning(tight(writer(int(label))), slant) for label in wanted]
    return _in_a_row(rng, parts, "".join(map(str, wanted)), style)


def _gluing(rng: np.random.Generator, digits: NDArray[np.uint8], labels: NDArray[np.integer]) -> DigitWriter:
    """Digits of a data set; the same label is one image and its neighbours are any."""
    places = {label: np.flatnonzero(labels == label) for label in range(10)}

    def glue(label: int) -> Ink:
        ink = (
            tight(digits[int(rng.choice(places[label]))]) if len(places[label]) else _writing(rng, ())(label)
        )
        return _resized(ink, HEIGHT / max(8, ink.shape[0]))

    return glue


def _writing(rng: np.random.Generator, fonts: Sequence[HandwritingFont]) -> DigitWriter:
    """One writer: every label always in the same variant, or all in the same font."""
    style = replace(sample_style(rng), height=float(HEIGHT), retrace=False)
    variants = {label: parse_variant(pick(rng, DIGIT_VARIANTS[label])) for label in range(10)}
    font = pick(rng, fonts) if fonts and rng.random() < 0.3 else None

    def write_one(label: int) -> Ink:
        if font is not None and str(label) in font.outlines:
            return write_outline(rng, font.outlines[str(label)], style)
        return write(rng, variants[label], style)

    return write_one


def _in_a_row(rng: np.random.Generator, parts: Sequence[Ink], text: str, style: StringStyle) -> WrittenNumber:
    field = np.zeros((3 * HEIGHT, (len(parts) + 1) * 4 * HEIGHT), np.uint8)
    boxes: list[Box] = []
    for index, part in enumerate(parts):
        part = _resized(part, float(np.clip(rng.normal(1.0, style.uneven), 0.75, 1.25)))
        bottom = 2 * HEIGHT + round(float(rng.normal(0, style.uneven)) * HEIGHT)
        gap = round(float(rng.normal(style.gap, style.gap_spread)) * HEIGHT) if index else 0
        boxes.append(_place(field, part, bottom - part.shape[0], gap))
        last = index == len(parts) - 1
        if rng.random() < style.marks * (1.0 if last else 0.5):
            mark = tight(_mark(rng, AFTER if last else BETWEEN))
            _place(field, mark, _top_of_mark(mark, bottom), round(float(rng.uniform(0.05, 0.25)) * HEIGHT))
    left, top, width, height = cv2.boundingRect(field)
    moved = tuple(
        Box(box.left - left, max(0, box.top - top), box.right - left, box.bottom - top) for box in boxes
    )
    return WrittenNumber(field[top : top + height, left : left + width].copy(), text, moved)


def _mark(rng: np.random.Generator, variants: dict[str, str]) -> Ink:
    style = replace(
        sample_style(rng), height=float(HEIGHT), slant=0.1, aspect=1.0, pen=float(rng.uniform(0.06, 0.12))
    )
    return write(rng, parse_variant(variants[pick(rng, tuple(variants))]), style)


def _top_of_mark(mark: Ink, bottom: int) -> int:
    """Small marks stand on the base line, wide ones in the middle of the digits."""
    height, width = len(mark), len(mark.T)
    return bottom - (HEIGHT + height) // 2 if width > 0.4 * HEIGHT else bottom - height // 2


def _place(field: Ink, part: Ink, top: int, gap: int) -> Box:
    """Moves the part from the right until its ink is `gap` pixels from what stands there, and draws it."""
    height, width = part.shape
    top = int(np.clip(top, 0, field.shape[0] - height))
    reach = max(2, HEIGHT // 12)
    rows = field[max(0, top - reach) : top + height + reach]
    left = 0
    if field.any():
        before = _last_ink(rows)
        padded = cv2.copyMakeBorder(part, reach, reach, 0, 0, cv2.BORDER_CONSTANT, value=0)
        own = padded[reach - min(reach, top) :][: len(rows)]
        first = np.where(own.any(axis=1), (own > 0).argmax(axis=1), 10 * width)
        contact = int(np.max(before - first)) if (before >= 0).any() else -(10**6)
        # No ink beside it (a dash far above): it still stands to the right of the middle of the last ink.
        furthest = int(np.flatnonzero(field.any(axis=0))[-1])
        left = max(contact + 1 + gap, furthest + 1 - min(width, HEIGHT) // 2, 0)
    left = min(left, field.shape[1] - width)
    target = field[top : top + height, left : left + width]
    np.maximum(target, part, out=target)
    return Box(left, top, left + width, top + height)


def _last_ink(rows: Ink) -> NDArray[np.int64]:
    """The column of the last ink of every row; far to the left for blank rows."""
    width = rows.shape[1]
    inked = rows > 0
    return np.where(inked.any(axis=1), width - 1 - inked[:, ::-1].argmax(axis=1), -(10**6))


def _leaning(ink: Ink, slant: float) -> Ink:
    height, width = ink.shape
    reach = int(abs(slant) * height) + 1
    matrix = np.array([[1.0, -slant, slant * height if slant > 0 else 0.0], [0.0, 1.0, 0.0]])
    leaning = cv2.warpAffine(ink, matrix, (width + reach, height), flags=cv2.INTER_LINEAR)
    return tight(leaning.astype(np.uint8, copy=False))


def _resized(ink: Ink, scale: float) -> Ink:
    size = max(1, round(ink.shape[1] * scale)), max(1, min(2 * HEIGHT, round(ink.shape[0] * scale)))
    return cv2.resize(ink, size, interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False)
