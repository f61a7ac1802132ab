"""A component of ink: its place on the page and its pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from digitrec.page.normalise import to_model_input
from digitrec.types import Box, Glyph, Ink


@dataclass(frozen=True, eq=False)
class Component:
    """A component of ink.

    Args:
        left: pixels of the working image.
        top: pixels of the working image.
        ink: (h, w) uint8, 0 where the ink is not this component's.
    """

    left: int
    top: int
    ink: Ink

    @cached_property
    def box(self) -> Box:
        """Its extent, pixels of the working image."""
        return Box(self.left, self.top, self.left + self.ink.shape[1], self.top + self.ink.shape[0])

    @cached_property
    def glyph(self) -> Glyph:
        """What a model of single digits sees of it: (28, 28) float32."""
        return to_model_input(self.ink)

    @property
    def middle(self) -> float:
        """The x coordinate of its centre."""
        return self.left + int(self.ink.shape[1]) / 2

    @property
    def mass(self) -> float:
        """How much ink it has, in fully inked pixels."""
        return float(self.ink.sum(dtype=np.float64)) / 255


def union_box(components: Sequence[Component]) -> Box:
    """The extent of several components, at least one."""
    box = components[0].box
    for component in components[1:]:
        box = box.union(component.box)
    return box


def union_ink(components: Sequence[Component]) -> Component:
    """Several components as one."""
    if len(components) == 1:
        return components[0]
    box = union_box(components)
    ink = np.zeros((box.height, box.width), np.uint8)
    for component in components:
        y, x = component.top - box.top, component.left - box.left
        window = ink[y : y + component.ink.shape[0], x : x + component.ink.shape[1]]
        np.maximum(window, component.ink, out=window)
    return Component(box.left, box.top, ink)


def writing_height(components: Sequence[Component]) -> float:
    """How tall the writing is: the height that half of the ink's components, weighted by height, reach."""
    heights = np.sort(np.array([component.box.height for component in components], float))
    weights = np.cumsum(heights**2)
    return float(heights[np.searchsorted(weights, 0.5 * weights[-1])])
