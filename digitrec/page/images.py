"""Images of any kind as the page's stages want them: three channels, the working size."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.arrays import no_image
from digitrec.errors import InputError
from digitrec.types import Image

OTHER_KINDS = "digitrec.read(...) takes other arrays, paths, bytes and PIL images, too."
HARDLY = 0.6  # scale: so slight a reduction needs no averaging
FEW = 2000  # values: of so few a quantile is found at once
HIGH = 0.9  # a quantile above this is looked for among the high values first


def as_bgr(image: Image) -> NDArray[np.uint8]:
    """Any image OpenCV reads as (H, W, 3) uint8; transparent pixels become white paper.

    Raises:
        InputError: not a uint8 array of (H, W) or (H, W, 1|3|4), or no pixels.
    """
    if not isinstance(image, np.ndarray):
        raise no_image(image, OTHER_KINDS)
    if image.dtype != np.uint8:
        raise InputError(f"image must be a uint8 array, got one of {image.dtype}. {OTHER_KINDS}")
    if image.ndim not in {2, 3} or image.size == 0 or (image.ndim == 3 and image.shape[2] not in {1, 3, 4}):
        raise InputError(f"image must be (H, W) or (H, W, 1|3|4) with pixels, got {image.shape}.")
    if image.ndim == 2 or image.shape[2] == 1:
        return np.repeat(image.reshape(*image.shape[:2], 1), 3, axis=2)
    if image.shape[2] == 4:
        alpha = image[:, :, 3:].astype(np.uint16)
        paper = 255 if _opaque_mean(image) < 160 else 0
        return ((image[:, :, :3] * alpha + paper * (255 - alpha) + 127) // 255).astype(np.uint8)
    return image


def _opaque_mean(image: Image) -> float:
    opaque = image[:, :, 3] > 127
    return float(image[:, :, :3][opaque].mean()) if opaque.any() else 0.0


def resized(image: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """An image enlarged, or reduced by averaging, by a factor."""
    if scale == 1.0:
        return image
    height, width = image.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    if scale > 1:
        return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    return reduced(image, size)


def reduced(image: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """An image made smaller by averaging.

    Args:
        image: (H, W) or (H, W, C) uint8.
        size: width and height of the result; a side that is longer than the image's is interpolated.
    """
    small = halved(image, size)
    slight = small is not image or size[0] > HARDLY * image.shape[1]
    kind = cv2.INTER_LINEAR if slight else cv2.INTER_AREA
    return np.asarray(cv2.resize(small, size, interpolation=kind), np.uint8)


def halved(image: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """An image halved as often as it stays as large as a width and height.

    Averaging two by two pixels is ten times as fast as averaging parts of pixels; little is left after it.
    """
    while image.shape[1] >= 2 * size[0] and image.shape[0] >= 2 * size[1]:
        half = image.shape[1] // 2, image.shape[0] // 2
        even = image[: 2 * half[1], : 2 * half[0]]
        image = np.asarray(cv2.resize(even, half, interpolation=cv2.INTER_AREA), np.uint8)
    return image


def quantile(values: NDArray[Any], share: float) -> float:
    """What `np.quantile` gives of all values, several times as fast.

    Args:
        values: of any shape, at least one.
        share: 0 to 1.
    """
    place = share * (values.size - 1)
    if values.dtype == np.uint8 and values.size > FEW:
        counts = np.cumsum(cv2.calcHist([values.reshape(1, -1)], [0], None, [256], [0, 256]))
        below, above = np.searchsorted(counts, (int(place), math.ceil(place)), side="right").tolist()
    else:
        below, above = _neighbours(values, place)
    return float(below + (above - below) * (place % 1))


def _neighbours(values: NDArray[Any], place: float) -> tuple[float, float]:
    """The values just below and above a place in their order."""
    low = int(place)
    if values.size > FEW and low > HIGH * values.size:
        # The few that are above the mean are found faster than all are put in order.
        higher = values[values > values.mean()]
        if higher.size >= values.size - low:
            values, low = higher, low - (values.size - higher.size)
    parted = np.partition(values, low, axis=None)
    below = float(parted[low])
    return below, float(parted[low + 1 :].min()) if place % 1 else below


def inked(mask: NDArray[np.uint8], margin: int = 0) -> tuple[slice, slice]:
    """The rows and columns of a mask that are not all 0, and so many pixels around them.

    Args:
        mask: (H, W) uint8.
        margin: pixels.

    Returns:
        Slices of at least one pixel, also where all is 0: OpenCV does not bear empty images.
    """
    left, top, width, height = cv2.boundingRect(mask)
    rows = slice(max(0, top - margin), top + max(1, height) + margin)
    return rows, slice(max(0, left - margin), left + max(1, width) + margin)


def odd(length: float) -> int:
    """An odd number of pixels, at least 3: the side of a neighbourhood with a middle."""
    return max(3, int(length) // 2 * 2 + 1)


def kernel(length: float) -> NDArray[np.uint8]:
    """A square neighbourhood of about this side, for morphology."""
    side = odd(length)
    return np.ones((side, side), np.uint8)
