"""Validation of digit models: digits and things that are no digit, never trained on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from digitrec.learning.data.dataset import Labels
from digitrec.learning.evaluation.calibration import negative_log_likelihood
from digitrec.learning.loop.network import predict
from digitrec.learning.loop.state import ValidationScore
from digitrec.types import NOT_A_DIGIT, Glyphs


@dataclass(frozen=True, slots=True, eq=False)
class ValidationSet:
    """Validation set: what an epoch is chosen by, never trained on, never distorted.

    Args:
        glyphs: (N, 28, 28) float32, the validation images.
        labels: (N,) int64.
        negatives: (M, 28, 28) float32, things that are no digit.
    """

    glyphs: Glyphs
    labels: Labels
    negatives: Glyphs


def validate(model: Any, validation: ValidationSet) -> ValidationScore:
    """Scores a `keras.Model`.

    Returns:
        The share of the digits read rightly, their mean negative log likelihood, and the share of the
        negatives called "not a digit".
    """
    probabilities = predict(model, validation.glyphs)
    accuracy = float((probabilities.argmax(axis=1) == validation.labels).mean())
    loss = negative_log_likelihood(probabilities, validation.labels)
    rejected = float((predict(model, validation.negatives).argmax(axis=1) == NOT_A_DIGIT).mean())
    return ValidationScore(accuracy, loss, rejected)
