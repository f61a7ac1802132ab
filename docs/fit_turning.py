"""Fits the perceptron that tells which way up a page lies, `digitrec/reading/turning.npz`.

python docs/fit_turning.py --strokes strokes.npz --fonts fonts --photographs photos
"""

import argparse
from pathlib import Path

import numpy as np

import digitrec
from digitrec.learning.data.collect import load_data
from digitrec.learning.finder.train import PageSourcePaths
from digitrec.learning.pages.compose import PageKind, compose
from digitrec.learning.sequences.turning import digits, examples, fit, save
from digitrec.learning.sequences.writers import open_sources
from digitrec.learning.synthetic.fonts import list_fonts, load_fonts
from digitrec.learning.synthetic.pens import open_pens
from digitrec.reading.turning import WEIGHTS

SHAPES = ((360, 480), (480, 360), (80, 320), (128, 480), (120, 160), (300, 400))  # height and width of pages


def main() -> None:
    """Writes the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("strokes", "fonts", "photographs"):
        parser.add_argument(f"--{name}", action="append", type=Path, default=[])
    parser.add_argument("--pages", type=int, default=900, help="composed pages (900)")
    parser.add_argument("--digits", type=int, default=60_000, help="digits by themselves (60000)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    fonts = tuple(options.fonts)
    paths = PageSourcePaths(
        strokes=tuple(options.strokes), fonts=fonts, photographs=tuple(options.photographs)
    )
    sources, reader = paths(), digitrec.load_reader().page
    found = []
    for number in range(options.pages):
        rng = np.random.default_rng([options.seed, number])
        found.append(examples(reader, compose(rng, sources, PageKind(SHAPES[number % len(SHAPES)]))))
        print(f"\r{number + 1} of {options.pages} pages", end="", flush=True)
    pens = open_pens(paths.library())
    training = load_data(paths.data).training
    written = digits(
        np.random.default_rng(options.seed),
        open_sources(training, load_fonts(list_fonts(fonts)), pens),
        options.digits,
    )
    save(fit(written, found, options.seed), WEIGHTS)
    print(f", {sum(len(some) for page in found for some in page)} glyphs; written to {WEIGHTS}")


if __name__ == "__main__":
    main()
