"""What the camera window asks for."""

from __future__ import annotations

from dataclasses import dataclass

from digitrec.types import Box, Line, Reading
from digitrec.ui.capture.cameras import Frame
from digitrec.ui.window.events import ModelCard
from digitrec.ui.window.requests import Request


@dataclass(frozen=True, slots=True)
class ReadFrame(Request):
    """Please read this frame; the answer is `FrameRead` or `Failed`. A newer frame takes its place.

    Args:
        frame: what to read.
        region: the part of it to read; None = all.
        revision: of the region; comes back with the answer.
        ink: whether the ink map is wanted too.
    """

    frame: Frame
    region: Box | None
    revision: int
    ink: bool


@dataclass(frozen=True, slots=True)
class TeachFrame(Request):
    """Please store what was read in this frame, or a part of it; the answer is `Taught` or `Failed`."""

    frame: Frame
    region: Box | None
    reading: Reading
    text: str


@dataclass(frozen=True, slots=True)
class SaveSnapshot(Request):
    """Please save this frame and what was read in it; the answer is `Saved` or `Failed`."""

    frame: Frame
    reading: Reading
    model: ModelCard | None
    settled: bool


@dataclass(frozen=True, slots=True)
class RecordFrame(Request):
    """Please add this frame with its boxes to the recording; the first one begins it."""

    frame: Frame
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class StopRecording(Request):
    """Please end the recording; the answer is `RecordingStopped` or `Failed`."""


@dataclass(frozen=True, slots=True)
class LogNumber(Request):
    """Please log this settled number; the answer is `Logged` or `Failed`."""

    reading: Reading
    seconds: float


@dataclass(frozen=True, slots=True)
class PauseSource(Request):
    """Please keep the frames of a file back, or let them come again."""

    on: bool
