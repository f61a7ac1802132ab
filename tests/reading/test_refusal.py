"""What was seen and not read is told, with its place and the reason."""

import cv2
import numpy as np
import pytest

from digitrec.reading.reader import Reader
from digitrec.reading.refusal import OF_A_LINE, TOO_SMALL, UNLIKE
from tests.fakes import FakeEngine, FakePage


def strokes(*segments: tuple[int, int, int, int]) -> np.ndarray:
    """Ink of strokes from (x, y) to (x, y), on a drawing of 200 x 300 pixels."""
    ink = np.zeros((200, 300), np.uint8)
    for x0, y0, x1, y1 in segments:
        cv2.line(ink, (x0, y0), (x1, y1), 255, 6)
    return ink


def test_what_looks_like_no_digit_is_told_with_its_place():
    refused = Reader(FakeEngine(10)).read_ink(strokes((80, 50, 80, 150), (180, 50, 180, 150))).refused
    assert [part.reason for part in refused] == [UNLIKE, UNLIKE]
    for part, x in zip(refused, (80, 180), strict=True):
        assert part.box.contains(x, 100)
        assert 100 <= part.box.height <= 112


def test_what_was_read_is_not_refused_and_a_dot_needs_no_excuse():
    reading = Reader(FakeEngine(1)).read_ink(strokes((80, 50, 80, 150), (120, 146, 122, 148)))
    assert reading.text == "1"
    assert reading.refused == ()


@pytest.mark.parametrize(
    ("extra", "reason"), [((210, 100, 210, 142), TOO_SMALL), ((210, 100, 270, 100), OF_A_LINE)]
)
def test_what_is_low_beside_digits_says_so(extra, reason):
    reading = Reader(FakeEngine(10)).read_ink(strokes((80, 50, 80, 150), (140, 50, 140, 150), extra))
    assert [part.reason for part in reading.refused] == [UNLIKE, UNLIKE, reason]


def test_boxes_are_in_pixels_of_the_image():
    image = 255 - cv2.resize(strokes((80, 50, 80, 150)), None, fx=3, fy=3)
    (part,) = Reader(FakeEngine(10), page=FakePage()).read(image).refused
    assert part.box.contains(240, 300)
    assert part.box.height == pytest.approx(320, abs=20)
