"""Signs between the digits of a line: the best path that says these digits, and signs where it sees some.

The digits are given. A graph of states leads from one to the next, past at most one sign before each, and
the steps of a sequence model choose the way through it (Viterbi's algorithm), which keeps every digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from digitrec.models.architectures.sequence import BLANK, CLASSES, SIGNED_CLASSES, class_of
from digitrec.models.sequence_engine import Steps
from digitrec.types import SIGNS

LEADING = "-+."  # signs that may stand before the first digit
SMALLEST = 1e-8  # keeps logarithms finite
NOWHERE = -1  # stands for "no state" among those that one comes from


@dataclass(frozen=True, slots=True, eq=False)
class _Graph:
    """States in the order of the line.

    Args:
        classes: (S,) what is seen in each; BLANK in the last one, where signs are nothing too.
        before: (S, P) the states that each can be reached from, itself first; NOWHERE fills the rows.
        starts: (S,) bool, where a path may begin.
        places: (S,) before or at which digit a state stands.
    """

    classes: NDArray[np.int64]
    before: NDArray[np.int64]
    starts: NDArray[np.bool_]
    places: NDArray[np.int64]


def signs_before(steps: Steps, digits: Sequence[int]) -> tuple[str, ...]:
    """The sign before each digit of a number, "" for none.

    Args:
        steps: (T, 16) float32, rows sum to 1.
        digits: the number, 0 to 9 each.

    Raises:
        ValueError: `steps` know no signs.
    """
    if steps.ndim != 2 or steps.shape[1] != SIGNED_CLASSES:
        raise ValueError(f"steps must be (T, {SIGNED_CLASSES}), got {steps.shape}.")
    found = [""] * len(digits)
    if not digits or not len(steps):
        return tuple(found)
    graph = _graph_of(tuple(digits))
    for state in _best_path(steps, graph):
        if graph.classes[state] >= CLASSES:
            found[graph.places[state]] = SIGNS[graph.classes[state] - CLASSES]
    return tuple(found)


@lru_cache(maxsize=256)
def _graph_of(digits: tuple[int, ...]) -> _Graph:
    """Before each digit a blank, then perhaps a sign and another blank; a blank at the end."""
    classes: list[int] = []
    before: list[list[int]] = []
    starts: list[bool] = []
    places: list[int] = []

    def add(label: int, place: int, reached: Sequence[int], start: bool = False) -> int:
        state = len(classes)
        classes.append(label)
        before.append([state, *reached])
        starts.append(start)
        places.append(place)
        return state

    last: list[int] = []  # the digit before
    for place, digit in enumerate(digits):
        first = not last
        blank = add(BLANK, place, last, first)
        own = [add(class_of(sign), place, [blank, *last], first) for sign in (LEADING if first else SIGNS)]
        behind = add(BLANK, place, own)
        plain = last if last and digits[place - 1] != digit else []
        last = [add(digit + 1, place, [blank, *own, behind, *plain], first)]
    add(BLANK, len(digits) - 1, last)
    width = max(map(len, before))
    padded = [row + [NOWHERE] * (width - len(row)) for row in before]
    return _Graph(np.array(classes), np.array(padded), np.array(starts), np.array(places))


def _best_path(steps: Steps, graph: _Graph) -> NDArray[np.int64]:
    """The states of the likeliest path, one a step; none if there are too few steps."""
    seen = steps[:, graph.classes].astype(np.float64)
    seen[:, -1] += steps[:, CLASSES:].sum(axis=1)  # behind the number a sign is nothing
    logs = np.log(np.maximum(seen, SMALLEST))
    scores = np.where(graph.starts, logs[0], -np.inf)
    came = np.zeros((len(steps), len(graph.classes)), np.int64)
    for number, row in enumerate(logs[1:], start=1):
        choices = np.append(scores, -np.inf)[graph.before]
        best = choices.argmax(axis=1)
        came[number] = np.take_along_axis(graph.before, best[:, None], axis=1)[:, 0]
        scores = np.take_along_axis(choices, best[:, None], axis=1)[:, 0] + row
    at = len(scores) - (1 if scores[-1] > scores[-2] else 2)
    if not np.isfinite(scores[at]):
        return np.zeros(0, np.int64)
    path = np.empty(len(steps), np.int64)
    for number in range(len(steps) - 1, -1, -1):
        path[number] = at
        at = came[number, at]
    return path
