"""Frames of a video: numbers are looked for anew only where something has moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.page.images import as_bgr, reduced
from digitrec.page.regions import Row
from digitrec.reading.found import Page
from digitrec.reading.page import PageReader
from digitrec.types import Image, Reading

SIDE = 80  # blocks along the longer side of a frame, which are compared with those of an earlier one
MOVED = 8.0  # grey levels: a block that changes more has moved; a pen stroke makes 20 of it, noise hardly 1
LONGEST = 30  # frames: after so many, numbers are looked for again though nothing has moved


class FrameReader:
    """Reads the frames of one video, one after the other.

    Args:
        page: finds numbers and their ink.
        read: reads what was found in an image of that shape.
    """

    def __init__(self, page: PageReader, read: Callable[[Page, tuple[int, ...]], Reading]) -> None:
        self._page = page
        self._read = read
        self._seen: NDArray[np.float32] | None = None
        self._rows: Sequence[Row] = ()
        self._left = 0

    def __call__(self, frame: Image) -> Reading:
        """Reads a frame.

        Args:
            frame: (H, W) or (H, W, 3|4) uint8.

        Raises:
            ValueError: `frame` has another shape or dtype.
        """
        pixels = as_bgr(frame)
        blocks, seen = _blocks(pixels), self._seen
        still = seen is not None and seen.shape == blocks.shape and np.abs(blocks - seen).max() <= MOVED
        if not (still and self._left):
            self._rows, self._seen, self._left = self._page.rows(pixels), blocks, LONGEST
        self._left -= 1
        return self._read(self._page.cut(pixels, self._rows), frame.shape)


def _blocks(pixels: Image) -> NDArray[np.float32]:
    """The mean grey level of each block."""
    scale = SIDE / max(pixels.shape[:2])
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    return cv2.cvtColor(reduced(pixels, size), cv2.COLOR_BGR2GRAY).astype(np.float32)
