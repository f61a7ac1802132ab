"""The window: shows frames, tells events. The only file that talks to OpenCV's windows."""

from __future__ import annotations

from typing import Protocol

import cv2

from digitrec.errors import DisplayError
from digitrec.types import Image
from digitrec.ui.window.events import Closed, Erased, Event, KeyPressed, PenDown, PenMoved, PenUp
from digitrec.ui.window.qt import keep_every_event, keep_every_move

WAIT = 1  # milliseconds that one look at keys and mouse may take: 0 would wait for ever
KEYS_AT_ONCE = 16  # a second key in the queue is taken without waiting
NO_WINDOWS = (
    "This OpenCV has no windows (opencv-python-headless is installed?). "
    "Mend it: pip uninstall opencv-python-headless, then pip install --force-reinstall opencv-python. "
    "Files are read without a window: python -m digitrec read IMAGE"
)
# A fast second stroke comes as a double click.
PEN_DOWN = (cv2.EVENT_LBUTTONDOWN, cv2.EVENT_LBUTTONDBLCLK)
ERASER_DOWN = (cv2.EVENT_RBUTTONDOWN, cv2.EVENT_RBUTTONDBLCLK)
# Keys without a character: X11 and GTK key symbols, and the codes of the other systems.
NAMED_KEYS = {9: "tab", 27: "escape", 32: "space", 0xFF09: "tab", 0xFF1B: "escape", 0xFF89: "tab"}


class Window(Protocol):
    """What a screen is shown on, and where its events come from."""

    def show(self, frame: Image) -> None:
        """Shows a (H, W, 3) uint8 picture; opens the window at the first one."""

    def poll(self) -> list[Event]:
        """What happened since the last call, in order."""

    def close(self) -> None:
        """Takes the window away; closing twice is fine."""


class CvWindow:
    """A window of OpenCV's highgui, as large as its picture.

    Args:
        title: its title, which is also its name within this program.

    Raises:
        DisplayError: at the first `show`, when this OpenCV was built without windows.
    """

    def __init__(self, title: str) -> None:
        self._title = title
        self._open = False
        self._pen_down = False
        self._events: list[Event] = []

    def show(self, frame: Image) -> None:
        """Shows a picture; opens the window at the first one."""
        try:
            if not self._open:
                keep_every_event()
                # AUTOSIZE: a pixel of the picture is one of the screen. GUI_NORMAL: no toolbar above it.
                cv2.namedWindow(self._title, cv2.WINDOW_AUTOSIZE | cv2.WINDOW_GUI_NORMAL)
                cv2.setMouseCallback(self._title, self._on_mouse)
                keep_every_move()
                self._open = True
            cv2.imshow(self._title, frame)
        except cv2.error as error:
            raise DisplayError(NO_WINDOWS) from error

    def poll(self) -> list[Event]:
        """Keys and mouse since the last call; `Closed` when the window has gone."""
        if not self._open:
            return []
        key = cv2.waitKeyEx(WAIT)
        for _ in range(KEYS_AT_ONCE):
            if key == -1:
                break
            name = key_name(key)
            if name:
                self._events.append(KeyPressed(name))
            if not self._is_visible():
                break
            key = cv2.waitKeyEx(1)
        if not self._is_visible():
            self._open = False
            self._events.append(Closed())
        events, self._events = self._events, []
        return events

    def close(self) -> None:
        """Takes the window away."""
        if self._open:
            self._open = False
            try:
                cv2.destroyWindow(self._title)
                cv2.waitKey(1)
            except cv2.error:
                return  # it has gone by itself

    def _is_visible(self) -> bool:
        """Asked right after waitKey: the next imshow would open a closed window anew."""
        try:
            return cv2.getWindowProperty(self._title, cv2.WND_PROP_VISIBLE) >= 1
        except cv2.error:
            return False

    def _on_mouse(self, kind: int, x: int, y: int, flags: int, _data: object) -> None:
        self._events.extend(self._told(kind, (float(x), float(y)), flags))

    def _told(self, kind: int, at: tuple[float, float], flags: int) -> list[Event]:
        left, right = bool(flags & cv2.EVENT_FLAG_LBUTTON), bool(flags & cv2.EVENT_FLAG_RBUTTON)
        told: list[Event] = []
        if kind in PEN_DOWN:
            told = [PenUp(), PenDown(at)] if self._pen_down else [PenDown(at)]
            self._pen_down = True
        elif kind == cv2.EVENT_LBUTTONUP:
            told = [PenMoved(at), PenUp()] if self._pen_down else []
            self._pen_down = False
        elif kind == cv2.EVENT_MOUSEMOVE and self._pen_down:
            # Let go outside the window sends nothing: a move without the button ends the stroke.
            told = [PenMoved(at)] if left else [PenUp()]
            self._pen_down = left
        elif kind in ERASER_DOWN or (kind == cv2.EVENT_MOUSEMOVE and right):
            told = [Erased(at)]
        return told


def key_name(code: int) -> str:
    """The name of a key by `waitKeyEx`'s code; "" for keys that mean nothing here.

    The full code is needed: cut to eight bits, X11's arrow keys would look like Q, R, S and T.
    """
    code &= 0xFFFF  # GTK puts the modifiers above
    if code in NAMED_KEYS:
        return NAMED_KEYS[code]
    return chr(code).lower() if 32 < code < 127 else ""


class ScriptedWindow:
    """A window without a display: plays events, keeps what it was shown. For tests and demonstrations.

    Args:
        script: one list of events for each `poll`; when it is used up, the window is closed.
    """

    def __init__(self, script: list[list[Event]]) -> None:
        self._script = [list(events) for events in script]
        self._open = False
        self.shown: list[Image] = []

    def show(self, frame: Image) -> None:
        """Keeps a copy of the picture."""
        self._open = True
        self.shown.append(frame.copy())

    def poll(self) -> list[Event]:
        """The next events of the script; `Closed` at its end; nothing before the first picture."""
        if not self._open:
            return []
        if self._script:
            return self._script.pop(0)
        self._open = False
        return [Closed()]

    def close(self) -> None:
        """Takes the window away."""
        self._open = False
