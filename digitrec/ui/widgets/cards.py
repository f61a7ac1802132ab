"""The two sheets that can lie over a window's picture: the help, and what is known of the model."""

from __future__ import annotations

from digitrec.types import Image
from digitrec.ui.widgets.keycaps import draw_key
from digitrec.ui.widgets.overlay import Area, draw_card
from digitrec.ui.widgets.text import draw_text, shortened
from digitrec.ui.widgets.theme import BODY, BOLD, MEDIUM, MUTED, SMALL, TEXT, TITLE
from digitrec.ui.window.events import ModelCard
from digitrec.ui.window.hotkeys import Hotkey


def draw_information(frame: Image, area: Area, model: ModelCard | None) -> None:
    """Draws what is known of the model over `area`."""
    inside = draw_card(frame, area)
    draw_text(frame, "The model", (inside.left, inside.top + 14), TITLE, TEXT, BOLD)
    lines = model.information if model else ("loading: it will be shown here",)
    step = min(24.0, (inside.height - 34) / max(1, len(lines)))
    for i, line in enumerate(lines):
        name, _, value = line.partition(": ")
        baseline = inside.top + 44 + step * i
        size = BODY if step >= 18 else SMALL
        draw_text(frame, shortened(name, 140, size), (inside.left, baseline), size, MUTED)
        value = shortened(value, inside.width - 150, size, MEDIUM)
        draw_text(frame, value, (inside.left + 150, baseline), size, TEXT, MEDIUM)


def draw_help(frame: Image, area: Area, hotkeys: tuple[Hotkey, ...], mouse: str) -> None:
    """Draws what the keys do over `area`.

    Args:
        frame: (H, W, 3) uint8, changed in place.
        area: the part to cover.
        hotkeys: the keys of this window.
        mouse: one line on what the mouse does.
    """
    inside = draw_card(frame, area)
    told = [hotkey for hotkey in hotkeys if hotkey.help]
    draw_text(frame, "Help", (inside.left, inside.top + 14), TITLE, TEXT, BOLD)
    step = min(26.0, (inside.height - 26) / (len(told) + 1))
    top = inside.top + 28
    draw_text(frame, "mouse", (inside.left, top + 13), SMALL, MUTED, MEDIUM)
    draw_text(frame, shortened(mouse, inside.width - 60, BODY), (inside.left + 60, top + 13), BODY)
    for i, hotkey in enumerate(told, 1):
        y = round(top + step * i)
        draw_key(frame, (inside.left, y), hotkey.cap)
        draw_text(frame, shortened(hotkey.help, inside.width - 60, BODY), (inside.left + 60, y + 13), BODY)
