"""The window: shows frames, tells events. The only file that talks to OpenCV's windows."""

from __future__ import annotations

import math
from typing import Protocol

import cv2
import numpy as np

from digitrec.errors import DisplayError
from digitrec.types import Image
from digitrec.ui.window.clipboard import copy_to_clipboard
from digitrec.ui.window.events import (
    Closed,
    Erased,
    Event,
    Hovered,
    KeyPressed,
    PenDown,
    PenMoved,
    PenUp,
    Resized,
)
from digitrec.ui.window.keycodes import key_name
from digitrec.ui.window.monitor import Monitor, find_monitor
from digitrec.ui.window.qt import keep_every_event, keep_every_move
from digitrec.ui.window.qt_events import QtEvents

WAIT = 1  # milliseconds that one look at keys and mouse may take: 0 would wait for ever
KEYS_AT_ONCE = 16  # a second key in the queue is taken without waiting
SMALLEST = (240, 160)  # pixels: the picture of a window made smaller is cut off
NO_WINDOWS = (
    "This OpenCV has no windows (opencv-python-headless is installed?). "
    "Mend it: pip uninstall opencv-python-headless, then pip install --force-reinstall opencv-python. "
    "Files are read without a window: digitrec read IMAGE"
)
# A fast second stroke comes as a double click.
PEN_DOWN = (cv2.EVENT_LBUTTONDOWN, cv2.EVENT_LBUTTONDBLCLK)
ERASER_DOWN = (cv2.EVENT_RBUTTONDOWN, cv2.EVENT_RBUTTONDBLCLK)


class Window(Protocol):
    """What a state is shown on, and where its events come from.

    Attributes:
        scale: pixels of a frame for one pixel of its events and sizes; known once it is open.
    """

    scale: float

    def open(self, size: tuple[int, int]) -> tuple[int, int]:
        """Opens the window for a picture of this (width, height), or as much of it as the screen holds.

        Returns:
            The size that the picture has.
        """

    def show(self, frame: Image) -> None:
        """Shows a (H, W, 3) uint8 picture."""

    def poll(self) -> list[Event]:
        """What happened since the last call, in order."""

    def fill_screen(self, on: bool) -> None:
        """Lets the window fill the screen, or no longer."""

    def resize(self, size: tuple[int, int]) -> None:
        """Gives the picture another size, as far as the screen holds it."""

    def copy(self, text: str) -> bool:
        """Puts text on the clipboard; returns whether that could be done."""

    def close(self) -> None:
        """Takes the window away; closing twice is fine."""


class CvWindow:
    """A window of OpenCV's highgui. It can be resized; its picture is never stretched but asked for anew.

    Args:
        title: its title, which is also its name within this program.
        scale: pixels of the screen for one of a 96 dpi screen; None = as the screen says.
    """

    def __init__(self, title: str, scale: float | None = None) -> None:
        self.scale = scale or 1.0
        self._title = title
        self._told_scale = scale
        self._open = False
        self._pen_down = False
        self._pixels = (0, 0)  # the size of the picture on the screen
        self._events: list[Event] = []
        self._monitor: Monitor | None = None
        self._qt_events: QtEvents | None = None

    def open(self, size: tuple[int, int]) -> tuple[int, int]:
        """Opens the window; returns the size of its picture.

        Raises:
            DisplayError: this OpenCV was built without windows.
        """
        try:
            keep_every_event()
            # NORMAL: it can be resized. FREERATIO: the picture fills it. GUI_NORMAL: no toolbar above it.
            cv2.namedWindow(self._title, cv2.WINDOW_NORMAL | cv2.WINDOW_FREERATIO | cv2.WINDOW_GUI_NORMAL)
            cv2.setMouseCallback(self._title, self._on_mouse)
            keep_every_move()
            self._qt_events = QtEvents(self._events.append)
            self._open = True
            self._monitor = find_monitor()
            if self._told_scale is None and self._monitor is not None:
                self.scale = self._monitor.scale
            self.resize(size)
        except cv2.error as error:
            raise DisplayError(NO_WINDOWS) from error
        return self._size()

    def show(self, frame: Image) -> None:
        """Shows a picture, cut off at the window's edges."""
        width, height = self._pixels
        short = max(0, height - frame.shape[0]), max(0, width - frame.shape[1])
        if any(short):
            frame = np.pad(frame, ((0, short[0]), (0, short[1]), (0, 0)), mode="edge")
        cv2.imshow(self._title, np.ascontiguousarray(frame[:height, :width]))

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
            self._end()
            self._events.append(Closed())
        elif self._measured():
            self._events.append(Resized(self._size()))
        events = list(self._events)
        self._events.clear()
        return events

    def fill_screen(self, on: bool) -> None:
        """Lets the window fill the screen, or no longer."""
        if not self._open:
            return
        wanted = cv2.WINDOW_FULLSCREEN if on else cv2.WINDOW_NORMAL
        cv2.setWindowProperty(self._title, cv2.WND_PROP_FULLSCREEN, wanted)

    def resize(self, size: tuple[int, int]) -> None:
        """Gives the picture another size, as far as the screen holds it."""
        if not self._open:
            return
        wanted = [math.ceil(side * self.scale) for side in size]
        if self._monitor is not None:
            wanted = [min(side, most) for side, most in zip(wanted, self._monitor[:2], strict=True)]
        self._pixels = wanted[0], wanted[1]
        cv2.resizeWindow(self._title, *wanted)

    def copy(self, text: str) -> bool:
        """Puts text on the clipboard; returns whether that could be done."""
        return copy_to_clipboard(text)

    def close(self) -> None:
        """Takes the window away."""
        if self._open:
            self._end()
            try:
                cv2.destroyWindow(self._title)
                cv2.waitKey(1)
            except cv2.error:
                return  # it has gone by itself

    def _end(self) -> None:
        self._open = False
        if self._qt_events is not None:
            self._qt_events.end()

    def _size(self) -> tuple[int, int]:
        width, height = (math.ceil(side / self.scale) for side in self._pixels)
        return max(SMALLEST[0], width), max(SMALLEST[1], height)

    def _measured(self) -> bool:
        """Looks how large the picture is on the screen; returns whether that has changed."""
        try:
            _, _, width, height = cv2.getWindowImageRect(self._title)
        except cv2.error:
            return False
        if width < 1 or height < 1 or (width, height) == self._pixels:
            return False
        self._pixels = width, height
        return True

    def _is_visible(self) -> bool:
        """Asked right after waitKey: the next imshow would open a closed window anew."""
        try:
            return cv2.getWindowProperty(self._title, cv2.WND_PROP_VISIBLE) >= 1
        except cv2.error:
            return False

    def _on_mouse(self, kind: int, x: int, y: int, flags: int, _data: object) -> None:
        self._events.extend(self._told(kind, (x / self.scale, y / self.scale), flags))

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
        elif kind == cv2.EVENT_MOUSEMOVE:
            told = [Hovered(at)]
        return told
