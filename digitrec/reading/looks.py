"""Further looks at a digit that is not plain: as other hands might have written it, leaning or turned."""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np

from digitrec.types import GLYPH_SIDE, NOT_A_DIGIT, Glyphs, Probabilities

PLAIN = 0.999  # a digit is, if the model is this sure of it
LOOKS = ((0.12, 0.0), (-0.12, 0.0), (0.0, 6.0), (0.0, -6.0))
"""How a glyph is changed for each look: its lean (a tangent), its turn (degrees)."""


def looked_again(
    glyphs: Glyphs, probabilities: Probabilities, ask: Callable[[Glyphs], Probabilities]
) -> Probabilities:
    """The probabilities of glyphs, those that are not plain averaged over `LOOKS` (test time augmentation).

    Args:
        glyphs: (N, 28, 28) float32.
        probabilities: (N, 10 or 11) float32, what the model says of them.
        ask: asks the model.
    """
    doubtful = np.flatnonzero(probabilities[:, :NOT_A_DIGIT].max(axis=1, initial=0) < PLAIN)
    if not doubtful.size:
        return probabilities
    asked = ask(np.concatenate([_seen(glyphs[doubtful], *look) for look in LOOKS]))
    looks = [probabilities[doubtful], *np.split(asked, len(LOOKS))]
    again = probabilities.copy()
    again[doubtful] = np.mean(looks, axis=0)
    return again


def _seen(glyphs: Glyphs, lean: float, turn: float) -> Glyphs:
    """Glyphs that lean to the right (positive) and are turned clockwise about their middle."""
    cosine, sine = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    change = np.array([[cosine, -sine], [sine, cosine]]) @ np.array([[1.0, -lean], [0.0, 1.0]])
    middle = np.full(2, (GLYPH_SIDE - 1) / 2)
    matrix = np.column_stack([change, middle - change @ middle])
    size = GLYPH_SIDE, GLYPH_SIDE
    return np.stack([cv2.warpAffine(glyph, matrix, size) for glyph in glyphs]).astype(np.float32)
