"""Writes composed pages as files: the page, its ink, and its targets."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from digitrec.errors import DataError
from digitrec.learning.finder.targets import FINDER_KERNELS, KERNEL, targets_of
from digitrec.learning.pages.composed import ComposedPage

KERNEL_COLOUR, IGNORED_COLOUR = (60, 60, 230), (230, 160, 60)  # BGR


def write_page(page: ComposedPage, folder: Path, name: str) -> None:
    """Writes `NAME.png`, `NAME_ink.png`, `NAME_targets.png` (row kernels drawn in) and `NAME.json`.

    Raises:
        DataError: a file cannot be written.
    """
    pictures = {"": page.image, "_ink": page.ink, "_targets": drawn_targets(page)}
    try:
        for ending, picture in pictures.items():
            encoded = cv2.imencode(".png", picture)[1]
            (folder / f"{name}{ending}.png").write_bytes(encoded.tobytes())
        (folder / f"{name}.json").write_text(json.dumps(facts_of(page), indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise DataError(f"{folder} cannot be written ({error.strerror}). Name another folder.") from error


def facts_of(page: ComposedPage) -> dict[str, Any]:
    """Everything that is true of a page, for JSON: places in pixels, angles in radians."""
    digits = [
        {key: round(v, 3) if isinstance(v, float) else v for key, v in dataclasses.asdict(digit).items()}
        for digit in page.digits
    ]
    return {"text": page.text, "light_ink": page.light, "digits": digits}


def drawn_targets(page: ComposedPage) -> np.ndarray:
    """The page with the kernels of its rows and what is ignored drawn over it, (H, W, 3) uint8."""
    shape = page.image.shape[1::-1]
    kernel = targets_of(page, FINDER_KERNELS).kernel
    enlarged = cv2.resize(kernel, shape, interpolation=cv2.INTER_NEAREST)
    drawn = page.image.astype(np.float32)
    for mask, colour in ((enlarged == KERNEL, KERNEL_COLOUR), (page.ignored, IGNORED_COLOUR)):
        drawn[mask] = 0.5 * drawn[mask] + 0.5 * np.array(colour, np.float32)
    return drawn.astype(np.uint8)
