"""Whether what was read as 0 and 1 alone is a thing: a ring, a mug, a pen, a line from edge to edge."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.reading.boxes import scaled_edges, with_air
from digitrec.types import Box, Digit, Image, Reading

LARGEST = 160  # pixels: the longer side at which a figure is looked at
AIR = 4  # pixels of paper around it, at that size
CALM = 0.7  # pixels: standard deviation of the blur that calms grain
TAIL = 0.04  # of the pixels: that many are ink
LEAST_OUTLINE = 20  # pixels of an outline, below which its shape says nothing

Mask = NDArray[np.uint8]  # (H, W): 0 or 1


@dataclass(frozen=True, slots=True)
class FigureSettings:
    """What no hand draws."""

    round: float = 0.98  # overlap (intersection over union) of a hole with an ellipse: hands reach 0.975
    filled: float = 0.5  # of its box: a 0 without a hole that covers as much is a blob
    tall: float = 1.25  # height over width from which on an ellipse may be a 0, however even
    thin: float = 24.0  # length over width of a bar: a longer one is a line; hands reach 20
    across: float = 0.97  # of the page's height: a bar as long comes in at one edge and leaves at the other
    long: float = 0.55  # of the shorter side of a picture without a sheet: longer than this ...
    bar: float = 8.0  # ... a bar so many times as long as wide, without flag and foot, is a thing


def is_figure(
    page: Image, reading: Reading, light_ink: bool, sheet: bool, settings: FigureSettings = FigureSettings()
) -> bool:
    """Whether a reading is of 0 and 1 alone, and most of it figures: even rings, blobs, things.

    Args:
        page: what was read, (H, W) or (H, W, 3|4) uint8.
        reading: what was read.
        light_ink: whether the ink is lighter than the paper.
        sheet: whether the page is known to be a sheet of paper.
        settings: what no hand draws.
    """
    digits = reading.digits
    if not digits or any(digit.label > 1 for digit in digits):
        return False
    if light_ink and not sheet and len(digits) == 1:
        return True  # a lamp, a cup from above, a gleam
    figures = [
        _is_thing(page, digit, sheet, settings) if digit.label else _is_disc(page, digit, settings)
        for digit in digits
    ]
    return 2 * sum(figures) > len(figures)


def _is_thing(page: Image, digit: Digit, sheet: bool, settings: FigureSettings) -> bool:
    """Whether a 1 is a line from edge to edge, too long for its width, or a bar of a thing's size."""
    height, width = page.shape[:2]
    if digit.box.height >= settings.across * height:
        return True
    outline = _outline(_mask(page, digit.box), inner=False)
    if outline is None:
        return False
    _, sides, _ = cv2.minAreaRect(outline)
    slender = (max(sides) + 1) / (min(sides) + 1)
    large = not sheet and digit.box.height > settings.long * min(height, width)
    return slender > (settings.bar if large else settings.thin)


def _is_disc(page: Image, digit: Digit, settings: FigureSettings) -> bool:
    """Whether a 0 is filled, or its hole an even ellipse that is not much taller than wide."""
    mask = _mask(page, digit.box)
    outline = _outline(mask, inner=True)
    if outline is None:
        return bool(mask.mean() > settings.filled)
    hole = cv2.drawContours(np.zeros_like(mask), [outline], -1, 1, cv2.FILLED)
    _, _, wide, high = cv2.boundingRect(outline)
    return high < settings.tall * wide and _roundness(np.asarray(hole, np.uint8)) >= settings.round


def _roundness(area: Mask) -> float:
    """Overlap (intersection over union) of an area with the ellipse of the same moments."""
    moments = cv2.moments(area, binaryImage=True)
    mass = moments["m00"]
    spread = np.array([[moments["mu20"], moments["mu11"]], [moments["mu11"], moments["mu02"]]]) / mass
    if np.linalg.det(spread) < 1e-6:
        return 0.0
    rows, columns = np.indices(area.shape, np.float64)
    away = np.stack([columns - moments["m10"] / mass, rows - moments["m01"] / mass], axis=-1)
    # A uniform ellipse reaches as far as two standard deviations.
    ellipse = np.einsum("...i,ij,...j", away, np.linalg.inv(spread), away) <= 4.0
    return float((ellipse & (area > 0)).sum() / (ellipse | (area > 0)).sum())


def _outline(mask: Mask, inner: bool) -> NDArray[np.int32] | None:
    """The longest outline of the ink, or of its holes; None if there is none that says something."""
    outlines, tree = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    wanted = [
        outline
        for outline, links in zip(outlines, tree[0] if outlines else (), strict=True)
        if bool(links[3] >= 0) == inner and len(outline) >= LEAST_OUTLINE
    ]
    longest = max(wanted, key=len, default=None)
    return None if longest is None else np.asarray(longest, np.int32)


def _mask(page: Image, box: Box) -> Mask:
    """What of a box differs from the paper around it: in the colour that differs most, by half of the way."""
    scale = min(1.0, LARGEST / max(box.width, box.height))
    air = round(AIR / scale)
    part, place = with_air(page, box, air)
    size = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
    small = cv2.GaussianBlur(cv2.resize(part, size, interpolation=cv2.INTER_AREA), (0, 0), CALM)
    pixels = small.reshape(*small.shape[:2], -1)[..., :3].astype(np.float32)
    x0, y0, x1, y1 = scaled_edges(place, scale, size)
    outside = np.ones(pixels.shape[:2], bool)
    outside[y0:y1, x0:x1] = False
    paper = np.median(pixels[outside if outside.any() else ~outside], axis=0)
    away = np.abs(pixels - paper)
    strongest = np.quantile(away[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)], 1 - TAIL, axis=(0, 1))
    channel = int(strongest.argmax())
    inked = (away[..., channel] > max(1.0, strongest[channel] / 2)) & ~outside
    return np.pad(inked.astype(np.uint8), 1)
