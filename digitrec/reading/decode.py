"""Components and probabilities to digits: the most believable way to put a line together.

Every run of neighbouring components that could be one digit is a candidate; the model says what it looks
like, its size says how well it fits the line, and each may also be no digit at all. The best path from the
left end of the line to its right end (dynamic programming over the lattice, as in LeCun et al. 1998,
section V) is the reading.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from digitrec.page.components import Component, union_ink
from digitrec.page.images import quantile
from digitrec.page.segment import WrittenLine
from digitrec.types import NOT_A_DIGIT, Probabilities

LEAST = 1e-6  # chances below this are all alike

Step = tuple[int, float, int | None]  # where it starts, its score, and its candidate: None for junk
Move = tuple[
    int, int, NDArray[np.float64], int | None
]  # end, start, (10,) scores or (1,) for junk, candidate


@dataclass(frozen=True, slots=True)
class DecodeSettings:
    """Sizes in heights of the writing; scores are natural logarithms of probabilities."""

    most_components: int = 5  # a digit is made of at most this many
    widest: float = 1.45
    gap: float = 0.3  # components further apart do not belong to one digit
    dot: float = 0.26  # smaller both ways: a dot
    dash: float = 0.34  # lower than this: a dash, unless it is part of a digit
    low_spread: float = 0.22  # how much lower than the line a digit may be (log scale, standard deviation)
    low_zero: float = 0.5  # the same of a zero, which many write smaller
    high_spread: float = 0.3  # how much higher
    each: float = 0.12  # the price of one more digit
    least_junk: float = 1e-3  # the probability that a component which looks like a digit is none
    junk_share: float = 0.4  # of the model's "not a digit" that counts: numbers stand beside numbers
    apart: float = 0.05  # of clear paper between two parts as tall as the line ...
    separate: float = 0.5  # ... costs this much: a 1 and a 7 are no broken 0
    wall: float = 0.4  # the widest component that two overlapping digits may share
    share: float = 0.25  # the price of sharing it
    certain: float = 0.8  # a component that the model is this sure of is not cut, ...
    wide: float = 1.5  # ... unless it is wider than this
    narrow: float = 0.3  # what is narrower is never cut
    confident: float = 0.5  # a digit read with less is not reported
    number_junk: float = 0.1  # the share that counts where a number is held against what a line may say
    as_tall: float = 0.62  # a part this tall is no mark


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A run of components that may be one digit: components `first` to `last`, the latter exclusive."""

    first: int
    last: int
    component: Component


def may_be_cut(line: WrittenLine, settings: DecodeSettings) -> list[int]:
    """The components of a line that are large enough to be several digits."""
    least = settings.narrow * line.height
    return [
        i
        for i, component in enumerate(line.components)
        if component.box.width >= least and component.box.height >= settings.dash * line.height
    ]


def is_doubtful(
    line: WrittenLine, index: int, probability: NDArray[np.float32], settings: DecodeSettings
) -> bool:
    """Whether a component may be more than one digit: the model is not sure of it, or it is very wide."""
    box = line.components[index].box
    sure = float(probability[:NOT_A_DIGIT].max()) >= settings.certain
    return not sure or box.width > settings.wide * max(line.height, box.height)


def candidates(line: WrittenLine, settings: DecodeSettings) -> list[Candidate]:
    """Every run of neighbouring components that could be one digit."""
    components, height = line.components, line.height
    found = []
    for first in range(len(components)):
        right = -math.inf
        for last in range(first + 1, min(len(components), first + settings.most_components) + 1):
            newest = components[last - 1].box
            if last > first + 1 and newest.left - right > settings.gap * height:
                break
            right = max(right, newest.right)
            union = union_ink(components[first:last])
            single = last == first + 1
            if not single and union.box.width > settings.widest * max(height, union.box.height):
                break
            if union.box.height >= settings.dot * height:
                found.append(Candidate(first, last, union))
    return found


def read_line(
    line: WrittenLine, found: list[Candidate], probabilities: Probabilities, settings: DecodeSettings
) -> list[int]:
    """The candidates that are the digits of a line, from left to right: those of the best path that are sure.

    Args:
        line: the line the candidates were made from.
        found: candidates.
        probabilities: (len(found), 10 or 11) float32.
        settings: prices.

    Returns:
        Indices into `found`.
    """
    labels = probabilities[:, :NOT_A_DIGIT].argmax(axis=1)
    steps: list[list[Step]] = [[] for _ in range(len(line.components) + 1)]
    for end, start, scores, index in moves(line, found, probabilities, settings):
        steps[end].append((start, float(scores[0 if index is None else labels[index]]), index))
    sure = probabilities[:, :NOT_A_DIGIT].max(axis=1) >= settings.confident
    return [i for i in _highest_path(steps) if sure[i]]


def agreement(
    line: WrittenLine, found: list[Candidate], probabilities: Probabilities, settings: DecodeSettings
) -> Callable[[Sequence[int]], float]:
    """How well numbers fit what the model says of the components of a line.

    Args:
        line: the line the candidates were made from.
        found: candidates.
        probabilities: (len(found), 10 or 11) float32.
        settings: prices.

    Returns:
        A function of a number, 0 to 9 each digit: the score of the best path that says this number less that
        of the best path of all, a natural logarithm, at most 0; -inf if no path has so many digits.
    """
    count = len(line.components)
    beside = replace(settings, junk_share=settings.number_junk)
    ways = sorted(moves(line, found, probabilities, beside), key=lambda move: move[:2])
    free = np.full(count + 1, -np.inf)
    free[0] = 0.0
    for end, start, scores, _ in ways:
        free[end] = max(free[end], free[start] + float(scores.max()))

    def fit(digits: Sequence[int]) -> float:
        wanted = np.asarray(digits, np.int64)
        told = np.full((count + 1, len(wanted) + 1), -np.inf)
        told[0, 0] = 0.0
        for end, start, scores, index in ways:
            if index is None:
                told[end] = np.maximum(told[end], told[start] + scores[0])
            else:
                told[end, 1:] = np.maximum(told[end, 1:], told[start, :-1] + scores[wanted])
        return float(told[-1, -1] - free[-1])

    return fit


def moves(
    line: WrittenLine, found: list[Candidate], probabilities: Probabilities, settings: DecodeSettings
) -> Iterator[Move]:
    """Every way to go on through a line, from a component to a later one."""
    reference = max(1.0, quantile(np.array([component.mass for component in line.components]), 0.7))
    singles = {c.first: i for i, c in enumerate(found) if c.last == c.first + 1}
    for place, component in enumerate(line.components):
        own = singles.get(place)
        probability = _junk_probability(
            component, line.height, None if own is None else probabilities[own], settings
        )
        yield place + 1, place, np.array([math.log(probability) * _weight(component, reference)]), None
    told = _digit_scores(found, probabilities, line.height, reference, settings)
    for index, candidate in enumerate(found):
        scores = told[index] - settings.separate * _clear_gaps(line, candidate, settings)
        yield candidate.last, candidate.first, scores, index
        shared = line.components[candidate.first]
        if candidate.last > candidate.first + 1 and shared.box.width <= settings.wall * line.height:
            # Where digits overlap, the wall between them belongs to both.
            yield candidate.last, candidate.first + 1, scores - settings.share, index


def _highest_path(steps: list[list[Step]]) -> list[int]:
    """The indices on the path of the highest score, given the steps that end at each place."""
    scores = [0.0] + [-math.inf] * (len(steps) - 1)
    chosen: list[tuple[int, int | None]] = [(0, None)] * len(steps)
    for end in range(1, len(steps)):
        for start, score, index in steps[end]:
            if scores[start] + score > scores[end]:
                scores[end], chosen[end] = scores[start] + score, (start, index)
    path: list[int] = []
    at = len(steps) - 1
    while at > 0:
        at, index = chosen[at]
        if index is not None:
            path.append(index)
    return path[::-1]


def _weight(component: Component, reference: float) -> float:
    """How much a component counts: by its ink, in typical components."""
    return min(3.0, max(0.15, component.mass / reference))


def _clear_gaps(line: WrittenLine, candidate: Candidate, settings: DecodeSettings) -> int:
    """How often clear paper divides the tall parts of a candidate from left to right."""
    tall = settings.as_tall * line.height
    parts = [p.box for p in line.components[candidate.first : candidate.last] if p.box.height >= tall]
    return sum(b.left - a.right > settings.apart * line.height for a, b in pairwise(parts))


def _digit_scores(
    found: list[Candidate],
    probabilities: Probabilities,
    height: float,
    reference: float,
    settings: DecodeSettings,
) -> NDArray[np.float64]:
    """(len(found), 10): how well each candidate is each of the digits."""
    chances = np.log(np.maximum(LEAST, probabilities[:, :NOT_A_DIGIT].astype(np.float64)))
    weights = np.array([_weight(candidate.component, reference) for candidate in found])[:, None]
    heights = np.array([candidate.component.box.height for candidate in found])[:, None]
    relative = np.log(heights / height)
    lower = np.array([settings.low_zero] + [settings.low_spread] * (NOT_A_DIGIT - 1))
    sizes = -0.5 * (relative / np.where(relative > 0, settings.high_spread, lower)) ** 2
    return np.asarray(chances * weights + 0.3 * sizes - settings.each)


def _junk_probability(
    component: Component, height: float, probability: np.ndarray | None, settings: DecodeSettings
) -> float:
    """The probability that one component alone is a mark of no digit: a dot, a comma, a dash, a letter."""
    box = component.box
    if probability is None or (box.height < settings.dot * height and box.width < settings.dot * height):
        return 0.95
    if box.height < settings.dash * height:
        return 0.9
    rejected = float(probability[NOT_A_DIGIT]) if len(probability) > NOT_A_DIGIT else 0.0
    return max(settings.least_junk, settings.junk_share * rejected)
