"""`digitrec teach IMAGE DIGITS`: stores the digits of an image as the user's hand."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from digitrec.cli.shared.options import add_model
from digitrec.cli.shared.parsing import CommandParser, add_help

NOTES = (
    "From then on these shapes count wherever numbers are read; digitrec forget takes them back.",
    "In the draw and camera windows the key t does the same.",
)
EXAMPLES = (
    "digitrec teach note.jpg 13540",
    'digitrec teach page.png "1995 2026"',
    "digitrec forget --last",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Teaches the digits of an image.

    Returns:
        0.

    Raises:
        DigitrecError: the image cannot be read, some digits are not found in it, or nothing can be stored.
    """
    options = make_parser().parse_args(argv)
    import numpy as np

    from digitrec.cli.shared.reader import open_reader
    from digitrec.files.documents import load_image
    from digitrec.handwriting.engine import HandEngine
    from digitrec.handwriting.opening import open_store
    from digitrec.reading.aligning import glyphs_of_image, labelled_glyphs

    image = load_image(options.image)
    reader, notes = open_reader(options.models, options.model)
    for note in notes:
        print("digitrec:", note, file=sys.stderr)
    reading = reader.read(image)
    upright = np.ascontiguousarray(np.rot90(image, reading.rotation // 90))
    digits = options.digits
    examples = labelled_glyphs(reading, digits, lambda: glyphs_of_image(reader, upright, digits))
    store = open_store()
    paths = store.teach(examples)
    if isinstance(reader.engine, HandEngine):
        reader.engine.warm_up()
    said = "".join(map(str, digits))
    print(
        f"{said}: {len(paths)} {'glyph' if len(paths) == 1 else 'glyphs'} stored in {store.folder.resolve()}"
    )
    return 0


def make_parser() -> argparse.ArgumentParser:
    """The parser."""
    parser = CommandParser(
        "teach", "Teaches your own digits: says what stands in an image.", "[OPTION ...] IMAGE DIGITS",
        EXAMPLES, NOTES,
    )  # fmt: skip
    parser.add_argument("image", type=Path, metavar="IMAGE", help="an image file with your handwriting")
    parser.add_argument(
        "digits",
        type=digits_of,
        metavar="DIGITS",
        help="what stands there, in reading order; spaces are free",
    )
    reading = parser.add_argument_group("reading")
    add_model(reading)
    add_help(reading)
    return parser


def digits_of(text: str) -> tuple[int, ...]:
    """The digits of a text; spaces do not count."""
    told = "".join(text.split())
    if not (told.isascii() and told.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} must be digits 0 to 9, such as 13540")
    return tuple(map(int, told))
