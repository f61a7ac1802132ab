import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitrec.types import Reading
from digitrec.ui.draw.events import (
    StrokesRead,
)
from digitrec.ui.draw.hotkeys import DRAWING, PRACTISING, SCORED
from digitrec.ui.draw.keys import ACTIONS
from digitrec.ui.draw.requests import ReadStrokes, SaveDrawing
from digitrec.ui.draw.state import THICKEST_PEN, THINNEST_PEN, canvas_of
from digitrec.ui.window.events import (
    Closed,
    Erased,
    Failed,
    KeyPressed,
    ModelCard,
    ModelFailed,
    ModelLoaded,
    PenDown,
    PenMoved,
    PenUp,
    Saved,
)
from digitrec.ui.window.hotkeys import SEEING_HAND, TEACHING
from digitrec.ui.window.loop import take_requests
from digitrec.ui.window.requests import LoadModel, Print
from tests.ui.samples import CARD, ONE, SEVEN, played, reading, ready


def said(canvas):
    return [request.text for request in canvas.outbox if isinstance(request, Print)]


def asked(canvas):
    return [request.revision for request in canvas.outbox if isinstance(request, ReadStrokes)]


def drawn(text="71", *strokes):
    """A canvas with strokes, read as `text`, and an empty outbox."""
    canvas = played(ready(), *(strokes or (*SEVEN, *ONE)))
    return take_requests(played(canvas, StrokesRead(reading(text), canvas.revision, 4.2)))[0]


@pytest.mark.parametrize(
    ("events", "points"),
    [
        pytest.param([PenMoved((5, 5))], [], id="hover-leaves-no-ink"),
        pytest.param(SEVEN, [3], id="drag-leaves-one-stroke"),
        pytest.param([*SEVEN, PenMoved((9, 9))], [3], id="moves-after-the-release-leave-no-ink"),
        pytest.param([*SEVEN, *ONE], [3, 2], id="two-drags-leave-two"),
        pytest.param([PenDown((719, 479)), PenUp()], [1], id="a-dot-in-the-corner"),
        pytest.param([PenDown((720, 100)), PenMoved((100, 100))], [], id="the-panel-is-no-paper"),
        pytest.param([PenDown((9, 9)), PenMoved((9.2, 9))], [1], id="trembling-adds-no-point"),
        pytest.param([*SEVEN, Erased((140, 100))], [], id="the-eraser-takes-the-stroke-under-it"),
        pytest.param([*SEVEN, *ONE, Erased((300, 180))], [3], id="the-eraser-leaves-the-others"),
        pytest.param([*SEVEN, Erased((400, 400))], [3], id="the-eraser-beside-takes-nothing"),
    ],
)
def test_mouse(events, points):
    assert [len(stroke.points) for stroke in played(ready(), *events).strokes] == points


@pytest.mark.parametrize(
    ("keys", "strokes"),
    [("u", 1), ("uu", 0), ("uuu", 0), ("ur", 2), ("c", 0), ("cu", 2), ("cur", 0), ("uc", 0), ("rr", 2)],
)
def test_clear_undo_redo(keys, strokes):
    assert len(played(ready(), *SEVEN, *ONE, *map(KeyPressed, keys)).strokes) == strokes


def test_erasing_can_be_undone():
    canvas = played(ready(), *SEVEN, *ONE)

    assert played(canvas, Erased((140, 100)), KeyPressed("u")).strokes == canvas.strokes


def test_a_new_stroke_ends_redo():
    assert played(ready(), *SEVEN, KeyPressed("u"), *ONE, KeyPressed("r")).strokes[0].points[0] == (300, 100)


@given(
    st.lists(st.sampled_from([*SEVEN, *ONE, *map(KeyPressed, "curlp[]sh"), Erased((140, 100))]), max_size=30)
)
def test_undoing_everything_ends_blank_and_redoing_brings_it_back(events):
    canvas = played(ready(), *events, PenUp())
    steps = len(canvas.past)

    undone = played(canvas, *[KeyPressed("u")] * steps)
    redone = played(undone, *[KeyPressed("r")] * steps)

    assert undone.strokes == ()
    assert redone.strokes == canvas.strokes


def test_reads_while_the_pen_moves():
    canvas = played(ready(), PenDown((100, 100)))
    assert asked(canvas) == []  # may become a click

    canvas = played(canvas, PenMoved((150, 100)), PenMoved((180, 110)))

    assert asked(canvas) == [2, 3]


def test_reads_at_pen_up_when_live_is_off():
    canvas = played(ready(), KeyPressed("l"), *SEVEN[:-1])
    assert asked(canvas) == []
    assert asked(played(canvas, PenUp())) == [canvas.revision]
    assert asked(played(canvas, KeyPressed("l"))) == [canvas.revision]


def test_an_old_reading_does_not_replace_a_newer_one_nor_come_back_after_clear():
    canvas = drawn("71")
    assert played(canvas, StrokesRead(reading("5"), 1)).result.reading.text == "71"
    cleared = played(canvas, KeyPressed("c"))
    assert cleared.result is None
    again = played(cleared, *SEVEN, StrokesRead(reading("71"), canvas.revision))
    assert again.result is None


@pytest.mark.parametrize(
    ("text", "line"), [("71", "71  98.2 %"), ("71\n5", "71 5  98.2 %"), ("1354086209", "1354086209  98.2 %")]
)
def test_p_prints_the_reading_on_one_line(text, line):
    assert said(played(drawn(text), KeyPressed("p"))) == [line]


def test_p_prints_a_dash_when_nothing_is_read():
    blank = played(ready(), KeyPressed("p"))
    assert said(blank) == ["-"]
    assert "blank" in blank.message
    canvas = played(ready(), *SEVEN)
    scribble = take_requests(played(canvas, StrokesRead(Reading(), canvas.revision)))[0]
    assert said(played(scribble, KeyPressed("p"))) == ["-"]


def test_p_waits_for_the_reading_of_the_drawing_it_was_pressed_at():
    canvas = take_requests(played(ready(), *SEVEN, KeyPressed("p")))[0]
    pressed = canvas.revision
    canvas = played(canvas, KeyPressed("c"), *ONE, StrokesRead(reading("1"), pressed + 9))
    assert said(canvas) == []

    canvas = played(canvas, StrokesRead(reading("7"), pressed))

    assert said(canvas) == ["7  98.2 %"]
    assert canvas.pending == ()


def test_p_before_the_model_is_loaded_is_answered_afterwards():
    canvas = played(canvas_of(), *SEVEN, KeyPressed("p"))
    assert said(canvas) == []

    canvas = played(canvas, ModelLoaded(CARD))
    assert [request.must for request in canvas.outbox if isinstance(request, ReadStrokes)] == [True, False]

    assert said(played(canvas, StrokesRead(reading("7"), canvas.revision))) == ["7  98.2 %"]


def test_s_saves_the_drawing_with_its_reading():
    canvas = drawn("71")
    (request,) = played(canvas, KeyPressed("s")).outbox
    assert request == SaveDrawing(canvas.strokes, canvas.size, reading("71"), CARD)
    saved = played(canvas, Saved("output/drawings/x"))
    assert said(saved) == ["output/drawings/x"]
    assert "output/drawings/x" in saved.message


def test_s_on_a_blank_canvas_saves_nothing():
    canvas = played(ready(), KeyPressed("s"))
    assert canvas.outbox == ()
    assert "blank" in canvas.message


def test_failures_are_said_in_the_window_and_on_stderr():
    canvas = played(drawn(), Failed("Disk full."))
    assert (canvas.message, canvas.message_is_error) == ("Disk full.", True)
    assert canvas.outbox == (Print("Disk full.", error=True),)


@pytest.mark.parametrize("key", ["h", "?"])
def test_help_comes_and_goes(key):
    canvas = played(ready(), KeyPressed(key))
    assert canvas.overlay == "help"
    assert played(canvas, KeyPressed(key)).overlay == ""
    clicked = played(canvas, *SEVEN)
    assert (clicked.overlay, clicked.strokes) == ("", ())


def test_i_shows_and_prints_the_model_once():
    canvas = played(ready(), KeyPressed("i"))
    assert canvas.overlay == "information"
    assert said(played(canvas, KeyPressed("i"))) == ["\n".join(CARD.information)]
    assert said(played(canvas_of(), KeyPressed("i"), ModelLoaded(CARD))) == ["\n".join(CARD.information)]


def test_pen_keys_change_the_next_stroke_within_limits():
    thick = played(ready(), *SEVEN, *[KeyPressed("]")] * 50, *ONE)
    assert [stroke.width for stroke in thick.strokes] == [14, THICKEST_PEN]
    assert played(thick, *[KeyPressed("[")] * 50).pen == THINNEST_PEN


def test_tab_walks_through_the_digits_and_a_click_selects_one():
    canvas = drawn("71")
    assert [played(canvas, *[KeyPressed("tab")] * n).selected for n in (0, 1, 2)] == [1, 0, 1]
    clicked = played(canvas, PenDown((120, 200)), PenUp())
    assert clicked.selected == 0
    assert clicked.strokes == canvas.strokes
    assert played(clicked, StrokesRead(reading("71"), clicked.revision)).selected == 0
    assert len(played(canvas, PenDown((600, 400)), PenUp()).strokes) == 3


def test_the_digit_just_written_is_selected():
    canvas = played(ready(), *ONE, *SEVEN)
    assert played(canvas, StrokesRead(reading("71"), canvas.revision)).selected == 0


def test_m_changes_the_model_and_reads_again():
    canvas = played(drawn(), KeyPressed("m"))
    assert canvas.outbox == (LoadModel(1),)
    assert played(canvas, KeyPressed("m")).outbox == (LoadModel(1),)
    other = played(canvas, ModelLoaded(ModelCard("other", None, (), 1, 2)))
    assert other.model.name == "other"
    assert asked(other) == [canvas.revision]
    assert played(drawn(), ModelLoaded(ModelCard("only", None)), KeyPressed("m")).message


def test_without_a_model_the_window_stays_and_says_why():
    canvas = played(canvas_of(), *SEVEN, KeyPressed("p"), ModelFailed("No model. Train one."))
    assert canvas.model_error == "No model. Train one."
    assert said(canvas)[-2:] == ["No model. Train one.", "-"]
    assert not canvas.closed
    kept = played(drawn(), KeyPressed("m"), ModelFailed("Broken."))
    assert (kept.model_error, kept.model) == ("", CARD)


@pytest.mark.parametrize("event", [KeyPressed("q"), KeyPressed("escape"), Closed()])
def test_closing(event):
    assert played(ready(), event).closed


def test_keys_without_a_meaning_change_nothing():
    canvas = drawn()
    assert played(canvas, KeyPressed("x")) is canvas


def test_every_hotkey_has_an_action_and_no_key_two():
    tables = (DRAWING, PRACTISING, SCORED, TEACHING, SEEING_HAND)
    for table in tables:
        keys = [key for hotkey in table for key in hotkey.keys]
        assert len(keys) == len(set(keys))
    assert {hotkey.action for table in tables for hotkey in table} == set(ACTIONS)
