"""Ink of a cut-out to lines of writing: which ink belongs to which row, and which rows follow one another.

The network that finds the ink also says where rows run (their kernels: narrow bands that keep apart however
close rows are, as in PSENet, Wang et al. 2019). Every connected component of ink belongs to the row it
touches; one that touches two is divided between them, pixel by pixel, by which is nearer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.page.breaks import mended
from digitrec.page.components import Component
from digitrec.page.images import quantile
from digitrec.page.normalise import stroke_width
from digitrec.page.segment import WrittenLine, find_components, with_bars
from digitrec.types import Ink

LEVEL = 0.4  # heights: the next part of a row is at most so much higher or lower, ...
STEEP = 0.05  # ... and this much more for each height it is further away
SHORT = 1.5  # heights: so long a row tells half of its slope
REACH = 20.0  # heights: parts further apart are rows of their own
OVERLAP = 0.5  # heights by which the parts of a row may overlap, as they slant
ALIKE = 1.6  # parts of a row differ in height by this factor at most
INKED = 128  # of 255: the threshold of ink
LEAST_HEIGHT = 0.5  # of the height a cut-out is made for: digits of a line are not lower than this
REDUCTION = 2  # pixels of the cut-out for one of the kernels, both ways


@dataclass(frozen=True, slots=True)
class RowSettings:
    """What is a row; lengths in heights of the digits that a cut-out is made for."""

    kernel: float = 0.5  # probability from which on a pixel belongs to a row
    least_area: float = 0.03  # square heights; the kernel of a 1 covers about 0.14
    beside: float = 0.7  # ink that touches no row belongs to one as near as this


@dataclass(frozen=True, slots=True)
class End:
    """Where a part of a row begins and ends, and how tall its digits are; pixels."""

    left: float
    left_y: float
    right: float
    right_y: float
    height: float


def written_lines(
    ink: Ink,
    kernels: NDArray[np.float32],
    own: NDArray[np.uint8],
    height: float,
    settings: RowSettings = RowSettings(),
) -> list[WrittenLine]:
    """The lines of writing of a cut-out.

    Args:
        ink: (H, W) uint8, 0 = paper, 255 = ink.
        kernels: (H / 2, W / 2) float32, probability that a row runs through.
        own: (H / 2, W / 2) uint8, 1 where rows of this cut-out may run: others are left to theirs.
        height: of the digits that the cut-out is made for, pixels.
        settings: what is a row.

    Returns:
        From top to bottom; none where no ink is.
    """
    stroke = stroke_width((ink >= INKED).astype(np.uint8))
    rows = _rows(kernels, own, height, settings) if stroke else None
    if rows is None:
        return []
    lines, count = rows
    parts = [
        (component, _parted(component, lines, height, settings)) for component in find_components(ink, stroke)
    ]
    settled = {shared[0][0] for _, shared in parts if len(shared) == 1}
    members: list[list[Component]] = [[] for _ in range(count + 1)]
    for component, shared in parts:
        for number, part in _undivided(component, shared, settled):
            members[number].append(part)
    return [_line(components, height, stroke) for components in members[1:] if components]


def _undivided(
    component: Component, shared: list[tuple[int, Component]], settled: set[int]
) -> list[tuple[int, Component]]:
    """The parts of a component, or all of it in one row if another holds nothing else: the tail of a 7.

    Args:
        component: connected ink.
        shared: the rows it belongs to, each with its part of it.
        settled: rows that hold a component of their own.
    """
    if len(shared) < 2 or all(number in settled for number, _ in shared):
        return shared
    kept = [part for part in shared if part[0] in settled] or shared
    number, _ = max(kept, key=lambda part: cv2.countNonZero(part[1].ink))
    return [(number, component)]


def _rows(
    kernels: NDArray[np.float32], own: NDArray[np.uint8], height: float, settings: RowSettings
) -> tuple[NDArray[np.int32], int] | None:
    """A map of the rows, (H / 2, W / 2) int32, 0 = none, and how many there are."""
    mask = (kernels > settings.kernel).astype(np.uint8)
    count, found, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    labels = np.asarray(found, np.int32)
    least = settings.least_area * (height / REDUCTION) ** 2
    inside = np.bincount(labels[own > 0], minlength=count)
    kept = [i for i in range(1, count) if stats[i, cv2.CC_STAT_AREA] >= least and inside[i]]
    if not kept:
        return None
    parts = [_ends(labels, stats[i], i, height) for i in kept]
    table, lines = np.zeros(count, np.int32), follow(parts)
    for number, members in enumerate(lines, start=1):
        table[[kept[i] for i in members]] = number
    return table[labels], len(lines)


def _ends(labels: NDArray[np.int32], stats: NDArray[np.int32], number: int, height: float) -> End:
    left, top, width, tall = (int(v) for v in stats[:4])
    rows, columns = np.nonzero(labels[top : top + tall, left : left + width] == number)
    slope = float(np.polyfit(columns, rows, 1)[0]) if width > 2 * tall else 0.0
    middle, centre = float(rows.mean()), float(columns.mean())
    ends = [top + middle + slope * (x - centre) for x in (0, width)]
    return End(REDUCTION * left, REDUCTION * ends[0], REDUCTION * (left + width), REDUCTION * ends[1], height)


class _Chain:
    """Parts of a row from left to right, and the straight line through their ends."""

    def __init__(self, index: int, part: End) -> None:
        self.members = [index]
        self.last = part
        self._points: list[tuple[float, float]] = []
        self._add(part)

    def append(self, index: int, part: End) -> None:
        """The next part."""
        self.members.append(index)
        self.last = part
        self._add(part)

    @property
    def level(self) -> float:
        """Its mean y."""
        return sum(y for _, y in self._points) / len(self._points)

    def step(self, part: End, alike: float) -> float:
        """How far off its line and away a part is, in heights; infinite if it is on another line."""
        last = self.last
        height = max(last.height, part.height)
        gap = (part.left - last.right) / height
        along = (part.left + part.right - last.left - last.right) / 2
        rise = (part.left_y + part.right_y - last.left_y - last.right_y) / 2
        step = abs(rise - self._slope(height) * along) / height
        fits = -OVERLAP <= gap <= REACH and step <= LEVEL + STEEP * max(gap, 0.0)
        if not fits or height > alike * min(last.height, part.height):
            return float("inf")
        return step + STEEP * max(gap, 0.0)

    def _add(self, part: End) -> None:
        self._points += [(part.left, part.left_y), (part.right, part.right_y)]

    def _slope(self, height: float) -> float:
        """Of its line (ridge regression): a short one hardly tells, and is taken to be level."""
        points = np.array(self._points)
        x, y = (points - points.mean(axis=0)).T
        return float(x @ y / (x @ x + (SHORT * height) ** 2))


def follow(parts: Sequence[End], alike: float = ALIKE) -> list[list[int]]:
    """Which parts of rows follow one another on one line.

    Args:
        parts: in any order, in upright coordinates.
        alike: they differ in height by this factor at most.

    Returns:
        Indices of the parts of each line from left to right, lines from top to bottom.
    """
    chains: list[_Chain] = []
    for index in sorted(range(len(parts)), key=lambda i: parts[i].left):
        steps = [chain.step(parts[index], alike) for chain in chains]
        best = min(range(len(chains)), key=steps.__getitem__, default=None)
        if best is None or steps[best] == float("inf"):
            chains.append(_Chain(index, parts[index]))
        else:
            chains[best].append(index, parts[index])
    return [chain.members for chain in sorted(chains, key=lambda chain: chain.level)]


def _parted(
    component: Component, lines: NDArray[np.int32], height: float, settings: RowSettings
) -> list[tuple[int, Component]]:
    """The lines that a component of ink belongs to, each with its part of it."""
    own, _ = _window(lines, component, 0)
    inked = (component.ink >= INKED)[
        _offset(component.top) :: REDUCTION, _offset(component.left) :: REDUCTION
    ]
    inked = inked[: own.shape[0], : own.shape[1]]
    touched = np.unique(own[: inked.shape[0], : inked.shape[1]][inked])
    touched = touched[touched > 0]
    if len(touched) == 1:
        return [(int(touched[0]), component)]
    if not len(touched):
        nearest = _nearest(component, lines, round(settings.beside * height / REDUCTION))
        return [(nearest, component)] if nearest else []
    return _divided(component, own, touched)


def _offset(start: int) -> int:
    """From which pixel on a component has pixels that stand for cells."""
    return -start % REDUCTION


def _window(
    lines: NDArray[np.int32], component: Component, air: int
) -> tuple[NDArray[np.int32], tuple[int, int]]:
    """The map of lines where a component is, with so many cells around it, and its corner."""
    top, left = -(-component.top // REDUCTION), -(-component.left // REDUCTION)
    bottom, right = -(-component.box.bottom // REDUCTION), -(-component.box.right // REDUCTION)
    y, x = max(0, top - air), max(0, left - air)
    return lines[y : bottom + air, x : right + air], (y, x)


def _nearest(component: Component, lines: NDArray[np.int32], reach: int) -> int:
    """The line nearest to the middle of a component that touches none; 0 if all are too far."""
    window, (y, x) = _window(lines, component, reach)
    rows, columns = np.nonzero(window)
    if not len(rows):
        return 0
    middle_x, middle_y = (v / REDUCTION for v in component.box.centre)
    away = (rows + y - middle_y) ** 2 + (columns + x - middle_x) ** 2
    best = int(away.argmin())
    return int(window[rows[best], columns[best]])


def _divided(
    component: Component, own: NDArray[np.int32], touched: NDArray[np.int32]
) -> list[tuple[int, Component]]:
    """A component that touches several lines: each pixel goes to the nearest."""
    size = component.ink.shape[1], component.ink.shape[0]
    away = []
    for number in touched:
        far = cv2.distanceTransform((own != number).astype(np.uint8), cv2.DIST_L2, 3)
        away.append(cv2.resize(far, size, interpolation=cv2.INTER_LINEAR))
    nearest = np.argmin(np.stack(away), axis=0)
    parts = []
    for place, number in enumerate(touched):
        ink = np.where(nearest == place, component.ink, 0).astype(np.uint8)
        x, y, width, tall = cv2.boundingRect((ink >= INKED).astype(np.uint8))
        if width and tall:
            cut = ink[y : y + tall, x : x + width].copy()
            parts.append((int(number), Component(component.left + x, component.top + y, cut)))
    return parts


def _line(components: list[Component], height: float, stroke: float) -> WrittenLine:
    """One line of its components."""
    components = mended(components, stroke)
    tall = quantile(np.array([component.box.height for component in components], float), 0.7)
    tall = max(tall, LEAST_HEIGHT * height)
    return WrittenLine(tuple(with_bars(components, tall)), tall, stroke)
