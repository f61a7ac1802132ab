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
