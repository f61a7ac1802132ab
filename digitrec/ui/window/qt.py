"""The Qt inside OpenCV's wheel, reached past OpenCV, and two of its faults on X11 mended: it loses events.

1. The wheel brings a libX11-xcb of its own, made for an older libX11 than the system's. It seems that its
   `XSetEventQueueOwner` misses the field it is to set, so that libX11 goes on taking events meant for Qt:
   keys went missing, and on a busy machine one window in six stayed black. With the system's own libX11-xcb
   loaded first and for all, neither was seen again.
2. Qt drops all but the last of the mouse moves that have queued up, even across the release of the button: a
   fast stroke comes out as a few corners, or as a dot. OpenCV has no switch for it, Qt has: the attribute
   `AA_CompressHighFrequencyEvents`.
"""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

import cv2

COMPRESS_HIGH_FREQUENCY_EVENTS = 25  # Qt::ApplicationAttribute of Qt 5
# A function's name in the wheel's own namespace, and in a plain Qt.
SET_ATTRIBUTE = (
    "_ZN14QtOpenCVPython16QCoreApplication12setAttributeENS_2Qt20ApplicationAttributeEb",
    "_ZN16QCoreApplication12setAttributeEN2Qt20ApplicationAttributeEb",
)


def keep_every_event() -> bool:
    """Lets the system's libX11-xcb answer instead of the wheel's; call it before the first window.

    Returns:
        Whether it was done; where there is no wheel with Qt or no such library, nothing happens.
    """
    if not sys.platform.startswith("linux") or not _bundled("libX11-xcb"):
        return False
    try:
        ctypes.CDLL("libX11-xcb.so.1", mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True


def keep_every_move() -> bool:
    """Switches the dropping of moves off; call it after the first window is there, which switches it on.

    Returns:
        Whether it was done; where this is another Qt or none at all, nothing happens.
    """
    setter = qt_function("libQt5Core", SET_ATTRIBUTE, None, ctypes.c_int, ctypes.c_bool)
    if setter is None:
        return False
    setter(COMPRESS_HIGH_FREQUENCY_EVENTS, False)
    return True


def qt_function(library: str, names: tuple[str, ...], result: Any, *arguments: Any) -> Any | None:
    """A function of a Qt library that OpenCV has loaded.

    Args:
        library: such as "libQt5Core".
        names: its mangled names; the first that exists is taken.
        result: the ctypes type of what it returns, None for nothing.
        arguments: the ctypes types of what it takes.

    Returns:
        The function, None where this is another Qt or none at all.
    """
    for path in _bundled(library):
        try:
            # Only if OpenCV itself has loaded it.
            loaded = ctypes.CDLL(str(path), mode=getattr(os, "RTLD_NOLOAD", 0))
        except OSError:
            continue
        for name in names:
            function = getattr(loaded, name, None)
            if function is not None:
                function.restype, function.argtypes = result, list(arguments)
                return function
    return None


@cache
def _bundled(name: str) -> list[Path]:
    """The libraries of this name that came with OpenCV's wheel."""
    return list(Path(cv2.__file__).parent.parent.glob(f"opencv_*.libs/{name}-*.so*"))
