from dataclasses import replace

import cv2
import numpy as np
import pytest

from digitrec.reading.boxes import share_in_boxes
from digitrec.reading.surroundings import lean, look_around, stands_on_paper
from digitrec.types import Box, Line, Reading
from tests.ui.samples import digit

BAR = Box(300, 200, 313, 281)


def paper(level=225, grain=2.0, seed=1):
    pixels = np.random.default_rng(seed).normal(level, grain, (480, 640, 3))
    return np.clip(pixels, 0, 255).astype(np.uint8)


def with_bar(page, level=40):
    page[BAR.top : BAR.bottom, BAR.left : BAR.right] = level
    return page


def read(*boxes):
    return Reading((Line(tuple(digit(1, b.left, b.top, b.width, b.height) for b in boxes)),))


@pytest.mark.parametrize(
    ("page", "light", "stands"),
    [
        pytest.param(with_bar(paper()), False, True, id="ink-on-paper"),
        pytest.param(with_bar(paper(grain=12)), False, True, id="ink-on-grainy-paper"),
        pytest.param(with_bar(paper(225)), True, False, id="ink-is-darker-than-it-should-be"),
        pytest.param(with_bar(paper(200, 1.0), 250), True, False, id="a-gleam-on-paper"),
        pytest.param(paper(140, 25), False, False, id="grain-alone"),
        pytest.param(with_bar(paper(225, 0.5), 216), False, False, id="hardly-to-be-seen"),
    ],
)
def test_what_stands_on_paper(page, light, stands):
    assert stands_on_paper(page, read(BAR), light, sheet=False) is stands


def test_chalk_on_a_board():
    page = with_bar(paper(60), 230)
    page[BAR.top : BAR.bottom, 340:353] = 230

    beside = Box(340, BAR.top, 353, BAR.bottom)
    assert stands_on_paper(page, read(BAR, beside), light_ink=True, sheet=False)
    assert not stands_on_paper(page, read(BAR), light_ink=True, sheet=False)


def half_dark():
    page = paper()
    page[:, BAR.left :] = 60
    return page


def by_a_pattern():
    """A bar among others that are as dark."""
    page = paper()
    for left in range(280, 340, 9):
        page[150:330, left : left + 5] = 50
    return page


@pytest.mark.parametrize("page", [half_dark(), by_a_pattern()])
def test_the_edge_of_a_thing_and_a_pattern_are_no_digits(page):
    assert not stands_on_paper(page, read(BAR), light_ink=False, sheet=False)


def test_digits_at_the_edge_of_a_sheet_may_have_others_beside_them():
    page = with_bar(paper())
    page[200:281, 315:320] = page[200:281, 293:298] = 60

    assert not stands_on_paper(page, read(BAR), light_ink=False, sheet=False)
    assert stands_on_paper(page, read(BAR), light_ink=False, sheet=True)


def test_the_middle_digit_decides():
    page = with_bar(paper())
    nowhere = Box(100, 100, 120, 160)

    assert stands_on_paper(page, read(nowhere, BAR, BAR), light_ink=False, sheet=False)
    assert not stands_on_paper(page, read(nowhere, nowhere, BAR), light_ink=False, sheet=False)


def test_a_digit_may_fill_a_sheet_but_not_a_picture():
    page = with_bar(paper())[BAR.top : BAR.bottom, BAR.left - 20 : BAR.right + 20]
    everything = Reading((Line((digit(7, 0, 0, page.shape[1], page.shape[0]),)),))

    assert stands_on_paper(page, everything, light_ink=False, sheet=True)
    assert not stands_on_paper(page, everything, light_ink=False, sheet=False)


@pytest.mark.parametrize(("bright", "stands"), [(120, True), (255, False)])
def test_in_a_digit_there_is_ink_and_paper_and_nothing_else(bright, stands):
    page = paper(120)
    cv2.circle(page, (320, 240), 60, (30, 30, 30), 14)
    if bright != 120:
        cv2.circle(page, (320, 240), 53, (bright,) * 3, -1)
    eight = digit(8, 253, 173, 135, 135)

    assert stands_on_paper(page, Reading((Line((eight,)),)), light_ink=False, sheet=False) is stands


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_red_pen_is_seen_in_the_colour_it_lacks(channels):
    page = paper(230, 1.0)
    page[BAR.top : BAR.bottom, BAR.left : BAR.right] = (70, 70, 235)
    page = page if channels == 3 else cv2.cvtColor(page, cv2.COLOR_BGR2BGRA if channels == 4 else 6)

    around = look_around(page, BAR, light_ink=False)

    assert around.contrast > (0.5 if channels > 1 else 0.4)
    assert around.inked < 0.1


def test_the_share_of_ink_in_boxes():
    ink = np.zeros((100, 200), np.uint8)
    ink[10:30, 10:20] = 255
    ink[60:70, 100:160] = 255

    assert share_in_boxes(ink, 0.5, read(Box(20, 20, 40, 60))) == pytest.approx(200 / 800)
    assert share_in_boxes(ink, 0.5, Reading()) == 0


def arm(width):
    """Something dark that comes in from the bottom of the picture."""
    page = paper()
    page[280:, 300 : 300 + width] = 90
    return page, Box(300, 280, 300 + width, 480)


@pytest.mark.parametrize(("width", "stands"), [(20, True), (90, False)])
def test_an_arm_is_no_digit_and_a_stroke_at_the_edge_is(width, stands):
    page, box = arm(width)

    assert stands_on_paper(page, read(box), light_ink=False, sheet=False) is stands


@pytest.mark.parametrize(
    ("degrees", "stands"), [(0, True), (25, True), (-25, True), (50, False), (90, False)]
)
def test_a_bar_that_lies_is_no_one(degrees, stands):
    bar = np.zeros((28, 28), np.float32)
    bar[4:24, 12:15] = 1.0
    glyph = cv2.warpAffine(bar, cv2.getRotationMatrix2D((13.5, 13.5), degrees, 1.0), (28, 28))
    one = replace(read(BAR).digits[0], glyph=glyph)

    assert lean(glyph) == pytest.approx(abs(degrees), abs=3)
    assert stands_on_paper(with_bar(paper()), Reading((Line((one,)),)), False, sheet=False) is stands


@pytest.mark.parametrize(
    "box", [Box(0, 478, 640, 480), Box(638, 0, 640, 480), Box(0, 479, 600, 480), Box(0, 0, 640, 1)]
)
def test_a_thin_box_at_an_edge(box):
    assert look_around(paper(), box, light_ink=False).contrast < 0.1
