"""What a worker is asked to train, and how a training process is talked to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from digitrec.learning.digits.request import Request

ENDINGS = (".json", ".tflite", ".keras")  # of a model's files, what makes it count comes last


@dataclass(frozen=True, slots=True)
class Order:
    """A member to train.

    Args:
        request: of the member; its output is an absolute path on the machine that asks.
        folder: what relative paths are relative to.
        run: of all members that were asked for at once.
    """

    request: Request
    folder: Path
    run: str
