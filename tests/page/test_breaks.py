"""Halves of broken digits, and commas, on ink the tests draw."""

import cv2
import numpy as np
import pytest

from digitrec.page.breaks import mended
from digitrec.page.segment import find_components, segment

STROKE = 6


def zeros(*places: tuple[int, int], shape: tuple[int, int] = (300, 500)) -> np.ndarray:
    ink = np.zeros(shape, np.uint8)
    for x, y in places:
        cv2.ellipse(ink, (x, y), (18, 30), 0, 0, 360, 255, STROKE, cv2.LINE_AA)
    return ink


@pytest.mark.parametrize("gap", [2, 5, 8])
def test_a_digit_that_a_gap_cuts_in_two_is_one_again(gap: int):
    ink = zeros((60, 100), (130, 100), (200, 100))
    ink[98 : 98 + gap, 100:160] = 0  # through the second one
    components = find_components(ink, STROKE)
    assert len(components) == 4
    assert sorted(component.box.height for component in mended(components, STROKE)) == [69, 69, 69]
    (line,) = segment(ink, STROKE)
    assert len(line.components) == 3


def test_a_row_of_digits_that_are_all_broken_is_one_row():
    ink = zeros((60, 100), (130, 100), (200, 100), (270, 100))
    ink[104:109] = 0
    (line,) = segment(ink, STROKE)
    assert [int(component.middle) // 10 for component in line.components] == [6, 13, 20, 27]


def test_two_digits_one_below_the_other_stay_two():
    ink = zeros((60, 100), (130, 100), (200, 100), (130, 171))  # 4 pixels between the rows
    assert [len(line.components) for line in segment(ink, STROKE)] == [3, 1]


def test_rows_that_nearly_touch_everywhere_stay_rows():
    places = [(x, y) for y in (60, 131, 202) for x in (60, 130, 200, 270)]
    assert [len(line.components) for line in segment(zeros(*places), STROKE)] == [4, 4, 4]


def test_halves_that_are_far_apart_stay_apart():
    ink = zeros((60, 100), (130, 100))
    ink[92:108] = 0
    components = find_components(ink, STROKE)
    assert len(mended(components, STROKE)) == len(components) == 4


def test_nothing_to_mend_is_left_alone():
    assert mended([], STROKE) == []
    components = find_components(zeros((60, 100)), STROKE)
    assert mended(components, STROKE) == components


def test_a_comma_stays_in_the_row_it_stands_in():
    ink = zeros((60, 100), (180, 100), (250, 100))
    cv2.line(ink, (122, 118), (112, 142), 255, STROKE)  # as tall as a small digit, and lower
    (line,) = segment(ink, STROKE)
    assert len(line.components) == 4


def test_a_number_in_small_digits_keeps_its_own_row():
    ink = zeros((60, 100), (130, 100), (200, 100))
    for x in (300, 330):
        cv2.ellipse(ink, (x, 190), (10, 16), 0, 0, 360, 255, STROKE, cv2.LINE_AA)
    assert [len(line.components) for line in segment(ink, STROKE)] == [3, 2]
