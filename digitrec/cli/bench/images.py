"""Test images for `bench`: handwritten digits of MNIST's test set on paper."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.types import Image, Ink

PAPER, INK = 225, 45  # grey levels
STEP = 0.8  # from digit to digit, in sides of an MNIST image


def frame() -> Image:
    """A 640x480 camera frame with five digits on paper under uneven light, (480, 640, 3) uint8."""
    return _page(640, 480, ["13540"], side=110)


def camera() -> Image:
    """A 1280x720 camera frame: a sheet with five digits before something darker, (720, 1280, 3) uint8."""
    sheet = cv2.resize(frame(), (800, 600), interpolation=cv2.INTER_AREA)
    scene = np.full((720, 1280, 3), (70, 80, 90), np.uint8)
    scene[60:660, 240:1040] = sheet
    return scene


def photo() -> Image:
    """A 12-megapixel photo of a page with three lines, (3000, 4000, 3) uint8."""
    return _page(4000, 3000, ["2718281", "31415926", "1618033"], side=400)


def cheque() -> Image:
    """The amount of a cheque, cut out, (90, 420, 3) uint8."""
    return _page(420, 90, ["186200"], side=72)


def canvas() -> Ink:
    """The canvas of the draw window with ten digits in two rows, (480, 720) uint8, 0 = paper, 255 = ink."""
    return np.asarray(255 * _ink(720, 480, ["13540", "86279"], side=130), np.uint8)


def digit() -> Ink:
    """The ink of one digit, (120, 120) uint8, 0 = paper, 255 = ink."""
    return _enlarged(3, 120)


@cache
def _handwriting() -> dict[int, NDArray[np.uint8]]:
    """One image of each digit."""
    with as_file(files("digitrec.datasets") / "mnist.npz") as path, np.load(path) as data:
        images, labels = data["x_test"], data["y_test"]
    return {label: images[int(np.flatnonzero(labels == label)[0])] for label in range(10)}


def _enlarged(label: int, side: int) -> Ink:
    enlarged = cv2.resize(_handwriting()[label], (side, side), interpolation=cv2.INTER_CUBIC)
    return np.asarray(enlarged, np.uint8)


def _ink(width: int, height: int, rows: list[str], side: int) -> NDArray[np.float32]:
    """Rows of digits from the left, 0 = paper, 1 = ink."""
    ink = np.zeros((height, width), np.float32)
    for number, row in enumerate(rows):
        top = round(height * (number + 1) / (len(rows) + 1)) - side // 2
        for place, label in enumerate(row):
            left = round(0.05 * width + place * STEP * side)
            part = ink[top : top + side, left : left + side]
            np.maximum(part, _enlarged(int(label), side) / np.float32(255), out=part)
    return ink


def _page(width: int, height: int, rows: list[str], side: int) -> Image:
    ink = _ink(width, height, rows, side)
    light = np.linspace(1.0, 0.65, width, dtype=np.float32)[np.newaxis, :]
    grain = np.random.default_rng(1).normal(0, 4, ink.shape).astype(np.float32)
    grey = np.clip((PAPER + (INK - PAPER) * ink) * light + grain, 0, 255).astype(np.uint8)
    return np.dstack([grey, grey, grey])
