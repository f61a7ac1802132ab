"""The process in which a worker reads files: `python -m digitrec.cli.read.on_cluster.process`.

Standard input brings a `Job`, then files. Standard output gives None when the models are loaded, then every
answer of a file, and None when the file is done; a `DigitrecError` where the models cannot be loaded.
A file that crashes or hangs takes this process with it, not the worker.
"""

from __future__ import annotations

import os
import pickle
import platform
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from queue import SimpleQueue
from typing import IO, Any

from digitrec.cli.read.on_cluster.job import Job, models_of
from digitrec.cli.read.workers import ImageReader, read_file
from digitrec.cli.shared.reader import open_reader
from digitrec.errors import DigitrecError, ModelError
from digitrec.files.results import Answer
from digitrec.processes import begin_worker
from digitrec.types import Line, Reading


def main() -> None:
    """Reads files until standard input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not come between the answers
    begin_worker()
    asked: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, asked), daemon=True).start()

    def say(value: object) -> None:
        pickle.dump(value, answers)
        answers.flush()

    with suppress(BrokenPipeError):
        _serve(asked.get(), asked, say)


def _listen(pipe: IO[bytes], asked: SimpleQueue[Any]) -> None:
    """Takes what is asked; when the worker has gone, also by a signal, this process goes too."""
    with suppress(EOFError, pickle.UnpicklingError):
        while True:
            asked.put(pickle.load(pipe))
    os._exit(0)


def _serve(job: Job, asked: SimpleQueue[Any], say: Callable[[object], None]) -> None:
    try:
        reader = _reader(job)
    except DigitrecError as error:
        say(ModelError(f"{platform.node()}: {error}"))
        return
    say(None)
    while True:
        found, picture = asked.get()
        for answer in read_file(found, picture, reader, job.task):
            say(without_glyphs(answer))
        say(None)


def _reader(job: Job) -> ImageReader:
    with suppress(OSError):  # a worker without that folder may still read addresses and absolute paths
        os.chdir(job.folder)
    task = job.own_task()
    reader, _ = open_reader(task.models, task.model, threads=1, signs=task.signs)
    if models_of(task) != job.models:
        raise ModelError(
            f"The models in {task.models} are others than those of the machine that asks. Install the same "
            "digitrec, or name a folder that all machines see: --models"
        )
    return reader


def without_glyphs(answer: Answer) -> Answer:
    """The answer without what the models saw, which no result holds and which is most of its bytes."""
    if answer.reading is None:
        return answer
    lines = tuple(
        Line(tuple(replace(digit, glyph=None) for digit in line.digits)) for line in answer.reading.lines
    )
    return replace(answer, reading=Reading(lines, answer.reading.rotation))


if __name__ == "__main__":
    main()
