"""The exact edge of ink whose place is known: how far each pixel is from the paper's colour to the ink's.

A network says roughly where the ink of digits is. The colours of that ink and of the paper around it say the
rest: each pixel is a mixture of both, as in image matting (Levin et al. 2008), here with colours that change
slowly over the page.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.types import Image, Ink

SURE, CLEAR = 0.6, 0.15  # shares of full ink: above the first it is ink, below the second paper
NEIGHBOURHOOD = 0.5  # heights of a digit: standard deviation, over which colours are averaged
EDGE = 0.08  # heights: ink reaches no further beyond what the network calls ink, ...
KEPT = 0.1  # ... if it calls it ink with this probability
LEAST = 0.3  # of the contrast everywhere: fainter ink than this is no ink


def matted(image: Image, rough: Ink, height: float) -> Ink:
    """Ink with exact edges.

    Args:
        image: (H, W, 3) uint8.
        rough: (H, W) uint8, where the ink is, about.
        height: of the digits, pixels.

    Returns:
        (H, W) uint8: how much of each pixel is ink; nothing far from `rough`.
    """
    probability = rough.astype(np.float32) / np.float32(255)
    ink, paper = (probability > SURE).astype(np.float32), (probability < CLEAR).astype(np.float32)
    if ink.sum() < 4 or paper.sum() < 4:
        return rough
    ink_colour, paper_colour = (np.array(cv2.mean(image, mask.astype(np.uint8))[:3]) for mask in (ink, paper))
    way = ink_colour - paper_colour
    length = float(way @ way)
    if length < 1.0:
        return rough
    shares = np.append(way, -float(way @ paper_colour)) / length  # of the three colours, and of 1
    along = np.asarray(cv2.transform(image.astype(np.float32), shares[None].astype(np.float32)), np.float32)
    sigma = NEIGHBOURHOOD * height
    paper_level = _local(along, paper, sigma, 0.0)
    ink_level = _local(along, ink, sigma, 1.0)
    share = np.clip((along - paper_level) / np.maximum(ink_level - paper_level, LEAST), 0, 1)
    reach = 2 * max(1, round(EDGE * height)) + 1
    near = cv2.dilate(
        (probability > KEPT).astype(np.uint8), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    )
    return np.asarray(share * near * 255, np.uint8)


def _local(
    field: NDArray[np.float32], weight: NDArray[np.float32], sigma: float, everywhere: float
) -> NDArray[np.float32]:
    """Weighted means around every pixel, drawn to `everywhere` where nothing near has weight."""
    small = max(1.0, sigma / 3)
    size = max(2, round(field.shape[1] / small)), max(2, round(field.shape[0] / small))
    values = cv2.GaussianBlur(
        cv2.resize(field * weight, size, interpolation=cv2.INTER_AREA), (0, 0), sigma / small
    )
    weights = cv2.GaussianBlur(cv2.resize(weight, size, interpolation=cv2.INTER_AREA), (0, 0), sigma / small)
    means = (values + 1e-3 * everywhere) / (weights + 1e-3)
    enlarged = cv2.resize(means, field.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return enlarged.astype(np.float32, copy=False)
