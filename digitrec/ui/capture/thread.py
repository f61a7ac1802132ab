"""Frames are fetched in a thread of their own: the newest wins, or every one is waited for."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace

from digitrec.errors import DigitrecError, SourceError
from digitrec.ui.capture.cameras import Camera, Frame, Source
from digitrec.ui.capture.events import FrameArrived, SourceEnded, SourceFailed, SourceLost
from digitrec.ui.window.events import Event

AGAIN = 1.0  # seconds until a source that was lost is tried again
MISSES = 1.0  # seconds without a frame after which a camera is taken for lost
MISS = 0.02  # seconds until a camera that gave no frame is asked again
STALLED = 3.0  # seconds after which a camera that neither gives a frame nor an error is said to stall


@dataclass(frozen=True, slots=True)
class Pacing:
    """How the frames of a file are offered; a camera's come when they come, and the newest wins.

    Args:
        every: whether each frame waits until it is taken.
        on_time: whether none comes before its time.
    """

    every: bool = True
    on_time: bool = True


class Capture:
    """Reads a source in a thread, and keeps what is to be looked at next.

    Args:
        source: where the frames come from.
        pacing: how those of a file are offered.

    Attributes:
        wake_up: set whenever `poll` has something new to tell.
    """

    def __init__(self, source: Source, pacing: Pacing = Pacing()) -> None:
        self.wake_up = threading.Event()
        self._source = source
        self._every = pacing.every and not source.live
        self._on_time = pacing.on_time and not source.live
        self._change = threading.Condition()
        self._frame: Frame | None = None
        self._told: list[Event] = []
        self._ended = False
        self._over = False
        self._was_open = False
        self._last_sign = time.monotonic()
        self._begun: float | None = None
        # A daemon: a camera that hangs in the system must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="capture", daemon=True)
        self._thread.start()

    def poll(self, ready: bool = True) -> list[Event]:
        """What has come since the last call: at most one frame, and what became of the source.

        Args:
            ready: whether a frame can be used now; until then it waits, or gives way to a newer one.
        """
        with self._change:
            events, self._told = self._told, []
            if not events and self._stalls():
                self._last_sign = time.monotonic()
                events = [SourceLost(f"No picture has come from {self._source.name} for some time.")]
            if ready and self._frame is not None:
                # A frame that was waited for is taken from the file only now.
                frame = replace(self._frame, taken=time.perf_counter()) if self._every else self._frame
                events.insert(0, FrameArrived(frame))
                self._frame = None
                self._change.notify_all()
            return events

    def wait(self, seconds: float) -> bool:
        """Waits until `poll` has something to tell; returns whether it has."""
        with self._change:
            return self._change.wait_for(lambda: self._frame is not None or bool(self._told), seconds)

    def end(self, seconds: float = 1.0) -> bool:
        """Lets go of the source; returns whether that was done in time."""
        with self._change:
            self._ended = True
            self._change.notify_all()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _stalls(self) -> bool:
        waits = self._source.live and self._was_open and not self._over
        return waits and self._frame is None and time.monotonic() - self._last_sign > STALLED

    def _run(self) -> None:
        try:
            while not self._ended and not self._over:
                self._read_all()
        except DigitrecError as error:
            self._tell(SourceFailed(str(error)), over=True)
        except BaseException as error:  # noqa: BLE001 - a fault must not leave a window that waits for ever
            reason = f"{self._source.name} failed: {type(error).__name__}: {error}"
            self._tell(SourceFailed(reason), over=True)

    def _read_all(self) -> None:
        """Opens the source and reads it to its end; one that is lost is opened anew after a while."""
        try:
            camera = self._source.open()
        except SourceError:
            if not self._was_open:
                raise
            self._rest(AGAIN)
            return
        self._was_open = True
        try:
            self._read_frames(camera)
        finally:
            camera.close()
        if self._ended:
            return
        if not self._source.live:
            self._tell(SourceEnded(), over=True)
            return
        self._tell(SourceLost(f"No picture comes from {self._source.name} any more. Trying again."))
        self._rest(AGAIN)

    def _read_frames(self, camera: Camera) -> None:
        missing_since: float | None = None
        while not self._ended:
            frame = camera.read()
            if frame is not None:
                missing_since = None
                self._offer(frame)
                continue
            now = time.monotonic()
            missing_since = now if missing_since is None else missing_since
            if not self._source.live or now - missing_since > MISSES:
                return
            self._rest(MISS)

    def _offer(self, frame: Frame) -> None:
        if self._on_time:
            self._begun = time.monotonic() - frame.seconds if self._begun is None else self._begun
            self._rest(self._begun + frame.seconds - time.monotonic())
            frame = replace(frame, taken=time.perf_counter())  # a camera would have taken it only now
        with self._change:
            if self._every:
                late = time.monotonic()
                self._change.wait_for(lambda: self._frame is None or self._ended)
                if self._begun is not None:  # a file that had to wait plays on from here, it does not hurry
                    self._begun += max(0.0, time.monotonic() - late - 0.05)
            self._frame = frame
            self._last_sign = time.monotonic()
            self._change.notify_all()
            self.wake_up.set()

    def _rest(self, seconds: float) -> None:
        if seconds > 0:
            with self._change:
                self._change.wait_for(lambda: self._ended, seconds)

    def _tell(self, event: Event, over: bool = False) -> None:
        with self._change:
            if over:
                # The last frame is still to be looked at.
                self._change.wait_for(lambda: self._frame is None or self._ended)
            self._over = self._over or over
            self._told.append(event)
            self._change.notify_all()
            self.wake_up.set()
