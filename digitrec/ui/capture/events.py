"""What can happen to a source of frames."""

from __future__ import annotations

from dataclasses import dataclass

from digitrec.ui.capture.cameras import Frame
from digitrec.ui.window.events import Event


@dataclass(frozen=True, slots=True, eq=False)
class FrameArrived(Event):
    """A frame of the camera."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class SourceLost(Event):
    """No frames come any more for now; `reason` is one line."""

    reason: str


@dataclass(frozen=True, slots=True)
class SourceFailed(Event):
    """No frames will come; `reason` is one line with the remedy."""

    reason: str


@dataclass(frozen=True, slots=True)
class SourceEnded(Event):
    """The file is at its end."""
