"""A reading: everything that was read in one image."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from digitrec.types import forms
from digitrec.types.arrays import Image
from digitrec.types.parts import Digit, Line, Number, Refused


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read in one image.

    Args:
        lines: from top to bottom of the page as it is read.
        rotation: degrees, 0, 90, 180 or 270, by which the page lies turned clockwise in the image.
        refused: ink that was seen and not read as a digit, with the reason.
        picture: gives the image that was read, if it can still be had.
    """

    lines: tuple[Line, ...] = ()
    rotation: int = 0
    refused: tuple[Refused, ...] = ()
    picture: Callable[[], Image] | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.rotation not in (0, 90, 180, 270):
            raise ValueError(f"rotation must be 0, 90, 180 or 270, got {self.rotation}.")

    @property
    def text(self) -> str:
        """One line of text a line of writing; "" if there is none."""
        return "\n".join(line.text for line in self.lines)

    @property
    def numbers(self) -> tuple[Number, ...]:
        """All numbers in reading order."""
        return tuple(number for line in self.lines for number in line.numbers)

    @property
    def digits(self) -> tuple[Digit, ...]:
        """All digits in reading order."""
        return tuple(digit for line in self.lines for digit in line.digits)

    @property
    def doubtful(self) -> bool:
        """Whether one of its digits is."""
        return any(digit.doubtful for digit in self.digits)

    def to_dict(self) -> dict[str, Any]:
        """The reading as plain values, for JSON; docs/json.md describes them.

        Examples:
            >>> Reading().to_dict()["text"]
            ''
        """
        return forms.as_dict(self)

    def annotate(self, image: Image | None = None) -> Image:
        """A copy of the image with every digit boxed and labelled, doubtful ones in amber and with a `?`.

        Args:
            image: the array that was read; None = the image this reading was made of, where it is known.

        Returns:
            (H, W, 3) uint8 BGR.

        Raises:
            InputError: `image` is no image, or there is none.
        """
        return forms.annotate(self, image)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return forms.in_one_line(self)

    def _repr_png_(self) -> bytes | None:
        return forms.as_png(self)

    def _repr_html_(self) -> str:
        return forms.as_html(self)

    def moved(self, right: int, down: int) -> Reading:
        """This reading with all boxes elsewhere, by so many pixels."""
        lines = (line.digits for line in self.lines)
        moved = (tuple(replace(d, box=d.box.moved(right, down)) for d in digits) for digits in lines)
        refused = tuple(replace(part, box=part.box.moved(right, down)) for part in self.refused)
        return replace(self, lines=tuple(Line(digits) for digits in moved), refused=refused)

    @property
    def confidence(self) -> float:
        """The confidence of the whole reading, 0 to 1: that of its weakest digit; 0 when nothing was read."""
        return min((digit.confidence for digit in self.digits), default=0.0)
