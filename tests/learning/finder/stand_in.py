"""Pages that are made in a moment: bars for digits, on a grey sheet, with exact places."""

from __future__ import annotations

import math

import cv2
import numpy as np

from digitrec.learning.finder.shards import Pages
from digitrec.learning.finder.targets import FINDER_KERNELS, INK_KERNELS, KernelShape, targets_of
from digitrec.learning.pages.composed import ComposedPage, PlacedDigit
from digitrec.models.record import FINDER


def row_of_digits(
    row: int, x: float, y: float, height: float, count: int, gap: float = 0.2, angle: float = 0.0
) -> list[PlacedDigit]:
    """Digits half as wide as tall, `gap` heights apart, the first one at (x, y)."""
    step = (0.5 + gap) * height
    return [
        PlacedDigit(
            (row + place) % 10,
            row,
            x + place * step * math.cos(angle),
            y + place * step * math.sin(angle),
            0.5 * height,
            height,
            angle,
        )
        for place in range(count)
    ]


def page_of(
    digits: list[PlacedDigit],
    shape: tuple[int, int],
    ignored: np.ndarray | None = None,
    light: bool = False,
) -> ComposedPage:
    """A sheet with a bar for each digit."""
    ink = np.zeros(shape, np.uint8)
    for digit in digits:
        box = (digit.x, digit.y), (digit.width * 0.4, digit.height), math.degrees(digit.angle)
        cv2.fillPoly(ink, [np.rint(cv2.boxPoints(box)).astype(np.int32)], 255)
    paper, pen = (60, 220) if light else (200, 40)
    image = np.where(ink[..., None] > 0, pen, paper).repeat(3, axis=2).astype(np.uint8)
    hidden = np.zeros(shape, bool) if ignored is None else ignored
    return ComposedPage(image, ink, tuple(digits), hidden, light, np.zeros(shape, np.uint8))


def pages_for(network: str, count: int, seed: int, shape: tuple[int, int] = (64, 64)) -> Pages:
    """Pages with one row each, every third empty, in the form that trainings take."""
    rng = np.random.default_rng(seed)
    made = []
    for number in range(count):
        height = rng.uniform(14, 30)
        row = row_of_digits(0, rng.uniform(12, 20), rng.uniform(20, 44), height, int(rng.integers(1, 3)))
        made.append(page_of(row if number % 3 else [], shape, light=bool(rng.integers(2))))
    kernels: KernelShape = FINDER_KERNELS if network == FINDER else INK_KERNELS
    targets = [targets_of(page, kernels) for page in made]
    common = (
        np.stack([page.image for page in made]),
        np.stack([one.kernel for one in targets]),
        np.array([page.light for page in made]),
    )
    if network == FINDER:
        heights, ups = np.stack([one.height for one in targets]), np.stack([one.up for one in targets])
        return Pages(*common, heights=heights, ups=ups)
    return Pages(
        *common,
        ink=np.stack([page.ink for page in made]),
        ignored=np.stack([page.ignored for page in made]),
    )
