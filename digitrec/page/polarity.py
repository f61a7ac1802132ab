"""Whether ink is lighter or darker than its paper, by evidence from the whole image."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.page.images import kernel, quantile

Mask = NDArray[np.uint8]  # (H, W): 0 or 1


def is_light_ink(coarse: NDArray[np.uint8]) -> bool:
    """Weighs three signs, each positive for dark ink: ink is thin, stands out, and is rare.

    Args:
        coarse: (H, W, 3) uint8, reduced to some 256 pixels.

    Returns:
        Whether the ink is lighter than the paper.
    """
    small = np.asarray(cv2.cvtColor(coarse, cv2.COLOR_BGR2GRAY), np.uint8)
    grey = small.astype(np.float32)
    tiny = (
        cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        if min(grey.shape) > 32
        else grey
    )
    around = cv2.resize(cv2.GaussianBlur(tiny, (0, 0), 0.22 * max(tiny.shape)), grey.shape[::-1])
    flat = np.clip(128 + (grey - around), 0, 255).astype(np.uint8)
    _, light = cv2.threshold(flat, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    thin = np.log((_thickness(light) + 1e-6) / (_thickness(1 - light) + 1e-6))
    calm = cv2.GaussianBlur(small, (3, 3), 0)
    square = kernel(0.1 * min(small.shape))
    dark_marks, light_marks = (
        quantile(np.asarray(cv2.morphologyEx(calm, operation, square))[::2, ::2], 0.98) + 1.0
        for operation in (cv2.MORPH_BLACKHAT, cv2.MORPH_TOPHAT)
    )
    rare = (quantile(small, 0.5) - float(grey.mean())) / (float(grey.std()) + 1.0)
    return bool(thin + np.log(dark_marks / light_marks) + rare < 0)


def _thickness(mask: Mask) -> float:
    """How far a class' pixels lie from the other class, times its share of the image."""
    if not mask.any() or mask.all():
        return float(mask.any())
    distance = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    return float(float(distance[mask > 0].mean()) * math.sqrt(float(mask.mean())))
