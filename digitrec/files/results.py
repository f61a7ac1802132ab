"""What `read` found in one file, and the forms in which it is written."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from digitrec.types import Digit, Line, Reading

UNSURE = "?"  # stands in the text for a digit below the least confidence
CSV_COLUMNS = ("file", "text", "confidence", "error")


@dataclass(frozen=True, slots=True)
class Answer:
    """A file and its reading, or why there is none.

    Args:
        path: the file.
        reading: what it says, None if it could not be read.
        error: why not, "" if it was read.
        least: digits read with less confidence are unsure.
    """

    path: Path
    reading: Reading | None = None
    error: str = ""
    least: float = 0.0

    def is_sure(self, digit: Digit) -> bool:
        """Whether a digit was read with enough confidence."""
        return digit.confidence >= self.least

    def text_of(self, line: Line) -> str:
        """A line's digits, with a `?` for each that is unsure: a number never looks whole when it is not."""
        return "".join(str(digit.label) if self.is_sure(digit) else UNSURE for digit in line.digits)

    @property
    def rows(self) -> list[str]:
        """The text of each line."""
        return [self.text_of(line) for line in self.reading.lines] if self.reading else []


def as_text(answer: Answer) -> str:
    """`path<TAB>text`, rows joined by a space."""
    return f"{answer.path}\t{' '.join(answer.rows)}"


def as_json(answer: Answer) -> str:
    """One JSON object on one line; unsure digits are left out of `digits`."""
    if answer.reading is None:
        return json.dumps({"file": str(answer.path), "error": answer.error})
    lines = [
        {
            "text": answer.text_of(line),
            "box": _corners(line),
            "digits": [_plain(digit) for digit in line.digits if answer.is_sure(digit)],
        }
        for line in answer.reading.lines
    ]
    return json.dumps(
        {
            "file": str(answer.path),
            "text": "\n".join(answer.rows),
            "lines": lines,
            "digits": [digit for line in lines for digit in line["digits"]],
        }
    )


def csv_writer(file: TextIO) -> Callable[[Answer], None]:
    """Writes the heading, and gives a function that writes a row."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)

    def write(answer: Answer) -> None:
        confidence = f"{answer.reading.confidence:.4f}" if answer.reading and answer.reading.lines else ""
        writer.writerow([answer.path, " ".join(answer.rows), confidence, answer.error])
        file.flush()

    return write


def _plain(digit: Digit) -> dict[str, Any]:
    return {"digit": digit.label, "confidence": round(digit.confidence, 4), "box": _corners(digit)}


def _corners(part: Digit | Line) -> list[int]:
    box = part.box
    return [box.left, box.top, box.right, box.bottom]
