"""What is found in an image: regions that are cut out, lines of ink, a page of them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from digitrec.page.cutout import Placement
from digitrec.page.regions import Region
from digitrec.page.segment import WrittenLine
from digitrec.types import Image, Ink


@dataclass(frozen=True, slots=True, eq=False)
class PlacedLine:
    """A line of ink.

    Args:
        line: the line.
        place: where it lies in the image.
        ink: (H, W) uint8, in which it was found.
        certainty: how certain the finder is that it is a row of digits, 0 to 1; a drawing's is 1.
    """

    line: WrittenLine
    place: Placement
    ink: Ink
    certainty: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class CutOut:
    """A region as it was cut out.

    Args:
        region: what the finder found.
        place: where it lies in the image.
        image: (h, w, 3) uint8.
        ink: (h, w) uint8: the ink of its digits.
    """

    region: Region
    place: Placement
    image: Image
    ink: Ink


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """What was found in an image.

    Args:
        cuts: its regions.
        lines: of writing, in no order yet.
    """

    cuts: tuple[CutOut, ...] = ()
    lines: tuple[PlacedLine, ...] = ()

    def ink_on(self, shape: tuple[int, ...]) -> Ink:
        """The ink of all regions where it is in an image of that shape: (H, W) uint8."""
        ink = np.zeros(shape[:2], np.uint8)
        for cut in self.cuts:
            placed = cv2.warpAffine(cut.ink, cut.place.matrix, (shape[1], shape[0]), flags=cv2.INTER_LINEAR)
            np.maximum(ink, np.asarray(placed, np.uint8), out=ink)
        return ink


@dataclass(frozen=True, slots=True, eq=False)
class SingleInk:
    """The ink of an image of one digit.

    Args:
        ink: (h, w) uint8, that of digits.
        stroke: typical width of its strokes, pixels of `ink`; 0 where there is none.
        place: where it lies in the image.
    """

    ink: Ink
    stroke: float
    place: Placement
