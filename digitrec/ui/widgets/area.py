"""Rectangles of a window."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle in pixels of the window; width and height may be 0."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column right of it."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.top + self.height

    @property
    def centre(self) -> tuple[float, float]:
        """The centre (x, y)."""
        return self.left + self.width / 2, self.top + self.height / 2

    def contains(self, x: float, y: float) -> bool:
        """Whether the point lies in it."""
        return self.left <= x < self.right and self.top <= y < self.bottom

    def inset(self, across: int, down: int | None = None) -> Area:
        """The area without so many pixels on each side."""
        down = across if down is None else down
        return Area(
            self.left + across,
            self.top + down,
            max(0, self.width - 2 * across),
            max(0, self.height - 2 * down),
        )

    def overlap(self, other: Area) -> int:
        """How many pixels both cover."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across * down if across > 0 and down > 0 else 0
