"""Reads a line of writing whole: ink to digits with confidences and boxes, by a sequence model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from digitrec.models.architectures.sequence import STRIDE
from digitrec.models.sequence_engine import WIDEST_LINE, SequenceEngine, Steps, without_signs
from digitrec.page.normalise_line import LineImage, LineInput, to_line_input
from digitrec.reading.sequence_decode import (
    Hypothesis,
    Span,
    Text,
    align,
    beam_search,
    greedy,
    log_likelihoods,
)
from digitrec.reading.signs import signs_before
from digitrec.types import Box, Ink

VIEWS = ((1.15, 0.15, 1.0), (1.0, -0.15, -1.0))
"""How a line is changed for a second look: its stretch, its lean (a tangent), and pixels further down."""

REACH = 5.0  # steps: no digit extends further than this beyond the steps it is seen at


@dataclass(frozen=True, slots=True)
class ReadDigit:
    """One digit of a line.

    Args:
        label: 0 to 9.
        box: pixels of the ink given.
        probabilities: ten values; they sum to at most 1.
    """

    label: int
    box: Box
    probabilities: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """The probability of `label`, 0 to 1."""
        return self.probabilities[self.label]


@dataclass(frozen=True, slots=True, eq=False)
class SeenLine:
    """What a sequence model makes of a line.

    Args:
        ink: (H, W) uint8, the line's ink.
        line: what the model saw of it.
        steps: (T, 11) float32, what the model said.
        hypotheses: the most likely numbers, best first, at least one.
    """

    ink: Ink
    line: LineInput
    steps: Steps
    hypotheses: tuple[Hypothesis, ...]

    @property
    def best(self) -> Text:
        """The most likely number; () for "no digits here"."""
        return self.hypotheses[0].digits

    def digits(self, text: Text) -> tuple[ReadDigit, ...]:
        """A number's digits with their places and probabilities.

        Raises:
            ValueError: so many digits do not fit into the line.
        """
        return digits_at(self.ink, self.line, self.steps, text)


class LineReader:
    """Reads lines with one sequence model.

    Args:
        engine: gives the probabilities of a line's steps.
        beam: how many numbers the search follows; 1 takes the most likely path.
    """

    def __init__(self, engine: SequenceEngine, beam: int = 8) -> None:
        self._engine = engine
        self._beam = beam

    def look(self, ink: Ink) -> SeenLine | None:
        """Reads one line.

        Args:
            ink: (H, W) uint8, 0 = paper, 255 = ink: the ink of one line of writing and no other.

        Returns:
            What it may say; None if it is too long for the model.
        """
        line = to_line_input(ink)
        if line.image.shape[1] > WIDEST_LINE:
            return None
        (steps,) = map(without_signs, self._engine.steps([line.image]))
        return SeenLine(ink, line, steps, tuple(hypotheses_of(steps, self._beam)))

    def look_again(self, seen: SeenLine, other: Text) -> dict[Text, float]:
        """Looks at a line leaning to the one side and to the other too, where one look is not enough.

        Args:
            seen: the line.
            other: a number to score too, whatever the model thinks of it.

        Returns:
            The likely numbers, each with the natural logarithm of its probability, averaged over the looks.
        """
        images = [image for image in _views(seen.line.image) if image.shape[1] <= WIDEST_LINE]
        looks = [seen.steps, *map(without_signs, self._engine.steps(images))]
        texts = [other, *(hypothesis.digits for hypothesis in seen.hypotheses)]
        texts += [hypothesis.digits for steps in looks[1:] for hypothesis in hypotheses_of(steps, self._beam)]
        texts = list(dict.fromkeys(texts))
        means = np.mean([log_likelihoods(steps, texts) for steps in looks], axis=0)
        return dict(zip(texts, means.tolist(), strict=True))

    def signs(self, ink: Ink, digits: Text) -> tuple[str, ...]:
        """The sign before each digit of a number, "" for none.

        Args:
            ink: (H, W) uint8, the ink of its line, specks included.
            digits: the number.
        """
        line = to_line_input(ink)
        if line.image.shape[1] > WIDEST_LINE:
            return ("",) * len(digits)
        (steps,) = self._engine.steps([line.image])
        return signs_before(steps, digits)


def _views(image: LineImage) -> list[LineImage]:
    """A line as other hands might have written it: see `VIEWS`."""
    height, width = image.shape
    views = []
    for stretch, lean, down in VIEWS:
        shift = abs(lean) * height / 2 + lean * height / 2
        matrix = np.array([[stretch, -lean, shift], [0.0, 1.0, down]])
        size = math.ceil(stretch * width + abs(lean) * height), height
        views.append(np.asarray(cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR), np.float32))
    return views


def hypotheses_of(steps: Steps, beam: int) -> list[Hypothesis]:
    """The most likely numbers, best first, at least one."""
    if beam > 1:
        return beam_search(steps, beam)
    return [Hypothesis(greedy(steps), float(np.log(steps.max(axis=1)).sum()))]


def digits_at(ink: Ink, line: LineInput, steps: Steps, digits: Sequence[int]) -> tuple[ReadDigit, ...]:
    """A number's digits with their places and probabilities.

    Args:
        ink: the line's ink.
        line: what the model saw of it.
        steps: (T, 11) float32, what the model said.
        digits: the number, 0 to 9 each.
    """
    spans = align(steps, digits)
    ends = _ends(spans)
    found = []
    for label, span, (left, right) in zip(digits, spans, ends, strict=True):
        peak = steps[span.first + int(steps[span.first : span.last, label + 1].argmax())]
        box = _box(ink, line, left * STRIDE, right * STRIDE)
        found.append(ReadDigit(label, box, tuple(float(min(1.0, p)) for p in peak[1:])))
    return tuple(found)


def _ends(spans: Sequence[Span]) -> list[tuple[float, float]]:
    """Where each digit begins and ends, in steps: half-way to its neighbours, and never far from its own."""
    ends = []
    for place, span in enumerate(spans):
        left, right = span.first - REACH, span.last + REACH
        if place:
            left = max(left, (spans[place - 1].last + span.first) / 2)
        if place + 1 < len(spans):
            right = min(right, (span.last + spans[place + 1].first) / 2)
        ends.append((left, right))
    return ends


def _box(ink: Ink, line: LineInput, first: float, last: float) -> Box:
    """The extent of the ink between two columns of what the model saw."""
    height, width = int(ink.shape[0]), int(ink.shape[1])
    left = min(max(0, int(line.page_x(first))), width - 1)
    right = min(max(left + 1, round(line.page_x(last))), width)
    inked = ink[:, left:right] >= 128
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not rows.size:
        return Box(left, 0, right, height)
    return Box(left + int(columns[0]), int(rows[0]), left + int(columns[-1]) + 1, int(rows[-1]) + 1)
