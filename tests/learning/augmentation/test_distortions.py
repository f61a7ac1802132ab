from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrec.learning.augmentation.distortions import Distortions, distort, jitter
from digitrec.learning.data.dataset import Images
from digitrec.page.normalise import to_model_input

NOTHING = Distortions(**{field.name: 0.0 for field in fields(Distortions)})


@settings(deadline=None)
@given(seed=st.integers(0, 2**32 - 1), number=st.integers(0, 299))
def test_distorted_ink_is_ink_and_the_same_for_the_same_seed(digits: Images, seed: int, number: int):
    ink, label = digits.inks[number], int(digits.labels[number])
    first, second = (distort(ink, np.random.default_rng(seed), Distortions(), label) for _ in range(2))
    assert first.dtype == np.uint8
    assert first.ndim == 2
    assert first.any()
    assert np.array_equal(first, second)


def test_without_distortions_the_glyph_stays_as_it_is(digits: Images):
    for ink in digits.inks[:40]:
        before = to_model_input(ink)
        after = to_model_input(distort(ink, np.random.default_rng(0), NOTHING))
        assert np.abs(before - after).mean() < 0.03


def test_a_plain_glyph_is_not_touched(digits: Images):
    ink = digits.inks[0]
    assert distort(ink, np.random.default_rng(0), replace(Distortions(), plain=1.0)) is ink


def test_blank_ink_stays_blank():
    blank = np.zeros((28, 28), np.uint8)
    assert not distort(blank, np.random.default_rng(0), Distortions()).any()


@pytest.mark.parametrize(("label", "wide"), [(1, True), (7, False)])
def test_only_a_1_is_stretched_to_a_slab(digits: Images, label: int, wide: bool):
    upright = np.zeros((60, 60), np.uint8)
    upright[10:50, 27:33] = 255
    slab = distort(upright, np.random.default_rng(3), replace(NOTHING, stretched_one=1.0), label)
    rows, columns = np.nonzero(slab > 127)
    assert (np.ptp(columns) > 0.25 * np.ptp(rows)) == wide


@settings(deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_jitter_keeps_the_range_and_moves_little(digits: Images, seed: int):
    glyph = to_model_input(digits.inks[0])
    moved = jitter(glyph, np.random.default_rng(seed), Distortions())
    assert moved.shape == (28, 28)
    assert moved.dtype == np.float32
    assert moved.min() >= 0
    assert moved.max() <= 1
    places = np.arange(28)
    assert abs((moved.sum(0) @ places) / moved.sum() - (glyph.sum(0) @ places) / glyph.sum()) < 3
