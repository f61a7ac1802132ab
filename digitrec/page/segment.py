"""Ink to lines of writing: components from left to right, which `decode` puts together to digits.

Connected ink is found, specks are dropped relative to the width of the strokes, lines are followed from
neighbour to neighbour so that slanting and curving rows stay one, and what the model doubts to be one digit
is cut where little ink is lost (see `cuts`). What belongs together is decided later, by what the components
and their unions look like.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import cv2
import numpy as np

from digitrec.page.breaks import mended
from digitrec.page.components import Component, union_ink, writing_height
from digitrec.page.cuts import CutSettings, cut_apart
from digitrec.page.images import inked, quantile
from digitrec.page.lines import follow_lines
from digitrec.types import Ink


@dataclass(frozen=True, slots=True)
class SegmentSettings:
    """What counts as writing; sizes in heights of the writing unless said otherwise."""

    speck: float = 1.0  # widths of a stroke: smaller ink both ways is dust
    small: float = 0.42  # lower than this is a mark or a part, not a digit
    bar_gap: float = 0.3  # a part this far above or below a digit's strokes belongs to it
    most: int = 1500  # components: more are no page of digits, and would take long


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """One line of writing.

    Args:
        components: from left to right; neighbours may belong to one digit.
        height: how tall its digits are, pixels.
        stroke: typical width of its strokes, pixels.
    """

    components: tuple[Component, ...]
    height: float
    stroke: float


def segment(
    ink: Ink, stroke: float, settings: SegmentSettings = SegmentSettings()
) -> tuple[WrittenLine, ...]:
    """Finds the lines of writing in an ink map, and the components that their digits are made of.

    Args:
        ink: (H, W) uint8, 128 is the threshold of ink; rules already taken out.
        stroke: typical width of the strokes, pixels.
        settings: what counts as writing.

    Returns:
        Lines from top to bottom; none for a blank page, or one of more components than a page of digits has.
    """
    components = find_components(ink, stroke, settings)
    if not 0 < len(components) <= settings.most:
        return ()
    components = mended(components, stroke)
    height = writing_height(components)
    mains = [component for component in components if component.box.height >= settings.small * height]
    parts = [component for component in components if component.box.height < settings.small * height]
    lines = follow_lines(mains, parts, height)
    found = []
    for members in lines:
        tall = quantile(np.array([component.box.height for component in members], float), 0.7)
        found.append(WrittenLine(tuple(with_bars(members, tall, settings)), tall, stroke))
    return tuple(found)


def cut_line(
    line: WrittenLine,
    doubtful: Collection[int],
    settings: CutSettings = CutSettings(),  # noqa: B008
) -> WrittenLine:
    """Cuts some components of a line wherever two digits might touch.

    Args:
        line: a line of whole components.
        doubtful: indices of the components that may be more than one digit.
        settings: where to cut.

    Returns:
        The line with these components cut, from left to right.
    """
    parts: list[Component] = []
    for index, component in enumerate(line.components):
        parts += (
            cut_apart(component, line.height, line.stroke, settings) if index in doubtful else [component]
        )
    parts.sort(key=lambda component: component.middle)
    return replace(line, components=tuple(parts))


def find_components(
    ink: Ink, stroke: float, settings: SegmentSettings = SegmentSettings()
) -> list[Component]:
    """Connected ink, without dust."""
    mask = (ink >= 128).astype(np.uint8)
    rows, columns = inked(mask, margin=1)
    ink = ink[rows, columns]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask[rows, columns], connectivity=8)
    components = []
    speck = max(2.0, settings.speck * stroke)
    for label in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[label])
        if (width <= speck and height <= speck) or area < 0.6 * speck * speck:
            continue
        x, y = max(0, left - 1), max(0, top - 1)
        window = (slice(y, top + height + 1), slice(x, left + width + 1))
        own = (labels[window] == label).astype(np.uint8)
        free = (labels[window] == 0) | (own > 0)
        soft = (cv2.dilate(own, np.ones((3, 3), np.uint8)) > 0) & free
        components.append(
            Component(columns.start + x, rows.start + y, np.where(soft, ink[window], 0).astype(np.uint8))
        )
    return components


def with_bars(
    members: list[Component], height: float, settings: SegmentSettings = SegmentSettings()
) -> list[Component]:
    """Joins parts that stand above or below one another: the loose bar of a 5, the halves of a broken 8.

    Args:
        members: the components of a line.
        height: how tall its digits are, pixels.
        settings: how near such parts are.

    Returns:
        From left to right.
    """
    components = sorted(members, key=lambda component: -component.box.height)
    joined: list[Component] = []
    for component in components:
        for index, host in enumerate(joined):
            if _stacked(host, component, height, settings):
                joined[index] = union_ink((host, component))
                break
        else:
            joined.append(component)
    return sorted(joined, key=lambda component: component.middle)


def _stacked(host: Component, part: Component, height: float, settings: SegmentSettings) -> bool:
    a, b = host.box, part.box
    shared = min(a.right, b.right) - max(a.left, b.left)
    if shared < 0.6 * min(a.width, b.width):
        return False
    gap = max(a.top, b.top) - min(a.bottom, b.bottom)
    union = a.union(b)
    return gap <= settings.bar_gap * height and union.height <= 1.35 * height and union.width <= 1.3 * height
