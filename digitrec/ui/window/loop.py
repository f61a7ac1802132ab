"""The loop of a window: shows the state, feeds it events, has its requests performed."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import FrameType
from typing import Any, Protocol, TypeAlias, TypeVar

from digitrec.types import Image, Reading
from digitrec.ui.window.events import Closed, Event, ModelCard
from digitrec.ui.window.requests import Request
from digitrec.ui.window.window import Window

MOMENT = 0.008  # seconds between two looks at keys and mouse while nothing happens
PATIENCE = 5.0  # seconds: how long a closed window finishes what it still owes


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A model that is ready: what to show of it, and how to read with it."""

    card: ModelCard
    recognise: Callable[[Image], Reading]


Loader: TypeAlias = Callable[[int], Recogniser]  # the place in the list, which wraps; raises DigitrecError


class Desk(Protocol):
    """Performs requests elsewhere; the answers are events."""

    def perform(self, request: Request) -> None:
        """Takes a request and returns at once."""

    def poll(self) -> list[Event]:
        """The answers that have come since the last call."""

    def rest(self, seconds: float) -> None:
        """Waits until there is an answer, at most so long."""

    def wait(self, seconds: float) -> bool:
        """Waits until nothing is in progress; returns whether that is so."""


class Screen(Protocol):
    """What a window shows, as a value: a frozen dataclass with an `outbox`."""

    @property
    def closed(self) -> bool:
        """Whether the window is to be closed."""

    @property
    def outbox(self) -> tuple[Request, ...]:
        """Requests for the loop to take."""

    @property
    def may_end(self) -> bool:
        """Whether nobody waits for what is still in progress."""


ScreenT = TypeVar("ScreenT", bound=Screen)


def run_screen(
    window: Window,
    screen: ScreenT,
    desk: Desk,
    update: Callable[[ScreenT, Event], ScreenT],
    render: Callable[[ScreenT], Image],
) -> ScreenT:
    """Runs a window until it is closed; returns its last state.

    The window is shown before the first request is performed, so it is up before a model is loaded.
    """
    shown: ScreenT | None = None
    with _interrupts() as interrupted:
        while not screen.closed:
            if screen is not shown:
                window.show(render(screen))
            shown = screen
            events = window.poll()
            if not events:
                desk.rest(MOMENT)
            events += [*desk.poll(), *([Closed()] if interrupted.is_set() else [])]
            screen = _fed(screen, events, desk, update)
        window.close()
        return _finished(screen, desk, update)


def taken(screen: ScreenT) -> tuple[ScreenT, tuple[Request, ...]]:
    """The screen with an empty outbox, and what was in it."""
    if not screen.outbox:
        return screen, ()
    as_dataclass: Any = screen
    return replace(as_dataclass, outbox=()), screen.outbox


def _fed(
    screen: ScreenT, events: list[Event], desk: Desk, update: Callable[[ScreenT, Event], ScreenT]
) -> ScreenT:
    for event in events:
        screen = update(screen, event)
    screen, requests = taken(screen)
    for request in requests:
        desk.perform(request)
    return screen


def _finished(screen: ScreenT, desk: Desk, update: Callable[[ScreenT, Event], ScreenT]) -> ScreenT:
    """Does what is still owed when the window has gone."""
    if screen.may_end:
        return screen
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        idle = desk.wait(deadline - time.monotonic())
        answers = desk.poll()
        screen = _fed(screen, answers, desk, update)
        if idle and not answers:
            break
    return screen


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
