"""Redraws digits of MNIST: as strokes of one width, at any size, with any pen.

Their middle lines (thinning by Zhang and Suen, 1984) are what the pen moved along; another pen drawn
along them gives what the draw window would show.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.types import Ink

ENLARGED = 4  # times: thinning needs room
SMOOTHING = 1.5  # pixels of the enlarged image, standard deviation
FAINT = 96  # grey levels: lighter ink is edge, not stroke

Segments = NDArray[np.float32]  # (M, 2, 2): from (x, y) to (x, y); the digit's longer side is 1


def middle_lines(digit: Ink) -> Segments:
    """The lines a pen would have followed to write a digit.

    Args:
        digit: (H, W) uint8, 0 = paper, 255 = ink.

    Returns:
        Short segments within a unit box whose top left corner is (0, 0); none for blank ink.
    """
    height, width = digit.shape
    size = (width * ENLARGED, height * ENLARGED)
    large = cv2.GaussianBlur(cv2.resize(digit, size, interpolation=cv2.INTER_CUBIC), (0, 0), SMOOTHING)
    mask = thinned(np.asarray(large) >= FAINT)
    places = np.argwhere(mask)
    segments = [
        (place, place + step)
        for place in places
        for step in ((0, 0), (0, 1), (1, 0), (1, 1), (1, -1))
        if mask[tuple(place + step)]
    ]
    if not segments:
        return np.zeros((0, 2, 2), np.float32)
    points = np.array(segments, np.float32)[..., ::-1]
    low = points.min(axis=(0, 1))
    extent = float((points.max(axis=(0, 1)) - low).max())
    return np.asarray((points - low) / max(extent, 1.0), np.float32)


def draw(segments: Segments, height: int, pen: int, at: tuple[int, int], canvas: tuple[int, int]) -> Ink:
    """Draws a digit with a round pen.

    Args:
        segments: from `middle_lines`.
        height: of the drawn digit's longer side, its ink included, in pixels.
        pen: width of the pen in pixels.
        at: left and top of the drawn ink, in pixels.
        canvas: width and height of the canvas, in pixels.

    Returns:
        (height, width) uint8, 0 = paper, 255 = ink.
    """
    width, tall = canvas
    paper = np.ones((tall, width), np.uint8)
    corner = np.array(at, np.float32) + (pen - 1) / 2
    for start, end in np.rint(segments * max(1, height - pen) + corner).astype(int):
        cv2.line(paper, tuple(map(int, start)), tuple(map(int, end)), 0, 1)
    if paper.all():
        return np.zeros((tall, width), np.uint8)
    away = cv2.distanceTransform(paper, cv2.DIST_L2, 5)
    return np.asarray(255 * np.clip(pen / 2 + 0.5 - away, 0.0, 1.0), np.uint8)


def thinned(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Thins strokes to lines one pixel wide that hang together as the strokes did.

    Args:
        mask: (H, W) bool, True = ink.

    Returns:
        (H + 2, W + 2) bool: the lines, with a margin of one pixel.
    """
    ink = np.pad(mask, 1)
    while True:
        before = np.count_nonzero(ink)
        for first in (True, False):
            ink &= ~_removable(ink, first)
        if np.count_nonzero(ink) == before:
            return ink


def _removable(ink: NDArray[np.bool_], first: bool) -> NDArray[np.bool_]:
    """The pixels that one half of a round of Zhang and Suen takes away."""
    wide = np.pad(ink, 1)
    steps = (
        (-1, 0),
        (-1, 1),
        (0, 1),
        (1, 1),
        (1, 0),
        (1, -1),
        (0, -1),
        (-1, -1),
    )  # from the north, clockwise
    rows, columns = ink.shape
    around = np.stack([wide[1 + y : 1 + y + rows, 1 + x : 1 + x + columns] for y, x in steps])
    count = around.sum(axis=0)
    turns = (~around & np.roll(around, -1, axis=0)).sum(axis=0)
    north, east, south, west = around[0], around[2], around[4], around[6]
    if first:
        open_sides = ~(north & east & south) & ~(east & south & west)
    else:
        open_sides = ~(north & east & west) & ~(north & south & west)
    removable: NDArray[np.bool_] = ink & (count >= 2) & (count <= 6) & (turns == 1) & open_sides
    return removable
