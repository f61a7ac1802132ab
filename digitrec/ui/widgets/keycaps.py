"""Key caps with their labels, as the footer and the help show them."""

from __future__ import annotations

from digitrec.types import Image
from digitrec.ui.widgets.overlay import Area, fill_rounded
from digitrec.ui.widgets.text import draw_text, text_width
from digitrec.ui.widgets.theme import FAINT, MEDIUM, MUTED, PAPER, SMALL, TEXT
from digitrec.ui.window.hotkeys import Hotkey

CAP_SIDE = 18  # pixels: a key cap's height and least width
LEAST_GAP, WIDEST_GAP = 10, 22  # pixels between a label and the next cap


def draw_keys(frame: Image, area: Area, hotkeys: tuple[Hotkey, ...]) -> None:
    """Draws key caps with their labels in one or two rows, evenly spread."""
    shown = [hotkey for hotkey in hotkeys if hotkey.label]
    most = -(-len(shown) // key_rows(area.width, hotkeys))
    rows = [shown[:most], shown[most:]]
    widest = max(sum(map(_key_width, row)) for row in rows)
    gap = min(float(WIDEST_GAP), (area.width - widest) / max(1, most - 1))
    for number, row in enumerate(rows):
        left, top = float(area.left), area.top + number * (CAP_SIDE + 4)
        for hotkey in row:
            width = draw_key(frame, (round(left), top), hotkey.cap)
            draw_text(frame, hotkey.label, (round(left) + width + 5, top + 13), SMALL, MUTED)
            left += _key_width(hotkey) + gap


def key_rows(width: int, hotkeys: tuple[Hotkey, ...]) -> int:
    """How many rows `draw_keys` needs in this width, 1 or 2."""
    widths = [_key_width(hotkey) for hotkey in hotkeys if hotkey.label]
    return 1 if sum(widths) + LEAST_GAP * (len(widths) - 1) <= width else 2


def draw_key(frame: Image, at: tuple[int, int], cap: str) -> int:
    """Draws one key cap with its top left corner at `at`; returns its width in pixels."""
    width = _cap_width(cap)
    fill_rounded(frame, Area(at[0], at[1], width, CAP_SIDE), FAINT)
    fill_rounded(frame, Area(at[0] + 1, at[1] + 1, width - 2, CAP_SIDE - 3), PAPER)
    draw_text(frame, cap, (at[0] + width / 2, at[1] + 12), SMALL, TEXT, MEDIUM, 0.5)
    return width


def _cap_width(cap: str) -> int:
    return max(CAP_SIDE, text_width(cap, SMALL, MEDIUM) + 2 * 5)


def _key_width(hotkey: Hotkey) -> int:
    return _cap_width(hotkey.cap) + 5 + text_width(hotkey.label, SMALL)
