"""How sharp a frame of a camera is."""

from __future__ import annotations

import cv2
import numpy as np

from digitrec.page.images import quantile, reduced
from digitrec.types import Image

STRONGEST = 0.995  # of the pixels have weaker edges than the one that tells how sharp a frame is
SHARPNESS_SIDE = 640  # pixels: the longer side of the picture in which edges are measured


def sharpness(frame: Image) -> float:
    """How sharp a frame is, to be compared with other frames of the same scene.

    Returns:
        The strength of its strongest fine edges in grey levels, 0 to 255; 0 for an even picture. Grain
        counts for little: it is averaged away first.
    """
    height, width = frame.shape[:2]
    scale = min(1.0, SHARPNESS_SIDE / max(height, width))
    size = max(3, round(width * scale)), max(3, round(height * scale))
    small = reduced(frame, size)
    grey = small if small.ndim == 2 else cv2.cvtColor(small[..., :3], cv2.COLOR_BGR2GRAY)
    edges = cv2.convertScaleAbs(cv2.Laplacian(grey, cv2.CV_16S, ksize=1))
    return quantile(np.asarray(edges, np.uint8), STRONGEST)
