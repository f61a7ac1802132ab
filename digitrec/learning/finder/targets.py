"""Targets of composed pages: maps with exact values.

A row's kernel is a band along its middle, narrower than its digits, so that the kernels of rows never touch
(PSENet, Wang et al. 2019).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.pages.composed import ComposedPage, PlacedDigit

NOTHING, KERNEL, IGNORED = 0, 1, 2
UNIT_HEIGHT = 32.0  # pixels: heights are told as binary logarithms of their share of this
LINK = 0.7  # of a kernel's thickness: how thick the links between digits are
FRACTION_BITS = 4
Point = NDArray[np.float64]  # (2,): x and y, pixels


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
    """The targets of a page.

    Where bands of two rows would touch, both give way, but for the line along the middle of each: it stays.
    Digits of rows so close that not even these stay apart are ignored.
    """
    size = page.ink.shape[0] // shape.stride, page.ink.shape[1] // shape.stride
    grouped: dict[int, list[PlacedDigit]] = {}
    for digit in page.digits:
        grouped.setdefault(digit.row, []).append(digit)
    rows = [_band(row, shape, size) for row in grouped.values()]
    near = [cv2.dilate(row.band, np.ones((3, 3), np.uint8)) for row in rows]
    claims = np.sum(near, axis=0, dtype=np.int32) if near else np.zeros(size, np.int32)
    owners = np.zeros(size, np.int32)
    for number, row in enumerate(rows, start=1):
        beside = cv2.dilate((owners > 0).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        owners[(row.core > 0) & ~beside] = number
    heights = np.zeros(size, np.float32)
    ups = np.zeros((*size, 2), np.float32)
    for number, (row, digits) in enumerate(zip(rows, grouped.values(), strict=True), start=1):
        owners[(row.band > 0) & (claims == 1)] = number
        mine = owners == number
        heights[mine] = row.tall[mine]
        angle = float(np.median([digit.angle for digit in digits]))
        ups[mine] = math.sin(angle), -math.cos(angle)
    kernel = (owners > 0).astype(np.uint8)
    kernel[_lost(page.digits, kernel, shape)] = IGNORED
    ignored = cv2.resize(page.ignored.astype(np.uint8) * 255, size[::-1], interpolation=cv2.INTER_AREA) > 0
    kernel[ignored] = IGNORED
    return PageTargets(kernel, heights.astype(np.float16), ups.astype(np.float16))


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """A row's kernel if it were alone: (h, w) uint8 0 or 1, its middle line likewise, and float32 heights."""

    band: NDArray[np.uint8]
    core: NDArray[np.uint8]
    tall: NDArray[np.float32]


def _band(row: Sequence[PlacedDigit], shape: KernelShape, size: tuple[int, int]) -> _Row:
    made = _Row(np.zeros(size, np.uint8), np.zeros(size, np.uint8), np.zeros(size, np.float32))

    def paint(start: Point, stop: Point, thickness: float, height: float) -> None:
        corners = _fixed(_strip(start, stop, thickness), shape.stride)
        tall = _octaves(height)
        cv2.fillPoly(made.band, [corners], 1, cv2.LINE_8, FRACTION_BITS)
        cv2.fillPoly(made.tall, [corners], tall, cv2.LINE_8, FRACTION_BITS)
        first, last = np.floor(np.array([start, stop]) / shape.stride).astype(int).tolist()
        for painted, value in ((made.core, 1), (made.band, 1), (made.tall, tall)):
            cv2.line(painted, first, last, value)

    for before, digit in pairwise(row):
        last, middle = np.array([before.x, before.y]), np.array([digit.x, digit.y])
        gap = float(np.hypot(*(middle - last))) - (digit.width + before.width) / 2
        if gap < shape.gap * max(digit.height, before.height):
            thin = shape.thickness * min(digit.height, before.height)
            paint(last, middle, LINK * max(thin, shape.least), math.sqrt(digit.height * before.height))
    for digit in row:  # over the links: at a digit its own height is told
        paint(*_ends(digit), max(shape.thickness * digit.height, shape.least), digit.height)
    for digit in row:  # a low digit's strip reaches into its neighbours' cells
        middle = np.floor(np.array([digit.x, digit.y]) / shape.stride).astype(int).tolist()
        cv2.line(made.tall, middle, middle, _octaves(digit.height))
    return made


def _octaves(height: float) -> float:
    """Pixels as the finder tells heights."""
    return math.log2(max(height, 2.0) / UNIT_HEIGHT)


def _lost(digits: Sequence[PlacedDigit], kernel: NDArray[np.uint8], shape: KernelShape) -> NDArray[np.bool_]:
    """Cells of digits whose middle no kernel holds."""
    lost = np.zeros(kernel.shape, np.uint8)
    for digit in digits:
        row, column = int(digit.y // shape.stride), int(digit.x // shape.stride)
        inside = 0 <= row < kernel.shape[0] and 0 <= column < kernel.shape[1]
        if inside and kernel[row, column] != KERNEL:
            strip = _strip(*_ends(digit), max(shape.thickness * digit.height, shape.least))
            cv2.fillPoly(lost, [_fixed(strip, shape.stride)], 1, cv2.LINE_8, FRACTION_BITS)
    return np.asarray((lost > 0) & (kernel == NOTHING), np.bool_)


def _ends(digit: PlacedDigit) -> tuple[Point, Point]:
    """Where the strip of a digit begins and ends, along its row."""
    half = max(digit.width / 2 - 0.08 * digit.height, 0.18 * digit.height, 1.0)
    along = np.array([math.cos(digit.angle), math.sin(digit.angle)]) * half
    middle = np.array([digit.x, digit.y])
    return middle - along, middle + along


def _strip(start: Point, stop: Point, thickness: float) -> NDArray[np.float64]:
    """The corners of a strip, pixels."""
    along = (stop - start) / max(1e-6, float(np.hypot(*(stop - start))))
    across = np.array([-along[1], along[0]]) * thickness / 2
    return np.array([start - across, stop - across, stop + across, start + across])


def _fixed(corners: NDArray[np.float64], stride: int) -> NDArray[np.int32]:
    """Pixels as cells in OpenCV's fixed-point numbers."""
    return np.rint((corners / stride - 0.5) * (1 << FRACTION_BITS)).astype(np.int32)
