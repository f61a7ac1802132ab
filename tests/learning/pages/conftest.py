"""A little of everything that pages are composed of."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest

from digitrec.learning.data.dataset import Images
from digitrec.learning.data.strokes import DIGIT, LETTER, STRING, PenSample, StrokeLibrary
from digitrec.learning.pages.sources import PageSources
from digitrec.learning.synthetic.fonts import load_fonts

FONT = Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")


def written(label: str, kind: str, writer: str, seed: int) -> PenSample:
    """Something that looks like nothing, of two strokes; a number is as wide as it has digits."""
    rng = np.random.default_rng(seed)
    wide = 0.7 * len(label)
    strokes = []
    for _ in range(2):
        points = np.cumsum(rng.normal(0, 1, (12, 2)), axis=0)
        points = (points - points.min(axis=0)) / np.ptp(points, axis=0) * (wide, 1.0)
        strokes.append(points.astype(np.float32))
    return PenSample(label, kind, writer, tuple(strokes))


@pytest.fixture(scope="session")
def sources(digits: Images) -> PageSources:
    digit_samples = [
        written(str(label), DIGIT, writer, 10 * place + label)
        for place, writer in enumerate(("ann", "bob"))
        for label in range(10)
    ]
    letters = tuple(written(label, LETTER, "ann", 100 + n) for n, label in enumerate("acehklmnr"))
    strings = tuple(written(label, STRING, "ann", 200 + n) for n, label in enumerate(("42", "1995", "7031")))
    fonts = load_fonts([FONT], "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ")
    rng = np.random.default_rng(5)
    photographs = [rng.integers(0, 255, size, np.uint8) for size in ((300, 400, 3), (200, 150, 3))]
    mnist = {label: [ink[4:24, 4:24] for ink in digits.inks[digits.labels == label]] for label in range(10)}
    return PageSources(
        strokes=StrokeLibrary((*digit_samples, *letters, *strings)),
        writers=("ann", "bob"),
        words=(letters,),
        strings=strings,
        mnist=mnist,
        digit_fonts=fonts,
        letter_fonts=fonts,
        print_fonts=fonts,
        photographs=photographs,
    )
