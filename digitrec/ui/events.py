"""What can happen to a screen: from the mouse, from the keyboard, and from work done elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from digitrec.types import Ink, Reading

if TYPE_CHECKING:
    from digitrec.ui.camera import Frame

Point: TypeAlias = tuple[float, float]  # x, y in pixels of the window's picture


@dataclass(frozen=True, slots=True)
class PenDown:
    """The left button was pressed."""

    at: Point


@dataclass(frozen=True, slots=True)
class PenMoved:
    """The mouse moved with the left button held."""

    to: Point


@dataclass(frozen=True, slots=True)
class PenUp:
    """The left button is up again, also when it was let go outside the window."""


@dataclass(frozen=True, slots=True)
class Wiped:
    """The right button was pressed here, or the mouse moved here with it held."""

    at: Point


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A key: the character it types (letters in lower case), or "tab", "escape", "space"."""

    key: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The window was closed with its X, or the program interrupted with Ctrl-C."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a screen shows of the model in use.

    Args:
        name: as it is listed, e.g. "best_advanced_model".
        accuracy: the recorded share of right answers, 0 to 1, or None when there is no record.
        information: the lines that `i` shows.
        position: its place among the models that can be chosen, from 0.
        count: how many can be chosen.
    """

    name: str
    accuracy: float | None
    information: tuple[str, ...] = ()
    position: int = 0
    count: int = 1


@dataclass(frozen=True, slots=True)
class ModelLoaded:
    """The model is ready to read."""

    card: ModelCard


@dataclass(frozen=True, slots=True)
class ModelFailed:
    """No model could be loaded; `reason` is one line with the remedy."""

    reason: str


@dataclass(frozen=True, slots=True)
class WasRead:
    """A reading is there.

    Args:
        reading: what was read, boxes in pixels of the drawing or frame.
        revision: of the drawing or frame that was read.
        milliseconds: how long it took.
    """

    reading: Reading = field(default_factory=Reading)
    revision: int = 0
    milliseconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Saved:
    """Files were written into `folder`."""

    folder: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Something the user asked for failed; `reason` is one line with the remedy."""

    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class FrameCame:
    """A frame of the camera."""

    frame: Frame


@dataclass(frozen=True, slots=True, eq=False)
class FrameRead:
    """What was read in a frame.

    Args:
        reading: boxes in pixels of the whole frame.
        seconds: the frame's time on the clock of the source.
        sharpness: to be compared with that of other frames.
        milliseconds: how long the reading took.
        latency: milliseconds from the camera to here.
        region: revision of the region that was read.
        ink: (h, w) uint8, what was taken for ink in that region, if it was asked for.
    """

    reading: Reading
    seconds: float
    sharpness: float = 1.0
    milliseconds: float = 0.0
    latency: float = 0.0
    region: int = 0
    ink: Ink | None = None


@dataclass(frozen=True, slots=True)
class SourceLost:
    """No frames come any more for now; `reason` is one line."""

    reason: str


@dataclass(frozen=True, slots=True)
class SourceFailed:
    """No frames will come; `reason` is one line with the remedy."""

    reason: str


@dataclass(frozen=True, slots=True)
class SourceEnded:
    """The file is at its end."""


@dataclass(frozen=True, slots=True)
class RecordingStopped:
    """A recording has ended; `path` is its file."""

    path: str


@dataclass(frozen=True, slots=True)
class Logged:
    """A settled number was logged; `path` is the file."""

    path: str


@dataclass(frozen=True, slots=True)
class RecordingFailed:
    """A recording cannot go on; `reason` is one line with the remedy."""

    reason: str


@dataclass(frozen=True, slots=True)
class Done:
    """Something was done that nobody waits for."""


Event: TypeAlias = (
    PenDown
    | PenMoved
    | PenUp
    | Wiped
    | KeyPressed
    | Closed
    | ModelLoaded
    | ModelFailed
    | WasRead
    | Saved
    | Failed
    | FrameCame
    | FrameRead
    | SourceLost
    | SourceFailed
    | SourceEnded
    | RecordingStopped
    | Logged
    | RecordingFailed
    | Done
)
