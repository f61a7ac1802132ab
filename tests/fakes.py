"""Stand-ins that answer as told, so that tests need no trained model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digitrec.types import Box, Digit, Glyphs, Image, Line, Probabilities, Reading


class FakeEngine:
    """An engine that gives each glyph the same probabilities, and remembers what it saw."""

    kind = "LiteRT"

    def __init__(self, label: int = 7, confidence: float = 0.95, classes: int = 11) -> None:
        self.classes = classes
        self.seen: list[Glyphs] = []
        rest = (1.0 - confidence) / (classes - 1)
        self._row = np.full(classes, rest, np.float32)
        self._row[label] = confidence

    def probabilities(self, glyphs: Glyphs) -> Probabilities:
        self.seen.append(glyphs)
        return np.tile(self._row, (len(glyphs), 1))


def digit(label: int, confidence: float = 0.95, left: int = 0) -> Digit:
    """A digit of ten by twenty pixels."""
    rest = (1.0 - confidence) / 9
    probabilities = tuple(confidence if place == label else rest for place in range(10))
    return Digit(label, confidence, Box(left, 0, left + 10, 20), probabilities)


def reading(*rows: str, confidence: float = 0.95) -> Reading:
    """A reading of these rows of digits."""
    return Reading(
        tuple(
            Line(tuple(digit(int(text), confidence, 12 * place) for place, text in enumerate(row)))
            for row in rows
        )
    )


class FakeReader:
    """A reader that answers as told, and remembers the images it was given."""

    def __init__(self, answer: Reading | Sequence[Reading] = ()) -> None:
        self._answers = [answer] if isinstance(answer, Reading) else list(answer) or [Reading()]
        self.images: list[Image] = []

    def read(self, image: Image) -> Reading:
        self.images.append(image)
        return self._answers[min(len(self.images), len(self._answers)) - 1]

    def read_digit(self, image: Image) -> Digit | None:
        digits = self.read(image).digits
        return digits[0] if digits else None
