"""Targets say exactly what is true of a page."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrec.learning.finder.targets import (
    FINDER_KERNELS,
    IGNORED,
    INK_KERNELS,
    KERNEL,
    NOTHING,
    UNIT_HEIGHT,
    KernelShape,
    targets_of,
)
from digitrec.learning.pages.composed import PlacedDigit
from tests.learning.finder.stand_in import page_of, row_of_digits

SHAPE = (256, 320)
BOTH = pytest.mark.parametrize("shape", [FINDER_KERNELS, INK_KERNELS], ids=["finder", "ink"])


def components(kernel: np.ndarray) -> np.ndarray:
    """A number for each connected kernel, 0 elsewhere."""
    return cv2.connectedComponents((kernel == KERNEL).astype(np.uint8), connectivity=8)[1]


def cell_of(digit: PlacedDigit, shape: KernelShape) -> tuple[int, int]:
    return int(digit.y // shape.stride), int(digit.x // shape.stride)


@st.composite
def blocks(draw: st.DrawFn, tightest: float, lowest: float) -> list[PlacedDigit]:
    """Rows below one another, `tightest` heights of air between them at least, one direction for all."""
    height = draw(st.floats(lowest, 40))
    air = draw(st.floats(tightest, 1.0))
    angle = draw(st.floats(-0.3, 0.3))
    gap = draw(st.floats(0.05, 2.5))
    left, top = draw(st.floats(30, 60)), draw(st.floats(30, 60))
    digits: list[PlacedDigit] = []
    for row in range(draw(st.integers(1, 6))):
        down = row * (1 + air) * height
        x, y = left - down * math.sin(angle), top + down * math.cos(angle)
        digits += row_of_digits(row, x, y, height, draw(st.integers(1, 6)), gap, angle)
    return [d for d in digits if 1 <= d.x < SHAPE[1] - 1 and 1 <= d.y < SHAPE[0] - 1]


@BOTH
@given(digits=blocks(tightest=0.1, lowest=11))
def test_every_middle_lies_in_a_kernel_that_tells_its_height_and_direction(shape, digits):
    made = targets_of(page_of(digits, SHAPE), shape)
    for digit in digits:
        cell = cell_of(digit, shape)
        assert made.kernel[cell] == KERNEL
        height = UNIT_HEIGHT * 2.0 ** float(made.height[cell])
        assert height == pytest.approx(digit.height, rel=0.01)
        up = math.sin(digit.angle), -math.cos(digit.angle)
        assert made.up[cell].astype(float) == pytest.approx(up, abs=2e-3)


@BOTH
@given(data=st.data())
def test_rows_never_touch_however_close_they_are(shape, data):
    digits = data.draw(blocks(tightest=0.0, lowest=2.25 * shape.stride))
    made = targets_of(page_of(digits, SHAPE), shape)
    numbers = components(made.kernel)
    rows_of: dict[int, set[int]] = {}
    for digit in digits:
        rows_of.setdefault(int(numbers[cell_of(digit, shape)]), set()).add(digit.row)
    rows_of.pop(0, None)
    assert all(len(rows) == 1 for rows in rows_of.values())


@BOTH
@given(digits=blocks(tightest=0.0, lowest=2))
def test_no_digit_is_told_to_be_nothing(shape, digits):
    made = targets_of(page_of(digits, SHAPE), shape)
    assert all(made.kernel[cell_of(digit, shape)] != NOTHING for digit in digits)


@pytest.mark.parametrize(
    ("shape", "gap", "linked"),
    [
        pytest.param(FINDER_KERNELS, 0.6, True, id="finder-links-a-number"),
        pytest.param(FINDER_KERNELS, 0.8, False, id="finder-parts-numbers"),
        pytest.param(INK_KERNELS, 1.4, True, id="ink-links-a-line"),
        pytest.param(INK_KERNELS, 1.6, False, id="ink-parts-far-things"),
    ],
)
def test_digits_are_linked_up_to_a_gap(shape, gap, linked):
    digits = row_of_digits(0, 40, 100, 30, 3, gap)
    numbers = components(targets_of(page_of(digits, SHAPE), shape).kernel)
    found = [int(numbers[cell_of(digit, shape)]) for digit in digits]
    assert (len(set(found)) == 1) == linked
    assert 0 not in found


def test_a_kernel_is_half_as_thick_as_its_digits():
    (digit,) = row_of_digits(0, 160, 128, 64, 1)
    kernel = targets_of(page_of([digit], SHAPE), FINDER_KERNELS).kernel
    rows, columns = np.nonzero(kernel == KERNEL)
    assert np.ptp(rows) + 1 == pytest.approx(0.5 * 64 / 4, abs=1)
    assert np.ptp(columns) + 1 == pytest.approx(2 * (0.5 * 64 / 2 - 0.08 * 64) / 4, abs=1.5)


def test_neighbours_of_unlike_height_keep_their_own():
    small, tall = row_of_digits(0, 60, 100, 20, 1) + row_of_digits(0, 90, 100, 40, 1)
    for order in ([small, tall], [tall, small]):
        made = targets_of(page_of(order, SHAPE), FINDER_KERNELS)
        for digit in order:
            told = 2.0 ** float(made.height[cell_of(digit, FINDER_KERNELS)]) * UNIT_HEIGHT
            assert told == pytest.approx(digit.height, rel=0.01)


@BOTH
@pytest.mark.parametrize("place", [(0, 0), (101, 57), (255, 319)])
def test_one_ignored_pixel_ignores_its_cell(shape, place):
    ignored = np.zeros(SHAPE, bool)
    ignored[place] = True
    kernel = targets_of(page_of([], SHAPE, ignored), shape).kernel
    assert np.argwhere(kernel != NOTHING).tolist() == [[place[0] // shape.stride, place[1] // shape.stride]]
    assert kernel.max() == IGNORED


@BOTH
def test_an_empty_page_has_nothing(shape):
    made = targets_of(page_of([], SHAPE), shape)
    assert made.kernel.shape == (SHAPE[0] // shape.stride, SHAPE[1] // shape.stride)
    assert not made.kernel.any()
    assert (made.kernel.dtype, made.height.dtype, made.up.dtype) == (np.uint8, np.float16, np.float16)
