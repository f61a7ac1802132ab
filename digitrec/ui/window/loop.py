"""The loop of a window: shows the state, feeds it events, has its requests performed."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from types import FrameType
from typing import Protocol, TypeAlias

from digitrec.errors import DigitrecError
from digitrec.types import Image, Reading
from digitrec.ui.window.clipboard import REMEDY as NO_CLIPBOARD
from digitrec.ui.window.events import (
    Closed,
    Copied,
    CopyFailed,
    Event,
    ModelCard,
    ModelFailed,
    ModelLoaded,
    Resized,
)
from digitrec.ui.window.requests import Copy, FullScreen, Request, Resize
from digitrec.ui.window.state import StateT
from digitrec.ui.window.window import Window

POLL_INTERVAL = 0.008  # seconds between two looks at keys and mouse while nothing happens
PATIENCE = 5.0  # seconds: how long a closed window finishes what it still owes


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A model that is ready: what to show of it, how to read with it, and how to teach it.

    Args:
        card: what to show of it.
        recognise: reads an image.
        teach: stores the digits of an image that was read, of which a user says what they are; returns how
            many; raises DigitrecError.
    """

    card: ModelCard
    recognise: Callable[[Image], Reading]
    teach: Callable[[Image, Reading, str], int] | None = None


Loader: TypeAlias = Callable[[int], Recogniser]  # the place in the list, which wraps; raises DigitrecError


def load_recogniser(load: Loader, position: int) -> tuple[Recogniser | None, Event]:
    """Loads the model at a place of the list: the model, if there is one, and what the window is told."""
    try:
        recogniser = load(position)
    except DigitrecError as error:
        return None, ModelFailed(str(error))
    return recogniser, ModelLoaded(recogniser.card)


class Controller(Protocol):
    """Performs requests elsewhere; the answers are events."""

    def perform(self, request: Request) -> None:
        """Takes a request and returns at once."""

    def poll(self) -> list[Event]:
        """The answers that have come since the last call."""

    def wait_for_answer(self, seconds: float) -> None:
        """Waits until there is an answer, at most so long."""

    def wait(self, seconds: float) -> bool:
        """Waits until nothing is in progress; returns whether that is so."""


def run_window(
    window: Window,
    state: StateT,
    controller: Controller,
    update: Callable[[StateT, Event], StateT],
    render: Callable[[StateT, float], Image],
) -> StateT:
    """Runs a window until it is closed; returns its last state.

    The window is shown before the first request is performed, so it is up before a model is loaded.

    Args:
        window: where it is shown.
        state: its first state.
        controller: performs its requests.
        update: the state after an event.
        render: the picture of a state at a scale.
    """
    perform = partial(_performed, window, controller)
    shown: StateT | None = None
    with _interrupts() as interrupted:
        state = update(state, Resized(window.open(state.window)))
        while not state.closed:
            if state is not shown:
                window.show(render(state, window.scale))
            shown = state
            events = window.poll()
            if not events:
                controller.wait_for_answer(POLL_INTERVAL)
            events += [*controller.poll(), *([Closed()] if interrupted.is_set() else [])]
            state = _fed(state, events, update, perform)
        window.close()
        return _finished(state, controller, update, perform)


def take_requests(state: StateT) -> tuple[StateT, tuple[Request, ...]]:
    """The state with an empty outbox, and what was in it."""
    if not state.outbox:
        return state, ()
    return replace(state, outbox=()), state.outbox


def _fed(
    state: StateT,
    events: list[Event],
    update: Callable[[StateT, Event], StateT],
    perform: Callable[[Request], list[Event]],
) -> StateT:
    """The state after these events, with all that it asks for on its way."""
    for event in events:
        state = update(state, event)
    state, requests = take_requests(state)
    answers = [answer for request in requests for answer in perform(request)]
    return _fed(state, answers, update, perform) if answers else state


def _performed(window: Window, controller: Controller, request: Request) -> list[Event]:
    """Has a request performed: by the window what only it can do, all else by the controller."""
    match request:
        case Copy(text):
            return [Copied(text) if window.copy(text) else CopyFailed(NO_CLIPBOARD)]
        case FullScreen(on):
            window.fill_screen(on)
        case Resize(size):
            window.resize(size)
        case _:
            controller.perform(request)
    return []


def _finished(
    state: StateT,
    controller: Controller,
    update: Callable[[StateT, Event], StateT],
    perform: Callable[[Request], list[Event]],
) -> StateT:
    """Performs what is still pending when the window has gone."""
    if state.may_end:
        return state
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        idle = controller.wait(deadline - time.monotonic())
        answers = controller.poll()
        state = _fed(state, answers, update, perform)
        if idle and not answers:
            break
    return state


@contextmanager
def _interrupts() -> Iterator[threading.Event]:
    """Turns Ctrl-C and a request to terminate into a flag, so that they never strike within a callback."""
    flag = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield flag
        return

    def raise_flag(_number: int, _frame: FrameType | None) -> None:
        flag.set()

    kinds = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(kind, raise_flag) for kind in kinds]
    try:
        yield flag
    finally:
        for kind, handler in zip(kinds, before, strict=True):
            signal.signal(kind, handler)
