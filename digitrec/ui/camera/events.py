"""What can happen to the camera window alone: answers to what it asked for."""

from __future__ import annotations

from dataclasses import dataclass

from digitrec.types import Ink, Reading
from digitrec.ui.capture.quality import Quality
from digitrec.ui.window.events import Event


@dataclass(frozen=True, slots=True, eq=False)
class FrameRead(Event):
    """What was read in a frame.

    Args:
        reading: boxes in pixels of the whole frame.
        seconds: the frame's time on the clock of the source.
        sharpness: to be compared with that of other frames.
        milliseconds: how long the reading took.
        latency: milliseconds from the camera to here.
        region: revision of the region that was read.
        ink: (h, w) uint8, what was taken for ink in that region, if it was asked for.
        quality: how good the frame is, if it was judged.
    """

    reading: Reading
    seconds: float
    sharpness: float = 1.0
    milliseconds: float = 0.0
    latency: float = 0.0
    region: int = 0
    ink: Ink | None = None
    quality: Quality | None = None


@dataclass(frozen=True, slots=True)
class RecordingStopped(Event):
    """A recording has ended; `path` is its file."""

    path: str


@dataclass(frozen=True, slots=True)
class Logged(Event):
    """A settled number was logged; `path` is the file."""

    path: str


@dataclass(frozen=True, slots=True)
class RecordingFailed(Event):
    """A recording cannot go on; `reason` is one line with the remedy."""

    reason: str
