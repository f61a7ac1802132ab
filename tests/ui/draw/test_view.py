from dataclasses import replace

import numpy as np
import pytest

from digitrec.types import Reading
from digitrec.ui.draw.events import StrokesRead
from digitrec.ui.draw.state import canvas_of
from digitrec.ui.draw.view import paint, render
from digitrec.ui.widgets.reading import SMALLEST_TYPE, fit_rows
from digitrec.ui.widgets.text import shortened, text_width, wrapped
from digitrec.ui.widgets.theme import LIGHT
from digitrec.ui.window.events import Failed, KeyPressed, ModelCard, ModelFailed, ModelLoaded
from digitrec.ui.window.loop import take_requests
from tests.ui.samples import CARD, ONE, SEVEN, digit, played, reading, ready


def drawn(text="71", size=(720, 480)):
    canvas = played(ready(size), *SEVEN, *ONE)
    return take_requests(played(canvas, StrokesRead(reading(text, step=60, row=70), canvas.revision, 4.2)))[0]


def panel(canvas):
    return render(canvas)[: canvas.size[1], canvas.size[0] :]


def footer(canvas):
    return render(canvas)[canvas.size[1] :]


@pytest.mark.parametrize("size", [(640, 400), (720, 480), (1400, 900)])
@pytest.mark.parametrize("event", [KeyPressed("h"), KeyPressed("i"), KeyPressed("l"), Failed("No. " * 99)])
def test_every_state_can_be_painted(size, event):
    for canvas in (canvas_of(size), drawn("1354086209" * 3 + "\n862\n1\n2\n3", size)):
        frame = render(played(canvas, event))
        assert frame.shape == (*canvas.window[::-1], 3)
        assert frame.dtype == np.uint8


def test_the_drawing_area_is_the_top_left_corner_and_shows_the_ink():
    canvas = played(ready(), *SEVEN)

    frame = render(canvas)

    assert np.array_equal(frame[:480, :720], paint(canvas.strokes, (720, 480)))
    assert (frame[100, 140] < 60).all()
    assert (frame[400, 600] == LIGHT.paper).all()


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(KeyPressed("tab"), id="another-digit"),
        pytest.param(KeyPressed("c"), id="clear"),
        pytest.param(ModelLoaded(ModelCard("other", None)), id="another-model"),
    ],
)
def test_the_panel_follows(event):
    assert not np.array_equal(panel(drawn()), panel(played(drawn(), event)))


def test_the_panel_shows_no_digit_after_clear():
    cleared = replace(played(drawn(), KeyPressed("c")), message="")

    assert np.array_equal(panel(cleared), panel(ready()))


def test_a_scribble_is_told_from_a_blank_canvas_and_from_a_missing_model():
    scribble = played(ready(), *SEVEN)
    scribble = played(scribble, StrokesRead(Reading(), scribble.revision))
    states = (ready(), canvas_of(), played(canvas_of(), ModelFailed("None.")), scribble)

    assert len({panel(canvas).tobytes() for canvas in states}) == 4


def test_the_input_shown_is_the_one_the_model_saw():
    canvas = drawn("7")
    white = digit(7).glyph * 0
    other = replace(canvas.digits[0], glyph=white)
    blank = replace(
        canvas,
        result=StrokesRead(Reading((replace(reading("7").lines[0], digits=(other,)),)), canvas.revision, 4.2),
    )

    changed = (panel(canvas) != panel(blank)).any(axis=2)

    assert changed[300:].any()
    assert not changed[:300].any()


def test_messages_stand_in_the_footer():
    assert not np.array_equal(footer(drawn()), footer(played(drawn(), Failed("Disk full."))))
    assert not np.array_equal(footer(ready()), footer(played(ready(), KeyPressed("]"))))


def test_long_texts_are_shortened_and_broken():
    text = "a rather long message about output/drawings/2026-11-21_10-00-00"
    assert text_width(shortened(text, 200)) <= 200
    assert shortened("short", 200) == "short"
    assert " ".join(wrapped("one two three four", 60)) == "one two three four"
    assert all(text_width(line) <= 60 for line in wrapped("one two three four", 60))


def test_text_is_drawn_without_a_truetype_face(monkeypatch):
    from digitrec.ui.widgets import text

    monkeypatch.setattr(text, "_face", lambda: None)
    text._width.cache_clear()
    try:
        assert not np.array_equal(panel(drawn()), panel(ready()))
        assert fit_rows.__wrapped__(("1354086209",), 260, 90)[0] >= SMALLEST_TYPE
    finally:
        text._width.cache_clear()


def test_card_without_accuracy_is_unverified():
    assert not np.array_equal(
        panel(ready()), panel(played(ready(), ModelLoaded(replace(CARD, accuracy=None))))
    )
