"""What the commands have in common on their command lines."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from pathlib import Path

from digitrec.cli.shared.parsing import add_help
from digitrec.models.places import OUTPUT, output_folder

MEGA = 1_000_000
SCHEMA = (
    1  # of the lines of `--json`, but for those of `read`; raised when a name goes or changes its meaning
)


def add_models_folder(parser: argparse._ActionsContainer) -> None:
    """`--models DIR`."""
    parser.add_argument(
        "--models", metavar="DIR", default=output_folder(), help=f"the model folder ({OUTPUT})"
    )


def add_model(parser: argparse._ActionsContainer) -> None:
    """`--models DIR` and `--model PATH`."""
    parser.add_argument("--model", metavar="PATH", help="this .keras file instead of the best of the folder")
    add_models_folder(parser)


def add_first_model(parser: argparse.ArgumentParser) -> None:
    """`--model PATH`, which a window begins with, and `--models DIR`, in a group of their own."""
    reading = parser.add_argument_group("reading")
    reading.add_argument("--model", type=Path, metavar="PATH", help="begin with this .keras file")
    reading.add_argument(
        "--models", type=Path, metavar="DIR", default=output_folder(), help="the model folder (output)"
    )
    add_no_hand(reading)
    add_signs(reading)
    add_help(reading)


def add_material(parser: argparse._ActionsContainer) -> None:
    """What is composed of: `--fonts`, `--strokes` and `--photographs`."""
    for flag, metavar, what in (
        ("--fonts", "DIR", "more handwriting fonts"),
        ("--strokes", "PATH", "real pen strokes: an .npz, or a file or folder in UNIPEN format"),
        ("--photographs", "DIR", "pictures without handwriting, for desks and pages that hold no digit"),
    ):
        parser.add_argument(flag, type=Path, action="append", default=[], metavar=metavar, help=what)


def add_no_hand(parser: argparse._ActionsContainer) -> None:
    """`--no-hand`."""
    parser.add_argument("--no-hand", action="store_true", help="read without the digits you have taught")


def add_signs(parser: argparse._ActionsContainer) -> None:
    """`--signs`."""
    parser.add_argument("--signs", action="store_true", help="read . , - / + within numbers too")


def share(text: str) -> float:
    """A number from 0 to 1."""
    try:
        given = float(text)
    except ValueError:
        given = -1.0
    if not 0.0 <= given <= 1.0:
        raise argparse.ArgumentTypeError(f"{text!r} must be a number from 0 to 1")
    return given


def seconds(text: str) -> float:
    """A number of seconds above 0."""
    try:
        given = float(text)
    except ValueError:
        given = 0.0
    if not 0.0 < given < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} must be a number of seconds above 0")
    return given


def pixels(text: str) -> int:
    """A number of pixels, `200000000` or `200M`."""
    figure, factor = (text[:-1], MEGA) if text[-1:] in {"m", "M"} else (text, 1)
    try:
        count = int(float(figure) * factor)
    except (ValueError, OverflowError):
        count = 0
    if count < 1:
        raise argparse.ArgumentTypeError(f"{text!r} must be a number of pixels, such as 50M")
    return count


def whole(least: int, most: int) -> Callable[[str], int]:
    """A function that takes whole numbers within bounds."""

    def checked(text: str) -> int:
        if not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} must be a whole number from {least} to {most}")
        return int(text)

    return checked
