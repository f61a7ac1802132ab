"""Which way up a glyph lies: fits the perceptron of `reading.turning` to glyphs found on composed pages."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from digitrec.learning.pages.composed import ComposedPage
from digitrec.learning.sequences.writers import Sources, sample_digit_writer
from digitrec.page.normalise import to_model_input
from digitrec.reading.page import PageReader
from digitrec.reading.turning import POSITIONS, Perceptron, glyphs_of, turned
from digitrec.types import Glyph, Glyphs

HIDDEN = 192
EPOCHS = 16
OF_ONE_HAND = 5  # digits
MOST = 64  # glyphs of a page in each position


def examples(reader: PageReader, page: ComposedPage) -> list[Glyphs]:
    """The glyphs that are found on a composed page turned anticlockwise by 0, 1, 2, 3 quarters."""
    return [
        glyphs_of(reader.read(np.ascontiguousarray(np.rot90(page.image, quarters))).lines, MOST)
        for quarters in range(POSITIONS)
    ]


def digits(rng: np.random.Generator, sources: Sources, count: int) -> Glyphs:
    """So many digits by themselves, upright."""
    glyphs = list[Glyph]()
    while len(glyphs) < count:
        write = sample_digit_writer(rng, sources)
        glyphs += [to_model_input(write(int(label))) for label in rng.integers(10, size=OF_ONE_HAND)]
    return np.stack(glyphs)


def fit(upright: Glyphs, found: Sequence[Sequence[Glyphs]], seed: int = 1) -> Perceptron:
    """Fits the perceptron.

    Args:
        upright: digits, see `digits`.
        found: glyphs of each page in each position, see `examples`.
        seed: of weights and order.
    """
    glyphs = np.concatenate([upright, *(some for page in found for some in page)])
    lying = [np.zeros(len(upright), int)]
    lying += [np.full(len(some), turns) for page in found for turns, some in enumerate(page)]
    seen = np.concatenate([turned(glyphs, quarters) for quarters in range(POSITIONS)])
    labels = np.concatenate([(np.concatenate(lying) + turns) % POSITIONS for turns in range(POSITIONS)])
    network = MLPClassifier(
        (HIDDEN,), alpha=1e-3, batch_size=512, learning_rate_init=2e-3, max_iter=EPOCHS, random_state=seed
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # so many epochs are what is wanted
        network.fit(seen, labels)
    (hidden, answer), (bias, last) = network.coefs_, network.intercepts_
    return Perceptron(_float(hidden), _float(bias), _float(answer), _float(last))


def save(perceptron: Perceptron, path: Path) -> None:
    """Writes the weights as half floats."""
    np.savez_compressed(
        path,
        hidden=perceptron.hidden.astype(np.float16),
        hidden_bias=perceptron.hidden_bias.astype(np.float16),
        answer=perceptron.answer.astype(np.float16),
        answer_bias=perceptron.answer_bias.astype(np.float16),
    )


def _float(weights: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.asarray(weights, np.float32)
