"""`python -m digitrec synth DIR`: writes images that the project makes itself, with their labels."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

from digitrec.cli.shared.parsing import CommandParser, add_help
from digitrec.errors import DataError
from digitrec.learning import synthetic
from digitrec.learning.data.collect import load_mnist
from digitrec.learning.data.dataset import Images
from digitrec.learning.sequences.compose import compose
from digitrec.learning.sequences.paper import picture
from digitrec.learning.sequences.sampler import turned
from digitrec.learning.sequences.writers import open_sources
from digitrec.types import Image

EXAMPLES = (
    "digitrec synth pages/",
    "digitrec synth numbers/ --kind strings --count 1000",
    "digitrec synth lines/ --kind lines --fonts fonts/ --seed 7",
)
WRITERS = 600  # digits of MNIST from which those of one line are taken

Sampler = Callable[[np.random.Generator, Images, Sequence[synthetic.HandwritingFont]], tuple[Image, str]]


def main(argv: Sequence[str] | None = None) -> int:
    """Writes synthetic images and their `labels.csv`.

    Returns:
        0.

    Raises:
        DataError: the folder cannot be written, or has labels already.
    """
    options = make_parser().parse_args(argv)
    folder, labels = Path(options.folder), Path(options.folder) / "labels.csv"
    if labels.exists():
        raise DataError(f"{labels} is there already. Name another folder, or remove it.")
    digits = load_mnist().validation
    fonts = synthetic.load_fonts(synthetic.list_fonts(options.fonts or ()))
    sample, rng = SAMPLERS[options.kind], np.random.default_rng(options.seed)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with labels.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["file", "text"])
            for number in range(1, options.count + 1):
                image, text = sample(rng, digits, fonts)
                name = f"{number:06}.png"
                cv2.imwrite(str(folder / name), image)
                writer.writerow([name, text])
    except OSError as error:
        raise DataError(f"{folder} cannot be written ({error.strerror}). Name another folder.") from error
    print(labels.resolve())
    return 0


def make_parser() -> argparse.ArgumentParser:
    """The parser."""
    parser = CommandParser(
        "synth", "Writes images that training makes itself, with labels.csv, into a folder.",
        "[OPTION ...] DIR", EXAMPLES,
    )  # fmt: skip
    parser.add_argument("folder", metavar="DIR", help="where to write; made if it is not there")
    options = parser.add_argument_group("options")
    options.add_argument("-n", "--count", metavar="N", type=int, default=100, help="how many (%(default)s)")
    options.add_argument(
        "--kind", choices=tuple(SAMPLERS), default="pages", metavar="KIND",
        help=f"{', '.join(SAMPLERS)} (%(default)s)",
    )  # fmt: skip
    options.add_argument(
        "--seed", metavar="S", type=int, default=0, help="the same seed, the same images (0)"
    )
    options.add_argument("--fonts", metavar="DIR", action="append", help="a folder with handwriting fonts")
    add_help(options)
    return parser


def _page(
    rng: np.random.Generator, digits: Images, fonts: Sequence[synthetic.HandwritingFont]
) -> tuple[Image, str]:
    lines = [
        synthetic.compose_string(rng, digits.inks, digits.labels, fonts) for _ in range(rng.integers(1, 5))
    ]
    page = synthetic.render_page(rng, lines)
    return page.image, page.text


def _string(
    rng: np.random.Generator, digits: Images, fonts: Sequence[synthetic.HandwritingFont]
) -> tuple[Image, str]:
    number = synthetic.compose_string(rng, digits.inks, digits.labels, fonts)
    return _on_paper(number.ink), number.text


def _digit(
    rng: np.random.Generator, _: Images, fonts: Sequence[synthetic.HandwritingFont]
) -> tuple[Image, str]:
    ink, label = synthetic.sample_digit(rng, fonts)
    return _on_paper(ink), str(label)


def _negative(
    rng: np.random.Generator, digits: Images, fonts: Sequence[synthetic.HandwritingFont]
) -> tuple[Image, str]:
    return _on_paper(synthetic.sample_negative(rng, digits.inks, digits.labels, fonts)), ""


def _line(
    rng: np.random.Generator, digits: Images, fonts: Sequence[synthetic.HandwritingFont]
) -> tuple[Image, str]:
    some = digits.take(rng.choice(len(digits), min(len(digits), WRITERS), replace=False))
    line = turned(rng, compose(rng, open_sources(some, tuple(fonts))))
    return picture(rng, line).image, line.text


def _on_paper(ink: Image) -> Image:
    return 255 - cv2.copyMakeBorder(ink, 12, 12, 12, 12, cv2.BORDER_CONSTANT, value=0).astype(np.uint8)


SAMPLERS: dict[str, Sampler] = {
    "pages": _page,
    "strings": _string,
    "lines": _line,
    "digits": _digit,
    "negatives": _negative,
}
"""What can be written, by name: whole pages, single numbers, the lines that the sequence model learns from,
single digits, and what is not a digit."""
