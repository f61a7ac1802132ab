"""The loop of a window: shows the state, feeds it events, has its requests performed."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Protocol, TypeAlias

from digitrec.errors import DigitrecError
from digitrec.types import Ink, Reading
from digitrec.ui.album import save_page
from digitrec.ui.canvas import update
from digitrec.ui.canvas_state import Canvas, taken
from digitrec.ui.canvas_view import paint, render
from digitrec.ui.events import Closed, Event, ModelCard, ModelFailed, ModelLoaded, Saved, WasRead
from digitrec.ui.requests import Load, Read, Request, Save, Say
from digitrec.ui.strokes import draw_ink
from digitrec.ui.window import Window
from digitrec.ui.worker import Worker

PATIENCE = 5.0  # seconds: how long a closed window finishes what `p` and `s` still owe


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A model that is ready: what to show of it, and how to read with it."""

    card: ModelCard
    recognise: Callable[[Ink], Reading]


Loader: TypeAlias = Callable[[int], Recogniser]  # the place in the list, which wraps; raises DigitrecError


class Desk(Protocol):
    """Performs requests elsewhere; the answers are events."""

    def perform(self, request: Request) -> None:
        """Takes a request and returns at once."""

    def poll(self) -> list[Event]:
        """The answers that have come since the last call."""

    def wait(self, seconds: float) -> bool:
        """Waits until nothing is in progress; returns whether that is so."""


class DrawingDesk:
    """Loads, reads and saves in one worker thread, and prints.

    Args:
        load: gives the model at a place of the list.
        album: the folder of saved drawings.
        say: prints a line of result.
        warn: prints a line of trouble.
    """

    def __init__(
        self, load: Loader, album: Path, say: Callable[[str], None], warn: Callable[[str], None]
    ) -> None:
        self._load = load
        self._album = album
        self._say = say
        self._warn = warn
        self._recogniser: Recogniser | None = None
        self._worker = Worker()

    def perform(self, request: Request) -> None:
        """Takes a request; all but printing is done in the worker."""
        match request:
            case Say(text, trouble):
                (self._warn if trouble else self._say)(text)
            case Load(position):
                self._worker.submit(lambda: self._loaded(position), "load")
            case Read():
                self._worker.submit(lambda: self._read(request), "" if request.must else "read")
            case Save():
                self._worker.submit(lambda: self._saved(request))

    def poll(self) -> list[Event]:
        """The answers that have come since the last call."""
        return self._worker.poll()

    def wait(self, seconds: float) -> bool:
        """Waits until nothing is in progress; returns whether that is so."""
        return self._worker.wait(seconds)

    def end(self) -> bool:
        """Lets go of the worker; returns whether its thread has ended."""
        return self._worker.end()

    def _loaded(self, position: int) -> Event:
        try:
            self._recogniser = self._load(position)
        except DigitrecError as error:
            return ModelFailed(str(error))
        return ModelLoaded(self._recogniser.card)

    def _read(self, request: Read) -> Event:
        if self._recogniser is None:
            raise RuntimeError("A Read was sent before a model was loaded.")
        started = time.perf_counter()
        reading = self._recogniser.recognise(draw_ink(request.strokes, request.size))
        return WasRead(reading, request.revision, 1000 * (time.perf_counter() - started))

    def _saved(self, request: Save) -> Event:
        about = {
            "model": request.model.name if request.model else None,
            "time": datetime.now().astimezone().isoformat(timespec="seconds"),
        }
        folder = save_page(self._album, paint(request.strokes, request.size), request.reading, about)
        return Saved(str(folder))


def run(window: Window, canvas: Canvas, desk: Desk) -> Canvas:
    """Runs the draw window until it is closed; returns its last state.

    The window is shown before the first request is performed, so it is up before the model is loaded.
    """
    shown: Canvas | None = None
    with _interrupts() as interrupted:
        while not canvas.closed:
            if canvas is not shown:
                window.show(render(canvas))
            shown = canvas
            events = [*window.poll(), *desk.poll(), *([Closed()] if interrupted.is_set() else [])]
            canvas = _fed(canvas, events, desk)
        window.close()
        return _finished(canvas, desk)


def _fed(canvas: Canvas, events: list[Event], desk: Desk) -> Canvas:
    for event in events:
        canvas = update(canvas, event)
    canvas, requests = taken(canvas)
    for request in requests:
        desk.perform(request)
    return canvas


def _finished(canvas: Canvas, desk: Desk) -> Canvas:
    """Does what `p` and `s` still owe when the window has gone."""
    if canvas.loading and not canvas.owed:
        return canvas  # a model that nobody waits for
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        idle = desk.wait(deadline - time.monotonic())
        answers = desk.poll()
        canvas = _fed(canvas, answers, desk)
        if idle and not answers:
            break
    return canvas


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
