import json

import numpy as np
import pytest

from digitrec.types import Reading
from digitrec.ui.draw.controller import DrawController, deal
from digitrec.ui.draw.events import PracticeDealt, StrokesRead
from digitrec.ui.draw.requests import DealPractice, SaveDrawing, SavePractice
from digitrec.ui.draw.state import canvas_of
from digitrec.ui.draw.view import render
from digitrec.ui.window.events import KeyPressed, ModelFailed, PenDown, PenMoved, PenUp, Resized
from digitrec.ui.window.loop import take_requests
from tests.ui.samples import ONE, SEVEN, played, reading, ready

TARGETS = (7, 1, 0)


def practising(targets=TARGETS):
    return take_requests(played(ready(), PracticeDealt(targets)))[0]


def write(canvas, text, events=SEVEN):
    """Writes, lets it be read, and goes on."""
    canvas = played(canvas, *events)
    read = reading(text) if text else Reading()
    return take_requests(played(canvas, StrokesRead(read, canvas.revision), KeyPressed("space")))[0]


def scored(*texts):
    canvas = practising()
    for text in texts:
        canvas = write(canvas, text)
    return canvas


def test_g_asks_for_ten_digits_and_each_is_dealt_once():
    (request,) = played(ready(), KeyPressed("g")).outbox
    assert request == DealPractice(10)
    assert sorted(deal(10)) == list(range(10))


def test_it_begins_on_a_blank_canvas_and_tells_what_to_write():
    canvas = played(ready(), *SEVEN, PracticeDealt(TARGETS))

    assert canvas.strokes == ()
    assert canvas.practice.target == 7
    assert not np.array_equal(render(canvas), render(practising((3, 1, 0))))


def test_each_digit_counts_when_it_has_been_read():
    canvas = scored("7", "7")

    assert [(attempt.wanted, attempt.right) for attempt in canvas.practice.attempts] == [
        (7, True),
        (1, False),
    ]
    assert canvas.practice.target == 0
    assert canvas.strokes == ()
    assert "read as 7" in canvas.message


def test_next_waits_for_the_reading_of_what_is_drawn():
    canvas = played(practising(), *SEVEN, KeyPressed("space"))
    assert canvas.practice.waiting
    assert canvas.practice.attempts == ()

    canvas = played(canvas, StrokesRead(reading("7"), canvas.revision))
    assert canvas.practice.attempts[0].right


def test_next_without_ink_says_what_to_write():
    canvas = played(practising(), KeyPressed("enter"))

    assert canvas.practice.attempts == ()
    assert "Write a 7" in canvas.message


def test_two_digits_are_not_the_one_that_was_wanted_and_nothing_is_not_either():
    assert [attempt.right for attempt in scored("71", "", "0").practice.attempts] == [False, False, True]


def test_the_score_shows_what_was_misread():
    canvas = scored("7", "4", "0")

    assert canvas.practice.is_over
    assert (canvas.practice.score, len(canvas.practice.misread)) == (2, 1)
    assert canvas.practice.misread[0].told == "4, 98 %"
    assert not np.array_equal(render(canvas), render(scored("7", "1", "0")))
    assert played(canvas, PenDown((100, 100)), PenMoved((200, 200)), PenUp()).strokes == ()
    assert played(canvas, KeyPressed("space")).outbox == (DealPractice(10),)


def test_nothing_is_recorded_unless_asked():
    canvas = practising()
    for text in ("7", "1", "0"):
        canvas = played(canvas, *SEVEN)
        canvas = played(canvas, StrokesRead(reading(text), canvas.revision), KeyPressed("space"))
    assert not [r for r in canvas.outbox if isinstance(r, SavePractice | SaveDrawing)]

    saved = played(canvas, KeyPressed("s"))
    assert saved.outbox[-1] == SavePractice(canvas.practice, canvas.model)


def test_undo_goes_back_within_a_digit_only():
    canvas = played(scored("7"), *ONE, KeyPressed("u"), KeyPressed("u"))

    assert canvas.strokes == ()
    assert canvas.practice.target == 1


@pytest.mark.parametrize("key", ["g", "escape"])
def test_it_can_be_ended_at_any_time(key):
    canvas = played(scored("7"), *ONE, KeyPressed(key))

    assert canvas.practice is None
    assert canvas.strokes == ()
    assert not canvas.closed


def test_the_drawing_from_before_comes_back_with_its_history():
    before = played(ready(), *SEVEN, *ONE, KeyPressed("u"))
    during = played(before, PracticeDealt(TARGETS), *SEVEN, PracticeDealt(TARGETS))
    after = played(during, KeyPressed("g"))

    assert during.strokes == ()
    assert (after.strokes, after.past, after.future) == (before.strokes, before.past, before.future)
    assert len(played(after, KeyPressed("r")).strokes) == 2


def test_without_a_model_there_is_no_practice_and_it_is_said():
    canvas = take_requests(played(canvas_of(), ModelFailed("Train one.")))[0]
    canvas = played(canvas, KeyPressed("g"))

    assert (canvas.practice, canvas.outbox) == (None, ())
    assert (canvas.message, canvas.message_is_error) == ("Train one.", True)


def test_boxes_do_not_steer_the_hand_while_practising():
    canvas = played(practising(), *SEVEN)
    read = played(canvas, StrokesRead(reading("7"), canvas.revision))

    sheet = np.s_[:400, :700]
    assert np.array_equal(render(read)[sheet], render(canvas)[sheet])


@pytest.mark.parametrize("size", [(320, 330), (780, 440), (1600, 1000)])
@pytest.mark.parametrize("key", ["", "f", "d", "b"])
def test_practice_and_score_can_be_painted_at_any_size(size, key):
    for canvas in (practising(), scored("7"), scored("", "4", "71")):
        frame = render(played(canvas, Resized(size), *map(KeyPressed, key)))
        assert frame.shape == (size[1], size[0], 3)


def test_a_saved_practice_says_what_was_wanted_and_read(tmp_path):
    controller = DrawController(lambda _place: None, tmp_path, print, print)
    controller.perform(SavePractice(scored("7", "4", "0").practice, None))
    assert controller.wait(10)
    assert controller.end()

    (folder,) = (tmp_path / "practice").iterdir()
    told = json.loads((folder / "practice.json").read_text())
    assert told["score"] == 2
    assert told["digits"][1] == {"wanted": 1, "read": "4", "right": False}
    assert {path.name for path in folder.glob("*.png")} == {
        "01_wanted_7.png",
        "02_wanted_1.png",
        "03_wanted_0.png",
    }
