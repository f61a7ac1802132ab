import numpy as np
import pytest

from digitrec.learning.data.dataset import Images
from digitrec.learning.evaluation.corruptions import CORRUPTIONS


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corruption_changes_an_image_the_same_way_for_the_same_random_numbers(digits: Images, name: str):
    ink = digits.inks[0]
    kept = ink.copy()
    corrupted, again = (CORRUPTIONS[name](ink, np.random.default_rng(3)) for _ in range(2))
    assert corrupted.shape == (28, 28)
    assert corrupted.dtype == np.uint8
    assert np.array_equal(corrupted, again)
    assert np.array_equal(ink, kept)
    assert np.abs(corrupted.astype(int) - ink).mean() > 2


def test_there_are_the_fifteen_of_the_benchmark():
    assert len(CORRUPTIONS) == 15


def test_what_is_known_of_some(digits: Images):
    ink, rng = digits.inks[0], np.random.default_rng(3)
    assert CORRUPTIONS["brightness"](ink, rng).min() == 128
    assert np.array_equal(CORRUPTIONS["stripe"](ink, rng)[:, 7:21], ink[:, 7:21])
    assert CORRUPTIONS["scale"](ink, rng).sum() == pytest.approx(0.49 * ink.sum(), rel=0.1)
    assert set(np.unique(CORRUPTIONS["canny edges"](ink, rng))) == {0, 255}
    assert (CORRUPTIONS["zigzag"](ink, rng) >= ink).all()
    hit = CORRUPTIONS["impulse noise"](np.full((28, 28), 77, np.uint8), rng) != 77
    assert 0.1 < hit.mean() < 0.25
