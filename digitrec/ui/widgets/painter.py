"""Paints on a frame in the pixels of a 96 dpi screen, sharp at any scale and in either theme."""

from __future__ import annotations

import cv2
import numpy as np

from digitrec.types import Image
from digitrec.ui.widgets.area import Area
from digitrec.ui.widgets.text import text_width, write
from digitrec.ui.widgets.theme import BODY, LIGHT, REGULAR, Colour, Theme

DASH = 5  # pixels: of a dashed line, and of its gaps


class Painter:
    """A frame and how to paint on it: places and sizes are multiplied by `scale`.

    Args:
        frame: (H, W, 3) uint8, painted on in place.
        theme: the palette.
        scale: pixels of the frame for one pixel of a 96 dpi screen.

    Attributes:
        frame: the frame.
        theme: the palette.
        scale: the scale.
    """

    def __init__(self, frame: Image, theme: Theme = LIGHT, scale: float = 1.0) -> None:
        self.frame = frame
        self.theme = theme
        self.scale = scale

    @property
    def size(self) -> tuple[float, float]:
        """(width, height) before scaling."""
        height, width = self.frame.shape[:2]
        return width / self.scale, height / self.scale

    def pixels(self, area: Area) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of an area in pixels of the frame; right and bottom exclusive."""
        left, top = round(area.left * self.scale), round(area.top * self.scale)
        return left, top, round(area.right * self.scale), round(area.bottom * self.scale)

    def part(self, area: Area) -> Image:
        """The part of the frame below an area, to be changed in place."""
        left, top, right, bottom = self.pixels(area)
        return self.frame[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]

    def fill(self, area: Area, colour: Colour) -> None:
        """Fills a rectangle."""
        left, top, right, bottom = self.pixels(area)
        if left < right and top < bottom:
            # Many times faster than an assignment of three channels in NumPy.
            cv2.rectangle(self.frame, (left, top), (right - 1, bottom - 1), colour, -1)

    def fill_rounded(self, area: Area, colour: Colour, radius: int = 4) -> None:
        """Fills a rectangle with round corners."""
        left, top, right, bottom = self.pixels(area)
        rounding = min(round(radius * self.scale), (right - left) // 2, (bottom - top) // 2)
        if rounding < 1:
            self.fill(area, colour)
            return
        x0, x1, y0, y1 = left + rounding, right - 1 - rounding, top + rounding, bottom - 1 - rounding
        cv2.rectangle(self.frame, (x0, top), (x1, bottom - 1), colour, -1)
        cv2.rectangle(self.frame, (left, y0), (right - 1, y1), colour, -1)
        for x in (x0, x1):
            for y in (y0, y1):
                cv2.circle(self.frame, (x, y), rounding, colour, -1, cv2.LINE_AA)

    def card(self, area: Area, fill: Colour, edge: Colour, radius: int = 4) -> None:
        """Fills a rectangle with round corners and a hairline around it."""
        self.fill_rounded(area, edge, radius)
        self.fill_rounded(area.inset(1), fill, max(1, radius - 1))

    def dot(self, centre: tuple[float, float], radius: float, colour: Colour) -> None:
        """Fills a circle, smooth even where it is small."""
        x, y, r = centre[0] * self.scale - 0.5, centre[1] * self.scale - 0.5, radius * self.scale
        left, top = max(0, int(x - r) - 1), max(0, int(y - r) - 1)
        part = self.frame[top : max(0, int(y + r) + 3), left : max(0, int(x + r) + 3)]
        rows, columns = np.ogrid[: part.shape[0], : part.shape[1]]
        share = np.clip(r + 0.5 - np.hypot(rows + top - y, columns + left - x), 0, 1)[..., None]
        part[:] = np.round(share * np.array(colour) + (1 - share) * part)

    def outline(self, area: Area, colour: Colour, width: float = 1.0) -> None:
        """Draws a rectangle's edge, inside of it."""
        for side in self._sides(area, width):
            left, top, right, bottom = side
            self.frame[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = colour

    def dashes(self, area: Area, colour: Colour, width: float = 1.0) -> None:
        """Draws a rectangle's edge as a dashed line, inside of it."""
        step = max(2, round(DASH * self.scale))
        for left, top, right, bottom in self._sides(area, width):
            across = right - left > bottom - top
            for start in range(left if across else top, right if across else bottom, 2 * step):
                if across:
                    part = self.frame[max(0, top) : bottom, max(0, start) : max(0, min(start + step, right))]
                else:
                    part = self.frame[max(0, start) : max(0, min(start + step, bottom)), max(0, left) : right]
                part[:] = colour

    def _sides(self, area: Area, width: float) -> tuple[tuple[int, int, int, int], ...]:
        left, top, right, bottom = self.pixels(area)
        thick = max(1, round(width * self.scale))
        return (
            (left, top, right, top + thick),
            (left, bottom - thick, right, bottom),
            (left, top, left + thick, bottom),
            (right - thick, top, right, bottom),
        )

    def veil(self, area: Area, share: float = 0.95) -> None:
        """Covers a rectangle with paper that shows so little through, for labels over ink and photos."""
        part = self.part(area)
        if part.size:
            cv2.addWeighted(part, 1 - share, np.full_like(part, self.theme.paper), share, 0, part)

    def text(
        self,
        text: str,
        at: tuple[float, float],
        size: float = BODY,
        colour: Colour | None = None,
        weight: int = REGULAR,
        align: float = 0.0,
    ) -> None:
        """Writes one line of text.

        Args:
            text: what to write; it is not broken and may run off the frame.
            at: the baseline's left end, middle or right end.
            size: of the type.
            colour: the theme's colour of text by default.
            weight: 400 is regular, 600 semibold.
            align: 0 puts `at` left of the text, 0.5 in its middle, 1 right of it.
        """
        scaled = max(1, round(size * self.scale))
        left = round(at[0] * self.scale - align * (text_width(text, scaled, weight) if align else 0))
        place = (left, round(at[1] * self.scale))
        write(self.frame, text, place, scaled, self.theme.text if colour is None else colour, weight)

    def picture(self, area: Area, picture: Image, smooth: bool = True) -> None:
        """Paints a picture into an area, resized to fill it.

        Args:
            area: where.
            picture: (h, w) or (h, w, 3) uint8.
            smooth: False shows every pixel as a square.
        """
        part = self.part(area)
        height, width = part.shape[:2]
        if not width or not height:
            return
        shrinks = picture.shape[1] > width
        kind = cv2.INTER_NEAREST if not smooth else cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        if picture.shape[:2] != (height, width):
            picture = np.asarray(cv2.resize(picture, (width, height), interpolation=kind), np.uint8)
        part[:] = picture[..., None] if picture.ndim == 2 else picture
