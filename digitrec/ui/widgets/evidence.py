"""What a reading rests on: the ten probabilities as bars, and the 28x28 image that the model saw."""

from __future__ import annotations

import numpy as np

from digitrec.percent import percent
from digitrec.types import Digit, Glyph
from digitrec.ui.widgets.area import Area
from digitrec.ui.widgets.painter import Painter
from digitrec.ui.widgets.text import text_width
from digitrec.ui.widgets.theme import BODY, BOLD, REGULAR, SMALL

LABEL_WIDTH = 22  # pixels: the column of the digits


def draw_bars(painter: Painter, area: Area, digit: Digit | None) -> None:
    """Draws the ten probabilities as bars with per cents; empty bars when there is no digit."""
    theme = painter.theme
    step = area.height / 10
    size = BODY if step >= 17 else SMALL
    percent_width = text_width("100.0 %", size, BOLD) + 10
    track = max(1, area.width - LABEL_WIDTH - percent_width)
    thick = max(6, round(step * 0.46))
    for value in range(10):
        middle = area.top + step * (value + 0.5)
        share = digit.probabilities[value] if digit else 0.0
        first = digit is not None and value == digit.label
        baseline = middle + size * 0.36
        colour = theme.text if first else theme.muted if digit else theme.faint
        weight = BOLD if first else REGULAR
        painter.text(str(value), (area.left, baseline), size, colour, weight)
        bar = Area(area.left + LABEL_WIDTH, round(middle - thick / 2), track, thick)
        painter.fill(bar, theme.track)
        length = round(track * min(max(share, 0.0), 1.0))
        if length:
            strong = theme.doubtful if digit and digit.doubtful else theme.accent
            filled = Area(bar.left, bar.top, max(length, 2), thick)
            painter.fill(filled, strong if first else theme.faint)
        if digit:
            painter.text(percent(share, 1), (area.right, baseline), size, colour, weight, 1.0)


def draw_glyph(painter: Painter, area: Area, glyph: Glyph | None) -> None:
    """Draws the 28x28 image that the model saw, every pixel a square; an empty field without one."""
    theme = painter.theme
    painter.fill(area, theme.edge)
    inner = area.inset(1)
    painter.fill(inner, theme.paper)
    if glyph is not None:
        share = np.clip(glyph, 0, 1)[..., None]
        shades = share * np.array(theme.ink) + (1 - share) * np.array(theme.paper)
        painter.picture(inner, np.round(shades).astype(np.uint8), smooth=False)
