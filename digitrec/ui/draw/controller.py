"""The draw window at work: its desk performs what the canvas asks for, its loop shows it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from digitrec.errors import DigitrecError
from digitrec.ui.draw.events import WasRead
from digitrec.ui.draw.requests import Read, Save
from digitrec.ui.draw.state import Canvas
from digitrec.ui.draw.strokes import draw_ink
from digitrec.ui.draw.update import update
from digitrec.ui.draw.view import paint, render
from digitrec.ui.window.events import Event, ModelFailed, ModelLoaded, Saved
from digitrec.ui.window.loop import Desk, Loader, Recogniser, run_screen
from digitrec.ui.window.requests import Load, Request, Say
from digitrec.ui.window.snapshots import save_page
from digitrec.ui.window.window import Window
from digitrec.ui.window.worker import Worker

__all__ = ["Desk", "DrawingDesk", "Loader", "Recogniser", "run"]


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
        self._news = threading.Event()
        self._worker = Worker(self._news)

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

    def rest(self, seconds: float) -> None:
        """Waits until there is an answer, at most so long."""
        self._news.wait(seconds)
        self._news.clear()

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
        folder = save_page(
            self._album, {"drawing": paint(request.strokes, request.size)}, request.reading, about
        )
        return Saved(str(folder))


def run(window: Window, canvas: Canvas, desk: Desk) -> Canvas:
    """Runs the draw window until it is closed; returns its last state."""
    return run_screen(window, canvas, desk, update, render)
