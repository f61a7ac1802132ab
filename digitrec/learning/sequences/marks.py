"""Marks and signs within numbers, as one writer makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from digitrec.learning.data.strokes import PenSample
from digitrec.learning.sequences.parts import Part
from digitrec.learning.sequences.variants import SIGN_VARIANTS
from digitrec.learning.synthetic.miscuts import tight
from digitrec.learning.synthetic.pens import PenSamples, sample_pen_style, span_of, write_sample
from digitrec.learning.synthetic.rng import pick
from digitrec.learning.synthetic.strings import HEIGHT
from digitrec.learning.synthetic.strokes import WritingStyle, parse_variant, sample_style, write

Mark = tuple[str, float, str]  # strokes, the share among marks of its kind, and what it is read as
SignWriter = Callable[[str], Part]

REAL_SIGNS = 0.6  # share of the lines whose signs are real samples, where there are any
FAR = 0.12  # share of the signs that stand away from the digit before them
SIZES: dict[str, tuple[float, float]] = {
    ".": (0.02, 0.13),
    ",": (0.14, 0.38),
    "-": (0.22, 0.7),
    "/": (0.95, 1.5),
    "+": (0.38, 0.8),
}
"""The longer side of a real sign, without the pen, in heights of a digit."""
MIDDLES: dict[str, tuple[float, float]] = {
    ".": (0.95, 0.08),
    ",": (1.02, 0.07),
    "-": (0.55, 0.09),
    "/": (0.52, 0.07),
    "+": (0.55, 0.08),
}
"""How far its middle lies below the top of the digits, in heights: the mean and its standard deviation."""


def draw_mark(rng: np.random.Generator, variants: Sequence[Mark]) -> Mark:
    """One of the marks, by their shares."""
    shares = np.cumsum([share for _, share, _ in variants])
    return variants[int(np.searchsorted(shares, rng.random() * shares[-1], side="right"))]


def mark(rng: np.random.Generator, variant: str, pen: float, character: str = "") -> Part:
    """A mark in strokes.

    Args:
        rng: random numbers.
        variant: its strokes; see `synthetic.strokes`.
        pen: width of the digits' pen, heights.
        character: what it is read as; "" for nothing.
    """
    style = replace(
        sample_style(rng),
        height=float(HEIGHT),
        slant=float(rng.normal(0.1, 0.15)),
        aspect=float(rng.uniform(0.7, 1.4)),
        pen=float(pen * rng.uniform(0.85, 1.25)),
        turn=float(rng.normal(0, 0.1)),
    )
    ink = write(rng, parse_variant(variant), _leaning(style, character))
    rows = np.flatnonzero(ink.max(axis=1) > 60)
    high = min(float(point.lstrip("!").split(",")[1]) for point in variant.replace(";", " ").split()) / 100
    top = round(high * HEIGHT - pen * HEIGHT / 2 + float(rng.normal(0, 0.05)) * HEIGHT)
    return Part(tight(ink) if rows.size else ink, top, _gap(rng), character)


def _leaning(style: WritingStyle, sign: str) -> WritingStyle:
    """The style, in which a slash never leans less than by itself: an upright one is a 1."""
    return replace(style, slant=abs(style.slant), turn=abs(style.turn)) if sign == "/" else style


def sample_sign_writer(rng: np.random.Generator, pens: PenSamples, pen: float) -> SignWriter:
    """Somebody who writes signs: gives them one by one.

    Args:
        rng: random numbers.
        pens: real handwriting.
        pen: width of the digits' pen, heights.
    """
    own = pick(rng, pens.signs) if pens.signs and rng.random() < REAL_SIGNS else {}

    def write_one(sign: str) -> Part:
        if sign in own:
            return _real(rng, own, sign, pen)
        return mark(rng, pick(rng, SIGN_VARIANTS[sign]), pen, sign)

    return write_one


def _real(rng: np.random.Generator, own: Mapping[str, tuple[PenSample, ...]], sign: str, pen: float) -> Part:
    """A real sample, as large as its sign is and where it stands."""
    sample = pick(rng, own[sign])
    height = HEIGHT * float(rng.uniform(*SIZES[sign])) / span_of(sample)
    width = pen * HEIGHT * float(rng.uniform(0.85, 1.25))
    style = _leaning(replace(sample_pen_style(rng), height=height, pen=width / height), sign)
    ink = tight(write_sample(rng, sample, style))
    middle, spread = MIDDLES[sign]
    top = round(HEIGHT * float(rng.normal(middle, spread)) - ink.shape[0] / 2)
    return Part(ink, top, _gap(rng), sign)


def _gap(rng: np.random.Generator) -> float:
    """Heights between a sign and the digit before it: little, but somebody leaves room for signs."""
    return float(rng.uniform(0.2, 0.7) if rng.random() < FAR else rng.normal(0.1, 0.1))
