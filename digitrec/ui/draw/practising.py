"""What happens in a practice: it is begun and ended, and each digit counts when it has been read."""

from __future__ import annotations

from dataclasses import replace

from digitrec.types import Reading
from digitrec.ui.draw.practice import ROUNDS, Attempt, Practice
from digitrec.ui.draw.requests import DealPractice, SavePractice
from digitrec.ui.draw.state import Canvas, with_pen_up, with_strokes
from digitrec.ui.window.state import with_message, with_request


def toggle_practice(canvas: Canvas) -> Canvas:
    """The canvas that has asked for a practice, or that has its drawing back."""
    if canvas.practice is not None:
        strokes, past, future = canvas.shelved
        canvas = with_strokes(_fresh(replace(canvas, practice=None, shelved=((), (), ()))), strokes)
        return replace(canvas, past=past, future=future)
    if canvas.model_error:
        return with_message(canvas, canvas.model_error, error=True)
    note = "" if canvas.model else "The practice begins when the model is loaded."
    return with_request(with_message(canvas, note), DealPractice(ROUNDS))


def begun(canvas: Canvas, targets: tuple[int, ...]) -> Canvas:
    """The canvas with a new practice; the drawing that was there comes back at its end."""
    if canvas.practice is None:
        canvas = with_pen_up(canvas)
        canvas = replace(canvas, shelved=(canvas.strokes, canvas.past, canvas.future))
    return _fresh(replace(canvas, practice=Practice(targets)))


def go_on(canvas: Canvas) -> Canvas:
    """The canvas after "next": the drawing counts once it has been read; after the score, ten others."""
    practice = canvas.practice
    if practice is None:
        return canvas
    if practice.is_over:
        return with_request(canvas, DealPractice(ROUNDS))
    canvas = with_pen_up(canvas)
    if not canvas.strokes:
        return with_message(canvas, f"Write a {practice.target} first.")
    return counted(replace(canvas, practice=replace(practice, waiting=True)))


def counted(canvas: Canvas) -> Canvas:
    """The canvas whose drawing is counted, if that was asked for and it has been read by now."""
    practice = canvas.practice
    if practice is None or practice.target is None or not practice.waiting:
        return canvas
    if not canvas.is_read and not canvas.model_error:
        return canvas
    reading = canvas.result.reading if canvas.result and canvas.is_read else Reading()
    attempt = Attempt(practice.target, reading, canvas.strokes, canvas.size)
    attempts = (*practice.attempts, attempt)
    canvas = _fresh(replace(canvas, practice=replace(practice, attempts=attempts, waiting=False)))
    said = "right" if attempt.right else f"read as {attempt.told}"
    return with_message(canvas, f"{attempt.wanted}: {said}.")


def save_practice(canvas: Canvas) -> Canvas:
    """The canvas that has asked to save its score."""
    if canvas.practice is None:
        return canvas
    return with_request(canvas, SavePractice(canvas.practice, canvas.model))


def _fresh(canvas: Canvas) -> Canvas:
    """A blank canvas without a history."""
    canvas = with_strokes(with_pen_up(canvas), ())
    return replace(canvas, past=(), future=(), selected=0, picked_at=-1, zoom=1.0, overlay="")
