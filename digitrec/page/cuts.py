"""Touching digits: where one component of ink may be cut in two.

A cut is a path from the top of the component to its bottom that passes through as little ink as possible (a
seam, found by dynamic programming as in Avidan and Shamir 2007, here of the ink itself): between the
strokes where it can, and through the ligature where two digits touch. Seams from the valleys of the outline
and cheap ones, well apart from one another, are kept as hypotheses; which of them are real is for the
decoder to say.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.page.components import Component
from digitrec.page.peaks import find_peaks


@dataclass(frozen=True, slots=True)
class CutSettings:
    """Where to cut."""

    least_width: float = 0.3  # heights of the writing: narrower components are one digit
    valley: float = 0.12  # heights of the writing: how deep a valley of the outline is
    deep: float = 7.0  # widths of a stroke: a seam from a valley may cross this much ink
    dearest: float = 3.2  # widths of a stroke: any other seam through more ink cuts a digit, not a ligature
    apart: float = 0.14  # heights of the writing between two seams
    hole: float = 0.8  # of a pixel of ink: the price of a pixel within a loop; no cut belongs there
    most: int = 9  # seams a component
    sideways: float = 0.35  # of a pixel of ink: the price of a step to the side


def cut_apart(component: Component, height: float, stroke: float, settings: CutSettings) -> list[Component]:
    """Cuts a component at every place where two digits might touch.

    Args:
        component: connected ink.
        height: how tall the writing is, pixels.
        stroke: typical width of a stroke, pixels.
        settings: where to cut.

    Returns:
        The parts from left to right; the component itself if it is narrow or nothing can be cut.
    """
    if component.ink.shape[1] < settings.least_width * height:
        return [component]
    ink = (component.ink / 255).astype(np.float32)
    price = (ink + settings.hole * _holes(ink)).astype(np.float32)
    found: list[tuple[float, NDArray[np.intp]]] = []
    for upside_down in (False, True):
        field = np.ascontiguousarray(ink[::-1]) if upside_down else ink
        costs, steps = seam_costs(price[::-1] if upside_down else price, settings.sideways)
        at_end = costs[-1]
        for place, deep in _places(field, at_end, height, stroke, settings):
            seam = trace_seam(steps, place)
            # Valleys come first: a seam from one goes where two outlines meet.
            rank = at_end[place] / settings.deep if deep else stroke + at_end[place] / settings.dearest
            found.append((float(rank), seam[::-1] if upside_down else seam))
    found.sort(key=lambda entry: entry[0])
    seams: list[NDArray[np.intp]] = []
    for _, seam in found:
        if len(seams) < settings.most and all(
            float(np.abs(seam - other).mean()) >= settings.apart * height for other in seams
        ):
            seams.append(seam)
    return _split(component, seams)


def _holes(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """1 where paper is enclosed by ink, else 0."""
    paper = cv2.copyMakeBorder((ink < 0.5).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    cv2.floodFill(paper, None, (0, 0), 0)
    holes: NDArray[np.float32] = paper[1:-1, 1:-1].astype(np.float32)
    return holes


def _places(
    ink: NDArray[np.float32], costs: NDArray[np.float32], height: float, stroke: float, settings: CutSettings
) -> list[tuple[int, bool]]:
    """Columns of the last row where a seam may end, and whether a valley of the outline is there."""
    width = len(costs)
    inked = ink[::-1] >= 0.5
    profile = np.where(inked.any(axis=0), inked.argmax(axis=0), ink.shape[0]).astype(np.float64)
    deep = find_peaks(profile, prominence=settings.valley * height)
    cheap = find_peaks(-costs.astype(np.float64), distance=max(1, round(settings.apart * height)))
    margin = max(2, round(0.08 * height))
    places = [(int(x), True) for x in deep if costs[x] <= settings.deep * stroke]
    places += [(int(x), False) for x in cheap if costs[x] <= settings.dearest * stroke]
    return [(x, valley) for x, valley in places if margin <= x < width - margin]


def seam_costs(ink: NDArray[np.float32], sideways: float) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """The cheapest way from the top to every pixel, in fully inked pixels crossed.

    Args:
        ink: (H, W) float32 in [0, 1].
        sideways: the price of a step to the side.

    Returns:
        (H, W) float32 costs, and (H, W) int8 steps: the column in the row above, -1, 0 or 1 from this one.
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


def _split(component: Component, seams: list[NDArray[np.intp]]) -> list[Component]:
    """The ink between consecutive seams."""
    if not seams:
        return [component]
    columns = np.arange(component.ink.shape[1])[None, :]
    owner = np.zeros(component.ink.shape, np.intp)
    for seam in seams:
        owner += columns >= seam[:, None]
    parts = []
    for index in range(len(seams) + 1):
        own = np.where(owner == index, component.ink, 0).astype(np.uint8)
        rows, cols = np.flatnonzero(own.max(axis=1) >= 64), np.flatnonzero(own.max(axis=0) >= 64)
        if rows.size == 0:
            continue
        cut = own[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
        parts.append(Component(component.left + int(cols[0]), component.top + int(rows[0]), cut))
    return parts or [component]
