"""What `read` found in one image, and the forms in which it is written."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from digitrec.types import Digit, Line, Number, Reading
from digitrec.types.forms import SCHEMA

UNSURE = "?"  # stands in the text for a digit below the least confidence
CSV_COLUMNS = ("file", "text", "confidence", "error", "doubtful", "page")


@dataclass(frozen=True, slots=True)
class Answer:
    """A file, or a page of one, and its reading, or why there is none.

    Args:
        path: the file, or its address.
        reading: what it says, None if it could not be read.
        error: why not, "" if it was read.
        least: digits read with less confidence are unsure.
        page: its number, from 1, where the file has several; else 0.
    """

    path: Path | str
    reading: Reading | None = None
    error: str = ""
    least: float = 0.0
    page: int = 0

    @property
    def name(self) -> str:
        """The path, with `:` and the number of the page if there are several."""
        return f"{self.path}:{self.page}" if self.page else str(self.path)

    @property
    def doubtful(self) -> bool:
        """Whether a digit was read that should be looked at."""
        return self.reading is not None and self.reading.doubtful

    def is_sure(self, digit: Digit) -> bool:
        """Whether a digit was read with enough confidence."""
        return digit.confidence >= self.least

    def text_of(self, part: Line | Number) -> str:
        """The digits of a part, a `?` for each that is unsure: a number never looks whole when it is not."""
        if isinstance(part, Line):
            return " ".join(map(self.text_of, part.numbers))
        return "".join(
            f"{digit.sign_before}{digit.label if self.is_sure(digit) else UNSURE}" for digit in part.digits
        )

    @property
    def rows(self) -> list[str]:
        """The text of each line."""
        return [self.text_of(line) for line in self.reading.lines] if self.reading else []


def as_text(answer: Answer) -> str:
    """`path<TAB>text`, rows joined by a space."""
    return f"{answer.name}\t{' '.join(answer.rows)}"


def as_json(answer: Answer) -> str:
    """One JSON object on one line; unsure digits are left out of `digits`. docs/json.md describes it."""
    place: dict[str, Any] = {"schema": SCHEMA, "file": str(answer.path)}
    if answer.page:
        place["page"] = answer.page
    if answer.reading is None:
        return json.dumps({**place, "error": answer.error})
    values = answer.reading.to_dict()
    if answer.least > 0:
        _leave_out(values, answer, answer.reading)
    return json.dumps({**place, **values})


def _leave_out(values: dict[str, Any], answer: Answer, reading: Reading) -> None:
    """Takes unsure digits out of the plain values of a reading."""
    values["text"] = "\n".join(answer.rows)
    for number, part in zip(values["numbers"], reading.numbers, strict=True):
        number["text"] = answer.text_of(part)
    for line, of_line in zip(values["lines"], reading.lines, strict=True):
        line["text"] = answer.text_of(of_line)
        pairs = zip(line["digits"], of_line.digits, strict=True)
        line["digits"] = [plain for plain, digit in pairs if answer.is_sure(digit)]
    values["digits"] = [digit for line in values["lines"] for digit in line["digits"]]


def csv_writer(file: TextIO, heading: bool = True) -> Callable[[Answer], None]:
    """Writes the heading, unless the table has it already, and gives a function that writes a row."""
    writer = csv.writer(file, lineterminator="\n")
    if heading:
        writer.writerow(CSV_COLUMNS)

    def write(answer: Answer) -> None:
        read = answer.reading is not None
        confidence = f"{answer.reading.confidence:.4f}" if answer.reading and answer.reading.lines else ""
        doubt = str(answer.doubtful).lower() if read else ""
        writer.writerow(
            [answer.path, " ".join(answer.rows), confidence, answer.error, doubt, answer.page or ""]
        )
        file.flush()

    return write
