"""Measures of a trained model: on glyphs, on drawings, on corrupted images. Nothing here prints."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.augmentation.redraw import Segments, draw, middle_lines
from digitrec.learning.data.dataset import Images, to_glyphs
from digitrec.learning.evaluation.calibration import expected_calibration_error
from digitrec.learning.evaluation.corruptions import Corruption
from digitrec.learning.evaluation.metrics import Predictions, reject_curve
from digitrec.types import NOT_A_DIGIT, Digit, Glyphs, Image, Ink, Probabilities, Reading

CANVAS = 400  # pixels, both ways
SIZES = (60, 100, 150, 220, 340)  # pixels, the longer side of a drawn digit
PENS = (4, 8, 14, 20, 30)  # pixels
WIDEST_PEN = 5.5  # a digit is at least so many pens tall: below that its holes are closed
TURNS = (-30, -20, -10, 0, 10, 20, 30)  # degrees, clockwise
USUAL_SIZE, USUAL_PEN = 150, 14  # pixels: of digits that are turned or moved about
PLACES = {
    "top left": (0.0, 0.0), "top": (0.5, 0.0), "top right": (1.0, 0.0),
    "left": (0.0, 0.5), "middle": (0.5, 0.5), "right": (1.0, 0.5),
    "bottom left": (0.0, 1.0), "bottom": (0.5, 1.0), "bottom right": (1.0, 1.0),
}  # fmt: skip
REFUSED = (0.0, 0.001, 0.005, 0.01, 0.02)  # shares of the reject curve
SMALL_SIDE = 64  # pixels: scikit-learn's 8x8 digits are enlarged to this


class Recogniser(Protocol):
    """The part of an engine that is measured."""

    def probabilities(self, glyphs: Glyphs) -> Probabilities:
        """(N, 28, 28) float32 to (N, 10 or 11) float32."""


class DigitReader(Protocol):
    """The part of a reader that is measured."""

    @property
    def engine(self) -> Recogniser:
        """What it asks about glyphs."""

    def read_ink(self, ink: Ink) -> Reading:
        """Reads a drawing."""

    def read_digits(self, images: Sequence[Image]) -> list[Digit | None]:
        """Reads images that hold at most one digit each."""


@dataclass(frozen=True, slots=True)
class Score:
    """Score of a reader on a set of images.

    Args:
        images: how many.
        exact: share read rightly, 0 to 1.
        refused: share that was called no digit, 0 to 1.
        calibration_error: expected calibration error, 0 to 1; None where it was not measured.
        reject_curve: the errors among what is left if shares of `REFUSED` are refused; none if not measured.
    """

    images: int
    exact: float
    refused: float
    calibration_error: float | None = None
    reject_curve: tuple[float, ...] = ()


def score_glyphs(recogniser: Recogniser, images: Images) -> Score:
    """Brings digits down the road, undistorted, and asks the model."""
    glyphs = to_glyphs(images)
    predictions = Predictions("images", glyphs, images.labels, recogniser.probabilities(glyphs))
    error = expected_calibration_error(predictions.probabilities, images.labels)
    curve = tuple(reject_curve(predictions, REFUSED))
    return Score(len(images), predictions.accuracy, predictions.refused, error, curve)


def small_digits() -> Images:
    """scikit-learn's digits, by other writers: 1,797 images of 8x8 pixels in 17 greys, enlarged."""
    from sklearn.datasets import load_digits

    found = load_digits()
    size = (SMALL_SIDE, SMALL_SIDE)
    inks = [
        cv2.resize((image * (255 / 16)).astype(np.uint8), size, interpolation=cv2.INTER_CUBIC)
        for image in found.images
    ]
    return Images(np.stack(inks).astype(np.uint8), found.target.astype(np.int64))


def score_canvas(
    reader: DigitReader, images: Images, size: int, pen: int, rng: np.random.Generator, turn: float = 0.0
) -> Score:
    """Draws digits anywhere on a canvas, and reads it as the draw window does.

    Args:
        reader: reads the canvas.
        images: the digits to draw.
        size: their longer side in pixels.
        pen: width of the pen in pixels.
        rng: of their places.
        turn: degrees, clockwise.
    """
    places = rng.integers(0, CANVAS - size, (len(images), 2), endpoint=True)
    lines = [turned(middle_lines(ink), turn) for ink in images.inks]
    return _score_drawn(
        reader, images, [(one, size, pen, place) for one, place in zip(lines, places, strict=True)]
    )


def score_place(reader: DigitReader, images: Images, place: str) -> Score:
    """Draws digits at one of `PLACES`, right at the border of the canvas, and reads them."""
    along, down = PLACES[place]
    room = CANVAS - USUAL_SIZE
    at = np.array([round(along * room), round(down * room)])
    drawings = [(middle_lines(ink), USUAL_SIZE, USUAL_PEN, at) for ink in images.inks]
    return _score_drawn(reader, images, drawings)


def turned(lines: Segments, degrees: float) -> Segments:
    """Lines turned clockwise about their middle, and brought back to a unit box."""
    if not degrees or not len(lines):
        return lines
    angle = math.radians(degrees)
    matrix = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    points = lines @ matrix
    low = points.min(axis=(0, 1))
    extent = float((points.max(axis=(0, 1)) - low).max())
    return np.asarray((points - low) / max(extent, 1e-6), np.float32)


def pens_for(size: int) -> list[int]:
    """The pens that leave the holes of a digit open."""
    return [pen for pen in PENS if pen * WIDEST_PEN <= size]


@dataclass(frozen=True, slots=True)
class CorruptionScore:
    """Errors on images that were corrupted in one way.

    Args:
        name: a key of `CORRUPTIONS`.
        reader: share wrong or refused through the reader, 0 to 1.
        straight: share wrong if the image is fed to the network as it is, and ten digits are all there is.
    """

    name: str
    reader: float
    straight: float


def score_corruption(
    reader: DigitReader, images: Images, name: str, corruption: Corruption, rng: np.random.Generator
) -> CorruptionScore:
    """Corrupts images in one way, and reads them both ways."""
    corrupted = [corruption(ink, rng) for ink in images.inks]
    read = [digit.label if digit else NOT_A_DIGIT for digit in reader.read_digits(corrupted)]
    fed = reader.engine.probabilities(np.stack(corrupted).astype(np.float32) / np.float32(255))
    straight = fed[:, :NOT_A_DIGIT].argmax(axis=1)
    return CorruptionScore(
        name, float(np.mean(np.array(read) != images.labels)), float((straight != images.labels).mean())
    )


def _score_drawn(
    reader: DigitReader, images: Images, drawings: Sequence[tuple[Segments, int, int, NDArray[np.int64]]]
) -> Score:
    right = refused = 0
    for (lines, size, pen, place), label in zip(drawings, images.labels, strict=True):
        drawn = draw(lines, size, pen, (int(place[0]), int(place[1])), (CANVAS, CANVAS))
        text = reader.read_ink(drawn).text
        right += text == str(label)
        refused += text == ""
    return Score(len(images), right / len(images), refused / len(images))
