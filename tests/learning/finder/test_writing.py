"""What tells writing from borders that look like it is learned from composed pages."""

import numpy as np
import pytest

from digitrec.learning.finder.writing import examples, fit
from digitrec.learning.pages.composed import ComposedPage, PlacedDigit
from digitrec.page.components import Component
from digitrec.page.cutout import as_it_is
from digitrec.page.segment import WrittenLine
from digitrec.reading.found import Page, PlacedLine
from digitrec.reading.order import ReadLine
from digitrec.reading.writing import Evidence
from digitrec.types import Box, Digit, Line

SHAPE = (100, 200, 3)
WRITTEN = PlacedDigit(label=3, row=0, x=30.0, y=50.0, width=20.0, height=40.0, angle=0.0)


class Finds:
    """A reader that finds lines where a digit was written, where none was, where the page says nothing."""

    def __init__(self):
        self.page = self

    def read(self, _image):
        return Page((), ())

    def read_lines(self, _lines, shape):
        ink = np.full((40, 20), 255, np.uint8)
        found = []
        for box, certainty in (
            (Box(20, 30, 40, 70), 0.9), (Box(150, 10, 154, 90), 0.5), (Box(90, 10, 110, 90), 0.7),
        ):  # fmt: skip
            line = WrittenLine((Component(box.left, box.top, ink),), 40.0, 4.0)
            placed = PlacedLine(line, as_it_is(shape), ink, certainty)
            found.append(ReadLine(Line((Digit(1, 0.8, box, (0.1,) * 10),)), placed))
        return found


def test_a_line_is_writing_where_its_digits_were_written():
    blank = np.zeros(SHAPE[:2], np.uint8)
    ignored = blank > 0
    ignored[:, 80:120] = True
    page = ComposedPage(np.zeros(SHAPE, np.uint8), blank, (WRITTEN,), ignored, light=False, signs=blank)
    found = examples(Finds(), page)
    assert [(seen.certainty, writing) for seen, writing in found] == [(0.9, True), (0.5, False)]


def test_the_weights_say_what_speaks_for_writing():
    rng = np.random.default_rng(3)
    certainty = rng.random(400)
    found = [(Evidence(0.0, float(c), 0.0, 0.7, 0.0), bool(rng.random() < c)) for c in certainty]
    weights, bias = fit(found)
    assert weights.certainty > 1
    assert np.dot(weights, Evidence(0.0, 0.5, 0.0, 0.7, 0.0)) + bias == pytest.approx(0, abs=0.5)
