"""Specks that may be decimal points."""

import cv2
import numpy as np
import pytest

from digitrec.page.components import union_ink
from digitrec.page.segment import segment
from digitrec.page.specks import with_specks

STROKE = 8


def bars_and(*dots: tuple[int, int], radius: int = 3) -> np.ndarray:
    """Two upright strokes, 60 pixels high, and dots nearly as wide as they are: (140, 220) uint8 ink."""
    ink = np.zeros((140, 220), np.uint8)
    for x in (60, 120):
        cv2.line(ink, (x, 40), (x, 96), 255, STROKE)
    for dot in dots:
        cv2.circle(ink, dot, radius, 255, -1)
    return ink


@pytest.mark.parametrize(
    ("dot", "taken"),
    [
        pytest.param((90, 96), True, id="between"),
        pytest.param((38, 96), True, id="before"),
        pytest.param((160, 96), False, id="behind"),
        pytest.param((90, 15), False, id="far-above"),
    ],
)
def test_a_dot_between_or_before_the_digits_belongs_to_their_line(dot, taken):
    ink = bars_and(dot)
    (line,) = segment(ink, STROKE)
    assert len(line.components) == 2  # the dot is dust to it
    own, whole = union_ink(line.components), with_specks(line, ink)
    assert (whole.mass > own.mass + 20) is taken


def test_nothing_is_added_where_there_is_nothing():
    ink = bars_and()
    (line,) = segment(ink, STROKE)
    assert np.array_equal(with_specks(line, ink).ink, union_ink(line.components).ink)


def test_grain_is_left_out():
    ink = bars_and(*((x, y) for x in range(74, 112, 12) for y in range(46, 96, 12)))
    lines = segment(ink, STROKE)
    assert with_specks(lines[0], ink).mass == union_ink(lines[0].components).mass
