"""What the draw window shows and remembers, and the small changes that everything else is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from digitrec.types import Digit, Reading
from digitrec.ui.draw.events import StrokesRead
from digitrec.ui.draw.requests import SaveDrawing
from digitrec.ui.draw.strokes import Stroke
from digitrec.ui.window.requests import Print
from digitrec.ui.window.state import WindowState, with_request

SMALLEST_SIZE = (640, 400)  # pixels, width and height of the drawing area
LARGEST_SIZE = (7680, 4320)
THINNEST_PEN, THICKEST_PEN = 2, 60  # pixels
MOST_UNDO = 500  # steps

Strokes: TypeAlias = tuple[Stroke, ...]


@dataclass(frozen=True, slots=True)
class PendingAction:
    """What `p` ("print") or `s` ("save") asked for and still waits for: a reading of this revision."""

    action: str
    revision: int
    strokes: Strokes
    requested: bool = False


@dataclass(frozen=True, slots=True)
class Canvas(WindowState):
    """The draw window as a value.

    Args:
        size: (width, height) of the drawing area in pixels.
        pen: width of the next stroke in pixels.
        strokes: what is drawn; the last one is still growing while `drawing`.
        past: what `u` goes back to, the nearest last.
        future: what `r` goes forward to, the nearest last.
        revision: grows with every change of the strokes.
        blank_at: the revision at which the canvas was last blank; readings of older ones are not shown.
        drawing: whether the pen is down.
        live: whether to read while the pen moves.
        requested: the revision last sent to be read.
        result: the last reading, None when there is none.
        selected: index into the digits of the result.
        picked_at: the revision at which the user chose that digit, -1 when nobody did.
        pending: what waits for a reading.
    """

    size: tuple[int, int] = (720, 480)
    pen: int = 14
    strokes: Strokes = ()
    past: tuple[Strokes, ...] = ()
    future: tuple[Strokes, ...] = ()
    revision: int = 0
    blank_at: int = 0
    drawing: bool = False
    live: bool = True
    requested: int = 0
    result: StrokesRead | None = None
    selected: int = 0
    picked_at: int = -1
    pending: tuple[PendingAction, ...] = ()

    @property
    def digits(self) -> tuple[Digit, ...]:
        """The digits of the last reading."""
        return self.result.reading.digits if self.result else ()

    @property
    def digit(self) -> Digit | None:
        """The selected digit, None when nothing was read."""
        return self.digits[self.selected] if self.selected < len(self.digits) else None

    @property
    def is_read(self) -> bool:
        """Whether the last reading is one of the strokes as they are now."""
        return self.result is not None and self.result.revision == self.revision

    @property
    def may_end(self) -> bool:
        """Whether nobody waits for what is in progress: a model that nothing is to be read with."""
        return self.loading and not self.pending


def with_action_done(canvas: Canvas, action: str, strokes: Strokes, reading: Reading) -> Canvas:
    """The canvas that prints or saves this reading."""
    if action == "print":
        return with_request(canvas, Print(printed(reading)))
    return with_request(canvas, SaveDrawing(strokes, canvas.size, reading, canvas.model))


def printed(reading: Reading) -> str:
    """The line for the terminal: digits, two spaces, confidence; "-" when nothing was read."""
    if not reading.lines:
        return "-"
    return f"{' '.join(line.text for line in reading.lines)}  {100 * reading.confidence:.1f} %"


def with_strokes(canvas: Canvas, strokes: Strokes) -> Canvas:
    """The canvas with other strokes, no history kept."""
    canvas = replace(canvas, strokes=strokes, revision=canvas.revision + 1)
    return canvas if strokes else replace(canvas, drawing=False, result=None, blank_at=canvas.revision)


def with_undo_step(canvas: Canvas, strokes: Strokes) -> Canvas:
    """The canvas with other strokes, as a step that can be undone."""
    past = (*canvas.past, canvas.strokes)[-MOST_UNDO:]
    return replace(with_strokes(canvas, strokes), past=past, future=())


def with_pen_up(canvas: Canvas) -> Canvas:
    """The canvas with the pen up: its stroke becomes a step that can be undone."""
    if not canvas.drawing:
        return canvas
    past = (*canvas.past, canvas.strokes[:-1])[-MOST_UNDO:]
    return replace(canvas, drawing=False, past=past, future=())
