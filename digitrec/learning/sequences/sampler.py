"""Samples training lines: composed, put on paper, found again by the page's stages, made model input."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.errors import ModelError
from digitrec.learning.sequences.compose import Composed, compose
from digitrec.learning.sequences.paper import Pictured, picture
from digitrec.learning.sequences.writers import Sources
from digitrec.models.architectures.sequence import steps_of
from digitrec.models.places import shipped
from digitrec.page.components import Component, union_ink
from digitrec.page.normalise_line import to_line_input
from digitrec.page.segment import segment
from digitrec.reading.page import NO_FINDER, PageReader, load_page_reader
from digitrec.types import Ink

SEEN_HEIGHT = 40.0  # pixels of digits, where their ink is looked for
DRAWN = 0.3  # share of the lines that are ink already: drawings
TURNED = (0.25, 12.0)  # share of the lines that are turned, and by up to how many degrees
LITTLE_TURN = 1.5  # degrees, standard deviation of the others
LEAST_FOUND = 0.55  # of a digit's ink: a line with a digit of which less was found is not learned from
ATTEMPTS = 4
WIDEST = 512  # pixels of model input
MOST_DIGITS = 20  # of a line


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A line to learn from.

    Args:
        image: (32, W) uint8, 255 = 1.0 of the model's input.
        text: its digits, "" for none.
    """

    image: NDArray[np.uint8]
    text: str


def sample_line(rng: np.random.Generator, sources: Sources) -> Sample:
    """A line to learn from: at most `WIDEST`, and with no more digits than the model has steps for."""
    while True:
        line = turned(rng, compose(rng, sources))
        image = model_image(line.ink if rng.random() < DRAWN else _found(rng, line))
        if fits(image, line.text):
            return Sample(image, line.text)


def model_image(ink: Ink) -> NDArray[np.uint8]:
    """What a model sees of a line's ink; see `Sample`."""
    return np.rint(to_line_input(ink).image * 255).astype(np.uint8)


def fits(image: NDArray[np.uint8], text: str) -> bool:
    """Whether a line is not too wide, and has steps for all its digits."""
    repeats = sum(a == b for a, b in pairwise(text))
    return image.shape[1] <= WIDEST and len(text) + repeats < steps_of(image.shape[1])


def turned(rng: np.random.Generator, line: Composed) -> Composed:
    """The line on a slope: most of them a little, some a lot."""
    share, most = TURNED
    angle = float(rng.uniform(-most, most)) if rng.random() < share else float(rng.normal(0, LITTLE_TURN))
    height, width = line.ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = int(height * sine + width * cosine) + 2, int(height * cosine + width * sine) + 2
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    ink = cv2.warpAffine(line.ink, matrix, size, flags=cv2.INTER_LINEAR)
    owners = cv2.warpAffine(line.owners, matrix, size, flags=cv2.INTER_NEAREST)
    return Composed(np.asarray(ink, np.uint8), np.asarray(owners, np.uint8), line.text)


def _found(rng: np.random.Generator, line: Composed) -> Ink:
    """The line's ink as the page's stages find it on paper; as it was composed if they lose a digit."""
    for _ in range(ATTEMPTS):
        ink = found_on(picture(rng, line))
        if ink is not None:
            return ink
    return line.ink


def found_on(page: Pictured) -> Ink | None:
    """The ink of the heaviest line found in a picture; None if one of its digits was lost."""
    page_ink = page_reader().ink_of(page.image, SEEN_HEIGHT / page.height)
    lines = segment(page_ink.ink, page_ink.stroke)
    if not lines:
        return None
    unions = [union_ink(line.components) for line in lines]
    heaviest = max(unions, key=lambda union: union.mass)
    return heaviest.ink if _is_whole(heaviest, page_ink.place.scale, page.owners) else None


@cache
def page_reader() -> PageReader:
    """What finds the ink of lines on paper, opened once in every process.

    Raises:
        ModelError: it was not trained yet.
    """
    page, _ = load_page_reader(shipped(), threads=1)
    if page is None:
        raise ModelError(NO_FINDER)
    return page


def _is_whole(found: Component, scale: float, owners: Ink) -> bool:
    """Whether enough of every digit's ink lies in the ink that was found."""
    height, width = owners.shape
    seen = np.zeros((max(1, round(height * scale)) + 2, max(1, round(width * scale)) + 2), np.uint8)
    target = seen[found.top : found.top + found.ink.shape[0], found.left : found.left + found.ink.shape[1]]
    target[:] = found.ink[: target.shape[0], : target.shape[1]] >= 128
    seen = np.asarray(cv2.resize(seen[:-2, :-2], (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
    wanted = np.bincount(owners.ravel())[1:]
    kept = np.bincount(owners[seen > 0].ravel(), minlength=len(wanted) + 1)[1:]
    return bool(np.all(kept >= LEAST_FOUND * np.maximum(wanted, 1)))
