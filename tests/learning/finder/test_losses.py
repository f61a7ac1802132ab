"""What is paid for: less for better maps, nothing for what is ignored, and never an undefined number."""

from __future__ import annotations

import numpy as np
import pytest

from digitrec.learning.finder.batches import batches_of
from digitrec.learning.finder.losses import finder_loss, ink_loss, row_loss
from digitrec.learning.finder.targets import IGNORED, KERNEL
from digitrec.models.record import FINDER, INK
from tests.learning.finder.stand_in import pages_for

pytestmark = pytest.mark.slow

SURE = 8.0  # a logit


def finder_case() -> tuple[np.ndarray, np.ndarray]:
    """Targets, and maps that say just that."""
    ((_, (maps,)),) = batches_of(pages_for(FINDER, 6, 2), 6, None)
    right = maps.copy()
    right[..., 0] = np.where(maps[..., 0] == KERNEL, SURE, -SURE)
    right[..., 4] = np.where(maps[..., 4] > 0, SURE, -SURE)
    return maps, right


def loss(function, *arrays: np.ndarray) -> float:
    return float(np.asarray(function(*arrays)))


def test_true_maps_cost_next_to_nothing():
    targets, right = finder_case()
    assert loss(finder_loss, targets, right) < 0.02


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda maps: maps * np.array([0, 1, 1, 1, 1], np.float32), id="kernels"),
        pytest.param(lambda maps: maps + np.array([0, 0.5, 0, 0, 0], np.float32), id="heights"),
        pytest.param(lambda maps: maps * np.array([1, 1, -1, -1, 1], np.float32), id="directions"),
        pytest.param(lambda maps: maps * np.array([1, 1, 1, 1, -1], np.float32), id="light"),
    ],
)
def test_every_map_is_paid_for(spoil):
    targets, right = finder_case()
    assert loss(finder_loss, targets, spoil(right)) > loss(finder_loss, targets, right) + 0.1


def test_a_low_digit_missed_costs_more_than_as_many_cells_of_a_tall_one():
    costs = []
    for octaves in (-1.5, 1.5):
        targets, maps = np.zeros((1, 16, 16, 5), np.float32), np.zeros((1, 16, 16, 5), np.float32)
        targets[:, 4:6, 4:8, 0], targets[:, 4:6, 4:8, 1] = KERNEL, octaves
        maps[..., 0], maps[..., 1:] = -SURE, targets[..., 1:]
        costs.append(loss(finder_loss, targets, maps))
    assert costs[0] > 1.5 * costs[1]


def test_what_is_ignored_costs_nothing():
    targets, right = finder_case()
    targets[:, :4, :, 0] = IGNORED
    noisy = right.copy()
    noisy[:, :4] = np.random.default_rng(1).normal(0, 5, noisy[:, :4].shape)
    assert loss(finder_loss, targets, noisy) == pytest.approx(loss(finder_loss, targets, right), rel=1e-5)
    ((_, (ink, kernels)),) = batches_of(pages_for(INK, 6, 2), 6, None)
    ink[:, :8, :, 1], kernels[:, :4] = 1, IGNORED
    for function, truth in ((ink_loss, ink), (row_loss, kernels)):
        said = SURE * (2 * truth[..., :1] - 1)
        shouted = said.copy()
        shouted[:, : truth.shape[1] // 8] = SURE
        assert loss(function, truth, shouted) == pytest.approx(loss(function, truth, said), rel=1e-5)


def test_true_ink_costs_less_than_none_and_than_all():
    ((_, (ink, kernels)),) = batches_of(pages_for(INK, 6, 2), 6, None)
    for function, truth in ((ink_loss, ink), (row_loss, kernels)):
        right = SURE * (2 * np.clip(truth[..., :1], 0, 1) - 1)
        for wrong in (np.full_like(right, -SURE), np.full_like(right, SURE), 0 * right):
            assert loss(function, truth, right) < loss(function, truth, wrong) - 0.1


def test_a_batch_in_which_nothing_counts_has_a_loss_all_the_same():
    maps = np.zeros((2, 16, 16, 5), np.float32)
    maps[..., 0] = IGNORED
    hidden = np.ones((2, 64, 64, 2), np.float32)
    rows = np.full((2, 32, 32, 1), IGNORED, np.float32)
    for function, targets in ((finder_loss, maps), (ink_loss, hidden), (row_loss, rows)):
        assert np.isfinite(loss(function, targets, np.zeros_like(targets)))
