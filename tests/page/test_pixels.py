"""Dead pixels of small images."""

import cv2
import numpy as np
import pytest

from digitrec.page.pixels import without_odd_pixels


@pytest.fixture
def seven() -> np.ndarray:
    image = np.full((28, 28, 3), 240, np.uint8)
    cv2.polylines(image, [np.array([(6, 6), (21, 6), (12, 23)])], False, (20, 20, 20), 2)
    return image


def test_salt_and_pepper_goes_and_strokes_stay(seven):
    rng = np.random.default_rng(1)
    spoilt = seven.copy()
    spoilt[rng.random((28, 28)) < 0.08] = 0
    spoilt[rng.random((28, 28)) < 0.08] = 255
    assert (np.abs(spoilt.astype(int) - seven) > 90).mean() > 0.05
    mended = without_odd_pixels(spoilt)
    assert (np.abs(mended.astype(int) - seven) > 90).mean() < 0.03


def test_clean_images_stay_as_they_are(seven):
    assert without_odd_pixels(seven) is seven
    thin = np.full((28, 28, 3), 255, np.uint8)
    cv2.line(thin, (4, 4), (22, 25), (0, 0, 0), 1)
    assert without_odd_pixels(thin) is thin


@pytest.mark.parametrize("side", [1, 2, 3])
def test_the_smallest_images(side):
    image = np.zeros((side, side, 3), np.uint8)
    assert without_odd_pixels(image).shape == image.shape
