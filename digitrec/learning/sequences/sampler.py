"""Samples training lines: composed, put on paper, found again by the page's stages, made model input."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.errors import ModelError
from digitrec.learning.sequences.compose import compose
from digitrec.learning.sequences.paper import Pictured, picture
from digitrec.learning.sequences.parts import Composed
from digitrec.learning.sequences.writers import Sources
from digitrec.models.architectures.sequence import steps_of
from digitrec.models.places import shipped
from digitrec.page.components import Component, union_ink
from digitrec.page.normalise_line import to_line_input
from digitrec.page.segment import segment
from digitrec.page.specks import with_specks
from digitrec.reading.page import NO_FINDER, PageReader, load_page_reader
from digitrec.types import Ink

SEEN_HEIGHT = 40.0  # pixels of digits, where their ink is looked for
DRAWN = 0.3  # share of the lines that are ink already: drawings
TURNED = (0.25, 12.0)  # share of the lines that are turned, and by up to how many degrees
LITTLE_TURN = 1.5  # degrees, standard deviation of the others
LEAST_FOUND = 0.55  # of a digit's ink: a line with a digit of which less was found is not learned from
SEEN, LOST = 0.5, 0.2  # of a sign's ink: so much must be found for it to be read, or so little for it not to
WITH_SPECKS = 0.6  # share of the lines on paper that are taken as where signs are wanted
ATTEMPTS = 4
WIDEST = 512  # pixels of model input
MOST_DIGITS = 20  # of a line
MOST_CHARACTERS = 32  # of a line, signs among them


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A line to learn from.

    Args:
        image: (32, W) uint8, 255 = 1.0 of the model's input.
        text: its digits and signs, "" for none.
    """

    image: NDArray[np.uint8]
    text: str


def sample_line(rng: np.random.Generator, sources: Sources) -> Sample:
    """A line to learn from: at most `WIDEST`, and with no more digits than the model has steps for."""
    while True:
        line = turned(rng, compose(rng, sources))
        ink, text = line.ink, line.text
        if rng.random() >= DRAWN and not _mixed(line):
            ink, text = _found(rng, line)
        image = model_image(ink)
        if fits(image, text):
            return Sample(image, text)


def model_image(ink: Ink) -> NDArray[np.uint8]:
    """What a model sees of a line's ink; see `Sample`."""
    return np.rint(to_line_input(ink).image * 255).astype(np.uint8)


def fits(image: NDArray[np.uint8], text: str) -> bool:
    """Whether a line is not too wide or too long, and has steps for all its characters."""
    repeats = sum(a == b for a, b in pairwise(text))
    room = min(steps_of(image.shape[1]) - 1, MOST_CHARACTERS)
    return image.shape[1] <= WIDEST and len(text) + repeats <= room


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


def _mixed(line: Composed) -> bool:
    """Whether the ink of signs is not told from that of digits."""
    return not line.text.isdigit() and line.owners.max() < len(line.text)


def _found(rng: np.random.Generator, line: Composed) -> tuple[Ink, str]:
    """The line's ink as the page's stages find it on paper; as it was composed if they lose a digit."""
    for _ in range(ATTEMPTS):
        found = found_on(picture(rng, line), line.text, rng.random() < WITH_SPECKS)
        if found is not None:
            return found
    return line.ink, line.text


def found_on(page: Pictured, text: str, specks: bool) -> tuple[Ink, str] | None:
    """The ink of the heaviest line found in a picture, and its text without the signs that were lost.

    Args:
        page: the picture.
        text: what is written there.
        specks: whether specks belong to the line, as where signs are wanted.

    Returns:
        None if a digit was lost, or a sign in part.
    """
    page_ink = page_reader().ink_of(page.image, SEEN_HEIGHT / page.height)
    lines = segment(page_ink.ink, page_ink.stroke)
    if not lines:
        return None
    unions = [with_specks(line, page_ink.ink) if specks else union_ink(line.components) for line in lines]
    heaviest = max(unions, key=lambda union: union.mass)
    kept = _kept(text, _shares(heaviest, page_ink.place.scale, page.owners))
    return None if kept is None else (heaviest.ink, kept)


def _kept(text: str, shares: NDArray[np.float64]) -> str | None:
    """A text without the signs of which little was found; None if it cannot be said what is there."""
    if len(shares) != len(text):  # it was written whole
        return text if (shares >= LEAST_FOUND).all() else None
    kept = ""
    for character, share in zip(text, shares, strict=True):
        if share < (LEAST_FOUND if character.isdigit() else SEEN):
            if character.isdigit() or share > LOST:
                return None
            continue
        kept += character
    return kept


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


def _shares(found: Component, scale: float, owners: Ink) -> NDArray[np.float64]:
    """How much of every character's ink lies in the ink that was found, 0 to 1."""
    height, width = owners.shape
    seen = np.zeros((max(1, round(height * scale)) + 2, max(1, round(width * scale)) + 2), np.uint8)
    target = seen[found.top : found.top + found.ink.shape[0], found.left : found.left + found.ink.shape[1]]
    target[:] = found.ink[: target.shape[0], : target.shape[1]] >= 128
    seen = np.asarray(cv2.resize(seen[:-2, :-2], (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
    wanted = np.bincount(owners.ravel())[1:]
    kept = np.bincount(owners[seen > 0].ravel(), minlength=len(wanted) + 1)[1:]
    return np.where(wanted > 0, kept / np.maximum(wanted, 1), 1.0)
