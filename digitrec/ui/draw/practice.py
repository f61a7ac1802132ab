"""Practice: ten digits are to be written as told; what was read of each is counted at the end."""

from __future__ import annotations

from dataclasses import dataclass

from digitrec.percent import percent
from digitrec.types import Reading
from digitrec.ui.draw.strokes import Stroke

ROUNDS = 10  # digits of one practice


@dataclass(frozen=True, slots=True)
class Attempt:
    """One digit as it was written.

    Args:
        wanted: the digit that was to be written.
        reading: what was read.
        strokes: what was drawn.
        size: (width, height) of the drawing in pixels.
    """

    wanted: int
    reading: Reading
    strokes: tuple[Stroke, ...]
    size: tuple[int, int]

    @property
    def right(self) -> bool:
        """Whether it was read as the digit that was wanted, and nothing else."""
        return self.reading.text == str(self.wanted)

    @property
    def told(self) -> str:
        """What it was read as, in words."""
        text = " ".join(line.text for line in self.reading.lines)
        return f"{text}, {percent(self.reading.confidence)}" if text else "no digit"


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice under way, or its score.

    Args:
        targets: the digits to write.
        attempts: those written so far, in the same order.
        waiting: whether the drawing counts as soon as it has been read.
    """

    targets: tuple[int, ...]
    attempts: tuple[Attempt, ...] = ()
    waiting: bool = False

    @property
    def target(self) -> int | None:
        """The digit to write now; None when all have been written."""
        return None if self.is_over else self.targets[len(self.attempts)]

    @property
    def is_over(self) -> bool:
        """Whether all have been written."""
        return len(self.attempts) >= len(self.targets)

    @property
    def score(self) -> int:
        """How many were read as they were meant."""
        return sum(attempt.right for attempt in self.attempts)

    @property
    def misread(self) -> tuple[Attempt, ...]:
        """Those that were not."""
        return tuple(attempt for attempt in self.attempts if not attempt.right)
