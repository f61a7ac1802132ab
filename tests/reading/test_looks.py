"""A digit that is not plain is looked at again, and what all looks say is averaged."""

import cv2
import numpy as np
import pytest

from digitrec.reading.looks import LOOKS, looked_again
from digitrec.reading.reader import Reader
from tests.fakes import FakePage

BAR = np.zeros((28, 28), np.float32)
BAR[4:24, 12:16] = 1.0


class Asked:
    """A model that says the same of everything, and keeps what it is asked about."""

    def __init__(self, *answer: float) -> None:
        self.answer = np.array(answer, np.float32)
        self.glyphs: list[np.ndarray] = []

    def __call__(self, glyphs: np.ndarray) -> np.ndarray:
        self.glyphs += list(glyphs)
        return np.tile(self.answer, (len(glyphs), 1))

    probabilities = __call__


def chances(label: int, chance: float) -> np.ndarray:
    found = np.full(11, (1 - chance) / 10, np.float32)
    found[label] = chance
    return found


def test_what_is_plain_is_looked_at_once():
    image = np.full((60, 60, 3), 255, np.uint8)
    cv2.line(image, (30, 10), (30, 50), (0, 0, 0), 5)
    engine = Asked(*chances(1, 0.9995))
    assert Reader(engine, page=FakePage()).read_digits([image])[0].confidence == pytest.approx(0.9995)
    assert len(engine.glyphs) == 1


def test_what_is_not_plain_is_averaged_over_all_looks():
    first = np.stack([chances(1, 0.9995), chances(1, 0.6)])
    kept = first.copy()
    again = looked_again([BAR, BAR], first, [1], Asked(*chances(7, 0.9)))
    assert np.array_equal(first, kept)
    assert np.array_equal(again[0], first[0])
    assert again[1] == pytest.approx((first[1] + len(LOOKS) * chances(7, 0.9)) / (len(LOOKS) + 1))


def test_each_look_sees_it_leaning_or_turned_about_its_middle():
    ask = Asked(*chances(1, 0.5))
    looked_again([BAR], chances(1, 0.5)[None], [0], ask)
    heights, leans = [], []
    for seen in ask.glyphs:
        moments = cv2.moments(seen)
        assert moments["m10"] / moments["m00"] == pytest.approx(13.5, abs=0.1)
        assert moments["m00"] == pytest.approx(BAR.sum(), rel=0.02)
        leans.append(round(-moments["mu11"] / moments["mu02"], 2))
        heights.append(np.count_nonzero(seen.max(axis=1) > 0.5))
    assert leans == pytest.approx([0.12, -0.12, 0.1, -0.1], abs=0.025)
    assert heights[:2] == [20, 20], "what leans is as tall as it was"


def test_the_reader_of_single_digits_looks_again():
    image = np.full((60, 60, 3), 255, np.uint8)
    cv2.line(image, (30, 10), (30, 50), (0, 0, 0), 5)
    engine = Asked(*chances(1, 0.8))
    (digit,) = Reader(engine, page=FakePage()).read_digits([image])
    assert digit is not None
    assert digit.confidence == pytest.approx(0.8)
    assert len(engine.glyphs) == 1 + len(LOOKS)


def test_where_there_is_nothing_nothing_is_asked():
    engine = Asked(*chances(1, 0.8))
    assert Reader(engine, page=FakePage()).read_digits([np.full((60, 60, 3), 255, np.uint8)]) == [None]
    assert not engine.glyphs
