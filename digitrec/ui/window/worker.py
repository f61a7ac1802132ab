"""One thread for slow work, so that the window never waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TypeAlias

from digitrec.errors import DigitrecError
from digitrec.ui.window.events import Event, Failed

Job: TypeAlias = Callable[[], Event]


@dataclass(frozen=True, slots=True)
class _Crash:
    """A fault of the program itself, on its way to the thread that can show it."""

    error: BaseException


class Worker:
    """Does jobs one after another in a thread of its own; their answers are events.

    A `DigitrecError` becomes `Failed`. Any other exception is raised by `poll`: a fault must not leave a
    window that waits for ever.

    Args:
        wake_up: set whenever there is an answer; None = nobody waits for them.
    """

    def __init__(self, wake_up: threading.Event | None = None) -> None:
        self._wake_up = wake_up or threading.Event()
        self._jobs: list[tuple[str, Job]] = []
        self._answers: SimpleQueue[Event | _Crash] = SimpleQueue()
        self._work = threading.Condition()
        self._busy = False
        self._ended = False
        # A daemon: a model that is still being loaded must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self._thread.start()

    def submit(self, job: Job, kind: str = "") -> None:
        """Queues a job; one with a `kind` takes the place of a waiting job of that kind: the newest wins."""
        with self._work:
            waiting = [i for i, (other, _) in enumerate(self._jobs) if kind and other == kind]
            if waiting:
                self._jobs[waiting[0]] = (kind, job)
            else:
                self._jobs.append((kind, job))
            self._work.notify_all()

    def poll(self) -> list[Event]:
        """The answers that have come since the last call."""
        events: list[Event] = []
        while True:
            try:
                answer = self._answers.get_nowait()
            except Empty:
                return events
            if isinstance(answer, _Crash):
                raise answer.error
            events.append(answer)

    def wait(self, seconds: float) -> bool:
        """Waits until all jobs are done; returns whether they are."""
        with self._work:
            return self._work.wait_for(lambda: not self._jobs and not self._busy, seconds)

    def end(self, seconds: float = 1.0) -> bool:
        """Drops the jobs that wait; returns whether the thread has ended in time."""
        with self._work:
            self._jobs.clear()
            self._ended = True
            self._work.notify_all()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while True:
            with self._work:
                self._busy = False
                self._work.notify_all()
                self._work.wait_for(lambda: self._jobs or self._ended)
                if self._ended:
                    return
                _, job = self._jobs.pop(0)
                self._busy = True
            self._answers.put(_answer(job))
            self._wake_up.set()


def _answer(job: Job) -> Event | _Crash:
    try:
        return job()
    except DigitrecError as error:
        return Failed(str(error))
    except BaseException as error:  # noqa: BLE001 - it is raised again by `poll`, in the main thread
        return _Crash(error)
