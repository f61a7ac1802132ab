"""Single synthetic digits, from pen strokes or from a handwriting font."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from digitrec.learning.synthetic.digits import DIGIT_VARIANTS, RARE_DIGIT_VARIANTS
from digitrec.learning.synthetic.fonts import HandwritingFont, write_outline
from digitrec.learning.synthetic.rng import pick
from digitrec.learning.synthetic.strokes import WritingStyle, parse_variant, sample_style, write
from digitrec.types import Ink

FROM_FONTS = 0.25  # share of digits that come from a font, if there is any
RARE = 0.03  # share of digits in a variant that few people use
CUT = 0.04  # share of digits that a tight crop cuts at one side
SLAB = 0.07  # share of ones that are as broad as a plank: small bitmaps and wide markers make them
SLENDER = 1  # the label of the digit that is one stroke
ASPECTS = {1: (0.5, 1.25), 7: (0.75, 1.9)}  # a wide 1 is a 7, and a narrow 7 a 1
DEEPEST_CUT = 0.1  # of the side; more would make another digit of some


def sample_digit(rng: np.random.Generator, fonts: Sequence[HandwritingFont] = ()) -> tuple[Ink, int]:
    """One digit in a writing style of its own.

    Args:
        rng: random numbers: the same state gives the same digit.
        fonts: handwriting fonts to mix in; strokes alone if empty.

    Returns:
        Ink (H, W) uint8, 0 = paper, 255 = ink, with little paper around it, and the label, 0 to 9.
    """
    label = int(rng.integers(10))
    ink = write_digit(rng, label, sample_style(rng), fonts)
    return (cut_at_border(rng, ink) if rng.random() < CUT else ink), label


def write_digit(
    rng: np.random.Generator, label: int, style: WritingStyle, fonts: Sequence[HandwritingFont] = ()
) -> Ink:
    """A given digit in a given writing style.

    Args:
        rng: random numbers.
        label: 0 to 9.
        style: how to write it.
        fonts: handwriting fonts to mix in.

    Returns:
        (H, W) uint8 ink.
    """
    narrowest, widest = ASPECTS.get(label, (0.0, 9.0))
    style = replace(style, aspect=min(max(style.aspect, narrowest), widest))
    if fonts and rng.random() < FROM_FONTS:
        font = pick(rng, fonts)
        if str(label) in font.outlines:
            return write_outline(rng, font.outlines[str(label)], style)
    rare = label in RARE_DIGIT_VARIANTS and rng.random() < RARE
    if label == SLENDER and rng.random() < SLAB:
        style = replace(
            style, pen=float(rng.uniform(0.22, 0.42)), aspect=0.5, pressure=float(rng.uniform(0, 0.4))
        )
    variants = (RARE_DIGIT_VARIANTS if rare else DIGIT_VARIANTS)[label]
    return write(rng, parse_variant(pick(rng, variants)), style)


def cut_at_border(rng: np.random.Generator, ink: Ink) -> Ink:
    """Ink as a crop that is a little too tight shows it: one side is missing."""
    height, width = ink.shape
    rows, columns = int(height * DEEPEST_CUT * rng.random()), int(width * DEEPEST_CUT * rng.random())
    top, bottom, left, right = [
        (rows, height, 0, width),
        (0, height - rows, 0, width),
        (0, height, columns, width),
        (0, height, 0, width - columns),
    ][rng.integers(4)]
    return ink[top:bottom, left:right]
