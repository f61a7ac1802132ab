"""Settled numbers as lines on the terminal and as rows of a CSV file."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

from digitrec.errors import DigitrecError
from digitrec.types import Reading

COLUMNS = ("time", "seconds", "text", "confidence")


def text_of(reading: Reading) -> str:
    """The text of a reading in one line: rows joined by a space."""
    return " ".join(line.text for line in reading.lines)


def append_row(path: Path, reading: Reading, seconds: float) -> None:
    """Adds a settled number to a CSV file, made with its heading if need be.

    Args:
        path: the file.
        reading: the number.
        seconds: since the start of the source.

    Raises:
        DigitrecError: it cannot be written.
    """
    row = (
        datetime.now().astimezone().isoformat(timespec="milliseconds"),
        f"{seconds:.3f}",
        text_of(reading),
        f"{reading.confidence:.4f}",
    )
    content = io.StringIO()
    writer = csv.writer(content, lineterminator="\n")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or not path.stat().st_size:
            writer.writerow(COLUMNS)
        writer.writerow(row)
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(content.getvalue())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DigitrecError(f"Cannot write the log {path}: {reason}. Name another: --log FILE.csv") from None
