"""What each key does to the draw window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from digitrec.types import Reading
from digitrec.ui.draw.state import (
    THICKEST_PEN,
    THINNEST_PEN,
    Canvas,
    Owed,
    changed,
    lifted,
    paid,
    put,
)
from digitrec.ui.window.hotkeys import DRAWING
from digitrec.ui.window.screen import next_model, noted, pressed, show_help, show_information

PEN_STEP = 2  # pixels


def press(canvas: Canvas, key: str) -> Canvas:
    """The canvas after a key; the same object for a key without a meaning."""
    return pressed(canvas, key, DRAWING, ACTIONS)


def _clear(canvas: Canvas) -> Canvas:
    canvas = lifted(canvas)
    return changed(canvas, ()) if canvas.strokes else canvas


def _undo(canvas: Canvas) -> Canvas:
    canvas = lifted(canvas)
    if not canvas.past:
        return noted(canvas, "Nothing to undo.")
    future = (*canvas.future, canvas.strokes)
    return replace(put(canvas, canvas.past[-1]), past=canvas.past[:-1], future=future)


def _redo(canvas: Canvas) -> Canvas:
    canvas = lifted(canvas)
    if not canvas.future:
        return noted(canvas, "Nothing to redo.")
    past = (*canvas.past, canvas.strokes)
    return replace(put(canvas, canvas.future[-1]), past=past, future=canvas.future[:-1])


def _print(canvas: Canvas) -> Canvas:
    note = "" if canvas.strokes else "The canvas is blank."
    if canvas.strokes and canvas.model is None:
        note = canvas.trouble or "Loading the model; the reading will be printed."
    return _owing(noted(canvas, note, bool(canvas.strokes and canvas.trouble)), "print")


def _save(canvas: Canvas) -> Canvas:
    if not canvas.strokes:
        return noted(canvas, "The canvas is blank: nothing to save.")
    return _owing(canvas, "save")


def _owing(canvas: Canvas, action: str) -> Canvas:
    """Done at once where the reading is there or cannot be, else owed until it comes."""
    hopeless = not canvas.strokes or bool(canvas.trouble)
    if canvas.result and canvas.is_read:
        return paid(canvas, action, canvas.strokes, canvas.result.reading)
    owed = Owed(action, canvas.revision, canvas.strokes)
    canvas = replace(canvas, owed=(*canvas.owed, owed))
    return given_up(canvas) if hopeless else canvas


def given_up(canvas: Canvas) -> Canvas:
    """Prints and saves what is owed without a reading: none will come."""
    for owed in canvas.owed:
        canvas = paid(canvas, owed.action, owed.strokes, Reading())
    return replace(canvas, owed=())


def _widened(step: int) -> Callable[[Canvas], Canvas]:
    def widen(canvas: Canvas) -> Canvas:
        pen = min(max(canvas.pen + step, THINNEST_PEN), THICKEST_PEN)
        return noted(replace(canvas, pen=pen), f"Pen {pen} pixels wide.")

    return widen


def _select(canvas: Canvas) -> Canvas:
    if not canvas.digits:
        return noted(canvas, "No digit to select.")
    return replace(canvas, selected=(canvas.selected + 1) % len(canvas.digits), picked=canvas.revision)


def _switch_live(canvas: Canvas) -> Canvas:
    note = "Reads when the pen is lifted." if canvas.live else "Reads while the pen moves."
    return noted(replace(canvas, live=not canvas.live), note)


def _close(canvas: Canvas) -> Canvas:
    return replace(lifted(canvas), closed=True)


ACTIONS: dict[str, Callable[[Canvas], Canvas]] = {
    "read": _print,
    "clear": _clear,
    "undo": _undo,
    "redo": _redo,
    "save": _save,
    "thinner": _widened(-PEN_STEP),
    "thicker": _widened(+PEN_STEP),
    "select": _select,
    "live": _switch_live,
    "model": next_model,
    "information": show_information,
    "help": show_help,
    "close": _close,
}
