"""What can happen to every screen: from the mouse, from the keyboard, and from work done elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]  # x, y in pixels of the window's picture


class Event:
    """Something that happened; each room of `ui` adds its own."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class PenDown(Event):
    """The left button was pressed."""

    at: Point


@dataclass(frozen=True, slots=True)
class PenMoved(Event):
    """The mouse moved with the left button held."""

    to: Point


@dataclass(frozen=True, slots=True)
class PenUp(Event):
    """The left button is up again, also when it was let go outside the window."""


@dataclass(frozen=True, slots=True)
class Erased(Event):
    """The right button was pressed here, or the mouse moved here with it held."""

    at: Point


@dataclass(frozen=True, slots=True)
class Hovered(Event):
    """The mouse moved with no button held."""

    at: Point


@dataclass(frozen=True, slots=True)
class PointerLeft(Event):
    """The mouse has left the window."""


@dataclass(frozen=True, slots=True)
class Resized(Event):
    """The window's picture has another size: (width, height) in its pixels."""

    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class KeyPressed(Event):
    """A key: the character it types (letters in lower case), or a name.

    The names are "tab", "escape", "space", "enter", "backspace", and "ctrl+z" or "ctrl+shift+z" for letters
    with Ctrl.
    """

    key: str


@dataclass(frozen=True, slots=True)
class Closed(Event):
    """The window was closed with its X, or the program interrupted with Ctrl-C."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a screen shows of the model in use.

    Args:
        name: as it is listed, e.g. "best_advanced_model".
        accuracy: the recorded share of right answers, 0 to 1, or None when there is no record.
        information: the lines that `i` shows.
        position: its place among the models that can be chosen, from 0.
        count: how many can be chosen.
    """

    name: str
    accuracy: float | None
    information: tuple[str, ...] = ()
    position: int = 0
    count: int = 1


@dataclass(frozen=True, slots=True)
class ModelLoaded(Event):
    """The model is ready to read."""

    card: ModelCard


@dataclass(frozen=True, slots=True)
class ModelFailed(Event):
    """No model could be loaded; `reason` is one line with the remedy."""

    reason: str


@dataclass(frozen=True, slots=True)
class Saved(Event):
    """Files were written into `folder`."""

    folder: str


@dataclass(frozen=True, slots=True)
class Copied(Event):
    """This text is on the clipboard."""

    text: str


@dataclass(frozen=True, slots=True)
class CopyFailed(Event):
    """There is no way to the clipboard; `reason` is one line with the remedy."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed(Event):
    """Something the user asked for failed; `reason` is one line with the remedy."""

    reason: str


@dataclass(frozen=True, slots=True)
class Done(Event):
    """Something was done that nobody waits for."""
