"""Validation of sequence models: lines that were not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitrec.learning.loop.state import ValidationScore
from digitrec.learning.sequences.sampler import Sample
from digitrec.learning.sequences.shards import batches_of
from digitrec.models.architectures.sequence import BLANK
from digitrec.models.sequence_engine import Steps
from digitrec.reading.sequence_decode import Text, align, greedy, log_likelihood
from digitrec.types import Probabilities

AT_ONCE = 100  # lines


def validate(model: Any, samples: Sequence[Sample]) -> ValidationScore:
    """Scores a sequence model that reads lines greedily, undistorted.

    Args:
        model: a `keras.Model`.
        samples: the lines.

    Returns:
        The share read rightly from the first digit to the last, their mean negative log likelihood in nats,
        and the share of those without digits that were read as nothing; 1 if there are none.
    """
    right, losses, refused = [], [], []
    for steps, truth in predictions(model, samples):
        read = greedy(steps)
        right.append(read == truth)
        losses.append(-log_likelihood(steps, truth))
        if not truth:
            refused.append(not read)
    return ValidationScore(float(np.mean(right)), float(np.mean(losses)), float(np.mean(refused or [True])))


def predictions(model: Any, samples: Sequence[Sample]) -> list[tuple[Steps, Text]]:
    """What a model predicts for each line's steps, and what the line says; in order of width."""
    found: list[tuple[Steps, Text]] = []
    for lines, classes in batches_of(samples, AT_ONCE, None):
        batch = lines[..., np.newaxis].astype(np.float32) / np.float32(255)
        made = np.asarray(model.predict_on_batch(batch), np.float32)
        found += [
            (steps, tuple(int(c) - 1 for c in row if c != BLANK))
            for steps, row in zip(made, classes, strict=True)
        ]
    return found


def digits_of(pairs: Sequence[tuple[Steps, Text]]) -> tuple[Probabilities, NDArray[np.int64]]:
    """What the model says where it sees digits, of lines in which it sees as many as there are.

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
