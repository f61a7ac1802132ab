"""Performs what the draw window asks for: loads models, reads and saves, in another thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from digitrec.ui.draw.events import PracticeDealt, StrokesRead
from digitrec.ui.draw.requests import DealPractice, ReadStrokes, SaveDrawing, SavePractice, TeachStrokes
from digitrec.ui.draw.state import Canvas
from digitrec.ui.draw.strokes import draw_ink
from digitrec.ui.draw.update import update
from digitrec.ui.draw.view import paint, render
from digitrec.ui.window.events import Event, ModelCard, Saved
from digitrec.ui.window.hand import BringBack, ForgetGlyph, Hand, ListHand
from digitrec.ui.window.loop import Controller, Loader, Recogniser, load_recogniser, run_window
from digitrec.ui.window.requests import LoadModel, Print, Request
from digitrec.ui.window.snapshots import save_folder, save_page
from digitrec.ui.window.teaching import after_hand_request, taught
from digitrec.ui.window.window import Window
from digitrec.ui.window.worker import Worker


class DrawController:
    """Loads, reads and saves in one worker thread, and prints.

    Args:
        load: gives the model at a place of the list.
        folder: what is saved goes into its subfolders `drawings` and `practice`.
        say: prints a line of result.
        warn: prints an error.
        hand: what was taught, to be shown and taken back; None = nothing can be taught.
    """

    def __init__(
        self,
        load: Loader,
        folder: Path,
        say: Callable[[str], None],
        warn: Callable[[str], None],
        hand: Hand | None = None,
    ) -> None:
        self._load = load
        self._folder = folder / "drawings"
        self._practices = folder / "practice"
        self._say = say
        self._warn = warn
        self._hand = hand
        self._recogniser: Recogniser | None = None
        self._wake_up = threading.Event()
        self._worker = Worker(self._wake_up)

    def perform(self, request: Request) -> None:
        """Takes a request and returns at once; all but printing is done in the worker."""
        match request:
            case Print(text, error):
                (self._warn if error else self._say)(text)
            case LoadModel(position):
                self._worker.submit(lambda: self._loaded(position), "load")
            case ReadStrokes():
                self._worker.submit(lambda: self._read(request), "" if request.must else "read")
            case SaveDrawing():
                self._worker.submit(lambda: self._saved(request))
            case TeachStrokes():
                self._worker.submit(lambda: self._taught(request))
            case ListHand() | ForgetGlyph() | BringBack():
                self._worker.submit(lambda: after_hand_request(self._hand, request))
            case DealPractice(count):
                self._worker.submit(lambda: PracticeDealt(deal(count)))
            case SavePractice():
                self._worker.submit(lambda: self._practice_saved(request))

    def poll(self) -> list[Event]:
        """The answers that have come since the last call."""
        return self._worker.poll()

    def wait_for_answer(self, seconds: float) -> None:
        """Waits until there is an answer, at most so long."""
        self._wake_up.wait(seconds)
        self._wake_up.clear()

    def wait(self, seconds: float) -> bool:
        """Waits until nothing is in progress; returns whether that is so."""
        return self._worker.wait(seconds)

    def end(self) -> bool:
        """Lets go of the worker; returns whether its thread has ended."""
        return self._worker.end()

    def _loaded(self, position: int) -> Event:
        recogniser, event = load_recogniser(self._load, position)
        self._recogniser = recogniser or self._recogniser
        return event

    def _read(self, request: ReadStrokes) -> Event:
        if self._recogniser is None:
            raise RuntimeError("A ReadStrokes was sent before a model was loaded.")
        started = time.perf_counter()
        reading = self._recogniser.recognise(draw_ink(request.strokes, request.size))
        return StrokesRead(reading, request.revision, 1000 * (time.perf_counter() - started))

    def _taught(self, request: TeachStrokes) -> Event:
        teach = self._recogniser.teach if self._recogniser else None
        return taught(teach, draw_ink(request.strokes, request.size), request.reading, request.text)

    def _saved(self, request: SaveDrawing) -> Event:
        pictures = {"drawing": paint(request.strokes, request.size)}
        return Saved(str(save_page(self._folder, pictures, request.reading, _about(request.model))))

    def _practice_saved(self, request: SavePractice) -> Event:
        attempts = request.practice.attempts
        pictures = {
            f"{number:02}_wanted_{attempt.wanted}": paint(attempt.strokes, attempt.size)
            for number, attempt in enumerate(attempts, 1)
        }
        values = {
            "score": request.practice.score,
            "digits": [
                {"wanted": attempt.wanted, "read": attempt.reading.text, "right": attempt.right}
                for attempt in attempts
            ],
            **_about(request.model),
        }
        return Saved(str(save_folder(self._practices, pictures, "practice", values)))


def _about(model: ModelCard | None) -> dict[str, Any]:
    time_now = datetime.now().astimezone().isoformat(timespec="seconds")
    return {"model": model.name if model else None, "time": time_now}


def deal(count: int) -> tuple[int, ...]:
    """Digits to write in random order, each as often as the others as far as that goes."""
    import random  # not before the window is up

    digits = [number % 10 for number in range(count)]
    random.shuffle(digits)
    return tuple(digits)


def run(window: Window, canvas: Canvas, controller: Controller) -> Canvas:
    """Runs the draw window until it is closed; returns its last state."""
    return run_window(window, canvas, controller, update, render)
