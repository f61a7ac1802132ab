"""What runs on the workers of a cluster: processes that read, one a thread, loaded once a run.

This module is imported where Dask is installed, and by nothing else.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin

from digitrec.cli.read.on_cluster.job import Job
from digitrec.cli.read.on_cluster.keeper import Keeper
from digitrec.cli.shared.find import Found
from digitrec.files.results import Answer

_lock = threading.Lock()
_idle: dict[Job, list[Keeper]] = {}  # of this worker
_over: set[Job] = set()  # whose processes are not kept any longer


class Readers(WorkerPlugin):  # type: ignore[misc]
    """Starts the processes of a worker before its first batch, and ends them after the last.

    Args:
        job: how files are read.
    """

    def __init__(self, job: Job) -> None:
        self.name = f"digitrec-{job.run}"
        self._job = job

    def setup(self, worker: Any) -> None:
        """Starts a process a thread; they load their models at the same time."""
        _close_idle()  # also what a run left that was killed
        for _ in range(worker.state.nthreads):
            _give(self._job, Keeper(self._job))

    def teardown(self, worker: Any) -> None:  # noqa: ARG002 - Dask gives it
        """Ends the processes."""
        end_processes(self._job)


def end_processes(job: Job) -> None:
    """Ends the processes of a job, those that are reading after their batch."""
    _over.add(job)
    _close_idle(job)


def read_batch(job: Job, files: tuple[tuple[Found, Path | None], ...]) -> list[Answer]:
    """Reads files, one after the other; what is wrong with one becomes its answer.

    Raises:
        DigitrecError: nothing can be read here.
    """
    keeper = _take(job)
    try:
        answers = [answer for found, picture in files for answer in keeper.read(found, picture)]
    except BaseException:
        keeper.close()
        raise
    _give(job, keeper)
    return answers


def _take(job: Job) -> Keeper:
    with _lock:
        if idle := _idle.get(job):
            return idle.pop()
    return Keeper(job)  # of a worker that has lost its plugin: the scheduler was started anew


def _give(job: Job, keeper: Keeper) -> None:
    with _lock:
        if job not in _over:
            _idle.setdefault(job, []).append(keeper)
            return
    keeper.close()


def _close_idle(job: Job | None = None) -> None:
    """Ends the processes of a job that are not reading; None = of all jobs."""
    with _lock:
        jobs = list(_idle) if job is None else [job]
        idle = [keeper for one in jobs for keeper in _idle.pop(one, [])]
    for keeper in idle:
        keeper.close()
