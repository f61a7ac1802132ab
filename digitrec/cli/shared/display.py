"""Makes sure that a window can be opened, and that Qt keeps quiet, before OpenCV opens the first one."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Iterable, MutableMapping
from pathlib import Path
from textwrap import wrap

from digitrec.errors import DisplayError
from digitrec.ui.widgets.theme import LIGHT, THEMES
from digitrec.ui.window.hotkeys import Hotkey
from digitrec.ui.window.monitor import LARGEST_SCALE

INSTEAD = "Files are read without a window: digitrec read IMAGE"
WIDTH = 96  # of a line of `--help`, characters
TOGETHER = "\N{NO-BREAK SPACE}"
PATIENCE = 2.0  # seconds to wait for a display on another machine
FIRST_PORT = 6000  # of X11 over TCP
QUIET_QT = "*.debug=false;*.info=false;*.warning=false"


def prepare_display(environment: MutableMapping[str, str] | None = None, instead: str = INSTEAD) -> None:
    """Raises where no window can be opened, and sets what Qt has to know.

    Without a display Qt ends the whole process, past all exceptions: hence the look beforehand.

    Args:
        environment: the environment variables; None = those of this process.
        instead: what can be done without a display.

    Raises:
        DisplayError: there is no display.
    """
    environment = os.environ if environment is None else environment
    if not sys.platform.startswith("linux"):
        return
    environment.setdefault("QT_LOGGING_RULES", QUIET_QT)
    if environment.get("QT_QPA_PLATFORM", "xcb").split(":")[0] in ("offscreen", "minimal", "vnc"):
        return
    if not environment.get("DISPLAY"):
        wayland = " It is a Wayland session: start XWayland." if environment.get("WAYLAND_DISPLAY") else ""
        raise DisplayError(
            f"There is no display to open a window on (DISPLAY is not set).{wayland} {instead}"
        )
    if not answers(environment["DISPLAY"]):
        raise DisplayError(f"The display {environment['DISPLAY']} does not answer. {instead}")
    # Qt would enlarge the picture on a dense screen, blurred; the windows draw it larger themselves.
    environment["QT_AUTO_SCREEN_SCALE_FACTOR"] = "0"
    environment["QT_ENABLE_HIGHDPI_SCALING"] = "0"
    for name in ("QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS"):
        environment.pop(name, None)
    # OpenCV's wheel brings Qt for X11 only; on Wayland it is shown through XWayland.
    environment["QT_QPA_PLATFORM"] = "xcb"


def answers(display: str) -> bool:
    """Whether an X server listens at `display`, such as ":0", ":1.0" or "host:10.0"."""
    host, _, rest = display.rpartition(":")
    number = rest.split(".")[0]
    if not number.isdigit():
        return Path(display).exists()  # macOS style: the path of a socket
    if host in ("", "unix") and any(_listens(path) for path in _sockets(number)):
        return True
    try:
        with socket.create_connection((host or "localhost", FIRST_PORT + int(number)), PATIENCE):
            return True
    except (OSError, OverflowError):
        return False


def _sockets(number: str) -> tuple[str, str]:
    path = f"/tmp/.X11-unix/X{number}"
    return path, "\0" + path


def _listens(path: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(PATIENCE)
        try:
            probe.connect(path)
        except OSError:
            return False
        return True


def add_looks(parser: argparse.ArgumentParser) -> None:
    """`--theme` and `--scale`, which every window has."""
    looks = parser.add_argument_group("looks")
    looks.add_argument("--theme", choices=sorted(THEMES), default=LIGHT.name, help="colours (light)")
    looks.add_argument(
        "--scale", type=_scale, metavar="N", help="1 to 4: larger on a dense screen (as the screen says)"
    )


def keys_note(table: Iterable[Hotkey]) -> str:
    """The keys of a window in a few words, for `--help`; the window itself says more of each."""
    told = ", ".join(f"{key.cap}{TOGETHER}{key.label}" for key in table if key.cap and key.label)
    return "\n".join(wrap(f"keys: {told}", WIDTH, subsequent_indent="  ")).replace(TOGETHER, " ")


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number; give one from 1 to 4") from None
    if not 1 <= scale <= LARGEST_SCALE:
        raise argparse.ArgumentTypeError(f"{text} must lie between 1 and {LARGEST_SCALE:.0f}")
    return scale
