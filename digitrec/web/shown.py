"""The image that a visitor read last; it lives in the visitor's own session."""

from __future__ import annotations

from dataclasses import dataclass

from digitrec.types import Image
from digitrec.web.pictures import fitted

LONGEST = 1600  # pixels: what is kept of an image is not larger


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """An image that was read.

    Args:
        image: (H, W) or (H, W, 3|4) uint8 in OpenCV's channel order.
        name: of the image, for the page.
        drawn: whether it is a drawing: dark ink on plain white.
    """

    image: Image
    name: str
    drawn: bool = False

    @classmethod
    def of(cls, image: Image, name: str, drawn: bool = False) -> Shown:
        """An image, smaller if need be."""
        return cls(fitted(image, LONGEST), name, drawn)
