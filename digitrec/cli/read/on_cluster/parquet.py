"""Results as Parquet, a file a batch, written beside and renamed; pyarrow comes with the extra `cluster`."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from digitrec.cli.shared.cluster import EXTRA
from digitrec.errors import DigitrecError
from digitrec.files.results import Answer
from digitrec.models.files import written_beside
from digitrec.types.forms import number_as_dict

PATTERN = "part-*.parquet"


class Parts:
    """A folder of Parquet files.

    Args:
        folder: made if need be.
        kept: the names that the journal knows of; parts of batches that were not finished are removed.

    Raises:
        DigitrecError: pyarrow is not installed, or a part is missing that the journal knows of.
        OSError: the folder cannot be made.
    """

    def __init__(self, folder: Path, kept: set[str]) -> None:
        check_pyarrow()
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        missing = sorted(name for name in kept if name and not (folder / name).exists())
        if missing:
            raise DigitrecError(
                f"{folder / missing[0]} is missing, which the journal knows of. Put it back, or delete "
                "journal and outputs to begin anew."
            )
        for path in [*folder.glob(PATTERN), *folder.glob(f".{PATTERN}")]:
            if path.name not in kept:
                path.unlink()

    def write(self, number: int, identity: str, answers: Sequence[Answer]) -> str:
        """Writes the part of a batch; its name.

        Args:
            number: of the batch in the journal.
            identity: of the batch.
            answers: one a row.

        Raises:
            OSError: there is no room.
        """
        import pyarrow as pa
        from pyarrow import parquet

        table = pa.Table.from_pylist([as_row(answer) for answer in answers], schema=_schema())
        name = f"part-{number:07d}-{identity[:16]}.parquet"
        with written_beside(self._folder / name) as beside:
            parquet.write_table(table, beside)
        return name


def check_pyarrow() -> None:
    """Says what to install.

    Raises:
        DigitrecError: pyarrow is not installed.
    """
    if find_spec("pyarrow") is None:
        raise DigitrecError(f"--parquet needs pyarrow: {EXTRA}")


def as_row(answer: Answer) -> dict[str, Any]:
    """A file, or a page of one, as a row; what was not read has nulls."""
    reading = answer.reading
    row: dict[str, Any] = {"file": str(answer.path), "page": answer.page or None}
    if reading is None:
        return row | {"error": answer.error}
    numbers = [number_as_dict(number) | {"text": answer.text_of(number)} for number in reading.numbers]
    return row | {
        "text": "\n".join(answer.rows),
        "confidence": reading.confidence if reading.lines else None,
        "doubtful": answer.doubtful,
        "rotation": reading.rotation,
        "numbers": numbers,
    }


def _schema() -> Any:
    import pyarrow as pa

    number = pa.struct(
        [
            ("text", pa.string()),
            ("confidence", pa.float64()),
            ("doubtful", pa.bool_()),
            ("box", pa.list_(pa.int32())),
        ]
    )
    return pa.schema(
        [
            ("file", pa.string()),
            ("page", pa.int32()),
            ("text", pa.string()),
            ("confidence", pa.float64()),
            ("doubtful", pa.bool_()),
            ("rotation", pa.int16()),
            ("numbers", pa.list_(number)),
            ("error", pa.string()),
        ]
    )
