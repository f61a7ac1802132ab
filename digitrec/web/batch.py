"""Reads uploaded files one after the other; a broken one gives a result with an error."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitrec.errors import ImageError
from digitrec.files.results import Answer, as_json, csv_writer
from digitrec.types import Image
from digitrec.web.controller import Controller
from digitrec.web.limits import load_checked

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a name that begins so is a formula to a spreadsheet


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A file and what was read in it.

    Args:
        answer: by the name that the visitor gave it, or why it could not be read.
        image: its image, None if it could not be read.
    """

    answer: Answer
    image: Image | None = None


def read_files(
    controller: Controller, files: Sequence[tuple[Path, str]], model: str | None = None, single: bool = False
) -> Iterator[Read]:
    """Reads files.

    Args:
        controller: reads, and says how many files are taken.
        files: where each lies, and its name.
        model: the name of the model, None = the best.
        single: whether each image holds at most one digit.

    Yields:
        What was read, in the order of the files.
    """
    for number, (path, name) in enumerate(files):
        shown = Path(name)
        if number >= controller.limits.files:
            yield Read(Answer(shown, error=f"not read: {controller.limits.files} files at once at most"))
            continue
        try:
            image = load_checked(path, controller.limits)
        except ImageError as error:
            yield Read(Answer(shown, error=" ".join(str(error).split())))
        else:
            yield Read(Answer(shown, controller.read(image, model, single)), image)


def as_objects(answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """The results as `python -m digitrec read --json` gives them."""
    return [json.loads(as_json(answer)) for answer in answers]


def json_text(answers: Sequence[Answer]) -> str:
    """A file of JSON: a list of results."""
    return json.dumps(as_objects(answers), indent=2, ensure_ascii=False) + "\n"


def csv_text(answers: Sequence[Answer]) -> str:
    """A file of comma-separated values, with a heading; no field is a formula."""
    text = io.StringIO()
    write = csv_writer(text)
    for answer in answers:
        write(answer)
    rows = list(csv.reader(io.StringIO(text.getvalue())))
    safe = io.StringIO()
    csv.writer(safe, lineterminator="\n").writerows([[_plain(cell) for cell in row] for row in rows])
    return safe.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
