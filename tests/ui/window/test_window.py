"""The contract of windows, held against the scripted one here and the real one in tests/gui."""

import cv2
import numpy as np
import pytest

from digitrec.errors import DisplayError
from digitrec.ui.window import window as module
from digitrec.ui.window.events import Closed, Erased, Hovered, KeyPressed, PenDown, PenMoved, PenUp
from digitrec.ui.window.keycodes import key_name
from digitrec.ui.window.scripted import ScriptedWindow
from digitrec.ui.window.window import CvWindow

FRAME = np.zeros((40, 60, 3), np.uint8)
LEFT, RIGHT = cv2.EVENT_FLAG_LBUTTON, cv2.EVENT_FLAG_RBUTTON


def test_nothing_happens_before_the_first_picture():
    assert ScriptedWindow([[KeyPressed("q")]]).poll() == []
    assert CvWindow("not open").poll() == []


def test_events_come_in_order_and_the_end_is_a_closed_window():
    window = ScriptedWindow([[PenDown((1, 1)), PenUp()], []])
    window.show(FRAME)

    assert [window.poll() for _ in range(4)] == [[PenDown((1, 1)), PenUp()], [], [Closed()], []]


def test_pictures_are_kept_as_they_were():
    window, frame = ScriptedWindow([]), FRAME.copy()
    window.show(frame)
    frame[:] = 9
    window.show(frame)

    assert [picture.max() for picture in window.shown] == [0, 9]


def test_closing_twice_is_fine():
    for window in (ScriptedWindow([]), CvWindow("never open")):
        window.close()
        window.close()


def told(*happenings):
    window = CvWindow("mouse")
    for kind, x, y, flags in happenings:
        window._on_mouse(kind, x, y, flags, None)
    return window._events


@pytest.mark.parametrize(
    ("happenings", "events"),
    [
        pytest.param([(cv2.EVENT_MOUSEMOVE, 5, 5, 0)], [Hovered((5, 5))], id="hover"),
        pytest.param(
            [
                (cv2.EVENT_LBUTTONDOWN, 1, 2, LEFT),
                (cv2.EVENT_MOUSEMOVE, 3, 4, LEFT),
                (cv2.EVENT_LBUTTONUP, 5, 6, 0),
                (cv2.EVENT_MOUSEMOVE, 7, 8, 0),
            ],
            [PenDown((1, 2)), PenMoved((3, 4)), PenMoved((5, 6)), PenUp(), Hovered((7, 8))],
            id="stroke",
        ),
        pytest.param(
            [
                (cv2.EVENT_LBUTTONDOWN, 1, 2, LEFT),
                (cv2.EVENT_MOUSEMOVE, 9, 9, 0),
                (cv2.EVENT_MOUSEMOVE, 8, 8, 0),
            ],
            [PenDown((1, 2)), PenUp(), Hovered((8, 8))],
            id="let-go-outside",
        ),
        pytest.param(
            [(cv2.EVENT_LBUTTONDOWN, 1, 2, LEFT), (cv2.EVENT_LBUTTONDOWN, 3, 4, LEFT)],
            [PenDown((1, 2)), PenUp(), PenDown((3, 4))],
            id="let-go-and-pressed-again-outside",
        ),
        pytest.param(
            [(cv2.EVENT_LBUTTONDBLCLK, 1, 2, LEFT), (cv2.EVENT_MOUSEMOVE, 3, 4, LEFT)],
            [PenDown((1, 2)), PenMoved((3, 4))],
            id="a-fast-second-stroke",
        ),
        pytest.param(
            [(cv2.EVENT_RBUTTONDOWN, 1, 2, RIGHT), (cv2.EVENT_MOUSEMOVE, 3, 4, RIGHT)],
            [Erased((1, 2)), Erased((3, 4))],
            id="eraser",
        ),
    ],
)
def test_mouse(happenings, events):
    assert told(*happenings) == events


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (ord("q"), "q"),
        (ord("Q"), "q"),
        (ord("?"), "?"),
        (27, "escape"),
        (0xFF1B, "escape"),
        (9, "tab"),
        (0xFF09, "tab"),
        (0x100000 | ord("p"), "p"),  # GTK with Num Lock
        (0xFF51, ""),  # arrow left: "Q" when cut to eight bits
        (0xFFE1, ""),  # shift
        (0x250000, ""),  # arrow left on Windows
        (0xFFFF, ""),
        (13, "enter"),
        (0xFF0D, "enter"),
        (0xFF8D, "enter"),  # of the number block
        (26, "ctrl+z"),  # Windows
        (0x40000 | ord("z"), "ctrl+z"),  # GTK
        (0x50000 | ord("Z"), "ctrl+shift+z"),
    ],
)
def test_keys(code, name):
    assert key_name(code) == name


def test_an_opencv_without_windows_is_one_clear_line(monkeypatch):
    def headless(*_args):
        raise cv2.error(
            "The function is not implemented. Rebuild the library with Windows, GTK+ 2.x or Cocoa"
        )

    monkeypatch.setattr(module.cv2, "namedWindow", headless)

    with pytest.raises(DisplayError, match="opencv-python-headless") as caught:
        CvWindow("x").open((60, 40))

    assert "\n" not in str(caught.value)
