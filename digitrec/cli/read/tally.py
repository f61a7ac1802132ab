"""Counts what was read, for the line that `digitrec read` ends with."""

from __future__ import annotations

from collections import Counter

from digitrec.cli.shared.find import skipped_files
from digitrec.files.results import Answer


class Tally:
    """How many images were read, failed, and hold a doubtful digit; every page of a document counts."""

    def __init__(self) -> None:
        self.read = 0
        self.failed = 0
        self.doubtful = 0

    def count(self, answer: Answer) -> None:
        """Counts an answer."""
        self.read += answer.reading is not None
        self.failed += answer.reading is None
        self.doubtful += answer.doubtful

    def add(self, read: int, failed: int, doubtful: int) -> None:
        """Counts what was counted before."""
        self.read += read
        self.failed += failed
        self.doubtful += doubtful

    @property
    def worth_saying(self) -> bool:
        """Whether there was more than one image: of one, its own line says all."""
        return self.read + self.failed > 1

    def in_words(self, skipped: Counter[str]) -> str:
        """`18 read, 2 failed, 3 doubtful, 2 skipped (.txt 2)`; what there is none of is left out.

        Args:
            skipped: how many files were passed over, by their endings.
        """
        parts = [f"{self.read} read"]
        parts += [
            f"{count} {what}"
            for count, what in ((self.failed, "failed"), (self.doubtful, "doubtful"))
            if count
        ]
        return ", ".join(parts + ([skipped_files(skipped)] if skipped else []))
