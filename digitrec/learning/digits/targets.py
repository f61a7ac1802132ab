"""What a network is shown: glyphs with the answers wanted, each of them several times.

To make a glyph takes about as long as to learn from it. So an epoch's glyphs are kept, and learned again a
few times in another order and place: "Faster neural network training with data echoing" (Choi et al. 2020).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from digitrec.learning.digits.batches import Feed
from digitrec.learning.digits.context import Teacher
from digitrec.learning.digits.plan import Plan
from digitrec.learning.loop.network import CLASSES
from digitrec.types import GLYPH_SIDE

Answers = NDArray[np.float32]
Lesson = tuple[NDArray[np.uint8], Answers]  # (N, 28, 28) glyphs, 255 = 1.0, and (N, classes) answers
Lessons = Callable[[int], Iterator[Lesson]]  # the batches of an epoch

MOVED = 0.12  # share of the echoed glyphs that are moved by a pixel, across and down each
TOGETHER = 8  # batches that are kept, and shuffled, together
CHANCE = 23  # tells this chance from others of the same epoch


def lessons_of(feed: Feed, teacher: Teacher | None = None) -> Lessons:
    """The glyphs of a feed with the answers wanted: a teacher's, or their labels'.

    Where a teacher is wrong, its answer and the label count half each.
    """
    truth = np.eye(CLASSES, dtype=np.float32)

    def lessons(epoch: int) -> Iterator[Lesson]:
        for glyphs, labels in feed(epoch):
            if teacher is None:
                yield glyphs, truth[labels]
            else:
                answers = teacher(glyphs.astype(np.float32) / np.float32(255))
                wrong = answers.argmax(axis=1) != labels
                yield glyphs, np.where(wrong[:, np.newaxis], (answers + truth[labels]) / 2, answers)

    return lessons


def echoed(lessons: Lessons, plan: Plan) -> Lessons:
    """Lessons of which each is given `plan.echo` times.

    What an epoch holds depends on the plan and its number alone: a resumed training makes again what it
    needs.

    Args:
        lessons: gives the batches of an epoch for the first time.
        plan: says which epoch repeats which.
    """
    pool: dict[int, Sequence[_Kept]] = {}

    def epochs(epoch: int) -> Iterator[Lesson]:
        made, times = plan.made(epoch)
        if times == 0 and plan.echo == 1:
            yield from lessons(made)
        elif times == 0:
            kept: list[_Kept] = []
            for group in _groups(lessons(made)):
                kept.append(_keep(group))
                yield from group
            pool[made] = kept
        else:
            if made not in pool:
                pool[made] = [_keep(group) for group in _groups(lessons(made))]
            rng = np.random.default_rng([plan.seed, epoch, CHANCE])
            for place in rng.permutation(len(pool[made])):
                yield from _again(pool[made][place], rng)

    return epochs


def _groups(batches: Iterator[Lesson]) -> Iterator[list[Lesson]]:
    while group := list(islice(batches, TOGETHER)):
        yield group


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """Some batches, packed: most of a glyph is paper."""

    glyphs: bytes
    answers: Answers
    batch: int


def _keep(batches: Sequence[Lesson]) -> _Kept:
    glyphs = np.concatenate([glyphs for glyphs, _ in batches])
    answers = np.concatenate([answers for _, answers in batches])
    return _Kept(zlib.compress(glyphs.tobytes(), level=1), answers, len(batches[0][0]))


def _again(kept: _Kept, rng: np.random.Generator) -> Iterator[Lesson]:
    glyphs = np.frombuffer(zlib.decompress(kept.glyphs), np.uint8).reshape(-1, GLYPH_SIDE, GLYPH_SIDE)
    order = rng.permutation(len(glyphs))
    moved = _moved(glyphs[order], rng)
    for first in range(0, len(order), kept.batch):
        yield moved[first : first + kept.batch], kept.answers[order[first : first + kept.batch]]


def _moved(glyphs: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """The glyphs, some of them a pixel further left or right, up or down."""
    padded = np.pad(glyphs, ((0, 0), (1, 1), (1, 1)))
    across, down = rng.choice([0, 1, 2], (2, len(glyphs), 1, 1), p=[MOVED / 2, 1 - MOVED, MOVED / 2])
    places = np.arange(GLYPH_SIDE)
    return np.asarray(padded[np.arange(len(glyphs))[:, None, None], down + places[:, None], across + places])
