"""Sheets that can lie over a window's picture: the help, and what is known of the model."""

from __future__ import annotations

from digitrec.ui.widgets.area import Area
from digitrec.ui.widgets.keycaps import CAP_SIDE, draw_cap
from digitrec.ui.widgets.painter import Painter
from digitrec.ui.widgets.text import shortened, text_width
from digitrec.ui.widgets.theme import BODY, BOLD, GAP, MEDIUM, SMALL, TITLE
from digitrec.ui.window.events import ModelCard
from digitrec.ui.window.hotkeys import Hotkey

TOLD_LEFT = 64  # pixels from a key cap's left edge to what it does
WIDE = 560  # pixels: sheets are not wider


def draw_card(painter: Painter, area: Area) -> Area:
    """Draws a sheet over a veiled part of the frame; returns its inside."""
    painter.veil(area, 0.8)
    outer = GAP if area.width < 480 or area.height < 320 else 2 * GAP
    across = max(outer, (area.width - WIDE) // 2)
    sheet = area.inset(across, outer)
    painter.card(sheet, painter.theme.paper, painter.theme.edge, 10)
    return sheet.inset(min(3 * GAP, sheet.width // 16), min(2 * GAP, sheet.height // 16))


def draw_information(painter: Painter, area: Area, model: ModelCard | None) -> None:
    """Draws what is known of the model over `area`."""
    inside = draw_card(painter, area)
    theme = painter.theme
    painter.text("The model", (inside.left, inside.top + 16), TITLE, theme.text, BOLD)
    lines = model.information if model else ("loading: it will be shown here",)
    step = min(24.0, (inside.height - 40) / max(1, len(lines)))
    size = BODY if step >= 18 else SMALL
    column = min(150, inside.width // 3)
    for i, line in enumerate(lines):
        name, _, value = line.partition(": ")
        baseline = inside.top + 46 + step * i
        painter.text(shortened(name, column - 10, size), (inside.left, baseline), size, theme.muted)
        value = shortened(value, inside.width - column, size, MEDIUM)
        painter.text(value, (inside.left + column, baseline), size, theme.text, MEDIUM)


def draw_help(painter: Painter, area: Area, hotkeys: tuple[Hotkey, ...], mouse: str) -> None:
    """Draws what the keys do over `area`, in two columns and fewer words where there is little room.

    Args:
        painter: of the window.
        area: the part to cover.
        hotkeys: the keys of this window.
        mouse: one line on what the mouse does.
    """
    inside = draw_card(painter, area)
    painter.text("Help", (inside.left, inside.top + 16), TITLE, painter.theme.text, BOLD)
    told = [hotkey for hotkey in hotkeys if hotkey.help]
    below = Area(inside.left, inside.top + 28, inside.width, inside.height - 28)
    step = below.height / (len(told) + 1)
    if step < CAP_SIDE - 1 or below.width < text_width(mouse, SMALL) + TOLD_LEFT:
        _draw_keys_briefly(painter, below, told)
        return
    step = min(26.0, step)
    painter.text("mouse", (below.left, below.top + 14), SMALL, painter.theme.muted, MEDIUM)
    lines = [mouse, *(hotkey.help for hotkey in told)]
    for place, line in enumerate(lines):
        y = round(below.top + step * place)
        if place:
            draw_cap(painter, (below.left, y), told[place - 1].cap)
        size = BODY if step >= 18 else SMALL
        fitting = shortened(line, below.width - TOLD_LEFT, size)
        painter.text(fitting, (below.left + TOLD_LEFT, y + 14), size)


def _draw_keys_briefly(painter: Painter, area: Area, told: list[Hotkey]) -> None:
    columns = 2 if area.width < 420 else 3
    count = -(-len(told) // columns)
    step = min(26.0, area.height / count)
    for place, hotkey in enumerate(told):
        left = area.left + place // count * (area.width // columns)
        y = round(area.top + step * (place % count))
        width = draw_cap(painter, (left, y), hotkey.cap)
        painter.text(hotkey.label or hotkey.help.split(";")[0], (left + width + 8, y + 14), SMALL)
