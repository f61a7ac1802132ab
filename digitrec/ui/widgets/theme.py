"""How the windows look: a light and a dark palette, one type scale, one spacing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Colour: TypeAlias = tuple[int, int, int]  # blue, green, red, 0 to 255 each, as OpenCV has them


def rgb(code: int) -> Colour:
    """A colour by its hexadecimal code, 0xRRGGBB."""
    return code & 0xFF, code >> 8 & 0xFF, code >> 16 & 0xFF


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "relative luminance")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    shares = [value / 255 for value in colour]
    blue, green, red = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@dataclass(frozen=True, slots=True)
class Theme:
    """A palette. Every colour of text reaches a contrast of 4.5:1 on all of `BACKGROUNDS`.

    Args:
        name: "light" or "dark".
        paper: of the drawing area, and of sheets that lie over it.
        ink: of the pen.
        panel: behind the reading and the keys.
        edge: hairlines and outlines.
        track: the empty part of a bar.
        cap: a key cap.
        hover: behind a button under the mouse.
        lit: behind a number that has only just settled.
        text: what is to be read first.
        muted: notes and labels.
        faint: what is idle or not yet certain; still legible.
        accent: boxes and bars.
        doubtful: boxes and bars of doubtful digits (amber).
        doubtful_text: the same as a colour of text.
        error: what failed.
        settled: what has settled, and right answers.
    """

    name: str
    paper: Colour
    ink: Colour
    panel: Colour
    edge: Colour
    track: Colour
    cap: Colour
    hover: Colour
    lit: Colour
    text: Colour
    muted: Colour
    faint: Colour
    accent: Colour
    doubtful: Colour
    doubtful_text: Colour
    error: Colour
    settled: Colour

    def on(self, fill: Colour) -> Colour:
        """The colour of text on a fill: whichever of paper and ink stands out more."""
        return max((self.paper, self.ink), key=lambda colour: contrast(colour, fill))


LIGHT = Theme(
    name="light",
    paper=rgb(0xFFFFFF),
    ink=rgb(0x14181F),
    panel=rgb(0xF4F5F7),
    edge=rgb(0xD5DAE1),
    track=rgb(0xE2E6EB),
    cap=rgb(0xFFFFFF),
    hover=rgb(0xE6EBF2),
    lit=rgb(0xDEF0DB),
    text=rgb(0x1F242C),
    muted=rgb(0x59616E),
    faint=rgb(0x606976),
    accent=rgb(0x1763D6),
    doubtful=rgb(0xD97706),
    doubtful_text=rgb(0x8F4E00),
    error=rgb(0xB3261E),
    settled=rgb(0x1B6A42),
)
DARK = Theme(
    name="dark",
    paper=rgb(0x14171C),
    ink=rgb(0xF2F4F7),
    panel=rgb(0x1E2228),
    edge=rgb(0x3A414B),
    track=rgb(0x333943),
    cap=rgb(0x2A2F37),
    hover=rgb(0x353B45),
    lit=rgb(0x173023),
    text=rgb(0xE8EBEF),
    muted=rgb(0xA9B1BD),
    faint=rgb(0x9FA8B5),
    accent=rgb(0x86B7FF),
    doubtful=rgb(0xF2AC3B),
    doubtful_text=rgb(0xF2AC3B),
    error=rgb(0xFF8F7D),
    settled=rgb(0x78D29A),
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}
BACKGROUNDS = ("paper", "panel", "cap", "hover", "lit")
TEXT_COLOURS = ("text", "muted", "faint", "accent", "doubtful_text", "error", "settled")

# Sizes of type in pixels.
TINY, SMALL, BODY, TITLE, DISPLAY = 11, 12, 14, 18, 64
HUGE = 400  # the reading in presentation mode
REGULAR, MEDIUM, BOLD = 400, 500, 600  # weights

# Distances in pixels.
GAP = 8
MARGIN = 20
