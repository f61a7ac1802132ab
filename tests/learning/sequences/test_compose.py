"""Composed lines: what stands there is what is said to stand there."""

from itertools import pairwise

import numpy as np
import pytest

from digitrec.learning.evaluation.strings import KINDS, share_exact
from digitrec.learning.sequences.compose import compose
from digitrec.learning.sequences.texts import before_digits, digits_in, sample_text, signed_text
from digitrec.learning.sequences.variants import (
    MARKS_AFTER,
    MARKS_BEFORE,
    MARKS_BETWEEN,
    NUMBER_VARIANTS,
    SIGN_VARIANTS,
)
from digitrec.learning.sequences.writers import features_of, glued
from digitrec.learning.synthetic.strokes import parse_variant
from digitrec.types import SIGNS


def test_every_digit_has_ink_of_its_own_and_stands_in_order(sources):
    rng = np.random.default_rng(3)
    for _ in range(40):
        line = compose(rng, sources)
        assert line.ink.dtype == line.owners.dtype == np.uint8
        assert line.ink.shape == line.owners.shape
        assert set(np.unique(line.owners)) - {0} <= set(range(1, len(line.text) + 1))
        digits = [n + 1 for n, character in enumerate(line.text) if character.isdigit()]
        middles = [np.nonzero(line.owners == n)[1].mean() for n in digits]
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
        digits = [n + 1 for n, character in enumerate(line.text) if character.isdigit()]
        columns = [np.flatnonzero((line.owners == n).any(axis=0)) for n in digits]
        apart += [b[0] > a[-1] for a, b in pairwise(columns)]
    assert 0.2 < np.mean(apart) < 0.9


def test_glued_digits_resemble_one_another(sources):
    rng = np.random.default_rng(4)
    spreads = []
    for _ in range(12):
        writer = glued(rng, sources)
        spreads.append(np.std([features_of(writer(label))[0] for label in (0, 2, 3, 5, 8)]))
    assert np.mean(spreads) < 0.8 * np.std(sources.features[:, 0])


def test_texts_with_signs_are_to_be_read_as_they_are():
    rng = np.random.default_rng(1)
    texts = [signed_text(rng) for _ in range(400)]
    assert all(before_digits(text) == text and digits_in(text) for text in texts)
    assert all(any(sign in text for text in texts) for sign in SIGNS)
    assert {text[0] for text in texts} - set("0123456789") == set("-+.")


def test_signs_are_composed_and_look_as_they_should(sources):
    rng = np.random.default_rng(1)
    lines = [line for line in (compose(rng, sources) for _ in range(250)) if not line.text.isdigit()]
    boxes = {sign: [] for sign in SIGNS}
    for line in lines:
        for place, sign in enumerate(line.text, start=1):
            rows, columns = np.nonzero(line.owners == place)
            if sign in SIGNS and rows.size > 20:
                boxes[sign].append((np.ptp(rows) + 1, np.ptp(columns) + 1))
    high = {sign: np.median([box[0] for box in own]) for sign, own in boxes.items()}
    assert high["."] < high[","] < high["+"] < high["/"]
    assert np.median([wide / tall for tall, wide in boxes["-"]]) > 1.5


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("12/25/96", "12/25/96", id="a-date"),
        pytest.param("2345,", "2345", id="nothing-behind"),
        pytest.param("5.-", "5", id="nor-two"),
        pytest.param("/5", "5", id="no-slash-before"),
        pytest.param("-.334", None, id="two-side-by-side"),
        pytest.param("+5", "+5", id="signed"),
    ],
)
def test_a_text_has_one_sign_at_most_before_each_digit(written, read):
    assert before_digits(written) == read


def test_all_forms_can_be_written():
    variants = [variant for own in NUMBER_VARIANTS.values() for variant in own]
    variants += [variant for marks in (MARKS_BEFORE, MARKS_BETWEEN, MARKS_AFTER) for variant, _, _ in marks]
    variants += [variant for own in SIGN_VARIANTS.values() for variant in own]
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
