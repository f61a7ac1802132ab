"""Sends batches to workers, a few ahead, and takes the answers; what gets lost is sent again."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from typing import Any

from digitrec.cli.read.on_cluster.batches import Batch
from digitrec.cli.read.on_cluster.job import Job
from digitrec.cli.shared.cluster import Cluster, worker_failed
from digitrec.errors import DigitrecError
from digitrec.files.results import Answer

AHEAD = 2  # batches a thread of a worker has before it: the one it reads, and the next
HELD = 4  # batches a thread may be ahead of the answer that is due
LOOK = 1.0  # seconds between two looks at the connection
LONG = 60  # looks that find no worker before that is said
MOST_DEATHS = 5  # times that all workers who were given a batch may die before the run is given up


class Dispatch:
    """The batches that are under way.

    Args:
        cluster: reads them.
        job: how.
        batches: asked for one by one.
    """

    def __init__(self, cluster: Cluster, job: Job, batches: Iterator[Batch]) -> None:
        self._cluster = cluster
        self._job = job
        self._batches = batches
        self._sent: dict[int, tuple[Batch, Any]] = {}  # by number; and what will hold the answers
        self._back: SimpleQueue[tuple[int, Any]] = SimpleQueue()
        self._deaths: Counter[int] = Counter()
        self._slots = max(1, cluster.slots())
        self._more = True
        self._alone = 0

    def in_order(self) -> Iterator[tuple[Batch, list[Answer]]]:
        """Batches with their answers, in the order of the files."""
        held: dict[int, tuple[Batch, list[Answer]]] = {}
        due = 0
        while self._fill(len(held)):
            batch, answers = self._next()
            held[batch.number] = batch, answers
            while due in held:
                yield held.pop(due)
                due += 1

    def as_they_come(self) -> Iterator[tuple[Batch, list[Answer]]]:
        """Batches with their answers, what is read first comes first."""
        while self._fill(0):
            yield self._next()

    def _fill(self, held: int) -> bool:
        """Sends as many batches as there is room for; whether any is under way."""
        while self._more and len(self._sent) < min(AHEAD * self._slots, HELD * self._slots - held):
            batch = next(self._batches, None)
            if batch is None:
                self._more = False
            else:
                self._send(batch)
        return bool(self._sent)

    def _send(self, batch: Batch) -> None:
        from digitrec.cli.read.on_cluster.plugin import read_batch

        future = self._cluster.client.submit(
            read_batch, self._job, batch.files, pure=False, priority=-batch.number
        )
        self._sent[batch.number] = batch, future
        number = batch.number
        future.add_done_callback(lambda done: self._back.put((number, done)))

    def _next(self) -> tuple[Batch, list[Answer]]:
        """The next batch that comes back; those that got lost are sent again."""
        while True:
            try:
                number, future = self._back.get(timeout=LOOK)
            except Empty:
                if self._cluster.lost:
                    self._begin_anew()
                self._say_who_is_missing()
                continue
            batch, sent = self._sent.get(number, (None, None))
            if batch is None or sent is not future:  # it was sent again since
                continue
            answers = self._answers(batch, future)
            if answers is None:
                self._send_again(batch)
                continue
            del self._sent[number]
            self._slots = self._cluster.slots() or self._slots
            return batch, answers

    def _answers(self, batch: Batch, future: Any) -> list[Answer] | None:
        """What came back; None if it got lost."""
        from distributed import KilledWorker

        if future.status == "finished":
            try:
                answers: list[Answer] = future.result(timeout=60)
            except (OSError, TimeoutError):  # the worker went with them
                return None
            return answers
        if future.status != "error":  # the scheduler was started anew
            return None
        error = future.exception()
        if isinstance(error, DigitrecError):
            raise error
        if not isinstance(error, KilledWorker):
            raise worker_failed(error)
        self._deaths[batch.number] += 1
        if self._deaths[batch.number] >= MOST_DEATHS:
            raise DigitrecError(
                f"Workers keep ending while they read {batch.names[0]} and what follows; see their logs."
            )
        return None

    def _say_who_is_missing(self) -> None:
        """Says once that there is no worker, if there was none for long."""
        self._alone = 0 if self._cluster.slots() else self._alone + 1
        if self._alone == LONG:
            print("digitrec: The scheduler has no workers now; waiting for some.", file=sys.stderr)

    def _send_again(self, batch: Batch) -> None:
        if self._cluster.lost:
            self._begin_anew()
        else:
            self._send(batch)

    def _begin_anew(self) -> None:
        """Waits for a scheduler, and sends everything that is under way again."""
        self._cluster.connect_anew()
        for batch, _ in list(self._sent.values()):
            self._send(batch)
