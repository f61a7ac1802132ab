"""A page that reads badly as it lies is read the other ways up too."""

import cv2
import numpy as np
import pytest

from digitrec.reading.turning import read_upright
from digitrec.types import Box, Digit, Line, Reading, Refused

PAGE = np.zeros((40, 90), np.uint8)
for left in (5, 20, 40, 55, 70):
    PAGE[5:25, left : left + 10] = 200
CORNER = Box(0, 0, 3, 2)


def reading_of(image: np.ndarray, confidence: float) -> Reading:
    """A digit in every block of ink."""
    _, _, blocks, _ = cv2.connectedComponentsWithStats((image > 0).astype(np.uint8))
    digits = [
        Digit(7, confidence, Box(left, top, left + width, top + height), (0.0,) * 10)
        for left, top, width, height, _ in blocks[1:].tolist()
    ]
    return Reading((Line(tuple(digits)),), refused=(Refused(CORNER, "too small"),))


def reader_of(upright: np.ndarray, wrong: float = 0.8, right: float = 0.999):
    """Reads with confidence what is the image `upright`, and what is not without; counts what it reads."""
    seen = []

    def read(image: np.ndarray) -> Reading:
        seen.append(image.shape)
        return reading_of(image, right if np.array_equal(image, upright) else wrong)

    return read, seen


@pytest.mark.parametrize("quarters", range(4))
def test_the_best_position_counts_and_boxes_lie_in_the_image(quarters):
    image = np.rot90(PAGE, -quarters).copy()
    read, seen = reader_of(PAGE)
    reading = read_upright(image, read)
    assert reading.rotation == 90 * quarters
    assert len(seen) == (1 if quarters == 0 else 4)
    for digit in reading.digits:
        box = digit.box
        assert (image[box.top : box.bottom, box.left : box.right] == 200).all()
        image[box.top : box.bottom, box.left : box.right] = 0
    assert not image.any()
    refused = reading.refused[0].box
    turned = np.rot90(np.pad(np.ones((2, 3)), ((0, 38), (0, 87))), -quarters)
    assert turned[refused.top : refused.bottom, refused.left : refused.right].all()
    assert refused.width * refused.height == 6


def test_a_scrawl_stays_as_it_lies_and_few_digits_do_not_turn_a_page():
    read, seen = reader_of(PAGE[:-1])  # no position is any better
    assert read_upright(PAGE, read).rotation == 0
    assert len(seen) == 4
    read, seen = reader_of(PAGE)
    assert len(read_upright(PAGE[:, :50], read).digits) == 3
    assert len(seen) == 1


def test_a_position_in_which_fewer_digits_are_sure_does_not_count():
    def read(image: np.ndarray) -> Reading:
        reading = reading_of(PAGE, 0.999)
        if image.shape == PAGE.shape:  # as it lies: two lines more, one digit of them doubtful
            unsure = reading_of(PAGE, 0.7).lines[0].digits[:1]
            return Reading((*reading.lines, *reading.lines, Line(unsure)))
        return reading

    assert read_upright(PAGE, read).rotation == 0
    assert len(read_upright(PAGE, read).digits) == 11
