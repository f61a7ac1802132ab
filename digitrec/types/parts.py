"""The parts of a reading: boxes, digits, numbers, lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from digitrec.types.arrays import SIGNS, Glyph

DOUBT = 0.80  # a digit read with less confidence is doubtful


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-aligned box in pixels; `right` and `bottom` are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if self.right <= self.left or self.bottom <= self.top:
            raise ValueError(f"Box must have an area, got {self}.")

    @property
    def width(self) -> int:
        """Width in pixels, at least 1."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Height in pixels, at least 1."""
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """The centre (x, y) in pixels."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def moved(self, right: int, down: int) -> Box:
        """This box elsewhere, by so many pixels."""
        return Box(self.left + right, self.top + down, self.right + right, self.bottom + down)

    def contains(self, x: float, y: float) -> bool:
        """Whether the point lies in the box."""
        return self.left <= x < self.right and self.top <= y < self.bottom


@dataclass(frozen=True, slots=True)
class Digit:
    """One digit as read.

    Args:
        label: 0 to 9.
        confidence: the calibrated probability of `label`, 0 to 1.
        box: where it stands, in pixels of the image given.
        probabilities: ten values, the probability of each digit; they may sum to less than 1 (the rest is
            "not a digit").
        glyph: the (28, 28) float32 image the model saw, if kept; of a digit that was read with its whole
            line, what a model of single digits would see.
        sign_before: the sign that stands before it in its number, one of `SIGNS`; "" for none, and always
            unless signs were asked for.
    """

    label: int
    confidence: float
    box: Box
    probabilities: tuple[float, ...]
    glyph: Glyph | None = field(default=None, compare=False, repr=False)
    sign_before: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.label <= 9:
            raise ValueError(f"label must be 0 to 9, got {self.label}.")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence must lie in [0, 1], got {self.confidence}.")
        if len(self.probabilities) != 10:
            raise ValueError(f"probabilities must be ten values, got {len(self.probabilities)}.")
        if self.sign_before and (len(self.sign_before) > 1 or self.sign_before not in SIGNS):
            raise ValueError(f"sign_before must be one of {SIGNS}, got {self.sign_before!r}.")

    @property
    def doubtful(self) -> bool:
        """Whether it should be looked at: its confidence is below DOUBT."""
        return self.confidence < DOUBT


@dataclass(frozen=True, slots=True)
class Refused:
    """Ink that was seen and not read as a digit.

    Args:
        box: where it stands, in pixels of the image given.
        reason: why, in a few plain words: "looks like no digit", "too small", "part of a line".
    """

    box: Box
    reason: str

    def __post_init__(self) -> None:
        if not self.reason:
            raise ValueError("Refused needs a reason.")


WIDE_GAP = 0.9  # heights: a narrower gap never parts two numbers, ...
WIDER = 1.8  # ... nor one that is not this much wider than those beside it, ...
USUAL_GAP = 1.0  # heights: ... of which none counts as wider than this: far apart, every digit is a number
# A gap with a sign in its midst counts half: that is how far the sign is from the digits.


@dataclass(frozen=True, slots=True)
class Number:
    """Digits that stand together: a wide gap parts two numbers on a line."""

    digits: tuple[Digit, ...]

    def __post_init__(self) -> None:
        if not self.digits:
            raise ValueError("A Number holds at least one digit.")

    @property
    def text(self) -> str:
        """The digits as text, each behind its sign."""
        return "".join(f"{digit.sign_before}{digit.label}" for digit in self.digits)

    @property
    def confidence(self) -> float:
        """That of its weakest digit, 0 to 1."""
        return min(digit.confidence for digit in self.digits)

    @property
    def doubtful(self) -> bool:
        """Whether one of its digits is."""
        return any(digit.doubtful for digit in self.digits)

    @property
    def box(self) -> Box:
        """The smallest box that holds all its digits."""
        return _union(self.digits)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of writing: its digits from left to right."""

    digits: tuple[Digit, ...]

    def __post_init__(self) -> None:
        if not self.digits:
            raise ValueError("A Line holds at least one digit.")

    @property
    def text(self) -> str:
        """The digits and signs as text; a space parts two numbers."""
        return " ".join(number.text for number in self.numbers)

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers of the line, from left to right."""
        if len(self.digits) == 1:
            return (Number(self.digits),)
        gaps = [_gap(a.box, b.box) / (2 if b.sign_before else 1) for a, b in pairwise(self.digits)]
        tall = _median([max(d.box.height, d.box.width) for d in self.digits])
        least = max(WIDE_GAP * tall, WIDER * min(_median(gaps), USUAL_GAP * tall))
        starts = [0, *(i for i, gap in enumerate(gaps, start=1) if gap > least), len(self.digits)]
        return tuple(Number(self.digits[a:b]) for a, b in pairwise(starts))

    @property
    def box(self) -> Box:
        """The smallest box that holds all digits of the line."""
        return _union(self.digits)


def _union(digits: tuple[Digit, ...]) -> Box:
    box = digits[0].box
    for digit in digits[1:]:
        box = box.union(digit.box)
    return box


def _gap(a: Box, b: Box) -> int:
    """Pixels between two boxes, the larger of across and down; negative where they overlap."""
    return max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom)


def _median(values: Sequence[float]) -> float:
    """The middle value; `statistics` takes 10 ms to import, for which a window would wait."""
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
