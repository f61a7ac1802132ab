"""Batches with the targets of training: labels or a teacher's soft ones; each glyph is learned several times.

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

from digitrec.learning.digits.batches import LabelledBatch
from digitrec.learning.digits.plan import Plan
from digitrec.learning.loop.feed import Feed
from digitrec.learning.loop.network import CLASSES
from digitrec.types import GLYPH_SIDE, Glyphs, Probabilities

Targets = NDArray[np.float32]
Batch = tuple[NDArray[np.uint8], Targets]  # (N, 28, 28) glyphs, 255 = 1.0, and (N, classes) probabilities
Batches = Callable[[int], Iterator[Batch]]  # the batches of an epoch
Teacher = Callable[[Glyphs], Probabilities]  # soft targets of (N, 28, 28) glyphs

MOVED = 0.12  # share of the echoed glyphs that are moved by a pixel, across and down each
TOGETHER = 8  # batches that are kept, and shuffled, together
STREAM = 23  # of random numbers: tells this one from others of the same epoch


def with_targets(feed: Feed[LabelledBatch], teacher: Teacher | None = None) -> Batches:
    """The glyphs of a feed with their targets: a teacher's predictions, or the labels.

    Where a teacher is wrong, its prediction and the label count half each.
    """
    truth = np.eye(CLASSES, dtype=np.float32)

    def batches(epoch: int) -> Iterator[Batch]:
        for glyphs, labels in feed(epoch):
            if teacher is None:
                yield glyphs, truth[labels]
            else:
                targets = teacher(glyphs.astype(np.float32) / np.float32(255))
                wrong = targets.argmax(axis=1) != labels
                yield glyphs, np.where(wrong[:, np.newaxis], (targets + truth[labels]) / 2, targets)

    return batches


def echoed(batches: Batches, plan: Plan) -> Batches:
    """Batches of which each is given `plan.echo` times.

    What an epoch holds depends on the plan and its number alone: a resumed training makes again what it
    needs.

    Args:
        batches: gives the batches of an epoch for the first time.
        plan: says which epoch repeats which.
    """
    pool: dict[int, Sequence[_Kept]] = {}

    def epochs(epoch: int) -> Iterator[Batch]:
        made, times = plan.made(epoch)
        if times == 0 and plan.echo == 1:
            yield from batches(made)
        elif times == 0:
            kept: list[_Kept] = []
            for group in _groups(batches(made)):
                kept.append(_keep(group))
                yield from group
            pool[made] = kept
        else:
            if made not in pool:
                pool[made] = [_keep(group) for group in _groups(batches(made))]
            rng = np.random.default_rng([plan.seed, epoch, STREAM])
            for place in rng.permutation(len(pool[made])):
                yield from _again(pool[made][place], rng)

    return epochs


def _groups(batches: Iterator[Batch]) -> Iterator[list[Batch]]:
    while group := list(islice(batches, TOGETHER)):
        yield group


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """Some batches, packed: most of a glyph is paper."""

    glyphs: bytes
    targets: Targets
    batch: int


def _keep(batches: Sequence[Batch]) -> _Kept:
    glyphs = np.concatenate([glyphs for glyphs, _ in batches])
    targets = np.concatenate([targets for _, targets in batches])
    return _Kept(zlib.compress(glyphs.tobytes(), level=1), targets, len(batches[0][0]))


def _again(kept: _Kept, rng: np.random.Generator) -> Iterator[Batch]:
    glyphs = np.frombuffer(zlib.decompress(kept.glyphs), np.uint8).reshape(-1, GLYPH_SIDE, GLYPH_SIDE)
    order = rng.permutation(len(glyphs))
    moved = _moved(glyphs[order], rng)
    for first in range(0, len(order), kept.batch):
        yield moved[first : first + kept.batch], kept.targets[order[first : first + kept.batch]]


def _moved(glyphs: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """The glyphs, some of them a pixel further left or right, up or down."""
    padded = np.pad(glyphs, ((0, 0), (1, 1), (1, 1)))
    across, down = rng.choice([0, 1, 2], (2, len(glyphs), 1, 1), p=[MOVED / 2, 1 - MOVED, MOVED / 2])
    places = np.arange(GLYPH_SIDE)
    return np.asarray(padded[np.arange(len(glyphs))[:, None, None], down + places[:, None], across + places])
