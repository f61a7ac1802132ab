"""Asks the Qt inside OpenCV's wheel for every mouse move.

On X11 Qt drops all but the last of the moves that have queued up, even across the release of the button: a
fast stroke comes out as a few corners, or as a dot. OpenCV has no switch for it, Qt has: the attribute
`AA_CompressHighFrequencyEvents`.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

import cv2

COMPRESS_HIGH_FREQUENCY_EVENTS = 25  # Qt::ApplicationAttribute of Qt 5
SETTERS = (  # the function's name in the wheel's own namespace, and in a plain Qt
    "_ZN14QtOpenCVPython16QCoreApplication12setAttributeENS_2Qt20ApplicationAttributeEb",
    "_ZN16QCoreApplication12setAttributeEN2Qt20ApplicationAttributeEb",
)


def keep_every_move() -> bool:
    """Switches the dropping of moves off; call it after the first window is there, which switches it on.

    Returns:
        Whether it was done; where this is another Qt or none at all, nothing happens.
    """
    for library in Path(cv2.__file__).parent.parent.glob("opencv_*.libs/libQt5Core-*.so*"):
        try:
            core = ctypes.CDLL(
                str(library), mode=getattr(os, "RTLD_NOLOAD", 0)
            )  # only if OpenCV itself has loaded it
        except OSError:
            continue
        for name in SETTERS:
            setter = getattr(core, name, None)
            if setter is not None:
                setter.argtypes, setter.restype = [ctypes.c_int, ctypes.c_bool], None
                setter(COMPRESS_HIGH_FREQUENCY_EVENTS, False)
                return True
    return False
