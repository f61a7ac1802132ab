"""The files that results are written to, batch by batch, each cut back to what its journal knows of."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from digitrec.cli.read.on_cluster.batches import Batch, Done
from digitrec.cli.read.on_cluster.job import Job
from digitrec.cli.read.on_cluster.journal import ENDING, Entry, Journal
from digitrec.cli.read.on_cluster.parquet import Parts
from digitrec.cli.read.tally import Tally
from digitrec.errors import DigitrecError
from digitrec.files.results import Answer, as_json, as_text, csv_writer

Write = Callable[[Answer], None]


class OutputFile:
    """A text file that is written to from a length on.

    Args:
        path: the file.
        length: bytes that stay; 0 makes it anew.
    """

    def __init__(self, path: Path, length: int) -> None:
        self.path = path
        if length and (not path.exists() or path.stat().st_size < length):
            raise DigitrecError(
                f"{path} is shorter than its journal says. Put it back, or delete both to begin anew."
            )
        with suppress(FileNotFoundError):
            os.truncate(path, length)
        self._file = path.open("a", encoding="utf-8", errors="surrogateescape", newline="")

    @property
    def text(self) -> TextIO:
        """To write to."""
        return self._file

    def keep(self) -> int:
        """Brings what was written to the disk; its length in bytes."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return os.fstat(self._file.fileno()).st_size

    def close(self) -> None:
        """Closes the file; what cannot be written any more is cut off by the next run anyway."""
        with suppress(OSError):
            self._file.close()


class Outputs:
    """All outputs of a run, with their journal.

    Args:
        options: `output`, `json`, `csv`, `parquet` of the command.
        job: how is read.
        tally: is told what the journal knows of.

    Raises:
        DigitrecError: an output is there that is of no run, or of another one; or cannot be written.
    """

    def __init__(self, options: argparse.Namespace, job: Job, tally: Tally) -> None:
        self.done = Done()
        self.count = 0
        """Batches that were done before."""
        self._job = job.identity
        named = {"output": options.output, "csv": options.csv, "parquet": options.parquet}
        self._paths = {name: path for name, path in named.items() if path is not None}
        self._form = as_json if options.json else as_text
        self._all = options.json
        self._journal: Journal | None = None
        self._files: dict[str, OutputFile] = {}
        self._writes: list[Write] = []
        self._parts: Parts | None = None
        if self._paths:
            self._open(tally)

    def write(self, batch: Batch, answers: Iterable[Answer]) -> None:
        """Writes what came of a batch, and notes it in the journal when it is on the disk.

        Raises:
            DigitrecError: it cannot be written; what was written of it does not count.
        """
        if self._journal is None:
            return
        tally = Tally()
        part = ""
        answers = list(answers)
        identity = batch.identity(self._job)
        try:
            for answer in answers:
                tally.count(answer)
                for write in self._writes:
                    write(answer)
            if self._parts is not None:
                part = self._parts.write(self.count, identity, answers)
            lengths = {name: file.keep() for name, file in self._files.items()}
            counts = (tally.read, tally.failed, tally.doubtful)
            self._journal.add(Entry(identity, tuple(batch.names), lengths, part, *counts))
        except OSError as error:
            names = " and ".join(str(path) for path in self._paths.values())
            raise DigitrecError(
                f"{names} cannot be written ({error.strerror or error}). What was written before is kept: "
                "make room, and run the same command again to go on."
            ) from None
        self.count += 1

    def close(self) -> None:
        """Closes all files."""
        for file in self._files.values():
            file.close()
        if self._journal is not None:
            self._journal.close()

    def _open(self, tally: Tally) -> None:
        first = next(iter(self._paths.values()))
        run = {"job": self._job, "outputs": sorted(self._paths), "json": self._all}
        journal = first.with_name(first.name + ENDING)
        if not journal.exists():
            self._refuse_what_is_there()
        self._journal = Journal(journal, run)
        try:
            lengths, parts = self._read_journal(tally)
            self._open_files(lengths)
            if "parquet" in self._paths:
                self._parts = Parts(self._paths["parquet"], parts)
        except OSError as error:
            self.close()
            raise DigitrecError(f"{first} cannot be written ({error.strerror or error}).") from None
        except BaseException:
            self.close()
            raise

    def _refuse_what_is_there(self) -> None:
        for path in self._paths.values():
            taken = any(path.iterdir()) if path.is_dir() else path.exists() and path.stat().st_size > 0
            if taken:
                raise DigitrecError(
                    f"{path} is there already, without a journal: name another, or delete it."
                )

    def _read_journal(self, tally: Tally) -> tuple[Mapping[str, int], set[str]]:
        """What the journal says of lengths and parts; the files it names are done."""
        lengths: Mapping[str, int] = {}
        parts: set[str] = set()
        for entry in self._journal.entries() if self._journal else ():
            self.done.add(entry.files)
            self.count += 1
            lengths = entry.lengths
            parts |= {entry.part}
            tally.add(entry.read, entry.failed, entry.doubtful)
        return lengths, parts

    def _open_files(self, lengths: Mapping[str, int]) -> None:
        for name in ("output", "csv"):
            if name not in self._paths:
                continue
            length = lengths.get(name, 0)
            file = self._files[name] = OutputFile(self._paths[name], length)
            self._writes.append(
                csv_writer(file.text, length == 0) if name == "csv" else self._lines(file.text)
            )

    def _lines(self, file: TextIO) -> Write:
        """Writes the lines that standard output would get."""

        def write(answer: Answer) -> None:
            if answer.reading is not None or self._all:
                file.write(self._form(answer) + "\n")

        return write
