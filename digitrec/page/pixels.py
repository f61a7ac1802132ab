"""Small images with dead or flashing pixels: salt and pepper, put right before they are enlarged."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

BESIDE = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]], np.float32)


@dataclass(frozen=True, slots=True)
class PixelSettings:
    """What is a wrong pixel; grey levels of 255."""

    odd: int = 90  # from the median of its surroundings
    alike: int = 1  # at most so many neighbours differ from the median as well
    share: float = 0.04  # of the image: fewer odd pixels are specks, which the ink stage drops


def without_odd_pixels(
    colour: NDArray[np.uint8], settings: PixelSettings = PixelSettings()
) -> NDArray[np.uint8]:
    """Gives pixels that nothing around them explains the median of their surroundings.

    Args:
        colour: (H, W, 3) uint8, of which one pixel is about as wide as a stroke.
        settings: what is a wrong pixel.

    Returns:
        (H, W, 3) uint8; `colour` itself where there are hardly any.
    """
    calm = np.asarray(cv2.medianBlur(colour, 3), np.uint8)
    differs = (cv2.absdiff(colour, calm).max(axis=2) >= settings.odd).astype(np.uint8)
    if differs.mean() < settings.share:
        return colour
    around = cv2.filter2D(differs, cv2.CV_32F, BESIDE, borderType=cv2.BORDER_CONSTANT)
    odd = (differs > 0) & (around <= settings.alike)
    if odd.mean() < settings.share:
        return colour
    return np.where(differs[..., None] > 0, calm, colour).astype(np.uint8)
