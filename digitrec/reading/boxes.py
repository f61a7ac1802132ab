"""Boxes of the working image and of the image given."""

from __future__ import annotations

import math

import cv2
import numpy as np

from digitrec.types import Box, Ink, Reading


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
