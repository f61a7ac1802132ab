"""Images that `bench` draws to time the reading of them."""

from __future__ import annotations

import cv2
import numpy as np

from digitrec.types import Image

PAPER, INK = 225, 45  # grey levels
PEN = 0.09  # width of a stroke, in heights of a digit
SCALE_OF_HEIGHT = 1 / 22  # Hershey digits are about 22 pixels tall at scale 1


def frame() -> Image:
    """A 640x480 camera frame with five digits on paper under uneven light, (480, 640, 3) uint8."""
    return _page(640, 480, ["13540"], height=80)


def photo() -> Image:
    """A 12-megapixel photo of a page with three lines, (3000, 4000, 3) uint8."""
    return _page(4000, 3000, ["2718281", "31415926", "1618033"], height=260)


def cheque() -> Image:
    """The amount of a cheque, cut out, (90, 420, 3) uint8."""
    return _page(420, 90, ["186200"], height=52)


def digit() -> Image:
    """The ink of one digit, (120, 90) uint8, 0 = paper, 255 = ink."""
    ink = np.zeros((120, 90), np.uint8)
    _write(ink, "3", (18, 95), 70, 255)
    return ink


def _page(width: int, height_of_page: int, rows: list[str], height: int) -> Image:
    page = np.full((height_of_page, width), PAPER, np.uint8)
    for number, text in enumerate(rows):
        middle = round(height_of_page * (number + 1) / (len(rows) + 1))
        _write(page, text, (round(0.08 * width), middle + height // 2), height, INK)
    light = np.linspace(1.0, 0.65, width, dtype=np.float32)[np.newaxis, :]
    grain = np.random.default_rng(1).normal(0, 4, page.shape).astype(np.float32)
    grey = np.clip(page * light + grain, 0, 255).astype(np.uint8)
    return np.dstack([grey, grey, grey])


def _write(page: Image, text: str, at: tuple[int, int], height: int, level: int) -> None:
    scale, pen = height * SCALE_OF_HEIGHT, max(2, round(PEN * height))
    cv2.putText(page, text, at, cv2.FONT_HERSHEY_SIMPLEX, scale, level, pen, cv2.LINE_AA)
