"""Key caps that are buttons: where they stand in a footer, which one is under the mouse, how they look."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from digitrec.ui.widgets.area import Area
from digitrec.ui.widgets.painter import Painter
from digitrec.ui.widgets.text import text_width
from digitrec.ui.widgets.theme import MEDIUM, SMALL
from digitrec.ui.window.hotkeys import Hotkey

CAP_SIDE = 20  # pixels: a key cap's height and least width
ROW_STEP = CAP_SIDE + 4  # pixels: from row to row
PAD = 4  # pixels of a button around its cap and label
LABEL_GAP = 5  # pixels between a cap and its label
LEAST_GAP, WIDEST_GAP = 2, 16  # pixels between two buttons
MOST_LABELLED_ROWS = 2  # with more rows than this the labels are left out


@dataclass(frozen=True, slots=True)
class Button:
    """A key cap with its label, if there is room for it.

    Args:
        hotkey: what it does.
        area: where it can be clicked.
        labelled: whether its label is shown.
    """

    hotkey: Hotkey
    area: Area
    labelled: bool

    @property
    def cap(self) -> Area:
        """Where the cap stands."""
        width = _cap_width(self.hotkey.cap)
        return Area(self.area.left + PAD, self.area.top + (self.area.height - CAP_SIDE) // 2, width, CAP_SIDE)


@lru_cache(maxsize=64)
def lay_out_keys(width: int, hotkeys: tuple[Hotkey, ...]) -> tuple[Button, ...]:
    """Where the buttons of a footer stand, from its top left corner, in as many rows as they need.

    Labels are shown where one or two rows suffice.

    Args:
        width: of the footer in pixels.
        hotkeys: those without a cap have no button.
    """
    shown = [hotkey for hotkey in hotkeys if hotkey.cap]
    for labelled in (True, False):
        rows = _rows(shown, width, labelled)
        if len(rows) <= MOST_LABELLED_ROWS:
            break
    widest = max((_row_width(row, labelled) for row in rows), default=0)
    most = max((len(row) for row in rows), default=1)
    gap = min(float(WIDEST_GAP), LEAST_GAP + (width - widest) / max(1, most - 1))
    buttons: list[Button] = []
    for number, row in enumerate(rows):
        left = -float(PAD)
        for hotkey in row:
            wide = _button_width(hotkey, labelled)
            buttons.append(Button(hotkey, Area(round(left), number * ROW_STEP, wide, ROW_STEP), labelled))
            left += wide + (LEAST_GAP if labelled and not hotkey.label else gap)
    return tuple(buttons)


def keys_height(width: int, hotkeys: tuple[Hotkey, ...]) -> int:
    """How high the buttons stand in this width."""
    return max((button.area.bottom for button in lay_out_keys(width, hotkeys)), default=0)


def buttons_in(area: Area, hotkeys: tuple[Hotkey, ...]) -> tuple[Button, ...]:
    """The buttons of `lay_out_keys` where they stand in a window."""
    return tuple(
        replace(button, area=replace(b, left=b.left + area.left, top=b.top + area.top))
        for button in lay_out_keys(area.width, hotkeys)
        for b in (button.area,)
    )


def button_at(buttons: tuple[Button, ...], at: tuple[float, float]) -> Button | None:
    """The button at a point, None where there is none."""
    return next((button for button in buttons if button.area.contains(*at)), None)


def draw_button(painter: Painter, button: Button, hovered: bool, pushed: bool) -> None:
    """Draws a key cap with its label; raised, lit under the mouse, and pressed in."""
    theme = painter.theme
    if hovered or pushed:
        painter.fill_rounded(button.area.inset(0, 1), theme.hover, 5)
    sunk = 1 if pushed else 0
    draw_cap(painter, (button.cap.left, button.cap.top), button.hotkey.cap, pushed)
    if button.labelled and button.hotkey.label:
        at = button.cap.right + LABEL_GAP, button.cap.top + 14 + sunk
        painter.text(button.hotkey.label, at, SMALL, theme.text if hovered or pushed else theme.muted)


def draw_cap(painter: Painter, at: tuple[int, int], cap: str, pushed: bool = False) -> int:
    """Draws one key cap with its top left corner at `at`; returns its width in pixels."""
    theme = painter.theme
    width = _cap_width(cap)
    whole = Area(at[0], at[1], width, CAP_SIDE)
    painter.fill_rounded(whole, theme.edge)
    face = Area(at[0] + 1, at[1] + (2 if pushed else 1), width - 2, CAP_SIDE - 3)
    painter.fill_rounded(face, theme.hover if pushed else theme.cap, 3)
    painter.text(cap, (at[0] + width / 2, at[1] + 13 + pushed), SMALL, theme.text, MEDIUM, 0.5)
    return width


def _rows(hotkeys: list[Hotkey], width: int, labelled: bool) -> list[list[Hotkey]]:
    """The hotkeys in as few rows as hold them, about equally full."""
    for count in range(1, len(hotkeys) + 1):
        most = -(-len(hotkeys) // count)
        rows = [hotkeys[i : i + most] for i in range(0, len(hotkeys), most)]
        if all(_row_width(row, labelled) <= width for row in rows):
            return rows
    return [[hotkey] for hotkey in hotkeys]


def _row_width(row: list[Hotkey], labelled: bool) -> int:
    """The least width of a row, without the padding at its ends."""
    buttons = sum(_button_width(hotkey, labelled) for hotkey in row)
    return buttons + LEAST_GAP * (len(row) - 1) - 2 * PAD


def _cap_width(cap: str) -> int:
    return max(CAP_SIDE, text_width(cap, SMALL, MEDIUM) + 2 * 6)


def _button_width(hotkey: Hotkey, labelled: bool) -> int:
    label = LABEL_GAP + text_width(hotkey.label, SMALL) if labelled and hotkey.label else 0
    return _cap_width(hotkey.cap) + label + 2 * PAD
