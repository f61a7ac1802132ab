from dataclasses import replace

import numpy as np

from digitrec.types import Box, Refused
from digitrec.ui.draw.events import StrokesRead
from digitrec.ui.draw.view import render
from digitrec.ui.widgets.theme import LIGHT
from digitrec.ui.window.events import KeyPressed, PenDown, PenUp
from digitrec.ui.window.loop import take_requests
from tests.ui.samples import ONE, SEVEN, digit, played, reading, ready

CROSS = Refused(Box(290, 95, 320, 255), "looks like no digit")


def drawn(*parts, text="7"):
    canvas = played(ready(), *SEVEN, *ONE)
    read = replace(reading(text), refused=parts)
    return take_requests(played(canvas, StrokesRead(read, canvas.revision, 4.2)))[0]


def has(frame, colour):
    return (frame == np.array(colour)).all(axis=2)


def test_refused_ink_has_a_dashed_box():
    left = render(drawn(CROSS))[100:250, 285]

    shown = has(left[None], LIGHT.faint)[0]
    assert 0.3 < shown.mean() < 0.7, "as much line as gap"


def test_a_click_on_it_selects_it_and_tells_why():
    canvas = played(drawn(CROSS), KeyPressed("tab"))
    assert canvas.digit is not None
    clicked = played(canvas, PenDown((300, 200)), PenUp())

    assert clicked.item == CROSS
    assert clicked.digit is None
    assert clicked.strokes == canvas.strokes
    panel = np.s_[: canvas.size[1], canvas.size[0] :]
    assert not np.array_equal(render(clicked)[panel], render(canvas)[panel])
    label = np.s_[70:92, 200:400]
    assert has(render(clicked)[label], LIGHT.faint).sum() > 400, "a label with the reason"


def test_tab_walks_through_digits_and_then_refused_ink():
    canvas = drawn(CROSS)
    assert [played(canvas, *[KeyPressed("tab")] * n).item for n in (0, 1, 2)] == [
        CROSS,  # it was written last
        canvas.digits[0],
        CROSS,
    ]


def test_the_panel_counts_what_was_not_read():
    panel = np.s_[:200, 720:]
    assert not np.array_equal(render(drawn(CROSS))[panel], render(drawn())[panel])


def test_doubtful_digits_are_amber():
    sure = drawn()
    doubtful = replace(
        sure,
        result=StrokesRead(replace(reading("7"), lines=(line_of(0.6),)), sure.revision),
    )

    assert has(render(doubtful), LIGHT.doubtful).sum() > 300
    assert not has(render(sure), LIGHT.doubtful).any()


def line_of(confidence):
    line = reading("7").lines[0]
    return replace(line, digits=(digit(7, confidence=confidence),))


def test_a_refused_part_has_a_reason_and_moves_with_its_reading():
    read = replace(reading("7"), refused=(CROSS,))
    assert read.moved(10, 20).refused[0].box == Box(300, 115, 330, 275)
