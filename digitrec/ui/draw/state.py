"""What the draw window shows and remembers, and the small changes that everything else is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from digitrec.percent import percent
from digitrec.types import Box, Digit, Reading
from digitrec.ui.draw.events import StrokesRead
from digitrec.ui.draw.hotkeys import DRAWING, PRACTISING, SCORED
from digitrec.ui.draw.practice import Practice
from digitrec.ui.draw.requests import SaveDrawing
from digitrec.ui.draw.strokes import Stroke
from digitrec.ui.widgets.area import Area
from digitrec.ui.widgets.boxes import Item, items_of
from digitrec.ui.widgets.layout import Layout, layout_of, window_for, with_other_keys
from digitrec.ui.window.events import Point
from digitrec.ui.window.hotkeys import SEEING_HAND, TEACHING, Hotkey
from digitrec.ui.window.requests import Print
from digitrec.ui.window.state import WindowState, with_request

DEFAULT_SIZE = (720, 480)  # pixels, width and height of the drawing area
SMALLEST_SIZE = (320, 240)
LARGEST_SIZE = (7680, 4320)
THINNEST_PEN, THICKEST_PEN = 2, 60  # pixels
MOST_UNDO = 500  # steps
EDGE = 12  # pixels that stay free around a drawing in a window made smaller: its boxes stand there

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
        pen: width of the next stroke in pixels.
        strokes: what is drawn; the last one is still growing while `drawing`.
        past: what `u` goes back to, the nearest last.
        future: what `r` goes forward to, the nearest last.
        revision: grows with every change of the strokes.
        blank_at: the revision at which the canvas was last blank; readings of older ones are not shown.
        drawing: whether the pen is down.
        live: whether to read while the pen moves.
        zoom: pixels of the window for one of the drawing; below 1 in a window made smaller than its drawing.
        requested: the revision last sent to be read.
        result: the last reading, None when there is none.
        selected: index into what was read and refused.
        picked_at: the revision at which the user chose it, -1 when nobody did.
        pending: what waits for a reading.
        practice: the practice under way or its score, None while just drawing.
        shelved: strokes, past and future of the drawing that a practice has put away.
    """

    pen: int = 14
    strokes: Strokes = ()
    past: tuple[Strokes, ...] = ()
    future: tuple[Strokes, ...] = ()
    revision: int = 0
    blank_at: int = 0
    drawing: bool = False
    live: bool = True
    zoom: float = 1.0
    requested: int = 0
    result: StrokesRead | None = None
    selected: int = 0
    picked_at: int = -1
    pending: tuple[PendingAction, ...] = ()
    practice: Practice | None = None
    shelved: tuple[Strokes, tuple[Strokes, ...], tuple[Strokes, ...]] = ((), (), ())

    @property
    def hotkeys(self) -> tuple[Hotkey, ...]:
        """The keys that mean something now."""
        if self.teaching is not None:
            return TEACHING
        if self.gallery is not None:
            return SEEING_HAND
        if self.practice is None:
            return DRAWING
        return SCORED if self.practice.is_over else PRACTISING

    @property
    def layout(self) -> Layout:
        """Where the parts of the window stand."""
        if self.teaching is not None or self.gallery is not None:
            return with_other_keys(layout_of(self, DRAWING), self.hotkeys)
        return layout_of(self, self.hotkeys)

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of the drawing area in pixels of the drawing."""
        picture = self.layout.picture
        return max(1, round(picture.width / self.zoom)), max(1, round(picture.height / self.zoom))

    @property
    def digits(self) -> tuple[Digit, ...]:
        """The digits of the last reading."""
        return self.result.reading.digits if self.result else ()

    @property
    def items(self) -> tuple[Item, ...]:
        """The digits of the last reading, and after them the refused ink."""
        return items_of(self.result.reading) if self.result else ()

    @property
    def item(self) -> Item | None:
        """What is selected, None when nothing was read."""
        return self.items[self.selected] if self.selected < len(self.items) else None

    @property
    def digit(self) -> Digit | None:
        """The selected digit, None when nothing or refused ink is selected."""
        return self.item if isinstance(self.item, Digit) else None

    @property
    def is_read(self) -> bool:
        """Whether the last reading is one of the strokes as they are now."""
        return self.result is not None and self.result.revision == self.revision

    @property
    def may_end(self) -> bool:
        """Whether nobody waits for what is in progress: a model that nothing is to be read with."""
        return self.loading and not self.pending

    def on_paper(self, at: Point) -> Point | None:
        """A point of the window in pixels of the drawing; None beside the drawing area."""
        picture = self.layout.picture
        return self.towards_paper(at) if picture.contains(*at) else None

    def towards_paper(self, at: Point) -> Point:
        """A point of the window, inside or outside the drawing area, in pixels of the drawing."""
        picture = self.layout.picture
        return (at[0] - picture.left) / self.zoom, (at[1] - picture.top) / self.zoom

    def in_window(self, box: Box) -> Area:
        """A box of the drawing in pixels of the window."""
        picture = self.layout.picture
        left, top = round(box.left * self.zoom), round(box.top * self.zoom)
        right, bottom = round(box.right * self.zoom), round(box.bottom * self.zoom)
        return Area(picture.left + left, picture.top + top, max(1, right - left), max(1, bottom - top))


def canvas_of(size: tuple[int, int] = DEFAULT_SIZE) -> Canvas:
    """A blank canvas whose drawing area is as large as this."""
    return Canvas(window=window_for(size, DRAWING))


def zoomed(canvas: Canvas, before: Canvas) -> Canvas:
    """The canvas with all of its drawing in view, after its drawing area has changed."""
    picture = canvas.layout.picture
    if picture == before.layout.picture:
        return canvas
    drawn = [stroke for strokes in (canvas.strokes, *canvas.past, *canvas.future) for stroke in strokes]
    if not drawn:
        return replace(canvas, zoom=1.0)
    # What was drawn beyond the edge was never seen.
    right = min(max(s.bounds[2] + s.width / 2 for s in drawn) + EDGE, before.size[0])
    bottom = min(max(s.bounds[3] + s.width / 2 for s in drawn) + EDGE, before.size[1])
    zoom = min(1.0, picture.width / max(1, right), picture.height / max(1, bottom))
    return replace(canvas, zoom=max(0.05, zoom))


def with_action_done(canvas: Canvas, action: str, strokes: Strokes, reading: Reading) -> Canvas:
    """The canvas that prints or saves this reading."""
    if action == "print":
        return with_request(canvas, Print(printed(reading)))
    return with_request(canvas, SaveDrawing(strokes, canvas.size, reading, canvas.model))


def printed(reading: Reading) -> str:
    """The line for the terminal: digits, two spaces, confidence; "-" when nothing was read."""
    if not reading.lines:
        return "-"
    return f"{' '.join(line.text for line in reading.lines)}  {percent(reading.confidence, 1)}"


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
