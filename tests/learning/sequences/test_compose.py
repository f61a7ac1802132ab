"""Composed lines: what stands there is what is said to stand there."""

from itertools import pairwise

import numpy as np
import pytest

from digitrec.learning.evaluation.strings import KINDS, share_exact
from digitrec.learning.sequences.compose import compose
from digitrec.learning.sequences.texts import sample_text
from digitrec.learning.sequences.variants import MARKS_AFTER, MARKS_BEFORE, MARKS_BETWEEN, NUMBER_VARIANTS
from digitrec.learning.sequences.writers import features_of, glued
from digitrec.learning.synthetic.strokes import parse_variant


def test_every_digit_has_ink_of_its_own_and_stands_in_order(sources):
    rng = np.random.default_rng(3)
    for _ in range(40):
        line = compose(rng, sources)
        assert line.ink.dtype == line.owners.dtype == np.uint8
        assert line.ink.shape == line.owners.shape
        assert set(np.unique(line.owners)) - {0} == set(range(1, len(line.text) + 1))
        middles = [np.nonzero(line.owners == n + 1)[1].mean() for n in range(len(line.text))]
        assert middles == sorted(middles)


def test_the_same_chance_gives_the_same_line(sources):
    first, second = (compose(np.random.default_rng(5), sources) for _ in range(2))
    assert first.text == second.text
    assert np.array_equal(first.ink, second.ink)


def test_numbers_have_1_to_12_digits_and_some_lines_are_words(sources):
    rng = np.random.default_rng(1)
    texts = [sample_text(rng) for _ in range(600)]
    assert {len(text) for text in texts} == set(range(1, 13))
    assert any(text.endswith("000") for text in texts)
    texts = [compose(np.random.default_rng(seed), sources).text for seed in range(150)]
    assert 1 <= texts.count("") <= 15


def test_some_neighbours_touch_and_some_do_not(sources):
    rng = np.random.default_rng(2)
    apart = []
    for _ in range(60):
        line = compose(rng, sources)
        columns = [np.flatnonzero((line.owners == n + 1).any(axis=0)) for n in range(len(line.text))]
        apart += [b[0] > a[-1] for a, b in pairwise(columns)]
    assert 0.2 < np.mean(apart) < 0.9


def test_glued_digits_resemble_one_another(sources):
    rng = np.random.default_rng(4)
    spreads = []
    for _ in range(12):
        writer = glued(rng, sources)
        spreads.append(np.std([features_of(writer(label))[0] for label in (0, 2, 3, 5, 8)]))
    assert np.mean(spreads) < 0.8 * np.std(sources.features[:, 0])


def test_all_forms_can_be_written():
    variants = [variant for own in NUMBER_VARIANTS.values() for variant in own]
    variants += [variant for marks in (MARKS_BEFORE, MARKS_BETWEEN, MARKS_AFTER) for variant, _ in marks]
    assert all(parse_variant(variant) for variant in variants)


@pytest.mark.parametrize("kind", KINDS)
def test_measured_numbers_have_3_to_6_digits_in_dark_ink(kind, digits):
    rng = np.random.default_rng(1)
    for _ in range(5):
        example = KINDS[kind](rng, digits)
        assert 3 <= len(example.text) <= 6
        assert example.image.dtype == np.uint8
        assert np.median(example.image) > example.image.min() + 50


def test_the_share_read_exactly(digits):
    wanted = [KINDS["clean"](rng, digits).text for rng in [np.random.default_rng([1, 0])] for _ in range(4)]
    answers = iter([wanted[0], "", wanted[2], wanted[3] + "0"])
    assert share_exact(lambda _: next(answers), digits, "clean", 4) == 0.5
