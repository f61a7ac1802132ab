"""Calibration of confidences: temperature, reject threshold, calibration error."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitrec.learning.data.dataset import Labels
from digitrec.types import NOT_A_DIGIT, Probabilities

SMALLEST = 1e-12  # keeps logarithms finite
BINS = 15


def with_temperature(probabilities: Probabilities, temperature: float) -> Probabilities:
    """Probabilities as `p ** (1 / temperature)`, brought to sum 1; (N, classes) float32."""
    logs = np.log(np.maximum(probabilities.astype(np.float64), SMALLEST)) / temperature
    powers = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def negative_log_likelihood(probabilities: Probabilities, labels: Labels) -> float:
    """Mean over the images, in nats."""
    right = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return float(-np.log(np.maximum(right, SMALLEST)).mean())


def fit_temperature(probabilities: Probabilities, labels: Labels) -> float:
    """The temperature with the least negative log likelihood (Guo et al. 2017), between 0.2 and 5.

    Args:
        probabilities: (N, classes) float32 of images that were not trained on.
        labels: (N,) int64.
    """
    from scipy.optimize import minimize_scalar  # not installed where only reading is wanted

    found = minimize_scalar(
        lambda log: negative_log_likelihood(with_temperature(probabilities, float(np.exp(log))), labels),
        bounds=(np.log(0.2), np.log(5.0)),
        method="bounded",
    )
    return float(np.exp(found.x))


def refusal_shift(
    digits: Probabilities, labels: Labels, negatives: Probabilities, least_refused: float = 0.99
) -> float:
    """How much to lower the logit of "not a digit", for readings hold fewer negatives than a training does.

    Such a shift is what a change of the classes' shares asks for (Saerens et al. 2002).

    Args:
        digits: (N, 11) float32 of digits that were not trained on.
        labels: (N,) int64.
        negatives: (M, 11) float32 of things that are no digit.
        least_refused: the share of the negatives that must still be refused.

    Returns:
        0 to -3: the smallest shift with which most digits are read rightly.
    """
    best, best_right = 0.0, int(np.count_nonzero(digits.argmax(axis=1) == labels))
    for shift in np.arange(-0.25, -3.01, -0.25):
        refused = float((with_shift(negatives, shift).argmax(axis=1) == NOT_A_DIGIT).mean())
        right = int(np.count_nonzero(with_shift(digits, shift).argmax(axis=1) == labels))
        if refused >= least_refused and right > best_right:
            best, best_right = float(shift), right
    return best


def with_shift(probabilities: Probabilities, shift: float) -> Probabilities:
    """Probabilities after a shift of the logit of "not a digit"; (N, 11) float32, rows sum to 1."""
    shifted = probabilities.astype(np.float64)
    shifted[:, NOT_A_DIGIT] *= np.exp(shift)
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), np.float32)


def expected_calibration_error(probabilities: Probabilities, labels: Labels, bins: int = BINS) -> float:
    """How far confidences are from the share that is right, in bins of equal width; 0 to 1."""
    confidences = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    places = np.minimum((confidences * bins).astype(int), bins - 1)
    gaps = [
        abs(float(confidences[places == place].mean()) - float(right[places == place].mean()))
        * np.count_nonzero(places == place)
        for place in np.unique(places)
    ]
    return sum(gaps) / len(labels)


def reject_threshold(
    digits: Probabilities, most_lost: float = 0.003, lowest: float = 0.3, highest: float = 0.9
) -> float:
    """The confidence below which a reading should say "not a digit".

    Args:
        digits: (N, 11) float32, calibrated, of digits that were not trained on.
        most_lost: the share of them that may be refused.
        lowest: the least it may be.
        highest: the most it may be.
    """
    confidence: NDArray[np.float32] = digits[:, :NOT_A_DIGIT].max(axis=1)
    return float(np.clip(np.quantile(confidence, most_lost), lowest, highest))
