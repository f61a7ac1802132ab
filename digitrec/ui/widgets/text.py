"""Measures, shortens and writes text: the variable TrueType face of OpenCV 5, Hershey strokes on OpenCV 4."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cv2

from digitrec.types import Image
from digitrec.ui.widgets.theme import BODY, REGULAR, Colour

HERSHEY_PIXELS = 30.0  # height in pixels that Hershey's scale 1.0 looks like
ELLIPSIS = "…"
_NO_WRAP = (0, 1 << 20)  # putText breaks lines at the frame's edge by itself; this range switches it off
_PLAIN = str.maketrans({ELLIPSIS: "...", "·": "-"})  # Hershey knows ASCII only


@lru_cache(maxsize=1)
def _face() -> Any | None:
    """The face, or None where this OpenCV has none."""
    return cv2.FontFace("sans") if hasattr(cv2, "FontFace") else None


def _hershey(size: float, weight: int) -> tuple[int, float, int]:
    bold = size > 36 or (weight > 450 and size > 16)  # small letters would run together
    thickness = max(2, round(size / 28)) if bold else 1
    return cv2.FONT_HERSHEY_SIMPLEX, size / HERSHEY_PIXELS, thickness


def text_width(text: str, size: float = BODY, weight: int = REGULAR) -> int:
    """How far `text` goes, in pixels, when drawn in this size and weight."""
    return _width(text, round(size), weight)


@lru_cache(maxsize=4096)
def _width(text: str, size: int, weight: int) -> int:
    face = _face()
    if face is None:
        kind, scale, thickness = _hershey(size, weight)
        return int(cv2.getTextSize(text.translate(_PLAIN), kind, scale, thickness)[0][0])
    # A closing mark makes trailing spaces count.
    box = cv2.getTextSize((0, 0), text + ".", (0, 0), face, size, weight, 0, _NO_WRAP)
    dot = cv2.getTextSize((0, 0), ".", (0, 0), face, size, weight, 0, _NO_WRAP)
    return int(box[0] + box[2] - dot[0] - dot[2])


@lru_cache(maxsize=512)
def shortened(text: str, width: float, size: float = BODY, weight: int = REGULAR) -> str:
    """`text`, or as much of it as fits into `width` pixels with an ellipsis in its middle."""
    if text_width(text, size, weight) <= width:
        return text
    for kept in range(len(text) - 1, 0, -1):
        tail = kept // 2
        short = text[: kept - tail].rstrip() + ELLIPSIS + text[len(text) - tail :].lstrip()
        if text_width(short, size, weight) <= width:
            return short
    return ""


def wrapped(text: str, width: float, size: float = BODY, weight: int = REGULAR) -> list[str]:
    """`text` in lines of at most `width` pixels, broken at spaces; words too long are shortened."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(shortened(word, width, size, weight))
    return lines


def write(
    frame: Image, text: str, left_baseline: tuple[int, int], size: int, colour: Colour, weight: int
) -> None:
    """Writes one line of text onto a frame; it is not broken and may run off the frame.

    Args:
        frame: (H, W, 3) uint8, changed in place.
        text: what to write.
        left_baseline: where the baseline begins, x and y in pixels.
        size: in pixels.
        colour: blue, green, red.
        weight: 400 is regular, 600 semibold.
    """
    face = _face()
    if face is None:
        kind, scale, thickness = _hershey(size, weight)
        plain = text.translate(_PLAIN)
        cv2.putText(frame, plain, left_baseline, kind, scale, colour, thickness, cv2.LINE_AA)
        return
    cv2.putText(frame, text, left_baseline, colour, face, size, weight, 0, _NO_WRAP)
