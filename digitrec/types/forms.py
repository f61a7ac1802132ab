"""The forms of a reading: plain values, one line, a picture, HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from digitrec.arrays import image_of, no_image
from digitrec.errors import ImageError, InputError
from digitrec.percent import percent
from digitrec.types.arrays import Image
from digitrec.types.parts import Digit, Line, Number

if TYPE_CHECKING:
    from digitrec.types.reading import Reading

SCHEMA = 1  # of `as_dict`: raised when a name goes or changes its meaning, not when one is added
PLACES = 4  # decimals of a confidence
LONGEST_TEXT = 40  # characters of the text that stand in one line


def as_dict(reading: Reading) -> dict[str, Any]:
    """A reading as plain values; docs/json.md describes them."""
    return {
        "schema": SCHEMA,
        "text": reading.text,
        "confidence": round(reading.confidence, PLACES),
        "doubtful": reading.doubtful,
        "rotation": reading.rotation,
        "numbers": [number_as_dict(number) for number in reading.numbers],
        "lines": [line_as_dict(line) for line in reading.lines],
        "digits": [digit_as_dict(digit) for digit in reading.digits],
    }


def number_as_dict(number: Number) -> dict[str, Any]:
    """A number as plain values."""
    return {
        "text": number.text,
        "confidence": round(number.confidence, PLACES),
        "doubtful": number.doubtful,
        "box": corners(number),
    }


def line_as_dict(line: Line) -> dict[str, Any]:
    """A line with its digits as plain values."""
    return {
        "text": line.text,
        "box": corners(line),
        "digits": [digit_as_dict(digit) for digit in line.digits],
    }


def digit_as_dict(digit: Digit) -> dict[str, Any]:
    """A digit as plain values."""
    return {
        "digit": digit.label,
        "confidence": round(digit.confidence, PLACES),
        "doubtful": digit.doubtful,
        "box": corners(digit),
        **({"sign_before": digit.sign_before} if digit.sign_before else {}),
    }


def corners(part: Digit | Number | Line) -> list[int]:
    """Left, top, right and bottom of a part, right and bottom exclusive."""
    box = part.box
    return [box.left, box.top, box.right, box.bottom]


def in_one_line(reading: Reading) -> str:
    """What `repr` says of a reading."""
    text = reading.text
    if not text:
        return "Reading('')"
    shown = text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 3] + "..."
    return f"Reading({shown!r}, {_how_sure(reading)})"


def _how_sure(reading: Reading) -> str:
    doubtful = sum(digit.doubtful for digit in reading.digits)
    return f"{percent(reading.confidence)} sure" + (f", {doubtful} doubtful" if doubtful else "")


def annotate(reading: Reading, image: Image | None = None) -> Image:
    """The image with the digits of a reading boxed and labelled; see `Reading.annotate`."""
    from digitrec import pictures

    if image is None:
        if reading.picture is None:
            raise InputError("The image of this reading was not kept. Give it: reading.annotate(image)")
        image = reading.picture()
    if not isinstance(image, np.ndarray):
        raise no_image(image, "Without an argument, annotate() takes the image that digitrec.read was given.")
    marks = [
        pictures.Mark(
            digit.box.left, digit.box.top, digit.box.right, digit.box.bottom, str(digit.label), digit.doubtful
        )
        for digit in reading.digits
    ]
    return pictures.marked(image_of(image), marks)


def as_png(reading: Reading) -> bytes | None:
    """The annotated image as a PNG file, made smaller where it is large; None where there is none."""
    if reading.picture is None:
        return None
    from digitrec import pictures

    try:
        return pictures.png(annotate(reading))
    except ImageError:  # the file has gone since
        return None


def as_html(reading: Reading) -> str:
    """What a notebook shows: the annotated image, and below it the text."""
    from digitrec import pictures

    note = _how_sure(reading) if reading.lines else "no number found"
    return pictures.html(reading.text, note, as_png(reading))
