"""The draw window's `update`: what each event makes of the canvas.

Pure: what takes time or leaves the window is asked for in the outbox, and its answer comes back as an event.
"""

from __future__ import annotations

from dataclasses import replace

from digitrec.ui.draw.events import (
    WasRead,
)
from digitrec.ui.draw.keys import given_up, press
from digitrec.ui.draw.requests import Read
from digitrec.ui.draw.state import Canvas, Owed, Strokes, changed, lifted, paid, put
from digitrec.ui.draw.strokes import Stroke
from digitrec.ui.window.events import (
    Closed,
    Event,
    Failed,
    KeyPressed,
    ModelFailed,
    ModelLoaded,
    PenDown,
    PenMoved,
    PenUp,
    Point,
    Saved,
    Wiped,
)
from digitrec.ui.window.requests import Say
from digitrec.ui.window.screen import noted, sent, troubled


def update(canvas: Canvas, event: Event) -> Canvas:
    """The canvas after `event`; the same object when nothing changes."""
    match event:
        case PenDown() | PenMoved() | PenUp() | Wiped():
            canvas = _by_mouse(canvas, event)
        case KeyPressed(key):
            canvas = press(canvas, key)
        case Closed():
            canvas = replace(lifted(canvas), closed=True)
        case ModelLoaded(card):
            note = f"Now reading with {card.name}." if canvas.model else ""
            canvas = replace(noted(canvas, note), model=card, loading=False, trouble="", asked=-1)
            if canvas.overlay == "information":
                canvas = sent(canvas, Say("\n".join(card.information)))
        case ModelFailed(reason):
            canvas = troubled(replace(canvas, loading=False), reason)
            canvas = canvas if canvas.model else given_up(replace(canvas, trouble=reason))
        case WasRead():
            canvas = _shown(_settled(canvas, event), event)
        case Saved(folder):
            canvas = sent(noted(canvas, f"Saved in {folder}"), Say(folder))
        case Failed(reason):
            canvas = troubled(replace(canvas, owed=()), reason)
    return _asking(canvas)


def _by_mouse(canvas: Canvas, event: PenDown | PenMoved | PenUp | Wiped) -> Canvas:
    match event:
        case PenDown() | Wiped() if canvas.overlay:
            return replace(canvas, overlay="")
        case PenDown(at) if _inside(canvas, at) and not canvas.drawing:
            return replace(put(noted(canvas, ""), (*canvas.strokes, Stroke((at,), canvas.pen))), drawing=True)
        case PenMoved(to) if canvas.drawing:
            longer = canvas.strokes[-1].to(to)
            return canvas if longer is canvas.strokes[-1] else put(canvas, (*canvas.strokes[:-1], longer))
        case PenUp() if canvas.drawing:
            return _clicked(canvas) or lifted(canvas)
        case Wiped(at) if not canvas.drawing:
            kept = _without_topmost(canvas.strokes, at)
            return canvas if len(kept) == len(canvas.strokes) else changed(canvas, kept)
    return canvas


def _inside(canvas: Canvas, at: Point) -> bool:
    return 0 <= at[0] < canvas.size[0] and 0 <= at[1] < canvas.size[1]


def _without_topmost(strokes: Strokes, at: Point) -> Strokes:
    under = [i for i, stroke in enumerate(strokes) if stroke.passes(at)]
    return strokes[: under[-1]] + strokes[under[-1] + 1 :] if under else strokes


def _clicked(canvas: Canvas) -> Canvas | None:
    """A click on a digit selects it and leaves no dot; None when this was no such click."""
    stroke = canvas.strokes[-1]
    hit = [i for i, digit in enumerate(canvas.digits) if digit.box.contains(*stroke.points[0])]
    if not stroke.is_dot or not hit:
        return None
    canvas = replace(put(canvas, canvas.strokes[:-1]), drawing=False)
    return replace(canvas, selected=hit[0], picked=canvas.revision)


def _asking(canvas: Canvas) -> Canvas:
    """Asks for the readings that are due."""
    if canvas.model is None:
        return canvas
    for owed in canvas.owed:
        if not owed.asked:
            canvas = sent(canvas, Read(owed.revision, owed.strokes, canvas.size, must=True))
    if not all(owed.asked for owed in canvas.owed):
        canvas = replace(canvas, owed=tuple(replace(owed, asked=True) for owed in canvas.owed))
    if not canvas.strokes or canvas.asked >= canvas.revision:
        return canvas
    if canvas.drawing and (not canvas.live or canvas.strokes[-1].is_dot):
        return canvas  # a dot may turn out to be a click
    request = Read(canvas.revision, canvas.strokes, canvas.size)
    return replace(sent(canvas, request), asked=canvas.revision)


def _settled(canvas: Canvas, result: WasRead) -> Canvas:
    """Prints and saves what waited for this reading."""
    still: list[Owed] = []
    for owed in canvas.owed:
        if owed.revision == result.revision:
            canvas = paid(canvas, owed.action, owed.strokes, result.reading)
        else:
            still.append(owed)
    return replace(canvas, owed=tuple(still))


def _shown(canvas: Canvas, result: WasRead) -> Canvas:
    """Shows the reading unless it is out of date, and selects the digit just written."""
    newest = canvas.result.revision if canvas.result else 0
    if not canvas.strokes or result.revision < max(newest, canvas.since):
        return canvas
    canvas = replace(canvas, result=result)
    if canvas.picked >= result.revision and canvas.selected < len(canvas.digits):
        return canvas
    return replace(canvas, selected=_just_written(canvas), picked=-1)


def _just_written(canvas: Canvas) -> int:
    left, top, right, bottom = canvas.strokes[-1].bounds
    middle = (left + right) / 2, (top + bottom) / 2
    hit = [i for i, digit in enumerate(canvas.digits) if digit.box.contains(*middle)]
    return hit[-1] if hit else max(0, len(canvas.digits) - 1)
