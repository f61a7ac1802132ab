"""What the header of an image file says."""

from __future__ import annotations

from typing import NamedTuple


class Header(NamedTuple):
    """What the header of an image file says.

    Args:
        kind: PNG, JPEG, ...
        width: pixels; of the largest page, tile or frame.
        height: pixels, likewise.
        pages: how many images it holds.
        work: how often a decoder goes over all pixels.
    """

    kind: str
    width: int
    height: int
    pages: int = 1
    work: int = 1

    @property
    def pixels(self) -> int:
        """Of its largest page."""
        return self.width * self.height
