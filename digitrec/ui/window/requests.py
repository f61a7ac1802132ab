"""What every screen asks for: work that takes time or leaves the window.

The loop takes requests from the screen and has them done elsewhere; the answers come back as events.
"""

from __future__ import annotations

from dataclasses import dataclass


class Request:
    """Something a screen asks for; each window adds its own."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Print(Request):
    """Please print this: results on standard output, errors on standard error."""

    text: str
    error: bool = False


@dataclass(frozen=True, slots=True)
class LoadModel(Request):
    """Please load the model at this place of the list, which wraps: `ModelLoaded`, `ModelFailed`."""

    position: int


@dataclass(frozen=True, slots=True)
class Copy(Request):
    """Please put this text on the clipboard: `Copied` or `CopyFailed`."""

    text: str


@dataclass(frozen=True, slots=True)
class FullScreen(Request):
    """Please let the window fill the screen, or no longer; `Resized` follows."""

    on: bool


@dataclass(frozen=True, slots=True)
class Resize(Request):
    """Please give the window's picture this size, as far as the screen allows; `Resized` follows."""

    size: tuple[int, int]
