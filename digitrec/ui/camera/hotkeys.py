"""The keys of the camera window."""

from __future__ import annotations

from digitrec.ui.window.hotkeys import COMMON, COPY, LOOKS, TEACH, Hotkey

WATCHING = (
    Hotkey(("space",), "freeze", "Space", "freeze", "freeze the picture, and let it run again"),
    Hotkey(("s", "ctrl+s"), "save", "s", "save", "save the frame, its inputs and the reading; also Ctrl+S"),
    COPY,
    Hotkey(("r",), "record", "r", "record", "start and stop recording the picture with its boxes"),
    Hotkey(("l",), "log", "l", "log", "log each settled number with its time to a CSV file"),
    Hotkey(("v",), "ink", "v", "ink", "show what is taken for ink, or the picture again"),
    Hotkey(("a",), "whole", "a", "all", "read the whole picture again; drag with the mouse to read a part"),
    TEACH,
    Hotkey(("o",), "gallery", "o", "own hand", "all the digits you have taught; a click forgets one"),
    *LOOKS,
    *COMMON,
)
