from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitrec.errors import DataError
from digitrec.learning.data import MNIST_FILE, Images, load_mnist, split


def test_mnist_ships_and_is_divided_55_5_10():
    mnist = load_mnist()
    assert [len(part) for part in (mnist.training, mnist.validation, mnist.test)] == [55_000, 5_000, 10_000]
    shares = np.bincount(mnist.validation.labels) / 5_000 - np.bincount(mnist.training.labels) / 55_000
    assert np.abs(shares).max() < 0.001


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


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(None, id="missing"),
        pytest.param(b"", id="empty"),
        pytest.param(b"PK\x03\x04 not a zip", id="broken"),
    ],
)
def test_unreadable_mnist_is_one_line_with_a_remedy(tmp_path: Path, content: bytes | None):
    path = tmp_path / "mnist.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match="--data") as caught:
        load_mnist(path)
    assert str(path) in str(caught.value)


def test_other_arrays_are_not_mnist(tmp_path: Path):
    np.savez(tmp_path / "other.npz", x=np.zeros(3))
    with pytest.raises(DataError, match="x_train"):
        load_mnist(tmp_path / "other.npz")


def test_images_and_labels_must_match():
    with pytest.raises(ValueError, match="labels"):
        Images(np.zeros((3, 28, 28), np.uint8), np.zeros(2, np.int64))
