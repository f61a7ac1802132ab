"""What the draw window asks for."""

from __future__ import annotations

from dataclasses import dataclass

from digitrec.types import Reading
from digitrec.ui.draw.practice import Practice
from digitrec.ui.draw.strokes import Stroke
from digitrec.ui.window.events import ModelCard
from digitrec.ui.window.requests import Request


@dataclass(frozen=True, slots=True)
class ReadStrokes(Request):
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
class SaveDrawing(Request):
    """Please save this drawing and its reading; the answer is `Saved` or `Failed`."""

    strokes: tuple[Stroke, ...]
    size: tuple[int, int]
    reading: Reading
    model: ModelCard | None


@dataclass(frozen=True, slots=True)
class TeachStrokes(Request):
    """Please store what these strokes are; the answer is `Taught` or `Failed`.

    Args:
        strokes: what was drawn.
        size: (width, height) of the drawing area in pixels.
        reading: what was read in them.
        text: the digits that stand there.
    """

    strokes: tuple[Stroke, ...]
    size: tuple[int, int]
    reading: Reading
    text: str


@dataclass(frozen=True, slots=True)
class DealPractice(Request):
    """Please choose so many digits to write; the answer is `PracticeDealt`."""

    count: int


@dataclass(frozen=True, slots=True)
class SavePractice(Request):
    """Please save the score and what was written; the answer is `Saved` or `Failed`."""

    practice: Practice
    model: ModelCard | None
