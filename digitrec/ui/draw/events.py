"""What can happen to the draw window alone: the answer to what it asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from digitrec.types import Reading
from digitrec.ui.window.events import Event


@dataclass(frozen=True, slots=True)
class StrokesRead(Event):
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
class PracticeDealt(Event):
    """The digits to write in a practice."""

    targets: tuple[int, ...]
