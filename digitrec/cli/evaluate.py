"""`python -m digitrec evaluate`: how well a model reads MNIST, and MNIST's digits drawn anew on a canvas."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from digitrec.cli.evaluate_strings import show_strings
from digitrec.cli.options import add_model, program
from digitrec.cli.reader import open_reader
from digitrec.errors import DigitrecError
from digitrec.learning.calibrate import expected_calibration_error
from digitrec.learning.collect import load_mnist
from digitrec.learning.data import Images
from digitrec.learning.redraw import draw, middle_lines
from digitrec.page.normalise import to_model_input
from digitrec.reading.reader import Reader
from digitrec.types import NOT_A_DIGIT

CANVAS = 400  # pixels, both ways
SIZES = (60, 100, 150, 220, 340)  # pixels, the longer side of a drawn digit
PENS = (4, 8, 14, 20, 30)  # pixels
SECTIONS = ("validation", "test", "canvas", "strings")
WIDEST_PEN = 5.5  # a digit is at least so many pens tall: below that its holes are closed


@dataclass(frozen=True, slots=True)
class Score:
    """How well something was read.

    Args:
        images: how many.
        exact: share read rightly, 0 to 1.
        refused: share that was called no digit, 0 to 1.
        calibration_error: expected calibration error, 0 to 1; None where it was not measured.
    """

    images: int
    exact: float
    refused: float
    calibration_error: float | None = None


def main(argv: Sequence[str] | None = None) -> int:
    """Measures a model.

    Returns:
        0.

    Raises:
        DigitrecError: there is no usable model, or no MNIST.
    """
    parser = program(
        "evaluate", "Measures a model on MNIST, on its digits drawn anew, and on numbers of them."
    )
    add_model(parser)
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=SECTIONS, help="these sections")
    parser.add_argument(
        "--limit",
        metavar="N",
        type=int,
        default=300,
        help="drawn digits a cell, numbers a kind (%(default)s)",
    )
    parser.add_argument("--seed", metavar="S", type=int, default=1, help="of their places (%(default)s)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args(argv)
    if options.limit < 1:
        raise DigitrecError(f"--limit must be at least 1, got {options.limit}.")
    reader, skipped = open_reader(options.models, options.model)
    for sentence in skipped:
        print("digitrec:", sentence, file=sys.stderr)
    mnist = load_mnist()
    for name, images in (("validation", mnist.validation), ("test", mnist.test)):
        if name in options.only:
            _show_set(name, score_images(reader, images), options.json)
    if "canvas" in options.only:
        _show_canvas(reader, mnist.validation, options)
    if "strings" in options.only:
        show_strings(reader, mnist.validation, options.limit, options.seed, options.json)
    return 0


def score_images(reader: Reader, images: Images) -> Score:
    """Reads images of MNIST through the road and the model."""
    glyphs = np.stack([to_model_input(ink) for ink in images.inks])
    probabilities = reader.engine.probabilities(glyphs)
    answers = probabilities.argmax(axis=1)
    return Score(
        len(images),
        float((answers == images.labels).mean()),
        float((answers == NOT_A_DIGIT).mean()),
        expected_calibration_error(probabilities, images.labels),
    )


def score_drawn(reader: Reader, images: Images, size: int, pen: int, seed: int = 1) -> Score:
    """Draws digits anywhere on a canvas, and reads it as the draw window does.

    Args:
        reader: reads the canvas.
        images: the digits to draw.
        size: their longer side in pixels.
        pen: width of the pen in pixels.
        seed: of their places.
    """
    rng = np.random.default_rng(seed)
    right = refused = 0
    for ink, label in zip(images.inks, images.labels, strict=True):
        left, top = rng.integers(0, CANVAS - size, 2, endpoint=True)
        drawn = draw(middle_lines(ink), size, pen, (int(left), int(top)), (CANVAS, CANVAS))
        text = reader.read_ink(drawn).text
        right += text == str(label)
        refused += text == ""
    return Score(len(images), right / len(images), refused / len(images))


def _show_set(name: str, score: Score, as_json: bool) -> None:
    if as_json:
        _print_json({"section": name}, score)
        return
    remark = "chosen by" if name == "validation" else "chooses nothing"
    error = 100 * (score.calibration_error or 0.0)
    print(
        f"MNIST {name} ({remark}): {score.images} images, {100 * score.exact:.2f} % exact, "
        f"{100 * score.refused:.2f} % refused, calibration error {error:.2f} %",
        flush=True,
    )


def _show_canvas(reader: Reader, validation: Images, options: Any) -> None:
    chosen = np.sort(np.random.default_rng(options.seed).permutation(len(validation))[: options.limit])
    images = validation.take(chosen)
    plain = score_images(reader, images)
    if options.json:
        _print_json({"section": "canvas", "size": None, "pen": None}, plain)
    else:
        print(f"\nThe same {len(images)} validation digits, exact %")
        print(f"  as they are: {100 * plain.exact:.2f}")
        print(f"  drawn anywhere on {CANVAS}x{CANVAS} pixels, by size (down) and pen (across):")
        print("     px" + "".join(f"{pen:>8}" for pen in PENS))
    for size in SIZES:
        scores = {pen: score_drawn(reader, images, size, pen, options.seed) for pen in _pens_for(size)}
        if options.json:
            for pen, score in scores.items():
                _print_json({"section": "canvas", "size": size, "pen": pen}, score)
        else:
            cells = (f"{100 * scores[pen].exact:8.2f}" if pen in scores else f"{'-':>8}" for pen in PENS)
            print(f"  {size:>5}{''.join(cells)}", flush=True)


def _pens_for(size: int) -> list[int]:
    return [pen for pen in PENS if pen * WIDEST_PEN <= size]


def _print_json(place: dict[str, Any], score: Score) -> None:
    values = {
        "images": score.images,
        "exact": round(score.exact, 6),
        "refused": round(score.refused, 6),
        "calibration_error": score.calibration_error,
    }
    print(json.dumps(place | values), flush=True)
