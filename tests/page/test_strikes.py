"""Lines that cross an image of one digit."""

import cv2
import numpy as np
import pytest

from digitrec.page.strikes import without_strike


@pytest.fixture
def digit() -> np.ndarray:
    ink = np.zeros((112, 112), np.uint8)
    cv2.line(ink, (40, 25), (78, 25), 255, 9)
    cv2.line(ink, (78, 25), (50, 92), 255, 9)
    return ink


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    """Intersection over union."""
    a, b = one >= 128, other >= 128
    return float((a & b).sum() / (a | b).sum())


@pytest.mark.parametrize(("left", "right"), [(30, 80), (70, 50), (56, 56)])
@pytest.mark.parametrize("dotted", [False, True])
def test_a_line_from_edge_to_edge_goes_and_the_digit_stays(digit, left, right, dotted):
    struck = digit.copy()
    cv2.line(struck, (0, left), (111, right), 255, 5)
    if dotted:
        gaps = np.zeros_like(struck, bool)
        gaps[:, 8::10] = True
        struck[gaps & (digit == 0)] = 0
    found = without_strike(struck)
    assert likeness(struck, digit) < 0.75
    assert likeness(found[0], digit) > 0.85


def test_waves_go_with_one_of_the_proposals(digit):
    struck = digit.copy()
    corners = [(x, 70 if number % 2 else 52) for number, x in enumerate(range(0, 113, 14))]
    cv2.polylines(struck, [np.array(corners)], False, 255, 5)
    best = max(without_strike(struck), key=lambda ink: likeness(ink, digit))
    assert likeness(best, digit) > likeness(struck, digit) + 0.15


def test_a_digit_inside_is_not_struck(digit):
    assert without_strike(digit) == []
    half = digit.copy()
    cv2.line(half, (0, 60), (60, 60), 255, 5)
    assert without_strike(half) == []


@pytest.mark.parametrize("shape", [(1, 1), (2, 50), (50, 2)])
def test_the_smallest_images(shape):
    assert all(ink.shape == shape for ink in without_strike(np.full(shape, 255, np.uint8)))
