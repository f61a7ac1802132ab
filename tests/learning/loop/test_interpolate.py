"""Weights between two ends of a training, chosen by validation."""

from pathlib import Path

import numpy as np
import pytest

from digitrec.learning.loop.interpolate import SHARES, interpolate
from digitrec.learning.loop.state import ValidationScore


class Weights:
    """A model of one number."""

    def __init__(self, value: float) -> None:
        self.value = value

    def get_weights(self) -> list[np.ndarray]:
        return [np.array([self.value])]

    def set_weights(self, weights: list[np.ndarray]) -> None:
        self.value = float(weights[0][0])


def started_at_zero(_: Path) -> list[np.ndarray]:
    return Weights(0.0).get_weights()


@pytest.mark.parametrize("wanted", SHARES)
def test_the_best_place_between_both_ends_is_taken(wanted: float):
    model = Weights(10.0)

    def validate(model: Weights) -> ValidationScore:
        return ValidationScore(-abs(model.value - 10 * wanted), 0.0, 1.0)

    share = interpolate(model, Path("start"), validate, started_at_zero)
    assert share == wanted
    assert model.value == pytest.approx(10 * wanted)


def test_of_equals_the_trained_weights_stay():
    model = Weights(10.0)
    score = ValidationScore(0.9, 0.0, 1.0)
    assert interpolate(model, Path("start"), lambda _: score, started_at_zero) == 1.0
    assert model.value == 10.0


@pytest.mark.parametrize(("lost", "share"), [(0.0, 0.5), (0.02, 0.5), (0.2, 1.0)])
def test_letters_count_a_little(lost: float, share: float):
    """Halfway one digit more in a thousand is read, and some letters fewer are refused."""
    model = Weights(1.0)

    def validate(model: Weights) -> ValidationScore:
        back = model.value == 0.5
        return ValidationScore(0.991 if back else 0.99, 0.0, 1.0, 0.9 - lost * back)

    assert interpolate(model, Path("start"), validate, started_at_zero) == share
