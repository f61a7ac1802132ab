"""Images brought to the working size."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitrec.page.images import reduced, resized


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
