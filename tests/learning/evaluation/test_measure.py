import numpy as np
import pytest

from digitrec.learning.augmentation.redraw import middle_lines
from digitrec.learning.data.dataset import Images
from digitrec.learning.evaluation.corruptions import CORRUPTIONS
from digitrec.learning.evaluation.measure import (
    PLACES,
    REFUSED,
    SIZES,
    pens_for,
    score_canvas,
    score_corruption,
    score_glyphs,
    score_place,
    small_digits,
    turned,
)
from digitrec.reading.reader import Reader
from tests.fakes import FakeEngine, FakePage


@pytest.fixture
def strokes() -> Images:
    """Twenty upright strokes, every other one labelled 7."""
    inks = np.zeros((20, 28, 28), np.uint8)
    inks[:, 5:23, 12:16] = 255
    return Images(inks, np.array([7, 1] * 10, np.int64))


@pytest.fixture
def sevens() -> Reader:
    """Calls everything a 7."""
    return Reader(FakeEngine(7), page=FakePage())


def test_glyphs_drawings_and_places_are_scored(strokes: Images, sevens: Reader):
    score = score_glyphs(sevens.engine, strokes)
    assert (score.images, score.exact, score.refused) == (20, 0.5, 0.0)
    assert score.calibration_error == pytest.approx(0.5, abs=0.1)
    assert len(score.reject_curve) == len(REFUSED)
    drawn = score_canvas(sevens, strokes, SIZES[0], 4, np.random.default_rng(1), turn=20)
    assert (drawn.exact, drawn.refused) == (0.5, 0.0)
    for place in ("top left", "bottom right"):
        assert score_place(sevens, strokes.take(np.arange(4)), place).exact == 0.5
    assert len(PLACES) == 9


def test_a_corrupted_image_is_read_and_fed(strokes: Images, sevens: Reader):
    def erased(ink, _):
        return np.zeros_like(ink)

    score = score_corruption(sevens, strokes, "erased", erased, np.random.default_rng(1))
    assert score.reader == 1.0  # a refusal is an error
    assert score.straight == 0.5
    name, corruption = next(iter(CORRUPTIONS.items()))
    first, again = (
        score_corruption(sevens, strokes, name, corruption, np.random.default_rng([1, 0])) for _ in range(2)
    )
    assert first.name == "shot noise"
    assert first == again


def test_lines_are_turned_clockwise_within_their_box(strokes: Images):
    upright = middle_lines(strokes.inks[0])
    leaning = turned(upright, 45)
    assert leaning.min() == pytest.approx(0, abs=1e-6)
    assert leaning.max() == pytest.approx(1)
    points = leaning.reshape(-1, 2)
    top, bottom = points[points[:, 1].argmin()], points[points[:, 1].argmax()]
    assert top[0] > bottom[0] + 0.5
    assert np.array_equal(turned(upright, 0), upright)


def test_a_pen_must_leave_the_holes_open():
    assert pens_for(60) == [4, 8]


def test_the_digits_of_scikit_learn_are_ink():
    images = small_digits()
    assert len(images) == 1_797
    assert images.inks.shape[1:] == (64, 64)
    assert images.inks[:, 0, 0].max() < 128
    assert set(images.labels.tolist()) == set(range(10))
