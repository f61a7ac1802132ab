"""Further looks at a digit that is not plain: as other hands might have written it, leaning or turned."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.types import GLYPH_SIDE, NOT_A_DIGIT, Glyph, Glyphs, Probabilities

PLAIN = 0.999  # a digit is, if the model is this sure of it
LOOKS = ((0.12, 0.0), (-0.12, 0.0), (0.0, 6.0), (0.0, -6.0))
"""How a glyph is changed for each look: its lean (a tangent), its turn (degrees)."""


def is_plain(probability: NDArray[np.float32]) -> bool:
    """Whether a model's (10 or 11,) probabilities leave no doubt which digit it is."""
    return float(probability[:NOT_A_DIGIT].max()) >= PLAIN


def looked_again(
    glyphs: Sequence[Glyph],
    probabilities: Probabilities,
    doubtful: Sequence[int],
    ask: Callable[[Glyphs], Probabilities],
) -> Probabilities:
    """The probabilities of glyphs, some of them averaged over `LOOKS` (test time augmentation).

    Args:
        glyphs: N of them, (28, 28) float32.
        probabilities: (N, 10 or 11) float32, what the model says of them.
        doubtful: which to look at again.
        ask: asks the model.
    """
    if not doubtful:
        return probabilities
    asked = ask(np.stack([_seen(glyphs[number], *look) for look in LOOKS for number in doubtful]))
    looks = [probabilities[doubtful], *np.split(asked, len(LOOKS))]
    again = probabilities.copy()
    again[doubtful] = np.mean(looks, axis=0)
    return again


def _seen(glyph: Glyph, lean: float, turn: float) -> Glyph:
    """A glyph that leans to the right (positive) and is turned clockwise about its middle."""
    cosine, sine = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    change = np.array([[cosine, -sine], [sine, cosine]]) @ np.array([[1.0, -lean], [0.0, 1.0]])
    middle = np.full(2, (GLYPH_SIDE - 1) / 2)
    matrix = np.column_stack([change, middle - change @ middle])
    size = GLYPH_SIDE, GLYPH_SIDE
    return np.asarray(cv2.warpAffine(glyph, matrix, size), np.float32)
