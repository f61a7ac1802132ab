"""Validation of digit models: digits and things that are no digit, never trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from digitrec.learning.data.dataset import Labels, glyphs_of
from digitrec.learning.data.strokes import PenSample
from digitrec.learning.evaluation.calibration import negative_log_likelihood
from digitrec.learning.loop.network import predict
from digitrec.learning.loop.state import ValidationScore
from digitrec.learning.synthetic.pens import PenSamples, plain_style, write_sample
from digitrec.types import NOT_A_DIGIT, Glyphs

WRITTEN = 2_000  # real digits at most, and letters and signs
WRITTEN_SEED = 2024  # they are the same for every training
PENS = (0.04, 0.16)  # heights: the narrowest and the widest they are drawn with


@dataclass(frozen=True, slots=True, eq=False)
class ValidationSet:
    """Validation set: what an epoch is chosen by, never trained on, never distorted.

    Args:
        glyphs: (N, 28, 28) float32, the validation images.
        labels: (N,) int64.
        negatives: (M, 28, 28) float32, things that are no digit.
        written: (P, 28, 28) float32, real digits of other writers, who use shapes that the images lack.
        written_labels: (P,) int64.
        letters: (Q, 28, 28) float32, the same writers' letters and signs that look like no digit.
    """

    glyphs: Glyphs
    labels: Labels
    negatives: Glyphs
    written: Glyphs = field(default_factory=lambda: glyphs_of(()))
    written_labels: Labels = field(default_factory=lambda: np.zeros(0, np.int64))
    letters: Glyphs = field(default_factory=lambda: glyphs_of(()))

    @property
    def digits(self) -> tuple[Glyphs, Labels]:
        """All digits, images and written ones, and their labels: what is calibrated on."""
        glyphs = np.concatenate([self.glyphs, self.written])
        return glyphs, np.concatenate([self.labels, self.written_labels])


def validation_set(glyphs: Glyphs, labels: Labels, negatives: Glyphs, pens: PenSamples) -> ValidationSet:
    """A validation set with samples of writers held out, drawn as they were written.

    Args:
        glyphs: (N, 28, 28) float32, the validation images.
        labels: (N,) int64.
        negatives: (M, 28, 28) float32.
        pens: real handwriting of writers that nothing was learned from.
    """
    rng = np.random.default_rng(WRITTEN_SEED)

    def some(samples: Sequence[PenSample]) -> tuple[list[PenSample], Glyphs]:
        chosen = [samples[i] for i in rng.permutation(len(samples))[:WRITTEN]]
        inks = [write_sample(rng, sample, plain_style(rng.uniform(*PENS))) for sample in chosen]
        return chosen, glyphs_of(inks)

    digits, written = some([sample for own in pens.digits for sample in own])
    _, letters = some(pens.others)
    own_labels = np.array([int(sample.label) for sample in digits], np.int64)
    return ValidationSet(glyphs, labels, negatives, written, own_labels, letters)


def validate(model: Any, validation: ValidationSet) -> ValidationScore:
    """Scores a `keras.Model`.

    Returns:
        The share of the digits read rightly, the mean of images and written digits where there are both;
        their mean negative log likelihood; and the shares of the negatives and of the letters that are called
        "not a digit".
    """
    glyphs, labels = validation.digits
    probabilities = predict(model, glyphs)
    right, images = probabilities.argmax(axis=1) == labels, len(validation.labels)
    accuracy = float(np.mean([part.mean() for part in (right[:images], right[images:]) if len(part)]))
    loss = negative_log_likelihood(probabilities, labels)
    letters = _rejected(model, validation.letters) if len(validation.letters) else 1.0
    return ValidationScore(accuracy, loss, _rejected(model, validation.negatives), letters)


def _rejected(model: Any, glyphs: Glyphs) -> float:
    return float((predict(model, glyphs).argmax(axis=1) == NOT_A_DIGIT).mean())
