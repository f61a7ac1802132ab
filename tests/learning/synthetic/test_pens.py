"""Real samples written again: what is sorted where, and what stays the same."""

import numpy as np
import pytest

from digitrec.learning.data.strokes import DIGIT, LETTER, LOOKALIKE, STRING, SYMBOL, PenSample, StrokeLibrary
from digitrec.learning.synthetic.pens import (
    NO_PENS,
    open_pens,
    pen_digit,
    plain_style,
    sample_pen_style,
    write_sample,
)

BAR = np.array([(0.2, 0.0), (0.1, 0.5), (0.0, 1.0)], np.float32)
DOT = np.array([(0.3, 0.9)], np.float32)


def sample(label: str, kind: str, writer: str = "a", *strokes: np.ndarray) -> PenSample:
    return PenSample(label, kind, writer, strokes or (BAR,))


@pytest.fixture
def library() -> StrokeLibrary:
    digits = [sample(str(label), DIGIT, writer) for writer in "ab" for label in range(10)]
    return StrokeLibrary(
        (
            *digits,
            sample("1", DIGIT, "c"),
            sample("k", LETTER),
            sample("c", LETTER),
            sample("?", SYMBOL),
            sample("l", LOOKALIKE),
            *(sample(letter, LETTER, "b") for letter in "adefhkm"),
            sample("12/25", STRING),
            sample("1234567890123", STRING),
        )
    )


def test_samples_are_sorted_by_what_they_are_good_for(library: StrokeLibrary):
    pens = open_pens(library)
    assert [len(own) for own in pens.digits] == [2, 3, *[2] * 8]
    assert len(pens.by_writer[1]) == 3
    assert len(pens.writers) == 2
    assert {other.label for other in pens.others} == set("k?adefhm")
    assert [len(own) for own in pens.letters] == [7]
    assert [number.label for number in pens.strings] == ["12/25"]
    assert open_pens(StrokeLibrary()) is NO_PENS


def test_a_digit_is_of_the_label_asked_for(library: StrokeLibrary):
    pens, rng = open_pens(library), np.random.default_rng(1)
    assert {pen_digit(rng, pens, 1).label for _ in range(20)} == {"1"}
    assert {pen_digit(rng, pens, 1).writer for _ in range(60)} == set("abc")


def test_it_is_as_tall_as_its_style_and_the_same_for_the_same_random_numbers():
    style = plain_style(0.1)
    ink = write_sample(np.random.default_rng(1), sample("1", DIGIT), style)
    rows = np.flatnonzero(ink.max(axis=1) > 128)
    assert np.ptp(rows) == pytest.approx(style.height * 1.1, abs=3)
    again = write_sample(np.random.default_rng(1), sample("1", DIGIT), style)
    assert np.array_equal(ink, again)


def test_no_two_writings_are_the_same_and_a_dot_is_ink():
    rng = np.random.default_rng(2)
    dotted = sample("1", DIGIT, "a", BAR, DOT)
    first, second = (write_sample(rng, dotted, sample_pen_style(rng)) for _ in range(2))
    assert first.shape != second.shape or (first != second).any()
    alone = write_sample(rng, sample(".", SYMBOL, "a", DOT), plain_style(0.2))
    assert alone.max() > 200


def test_a_long_number_is_written_whole():
    bars = tuple(BAR + np.array([20.0 * place, 0.0], np.float32) for place in range(2))
    ink = write_sample(np.random.default_rng(1), sample("11", STRING, "a", *bars), plain_style(0.1))
    columns = np.flatnonzero(ink.max(axis=0) > 128)
    assert columns[-1] - columns[0] > 19 * 64


def test_signs_are_sorted_by_writer():
    signs = [
        sample(label, kind, writer)
        for writer, label, kind in (
            ("a", "/", LOOKALIKE),
            ("a", "/", LOOKALIKE),
            ("a", "-", SYMBOL),
            ("b", "+", SYMBOL),
            ("b", "?", SYMBOL),
        )
    ]
    own = open_pens(StrokeLibrary(tuple(signs))).signs
    assert [{label: len(samples) for label, samples in one.items()} for one in own] == [
        {"/": 2, "-": 1},
        {"+": 1},
    ]
