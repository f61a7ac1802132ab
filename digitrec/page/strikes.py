"""Lines across an image of one digit, from its left edge to its right one: taken out as a proposal.

A rule that slants, a dotted line or a crack runs through the digit and past it on both sides. It is found at
the edges, where nothing else is, and what lies between its ends and is hardly taller than the line is thick
goes with it. Strokes that pass through the line are taller there, and stay.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.page.images import odd
from digitrec.types import Ink


@dataclass(frozen=True, slots=True)
class StrikeSettings:
    """What is a line across; lengths are shares of the image's height."""

    edge: float = 0.04  # of the image's width: the line is measured within this of its ends
    thickest: float = 0.16  # no line is thicker where it leaves the image
    strays: tuple[float, ...] = (0.0, -0.18, 0.18)  # how far the line goes up or down between its ends
    beside: float = 0.025  # what else belongs to it
    upright: float = 2.2  # thicknesses: what stands no longer than this is the line


def without_strike(ink: Ink, settings: StrikeSettings = StrikeSettings()) -> list[Ink]:
    """The ink without the line that crosses it.

    Args:
        ink: (h, w) uint8, 0 = paper, 255 = ink.
        settings: what is a line.

    Returns:
        (h, w) uint8 for each way it may go; nothing where no line leaves the image on both sides.
    """
    height, width = ink.shape
    margin = max(2, round(settings.edge * width))
    ends = [_end(ink[:, :margin], settings), _end(ink[:, -margin:], settings)]
    if ends[0] is None or ends[1] is None:
        return []
    (left, one), (right, other) = ends[0], ends[1]
    path = np.linspace(left, right, width)
    return [_without(ink, path, stray * height, max(one, other), settings) for stray in settings.strays]


def _without(
    ink: Ink, path: NDArray[np.float64], stray: float, thickness: float, settings: StrikeSettings
) -> Ink:
    rows = np.arange(len(ink))[:, None]
    path = path + stray / 2
    reach = settings.beside * len(ink) + abs(stray) / 2 + thickness / 2
    band = np.abs(rows - path) <= reach
    tall = cv2.getStructuringElement(cv2.MORPH_RECT, (1, max(2, round(settings.upright * thickness) + 1)))
    strokes = cv2.morphologyEx((ink >= 128).astype(np.uint8), cv2.MORPH_OPEN, tall)
    rest = np.where(band & (cv2.dilate(strokes, np.ones((3, 3), np.uint8)) == 0), 0, ink).astype(np.uint8)
    round_ = cv2.getStructuringElement(
        cv2.MORPH_ELLIPSE, (odd(2 * (settings.beside * len(ink) + thickness / 2) + 2),) * 2
    )
    bridged = cv2.morphologyEx(rest, cv2.MORPH_CLOSE, round_)
    return np.where(band, np.minimum(bridged, ink), rest).astype(np.uint8)


def _end(side: Ink, settings: StrikeSettings) -> tuple[float, float] | None:
    """The height and the thickness of the only line in a strip of ink; None if there is none, or more."""
    rows = np.flatnonzero((side >= 128).any(axis=1))
    if rows.size == 0 or rows[-1] - rows[0] >= settings.thickest * len(side):
        return None
    thickness = float((side >= 128).sum(axis=0).max())
    return float(rows.mean()), max(1.0, thickness)
