"""Pages on their side or upside down: the shapes of their glyphs tell, each a little, which way up they lie.

A small perceptron says of every glyph how likely each of the four positions is. It looks at each glyph in all
four, so that it favours none; `learning.sequences.turning` fits it. Finder and ink network see upright pages
best, so that what is found from the right side tells most.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitrec.reading.found import Page, PlacedLine
from digitrec.types import GLYPH_SIDE, Box, Glyphs, Image, Line, Reading

WEIGHTS = Path(__file__).with_name("turning.npz")
POSITIONS = 4
TALL = 0.5  # heights: lower marks have no shape that would tell
MOST = 16  # glyphs of a page that are asked
TURNED = 0.02  # share of the square pictures that lie on one side, on the other, or upside down: each
SLENDER = 2  # power of height over width, by which that share is less for wide pictures, more for high ones
TRUST = 0.25  # how much of what the glyphs say counts: those of one page err alike
SURE = 0.93  # a page less likely to be upright is looked at from all four sides


@dataclass(frozen=True, slots=True, eq=False)
class Perceptron:
    """A hidden layer of rectifiers, and logits of the positions: upright, turned by 1, 2, 3 quarters.

    Args:
        hidden: (729, N) float32, weights of the hidden layer.
        hidden_bias: (N,) float32.
        answer: (N, 4) float32, weights of the logits.
        answer_bias: (4,) float32.
    """

    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    answer: NDArray[np.float32]
    answer_bias: NDArray[np.float32]

    def log_probabilities(self, glyphs: Glyphs) -> NDArray[np.float32]:
        """How likely each glyph is turned anticlockwise by 0 to 3 quarters: (N, 28, 28) to (N, 4)."""
        total = np.zeros((len(glyphs), POSITIONS), np.float32)
        for quarters in range(POSITIONS):
            seen = turned(glyphs, quarters)
            logits = np.maximum(seen @ self.hidden + self.hidden_bias, 0) @ self.answer + self.answer_bias
            total += np.roll(logits, -quarters, axis=1) / POSITIONS
        return np.asarray(total - np.logaddexp.reduce(total, axis=1, keepdims=True), np.float32)


def turned(glyphs: Glyphs, quarters: int) -> NDArray[np.float32]:
    """Glyphs turned anticlockwise about their middle, as the perceptron sees them: (N, 28, 28) to (N, 729).

    Their middle is that of pixel 14: without the first row and column they turn about it exactly.
    """
    return np.rot90(glyphs[:, 1:, 1:], quarters, (1, 2)).reshape(len(glyphs), (GLYPH_SIDE - 1) ** 2)


@cache
def load_perceptron(path: Path = WEIGHTS) -> Perceptron:
    """The one that comes with digitrec, or another."""
    with np.load(path) as file:
        return Perceptron(**{name: file[name].astype(np.float32) for name in file.files})


def glyphs_of(lines: Sequence[PlacedLine], most: int = MOST) -> Glyphs:
    """The glyphs of lines that are tall enough to have a shape, (N, 28, 28); of too many, every nth."""
    tall = [
        component
        for one in lines
        for component in one.line.components
        if max(component.ink.shape) >= TALL * one.line.height
    ]
    chosen = tall[:: -(-len(tall) // most)] if tall else []
    return np.stack([one.glyph for one in chosen]) if chosen else np.zeros((0, 28, 28), np.float32)


def votes_of(lines: Sequence[PlacedLine]) -> NDArray[np.float32]:
    """Log likelihoods, (4,), that a page with these lines is turned anticlockwise by 0 to 3 quarters."""
    return np.asarray(
        TRUST * load_perceptron().log_probabilities(glyphs_of(lines)).sum(axis=0, dtype=np.float32)
    )


def read_upright(
    image: Image, find: Callable[[Image], Page], read: Callable[[Page, tuple[int, ...]], Reading]
) -> Reading:
    """Reads a page, whichever way up it lies.

    Of a page that is not upright for sure, or of which nothing is read as it lies, the glyphs that are found
    from all four sides are asked.

    Args:
        image: (H, W) or (H, W, 3|4) uint8.
        find: finds the lines of an image that is upright.
        read: reads a page in an image of that shape.

    Returns:
        The reading, its boxes in pixels of `image`.
    """
    page = find(image)
    votes = _before(image.shape) + votes_of(page.lines)
    upright: Reading | None = None
    if not page.lines or votes[0] - np.logaddexp.reduce(votes) >= math.log(SURE):
        upright = read(page, image.shape)
        if upright.digits or not page.lines:
            return upright
    pages, shapes = [page], [image.shape]
    for quarters in range(1, POSITIONS):
        view = np.ascontiguousarray(np.rot90(image, quarters))
        pages.append(find(view))
        shapes.append(view.shape)
        votes += np.roll(votes_of(pages[-1].lines), -quarters)
    back = -int(votes.argmax()) % POSITIONS
    if back:
        reading = read(pages[back], shapes[back])
        if reading.digits:
            return _turned_back(reading, image.shape, back)
    return read(page, image.shape) if upright is None else upright


def _before(shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Log probabilities, (4,), that an image of that shape is turned by 0 to 3 quarters, whatever it shows.

    Numbers run along an image's longer side, the more so the longer it is.
    """
    aside = TURNED * (shape[0] / shape[1]) ** SLENDER
    odds = np.log([1 - 3 * TURNED, aside, TURNED, aside])
    return np.asarray(odds - np.logaddexp.reduce(odds))


def _turned_back(reading: Reading, shape: tuple[int, ...], quarters: int) -> Reading:
    """The reading of an image turned anticlockwise, for the image of that shape as it was."""

    def back(box: Box) -> Box:
        for width in [shape[1], shape[0], shape[1]][quarters - 1 :: -1]:
            box = Box(width - box.bottom, box.left, width - box.top, box.right)
        return box

    lines = tuple(
        Line(tuple(replace(digit, box=back(digit.box)) for digit in line.digits)) for line in reading.lines
    )
    refused = tuple(replace(part, box=back(part.box)) for part in reading.refused)
    return replace(reading, lines=lines, refused=refused, rotation=(reading.rotation + 90 * quarters) % 360)
