"""Whether what was read is writing: the finder tells, the digits, and what is beside them."""

import numpy as np
import pytest

from digitrec.page.components import Component
from digitrec.page.cutout import as_it_is
from digitrec.page.segment import WrittenLine
from digitrec.reading.found import PlacedLine
from digitrec.reading.order import ReadLine
from digitrec.reading.writing import evidence, sure, written
from digitrec.types import Digit, Line

SHAPE = (100, 600)
TALL, WIDE, STEP = 40, 24, 30  # pixels of a digit, and from one to the next


def line_of(text: str, confidence: float = 1.0, certainty: float = 0.9, beside: int = 0) -> ReadLine:
    """A line of digits as read, and so many components beside them in which none was read."""
    place = as_it_is(SHAPE)
    components = tuple(
        Component(10 + STEP * number, 10, np.full((TALL, WIDE), 255, np.uint8))
        for number in range(len(text) + beside)
    )
    digits = tuple(
        Digit(int(label), confidence, place.box_on_image(component.box, SHAPE), (confidence / 10,) * 10)
        for label, component in zip(text, components, strict=False)
    )
    line = WrittenLine(components, float(TALL), 5.0)
    return ReadLine(Line(digits), PlacedLine(line, place, np.zeros(SHAPE, np.uint8), certainty))


@pytest.mark.parametrize(
    ("one", "kept"),
    [
        pytest.param(line_of("1", 0.99, certainty=0.5), False, id="a-border-like-a-1"),
        pytest.param(line_of("1", certainty=0.95), True, id="a-1-where-the-finder-is-certain"),
        pytest.param(line_of("1234", certainty=0.6), True, id="several-digits-where-it-is-not"),
        pytest.param(line_of("1234", 0.3, certainty=0.6), False, id="several-doubtful-ones"),
        pytest.param(
            line_of("1", 0.99, certainty=0.8, beside=7), False, id="one-digit-among-much-that-is-none"
        ),
        pytest.param(line_of("1", 0.99, certainty=0.8), True, id="one-digit-with-nothing-beside-it"),
    ],
)
def test_what_is_writing_is_told_by_the_finder_the_digits_and_what_is_beside_them(one, kept):
    assert written([one], SHAPE) == ([one] if kept else [])


def test_the_evidence_counts_digits_and_components():
    seen = evidence(line_of("12", 0.5, certainty=0.8, beside=2), SHAPE)
    assert seen.digits == pytest.approx(np.log(2))
    assert seen.certainty == 0.8
    assert seen.sureness == pytest.approx(0)
    assert seen.components == pytest.approx(np.log(5))


@pytest.mark.parametrize(("height", "large"), [(99, 1.0), (101, 0.0)])
def test_digits_are_large_where_they_fill_an_image(height, large):
    assert evidence(line_of("1"), (height, 600)).large == evidence(line_of("1"), (600, height)).large == large


def test_full_and_no_confidence_are_evidence_too():
    assert np.isfinite(evidence(line_of("1", 1.0), SHAPE)).all()
    assert np.isfinite(evidence(line_of("1", 0.0), SHAPE)).all()


@pytest.mark.parametrize(
    ("confidences", "kept"),
    [
        pytest.param((0.91, 0.1, 0.52), True, id="one-sure-digit-among-doubtful-ones"),
        pytest.param((0.89, 0.89), False, id="no-sure-digit"),
        pytest.param((0.91,), True, id="a-sure-digit"),
    ],
)
def test_a_line_without_a_sure_digit_is_none(confidences, kept):
    line = Line(tuple(line_of("1", confidence).line.digits[0] for confidence in confidences))
    assert sure((line,)) == ((line,) if kept else ())
