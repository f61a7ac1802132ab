"""Composes numbers as people write them on forms and cheques: touching, joined, with dots and dashes."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.data.strokes import PenSample
from digitrec.learning.sequences.marks import draw_mark, mark, sample_sign_writer
from digitrec.learning.sequences.parts import Composed, Part, in_a_row
from digitrec.learning.sequences.texts import before_digits, digits_in, sample_text, signed_text
from digitrec.learning.sequences.variants import MARKS_AFTER, MARKS_BEFORE, MARKS_BETWEEN
from digitrec.learning.sequences.writers import Sources, sample_digit_writer
from digitrec.learning.synthetic.letters import LETTER_VARIANTS
from digitrec.learning.synthetic.miscuts import tight
from digitrec.learning.synthetic.negatives import sample_letter
from digitrec.learning.synthetic.pens import PenSamples, sample_pen_style, write_sample
from digitrec.learning.synthetic.rng import pick
from digitrec.learning.synthetic.strings import HEIGHT
from digitrec.learning.synthetic.strokes import broad, parse_variant, sample_style, write
from digitrec.page.normalise import stroke_width
from digitrec.types import Ink

WORD_SHARE = 0.04  # of the lines hold no digit
WORD_LENGTHS = (4, 10)  # letters: a shorter word may be a number, as an open 4 is an H
SIGNED_SHARE = 0.3  # of the numbers have signs: dates, amounts, telephone numbers, ...
STRING_SHARE = 0.07  # of the lines are whole numbers as somebody wrote them, where there are any
GAPS = ((0.8, 0.4, 0.15), (0.3, 0.12, 0.22), (0.12, 0.08, 0.3), (0.0, 0.06, 0.2), (-0.07, 0.05, 0.13))
"""Mean distance of neighbouring ink in heights, its spread, and the share of such numbers."""
BOXED_SHARE = 0.15  # of the numbers: spaced by the digits' boxes, which overlap ...
OVERLAP = 0.27  # ... by up to this share of a digit's width
LIGATURES = 0.22  # share of the numbers whose digits are joined here and there
SMALL_ZEROS = 0.3  # of the amounts that end in zeros
RISING = 0.12  # share of the joined numbers whose ligatures rise from a foot to the next top, thin as a hair
OLD_STYLE = 0.12  # share of the numbers with figures of unlike height: ...
LOW, BELOW = (0, 1, 2), (3, 4, 5, 7, 9)  # ... these are low, these go below the base line
HANGING = (4, 7, 9)  # their long strokes go below the base line, those of others above


def compose(rng: np.random.Generator, sources: Sources) -> Composed:
    """A line of writing by one writer.

    Args:
        rng: random numbers: the same state gives the same line.
        sources: where digits come from.

    Returns:
        A number of 1 to 12 digits, with or without signs; seldom a word.
    """
    pens = sources.pens
    if rng.random() < WORD_SHARE:
        return in_a_row(_pen_word(rng, pens) if pens.letters and rng.random() < 0.6 else _word(rng))
    if pens.strings and rng.random() < STRING_SHARE:
        return _written(rng, pick(rng, pens.strings))
    text = signed_text(rng) if rng.random() < SIGNED_SHARE else sample_text(rng)
    parts = _digits(rng, sources, digits_in(text))
    line = in_a_row(_with_marks(rng, parts, text, pens))
    if rng.random() < LIGATURES:
        line = _joined(rng, line)
    return line


def _digits(rng: np.random.Generator, sources: Sources, text: str) -> list[Part]:
    writer = sample_digit_writer(rng, sources)
    shares = np.array([share for _, _, share in GAPS])
    gap, spread, _ = GAPS[int(rng.choice(len(GAPS), p=shares / shares.sum()))]
    boxed = float(rng.uniform(0, OVERLAP)) if rng.random() < BOXED_SHARE else None
    uneven, slant = float(rng.uniform(0.01, 0.09)), float(rng.normal(0, 0.1))
    widen = float(np.exp(rng.normal(0.05, 0.16)))
    small = _small_zeros(rng, text)
    low = float(rng.uniform(0.5, 0.85)) if rng.random() < OLD_STYLE else 1.0
    parts = []
    for place, label in enumerate(text):
        ink = _leaning(writer(int(label)), slant)
        scale = float(np.clip(rng.normal(1.0, uneven), 0.7, 1.3))
        drop = float(rng.normal(0, uneven))
        if place >= small[0]:
            scale, drop = scale * small[1], drop + small[2] * (1 - small[1])
        if int(label) in LOW:
            scale *= low
        elif int(label) in BELOW:
            drop += 1 - low
        ink = _scaled(ink, scale * widen, scale)
        over = ink.shape[0] - HEIGHT * scale
        top = HEIGHT * (1 - scale) if int(label) in HANGING else HEIGHT - ink.shape[0]
        top = top if over > 0 else HEIGHT - ink.shape[0]
        parts.append(Part(ink, round(top + drop * HEIGHT), float(rng.normal(gap, spread)), label, boxed))
    return parts


def _small_zeros(rng: np.random.Generator, text: str) -> tuple[int, float, float]:
    """From which digit on an amount's zeros are small, how small, and how far up they stand (negative)."""
    zeros = len(text) - len(text.rstrip("0"))
    if zeros < 2 or rng.random() >= SMALL_ZEROS:
        return len(text), 1.0, 0.0
    return len(text) - zeros, float(rng.uniform(0.42, 0.8)), float(-rng.uniform(-0.05, 1.0))


def _with_marks(rng: np.random.Generator, parts: list[Part], text: str, pens: PenSamples) -> list[Part]:
    """Adds the signs of a text, or thousands dots and commas, and what stands before and after an amount."""
    pen = float(np.clip(stroke_width(parts[0].ink) / HEIGHT, 0.04, 0.11))
    marked: list[Part] = []
    if any(map(str.isdigit, text)) and not text.isdigit():
        writer, digits = sample_sign_writer(rng, pens, pen), iter(parts)
        marked = [next(digits) if label.isdigit() else writer(label) for label in text]
    else:
        if rng.random() < 0.06:
            variant, _, sign = draw_mark(rng, MARKS_BEFORE)
            marked.append(mark(rng, variant, pen, sign))
        marked += _grouped(rng, parts, pen)
    if rng.random() < 0.38:
        marked.append(mark(rng, draw_mark(rng, MARKS_AFTER)[0], pen))
    return marked


def _grouped(rng: np.random.Generator, parts: list[Part], pen: float) -> list[Part]:
    grouped = rng.random() < 0.33
    variant, _, sign = draw_mark(rng, MARKS_BETWEEN)
    marked: list[Part] = []
    for place, part in enumerate(parts):
        marked.append(part)
        left = len(parts) - 1 - place
        if left and (rng.random() < 0.85 if grouped and left % 3 == 0 else rng.random() < 0.02):
            marked.append(mark(rng, variant, pen, sign))
            # What follows keeps clear of the mark as it pleases: dots stand under the arms of digits.
    return marked


def _word(rng: np.random.Generator) -> list[Part]:
    """Letters that look like no digit, and signs between them."""
    style = replace(broad(sample_style(rng)), height=float(HEIGHT))
    parts = []
    for _ in range(int(rng.integers(*WORD_LENGTHS))):
        letter = sample_letter(rng, "".join(LETTER_VARIANTS))
        variants = LETTER_VARIANTS[letter]
        ink = tight(write(rng, parse_variant(variants[int(rng.integers(len(variants)))]), style))
        parts.append(Part(ink, HEIGHT - ink.shape[0], float(rng.normal(0.12, 0.1))))
    return parts


def _pen_word(rng: np.random.Generator, pens: PenSamples) -> list[Part]:
    """Real letters of one writer."""
    own = pick(rng, pens.letters)
    style = replace(broad(sample_pen_style(rng)), height=float(HEIGHT))
    parts = []
    for _ in range(int(rng.integers(*WORD_LENGTHS))):
        ink = tight(write_sample(rng, pick(rng, own), style))
        ink = _scaled(ink, *[float(rng.uniform(0.6, 1.1))] * 2)
        parts.append(Part(ink, HEIGHT - ink.shape[0], float(rng.normal(0.12, 0.1))))
    return parts


def _written(rng: np.random.Generator, sample: PenSample) -> Composed:
    """A whole number as it was written; nobody says which ink is which character."""
    ink = tight(write_sample(rng, sample, replace(sample_pen_style(rng), height=float(HEIGHT))))
    return Composed(ink, (ink >= 128).astype(np.uint8), before_digits(sample.label) or "")


def _joined(rng: np.random.Generator, line: Composed) -> Composed:
    """Draws ligatures: from a digit's right side to the next one's left, without lifting the pen."""
    ink = line.ink.copy()
    rising = rng.random() < RISING
    thin = float(rng.uniform(0.35, 0.8) if rising else rng.uniform(0.6, 1.0))
    pen = max(2, round(stroke_width((ink >= 128).astype(np.uint8)) * thin))
    share = float(rng.uniform(0.2, 0.9))
    high = float(rng.uniform(0.05, 0.4)) if rng.random() < 0.6 else float(rng.uniform(0.7, 0.95))
    foot = float(rng.uniform(0.8, 0.97)) if rising else high
    high = float(rng.uniform(0.02, 0.3)) if rising else high
    for owner in range(1, len(line.text)):
        if not line.text[owner - 1 : owner + 1].isdigit() or rng.random() >= share:
            continue
        start, stop = _end(line.owners == owner, foot, -1), _end(line.owners == owner + 1, high, 0)
        if start is None or stop is None or not -0.2 < (stop[0] - start[0]) / HEIGHT < 0.9:
            continue
        sag = float(rng.normal(0.05, 0.08)) * HEIGHT
        along = np.linspace(0, 1, 9)[:, None]
        curve = (1 - along) * start + along * stop + 4 * along * (1 - along) * (0, sag)
        cv2.polylines(ink, [np.rint(curve * 16).astype(np.int32)], False, 255, pen, cv2.LINE_AA, 4)
    return Composed(ink, line.owners, line.text)


def _end(mask: NDArray[np.bool_], high: float, side: int) -> tuple[int, int] | None:
    """The outermost ink of a digit about `high` of its height from its top."""
    rows = np.flatnonzero(mask.any(axis=1))
    if not rows.size:
        return None
    row = int(rows[min(len(rows) - 1, int(high * len(rows)))])
    return int(np.flatnonzero(mask[row])[side]) if mask[row].any() else 0, row


def _leaning(ink: Ink, slant: float) -> Ink:
    height, width = ink.shape
    reach = int(abs(slant) * height) + 1
    matrix = np.array([[1.0, -slant, slant * height if slant > 0 else 0.0], [0.0, 1.0, 0.0]])
    return tight(np.asarray(cv2.warpAffine(ink, matrix, (width + reach, height)), np.uint8))


def _scaled(ink: Ink, across: float, down: float) -> Ink:
    size = max(2, round(ink.shape[1] * across)), max(2, round(ink.shape[0] * down))
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_LINEAR), np.uint8)
