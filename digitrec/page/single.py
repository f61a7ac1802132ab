"""Images of one digit: which of the ink is the digit.

A network has told the digit's ink from frames and neighbours. What remains of them, and strokes too faint to
count as ink, only the model of single digits can judge, so several choices are given.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from digitrec.page.components import Component, union_ink
from digitrec.page.segment import find_components
from digitrec.types import Ink

FAINT = 2.0  # ink at half of the threshold counts as ink, then
FAINT_SHARE = 1.15  # times as much ink, the fainter strokes included: then these are looked at too
ALONE = 3  # the largest components: each may be the digit alone


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be the digit of an image.

    Args:
        component: its ink.
        share: of all ink, above 0 and up to 1.
    """

    component: Component
    share: float


def single_choices(ink: Ink, stroke: float) -> list[Choice]:
    """What in an image of one digit may be that digit.

    Args:
        ink: (H, W) uint8, 128 is the threshold of ink.
        stroke: typical width of its strokes, pixels.

    Returns:
        Choices, the likeliest without a look at them first; none for a blank image.
    """
    components = sorted(find_components(ink, stroke), key=lambda component: -component.mass)
    if not components:
        return []
    alone = [[component] for component in components[:ALONE]]
    found = [components, *alone, _with_faint_strokes(ink, stroke, components)]
    unique = {frozenset(map(id, choice)): choice for choice in found if choice}
    total = sum(component.mass for component in components)
    return [
        Choice(union_ink(choice), min(1.0, sum(component.mass for component in choice) / total))
        for choice in unique.values()
    ]


def agreement(one: Ink, other: Ink) -> float:
    """How far two inks of one image agree, 0 to 1; 1 where one of them is blank.

    Args:
        one: (H, W) uint8.
        other: likewise.

    Returns:
        The share of the ink of each that the other has within a pixel, the lower of the two.
    """
    inks = [(ink >= 128).astype(np.uint8) for ink in (one, other)]
    if not all(ink.any() for ink in inks):
        return 1.0
    near = [cv2.dilate(ink, np.ones((3, 3), np.uint8)) > 0 for ink in inks]
    return min(float(near[1 - i][inks[i] > 0].mean()) for i in range(2))


def _with_faint_strokes(ink: Ink, stroke: float, components: list[Component]) -> list[Component]:
    """The ink with the fainter strokes that hang on it, which movement or a dry pen leaves; [] if few do."""
    faint = np.asarray(cv2.convertScaleAbs(ink, alpha=FAINT), np.uint8)
    if np.count_nonzero(faint >= 128) <= FAINT_SHARE * np.count_nonzero(ink >= 128):
        return []
    return [
        component
        for component in find_components(faint, stroke)
        if any(_touch(component, own) for own in components)
    ]


def _touch(one: Component, other: Component) -> bool:
    a, b = one.box, other.box
    return max(a.left, b.left) <= min(a.right, b.right) and max(a.top, b.top) <= min(a.bottom, b.bottom)
