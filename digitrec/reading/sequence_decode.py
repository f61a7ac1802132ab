"""The steps of a sequence model to digits: connectionist temporal classification (Graves et al. 2006).

Of the steps' labels, equal neighbours are one digit and blanks are none: "-11-1-7" is 117. Many such paths
give the same number; the greedy reading takes the best path, the beam search adds up the paths of each
number.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitrec.models.architectures.sequence import BLANK, CLASSES
from digitrec.models.line_shapes import CLASS_COUNTS
from digitrec.models.sequence_engine import Steps

SMALLEST = 1e-8  # keeps logarithms finite
BEAM = 8  # numbers followed at once
LEAST_CHANCE = 2e-3  # a digit less likely than this at a step is not followed up there

DIGITS = [label for label in range(CLASSES) if label != BLANK]  # the classes that are digits

Text = tuple[int, ...]  # digits, 0 to 9
Beams = dict[Text, tuple[float, float]]  # numbers, and how likely they end in blank and in their last digit


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A number that a line may say.

    Args:
        digits: 0 to 9, from left to right; none for "no digits here".
        score: natural logarithm of its probability.
    """

    digits: Text
    score: float


@dataclass(frozen=True, slots=True)
class Span:
    """The steps of one digit: `first` to `last`, the latter exclusive."""

    first: int
    last: int


def greedy(steps: Steps) -> Text:
    """The digits of the most likely path.

    Args:
        steps: (T, 11) float32, rows sum to 1; class 0 is blank, class 1 the digit 0, ...
    """
    best = steps.argmax(axis=1)
    starts = np.flatnonzero(np.diff(best, prepend=BLANK))
    return tuple(int(best[place]) - 1 for place in starts if best[place] != BLANK)


def beam_search(steps: Steps, width: int = BEAM) -> list[Hypothesis]:
    """The most likely numbers, best first (prefix beam search, Hannun et al. 2014).

    Args:
        steps: (T, 11) float32, rows sum to 1.
        width: how many numbers are followed; as many are given, or fewer.
    """
    beams: Beams = {(): (1.0, 0.0)}
    scale = 0.0
    # Single numbers are read from lists several times as fast as from arrays.
    for row in steps.astype(np.float64).tolist():
        likely = [label for label in DIGITS if row[label] >= LEAST_CHANCE]
        beams = _grown(beams, row, likely)
        if likely:
            kept = sorted(beams.items(), key=_probability, reverse=True)[:width]
            total = _probability(kept[0]) or SMALLEST
            scale += math.log(total)
            beams = {digits: (blank / total, own / total) for digits, (blank, own) in kept}
    best_first = sorted(beams.items(), key=_probability, reverse=True)
    return [Hypothesis(beam[0], math.log(max(_probability(beam), SMALLEST)) + scale) for beam in best_first]


def _grown(beams: Beams, row: Sequence[float], likely: Sequence[int]) -> Beams:
    """The numbers one step further: as they are, and longer by each of the likely labels."""
    grown = {
        digits: ((blank + own) * row[BLANK], own * row[digits[-1] + 1] if digits else 0.0)
        for digits, (blank, own) in beams.items()
    }
    for label in likely:
        for digits, (blank, own) in beams.items():
            repeated = digits and digits[-1] == label - 1
            longer = (*digits, label - 1)
            before = grown.get(longer, (0.0, 0.0))
            grown[longer] = before[0], before[1] + (blank if repeated else blank + own) * row[label]
    return grown


def _probability(beam: tuple[Text, tuple[float, float]]) -> float:
    return beam[1][0] + beam[1][1]


def log_likelihood(steps: Steps, digits: Sequence[int]) -> float:
    """The natural logarithm of a number's probability, over all its paths; -inf if it does not fit."""
    return float(log_likelihoods(steps, [digits])[0])


def log_likelihoods(steps: Steps, texts: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """`log_likelihood` of several numbers at once: (len(texts),).

    Args:
        steps: (T, 11) float32, rows sum to 1.
        texts: numbers, 0 to 9 each digit; at least one.
    """
    logs = _logs(steps)
    longest = max(len(text) for text in texts)
    # A shorter number's row goes on with blanks, which no path to its own end comes by.
    labels = np.stack([np.pad(_with_blanks(text), (0, 2 * (longest - len(text)))) for text in texts])
    jumps = np.stack([_may_jump(row) for row in labels])
    scores = np.full(labels.shape, -np.inf)
    scores[:, :2] = logs[0][labels[:, :2]]
    for row in logs[1:]:
        near = np.logaddexp(scores[:, 1:], scores[:, :-1])
        far = np.where(jumps[:, 2:], scores[:, :-2], -np.inf)
        scores[:, 2:] = np.logaddexp(near[:, 1:], far)
        scores[:, 1:2] = near[:, :1]
        scores += row[labels]
    ends = 2 * np.array([len(text) for text in texts])
    last = scores[np.arange(len(texts)), ends]
    before = np.where(ends > 0, scores[np.arange(len(texts)), np.maximum(ends - 1, 0)], -np.inf)
    return np.asarray(np.logaddexp(last, before))


def align(steps: Steps, digits: Sequence[int]) -> list[Span]:
    """Where each digit of a number stands: its steps on the best of the number's paths.

    Args:
        steps: (T, 11) float32, rows sum to 1.
        digits: the number, 0 to 9 each.

    Raises:
        ValueError: there are too few steps for so many digits.
    """
    if not digits:
        return []
    logs, labels = _logs(steps), _with_blanks(digits)
    scores = np.full(len(labels), -np.inf)
    scores[:2] = logs[0, labels[:2]]
    jumps = _may_jump(labels)
    came = np.zeros((len(logs), len(labels)), np.int64)
    for number, row in enumerate(logs[1:], start=1):
        choices = np.stack(
            [
                scores,
                np.concatenate([[-np.inf], scores[:-1]]),
                np.where(jumps, np.concatenate([[-np.inf, -np.inf], scores])[: len(labels)], -np.inf),
            ]
        )
        came[number] = choices.argmax(axis=0)
        scores = choices.max(axis=0) + row[labels]
    at = len(labels) - (1 if scores[-1] > scores[-2] else 2)
    if not math.isfinite(scores[at]):
        raise ValueError(f"{len(digits)} digits do not fit into {len(steps)} steps.")
    path = np.empty(len(logs), np.int64)
    for number in range(len(logs) - 1, -1, -1):
        path[number] = at
        at -= int(came[number, at])
    return [_span(path, 2 * place + 1) for place in range(len(digits))]


def _span(path: NDArray[np.int64], state: int) -> Span:
    own = np.flatnonzero(path == state)
    return Span(int(own[0]), int(own[-1]) + 1)


def _logs(steps: Steps) -> NDArray[np.float64]:
    if steps.ndim != 2 or steps.shape[1] not in CLASS_COUNTS or len(steps) == 0:
        raise ValueError(f"steps must be (T, {CLASSES}) with T at least 1, got {steps.shape}.")
    return np.asarray(np.log(np.maximum(steps.astype(np.float64), SMALLEST)))


def _with_blanks(digits: Sequence[int]) -> NDArray[np.int64]:
    """Classes of a number with blanks before, between and after its digits."""
    labels = np.full(2 * len(digits) + 1, BLANK, np.int64)
    labels[1::2] = np.asarray(digits, np.int64) + 1
    return labels


def _may_jump(labels: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the blank before a place may be left out: before a digit unlike the last one."""
    jumps = np.zeros(len(labels), np.bool_)
    jumps[2:] = (labels[2:] != BLANK) & (labels[2:] != labels[:-2])
    return jumps
