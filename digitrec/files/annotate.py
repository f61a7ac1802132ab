"""Draws a reading onto its image: a box and a label for each digit."""

from __future__ import annotations

import itertools
from pathlib import Path

import cv2
import numpy as np

from digitrec.errors import ImageError
from digitrec.types import Image, Reading

SURE, UNSURE = (60, 150, 20), (30, 90, 230)  # BGR
CONFIDENT = 0.9  # a digit read with less is drawn in the other colour
KEPT_ENDINGS = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".webp"})


def annotated(image: Image, reading: Reading) -> Image:
    """A copy of an image with its digits boxed and labelled.

    Args:
        image: (H, W) or (H, W, 3|4) uint8.
        reading: boxes in pixels of `image`.

    Returns:
        (H, W, 3) uint8 BGR.
    """
    picture = _as_bgr(image)
    for digit in reading.digits:
        box = digit.box
        colour = SURE if digit.confidence >= CONFIDENT else UNSURE
        thickness = max(1, round(box.height / 60))
        cv2.rectangle(picture, (box.left, box.top), (box.right - 1, box.bottom - 1), colour, thickness)
        scale = max(0.4, box.height / 90)
        text = str(digit.label)
        (_, high), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, scale, thickness)
        below = box.top - thickness - 2 < high
        at = (box.left, box.bottom + high + thickness + 2 if below else box.top - thickness - 2)
        cv2.putText(picture, text, at, cv2.FONT_HERSHEY_SIMPLEX, scale, colour, thickness, cv2.LINE_AA)
    return picture


def _as_bgr(image: Image) -> Image:
    if image.ndim == 2:
        return cv2.cvtColor(image, cv2.COLOR_GRAY2BGR).astype(np.uint8)
    if image.shape[2] == 4:
        alpha = image[..., 3:].astype(np.uint16)
        return ((image[..., :3] * alpha + 255 * (255 - alpha)) // 255).astype(np.uint8)
    return image.copy()


def picture_path(place: Path, folder: Path, taken: set[Path]) -> Path:
    """Where the annotated copy of a file goes; no two of a run go to the same place.

    Args:
        place: of the file, below the folder that was named.
        folder: where the copies go.
        taken: the places given so far; the new one is added.

    Returns:
        The place below `folder`, with `-2`, `-3`, ... where it is taken, and with `.png` in place of an
        ending that OpenCV may not write.
    """
    kept = place if place.suffix.lower() in KEPT_ENDINGS else place.with_suffix(".png")
    free = next(
        name
        for name in (
            kept.with_stem(f"{kept.stem}-{count}") if count > 1 else kept for count in itertools.count(1)
        )
        if name not in taken
    )
    taken.add(free)
    return folder / free


def write_picture(path: Path, picture: Image) -> None:
    """Writes an image file, making its folder if need be.

    Raises:
        ImageError: it cannot be written; the message names it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        written, content = cv2.imencode(path.suffix, picture)
        if not written:
            raise ImageError(f"The picture {path} cannot be written in this format.")
        path.write_bytes(content.tobytes())
    except (OSError, cv2.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise ImageError(f"The picture {path} cannot be written ({reason}).") from None
