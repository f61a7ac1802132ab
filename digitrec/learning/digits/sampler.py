"""Samples the glyphs of an epoch: MNIST, rendered digits and things that are no digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from digitrec.learning import synthetic
from digitrec.learning.augmentation.distortions import Distortions, distort, jitter, milder
from digitrec.learning.data.dataset import Images, Labels
from digitrec.learning.synthetic.pens import NO_PENS, PenSamples, pen_digit, sample_pen_style, write_sample
from digitrec.learning.synthetic.rng import pick
from digitrec.learning.synthetic.strokes import broad
from digitrec.page.normalise import to_model_input
from digitrec.types import GLYPH_SIDE, NOT_A_DIGIT, Glyph, Glyphs, Ink

RENDERED, NEGATIVE = -1, -2  # in an epoch's order, beside the numbers of MNIST's images
PEN_DIGITS, PEN_NEGATIVES = 0.65, 0.4  # shares of real pen strokes, where there are any
VALIDATION_NEGATIVES = 3_000
VALIDATION_NEGATIVES_SEED = 1999  # the negatives to validate on are the same for every training


@dataclass(frozen=True, slots=True)
class Sampling:
    """Shares of the kinds of glyphs in an epoch, and their distortions.

    Args:
        rendered: rendered digits for each digit of MNIST.
        negatives: things that are no digit, for each digit of MNIST.
        distortions: of every glyph, whatever its source.
    """

    rendered: float = 0.45
    negatives: float = 0.42
    distortions: Distortions = field(default_factory=Distortions)

    def __post_init__(self) -> None:
        if min(self.rendered, self.negatives) < 0:
            raise ValueError(f"A Sampling has no negative shares, got {self}.")

    def refined(self) -> Sampling:
        """Sampling of the last epochs: as many glyphs, less distorted, and a third of the negatives digits.

        Distortions widen what a network knows, and pull it away from what it will meet; a few mild epochs at
        the end bring it back (He et al. 2019, "Data augmentation revisited").
        """
        moved = self.negatives / 3
        return Sampling(self.rendered + moved, self.negatives - moved, milder(self.distortions))


@dataclass(frozen=True, slots=True, eq=False)
class GlyphSource:
    """Source of the glyphs of a training; the same seed gives the same glyphs.

    Args:
        digits: MNIST's training images.
        sampling: shares and distortions.
        seed: of the training.
        fonts: handwriting fonts for rendered digits and letters.
        pens: real handwriting, for the same.
        refined_from: the epoch from which on the refined sampling is used; None = never.
    """

    digits: Images
    sampling: Sampling
    seed: int
    fonts: Sequence[synthetic.HandwritingFont] = ()
    pens: PenSamples = NO_PENS
    refined_from: int | None = None

    def sampling_of(self, epoch: int) -> Sampling:
        """The sampling of an epoch."""
        late = self.refined_from is not None and epoch >= self.refined_from
        return self.sampling.refined() if late else self.sampling

    def order(self, epoch: int) -> Labels:
        """The order of an epoch: numbers of MNIST's images, RENDERED and NEGATIVE, shuffled; (N,) int64."""
        count, sampling = len(self.digits), self.sampling_of(epoch)
        rendered = round(count * sampling.rendered)
        others = [
            np.full(rendered, RENDERED),
            np.full(round(count * (sampling.rendered + sampling.negatives)) - rendered, NEGATIVE),
        ]
        rng = np.random.default_rng([self.seed, epoch])
        return rng.permutation(np.concatenate([np.arange(count), *others]))

    def glyphs(self, order: Labels, epoch: int, first: int) -> tuple[NDArray[np.uint8], Labels]:
        """Makes a part of an epoch.

        Args:
            order: what to make, a slice of `order(epoch)`.
            epoch: its number.
            first: where in the epoch the slice begins.

        Returns:
            (N, 28, 28) uint8 glyphs, 255 = 1.0, and (N,) int64 labels, 0 to 10.
        """
        rng = np.random.default_rng([self.seed, epoch, first])
        distortions = self.sampling_of(epoch).distortions
        glyphs = np.zeros((len(order), GLYPH_SIDE, GLYPH_SIDE), np.uint8)
        labels = np.zeros(len(order), np.int64)
        for place, number in enumerate(order):
            glyph, labels[place] = self._glyph(int(number), rng, distortions)
            glyphs[place] = np.rint(glyph * 255)
        return glyphs, labels

    def _glyph(self, number: int, rng: np.random.Generator, distortions: Distortions) -> tuple[Glyph, int]:
        ink, label = self._ink(number, rng)
        return jitter(to_model_input(distort(ink, rng, distortions, label)), rng, distortions), label

    def _ink(self, number: int, rng: np.random.Generator) -> tuple[Ink, int]:
        if number == RENDERED:
            return sample_digit(rng, self.fonts, self.pens)
        if number == NEGATIVE:
            return sample_negative(rng, self.digits, self.fonts, self.pens), NOT_A_DIGIT
        return self.digits.inks[number], int(self.digits.labels[number])


def sample_digit(
    rng: np.random.Generator, fonts: Sequence[synthetic.HandwritingFont], pens: PenSamples
) -> tuple[Ink, int]:
    """A rendered digit, many of them as somebody wrote it: (H, W) uint8 ink, and its label."""
    label = int(rng.integers(10))
    if not (pens.digits and pens.digits[label]) or rng.random() >= PEN_DIGITS:
        return synthetic.sample_digit(rng, fonts)
    return write_sample(rng, pen_digit(rng, pens, label), sample_pen_style(rng)), label


def sample_negative(
    rng: np.random.Generator,
    digits: Images,
    fonts: Sequence[synthetic.HandwritingFont],
    pens: PenSamples = NO_PENS,
) -> Ink:
    """Something that is no digit, many of them real letters and signs: (H, W) uint8 ink, never blank."""
    while True:
        if pens.others and rng.random() < PEN_NEGATIVES:
            ink = write_sample(rng, pick(rng, pens.others), broad(sample_pen_style(rng)))
        else:
            ink = synthetic.sample_negative(rng, digits.inks, digits.labels, fonts)
        if ink.any():
            return ink


def validation_negatives(
    digits: Images, fonts: Sequence[synthetic.HandwritingFont] = (), count: int = VALIDATION_NEGATIVES
) -> Glyphs:
    """Things that are no digit, undistorted, the same for every training: (count, 28, 28) float32."""
    rng = np.random.default_rng(VALIDATION_NEGATIVES_SEED)
    return np.stack([to_model_input(sample_negative(rng, digits, fonts)) for _ in range(count)])
