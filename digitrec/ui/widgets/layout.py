"""Where the parts of a window stand: the picture, the panel or a strip with the reading, status and keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from digitrec.ui.widgets.area import Area
from digitrec.ui.widgets.keycaps import Button, buttons_in, keys_height
from digitrec.ui.widgets.theme import GAP, MARGIN
from digitrec.ui.window.hotkeys import Hotkey
from digitrec.ui.window.state import WindowState

PANEL_WIDTH = 300  # pixels
STRIP_HEIGHT = 62  # pixels: of the reading below the picture when the panel is folded
STATUS_HEIGHT = 34  # pixels: the footer's first line
LEAST_BESIDE = 360  # pixels of picture: with less beside the panel, the panel folds by itself
LEAST_PICTURE = 80  # pixels: the picture is never lower
BAND_SHARE = 0.32  # of the height for the reading in presentation mode
LEAST_BAND = 80  # pixels


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a window, in its pixels.

    Args:
        picture: the drawing area or the frame.
        panel: what stands beside it; None when it is folded.
        strip: the reading below the picture; None beside a panel.
        footer: status and keys; None in presentation mode.
        buttons: what can be clicked.
    """

    picture: Area
    panel: Area | None
    strip: Area | None
    footer: Area | None
    buttons: tuple[Button, ...]


def layout_of(state: WindowState, hotkeys: tuple[Hotkey, ...]) -> Layout:
    """Where the parts of this window stand.

    Args:
        state: its size, and whether its panel is folded or it presents.
        hotkeys: those of the window as it is.
    """
    if state.presenting:
        return _presenting(*state.window, hotkeys)
    return _lay_out(*state.window, state.folded, hotkeys)


def with_other_keys(layout: Layout, hotkeys: tuple[Hotkey, ...]) -> Layout:
    """The same parts with other keys in the footer, so that the picture stays where it is."""
    if layout.footer is None:
        return layout
    margin, footer = margin_of(layout.footer.width), layout.footer
    place = Area(
        margin, footer.top + STATUS_HEIGHT, footer.width - 2 * margin, max(0, footer.height - STATUS_HEIGHT)
    )
    return replace(layout, buttons=buttons_in(place, hotkeys))


def margin_of(width: int) -> int:
    """The empty columns at both sides of a footer or strip."""
    return MARGIN if width >= 480 else GAP


@lru_cache(maxsize=32)
def _lay_out(width: int, height: int, folded: bool, hotkeys: tuple[Hotkey, ...]) -> Layout:
    margin = margin_of(width)
    keys = keys_height(width - 2 * margin, hotkeys)
    body = max(LEAST_PICTURE, height - STATUS_HEIGHT - keys - GAP)
    footer = Area(0, body, width, max(0, height - body))
    buttons = buttons_in(Area(margin, body + STATUS_HEIGHT, width - 2 * margin, keys), hotkeys)
    if not folded and width - PANEL_WIDTH >= LEAST_BESIDE:
        picture = Area(0, 0, width - PANEL_WIDTH, body)
        return Layout(picture, Area(picture.right, 0, PANEL_WIDTH, body), None, footer, buttons)
    strip = min(STRIP_HEIGHT, max(0, body - LEAST_PICTURE))
    picture = Area(0, 0, width, body - strip)
    return Layout(picture, None, Area(0, picture.bottom, width, strip), footer, buttons)


@lru_cache(maxsize=8)
def _presenting(width: int, height: int, hotkeys: tuple[Hotkey, ...]) -> Layout:
    band = min(max(LEAST_BAND, round(height * BAND_SHARE)), max(0, height - LEAST_PICTURE))
    picture = Area(0, 0, width, height - band)
    leave = tuple(hotkey for hotkey in hotkeys if hotkey.action == "present")
    place = Area(width - 90, height - 34, 80, 30)
    return Layout(picture, None, Area(0, picture.bottom, width, band), None, buttons_in(place, leave))


def window_for(picture: tuple[int, int], hotkeys: tuple[Hotkey, ...]) -> tuple[int, int]:
    """The size of a window whose picture is as large as this; the panel is folded below a small one.

    Args:
        picture: (width, height) in pixels.
        hotkeys: those of the window.
    """
    beside = picture[0] >= LEAST_BESIDE
    width = picture[0] + (PANEL_WIDTH if beside else 0)
    keys = keys_height(width - 2 * margin_of(width), hotkeys)
    return width, picture[1] + (0 if beside else STRIP_HEIGHT) + STATUS_HEIGHT + keys + GAP
