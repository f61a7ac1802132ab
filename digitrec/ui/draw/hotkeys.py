"""The keys of the draw window."""

from __future__ import annotations

from digitrec.ui.window.hotkeys import COMMON, COPY, HAND, LOOKS, TEACH, Hotkey

CLEAR = Hotkey(("c",), "clear", "c", "clear", "clear the canvas")
UNDO = Hotkey(("u", "ctrl+z"), "undo", "u", "undo", "undo; also Ctrl+Z")
REDO = Hotkey(("r", "ctrl+y", "ctrl+shift+z"), "redo", "r", "redo", "redo; also Ctrl+Y")
PEN = (
    Hotkey(("[",), "thinner", "[", "", "thinner pen; ] thicker"),
    Hotkey(("]",), "thicker", "]", "pen", ""),
)
DRAWING = (
    Hotkey(("p",), "read", "p", "read", "read now, and print the reading on the terminal"),
    CLEAR,
    UNDO,
    REDO,
    Hotkey(("s", "ctrl+s"), "save", "s", "save", "save the drawing, the input and the reading; also Ctrl+S"),
    COPY,
    *PEN,
    Hotkey(("tab",), "select", "Tab", "select", "select the next digit; a click on a digit selects it"),
    Hotkey(("l",), "live", "l", "live", "read while the pen moves, or when it is lifted"),
    Hotkey(("g",), "practice", "g", "practice", "practice: write ten digits as told, and see the score"),
    TEACH,
    HAND,
    *LOOKS,
    *COMMON,
)
PRACTISING = (
    Hotkey(("space", "enter"), "next", "Space", "next", "it is written: give the next one; also Enter"),
    CLEAR,
    UNDO,
    REDO,
    *PEN,
    Hotkey(("g",), "practice", "g", "end", "end the practice"),
    *LOOKS,
    *COMMON,
)
SCORED = (
    Hotkey(("space", "enter"), "next", "Space", "again", "ten other digits; also Enter"),
    Hotkey(("s", "ctrl+s"), "save", "s", "save", "save the score and what was written"),
    Hotkey(("g",), "practice", "g", "end", "back to drawing"),
    *LOOKS,
    *COMMON,
)
