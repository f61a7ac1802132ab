from dataclasses import replace
from functools import reduce

import numpy as np
import pytest

from digitrec.types import Box, Reading
from digitrec.ui.camera.events import (
    FrameRead,
    Logged,
    RecordingFailed,
    RecordingStopped,
)
from digitrec.ui.camera.hotkeys import WATCHING
from digitrec.ui.camera.keys import ACTIONS
from digitrec.ui.camera.requests import (
    LogNumber,
    PauseSource,
    ReadFrame,
    RecordFrame,
    SaveSnapshot,
    StopRecording,
)
from digitrec.ui.camera.state import viewer_of
from digitrec.ui.camera.update import update
from digitrec.ui.camera.view import annotated_frame, render
from digitrec.ui.capture.events import (
    FrameArrived,
    SourceEnded,
    SourceFailed,
    SourceLost,
)
from digitrec.ui.widgets.layout import window_for
from digitrec.ui.window.events import (
    Closed,
    Failed,
    KeyPressed,
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
from tests.ui.cameras import frame, image
from tests.ui.samples import CARD, reading


def played(viewer, *events):
    return reduce(update, events, viewer)


def sized(*picture):
    """A viewer whose window shows a picture of this size as it is."""
    return replace(viewer_of(), window=window_for(picture, WATCHING))


def ready():
    """A viewer with its model, one frame and nothing asked for."""
    return take_requests(played(sized(640, 480), ModelLoaded(CARD), FrameArrived(frame())))[0]


def watching(text="1354", frames=30):
    """A viewer before which a number has been held for a while."""
    viewer = ready()
    for number in range(frames):
        viewer = update(viewer, FrameArrived(frame(number)))
        viewer = take_requests(update(viewer, FrameRead(reading(text), number / 30, region=viewer.revision)))[
            0
        ]
    return viewer


def requests(viewer, kind):
    return [request for request in viewer.outbox if isinstance(request, kind)]


def key(viewer, *names):
    return played(viewer, *map(KeyPressed, names))


def test_every_hotkey_has_an_action_and_the_other_way_round():
    assert {hotkey.action for hotkey in (*WATCHING, *TEACHING, *SEEING_HAND)} == set(ACTIONS)


def test_a_frame_is_shown_and_read():
    viewer = update(ready(), FrameArrived(frame(3)))

    (look,) = requests(viewer, ReadFrame)
    assert viewer.frame is look.frame
    assert (look.region, look.revision, look.ink) == (None, viewer.revision, False)


def test_nothing_is_read_before_the_model_is_there():
    viewer = played(replace(sized(640, 480), outbox=()), FrameArrived(frame()))

    assert viewer.outbox == ()
    assert requests(update(viewer, ModelLoaded(CARD)), ReadFrame)


def test_a_number_settles_and_is_lit_for_a_moment():
    viewer = watching(frames=14)
    assert viewer.is_settled
    assert viewer.is_lit
    assert not watching(frames=45).is_lit
    assert not watching(frames=3).is_settled


def test_settled_numbers_are_logged_only_on_demand():
    quiet, logging = ready(), key(ready(), "l")
    assert logging.logging
    for number in range(30):
        seen = FrameRead(reading("1354"), number / 30, region=quiet.revision)
        quiet, logging = update(quiet, seen), update(logging, seen)

    assert requests(quiet, LogNumber) == []
    (asked,) = requests(logging, LogNumber)
    assert asked.reading.text == "1354"
    assert update(logging, Logged("x.csv")).logged == 1
    assert not key(logging, "l").logging


def test_space_freezes_the_picture_and_holds_a_file_back():
    viewer = key(ready(), "space")
    assert requests(viewer, PauseSource) == [PauseSource(True)]
    assert update(viewer, FrameArrived(frame(9))).frame is viewer.frame

    viewer = key(viewer, "space")
    assert requests(viewer, PauseSource)[-1] == PauseSource(False)
    assert update(viewer, FrameArrived(frame(9))).frame.seconds == pytest.approx(0.3)


def test_s_saves_what_is_shown():
    (snapshot,) = requests(key(watching(), "s"), SaveSnapshot)

    assert snapshot.reading.text == "1354"
    assert snapshot.settled
    assert requests(key(replace(viewer_of(), outbox=()), "s"), SaveSnapshot) == []


def test_r_records_until_it_is_pressed_again():
    viewer = update(key(watching(), "r"), FrameArrived(frame(99)))
    (film,) = requests(viewer, RecordFrame)
    assert film.lines[0].text == "1354"

    viewer = key(viewer, "r")
    assert requests(viewer, StopRecording)
    assert not requests(update(take_requests(viewer)[0], FrameArrived(frame(100))), RecordFrame)
    told = update(viewer, RecordingStopped("x.mp4"))
    assert requests(told, Print)[-1] == Print("x.mp4")


def test_a_recording_that_fails_is_said_once():
    viewer = take_requests(key(ready(), "r"))[0]
    viewer = played(viewer, RecordingFailed("full"), RecordingFailed("full"))

    assert not viewer.recording
    assert viewer.outbox == (Print("full", error=True),)


@pytest.mark.parametrize("last", [KeyPressed("q"), KeyPressed("escape"), Closed()])
def test_closing_ends_a_recording_first(last):
    viewer = update(key(ready(), "r"), last)

    assert viewer.closed
    assert requests(viewer, StopRecording)


def test_v_shows_what_is_taken_for_ink():
    viewer = key(ready(), "v")
    assert requests(viewer, ReadFrame)[-1].ink
    ink = np.zeros((480, 640), np.uint8)
    ink[100:200, 100:110] = 255
    viewer = update(viewer, FrameRead(Reading(), 0.0, region=viewer.revision, ink=ink))

    assert render(viewer)[150, 105].max() < 40
    assert not key(viewer, "v").showing_ink


DRAG = [PenDown((100, 80)), PenMoved((300, 150)), PenMoved((340, 240)), PenUp()]


def test_a_drag_sets_the_region_and_a_gives_the_whole_frame_back():
    viewer = played(watching(), *DRAG)
    assert viewer.region == Box(100, 80, 340, 240)
    assert viewer.lines == ()
    assert requests(viewer, ReadFrame)[-1].region == viewer.region
    late = FrameRead(reading("99"), 1.0, region=viewer.revision - 1)
    assert update(viewer, late) is viewer, "a reading of another region"

    viewer = key(viewer, "a")
    assert viewer.region is None
    assert requests(viewer, ReadFrame)[-1].region is None


def test_the_region_is_in_pixels_of_the_frame():
    viewer = played(sized(960, 540), ModelLoaded(CARD), FrameArrived(frame(size=(1920, 1080))))
    viewer = take_requests(viewer)[0]

    assert viewer.scale == 0.5
    assert played(viewer, *DRAG).region == Box(200, 160, 680, 480)
    assert played(viewer, PenDown((900, 500)), PenMoved((5000, 5000)), PenUp()).region.right == 1920


@pytest.mark.parametrize("at", [(100, 80), (105, 200)])
def test_a_click_is_no_region(at):
    assert played(watching(), PenDown((100, 80)), PenMoved(at), PenUp()).region is None


def test_another_size_gives_the_region_up():
    viewer = played(watching(), *DRAG, FrameArrived(frame(size=(320, 240))))

    assert viewer.region is None
    assert viewer.lines == ()


def test_m_changes_the_model_and_begins_anew():
    viewer = key(watching(), "m")
    assert requests(viewer, LoadModel) == [LoadModel(1)]
    assert key(viewer, "m").outbox == viewer.outbox, "one at a time"

    viewer = update(viewer, ModelLoaded(replace(CARD, name="other", position=1)))
    assert viewer.lines == ()
    assert "other" in viewer.message


def test_i_and_h_show_and_hide():
    viewer = key(ready(), "i")
    assert (viewer.overlay, requests(viewer, Print)) == ("information", [Print("\n".join(CARD.information))])
    assert key(viewer, "i").overlay == ""
    assert key(viewer, "h").overlay == "help"
    assert key(viewer, "h", "?").overlay == ""
    assert update(key(viewer, "h"), PenDown((1, 1))).overlay == ""


def test_a_lost_camera_is_said_once_and_forgotten_when_it_is_back():
    viewer = played(ready(), SourceLost("gone"), SourceLost("gone"))
    assert viewer.lost == "gone"
    assert requests(viewer, Print) == [Print("gone", error=True)]
    assert not update(viewer, FrameArrived(frame(5))).lost


def test_a_source_that_never_opens_closes_the_window():
    viewer = update(viewer_of(), SourceFailed("no camera"))

    assert viewer.closed
    assert viewer.failure == "no camera"
    assert not update(ready(), SourceFailed("broken")).closed


def test_the_end_of_a_file_leaves_its_last_frame():
    viewer = update(watching(), SourceEnded())

    assert viewer.ended
    assert not viewer.closed
    assert viewer.lines


def test_errors_are_said():
    assert update(ready(), Failed("disk full")).message_is_error
    assert update(ready(), Saved("there")).outbox == (Print("there"),)
    viewer = played(replace(viewer_of(), outbox=()), ModelFailed("Train one."))
    assert viewer.model_error == "Train one."
    assert "Train one." in key(viewer, "i").message


STATES = {
    "opening": viewer_of(),
    "no model": played(viewer_of(), ModelFailed("No trained model in output/. Train one: x")),
    "ready": ready(),
    "settled": watching(),
    "many": watching("12345\n67891\n24681"),
    "grey": played(ready(), FrameArrived(frame(channels=0))),
    "with alpha": played(ready(), FrameArrived(frame(channels=4))),
    "tiny": played(ready(), FrameArrived(frame(size=(120, 90)))),
    "huge": played(ready(), FrameArrived(frame(size=(3840, 2160)))),
    "upright": played(ready(), FrameArrived(frame(size=(1080, 1920)))),
    "wide": played(ready(), FrameArrived(frame(size=(2000, 100)))),
    "region": played(watching(), *DRAG),
    "dragging": played(watching(), *DRAG[:-1]),
    "all marks": played(
        key(watching(), "r", "l", "v", "space"), SourceLost("No picture comes from camera 0."), SourceEnded()
    ),
    "help": key(watching(), "h"),
    "information": key(watching(), "i"),
}


@pytest.mark.parametrize("name", STATES)
def test_every_state_can_be_painted(name):
    window = render(STATES[name])

    assert window.dtype == np.uint8
    assert window.shape == (*STATES[name].window[::-1], 3)
    assert window.std() > 0


def test_boxes_stand_where_the_digits_are():
    shown = render(watching())

    box = reading("1354").digits[0].box
    edge = shown[(box.top + box.bottom) // 2, box.left - 5]
    assert edge[0] > 150
    assert edge[2] < 60


def test_painting_changes_no_frame():
    viewer = watching()
    render(viewer)
    annotated_frame(viewer.frame.image, viewer.lines)

    assert (viewer.frame.image == image()).all()
