"""Writers of numbers: one writing style, one font, or digits of MNIST that could be of one writer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.data.dataset import Images
from digitrec.learning.pages.sources import PageSources
from digitrec.learning.sequences.variants import COPYBOOK_VARIANTS, NUMBER_VARIANTS
from digitrec.learning.synthetic.fonts import HandwritingFont, write_outline
from digitrec.learning.synthetic.miscuts import tight
from digitrec.learning.synthetic.pens import NO_PENS, PenSamples, pen_digit, sample_pen_style, write_sample
from digitrec.learning.synthetic.rng import pick
from digitrec.learning.synthetic.samples import ASPECTS
from digitrec.learning.synthetic.strings import HEIGHT, DigitWriter
from digitrec.learning.synthetic.strokes import WritingStyle, parse_variant, sample_style, write
from digitrec.page.normalise import stroke_width
from digitrec.types import Ink

OTHER_VARIANT = 0.12  # share of the digits that a writer writes in another variant than the usual one
COPYBOOK = 0.22  # share of the writing styles that have all digits as copybooks had them
CANDIDATES = 8  # digits of MNIST from which the one most like the others is taken
PEN_SHARE = 2.0  # how much a difference in pen width (in pixels of 28) counts beside one of slant
TALLEST = 1.7  # heights: a long stroke of a writer
FROM_PENS = 0.45  # share of the numbers in real handwriting, where there is any
FROM_STROKES = 0.42  # share of the others
FROM_A_FONT = 0.08
OF_SEVERAL_WRITERS = 0.06


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """Sources of digits.

    Args:
        digits: images of single digits, 28 pixels high.
        features: (N, 2) float32, slant and weighted pen width of each; see `features_of`.
        places: by label, the numbers of its images.
        fonts: handwriting fonts.
        pens: real handwriting.
        pages: what pages are composed of, if lines are to be found on pages too.
    """

    digits: Images
    features: NDArray[np.float32]
    places: tuple[NDArray[np.int64], ...]
    fonts: Sequence[HandwritingFont] = ()
    pens: PenSamples = NO_PENS
    pages: PageSources | None = None


def open_sources(
    digits: Images,
    fonts: Sequence[HandwritingFont] = (),
    pens: PenSamples = NO_PENS,
    pages: PageSources | None = None,
) -> Sources:
    """Measures the digits, which takes some 20 microseconds each."""
    features = np.array([features_of(ink) for ink in digits.inks], np.float32).reshape(-1, 2)
    places = tuple(np.flatnonzero(digits.labels == label) for label in range(10))
    return Sources(digits, features, places, fonts, pens, pages)


def features_of(ink: Ink) -> tuple[float, float]:
    """What digits of one writer have in common: the slant, and the width of the pen."""
    moments = cv2.moments(ink)
    slant = -moments["mu11"] / moments["mu02"] if moments["mu02"] else 0.0
    return slant, PEN_SHARE * 0.1 * stroke_width((ink >= 128).astype(np.uint8))


def sample_digit_writer(rng: np.random.Generator, sources: Sources) -> DigitWriter:
    """A random writer of a number: gives the digits, label by label."""
    if sources.pens.writers and rng.random() < FROM_PENS:
        return _pen_writer(rng, sources.pens)
    drawn = rng.random()
    if drawn < FROM_STROKES:
        return _stroke_writer(rng)
    if drawn < FROM_STROKES + FROM_A_FONT and sources.fonts:
        return _font_writer(rng, sources.fonts)
    if drawn < FROM_STROKES + FROM_A_FONT + OF_SEVERAL_WRITERS:
        writers = [_stroke_writer(rng), _stroke_writer(rng), glued(rng, sources), glued(rng, sources)]
        return lambda label: pick(rng, writers)(label)
    return glued(rng, sources)


def glued(rng: np.random.Generator, sources: Sources) -> DigitWriter:
    """Digits of a data set, chosen to resemble one another in slant and pen.

    Args:
        rng: random numbers.
        sources: what there is no image of is drawn from strokes.
    """
    from_strokes = _stroke_writer(rng)
    wanted = sources.features[int(rng.integers(len(sources.digits)))]

    def take(label: int) -> Ink:
        if not len(sources.places[label]):
            return from_strokes(label)
        numbers = rng.choice(sources.places[label], CANDIDATES)
        away = np.abs(sources.features[numbers] - wanted).sum(axis=1)
        ink = tight(sources.digits.inks[numbers[int(away.argmin())]])
        return _resized(ink, HEIGHT / max(8, ink.shape[0]))

    return take


def _stroke_writer(rng: np.random.Generator) -> DigitWriter:
    """A writing style: every label nearly always in the same variant, some with long strokes."""
    style = replace(sample_style(rng), height=float(HEIGHT), retrace=False)
    style = replace(style, pen=min(style.pen, 0.15), slant=style.slant + float(rng.normal(0.05, 0.12)))
    taught = COPYBOOK_VARIANTS if rng.random() < COPYBOOK else NUMBER_VARIANTS
    variants = {label: pick(rng, taught[label]) for label in range(10)}
    long = {label: _length(rng) for label in (1, 4, 6, 7, 9)} if rng.random() < 0.4 else {}

    def write_one(label: int) -> Ink:
        variant = variants[label] if rng.random() >= OTHER_VARIANT else pick(rng, NUMBER_VARIANTS[label])
        narrowest, widest = ASPECTS.get(label, (0.0, 9.0))
        scale = long.get(label, 1.0)
        own: WritingStyle = replace(
            style,
            aspect=min(max(style.aspect, narrowest), widest) / scale,
            height=style.height * scale,
            pen=style.pen / scale,
        )
        return tight(write(rng, parse_variant(variant), own))

    return write_one


def _pen_writer(rng: np.random.Generator, pens: PenSamples) -> DigitWriter:
    """A real writer: their own digits, one pen; what they did not write is somebody else's."""
    own = pick(rng, pens.writers)
    style = replace(sample_pen_style(rng), height=float(HEIGHT))
    style = replace(style, pen=min(style.pen, 0.17))

    def write_one(label: int) -> Ink:
        sample = pick(rng, own[label]) if label in own else pen_digit(rng, pens, label)
        return tight(write_sample(rng, sample, style))

    return write_one


def _length(rng: np.random.Generator) -> float:
    """How much longer than others a writer makes a digit with a stem; most of them no longer."""
    return float(np.clip(1.0 + abs(rng.normal(0, 0.25)), 1.0, TALLEST)) if rng.random() < 0.6 else 1.0


def _font_writer(rng: np.random.Generator, fonts: Sequence[HandwritingFont]) -> DigitWriter:
    """One font; what it lacks is drawn from strokes."""
    font, from_strokes = pick(rng, fonts), _stroke_writer(rng)
    style = replace(sample_style(rng), height=float(HEIGHT))

    def write_one(label: int) -> Ink:
        if str(label) not in font.outlines:
            return from_strokes(label)
        return tight(write_outline(rng, font.outlines[str(label)], style))

    return write_one


def _resized(ink: Ink, scale: float) -> Ink:
    size = max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale))
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_CUBIC), np.uint8)
