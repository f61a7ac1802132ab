"""Sources of composed pages: strokes, fonts, digits, photographs."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from digitrec.learning.data.strokes import (
    LEAST_LABELS,
    LETTER,
    LOOKALIKE,
    STRING,
    SYMBOL,
    PenSample,
    StrokeLibrary,
    of_one_writer,
)
from digitrec.learning.synthetic.fonts import HandwritingFont, load_fonts
from digitrec.types import Image, Ink

MNIST_A_LABEL = 1500  # images
INKED = 60  # of 255: what an image's box is drawn around
LETTERS = string.ascii_letters
PRINT_FOLDERS = (Path("/usr/share/fonts"),)


@dataclass(frozen=True, slots=True, eq=False)
class PageSources:
    """What pages are composed of; each part may be missing.

    Args:
        strokes: real handwriting.
        writers: those of its writers who wrote most digits.
        words: letters and signs of each writer who has some.
        strings: whole numbers of digits only.
        mnist: images of digits by label, cut to their ink.
        digit_fonts: handwriting fonts with all ten digits.
        letter_fonts: handwriting fonts with letters.
        print_fonts: fonts of printed text.
        photographs: pictures without handwriting, (H, W, 3) uint8.
    """

    strokes: StrokeLibrary = field(default_factory=StrokeLibrary)
    writers: tuple[str, ...] = ()
    words: tuple[tuple[PenSample, ...], ...] = ()
    strings: tuple[PenSample, ...] = ()
    mnist: Mapping[int, Sequence[Ink]] = field(default_factory=dict)
    digit_fonts: tuple[HandwritingFont, ...] = ()
    letter_fonts: tuple[HandwritingFont, ...] = ()
    print_fonts: tuple[HandwritingFont, ...] = ()
    photographs: Sequence[Image] = ()


def open_sources(
    strokes: StrokeLibrary | None = None,
    images: NDArray[np.uint8] | None = None,
    labels: NDArray[np.integer] | None = None,
    handwriting_fonts: Sequence[Path] = (),
    photographs: Sequence[Image] = (),
    printed: str = string.digits + LETTERS,
) -> PageSources:
    """Puts in order what pages are composed of.

    Args:
        strokes: real handwriting.
        images: (N, 28, 28) uint8 digits, light on dark.
        labels: (N,) their labels.
        handwriting_fonts: files of handwriting fonts.
        photographs: pictures without handwriting.
        printed: the characters of printed text.
    """
    library = strokes or StrokeLibrary()
    fonts = load_fonts(handwriting_fonts, string.digits + LETTERS)
    return PageSources(
        strokes=library,
        writers=tuple(w for w, digits in library.digits.items() if len(digits) >= LEAST_LABELS),
        words=_words(library),
        strings=tuple(sample for sample in library.of(STRING) if sample.label.isdigit()),
        mnist={} if images is None or labels is None else _by_label(images, labels),
        digit_fonts=tuple(font for font in fonts if set(string.digits) <= set(font.outlines)),
        letter_fonts=tuple(font for font in fonts if set("aenrstm") <= set(font.outlines)),
        print_fonts=load_fonts(_print_fonts(), printed),
        photographs=photographs,
    )


def _words(library: StrokeLibrary) -> tuple[tuple[PenSample, ...], ...]:
    signs = library.of(LETTER, LOOKALIKE, SYMBOL)
    return of_one_writer(sample for sample in signs if sample.label in LETTERS or sample.kind == SYMBOL)


def _by_label(images: NDArray[np.uint8], labels: NDArray[np.integer]) -> dict[int, list[Ink]]:
    found: dict[int, list[Ink]] = {}
    for label in range(10):
        found[label] = []
        for image in images[labels == label][:MNIST_A_LABEL]:
            x, y, width, height = cv2.boundingRect((image > INKED).astype(np.uint8))
            if width and height:
                found[label].append(image[y : y + height, x : x + width].copy())
    return found


def _print_fonts() -> list[Path]:
    """The fonts of matplotlib, and those of the system that are not handwriting."""
    import matplotlib as mpl

    from digitrec.learning.synthetic.fonts import list_fonts

    folders = (Path(mpl.get_data_path()) / "fonts" / "ttf", *PRINT_FOLDERS)
    handwriting = set(list_fonts())
    found = [path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*.ttf"))]
    plain = ("DejaVu", "Liberation", "Free", "STIXGeneral", "cmr10", "Linux", "LinLib", "NotoS", "Noto Sans")
    return [path for path in found if path not in handwriting and path.name.startswith(plain)][:48]
