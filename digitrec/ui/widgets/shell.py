"""What the frames of all windows have in common: the panel's ground, the reading, status and key caps."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from digitrec.ui.widgets.area import Area
from digitrec.ui.widgets.keycaps import draw_button
from digitrec.ui.widgets.layout import Layout, margin_of
from digitrec.ui.widgets.painter import Painter
from digitrec.ui.widgets.reading import Shown, draw_band, draw_strip
from digitrec.ui.widgets.text import shortened, text_width
from digitrec.ui.widgets.theme import BODY, MEDIUM, SMALL, THEMES, Colour
from digitrec.ui.window.state import WindowState

LEAST_MESSAGE = 180  # pixels: marks of the status line that would leave the message less are left out


@dataclass(frozen=True, slots=True)
class StatusMark:
    """Something the status line says at its right end.

    Args:
        text: one or two words.
        colour: of the text.
        dot: the colour of a dot before it, None for no dot.
    """

    text: str
    colour: Colour
    dot: Colour | None = None


def painter_for(state: WindowState, scale: float) -> Painter:
    """A painter on a new frame of the window's size."""
    width, height = (max(1, -int(-side * scale // 1)) for side in state.window)
    theme = THEMES[state.theme]
    frame = np.empty((height, width, 3), np.uint8)
    cv2.rectangle(frame, (0, 0), (width, height), theme.panel, -1)
    return Painter(frame, theme, scale)


def draw_shell(
    painter: Painter, layout: Layout, state: WindowState, shown: Shown, marks: tuple[StatusMark, ...]
) -> None:
    """Draws the strip or band with the reading, the hairlines, the status line and the buttons.

    Args:
        painter: of the window.
        layout: where everything stands.
        state: the window.
        shown: its reading.
        marks: what the status line says at its right end, the most important first.
    """
    edge = painter.theme.edge
    for part in (layout.strip, layout.footer):
        if part is not None:
            painter.fill(Area(0, part.top, part.width, 1), edge)
    if layout.panel is not None:
        painter.fill(Area(layout.panel.left, 0, 1, layout.panel.height), edge)
    if layout.strip is not None:
        inside = layout.strip.inset(margin_of(layout.strip.width), 0)
        (draw_band if state.presenting else draw_strip)(painter, inside, shown)
    if layout.footer is not None:
        _draw_status(painter, layout.footer, state, marks)
    for button in layout.buttons:
        action = button.hotkey.action
        pushed = state.pushed == action and state.hovered == action
        draw_button(painter, button, state.hovered == action and not (state.pushed and not pushed), pushed)


def _draw_status(painter: Painter, footer: Area, state: WindowState, marks: tuple[StatusMark, ...]) -> None:
    theme = painter.theme
    margin = margin_of(footer.width)
    baseline, right = footer.top + 22, footer.right - margin
    standing = "" if state.model else "No model." if state.model_error else "Loading the model."
    message = state.message or standing
    least = min(LEAST_MESSAGE, text_width(message, BODY)) if message else 0
    for mark in marks:
        width = text_width(mark.text, SMALL, MEDIUM) + (14 if mark.dot else 0)
        if right - width - margin < footer.left + margin + least:
            continue
        painter.text(mark.text, (right, baseline), SMALL, mark.colour, MEDIUM, 1.0)
        if mark.dot is not None:
            painter.dot((right - width + 4, baseline - 4.5), 4, mark.dot)
        right -= width + 16
    tone = theme.error if state.message_is_error or state.model_error else theme.text
    room = right - footer.left - margin
    painter.text(shortened(message, room, BODY), (footer.left + margin, baseline), BODY, tone)
