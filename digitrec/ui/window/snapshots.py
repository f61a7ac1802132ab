"""Saves drawings and frames: pictures, model input and reading, each time in a new folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from digitrec.errors import DigitrecError, ImageError
from digitrec.types import GLYPH_SIDE, Digit, Image, Reading

MOST_TWINS = 1000  # folders made within one second


def save_page(
    parent: Path, pictures: Mapping[str, Image], reading: Reading, about: Mapping[str, Any]
) -> Path:
    """Writes the pictures, input.png and reading.json into a new folder, never over an older one.

    Args:
        parent: the folder of all such folders, made if need be.
        pictures: (H, W, 3) uint8 each, by the name of the file without its ending.
        reading: what was read in it.
        about: what else reading.json shall say, such as model and time.

    Returns:
        The new folder.

    Raises:
        DigitrecError: the disk is full, or the folder cannot be written.
    """
    pictures = {**pictures, "input": input_strip(reading)}
    return save_folder(parent, pictures, "reading", described(reading, about))


def save_folder(parent: Path, pictures: Mapping[str, Image], name: str, values: Mapping[str, Any]) -> Path:
    """Writes pictures and a JSON file into a new folder, never over an older one.

    Args:
        parent: the folder of all such folders, made if need be.
        pictures: (H, W) or (H, W, 3) uint8 each, by the name of the file without its ending.
        name: of the JSON file, without its ending.
        values: what it says.

    Returns:
        The new folder.

    Raises:
        DigitrecError: the disk is full, or the folder cannot be written.
    """
    try:
        folder = _new_folder(parent, datetime.now())
    except OSError as error:
        raise _failure(parent, error) from None
    try:
        for picture_name, picture in pictures.items():
            (folder / f"{picture_name}.png").write_bytes(_png(picture))
        text = json.dumps(values, indent=2, ensure_ascii=False)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise _failure(folder, error) from None
    return folder


def input_strip(reading: Reading) -> Image:
    """The 28x28 inputs side by side, dark on light; one empty field when nothing was read."""
    blank = np.zeros((GLYPH_SIDE, GLYPH_SIDE), np.float32)
    glyphs = [blank if digit.glyph is None else digit.glyph for digit in reading.digits] or [blank]
    return np.round(255 * (1 - np.clip(np.hstack(glyphs), 0, 1))).astype(np.uint8)


def described(reading: Reading, about: Mapping[str, Any]) -> dict[str, Any]:
    """A reading as JSON values: `text`, `confidence`, and `digits`, each with its `box`."""
    return {
        "text": reading.text,
        "confidence": round(reading.confidence, 6),
        "digits": [_digit(digit) for digit in reading.digits],
        **about,
    }


def _digit(digit: Digit) -> dict[str, Any]:
    box = digit.box
    return {
        "digit": digit.label,
        "confidence": round(digit.confidence, 6),
        "box": [box.left, box.top, box.right, box.bottom],
        "probabilities": [round(share, 6) for share in digit.probabilities],
        **({"sign_before": digit.sign_before} if digit.sign_before else {}),
    }


def _new_folder(parent: Path, now: datetime) -> Path:
    parent.mkdir(parents=True, exist_ok=True)
    stamp = now.strftime("%Y-%m-%d_%H-%M-%S")
    for number in range(1, MOST_TWINS + 1):
        folder = parent / (stamp if number == 1 else f"{stamp}_{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise FileExistsError(f"{MOST_TWINS} folders named {stamp}")


def _png(picture: Image) -> bytes:
    done, code = cv2.imencode(".png", picture)
    if not done:
        raise ImageError("This OpenCV cannot write PNG files. Install it anew: pip install opencv-python")
    return code.tobytes()


def _failure(place: Path, error: OSError) -> DigitrecError:
    reason = (error.strerror or str(error)).lower()
    return DigitrecError(
        f"Cannot save in {place}: {reason}. Make room or allow writing there, then press s again."
    )
