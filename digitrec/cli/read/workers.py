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
from digitrec.files.annotate import page_path, picture_path, write_picture
from digitrec.files.documents import open_pages
from digitrec.files.images import MOST_PIXELS, content_of
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
        most_pixels: a larger image is refused before it is decoded.
        hand: whether the glyphs count that the user has taught.
        signs: whether signs within numbers are read too.
    """

    models: Path
    model: Path | None = None
    single: bool = False
    least: float = 0.0
    pictures: Path | None = None
    most_pixels: int = MOST_PIXELS
    hand: bool = True
    signs: bool = False


def read_file(found: Found, picture: Path | None, reader: ImageReader, task: Task) -> Iterator[Answer]:
    """Reads one file, page by page; what is wrong with it becomes part of an answer.

    Args:
        found: the file.
        picture: where its annotated copy goes, None for none.
        reader: reads its images.
        task: how.
    """
    path = found.path
    try:
        if found.problem:
            raise ImageError(found.problem)
        pages = open_pages(_content(found), task.most_pixels)
        count = len(pages)
    except ImageError as error:
        yield Answer(found.name, error=_in_one_line(error))
        return
    for index in range(count):
        page = index + 1 if count > 1 else 0
        try:
            image = pages[index]
            reading = _read_single(image, reader) if task.single else reader.read(image)
            if picture is not None:
                write_picture(page_path(path, picture, page), reading.annotate(image))
        except ImageError as error:
            yield Answer(found.name, error=_in_one_line(error), page=page)
        else:
            yield Answer(found.name, reading, least=task.least, page=page)


def _content(found: Found) -> bytes:
    if not found.address:
        return content_of(found.path)
    from digitrec.cli.read.on_cluster.addresses import fetched

    return fetched(found.address)


def _in_one_line(error: ImageError) -> str:
    return " ".join(str(error).split())


def _read_single(image: Image, reader: ImageReader) -> Reading:
    digit = reader.read_digit(image)
    return Reading() if digit is None else Reading((Line((digit,)),))


def read_here(files: Iterable[Found], reader: ImageReader, task: Task) -> Iterator[Answer]:
    """Reads files in this process."""
    for found, picture in with_pictures(files, task):
        yield from read_file(found, picture, reader, task)


def with_pictures(files: Iterable[Found], task: Task) -> Iterator[tuple[Found, Path | None]]:
    """Files, each with the place of its annotated copy, None for none."""
    taken: set[Path] = set()
    for found in files:
        yield found, picture_path(found.place, task.pictures, taken) if task.pictures else None


def read_in_processes(files: Iterable[Found], task: Task, jobs: int) -> Iterator[Answer]:
    """Reads files in several processes; only a few files are ever under way, however many there are.

    Raises:
        DigitrecError: a process has died.
    """
    context = multiprocessing.get_context("spawn")  # a fork would inherit half of the engine's threads
    pool = ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(task,))
    waiting: deque[Future[list[Answer]]] = deque()
    try:
        for found, picture in with_pictures(files, task):
            waiting.append(pool.submit(_read_one, found, picture))
            if len(waiting) >= AHEAD * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool:
        raise DigitrecError("A reading process has died; read with --jobs 1 to see at which file.") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_worker: list[tuple[ImageReader, Task]] = []  # one entry in a worker process, none elsewhere


def _begin(task: Task) -> None:
    """Gets a worker process ready: one thread each."""
    from digitrec.cli.shared.reader import open_reader

    begin_worker()
    reader, _ = open_reader(task.models, task.model, threads=1, hand=task.hand, signs=task.signs)
    _worker.append((reader, task))


def _read_one(found: Found, picture: Path | None) -> list[Answer]:
    reader, task = _worker[0]
    return list(read_file(found, picture, reader, task))
