import numpy as np
import pytest

from digitrec.learning.data import Images
from digitrec.learning.feed import open_feed, steps_per_epoch
from digitrec.learning.mix import Mix, Source


@pytest.fixture
def source(digits: Images) -> Source:
    return Source(digits.take(np.arange(100)), Mix(rendered=0.1, negatives=0.1), seed=1)


def test_an_epoch_comes_in_whole_batches(source: Source):
    with open_feed(source, 16, workers=0) as feed:
        batches = list(feed(0))
    assert len(batches) == steps_per_epoch(source, 16) == 7
    assert all(glyphs.shape == (16, 28, 28) and labels.shape == (16,) for glyphs, labels in batches)


def test_another_process_makes_the_same_batches(source: Source):
    with open_feed(source, 32, workers=0) as here, open_feed(source, 32, workers=1) as there:
        for epoch in range(2):
            pairs = list(zip(here(epoch), there(epoch), strict=True))
            assert len(pairs) == 3
            assert all(np.array_equal(a[0], b[0]) and np.array_equal(a[1], b[1]) for a, b in pairs)
