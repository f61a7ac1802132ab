from __future__ import annotations

import numpy as np
import pytest

from digitrec.arrays import image_of, no_image
from digitrec.errors import DigitrecError

GREY = np.array([[0, 128, 255], [64, 32, 16]], np.uint8)
BGR = np.dstack([GREY, GREY // 2, GREY // 4])


@pytest.mark.parametrize(
    "array",
    [
        pytest.param(GREY, id="uint8"),
        pytest.param(GREY[..., np.newaxis], id="one-channel"),
        pytest.param(GREY.astype(np.uint16) * 257, id="uint16"),
        pytest.param(GREY.astype(np.uint16), id="uint16-of-bytes"),
        pytest.param(GREY.astype(np.int64), id="whole-numbers"),
        pytest.param(GREY.astype(np.float32), id="floats-to-255"),
        pytest.param(GREY / 255, id="floats-to-1"),
        pytest.param((GREY / 255).astype(np.float16), id="half-precision"),
    ],
)
def test_all_kinds_of_values_give_the_same_image(array):
    image = image_of(array)
    assert image.dtype == np.uint8
    assert np.abs(image.astype(int) - GREY).max() <= (array.dtype == np.float16)


def test_true_is_white():
    assert image_of(np.array([[True, False]])).tolist() == [[255, 0]]


def test_colours_are_bgr_unless_it_is_said():
    assert image_of(BGR) is BGR
    assert np.array_equal(image_of(BGR, rgb=True), BGR[..., ::-1])
    bgra = np.dstack([BGR, GREY])
    assert np.array_equal(image_of(bgra, rgb=True)[..., 3], GREY)
    assert image_of(np.dstack([GREY, GREY // 3]), rgb=True)[..., 3].tolist() == (GREY // 3).tolist()


@pytest.mark.parametrize(
    ("array", "says"),
    [
        pytest.param(np.zeros((3, 20, 30)), "moveaxis", id="channels-first"),
        pytest.param(np.zeros((5, 20, 30, 3)), "list", id="batch"),
        pytest.param(np.zeros((0, 30)), "empty", id="empty"),
        pytest.param(np.zeros(30), r"\(30,\)", id="flat"),
        pytest.param(np.array([[np.nan]]), "nan", id="nan"),
        pytest.param(np.array([[-1.0, 1.0]]), "-1 to 1", id="centred-at-0"),
        pytest.param(np.array([[300]]), "300", id="too-large"),
        pytest.param(np.array([["a"]]), "U1", id="text"),
    ],
)
def test_what_is_no_image_says_what_it_is(array, says):
    with pytest.raises(DigitrecError, match=says) as caught:
        image_of(array)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(("value", "says"), [(None, "imread"), ("photo.jpg", "got str")])
def test_what_is_no_array(value, says):
    error = no_image(value)
    assert says in str(error)
    assert isinstance(error, DigitrecError)
    assert isinstance(error, ValueError)
    assert isinstance(error, TypeError)
