"""What the camera window has beside reading: buttons, hints, refused ink, sizes, themes."""

from dataclasses import replace
from functools import reduce

import numpy as np
import pytest

from digitrec.types import Box, Line, Reading, Refused
from digitrec.ui.camera.events import FrameRead
from digitrec.ui.camera.hotkeys import WATCHING
from digitrec.ui.camera.state import viewer_of
from digitrec.ui.camera.update import update
from digitrec.ui.camera.view import annotated_frame, render
from digitrec.ui.capture.events import FrameArrived
from digitrec.ui.capture.quality import BLUR_HINT, Quality
from digitrec.ui.widgets.layout import window_for
from digitrec.ui.widgets.theme import LIGHT
from digitrec.ui.window.events import (
    Copied,
    Hovered,
    KeyPressed,
    ModelLoaded,
    PenDown,
    PenMoved,
    PenUp,
    Resized,
)
from digitrec.ui.window.loop import take_requests
from digitrec.ui.window.requests import Copy, Resize
from tests.ui.cameras import frame
from tests.ui.samples import CARD, digit, reading

BLURRED, SHARP = Quality(blur=3.0), Quality()
STAIN = Refused(Box(300, 300, 400, 380), "looks like no digit")


def played(viewer, *events):
    return reduce(update, events, viewer)


def watching(text="1354", frames=30, refused=(), confidence=None):
    """A viewer before which a number has been held for a while; scale 1."""
    viewer = replace(viewer_of(), window=window_for((640, 480), WATCHING))
    viewer = played(viewer, ModelLoaded(CARD))
    read = replace(reading(text), refused=refused) if text else Reading(refused=refused)
    if confidence:
        read = Reading((Line((digit(int(text), confidence=confidence),)),))
    for number in range(frames):
        seen = FrameRead(read, number / 30, region=viewer.revision)
        viewer = played(viewer, FrameArrived(frame(number)), seen)
    return take_requests(viewer)[0]


def judged(*qualities):
    viewer = watching()
    reads = [FrameRead(Reading(), 1.0, region=viewer.revision, quality=quality) for quality in qualities]
    return played(viewer, *reads)


@pytest.mark.parametrize("action", [b.hotkey.action for b in watching().layout.buttons])
def test_every_button_does_what_its_key_does(action):
    viewer = watching()
    button = next(b for b in viewer.layout.buttons if b.hotkey.action == action)
    by_click = played(viewer, Hovered(button.cap.centre), PenDown(button.cap.centre), PenUp())
    by_key = played(viewer, KeyPressed(button.hotkey.keys[0]))

    assert len(by_click.outbox) == len(by_key.outbox)
    assert [type(request) for request in by_click.outbox] == [type(request) for request in by_key.outbox]
    for field in ("frozen", "overlay", "theme", "folded", "presenting", "recording", "logging", "closed"):
        assert getattr(by_click, field) == getattr(by_key, field)


def test_a_drag_across_the_buttons_is_still_a_region():
    viewer = watching()
    at = viewer.layout.buttons[0].cap.centre
    dragged = played(viewer, PenDown((100, 80)), PenMoved((300, 200)), PenMoved(at), PenUp())

    assert dragged.region.bottom == 480
    assert not dragged.frozen


def test_ctrl_c_copies_the_number():
    viewer = played(watching(), KeyPressed("ctrl+c"))
    assert viewer.outbox == (Copy("1354"),)
    assert "1354" in played(viewer, Copied("1354")).message


def test_the_first_frame_gives_the_window_its_shape_and_no_other():
    viewer = played(viewer_of(), FrameArrived(frame(size=(1920, 1080))))
    (resize,) = [request for request in viewer.outbox if isinstance(request, Resize)]
    assert resize.size == window_for((960, 540), WATCHING)

    mine = played(viewer_of(), Resized((1000, 700)), FrameArrived(frame(size=(1920, 1080))))
    assert not [request for request in mine.outbox if isinstance(request, Resize)]


@pytest.mark.parametrize("window", [(400, 300), (940, 570), (1600, 500), (600, 1200)])
@pytest.mark.parametrize("size", [(640, 480), (480, 640), (1920, 300)])
def test_a_frame_is_shown_whole_in_its_shape_at_any_size(window, size):
    viewer = played(watching(), FrameArrived(frame(99, size=size)), Resized(window))

    shown, picture = viewer.shown, viewer.layout.picture
    assert shown.overlap(picture) == shown.width * shown.height
    assert shown.width / shown.height == pytest.approx(size[0] / size[1], rel=0.03)
    assert max(shown.width / picture.width, shown.height / picture.height) > 0.98
    corner = viewer.in_frame((shown.right, shown.bottom))
    assert corner == pytest.approx(size, rel=0.01)


def test_a_hint_comes_when_it_lasts_and_goes_when_it_is_over():
    assert judged(*[BLURRED] * 3).hint == ""
    lasting = judged(*[BLURRED] * 4)
    assert lasting.hint == BLUR_HINT
    assert not np.array_equal(render(lasting), render(judged(*[SHARP] * 4)))
    assert judged(*[BLURRED] * 4, SHARP).hint == ""


def test_logging_says_where():
    viewer = played(replace(watching(), log="here/log.csv"), KeyPressed("l"))
    assert "here/log.csv" in viewer.message


def test_refused_ink_of_the_last_frame_is_shown_and_tells_why():
    viewer = watching(refused=(STAIN,))
    box = np.s_[300:385, 294:297]
    assert (render(viewer)[box] == np.array(LIGHT.faint)).all(axis=2).any()

    clicked = played(viewer, PenDown((350, 350)), PenUp())
    assert clicked.item == STAIN
    assert clicked.region is None
    assert not np.array_equal(render(clicked), render(viewer))
    gone = played(clicked, FrameRead(reading("1354"), 2.0, region=viewer.revision))
    assert gone.item is None


def test_doubtful_digits_are_amber_in_the_window_and_in_what_is_saved():
    viewer = watching("7", confidence=0.6)
    for picture in (render(viewer), annotated_frame(viewer.frame.image, viewer.lines)):
        assert (picture == np.array(LIGHT.doubtful)).all(axis=2).sum() > 200


@pytest.mark.parametrize("window", [(240, 160), (320, 300), (800, 380), (1920, 1080)])
@pytest.mark.parametrize("keys", ["", "h", "i", "f", "b", "d", "v"])
def test_every_size_can_be_painted(window, keys):
    viewer = played(watching(refused=(STAIN,)), *map(KeyPressed, keys), Resized(window))

    assert render(viewer).shape == (window[1], window[0], 3)


def test_a_dense_screen_gets_more_of_the_frame():
    viewer = watching()
    fine = np.random.default_rng(1).integers(0, 255, (960, 1280, 3)).astype(np.uint8)
    viewer = replace(viewer, frame=replace(viewer.frame, image=fine), watch=viewer_of().watch)

    assert np.array_equal(render(viewer, 2.0)[300:900, 20:1200], fine[300:900, 20:1200])


def test_the_presentation_shows_the_number_in_huge_type():
    viewer = played(watching(), KeyPressed("f"), Resized((1280, 720)))

    band = render(viewer)[viewer.layout.strip.top :]
    dark = (band < 70).all(axis=2)
    rows = np.flatnonzero(dark.any(axis=1))
    assert rows[-1] - rows[0] > 120
    assert played(viewer, KeyPressed("escape")).presenting is False
