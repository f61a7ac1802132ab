"""The journal of a run: which files are done, and how long the outputs were then.

It is a file of JSON lines beside the outputs, which is only ever appended to. The results of a batch are on
the disk before its line is: what an output holds beyond the length in the last line is of a batch that was
not finished, and is cut off when the run goes on.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from digitrec.errors import DigitrecError

ENDING = ".journal"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal: a batch that is done.

    Args:
        batch: its identity.
        files: their names, as results call them.
        lengths: bytes of each output, by its option, with this batch.
        part: its Parquet file, "" for none.
        read: images read.
        failed: files and pages that could not be read.
        doubtful: images with a doubtful digit.
    """

    batch: str
    files: tuple[str, ...]
    lengths: Mapping[str, int] = field(default_factory=dict)
    part: str = ""
    read: int = 0
    failed: int = 0
    doubtful: int = 0


class Journal:
    """The journal of a run, open to go on with.

    Args:
        path: the file; it need not exist.
        run: what the results depend on, and which outputs there are; plain values.

    Raises:
        DigitrecError: it is of another run, is in use, or cannot be read or written.
    """

    def __init__(self, path: Path, run: Mapping[str, Any]) -> None:
        self.path = path
        self.is_new = not path.exists() or path.stat().st_size == 0
        try:
            self._file = path.open("ab+")
        except OSError as error:
            raise DigitrecError(f"{path} cannot be written ({error.strerror}).") from None
        try:
            self._lock()
            self._check(run)
        except BaseException:
            self._file.close()
            raise

    def entries(self) -> Iterator[Entry]:
        """The batches that are done, each read from the file when it is asked for."""
        with self.path.open("rb") as file:
            next(file, None)
            for line in file:
                values = json.loads(line)
                yield Entry(**{**values, "files": tuple(values["files"])})

    def add(self, entry: Entry) -> None:
        """Notes a batch whose results are on the disk.

        Raises:
            OSError: there is no room.
        """
        self._write(asdict(entry))

    def close(self) -> None:
        """Closes the file, which stays."""
        self._file.close()

    def _check(self, run: Mapping[str, Any]) -> None:
        head = {"format": FORMAT, **run}
        size = self._whole_lines()
        if size < self._file.seek(0, os.SEEK_END):
            self._file.truncate(size)  # a line that was being written when the machine stopped
        if size == 0:
            self._write(head)
            return
        self._file.seek(0)
        if json.loads(self._file.readline()) != head:
            raise DigitrecError(
                f"{self.path} is of a run with other options, outputs or models. "
                "Name other outputs, or delete it and its outputs to begin anew."
            )

    def _whole_lines(self) -> int:
        """Bytes up to the end of the last line that is whole."""
        size = 0
        self._file.seek(0)
        for line in self._file:
            try:
                json.loads(line)
            except ValueError:
                break
            if not line.endswith(b"\n"):
                break
            size += len(line)
        return size

    def _write(self, values: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(values).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _lock(self) -> None:
        """Keeps a second run off; where the system has no such locks, the user does."""
        try:
            import fcntl
        except ImportError:
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DigitrecError(f"Another run is writing {self.path} now.") from None
        except OSError:  # of file systems without locks
            return
