"""A page that lies turned is read upright, and its glyphs tell that it does."""

import cv2
import numpy as np
import pytest

from digitrec.learning.data.collect import load_mnist
from digitrec.page.components import Component
from digitrec.page.cutout import as_it_is
from digitrec.page.normalise import to_model_input
from digitrec.page.segment import WrittenLine, segment
from digitrec.reading.found import Page, PlacedLine
from digitrec.reading.turning import MOST, POSITIONS, glyphs_of, load_perceptron, read_upright, votes_of
from digitrec.types import Box, Digit, Line, Reading, Refused

CORNER = Box(0, 0, 3, 2)


@pytest.fixture(scope="module")
def numbers():
    """Two lines of six digits each whose shape tells which way up they are."""
    digits = load_mnist().validation
    page = np.zeros((110, 260), np.uint8)
    for row in range(2):
        for place, label in enumerate((2, 3, 4, 5, 7, 2)):
            ink = digits.inks[np.flatnonzero(digits.labels == label)[row]]
            page[10 + 50 * row : 38 + 50 * row, 10 + 40 * place : 38 + 40 * place] = ink
    return page


def find(image: np.ndarray) -> Page:
    """The ink of an image as lines."""
    lines = segment(image, 3.0)
    return Page((), tuple(PlacedLine(line, as_it_is(image.shape), image) for line in lines))


def read(page: Page, _shape) -> Reading:
    """A 7 in every component of ink."""
    lines = [
        Line(tuple(Digit(7, 0.9, part.box, (0.1,) * 10) for part in one.line.components))
        for one in page.lines
    ]
    return Reading(tuple(lines), refused=(Refused(CORNER, "too small"),))


@pytest.mark.parametrize("quarters", range(POSITIONS))
def test_a_page_is_read_upright_and_boxes_lie_in_the_image(numbers, quarters):
    image, looks = np.rot90(numbers, -quarters).copy(), []

    def counted(seen: np.ndarray) -> Page:
        looks.append(seen.shape)
        return find(seen)

    reading = read_upright(image, counted, read)
    assert reading.rotation == 90 * quarters
    assert len(looks) == (1 if quarters == 0 else POSITIONS)
    assert len(reading.digits) == 12
    for digit in reading.digits:
        box = digit.box
        image[box.top : box.bottom, box.left : box.right] = 0
    assert not (image >= 128).any()
    refused = reading.refused[0].box
    turned = np.rot90(np.pad(np.ones((2, 3)), ((0, 108), (0, 257))), -quarters)
    assert turned[refused.top : refused.bottom, refused.left : refused.right].all()
    assert refused.width * refused.height == 6


def test_a_blank_page_is_looked_at_once():
    looks = []

    def nothing(image: np.ndarray) -> Page:
        looks.append(image)
        return Page()

    assert not read_upright(np.zeros((40, 60), np.uint8), nothing, read).digits
    assert len(looks) == 1


def test_a_page_on_which_nothing_is_read_when_turned_stays_as_it_lies(numbers):
    image = np.rot90(numbers, 2).copy()

    def read_as_it_lies(page: Page, shape) -> Reading:
        same = np.array_equal(page.lines[0].ink, image)
        return read(page, shape) if same else Reading(())

    reading = read_upright(image, find, read_as_it_lies)
    assert reading.rotation == 0
    assert len(reading.digits) == 12


def test_where_nothing_is_read_as_it_lies_the_other_sides_are_looked_at():
    digits = load_mnist().validation
    rotations = []
    for ink in digits.inks[digits.labels == 2][:150]:
        image = np.rot90(np.pad(ink, 6), 2).copy()

        def read_turned(page: Page, shape, image: np.ndarray = image) -> Reading:
            same = np.array_equal(page.lines[0].ink, image)
            return Reading(()) if same else read(page, shape)

        if read_upright(image, find, read).rotation == 0:
            rotations.append(read_upright(image, find, read_turned).rotation)
    assert 180 in rotations


def test_no_position_is_favoured(numbers):
    glyphs = glyphs_of(find(numbers).lines)
    told = load_perceptron().log_probabilities(glyphs)
    assert np.exp(told).sum(axis=1) == pytest.approx(1, abs=1e-4)
    assert told.argmax(axis=1).tolist().count(0) >= 10
    turned = np.zeros_like(glyphs)
    turned[:, 1:, 1:] = np.rot90(glyphs[:, 1:, 1:], 1, (1, 2))
    assert load_perceptron().log_probabilities(turned) == pytest.approx(np.roll(told, 1, axis=1), abs=1e-3)


def test_the_middle_of_a_glyph_does_not_tell_how_it_lies():
    """Glyphs that look the same from all four sides are upright as likely as turned."""
    ink = np.zeros((41, 41), np.uint8)
    cv2.circle(ink, (20, 20), 16, 255, 5)
    ring = to_model_input(ink)
    assert np.exp(load_perceptron().log_probabilities(ring[None]))[0] == pytest.approx(0.25, abs=0.1)


def test_of_many_glyphs_some_are_asked_and_of_low_marks_none(numbers):
    page = find(np.tile(numbers, (1, 12)))
    assert MOST // 2 <= len(glyphs_of(page.lines)) <= MOST
    assert glyphs_of(()).shape == (0, 28, 28)
    assert votes_of(()).tolist() == [0.0] * POSITIONS
    tall, dot = np.full((40, 12), 255, np.uint8), np.full((8, 8), 255, np.uint8)
    line = WrittenLine((Component(0, 0, tall), Component(20, 32, dot)), 40.0, 8.0)
    assert len(glyphs_of((PlacedLine(line, as_it_is((40, 28)), tall),))) == 1


def test_the_longer_an_image_the_less_likely_it_lies_on_its_side():
    digits = load_mnist().validation.inks[:60]

    def found_on_a_side(height: int, width: int) -> int:
        count = 0
        for ink in digits:
            image = np.zeros((height, width), np.uint8)
            image[2:30, 2:30] = np.rot90(ink)
            count += read_upright(image, find, read).rotation in (90, 270)
        return count

    assert found_on_a_side(32, 256) < found_on_a_side(32, 32) < found_on_a_side(256, 32)
