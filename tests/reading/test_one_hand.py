"""Digits of one page, read as one hand's."""

import numpy as np
import pytest

from digitrec.reading.one_hand import in_one_hand
from digitrec.types import Box, Digit, Line


def glyph(row: int, column: int = 0) -> np.ndarray:
    """A shape of its own for each place of its bars."""
    field = np.zeros((28, 28), np.float32)
    field[4:24, 10 + column], field[row, 4:24] = 1, 1
    return field


def digit(shape: np.ndarray | None, **told: float) -> Digit:
    probabilities = np.zeros(10)
    for label, probability in told.items():
        probabilities[int(label[1:])] = probability
    label = int(probabilities.argmax())
    return Digit(label, float(probabilities[label]), Box(0, 0, 9, 9), tuple(probabilities), shape)


FOUR, NINE = digit(glyph(15), d4=0.99, d9=0.005), digit(glyph(5), d9=0.99, d4=0.005)
UNSURE = digit(glyph(15), d9=0.7, d4=0.25)


def labels(lines):
    return [[one.label for one in line.digits] for line in lines]


def test_a_digit_that_looks_like_the_others_is_read_as_they_are():
    lines = in_one_hand([Line((FOUR, NINE, UNSURE))])
    assert labels(lines) == [[4, 9, 4]]
    changed = lines[0].digits[2]
    assert changed.confidence == changed.probabilities[4] > changed.probabilities[9]
    assert sum(changed.probabilities) == pytest.approx(0.95)
    assert lines[0].digits[:2] == (FOUR, NINE)


def test_examples_on_other_lines_count():
    assert labels(in_one_hand([Line((FOUR, NINE)), Line((UNSURE,))])) == [[4, 9], [4]]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param((NINE, NINE, UNSURE), id="no-example-of-the-other-label"),
        pytest.param((digit(glyph(15), d4=0.8, d9=0.1), NINE, UNSURE), id="an-unsure-example"),
        pytest.param((FOUR, UNSURE), id="too-few-digits"),
        pytest.param((FOUR, NINE, digit(glyph(23, 8), d9=0.7, d4=0.25)), id="a-shape-of-its-own"),
        pytest.param((FOUR, FOUR, NINE, digit(glyph(15), d9=0.9999, d4=1e-6)), id="sure-all-the-same"),
        pytest.param((FOUR, NINE, digit(None, d9=0.7, d4=0.25)), id="no-glyphs-kept"),
    ],
)
def test_otherwise_nothing_changes(line):
    assert in_one_hand([Line(line)]) == (Line(line),)
