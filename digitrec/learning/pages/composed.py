"""A composed page: an image, and everything that is true of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitrec.types import Image, Ink


@dataclass(frozen=True, slots=True)
class PlacedDigit:
    """A digit on a page; lengths in pixels of the page, y downwards.

    Args:
        label: 0 to 9.
        row: which row of writing it belongs to; digits of a row come in reading order.
        x: centre of its box, which is turned with the row.
        y: likewise.
        width: of its box, along the row, pen included.
        height: of its box, across the row, pen included.
        angle: direction in which the row runs, radians; 0 = to the right, positive = clockwise (downwards).
    """

    label: int
    row: int
    x: float
    y: float
    width: float
    height: float
    angle: float


@dataclass(frozen=True, slots=True, eq=False)
class ComposedPage:
    """A page and its targets.

    Args:
        image: (H, W, 3) uint8, BGR.
        ink: (H, W) uint8, how much of each pixel the ink of handwritten digits covers, 0 to 255; in a
            picture of one digit, that of the letter that may stand there instead.
        digits: every digit of which enough is seen, row by row, in reading order.
        ignored: (H, W) bool, where the page says neither that there are digits nor that there are none
            (printed digits, digits cut by the edge).
        light: whether the ink is lighter than the paper.
        signs: (H, W) uint8, where signs of numbers are inked: one more than a sign's place among `SIGNS`; 0
            elsewhere.
    """

    image: Image
    ink: Ink
    digits: tuple[PlacedDigit, ...]
    ignored: NDArray[np.bool_]
    light: bool
    signs: NDArray[np.uint8]

    @property
    def text(self) -> str:
        """The digits in reading order, rows parted by line breaks."""
        rows: dict[int, str] = {}
        for digit in self.digits:
            rows[digit.row] = rows.get(digit.row, "") + str(digit.label)
        return "\n".join(rows.values())
