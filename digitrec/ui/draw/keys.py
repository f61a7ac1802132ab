"""What each action does to the draw window, whether by key or by button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from digitrec.types import Reading
from digitrec.ui.draw.practising import go_on, save_practice, toggle_practice
from digitrec.ui.draw.requests import TeachStrokes
from digitrec.ui.draw.state import (
    THICKEST_PEN,
    THINNEST_PEN,
    Canvas,
    PendingAction,
    with_action_done,
    with_pen_up,
    with_strokes,
    with_undo_step,
)
from digitrec.ui.window.state import (
    after_key,
    common_actions,
    copy_text,
    leave,
    with_message,
    with_request,
)
from digitrec.ui.window.teaching import begun, typing_actions

PEN_STEP = 2  # pixels


def press_key(canvas: Canvas, key: str) -> Canvas:
    """The canvas after a key; the same object for a key without a meaning."""
    return after_key(canvas, key, canvas.hotkeys, ACTIONS)


def _clear(canvas: Canvas) -> Canvas:
    canvas = with_pen_up(canvas)
    return with_undo_step(canvas, ()) if canvas.strokes else canvas


def _undo(canvas: Canvas) -> Canvas:
    canvas = with_pen_up(canvas)
    if not canvas.past:
        return with_message(canvas, "Nothing to undo.")
    future = (*canvas.future, canvas.strokes)
    return replace(with_strokes(canvas, canvas.past[-1]), past=canvas.past[:-1], future=future)


def _redo(canvas: Canvas) -> Canvas:
    canvas = with_pen_up(canvas)
    if not canvas.future:
        return with_message(canvas, "Nothing to redo.")
    past = (*canvas.past, canvas.strokes)
    return replace(with_strokes(canvas, canvas.future[-1]), past=past, future=canvas.future[:-1])


def _print(canvas: Canvas) -> Canvas:
    note = "" if canvas.strokes else "The canvas is blank."
    if canvas.strokes and canvas.model is None:
        note = canvas.model_error or "Loading the model; the reading will be printed."
    canvas = with_message(canvas, note, error=bool(canvas.strokes and canvas.model_error))
    return _done_now_or_pending(canvas, "print")


def _save(canvas: Canvas) -> Canvas:
    if canvas.practice is not None:
        return save_practice(canvas)
    if not canvas.strokes:
        return with_message(canvas, "The canvas is blank: nothing to save.")
    return _done_now_or_pending(canvas, "save")


def _done_now_or_pending(canvas: Canvas, action: str) -> Canvas:
    """Prints or saves at once if the reading is there or cannot be made, else when it comes."""
    hopeless = not canvas.strokes or bool(canvas.model_error)
    if canvas.result and canvas.is_read:
        return with_action_done(canvas, action, canvas.strokes, canvas.result.reading)
    pending = PendingAction(action, canvas.revision, canvas.strokes)
    canvas = replace(canvas, pending=(*canvas.pending, pending))
    return with_pending_done_unread(canvas) if hopeless else canvas


def with_pending_done_unread(canvas: Canvas) -> Canvas:
    """Prints and saves what is pending without a reading: none will come."""
    for pending in canvas.pending:
        canvas = with_action_done(canvas, pending.action, pending.strokes, Reading())
    return replace(canvas, pending=())


def _copy(canvas: Canvas) -> Canvas:
    return copy_text(canvas, canvas.result.reading.text if canvas.result else "")


def _change_pen(step: int) -> Callable[[Canvas], Canvas]:
    def change(canvas: Canvas) -> Canvas:
        pen = min(max(canvas.pen + step, THINNEST_PEN), THICKEST_PEN)
        return with_message(replace(canvas, pen=pen), f"Pen {pen} pixels wide.")

    return change


def _select(canvas: Canvas) -> Canvas:
    if not canvas.items:
        return with_message(canvas, "No digit to select.")
    return replace(canvas, selected=(canvas.selected + 1) % len(canvas.items), picked_at=canvas.revision)


def _switch_live(canvas: Canvas) -> Canvas:
    note = "Reads when the pen is lifted." if canvas.live else "Reads while the pen moves."
    return with_message(replace(canvas, live=not canvas.live), note)


def _close(canvas: Canvas) -> Canvas:
    return replace(with_pen_up(canvas), closed=True)


def _leave(canvas: Canvas) -> Canvas:
    if canvas.practice is not None and not canvas.overlay:
        return toggle_practice(canvas)
    return leave(with_pen_up(canvas))


def _teach(canvas: Canvas) -> Canvas:
    if not canvas.strokes:
        return with_message(canvas, "The canvas is blank: write digits first, then teach them.")
    if canvas.model is None:
        return with_message(canvas, canvas.model_error or "Loading the model: press t again in a moment.")
    if canvas.result is None or not canvas.is_read:
        return with_message(canvas, "Still reading: press t again in a moment.")
    return begun(canvas, canvas.result.reading)


def _store(canvas: Canvas) -> Canvas:
    if canvas.teaching is None:
        return canvas
    if not canvas.teaching.text:
        return with_message(canvas, "Type the digits that stand there; Esc leaves.")
    request = TeachStrokes(canvas.strokes, canvas.size, canvas.teaching.reading, canvas.teaching.text)
    return with_request(replace(canvas, teaching=None), request)


ACTIONS: dict[str, Callable[[Canvas], Canvas]] = {
    **common_actions(Canvas),
    **typing_actions(Canvas),
    "teach": _teach,
    "store": _store,
    "read": _print,
    "clear": _clear,
    "undo": _undo,
    "redo": _redo,
    "save": _save,
    "copy": _copy,
    "thinner": _change_pen(-PEN_STEP),
    "thicker": _change_pen(+PEN_STEP),
    "select": _select,
    "live": _switch_live,
    "practice": toggle_practice,
    "next": go_on,
    "close": _close,
    "leave": _leave,
}
