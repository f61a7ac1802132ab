"""Reads files one after the other, in this process or in several, and gives the answers in order."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from digitrec.cli.shared.find import Found
from digitrec.errors import DigitrecError, ImageError
from digitrec.files.annotate import picture_path, write_picture
from digitrec.files.images import load_image
from digitrec.files.results import Answer
from digitrec.processes import begin_worker
from digitrec.types import Digit, Image, Line, Reading

AHEAD = 4  # files a process may be ahead of the answer that is due


class ImageReader(Protocol):
    """What is needed of a reader."""

    def read(self, image: Image) -> Reading:
        """Reads all numbers of an image."""

    def read_digit(self, image: Image) -> Digit | None:
        """Reads an image that holds at most one digit."""


@dataclass(frozen=True, slots=True)
class Task:
    """How files are read.

    Args:
        models: the model folder.
        model: a `.keras` file instead of the best of the folder.
        single: whether each image holds at most one digit.
        least: digits read with less confidence are unsure, 0 to 1.
        pictures: where annotated copies go, None for none.
    """

    models: Path
    model: Path | None = None
    single: bool = False
    least: float = 0.0
    pictures: Path | None = None


def read_file(path: Path, picture: Path | None, reader: ImageReader, task: Task) -> Answer:
    """Reads one file; what is wrong with it becomes part of the answer.

    Args:
        path: the file.
        picture: where its annotated copy goes, None for none.
        reader: reads its image.
        task: how.
    """
    try:
        image = load_image(path)
        reading = _read_single(image, reader) if task.single else reader.read(image)
        if picture is not None:
            write_picture(picture, reading.annotate(image))
    except ImageError as error:
        return Answer(path, error=" ".join(str(error).split()))
    return Answer(path, reading, least=task.least)


def _read_single(image: Image, reader: ImageReader) -> Reading:
    digit = reader.read_digit(image)
    return Reading() if digit is None else Reading((Line((digit,)),))


def read_here(files: Iterable[Found], reader: ImageReader, task: Task) -> Iterator[Answer]:
    """Reads files in this process."""
    for path, picture in _with_pictures(files, task):
        yield read_file(path, picture, reader, task)


def _with_pictures(files: Iterable[Found], task: Task) -> Iterator[tuple[Path, Path | None]]:
    taken: set[Path] = set()
    for path, place in files:
        yield path, picture_path(place, task.pictures, taken) if task.pictures else None


def read_in_processes(files: Iterable[Found], task: Task, jobs: int) -> Iterator[Answer]:
    """Reads files in several processes; only a few files are ever under way, however many there are.

    Raises:
        DigitrecError: a process has died.
    """
    context = multiprocessing.get_context("spawn")  # a fork would inherit half of the engine's threads
    pool = ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(task,))
    waiting: deque[Future[Answer]] = deque()
    try:
        for path, picture in _with_pictures(files, task):
            waiting.append(pool.submit(_read_one, path, picture))
            if len(waiting) >= AHEAD * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise DigitrecError("A reading process has died; read with --jobs 1 to see at which file.") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_worker: list[tuple[ImageReader, Task]] = []  # one entry in a worker process, none elsewhere


def _begin(task: Task) -> None:
    """Gets a worker process ready: one thread each."""
    from digitrec.cli.shared.reader import open_reader

    begin_worker()
    reader, _ = open_reader(task.models, task.model, threads=1)
    _worker.append((reader, task))


def _read_one(path: Path, picture: Path | None) -> Answer:
    reader, task = _worker[0]
    return read_file(path, picture, reader, task)
