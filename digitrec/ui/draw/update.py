"""The draw window's `update`: what each event makes of the canvas.

Pure: what takes time or leaves the window is asked for in the outbox, and its answer comes back as an event.
"""

from __future__ import annotations

from dataclasses import replace

from digitrec.ui.draw.events import PracticeDealt, StrokesRead
from digitrec.ui.draw.keys import ACTIONS, press_key, with_pending_done_unread
from digitrec.ui.draw.practising import begun, counted
from digitrec.ui.draw.requests import ReadStrokes
from digitrec.ui.draw.state import (
    Canvas,
    PendingAction,
    Strokes,
    with_action_done,
    with_pen_up,
    with_strokes,
    with_undo_step,
    zoomed,
)
from digitrec.ui.draw.strokes import Stroke
from digitrec.ui.widgets.boxes import item_at
from digitrec.ui.widgets.gallery import glyph_at
from digitrec.ui.widgets.pointing import after_pointer
from digitrec.ui.window.events import (
    Closed,
    Erased,
    Event,
    Failed,
    KeyPressed,
    ModelFailed,
    ModelLoaded,
    PenDown,
    PenMoved,
    PenUp,
    Point,
)
from digitrec.ui.window.hand import ForgetGlyph, HandListed, Taught
from digitrec.ui.window.state import (
    after_common,
    with_error,
    with_message,
    with_model,
    with_request,
    without_model,
)
from digitrec.ui.window.teaching import with_gallery, with_taught


def update(canvas: Canvas, event: Event) -> Canvas:
    """The canvas after `event`; the same object when nothing changes."""
    after = None if canvas.drawing else after_pointer(canvas, event, canvas.layout, ACTIONS)
    if after is None:
        after = after_common(canvas, event)
    if after is None:
        after = _after(canvas, event)
    return _with_readings_requested(counted(zoomed(after, canvas)))


def _after(canvas: Canvas, event: Event) -> Canvas:
    match event:
        case PenDown() | PenMoved() | PenUp() | Erased():
            return _by_mouse(canvas, event)
        case KeyPressed(key):
            return press_key(canvas, key)
        case Closed():
            return replace(with_pen_up(canvas), closed=True)
        case ModelLoaded(card):
            return replace(with_model(canvas, card), requested=-1)
        case ModelFailed(reason):
            canvas = without_model(canvas, reason)
            return canvas if canvas.model else with_pending_done_unread(canvas)
    return _with_work_done(canvas, event)


def _with_work_done(canvas: Canvas, event: Event) -> Canvas:
    match event:
        case StrokesRead():
            return _with_newest_reading(_with_pending_done(canvas, event), event)
        case Taught():
            return replace(with_taught(canvas, event), requested=-1)
        case HandListed():
            return replace(with_gallery(canvas, event), requested=-1)
        case PracticeDealt(targets):
            return begun(canvas, targets)
        case Failed(reason):
            return with_error(replace(canvas, pending=()), reason)
    return canvas


def _by_mouse(canvas: Canvas, event: PenDown | PenMoved | PenUp | Erased) -> Canvas:
    match event:
        case PenDown() | Erased() if canvas.overlay:
            return replace(canvas, overlay="")
        case PenDown(at) if canvas.gallery is not None:
            own = glyph_at(canvas.gallery, canvas.layout.picture, at)
            return canvas if own is None else with_request(canvas, ForgetGlyph(own))
        case Erased() if canvas.gallery is not None:
            return canvas
        case PenDown(at):
            return _with_pen_down(canvas, canvas.on_paper(at))
        case PenMoved(to) if canvas.drawing:
            *done, last = canvas.strokes
            longer = last.to(canvas.towards_paper(to))
            return canvas if longer is last else with_strokes(canvas, (*done, longer))
        case PenUp() if canvas.drawing:
            return _clicked(canvas) or with_pen_up(canvas)
        case Erased(at) if not canvas.drawing and canvas.on_paper(at):
            kept = _without_topmost(canvas.strokes, canvas.towards_paper(at))
            return canvas if len(kept) == len(canvas.strokes) else with_undo_step(canvas, kept)
    return canvas


def _with_pen_down(canvas: Canvas, at: Point | None) -> Canvas:
    if at is None or canvas.drawing or (canvas.practice and canvas.practice.is_over):
        return canvas
    begun = (*canvas.strokes, Stroke((at,), canvas.pen))
    return replace(with_strokes(with_message(canvas, ""), begun), drawing=True, teaching=None)


def _without_topmost(strokes: Strokes, at: Point) -> Strokes:
    under = [i for i, stroke in enumerate(strokes) if stroke.passes(at)]
    return strokes[: under[-1]] + strokes[under[-1] + 1 :] if under else strokes


def _clicked(canvas: Canvas) -> Canvas | None:
    """A click on a digit or on refused ink selects it and leaves no dot; None when this was no such click."""
    stroke = canvas.strokes[-1]
    hit = item_at(canvas.result.reading, *stroke.points[0]) if canvas.result else None
    if hit is None or not stroke.is_dot or canvas.practice is not None:
        return None
    canvas = replace(with_strokes(canvas, canvas.strokes[:-1]), drawing=False)
    return replace(canvas, selected=hit, picked_at=canvas.revision)


def _with_readings_requested(canvas: Canvas) -> Canvas:
    """Asks for the readings that are due."""
    if canvas.model is None:
        return canvas
    for pending in canvas.pending:
        if not pending.requested:
            request = ReadStrokes(pending.revision, pending.strokes, canvas.size, must=True)
            canvas = with_request(canvas, request)
    if not all(pending.requested for pending in canvas.pending):
        canvas = replace(canvas, pending=tuple(replace(each, requested=True) for each in canvas.pending))
    if not canvas.strokes or canvas.requested >= canvas.revision:
        return canvas
    if canvas.drawing and (not canvas.live or canvas.strokes[-1].is_dot):
        return canvas  # a dot may turn out to be a click
    request = ReadStrokes(canvas.revision, canvas.strokes, canvas.size)
    return replace(with_request(canvas, request), requested=canvas.revision)


def _with_pending_done(canvas: Canvas, result: StrokesRead) -> Canvas:
    """Prints and saves what waited for this reading."""
    still: list[PendingAction] = []
    for pending in canvas.pending:
        if pending.revision == result.revision:
            canvas = with_action_done(canvas, pending.action, pending.strokes, result.reading)
        else:
            still.append(pending)
    return replace(canvas, pending=tuple(still))


def _with_newest_reading(canvas: Canvas, result: StrokesRead) -> Canvas:
    """Shows the reading unless it is out of date, and selects the digit just written."""
    newest = canvas.result.revision if canvas.result else 0
    if not canvas.strokes or result.revision < max(newest, canvas.blank_at):
        return canvas
    canvas = replace(canvas, result=result)
    if canvas.picked_at >= result.revision and canvas.selected < len(canvas.items):
        return canvas
    return replace(canvas, selected=_just_written(canvas), picked_at=-1)


def _just_written(canvas: Canvas) -> int:
    left, top, right, bottom = canvas.strokes[-1].bounds
    middle = (left + right) / 2, (top + bottom) / 2
    hit = [i for i, item in enumerate(canvas.items) if item.box.contains(*middle)]
    return hit[-1] if hit else max(0, len(canvas.digits) - 1)
