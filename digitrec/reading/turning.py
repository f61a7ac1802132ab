"""Pages on their side or upside down: what reads badly as it lies is read the other ways up too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from digitrec.types import Box, Image, Line, Reading

LEAST = 5  # digits: fewer do not tell which way up a page is
SURE = 0.985  # mean confidence of the digits of a page that is the right way up
BETTER = 0.01  # of that: so much more convinces, ...
PLAIN = 0.9  # ... of a reading that has no fewer digits as sure as this


def read_upright(image: Image, read: Callable[[Image], Reading]) -> Reading:
    """Reads a page, whichever way up it lies.

    Digits read with little confidence are digits that lie turned, or a scrawl: such a page is read in the
    other three positions, and counts as it lies in the one in which it is read surely.

    Args:
        image: (H, W) or (H, W, 3|4) uint8.
        read: reads an image as it lies.

    Returns:
        The reading, its boxes in pixels of `image`.
    """
    reading = read(image)
    if len(reading.digits) < LEAST or _sureness(reading) >= SURE:
        return reading
    best, sureness, plain = reading, max(SURE, _sureness(reading) + BETTER), _plain(reading)
    for quarters in (1, 2, 3):
        turned = read(np.ascontiguousarray(np.rot90(image, quarters)))
        if len(turned.digits) >= LEAST and _sureness(turned) > sureness and _plain(turned) >= plain:
            best, sureness = _turned_back(turned, image.shape, quarters), _sureness(turned)
    return best


def _sureness(reading: Reading) -> float:
    return float(np.mean([digit.confidence for digit in reading.digits])) if reading.digits else 0.0


def _plain(reading: Reading) -> int:
    return sum(digit.confidence >= PLAIN for digit in reading.digits)


def _turned_back(reading: Reading, shape: tuple[int, ...], quarters: int) -> Reading:
    """The reading of an image turned anticlockwise, for the image of that shape as it was."""

    def back(box: Box) -> Box:
        for width in [shape[1], shape[0], shape[1]][quarters - 1 :: -1]:
            box = Box(width - box.bottom, box.left, width - box.top, box.right)
        return box

    lines = tuple(
        Line(tuple(replace(digit, box=back(digit.box)) for digit in line.digits)) for line in reading.lines
    )
    refused = tuple(replace(part, box=back(part.box)) for part in reading.refused)
    return replace(reading, lines=lines, refused=refused, rotation=(reading.rotation + 90 * quarters) % 360)
