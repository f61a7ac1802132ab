from pathlib import Path

import numpy as np
import pytest

from digitrec.errors import DataError
from digitrec.learning.data.collect import load_data, load_mnist
from digitrec.learning.data.dataset import Images


def save(path: Path, digits: Images) -> Path:
    np.savez(path, x=digits.inks, y=digits.labels)
    return path


def test_mnist_ships_and_is_divided_55_5_10():
    mnist = load_mnist()
    assert [len(part) for part in (mnist.training, mnist.validation, mnist.test)] == [55_000, 5_000, 10_000]
    shares = np.bincount(mnist.validation.labels) / 5_000 - np.bincount(mnist.training.labels) / 55_000
    assert np.abs(shares).max() < 0.001
    assert mnist.facts == {"mnist": {"training": 55_000, "validation": 5_000, "test": 10_000}}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(None, id="missing"),
        pytest.param(b"", id="empty"),
        pytest.param(b"PK\x03\x04 not a zip", id="broken"),
    ],
)
def test_an_unreadable_set_is_one_line_with_a_remedy(tmp_path: Path, content: bytes | None):
    path = tmp_path / "mnist.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match="--data") as caught:
        load_data([path])
    assert str(path) in str(caught.value)


def test_other_arrays_are_not_digits(tmp_path: Path):
    np.savez(tmp_path / "other.npz", z=np.zeros(3))
    with pytest.raises(DataError, match="x_train"):
        load_data([tmp_path / "other.npz"])


def test_an_empty_folder_is_no_data_set(tmp_path: Path):
    with pytest.raises(DataError, match="neither folders 0 to 9"):
        load_data([tmp_path])


def test_a_small_set_is_repeated_beside_mnist_and_its_validation_images_are_not(
    digits: Images, tmp_path: Path
):
    own = save(tmp_path / "own.npz", digits)
    data = load_data(["mnist", own])
    assert data.facts[str(own)] == {"training": 270, "validation": 30, "test": 0, "repeated": 20}
    assert len(data.training) == 55_000 + 20 * 270
    assert len(data.validation) == 5_030
    assert len(data.test) == 10_000


def test_the_share_that_validates_is_taken_of_each_digit(digits: Images, tmp_path: Path):
    data = load_data([save(tmp_path / "own.npz", digits)], share=0.2)
    assert len(data.validation) == 60
    wanted = 0.2 * np.bincount(digits.labels)
    assert np.abs(np.bincount(data.validation.labels) - wanted).max() <= 1


def test_a_digit_without_an_image_is_told_unless_another_set_has_it(digits: Images, tmp_path: Path):
    own = save(tmp_path / "own.npz", digits.take(np.flatnonzero(digits.labels < 8)))
    with pytest.raises(DataError, match=r"no image to train on of 8, 9.*--data mnist"):
        load_data([own])
    assert len(load_data([own, "mnist"]).test) == 10_000
