"""Images brought to the working size."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrec.page.images import inked, quantile, reduced, resized


@pytest.mark.parametrize("shape", [(584, 778, 3), (480, 640), (7, 1001, 3), (2, 2)])
@pytest.mark.parametrize("scale", [0.9, 0.55, 0.4, 0.13])
def test_reduced_averages_as_areas_do(shape, scale):
    noise = np.random.default_rng(1).integers(0, 256, shape).astype(np.uint8)
    image = cv2.GaussianBlur(noise, (0, 0), 3).reshape(shape)
    size = max(1, round(shape[1] * scale)), max(1, round(shape[0] * scale))
    small = reduced(image, size)
    wanted = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    assert small.shape == wanted.shape
    assert small.dtype == np.uint8
    assert np.abs(small.astype(int) - wanted).mean() < 3


def test_a_grain_is_averaged_away():
    noise = np.random.default_rng(1).integers(0, 256, (600, 800)).astype(np.uint8)
    assert reduced(noise, (128, 96)).std() < 20


def test_resized_by_one_is_the_image():
    image = np.zeros((5, 4, 3), np.uint8)
    assert resized(image, 1.0) is image
    assert resized(image, 3.0).shape == (15, 12, 3)


@given(
    size=st.integers(1, 9000),
    share=st.floats(0, 1),
    kind=st.sampled_from([np.uint8, np.float32, np.float64]),
    skew=st.sampled_from([0.2, 1, 6]),
)
@settings(max_examples=60, deadline=None)
def test_quantiles_are_those_of_numpy(size, share, kind, skew):
    values = (255 * np.random.default_rng(size).random(size) ** skew).astype(kind)
    wanted = float(np.quantile(values.astype(np.float64), share))
    assert quantile(values, share) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("kind", [np.uint8, np.float32])
@pytest.mark.parametrize("size", [1, 2, 30, 5000])
def test_quantiles_of_even_values(kind, size):
    assert [quantile(np.full((size, 2), 7, kind), share) for share in (0.0, 0.5, 0.95, 1.0)] == [7, 7, 7, 7]


def test_quantile_leaves_the_values_in_their_order():
    values = np.random.default_rng(1).random((60, 50)).astype(np.float32)
    before = values.copy()
    quantile(values[::2, ::2], 0.3)
    quantile(values, 0.95)
    assert np.array_equal(values, before)


def test_inked_is_the_part_with_ink():
    mask = np.zeros((9, 8), np.uint8)
    mask[3, 2] = mask[5, 7] = 1
    assert inked(mask) == (slice(3, 6), slice(2, 8))
    assert mask[inked(mask, margin=3)].shape == (9, 8)


def test_inked_is_never_empty():
    mask = np.zeros((9, 8), np.uint8)
    assert mask[inked(mask)].shape == (1, 1)
    assert mask[inked(mask, margin=2)].shape == (3, 3)
