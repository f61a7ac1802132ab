"""What the two windows have in common: messages, the model, and the sheets that lie over the picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from digitrec.ui.window.events import ModelCard
from digitrec.ui.window.hotkeys import Hotkey, action_of
from digitrec.ui.window.requests import Load, Request, Say


class ModelScreen(Protocol):
    """A window with a model, as a value: a frozen dataclass that also has a `message`."""

    @property
    def model(self) -> ModelCard | None:
        """The model in use, once it is loaded."""

    @property
    def loading(self) -> bool:
        """Whether a model is being loaded."""

    @property
    def trouble(self) -> str:
        """Why there is no model."""

    @property
    def overlay(self) -> str:
        """What lies over the picture: "help", "information" or nothing."""

    @property
    def outbox(self) -> tuple[Request, ...]:
        """Requests for the loop to take."""


ScreenT = TypeVar("ScreenT", bound=ModelScreen)


def sent(screen: ScreenT, request: Request) -> ScreenT:
    """The screen with one more request."""
    return _with(screen, outbox=(*screen.outbox, request))


def noted(screen: ScreenT, text: str, trouble: bool = False) -> ScreenT:
    """The screen with this message."""
    return _with(screen, message=text, message_is_trouble=trouble)


def troubled(screen: ScreenT, reason: str) -> ScreenT:
    """The screen that says what failed, in the window and on standard error."""
    return sent(noted(screen, reason, trouble=True), Say(reason, trouble=True))


def pressed(
    screen: ScreenT,
    key: str,
    hotkeys: tuple[Hotkey, ...],
    actions: Mapping[str, Callable[[ScreenT], ScreenT]],
) -> ScreenT:
    """The screen after a key; the same object for a key without a meaning."""
    action = action_of(hotkeys, key)
    if action is None:
        return screen
    # Any key takes the message away, and any key but its own an overlay.
    overlay = screen.overlay if screen.overlay == action else ""
    return actions[action](_with(noted(screen, ""), overlay=overlay))


def next_model(screen: ScreenT) -> ScreenT:
    """The screen that has asked for the next model."""
    if screen.loading:
        return noted(screen, "A model is being loaded.")
    if screen.model and screen.model.count < 2:
        return noted(screen, "There is no other model.")
    position = screen.model.position + 1 if screen.model else 0
    return sent(_with(noted(screen, "Loading the next model."), loading=True), Load(position))


def show_information(screen: ScreenT) -> ScreenT:
    """The screen that shows what is known of the model, also on standard output, or no longer shows it."""
    if screen.overlay:
        return _with(screen, overlay="")
    if screen.trouble:
        return noted(screen, screen.trouble, trouble=True)
    screen = _with(screen, overlay="information")
    return sent(screen, Say("\n".join(screen.model.information))) if screen.model else screen


def show_help(screen: ScreenT) -> ScreenT:
    """The screen that shows its keys, or no longer shows them."""
    return _with(screen, overlay="" if screen.overlay else "help")


def _with(screen: ScreenT, **fields: object) -> ScreenT:
    as_dataclass: Any = screen
    changed: ScreenT = replace(as_dataclass, **fields)
    return changed
