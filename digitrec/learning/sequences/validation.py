"""Validation of sequence models: lines that were not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitrec.learning.loop.state import ValidationScore
from digitrec.learning.sequences.sampler import Sample
from digitrec.learning.sequences.shards import batches_of
from digitrec.learning.sequences.texts import digits_in
from digitrec.models.architectures.sequence import BLANK, character_of, class_of
from digitrec.models.sequence_engine import Steps, without_signs
from digitrec.reading.sequence_decode import Text, align, greedy, log_likelihood
from digitrec.reading.signs import signs_before
from digitrec.types import Probabilities

AT_ONCE = 100  # lines


def validate(model: Any, samples: Sequence[Sample], signs: bool = False) -> ValidationScore:
    """Scores a sequence model that reads lines greedily, undistorted.

    Args:
        model: a `keras.Model`.
        samples: the lines.
        signs: whether signs count too.

    Returns:
        The share read rightly from the first digit to the last, the mean negative log likelihood of what the
        lines say, signs included, in nats, and the share of those without digits that were read as nothing; 1
        if there are none.
    """
    right, losses, refused = [], [], []
    for steps, text in predictions(model, samples):
        read, truth = greedy(without_signs(steps)), tuple(map(int, digits_in(text)))
        right.append(read == truth and (not signs or signed(steps, read) == text))
        losses.append(-log_likelihood(steps, [class_of(character) - 1 for character in text]))
        if not truth:
            refused.append(not read)
    return ValidationScore(float(np.mean(right)), float(np.mean(losses)), float(np.mean(refused or [True])))


def signed(steps: Steps, digits: Text) -> str:
    """A number with the signs that a model sees between its digits."""
    signs = signs_before(steps, digits)
    return "".join(f"{sign}{digit}" for sign, digit in zip(signs, digits, strict=True))


def predictions(model: Any, samples: Sequence[Sample]) -> list[tuple[Steps, str]]:
    """What a model predicts for each line's steps, and what the line says; in order of width."""
    found: list[tuple[Steps, str]] = []
    for lines, classes in batches_of(samples, AT_ONCE, None):
        batch = lines[..., np.newaxis].astype(np.float32) / np.float32(255)
        made = np.asarray(model.predict_on_batch(batch), np.float32)
        found += [
            (steps, "".join(character_of(int(c)) for c in row if c != BLANK))
            for steps, row in zip(made, classes, strict=True)
        ]
    return found


def digits_of(pairs: Sequence[tuple[Steps, Text]]) -> tuple[Probabilities, NDArray[np.int64]]:
    """What the model says where it sees digits, of lines in which it sees as many as there are.

    Args:
        pairs: (T, 11) steps, and the digits that there are.

    Returns:
        (N, 11) float32, the ten digits and then the blank, and (N,) int64 labels.
    """
    rows: list[NDArray[np.float32]] = []
    labels: list[int] = []
    for steps, truth in pairs:
        read = greedy(steps)
        if len(read) != len(truth):
            continue
        for span, label, true in zip(align(steps, read), read, truth, strict=True):
            peak = span.first + int(steps[span.first : span.last, label + 1].argmax())
            rows.append(np.roll(steps[peak], -1))
            labels.append(true)
    if not rows:
        return np.zeros((0, 11), np.float32), np.zeros(0, np.int64)
    return np.stack(rows), np.array(labels, np.int64)
