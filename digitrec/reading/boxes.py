"""Boxes of the working image as boxes of the image given."""

from __future__ import annotations

import math

from digitrec.types import Box


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
