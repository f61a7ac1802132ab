"""Touching digits: where one piece of ink may be cut in two.

A cut is a path from the top of the piece to its bottom that passes through as little ink as possible (a seam, found by
dynamic programming as in Avidan and Shamir 2007, here of the ink itself): between the strokes where it can, along
contour valleys, and through the ligature where two digits touch. Cheap seams well apart from one another are kept as
hypotheses; which of them are real is for the decoder to say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitrec.page.pieces import Piece


@dataclass(frozen=True, slots=True)
class CutSettings:
    """When and where to cut."""

    least_width: float = 0.62  # heights of the writing: narrower pieces are one digit
    dearest: float = 2.6  # widths of a stroke: a seam through more ink cuts a digit, not a ligature
    apart: float = 0.2  # heights of the writing between two seams
    most: int = 7  # seams a piece
    sideways: float = 0.35  # of a pixel of ink: the price of a step to the side


def cut_apart(piece: Piece, height: float, stroke: float, settings: CutSettings) -> list[Piece]:
    """Cuts a piece at every place where two digits might touch.

    Args:
        piece: connected ink.
        height: how tall the writing is, pixels.
        stroke: typical width of a stroke, pixels.

    Returns:
        The parts from left to right; the piece itself if it is narrow or nothing can be cut.
    """
    width = piece.ink.shape[1]
    if width < settings.least_width * height:
        return [piece]
    ink = piece.ink.astype(np.float32) / 255
    costs, origins = seam_costs(ink, settings.sideways)
    places = _valleys(costs[-1], settings.dearest * stroke, settings.apart * height, settings.most)
    seams = [trace_seam(origins, place) for place in places]
    return _split(piece, seams)


def seam_costs(ink: NDArray[np.float32], sideways: float) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """The cheapest way from the top to every pixel, in fully inked pixels crossed.

    Args:
        ink: (H, W) float32 in [0, 1].
        sideways: the price of a step to the side.

    Returns:
        (H, W) float32 costs, and (H, W) int8 steps (-1, 0, 1): the column of the row above, relative to this one.
    """
    height, width = ink.shape
    costs = np.empty_like(ink)
    steps = np.zeros((height, width), np.int8)
    costs[0] = ink[0]
    choices = np.full((3, width), np.inf, np.float32)
    for row in range(1, height):
        above = costs[row - 1]
        choices[0, 1:] = above[:-1] + sideways
        choices[1] = above
        choices[2, :-1] = above[1:] + sideways
        best = choices.argmin(axis=0)
        costs[row] = ink[row] + choices[best, np.arange(width)]
        steps[row] = best.astype(np.int8) - 1
    return costs, steps


def trace_seam(steps: NDArray[np.int8], column: int) -> NDArray[np.intp]:
    """The column of the seam in every row, from its end at the bottom."""
    seam = np.empty(steps.shape[0], np.intp)
    for row in range(steps.shape[0] - 1, -1, -1):
        seam[row] = column
        column += int(steps[row, column])
    return seam


def _valleys(costs: NDArray[np.float32], dearest: float, apart: float, most: int) -> list[int]:
    """The cheapest columns to end at, well apart from each other and from the ends."""
    order = np.argsort(costs, kind="stable")
    places: list[int] = []
    margin = max(2.0, 0.6 * apart)
    for column in order:
        if costs[column] > dearest or len(places) == most:
            break
        if margin <= column < len(costs) - margin and all(abs(column - other) >= apart for other in places):
            places.append(int(column))
    return sorted(places)


def _split(piece: Piece, seams: list[NDArray[np.intp]]) -> list[Piece]:
    """The ink between consecutive seams."""
    if not seams:
        return [piece]
    columns = np.arange(piece.ink.shape[1])[None, :]
    owner = np.zeros(piece.ink.shape, np.intp)
    for seam in seams:
        owner += columns >= seam[:, None]
    parts = []
    for index in range(len(seams) + 1):
        own = np.where(owner == index, piece.ink, 0).astype(np.uint8)
        rows, cols = np.flatnonzero(own.max(axis=1) >= 128), np.flatnonzero(own.max(axis=0) >= 128)
        if rows.size == 0 or cols.size == 0:
            continue
        cut = own[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
        parts.append(Piece(piece.left + int(cols[0]), piece.top + int(rows[0]), cut))
    return parts or [piece]
