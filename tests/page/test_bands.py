"""Bands of an image that are inverted."""

import cv2
import numpy as np
import pytest

from digitrec.page.bands import one_paper


def page(paper: int = 235, ink: int = 25) -> np.ndarray:
    image = np.full((80, 120, 3), paper, np.uint8)
    cv2.putText(image, "2583", (8, 58), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (ink,) * 3, 4)
    return image


def inverted(image: np.ndarray, left: int, right: int) -> np.ndarray:
    spoilt = image.copy()
    spoilt[:, left:right] = 255 - spoilt[:, left:right]
    return spoilt


@pytest.mark.parametrize(("left", "right"), [(0, 60), (60, 120), (30, 90), (47, 85)])
def test_inverted_bands_are_made_one_paper(left, right):
    even = one_paper(inverted(page(), left, right))
    ink = np.abs(even.astype(int) - np.median(even)) > 100
    expected = page() < 128
    assert (ink == expected).mean() > 0.99


def test_a_band_may_lie_across():
    spoilt = inverted(page(), 30, 90).transpose(1, 0, 2)
    even = one_paper(np.ascontiguousarray(spoilt))
    assert (np.abs(even.astype(int) - np.median(even)) > 100).mean() < 0.2


@pytest.mark.parametrize("image", [page(), 255 - page(), np.zeros((50, 50, 3), np.uint8), page()[:1, :1]])
def test_one_paper_stays_as_it_is(image):
    assert one_paper(image) is image


def test_a_tightly_cropped_bar_is_a_stroke():
    one = np.full((40, 30, 3), 255, np.uint8)
    one[:, 12:18] = 0
    assert one_paper(one) is one
    four = one.copy()
    four[22:26, :] = 0
    four[:24, :4] = 0
    assert one_paper(four) is four


def test_a_desk_beside_the_paper_is_no_band():
    """Nothing is written on it."""
    image = page()
    image[:, :30] = 20
    image[40:44, 5:9] = 90
    assert one_paper(image) is image


def test_a_dark_column_that_is_written_on_reads_like_the_rest():
    from digitrec.page.ink import find_ink

    plain, spoilt = find_ink(page()).ink >= 128, find_ink(inverted(page(), 30, 90)).ink >= 128
    assert (plain == spoilt).mean() > 0.97
