"""Synthetic negatives: ink that is not a digit, as a reader meets it and as its own wrong cuts give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from digitrec.learning.synthetic.fonts import HandwritingFont, write_outline
from digitrec.learning.synthetic.letters import FREQUENT_LETTERS, LETTER_VARIANTS
from digitrec.learning.synthetic.marks import blob, cloud, guilloche, scribble, sign
from digitrec.learning.synthetic.miscuts import Draw, digit_and_part, digits_from, half, run_of_digits
from digitrec.learning.synthetic.rng import pick
from digitrec.learning.synthetic.samples import write_digit
from digitrec.learning.synthetic.strokes import broad, parse_variant, sample_style, write
from digitrec.types import Ink

FREQUENT_SHARE = 0.6  # of the letters
WRITTEN_SHARE = 0.3  # of the digits in runs and parts are written by strokes, the rest come from the images

FONT_LETTERS = "".join(letter for letter in LETTER_VARIANTS if letter not in "fh")
"""The letters taken from fonts: those of strokes, without the ones whose shape differs much among fonts."""


@dataclass(frozen=True, slots=True)
class NegativeWeights:
    """Weights of the kinds of negatives; they need not sum to 1, and the names are those of `KINDS`."""

    letters: float = 0.26
    font_letters: float = 0.2
    runs: float = 0.2
    halves: float = 0.03
    digit_and_part: float = 0.07
    signs: float = 0.08
    scribbles: float = 0.06
    blobs: float = 0.03
    clouds: float = 0.03
    guilloches: float = 0.02

    def __post_init__(self) -> None:
        weights = asdict(self).values()
        if min(weights) < 0 or sum(weights) <= 0:
            raise ValueError(f"Weights must not be negative and not all zero, got {self}.")


@dataclass(frozen=True, slots=True)
class Sources:
    """Sources of negatives: random numbers, a source of digits, and fonts."""

    rng: np.random.Generator
    digit: Draw
    fonts: Sequence[HandwritingFont]


def sample_negative(
    rng: np.random.Generator,
    digits: NDArray[np.uint8],
    labels: NDArray[np.integer],
    fonts: Sequence[HandwritingFont] = (),
    weights: NegativeWeights | None = None,
) -> Ink:
    """Ink that is not a digit.

    Args:
        rng: random numbers: the same state gives the same ink.
        digits: (N, 28, 28) uint8 ink of digits, for runs and parts; if there are none, digits are written.
        labels: (N,) their labels.
        fonts: handwriting fonts for letters; strokes alone if empty.
        weights: how much of each kind.

    Returns:
        (H, W) uint8, 0 = paper, 255 = ink.
    """
    by_kind = asdict(weights or NegativeWeights())
    shares = np.cumsum(list(by_kind.values()))
    kind = list(by_kind)[int(np.searchsorted(shares, rng.random() * shares[-1], side="right"))]
    return negative_of(kind, rng, digits, labels, fonts)


def negative_of(
    kind: str,
    rng: np.random.Generator,
    digits: NDArray[np.uint8],
    labels: NDArray[np.integer],
    fonts: Sequence[HandwritingFont] = (),
) -> Ink:
    """Ink of one kind, a name of `KINDS`; the rest as in `sample_negative`."""

    def written(label: int | None) -> tuple[Ink, int]:
        chosen = int(rng.integers(10)) if label is None else label
        return write_digit(rng, chosen, sample_style(rng), fonts), chosen

    source = digits_from(rng, digits, labels, written, WRITTEN_SHARE)
    return KINDS[kind](Sources(rng, source, fonts))


def sample_letter(rng: np.random.Generator, choice: str) -> str:
    """One of the letters of `choice`, those that are quite unlike digits more often than others."""
    frequent = "".join(c for c in choice if c in FREQUENT_LETTERS)
    pool = frequent if frequent and rng.random() < FREQUENT_SHARE else choice
    return pick(rng, pool)


def _letter(sources: Sources) -> Ink:
    rng = sources.rng
    variants = LETTER_VARIANTS[sample_letter(rng, "".join(LETTER_VARIANTS))]
    return write(rng, parse_variant(pick(rng, variants)), broad(sample_style(rng)))


def _font_letter(sources: Sources) -> Ink:
    rng = sources.rng
    if not sources.fonts:
        return _letter(sources)
    font = pick(rng, sources.fonts)
    choice = font.only(FONT_LETTERS)
    if not choice:
        return _letter(sources)
    return write_outline(rng, font.outlines[sample_letter(rng, choice)], broad(sample_style(rng)))


KINDS: dict[str, Callable[[Sources], Ink]] = {
    "letters": _letter,
    "font_letters": _font_letter,
    "runs": lambda sources: run_of_digits(sources.rng, sources.digit),
    "halves": lambda sources: half(sources.rng, sources.digit),
    "digit_and_part": lambda sources: digit_and_part(sources.rng, sources.digit),
    "signs": lambda sources: sign(sources.rng),
    "scribbles": lambda sources: scribble(sources.rng),
    "blobs": lambda sources: blob(sources.rng),
    "clouds": lambda sources: cloud(sources.rng),
    "guilloches": lambda sources: guilloche(sources.rng),
}
"""Every kind of negative by the name of its weight in `NegativeWeights`."""
