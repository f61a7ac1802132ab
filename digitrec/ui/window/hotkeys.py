"""What keys do: one table for each window says what the footer and the help say of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hotkey:
    """One thing that keys do.

    Args:
        keys: the keys, as `KeyPressed` names them.
        action: the name by which a window knows what to do.
        cap: what is printed on the key cap; "" leaves it out of the footer.
        label: one word for the footer.
        help: one line for the help; "" leaves it out there.
    """

    keys: tuple[str, ...]
    action: str
    cap: str
    label: str
    help: str


# Every window has these.
LOOKS = (
    Hotkey(("b",), "panel", "b", "panel", "fold the panel away, or show it again"),
    Hotkey(("d",), "theme", "d", "dark", "dark or light colours"),
    Hotkey(("f",), "present", "f", "present", "presentation: the whole screen, the reading in huge type"),
)
COMMON = (
    Hotkey(("m",), "model", "m", "model", "change to the next model"),
    Hotkey(("i",), "information", "i", "info", "show the model, and print it on the terminal"),
    Hotkey(("h", "?"), "help", "h", "help", "show or hide this help; also ?"),
    Hotkey(("q",), "close", "q", "quit", "close the window"),
    Hotkey(("escape",), "leave", "", "", ""),
)
TEACH = Hotkey(("t",), "teach", "t", "teach", "teach: type the right digits over the reading, then Enter")
HAND = Hotkey(("a",), "gallery", "a", "hand", "all the digits you have taught; a click forgets one")
TEACHING = (
    *(Hotkey((digit,), f"type{digit}", digit, "", "") for digit in "0123456789"),
    Hotkey(("enter",), "store", "Enter", "store", "store the glyphs as these digits"),
    Hotkey(("backspace",), "mend", "Backspace", "mend", "take the last digit away"),
    Hotkey(("escape",), "leave", "Esc", "leave", "leave without storing"),
)
SEEING_HAND = (
    Hotkey(("space", "enter"), "page", "Space", "next page", "the next page; also Enter"),
    Hotkey(("u", "ctrl+z"), "back", "u", "bring back", "bring back what was forgotten last; also Ctrl+Z"),
    Hotkey(("a", "o"), "gallery", "a", "close", "close this page"),
    *LOOKS,
    Hotkey(("q",), "close", "q", "quit", "close the window"),
    Hotkey(("escape",), "leave", "", "", ""),
)
COPY = Hotkey(("y", "ctrl+c"), "copy", "y", "copy", "copy the reading to the clipboard; also Ctrl+C")


def action_of(table: tuple[Hotkey, ...], key: str) -> str | None:
    """The action that `key` has in `table`, or None."""
    return next((hotkey.action for hotkey in table if key in hotkey.keys), None)
