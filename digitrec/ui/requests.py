"""What a screen asks for: work that takes time or leaves the window.

The loop takes requests from the screen and has them done elsewhere; the answers come back as events.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from digitrec.types import Box, Line, Reading
from digitrec.ui.events import ModelCard
from digitrec.ui.strokes import Stroke

if TYPE_CHECKING:
    from digitrec.ui.camera import Frame


@dataclass(frozen=True, slots=True)
class Read:
    """Please read these strokes; the answer is `WasRead` or `Failed`.

    Args:
        revision: comes back with the answer.
        strokes: at least one.
        size: (width, height) of the drawing area in pixels.
        must: whether it has to be read even when a newer drawing is waiting.
    """

    revision: int
    strokes: tuple[Stroke, ...]
    size: tuple[int, int]
    must: bool = False


@dataclass(frozen=True, slots=True)
class Save:
    """Please save this drawing and its reading; the answer is `Saved` or `Failed`."""

    strokes: tuple[Stroke, ...]
    size: tuple[int, int]
    reading: Reading
    model: ModelCard | None


@dataclass(frozen=True, slots=True)
class Say:
    """Please print this: results on standard output, troubles on standard error."""

    text: str
    trouble: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """Please load the model at this place of the list, which wraps: `ModelLoaded`, `ModelFailed`."""

    position: int


@dataclass(frozen=True, slots=True)
class Look:
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
class Snapshot:
    """Please save this frame and what was read in it; the answer is `Saved` or `Failed`."""

    frame: Frame
    reading: Reading
    model: ModelCard | None
    settled: bool


@dataclass(frozen=True, slots=True)
class Film:
    """Please add this frame with its boxes to the recording; the first one begins it."""

    frame: Frame
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class StopFilm:
    """Please end the recording; the answer is `RecordingStopped` or `Failed`."""


@dataclass(frozen=True, slots=True)
class LogNumber:
    """Please log this settled number; the answer is `Logged` or `Failed`."""

    reading: Reading
    seconds: float


@dataclass(frozen=True, slots=True)
class Hold:
    """Please keep the frames of a file back, or let them come again."""

    on: bool


Request: TypeAlias = Read | Save | Say | Load | Look | Snapshot | Film | StopFilm | LogNumber | Hold
