import numpy as np
import pytest

from digitrec.learning.data.dataset import Images, to_glyphs
from digitrec.learning.digits.sampler import NEGATIVE, RENDERED, GlyphSource, Sampling, validation_negatives
from digitrec.page.normalise import to_model_input
from digitrec.types import NOT_A_DIGIT


@pytest.fixture
def source(digits: Images) -> GlyphSource:
    return GlyphSource(digits, Sampling(rendered=0.1, negatives=0.2), seed=3)


def test_an_epoch_holds_every_digit_once_and_the_shares_asked_for(source: GlyphSource):
    order = source.order(0)
    assert sorted(order[order >= 0]) == list(range(300))
    assert np.count_nonzero(order == RENDERED) == 30
    assert np.count_nonzero(order == NEGATIVE) == 60
    assert not np.array_equal(order, source.order(1))
    assert np.array_equal(order, source.order(0))


def test_glyphs_depend_on_seed_epoch_and_place_alone(source: GlyphSource, digits: Images):
    order = np.array([5, RENDERED, NEGATIVE, 9])
    glyphs, labels = source.glyphs(order, epoch=2, first=40)
    again, _ = GlyphSource(digits, source.sampling, seed=3).glyphs(order, epoch=2, first=40)
    assert np.array_equal(glyphs, again)
    for other in (source.glyphs(order, 3, 40), source.glyphs(order, 2, 44)):
        assert not np.array_equal(glyphs, other[0])
    assert labels[0] == digits.labels[5]
    assert labels[1] < NOT_A_DIGIT
    assert labels[2] == NOT_A_DIGIT
    assert glyphs.dtype == np.uint8
    assert glyphs.shape == (4, 28, 28)
    assert all(glyph.any() for glyph in glyphs)


def test_the_last_epochs_are_milder_and_as_long(digits: Images):
    sampling = Sampling(rendered=0.1, negatives=0.3)
    source = GlyphSource(digits, sampling, seed=3, refined_from=2)
    early, late = source.order(1), source.order(2)
    assert len(early) == len(late)
    assert np.count_nonzero(late == NEGATIVE) < np.count_nonzero(early == NEGATIVE)
    assert source.sampling_of(1) == sampling
    assert source.sampling_of(2).distortions.plain == 0.5
    assert source.sampling_of(2).distortions.tiny == sampling.distortions.tiny / 2


def test_validation_negatives_are_the_same_for_every_training(digits: Images):
    first = validation_negatives(digits, count=20)
    assert np.array_equal(first, validation_negatives(digits, count=20))
    assert first.shape == (20, 28, 28)


def test_images_are_validated_undistorted(digits: Images):
    assert np.array_equal(to_glyphs(digits.take(np.arange(3)))[2], to_model_input(digits.inks[2]))


def test_shares_are_not_negative():
    with pytest.raises(ValueError, match="negative"):
        Sampling(rendered=-0.1)
