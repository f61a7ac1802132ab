"""`python -m digitrec synth DIR`: writes images that the project makes itself, with their labels."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from digitrec.cli.shared.options import add_material
from digitrec.cli.shared.parsing import CommandParser, add_help
from digitrec.errors import DataError
from digitrec.learning import synthetic
from digitrec.learning.data.collect import load_mnist
from digitrec.learning.data.dataset import Images
from digitrec.learning.finder.page_files import write_page
from digitrec.learning.finder.train import PageSourcePaths
from digitrec.learning.pages.compose import PageKind
from digitrec.learning.pages.compose import compose as compose_page
from digitrec.learning.sequences.compose import compose
from digitrec.learning.sequences.paper import picture
from digitrec.learning.sequences.sampler import turned
from digitrec.learning.sequences.texts import digits_in
from digitrec.learning.sequences.writers import open_sources
from digitrec.types import Image

EXAMPLES = (
    "digitrec synth pages/ --strokes strokes.npz --count 20",
    "digitrec synth numbers/ --kind strings --count 1000",
    "digitrec synth lines/ --kind lines --fonts fonts/ --seed 7",
)
PAGES, CROPS = "pages", "crops"  # written with their targets
PAGE_SIZES = {PAGES: (480, 640), CROPS: (128, 256)}  # height and width, pixels
SMALLEST = 48  # pixels of a side
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
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with labels.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["file", "text"])
            made = _pages(options) if options.kind in (PAGES, CROPS) else _images(options)
            for name, text in made:
                writer.writerow([name, text])
    except OSError as error:
        raise DataError(f"{folder} cannot be written ({error.strerror}). Name another folder.") from error
    print(labels.resolve())
    return 0


def _images(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Writes images; yields the name and the text of each."""
    digits = load_mnist().validation
    fonts = synthetic.load_fonts(synthetic.list_fonts(options.fonts))
    sample, rng = SAMPLERS[options.kind], np.random.default_rng(options.seed)
    for number in range(1, options.count + 1):
        image, text = sample(rng, digits, fonts)
        name = f"{number:06}.png"
        cv2.imwrite(str(Path(options.folder) / name), image)
        yield name, text


def _pages(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Writes composed pages with their targets; yields the name and the text of each."""
    paths = PageSourcePaths(
        strokes=tuple(options.strokes), fonts=tuple(options.fonts), photographs=tuple(options.photographs),
        validation=True,
    )  # fmt: skip
    sources, rng = paths(), np.random.default_rng(options.seed)
    kind = PageKind(options.size or PAGE_SIZES[options.kind], crop=options.kind == CROPS)
    for number in range(1, options.count + 1):
        page = compose_page(rng, sources, kind)
        write_page(page, Path(options.folder), f"{number:06}")
        yield f"{number:06}.png", page.text


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
        "--kind", choices=(PAGES, CROPS, *SAMPLERS), default=PAGES, metavar="KIND",
        help=f"{', '.join((PAGES, CROPS, *SAMPLERS))} (%(default)s)",
    )  # fmt: skip
    options.add_argument(
        "--seed", metavar="S", type=int, default=0, help="the same seed, the same images (0)"
    )
    options.add_argument("--size", metavar="WxH", type=_size, help="of pages and crops, pixels (640x480)")
    add_material(options)
    add_help(options)
    return parser


def _size(text: str) -> tuple[int, int]:
    """WxH as height and width."""
    width, _, height = text.lower().partition("x")
    if not (width.isdigit() and height.isdigit()) or min(int(width), int(height)) < SMALLEST:
        raise argparse.ArgumentTypeError(f"{text} is not WIDTHxHEIGHT, {SMALLEST} pixels at least")
    return int(height), int(width)


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
    return picture(rng, line).image, digits_in(line.text)


def _on_paper(ink: Image) -> Image:
    return 255 - cv2.copyMakeBorder(ink, 12, 12, 12, 12, cv2.BORDER_CONSTANT, value=0).astype(np.uint8)


SAMPLERS: dict[str, Sampler] = {
    "strings": _string,
    "lines": _line,
    "digits": _digit,
    "negatives": _negative,
}
"""What is written without targets: single numbers, the lines that the sequence model learns from, single
digits, and what is not a digit."""
