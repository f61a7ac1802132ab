"""Specks in a line of writing: small ink that was taken for dust or stands far off, and may be a sign."""

from __future__ import annotations

import cv2
import numpy as np

from digitrec.page.components import Component, union_ink
from digitrec.page.segment import WrittenLine
from digitrec.types import Ink

LOWER, NARROWER = 0.42, 0.9  # heights: larger ink is no speck, ...
LEAST = 0.35  # ... and this much of a square as wide as a stroke is the least of one
BEFORE, BELOW = 0.6, 0.25  # heights: so far from the line's ink it may stand; never behind it
MOST = 12  # in a line: more are grain


def with_specks(line: WrittenLine, ink: Ink) -> Component:
    """The ink of a line, with the specks between its digits that were left out where the line was found.

    Args:
        line: a line of whole components.
        ink: (H, W) uint8, in which it was found.
    """
    own = union_ink(line.components)
    box, height = own.box, line.height
    left, bottom = max(0, round(box.left - BEFORE * height)), round(box.bottom + BELOW * height)
    part = ink[box.top : bottom, left : box.right]
    mask = (part >= 128).astype(np.uint8)
    near = np.zeros_like(mask)
    near[: own.ink.shape[0], box.left - left :] = own.ink > 0
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    taken = set(np.unique(labels[near > 0]).tolist())
    specks = []
    for label in range(1, count):
        x, y, w, h, area = stats[label].tolist()
        large = h > LOWER * height or w > NARROWER * height
        if label in taken or large or area < LEAST * line.stroke**2:
            continue
        window = slice(y, y + h), slice(x, x + w)
        speck = np.where(labels[window] == label, part[window], 0).astype(np.uint8)
        specks.append(Component(left + x, box.top + y, speck))
    return union_ink([own, *specks]) if len(specks) <= MOST else own
