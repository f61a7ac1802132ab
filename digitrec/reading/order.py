"""The order of lines on a page, and how the page lies in the image."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from digitrec.page.rows import End, follow
from digitrec.reading.found import Page, PlacedLine
from digitrec.types import Box, Digit, Line

SHARED = 0.5  # of the smaller one of two digits: if they share more of it, they are the same ink
ALIKE = 2.8  # factor in height between parts of one line, as they are read: stems reach far, zeros are low
CUT = 0.5  # of the height of whole digits: lower ink that the image's edge cuts is the end of one beyond it
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
    """Lines without what was read twice, in two regions that overlap.

    Of two lines the one whose digits are more and surer stays; the other keeps the digits it has alone.
    """
    if len({id(one.placed.place) for one in read}) < 2:
        return list(read)
    sureness = [sum(digit.confidence for digit in one.line.digits) for one in read]
    kept: dict[int, ReadLine] = {}
    for number in sorted(range(len(read)), key=sureness.__getitem__, reverse=True):
        one = read[number]
        others = [
            digit.box
            for other in kept.values()
            if other.placed.place is not one.placed.place
            for digit in other.line.digits
        ]
        alone = ~_covered([digit.box for digit in one.line.digits], others)
        digits = tuple(digit for digit, own in zip(one.line.digits, alone, strict=True) if own)
        if digits:
            kept[number] = one if alone.all() else ReadLine(Line(digits), one.placed)
    return [kept[number] for number in sorted(kept)]


def _covered(boxes: Sequence[Box], others: Sequence[Box]) -> NDArray[np.bool_]:
    """Which boxes share most of their area, or of the other's, with one of the others: (len(boxes),)."""
    if not others:
        return np.zeros(len(boxes), np.bool_)
    (low, high), (other_low, other_high) = (
        np.split(np.array([(b.left, b.top, b.right, b.bottom) for b in some], float), 2, axis=1)
        for some in (boxes, others)
    )
    shared = np.minimum(high[:, None], other_high) - np.maximum(low[:, None], other_low)
    areas = np.minimum.outer((high - low).prod(axis=1), (other_high - other_low).prod(axis=1))
    return np.asarray((np.clip(shared, 0, None).prod(axis=2) > SHARED * areas).any(axis=1), np.bool_)


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
    for members in follow(ends, ALIKE):
        digits: list[Digit] = [digit for i in members for digit in read[i].line.digits]
        found.append(Line(tuple(digits)))
    return tuple(found)


def uncut(lines: Sequence[Line], page: Page, shape: tuple[int, ...]) -> tuple[Line, ...]:
    """The lines without the ends of digits that the upper or the lower edge of the image cuts off.

    Args:
        lines: as they are read.
        page: what they were found in, which says how it lies.
        shape: of the image, height first.
    """
    sideways = rotation_of(page) % 180 != 0
    limit = shape[1 if sideways else 0] - 1

    def span(digit: Digit) -> tuple[int, int]:
        """From where to where a digit reaches across its row."""
        box = digit.box
        return (box.left, box.right) if sideways else (box.top, box.bottom)

    def is_whole(digit: Digit, least: float) -> bool:
        """Whether the edge does not cut a digit, or leaves it as high as that."""
        low, high = span(digit)
        return (low > 1 and high < limit) or high - low >= least

    whole = [span(digit) for line in lines for digit in line.digits if is_whole(digit, math.inf)]
    if not whole:
        return tuple(lines)
    least = CUT * median(high - low for low, high in whole)
    kept = [tuple(digit for digit in line.digits if is_whole(digit, least)) for line in lines]
    return tuple(Line(digits) for digits in kept if digits)


def _ends(one: ReadLine, turn: NDArray[np.float64]) -> End:
    """Where a line begins and ends, in the page's own directions."""
    height = one.placed.line.height / one.placed.place.scale
    corners = np.array([((b.left, b.top), (b.right, b.bottom)) for b in (d.box for d in one.line.digits)])
    turned = corners @ turn.T
    low, high = turned.min(axis=1), turned.max(axis=1)
    tall = np.flatnonzero(high[:, 1] - low[:, 1] >= TALL * height)
    first, last = (tall[0], tall[-1]) if len(tall) else (0, -1)
    middles = (low[:, 1] + high[:, 1]) / 2
    return End(
        float(low[:, 0].min()), float(middles[first]), float(high[:, 0].max()), float(middles[last]), height
    )
