from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrec.learning.data.dataset import MNIST_FILE, Images, joined, split


@settings(deadline=None)
@given(labels=st.lists(st.integers(0, 9), min_size=3, max_size=200), count=st.integers(1, 60))
def test_split_is_a_partition_of_the_wanted_size(labels, count):
    training, validation = split(np.array(labels), count)
    assert sorted([*training, *validation]) == list(range(len(labels)))
    assert len(validation) == min(count, len(labels) // 3)


def test_mnist_is_what_its_readme_says():
    readme = MNIST_FILE.with_name("README.md").read_text(encoding="utf-8")
    with np.load(MNIST_FILE) as arrays:
        digests = [sha256(arrays[name].tobytes()).hexdigest() for name in arrays.files]
    assert len(digests) == 4
    assert all(digest in readme for digest in [*digests, sha256(MNIST_FILE.read_bytes()).hexdigest()])


def test_split_is_the_same_every_time():
    labels = np.arange(600) % 10
    assert np.array_equal(split(labels)[1], split(labels)[1])
    assert not np.array_equal(split(labels, 60)[1], split(labels, 60, seed=2)[1])


def test_images_and_labels_must_match():
    with pytest.raises(ValueError, match="labels"):
        Images(np.zeros((3, 28, 28), np.uint8), np.zeros(2, np.int64))


def test_images_are_joined_in_order():
    parts = [Images(np.full((n, 28, 28), n, np.uint8), np.full(n, n, np.int64)) for n in (2, 1)]
    both = joined(parts)
    assert both.labels.tolist() == both.inks[:, 0, 0].tolist() == [2, 2, 1]
    assert len(joined([])) == 0
