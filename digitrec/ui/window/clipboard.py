"""Puts text on the clipboard: through Qt where OpenCV brings it, else with the system's own command."""

from __future__ import annotations

import ctypes
import sys

from digitrec.ui.window.qt import qt_function

CLIPBOARD = (
    "_ZN14QtOpenCVPython15QGuiApplication9clipboardEv",
    "_ZN15QGuiApplication9clipboardEv",
)
SET_TEXT = (
    "_ZN14QtOpenCVPython10QClipboard7setTextERKNS_7QStringENS0_4ModeE",
    "_ZN10QClipboard7setTextERK7QStringNS_4ModeE",
)
NEW_STRING = (
    "_ZN14QtOpenCVPython7QStringC1EPKNS_5QCharEi",
    "_ZN7QStringC1EPK5QChari",
)
COMMANDS = {  # each takes the text on its standard input
    "linux": (("wl-copy",), ("xclip", "-selection", "clipboard"), ("xsel", "--clipboard", "--input")),
    "darwin": (("pbcopy",),),
    "win32": (("clip",),),
}
PATIENCE = 2.0  # seconds
REMEDY = "There is no way to the clipboard here. Install one: sudo apt install xclip; p prints the reading."


def copy_to_clipboard(text: str) -> bool:
    """Puts text on the clipboard; returns whether that could be done.

    Through Qt it stays there as long as this program runs, or longer with a clipboard manager.
    """
    return _copied_by_qt(text) or _copied_by_command(text)


def _copied_by_qt(text: str) -> bool:
    pointer = ctypes.c_void_p
    clipboard = qt_function("libQt5Gui", CLIPBOARD, pointer)
    set_text = qt_function("libQt5Gui", SET_TEXT, None, pointer, pointer, ctypes.c_int)
    new_string = qt_function("libQt5Core", NEW_STRING, None, pointer, pointer, ctypes.c_int)
    if clipboard is None or set_text is None or new_string is None:
        return False
    place = clipboard()
    if not place:
        return False
    raw = text.encode("utf-16-le" if sys.byteorder == "little" else "utf-16-be")
    string = ctypes.create_string_buffer(8)  # a QString is a pointer; its few bytes are never freed
    new_string(string, ctypes.create_string_buffer(raw), len(raw) // 2)
    set_text(place, string, 0)
    return True


def _copied_by_command(text: str) -> bool:
    import shutil
    import subprocess

    for command in COMMANDS.get(sys.platform, ()):
        if shutil.which(command[0]):
            try:
                done = subprocess.run(
                    command,
                    input=text.encode(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    timeout=PATIENCE,
                    check=False,
                )
            except (OSError, subprocess.TimeoutExpired):
                continue
            if done.returncode == 0:
                return True
    return False
