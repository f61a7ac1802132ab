"""What the networks shall say of a composed page: maps with exact values.

A row's kernel is a band along its middle, narrower than its digits, so that the kernels of rows never touch
(PSENet, Wang et al. 2019).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.pages.composed import ComposedPage, PlacedDigit

NOTHING, KERNEL, IGNORED = 0, 1, 2
UNIT_HEIGHT = 32.0  # pixels: heights are told as binary logarithms of their share of this
LINK = 0.7  # of a kernel's thickness: how thick the links between digits are
FRACTION_BITS = 4


@dataclass(frozen=True, slots=True)
class KernelShape:
    """How rows become kernels.

    Args:
        stride: pixels a cell.
        thickness: of a kernel, in heights of its digits.
        least: pixels: no kernel is thinner.
        gap: in heights: digits further apart are not linked.
    """

    stride: int
    thickness: float
    least: float
    gap: float


FINDER_KERNELS = KernelShape(stride=4, thickness=0.5, least=3.5, gap=0.7)
INK_KERNELS = KernelShape(stride=2, thickness=0.4, least=3.0, gap=1.5)


@dataclass(frozen=True, slots=True, eq=False)
class PageTargets:
    """Targets of a page, a value for each cell.

    Args:
        kernel: (h, w) uint8: NOTHING, KERNEL or IGNORED.
        height: (h, w) float16, log2 of the digits' height in `UNIT_HEIGHT`, where there is a kernel.
        up: (h, w, 2) float16, unit vector towards the top of the digits, where there is a kernel.
    """

    kernel: NDArray[np.uint8]
    height: NDArray[np.float16]
    up: NDArray[np.float16]


def targets_of(page: ComposedPage, shape: KernelShape) -> PageTargets:
    """The targets of a page."""
    size = page.ink.shape[0] // shape.stride, page.ink.shape[1] // shape.stride
    owners = np.zeros(size, np.int32)
    heights = np.zeros(size, np.float32)
    ups = np.zeros((*size, 2), np.float32)
    rows: dict[int, list[PlacedDigit]] = {}
    for digit in page.digits:
        rows.setdefault(digit.row, []).append(digit)
    for number, row in enumerate(rows.values(), start=1):
        band, tall = _band(row, shape, size)
        crowded = (cv2.dilate(band, np.ones((3, 3), np.uint8)) > 0) & (owners > 0)
        owners[crowded] = 0  # where rows would touch, both give way
        mine = (band > 0) & ~crowded
        owners[mine] = number
        heights[mine] = tall[mine]
        angle = float(np.median([digit.angle for digit in row]))
        ups[mine] = math.sin(angle), -math.cos(angle)
    kernel = (owners > 0).astype(np.uint8)
    ignored = cv2.resize(page.ignored.astype(np.uint8) * 255, size[::-1], interpolation=cv2.INTER_AREA) > 0
    kernel[ignored] = IGNORED
    return PageTargets(kernel, heights.astype(np.float16), ups.astype(np.float16))


def _band(
    row: Sequence[PlacedDigit], shape: KernelShape, size: tuple[int, int]
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """The kernel of a row, and the heights along it."""
    band, tall = np.zeros(size, np.uint8), np.zeros(size, np.float32)

    def paint(start: NDArray[np.float64], stop: NDArray[np.float64], thickness: float, height: float) -> None:
        along = (stop - start) / max(1e-6, float(np.hypot(*(stop - start))))
        across = np.array([-along[1], along[0]]) * thickness / 2
        corners = np.array([start - across, stop - across, stop + across, start + across])
        fixed = np.rint((corners / shape.stride - 0.5) * (1 << FRACTION_BITS)).astype(np.int32)
        cv2.fillPoly(band, [fixed], 1, cv2.LINE_8, FRACTION_BITS)
        cv2.fillPoly(tall, [fixed], math.log2(max(height, 2.0) / UNIT_HEIGHT), cv2.LINE_8, FRACTION_BITS)

    for before, digit in zip([None, *row], row, strict=False):
        middle = np.array([digit.x, digit.y])
        if before is not None:
            last = np.array([before.x, before.y])
            gap = float(np.hypot(*(middle - last))) - (digit.width + before.width) / 2
            if gap < shape.gap * max(digit.height, before.height):
                thin = shape.thickness * min(digit.height, before.height)
                paint(last, middle, LINK * max(thin, shape.least), digit.height)
        half = max(digit.width / 2 - 0.08 * digit.height, 0.18 * digit.height, 1.0)
        along = np.array([math.cos(digit.angle), math.sin(digit.angle)]) * half
        paint(middle - along, middle + along, max(shape.thickness * digit.height, shape.least), digit.height)
    return band, tall
