"""A reading as a picture: its digits boxed and labelled, the doubtful ones in amber; as PNG, and as HTML."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

SURE, DOUBTFUL = (214, 99, 23), (6, 119, 217)  # BGR: the blue and the amber of the windows
WHITE = (255, 255, 255)
DOUBT = "?"  # stands behind a doubtful label, for those who do not see the colour
LONGEST = 900  # pixels: of the picture that a notebook shows
LINE, TYPE = 1 / 700, 1 / 50  # of the longer side: the thinnest box and the lowest label, seen on a phone
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
    """A copy of an image with boxes, and with labels in white on the colour of their box.

    Boxes have a white rim and labels a least size, so that they stay legible on dark photos seen small.

    Args:
        image: (H, W) or (H, W, 3|4) uint8.
        marks: in pixels of `image`.

    Returns:
        (H, W, 3) uint8 BGR.
    """
    picture = _as_bgr(image)
    marks, longest = tuple(marks), max(image.shape[:2])
    rims = {mark: max(1, round((mark.bottom - mark.top) / 60), round(LINE * longest)) for mark in marks}
    for colour, rim in ((None, 2), (SURE, 0), (DOUBTFUL, 0)):
        for mark, thickness in rims.items():
            if colour is None or (colour == DOUBTFUL) == mark.doubtful:
                ends = (mark.left, mark.top), (mark.right - 1, mark.bottom - 1)
                cv2.rectangle(picture, *ends, colour or WHITE, thickness + rim * (thickness > 1))
    for mark, thickness in rims.items():
        _label(picture, mark, thickness, longest)
    return picture


def _label(picture: NDArray[np.uint8], mark: Mark, thickness: int, longest: int) -> None:
    """Draws the label of a box above it, into the box where the picture ends."""
    high = mark.bottom - mark.top
    tall = max(9, round(min(max(0.3 * high, TYPE * longest), 0.9 * high, 2 * TYPE * longest)))
    scale, weight = tall / 22, max(1, round(tall / 11))  # 22: how high the font's digits are at scale 1
    text = mark.label + (DOUBT if mark.doubtful else "")
    (wide, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, weight)
    air = max(2, tall // 5)
    top = max(0, mark.top - thickness // 2 - tall - 2 * air)
    left = min(max(0, mark.left - thickness // 2), max(0, picture.shape[1] - wide - 2 * air))
    colour = DOUBTFUL if mark.doubtful else SURE
    cv2.rectangle(picture, (left, top), (left + wide + 2 * air, top + tall + 2 * air), colour, cv2.FILLED)
    at = (left + air, top + air + tall)
    cv2.putText(picture, text, at, cv2.FONT_HERSHEY_SIMPLEX, scale, WHITE, weight, cv2.LINE_AA)


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
