"""Images of one digit: which of the ink is the digit, and which belongs to a frame or a neighbour.

A crop shows the digit whole or cut off at an edge, often with the frame of its cell and the remains of
neighbours. Only a model can see which choice looks like a digit, so several are given.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from digitrec.page.components import Component, union_ink, writing_height
from digitrec.page.segment import find_components
from digitrec.types import Ink

FAINT = 2.0  # ink at half of the threshold counts as ink, then


@dataclass(frozen=True, slots=True)
class SingleSettings:
    """What may be the one digit of an image."""

    rim: float = 0.12  # of the image's shorter side: what keeps within this of an edge is a frame, ...
    rim_length: float = 0.25  # ... if it is as long as this
    inner: float = 0.25  # of the ink: if so much keeps clear of the image's edge, that may be the digit
    debris: float = 0.2  # of the largest component: smaller ones at the image's edge are not the digit's
    near: float = 0.3  # of the writing's height: components nearer than this may be parts of one digit
    faint_share: float = 1.15  # times as much ink, the fainter strokes included: then these are looked at too
    edge_share: float = 0.5  # how much of the ink of components at the edge counts as left out


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be the digit of an image.

    Args:
        component: its ink.
        share: of the ink that counts, above 0 and up to 1.
    """

    component: Component
    share: float


def single_choices(ink: Ink, stroke: float, settings: SingleSettings = SingleSettings()) -> list[Choice]:
    """What in an image of one digit may be that digit.

    Args:
        ink: (H, W) uint8, 128 is the threshold of ink.
        stroke: typical width of its strokes, pixels.
        settings: how frames and neighbours are told from it.

    Returns:
        Choices, the likeliest without a look at them first; none for a blank image.
    """
    shape = ink.shape
    components = find_components(ink, stroke)
    written = [component for component in components if not _is_frame(component, shape, settings)]
    components = written or components
    if not components:
        return []
    least = settings.debris * max(component.mass for component in components)
    components = [
        component for component in components if component.mass >= least or not at_edge(component, shape)
    ]
    components.sort(key=lambda component: -component.mass)
    inner = [component for component in components if not at_edge(component, shape)]
    weights = {id(p): p.mass * (settings.edge_share if at_edge(p, shape) else 1.0) for p in components}
    found = [
        components,
        _near(components[0], components, settings),
        components[:1],
        components[1:2],
        components[2:3],
    ]
    if inner and sum(p.mass for p in inner) >= settings.inner * sum(p.mass for p in components):
        near = [_near(inner[0], own, settings) for own in (inner, components)]
        found = [inner, near[0], inner[:1], near[1], *found]
    found.append(_with_faint_strokes(ink, stroke, components, settings))
    unique = {frozenset(map(id, choice)): choice for choice in found if choice}
    total = sum(weights.values())
    return [
        Choice(union_ink(c), min(1.0, sum(weights.get(id(p), p.mass) for p in c) / total))
        for c in unique.values()
    ]


def _with_faint_strokes(
    ink: Ink, stroke: float, components: list[Component], settings: SingleSettings
) -> list[Component]:
    """The ink with the fainter strokes that hang on it, which movement or a dry pen leaves; [] if few do."""
    faint = np.asarray(cv2.convertScaleAbs(ink, alpha=FAINT), np.uint8)
    if np.count_nonzero(faint >= 128) <= settings.faint_share * np.count_nonzero(ink >= 128):
        return []
    return [
        component
        for component in find_components(faint, stroke)
        if not _is_frame(component, faint.shape, settings)
        and any(gap_between(component, own) == 0 for own in components)
    ]


def at_edge(component: Component, shape: tuple[int, ...]) -> bool:
    """Whether a component reaches the edge of an ink map of (h, w) pixels."""
    box = component.box
    return box.left <= 1 or box.top <= 1 or box.right >= shape[1] - 1 or box.bottom >= shape[0] - 1


def gap_between(one: Component, other: Component) -> int:
    """Pixels between two boxes, the larger of across and down; 0 if they overlap."""
    a, b = one.box, other.box
    return max(0, a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom)


def _near(component: Component, others: list[Component], settings: SingleSettings) -> list[Component]:
    reach = settings.near * writing_height(others)
    return [other for other in others if gap_between(component, other) <= reach]


def _is_frame(component: Component, shape: tuple[int, ...], settings: SingleSettings) -> bool:
    """Whether a component runs along an edge of the image and keeps to it."""
    box, (height, width) = component.box, shape[:2]
    rim = settings.rim * min(height, width)
    beside = (box.right <= rim or box.left >= width - rim) and box.height >= settings.rim_length * height
    above = (box.bottom <= rim or box.top >= height - rim) and box.width >= settings.rim_length * width
    return beside or above
