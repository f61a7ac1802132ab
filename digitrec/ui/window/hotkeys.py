"""The keys of each window, in one table: what they do, what the footer and the help say of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hotkey:
    """One thing that keys do.

    Args:
        keys: the keys, as `KeyPressed` names them.
        action: the name by which a screen knows what to do.
        cap: what is printed on the key cap.
        label: one word for the footer; "" leaves it out there.
        help: one line for the help; "" leaves it out there.
    """

    keys: tuple[str, ...]
    action: str
    cap: str
    label: str
    help: str


DRAWING = (
    Hotkey(("p",), "read", "p", "read", "read now, and print the reading on the terminal"),
    Hotkey(("c",), "clear", "c", "clear", "clear the canvas"),
    Hotkey(("u",), "undo", "u", "undo", "undo"),
    Hotkey(("r",), "redo", "r", "redo", "redo"),
    Hotkey(("s",), "save", "s", "save", "save the drawing, the input and the reading"),
    Hotkey(("[",), "thinner", "[ ]", "pen", "thinner or thicker pen"),
    Hotkey(("]",), "thicker", "", "", ""),  # told together with "["
    Hotkey(("tab",), "select", "Tab", "select", "select the next digit; a click on a digit selects it"),
    Hotkey(("l",), "live", "l", "live", "read while the pen moves, or when it is lifted"),
    Hotkey(("m",), "model", "m", "model", "change to the next model"),
    Hotkey(("i",), "information", "i", "info", "show the model, and print it on the terminal"),
    Hotkey(("h", "?"), "help", "h", "help", "show or hide this help; also ?"),
    Hotkey(("q", "escape"), "close", "q", "quit", "close the window; also Esc"),
)

WATCHING = (
    Hotkey(("space",), "freeze", "Space", "freeze", "freeze the picture, and let it run again"),
    Hotkey(("s",), "save", "s", "save", "save the frame, its inputs and the reading"),
    Hotkey(("r",), "record", "r", "record", "start and stop recording the picture with its boxes"),
    Hotkey(("l",), "log", "l", "log", "log each settled number with its time to a CSV file"),
    Hotkey(("v",), "ink", "v", "ink", "show what is taken for ink, or the picture again"),
    Hotkey(("a",), "whole", "a", "all", "read the whole picture again; drag with the mouse to read a part"),
    Hotkey(("m",), "model", "m", "model", "change to the next model"),
    Hotkey(("i",), "information", "i", "info", "show the model, and print it on the terminal"),
    Hotkey(("h", "?"), "help", "h", "help", "show or hide this help; also ?"),
    Hotkey(("q", "escape"), "close", "q", "quit", "close the window; also Esc"),
)


def action_of(table: tuple[Hotkey, ...], key: str) -> str | None:
    """The action that `key` has in `table`, or None."""
    return next((hotkey.action for hotkey in table if key in hotkey.keys), None)
