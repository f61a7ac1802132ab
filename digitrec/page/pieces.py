"""A piece of ink: its place on the page and its pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digitrec.types import Box, Ink


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A piece of ink.

    Args:
        left: pixels of the working image.
        top: pixels of the working image.
        ink: (h, w) uint8, 0 where the ink is not this piece's.
    """

    left: int
    top: int
    ink: Ink

    @property
    def box(self) -> Box:
        """Its extent, pixels of the working image."""
        return Box(self.left, self.top, self.left + self.ink.shape[1], self.top + self.ink.shape[0])

    @property
    def middle(self) -> float:
        """The x coordinate of its centre."""
        return self.left + int(self.ink.shape[1]) / 2

    @property
    def mass(self) -> float:
        """How much ink it has, in fully inked pixels."""
        return float(self.ink.sum(dtype=np.float64)) / 255


def union_ink(pieces: Sequence[Piece]) -> Piece:
    """Several pieces as one."""
    if len(pieces) == 1:
        return pieces[0]
    box = pieces[0].box
    for piece in pieces[1:]:
        box = box.union(piece.box)
    ink = np.zeros((box.height, box.width), np.uint8)
    for piece in pieces:
        y, x = piece.top - box.top, piece.left - box.left
        window = ink[y : y + piece.ink.shape[0], x : x + piece.ink.shape[1]]
        np.maximum(window, piece.ink, out=window)
    return Piece(box.left, box.top, ink)


def writing_height(pieces: Sequence[Piece]) -> float:
    """How tall the writing is: the height that half of the ink's pieces, weighted by height, reach."""
    heights = np.sort(np.array([piece.box.height for piece in pieces], float))
    weights = np.cumsum(heights**2)
    return float(heights[np.searchsorted(weights, 0.5 * weights[-1])])
