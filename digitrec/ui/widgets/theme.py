"""How the windows look: one palette, one type scale, one spacing."""

from __future__ import annotations

from typing import TypeAlias

Colour: TypeAlias = tuple[int, int, int]  # blue, green, red, 0 to 255 each, as OpenCV has them


def _rgb(code: int) -> Colour:
    return code & 0xFF, code >> 8 & 0xFF, code >> 16 & 0xFF


PAPER = _rgb(0xFFFFFF)
INK = _rgb(0x14181F)
PANEL = _rgb(0xF5F6F8)
EDGE = _rgb(0xDDE1E6)  # hairlines and outlines
TRACK = _rgb(0xE6E9ED)  # the empty part of a bar
TEXT = _rgb(0x1F242C)
MUTED = _rgb(0x6B7380)
FAINT = _rgb(0xA9B0BA)
ACCENT = _rgb(0x1763D6)
WARNING = _rgb(0xB4450B)

# Sizes of type in pixels.
TINY, SMALL, BODY, TITLE, DISPLAY = 11, 12, 14, 18, 64
REGULAR, MEDIUM, BOLD = 400, 500, 600  # weights

# Distances in pixels.
GAP = 8
MARGIN = 20
PANEL_WIDTH = 300
FOOTER_HEIGHT = 66

DOUBTFUL = 0.80  # a confidence below this is shown in the warning colour
