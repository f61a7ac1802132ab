"""How the sequence model has its say in what a line reads, beside the lattice of single digits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from digitrec.errors import ModelError
from digitrec.models.places import model_files
from digitrec.models.sequence_engine import load_best_sequence
from digitrec.models.store import StoredModel
from digitrec.page.components import Component, union_ink
from digitrec.page.cutout import Placement
from digitrec.page.normalise import to_model_input
from digitrec.page.segment import WrittenLine
from digitrec.page.specks import with_specks
from digitrec.reading.found import PlacedLine
from digitrec.reading.looks import PLAIN
from digitrec.reading.sequence import LineReader, ReadDigit
from digitrec.reading.sequence_decode import Text
from digitrec.types import Box, Digit


class Share(Enum):
    """Which lines the sequence model reads, together with the lattice."""

    NEVER = "never"
    DOUBTFUL = "doubtful"  # those with ink that may be several digits, or with a digit that is not plain
    EVERY = "every"  # all but single digits


USUAL_SHARE = Share.DOUBTFUL


@dataclass(frozen=True, slots=True)
class ChoiceSettings:
    """When the sequence model's reading counts.

    Args:
        share: which lines it reads.
        plain: a digit is, if the lattice is this sure of it.
        weight: of what the lattice says, beside what the sequence model says.
        floor: however little a number fits the lattice, it counts as this (a natural logarithm): where digits
            touch, the lattice may have no component that is one of them.
        trust: where both have agreed on a number, so many more lines with the same digits go by unasked:
            those of the next frames.
        signs: whether signs between the digits are read too; then it reads every line, for where single
            digits are sure a slash may be taken for a 1.
    """

    share: Share = USUAL_SHARE
    plain: float = PLAIN
    weight: float = 0.7
    floor: float = -4.0
    trust: int = 0
    signs: bool = False


FOR_VIDEO = ChoiceSettings(trust=9)
"""For frames: the same number is before the camera many times a second."""

WITH_SIGNS = 0.5  # of its weight: so much counts the lattice, which knows no signs, where they are wanted
MOST_AGREED = 64  # numbers that are kept in mind


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
        self._agreed: dict[Text, int] = {}  # numbers, and how many more times each goes by unasked

    @property
    def signs(self) -> bool:
        """Whether signs between the digits are read too."""
        return self._settings.signs

    def weigh(
        self,
        line: WrittenLine,
        touching: bool,
        digits: Sequence[Digit],
        fits: Callable[[], Callable[[Text], float]],
        place: Placement,
        shape: tuple[int, ...],
    ) -> Sequence[Digit]:
        """The digits of a line: the number that lattice and sequence model together find the likeliest.

        Both see the same ink in different ways, and so, where they disagree, their probabilities are
        multiplied.

        Args:
            line: the line before anything was cut.
            touching: whether some of its ink may be several digits.
            digits: what the lattice reads.
            fits: makes, where it is wanted, the function that says how well a number fits the lattice: a
                natural logarithm, 0 = as well as any.
            place: where the line's ink lies in the image given.
            shape: of the image given, height first.
        """
        if not digits or not self._reads(line, touching, digits):
            return digits  # where no digit is seen, a scribble is likelier than a number
        own = tuple(digit.label for digit in digits)
        if self._goes_by(own):
            return digits
        union = union_ink(line.components)
        seen = self._lines.look(union.ink)
        if seen is None:
            return digits
        if seen.best == own:
            self._agree(own)
            return digits
        scores = self._lines.look_again(seen, own)
        fit = fits()
        best = max(scores, key=lambda text: scores[text] + self._weighted(fit(text)))
        if best == own:
            return digits
        return [_on_page(digit, union, place, shape) for digit in seen.digits(best)]

    def with_signs(self, placed: PlacedLine, digits: Sequence[Digit]) -> Sequence[Digit]:
        """The digits of a line, with the signs before them where they are wanted."""
        if not self._settings.signs or not digits:
            return digits
        ink = with_specks(placed.line, placed.ink).ink
        signs = self._lines.signs(ink, tuple(digit.label for digit in digits))
        return [replace(digit, sign_before=sign) for digit, sign in zip(digits, signs, strict=True)]

    def _reads(self, line: WrittenLine, touching: bool, digits: Sequence[Digit]) -> bool:
        share = self._settings.share
        if share is Share.NEVER or (len(line.components) == 1 and not touching):
            return False
        plain = not touching and min(digit.confidence for digit in digits) >= self._settings.plain
        return share is Share.EVERY or self._settings.signs or not plain

    def _agree(self, number: Text) -> None:
        if self._settings.trust:
            if len(self._agreed) >= MOST_AGREED:
                self._agreed.clear()
            self._agreed[number] = self._settings.trust

    def _goes_by(self, number: Text) -> bool:
        left = self._agreed.pop(number, 0)
        if left > 1:
            self._agreed[number] = left - 1
        return left > 0

    def _weighted(self, fit: float) -> float:
        weight = self._settings.weight * (WITH_SIGNS if self._settings.signs else 1.0)
        return weight * max(self._settings.floor, fit)


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

    Raises:
        ModelError: signs are wanted, and there is no model that knows them.
    """
    own = {path.resolve() for path in model_files(directory)}
    elsewhere = model is not None and Path(model).resolve() not in own
    if settings.signs and elsewhere:
        raise ModelError(f"{model} reads no signs. Leave signs out, or read with the models of {directory}.")
    if settings.share is Share.NEVER or elsewhere:
        return None, ()
    stored, engine, skipped = load_best_sequence(directory, threads, settings.signs)
    if engine is None and settings.signs:
        raise ModelError(
            f"No sequence model in {directory} knows signs. "
            "Train one: python training_model.py --model sequence"
        )
    if engine is None:
        return None, skipped
    return SecondOpinion(LineReader(engine), stored, settings), skipped


def _on_page(digit: ReadDigit, line: Component, place: Placement, shape: tuple[int, ...]) -> Digit:
    """A digit of a line's ink, with the glyph that a model of single digits would see of it."""
    box = digit.box
    glyph = to_model_input(line.ink[box.top : box.bottom, box.left : box.right])
    moved = Box(box.left + line.left, box.top + line.top, box.right + line.left, box.bottom + line.top)
    inside = place.box_on_image(moved, shape)
    return Digit(digit.label, digit.confidence, inside, digit.probabilities, glyph)
