"""`digitrec draw` and `draw_predict.py`: open the draw window."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace

from digitrec.cli.shared.display import add_looks, keys_note, prepare_display
from digitrec.cli.shared.hand import own_hand
from digitrec.cli.shared.options import add_first_model
from digitrec.cli.shared.parsing import CommandParser
from digitrec.cli.shared.recogniser import model_loader
from digitrec.errors import DigitrecError, ModelError
from digitrec.models.places import output_folder
from digitrec.ui.draw.controller import DrawController, run
from digitrec.ui.draw.hotkeys import DRAWING
from digitrec.ui.draw.state import (
    DEFAULT_SIZE,
    LARGEST_SIZE,
    SMALLEST_SIZE,
    THICKEST_PEN,
    THINNEST_PEN,
    Canvas,
    canvas_of,
)
from digitrec.ui.window.window import CvWindow

TITLE = "digitrec - draw a number"
EXAMPLES = (
    "digitrec draw",
    "digitrec draw --size 1000x600 --pen 20",
    "digitrec draw --theme dark --scale 2",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the draw window until it is closed; returns the exit code."""
    options = make_parser().parse_args(arguments)
    try:
        prepare_display()
        return _draw(options)
    except DigitrecError as error:
        _warn(str(error))
        return error.exit_code
    except KeyboardInterrupt:  # before the window was up
        return 0


def _draw(options: argparse.Namespace) -> int:
    if options.model and not options.model.is_file():
        raise ModelError(f"There is no model file {options.model}. See what there is: digitrec models")
    canvas = replace(canvas_of(options.size), pen=options.pen, theme=options.theme)
    controller = DrawController(
        model_loader(options.models, options.model, _warn, hand=not options.no_hand, signs=options.signs),
        output_folder(),
        _say,
        _warn,
        own_hand(),
    )
    run(CvWindow(TITLE, options.scale), canvas, controller)
    if not controller.end():
        # The worker is in the middle of an import or a computation in C: at an orderly exit it would be
        # torn down under its feet. All that was pending is done by now.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
    return 0


def _say(text: str) -> None:
    print(text, flush=True)


def _warn(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def make_parser() -> argparse.ArgumentParser:
    """The parser."""
    parser = CommandParser(
        "draw", "Opens a window to draw numbers in with the mouse, and reads them while the pen moves.",
        "[OPTION ...]", EXAMPLES, (keys_note(DRAWING),),
    )  # fmt: skip
    drawing = parser.add_argument_group("drawing")
    drawing.add_argument(
        "--size", type=_size, metavar="WxH", default=DEFAULT_SIZE, help="in pixels (720x480)"
    )
    drawing.add_argument(
        "--pen", type=_pen, metavar="N", default=Canvas().pen, help="width of the pen in pixels (14)"
    )
    add_looks(parser)
    add_first_model(parser)
    return parser


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = (int(part) for part in text.lower().split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; give width x height, e.g. 800x500") from None
    if not (SMALLEST_SIZE[0] <= width <= LARGEST_SIZE[0] and SMALLEST_SIZE[1] <= height <= LARGEST_SIZE[1]):
        least, most = ("x".join(map(str, size)) for size in (SMALLEST_SIZE, LARGEST_SIZE))
        raise argparse.ArgumentTypeError(f"{text} must lie between {least} and {most}")
    return width, height


def _pen(text: str) -> int:
    try:
        pen = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None
    if not THINNEST_PEN <= pen <= THICKEST_PEN:
        raise argparse.ArgumentTypeError(f"{pen} must lie between {THINNEST_PEN} and {THICKEST_PEN} pixels")
    return pen
