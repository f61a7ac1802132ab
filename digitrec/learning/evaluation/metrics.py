"""Metrics of predictions: confusions, precision and recall, reliability, the reject curve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitrec.learning.data.dataset import DIGITS, Labels
from digitrec.learning.evaluation.calibration import BINS
from digitrec.types import GLYPH_SIDE, NOT_A_DIGIT, Glyphs, Probabilities


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """Predictions of a model for images it was not trained on.

    Args:
        what: the images, "test" or "validation".
        glyphs: (N, 28, 28) float32 in [0, 1].
        labels: (N,) int64, the truth.
        probabilities: (N, 10 or 11) float32, calibrated.
    """

    what: str
    glyphs: Glyphs
    labels: Labels
    probabilities: Probabilities

    def __post_init__(self) -> None:
        if self.glyphs.shape[1:] != (GLYPH_SIDE, GLYPH_SIDE) or not (
            len(self.glyphs) == len(self.labels) == len(self.probabilities)
        ):
            raise ValueError(
                f"Predictions are of (N, 28, 28) glyphs with N labels, got {self.glyphs.shape}, "
                f"{self.labels.shape} and {self.probabilities.shape}."
            )

    @property
    def read(self) -> Labels:
        """(N,) int64: the likeliest class of each, 10 = "not a digit"."""
        return np.asarray(self.probabilities.argmax(axis=1), np.int64)

    @property
    def confidence(self) -> NDArray[np.float32]:
        """(N,) float32: how likely it is."""
        return np.asarray(self.probabilities.max(axis=1), np.float32)

    @property
    def accuracy(self) -> float:
        """Share that was read rightly, 0 to 1."""
        return float((self.read == self.labels).mean())

    @property
    def refused(self) -> float:
        """Share that was called no digit, 0 to 1."""
        return float((self.read == NOT_A_DIGIT).mean())

    def misread(self) -> NDArray[np.int64]:
        """The numbers of the images read wrongly, the surest mistakes first."""
        wrong = np.flatnonzero(self.read != self.labels)
        return wrong[np.argsort(-self.confidence[wrong], kind="stable")]


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions of about the same confidence.

    Args:
        confidence: their mean confidence, 0 to 1.
        accuracy: share of them that is right, 0 to 1.
        count: how many.
    """

    confidence: float
    accuracy: float
    count: int


def confusion(predictions: Predictions) -> NDArray[np.int64]:
    """(10, 11) counts: rows are the digits written, columns the digits read, the last one "not a digit"."""
    table = np.zeros((DIGITS, DIGITS + 1), np.int64)
    np.add.at(table, (predictions.labels, predictions.read), 1)
    return table


def precision_and_recall(table: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of each digit, from a table of confusions: (10,) shares each, NaN where there is nothing to divide.

    Precision is the share of the readings of a digit that are right, recall the share of that digit read so.
    """
    right = np.diag(table).astype(np.float64)
    with np.errstate(invalid="ignore"):
        return right / table.sum(axis=0)[:DIGITS], right / table.sum(axis=1)


def reliability(predictions: Predictions, bins: int = BINS) -> list[Bin]:
    """The bins of the calibration error, of equal width; empty ones are left out."""
    right = predictions.read == predictions.labels
    places = np.minimum((predictions.confidence * bins).astype(int), bins - 1)
    found = []
    for place in np.unique(places):
        own = places == place
        found.append(
            Bin(
                float(predictions.confidence[own].mean()),
                float(right[own].mean()),
                int(np.count_nonzero(own)),
            )
        )
    return found


def reject_curve(predictions: Predictions, shares: tuple[float, ...]) -> list[float]:
    """The error among the predictions that are kept, if the least sure ones are refused.

    Args:
        predictions: their confidence is that of the likeliest digit.
        shares: of the predictions that are refused, 0 to 1.

    Returns:
        For each share the part of the others that is wrong, 0 to 1.
    """
    digits = predictions.probabilities[:, :NOT_A_DIGIT]
    order = np.argsort(digits.max(axis=1), kind="stable")
    wrong = (digits.argmax(axis=1) != predictions.labels)[order]
    return [float(wrong[min(len(wrong) - 1, round(share * len(wrong))) :].mean()) for share in shares]
