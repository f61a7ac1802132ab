import cv2
import numpy as np
import pytest

from digitrec.learning.augmentation import degradations
from digitrec.learning.augmentation.distortions import Distortions, distort
from digitrec.learning.data.dataset import Images
from digitrec.page.normalise import stroke_width

EFFECTS = [
    degradations.redrawn,
    degradations.outlined,
    degradations.thickness,
    degradations.filled,
    degradations.blur,
    degradations.uneven,
    degradations.tiny,
    degradations.ragged,
    degradations.hard,
    degradations.broken,
    degradations.ruled,
    degradations.neighbour,
    degradations.cut,
]


@pytest.fixture
def field(digits: Images) -> np.ndarray:
    """A digit as the effects see it: about 50 pixels tall on a larger field."""
    only_geometry = dict.fromkeys(Distortions.__slots__, 0.0)
    return distort(digits.inks[0], np.random.default_rng(0), Distortions(**only_geometry))


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: effect.__name__)
def test_an_effect_leaves_ink_and_does_not_touch_what_it_was_given(effect, field: np.ndarray):
    before = field.copy()
    results = [effect(field, np.random.default_rng(seed)) for seed in range(12)]
    assert np.array_equal(field, before)
    assert all(result.dtype == np.uint8 and result.ndim == 2 and result.any() for result in results)
    assert any(not np.array_equal(result, field) for result in results)


def test_tiny_digits_are_8_to_20_pixels_or_as_coarse(field: np.ndarray):
    sides = {degradations.tiny(field, np.random.default_rng(seed)).shape[0] for seed in range(40)}
    assert min(sides) < 16
    assert max(sides) == field.shape[0]


def test_hard_is_black_and_white(field: np.ndarray):
    assert set(np.unique(degradations.hard(field, np.random.default_rng(0)))) == {0, 255}


def test_cut_takes_at_most_a_tenth(field: np.ndarray):
    rows, columns = np.nonzero(field)
    tall, wide = np.ptp(rows) + 1, np.ptp(columns) + 1
    for seed in range(20):
        height, width = degradations.cut(field, np.random.default_rng(seed)).shape
        assert height >= 0.89 * tall
        assert width >= 0.89 * wide


def test_a_redrawn_stroke_has_the_width_of_the_pen_and_keeps_its_course() -> None:
    ink = np.zeros((76, 76), np.uint8)
    cv2.line(ink, (12, 60), (60, 20), 255, 11)
    thin = degradations.redrawn(ink, np.random.default_rng(2))
    assert stroke_width((thin > 127).astype(np.uint8)) < 8.5
    grown = np.pad(ink, (thin.shape[0] - ink.shape[0]) // 2)
    assert np.count_nonzero(thin[grown == 0] > 127) < 0.02 * np.count_nonzero(thin > 127)


def test_an_outlined_digit_is_hollow(field: np.ndarray):
    middle = cv2.distanceTransform((field > 127).astype(np.uint8), cv2.DIST_L2, 5)
    thick = cv2.dilate(field, np.ones((5, 5), np.uint8))
    y, x = np.unravel_index(middle.argmax(), middle.shape)
    for seed in range(12):
        hollow = degradations.outlined(thick, np.random.default_rng(seed))
        pad = (hollow.shape[0] - field.shape[0]) // 2
        assert hollow[pad + y, pad + x] < 60
        assert hollow.max() > 120


def test_a_one_is_never_outlined_for_a_hollow_one_is_a_narrow_nought():
    one = cv2.line(np.zeros((60, 40), np.uint8), (20, 4), (20, 56), 255, 7)
    always = Distortions(**(dict.fromkeys(Distortions.__slots__, 0.0) | {"outlined": 1.0}))
    plain = Distortions(**dict.fromkeys(Distortions.__slots__, 0.0))
    kept, hollow = (distort(one, np.random.default_rng(0), always, label) for label in (1, 10))
    assert np.array_equal(kept, distort(one, np.random.default_rng(0), plain, 1))
    assert np.count_nonzero(hollow) != np.count_nonzero(kept)
