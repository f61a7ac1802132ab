"""Marks along the edges of an image: the frame of a cell, the border of a scan, the shadow of a desk.

Such a mark touches the edge over most of its length and keeps to it. It need not be straight or as long as a
rule, since a crop cuts frames off slantwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.page.rules import is_bare, is_tight
from digitrec.types import Ink

Mask = NDArray[np.uint8]  # (H, W): 0 or 1


@dataclass(frozen=True, slots=True)
class RimSettings:
    """What counts as a mark along an edge."""

    reach: float = 0.12  # of the image's shorter side: it keeps within this of the edge
    length: float = 0.25  # of the edge's length, at least
    thickness: float = 0.08  # of the image's shorter side: its area by its length, at most
    touch: float = 0.5  # of its length touches the edge ...
    bare: float = 0.03  # of the ink: if no more is left without them, they were the writing
    outermost: int = 2  # ... which is so many pixels wide


def find_rims(ink: Ink, settings: RimSettings = RimSettings()) -> Mask:
    """Finds marks along the edges of an ink map.

    Args:
        ink: (H, W) uint8, 128 is the threshold of ink.
        settings: what counts as such a mark.

    Returns:
        (H, W) uint8, 1 on them; all 0 where they may be the writing itself: little else is left, or a crop is
        as tall as its digits.
    """
    mask = (ink >= 96).astype(np.uint8)
    level = _along(mask, settings) | _along(mask[::-1], settings)[::-1]
    upright = (_along(mask.T, settings) | _along(mask.T[::-1], settings)[::-1]).T
    if not (level.any() or upright.any()):
        return np.zeros_like(mask)
    plain: Ink = np.where((level | upright) > 0, 0, ink).astype(np.uint8)
    if is_bare(plain, ink, settings.bare):
        return np.zeros_like(mask)
    if upright.any() and is_tight(plain):
        upright = np.zeros_like(mask)
    both: Mask = level | upright
    return both


def _along(mask: Mask, settings: RimSettings) -> Mask:
    """The marks along the first row."""
    height, width = mask.shape
    shorter = min(height, width)
    reach = max(settings.outermost, round(settings.reach * shorter))
    found = np.zeros_like(mask)
    touched = mask[: settings.outermost].any(axis=0)
    if np.count_nonzero(touched) < settings.touch * settings.length * width:
        return found
    strip = np.ascontiguousarray(mask[: reach + 1])
    count, labels, stats, _ = cv2.connectedComponentsWithStats(strip, connectivity=8)
    for label in range(1, count):
        _, top, length, depth, area = (int(value) for value in stats[label])
        if top >= settings.outermost or top + depth > reach or length < settings.length * width:
            continue
        own = labels == label
        touching = np.count_nonzero(own[: settings.outermost].any(axis=0))
        if touching >= settings.touch * length and area <= settings.thickness * shorter * length:
            found[: reach + 1][own] = 1
    return found
