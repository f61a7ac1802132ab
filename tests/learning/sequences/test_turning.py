"""The perceptron that tells which way up a page lies is fitted to digits and to what is found on pages."""

import numpy as np
import pytest

from digitrec.learning.data.collect import load_mnist
from digitrec.learning.pages.composed import ComposedPage
from digitrec.learning.sequences import turning
from digitrec.learning.sequences.writers import open_sources
from digitrec.page.components import Component
from digitrec.page.cutout import as_it_is
from digitrec.page.segment import WrittenLine
from digitrec.reading.found import Page, PlacedLine
from digitrec.reading.turning import load_perceptron


class FindsAll:
    """A page reader that takes a whole image for one component of ink."""

    def read(self, image: np.ndarray) -> Page:
        ink = np.ascontiguousarray(image[..., 0])
        line = WrittenLine((Component(0, 0, ink),), float(max(ink.shape)), 3.0)
        return Page((), (PlacedLine(line, as_it_is(ink.shape), ink),))


@pytest.fixture(scope="module")
def digits():
    return load_mnist().validation


def test_glyphs_are_looked_for_from_all_sides(digits):
    ink = digits.inks[0]
    blank = np.zeros(ink.shape, np.uint8)
    page = ComposedPage(np.stack([ink] * 3, -1), ink, (), blank > 0, light=False, signs=blank)
    upright, *turned = turning.examples(FindsAll(), page)
    assert upright.shape == (1, 28, 28)
    for quarters, glyphs in enumerate(turned, start=1):
        assert np.allclose(glyphs[0, 1:, 1:], np.rot90(upright[0, 1:, 1:], quarters), atol=0.06)


def test_the_fitted_perceptron_tells_positions_of_digits_it_has_not_seen(digits, monkeypatch, tmp_path):
    monkeypatch.setattr(turning, "HIDDEN", 24)
    monkeypatch.setattr(turning, "EPOCHS", 6)
    glyphs = turning.digits(np.random.default_rng(1), open_sources(digits), 600)
    fitted = turning.fit(glyphs[:500], [[glyphs[:0]] * 3 + [glyphs[:1]]])
    told = fitted.log_probabilities(glyphs[500:])
    assert (told.argmax(axis=1) == 0).mean() > 0.6
    turning.save(fitted, tmp_path / "turning.npz")
    kept = load_perceptron(tmp_path / "turning.npz")
    assert np.allclose(kept.log_probabilities(glyphs[:20]), fitted.log_probabilities(glyphs[:20]), atol=0.05)
