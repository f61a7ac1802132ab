"""Files put together in batches, and those left out that were read before."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from digitrec.cli.read.on_cluster.job import digest_of_values
from digitrec.cli.shared.find import Found

Work = tuple[Found, Path | None]  # a file, and where its annotated copy goes


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that one worker reads, one after the other.

    Args:
        number: from 0, in the order of the files.
        files: each with the place of its annotated copy.
    """

    number: int
    files: tuple[Work, ...]

    @property
    def names(self) -> list[str]:
        """What results call the files."""
        return [str(found.name) for found, _ in self.files]

    def identity(self, job: str) -> str:
        """A digest of its files and of the job, see `Job.identity`."""
        return digest_of_values([job, self.names])


def batches_of(files: Iterable[Work], size: int) -> Iterator[Batch]:
    """Puts files together in their order, `size` a batch; only the files of one batch are asked for ahead."""
    rest = iter(files)
    for number in itertools.count():
        taken = tuple(itertools.islice(rest, size))
        if not taken:
            return
        yield Batch(number, taken)


class Done:
    """The files that were read before: names, and how often each was read, in 8 bytes a name."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._counts: Counter[bytes] = Counter(map(_short, names))

    def add(self, names: Iterable[str]) -> None:
        """These were read."""
        self._counts.update(map(_short, names))

    def left(self, files: Iterable[Work]) -> Iterator[Work]:
        """The files that are still to be read; one that is named twice is read twice."""
        for found, picture in files:
            short = _short(str(found.name))
            if self._counts[short] > 0:
                self._counts[short] -= 1
            else:
                yield found, picture


def _short(name: str) -> bytes:
    return hashlib.blake2b(name.encode(errors="surrogateescape"), digest_size=8).digest()
