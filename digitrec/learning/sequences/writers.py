"""Whoever writes a number: one hand, one font, or digits of MNIST that could be of one hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.data.dataset import Images
from digitrec.learning.sequences.variants import NUMBER_FORMS
from digitrec.learning.synthetic.fonts import HandFont, write_outline
from digitrec.learning.synthetic.miscuts import tight
from digitrec.learning.synthetic.rng import pick
from digitrec.learning.synthetic.samples import ASPECTS
from digitrec.learning.synthetic.strings import HEIGHT
from digitrec.learning.synthetic.strokes import Hand, parse_form, sample_hand, write
from digitrec.page.normalise import stroke_width
from digitrec.types import Ink

Writer = Callable[[int], Ink]  # a label to one digit, tight, about `HEIGHT` high

OTHER_FORM = 0.12  # share of the digits that a hand writes in another form than its own
CANDIDATES = 8  # digits of MNIST from which the one most like the others is taken
PEN_SHARE = 2.0  # how much a difference in pen width (in pixels of 28) counts beside one of slant
TALLEST = 1.7  # heights: a long stroke of a hand
FORMED_BY_HAND = 0.42  # share of the numbers
FROM_A_FONT = 0.08
OF_MANY_HANDS = 0.06


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """Where digits come from.

    Args:
        digits: images of single digits, 28 pixels high.
        features: (N, 2) float32, slant and weighted pen width of each; see `features_of`.
        places: by label, the numbers of its images.
        fonts: handwriting fonts.
    """

    digits: Images
    features: NDArray[np.float32]
    places: tuple[NDArray[np.int64], ...]
    fonts: Sequence[HandFont] = ()


def open_sources(digits: Images, fonts: Sequence[HandFont] = ()) -> Sources:
    """Measures the digits, which takes some 20 microseconds each."""
    features = np.array([features_of(ink) for ink in digits.inks], np.float32).reshape(-1, 2)
    places = tuple(np.flatnonzero(digits.labels == label) for label in range(10))
    return Sources(digits, features, places, fonts)


def features_of(ink: Ink) -> tuple[float, float]:
    """What digits of one hand have in common: the slant, and the width of the pen."""
    moments = cv2.moments(ink)
    slant = -moments["mu11"] / moments["mu02"] if moments["mu02"] else 0.0
    return slant, PEN_SHARE * 0.1 * stroke_width((ink >= 128).astype(np.uint8))


def sample_writer(rng: np.random.Generator, sources: Sources) -> Writer:
    """Somebody who writes a number."""
    lot = rng.random()
    if lot < FORMED_BY_HAND:
        return _hand(rng)
    if lot < FORMED_BY_HAND + FROM_A_FONT and sources.fonts:
        return _font(rng, sources.fonts)
    if lot < FORMED_BY_HAND + FROM_A_FONT + OF_MANY_HANDS:
        writers = [_hand(rng), _hand(rng), glued(rng, sources), glued(rng, sources)]
        return lambda label: pick(rng, writers)(label)
    return glued(rng, sources)


def glued(rng: np.random.Generator, sources: Sources) -> Writer:
    """Digits of a data set, chosen to resemble one another in slant and pen.

    Args:
        rng: the source of all chance.
        sources: what there is no image of is written by hand.
    """
    by_hand = _hand(rng)
    wanted = sources.features[int(rng.integers(len(sources.digits)))]

    def take(label: int) -> Ink:
        if not len(sources.places[label]):
            return by_hand(label)
        numbers = rng.choice(sources.places[label], CANDIDATES)
        away = np.abs(sources.features[numbers] - wanted).sum(axis=1)
        ink = tight(sources.digits.inks[numbers[int(away.argmin())]])
        return _resized(ink, HEIGHT / max(8, ink.shape[0]))

    return take


def _hand(rng: np.random.Generator) -> Writer:
    """One hand: every label nearly always in the same form, some with long strokes."""
    hand = replace(sample_hand(rng), height=float(HEIGHT), retrace=False)
    hand = replace(hand, pen=min(hand.pen, 0.15), slant=hand.slant + float(rng.normal(0.05, 0.12)))
    forms = {label: pick(rng, NUMBER_FORMS[label]) for label in range(10)}
    long = {label: _length(rng) for label in (1, 4, 6, 7, 9)} if rng.random() < 0.4 else {}

    def write_one(label: int) -> Ink:
        form = forms[label] if rng.random() >= OTHER_FORM else pick(rng, NUMBER_FORMS[label])
        narrowest, widest = ASPECTS.get(label, (0.0, 9.0))
        scale = long.get(label, 1.0)
        own: Hand = replace(
            hand,
            aspect=min(max(hand.aspect, narrowest), widest) / scale,
            height=hand.height * scale,
            pen=hand.pen / scale,
        )
        return tight(write(rng, parse_form(form), own))

    return write_one


def _length(rng: np.random.Generator) -> float:
    """How much longer than others a hand writes a digit with a stem; most of them no longer."""
    return float(np.clip(1.0 + abs(rng.normal(0, 0.25)), 1.0, TALLEST)) if rng.random() < 0.6 else 1.0


def _font(rng: np.random.Generator, fonts: Sequence[HandFont]) -> Writer:
    """One font; what it lacks is written by hand."""
    font, by_hand = pick(rng, fonts), _hand(rng)
    hand = replace(sample_hand(rng), height=float(HEIGHT))

    def write_one(label: int) -> Ink:
        if str(label) not in font.outlines:
            return by_hand(label)
        return tight(write_outline(rng, font.outlines[str(label)], hand))

    return write_one


def _resized(ink: Ink, scale: float) -> Ink:
    size = max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale))
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_CUBIC), np.uint8)
