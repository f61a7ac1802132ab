"""A report's first words: how good a model is, what it confuses, and whether longer training would help."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from digitrec.learning.data.dataset import DIGITS
from digitrec.learning.evaluation.calibration import expected_calibration_error
from digitrec.learning.evaluation.metrics import Predictions, confusion
from digitrec.learning.loop.progress import EpochDone

GRADES = (
    (0.995, "Very good"),
    (0.99, "Good"),
    (0.97, "Usable"),
    (0.9, "Weak"),
    (0.0, "Not usable"),
)  # from which share of right answers on
HONEST = 0.01  # a calibration error below which confidences may be taken at their word
FEW = 500  # images, below which a share says little
LATE = 0.9  # of the epochs: a best one after these says that more of them may help


def verdict(predictions: Predictions, history: Sequence[EpochDone]) -> str:
    """Some sentences in plain words.

    Args:
        predictions: the model's, to images it was not trained on.
        history: every epoch; none where nothing was trained.
    """
    return " ".join([*_accuracy(predictions), *_confidences(predictions), *_epochs(history)])


def _accuracy(predictions: Predictions) -> list[str]:
    total, wrong = len(predictions.labels), len(predictions.misread())
    grade = next(words for least, words in GRADES if predictions.accuracy >= least)
    often = f", one in {round(total / wrong):,}" if wrong else ""
    told = [f"{grade}: {wrong:,} of {total:,} {predictions.what} images are read wrongly{often}."]
    if total < FEW:
        told.append("There are too few of them to say much.")
    counts = confusion(predictions).copy()
    counts[np.arange(DIGITS), np.arange(DIGITS)] = 0
    written, read = np.unravel_index(int(counts.argmax()), counts.shape)
    if (times := int(counts[written, read])) > 1:
        taken = "is refused" if read == DIGITS else f"is taken for a {read}"
        told.append(f"Most often a {written} {taken}: {times} times.")
    return told


def _confidences(predictions: Predictions) -> list[str]:
    error = expected_calibration_error(predictions.probabilities, predictions.labels)
    if error < HONEST:
        return [f"Its confidences can be taken at their word: they are {100 * error:.2f} % off on average."]
    return [f"Its confidences are {100 * error:.1f} % off on average: take them as a hint."]


def _epochs(history: Sequence[EpochDone]) -> list[str]:
    if not history:
        return []
    best, last = history[-1].best_epoch, len(history)
    if last > 1 and best > LATE * last:
        return [f"The best epoch was number {best} of {last}: training longer may still help."]
    return [f"The best epoch was number {best} of {last}: training longer would hardly help."]
