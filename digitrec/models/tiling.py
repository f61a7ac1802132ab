"""Looking at an image of any size through windows of a few sizes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.types import Image

Size = tuple[int, int]  # height and width, pixels
Maps = tuple[NDArray[np.float32], ...]  # each (h, w, C)
NEVER = 1 << 20  # windows
ALIGNED = 4  # pixels: windows begin at multiples of this


@dataclass(frozen=True, slots=True)
class Tiling:
    """How an image is covered.

    Args:
        size: of each window.
        tops: where windows begin, from above.
        lefts: likewise, from the left.
    """

    size: Size
    tops: tuple[int, ...]
    lefts: tuple[int, ...]


def tiling_of(shape: Size, sizes: Sequence[Size], overlap: int) -> Tiling:
    """The cheapest way to cover an image with windows of one size.

    Args:
        shape: of the image.
        sizes: to choose from.
        overlap: pixels that neighbouring windows share at least.
    """

    def cost(size: Size) -> int:
        return _count(shape[0], size[0], overlap) * _count(shape[1], size[1], overlap) * size[0] * size[1]

    size = min(sizes, key=cost)
    return Tiling(size, _starts(shape[0], size[0], overlap), _starts(shape[1], size[1], overlap))


def _count(length: int, window: int, overlap: int) -> int:
    if length <= window:
        return 1
    # Windows that are no longer than what they share never get on: too many of them to be chosen.
    return math.ceil((length - overlap) / (window - overlap)) if window > overlap else NEVER


def _starts(length: int, window: int, overlap: int) -> tuple[int, ...]:
    count = _count(length, window, overlap)
    room = -(-max(0, length - window) // ALIGNED) * ALIGNED
    return tuple(i * room // max(1, count - 1) // ALIGNED * ALIGNED for i in range(count))


def look_through(image: Image, tiling: Tiling, look: Callable[[Image], Maps]) -> Maps:
    """Puts together what is seen through each window; beyond its edges an image goes on as it ends.

    Args:
        image: (H, W, 3) uint8.
        tiling: how it is covered.
        look: (h, w, 3) uint8 of the window's size to maps, whose sides are an even part of the window's.

    Returns:
        Maps of the whole image, sides rounded up.
    """
    height, width = image.shape[:2]
    below = max(0, tiling.tops[-1] + tiling.size[0] - height)
    beside = max(0, tiling.lefts[-1] + tiling.size[1] - width)
    padded = (
        cv2.copyMakeBorder(image, 0, below, 0, beside, cv2.BORDER_REPLICATE) if below or beside else image
    )
    whole: list[NDArray[np.float32]] = []
    for top, first_row in zip(tiling.tops, _firsts(tiling.tops, tiling.size[0]), strict=True):
        for left, first_column in zip(tiling.lefts, _firsts(tiling.lefts, tiling.size[1]), strict=True):
            window = padded[top : top + tiling.size[0], left : left + tiling.size[1]]
            parts = look(np.asarray(window, np.uint8))
            if len(tiling.tops) == len(tiling.lefts) == 1:
                whole = list(parts)
                break
            for number, part in enumerate(parts):
                stride = tiling.size[0] // part.shape[0]
                if len(whole) <= number:
                    size = padded.shape[0] // stride, padded.shape[1] // stride, part.shape[2]
                    whole.append(np.zeros(size, np.float32))
                row, column = first_row // stride, first_column // stride
                place = (slice(top // stride + row, None), slice(left // stride + column, None))
                target = whole[number][place][: part.shape[0] - row, : part.shape[1] - column]
                target[:] = part[row:, column:]
    strides = [padded.shape[0] // part.shape[0] for part in whole]
    return tuple(
        part[: -(-height // stride), : -(-width // stride)]
        for part, stride in zip(whole, strides, strict=True)
    )


def _firsts(starts: tuple[int, ...], window: int) -> list[int]:
    """From where on each window overrides the one before it: the middle of what they share."""
    firsts = [0]
    for before, start in pairwise(starts):
        firsts.append(max(0, (before + window - start) // 2) // ALIGNED * ALIGNED)
    return firsts
