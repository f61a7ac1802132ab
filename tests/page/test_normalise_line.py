"""The road of whole lines: level, of one height and one pen, whatever was written and how."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrec.page.normalise import stroke_width
from digitrec.page.normalise_line import (
    LINE_HEIGHT,
    MARGIN,
    STROKES,
    WIDEST_PAPER,
    to_line_input,
)


def rings(count: int = 5, tall: int = 40, pen: int = 4, gap: int = 12, slope: float = 0.0) -> np.ndarray:
    """Ovals in a row: (H, W) uint8 ink."""
    step = round(0.7 * tall) + gap
    ink = np.zeros((3 * tall, count * step + 2 * tall), np.uint8)
    for place in range(count):
        x = tall + place * step
        centre = (x, round(1.5 * tall + slope * (x - ink.shape[1] / 2)))
        cv2.ellipse(ink, centre, (round(0.35 * tall), tall // 2), 0, 0, 360, 255, pen, cv2.LINE_AA)
    return ink


def profile(image: np.ndarray) -> np.ndarray:
    """How much ink the rows hold, as shares."""
    return image.sum(axis=1) / image.sum()


def test_digits_are_about_22_pixels_high_and_in_the_middle():
    rows = np.flatnonzero(to_line_input(rings()).image.max(axis=1) > 0.5)
    assert 20 <= len(rows) <= 25
    assert abs(rows.mean() - (LINE_HEIGHT - 1) / 2) <= 1


@given(tall=st.integers(28, 200), pen=st.floats(0.04, 0.16))  # a pixel more or less of pen matters below
@settings(max_examples=25)
def test_size_and_pen_make_little_difference(tall: int, pen: float):
    usual = to_line_input(rings()).image
    other = to_line_input(rings(tall=tall, pen=max(1, round(pen * tall)), gap=round(0.3 * tall))).image
    assert other.dtype == np.float32
    assert 0 <= other.min() <= other.max() <= 1
    assert abs(other.shape[1] - usual.shape[1]) <= 0.15 * usual.shape[1]
    assert np.abs(profile(usual) - profile(other)).sum() < 0.45


@pytest.mark.parametrize("pen", [1, 4, 8])
def test_strokes_come_near_one_width(pen: int):
    image = to_line_input(rings(tall=60, pen=pen)).image
    large = cv2.resize(image, None, fx=4, fy=4, interpolation=cv2.INTER_LINEAR)
    width = stroke_width((large >= 0.5).astype(np.uint8)) / 4
    assert STROKES[0] - 0.6 <= width <= STROKES[1] + 0.7


def test_fine_strokes_of_large_writing_do_not_break():
    image = to_line_input(rings(count=2, tall=400, pen=3, gap=200)).image
    count, _ = cv2.connectedComponents((image >= 0.4).astype(np.uint8), connectivity=8)
    assert count == 3  # paper and two rings


@pytest.mark.parametrize("slope", [-0.2, 0.2])
def test_sloping_rows_are_turned_level(slope: float):
    level, sloping = (to_line_input(rings(count=8, slope=s)).image for s in (0.0, slope))
    assert np.abs(profile(level) - profile(sloping)).sum() < 0.3


def test_a_single_leaning_digit_is_not_turned():
    ink = np.zeros((100, 100), np.uint8)
    cv2.line(ink, (30, 90), (60, 10), 255, 5)
    image = to_line_input(ink).image
    xs = [int(np.flatnonzero(image[row] > 0.5).mean()) for row in (8, 24)]
    assert xs[0] > xs[1] + 3


def test_wide_paper_is_narrowed_and_the_way_back_is_known():
    near, far = rings(count=1), rings(count=1)
    ink = np.hstack([near, np.zeros((near.shape[0], 500), np.uint8), far])
    line = to_line_input(ink)
    inked = line.image.max(axis=0) > 0.05
    paper = np.flatnonzero(~inked)
    inner = paper[(paper > np.flatnonzero(inked)[0]) & (paper < np.flatnonzero(inked)[-1])]
    assert len(inner) <= WIDEST_PAPER
    for row, columns in ((inked, [0, -1]), (line.image.max(axis=0) > 0.5, [0, -1])):
        assert row.any()
        ends = np.flatnonzero(ink.max(axis=0) >= 128)[columns]
        seen = [line.page_x(float(x)) for x in np.flatnonzero(row)[columns]]
        assert np.abs(np.array(seen) - ends).max() <= 4


def test_there_is_paper_on_both_sides():
    image = to_line_input(rings()).image
    assert not image[:, : MARGIN - 1].any()
    assert not image[:, -MARGIN + 1 :].any()


def test_blank_ink_stays_blank():
    image = to_line_input(np.zeros((20, 50), np.uint8)).image
    assert image.shape[0] == LINE_HEIGHT
    assert not image.any()


def test_a_lone_dash_is_not_blown_up():
    ink = np.zeros((40, 60), np.uint8)
    ink[18:22, 10:50] = 255
    image = to_line_input(ink).image
    assert np.count_nonzero(image.max(axis=1) > 0.5) <= 6


@pytest.mark.parametrize(
    "ink", [np.zeros((3, 3), np.float32), np.zeros((0, 3), np.uint8), np.zeros(3, np.uint8)]
)
def test_what_is_no_ink_is_refused(ink):
    with pytest.raises(ValueError, match="ink must be"):
        to_line_input(ink)
