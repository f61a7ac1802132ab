"""The names of keys by the codes that OpenCV gives."""

from __future__ import annotations

# Keys without a character: X11 and GTK key symbols, and the codes of the other systems.
NAMED_KEYS = {
    8: "backspace",
    9: "tab",
    10: "enter",
    13: "enter",
    27: "escape",
    32: "space",
    0x7F: "backspace",  # on macOS
    0xFF08: "backspace",
    0xFF09: "tab",
    0xFF0D: "enter",
    0xFF1B: "escape",
    0xFF89: "tab",
    0xFF8D: "enter",
}
GTK_CTRL = 0x40000  # GTK puts the modifiers above the key
GTK_SHIFT = 0x10000


def key_name(code: int) -> str:
    """The name of a key by `waitKeyEx`'s code; "" for keys that mean nothing here.

    The full code is needed: cut to eight bits, X11's arrow keys would look like Q, R, S and T. Letters with
    Ctrl are the control characters on Windows and macOS; Qt does not give them at all (see `qt_events`).
    """
    key = code & 0xFFFF
    if key in NAMED_KEYS:
        return NAMED_KEYS[key]
    if 32 < key < 127:
        letter = chr(key).lower()
        if code < 0 or not code & GTK_CTRL:
            return letter
        return f"ctrl+{'shift+' if code & GTK_SHIFT else ''}{letter}"
    return f"ctrl+{chr(key + 96)}" if 0 < key < 27 else ""
