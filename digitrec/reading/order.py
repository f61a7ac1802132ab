"""The order of lines on a page, and how the page lies in the image."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitrec.page.rows import End, follow
from digitrec.reading.page import Page, PlacedLine
from digitrec.types import Digit, Line

SHARED = 0.5  # of a digit: if another one of another region covers more of it, it is the same ink
TALL = 0.6  # heights: marks that are lower do not tell where a line's middle is


@dataclass(frozen=True, slots=True, eq=False)
class ReadLine:
    """A line as read, and where its ink came from."""

    line: Line
    placed: PlacedLine


def rotation_of(page: Page) -> int:
    """By how many degrees, clockwise, a page lies turned: 0, 90, 180 or 270; most of its writing decides."""
    votes = [0.0] * 4
    for cut in page.cuts:
        quarter = round(cut.region.angle / (math.pi / 2)) % 4
        votes[quarter] += sum(len(row.cells) * row.cell**2 for row in cut.region.rows)
    return 90 * int(np.argmax(votes)) if any(votes) else 0


def without_doubles(read: Sequence[ReadLine]) -> list[ReadLine]:
    """Lines without what was read twice, in two regions that overlap: of two digits the larger one stays."""
    boxes = [(digit.box, number) for number, one in enumerate(read) for digit in one.line.digits]
    if len({id(one.placed.place) for one in read}) < 2:
        return list(read)
    edges = np.array([(b.left, b.top, b.right, b.bottom) for b, _ in boxes], float)
    regions = np.array([id(read[number].placed.place) for _, number in boxes])
    areas = (edges[:, 2] - edges[:, 0]) * (edges[:, 3] - edges[:, 1])
    low, high = (
        np.maximum(edges[:, None, :2], edges[None, :, :2]),
        np.minimum(edges[:, None, 2:], edges[None, :, 2:]),
    )
    shared = np.clip(high - low, 0, None).prod(axis=2)
    larger = (areas[None] > areas[:, None]) | (
        (areas[None] == areas[:, None]) & np.tri(len(areas), k=-1, dtype=bool)
    )
    covered = (shared > SHARED * areas[:, None]) & larger & (regions[:, None] != regions[None])
    kept = iter((~covered.any(axis=1)).tolist())
    found = []
    for one in read:
        digits = tuple(digit for digit in one.line.digits if next(kept))
        if digits:
            found.append(one if len(digits) == len(one.line.digits) else ReadLine(Line(digits), one.placed))
    return found


def in_order(read: Sequence[ReadLine], page: Page) -> tuple[Line, ...]:
    """Lines as they are read: parts of one row, cut out apart, joined; from top to bottom.

    Args:
        read: lines in any order.
        page: what they were found in.
    """
    if len(read) < 2:
        return tuple(one.line for one in read)
    angle = math.radians(rotation_of(page))
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    ends = [_ends(one, turn) for one in read]
    found: list[Line] = []
    for members in follow(ends):
        digits: list[Digit] = [digit for i in members for digit in read[i].line.digits]
        found.append(Line(tuple(digits)))
    return tuple(found)


def _ends(one: ReadLine, turn: NDArray[np.float64]) -> End:
    """Where a line begins and ends, in the page's own directions."""
    line, place = one.placed.line, one.placed.place
    boxes = [piece.box for piece in line.pieces]
    tall = [box for box in boxes if box.height >= TALL * line.height] or boxes
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    points = np.array([(left, tall[0].centre[1]), (right, tall[-1].centre[1])])
    (x0, y0), (x1, y1) = (place.to_image(points) @ turn.T).tolist()
    return End(x0, y0, x1, y1, line.height / place.scale)
