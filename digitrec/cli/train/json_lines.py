"""Prints the progress of a training as lines of JSON, for programs."""

from __future__ import annotations

import dataclasses
import json
import sys
import time
from typing import Any, TextIO

from digitrec.cli.shared.options import SCHEMA
from digitrec.learning.loop.progress import BatchDone, Progress
from digitrec.learning.loop.result import TrainingResult

EVERY = 0.5  # seconds between two batches that are printed


class JsonPrinter:
    """Prints the progress of a training: an object a line, whose `kind` is the name of the value.

    Args:
        lines: gets them; None = standard output.
    """

    def __init__(self, lines: TextIO | None = None) -> None:
        self._lines = lines or sys.stdout
        self._told = 0.0

    def __call__(self, progress: Progress) -> None:
        """Prints one value; of batches only some."""
        if isinstance(progress, BatchDone):
            now = time.monotonic()
            if now - self._told < EVERY:
                return
            self._told = now
        self._print(type(progress).__name__, dataclasses.asdict(progress))

    def trained(self, trained: TrainingResult) -> None:
        """Prints what came of it."""
        record = trained.record
        self._print(
            "Trained",
            {
                "path": str(trained.path),
                "validation_accuracy": record.validation_accuracy,
                "test_accuracy": record.test_accuracy,
                "interrupted": trained.interrupted,
                "report": None if trained.report is None else str(trained.report),
            },
        )

    def clear(self) -> None:
        """There is no bar to take away."""

    def _print(self, kind: str, values: dict[str, Any]) -> None:
        print(json.dumps({"schema": SCHEMA, "kind": kind, **values}), file=self._lines, flush=True)
