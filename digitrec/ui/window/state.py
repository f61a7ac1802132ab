"""What every window remembers, and the changes that all windows share: messages, the model, overlays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from digitrec.ui.window.events import Copied, CopyFailed, Event, ModelCard, Resized, Saved
from digitrec.ui.window.hand import Gallery, Teaching
from digitrec.ui.window.hotkeys import Hotkey, action_of
from digitrec.ui.window.requests import Copy, FullScreen, LoadModel, Print, Request


@dataclass(frozen=True, slots=True)
class WindowState:
    """A window as a value; each window adds its own fields.

    Args:
        window: (width, height) of the window's picture in pixels of a 96 dpi screen.
        theme: "light" or "dark".
        folded: whether the panel is folded away.
        presenting: whether it fills the screen, with the reading in huge type.
        hovered: the action of the button under the mouse, "" for none.
        pushed: the action of the button that the mouse holds down.
        model: the model in use, once it is loaded.
        loading: whether a model is being loaded.
        model_error: why there is no model.
        overlay: what lies over the picture: "help", "information" or "".
        message: what the footer says.
        message_is_error: whether it says that something failed.
        teaching: the digits that are being typed over the reading, None while nothing is taught.
        gallery: what was taught, while it is shown.
        closed: whether the window is to be closed.
        outbox: requests for the loop to take.
    """

    window: tuple[int, int] = (1020, 590)
    theme: str = "light"
    folded: bool = False
    presenting: bool = False
    hovered: str = ""
    pushed: str = ""
    model: ModelCard | None = None
    loading: bool = True
    model_error: str = ""
    overlay: str = ""
    message: str = ""
    message_is_error: bool = False
    teaching: Teaching | None = None
    gallery: Gallery | None = None
    closed: bool = False
    outbox: tuple[Request, ...] = (LoadModel(0),)

    @property
    def may_end(self) -> bool:
        """Whether nobody waits for what is still in progress: a model that is being loaded."""
        return self.loading


StateT = TypeVar("StateT", bound=WindowState)


def with_request(state: StateT, request: Request) -> StateT:
    """The state with one more request."""
    return replace(state, outbox=(*state.outbox, request))


def with_message(state: StateT, text: str, error: bool = False) -> StateT:
    """The state with this message in the footer."""
    return replace(state, message=text, message_is_error=error)


def with_error(state: StateT, reason: str) -> StateT:
    """The state that says what failed, in the window and on standard error."""
    return with_request(with_message(state, reason, error=True), Print(reason, error=True))


def with_result(state: StateT, text: str, path: str) -> StateT:
    """The state that says where something was written, in the window and on standard output."""
    return with_request(with_message(state, text), Print(path))


def after_key(
    state: StateT,
    key: str,
    hotkeys: tuple[Hotkey, ...],
    actions: Mapping[str, Callable[[StateT], StateT]],
) -> StateT:
    """The state after a key; the same object for a key without a meaning."""
    action = action_of(hotkeys, key)
    return state if action is None else after_action(state, action, actions)


def after_action(state: StateT, action: str, actions: Mapping[str, Callable[[StateT], StateT]]) -> StateT:
    """The state after an action, by key or by button.

    Any action takes the message away, and any but its own an overlay.
    """
    overlay = state.overlay if action in (state.overlay, "leave") else ""
    return actions[action](replace(with_message(state, ""), overlay=overlay))


def load_next_model(state: StateT) -> StateT:
    """The state that has asked for the next model."""
    if state.loading:
        return with_message(state, "A model is being loaded.")
    if state.model and state.model.count < 2:
        return with_message(state, "There is no other model.")
    position = state.model.position + 1 if state.model else 0
    state = replace(with_message(state, "Loading the next model."), loading=True)
    return with_request(state, LoadModel(position))


def with_model(state: StateT, card: ModelCard) -> StateT:
    """The state whose model is loaded."""
    note = f"Now reading with {card.name}." if state.model else ""
    state = replace(with_message(state, note), model=card, loading=False, model_error="")
    return (
        with_request(state, Print("\n".join(card.information))) if state.overlay == "information" else state
    )


def without_model(state: StateT, reason: str) -> StateT:
    """The state whose model could not be loaded; a model that was there before stays in use."""
    state = with_error(replace(state, loading=False), reason)
    return state if state.model else replace(state, model_error=reason)


def toggle_information(state: StateT) -> StateT:
    """The state that shows what is known of the model, also on standard output, or no longer shows it."""
    if state.overlay:
        return replace(state, overlay="")
    if state.model_error:
        return with_message(state, state.model_error, error=True)
    state = replace(state, overlay="information")
    return with_request(state, Print("\n".join(state.model.information))) if state.model else state


def toggle_help(state: StateT) -> StateT:
    """The state that shows its keys, or no longer shows them."""
    return replace(state, overlay="" if state.overlay else "help")


def toggle_panel(state: StateT) -> StateT:
    """The state whose panel is folded away, or shown again."""
    return replace(state, folded=not state.folded)


def toggle_theme(state: StateT) -> StateT:
    """The state in dark colours, or in light ones."""
    return replace(state, theme="light" if state.theme == "dark" else "dark")


def toggle_presentation(state: StateT) -> StateT:
    """The state that fills the screen with a huge reading, or no longer does."""
    state = replace(state, presenting=not state.presenting, overlay="")
    return with_request(state, FullScreen(state.presenting))


def copy_text(state: StateT, text: str) -> StateT:
    """The state that has asked to copy a reading."""
    if not text:
        return with_message(state, "There is no reading to copy.")
    return with_request(state, Copy(text))


def leave(state: StateT) -> StateT:
    """The state without what was opened last: the overlay, the presentation, and then the window itself."""
    if state.teaching or state.gallery:
        return replace(state, teaching=None, gallery=None)
    if state.overlay:
        return replace(state, overlay="")
    if state.presenting:
        return toggle_presentation(state)
    return replace(state, closed=True)


def common_actions(_kind: type[StateT]) -> dict[str, Callable[[StateT], StateT]]:
    """The actions that every window has, by the names that `LOOKS` and `COMMON` use."""
    return {
        "panel": toggle_panel,
        "theme": toggle_theme,
        "present": toggle_presentation,
        "model": load_next_model,
        "information": toggle_information,
        "help": toggle_help,
    }


def after_common(state: StateT, event: Event) -> StateT | None:
    """The state after an event that means the same to every window; None for any other event."""
    match event:
        case Resized(size):
            return state if size == state.window else replace(state, window=size)
        case Saved(folder):
            return with_result(state, f"Saved in {folder}", folder)
        case Copied(text):
            return with_message(state, f"Copied {' / '.join(text.splitlines())}")
        case CopyFailed(reason):
            return with_error(state, reason)
    return None
