"""Keeps a process that reads, gives it one file after the other, and starts another when a file ends it."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any

from digitrec.cli.read.on_cluster.job import Job
from digitrec.cli.shared.find import Found
from digitrec.errors import DigitrecError
from digitrec.files.results import Answer

COMMAND = (sys.executable, "-m", "digitrec.cli.read.on_cluster.process")
LOADED_WITHIN = 600.0  # seconds: a model without twin is compiled first
CRASHED = "it crashed the process that read it, twice"


class CrashError(Exception):
    """The process has ended."""


class Keeper:
    """Keeps one process; used by one thread at a time.

    Args:
        job: how files are read.
        command: what is run.
    """

    def __init__(self, job: Job, command: Sequence[str] = COMMAND) -> None:
        self._job = job
        self._command = command
        self._start()

    def read(self, found: Found, picture: Path | None) -> list[Answer]:
        """Reads a file; one that hangs, or ends the process twice, is answered with that.

        Args:
            found: the file.
            picture: where its annotated copy goes, None for none.

        Raises:
            DigitrecError: the process cannot read anything: there is no model, or another one.
        """
        for again in (True, False):
            self._await_models()
            answers: list[Answer] = []
            try:
                self._say((found, picture))
                while (answer := self._hear(self._job.seconds)) is not None:
                    answers.append(answer)
            except CrashError:
                self._restart()
                if again:
                    continue
                fault = CRASHED
            except Empty:
                self._restart()
                fault = f"it took longer than {self._job.seconds:g} s (--timeout)"
            else:
                return answers
            page = answers[-1].page + 1 if answers else 0
            return [*answers, Answer(found.name, error=fault, page=page)]
        raise AssertionError("A file is tried twice at most.")

    def close(self) -> None:
        """Ends the process."""
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _start(self) -> None:
        self._child = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._heard: SimpleQueue[Any] = SimpleQueue()
        arguments = (self._child.stdout, self._heard)
        threading.Thread(target=_listen, args=arguments, daemon=True).start()
        self._loading = True
        with suppress(CrashError):  # what is wrong is told when it is asked
            self._say(self._job)

    def _restart(self) -> None:
        self.close()
        self._start()

    def _await_models(self) -> None:
        if not self._loading:
            return
        try:
            self._hear(LOADED_WITHIN)
        except (CrashError, Empty):
            raise DigitrecError(
                "A process that was to read ended before its models were loaded: see the log of the worker."
            ) from None
        self._loading = False

    def _say(self, value: object) -> None:
        if self._child.stdin is None:
            raise ValueError("The process has pipes.")
        try:
            pickle.dump(value, self._child.stdin)
            self._child.stdin.flush()
        except OSError:
            raise CrashError from None

    def _hear(self, seconds: float) -> Any:
        heard = self._heard.get(timeout=seconds)
        if isinstance(heard, (CrashError, DigitrecError)):
            raise heard
        return heard


def _listen(pipe: IO[bytes], heard: SimpleQueue[Any]) -> None:
    """Takes what the process says, to its end."""
    try:
        while True:
            heard.put(pickle.load(pipe))
    except (EOFError, OSError, ValueError, pickle.UnpicklingError):
        heard.put(CrashError())
