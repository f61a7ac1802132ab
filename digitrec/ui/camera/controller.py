"""Performs what the camera window asks for: reads, saves, records and logs, in other threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from digitrec.errors import DigitrecError
from digitrec.types import Box, Image, Ink, Reading
from digitrec.ui.camera.events import (
    FrameRead,
    Logged,
    RecordingFailed,
    RecordingStopped,
)
from digitrec.ui.camera.requests import (
    LogNumber,
    PauseSource,
    ReadFrame,
    RecordFrame,
    SaveSnapshot,
    StopRecording,
    TeachFrame,
)
from digitrec.ui.camera.view import annotated_frame
from digitrec.ui.capture.cameras import Frame
from digitrec.ui.capture.quality import Quality, assess
from digitrec.ui.capture.recorder import Recorder
from digitrec.ui.capture.thread import Capture
from digitrec.ui.window.events import (
    Done,
    Event,
    Failed,
    ModelFailed,
    ModelLoaded,
    Saved,
)
from digitrec.ui.window.hand import BringBack, ForgetGlyph, Hand, ListHand
from digitrec.ui.window.loop import Loader, Recogniser, load_recogniser
from digitrec.ui.window.requests import (
    LoadModel,
    Print,
    Request,
)
from digitrec.ui.window.snapshots import save_page
from digitrec.ui.window.teaching import after_hand_request, taught
from digitrec.ui.window.worker import Worker

MOST_FILMING = 60  # frames that wait to be recorded; on a machine that is too slow, newer ones are left out

ASSESSED_EVERY = 0.3  # seconds between two looks at how good the picture is


@dataclass(frozen=True, slots=True)
class OutputPaths:
    """Where things go, and what they are told to have come from."""

    source: str
    snapshots: Path
    recordings: Path
    log: Path


@dataclass(frozen=True, slots=True)
class Backend:
    """The functions that the controller is given to work with.

    Args:
        load: gives the model at a place of the list.
        sharpness: of a frame.
        ink: the ink map of a frame.
        log: adds a number and its time to a file.
        say: prints a line of result.
        warn: prints an error.
        hand: what was taught, to be shown and taken back; None = nothing can be taught.
    """

    load: Loader
    sharpness: Callable[[Image], float]
    ink: Callable[[Image], Ink]
    log: Callable[[Path, Reading, float], None]
    say: Callable[[str], None]
    warn: Callable[[str], None]
    hand: Hand | None = None


class CameraController:
    """Frames come from `capture`; one worker reads them, another saves, records and logs.

    Args:
        capture: where the frames come from.
        paths: where things go.
        backend: what it is done with.
        waits: whether each frame waits until the one before it has been read: those of a file.
    """

    def __init__(self, capture: Capture, paths: OutputPaths, backend: Backend, waits: bool) -> None:
        self._capture = capture
        self._paths = paths
        self._backend = backend
        self._waits = waits
        self._held = False
        self._assessed_at = float("-inf")
        self._busy = True  # until the first model is there
        self._recogniser: Recogniser | None = None
        self._recorder = Recorder(paths.recordings)
        self._filming = threading.Semaphore(MOST_FILMING)
        self._reads = Worker(capture.wake_up)
        self._writes = Worker(capture.wake_up)

    def perform(self, request: Request) -> None:
        """Takes a request and returns at once."""
        match request:
            case Print(text, error):
                (self._backend.warn if error else self._backend.say)(text)
            case LoadModel(position):
                self._busy = True
                self._reads.submit(lambda: self._loaded(position), "load")
            case ReadFrame():
                self._busy = True
                self._reads.submit(lambda: self._read(request), "look")
            case TeachFrame():
                self._reads.submit(lambda: self._taught(request))
            case PauseSource(on):
                self._held = on
            case _:
                self._perform_writing(request)

    def _perform_writing(self, request: Request) -> None:
        match request:
            case ListHand() | ForgetGlyph() | BringBack():
                self._writes.submit(lambda: after_hand_request(self._backend.hand, request))
            case SaveSnapshot():
                self._writes.submit(lambda: self._saved(request))
            case RecordFrame() if self._filming.acquire(blocking=False):
                self._writes.submit(lambda: self._filmed(request))
            case StopRecording():
                self._writes.submit(self._stopped)
            case LogNumber(reading, seconds):
                self._writes.submit(lambda: self._logged(reading, seconds))

    def poll(self) -> list[Event]:
        """The answers and the frame that have come since the last call."""
        answers = self._reads.poll()
        if any(isinstance(event, FrameRead | ModelLoaded | ModelFailed | Failed) for event in answers):
            self._busy = False
        ready = not self._waits or not (self._busy or self._held)
        written = [event for event in self._writes.poll() if not isinstance(event, Done)]
        return [*answers, *written, *self._capture.poll(ready)]

    def wait_for_answer(self, seconds: float) -> None:
        """Waits until there is an answer or a frame, at most so long."""
        self._capture.wake_up.wait(seconds)
        self._capture.wake_up.clear()

    def wait(self, seconds: float) -> bool:
        """Waits until nothing is in progress; returns whether that is so."""
        return self._writes.wait(seconds)

    def end(self) -> bool:
        """Lets go of the source and the workers; returns whether all their threads have ended."""
        path = self._recorder.end() if self._writes.end() else None
        if path is not None:
            self._backend.say(str(path))
        return all([self._capture.end(), self._reads.end()])

    def _loaded(self, position: int) -> Event:
        recogniser, event = load_recogniser(self._backend.load, position)
        self._recogniser = recogniser or self._recogniser
        return event

    def _read(self, request: ReadFrame) -> Event:
        if self._recogniser is None:
            raise RuntimeError("A ReadFrame was sent before a model was loaded.")
        started = time.perf_counter()
        box, frame = request.region, request.frame
        part = part_of(frame, box)
        reading = self._recogniser.recognise(part)
        sharp = self._backend.sharpness(part)
        now = time.perf_counter()
        return FrameRead(
            reading if box is None else reading.moved(box.left, box.top),
            frame.seconds,
            sharp,
            1000 * (now - started),
            1000 * (now - frame.taken),
            request.revision,
            self._backend.ink(part) if request.ink else None,
            self._assessed(part, reading, frame.seconds),
        )

    def _taught(self, request: TeachFrame) -> Event:
        teach = self._recogniser.teach if self._recogniser else None
        return taught(teach, part_of(request.frame, request.region), request.reading, request.text)

    def _assessed(self, part: Image, reading: Reading, seconds: float) -> Quality | None:
        """How good the picture is, looked at a few times a second."""
        if 0 <= seconds - self._assessed_at < ASSESSED_EVERY:
            return None
        self._assessed_at = seconds
        return assess(part, reading)

    def _saved(self, request: SaveSnapshot) -> Event:
        image = request.frame.image
        about = {
            "settled": request.settled,
            "source": self._paths.source,
            "seconds": round(request.frame.seconds, 3),
            "model": request.model.name if request.model else None,
            "time": datetime.now().astimezone().isoformat(timespec="seconds"),
        }
        pictures = {"frame": image, "annotated": annotated_frame(image, request.reading.lines)}
        return Saved(str(save_page(self._paths.snapshots, pictures, request.reading, about)))

    def _filmed(self, request: RecordFrame) -> Event:
        try:
            self._recorder.add(annotated_frame(request.frame.image, request.lines), request.frame.seconds)
        except DigitrecError as error:
            return RecordingFailed(str(error))
        finally:
            self._filming.release()
        return Done()

    def _stopped(self) -> Event:
        path = self._recorder.end()
        return RecordingStopped(str(path)) if path else Done()

    def _logged(self, reading: Reading, seconds: float) -> Event:
        self._backend.log(self._paths.log, reading, seconds)
        return Logged(str(self._paths.log))


def part_of(frame: Frame, region: Box | None) -> Image:
    """A frame, or the part of it in a box."""
    if region is None:
        return np.ascontiguousarray(frame.image)
    return np.ascontiguousarray(frame.image[region.top : region.bottom, region.left : region.right])
