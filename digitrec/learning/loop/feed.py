"""Makes the batches of an epoch ahead, in other processes, while the network learns."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from digitrec.processes import begin_worker

PartT = TypeVar("PartT")
BatchT = TypeVar("BatchT")
PartContraT = TypeVar("PartContraT", contravariant=True)
BatchCoT = TypeVar("BatchCoT", covariant=True)

Feed = Callable[[int], Iterator[BatchT]]  # the batches of an epoch


class Maker(Protocol[PartContraT, BatchCoT]):
    """Makes parts of an epoch, in one process."""

    def make(self, part: PartContraT) -> Sequence[BatchCoT]:
        """The batches of a part; the same part gives the same batches in every process."""

    def prepare(self, part: PartContraT) -> None:
        """Makes what can be kept of a part, for the process that will want it."""


class Source(Protocol[PartT, BatchCoT]):
    """Source of the batches of a training; it is pickled for other processes."""

    @property
    def ahead(self) -> int:
        """Parts that are made ahead."""

    def parts(self, epoch: int) -> Sequence[PartT]:
        """The parts of an epoch, in their order."""

    def early_parts(self, epoch: int) -> Sequence[PartT]:
        """Parts of the epoch after this one that are prepared while this one is learned."""

    def open(self) -> Maker[PartT, BatchCoT]:
        """Opens what parts are made from; called once in every process."""


@contextmanager
def open_feed(source: Source[PartT, BatchT], workers: int = 1) -> Iterator[Feed[BatchT]]:
    """Opens a feed: a function from the number of an epoch to its batches.

    The batches depend on the source alone, not on the number of processes.

    Args:
        source: where they come from.
        workers: processes that make them; 0 makes them in this one.
    """
    if workers == 0:
        maker = source.open()
        yield lambda epoch: (batch for part in source.parts(epoch) for batch in maker.make(part))
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, _start, (source,))
    try:
        yield lambda epoch: _made_ahead(pool, source, epoch)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _made_ahead(pool: ProcessPoolExecutor, source: Source[PartT, BatchT], epoch: int) -> Iterator[BatchT]:
    waiting: deque[Future[Sequence[BatchT]]] = deque()
    for part in source.parts(epoch):
        waiting.append(pool.submit(_make, part))
        if len(waiting) > source.ahead:
            yield from waiting.popleft().result()
    for part in source.early_parts(epoch):
        pool.submit(_prepare, part)
    while waiting:
        yield from waiting.popleft().result()


_makers: list[Maker[Any, Any]] = []  # the one of this process; filled in worker processes only


def _start(source: Source[Any, Any]) -> None:
    begin_worker()
    _makers.append(source.open())


def _make(part: Any) -> Sequence[Any]:
    return _makers[0].make(part)


def _prepare(part: Any) -> None:
    _makers[0].prepare(part)
