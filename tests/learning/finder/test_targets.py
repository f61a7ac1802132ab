"""Targets of pages whose digits are known: what the networks shall say is exact."""

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrec.learning.finder.targets import (
    FINDER_KERNELS,
    IGNORED,
    INK_KERNELS,
    KERNEL,
    NOTHING,
    UNIT_HEIGHT,
    KernelShape,
    PageTargets,
    targets_of,
)
from digitrec.learning.pages.composed import ComposedPage, PlacedDigit

SHAPES = st.sampled_from([FINDER_KERNELS, INK_KERNELS])
SIZE = (256, 320)


def page_of(digits: list[PlacedDigit], size: tuple[int, int] = SIZE) -> ComposedPage:
    blank = np.zeros(size, np.uint8)
    image, ignored = np.zeros((*size, 3), np.uint8), blank.astype(bool)
    return ComposedPage(image, blank, tuple(digits), ignored, False, blank)


def row_of(
    count: int, x: float, y: float, height: float, angle: float = 0.0, step: float = 0.9, number: int = 0
) -> list[PlacedDigit]:
    """Digits from (x, y) on, so many heights apart."""
    along = np.array([math.cos(angle), math.sin(angle)]) * height * step
    return [
        PlacedDigit(
            place % 10, number, x + place * along[0], y + place * along[1], 0.6 * height, height, angle
        )
        for place in range(count)
    ]


def grid_of(rows: int, count: int, height: float, gap: float, top: float) -> list[PlacedDigit]:
    """Rows below one another with so much air between them, in heights."""
    return [
        digit
        for number in range(rows)
        for digit in row_of(count, 1.2 * height, top + number * height * (1 + gap), height, number=number)
    ]


def cell_of(digit: PlacedDigit, shape: KernelShape) -> tuple[int, int]:
    return int(digit.y / shape.stride), int(digit.x / shape.stride)


def parts_of(targets: PageTargets) -> np.ndarray:
    """A number for each connected kernel."""
    return cv2.connectedComponents((targets.kernel == KERNEL).astype(np.uint8), connectivity=8)[1]


@given(
    shape=SHAPES,
    count=st.integers(1, 6),
    height=st.floats(6, 60),
    angle=st.floats(-0.4, 0.4),
    x=st.floats(30, 60),
    y=st.floats(110, 140),
    step=st.floats(0.5, 3),
)
def test_every_digit_has_a_kernel_that_tells_its_height_and_direction(
    shape, count, height, angle, x, y, step
):
    row = [
        digit
        for digit in row_of(count, x, y, height, angle, step)
        if 4 <= digit.x < SIZE[1] - 4 and 4 <= digit.y < SIZE[0] - 4
    ]
    targets = targets_of(page_of(row), shape)
    for digit in row:
        cell = cell_of(digit, shape)
        assert targets.kernel[cell] == KERNEL
        assert UNIT_HEIGHT * 2 ** float(targets.height[cell]) == pytest.approx(height, rel=0.01)
    kernel = targets.kernel == KERNEL
    assert np.hypot(*targets.up[kernel].astype(float).T) == pytest.approx(1, abs=2e-3)
    assert targets.up[kernel].mean(axis=0) == pytest.approx((math.sin(angle), -math.cos(angle)), abs=5e-3)
    assert not targets.height[~kernel].any()
    assert not targets.up[~kernel].any()


@settings(max_examples=60)
@given(
    shape=SHAPES,
    rows=st.integers(2, 6),
    count=st.integers(1, 5),
    height=st.floats(5.5, 40),
    gap=st.floats(-0.3, 0.8),
    offset=st.floats(0, 4),
)
def test_rows_never_merge_however_close(shape, rows, count, height, gap, offset):
    grid = grid_of(rows, count, height, gap, 0.6 * height + offset)
    parts = parts_of(targets_of(page_of([d for d in grid if d.y < SIZE[0]]), shape))
    owners = np.zeros(parts.max() + 1, int)
    for number in range(rows):
        alone = targets_of(page_of([d for d in grid if d.row == number and d.y < SIZE[0]]), shape)
        others = targets_of(page_of([d for d in grid if d.row != number and d.y < SIZE[0]]), shape)
        only = (alone.kernel == KERNEL) & (others.kernel != KERNEL)
        owners[np.unique(parts[only & (parts > 0)])] += 1
    assert owners[1:].max(initial=0) <= 1


@pytest.mark.parametrize("shape", [FINDER_KERNELS, INK_KERNELS], ids=["finder", "ink"])
@pytest.mark.parametrize("height", [10, 14, 20, 32])
def test_rows_a_tenth_of_a_height_apart_keep_a_kernel_each(shape, height):
    for offset in np.linspace(0, 4, 9):
        grid = grid_of(5, 6, height, 0.1, 0.6 * height + offset)
        targets = targets_of(page_of(grid), shape)
        parts = parts_of(targets)
        own = [{int(parts[cell_of(digit, shape)]) for digit in grid if digit.row == row} for row in range(5)]
        assert all(len(numbers) == 1 and numbers != {0} for numbers in own)
        assert len(set.union(*own)) == 5


@pytest.mark.parametrize("shape", [FINDER_KERNELS, INK_KERNELS], ids=["finder", "ink"])
@pytest.mark.parametrize("factor", [0.5, 1.5])
def test_digits_are_linked_as_far_as_the_shape_says(shape, factor):
    step = 0.6 + factor * shape.gap  # digits are 0.6 heights wide
    targets = targets_of(page_of(row_of(3, 60, 120, 30, step=step)), shape)
    assert parts_of(targets).max() == (1 if factor < 1 else 3)


def test_a_kernel_is_narrower_than_its_digits():
    targets = targets_of(page_of(row_of(5, 60, 120, 40)), FINDER_KERNELS)
    tall = np.flatnonzero((targets.kernel == KERNEL).any(axis=1)) * FINDER_KERNELS.stride
    assert 0.4 * 40 <= np.ptp(tall) + 4 <= 0.8 * 40


def test_heights_change_along_a_row():
    row = row_of(4, 60, 120, 30)
    row = [replace(digit, height=20 + 6 * place) for place, digit in enumerate(row)]
    targets = targets_of(page_of(row), INK_KERNELS)
    told = [UNIT_HEIGHT * 2 ** float(targets.height[cell_of(digit, INK_KERNELS)]) for digit in row]
    for found, low, high in zip(told, (20, 26, 32, 38), (26, 32, 38, 38), strict=True):
        assert 0.99 * low <= found <= 1.01 * high, "its own, or that of the digit it is linked to"


@pytest.mark.parametrize("shape", [FINDER_KERNELS, INK_KERNELS], ids=["finder", "ink"])
def test_what_is_ignored_says_nothing_either_way(shape):
    page = page_of(row_of(5, 60, 120, 30))
    page.ignored[100:140, 110:131] = True
    targets = targets_of(page, shape)
    stride = shape.stride
    assert (targets.kernel[100 // stride : 140 // stride, -(-110 // stride) : 131 // stride] == IGNORED).all()
    assert (targets.kernel == KERNEL).any()
    assert (targets.kernel[: 90 // stride] == NOTHING).all()


@pytest.mark.parametrize("shape", [FINDER_KERNELS, INK_KERNELS], ids=["finder", "ink"])
def test_a_page_without_digits_has_no_kernel(shape):
    targets = targets_of(page_of([], (64, 96)), shape)
    assert targets.kernel.shape == (64 // shape.stride, 96 // shape.stride)
    assert targets.kernel.dtype == np.uint8
    assert (targets.height.dtype, targets.up.dtype) == (np.float16, np.float16)
    assert not targets.kernel.any()
