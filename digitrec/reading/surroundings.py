"""Whether what was read as digits stands on paper: in a cluttered scene much looks like a digit."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.page.images import quantile
from digitrec.reading.boxes import scaled_edges, with_air
from digitrec.reading.figures import is_figure
from digitrec.types import Box, Glyph, Image, Reading

AIR = 0.15  # of a digit's longer side: the width of the paper looked at around it
LARGEST = 64  # pixels: the longer side at which a digit and its surroundings are looked at
RIM = 5  # pixels: nearer to the edge of the picture is at the edge
DARKEST = 20.0  # grey levels: below this, differences are grain
TAIL = 0.04  # of the pixels of a box: that many are ink, even of a thin 7


@dataclass(frozen=True, slots=True)
class PaperSettings:
    """What the surroundings of digits may be like; the middle digit of a reading decides."""

    uneven: float = 0.4  # of the brightest: how far the four sides around a digit may differ
    faint: float = 0.06  # of the brightest: ink must stand out this far, ...
    grain: float = 2.5  # ... and as many times as far as the paper's own grain
    inked: float = 0.15  # of the frame around a digit: how much may be as dark as ink
    limb: float = 0.12  # of the picture's shorter side: what comes in from its edge this thick is an arm
    foreign: float = 0.05  # of a digit's box: how much of it may be neither ink nor paper
    lean: float = 35.0  # degrees from upright: a bar that leans more is no 1
    light_paper: float = 150.0  # grey levels: nobody writes in light ink on paper lighter than this


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is around a digit.

    Args:
        uneven: how far the brightness of its four sides differs, as a share of the brightest.
        contrast: of its ink and the paper, as a share of the brighter.
        grain: that contrast, in standard deviations of the paper.
        inked: share of the paper that is nearer to the ink than to the paper.
        paper: brightness of the paper, 0 to 255.
        limb: how thick it is where it comes in from the edge of the picture, as a share of the picture's
            shorter side; 0 for what stands clear of the edge.
        foreign: share of its box that differs from the paper the other way round than ink does.
    """

    uneven: float
    contrast: float
    grain: float
    inked: float
    paper: float
    limb: float = 0.0
    foreign: float = 0.0


def stands_on_paper(
    page: Image, reading: Reading, light_ink: bool, sheet: bool, settings: PaperSettings = PaperSettings()
) -> bool:
    """Whether most digits of a reading stand on something even, and stand out from it.

    Args:
        page: what was read, (H, W) or (H, W, 3|4) uint8.
        reading: with at least one digit.
        light_ink: whether the ink is lighter than the paper.
        sheet: whether the page is known to be a sheet of paper, on which digits may stand at the edge.
        settings: what is asked for.
    """
    around = [look_around(page, digit.box, light_ink) for digit in reading.digits]
    uneven, contrast, grain, inked, paper, limb, foreign = (
        quantile(np.array([getattr(one, name) for one in around]), 0.5)
        for name in ("uneven", "contrast", "grain", "inked", "paper", "limb", "foreign")
    )
    if foreign > settings.foreign or uneven > settings.uneven or contrast < settings.faint:
        return False
    if (light_ink and paper > settings.light_paper) or is_figure(page, reading, light_ink, sheet):
        return False
    if sheet:
        return True
    lying = [digit.label == 1 and lean(digit.glyph) > settings.lean for digit in reading.digits]
    return grain >= settings.grain and inked <= settings.inked and limb <= settings.limb and not all(lying)


def lean(glyph: Glyph | None) -> float:
    """How far the long axis of a glyph is from upright, 0 to 90 degrees."""
    moments = cv2.moments(glyph) if glyph is not None else {}
    if not moments.get("m00"):
        return 0.0
    across, down, both = moments["mu20"], moments["mu02"], moments["mu11"]
    return abs(math.degrees(math.atan2(2 * both, down - across))) / 2


def look_around(page: Image, box: Box, light_ink: bool) -> Surroundings:
    """Looks at a digit and the paper around it, in the colour in which the two differ most."""
    air = max(3, round(AIR * max(box.width, box.height)))
    part, place = with_air(page, box, air)
    scale = min(1.0, LARGEST / max(part.shape[:2]))
    size = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
    small = cv2.resize(cv2.blur(part, (3, 3)), size, interpolation=cv2.INTER_AREA)
    channels = np.stack([np.asarray(channel, np.uint8) for channel in cv2.split(small)[:3]])
    x0, y0, x1, y1 = scaled_edges(place, scale, size)
    rows, columns = slice(y0, max(y1, y0 + 1)), slice(x0, max(x1, x0 + 1))
    inside = np.zeros(small.shape[:2], bool)
    inside[rows, columns] = True
    if inside.all():  # it fills the picture: fine on a sheet, elsewhere too much is inked
        return replace(_compared(channels, channels, [], light_ink), inked=1.0)
    above, below = channels[:, :y0, x0:x1], channels[:, y1:, x0:x1]
    sides = [side for side in (above, below, channels[..., :x0], channels[..., x1:]) if side.size]
    paper = np.stack([channel[~inside] for channel in channels])
    found = _compared(channels[:, rows, columns], paper, sides, light_ink)
    clear = box.left > RIM and box.top > RIM and box.right < page.shape[1] - RIM
    if clear and box.bottom < page.shape[0] - RIM:
        return found
    ink = channels.mean(axis=0) * (1 if light_ink else -1)
    mask = (ink > (ink.max() + (found.paper if light_ink else -found.paper)) / 2) & inside
    thick = 2 * float(cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 5).max()) / scale
    return replace(found, limb=thick / min(page.shape[:2]))


def _compared(
    digit: NDArray[np.uint8], paper: NDArray[np.uint8], sides: list[NDArray[np.uint8]], light_ink: bool
) -> Surroundings:
    """Compares a digit's box with what is around it, and on each side: channels first, of any shape."""
    sign = -1.0 if light_ink else 1.0
    middle = np.array([quantile(channel, 0.5) for channel in paper])
    inks = np.array([quantile(channel, 1 - TAIL if light_ink else TAIL) for channel in digit])
    channel = int((sign * (middle - inks)).argmax())
    level, ink, around = float(middle[channel]), float(inks[channel]), paper[channel]
    contrast = sign * (level - ink)
    below, above = quantile(around, 0.16), quantile(around, 0.84)  # a standard deviation to either side
    levels = [quantile(side[channel], 0.5) for side in sides]
    return Surroundings(
        (max(levels) - min(levels)) / max(DARKEST, *levels) if levels else 0.0,
        contrast / max(DARKEST, level, ink),
        contrast / max(0.5, (above - below) / 2),
        float((sign * (around - (level + ink) / 2) < 0).mean()) if contrast > 0 else 1.0,
        float(middle.mean()),
        foreign=float((sign * (digit[channel] - level) > contrast / 2).mean()) if contrast > 0 else 0.0,
    )
