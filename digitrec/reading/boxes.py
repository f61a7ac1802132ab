"""Boxes of the working image and of the image given."""

from __future__ import annotations

import math

import cv2
import numpy as np

from digitrec.types import Box, Image, Ink, Reading


def on_image(box: Box, scale: float, shape: tuple[int, ...]) -> Box:
    """A box in pixels of the image given, within it.

    Args:
        box: pixels of the working image.
        scale: pixels of the working image for one pixel of the image given.
        shape: of the image given, height first.
    """
    left, top = int(box.left / scale), int(box.top / scale)
    right, bottom = math.ceil(box.right / scale), math.ceil(box.bottom / scale)
    return Box(
        max(0, min(left, shape[1] - 1)),
        max(0, min(top, shape[0] - 1)),
        max(1, min(max(right, left + 1), shape[1])),
        max(1, min(max(bottom, top + 1), shape[0])),
    )


def share_in_boxes(ink: Ink, scale: float, reading: Reading) -> float:
    """The share of the ink that stands in the boxes of a reading's digits.

    Args:
        ink: (h, w) uint8 of the working image.
        scale: pixels of the working image for one pixel of the image given.
        reading: boxes in pixels of the image given.
    """
    dark = (ink >= 128).astype(np.uint8)
    rest = dark.copy()
    for digit in reading.digits:
        left, top = int(digit.box.left * scale), int(digit.box.top * scale)
        right, bottom = math.ceil(digit.box.right * scale), math.ceil(digit.box.bottom * scale)
        rest[top:bottom, left:right] = 0
    return 1.0 - cv2.countNonZero(rest) / max(1, cv2.countNonZero(dark))


def with_air(page: Image, box: Box, air: int) -> tuple[Image, Box]:
    """A box cut out of a page with what is around it.

    Args:
        page: (H, W) or (H, W, C) uint8.
        box: pixels of the page.
        air: pixels on each side, as far as the page reaches.

    Returns:
        A view of the page, and where the box is in it.
    """
    left, top = max(0, box.left - air), max(0, box.top - air)
    part = page[top : box.bottom + air, left : box.right + air]
    return part, Box(box.left - left, box.top - top, box.right - left, box.bottom - top)


def scaled_edges(box: Box, scale: float, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a box in a reduced image.

    Args:
        box: pixels of the image given.
        scale: pixels of the reduced image for one pixel of the image given.
        size: width and height of the reduced image: left and top stay within it.
    """
    left, top, right, bottom = (round(edge * scale) for edge in (box.left, box.top, box.right, box.bottom))
    return min(left, size[0] - 1), min(top, size[1] - 1), right, bottom
