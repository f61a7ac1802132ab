"""What the mouse does to the key caps of the draw window; the camera window has the same."""

import numpy as np
import pytest

from digitrec.types import Reading
from digitrec.ui.draw.events import StrokesRead
from digitrec.ui.draw.requests import SaveDrawing
from digitrec.ui.draw.view import render
from digitrec.ui.window.events import (
    Copied,
    CopyFailed,
    Hovered,
    KeyPressed,
    PenDown,
    PenMoved,
    PenUp,
    PointerLeft,
)
from digitrec.ui.window.loop import take_requests
from digitrec.ui.window.requests import Copy, FullScreen, LoadModel
from tests.ui.samples import SEVEN, played, reading, ready


def drawn(text="71"):
    canvas = played(ready(), *SEVEN)
    return take_requests(played(canvas, StrokesRead(reading(text), canvas.revision, 4.2)))[0]


def button(canvas, action):
    """The middle of a button."""
    return next(b.cap.centre for b in canvas.layout.buttons if b.hotkey.action == action)


def click(canvas, action):
    at = button(canvas, action)
    return played(canvas, Hovered(at), PenDown(at), PenUp())


@pytest.mark.parametrize("action", [b.hotkey.action for b in ready().layout.buttons])
def test_every_button_does_what_its_key_does(action):
    canvas = drawn()
    key = next(b.hotkey.keys[0] for b in canvas.layout.buttons if b.hotkey.action == action)
    by_key, by_click = played(canvas, KeyPressed(key)), click(canvas, action)

    assert by_click.outbox == by_key.outbox
    for field in ("strokes", "overlay", "theme", "folded", "presenting", "pen", "live", "message", "closed"):
        assert getattr(by_click, field) == getattr(by_key, field)


def test_a_button_lights_up_is_pressed_in_and_acts_when_let_go():
    canvas = drawn()
    at = button(canvas, "clear")
    states = [canvas]
    for event in (Hovered(at), PenDown(at), PenUp()):
        states.append(played(states[-1], event))

    assert [state.hovered for state in states] == ["", "clear", "clear", "clear"]
    assert [state.pushed for state in states] == ["", "", "clear", ""]
    assert [bool(state.strokes) for state in states] == [True, True, True, False]
    pictures = [render(state) for state in states[:3]]
    assert not np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[1], pictures[2])
    assert played(states[3], PointerLeft()).hovered == ""


def test_a_button_let_go_elsewhere_does_nothing():
    canvas = drawn()
    away = played(canvas, PenDown(button(canvas, "clear")), PenMoved((100, 100)), PenUp())

    assert away.strokes == canvas.strokes
    assert (away.pushed, away.hovered) == ("", "")


def test_a_press_on_a_button_leaves_no_ink_and_a_stroke_across_one_presses_none():
    canvas = ready()
    at = button(canvas, "clear")
    assert played(canvas, PenDown(at), PenMoved((200, 100)), PenUp()).strokes == ()

    drawing = played(canvas, PenDown((100, 100)), PenMoved((150, 300)), PenMoved(at), PenUp())
    assert len(drawing.strokes) == 1
    assert drawing.pushed == ""


def test_moving_the_mouse_over_the_paper_changes_nothing():
    canvas = drawn()
    assert played(canvas, Hovered((100, 100)), Hovered((120, 100))) is canvas


@pytest.mark.parametrize(
    ("key", "same"),
    [("ctrl+z", "u"), ("ctrl+y", "r"), ("ctrl+shift+z", "r"), ("ctrl+s", "s"), ("ctrl+c", "y")],
)
def test_what_hands_know_from_elsewhere_works(key, same):
    canvas = played(drawn(), KeyPressed("c"), KeyPressed("u"))
    assert played(canvas, KeyPressed(key)) == played(canvas, KeyPressed(same))


def test_copying_asks_for_the_text_and_says_what_came_of_it():
    canvas = drawn("71\n5")
    (request,) = played(canvas, KeyPressed("ctrl+c")).outbox
    assert request == Copy("71\n5")
    assert played(canvas, Copied("71\n5")).message == "Copied 71 / 5"
    assert played(canvas, CopyFailed("Install xclip.")).message_is_error
    assert "no reading" in played(ready(), KeyPressed("y")).message


def test_saving_by_ctrl_s_saves():
    assert isinstance(played(drawn(), KeyPressed("ctrl+s")).outbox[0], SaveDrawing)


def test_f_presents_and_escape_leads_back_step_by_step():
    canvas = played(drawn(), KeyPressed("f"))
    assert (canvas.presenting, canvas.outbox) == (True, (FullScreen(True),))

    canvas = take_requests(played(canvas, KeyPressed("h")))[0]
    canvas = played(canvas, KeyPressed("escape"))
    assert (canvas.overlay, canvas.presenting, canvas.closed) == ("", True, False)
    canvas = played(canvas, KeyPressed("escape"))
    assert (canvas.presenting, canvas.closed) == (False, False)
    assert canvas.outbox == (FullScreen(False),)
    assert played(canvas, KeyPressed("escape")).closed


def test_d_is_dark_and_b_folds():
    canvas = drawn()
    dark = played(canvas, KeyPressed("d"))
    assert (dark.theme, played(dark, KeyPressed("d")).theme) == ("dark", "light")
    assert render(dark).mean() < 80 < render(canvas).mean()
    folded = played(canvas, KeyPressed("b"))
    assert folded.size[0] == canvas.size[0] + 300
    assert played(folded, KeyPressed("b")).size == canvas.size


def test_the_model_button_asks_for_the_next_model():
    assert click(drawn(), "model").outbox == (LoadModel(1),)


def test_nothing_is_read_while_a_button_is_pressed():
    canvas = played(ready(), StrokesRead(Reading(), 0))
    assert played(canvas, PenDown(button(canvas, "help"))).outbox == ()
