"""How the sequence model has its say in what a line reads, beside the lattice of single digits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from digitrec.models.sequence_engine import load_best_sequence
from digitrec.models.store import StoredModel
from digitrec.page.pieces import union_ink
from digitrec.page.segment import WrittenLine
from digitrec.reading.boxes import on_image
from digitrec.reading.sequence import LineReader, ReadDigit, ReadLine
from digitrec.types import Box, Digit


class Share(Enum):
    """Which lines the sequence model reads."""

    NEVER = "never"
    TOUCHING = "touching"  # those with ink that may be several digits
    VOTE = "vote"  # all but single digits; the surer of the two readings counts
    ALWAYS = "always"  # all but single digits


USUAL_SHARE = Share.TOUCHING
LEAST = 1e-4  # chances below this are all alike


@dataclass(frozen=True, slots=True)
class ChoiceSettings:
    """When the sequence model's reading counts.

    Args:
        share: which lines it reads.
        least: its weakest digit must be this sure, or the lattice's reading counts.
        favour: in a vote, a factor of its confidence.
        weight: on touching ink, of how much surer the lattice is (a difference of logarithms), against how
            much less likely the sequence model finds the lattice's number than its own.
        head_start: what the lattice has there from the outset.
    """

    share: Share = USUAL_SHARE
    least: float = 0.0
    favour: float = 1.0
    weight: float = 2.0
    head_start: float = 0.5


class SecondOpinion:
    """A sequence model that reads along.

    Args:
        lines: reads lines.
        model: the stored model that it runs, if it is one.
        settings: when it counts.
    """

    def __init__(
        self, lines: LineReader, model: StoredModel | None = None, settings: ChoiceSettings = ChoiceSettings()
    ) -> None:
        self._lines = lines
        self.model = model
        self._settings = settings

    def weigh(
        self,
        line: WrittenLine,
        touching: bool,
        digits: Sequence[Digit],
        scale: float,
        shape: tuple[int, ...],
    ) -> Sequence[Digit]:
        """The digits of a line, by the lattice or by the sequence model.

        Args:
            line: the line before anything was cut.
            touching: whether some of its ink may be several digits.
            digits: what the lattice reads.
            scale: pixels of the working image for one pixel of the image given.
            shape: of the image given, height first.
        """
        if not digits or not self._reads(line, touching):
            return digits  # where no digit is seen, a scribble is likelier than a number
        union = union_ink(line.pieces)
        read = self._lines.read(union.ink)
        if read is None or not self._counts(read, digits):
            return digits
        return [_on_page(digit, union.left, union.top, scale, shape) for digit in read.digits]

    def _reads(self, line: WrittenLine, touching: bool) -> bool:
        share = self._settings.share
        if share is Share.NEVER or (len(line.pieces) == 1 and not touching):
            return False
        return touching or share is not Share.TOUCHING

    def _counts(self, read: ReadLine, digits: Sequence[Digit]) -> bool:
        if read.confidence < self._settings.least:
            return False
        if self._settings.share is Share.ALWAYS:
            return True
        theirs = min((digit.confidence for digit in digits), default=0.0)
        if self._settings.share is Share.VOTE:
            return self._settings.favour * read.confidence >= theirs
        scores = {hypothesis.digits: hypothesis.score for hypothesis in read.hypotheses}
        own = tuple(digit.label for digit in digits)
        behind = scores.get(own, min(scores.values()) - 1.0) - read.hypotheses[0].score
        surer = math.log(max(LEAST, theirs)) - math.log(max(LEAST, read.confidence))
        return (
            own == read.hypotheses[0].digits
            or behind + self._settings.weight * surer <= -self._settings.head_start
        )


def second_opinion(
    directory: Path | str,
    model: Path | str | None = None,
    settings: ChoiceSettings = ChoiceSettings(),
    threads: int | None = None,
) -> tuple[SecondOpinion | None, tuple[str, ...]]:
    """Loads the best sequence model of a folder, if it is wanted and there is one.

    Args:
        directory: the model folder.
        model: a model that was asked for by name; one from elsewhere reads alone.
        settings: when it counts; if never, nothing is loaded.
        threads: how many threads a line may use.

    Returns:
        It, or None; and one sentence about each model that was passed over.
    """
    elsewhere = model is not None and Path(model).resolve().parent != Path(directory).resolve()
    if settings.share is Share.NEVER or elsewhere:
        return None, ()
    stored, engine, skipped = load_best_sequence(directory, threads)
    if engine is None:
        return None, skipped
    return SecondOpinion(LineReader(engine), stored, settings), skipped


def _on_page(digit: ReadDigit, left: int, top: int, scale: float, shape: tuple[int, ...]) -> Digit:
    box = digit.box
    moved = Box(box.left + left, box.top + top, box.right + left, box.bottom + top)
    return Digit(digit.label, digit.confidence, on_image(moved, scale, shape), digit.probabilities)
