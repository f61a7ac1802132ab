"""Batches of glyphs, made ahead in other processes while the network learns."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitrec.learning.data.dataset import Labels
from digitrec.learning.digits.sampler import GlyphSource
from digitrec.processes import begin_worker

LabelledBatch = tuple[NDArray[np.uint8], Labels]  # (N, 28, 28) glyphs, 255 = 1.0, and (N,) labels
Feed = Callable[[int], Iterator[LabelledBatch]]  # the batches of an epoch

PORTION = 1024  # glyphs made at a time by one process
AHEAD = 6  # portions made ahead


@contextmanager
def open_feed(source: GlyphSource, batch_size: int, workers: int = 1) -> Iterator[Feed]:
    """Opens a feed: a function from the number of an epoch to its batches.

    The glyphs depend on the source and the batch size alone, not on the number of processes.

    Args:
        source: what makes the glyphs.
        batch_size: glyphs a batch; what is left over at the end of an epoch is dropped.
        workers: processes that make glyphs; 0 makes them in this one.
    """
    portion = max(1, PORTION // batch_size) * batch_size
    if workers == 0:
        yield lambda epoch: _batches(_made_here(source, epoch, portion), batch_size)
        return
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _start, (source,))
    try:
        yield lambda epoch: _batches(_made_ahead(pool, source, epoch, portion), batch_size)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def steps_per_epoch(source: GlyphSource, batch_size: int) -> int:
    """Whole batches in an epoch."""
    return len(source.order(0)) // batch_size


def _batches(portions: Iterator[LabelledBatch], batch_size: int) -> Iterator[LabelledBatch]:
    for glyphs, labels in portions:
        for first in range(0, len(labels) - batch_size + 1, batch_size):
            yield glyphs[first : first + batch_size], labels[first : first + batch_size]


def _portions(source: GlyphSource, epoch: int, portion: int) -> Iterator[tuple[Labels, int, int]]:
    order = source.order(epoch)
    for first in range(0, len(order), portion):
        yield order[first : first + portion], epoch, first


def _made_here(source: GlyphSource, epoch: int, portion: int) -> Iterator[LabelledBatch]:
    for arguments in _portions(source, epoch, portion):
        yield source.glyphs(*arguments)


def _made_ahead(
    pool: ProcessPoolExecutor, source: GlyphSource, epoch: int, portion: int
) -> Iterator[LabelledBatch]:
    waiting: deque[Future[LabelledBatch]] = deque()
    for arguments in _portions(source, epoch, portion):
        waiting.append(pool.submit(_make, *arguments))
        if len(waiting) > AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


_worker: dict[str, Any] = {}  # filled in the worker processes only


def _start(source: GlyphSource) -> None:
    begin_worker()
    _worker["source"] = source


def _make(order: Labels, epoch: int, first: int) -> LabelledBatch:
    batch: LabelledBatch = _worker["source"].glyphs(order, epoch, first)
    return batch
