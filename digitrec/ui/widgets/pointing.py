"""What the mouse does to the buttons of a window: they light up, are pressed in, and act when let go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from digitrec.ui.widgets.keycaps import button_at
from digitrec.ui.widgets.layout import Layout
from digitrec.ui.window.events import Event, Hovered, PenDown, PenMoved, PenUp, Point, PointerLeft
from digitrec.ui.window.state import StateT, after_action


def after_pointer(
    state: StateT,
    event: Event,
    layout: Layout,
    actions: Mapping[str, Callable[[StateT], StateT]],
) -> StateT | None:
    """The state after a mouse event on a button; None for an event that means something else.

    Args:
        state: the window.
        event: any event.
        layout: where its buttons stand.
        actions: what they do.
    """
    match event:
        case Hovered(at):
            return _hovering(state, _action_at(layout, at))
        case PointerLeft():
            return _hovering(state, "")
        case PenDown(at) if _action_at(layout, at):
            action = _action_at(layout, at)
            return replace(state, pushed=action, hovered=action)
        case PenMoved(to) if state.pushed:
            return _hovering(state, _action_at(layout, to))
        case PenUp() if state.pushed:
            action = state.pushed
            state = replace(state, pushed="")
            return after_action(state, action, actions) if state.hovered == action else state
    return None


def _action_at(layout: Layout, at: Point) -> str:
    button = button_at(layout.buttons, at)
    return button.hotkey.action if button else ""


def _hovering(state: StateT, action: str) -> StateT:
    return state if state.hovered == action else replace(state, hovered=action)
