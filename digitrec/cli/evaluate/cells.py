"""The figures of `evaluate --robustness`, each measured on its own: here, or on the workers of a cluster."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from digitrec.cli.evaluate.strings import read_text
from digitrec.errors import ModelError
from digitrec.learning.data.collect import load_mnist
from digitrec.learning.data.dataset import Images
from digitrec.learning.evaluation import measure
from digitrec.learning.evaluation.corruptions import CORRUPTIONS
from digitrec.learning.evaluation.strings import share_exact
from digitrec.models.engine import load_engine
from digitrec.models.places import model_files, output_folder
from digitrec.models.store import StoredModel, stored_model
from digitrec.reading.page import load_page_reader
from digitrec.reading.reader import Reader
from digitrec.reading.sequence_choice import second_opinion


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure to measure.

    Args:
        section: of the tables: canvas, places, turns, corruptions, strings.
        of: what is measured: size and pen, the place, degrees, the corruption, the kind of number.
        count: images, or numbers.
        seed: of what is random.
        second: whether the sequence model reads along.
    """

    section: str
    of: tuple[Any, ...]
    count: int
    seed: int
    second: bool = False


Measure = Callable[[Reader, Iterable[Cell]], Iterator[Any]]  # measures cells, gives their figures in order


def few(images: Images, count: int, seed: int) -> Images:
    """Some of the images, in their order."""
    return images.take(np.sort(np.random.default_rng(seed).permutation(len(images))[:count]))


def cells_of(section: str, count: int, seed: int) -> list[Cell]:
    """The figures of a section, in the order in which they are printed."""
    of: list[tuple[Any, ...]]
    if section == "canvas":
        of = [(size, pen) for size in measure.SIZES for pen in measure.pens_for(size)]
    elif section == "places":
        of = [(place,) for place in measure.PLACES]
    elif section == "turns":
        of = [(turn,) for turn in measure.TURNS]
    else:
        of = [(name,) for name in CORRUPTIONS]
    return [Cell(section, each, count, seed) for each in of]


def measured(reader: Reader, digits: Images, cell: Cell) -> Any:
    """Measures a figure.

    Args:
        reader: what is measured.
        digits: validation images, of which the figure takes its own.
        cell: the figure.

    Returns:
        A `Score`; of corruptions a `CorruptionScore`, of strings the share read exactly.
    """
    if cell.section == "strings":
        return share_exact(partial(read_text, reader), digits, cell.of[0], cell.count, cell.seed)
    images = few(digits, cell.count, cell.seed)
    rng = np.random.default_rng(cell.seed)
    if cell.section == "canvas":
        size, pen = cell.of
        return measure.score_canvas(reader, images, size, pen, rng)
    if cell.section == "places":
        return measure.score_place(reader, images, cell.of[0])
    if cell.section == "turns":
        return measure.score_canvas(reader, images, measure.USUAL_SIZE, measure.USUAL_PEN, rng, cell.of[0])
    number = list(CORRUPTIONS).index(cell.of[0])
    rng = np.random.default_rng([cell.seed, number])
    return measure.score_corruption(reader, images, cell.of[0], CORRUPTIONS[cell.of[0]], rng)


_local = threading.local()  # a worker's thread keeps its reader


def measured_there(path: Path, digest: str, models: Path, cell: Cell) -> Any:
    """Measures a figure on a worker.

    Args:
        path: of the model, on the machine that asks.
        digest: of the model.
        models: the model folder there.
        cell: what is measured.

    Raises:
        ModelError: the worker has not this model.
    """
    key = (path, digest, models, cell.second)
    if getattr(_local, "key", None) != key:
        _local.reader, _local.key = _reader(path, digest, models, cell.second), key
    return measured(_local.reader, _validation(), cell)


@functools.cache
def _validation() -> Images:
    return load_mnist().validation


def _reader(path: Path, digest: str, models: Path, with_second: bool) -> Reader:
    stored = _model_like(path, digest)
    page, _ = load_page_reader(models, threads=1)
    second = second_opinion(models, threads=1)[0] if with_second else None
    return Reader(load_engine(stored, threads=1), stored, second=second, page=page)


def _model_like(path: Path, digest: str) -> StoredModel:
    """The same model on this machine, where its folder may be another."""
    for place in (path, *(own for own in model_files(output_folder()) if own.name == path.name)):
        if place.is_file() and (stored := stored_model(place)).digest == digest:
            return stored
    raise ModelError(f"A worker has no {path.name} like yours: put it where all machines see it.")
