"""Stand-ins that answer as told, so that tests need no trained model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from digitrec.models.record import load_record
from digitrec.page.cutout import Placement, as_it_is, cut_out
from digitrec.page.images import as_bgr
from digitrec.page.normalise import stroke_width
from digitrec.page.regions import Region, Row
from digitrec.page.segment import WrittenLine, segment
from digitrec.reading.found import CutOut, Page, PlacedLine, SingleInk
from digitrec.types import Box, Digit, Glyphs, Image, Ink, Line, Probabilities, Reading

MODELS = Path(__file__).resolve().parents[1] / "output"
finds_numbers = pytest.mark.skipif(
    not (MODELS / "best_finder_model.keras").is_file(), reason="there is no finder in output/ yet"
)


def validation_of(name: str) -> float:
    """The validation accuracy that the record of a model that ships says."""
    accuracy = load_record(MODELS / f"{name}.json").validation_accuracy
    assert accuracy is not None
    return accuracy


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


def digit(label: int, confidence: float = 0.95, left: int = 0, sign: str = "") -> Digit:
    """A digit of ten by twenty pixels."""
    rest = (1.0 - confidence) / 9
    probabilities = tuple(confidence if place == label else rest for place in range(10))
    return Digit(label, confidence, Box(left, 0, left + 10, 20), probabilities, sign_before=sign)


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

    read_as_it_lies = read

    def video(self):
        return self.read

    def read_digit(self, image: Image) -> Digit | None:
        digits = self.read(image).digits
        return digits[0] if digits else None


def ink_by_threshold(image: Image) -> Ink:
    """The ink of a simple drawing: the rarer of its dark and its light pixels, (H, W) uint8."""
    grey = cv2.cvtColor(as_bgr(image), cv2.COLOR_BGR2GRAY)
    if int(grey.max()) - int(grey.min()) < 40:
        return np.zeros_like(grey)
    _, light = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return light if np.count_nonzero(light) <= light.size / 2 else 255 - light


class FakePage:
    """Finds the ink of simple drawings in even light as a `PageReader` does, by a threshold."""

    def __init__(self, single: int = 160) -> None:
        self._single = single

    def read(self, image: Image) -> Page:
        pixels = as_bgr(image)
        return self.cut(pixels, self.rows(pixels))

    def rows(self, pixels: Image) -> list[Row]:
        return [_row(line) for line in _lines(ink_by_threshold(pixels))]

    def cut(self, pixels: Image, rows: Sequence[Row]) -> Page:
        if not rows:
            return Page()
        ink, place = ink_by_threshold(pixels), as_it_is(pixels.shape)
        region = Region(tuple(rows), rows[0].height, 0.0, light=False)
        lines = tuple(PlacedLine(line, place, ink) for line in _lines(ink))
        return Page((CutOut(region, place, pixels, ink),), lines)

    def single(self, image: Image) -> tuple[SingleInk, ...]:
        return (self.ink_of(image, min(1.0, self._single / max(1, *image.shape[:2]))),)

    def ink_of(self, image: Image, scale: float) -> SingleInk:
        pixels = as_bgr(image)
        height, width = (max(1, round(side * scale)) for side in pixels.shape[:2])
        place = Placement(0.0, 0.0, 0.0, scale, width, height)
        ink = ink_by_threshold(cut_out(pixels, place))
        return SingleInk(ink, stroke_width((ink >= 128).astype(np.uint8)), place)


def _lines(ink: Ink) -> tuple[WrittenLine, ...]:
    return segment(ink, stroke_width((ink >= 128).astype(np.uint8)))


def _row(line: WrittenLine) -> Row:
    """The row that a finder would find along a line."""
    cells = np.array([component.box.centre for component in line.components])
    return Row(cells, 4.0, line.height, np.array([0.0, -1.0]), light=0.0, certainty=0.9)
