import numpy as np
import pytest

from digitrec.learning.evaluation.calibration import (
    expected_calibration_error,
    fit_temperature,
    negative_log_likelihood,
    refusal_shift,
    reject_threshold,
    with_shift,
    with_temperature,
)


def _honest(count: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities that mean what they say, and labels drawn from them."""
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet([0.2] * 11, count).astype(np.float32)
    places = (probabilities.cumsum(axis=1) < rng.random((count, 1))).sum(axis=1)
    return probabilities, np.minimum(places, 10).astype(np.int64)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_the_temperature_that_distorted_probabilities_is_found(temperature: float):
    probabilities, labels = _honest()
    distorted = with_temperature(probabilities, 1 / temperature)
    assert fit_temperature(distorted, labels) == pytest.approx(temperature, rel=0.05)


def test_temperature_one_changes_nothing_and_rows_sum_to_one():
    probabilities, _ = _honest(50)
    assert with_temperature(probabilities, 1.0) == pytest.approx(probabilities, abs=1e-6)
    assert with_temperature(probabilities, 3.0).sum(axis=1) == pytest.approx(np.ones(50), abs=1e-5)


def test_calibration_error_is_small_for_honest_and_large_for_boastful_confidences():
    probabilities, labels = _honest()
    assert expected_calibration_error(probabilities, labels) < 0.02
    assert expected_calibration_error(with_temperature(probabilities, 0.2), labels) > 0.1


def _row(label: int, digit: float, refused: float) -> np.ndarray:
    row = np.full(11, (1 - digit - refused) / 9, np.float32)
    row[label], row[10] = digit, refused
    return row


def test_refusal_is_lowered_while_negatives_stay_refused():
    digits = np.stack([_row(3, 0.4, 0.5), _row(5, 0.9, 0.05)])
    labels = np.array([3, 5])
    sure, doubtful = np.stack([_row(0, 0.01, 0.98)] * 99), _row(1, 0.45, 0.5)[None]
    shift = refusal_shift(digits, labels, np.concatenate([sure, doubtful]))
    assert shift == -0.25
    assert (with_shift(digits, shift).argmax(axis=1) == labels).all()
    assert with_shift(digits, shift).sum(axis=1) == pytest.approx(np.ones(2), abs=1e-6)
    assert refusal_shift(digits, labels, np.concatenate([sure[:9], doubtful])) == 0
    assert refusal_shift(digits[1:], labels[1:], sure) == 0


def test_likelihood_of_certainty_is_zero():
    assert negative_log_likelihood(np.eye(11, dtype=np.float32), np.arange(11)) == pytest.approx(0)


def test_threshold_loses_the_share_of_digits_that_it_may():
    digits = np.zeros((1000, 11), np.float32)
    digits[:, 4] = np.linspace(0.3, 1.0, 1000)
    threshold = reject_threshold(digits, most_lost=0.1)
    assert (digits.max(axis=1) < threshold).mean() == pytest.approx(0.1, abs=0.002)
    assert reject_threshold(digits * 0, most_lost=0.1) == pytest.approx(0.3)
    assert reject_threshold(np.eye(11, dtype=np.float32)[:10]) == pytest.approx(0.9)
