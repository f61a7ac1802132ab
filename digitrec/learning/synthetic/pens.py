"""Real pen strokes, written again: every time with another pen, in another slant, a little bent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np

from digitrec.learning.data.strokes import (
    DIGIT,
    LEAST_LABELS,
    LETTER,
    LOOKALIKE,
    STRING,
    SYMBOL,
    PenSample,
    StrokeLibrary,
    of_one_writer,
)
from digitrec.learning.synthetic.rng import pick
from digitrec.learning.synthetic.strokes import (
    LARGEST,
    WritingStyle,
    draw,
    pen_widths,
    sample_style,
    smooth_noise,
)
from digitrec.learning.synthetic.warp import Points, sample_bend
from digitrec.types import SIGNS, Ink

UNCERTAIN = "CcUu"  # letters that many write as others write a 0, a 4 or a 6
STEP = 0.03  # heights between the points of a path
KNOT = 0.25  # heights between the places that a path is moved by
KEPT = 0.5  # of a style's slant and stretch: a real sample has its own already
FLATTEST = 0.6  # height over width: flatter samples are scaled by their width
JOINED = 0.02  # of the samples are written without lifting the pen
ONE_WRITER = 0.5  # of the digits come from a writer that is drawn first, the others from all samples alike
PLAIN_HEIGHT = 64.0  # pixels
MOST_DIGITS = 12  # of a whole number
LONGEST = 4000  # pixels of a whole number


@dataclass(frozen=True, slots=True, eq=False)
class PenSamples:
    """Samples of real handwriting, by what they are good for; each may be empty.

    Args:
        digits: by label, all samples.
        by_writer: by label, for each writer who wrote it, their samples.
        writers: for each writer of most digits, their samples by label.
        others: letters and signs that look like no digit.
        letters: letters by writer, also those that look like digits, for words.
        strings: whole numbers of up to 12 digits, with and without signs.
        signs: for each writer of some, the signs of numbers by what they are.
    """

    digits: tuple[tuple[PenSample, ...], ...] = ()
    by_writer: tuple[tuple[tuple[PenSample, ...], ...], ...] = ()
    writers: tuple[Mapping[int, tuple[PenSample, ...]], ...] = ()
    others: tuple[PenSample, ...] = ()
    letters: tuple[tuple[PenSample, ...], ...] = ()
    strings: tuple[PenSample, ...] = ()
    signs: tuple[Mapping[str, tuple[PenSample, ...]], ...] = ()


NO_PENS = PenSamples()


def open_pens(library: StrokeLibrary) -> PenSamples:
    """Sorts the samples of a library."""
    if not library.samples:
        return NO_PENS
    own_digits = library.digits.values()
    return PenSamples(
        digits=tuple(tuple(s for s in library.of(DIGIT) if s.label == str(label)) for label in range(10)),
        by_writer=tuple(tuple(own[label] for own in own_digits if label in own) for label in range(10)),
        writers=tuple(own for own in own_digits if len(own) >= LEAST_LABELS),
        others=tuple(s for s in library.of(LETTER, SYMBOL) if s.label not in UNCERTAIN),
        letters=of_one_writer(s for s in library.of(LETTER, LOOKALIKE) if s.label.isalpha()),
        strings=tuple(s for s in library.of(STRING) if sum(map(str.isdigit, s.label)) <= MOST_DIGITS),
        signs=tuple(_signs_of(library).values()),
    )


def _signs_of(library: StrokeLibrary) -> dict[str, dict[str, tuple[PenSample, ...]]]:
    found: dict[str, dict[str, tuple[PenSample, ...]]] = {}
    for sample in library.of(SYMBOL, LOOKALIKE):
        if sample.label in SIGNS:
            own = found.setdefault(sample.writer, {})
            own[sample.label] = (*own.get(sample.label, ()), sample)
    return found


def pen_digit(rng: np.random.Generator, pens: PenSamples, label: int) -> PenSample:
    """A sample of a digit; writers with few samples are drawn as often as those with many."""
    if rng.random() < ONE_WRITER:
        return pick(rng, pick(rng, pens.by_writer[label]))
    return pick(rng, pens.digits[label])


def write_sample(rng: np.random.Generator, sample: PenSample, style: WritingStyle) -> Ink:
    """Writes a sample again, about `style.height` pixels tall.

    Args:
        rng: random numbers: the same state gives the same ink.
        sample: what to write.
        style: how; of its slant, turn and stretch a part only.

    Returns:
        (H, W) uint8 ink with a little paper around it.
    """
    own = replace(
        style,
        slant=KEPT * style.slant,
        aspect=style.aspect**KEPT,
        jitter=KEPT * style.jitter,
    )
    strokes = sample.strokes
    if len(strokes) > 1 and rng.random() < JOINED:
        strokes = (np.concatenate(strokes),)
    low, unit = np.concatenate(strokes).min(axis=0), _unit(sample)
    bend = sample_bend(rng, own.warp)
    curves: list[Points] = []
    for stroke in strokes:
        path = _resampled((stroke - low) / np.float32(unit))
        curves.append(own.placed(bend(path + _drift(rng, len(path), own.jitter))))
    return draw(curves, pen_widths(rng, len(curves), own), LARGEST if sample.kind != STRING else LONGEST)


def span_of(sample: PenSample) -> float:
    """The longer side of a sample that `write_sample` writes at height 1."""
    return max(1.0, float(np.ptp(np.concatenate(sample.strokes), axis=0).max()) / _unit(sample))


def _unit(sample: PenSample) -> float:
    wide, tall = np.ptp(np.concatenate(sample.strokes), axis=0)
    return float(max(tall, FLATTEST * wide if sample.kind != STRING else 0.0, 1e-3))


def plain_style(pen: float) -> WritingStyle:
    """As it was written: nothing but the width of the pen, in heights, is chosen."""
    return WritingStyle(PLAIN_HEIGHT, pen, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, retrace=False)


def sample_pen_style(rng: np.random.Generator) -> WritingStyle:
    """A random writing style, for real samples."""
    return replace(sample_style(rng), retrace=False)


def _resampled(path: Points) -> Points:
    """A path with points at even distances; a dot has two."""
    steps = np.hypot(*np.diff(path, axis=0).T) if len(path) > 1 else np.zeros(0)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    places = np.linspace(0.0, along[-1], 2 + int(along[-1] / STEP))
    return np.stack([np.interp(places, along, path[:, axis]) for axis in (0, 1)], axis=1).astype(np.float32)


def _drift(rng: np.random.Generator, count: int, amplitude: float) -> Points:
    """Smooth noise along a path: (count, 2) float32."""
    return smooth_noise(rng, count, 2 + round(count * STEP / KNOT), amplitude, cv2.INTER_CUBIC)
