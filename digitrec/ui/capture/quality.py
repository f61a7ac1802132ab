"""How good a picture is to read: how blurred and how dark it is, how small the writing in it."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.types import Image, Reading

SIDE = 480  # pixels: the longer side of the picture in which edges are measured
FINE, COARSE = 1.0, 2.5  # pixels: the two Gaussians between which the slopes of edges are compared
STRONGEST = 0.005  # of the pixels have the edges that are measured
LEAST_SLOPE = 3.0  # grey levels a pixel: a picture without such edges shows nothing to judge by
BLURRED = 1.8  # pixels: none of 84 sharp pictures has as much; blurred by 4 of 640 pixels 93 % have
DARK = 75.0  # grey levels: the brightest parts, which are paper, are darker than this
BRIGHTEST = 0.01  # of the pixels count as the brightest
SMALL = 0.04  # of the picture's height: digits lower than this are read less well

BLUR_HINT = "The picture is blurred: hold still, or move back a little."
DARK_HINT = "The picture is too dark: turn on a light, or move towards one."
SMALL_HINT = "The writing is small: hold it closer to the camera."


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a picture is.

    Args:
        blur: width of its sharpest edges in pixels at a longer side of 480: the sigma of a Gaussian.
        paper: brightness of its brightest parts in grey levels.
        writing: height of its digits as a share of its own, 0 when there are none.
    """

    blur: float = 0.0
    paper: float = 255.0
    writing: float = 0.0

    @property
    def hint(self) -> str:
        """What could be better, and how; "" if it is good enough."""
        if self.paper < DARK:
            return DARK_HINT
        if self.blur > BLURRED:
            return BLUR_HINT
        return SMALL_HINT if 0 < self.writing < SMALL else ""


def assess(frame: Image, reading: Reading) -> Quality:
    """Measures how good a frame is.

    The blur follows Zhuo and Sim (2011): an edge of width s, blurred by Gaussians of widths a and b, has
    slopes in the ratio sqrt((s^2 + b^2) / (s^2 + a^2)), whatever its contrast. Grain hardly matters.

    Args:
        frame: (H, W) or (H, W, 3|4) uint8.
        reading: what was read in it.
    """
    grey = _small_grey(frame)
    brightest = np.partition(grey.ravel(), -max(1, round(BRIGHTEST * grey.size)))
    paper = float(brightest[-max(1, round(BRIGHTEST * grey.size))])
    heights = [digit.box.height for digit in reading.digits]
    writing = median(heights) / frame.shape[0] if heights else 0.0
    return Quality(_edge_width(grey.astype(np.float32)), paper, writing)


def _edge_width(grey: NDArray[np.float32]) -> float:
    """The width of the sharpest edges in pixels; 0 where there are none."""
    fine, coarse = _slopes(grey, FINE), _slopes(grey, COARSE)
    count = max(20, round(STRONGEST * fine.size))
    strongest = fine >= np.partition(fine.ravel(), -count)[-count]
    slope = float(fine[strongest].mean())
    if slope < LEAST_SLOPE:
        return 0.0
    ratio = max(1.001, slope / max(1e-6, float(coarse[strongest].mean())))
    return float(np.sqrt(max(0.0, (COARSE**2 - (ratio * FINE) ** 2) / (ratio**2 - 1))))


def _slopes(grey: NDArray[np.float32], width: float) -> NDArray[np.float32]:
    smooth = cv2.GaussianBlur(grey, (0, 0), width)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=1, scale=0.5)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=1, scale=0.5)
    return np.asarray(cv2.magnitude(across, down), np.float32)


def _small_grey(frame: Image) -> Image:
    height, width = frame.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    if scale < 1:
        size = max(3, round(width * scale)), max(3, round(height * scale))
        frame = np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), np.uint8)
    if frame.ndim == 2 or frame.shape[2] == 1:
        return frame.reshape(frame.shape[:2])
    return np.asarray(cv2.cvtColor(frame[..., :3], cv2.COLOR_BGR2GRAY), np.uint8)
