"""Images of which a band is inverted: made one paper again, before anybody asks whether its ink is light.

Highlighted columns, half-dark screens and the stripes of robustness tests show light ink on dark paper in one
part and dark ink on light paper in the next. At the border between them everything changes, paper and ink,
along one straight line from edge to edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class BandSettings:
    """What is a border between bands; grey levels of 255."""

    step: int = 100  # between the pixels on both sides of a border
    ends: float = 0.05  # of the border's length: both ends are paper on both sides
    soft: float = 0.3  # of its length, and as much as ink crosses it: where ink fades into paper
    width: float = 0.1  # of the image: the narrowest band; what is narrower is a rule
    mark: int = 64  # from the band's paper: what differs more is ink
    marked: float = 0.01  # of the image: bands of a kind with less ink are strokes, or a frame


def one_paper(colour: NDArray[np.uint8], settings: BandSettings = BandSettings()) -> NDArray[np.uint8]:
    """Inverts the lighter bands of an image that consists of light and dark ones.

    Args:
        colour: (H, W, 3) uint8.
        settings: what is a border between bands.

    Returns:
        (H, W, 3) uint8; `colour` itself where there are no such bands.
    """
    grey = np.asarray(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY), np.uint8)
    if not (_likely(grey, 1, settings).any() or _likely(grey, 0, settings).any()):
        return colour
    level = _inverted(colour, settings)
    turned = np.ascontiguousarray(level.transpose(1, 0, 2))
    upright = _inverted(turned, settings)
    return level if upright is turned else np.ascontiguousarray(upright.transpose(1, 0, 2))


def _inverted(colour: NDArray[np.uint8], settings: BandSettings) -> NDArray[np.uint8]:
    """The image without upright bands."""
    grey = np.asarray(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY), np.uint8)
    borders = _borders(grey, settings)
    if not borders:
        return colour
    edges = [0, *borders, grey.shape[1]]
    bands = list(pairwise(edges))
    if min(right - left for left, right in bands) < settings.width * grey.shape[1]:
        return colour
    levels = np.array([float(np.median(grey[:, left:right])) for left, right in bands])
    if levels.max() - levels.min() < settings.step:
        return colour
    light = levels > (levels.min() + levels.max()) / 2
    papers = list(zip(bands, levels, strict=True))
    least = settings.marked * grey.size
    lighter, darker = (
        np.array(
            [np.count_nonzero(sign * (grey[:, a:b] - level) > settings.mark) for (a, b), level in papers]
        )
        for sign in (1, -1)
    )
    if max(lighter[light].sum(), darker[~light].sum()) >= least:
        return colour  # a shadow: ink is darker than paper in it, too
    for kind, marks in ((light, darker), (~light, lighter)):
        is_frame = bool(kind[0] and kind[-1] and not kind[1:-1].any())
        if marks[kind].sum() < least and not is_frame:
            return colour  # strokes
    even = colour.copy()
    dark = np.median(_joined(colour, bands, ~light), axis=(0, 1))
    for (left, right), is_light in zip(bands, light, strict=True):
        if is_light:
            own = np.median(colour[:, left:right], axis=(0, 1))
            even[:, left:right] = np.clip(dark + own - colour[:, left:right], 0, 255).astype(np.uint8)
    return even


def _likely(grey: NDArray[np.uint8], axis: int, settings: BandSettings) -> NDArray[np.bool_]:
    """Where neighbouring columns (axis 1) or rows (axis 0) differ much on the whole."""
    if grey.shape[axis] < 2:
        return np.zeros(1, np.bool_)
    one, other = (grey[:, 1:], grey[:, :-1]) if axis else (grey[1:], grey[:-1])
    means = cv2.reduce(cv2.absdiff(one, other), 1 - axis, cv2.REDUCE_AVG, dtype=cv2.CV_32F)
    return np.asarray(means.ravel() >= settings.step / 2)


def _borders(grey: NDArray[np.uint8], settings: BandSettings) -> list[int]:
    """Columns that bands begin at: where paper and ink change places, and no ink goes on as it is."""
    if min(grey.shape) < 4:
        return []
    found: list[int] = []
    for column in np.flatnonzero(_likely(grey, 1, settings)):
        step = grey[:, column + 1].astype(np.int16) - grey[:, column]
        rises, falls = step >= settings.step, step <= -settings.step
        paper = rises if rises.sum() > falls.sum() else falls
        ink = int((rises | falls).sum() - paper.sum())
        end = max(2, round(settings.ends * len(step)))
        if (
            paper[:end].all()
            and paper[-end:].all()
            and len(step) - paper.sum() - ink <= ink + settings.soft * len(step)
            and (not found or column + 1 - found[-1] > 2)
        ):
            found.append(int(column) + 1)
    return found


def _joined(
    colour: NDArray[np.uint8], bands: list[tuple[int, int]], chosen: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    return np.concatenate(
        [colour[:, left:right] for (left, right), use in zip(bands, chosen, strict=True) if use], axis=1
    )
