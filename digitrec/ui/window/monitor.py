"""The screen: how much of it a window may fill, and how densely its pixels lie."""

from __future__ import annotations

import ctypes
import sys
from typing import NamedTuple

from digitrec.ui.window.qt import qt_function

PRIMARY_SCREEN = (
    "_ZN14QtOpenCVPython15QGuiApplication13primaryScreenEv",
    "_ZN15QGuiApplication13primaryScreenEv",
)
GEOMETRY = (
    "_ZNK14QtOpenCVPython7QScreen17availableGeometryEv",
    "_ZNK7QScreen17availableGeometryEv",
)
DOTS_PER_INCH = (
    "_ZNK14QtOpenCVPython7QScreen18logicalDotsPerInchEv",
    "_ZNK7QScreen18logicalDotsPerInchEv",
)
PLAIN_DPI = 96.0  # dots per inch at which a pixel is a pixel
LARGEST_SCALE = 4.0
STEPS = 4  # the scale is a multiple of a quarter: text looks best at such
WORK_AREA = 0x30  # SPI_GETWORKAREA
# Pixels that a window manager adds around a window: title bar and edges.
DECORATION = 8, 40


class Monitor(NamedTuple):
    """The screen that windows open on: width and height for a window's picture, and its scale."""

    width: int
    height: int
    scale: float


class _Corners(ctypes.Structure):
    """Qt's QRect has its last pixel inside, Windows' RECT outside."""

    _fields_ = (
        ("left", ctypes.c_int),
        ("top", ctypes.c_int),
        ("right", ctypes.c_int),
        ("bottom", ctypes.c_int),
    )


def find_monitor() -> Monitor | None:
    """The primary screen, None where it cannot be told; on Linux only once a window is there."""
    if sys.platform == "win32":
        return _of_windows()
    if sys.platform == "darwin":
        return _of_macos()
    return _of_qt()


def scale_of(dpi: float) -> float:
    """The scale of a screen: 1 at 96 dots per inch, in quarters, never smaller."""
    return min(max(1.0, round(dpi / PLAIN_DPI * STEPS) / STEPS), LARGEST_SCALE)


def _of_qt() -> Monitor | None:
    pointer = ctypes.c_void_p
    primary = qt_function("libQt5Gui", PRIMARY_SCREEN, pointer)
    geometry = qt_function("libQt5Gui", GEOMETRY, _Corners, pointer)
    density = qt_function("libQt5Gui", DOTS_PER_INCH, ctypes.c_double, pointer)
    screen = primary() if primary else None
    if not screen or geometry is None or density is None:
        return None
    area = geometry(screen)
    return _less_decoration(area.right - area.left + 1, area.bottom - area.top + 1, scale_of(density(screen)))


def _of_windows() -> Monitor | None:
    area = _Corners()
    user32 = getattr(ctypes, "windll").user32  # noqa: B009 - mypy knows it on Windows only
    if not user32.SystemParametersInfoW(WORK_AREA, 0, ctypes.byref(area), 0):
        return None
    return _less_decoration(area.right - area.left, area.bottom - area.top, 1.0)


def _of_macos() -> Monitor | None:
    try:
        graphics = ctypes.CDLL("/System/Library/Frameworks/CoreGraphics.framework/CoreGraphics")
    except OSError:
        return None
    for name in ("CGDisplayPixelsWide", "CGDisplayPixelsHigh"):
        getattr(graphics, name).restype = ctypes.c_size_t
    display = graphics.CGMainDisplayID()
    wide, high = graphics.CGDisplayPixelsWide(display), graphics.CGDisplayPixelsHigh(display)
    return _less_decoration(wide, high - 60, 1.0)  # without menu bar and dock


def _less_decoration(width: int, height: int, scale: float) -> Monitor | None:
    if width < 100 or height < 100:
        return None
    return Monitor(width - round(DECORATION[0] * scale), height - round(DECORATION[1] * scale), scale)
