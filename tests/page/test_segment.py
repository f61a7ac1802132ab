"""Lines, components and cuts on ink the tests draw."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrec.page.components import Component, union_ink
from digitrec.page.cuts import CutSettings, cut_apart
from digitrec.page.segment import find_components, segment

STROKE = 6


def zeros_at(places: list[tuple[int, int]], shape: tuple[int, int] = (500, 900)) -> np.ndarray:
    ink = np.zeros(shape, np.uint8)
    for x, y in places:
        cv2.ellipse(ink, (x, y), (18, 30), 0, 0, 360, 255, STROKE, cv2.LINE_AA)
    return ink


def lines_of(ink: np.ndarray) -> list[list[int]]:
    return [[round(component.middle) for component in line.components] for line in segment(ink, STROKE)]


def test_blank_page_has_no_lines():
    assert segment(np.zeros((50, 50), np.uint8), 0.0) == ()


def test_rows_come_from_top_to_bottom_and_left_to_right():
    ink = zeros_at([(300, 300), (100, 100), (200, 100), (100, 300), (400, 100)])
    found = lines_of(ink)
    assert [len(line) for line in found] == [3, 2]
    assert found[0] == sorted(found[0])
    assert found[1] == sorted(found[1])


@pytest.mark.parametrize("rise", [-0.25, -0.1, 0.1, 0.25])
def test_slanting_rows_stay_rows(rise):
    places = [(80 + 75 * i, round(200 + rise * 75 * i) + 110 * row) for row in range(2) for i in range(8)]
    assert [len(line) for line in lines_of(zeros_at(places, (700, 900)))] == [8, 8]


def test_wide_gap_does_not_break_a_row():
    assert [len(line) for line in lines_of(zeros_at([(60, 100), (120, 100), (600, 105), (660, 100)]))] == [4]


def test_loose_bar_of_a_five_is_joined():
    ink = zeros_at([(60, 100), (260, 100)])
    cv2.line(ink, (140, 70), (175, 70), 255, STROKE)
    cv2.ellipse(ink, (150, 112), (20, 20), 0, -90, 130, 255, STROKE)
    (line,) = segment(ink, STROKE)
    assert len(line.components) == 3


def test_dust_is_dropped():
    ink = zeros_at([(60, 100), (160, 100)])
    rng = np.random.default_rng(3)
    for x, y in rng.integers(0, 480, (60, 2)):
        ink[y : y + 2, x : x + 2] = 255
    boxes = [component.box for component in find_components(ink, STROKE)]
    assert len(boxes) == 2


@pytest.mark.parametrize("overlap", [0, 3, 6])
def test_touching_digits_get_a_cut_between_them(overlap):
    ink = zeros_at([(100, 100), (100 + 42 - overlap, 100)])
    (component,) = find_components(ink, STROKE)
    parts = cut_apart(component, 66, STROKE, CutSettings())
    middle = 100 + (42 - overlap) / 2
    edges = [part.box.right for part in parts[:-1]]
    assert any(abs(edge - middle) <= 5 for edge in edges)


@given(columns=st.lists(st.integers(20, 260), min_size=1, max_size=5), pen=st.integers(2, 9))
@settings(max_examples=40)
def test_cutting_and_joining_keeps_all_ink(columns, pen):
    ink = np.zeros((100, 300), np.uint8)
    cv2.line(ink, (10, 50), (290, 50), 255, pen)
    for column in columns:
        cv2.line(ink, (column, 10), (column, 90), 255, pen)
    whole = Component(0, 0, ink)
    joined = union_ink(cut_apart(whole, 80, pen, CutSettings()))
    again = np.zeros_like(ink)
    box = joined.box
    again[box.top : box.bottom, box.left : box.right] = joined.ink
    assert np.array_equal(again >= 128, ink >= 128)


def test_what_has_more_components_than_a_page_of_digits_is_no_writing():
    ink = np.zeros((1000, 1000), np.uint8)
    ink[np.ix_(*[[n for n in range(1000) if n % 20 < 8]] * 2)] = 255
    assert len(find_components(ink, STROKE)) == 2500
    assert segment(ink, STROKE) == ()


def test_a_page_full_of_digits_is_read():
    places = [(x, y) for y in range(50, 1150, 90) for x in range(40, 1160, 60)]
    lines = lines_of(zeros_at(places, (1200, 1200)))
    assert [len(line) for line in lines] == [19] * 13
