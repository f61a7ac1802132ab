"""Image to ink map: finds what was written, whatever the light, the paper and the pen.

The ink of a pen is a thin mark that differs from the paper *around* it. So the paper's brightness is
estimated from the neighbourhood of every pixel (a morphological closing, wider than the strokes), the ink
is what falls below it, and the threshold follows the darkest ink nearby. Two rounds: the first, coarse one
finds the width of the strokes; the second works with a neighbourhood just wider than these, in which
shadows and desk edges vanish.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.page.bands import one_paper
from digitrec.page.images import as_bgr, kernel, odd, quantile, reduced, resized
from digitrec.page.normalise import stroke_width
from digitrec.page.pixels import without_odd_pixels
from digitrec.page.polarity import is_light_ink
from digitrec.page.rims import find_rims
from digitrec.page.rules import Rules, find_rules, mend_crossings
from digitrec.types import Image, Ink

Contrast = NDArray[np.float32]  # (H, W): how much darker than the paper around it, 0 to 1
PAPER_REACH = 8.0  # pixels: so wide a neighbourhood is looked at in full detail, a wider one on a smaller map
ENOUGH = 20_000  # pixels: a quantile of so many is near that of all
DARKEST_PAPER = np.full((4, 1), 24.0)  # grey levels, as OpenCV wants a scalar: darker paper counts as this

Mask = NDArray[np.uint8]  # (H, W): 0 or 1


@dataclass(frozen=True, slots=True)
class InkSettings:
    """Every number of the ink stage; lengths in pixels of the working image."""

    largest_side: int = 1600  # larger images are reduced
    smallest_side: int = 96  # smaller images are enlarged
    coarse_side: int = 256  # the image the first round looks at
    coarse_reach: float = 0.34  # of the coarse image: wider than the widest stroke
    widest_stroke: float = 9.0  # a page written in wider strokes is reduced further
    enough_inside: float = 0.2  # of the ink: if so much keeps clear of the edge, the pen is measured there
    thickest_blot: float = 3.0  # typical widths of a stroke: no part of a digit is thicker
    smoothing: float = 0.2  # of the width of the strokes
    most_smoothing: float = 1.2
    local_share: float = 0.42  # of the darkest ink nearby: what is fainter is paper
    global_share: float = 0.28  # of the darkest ink anywhere
    above_texture: float = 0.42  # of the way from the paper's own pattern to the darkest ink
    highest_floor: float = 0.62  # of the darkest ink: whatever reaches it is ink
    least_contrast: float = 0.035  # of white
    rounds: int = 2  # of taking out rules
    halo: int = 4  # pixels beside a rule: a mark that keeps within them is the rule's own edge, ...
    halo_length: float = 6.0  # widths of a stroke: ... if it is longer than this


@dataclass(frozen=True, slots=True)
class InkMap:
    """What was written on a page.

    Args:
        ink: (h, w) uint8, 0 = paper, 255 = ink; 128 is the threshold.
        scale: pixels of the working image for one pixel of the image given.
        stroke: typical width of the strokes, pixels of the working image; 0 for a blank page.
        reduction: how much smaller the working image was made because its strokes seemed wide; 1 = not.
    """

    ink: Ink
    scale: float
    stroke: float
    reduction: float = 1.0


AS_IT_IS = InkSettings(widest_stroke=float("inf"))
"""For images whose widest marks are no writing: a desk, a band of shadow."""


def find_ink(image: Image, settings: InkSettings = InkSettings(), light: bool | None = None) -> InkMap:
    """Finds the ink of an image.

    Args:
        image: (H, W) or (H, W, 1|3|4) uint8, BGR(A) channel order; ink darker or lighter than the paper.
        settings: every number of this stage.
        light: whether the ink is lighter than the paper; None = finds out.

    Returns:
        The ink map, at a working size chosen from the image's size and the width of its strokes.

    Raises:
        ValueError: `image` is not a uint8 array of such a shape, or has no pixels.
    """
    colour = as_bgr(image)
    scale = _work_scale(colour.shape[:2], settings)
    if scale > 1:
        colour = without_odd_pixels(colour)
    work = resized(one_paper(colour), scale) if scale >= 1 else one_paper(resized(colour, scale))
    coarse = min(1.0, settings.coarse_side / max(work.shape[:2]))
    small = resized(work, coarse)
    if is_light_ink(small) if light is None else light:
        work, small = 255 - work, 255 - small
    width, widest = (length / coarse for length in _coarse_strokes(small, settings))
    reduction = 1.0
    if width > settings.widest_stroke:
        shrink = max(settings.widest_stroke / width, settings.smallest_side / max(work.shape[:2]))
        if shrink < 0.8:
            work, scale, reduction = resized(work, shrink), scale * shrink, shrink
            width, widest = width * shrink, widest * shrink
    smoothing = min(settings.smoothing * width, settings.most_smoothing)
    contrast = ink_contrast(work, reach=1.2 * max(width, widest) + 0.8 * width + 4.0, smoothing=smoothing)
    ink, stroke = _without_rules(contrast, max(width, 1.5), settings)
    return InkMap(ink, scale, stroke, reduction)


def _without_rules(contrast: Contrast, width: float, settings: InkSettings) -> tuple[Ink, float]:
    """Thresholds; where there are rules, again without them: a dark frame must not hide faint pencil.

    What a dark frame hid may be a fainter rule, so these are looked for a second time.

    Returns:
        The ink, and the typical width of its strokes.
    """
    ink = _soft_threshold(contrast, width, settings)
    for _ in range(settings.rounds):
        rims = find_rims(ink)
        if rims.any():
            ink = np.where(rims > 0, 0, ink).astype(np.uint8)
        stroke = stroke_width((ink >= 128).astype(np.uint8))
        rules = find_rules(ink, stroke)
        ruled = rules.all | rims
        if not ruled.any():
            return ink, stroke
        grown = np.asarray(cv2.dilate(ruled, np.ones((3, 3), np.uint8)), np.uint8) & ~rules.writing
        contrast = np.where(grown > 0, 0, contrast).astype(np.float32)
        rest = _without_halo(_soft_threshold(contrast, width, settings), grown, width, settings)
        level, upright = (
            np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), np.uint8)
            for mask in (rules.level, rules.upright)
        )
        ink = mend_crossings(ink, rest, Rules(level, upright, rules.writing), width)
    return ink, stroke_width((ink >= 128).astype(np.uint8))


def _without_halo(rest: Ink, ruled: Mask, width: float, settings: InkSettings) -> Ink:
    """Ink without what is left of rules beside them, where the new threshold is lower than the old one."""
    halo = np.asarray(cv2.dilate(ruled, kernel(2 * settings.halo + 1)), np.uint8)
    marks = (rest >= 64).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    kept = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1) < settings.halo_length * width
    kept[labels[halo == 0]] = True
    clear: Ink = np.where(kept[labels], rest, 0).astype(np.uint8)
    return clear


def _work_scale(shape: tuple[int, ...], settings: InkSettings) -> float:
    side = max(shape)
    if side > settings.largest_side:
        return settings.largest_side / side
    if side < settings.smallest_side:
        return float(np.ceil(settings.smallest_side / side))
    return 1.0


def ink_contrast(work: NDArray[np.uint8], reach: float, smoothing: float = 0.8) -> Contrast:
    """How much darker each pixel is than the paper around it, in the colours that tell them apart best.

    Args:
        work: (H, W, 3) uint8, ink darker than paper in at least one channel.
        reach: pixels; wider than the strokes.
        smoothing: pixels; standard deviation of the blur that calms grain finer than the strokes.

    Returns:
        (H, W) float32, 0 = paper, 1 = black ink on white.
    """
    smooth = np.asarray(cv2.GaussianBlur(work, (0, 0), max(0.5, smoothing)), np.uint8)
    paper = _paper_within(smooth, reach)
    # Channel by channel, as the whole image in floating point would take three times the memory.
    below = cv2.split(cv2.subtract(paper, smooth))
    papers = cv2.split(cv2.max(paper, DARKEST_PAPER))
    contrast = np.zeros(work.shape[:2], np.float32)
    for lost, light, weight in zip(below, papers, _colour_weights(below, papers), strict=True):
        contrast += cv2.divide(lost, light, scale=float(weight), dtype=cv2.CV_32F)
    return contrast


def _paper_within(smooth: NDArray[np.uint8], reach: float) -> NDArray[np.uint8]:
    """The brightness of the paper around each pixel: what closing leaves, softened."""
    height, width = smooth.shape[:2]
    scale = max(1, min(4, int(reach / PAPER_REACH)))
    size = max(1, width // scale), max(1, height // scale)
    small = smooth if scale == 1 else reduced(smooth, size)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel(reach / scale), borderType=cv2.BORDER_REPLICATE)
    paper = cv2.blur(paper, (odd(reach / 2 / scale),) * 2, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(paper if scale == 1 else cv2.resize(paper, (width, height)), np.uint8)


def _peaks_within(contrast: Contrast, reach: float) -> Contrast:
    """The strongest contrast around each pixel, softened; found on a reduced map."""
    height, width = contrast.shape
    scale = max(1, min(8, int(reach / PAPER_REACH)))
    blocks = cv2.dilate(contrast, np.ones((scale, scale), np.uint8))[::scale, ::scale]
    peak = cv2.dilate(blocks, kernel(reach / scale))
    peak = cv2.blur(peak, (odd(reach / scale),) * 2)
    return np.asarray(peak if scale == 1 else cv2.resize(peak, (width, height)), np.float32)


def _colour_weights(below: Sequence[NDArray[Any]], papers: Sequence[NDArray[Any]]) -> NDArray[np.float32]:
    """The mix of channels in which the strongest marks stand out most (a matched filter), summing to 1."""
    some = slice(None, None, max(1, int((below[0].size / ENOUGH) ** 0.5)))
    samples = [
        np.divide(lost[some, some], light[some, some], dtype=np.float32)
        for lost, light in zip(below, papers, strict=True)
    ]
    strength = samples[0] + samples[1] + samples[2]
    strongest = strength >= quantile(strength, 0.99)
    mean = np.array([sample[strongest].mean() for sample in samples])
    return (mean / mean.sum()).astype(np.float32) if mean.sum() > 0 else np.full(3, 1 / 3, np.float32)


def _coarse_strokes(small: NDArray[np.uint8], settings: InkSettings) -> tuple[float, float]:
    """The typical and the greatest width of the strokes as the coarse image shows them, in its pixels."""
    contrast = ink_contrast(small, reach=settings.coarse_reach * max(small.shape[:2]))
    level = quantile(contrast, 0.995)
    mask = (contrast >= max(0.5 * level, settings.least_contrast)).astype(np.uint8)
    if not mask.any():
        return 1.0, 1.0
    # Shadows and desks reach in from the edge of the image: their thickness says nothing about the pen.
    rim = np.ones_like(mask)
    rim[1:-1, 1:-1] = 0
    _, labels = cv2.connectedComponents(mask, connectivity=8)
    outside = np.unique(labels[(rim > 0) & (labels > 0)])
    inner = ((mask > 0) & ~np.isin(labels, outside)).astype(np.uint8)
    if np.count_nonzero(inner) >= settings.enough_inside * np.count_nonzero(mask):
        mask = inner
    width = stroke_width(mask)
    widest = 2.0 * float(cv2.distanceTransform(inner, cv2.DIST_L2, 3).max())
    return width, min(max(width, widest), settings.thickest_blot * width)


def _soft_threshold(contrast: Contrast, width: float, settings: InkSettings) -> Ink:
    """Ink where the contrast passes a share of the darkest ink nearby; grey at the edges of the strokes."""
    peak = _peaks_within(contrast, 6 * width)
    darkest = _darkest(contrast, settings)
    texture = _texture(contrast, darkest, width)
    floor = max(texture + settings.above_texture * (darkest - texture), settings.global_share * darkest)
    floor = max(min(floor, settings.highest_floor * darkest), settings.least_contrast)
    threshold = np.maximum(settings.local_share * peak, np.float32(floor))
    soft = cv2.divide(contrast, threshold, scale=128.0, dtype=cv2.CV_8U)
    return np.asarray(cv2.threshold(soft, 63, 255, cv2.THRESH_TOZERO)[1], np.uint8)


def _darkest(contrast: Contrast, settings: InkSettings) -> float:
    """The contrast of well-inked strokes: most of the darkest pixels reach it."""
    step = max(1, int((contrast.size / ENOUGH) ** 0.5))
    sample = contrast[::step, ::step]
    strong = sample[sample >= 0.5 * quantile(sample, 0.998)]
    return max(quantile(strong, 0.7), settings.least_contrast)


def _texture(contrast: Contrast, darkest: float, width: float) -> float:
    """The contrast of the paper's own grain and pattern: that of the darker parts away from the ink."""
    inked = cv2.dilate((contrast >= 0.6 * darkest).astype(np.uint8), kernel(2 * width))
    away = contrast[inked == 0]
    return quantile(away[:: max(1, away.size // ENOUGH)], 0.92) if away.size else 0.0
