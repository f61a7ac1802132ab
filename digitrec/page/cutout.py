"""Cutting regions out of an image: upright, with digits of one height, and the way back to the image."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.page.images import reduced
from digitrec.types import Box, Image

NO_AVERAGING = 0.6  # scale: so slight a reduction needs no averaging first
ENLARGED = 1.5  # scale from which on pixels would be seen as squares


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a cut-out lies in the image it was cut from.

    Args:
        x: of the cut-out's top left corner, pixels of the image.
        y: likewise.
        angle: direction of its rows, radians, positive = clockwise.
        scale: pixels of the cut-out for one pixel of the image.
        width: of the cut-out, pixels.
        height: likewise.
    """

    x: float
    y: float
    angle: float
    scale: float
    width: int
    height: int

    def longer(self, left: int, right: int) -> Placement:
        """A cut-out that begins so many of its pixels further to the left and ends further to the right."""
        x, y = self.to_image(np.array([(-left, 0.0)]))[0].tolist()
        return replace(self, x=x, y=y, width=left + self.width + right)

    @property
    def matrix(self) -> NDArray[np.float64]:
        """(2, 3): from pixels of the cut-out to pixels of the image."""
        cosine, sine = math.cos(self.angle) / self.scale, math.sin(self.angle) / self.scale
        return np.array([[cosine, -sine, self.x], [sine, cosine, self.y]])

    def to_image(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """Points (n, 2) of the cut-out in pixels of the image."""
        moved: NDArray[np.float64] = points @ self.matrix[:, :2].T + self.matrix[:, 2]
        return moved

    def box_on_image(self, box: Box, shape: tuple[int, ...]) -> Box:
        """The smallest box of the image, within it, that holds a box of the cut-out.

        Args:
            box: pixels of the cut-out.
            shape: of the image, height first.
        """
        corners = np.array(
            [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)],
            float,
        )
        placed = self.to_image(corners)
        left, top = (int(v) for v in np.floor(placed.min(axis=0) + 1e-6))
        right, bottom = (int(v) for v in np.ceil(placed.max(axis=0) - 1e-6))
        left, top = min(max(left, 0), shape[1] - 1), min(max(top, 0), shape[0] - 1)
        return Box(left, top, min(max(right, left + 1), shape[1]), min(max(bottom, top + 1), shape[0]))


def as_it_is(shape: tuple[int, ...]) -> Placement:
    """The placement of a cut-out that is the image itself."""
    return Placement(0.0, 0.0, 0.0, 1.0, shape[1], shape[0])


def cut_out(image: Image, place: Placement) -> Image:
    """Cuts a part out of an image; beyond its edges it goes on as it ends.

    Args:
        image: (H, W, 3) uint8.
        place: what to cut out.

    Returns:
        (place.height, place.width, 3) uint8.
    """
    corners = place.to_image(
        np.array([(0, 0), (place.width, 0), (place.width, place.height), (0, place.height)], float)
    )
    low = np.maximum(np.floor(corners.min(axis=0)).astype(int) - 2, 0)
    high = np.minimum(np.ceil(corners.max(axis=0)).astype(int) + 2, image.shape[1::-1])
    low = np.minimum(low, np.array(image.shape[1::-1]) - 1)
    high = np.maximum(high, low + 1)
    part = image[low[1] : high[1], low[0] : high[0]]
    matrix = place.matrix
    matrix[:, 2] -= low
    if place.scale < NO_AVERAGING:
        size = [max(1, round(n * place.scale)) for n in part.shape[1::-1]]
        matrix *= (np.array(size) / part.shape[1::-1])[:, None]
        part = reduced(part, (size[0], size[1]))
    matrix[:, 2] += (
        0.5 * (matrix[:, 0] + matrix[:, 1]) - 0.5
    )  # a pixel's middle is half a pixel from its corner
    way = cv2.INTER_CUBIC if place.scale > ENLARGED else cv2.INTER_LINEAR
    cut = cv2.warpAffine(
        part,
        matrix,
        (place.width, place.height),
        flags=way | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(cut, np.uint8)
