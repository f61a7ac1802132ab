"""Prints the progress of a training: a live bar within an epoch, one line an epoch."""

from __future__ import annotations

import sys
from typing import TextIO

from digitrec.learning.loop.progress import (
    BatchDone,
    DataRead,
    EpochDone,
    Finishing,
    MemberBegun,
    MemberEpoch,
    Progress,
)
from digitrec.percent import percent

BAR = 24  # characters
MOST_REASONS = 10  # for passing files over
CLEAR = "\r\033[K"
DIGITS = (
    "of the images set aside to choose the best epoch, those read rightly",
    "of scribbles, letters and other things that are no digit, those it refuses",
)
MEANINGS = {
    "sequence": (
        "of the lines set aside to choose the best epoch, those read without a mistake",
        "of the lines without a digit, those in which it reads nothing",
    ),
    "finder": (
        "of the pages set aside to choose the best epoch, those whose rows it finds, making none up",
        "of the pages without a digit, those on which it finds nothing",
    ),
    "ink": (
        "on the cut-outs set aside to choose the best epoch, how far its ink and the true ink overlap",
        "of the cut-outs without a digit, those in which it finds no ink",
    ),
    "single": (
        "on the images set aside to choose the best epoch, how far its ink and the true ink overlap",
        "of the images without a digit, those in which it finds no ink",
    ),
}
"""What the two shares in the line of an epoch mean, by the model; for models of single digits, `DIGITS`."""


class Printer:
    """Prints the progress of a training.

    Args:
        lines: gets one line an epoch.
        live: gets the bar, if it is a terminal.
    """

    def __init__(self, lines: TextIO | None = None, live: TextIO | None = None) -> None:
        self._lines = lines or sys.stdout
        self._live = live or sys.stderr
        self._bar = self._live.isatty()

    def __call__(self, progress: Progress) -> None:
        """Shows one value."""
        if isinstance(progress, EpochDone):
            self.clear()
            print(epoch_line(progress), file=self._lines, flush=True)
        elif isinstance(progress, Finishing):
            self.clear()
            why = "Interrupted: saving" if progress.interrupted else "Saving"
            print(f"{why} epoch {progress.best_epoch}, the best one, ...", file=self._live, flush=True)
        elif isinstance(progress, DataRead):
            self.clear()
            print("\n".join(data_lines(progress)), file=self._lines, flush=True)
        elif isinstance(progress, MemberEpoch):
            self.clear()
            name = f"{progress.architecture}, seed {progress.seed}"
            print(f"{name}: {epoch_line(progress.done)}", file=self._lines, flush=True)
        elif isinstance(progress, MemberBegun):
            self.clear()
            print(member_line(progress), file=self._lines, flush=True)
        elif self._bar:
            print(CLEAR + bar_line(progress), end="", file=self._live, flush=True)

    def clear(self) -> None:
        """Takes the bar away."""
        if self._bar:
            print(CLEAR, end="", file=self._live, flush=True)


def meaning_lines(model: str) -> list[str]:
    """What the two shares in the line of an epoch mean."""
    right, refused = MEANINGS.get(model, DIGITS)
    return [f"  validation         {right}", f"  negatives refused  {refused}"]


def bar_line(done: BatchDone) -> str:
    """How far an epoch is, in less than 80 characters."""
    full = round(BAR * done.step / done.steps)
    bar = "#" * full + "." * (BAR - full)
    place = f"epoch {done.epoch:>2}/{done.epochs} [{bar}] {done.step}/{done.steps}"
    return f"{place}  loss {done.loss:.3f}  {duration(done.seconds_left)} left"


def data_lines(read: DataRead) -> list[str]:
    """What there is to learn from, and what was passed over and why."""
    lines = [
        f"{read.training:,} images to learn from, {read.validation:,} to choose by, "
        f"{read.test:,} to test with"
    ]
    if read.skipped:
        total = sum(count for _, count, _ in read.skipped)
        lines.append(f"{total:,} files passed over (the report names all):")
    return lines + [
        f"  {count:,} because {reason}: {path}" for reason, count, path in read.skipped[:MOST_REASONS]
    ]


def member_line(begun: MemberBegun) -> str:
    """Which member of an ensemble is next."""
    fate = ", trained before" if begun.ready else ""
    return f"member {begun.number} of {begun.members}: {begun.architecture}, seed {begun.seed}{fate}"


def epoch_line(done: EpochDone) -> str:
    """What an epoch came to."""
    fate = "saved" if done.improved else f"best {percent(done.best_accuracy, 2)} in epoch {done.best_epoch}"
    return "  ".join(
        [
            f"epoch {done.epoch:>2}/{done.epochs}",
            f"loss {done.loss:.4f}",
            f"validation {percent(done.validation_accuracy, 2)}",
            f"negatives refused {percent(done.rejected, 1)}",
            f"{duration(done.seconds)}, {duration(done.seconds_left)} left",
            fate,
        ]
    )


def duration(seconds: float) -> str:
    """Seconds as `42 s`, `3:07 min` or `1:02:03 h`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02d} min"
    return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d} h"
