"""Fits `digitrec.reading.writing.WRITING` to composed pages, of digits and writers that are held out.

python docs/fit_writing.py --strokes strokes.npz --fonts fonts --photographs photos
"""

import argparse
from pathlib import Path

import numpy as np

import digitrec
from digitrec.learning.finder.train import PageSourcePaths
from digitrec.learning.finder.writing import Example, examples, fit
from digitrec.learning.pages.compose import PageKind, compose

SHAPES = ((480, 640), (80, 260), (120, 160), (360, 640), (640, 480), (240, 320))  # height and width of pages


def main() -> None:
    """Prints the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("strokes", "fonts", "photographs"):
        parser.add_argument(f"--{name}", action="append", type=Path, default=[])
    parser.add_argument("--count", type=int, default=1500, help="pages (1500)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    paths = PageSourcePaths(
        strokes=tuple(options.strokes),
        fonts=tuple(options.fonts),
        photographs=tuple(options.photographs),
        validation=True,
    )
    sources, reader = paths(), digitrec.load_reader()
    found: list[Example] = []
    for number in range(options.count):
        rng = np.random.default_rng([options.seed, number])
        found += examples(reader, compose(rng, sources, PageKind(SHAPES[number % len(SHAPES)])))
        print(f"\r{number + 1} of {options.count} pages, {len(found)} lines", end="", flush=True)
    print(f", {np.mean([writing for _, writing in found]):.0%} of them writing")
    weights, bias = fit(found)
    print(f"WRITING, BIAS = Evidence({', '.join(f'{weight:.2f}' for weight in weights)}), {bias:.2f}")


if __name__ == "__main__":
    main()
