from __future__ import annotations

import copy
import json
import pickle
from dataclasses import replace

import cv2
import numpy as np
import pytest

from digitrec.errors import DigitrecError, ImageError
from digitrec.types import DOUBT, Box, Line, Reading
from digitrec.ui.widgets.theme import LIGHT
from tests.fakes import digit, reading

DOUBTFUL = Reading((Line((digit(4), digit(2, DOUBT - 0.01, left=12))), *reading("7").lines))


def with_picture(image: np.ndarray) -> Reading:
    return Reading(DOUBTFUL.lines, picture=lambda: image)


def test_the_text_is_what_print_shows():
    assert str(reading("13540", "862")) == "13540\n862"
    assert str(Reading()) == ""


def test_repr_is_one_short_line():
    assert repr(Reading()) == "Reading('')"
    assert repr(reading("42", "7")) == "Reading('42\\n7', 95 % sure)"
    assert repr(DOUBTFUL) == "Reading('42\\n7', 79 % sure, 1 doubtful)"
    assert len(repr(reading(*["1234567890"] * 10))) < 80


def test_doubt_is_that_of_any_digit():
    assert DOUBTFUL.doubtful
    assert [number.doubtful for number in DOUBTFUL.numbers] == [True, False]
    assert [d.doubtful for d in DOUBTFUL.digits] == [False, True, False]
    assert not Reading().doubtful


def test_plain_values_go_through_json():
    given = json.loads(json.dumps(DOUBTFUL.to_dict()))
    assert given["schema"] == 1
    assert (given["text"], given["confidence"], given["doubtful"]) == ("42\n7", 0.79, True)
    assert given["numbers"][0] == {"text": "42", "confidence": 0.79, "doubtful": True, "box": [0, 0, 22, 20]}
    assert given["lines"][0]["digits"] == given["digits"][:2]
    assert given["digits"][1] == {"digit": 2, "confidence": 0.79, "doubtful": True, "box": [12, 0, 22, 20]}


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(np.full((40, 80), 255, np.uint8), id="grey"),
        pytest.param(np.ones((40, 80, 4)), id="floats-with-alpha"),
    ],
)
def test_boxes_are_drawn_on_a_copy_and_doubt_in_amber(image):
    before = image.copy()
    picture = DOUBTFUL.annotate(image)
    assert np.array_equal(image, before)
    assert (picture.shape, picture.dtype) == ((40, 80, 3), np.uint8)
    sure, doubtful = picture[19, 5].astype(int), picture[19, 17].astype(int)
    assert tuple(sure) == LIGHT.accent  # as the windows have it
    assert tuple(doubtful) == LIGHT.doubtful


def test_labels_are_legible_when_a_large_photo_is_shown_small():
    far = replace(digit(4), box=Box(1000, 1000, 1050, 1100))
    picture = Reading((Line((far,)),)).annotate(np.full((3000, 4000, 3), 90, np.uint8))
    rows = np.flatnonzero((picture == LIGHT.accent).all(axis=2).any(axis=1))
    assert rows.min() < 1000 - 0.6 * far.box.height
    assert (picture == 255).all(axis=2).any()  # the rim of the box, and the digit


def test_annotate_uses_the_image_that_was_read():
    image = np.full((40, 80, 3), 255, np.uint8)
    assert np.array_equal(with_picture(image).annotate(), DOUBTFUL.annotate(image))
    with pytest.raises(DigitrecError, match=r"annotate\(image\)"):
        DOUBTFUL.annotate()
    with pytest.raises(TypeError, match="got str"):
        DOUBTFUL.annotate("photo.jpg")


def test_a_notebook_shows_picture_and_text():
    shown = with_picture(np.full((2000, 3000, 3), 255, np.uint8))
    picture = cv2.imdecode(np.frombuffer(shown._repr_png_(), np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape == (600, 900, 3)
    assert "data:image/png;base64," in shown._repr_html_()
    assert "42\n7" in shown._repr_html_()
    assert "79 % sure, 1 doubtful" in shown._repr_html_()
    assert (DOUBTFUL._repr_png_(), "<img" in DOUBTFUL._repr_html_()) == (None, False)
    assert "no number found" in Reading()._repr_html_()


def test_a_picture_that_has_gone_leaves_the_text():
    def gone():
        raise ImageError("there is no such file")

    shown = Reading(DOUBTFUL.lines, picture=gone)
    assert shown._repr_png_() is None
    assert "42\n7" in shown._repr_html_()


def test_the_picture_is_no_part_of_the_value():
    shown = with_picture(np.zeros((4, 4), np.uint8))
    assert shown == DOUBTFUL
    assert hash(shown) == hash(DOUBTFUL)
    assert pickle.loads(pickle.dumps(DOUBTFUL)) == copy.deepcopy(DOUBTFUL) == DOUBTFUL
    assert shown.moved(1, 1).picture is shown.picture
