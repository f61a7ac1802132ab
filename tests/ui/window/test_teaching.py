"""Typing the right digits, and the page of what was taught: in the draw window, and in the camera window."""

from dataclasses import replace

import numpy as np
import pytest

from digitrec.errors import DataError
from digitrec.types import Reading
from digitrec.ui.camera.requests import PauseSource, ReadFrame, TeachFrame
from digitrec.ui.camera.view import render as render_camera
from digitrec.ui.draw.controller import DrawController, run
from digitrec.ui.draw.events import StrokesRead
from digitrec.ui.draw.requests import ReadStrokes, TeachStrokes
from digitrec.ui.draw.state import canvas_of
from digitrec.ui.draw.view import render
from digitrec.ui.widgets.gallery import shown_places
from digitrec.ui.window.events import Closed, KeyPressed, PenDown, PenUp
from digitrec.ui.window.hand import (
    BringBack,
    ForgetGlyph,
    Gallery,
    Hand,
    HandListed,
    ListHand,
    OwnGlyph,
    Taught,
)
from digitrec.ui.window.keycodes import key_name
from digitrec.ui.window.loop import Recogniser, take_requests
from digitrec.ui.window.requests import Print
from digitrec.ui.window.scripted import ScriptedWindow
from tests.ui.camera import test_update as camera
from tests.ui.samples import CARD, ONE, SEVEN, digit, played, reading, ready


def drawn(text="71"):
    canvas = played(ready(), *SEVEN, *ONE)
    read = reading(text) if text else Reading()
    return take_requests(played(canvas, StrokesRead(read, canvas.revision, 4.2)))[0]


def keys(*names):
    return [KeyPressed(name) for name in names]


def own(*labels):
    return tuple(OwnGlyph(f"{place}", label, digit(label).glyph) for place, label in enumerate(labels))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ([], "71"),
        (["4"], "4"),
        (["4", "0"], "40"),
        (["backspace"], "7"),
        (["backspace", "2"], "72"),
        (["4", "backspace", "9"], "9"),
        (["4", "x", "m", "9"], "49"),
    ],
    ids=["as-read", "replaces", "goes-on", "mends-what-was-read", "mends-one", "mends", "letters-do-nothing"],
)
def test_what_is_typed_is_what_is_stored(typed, text):
    canvas = played(drawn(), *keys("t", *typed, "enter"))
    (request,) = canvas.outbox
    assert isinstance(request, TeachStrokes)
    assert (request.text, request.reading.text, request.strokes) == (text, "71", canvas.strokes)
    assert canvas.teaching is None


def test_esc_leaves_and_nothing_typed_is_not_stored():
    canvas = played(drawn(), *keys("t", "4", "escape"))
    assert (canvas.teaching, canvas.outbox, canvas.closed) == (None, (), False)
    canvas = played(drawn(), *keys("t", "backspace", "backspace", "enter"))
    assert canvas.teaching is not None
    assert canvas.outbox == ()


def test_drawing_on_leaves_too():
    canvas = played(drawn(), *keys("t", "4"), PenDown((50, 50)))
    assert canvas.teaching is None
    assert canvas.drawing


@pytest.mark.parametrize(
    "canvas",
    [
        pytest.param(ready(), id="blank"),
        pytest.param(played(ready(), *SEVEN), id="not-read-yet"),
        pytest.param(replace(played(ready(), *SEVEN), model=None), id="no-model"),
    ],
)
def test_what_cannot_be_taught_yet_says_why(canvas):
    after = played(canvas, *keys("t"))
    assert after.teaching is None
    assert after.message


def test_ink_that_was_not_read_can_be_taught():
    canvas = played(drawn(""), *keys("t", "4", "enter"))
    assert canvas.outbox[-1].text == "4"


def test_the_picture_stays_where_it_is_and_every_digit_is_a_button():
    canvas = drawn()
    typing = played(canvas, *keys("t"))
    assert typing.layout.picture == canvas.layout.picture
    assert typing.zoom == 1.0
    at = next(b.cap.centre for b in typing.layout.buttons if b.hotkey.cap == "8")
    assert played(typing, PenDown(at), PenUp()).teaching.text == "8"
    assert (render(typing) != render(played(typing, *keys("4")))).any()


def test_what_was_taught_counts_at_once():
    canvas = played(drawn(), *keys("t", "4", "1", "enter"))
    canvas = played(take_requests(canvas)[0], Taught(2, "41"))
    assert [type(request) for request in canvas.outbox] == [Print, ReadStrokes]
    assert "Stored 2 glyphs of 41" in canvas.message


def test_the_hand_is_seen_and_a_click_forgets():
    canvas = played(drawn(), *keys("a"))
    assert canvas.outbox == (ListHand(),)
    canvas = take_requests(played(canvas, HandListed(own(1, 1, 7))))[0]
    assert (render(canvas) != render(drawn())).any()
    glyph, place = shown_places(canvas.gallery, canvas.layout.picture)[2]
    clicked = played(canvas, PenDown(place.centre), PenUp())
    assert clicked.outbox == (ForgetGlyph(glyph),)
    assert clicked.strokes == canvas.strokes
    beside = played(canvas, PenDown((5, 5)), PenUp())
    assert (beside.outbox, beside.strokes) == ((), canvas.strokes)
    assert played(canvas, *keys("u")).outbox == (BringBack(),)
    left = played(canvas, HandListed(own(1, 1), "Forgot a 7; u brings it back."), *keys("escape"))
    assert (left.gallery, left.closed) == (None, False)


def test_an_answer_does_not_open_the_page_again():
    canvas = played(drawn(), HandListed((), "Forgot a 7; u brings it back."))
    assert canvas.gallery is None
    assert canvas.message.startswith("Forgot")


def test_every_glyph_is_on_one_page_and_stands_alone():
    canvas = played(drawn(), HandListed(own(*[label for label in range(10) for _ in range(40)])))
    seen = []
    for _ in range(20):
        places = shown_places(canvas.gallery, canvas.layout.picture)
        picture = canvas.layout.picture
        assert all(place.bottom <= picture.bottom and place.right <= picture.right for _, place in places)
        assert len({(place.left, place.top) for _, place in places}) == len(places)
        seen += [own.key for own, _ in places]
        render(canvas)
        canvas = played(canvas, *keys("space"))
        if len(set(seen)) < len(seen):
            break
    assert len(set(seen)) == 400
    assert shown_places(Gallery(()), canvas.layout.picture) == []


def test_the_camera_stands_still_while_one_types_and_reads_anew_afterwards():
    viewer = camera.watching("1354")
    typing = camera.played(viewer, *keys("t"))
    assert typing.frozen
    assert camera.requests(typing, PauseSource) == [PauseSource(True)]
    render_camera(typing)
    stored = camera.played(take_requests(typing)[0], *keys("7", "3", "5", "4", "enter"))
    (request,) = camera.requests(stored, TeachFrame)
    assert (request.text, request.reading.text) == ("7354", "1354")
    assert camera.requests(stored, PauseSource) == [PauseSource(False)]
    assert not stored.frozen
    after = camera.played(take_requests(stored)[0], Taught(4, "7354"))
    assert camera.requests(after, ReadFrame)
    assert after.revision > viewer.revision


def test_a_picture_that_was_frozen_before_stays_so():
    viewer = camera.played(camera.watching(), *keys("space", "t", "escape"))
    assert viewer.frozen
    assert viewer.teaching is None
    assert not camera.played(camera.watching(), *keys("t", "escape")).frozen


def test_the_camera_shows_the_hand_too():
    viewer = camera.played(camera.watching(), *keys("o"), HandListed(own(3)))
    assert viewer.outbox == (ListHand(),)
    render_camera(viewer)
    glyph, place = shown_places(viewer.gallery, viewer.layout.picture)[0]
    clicked = camera.played(viewer, PenDown(place.centre), PenUp())
    assert camera.requests(clicked, ForgetGlyph) == [ForgetGlyph(glyph)]
    assert clicked.drag is None
    assert camera.played(viewer, *keys("o")).gallery is None


class PatientWindow(ScriptedWindow):
    def __init__(self, script, controller):
        super().__init__(script)
        self._controller = controller

    def poll(self):
        self._controller.wait(10)
        return super().poll()


def play(script, tmp_path, teach, hand=None):
    said, warned = [], []
    recogniser = Recogniser(CARD, lambda ink: reading("71") if ink.any() else Reading(), teach)
    controller = DrawController(lambda _place: recogniser, tmp_path, said.append, warned.append, hand)
    canvas = run(PatientWindow(script, controller), canvas_of(), controller)
    assert controller.end()
    return canvas, said, warned


def test_the_window_has_it_stored_with_the_ink_and_the_reading(tmp_path):
    asked = []

    def teach(ink, read, text):
        asked.append((bool(ink.any()), read.text, text))
        return len(text)

    script = [[], SEVEN, ONE, [], keys("t", "4", "1", "enter"), [], [], [Closed()]]
    _, said, warned = play(script, tmp_path, teach)
    assert asked == [(True, "71", "41")]
    assert (said, warned) == (["taught 41"], [])


def test_what_cannot_be_placed_is_said_in_the_window(tmp_path):
    def teach(*_):
        raise DataError("Nothing was stored: there is no ink for the 1 at place 3 of 411.")

    script = [[], SEVEN, [], keys("t", "4", "1", "1", "enter"), [], [], [Closed()]]
    canvas, _, warned = play(script, tmp_path, teach)
    assert canvas.message_is_error
    assert "the 1 at place 3" in warned[0]


def test_a_window_without_a_hand_says_so(tmp_path):
    script = [[], SEVEN, [], keys("t", "enter"), [], keys("a"), [], [Closed()]]
    _, _, warned = play(script, tmp_path, None)
    assert len(warned) == 2


def test_forgetting_and_bringing_back_go_to_the_hand(tmp_path):
    glyphs, gone = list(own(1, 7)), []

    def forget(key):
        gone.append(next(one for one in glyphs if one.key == key))
        glyphs.remove(gone[-1])
        return 1

    def bring_back():
        glyphs.extend(gone)
        return len(gone)

    hand = Hand(lambda: glyphs, forget, bring_back)
    canvas = played(ready(), HandListed(own(1, 7)))
    at = shown_places(canvas.gallery, canvas.layout.picture)[1][1].centre
    script = [[], keys("a"), [], [PenDown(at), PenUp()], [], [Closed()]]
    canvas, _, warned = play(script, tmp_path, None, hand)
    assert [one.label for one in canvas.gallery.glyphs] == [1]
    assert canvas.message == "Forgot a 7; u brings it back."
    script = [[], keys("a"), [], keys("u"), [], [Closed()]]
    canvas, _, _ = play(script, tmp_path, None, hand)
    assert [one.label for one in canvas.gallery.glyphs] == [1, 7]
    assert warned == []


def test_backspace_has_a_name_everywhere():
    assert {key_name(code) for code in (8, 0x7F, 0xFF08, 0x10FF08)} == {"backspace"}


def test_a_real_hand_behind_the_window(tmp_path, monkeypatch):
    from digitrec.cli.shared.hand import own_hand, teacher_of
    from digitrec.reading.reader import Reader
    from tests.fakes import FakeEngine

    monkeypatch.setattr("digitrec.handwriting.opening.hand_folder", lambda: tmp_path / "hand")
    reader = Reader(FakeEngine(1))
    ink = np.zeros((120, 200), np.uint8)
    ink[20:100, 40:50] = ink[20:100, 120:130] = 255
    read, hand = reader.read_ink(ink), own_hand()
    assert teacher_of(reader, drawings=True)(ink, read, "74") == 2
    assert sorted(one.label for one in hand.listed()) == [4, 7]
    assert hand.forget(hand.listed()[0].key) == 1
    assert len(hand.listed()) == 1
    assert hand.bring_back() == 1
    with pytest.raises(DataError, match="place"):
        teacher_of(reader, drawings=True)(ink, read, "741")
