"""Mends broken digits: a pen that skips leaves them in pieces.

A thin gap, where it skipped or a rule was taken out, leaves one half of a digit above the other. The halves
would make two lines of small digits: an 8 two zeros, a 3 a 7 and a 2. A mended digit is about as tall as the
whole ones beside it, which two rows that nearly touch are not.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from digitrec.page.components import Component, union_ink, writing_height

WIDEST = 1.6  # widths of a stroke: a gap between the halves of a digit, ...
HOOKED = 2.5  # ... and between halves that reach into one another, as two rows never do
SHARED = 0.5  # of the narrower half: how much of it stands above or below the other
STACKED = 1.9  # height over width: what is more slender may be digits of several rows
TALLEST = 1.5  # heights of a whole digit: no other digit is taller
MARK = 0.45  # heights of a digit: what is lower is a comma or a dash


def mended(components: Sequence[Component], stroke: float) -> list[Component]:
    """Joins the halves of broken digits.

    Args:
        components: connected ink.
        stroke: typical width of the strokes, pixels.

    Returns:
        The components, halves joined; the order is another one.
    """
    groups = _groups(components, _broken(components, stroke))
    halves = [group for group in groups if len(group) > 1]
    if not halves:
        return list(components)
    whole = [group[0] for group in groups if len(group) == 1]
    unions = [union_ink(group) for group in halves]
    digits = [union for union in unions if union.box.height <= STACKED * union.box.width]
    usual = writing_height(digits or components)
    heights = [component.box.height for component in whole]
    tallest = TALLEST * max([height for height in heights if height >= MARK * usual], default=usual)
    for group, union in zip(halves, unions, strict=True):
        whole += [union] if union.box.height <= tallest else group
    return whole


def _broken(components: Sequence[Component], stroke: float) -> list[tuple[int, int]]:
    """The pairs of components that stand one above the other with hardly anything between them."""
    boxes = np.array(
        [(b.left, b.top, b.right, b.bottom) for b in (component.box for component in components)]
    )
    if len(boxes) < 2:
        return []
    left, top, right, bottom = boxes.T
    shared = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    above = (shared >= SHARED * np.minimum.outer(right - left, right - left)) & (top[:, None] < top)
    between = top - bottom[:, None]
    widest = np.where(between < 0, HOOKED, WIDEST) * stroke
    close = above & (between <= widest) & (bottom[:, None] < bottom)
    return [
        (a, b)
        for a, b in np.argwhere(close).tolist()
        if _distance(components[a], components[b]) <= widest[a, b]
    ]


def _distance(a: Component, b: Component) -> float:
    """How far the ink of two components is apart, pixels."""
    box = a.box.union(b.box)
    masks = np.ones((2, box.height, box.width), np.uint8)
    for mask, component in zip(masks, (a, b), strict=True):
        y, x = component.top - box.top, component.left - box.left
        mask[y : y + component.ink.shape[0], x : x + component.ink.shape[1]] = component.ink < 128
    away = cv2.distanceTransform(masks[0], cv2.DIST_L2, 5)
    return float(away[masks[1] == 0].min()) - 1 if not masks[1].all() else float("inf")


def _groups(components: Sequence[Component], pairs: Sequence[tuple[int, int]]) -> list[list[Component]]:
    """Components that pairs connect, directly or through others."""
    group = list(range(len(components)))
    for a, b in pairs:
        old, new = group[b], group[a]
        group = [new if one == old else one for one in group]
    return [
        [components[i] for i in range(len(components)) if group[i] == one] for one in dict.fromkeys(group)
    ]
