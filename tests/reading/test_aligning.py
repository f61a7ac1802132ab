"""Digits that a user says are there find their ink."""

import cv2
import numpy as np
import pytest

from digitrec.errors import DataError
from digitrec.reading.aligning import glyphs_of_drawing, glyphs_of_image, labelled_glyphs
from digitrec.reading.reader import Reader
from digitrec.types import Reading
from tests import fakes
from tests.fakes import FakeEngine, FakePage


class ByWidth:
    """Takes tall and narrow ink for a 1 and anything wide for a 0; is never quite sure."""

    kind, classes = "LiteRT", 11

    def probabilities(self, glyphs):
        rows = np.full((len(glyphs), 11), 0.02, np.float32)
        for row, glyph in zip(rows, glyphs, strict=True):
            columns = np.flatnonzero(glyph.max(axis=0) > 0.3)
            row[1 if np.ptp(columns) < 8 else 0] = 0.8
        return rows


def drawing(*lefts: int, ring: int | None = None) -> np.ndarray:
    ink = np.zeros((140, 360), np.uint8)
    for left in lefts:
        cv2.line(ink, (left, 30), (left, 110), 255, 9)
    if ring is not None:
        cv2.ellipse(ink, (ring, 70), (28, 40), 0, 0, 360, 255, 9)
    return ink


def wide(glyph: np.ndarray) -> bool:
    return bool(np.ptp(np.flatnonzero(glyph.max(axis=0) > 0.3)) >= 8)


def test_where_the_counts_agree_the_reading_says_which_is_which():
    reading = Reader(FakeEngine(1)).read_ink(drawing(60, 160))
    examples = labelled_glyphs(reading, (7, 4), lambda: pytest.fail("not asked"))
    assert [label for _, label in examples] == [7, 4]
    assert examples[0][0] is reading.digits[0].glyph


def test_where_they_do_not_it_is_aligned_anew():
    asked = []

    def align():
        asked.append(True)
        return [np.ones((28, 28), np.float32)]

    examples = labelled_glyphs(fakes.reading("17"), (4,), align)
    assert ([label for _, label in examples], asked) == ([4], [True])


def test_nothing_said_teaches_nothing():
    with pytest.raises(DataError, match="type the digits"):
        labelled_glyphs(Reading(), (), list)


def test_two_strokes_can_be_one_digit_or_two():
    reader = Reader(ByWidth())
    near = drawing(60, 92, 220)
    three = glyphs_of_drawing(reader, near, (1, 1, 1))
    assert [wide(glyph) for glyph in three] == [False, False, False]
    two = glyphs_of_drawing(reader, near, (4, 1))
    assert [wide(glyph) for glyph in two] == [True, False]


def test_the_digits_say_which_ink_is_meant():
    reader = Reader(ByWidth())
    ink = drawing(60, ring=200)
    assert [wide(glyph) for glyph in glyphs_of_drawing(reader, ink, (1,))] == [False]
    assert [wide(glyph) for glyph in glyphs_of_drawing(reader, ink, (0,))] == [True]


def test_rows_are_taught_in_reading_order():
    ink = np.vstack([drawing(60, ring=200), drawing(200)])
    assert [wide(glyph) for glyph in glyphs_of_drawing(Reader(ByWidth()), ink, (1, 0, 1))] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(("digits", "named"), [((1, 1, 1), "the 1 at place"), ((0, 1, 1, 1), " and ")])
def test_digits_without_ink_are_named(digits, named):
    with pytest.raises(DataError, match=named):
        glyphs_of_drawing(Reader(ByWidth()), drawing(60, 160), digits)


def test_a_blank_drawing_has_no_ink_for_any():
    with pytest.raises(DataError, match="the 7 at place 1"):
        glyphs_of_drawing(Reader(ByWidth()), np.zeros((60, 60), np.uint8), (7,))


def test_an_image_is_aligned_as_a_drawing_is():
    reader = Reader(ByWidth(), page=FakePage())
    glyphs = glyphs_of_image(reader, 255 - np.vstack([drawing(60, ring=200), drawing(200)]), (1, 0, 1))
    assert [wide(glyph) for glyph in glyphs] == [False, True, False]
