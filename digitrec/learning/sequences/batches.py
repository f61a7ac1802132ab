"""Makes the next lines in other processes while the model trains on these."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from digitrec.learning.data.dataset import Images
from digitrec.learning.sequences.plan import SequencePlan
from digitrec.learning.sequences.sampler import Sample
from digitrec.learning.sequences.shards import Batch, Shard, batches_of, samples_of
from digitrec.learning.sequences.writers import Sources, open_sources
from digitrec.learning.synthetic import HandwritingFont
from digitrec.processes import begin_worker

Feed = Callable[[int], Iterator[Batch]]  # the batches of an epoch

AHEAD = 3  # shards made ready ahead
VALIDATION_SEED = 2001  # the lines to validate on are the same for every training
VALIDATION, TEST = 0, 1  # shards of that seed


@dataclass(frozen=True, slots=True, eq=False)
class LineSource:
    """Where the lines of a training come from.

    Args:
        digits: MNIST's training images.
        plan: the training.
        folder: where made lines are kept.
        fonts: handwriting fonts.
    """

    digits: Images
    plan: SequencePlan
    folder: Path
    fonts: tuple[HandwritingFont, ...] = ()

    def shard(self, number: int) -> Shard:
        """A shard of training lines."""
        return Shard(self.folder, self.plan.seed, number, self.plan.shard)


@contextmanager
def open_line_feed(source: LineSource, workers: int = 1) -> Iterator[Feed]:
    """Opens a feed: a function from the number of an epoch to its batches.

    The lines depend on the plan alone, not on the number of processes.

    Args:
        source: what makes the lines.
        workers: processes that make lines; 0 makes them in this one.
    """
    if workers == 0:
        sources = open_sources(source.digits, source.fonts)
        yield lambda epoch: _made_here(source, sources, epoch)
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, _start, (source,))
    try:
        yield lambda epoch: _made_ahead(pool, source.plan, epoch)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def held_out(
    digits: Images, fonts: tuple[HandwritingFont, ...], folder: Path, lines: int, number: int = VALIDATION
) -> list[Sample]:
    """Lines to judge by, of digits that no training line has: VALIDATION or TEST."""
    shard = Shard(folder, VALIDATION_SEED, number, lines)
    return samples_of(shard, open_sources(digits, fonts))


def _batches(source: LineSource, sources: Sources, epoch: int, place: int, number: int) -> list[Batch]:
    rng = np.random.default_rng([source.plan.seed, epoch, place])
    samples = samples_of(source.shard(number), sources)
    return list(batches_of(samples, source.plan.batch_size, rng))


def _made_here(source: LineSource, sources: Sources, epoch: int) -> Iterator[Batch]:
    for place, number in enumerate(source.plan.shards(epoch)):
        yield from _batches(source, sources, epoch, place, number)


def _made_ahead(pool: ProcessPoolExecutor, plan: SequencePlan, epoch: int) -> Iterator[Batch]:
    """The epoch's batches; while it is learned, the next epoch's first new shard is made too."""
    waiting: deque[Future[list[Batch]]] = deque()
    for place, number in enumerate(plan.shards(epoch)):
        waiting.append(pool.submit(_make, epoch, place, number))
        if len(waiting) > AHEAD:
            yield from waiting.popleft().result()
    if epoch + 1 < plan.epochs:
        pool.submit(_prepare, plan.shards(epoch + 1)[0])
    while waiting:
        yield from waiting.popleft().result()


_worker: dict[str, Any] = {}  # filled in the worker processes only


def _start(source: LineSource) -> None:
    begin_worker()
    _worker["source"] = source
    _worker["sources"] = open_sources(source.digits, source.fonts)


def _make(epoch: int, place: int, number: int) -> list[Batch]:
    return _batches(_worker["source"], _worker["sources"], epoch, place, number)


def _prepare(number: int) -> None:
    samples_of(_worker["source"].shard(number), _worker["sources"])
