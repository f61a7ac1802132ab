"""What a screen asks for: work that takes time or leaves the window.

The loop takes requests from the screen and has them done elsewhere; the answers come back as events.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from digitrec.types import Reading
from digitrec.ui.events import ModelCard
from digitrec.ui.strokes import Stroke


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


Request: TypeAlias = Read | Save | Say | Load
