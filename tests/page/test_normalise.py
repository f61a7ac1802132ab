"""The road to a model: size, place and stroke width are made alike, nothing else is."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrec.page.normalise import BOX_SIDE, CENTRE, stroke_width, to_model_input


def drawn_seven(size: int, pen: int, left: int = 20, top: int = 20, field: int = 400) -> np.ndarray:
    ink = np.zeros((field, field), np.uint8)
    points = np.round(np.array([(0, 0), (0.6, 0), (0.25, 1.0)]) * size).astype(np.int32) + np.array(
        [left, top]
    )
    cv2.polylines(ink, [points.astype(np.int32)], False, 255, pen, cv2.LINE_AA)
    return ink


def centre_of_mass(glyph: np.ndarray) -> tuple[float, float]:
    moments = cv2.moments(glyph)
    return moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]


@given(
    size=st.integers(40, 300),
    share=st.floats(0.03, 0.2),
    left=st.integers(15, 80),
    top=st.integers(15, 80),
)
@settings(max_examples=60)
def test_every_digit_is_centred_and_fills_the_box(size, share, left, top):
    glyph = to_model_input(drawn_seven(size, max(1, round(size * share)), left, top))
    assert glyph.shape == (28, 28)
    assert glyph.dtype == np.float32
    assert glyph.max() == 1.0
    assert centre_of_mass(glyph) == pytest.approx((CENTRE, CENTRE), abs=0.05)
    rows = np.flatnonzero(glyph.max(axis=1) > 0.25)
    assert abs(rows[-1] - rows[0] + 1 - BOX_SIDE) <= 1


@pytest.mark.parametrize("size", [60, 120, 300])
@pytest.mark.parametrize("pen", [4, 12, 30])
def test_pen_and_size_hardly_change_what_the_model_sees(size, pen):
    usual = to_model_input(drawn_seven(200, 24))
    other = to_model_input(drawn_seven(size, pen if pen < size / 4 else size // 8))
    assert np.corrcoef(usual.ravel(), other.ravel())[0, 1] > 0.8


def test_place_does_not_matter():
    here, there = drawn_seven(150, 14, 20, 20), drawn_seven(150, 14, 201, 133)
    assert np.abs(to_model_input(here) - to_model_input(there)).max() < 1e-5


def test_strokes_within_mnist_range_are_left_alone():
    image = np.zeros((28, 28), np.uint8)
    image[4:24, 13:16] = 255
    glyph = to_model_input(image)
    assert stroke_width((glyph > 0.5).astype(np.uint8)) == pytest.approx(3.0, abs=0.7)


def test_hairline_becomes_a_stroke():
    glyph = to_model_input(drawn_seven(340, 1))
    assert stroke_width((glyph > 0.5).astype(np.uint8)) >= 1.5


def test_blank_ink_is_a_blank_glyph():
    assert not to_model_input(np.zeros((40, 30), np.uint8)).any()


@pytest.mark.parametrize(("shape", "fill"), [((1, 1), 255), ((1, 200), 255), ((300, 1), 9), ((2, 2), 1)])
def test_tiny_and_thin_ink_is_no_trouble(shape, fill):
    glyph = to_model_input(np.full(shape, fill, np.uint8))
    assert np.isfinite(glyph).all()
    assert glyph.max() == 1.0


@pytest.mark.parametrize(
    "ink",
    [
        pytest.param(np.zeros((5, 5, 3), np.uint8), id="colour"),
        pytest.param(np.zeros((5, 5), np.float32), id="float"),
        pytest.param(np.zeros((0, 5), np.uint8), id="no-pixels"),
    ],
)
def test_what_is_not_ink_is_refused(ink):
    with pytest.raises(ValueError, match="2-D uint8"):
        to_model_input(ink)


@pytest.mark.parametrize("width", [2, 3, 4, 6, 9, 15])
def test_stroke_width_of_a_long_bar(width):
    mask = np.zeros((200, 60), np.uint8)
    mask[10:190, 20 : 20 + width] = 1
    assert stroke_width(mask) == pytest.approx(width, rel=0.15, abs=0.4)


def test_a_hairline_over_a_whole_page_is_seen():
    ink = np.zeros((1600, 1600), np.uint8)
    cv2.line(ink, (0, 0), (1599, 1500), 255, 1)

    assert to_model_input(ink).max() == 1
