"""A reading as a picture: its digits boxed and labelled, the doubtful ones in amber; as PNG, and as HTML."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

SURE, DOUBTFUL = (60, 150, 20), (0, 130, 235)  # BGR: green, amber
DOUBT = "?"  # stands behind a doubtful label, for those who do not see the colour
LONGEST = 900  # pixels: of the picture that a notebook shows
CSS = "font: 1.3em monospace; white-space: pre"


class Mark(NamedTuple):
    """A box, right and bottom exclusive, with what it holds and whether that is doubtful."""

    left: int
    top: int
    right: int
    bottom: int
    label: str
    doubtful: bool


def marked(image: NDArray[np.uint8], marks: Iterable[Mark]) -> NDArray[np.uint8]:
    """A copy of an image with boxes and labels.

    Args:
        image: (H, W) or (H, W, 3|4) uint8.
        marks: in pixels of `image`.

    Returns:
        (H, W, 3) uint8 BGR.
    """
    picture = _as_bgr(image)
    for mark in marks:
        high = mark.bottom - mark.top
        colour = DOUBTFUL if mark.doubtful else SURE
        thickness = max(1, round(high / 60))
        cv2.rectangle(picture, (mark.left, mark.top), (mark.right - 1, mark.bottom - 1), colour, thickness)
        scale = max(0.4, high / 90)
        text = mark.label + (DOUBT if mark.doubtful else "")
        (_, up), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, thickness)
        below = mark.top - thickness - 2 < up
        at = (mark.left, mark.bottom + up + thickness + 2 if below else mark.top - thickness - 2)
        cv2.putText(picture, text, at, cv2.FONT_HERSHEY_SIMPLEX, scale, colour, thickness, cv2.LINE_AA)
    return picture


def png(picture: NDArray[np.uint8], longest: int = LONGEST) -> bytes:
    """A picture as a PNG file, made smaller where a side is longer than that."""
    height, width = picture.shape[:2]
    scale = longest / max(height, width)
    if scale < 1:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    return cv2.imencode(".png", picture)[1].tobytes()


def html(text: str, note: str, picture: bytes | None = None) -> str:
    """A text with a picture above it and a note below it.

    Args:
        text: of several lines; none of it is taken for HTML.
        note: a line.
        picture: a PNG file, None for none.
    """
    parts = [f'<div style="{CSS}">{escape(text)}</div>', f"<small>{escape(note)}</small>"]
    if picture is not None:
        uri = "data:image/png;base64," + base64.b64encode(picture).decode("ascii")
        parts.insert(0, f'<img src="{uri}" alt="{escape(text)}" style="max-width: 100%">')
    return f"<div>{''.join(parts)}</div>"


def _as_bgr(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if image.ndim == 2:
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), np.uint8)
    if image.shape[2] == 4:
        alpha = image[..., 3:].astype(np.uint16)
        return ((image[..., :3] * alpha + 255 * (255 - alpha)) // 255).astype(np.uint8)
    return image.copy()
