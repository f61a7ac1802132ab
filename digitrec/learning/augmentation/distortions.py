"""Distortions of one glyph's ink: smooth deformation, and what pens, paper and the page stages do to it.

The ink is first drawn on a field about three times the size the model sees, bent by one smooth map (affine
and elastic together; Simard et al. 2003), and then degraded. What comes out is ink again: it still goes down
the road (`page.normalise.to_model_input`) that every reading goes down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.augmentation import degradations
from digitrec.types import GLYPH_SIDE, Glyph, Ink

FIELD = 76  # pixels: the side of the field a digit is drawn on
DRAWN = 52  # pixels: the longest side of the digit there, before it is bent
LARGEST_REACH = 0.95 * FIELD / DRAWN  # how far a map may spread the digit, so that it stays on the field
LEAST_INK_LEFT = 0.7  # an effect that leaves less is undone: faint thin strokes would fall to pieces
FAINT = 70  # ink below this does not count
ELASTIC_KNOTS = 5  # a side: the grid of the elastic displacement
_PLACES = np.mgrid[0:FIELD, 0:FIELD].astype(np.float32) - np.float32(
    (FIELD - 1) / 2
)  # (2, FIELD, FIELD): y, x


@dataclass(frozen=True, slots=True)
class Distortions:
    """Strength and frequency of the distortions; probabilities are a glyph's.

    Args:
        plain: share of glyphs that are not distorted at all.
        rotation: standard deviation in degrees; at most twice that.
        slant: standard deviation of the x gained a unit of y.
        stretch: standard deviation of the logarithm of width over height.
        elastic: standard deviation of the displacement, in pixels of a 20-pixel digit.
        stretched_one: probability that a 1 is drawn up to four times as wide.
        redrawn: probability that the middle line is drawn again with a pen of one width.
        outlined: probability that only the outlines are left; never of a 1, for a hollow 1 is a narrow 0.
        thickness: probability of a thicker or thinner pen.
        tiny: probability of having been only 8 to 20 pixels tall.
        blur: probability of a blur, out of focus or swept.
        uneven: probability of ink that is darker here and fainter there.
        ragged: probability of a ragged threshold.
        hard: probability of a clean threshold.
        filled: probability that narrow loops and gaps run full.
        broken: probability of a gap, or of an erased rule, across the strokes.
        ruled: probability that a bit of a rule is left.
        neighbour: probability that something of a neighbour is left at a border.
        cut: probability that a border cuts the ends off.
        shift: standard deviation of the place in the 28x28 field, in pixels.
        zoom: standard deviation of the size in the 28x28 field.
    """

    plain: float = 0.12
    rotation: float = 7.0
    slant: float = 0.12
    stretch: float = 0.13
    elastic: float = 0.55
    stretched_one: float = 0.12
    redrawn: float = 0.1
    outlined: float = 0.03
    thickness: float = 0.35
    tiny: float = 0.2
    blur: float = 0.15
    uneven: float = 0.12
    ragged: float = 0.08
    hard: float = 0.3
    filled: float = 0.04
    broken: float = 0.05
    ruled: float = 0.03
    neighbour: float = 0.03
    cut: float = 0.05
    shift: float = 0.35
    zoom: float = 0.025


def milder(how: Distortions) -> Distortions:
    """Half of all glyphs plain, and the others distorted half as much or half as frequently."""
    halved = {field.name: getattr(how, field.name) / 2 for field in fields(how)}
    return Distortions(**halved | {"plain": max(0.5, how.plain)})


def distort(ink: Ink, rng: np.random.Generator, how: Distortions, label: int = -1) -> Ink:
    """Distorts one glyph.

    Args:
        ink: (H, W) uint8, 0 = paper, 255 = ink.
        rng: random numbers.
        how: strength and frequency.
        label: the class of the glyph; only a 1 is ever stretched to a slab, and never hollow.

    Returns:
        (H', W') uint8 ink; `ink` itself if nothing happened to it, and where nothing would be left of it.
    """
    if rng.random() < how.plain or not ink.any():
        return ink
    bent = _bend(ink, rng, how, label)
    if rng.random() < how.redrawn and (thin := degradations.redrawn(bent, rng)).any():
        bent = thin
    if label != 1 and rng.random() < how.outlined and (hollow := degradations.outlined(bent, rng)).any():
        bent = hollow
    for probability, effect in (
        (how.neighbour, degradations.neighbour),
        (how.filled, degradations.filled),
        (how.thickness, degradations.thickness),
        (how.broken, degradations.broken),
        (how.uneven, degradations.uneven),
        (how.blur, degradations.blur),
        (how.tiny, degradations.tiny),
        (how.ragged, degradations.ragged),
        (how.hard, degradations.hard),
        (how.ruled, degradations.ruled),
        (how.cut, degradations.cut),
    ):
        if rng.random() < probability:
            degraded = effect(bent, rng)
            bent = degraded if _share_of_ink(degraded) > LEAST_INK_LEFT * _share_of_ink(bent) else bent
    return bent if bent.any() else ink


def jitter(glyph: Glyph, rng: np.random.Generator, how: Distortions) -> Glyph:
    """Moves and zooms a glyph by a fraction of a pixel, and changes its contrast a little.

    Args:
        glyph: (28, 28) float32 in [0, 1].
        rng: random numbers.
        how: strength.

    Returns:
        (28, 28) float32 in [0, 1].
    """
    shift_x, shift_y, zoom, gamma = rng.standard_normal(4)
    scale = math.exp(how.zoom * zoom)
    middle = (GLYPH_SIDE - 1) / 2
    matrix = np.array(
        [
            [scale, 0.0, middle - scale * middle + how.shift * shift_x],
            [0.0, scale, middle - scale * middle + how.shift * shift_y],
        ]
    )
    moved = cv2.warpAffine(glyph, matrix, (GLYPH_SIDE, GLYPH_SIDE), flags=cv2.INTER_LINEAR)
    return np.clip(moved, 0.0, 1.0) ** np.float32(math.exp(0.15 * gamma))


def _share_of_ink(ink: Ink) -> float:
    return np.count_nonzero(ink > FAINT) / ink.size


def _bend(ink: Ink, rng: np.random.Generator, how: Distortions, label: int) -> Ink:
    """Draws the ink on the field through one affine and elastic map."""
    left, top, width, height = cv2.boundingRect(ink)
    back = _affine(rng, how, label) * (max(width, height) / DRAWN)
    rows, columns = _PLACES
    x = back[0, 0] * columns + back[0, 1] * rows + (left + (width - 1) / 2)
    y = back[1, 0] * columns + back[1, 1] * rows + (top + (height - 1) / 2)
    strength = how.elastic * abs(rng.standard_normal()) * max(width, height) / 20
    knots = rng.standard_normal((ELASTIC_KNOTS, ELASTIC_KNOTS, 2)).astype(np.float32) * np.float32(strength)
    waves = cv2.resize(knots, (FIELD, FIELD), interpolation=cv2.INTER_CUBIC)
    bent = cv2.remap(
        ink,
        (x + waves[..., 0]).astype(np.float32),
        (y + waves[..., 1]).astype(np.float32),
        cv2.INTER_CUBIC if max(width, height) < DRAWN else cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=0,
    )
    return np.asarray(bent, np.uint8)


def _affine(rng: np.random.Generator, how: Distortions, label: int) -> NDArray[np.float64]:
    """The map from the field back to the ink: (2, 2), of about unit size."""
    turn, slant, stretch = np.clip(rng.standard_normal(3), -2.0, 2.0)
    angle = math.radians(how.rotation * turn)
    wide = math.exp(0.5 * how.stretch * stretch)
    matrix = np.array([[wide, how.slant * slant], [0.0, 1.0 / wide]])
    if label == 1 and rng.random() < how.stretched_one:
        matrix = np.diag([rng.uniform(1.6, 4.0), 1.0])
    rotation = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    forth = rotation @ matrix
    reach = float(np.abs(forth).sum(axis=1).max())
    return np.asarray(np.linalg.inv(forth * min(1.0, LARGEST_REACH / reach)))
