"""Digits and negatives as training asks for them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from digitrec.learning.synthetic import KINDS, NegativeWeights, negative_of, sample_digit, sample_negative
from digitrec.learning.synthetic.samples import write_digit
from digitrec.learning.synthetic.strokes import sample_style
from digitrec.page.normalise import to_model_input

NO_DIGITS = np.zeros((0, 28, 28), np.uint8)
NO_LABELS = np.zeros(0, np.uint8)


def written_digits(count):
    """Stands in for MNIST: (count, 28, 28) ink and labels."""
    rng = np.random.default_rng(7)
    labels = np.arange(count) % 10
    glyphs = [to_model_input(write_digit(rng, int(label), sample_style(rng))) for label in labels]
    return np.stack([np.rint(glyph * 255).astype(np.uint8) for glyph in glyphs]), labels


def test_digits_are_ink_of_every_label():
    rng = np.random.default_rng(1)
    seen = set()
    for _ in range(200):
        ink, label = sample_digit(rng)
        assert ink.ndim == 2
        assert ink.dtype == np.uint8
        assert ink.max() == 255
        seen.add(label)
    assert seen == set(range(10))


def test_the_same_seed_gives_the_same_digits():
    first = [sample_digit(np.random.default_rng(3)) for _ in range(2)]
    assert first[0][1] == first[1][1]
    np.testing.assert_array_equal(first[0][0], first[1][0])


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_of_negative_is_ink_and_repeats_with_its_seed(kind):
    images, labels = written_digits(60)
    for seed in range(12):
        ink = negative_of(kind, np.random.default_rng(seed), images, labels)
        again = negative_of(kind, np.random.default_rng(seed), images, labels)
        assert ink.ndim == 2
        assert ink.dtype == np.uint8
        assert ink.any()
        np.testing.assert_array_equal(ink, again)


@pytest.mark.parametrize("kind", list(KINDS))
def test_negatives_need_neither_images_nor_fonts(kind):
    assert negative_of(kind, np.random.default_rng(5), NO_DIGITS, NO_LABELS).any()


def test_the_mix_decides_the_kinds():
    nothing = dict.fromkeys(KINDS, 0.0)
    weights = NegativeWeights(**{**nothing, "blobs": 1.0})
    wanted = negative_of("blobs", _after_one_draw(2), NO_DIGITS, NO_LABELS)
    got = sample_negative(np.random.default_rng(2), NO_DIGITS, NO_LABELS, weights=weights)
    np.testing.assert_array_equal(got, wanted)


def test_the_mix_names_every_kind():
    assert set(NegativeWeights.__dataclass_fields__) == set(KINDS)


@pytest.mark.parametrize("weights", [{"letters": -0.1}, dict.fromkeys(KINDS, 0.0)])
def test_an_impossible_mix_is_refused(weights):
    with pytest.raises(ValueError, match="Weights"):
        NegativeWeights(**weights)


@pytest.mark.parametrize("kind", ["blobs", "clouds"])
def test_stains_do_not_stand_upright_like_a_one(kind):
    for seed in range(60):
        glyph = to_model_input(negative_of(kind, np.random.default_rng(seed), NO_DIGITS, NO_LABELS))
        rows, columns = np.nonzero(glyph > 0.3)
        assert np.ptp(columns) + 1 > 0.45 * (np.ptp(rows) + 1)


def _after_one_draw(seed):
    rng = np.random.default_rng(seed)
    rng.random()
    return rng


@pytest.mark.parametrize(("label", "asked", "same_as"), [(1, 3.0, 1.25), (7, 0.3, 0.75)])
def test_a_one_is_never_as_wide_as_a_seven_nor_a_seven_as_narrow_as_a_one(label, asked, same_as):
    style = sample_style(np.random.default_rng(0))
    got, wanted = (
        write_digit(np.random.default_rng(0), label, replace(style, aspect=aspect))
        for aspect in (asked, same_as)
    )
    np.testing.assert_array_equal(got, wanted)
