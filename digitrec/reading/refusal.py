"""Ink that was seen and not read: where it stands, and why."""

from __future__ import annotations

from collections.abc import Sequence

from digitrec.page.components import Component
from digitrec.reading.found import PlacedLine
from digitrec.types import Box, Line, Refused

LEAST = 0.34  # heights of the line: what is smaller both ways is a dot or a comma, and needs no excuse
SMALL = 0.55  # heights: what is lower is smaller than the digits beside it
SHARED = 0.3  # of a component: if digits cover more of it, it was read
UNLIKE, TOO_SMALL, OF_A_LINE = "looks like no digit", "too small", "part of a line"
LONG = 2.5  # width over height of a stroke that is part of a line


def refused_ink(
    lines: Sequence[PlacedLine], read: Sequence[Line], shape: tuple[int, ...]
) -> tuple[Refused, ...]:
    """The components of lines that no digit was read in.

    Args:
        lines: what was seen.
        read: what was read in them.
        shape: of the image.
    """
    boxes = [digit.box for line in read for digit in line.digits]
    refused = []
    for line, place in ((one.line, one.place) for one in lines):
        for component in line.components:
            if max(component.box.width, component.box.height) < LEAST * line.height:
                continue
            box = place.box_on_image(component.box, shape)
            if sum(_shared(box, other) for other in boxes) <= SHARED * box.width * box.height:
                refused.append(Refused(box, _reason(component, line.height)))
    return tuple(refused)


def _reason(component: Component, height: float) -> str:
    box = component.box
    if box.height < SMALL * height:
        return OF_A_LINE if box.width > LONG * box.height else TOO_SMALL
    return UNLIKE


def _shared(one: Box, other: Box) -> int:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0, across) * max(0, down)
