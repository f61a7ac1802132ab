"""Ink of one digit to what a model sees: the only road to a model, in training and in reading.

MNIST's own preparation (LeCun et al. 1998, section III.A: longest side 20 pixels, centre of mass in the
middle of a 28x28 field), done to a fraction of a pixel, and with the width of the strokes brought into the
range that MNIST shows. Strokes within that range stay as they are, so MNIST's digits pass almost untouched.
"""

from __future__ import annotations

import math
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.page.images import inked
from digitrec.types import GLYPH_SIDE, Glyph, Ink

Pixel = TypeVar("Pixel", np.uint8, np.float32)

NORMALISATION = 1  # version of this road; a model's record names the one it was trained on

BOX_SIDE = 20  # pixels: the longest side of a digit in the 28x28 field
CENTRE = 14  # MNIST puts the centre of mass in the middle of this pixel, both ways
THINNEST, THICKEST = 2.0, 4.4  # pixels in the 20-pixel box: the strokes of MNIST, 2nd to 98th percentile
OVERSAMPLING = 4  # the field is composed at this many pixels a pixel, then averaged
LARGEST_SIDE = 320  # pixels: larger ink is reduced first
MOST_THINNING = 0.55  # a stroke keeps at least this share of its width
FAINT = 0.25  # of the darkest ink; what is fainter does not count for the extent


def to_model_input(ink: Ink) -> Glyph:
    """Brings one digit to the size, the stroke width and the place that models are trained on.

    Args:
        ink: (H, W) uint8, 0 = paper, 255 = ink; grey edges welcome.

    Returns:
        (28, 28) float32 in [0, 1]; all zeros for blank ink.

    Raises:
        ValueError: `ink` is not a 2-D uint8 array with pixels.
    """
    if ink.ndim != 2 or ink.dtype != np.uint8 or ink.size == 0:
        raise ValueError(f"ink must be a 2-D uint8 array with pixels, got {ink.dtype} {ink.shape}.")
    darkest = int(ink.max())
    if darkest == 0:
        return np.zeros((GLYPH_SIDE, GLYPH_SIDE), np.float32)
    cut = _crop(ink, FAINT * darkest)
    work = (_work_size(cut) / darkest).astype(np.float32)
    return _centred(_alike_strokes(work))


def stroke_width(mask: NDArray[np.uint8]) -> float:
    """The typical stroke width in pixels: four times the mean distance of ink to paper.

    Args:
        mask: (H, W) uint8, non-zero = ink.

    Returns:
        Pixels, at least 1; 0 for a blank mask. Exact for long strokes of even width two pixels and up.
    """
    padded = cv2.copyMakeBorder(mask[inked(mask)], 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    distance = cv2.distanceTransform(padded, cv2.DIST_L2, 3)
    inside = distance[padded > 0]
    return max(1.0, 4.0 * (float(inside.mean()) - 0.5)) if inside.size else 0.0


def _crop(ink: NDArray[np.uint8], threshold: float) -> NDArray[np.uint8]:
    left, top, width, height = cv2.boundingRect((ink >= max(1.0, threshold)).astype(np.uint8))
    return ink[top : top + height, left : left + width]


def _work_size(cut: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Enlarges small ink and reduces large ink, so that stroke widths can be measured and changed."""
    side = max(cut.shape)
    wanted = min(max(side, BOX_SIDE * OVERSAMPLING), LARGEST_SIDE)
    return cut if side == wanted else _scaled(cut, wanted / side)


def _scaled(image: NDArray[Pixel], scale: float) -> NDArray[Pixel]:
    height, width = image.shape
    size = max(1, round(width * scale)), max(1, round(height * scale))
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, size, interpolation=kind), image.dtype)


def _alike_strokes(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Thickens thin strokes and thins thick ones; leaves those in MNIST's range alone."""
    scale = BOX_SIDE / max(ink.shape)
    mask = (ink >= 0.5).astype(np.uint8)
    if not mask.any():  # a hairline that faded when it was reduced
        ink = ink / ink.max()
        mask = (ink >= 0.5).astype(np.uint8)
    width = stroke_width(mask) * scale
    if THINNEST <= width <= THICKEST:
        return ink
    if width < THINNEST:
        # The grown digit is wider than before, and is brought to 20 pixels again: hence the denominator.
        grow = (THINNEST - width) / (2 * (1 - THINNEST / BOX_SIDE)) / scale
        margin = math.ceil(grow) + 1
        padded = cv2.copyMakeBorder(mask, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0)
        away = cv2.distanceTransform(1 - padded, cv2.DIST_L2, 5)
        grown: NDArray[np.float32] = np.clip(grow + 1.0 - away, 0.0, 1.0).astype(np.float32)
        return grown
    target = max(THICKEST, MOST_THINNING * width)
    shrink = (width - target) / (2 * (1 - target / BOX_SIDE)) / scale if target < BOX_SIDE / 2 else 0.0
    padded = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    inside = cv2.distanceTransform(padded, cv2.DIST_L2, 5)
    shrink = min(shrink, 0.7 * float(inside.max()))
    thinned: NDArray[np.float32] = np.clip(inside - shrink, 0.0, 1.0).astype(np.float32)
    return thinned


def _centred(ink: NDArray[np.float32]) -> Glyph:
    """Longest side 20 pixels, centre of mass in the middle, averaged down to 28x28."""
    left, top, width, height = cv2.boundingRect((ink >= FAINT).astype(np.uint8))
    ink = ink[top : top + height, left : left + width]
    scale = BOX_SIDE * OVERSAMPLING / max(ink.shape)
    ink = ink if scale == 1 else _scaled(ink, scale)
    moments = cv2.moments(ink)
    field = GLYPH_SIDE * OVERSAMPLING
    middle = CENTRE * OVERSAMPLING + (OVERSAMPLING - 1) / 2
    shift_x = middle - moments["m10"] / moments["m00"]
    shift_y = middle - moments["m01"] / moments["m00"]
    matrix = np.array([[1.0, 0.0, shift_x], [0.0, 1.0, shift_y]])
    large = cv2.warpAffine(ink, matrix, (field, field), flags=cv2.INTER_LINEAR)
    small = cv2.resize(large, (GLYPH_SIDE, GLYPH_SIDE), interpolation=cv2.INTER_AREA)
    highest = float(small.max())
    glyph: Glyph = np.clip(small / highest if highest > 0 else small, 0.0, 1.0).astype(np.float32)
    return glyph
