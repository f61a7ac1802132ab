"""Shows `evaluate --robustness`: drawn and corrupted digits, and whole numbers, a table a section."""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from digitrec.cli.evaluate import tables
from digitrec.cli.evaluate.cells import Cell, Measure, cells_of, few
from digitrec.cli.evaluate.strings import print_strings
from digitrec.learning.data.dataset import Images
from digitrec.learning.evaluation import measure
from digitrec.learning.evaluation.strings import KINDS
from digitrec.models.store import StoredModel
from digitrec.reading.reader import Reader
from digitrec.reading.sequence_choice import second_opinion

Show = Callable[[], None]


def show_robustness(
    reader: Reader,
    digits: Images,
    sections: Sequence[str],
    options: argparse.Namespace,
    measure_cells: Measure,
) -> None:
    """Measures a reader and prints its tables.

    Args:
        reader: is measured.
        digits: validation images.
        sections: which tables.
        options: `limit`, `seed`, `json`, `models` of the command.
        measure_cells: measures the figures; all tables are asked for before the first is printed.
    """
    stored = _stored(reader)
    images = few(digits, options.limit, options.seed)
    shows: list[Show] = []
    for section, of_section in _SHOWS.items():
        if section in sections:
            cells = cells_of(section, options.limit, options.seed)
            figures = measure_cells(reader, cells)
            pairs = zip(cells, figures, strict=True)
            shows.append(of_section(stored, pairs, reader, images, options))
    if "strings" in sections:
        shows.append(_strings(reader, options, measure_cells))
    for show in shows:
        show()


def _canvas(
    stored: StoredModel,
    pairs: Iterator[tuple[Cell, Any]],
    reader: Reader,
    images: Images,
    options: argparse.Namespace,
) -> Show:
    def show() -> None:
        plain = measure.score_glyphs(reader.engine, images)
        cells = ((*cell.of, score) for cell, score in pairs)
        tables.print_canvas(stored, plain, cells, options.json)

    return show


def _rows(name: str, title: str) -> Callable[..., Show]:
    def of_section(
        stored: StoredModel,
        pairs: Iterator[tuple[Cell, Any]],
        _reader: Reader,
        _images: Images,
        options: argparse.Namespace,
    ) -> Show:
        rows = ((cell.of[0], score) for cell, score in pairs)
        return lambda: tables.print_rows(stored, name, title, rows, options.json)

    return of_section


def _corruptions(
    stored: StoredModel,
    pairs: Iterator[tuple[Cell, Any]],
    _reader: Reader,
    images: Images,
    options: argparse.Namespace,
) -> Show:
    scores = (score for _, score in pairs)
    return lambda: tables.print_corruptions(stored, len(images), scores, options.json)


_SHOWS: dict[str, Callable[..., Show]] = {
    "canvas": _canvas,
    "places": _rows("place", "at the borders and in the middle of a canvas"),
    "turns": _rows("turn", "turned by degrees, clockwise"),
    "corruptions": _corruptions,
}


def _strings(reader: Reader, options: argparse.Namespace, measure_cells: Measure) -> Show:
    """Whole numbers, by the model alone and with the sequence model, if there is one."""
    second, notes = second_opinion(Path(options.models), threads=1)
    for note in notes:
        print("digitrec:", note, file=sys.stderr)
    readers = {_stored(reader).name: reader}
    if second is not None and second.model is not None:
        readers[f"with {second.model.name}"] = Reader(
            reader.engine, reader.model, second=second, page=reader.page
        )
    figures = [
        measure_cells(
            one, [Cell("strings", (kind,), options.limit, options.seed, one is not reader) for kind in KINDS]
        )
        for one in readers.values()
    ]
    by_kind = itertools.chain.from_iterable(zip(*figures, strict=True))
    return lambda: print_strings(list(readers), by_kind, options.limit, options.json)


def _stored(reader: Reader) -> StoredModel:
    if reader.model is None:
        raise ValueError("The readers of this command have models.")
    return reader.model
